from pathlib import Path

import pytest

from oneone.agenda.banned import BANNED
from oneone.agenda.check import LONGEST, findings, lines, past_share
from oneone.agenda.definition import load, names
from oneone.agenda.questions import bank
from oneone.agenda.templates import environment, templates_folder
from oneone.model import Agenda, Section
from tests.cli.conftest import Shell

GOOD = """\
name = "mine"
purpose = "For {rep}."
minutes = 30

[[section]]
key = "top"
heading = "Top of mind"
minutes = 8
prompt = "What is on your mind?"
notes = "rep"

[[section]]
key = "grow"
heading = "Growing"
minutes = 8
blocks = ["skill"]
notes = "both"

[[section]]
key = "deals"
heading = "What moved"
minutes = 3
looks = "past"
blocks = ["movement"]

[[section]]
key = "three"
heading = "The week's three"
minutes = 9
blocks = ["three"]

[[section]]
key = "agreed"
heading = "Agreed"
minutes = 2
blocks = ["agreed"]
collects = true
"""
TOP = """\
[[section]]
key = "top"
heading = "Top of mind"
minutes = 8
prompt = "What is on your mind?"
notes = "rep"

"""
AGREED = GOOD[GOOD.index('[[section]]\nkey = "agreed"') :]
UPDATES = '[[section]]\nkey = "updates"\nheading = "From {manager}"\nblocks = ["updates"]\n\n'
HOW = '[[section]]\nkey = "how"\nheading = "How are you?"\nprivate = true\n\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "agendas").mkdir()
    return tmp_path


def write(folder: Path, text: str, name: str = "mine.toml") -> Path:
    file = folder / "agendas" / name
    file.write_text(text, encoding="utf-8")
    return file


def problems(folder: Path, text: str) -> list[str]:
    return [found.problem for found in findings(write(folder, text), folder)]


@pytest.mark.parametrize("file", sorted((templates_folder() / "agendas").glob("*.toml")), ids=lambda file: file.name)
def test_every_shipped_agenda_passes_in_every_language(file: Path) -> None:
    assert findings(file) == ()


def test_a_good_agenda_of_one_s_own_passes(folder: Path) -> None:
    assert problems(folder, GOOD) == []


@pytest.mark.parametrize(
    ("text", "row", "key", "said"),
    [
        (
            GOOD.replace(TOP, "").replace('blocks = ["skill"]\nnotes = "both"', 'blocks = ["deals"]'),
            7,
            "heading",
            "S0.1: the page opens with deals",
        ),
        (GOOD.replace('"Top of mind"', '"Forecast roll-call"'), 7, "heading", "S0.1: the page opens with deals"),
        (
            GOOD.replace('prompt = "What is on your mind?"', 'blocks = ["promises"]'),
            9,
            "blocks",
            "S0.8: “Top of mind” comes first; begin with a section that is the rep's",
        ),
        (
            GOOD.replace('prompt = "What is on your mind?"', 'blocks = ["kpis"]'),
            7,
            "heading",
            "S1.9: “Top of mind” opens with figures",
        ),
        (GOOD.replace("minutes = 8\nprompt", 'minutes = 8\nlooks = "past"\nprompt'), 7, "heading", "S1.9: "),
        (
            GOOD.replace(TOP, UPDATES + TOP),
            7,
            "heading",
            "S1.4: “From {manager}” is the manager's and stands before “Top of mind”",
        ),
        (
            GOOD.replace('["movement"]', '["movement", "hygiene"]'),
            next(row for row, text in enumerate(GOOD.splitlines(), 1) if '["movement"]' in text),
            "blocks",
            "S4.6: ",
        ),
        (GOOD.replace("minutes = 3", "minutes = 5"), 3, "minutes", "S3.9: 16 % of the minutes look back; at most 10 %"),
        (GOOD.replace("minutes = 9", "minutes = 7"), 3, "minutes", "S0.27: the sections take 28 of 30 minutes"),
        (GOOD.replace('notes = "both"\n', ""), None, "section", "S4.19: the manager has no place to write; add "),
        (GOOD.replace("collects = true\n", ""), None, "section", "S2.25: no section collects what is agreed"),
        (GOOD + "\n" + HOW, 41, "heading", "S2.25: the page ends with “How are you?”"),
        (GOOD.replace('["skill"]', "[]"), None, "section", "S2.6: nothing serves learning; add the block skill"),
        (GOOD.replace('["movement"]', "[]"), None, "section", "S2.6: nothing serves deals; add the block movement"),
        (GOOD.replace(TOP, ""), None, "section", "S2.6: nothing serves relationship; add a private “How are you?”"),
        (
            GOOD.replace('["skill"]', '["skill", "deals", "network", "kpis", "promises", "forks", "deals", "kpis"]'),
            None,
            "section",
            "Length: about ",
        ),
    ],
)  # fmt: skip
def test_each_planted_fault_is_named_with_its_practice_and_how_to_mend_it(
    folder: Path, text: str, row: int | None, key: str, said: str
) -> None:
    found = findings(write(folder, text), folder)

    assert [(f.row, f.column) for f in found if f.problem.startswith(said)] == [(row, key)]


