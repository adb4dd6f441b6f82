"""Pictures of the shipped agendas as OneNote and Outlook show them: `python -m tests.pictures [--all DIR]`.

Without arguments it writes docs/agendas/NAME.png in English. With `--all DIR` it writes every agenda in every language,
wide and as wide as a phone, on white and on OneNote's dark page, and the invite, to look at. Chromium is needed.
"""

from __future__ import annotations

import html
import re
import subprocess
import sys
import tempfile
from base64 import b64encode
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from oneone.agenda import invite
from oneone.agenda.definition import load, names
from oneone.agenda.page import render
from oneone.figures import numbers, pictures
from oneone.model import Aspiration, Charts, Closed, Deal, Draft, KeyDeals, Kpi, Memory, Noted, Pair, Trend
from oneone.store.figures import Known
from sandbox import onenote_html, onenote_output
from sandbox.content import Picture
from tests.agenda.drafts import KPIS, MOVEMENT, NOV_16, NOV_20, PROMISES, draft

LANGUAGES = ("en-GB", "de-DE", "fr-FR", "es-ES")
PAGES = Path(__file__).parents[1] / "docs" / "agendas"

_WIDE, _PHONE = 860, 390
_LIGHT, _DARK = ("#fff", "#000", "#0563c1"), ("#262626", "#fff", "#78b9f5")
"""The page, text without a colour, and links, as OneNote draws them."""

_FRAME = """<!DOCTYPE html><html><head><meta charset="utf-8"><style>
body {{ margin: 0; background: {canvas}; color: {ink}; font: 11pt Calibri, Carlito, "Segoe UI", sans-serif; }}
main {{ padding: {padding}px; }} a {{ color: {link}; }}
h1 {{ font-size: 20pt; font-weight: 300; margin: 0 0 14px; padding-bottom: 5px; border-bottom: 1px solid #c8c6c4;
     display: inline-block; }}
[style*="position:absolute"] {{ position: static !important; width: auto !important; }}
h2 {{ margin: 12px 0 2px; }} p {{ margin: 2px 0; }} ol, ul {{ margin: 2px 0; }}
table {{ border-collapse: collapse; max-width: 100%; }}
main > div > table td {{ border: 1px solid #a3a3a3; padding: 2px 6px; vertical-align: top; }}
[data-tag^="to-do"]::before {{ content: "\\2610"; color: {link}; font-size: 13pt; margin-right: 6px; }}
</style></head><body><main>{body}</main></body></html>"""

_DEALS = KeyDeals(
    deals=(
        Deal("1", "Contoso rollout", "Contoso", Decimal(120_000), "EUR", "Proposal", date(2026, 12, 11), "Commit", 70,
             contact_roles="champion=Ana Silva; economic buyer=",
             verifiers="meeting=2026-09-04; discovery=2026-09-30"),
        Deal("2", "Fabrikam pilot", "Fabrikam", Decimal(95_000), "EUR", "Discovery", date(2027, 1, 22), "Pipeline", 40,
             contact_roles="decision maker=Jo Chen; champion=Ben Roy", verifiers="meeting=2026-10-12"),
        Deal("3", "Tailspin renewal", "Tailspin", Decimal(30_000), "EUR", "Negotiation", date(2026, 12, 4), "Best", 80),
        Deal("4", "Northwind add-on", "Northwind", Decimal(18_000), "EUR", "Proposal", date(2026, 12, 18), "Best", 60,
             contact_roles="economic buyer=Kim Ito"),
    ),
    as_of=NOV_20,
    source="CRM",
    open=61,
)  # fmt: skip
# Half of what was decided in a year was won, so that the page has a rate to work with.
_KNOWN = Known(
    kpis=(
        Kpi("Won this month", NOV_20, Decimal(42_000), Decimal(90_000), "EUR"),
        Kpi("Won this quarter", NOV_20, Decimal(182_500), Decimal(400_000), "EUR"),
    ),
    deals=_DEALS.deals,
    as_of=NOV_20,
    source="CRM",
    past=tuple(
        Closed(f"p{n}", day, n % 2 == 0, day - timedelta(days=60), Decimal(36_000), "EUR")
        for n in range(44)
        for day in [NOV_20 - timedelta(days=10 + 8 * n)]
    ),
    aspiration=Aspiration(
        "Three new logos, and nobody calls me in August", "EUR", Decimal(82_000), Decimal(110_000), Decimal(6),
        win_rate=Decimal(60), change="Asking about money in the first conversation",
    ),
)  # fmt: skip
_CHARTS = Charts(
    (
        Trend(
            "Closed this quarter",
            "EUR",
            tuple(
                (NOV_20 - timedelta(weeks=7 - at), Decimal(value * 500))
                for at, value in enumerate((24, 62, 96, 148, 180, 216, 280, 365))
            ),
            Decimal(400_000),
        ),
    )
)
_MEMORY = Memory(
    motivations=(Noted("Leading a team of my own, and Fridays with the children", date(2026, 9, 7)),),
    aspirations=(Noted("Three new logos, and nobody calls me in August", date(2026, 9, 7)),),
    skill=(Noted("Asking about money in the first conversation", date(2026, 11, 2)),),
    one_per_cent=(Noted("end each call with a date", NOV_16), Noted("one question, then silence", date(2026, 11, 9))),
)


