"""Every error that OneNote is known to answer a create with → what is stored on the meeting and what a person sees.

`raised` alone is in tests/graph/test_answers.py, Microsoft Entra's answers in tests/graph/test_entra_answers.py and
tests/web/test_renewing.py. `later`: tried again, nobody is told. `look`: the page may be there, so it is looked for.
`person`: a sentence says what to change. `park`: the account waits for a sign-in. `other section`: a new one is made.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from oneone.graph.answers import _ATTENTION
from sandbox.faults import Fault
from tests.way.town import DANA, Town

TABLE: list[tuple[int, str, str, str]] = [
    *((status, code, "look", "") for status, code in ((500, "19999"), (503, "10002"), (504, "UnknownError"))),
    *((500, code, "look", "") for code in ("10001", "10003", "10014", "10015", "10017", "20280", "30103", "40009")),
    *((status, "", "look", "") for status in (408, 500, 502, 503, 504)),
    (429, "20166", "later", ""),
    (429, "10007", "later", ""),
    (429, "TooManyRequests", "later", ""),
    (503, "20166", "later", ""),
    (400, "", "later", ""),
    (423, "", "later", ""),
    *((400, code, "later", "") for code in ("30105", "30106")),
    (403, "20185", "person", "password"),
    (400, "10004", "person", "password"),
    (400, "10006", "person", "damaged"),
    *((400, code, "person", "library") for code in ("10008", "10013", "10016", "10012")),
    (400, "20258", "person", "sync"),
    (507, "30101", "other section", ""),
    (400, "30101", "person", "full"),
    (400, "30104", "person", "suspended"),
    (400, "30108", "person", "licence"),
    (400, "30109", "person", "no such person"),
    *((400, code, "person", "address") for code in ("20150", "20151", "20156", "20157", "20158", "20160", "20161")),
    (404, "20102", "person", "not there"),
    (400, "20113", "person", "not there"),
    *((400, code, "person", "refused") for code in ("20001", "20012", "20112", "20129", "20134", "20139", "20153")),
    (413, "20008", "person", "4 MB"),
    (507, "", "other section", ""),
    (400, "30102", "other section", ""),
    (401, "40003", "later", ""),  # a new permission takes hours; after six of them it is a person's
    *((403, code, "later", "") for code in ("40002", "40007", "40008")),
    (403, "accessDenied", "person", "may not"),
    (401, "40001", "park", "sign-in"),
    (401, "InvalidAuthenticationToken", "park", "sign-in"),
    (401, "", "park", "sign-in"),
    (403, "40004", "park", "sign-in"),
    (403, "40006", "park", "sign-in"),
    (409, "", "look", ""),
]


@pytest.mark.parametrize(("status", "code", "then", "words"), TABLE, ids=lambda value: str(value) or "-")
def test_what_a_refused_page_leads_to(tmp_path: Path, status: int, code: str, then: str, words: str) -> None:
    town = Town(tmp_path)
    town.add_pair()
    town.tenant.faults.add(Fault("POST */pages", status=status, code=code))
    report = town.run()
    meeting, account = town.meeting("2026-11-23"), town.ledger.account(DANA)
    town.store.close()
    assert meeting.page == ("writing" if then == "look" else "no")
    assert bool(account.parked) == (then == "park")
    assert bool(meeting.attention) == (then == "person")
    assert bool(report.attention) == (then in ("person", "park"))
    assert bool(report.later) == (then in ("later", "look", "other section"))
    assert words in f"{meeting.attention}{account.parked}"
    assert sum(call.method == "POST" and call.path.endswith("/pages") for call in town.tenant.calls) == 1


@pytest.mark.parametrize(
    "code",
    sorted(set(_ATTENTION) - {"ErrorAccessDenied", "MailboxNotEnabledForRESTAPI", "Authorization_RequestDenied"}),
)
def test_each_sentence_of_onenote_s_codes_is_shown_by_status(code: str) -> None:
    assert code in {row[1] for row in TABLE}


def test_every_other_pair_is_served(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.add_pair()
    town.add_pair("kim@contoso.example", "Kim Day")
    town.tenant.faults.add(Fault("POST */pages", status=403, code="20185"))
    report = asyncio.run(town.services.work(DANA))
    assert (len(report.prepared), len(report.attention)) == (1, 1)
    town.store.close()
