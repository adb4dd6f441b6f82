"""The four languages: nothing missing, nothing mixed up, and a page is read back in the language it was written in."""

import re
import tomllib
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from oneone.agenda import invite
from oneone.agenda.definition import check, load, names, shape
from oneone.agenda.page import render
from oneone.agenda.reading import digests, read
from oneone.agenda.templates import templates_folder
from oneone.agenda.words import missing, wording
from oneone.commitments.find import find
from oneone.model import Blocks, Commitment, Draft
from tests.agenda.drafts import PROMISES
from tests.agenda.test_page import texts
from tests.pictures import LANGUAGES, sample

GAP = re.compile(r"\{\w+\}")
WORDS: dict[str, dict[str, str]] = tomllib.loads((templates_folder() / "words.toml").read_text(encoding="utf-8"))
ALL = [(name, language) for name in names() for language in LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_falls_back_to_english(language: str) -> None:
    assert missing(language) == ()


@pytest.mark.parametrize("key", sorted(WORDS))
def test_each_phrase_fills_the_same_gaps_in_every_language(key: str) -> None:
    said = WORDS[key]

    assert set(said) == {"en", "de", "fr", "es"}
    assert {tongue: sorted(GAP.findall(text)) for tongue, text in said.items()} == {
        tongue: sorted(GAP.findall(said["en"])) for tongue in said
    }


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_an_agenda_has_the_same_shape_in_every_language_and_other_words(name: str, language: str) -> None:
    folder = templates_folder() / "agendas"
    here, english = check(folder / f"{name}.{language}.toml"), check(folder / f"{name}.toml")

    assert shape(here) == shape(english)
    assert here.purpose != english.purpose
    assert not {s.heading for s in here.sections} & {s.heading for s in english.sections}
    for mine, theirs in zip(here.sections, english.sections, strict=True):
        assert sorted(GAP.findall(mine.prompt)) == sorted(GAP.findall(theirs.prompt))


@pytest.mark.parametrize(("name", "language"), ALL)
def test_a_page_says_nothing_in_another_language(name: str, language: str) -> None:
    english = {
        text for said in WORDS.values() for text in [said["en"]] if text.strip().count(" ") > 1 and not GAP.search(text)
    }
    said = " ".join(texts(sample(name, language)))

    assert (language == "en-GB") == any(phrase in said for phrase in english)


@pytest.mark.parametrize(("name", "language"), ALL)
def test_no_sentence_ends_twice(name: str, language: str) -> None:
    of = sample(name, language)

    assert not [line for line in texts(of) if ".." in line or "  " in line]
    assert ".." not in invite.block(of, "https://contoso.sharepoint.com/page")


def known(of: Draft) -> list[Commitment]:
    return [
        Commitment(promise.id, promise.owner, promise.text, promise.due, "open", promise.origin)
        for promise in PROMISES.open
    ]


@pytest.mark.parametrize(("name", "language"), ALL)
def test_an_untouched_page_is_read_as_untouched_with_all_its_promises(name: str, language: str) -> None:
    of = sample(name, language)
    html = render(of).html
    page = read(html, of.agenda.sections, of.names, digests(html, of.agenda.sections, of.names))
    found = find(page, of.names, of.date, language, known(of))

    assert (page.complete, page.ours, sum(page.written.values())) == (True, True, 0)
    open_ones = {one.id: (one.owner, one.text, one.due) for one in PROMISES.open}
    proposed = {one.id: (one.owner, one.text, one.due) for one in of.blocks.proposals}
    assert {line.id: (line.owner, line.text, line.due) for line in found} == open_ones | proposed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_promise_written_into_an_empty_line_is_found_in_each_language(language: str) -> None:
    of = sample("weekly", language)
    html = render(of).html
    made = digests(html, of.agenda.sections, of.names)
    label = wording(language).say("label", name="Dana")
    page = read(html.replace(f"{label} …", f"{label} Ana Silva"), of.agenda.sections, of.names, made)
    (line,) = [f for f in find(page, of.names, of.date, language, known(of)) if f.id == "bcdfgh29"]

    assert (line.text, line.owner, line.source) == ("Ana Silva", "manager", "tag")


@pytest.mark.parametrize(
    ("language", "when"),
    [
        ("en-GB", "Mon 23 Nov 09:00, 30 min."),
        ("de-DE", "Mo. 23. Nov. 09:00, 30 min."),
        ("fr-FR", "Lun. 23 nov. 09:00, 30 min."),
        ("es-ES", "Lun 23 nov 9:00, 30 min."),
    ],
)
def test_the_first_line_is_a_sentence_in_each_language(language: str, when: str) -> None:
    assert texts(sample("weekly", language))[0].startswith(when)


def test_an_empty_page_is_complete_in_each_language() -> None:
    for language in LANGUAGES:
        of: Any = replace(sample("commitment", language), blocks=Blocks(), date=date(2026, 12, 7))
        assert len(texts(of)) > 20


def test_a_language_we_do_not_speak_gets_english_words_and_its_own_dates() -> None:
    of = replace(sample("weekly", "en-GB"), language="it-IT", agenda=load("weekly", "first-line", "it-IT"))

    assert texts(of)[0].startswith("Lun 23 nov 09:00, 30 min. This time is for Lee's success")