def sample(name: str, language: str) -> Draft:
    """A draft of an ordinary week with an agenda, in a language."""
    of, agenda = draft(), load(name, "first-line", language)
    pair = Pair(of.pair, "https://contoso.sharepoint.com/notebook", language=language)
    skill = [note.text for note in _MEMORY.skill]
    blocks = numbers(_KNOWN, None, agenda, pair, of.date, NOV_20, skill=skill).blocks
    told = replace(PROMISES, asks=())
    blocks = replace(blocks, promises=told, kpis=KPIS, movement=MOVEMENT, deals=_DEALS, charts=_CHARTS)
    return replace(of, agenda=agenda, language=language, blocks=blocks, memory=_MEMORY)


def page_picture(of: Draft, out: Path, width: int, *, dark: bool = False) -> None:
    """The page through the sandbox's rewriting, as Graph gives it back, on white or on OneNote's dark page."""
    page = render(of)
    sent = onenote_html.read(page.html)
    drawn = {name: f"data:{media};base64,{b64encode(data).decode()}" for name, (media, data) in pictures(of).items()}
    for block in sent.content.outlines[0].blocks:
        if isinstance(block, Picture):
            block.resource = sent.parts[block.uid]
    back = onenote_output.page_html(sent.title, sent.content, "", lambda part: drawn[part])
    body = re.sub(r".*?<body[^>]*>(.*)</body>.*", r"\1", back, flags=re.DOTALL)
    body = re.sub(r"width:(\d+)(?=[\";])", r"width:\1px", body)  # OneNote's widths have no unit
    body = re.sub(r"(?<![-\w])color:black", "color:inherit", body)  # black is text without a colour
    _shoot(f"<h1>{html.escape(page.title)}</h1>{body}", out, width, _DARK if dark else _LIGHT)


def invite_picture(of: Draft, out: Path, width: int) -> None:
    """The block as it stands in an invite."""
    _shoot(invite.block(of, "https://contoso.sharepoint.com/page"), out, width, _LIGHT)


def _shoot(body: str, out: Path, width: int, colours: tuple[str, str, str]) -> None:
    canvas, ink, link = colours
    padding = 28 if width > _PHONE else 10
    text = _FRAME.format(body=body, padding=padding, canvas=canvas, ink=ink, link=link)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(text, encoding="utf-8")
        # Chromium lays out no window narrower than 500, but a frame of any width.
        framed = Path(folder) / "framed.html"
        look = f"display:block;border:0;width:{width}px"
        run = [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--allow-file-access-from-files",
            f"--user-data-dir={folder}",
        ]

        def frame(height: int) -> str:
            return f'<body style="margin:0"><iframe src="page.html" style="{look};height:{height}px"></iframe>'

        measure = (
            "<script>onload = () => document.body.dataset.height = "
            "document.querySelector('iframe').contentDocument.querySelector('main').offsetHeight</script>"
        )
        framed.write_text(frame(800) + measure, encoding="utf-8")
        dump = subprocess.run(
            [*run, "--dump-dom", "--window-size=1280,800", f"file://{framed}"],
            capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        found = re.search(r'data-height="(\d+)"', dump.stdout)
        height = int(found[1]) if found else 1600
        framed.write_text(frame(height), encoding="utf-8")
        shot = [*run, f"--screenshot={out}", f"--window-size={width},{height}", f"file://{framed}"]
        subprocess.run(shot, capture_output=True, check=True, timeout=60)


def main(arguments: list[str]) -> None:
    """Write the pictures that the arguments ask for."""
    if arguments[:1] == ["--all"] and len(arguments) > 1:
        chosen = arguments[2:] or list(names())
        for name in chosen:
            for language in LANGUAGES:
                of, at = sample(name, language), Path(arguments[1])
                for dark in (False, True):
                    look = ".dark" if dark else ""
                    page_picture(of, at / f"{name}.{language}{look}.png", _WIDE, dark=dark)
                    page_picture(of, at / f"{name}.{language}{look}.phone.png", _PHONE, dark=dark)
                invite_picture(of, at / f"{name}.{language}.invite.png", _WIDE)
        return
    for name in names():
        page_picture(sample(name, "en-GB"), PAGES / f"{name}.png", _WIDE)


if __name__ == "__main__":
    main(sys.argv[1:])
