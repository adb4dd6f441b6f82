"""Where templates are and how they are filled: every text that goes through them is cleaned and escaped."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from markupsafe import Markup

from oneone.errors import BadInput, Finding

_UNSEEN = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls: XML refuses most of them
    "\u202a-\u202e\u2066-\u2069"  # a stray bidi override would turn round the rest of the line
    "\ufff9-\ufffc"  # OneNote writes U+FFFC for a soft line break
    "\ufdd0-\ufdef\ufffe\uffff"  # not characters
    "\ud800-\udfff"  # halves of a character: not UTF-8
    "]"
)

_SPACES = re.compile(r"[^\S\u00a0\u202f]+")  # a figure and its unit, or French colons, stay on one line


def templates_folder() -> Path:
    """Find the shipped templates: inside an installed package, or beside it in a clone."""
    here = Path(__file__).resolve()
    installed = here.parents[1] / "templates"
    return installed if installed.is_dir() else here.parents[2] / "templates"


def folders(own: Path | None) -> tuple[Path, ...]:
    """Name the folders to look in, the own one (`ONEONE_TEMPLATES`) over the shipped one."""
    return (templates_folder(),) if own is None else (own, templates_folder())


def clean(text: str) -> str:
    """Make one line of any text: white space folded, no control character, nothing that XML or UTF-8 refuses."""
    return _SPACES.sub(" ", _UNSEEN.sub(" ", text)).strip()


def cut(text: str, length: int) -> str:
    """Clean a text and shorten it to so many characters, the last one `…` when something is left out."""
    line = clean(text)
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"


def _printed(value: object) -> object:
    # Markup is what our own templates rendered; everything else came from people, files or a CRM.
    return value if isinstance(value, Markup) or not isinstance(value, str) else clean(value)


@lru_cache(maxsize=8)
def environment(own: Path | None) -> Environment:
    """Open the templates once: escaped, strict about names, each printed text cleaned."""
    return Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders(own)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        finalize=_printed,
    )


def fill(template: str, own: Path | None, **values: object) -> str:
    """Fill a template.

    Raises BadInput naming file and line when an own template does not fit: a slip of its syntax, or a name that pages
    do not have. Show it to the admin; pairs on other agendas are not affected.
    """
    try:
        return environment(own).get_template(template).render(**values)
    except TemplateSyntaxError as wrong:
        raise _unfit(
            Finding(wrong.filename or wrong.name or template, wrong.lineno, None, str(wrong.message))
        ) from wrong
    except TemplateNotFound as wrong:
        raise _unfit(Finding(str(wrong.name), None, None, "there is no template of this name")) from wrong
    except UndefinedError as wrong:
        raise _unfit(Finding(*_where(wrong, template), None, str(wrong.message))) from wrong


def slip(template: str, own: Path | None) -> Finding | None:
    """Find the slip in a template's syntax, None when it has none."""
    try:
        environment(own).get_template(template)
    except TemplateSyntaxError as wrong:
        return Finding(wrong.filename or template, wrong.lineno, None, str(wrong.message))
    return None


def _unfit(finding: Finding) -> BadInput:
    return BadInput("A template cannot be used.", [finding])


def _where(wrong: UndefinedError, template: str) -> tuple[str, int | None]:
    """Find the innermost template line: Jinja puts its templates into the traceback under their own names."""
    place: tuple[str, int | None] = (template, None)
    step = wrong.__traceback__
    while step is not None:
        name = step.tb_frame.f_code.co_filename
        if name.endswith(".j2"):
            place = (name, step.tb_lineno)
        step = step.tb_next
    return place
