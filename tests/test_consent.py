"""Each permission is asked for by the feature that needs it, and by no other."""

from __future__ import annotations

from oneone.consent import MAIL, PERMISSIONS, missing, needed
from oneone.model import Pair, PairKey

DANA, CARL = "dana@contoso.example", "one@contoso.example"
PAIR = Pair(PairKey(DANA, "lee@contoso.example"), "https://x", manager_name="Dana Reyes", rep_name="Lee Park")
BY_ANOTHER = Pair(PAIR.key, "https://x", manager_name="Dana Reyes", rep_name="Lee Park", account=CARL)


def test_sending_mail_is_asked_for_only_where_reps_are_told_first() -> None:
    assert MAIL not in needed(DANA, [PAIR])
    assert MAIL in needed(DANA, [PAIR], mail=True)


def test_only_the_account_that_works_for_a_pair_sends_its_mails() -> None:
    assert MAIL in needed(CARL, [BY_ANOTHER], mail=True)
    assert MAIL not in needed(DANA, [BY_ANOTHER], mail=True)


def test_a_sign_in_without_it_is_said_to_lack_it() -> None:
    wanted = needed(DANA, [PAIR], mail=True)
    assert missing(("Notes.ReadWrite.All", "Calendars.ReadWrite"), wanted) == (MAIL,)
    assert set(wanted) <= set(PERMISSIONS)
