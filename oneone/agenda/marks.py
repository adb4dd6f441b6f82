"""The marks by which a page or an invite is known again: one owner for what is written and read (design §5, §6)."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from urllib.parse import urldefrag

from oneone.model import Draft, Names, PairKey, Section

ALPHABET = "23456789bcdfghjkmnpqrtvwx"
"""References are made of these: no vowels, so no words, and no letter that looks like a digit."""

PLACEHOLDER = "…"
"""What stands where a person writes; a line that is still nothing but a label and this says nothing."""

PROMPT_SIZE = "9.5pt"
PROMPT_STYLE = f"font-size:{PROMPT_SIZE}"
"""Style of our quiet text: prompts, labels, sources, the last line.

Small and without a colour: no colour has a contrast of 4.5 both on white and on OneNote's dark page, while text without
one is turned white there. People hardly write in this size, and OneNote keeps half points.
"""

HEADING_STYLE = "font-size:13pt;font-weight:bold;color:black"
"""Style of a section's heading. Without a colour OneNote would give it its own blue, too dark for a dark page."""

_AUTOMATIC = ("", "black", "#000000")  # no colour, as OneNote may write it
_FORMERLY = ("#767676", "9pt")  # colour and size of quiet text on pages made by older versions

_ID = "[0-9a-z]{8}"
_REF = rf"[{ALPHABET}]{{6}}-\d{{8}}"

SECTION_ID = re.compile(r"s-([a-z0-9_-]+)")
COMMITMENT_ID = re.compile(f"c-({_ID})")
ASK_ID = re.compile(f"q-({_ID})")
NOTE_ID = re.compile(r"n-([a-z_]+)")
COMMITMENT_LINK = re.compile(rf"#oneone-c-({_ID})(?![\w-])")
INVITE_LINK = re.compile(rf"#oneone-({_REF})(?![\w-])")
REFERENCE = re.compile(rf"(?<!\w)ref\s+({_REF})(?![\w-])")
"""In the visible text of the last line, in every language; group 1 is the reference."""


def section_id(key: str) -> str:
    """Say the data-id of a section's heading: `s-KEY`."""
    return f"s-{key}"


def commitment_mark(commitment: str) -> str:
    """Say the data-id of a commitment's line: `c-ID`."""
    return f"c-{commitment}"


def ask_mark(commitment: str) -> str:
    """Say the data-id of a line under "Did we agree these?": `q-ID`."""
    return f"q-{commitment}"


def note_mark(kind: str) -> str:
    """Say the data-id of a line whose words are kept for the next pages: `n-KIND`."""
    return f"n-{kind}"


def fragment(commitment: str) -> str:
    """Say the fragment that a carried promise's link to its origin ends with: `oneone-c-ID`."""
    return f"oneone-c-{commitment}"


def invite_fragment(ref: str) -> str:
    """Say the fragment that the invite's link to the page ends with: `oneone-REF`."""
    return f"oneone-{ref}"


def link(url: str, ending: str) -> str | None:
    """Join a page's https web link and a fragment of ours; None for any other address, which is then no link at all."""
    page = urldefrag(url.strip()).url
    if not page.lower().startswith("https://") or any(c.isspace() or not c.isprintable() for c in page):
        return None
    return f"{page}#{ending}" if ending else page


def reference(pair: PairKey, day: date) -> str:
    """Name a page for good: 6 characters of a hash of the pair, and the meeting's local date: `7q2k9d-20261123`."""
    number = int.from_bytes(hashlib.sha256(f"{pair.manager}|{pair.rep}".encode()).digest())
    letters = []
    for _ in range(6):
        number, at = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[at])
    return f"{''.join(letters)}-{day:%Y%m%d}"


def is_quiet(style: str) -> bool:
    """Tell whether an inline style is that of our quiet text, whatever order and spaces OneNote returns it in."""
    parts = (part.partition(":") for part in style.lower().split(";"))
    said = {name.strip(): value.strip() for name, _, value in parts}
    colour, size = said.get("color", ""), said.get("font-size")
    return (colour in _AUTOMATIC and size == PROMPT_SIZE) or (colour, size) == _FORMERLY


def title(draft: Draft) -> str:
    """Say the page's title: `2026-11-23 1:1 Lee Park – Dana Reyes`, one line without control characters."""
    names = f"{draft.names.rep} – {draft.names.manager}"
    return f"{draft.date.isoformat()} 1:1 {' '.join(''.join(c if c.isprintable() else ' ' for c in names).split())}"


def named(text: str, names: Names) -> str:
    """Put the two first names where an agenda's text says `{rep}` and `{manager}`."""
    return re.sub(r"\{(rep|manager)\}", lambda found: names.first("rep" if found[1] == "rep" else "manager"), text)


def heading(section: Section, names: Names) -> str:
    """Say a section's heading as it stands on the page."""
    return " ".join(named(section.heading, names).split())
