"""A small piece of the chaos run; `python -m tests.chaos.chaos` is the whole of it: 20 runs of 50 pairs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.chaos import WAYS, run


@pytest.mark.parametrize("seed", [101, 102])
def test_with_every_failure_at_once_each_page_promise_and_mail_is_there_once(tmp_path: Path, seed: int) -> None:
    told = run(tmp_path, seed, pairs=10, managers=3)
    assert (told.pages, told.doubled, told.lost, told.promises_lost, told.mails_twice) == (20, 0, 0, 0, 0)
    assert set(told.failed) == set(WAYS)
