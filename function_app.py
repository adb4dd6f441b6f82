"""The triggers of the Function app, nothing else: each unpacks its event and calls one use case."""

from __future__ import annotations

import asyncio
import logging
import threading
import typing
from collections.abc import Callable

import azure.functions as func

from oneone import bootstrap, observe, settings
from oneone.errors import BadInput, OneoneError
from oneone.web import http as web

log = logging.getLogger("oneone.triggers")
app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)  # a sign-in carries no key; it has checks of its own

STORAGE = "AzureWebJobsStorage"
QUEUE = "work"
DEADLINE = 9 * 60  # seconds; the host ends a run after 10 minutes, the pass itself stops beginning things after 8

T = typing.TypeVar("T")

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

    def run() -> None:
        roster = services().roster()
        accounts = services().plan(roster)
        if accounts:
            nudges.set(accounts)
        active = [entry for entry in roster if entry.pair is None or entry.pair.active]
        log.info("%s", observe.planned(len(active), len({entry.account for entry in active}), len(accounts)))

    _contained(run)


@app.queue_trigger(arg_name="message", queue_name=QUEUE, connection=STORAGE)
def work(message: func.QueueMessage) -> None:
    """One message is one account: do what is due for it."""
    account = message.get_body().decode()

    async def within_deadline() -> None:
        async with asyncio.timeout(DEADLINE):
            await services().work(account)

    _contained(lambda: asyncio.run(within_deadline()))


@app.queue_trigger(arg_name="message", queue_name=f"{QUEUE}-poison", connection=STORAGE)
def poison(message: func.QueueMessage) -> None:
    """A message that failed again and again: record it where the admin looks, and log it where the alarm looks."""
    account = message.get_body().decode(errors="replace").strip()[:256]
    log.error("%s", observe.poisoned(account))
    if account:
        _contained(lambda: services().ledger.poisoned(account, services().clock()))


@app.timer_trigger(schedule="%ONEONE_NUMBERS_SCHEDULE%", arg_name="timer", use_monitor=True)
def numbers(timer: func.TimerRequest) -> None:
    """Once a day: read the sources of figures."""

    async def within_deadline() -> None:
        async with asyncio.timeout(DEADLINE):
            log.info("%s", observe.refreshed(await services().refresh_numbers()))

    _contained(lambda: asyncio.run(within_deadline()))


@app.timer_trigger(schedule="0 30 3 * * 0", arg_name="timer", use_monitor=True)
def retention(timer: func.TimerRequest) -> None:
    """Once a week: delete what is older than pages say that it is kept."""
    _contained(lambda: log.info("%s", observe.forgotten(services().forget_old())))


@app.route(route="signin", methods=["GET", "POST"], auth_level=func.AuthLevel.ANONYMOUS)
def signin(request: func.HttpRequest) -> func.HttpResponse:
    """What a person is asked for, and the way to Microsoft Entra. Open to all: Entra says who it is."""
    return _contained(lambda: _answered(services().sign_in_pages().signin, request))


@app.route(route="signin/callback", methods=["GET", "POST"], auth_level=func.AuthLevel.ANONYMOUS)
def signin_callback(request: func.HttpRequest) -> func.HttpResponse:
    """What Microsoft Entra sends the browser back with."""
    return _contained(lambda: _answered(services().sign_in_pages().callback, request))


def _answered(page: Callable[[web.Request], web.Answer], request: func.HttpRequest) -> func.HttpResponse:
    headers = {name.lower(): value for name, value in request.headers.items()}
    answer = page(web.Request(request.method, dict(request.params), headers, request.get_body()))
    return func.HttpResponse(answer.body, status_code=answer.status, headers=dict(answer.headers))


def _contained(run: Callable[[], T]) -> T:
    """Run a trigger's work, and let nothing out that would end the worker or tell the host's log what people wrote.

    SystemExit would end the worker, and CancelledError would leave the run without an end. What is wrong with the
    settings is told as it is; of other errors the log gets kind, facts and place.
    """
    try:
        return run()
    except BadInput:
        raise
    except (Exception, SystemExit, asyncio.CancelledError) as end:
        facts = end.facts if isinstance(end, OneoneError) else ""
        raise RuntimeError(f"{type(end).__name__} {facts}".strip()).with_traceback(end.__traceback__) from None
