"""Pages are read on white and on OneNote's dark page, which turns text white and leaves a cell's background alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from oneone.agenda.definition import names
from oneone.agenda.page import render
from oneone.agenda.templates import templates_folder
from oneone.model import Draft, Section
from sandbox import onenote_html, onenote_output
from tests.agenda.drafts import PROMISES
from tests.colours import DARK, READABLE, WHITE, Canvas, hardest
from tests.pictures import sample

CANVASES = pytest.mark.parametrize("canvas", [WHITE, *DARK], ids=[canvas.ground for canvas in (WHITE, *DARK)])


def returned(html: str) -> str:
    """A page as Graph gives it back."""
    sent = onenote_html.read(html)
    return onenote_output.page_html(sent.title, sent.content, "", lambda resource: "")


def every_block() -> Draft:
    of = sample("weekly", "en-GB")
    blocks = tuple(path.name.removesuffix(".html.j2") for path in (templates_folder() / "blocks").iterdir())
    parts = (*of.agenda.sections, Section("all", "All", prompt="Everything?", blocks=blocks, notes="both"))
    return replace(
        of,
        agenda=replace(of.agenda, sections=parts),
        blocks=replace(of.blocks, promises=replace(PROMISES, gone_texts=("an old one",))),
    )


@CANVASES
@pytest.mark.parametrize("name", names())
def test_every_text_of_a_shipped_agenda_is_readable_on_white_and_on_a_dark_page(name: str, canvas: Canvas) -> None:
    least, text = hardest(returned(render(sample(name, "en-GB")).html), canvas)
    assert least >= READABLE, text


@CANVASES
def test_every_text_of_every_block_is_readable_on_white_and_on_a_dark_page(canvas: Canvas) -> None:
    least, text = hardest(returned(render(every_block()).html), canvas)
    assert least >= READABLE, text


@pytest.mark.parametrize(
    ("line", "readable"),
    [
        ('<td style="background-color:#f2f2f2">Lee</td>', False),
        ('<td style="background-color:#1e4e79"><span style="color:#ffffff">Lee</span></td>', True),
        ('<td><span style="color:#767676">Lee</span></td>', False),
        ("<td><h2>Lee</h2></td>", False),
        ('<td><h2 style="color:black">Lee</h2></td>', True),
        ("<td>Lee</td>", True),
    ],
)
def test_what_a_dark_page_makes_hard_to_read_is_seen(line: str, *, readable: bool) -> None:
    page = f'<html><head><title>T</title></head><body><table border="1"><tr>{line}</tr></table></body></html>'
    assert (hardest(returned(page), DARK[1])[0] >= READABLE) == readable
    assert hardest(returned(page), WHITE)[0] >= READABLE


def test_no_cell_has_a_background_of_ours() -> None:
    assert not re.search(r"background|bgcolor", render(every_block()).html)
