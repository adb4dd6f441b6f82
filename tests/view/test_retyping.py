from __future__ import annotations

import pytest

from sandbox.content import Run
from sandbox.view.retyping import retyped

RED = {"color": "#a4262c"}


def shown(runs: list[Run]) -> list[tuple[str, str, str]]:
    return [(run.text, run.style.get("color", ""), run.href) for run in runs]


def carried() -> list[Run]:
    return [Run("Send the plan, "), Run("late", RED), Run(" (from "), Run("16 Nov", {}, "https://page"), Run(")")]


FROM = [(" (from ", "", ""), ("16 Nov", "", "https://page")]
LATE, END = ("late", "#a4262c", ""), (")", "", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Send the new plan, late (from 16 Nov)", [("Send the new plan, ", "", ""), LATE, *FROM, END]),
        ("Send the plan, later (from 16 Nov)", [("Send the plan, ", "", ""), ("later", "#a4262c", ""), *FROM, END]),
        ("Send the plan, late (from 16 Nov) done", [("Send the plan, ", "", ""), LATE, *FROM, (") done", "", "")]),
        ("", []),
    ],
)
def test_only_what_was_typed_changes_and_looks_and_links_beside_it_stay(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert shown(retyped(carried(), text)) == expected


def test_what_is_typed_behind_a_link_is_no_part_of_it() -> None:
    assert shown(retyped([Run("16 Nov", {}, "https://page")], "16 Nov!")) == [
        ("16 Nov", "", "https://page"),
        ("!", "", ""),
    ]


def test_a_line_break_is_a_run_of_its_own_and_the_runs_that_came_in_are_left_alone() -> None:
    before = carried()
    assert shown(retyped([Run("one")], "one\ntwo")) == [("one", "", ""), ("\n", "", ""), ("two", "", "")]
    retyped(before, "Send")
    assert shown(before) == shown(carried())
