"""Our quiet text is known by its look: small and without a colour, or grey as older versions wrote it."""

from __future__ import annotations

import pytest

from oneone.agenda.marks import PROMPT_STYLE
from tests.reading.pages import line, ours, people, plain, reading, todo

NOW = f'<span style="{PROMPT_STYLE}">'
FORMERLY = '<span style="font-size:9pt;color:#767676">'


@pytest.mark.parametrize("look", [NOW, FORMERLY, '<span style="font-size:9.5pt;color:black">'])
def test_quiet_text_is_ours_and_what_it_stands_over_is_nobodys_yet(look: str) -> None:
    prompt = f"<p>{look}A prompt that no agenda has now</span></p>"
    html = ours(matters=plain("Lee:") + todo("send the deck") + prompt + todo("book a room"))
    assert people(html) == ["send the deck", "book a room"]
    assert line(html, "send the deck").owner == "rep"
    assert line(html, "book a room").owner is None


def test_a_persons_words_behind_our_prompt_on_its_line_are_theirs() -> None:
    html = ours(top=f"<p>{NOW}A prompt that no agenda has now</span> The move to Lyon</p>")
    assert people(html) == ["A prompt that no agenda has now The move to Lyon"]


@pytest.mark.parametrize("size", ["9pt", "10pt", "11pt"])
def test_small_text_in_another_size_is_a_persons(size: str) -> None:
    assert people(ours(top=f'<p><span style="font-size:{size}">from a mail</span></p>')) == ["from a mail"]


def test_bold_names_in_the_first_row_say_who_wrote_below_them() -> None:
    cells = "".join(f'<td><span style="font-weight:bold">{name}</span></td>' for name in ("Lee", "Dana"))
    html = ours(matters=f"<table><tr>{cells}</tr><tr><td>Contoso slips</td><td>discount ok</td></tr></table>")
    said = [(each.text, each.owner) for each in reading(html).lines if not each.ours]
    assert said == [("Contoso slips", "rep"), ("discount ok", "manager")]
