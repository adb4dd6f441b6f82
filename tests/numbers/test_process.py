"""The sales process: one chain in four languages, a customer's own before ours, and never two at once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from oneone.agenda.templates import templates_folder
from oneone.agenda.words import wording
from oneone.commitments.quality import needs_the_customer
from oneone.errors import BadInput
from oneone.model import Closed, Deal, Resource
from oneone.numbers.pace import closed_deals
from oneone.numbers.process import Process, load, problems, resource
from oneone.numbers.skills import skills
from oneone.numbers.snapshot import folded

TODAY = date(2026, 11, 20)
LANGUAGES = ("en", "de", "fr", "es")
SHIPPED = {language: load([templates_folder()], language) for language in LANGUAGES}
OWN = '[[stage]]\nkey = "only"\nname = "{}"\n'


# ---------------------------------------------------------------- four languages


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_ships_the_same_chain_in_the_same_order(language: str) -> None:
    def shape(process: Process) -> list[object]:
        return [
            (
                stage.key,
                [(verifier.key, verifier.column) for verifier in stage.verifiers],
                (len(stage.activities), len(stage.skills), len(stage.resources)),
            )
            for stage in process.stages
        ]

    assert shape(SHIPPED[language]) == shape(SHIPPED["en"])


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_crm_s_name_of_a_stage_is_understood_on_pages_of_every_language(language: str) -> None:
    for ours, english in zip(SHIPPED[language].stages, SHIPPED["en"].stages, strict=True):
        assert {folded(n) for n in (ours.name, *ours.aliases)} == {folded(n) for n in (english.name, *english.aliases)}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_nothing_that_stands_on_a_page_was_left_in_english(language: str) -> None:
    for ours, english in zip(SHIPPED[language].stages, SHIPPED["en"].stages, strict=True):
        for verifier, first in zip(ours.verifiers, english.verifiers, strict=True):
            assert verifier.text != first.text
            assert verifier.proposal != first.proposal
            assert "{account}" in verifier.proposal
        assert not {skill.name for skill in ours.skills} & {skill.name for skill in english.skills}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_proposal_is_a_step_that_the_rep_takes_alone(language: str) -> None:
    said = wording(language)
    texts = [v.proposal for stage in SHIPPED[language].stages for v in stage.verifiers]
    texts += [
        said.say("propose_skill", skill=skill.name) for stage in SHIPPED[language].stages for skill in stage.skills
    ]
    texts += [said.say("propose_find", count=3), said.say("propose_find_one")]
    assert [text for text in texts if needs_the_customer(text, language)] == []


@pytest.mark.parametrize("mine", ["sales_process.toml", "sales_process.de.toml", "sales_process.nl.toml"])
@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_a_customer_s_own_process_in_whatever_language_is_never_mixed_with_ours(
    tmp_path: Path, mine: str, language: str
) -> None:
    (tmp_path / mine).write_text(OWN.format("Theirs"))
    assert [stage.name for stage in load([tmp_path, templates_folder()], language).stages] == ["Theirs"]


def test_of_a_customer_s_own_files_the_page_s_language_comes_first_and_then_the_one_for_everybody(
    tmp_path: Path,
) -> None:
    for name, said in (("sales_process.de.toml", "Einer"), ("sales_process.toml", "One")):
        (tmp_path / name).write_text(OWN.format(said))
    names = {tongue: load([tmp_path], tongue).stages[0].name for tongue in ("de-AT", "fr", "en")}
    assert names == {"de-AT": "Einer", "fr": "One", "en": "One"}


def test_the_shipped_files_have_nothing_to_mend() -> None:
    assert problems([templates_folder()]) == ()


# ---------------------------------------------------------------- resources


@pytest.mark.parametrize(
    ("text", "words", "url"),
    [
        ("Six questions https://example.com/q.docx", "Six questions", "https://example.com/q.docx"),
        ("See https://example.com/a(1), page 3", "See, page 3", "https://example.com/a(1)"),
        ("(https://example.com/q).", "example.com/q", "https://example.com/q"),
        ("https://example.com/q/#top", "example.com/q/#top", "https://example.com/q/#top"),
        ("A morning with Ana", "A morning with Ana", ""),
        ("Old notes http://example.com", "Old notes http://example.com", ""),
        ("javascript:alert(1)", "javascript:alert(1)", ""),
        ("https://[::1", "https://[::1", ""),
    ],
)
def test_a_resource_is_words_and_an_https_address_or_no_link_at_all(text: str, words: str, url: str) -> None:
    assert resource(text) == Resource(words, url)


def test_a_skill_has_its_own_activity_and_resources_else_those_of_its_stage(tmp_path: Path) -> None:
    (tmp_path / "sales_process.toml").write_text(
        OWN.format("Only")
        + 'activities = ["Calls"]\nskills = ["Listening"]\nresources = ["A book"]\n'
        + '[[stage.skill]]\nname = "Waiting"\nactivity = "Meetings"\nresources = ["https://example.com/w"]\n'
    )
    chosen = skills(load([tmp_path]), ["Listening", "waiting, also on the phone"], (), (), None, TODAY).chosen
    assert [(one.skill, one.activity, [r.url or r.text for r in one.resources]) for one in chosen] == [
        ("Listening", "Calls", ["A book"]),
        ("Waiting", "Meetings", ["https://example.com/w"]),
    ]


def test_a_skill_of_the_file_with_a_slip_is_named(tmp_path: Path) -> None:
    (tmp_path / "sales_process.toml").write_text(OWN.format("Only") + '[[stage.skill]]\nname = ""\ncolour = "red"\n')
    with pytest.raises(BadInput) as caught:
        load([tmp_path])
    assert "stage 1, skill 1, name: a text is needed" in str(caught.value)
    assert "stage 1, skill 1, colour: no such key; allowed are name, activity, resources" in str(caught.value)


# ---------------------------------------------------------------- which skill


@pytest.mark.parametrize(
    "written", ["asking before telling", "Asking before telling, with Northwind on Tuesday", "Asking befor teling"]
)
def test_a_skill_is_known_in_its_words_with_more_around_them_or_with_a_slip_of_the_pen(written: str) -> None:
    [chosen] = skills(SHIPPED["en"], [written], (), (), None, TODAY).chosen
    assert chosen.skill == "Asking before telling"
    assert chosen.activity == "First meeting: an agreed second one, with a date"


def test_a_skill_that_the_process_does_not_know_is_the_pair_s_own_and_nothing_else_is_offered() -> None:
    block = skills(SHIPPED["en"], ["Patience"], (), lost("Discovery", 9), TODAY, TODAY)
    assert (block.chosen, block.offered) == ((), ())


def lost(stage: str, count: int, amount: int = 1_000, ago: int = 30) -> tuple[Closed, ...]:
    on = TODAY - timedelta(days=ago)
    return tuple(Closed(f"{stage}{n}", on, False, None, Decimal(amount), "EUR", stage) for n in range(count))


def waiting(n: int, stage: str, verifiers: str = "") -> Deal:
    return Deal(f"w{n}", f"W{n}", stage=stage, verifiers=verifiers)


def test_the_skills_of_the_stage_where_most_value_was_lost_are_offered() -> None:
    past = lost("Qualification", 5) + lost("Needs Analysis", 3, amount=9_000) + lost("Proposal", 2, amount=90_000)
    block = skills(SHIPPED["en"], (), (), past, TODAY, TODAY)
    assert (block.why, block.stage, block.count) == ("lost", "Discovery", 3)
    assert [one.skill for one in block.offered] == [
        "Finding the cost of the problem",
        "Reaching the person who owns the budget",
    ]


def test_else_the_earliest_stage_where_most_open_deals_wait_for_the_customer() -> None:
    deals = [
        waiting(1, "Proposal", "meeting=2026-10-01"),
        waiting(2, "Evaluation", "meeting=2026-10-01"),
        waiting(3, "Proposal", "meeting=2026-10-01; discovery=2026-10-02; sponsor=2026-10-03"),
    ]
    block = skills(SHIPPED["en"], (), deals, lost("Discovery", 2), TODAY, TODAY)
    assert (block.why, block.stage, block.count) == ("lacking", "Discovery", 2)


@pytest.mark.parametrize(
    ("deals", "past"),
    [
        ((), ()),
        ((), lost("Discovery", 9, ago=400)),
        ((), lost("Paperwork", 9)),
        ((), lost("", 9)),
        ((waiting(1, "Proposal"),), ()),
        ((waiting(1, "Qualification", "meeting=2026-10-01"),), ()),
    ],
)
def test_deals_that_say_nothing_offer_nothing(deals: tuple[Deal, ...], past: tuple[Closed, ...]) -> None:
    assert skills(SHIPPED["en"], (), deals, past, TODAY, TODAY).offered == ()


def test_a_decided_deal_keeps_the_stage_in_which_it_was_last_open() -> None:
    was = Deal("1", "D", stage="Proposal")
    now = Deal("1", "D", stage="Closed Lost", close=TODAY)
    [entry] = closed_deals((), [was], [now], TODAY)
    assert entry.stage == "Proposal"
    assert closed_deals((entry,), [now], [now], TODAY) == (entry,)
