"""The triggers of the Function app, nothing else: each unpacks its event and calls one use case."""

from __future__ import annotations

import asyncio
import logging
import threading
import typing

import azure.functions as func

from oneone import bootstrap, settings

log = logging.getLogger("oneone.triggers")
app = func.FunctionApp()

STORAGE = "AzureWebJobsStorage"
QUEUE = "work"
DEADLINE = 9 * 60  # seconds; the host ends a run after 10 minutes, the pass itself stops beginning things after 8

_lock = threading.Lock()
_services: bootstrap.Services | None = None


def services() -> bootstrap.Services:
    """The services of this process, made at the first trigger: an import never needs a cloud."""
    global _services
    with _lock:
        if _services is None:
            _services = bootstrap.services(settings.read())
        return _services


@app.timer_trigger(schedule="%ONEONE_PLAN_SCHEDULE%", arg_name="timer", use_monitor=True)
@app.queue_output(arg_name="nudges", queue_name=QUEUE, connection=STORAGE)
# The worker's converter accepts typing.List[str] only, not list[str].
def plan(timer: func.TimerRequest, nudges: func.Out[typing.List[str]]) -> None:  # noqa: UP006
    """Every few minutes: one message for each account with something due."""
    accounts = services().plan()
    if accounts:
        nudges.set(accounts)
    log.info("planned: %d accounts nudged", len(accounts))


@app.queue_trigger(arg_name="message", queue_name=QUEUE, connection=STORAGE)
def work(message: func.QueueMessage) -> None:
    """One message is one account: do what is due for it."""
    account = message.get_body().decode()

    async def within_deadline() -> None:
        async with asyncio.timeout(DEADLINE):
            report = await services().work(account)
        log.info(
            "worked: %d prepared, %d scanned, %d later, %d need attention, %d mails",
            len(report.prepared),
            len(report.scanned),
            len(report.later),
            len(report.attention),
            report.mails,
        )

    try:
        asyncio.run(within_deadline())
    except (SystemExit, asyncio.CancelledError) as end:
        # Either of them would take the whole worker down, or leave the run without an answer.
        raise RuntimeError(f"The pass was ended by {type(end).__name__}.") from None


@app.queue_trigger(arg_name="message", queue_name=f"{QUEUE}-poison", connection=STORAGE)
def poison(message: func.QueueMessage) -> None:
    """A message that failed again and again: record it where the admin looks, and log it where the alarm looks."""
    account = message.get_body().decode(errors="replace")
    live = services()
    live.ledger.poisoned(account, live.clock())
    log.error("poison: a message was given up; `oneone status` shows the account")
