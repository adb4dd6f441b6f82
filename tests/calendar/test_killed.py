"""A process may die around each call and write of `series` and `create` too: one series, one mail for each thing."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sandbox import build
from tests.calendar.office import Office
from tests.way.test_killed import Fuse, Killed, MortalStore, MortalTransport

FRIDAY = datetime.fromisoformat("2026-11-20T14:00+00:00")


def weekend(office: Office, fuse: Fuse, mode: str) -> None:
    transport = MortalTransport(build(office.tenant))
    transport.fuse = fuse
    office.pair(invite=mode)
    if mode == "series":
        office.book()
    office.services = office.serve(MortalStore(office, fuse), transport)
    for minutes in (0, 16, 32, 48, 64, 90, 120, 180, 240, 300):
        office.now = FRIDAY + timedelta(minutes=minutes)
        try:
            office.run()
        except Killed:
            office.services = office.serve(MortalStore(office, fuse), transport)


def outcome(office: Office) -> dict[str, object]:
    meeting = office.meeting("2026-11-23")
    return {
        "series": len(office.tenant.mailboxes.series),
        "mails": Counter(mail.cause for mail in office.tenant.mails),
        "pages": office.titles(),
        "invite": (meeting.invite, office.due().standing, office.due().made),
    }


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("mode", "mails"), [("series", {"update": 1}), ("create", {"invited": 1, "update": 1})])
def test_a_kill_around_any_call_or_write_doubles_nothing(
    mode: str, mails: dict[str, int], after: bool, tmp_path: Path
) -> None:
    office, fuse = Office(tmp_path), Fuse()
    weekend(office, fuse, mode)
    expected = outcome(office)
    assert (expected["series"], expected["mails"]) == (1, mails)
    office.store.close()
    for at in range(1, fuse.seen + 1):
        folder = tmp_path / f"{at}"
        folder.mkdir()
        office = Office(folder)
        weekend(office, Fuse(at, after), mode)
        assert outcome(office) == expected, f"killed {'after' if after else 'before'} step {at} of {fuse.seen}"
        office.store.close()
