from dataclasses import replace
from datetime import date

from oneone.agenda.definition import load
from oneone.agenda.memory import is_sensitive, remembered
from oneone.agenda.page import render
from oneone.agenda.reading import digests, read
from oneone.model import Agenda, Draft, Memory, Noted, PageLink, Reading, Section
from tests.agenda.drafts import LAST, NOV_16, NOV_23, draft
from tests.agenda.test_page import texts, tree

NOV_30 = date(2026, 11, 30)


def of(name: str, **changes: object) -> Draft:
    return draft(agenda=load(name, "first-line", "en"), **changes)


def after(of: Draft, **words: str) -> Reading:
    """The page of a draft as read, with some of its words replaced, each once."""
    html = render(of).html
    made = digests(html, of.agenda.sections, of.names)
    for old, new in words.items():
        assert old in html, old
        html = html.replace(old, new, 1)
    return read(html, of.agenda.sections, of.names, made)


def typed(of: Draft, *changes: tuple[str, str]) -> Memory:
    return remembered(after(of, **dict(changes)), of)


# ---------------------------------------------------------------- kept words


def test_what_is_typed_behind_a_label_is_remembered_with_its_day() -> None:
    kept = typed(of("three-rs"), ("What drives Lee: …", "What drives Lee: Fridays with the children"))

    assert kept.motivations == (Noted("Fridays with the children", NOV_23),)


def test_a_placeholder_left_before_the_words_is_not_part_of_them() -> None:
    assert typed(of("reinforce"), ("build: …", "build: … asking about money")).skill == (
        Noted("asking about money", NOV_23),
    )


def test_words_that_stay_keep_the_day_they_were_written() -> None:
    memory = Memory(motivations=(Noted("a team of my own", NOV_16),))
    page = of("three-rs", memory=memory)

    assert "What drives Lee: a team of my own" in texts(page)
    assert typed(page, ("Top of mind (Lee)</h2>", "Top of mind (Lee)</h2><p>Lee: a good week</p>")).motivations == (
        Noted("a team of my own", NOV_16),
    )


def test_words_that_are_changed_on_the_page_are_changed_for_good() -> None:
    page = of("commitment", memory=Memory(aspirations=(Noted("Three new logos", NOV_16),)))

    assert typed(page, ("Three new logos", "Five new logos")).aspirations == (Noted("Five new logos", NOV_23),)


def test_a_line_that_is_only_gone_is_not_forgotten() -> None:
    memory = Memory(skill=(Noted("asking about money", NOV_16),))
    page = of("reinforce", memory=memory)
    html = '<p data-id="n-skill">Skill to build: asking about money</p>'

    assert typed(page, (html, "<p>a line of somebody</p>")).skill == memory.skill


def test_each_page_adds_its_one_per_cent_to_the_history_newest_first() -> None:
    page = of("weekly", memory=Memory(one_per_cent=(Noted("one question, then silence", NOV_16),)))
    kept = typed(page, ("better: …", "better: end each call with a date"))

    assert kept.one_per_cent == (
        Noted("end each call with a date", NOV_23),
        Noted("one question, then silence", NOV_16),
    )
    assert any(
        "So far: end each call with a date (23 Nov); one question, then silence (16 Nov)." in line
        for line in texts(of("weekly", memory=kept))
    )


def test_reading_a_page_twice_remembers_the_same() -> None:
    page = of("weekly")
    reading = after(page, **{"better: …": "better: end each call with a date"})

    assert remembered(reading, page) == remembered(reading, replace(page, memory=Memory()))
    assert len(remembered(reading, replace(page, memory=remembered(reading, page))).one_per_cent) == 1


def test_motivations_are_asked_about_after_twelve_weeks_and_not_before() -> None:
    def shown(on: date) -> list[str]:
        return texts(of("three-rs", memory=Memory(motivations=(Noted("a team", on),))))

    assert "Written on 31 Aug: is it still true?" in shown(date(2026, 8, 31))
    assert not any("still true" in line for line in shown(NOV_16))


def test_a_page_that_could_not_be_read_in_full_changes_nothing_that_is_kept() -> None:
    memory = Memory(skill=(Noted("asking", NOV_16),), uncovered=("top",))
    page = of("reinforce", memory=memory)
    reading = after(page, **{"build: asking": "build: something else"})

    assert remembered(replace(reading, complete=False), page) == replace(memory, uncovered=())
    assert remembered(replace(reading, ours=False), page) == replace(memory, uncovered=())


