from pathlib import Path

import pytest

from oneone.agenda.definition import check, in_effect, load, names
from oneone.errors import BadInput, Finding
from oneone.model import Agenda, Section
from tests.agenda.drafts import draft

GOOD = """\
name = "mine"
purpose = "For {rep}."
minutes = 30

[[section]]
key = "top"
heading = "Top of mind"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "agendas").mkdir()
    return tmp_path


def write(folder: Path, text: str, name: str = "mine.toml") -> Path:
    file = folder / "agendas" / name
    file.write_bytes(text.encode())
    return file


def findings(folder: Path, text: str) -> list[Finding]:
    with pytest.raises(BadInput) as raised:
        check(write(folder, text), folder)
    return list(raised.value.findings)


def test_the_weekly_agenda_fills_thirty_minutes_with_at_most_a_tenth_of_past() -> None:
    agenda = load("weekly", "first-line", "en-GB")

    assert sum(section.minutes for section in agenda.sections) == agenda.minutes == 30
    assert sum(section.minutes for section in agenda.sections if section.looks == "past") <= 3


def test_the_weekly_agenda_opens_with_a_person_and_not_with_deals() -> None:
    first, second, *_ = load("weekly", "first-line", "en-GB").sections

    assert (first.private, first.blocks) == (True, ())
    assert (second.notes, second.blocks) == ("rep", ())


def test_in_the_weekly_agenda_the_rep_comes_before_the_manager() -> None:
    notes = [section.notes for section in load("weekly", "first-line", "en-GB").sections]

    assert notes.index("manager") > max(at for at, who in enumerate(notes) if who == "rep")


def test_the_weekly_agenda_has_at_most_three_tables_to_write_in() -> None:
    assert sum(s.notes == "both" for s in load("weekly", "first-line", "en-GB").sections) <= 3


def test_a_section_for_managers_of_managers_is_not_on_a_first_line_page(folder: Path) -> None:
    write(folder, GOOD + '[[section]]\nkey = "hiring"\nheading = "Hiring"\nlevels = ["second-line"]\n')

    assert [s.key for s in load("mine", "first-line", "en", folder).sections] == ["top"]
    assert [s.key for s in load("mine", "second-line", "en", folder).sections] == ["top", "hiring"]


def test_an_agenda_in_the_pairs_language_comes_first(folder: Path) -> None:
    write(folder, GOOD)
    write(folder, GOOD.replace("Top of mind", "Was dich bewegt"), "mine.de.toml")

    assert load("mine", "first-line", "de-AT", folder).sections[0].heading == "Was dich bewegt"
    assert load("mine", "first-line", "fr", folder).sections[0].heading == "Top of mind"


def test_an_own_agenda_stands_over_the_shipped_one_of_that_name(folder: Path) -> None:
    write(folder, GOOD, "weekly.toml")

    assert load("weekly", "first-line", "en", folder).purpose == "For {rep}."


def test_agendas_are_listed_once_each_without_their_languages(folder: Path) -> None:
    write(folder, GOOD)
    write(folder, GOOD, "mine.de.toml")

    assert "weekly" in names()
    assert [name for name in names(folder) if name == "mine"] == ["mine"]


def test_an_unknown_agenda_names_the_nearest_and_all_there_are() -> None:
    with pytest.raises(BadInput, match=r"no agenda “weekley”. Did you mean “weekly”\? There are: .*weekly"):
        load("weekley", "first-line", "en")


@pytest.mark.parametrize("name", ["../agendas/weekly", "weekly.toml", ""])
def test_a_name_never_leads_out_of_the_folder(name: str) -> None:
    with pytest.raises(BadInput):
        load(name, "first-line", "en")


@pytest.mark.parametrize(
    ("text", "row", "key", "problem"),
    [
        (GOOD + 'promt = "x"\n', 8, "promt", "did you mean “prompt”?"),
        (GOOD + 'blocks = ["promise"]\n', 8, "blocks", "did you mean “promises”?"),
        (GOOD + 'minutes = "five"\n', 8, "minutes", "whole minutes"),
        (GOOD + "minutes = true\n", 8, "minutes", "whole minutes"),
        (GOOD + "minutes = -1\n", 8, "minutes", "from 0 to 480"),
        (GOOD + 'private = "yes"\n', 8, "private", "true or false"),
        (GOOD + 'notes = "all"\n', 8, "notes", "allowed: both, lines, rep, manager, none"),
        (GOOD + 'notes = "booth"\n', 8, "notes", "did you mean “both”?"),
        (GOOD + 'questions = "confidense"\n', 8, "questions", "did you mean “confidence”?"),
        (GOOD + 'serves = "love"\n', 8, "serves", "allowed: relationship, learning, deals"),
        (GOOD + 'lines = ["Latest", 3]\n', 8, "lines", "a list of texts"),
        (GOOD + 'lines = "Latest"\n', 8, "lines", "a list of texts"),
        (GOOD + "again = 1\n", 8, "again", "true or false"),
        (GOOD + 'looks = "back"\n', 8, "looks", "allowed: past, future"),
        (GOOD + 'levels = ["third-line"]\n', 8, "levels", "did you mean “first-line”?"),
        (GOOD + "private = true\ncollects = true\n", 9, "collects", "never read"),
        (GOOD + 'private = true\nblocks = ["kpis"]\n', 9, "blocks", "free of anything filled in"),
        (GOOD.replace('heading = "Top of mind"\n', ""), 5, "heading", "is needed"),
        (GOOD.replace('"top"', '"Top One"'), 6, "key", "small letters"),
        (GOOD + '[[section]]\nkey = "top"\nheading = "Other"\n', 9, "key", "in section 1"),
        (GOOD + '[[section]]\nkey = "two"\nheading = "top  of Mind"\n', 10, "heading", "in section 1"),
        (GOOD.replace("purpose", "porpoise"), 2, "porpoise", "did you mean “purpose”?"),
        ('name = "mine"\npurpose = "x"\n', None, "section", "at least one"),
        ('name = "mine"\npurpose = "x"\nsection = "top"\n', 3, "section", "[[section]]"),
        (GOOD + "prompt = \n", 8, None, "not TOML"),
    ],
)
def test_each_slip_is_named_with_its_row_and_key_and_what_is_right(
    folder: Path, text: str, row: int | None, key: str | None, problem: str
) -> None:
    found = [f for f in findings(folder, text) if f.column == key]

    assert [(f.file, f.row) for f in found] == [("mine.toml", row)]
    assert problem in found[0].problem


def test_all_that_is_wrong_is_said_at_once(folder: Path) -> None:
    text = GOOD + 'promt = "x"\nblocks = ["kpi"]\n[[section]]\nkey = "b"\nheading = 3\n'

    assert {f.column for f in findings(folder, text)} == {"promt", "blocks", "heading"}


def test_a_file_that_is_not_utf8_says_so_and_where(folder: Path) -> None:
    file = folder / "agendas" / "mine.toml"
    file.write_bytes(GOOD.encode() + 'prompt = "für"\n'.encode("latin-1"))

    with pytest.raises(BadInput) as raised:
        check(file, folder)

    assert [(f.row, "UTF-8" in f.problem) for f in raised.value.findings] == [(8, True)]


def test_a_file_saved_by_notepad_with_a_byte_order_mark_is_fine(folder: Path) -> None:
    assert check(write(folder, "\ufeff" + GOOD), folder).purpose == "For {rep}."


def test_a_block_of_an_own_template_is_known(folder: Path) -> None:
    (folder / "blocks").mkdir()
    (folder / "blocks" / "wins.html.j2").write_text("<p>…</p>\n", encoding="utf-8")
    write(folder, GOOD + 'blocks = ["wins"]\n')

    assert load("mine", "first-line", "en", folder).sections[0].blocks == ("wins",)


def test_a_file_that_is_not_there_is_a_finding(folder: Path) -> None:
    with pytest.raises(BadInput, match="cannot be opened"):
        check(folder / "agendas" / "none.toml", folder)


def test_sections_of_different_levels_may_share_a_heading(folder: Path) -> None:
    two = '[[section]]\nkey = "{0}"\nheading = "Growing"\nlevels = ["{0}"]\n'
    write(folder, GOOD + two.format("first-line") + two.format("second-line"))

    assert [s.key for s in load("mine", "second-line", "en", folder).sections] == ["top", "second-line"]


def test_labels_lose_the_colon_that_the_page_adds(folder: Path) -> None:
    write(folder, GOOD + 'lines = ["Latest:", "Next"]\n')

    assert load("mine", "first-line", "en", folder).sections[0].lines == ("Latest", "Next")


# ---------------------------------------------------------------- a change of agenda

OLD, NEW = (load(name, "first-line", "en") for name in ("weekly", "commitment"))


def test_a_first_page_follows_the_agenda_of_the_row() -> None:
    assert in_effect(NEW, None) == (NEW, None)


def test_a_new_agenda_is_announced_by_one_page_and_followed_by_the_next() -> None:
    first = in_effect(NEW, draft(agenda=OLD))
    second = in_effect(NEW, draft(agenda=first[0], announces=first[1]))

    assert (first, second) == ((OLD, NEW), (NEW, None))


def test_an_agenda_changed_back_before_it_took_effect_is_not_announced_again() -> None:
    assert in_effect(OLD, draft(agenda=OLD, announces=NEW)) == (OLD, None)


def test_another_agenda_than_the_announced_one_is_announced_itself() -> None:
    other = load("reinforce", "first-line", "en")

    assert in_effect(other, draft(agenda=OLD, announces=NEW)) == (OLD, other)


def test_other_words_for_the_same_parts_need_no_announcement() -> None:
    german = load("weekly", "first-line", "de")

    assert in_effect(german, draft(agenda=OLD)) == (german, None)


def test_an_agenda_whose_block_is_gone_cannot_be_followed_once_more() -> None:
    gone = Agenda("mine", "", 30, (Section("a", "A", blocks=("wins",)),))

    assert in_effect(NEW, draft(agenda=gone)) == (NEW, None)
