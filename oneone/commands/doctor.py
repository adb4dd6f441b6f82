"""`doctor`: looks at sign-ins, permissions, notebooks and calendars; `--probe` writes one page and reads it back."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from oneone.commands.live import WrongCall, opened
from oneone.commands.terminal import Json, progress, say, show, show_json
from oneone.errors import BadInput

if TYPE_CHECKING:
    from oneone.bootstrap import Services
    from oneone.checkup import Check, Patient

_MARKS = {"ok": "ok", "fault": "FAULT", "unknown": "?"}


def doctor(
    account: Annotated[str | None, typer.Option(metavar="ACCOUNT", help="Only this account.")] = None,
    probe: Annotated[
        tuple[str, str, str] | None,
        typer.Option(
            metavar="ACCOUNT NOTEBOOK_URL SECTION", help="Write one test page there and say how this tenant keeps it."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check each account and pair: sign-in, permissions, notebook, section, who else can read it, calendar."""
    with opened() as live:
        try:
            found = asyncio.run(_probed(live, *probe) if probe else _examined(live, account))
        except BadInput as problem:
            raise WrongCall(str(problem)) from problem
    faults = [check for check in found if check.state == "fault"]
    if as_json:
        show_json([asdict(check) for check in found])
    else:
        for check in found:
            about = f"{check.account}{f' · {check.pair}' if check.pair else ''}: " if check.account else ""
            show(f"{_MARKS[check.state]:5}  {check.what:11}  {about}{check.said}")
        if not found:
            show("Nothing to look at yet. Import some pairs: oneone pairs import FILE")
        say(f"{len(faults)} to mend, {len(found) - len(faults)} fine or not known.")
    if faults:
        raise typer.Exit(1)


async def _examined(live: Services, only: str | None) -> list[Check]:
    from oneone.checkup import examine, examine_process

    patients = [one for one in _patients(live) if only is None or one.account == only.strip().lower()]
    everybody = frozenset(
        name for entry in live.roster() if entry.pair is not None for name in (entry.key.rep, entry.key.manager)
    )
    found = examine_process(live.settings.templates) if only is None else []
    tokens = live.tokens()
    async with live.graph() as graph:
        with progress("looking", len(patients)) as advance:
            for patient in patients:
                found += await examine(patient, graph, tokens, everybody)
                advance(patient.account)
    return found


def _patients(live: Services) -> list[Patient]:
    from oneone.checkup import Patient
    from oneone.commands.accounts import standings
    from oneone.consent import FILES

    entries = [entry for entry in live.roster() if entry.pair is None or entry.pair.active]
    known = {row["account"]: row for row in standings(live)}
    dues = list(live.ledger.dues())
    return [
        Patient(
            account,
            [entry for entry in entries if entry.account == account],
            {str(due.pair): due for due in dues if due.account == account},
            tuple(known.get(account, {}).get("missing", ())),
            live.settings.see_sharing and FILES not in known.get(account, {}).get("missing", ()),
        )
        for account in sorted({entry.account for entry in entries})
    ]


async def _probed(live: Services, account: str, notebook_url: str, section: str) -> list[Check]:
    from oneone.checkup import probe

    async with live.graph() as graph:
        return await probe(
            account.strip().lower(), graph.session(account.strip().lower()), notebook_url, section, live.wall()
        )
