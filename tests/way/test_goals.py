"""The three questions on their way: the rep's answer becomes a coaching goal, with a kind thought on the next page."""

from __future__ import annotations

from tests.way.town import DANA, Town

QUESTIONS = "Three questions for Lee"


def shown(town: Town, day: str) -> list[str]:
    return [line.text for line in town.editor(day).lines()]


def test_what_the_rep_answers_is_carried_as_a_coaching_goal_with_one_thought_about_it(town: Town) -> None:
    town.add_pair(agenda="commitment")
    town.at("2026-11-20T14:00")
    editor = town.editor("2026-11-23")
    first, second, third = [line for line in editor.lines() if line.text == "Lee: …" and line.heading == QUESTIONS]
    editor.type_over(first.handle, "Lee: yes, close Contoso by Fri")
    editor.tick(first.handle)
    editor.type_over(second.handle, "Lee: no")
    editor.type_over(third.handle, "Dana: pair Lee with Tom")
    for hour in ("13", "14"):
        town.at(f"2026-11-23T{hour}:00")
        found = {(one.text, one.owner, one.kind, one.state) for one in town.promises()}
        assert found == {
            ("close Contoso", "rep", "coaching", "open"),
            ("pair Lee with Tom", "manager", "action", "open"),
        }
    town.at("2026-11-27T14:00")
    lines = shown(town, "2026-11-30")
    assert [line for line in lines if line.startswith("A thought")] == [
        "A thought: “close Contoso” needs the customer’s yes, too. Which step towards it is yours alone?"
    ]


def test_a_thought_is_said_once(town: Town) -> None:
    town.add_pair()
    town.at("2026-11-20T14:00")
    editor = town.editor("2026-11-23", by=DANA)
    editor.type_over(editor.find("Lee: …", under="Agreed today"), "Lee: get the signature from Contoso")
    town.at("2026-11-23T13:00")
    said = []
    for day, made in (("2026-11-30", "2026-11-27T14:00"), ("2026-12-07", "2026-12-04T14:00")):
        town.at(made)
        said.append([line for line in shown(town, day) if line.startswith("A thought")])
    assert [len(lines) for lines in said] == [1, 0]