def test_four_tables_to_write_in_are_too_many(folder: Path) -> None:
    text = GOOD.replace('notes = "rep"', 'notes = "both"')
    for key in ("deals", "three"):
        text = text.replace(f'key = "{key}"', f'key = "{key}"\nnotes = "both"')

    assert any(said.startswith("Length: 4 tables") for said in problems(folder, text))


def test_greeting_deal_news_and_next_steps_alone_are_known_as_the_old_way(folder: Path) -> None:
    deals = '[[section]]\nkey = "news"\nheading = "News"\nminutes = 28\nblocks = ["movement"]\n\n'
    text = GOOD[: GOOD.index("[[section]]")] + HOW + deals + AGREED

    assert "S0.2: greeting, deal news, next steps: add top of mind and development and priorities" in problems(
        folder, text
    )


@pytest.mark.parametrize(
    ("practice", "prompt"),
    [
        ("S4.12", "What have you been doing since Monday?"),
        ("S4.12", "Was hast du letzte Woche gemacht?"),
        ("S4.12", "Qu’as-tu fait cette semaine ?"),
        ("S4.12", "¿Qué has estado haciendo?"),
        ("S2.29", "Give me an update on each deal."),
        ("S1.13", "Why did you not call, and whose fault was it?"),
        ("S1.13", "Welche Fehler sind passiert?"),
        ("S1.13", "À qui la faute ?"),
        ("S1.13", "¿De quién es la culpa?"),
        ("S3.49", "What would make you try harder?"),
        ("S3.46", "Where do you stand on the leaderboard?"),
        ("S3.47", "You against the team average."),
        ("S4.3", "Did you update the CRM?"),
        ("S1.27", "Mandatory."),
    ],
)
def test_a_way_of_asking_that_breaks_a_practice_is_named(folder: Path, practice: str, prompt: str) -> None:
    found = findings(write(folder, GOOD.replace("What is on your mind?", prompt)), folder)

    assert [(f.row, f.column, f.problem.partition(":")[0]) for f in found] == [(9, "prompt", practice)]


def test_an_own_question_is_held_to_the_same_words(folder: Path) -> None:
    (folder / "questions.toml").write_text(
        '[[question]]\nkey = "bad"\ntag = "open"\nen = "Whose fault was it?"\n', encoding="utf-8"
    )

    found = problems(folder, GOOD.replace('prompt = "What is on your mind?"', 'questions = "open"'))

    assert [said.partition(":")[0] for said in found] == ["S1.13"]


def test_no_word_of_ours_is_banned() -> None:
    for file in ("words.toml", "questions.toml"):
        text = (templates_folder() / file).read_text(encoding="utf-8")
        assert {banned.practice: banned.said_in(text) for banned in BANNED} == {b.practice: None for b in BANNED}


def test_a_slip_of_structure_is_all_that_is_said_of_a_refused_agenda(folder: Path) -> None:
    found = findings(write(folder, GOOD.replace("prompt", "promt")), folder)

    assert [(f.row, f.column, "did you mean “prompt”?" in f.problem) for f in found] == [(9, "promt", True)]


def test_a_slip_in_an_own_block_is_named_with_file_and_line(folder: Path) -> None:
    (folder / "blocks").mkdir()
    (folder / "blocks" / "wins.html.j2").write_text("<p>\n{% if %}\n</p>\n", encoding="utf-8")

    (found,) = findings(write(folder, GOOD.replace('["skill"]', '["skill", "wins"]')), folder)

    assert (found.file, found.row) == (str(folder / "blocks" / "wins.html.j2"), 2)