def test_a_page_on_which_nobody_wrote_hands_on_what_it_had() -> None:
    memory = Memory(later=(Noted("bonus plan", NOV_16),), uncovered=("top",))
    page = of("three-rs", memory=memory)

    assert remembered(after(page), page) == memory


# ---------------------------------------------------------------- later and sensitive


def updates(*lines: str) -> Memory:
    page = of("weekly")
    items = "".join(f"<li>{line}</li>" for line in lines)
    return typed(page, ("<ul>\n<li>…</li>", f"<ul>{items}"))


def test_an_update_marked_later_is_told_on_the_next_page_with_where_it_comes_from() -> None:
    kept = updates("New bonus plan (later)", "All well")

    assert kept.later == (Noted("New bonus plan", NOV_23),)
    assert "New bonus plan (from 23 Nov)" in texts(of("weekly", memory=kept, date=NOV_30))


def test_the_mark_is_understood_in_each_language_and_as_a_note_tag() -> None:
    lines = ("a b (später)", "Plus tard : c d", "(más tarde) e f", '<span data-tag="send-in-email">g h</span>')

    assert [note.text for note in updates(*lines).later] == ["a b", "c d", "e f", "g h"]


def test_an_update_that_waits_again_keeps_its_first_day() -> None:
    page = of("weekly", memory=Memory(later=(Noted("bonus plan", NOV_16),)))
    kept = typed(page, ("bonus plan (from 16 Nov)", "bonus plan (from 16 Nov) (later)"))

    assert kept.later == (Noted("bonus plan", NOV_16),)


def test_what_is_sensitive_is_never_remembered_even_when_it_is_for_later() -> None:
    kept = updates("Ana leaves (sensitive) (later)", "Vertraulich: Umbau (später)")

    assert kept.later == ()
    assert typed(of("reinforce"), ("build: …", "build: patience (sensitive)")).skill == ()


def test_the_sensitive_mark_is_a_word_of_its_own() -> None:
    assert all(map(is_sensitive, ("a (sensitive)", "confidentiel : b", "(nur hier) c", "[solo aquí] d")))
    assert not any(map(is_sensitive, ("a sensitive topic", "sensible Daten prüfen", "only here?")))


# ---------------------------------------------------------------- left empty


def test_sections_left_empty_are_offered_first_next_time_but_not_the_managers() -> None:
    page = of("three-rs")
    kept = typed(page, ("<p>Lee:&#160;</p>", "<p>Lee: my new role</p>"))

    assert kept.uncovered == ("growth", "revenue", "three")
    notice = texts(of("three-rs", memory=kept))[1]
    assert notice == (
        "Left empty last time: “Retention: Lee's development”, “Revenue”, “Top three for the week (Lee)”. "
        "Shall we start there?"
    )


def test_nothing_is_offered_where_the_agenda_does_not_ask_for_it() -> None:
    assert updates("All well").uncovered == ()


def test_a_section_that_is_no_longer_in_the_agenda_is_not_offered() -> None:
    assert not any("Left empty" in line for line in texts(of("weekly", memory=Memory(uncovered=("growth",)))))


# ---------------------------------------------------------------- what both should know


def test_a_page_of_a_meeting_that_was_not_held_is_pointed_to() -> None:
    page = of("weekly", unheld=(PageLink(NOV_16, LAST), PageLink(date(2026, 11, 9), "http://plain.example")))
    line = next(p for p in tree(page).iter("p") if "did not take place" in "".join(p.itertext()))

    assert "".join(line.itertext()) == "Written for a 1:1 that did not take place: 16 Nov"
    assert [a.get("href") for a in line.iter("a")] == [LAST]


def test_a_new_agenda_is_announced_with_its_parts() -> None:
    said = texts(of("weekly", announces=load("commitment", "first-line", "en")))

    assert any(
        line.startswith("From the next page on we follow the agenda “commitment”: “Top of mind (Lee)”, “Promises”, ")
        for line in said
    )


def test_nothing_of_a_private_section_is_remembered() -> None:
    agenda = Agenda("x", "", 30, (Section("how", "How are you?", private=True), Section("up", "Up", blocks=("skill",))))
    page = draft(agenda=agenda)
    secret = '</h2><p data-id="n-skill">Skill to build: getting well again (later)</p>'

    assert typed(page, ("</h2>", secret)) == Memory()
