from typing import Any

from tests.accuracy.scoring import alike, score

PLAN = {"text": "send closure plan to Contoso", "owner": "rep", "due": "2026-11-27", "state": "open", "id": None}


def found(**changes: Any) -> dict[str, Any]:
    return {**PLAN, "line": "Lee: send closure plan to Contoso by Fri", **changes}


def figures(*answers: dict[str, Any], **label: Any) -> dict[str, float]:
    tally = score("page", {"expected": [PLAN], **label}, {"complete": True, "commitments": list(answers)})
    return {**tally.figures, "forbidden": tally.forbidden}


def test_a_line_read_right_scores_full() -> None:
    assert set(figures(found()).values()) == {1.0, 0}


def test_each_thing_read_wrong_lowers_its_own_figure_only() -> None:
    for part, wrong in (("owner", "manager"), ("due", None), ("state", "done")):
        said = figures(found(**{part: wrong}))
        assert [name for name, figure in said.items() if figure == 0.0 and name != "forbidden"] == [part]


def test_a_lost_line_lowers_recall_and_an_invented_one_precision() -> None:
    invented = found(text="order new chairs", line="order new chairs")
    assert figures(invented)["recall"] == 0.0
    assert figures(found(), invented)["precision"] == 0.5
    assert figures(found(), invented, optional=["order new chairs"])["precision"] == 1.0


def test_a_line_found_twice_counts_once() -> None:
    assert figures(found(), found())["precision"] == 0.5


def test_a_line_that_swallowed_its_children_is_not_the_line() -> None:
    assert alike("send plan", "send plan with dates for both sites call Tailspin book the room") == 0.0
    assert alike("send closure plan to Contoso", "Lee: send closure plan to Contoso by Fri") > 0
    assert alike("send closure plan to Contoso", "Contoso") == 0.0


def test_an_id_counts_where_something_was_known() -> None:
    known = [{"id": "bcdfgh23"}]
    expected = [{**PLAN, "id": "bcdfgh23"}]
    assert figures(found(id="bcdfgh23"), known=known, expected=expected)["identity"] == 1.0
    assert figures(found(), known=known, expected=expected)["identity"] == 0.0
    assert figures(found(id="bcdfgh23"), known=known)["identity"] == 0.0
    assert figures(found(id="fresh234"), known=known)["identity"] == 1.0  # given in advance, not known before


def test_a_promise_of_both_stands_once_without_an_owner_or_once_for_each() -> None:
    expected = [{**PLAN, "owner": "both"}]
    assert figures(found(owner=None), expected=expected)["owner"] == 1.0
    assert figures(found(), expected=expected)["owner"] == 0.0
    each = figures(found(), found(owner="manager"), expected=expected)
    assert (each["owner"], each["precision"]) == (1.0, 1.0)


def test_forbidden_text_is_seen_anywhere_in_the_answer() -> None:
    private = ["my mother is in hospital"]
    assert figures(found(section="My mother is in hospital."), forbidden=private)["forbidden"] == 1
    assert figures(found(), found(text="is in hospital", line="is in hospital"), forbidden=private)["forbidden"] == 1
    assert figures(found(), forbidden=private)["forbidden"] == 0


def test_a_short_forbidden_text_is_a_whole_line() -> None:
    assert figures(found(), forbidden=["Lee"])["forbidden"] == 0
    assert figures(found(), found(text="Lee", line="Lee"), forbidden=["Lee"])["forbidden"] == 1
