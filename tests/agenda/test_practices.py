"""Each practice that a template or the check has to keep, by its number, and the test that shows it.

What the numbers mean stands in the practices of this project's design; T is content of a template, L a guard-rail.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from oneone.agenda.definition import check, load, names
from oneone.agenda.invite import block
from oneone.agenda.questions import bank
from oneone.agenda.templates import templates_folder
from oneone.model import Section
from tests.agenda.test_page import boxes, texts
from tests.pictures import sample

TESTS = Path(__file__).parents[1]

SHOWN = {
    "S0.1": "test_check.test_each_planted_fault_is_named_with_its_practice_and_how_to_mend_it",
    "S0.2": "test_check.test_greeting_deal_news_and_next_steps_alone_are_known_as_the_old_way",
    "S0.3": "test_memory.test_motivations_are_asked_about_after_twelve_weeks_and_not_before",
    "S0.7": "test_practices.test_three_rs_has_its_four_parts_in_order_and_the_manager_last",
    "S0.8": "test_practices.test_three_rs_begins_with_the_rep_and_nothing_filled_in",
    "S0.9": "test_practices.test_a_leader_of_managers_has_all_three_rs",
    "S0.10": "test_practices.test_a_first_line_pair_has_no_recruitment_and_retention_is_the_reps_own_development",
    "S0.12": "test_practices.test_each_r_has_a_line_for_the_latest_and_one_for_coaching",
    "S0.13": "test_practices.test_revenue_asks_for_the_path_and_what_blocks_it_beside_figures_and_target_without_deals",
    "S0.15": "test_practices.test_there_are_three_numbered_places_for_priorities",
    "S0.16": "test_practices.test_priorities_ask_what_is_dropped_for_them",
    "S0.17": "test_practices.test_the_manager_can_say_where_a_priority_does_not_fit",
    "S0.18": "test_practices.test_three_rs_has_its_four_parts_in_order_and_the_manager_last",
    "S0.23": "test_memory.test_each_page_adds_its_one_per_cent_to_the_history_newest_first",
    "S1.4": "test_check.test_each_planted_fault_is_named_with_its_practice_and_how_to_mend_it",
    "S1.5": "test_practices.test_reinforce_has_a_goal_for_both_and_ideas_of_the_manager",
    "S1.6": "test_practices.test_reinforce_has_a_line_worth_sharing_and_a_skill_to_build",
    "S1.7": "test_practices.test_reinforce_has_a_line_worth_sharing_and_a_skill_to_build",
    "S1.8": "test_practices.test_reinforce_goes_from_what_went_well_over_opportunity_to_the_plan",
    "S1.9": "test_check.test_each_planted_fault_is_named_with_its_practice_and_how_to_mend_it",
    "S1.10": "test_practices.test_the_bank_asks",
    "S1.11": "test_practices.test_the_bank_asks",
    "S1.13": "test_check.test_a_way_of_asking_that_breaks_a_practice_is_named",
    "S1.14": "test_practices.test_the_bank_asks",
    "S1.15": "test_practices.test_the_bank_asks",
    "S1.16": "test_practices.test_the_bank_asks",
    "S1.18": "test_practices.test_reinforce_has_a_goal_for_both_and_ideas_of_the_manager",
    "S1.19": "test_practices.test_the_bank_asks",
    "S1.20": "test_practices.test_the_bank_asks",
    "S1.21": "test_practices.test_the_bank_asks",
    "S1.22": "test_practices.test_the_bank_asks",
    "S1.23": "test_practices.test_the_bank_asks",
    "S1.24": "test_questions.test_no_question_comes_back_within_twelve_meetings",
    "S1.27": "test_check.test_a_way_of_asking_that_breaks_a_practice_is_named",
    "S2.6": "test_check.test_each_planted_fault_is_named_with_its_practice_and_how_to_mend_it",
    "S2.12": "test_practices.test_human_first_opens_with_how_are_you_and_nothing_above_it_is_data",
    "S2.13": "test_practices.test_human_first_opens_with_how_are_you_and_nothing_above_it_is_data",
    "S2.15": "test_practices.test_every_agenda_has_something_to_grow_by",
    "S2.17": "test_practices.test_deals_ask_which_deserve_no_more_time_and_why",
    "S2.20": "test_page.test_known_people_stand_beside_the_roles_that_nobody_fills",
    "S2.25": "test_practices.test_human_first_ends_with_five_minutes_for_the_plan",
    "S2.29": "test_check.test_a_way_of_asking_that_breaks_a_practice_is_named",
    "S3.5": "test_definition.test_a_new_agenda_is_announced_by_one_page_and_followed_by_the_next",
    "S3.7": "test_practices.test_commitment_asks_how_the_rep_sees_last_week",
    "S3.9": "test_check.test_the_command_passes_a_shipped_agenda_in_all_its_languages",
    "S3.11": "test_practices.test_commitment_has_its_three_topics_that_look_forward",
    "S3.25": "test_practices.test_the_balance_has_a_goal_for_each_horizon",
    "S3.27": "test_memory.test_words_that_are_changed_on_the_page_are_changed_for_good",
    "S3.32": "test_page.test_the_three_questions_are_asked_and_only_the_rep_answers",
    "S3.44": "test_practices.test_figures_never_stand_without_a_question",
    "S3.46": "test_check.test_a_way_of_asking_that_breaks_a_practice_is_named",
    "S3.47": "test_check.test_a_way_of_asking_that_breaks_a_practice_is_named",
    "S3.49": "test_check.test_a_way_of_asking_that_breaks_a_practice_is_named",
    "S4.3": "test_check.test_a_way_of_asking_that_breaks_a_practice_is_named",
    "S4.4": "test_practices.test_the_purpose_of_weekly_stands_on_page_and_invite",
    "S4.5": "test_practices.test_weekly_says_what_both_bring",
    "S4.7": "test_practices.test_weekly_has_a_place_for_help_wanted_own_view_and_the_managers_questions",
    "S4.8": "test_practices.test_weekly_has_a_place_for_help_wanted_own_view_and_the_managers_questions",
    "S4.10": "test_practices.test_weekly_says_what_both_bring",
    "S4.12": "test_check.test_a_way_of_asking_that_breaks_a_practice_is_named",
    "S4.13": "test_practices.test_weekly_has_a_place_for_help_wanted_own_view_and_the_managers_questions",
    "S4.21": "test_page.test_each_promise_carries_its_id_and_a_link_to_where_it_began",
    "S4.24": "test_practices.test_weekly_has_the_parts_of_the_weekly_review",
    "S4.25": "test_practices.test_weekly_has_the_parts_of_the_weekly_review",
    "S4.26": "test_practices.test_weekly_has_the_parts_of_the_weekly_review",
}
NOT_COVERED = {
    "S0.25": "a form to prepare on is not part of the page; it belongs to the reminders before the meeting",
    "S0.28": "how long a series is belongs to the pair and its event, which the list of pairs shows",
    "S3.17": "what counts as a verifier is decided with the figures of the CRM",
    "S3.34": "about the words of a commitment, not of a template: it is read after the meeting",
    "S3.35": "about the words of a commitment, not of a template: it is read after the meeting",
    "S4.19": "not every heading has two places, which would make the page too long for a phone: both people have "
    "places in every agenda (the check holds to that), and may write anywhere below a heading",
}


def section(agenda: str, key: str, level: str = "first-line") -> Section:
    return next(part for part in load(agenda, level, "en").sections if part.key == key)


def keys(agenda: str, level: str = "first-line") -> list[str]:
    return [part.key for part in load(agenda, level, "en").sections]


@pytest.mark.parametrize(("practice", "test"), SHOWN.items())
def test_the_test_that_shows_a_practice_is_there(practice: str, test: str) -> None:
    module, _, name = test.partition(".")
    tree = ast.parse((TESTS / "agenda" / f"{module}.py").read_text(encoding="utf-8"))

    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, practice


def test_each_practice_of_templates_and_guard_rails_is_shown_or_has_its_reason() -> None:
    assert not SHOWN.keys() & NOT_COVERED.keys()
    assert len(SHOWN) + len(NOT_COVERED) == 71


# ---------------------------------------------------------------- three-rs


def test_three_rs_has_its_four_parts_in_order_and_the_manager_last() -> None:
    talk = [key for key in keys("three-rs") if key not in ("promises", "agreed")]

    assert talk == ["top", "growth", "revenue", "three", "updates"]


def test_three_rs_begins_with_the_rep_and_nothing_filled_in() -> None:
    top = load("three-rs", "first-line", "en").sections[0]

    assert (top.key, top.notes, top.blocks) == ("top", "rep", ())


def test_a_leader_of_managers_has_all_three_rs() -> None:
    assert [k for k in keys("three-rs", "second-line") if k.startswith("re")] == ["recruitment", "retention", "revenue"]


def test_a_first_line_pair_has_no_recruitment_and_retention_is_the_reps_own_development() -> None:
    assert "recruitment" not in keys("three-rs")
    assert section("three-rs", "growth").heading == "Retention: {rep}'s development"


@pytest.mark.parametrize(
    ("key", "level"),
    [("growth", "first-line"), ("revenue", "first-line"), ("recruitment", "second-line"), ("retention", "second-line")],
)
def test_each_r_has_a_line_for_the_latest_and_one_for_coaching(key: str, level: str) -> None:
    assert section("three-rs", key, level).lines == ("Latest", "Coaching and development")


def test_revenue_asks_for_the_path_and_what_blocks_it_beside_figures_and_target_without_deals() -> None:
    revenue = section("three-rs", "revenue")

    assert revenue.blocks == ("kpis", "charts")
    assert revenue.prompt.startswith("What is the path to the number, and what blocks it?")
    assert any("| Target |" in line for line in texts(sample("three-rs", "en-GB")))


@pytest.mark.parametrize("agenda", ["weekly", "three-rs"])
def test_there_are_three_numbered_places_for_priorities(agenda: str) -> None:
    said = texts(sample(agenda, "en-GB"))
    at = next(at for at, line in enumerate(said) if "moves the needle" in line)

    assert said[at + 1 : at + 4] == ["…", "…", "…"]
    assert said[at + 4] != "…"


@pytest.mark.parametrize(("agenda", "words"), [("weekly", "what can wait"), ("three-rs", "what is dropped or moved")])
def test_priorities_ask_what_is_dropped_for_them(agenda: str, words: str) -> None:
    assert words in section(agenda, "three").prompt


def test_the_manager_can_say_where_a_priority_does_not_fit() -> None:
    assert "Dana, where one does not fit the team's priorities: …" in texts(sample("three-rs", "en-GB"))


# ---------------------------------------------------------------- reinforce


def test_reinforce_goes_from_what_went_well_over_opportunity_to_the_plan() -> None:
    talk = [key for key in keys("reinforce") if key not in ("promises", "agreed")]

    assert talk == ["well", "opportunity", "plan"]
    assert section("reinforce", "opportunity").heading == "Areas of opportunity"


def test_reinforce_has_a_line_worth_sharing_and_a_skill_to_build() -> None:
    said = texts(sample("reinforce", "en-GB"))

    assert "Worth sharing with the team: …" in said
    assert any(line.startswith("Skill to build: ") for line in said)


def test_reinforce_has_a_goal_for_both_and_ideas_of_the_manager() -> None:
    said = texts(sample("reinforce", "en-GB"))

    assert {"Goal of the week, Lee: …", "Goal of the week, Dana: …", "Ideas from Dana: …"} <= set(said)


@pytest.mark.parametrize(
    ("key", "tag", "pinned", "words"),
    [
        ("best-talk", "confidence", True, "best conversation"),  # S1.10
        ("look-forward", "confidence", True, "look forward to next week"),  # S1.11
        ("objection", "opportunity", True, "biggest objection"),  # S1.14
        ("time", "opportunity", False, "most of your time each week"),  # S1.15
        ("not-doing", "opportunity", False, "should we be doing"),  # S1.16
        ("worries", "forward", False, "worry about next week"),  # S1.19
        ("outside", "forward", False, "outside the day-to-day"),  # S1.20
        ("priorities", "forward", True, "priorities for the week"),  # S1.21
        ("learn", "forward", False, "learn this week"),  # S1.22
        ("beat", "forward", False, "beat last week"),  # S1.23
    ],
)
def test_the_bank_asks(key: str, tag: str, pinned: bool, words: str) -> None:
    question = next(question for question in bank() if question.key == key)

    assert (question.tag, question.pinned) == (tag, pinned)
    assert words in question.words("en")


# ---------------------------------------------------------------- human-first


def test_human_first_opens_with_how_are_you_and_nothing_above_it_is_data() -> None:
    how = load("human-first", "first-line", "en").sections[0]
    said = texts(sample("human-first", "en-GB"))

    assert (how.heading, how.private, how.blocks) == ("How are you?", True, ())
    assert said.index("How are you?") == 2
    assert not any("|" in line for line in said[:2])


def test_human_first_ends_with_five_minutes_for_the_plan() -> None:
    last = load("human-first", "first-line", "en").sections[-1]

    assert (last.minutes, last.blocks, last.collects) == (5, ("wrap_up", "agreed"), True)
    assert any("do we both mean it?" in line for line in texts(sample("human-first", "en-GB")))


def test_deals_ask_which_deserve_no_more_time_and_why() -> None:
    said = texts(sample("human-first", "en-GB"))

    assert any("which deserves no more time? Why?" in line for line in said)
    assert any("How would you decide alone" in line for line in said)


@pytest.mark.parametrize("name", names())
def test_every_agenda_has_something_to_grow_by(name: str) -> None:
    blocks = {block for part in load(name, "first-line", "en").sections for block in part.blocks}

    assert blocks & {"skill", "one_per_cent"}


# ---------------------------------------------------------------- commitment


def test_commitment_asks_how_the_rep_sees_last_week() -> None:
    assert "How I see last week: …" in texts(sample("commitment", "en-GB"))


def test_commitment_has_its_three_topics_that_look_forward() -> None:
    topics = [section("commitment", key) for key in ("win", "balance", "aspire")]

    assert {topic.looks for topic in topics} == {"future"}
    assert sum(topic.minutes for topic in topics) >= 15


def test_the_balance_has_a_goal_for_each_horizon() -> None:
    balance = section("commitment", "balance")

    assert balance.lines == ("Goal for this month", "Goal for this quarter", "Goal for this year")
    assert "also when this month looks covered" in balance.prompt


@pytest.mark.parametrize("name", names())
def test_figures_never_stand_without_a_question(name: str) -> None:
    said = texts(sample(name, "en-GB"))
    grids = [at for at, line in enumerate(said) if line.startswith(("KPI |", "Deal |"))]

    for at in grids:
        after = next(line for line in said[at:] if " | " not in line)
        assert after.endswith(("?", "? Why?")), after


# ---------------------------------------------------------------- weekly


def test_the_purpose_of_weekly_stands_on_page_and_invite() -> None:
    of, purpose = sample("weekly", "en-GB"), "This time is for Lee's success, not a performance review."

    assert purpose in texts(of)[0]
    assert purpose.replace("'", "&#39;") in block(of, "https://contoso.sharepoint.com/page")


def test_weekly_says_what_both_bring() -> None:
    said = texts(sample("weekly", "en-GB"))[1]

    for words in ("close plans, history, contact roles, dates, categories, amounts", "questions on deals"):
        assert words in said
    for words in (
        "a view of last week",
        "has read the deals",
        "precise questions that move them or open the territory",
    ):
        assert words in said
    assert "both have kept their promises" in said


def test_weekly_has_a_place_for_help_wanted_own_view_and_the_managers_questions() -> None:
    matters = section("weekly", "matters")

    assert matters.notes == "both"
    for words in ("deals I need help with", "how I see last week", "{manager}: what I want to understand"):
        assert words in matters.prompt


def test_weekly_has_the_parts_of_the_weekly_review() -> None:
    assert keys("weekly") == ["how", "top", "promises", "moved", "three", "matters", "updates", "agreed"]
    assert section("weekly", "matters").heading == "Forecast, matters arising, what is broken"


def test_promises_of_both_stand_alike_with_owner_date_and_state() -> None:
    marks = [mark for mark, _ in boxes(sample("weekly", "en-GB")) if mark]

    assert marks[:3] == ["c-bcdfgh23", "c-bcdfgh24", "c-bcdfgh25"]


def test_the_weekly_page_keeps_to_two_phone_screens_with_its_memory_too() -> None:
    assert len(texts(sample("weekly", "en-GB"))) <= 45


@pytest.mark.parametrize("file", sorted((templates_folder() / "agendas").glob("*.toml")), ids=lambda file: file.name)
def test_every_agenda_is_thirty_minutes_long(file: Path) -> None:
    assert check(file).minutes == 30
