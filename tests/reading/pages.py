"""Pages as OneNote returns them after people worked on them, put together from its shapes."""

from datetime import date

from oneone.agenda.reading import read
from oneone.model import Line, Names, Reading, Section

NAMES = Names(rep="Lee Park", manager="Dana Reyes")
MEETING = date(2026, 11, 23)  # a Monday
REF = "7q2k9d-20261123"
QUIET = "font-size:9pt;color:#767676"
TYPED = 'style="margin-top:0pt;margin-bottom:0pt"'

SECTIONS = (
    Section(key="how", heading="How are you?", private=True),
    Section(key="top", heading="Top of mind ({rep})", notes="rep"),
    Section(key="promises", heading="Promises"),
    Section(key="matters", heading="Forecast, matters arising", notes="both"),
    Section(key="agreed", heading="Agreed today", collects=True),
)


def frame(*outlines: str) -> str:
    return (
        '<html lang="en-GB"><head><title>2026-11-23 1:1 Lee Park – Dana Reyes</title>'
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8" /></head>'
        '<body data-absolute-enabled="true" style="font-family:Calibri;font-size:11pt">'
        + "".join(outlines)
        + "</body></html>"
    )


def outline(*parts: str, top: int = 120, left: int = 48, ours: bool = True) -> str:
    mark = ' data-id="_default"' if ours else ""
    return (
        f'<div{mark} style="position:absolute;left:{left}px;top:{top}px;width:624px">\n' + "\n".join(parts) + "\n</div>"
    )


def head(key: str, text: str) -> str:
    return (
        f'<h2 data-id="s-{key}" style="font-size:13pt;color:#1e4e79"><span style="font-weight:bold">{text}</span></h2>'
    )


def plain(text: str) -> str:
    return f"<p {TYPED}>{text}</p>"


def todo(text: str, mark: str = "", tag: str = "to-do") -> str:
    carried = f' data-id="{mark}"' if mark else ""
    return f'<p{carried} data-tag="{tag}" {TYPED}>{text}</p>'


def quiet(text: str) -> str:
    return f'<p><span style="{QUIET}">{text}</span></p>'


HOW = head("how", "How are you?")
TOP = head("top", "Top of mind (Lee)")
PROMISES = head("promises", "Promises")
MATTERS = head("matters", "Forecast, matters arising")
AGREED = head("agreed", "Agreed today")
LAST = quiet(f"Made by oneone for Dana and Lee on Fri 20 Nov 14:02. Kept for 24 months. ref {REF}")


def ours(how: str = "", top: str = "", promises: str = "", matters: str = "", agreed: str = "", *more: str) -> str:
    """Our page with what people wrote in each section, and their own outlines behind."""
    parts = (HOW, how, TOP, top, PROMISES, promises, MATTERS, matters, AGREED, agreed, LAST)
    return frame(outline(*parts), *more)


def reading(html: str, made: tuple[str, ...] = ()) -> Reading:
    return read(html, SECTIONS, NAMES, made)


def line(html: str, text: str) -> Line:
    """The one line of a page with this text."""
    (found,) = [each for each in reading(html).lines if each.text == text]
    return found


def texts(html: str) -> list[str]:
    return [each.text for each in reading(html).lines]


def people(html: str) -> list[str]:
    return [each.text for each in reading(html).lines if not each.ours]