def test_a_practice_finding_does_not_stop_a_page(folder: Path) -> None:
    write(folder, GOOD.replace("What is on your mind?", "What have you been doing?"))

    assert load("mine", "first-line", "en", folder).sections[0].prompt == "What have you been doing?"


# ---------------------------------------------------------------- languages


def test_a_language_without_words_says_what_stays_english(folder: Path) -> None:
    write(folder, GOOD)
    text = GOOD.replace('prompt = "What is on your mind?"', 'prompt = "?"')

    (found,) = [f.problem for f in findings(write(folder, text, "mine.it.toml"), folder)]

    assert found.startswith("Language: words.toml says ")
    assert " phrases in English: when, last_time" in found


def test_a_language_that_is_none_says_how_its_tag_is_written(folder: Path) -> None:
    write(folder, GOOD)

    (found,) = findings(write(folder, GOOD, "mine.deutsch.toml"), folder)

    assert found.problem == "Language: “deutsch” is no language; write its tag, like mine.de.toml or mine.pt-BR.toml"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace(TOP, ""), "Language: section “top” of mine.toml is missing"),
        (GOOD.replace("minutes = 9", "minutes = 9\nprivate = false").replace('["three"]', '["forks"]'),
         "Language: differs from mine.toml in more than words"),
    ],
)  # fmt: skip
def test_a_language_whose_sections_differ_is_named(folder: Path, text: str, said: str) -> None:
    write(folder, GOOD)

    assert any(f.problem.startswith(said) for f in findings(write(folder, text, "mine.de.toml"), folder))


def test_an_agenda_in_one_language_only_is_told_that_others_have_none(folder: Path) -> None:
    assert any("mine.toml is missing" in f.problem for f in findings(write(folder, GOOD, "mine.de.toml"), folder))


# ---------------------------------------------------------------- length and share


@pytest.mark.parametrize("name", names())
def test_the_estimated_length_is_that_of_the_page(name: str) -> None:
    from tests.agenda.test_page import texts, tree
    from tests.pictures import sample

    agenda = load(name, "first-line", "en")
    of = sample(name, "en-GB")
    # A line is about 20 pixels high.
    real = len(texts(of)) + sum(int(picture.get("height")) // 20 for picture in tree(of).iter("img"))

    # Skill says since when; four deals instead of five.
    assert abs(lines(agenda, bank()) - real) <= 3
    assert real <= LONGEST


def test_the_share_that_looks_back_is_of_the_level_where_it_is_most() -> None:
    past, ahead = Section("a", "A", 5, "past"), Section("b", "B", 95)
    manager = Section("c", "C", 20, "past", levels=("second-line",))

    assert [past_share(Agenda("x", "", 100, parts)) for parts in ((past, ahead), (past, ahead, manager))] == [5, 21]


# ---------------------------------------------------------------- the command


@pytest.fixture
def oneone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ONEONE_TEMPLATES", raising=False)
    return Shell(tmp_path, capsys)


def test_the_command_passes_a_shipped_agenda_in_all_its_languages(oneone: Shell) -> None:
    said = oneone("agenda", "check", "weekly")

    assert said.code == 0
    assert said.out.count("keeps to the practices; 10 % of the minutes look back") == 4


def test_the_command_names_file_row_and_key_and_ends_with_1(oneone: Shell) -> None:
    file = oneone.file("mine.toml", GOOD.replace("What is on your mind?", "What have you been doing?"))
    said = oneone("agenda", "check", str(file))

    assert said.code == 1
    assert "mine.toml, row 9, prompt: S4.12: “What have you been doing”" in said.out


def test_the_command_gives_json(oneone: Shell) -> None:
    file = oneone.file("mine.toml", GOOD.replace("minutes = 9", "minutes = 11"))
    said = oneone("agenda", "check", str(file), "--json")

    assert [(f["row"], f["key"]) for f in said.data[0]["findings"]] == [(3, "minutes")]


def test_a_file_that_is_not_there_is_a_slip_of_usage(oneone: Shell) -> None:
    assert oneone("agenda", "check", "nothing.toml").code == 2


def test_templates_are_compiled_once_a_folder() -> None:
    assert environment(None) is environment(None)
