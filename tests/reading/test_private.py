"""Nothing of the private section leaves the reader, whatever people did to headings, order and other outlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oneone.agenda.reading import digests, read
from oneone.commitments.find import find
from oneone.commitments.reconcile import reconcile
from oneone.errors import NeedsAttention
from oneone.model import PairKey, Section
from tests.reading.pages import LAST, MEETING, NAMES, SECTIONS, frame, head, ours, outline, plain, todo

SECRET = "zqx"
PAIR = PairKey("dana@contoso.com", "lee@contoso.com")
MADE = digests(ours(agreed=todo("Lee: …", "c-nnnn2222")), SECTIONS, NAMES)
BOLD = '<p><span style="font-weight:bold">{}</span></p>'

SHOWN = {
    "how": "How are you?",
    "top": "Top of mind (Lee)",
    "promises": "Promises",
    "matters": "Forecast, matters arising",
    "agreed": "Agreed today",
}

_SECRETS = st.lists(
    st.sampled_from(
        (
            plain(f"{SECRET} my father is ill"),
            todo(f"Lee: call {SECRET} by Fri"),
            todo(f"{SECRET} done", tag="to-do:completed"),
            BOLD.format(f"{SECRET} heading"),
            f"<h2>{SECRET} large</h2>",
            f'<ul><li>{SECRET} one<ul><li><span data-tag="to-do">{SECRET} two</span></li></ul></li></ul>',
            f"<table><tr><td>Lee</td><td>Dana</td></tr><tr><td>{SECRET} a</td><td>{SECRET} b</td></tr></table>",
            f'<p><a href="https://x/{SECRET}#oneone-c-k7f3m2qd">{SECRET}</a></p>',
            f"<p>{SECRET}<br />Dana to {SECRET}</p>",
            plain(f"Action: {SECRET}"),
            plain(f"@Lee {SECRET}"),
        )
    ),
    min_size=1,
    max_size=4,
)
_OTHERS = st.lists(
    st.sampled_from((plain("Lee: send deck by Fri"), todo("Dana: fix quota"), plain("a note"), BOLD.format("Other"))),
    max_size=3,
)


def _heading(key: str, how: str) -> str:
    return {
        "kept": head(key, SHOWN[key]),
        "renamed": head(key, "Something else"),
        "bold": BOLD.format(SHOWN[key]),
        "plain": plain(SHOWN[key]),
        "reworded": BOLD.format(SHOWN[key] + "!! 5 min"),
        "written behind": head(key, f"{SHOWN[key]} {SECRET}") if key == "how" else head(key, SHOWN[key]),
        "split": head(key, SHOWN[key][:4]) + head(key, SHOWN[key][4:]),
        "lost": BOLD.format("Life"),
        "deleted": "",
    }[how]


_HOW = st.sampled_from(("kept", "renamed", "bold", "plain", "reworded", "written behind", "split", "lost", "deleted"))


@st.composite
def _pages(draw: st.DrawFn) -> str:
    keys = list(SHOWN)
    # Moved elsewhere and without its heading no rule can tell it from other text.
    moved = draw(st.booleans())
    if moved:
        keys = draw(st.permutations(keys))
    parts = []
    for key in keys:
        known = moved and key == "how"
        parts.append(_heading(key, draw(_HOW.filter(lambda how: how not in ("lost", "deleted")) if known else _HOW)))
        parts += draw(_SECRETS) if key == "how" else draw(_OTHERS)
    if draw(st.booleans()):
        parts.append(LAST)
    others = [
        outline(*draw(_OTHERS), top=top, ours=False) for top in draw(st.sampled_from(((), (10,), (900,), (10, 900))))
    ]
    return frame(outline(*parts, ours=draw(st.booleans())), *others)


def _all_that_is_said(html: str, sections: Sequence[Section], made: Sequence[str]) -> str:
    try:
        reading = read(html, sections, NAMES, made)
    except NeedsAttention as refused:
        return str(refused)
    found = find(reading, NAMES, MEETING)
    return f"{reading}{found}{reconcile(PAIR, (), found, MEETING, reading.complete, reading.ours)}"


@settings(max_examples=600, deadline=None)
@given(_pages())
def test_no_word_of_it_is_said_whatever_became_of_headings_order_and_outlines(html: str) -> None:
    assert SECRET not in _all_that_is_said(html, SECTIONS, MADE)


@settings(max_examples=200, deadline=None)
@given(_pages(), st.permutations(SECTIONS))
def test_no_word_of_it_is_said_wherever_the_agenda_has_it(html: str, order: list[Section]) -> None:
    made = digests(ours(agreed=todo("Lee: …", "c-nnnn2222")), order, NAMES)
    page = html if "s-how" in html else ours(how=plain(f"{SECRET} x"))
    assert SECRET not in _all_that_is_said(page, order, made)


@settings(max_examples=200, deadline=None)
@given(_SECRETS, _SECRETS)
def test_what_is_written_there_changes_neither_the_reading_nor_its_hash(one: list[str], other: list[str]) -> None:
    first, second = (read(ours(how="".join(said)), SECTIONS, NAMES, MADE) for said in (one, other))
    assert (first.lines, first.hash, first.written) == (second.lines, second.hash, second.written)


@pytest.mark.parametrize("private", [["top"], ["how", "matters"], ["agreed"]])
def test_any_section_may_be_private(private: list[str]) -> None:
    sections = tuple(replace(section, private=section.key in private) for section in SECTIONS)
    said = plain(f"{SECRET} x") + todo(f"Lee: {SECRET}")
    page = ours(*(said if key in private else plain("Lee: send deck") for key in SHOWN))
    assert SECRET not in _all_that_is_said(page, sections, digests(ours(), sections, NAMES))


def test_a_page_of_ours_without_any_mark_is_not_read_at_all() -> None:
    html = frame(outline(plain(f"{SECRET} x"), todo("send deck"), ours=False))
    reading = read(html, SECTIONS, NAMES, MADE)
    assert (reading.lines, reading.complete, reading.ours) == ((), False, False)
