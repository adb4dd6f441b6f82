"""The admin's columns: what they mean, what is allowed, and rows ↔ pairs (design §4).

`COLUMNS` is the one table behind the CSV import and export, the table in Azure, and the table in the README.
"""

from __future__ import annotations

import csv
import functools
import io
import ipaddress
import re
import zoneinfo
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from oneone.errors import BadInput, Finding
from oneone.model import Pair, PairKey
from oneone.numbers.sources.table_file import DAY, PERSON, day, nearest, person, read_csv, shown

Value = str | int | bool | datetime | None

_WEEKDAYS = (
    ("mon", "monday", "mo", "montag", "1"),
    ("tue", "tuesday", "tu", "di", "dienstag", "2"),
    ("wed", "wednesday", "we", "mi", "mittwoch", "3"),
    ("thu", "thursday", "th", "do", "donnerstag", "4"),
    ("fri", "friday", "fr", "freitag", "5"),
    ("sat", "saturday", "sa", "samstag", "6"),
    ("sun", "sunday", "su", "so", "sonntag", "7"),
)
_YES, _NO = ("yes", "y", "true", "1", "x", "on", "ja", "wahr"), ("no", "n", "false", "0", "off", "nein", "falsch")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?\s*([ap]m)?", re.IGNORECASE)
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?", re.IGNORECASE)
_VIEW = frozenset({"action", "csf", "e", "mobileredirect", "web"})  # how a link opens, not what (wd…: which page)
_SECTION_NEVER = frozenset("?*\\:<>|&#'\"%~")  # OneNote refuses a section of such a name; / parts group and section


# ---------------------------------------------------------------- reading and writing one cell


def _text(text: str) -> str:
    return text


def _yes_no(text: str) -> bool:
    word = text.lower()
    if word not in _YES + _NO:
        raise ValueError(text)
    return word in _YES


def _read_weekday(text: str) -> int:
    word = text.lower().rstrip(".")
    for number, names in enumerate(_WEEKDAYS):
        if word in names:
            return number
    raise ValueError(text)


def _read_time(text: str) -> time:
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(text)
    hour, half = int(match[1]), (match[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, int(match[2]))


def _minutes(text: str) -> int:
    if not (text.isdecimal() and len(text) <= 3 and 5 <= int(text) <= 480):
        raise ValueError(text)
    return int(text)


@functools.cache
def _zones() -> dict[str, str]:
    return {zone.casefold(): zone for zone in zoneinfo.available_timezones()}


def _timezone(text: str) -> str:
    zone = _zones().get(text.casefold())
    if zone is None:
        raise ValueError(text)
    return zone


def _language(text: str) -> str:
    match = _LANGUAGE.fullmatch(text.replace("_", "-"))
    if match is None:
        raise ValueError(text)
    parts = (match[1].lower(), (match[2] or "").title(), (match[3] or "").upper())
    return "-".join(part for part in parts if part)


def _section(text: str) -> str:
    parts = [part.strip() for part in text.split("/")]
    if len(parts) > 2 or any(not part or len(part) > 50 or _SECTION_NEVER & set(part) for part in parts):
        raise ValueError(text)
    return "/".join(parts)


def _notebook(text: str) -> str:
    url = urlsplit(text)
    if re.search(r"\s", text) or not url.hostname or url.username is not None:
        raise ValueError(text)
    if url.scheme != "https" and not (url.scheme == "http" and _loopback(url.hostname)):
        raise ValueError(text)
    return text


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _one_of(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        word = re.sub(r"[\s_]+", "-", text.lower())
        if word not in words:
            raise ValueError(text)
        return word

    return read


def _write_yes_no(value: bool) -> str:
    return "yes" if value else "no"


def _write_weekday(value: int) -> str:
    return _WEEKDAYS[value][0]


def _write_time(value: time) -> str:
    return value.strftime("%H:%M")


def _write_day(value: date | None) -> str:
    return value.isoformat() if value else ""


# ---------------------------------------------------------------- the columns


@dataclass(frozen=True, slots=True)
class Column:
    """One column an admin fills in: its meaning and what is allowed in words, its default as one would type it."""

    name: str
    means: str
    allowed: str
    default: str = ""
    read: Callable[[str], Any] = _text  # trimmed text, never blank → the field of Pair; ValueError when not allowed
    write: Callable[[Any], str | int] = _text  # the field of Pair → what stands in the cell
    words: tuple[str, ...] = ()  # what a slip of the pen is compared with
    required: bool = False


def _choice(name: str, means: str, *words: str) -> Column:
    """A column of fixed words, the first of them the default."""
    allowed = f"{', '.join(words[:-1])} or {words[-1]}"
    return Column(name, means, allowed, words[0], _one_of(*words), words=words)


_NAME, _MAIL = "any text", "a mail address, such as lee@contoso.com"
_BOOL = "yes or no"

COLUMNS: tuple[Column, ...] = (
    Column("manager", "user principal name of the manager", PERSON, read=person, required=True),
    Column("rep", "user principal name of the rep", PERSON, read=person, required=True),
    Column("manager_name", "how pages and invites call the manager; blank: as in the directory", _NAME),
    Column("rep_name", "how pages and invites call the rep; blank: as in the directory", _NAME),
    Column("manager_mail", "the manager's address in invites; blank: as in the directory", _MAIL, read=person),
    Column("rep_mail", "the rep's address in invites; blank: as in the directory", _MAIL, read=person),
    Column(
        "notebook_url",
        "web address of the notebook in OneDrive, SharePoint or Teams",
        "an address that begins with https://, as the browser shows it when the notebook is open",
        read=_notebook,
        required=True,
    ),
    Column(
        "section",
        "section of the notebook, created when missing; blank: the rep's name",
        "Section or Group/Section, each at most 50 characters without ? * \\ : < > | & # ' \" % ~",
        read=_section,
    ),
    Column(
        "shared_ok",
        "the notebook may also hold pairs of other reps, who then read all of it",
        _BOOL,
        "no",
        _yes_no,
        _write_yes_no,
    ),
    Column("agenda", "agenda of the page", "the name of an agenda", "weekly"),
    _choice("level", "whom the manager leads", "first-line", "second-line"),
    _choice("cadence", "how often, as long as no calendar event says so", "weekly", "biweekly", "monthly"),
    Column(
        "weekday",
        "day of the 1:1, as long as no calendar event says so",
        "a day such as mon or Monday, or 1 (Monday) to 7",
        "mon",
        _read_weekday,
        _write_weekday,
        tuple(name for names in _WEEKDAYS for name in names[:2]),
    ),
    Column("time", "local start, likewise", "a time of day such as 09:00", "09:00", _read_time, _write_time),
    Column("minutes", "length, likewise", "a whole number from 5 to 480", "30", _minutes, int),
    Column(
        "timezone",
        "zone of day and time; blank: `ONEONE_TIMEZONE`",
        "an IANA time zone such as Europe/Berlin",
        read=_timezone,
    ),
    Column("starts_on", "first 1:1 of the cadence", DAY, read=day, write=_write_day),
    Column("account", "who signs in for OneNote; blank: the manager", PERSON, read=person),
    _choice("invite", "what is written into the calendar", "occurrence", "series", "create", "off"),
    _choice("invite_shows", "what the invite says about open promises", "counts", "titles"),
    Column("language", "BCP 47 tag for wording, dates and numbers", "a tag such as en-GB or de", "en-GB", _language),
    Column("active", "pages are made for this pair", _BOOL, "yes", _yes_no, _write_yes_no),
)
NAMES = tuple(column.name for column in COLUMNS)
REQUIRED = tuple(column.name for column in COLUMNS if column.required)


# ---------------------------------------------------------------- rows ↔ pairs


def pair(
    values: Mapping[str, Value], *, where: tuple[str, int | None], default_timezone: str, agendas: Collection[str]
) -> Pair:
    """The pair a row means; blank and absent columns have their defaults.

    `where` is the file and row for the findings. Raises BadInput with every finding of the row at once: show them, skip
    the row, go on with the others.
    """
    findings: list[Finding] = []
    for name in values:
        if name not in NAMES:
            unused = [column for column in NAMES if column not in values]
            findings.append(Finding(*where, name, f"no such column{nearest(name, unused)}"))
    read: dict[str, Any] = {}
    for column in COLUMNS:
        text = _typed(values.get(column.name))
        try:
            if column.name == "agenda":
                read["agenda"] = _agenda(text or column.default, agendas)
            elif text or column.default:
                read[column.name] = column.read(text or column.default)
            elif column.required:
                findings.append(Finding(*where, column.name, f"it is blank; allowed is {column.allowed}"))
        except ValueError:
            findings.append(Finding(*where, column.name, _refusal(column, text, agendas)))
    if read.get("manager") is not None and read.get("manager") == read.get("rep"):
        findings.append(Finding(*where, "rep", "manager and rep are the same person"))
    if findings:
        raise BadInput(f"A pair in {where[0]} cannot be used.", findings)
    key = PairKey(read.pop("manager"), read.pop("rep"))
    return Pair(key=key, **{"timezone": default_timezone, **read})


def to_row(pair: Pair) -> dict[str, str | int | bool]:
    """Every column as an admin would type it (`yes`, `mon`, `09:00`); `pair` reads it back as the same pair."""
    return {column.name: column.write(_field(pair, column.name)) for column in COLUMNS}


def read_pairs(path: Path, *, default_timezone: str, agendas: Collection[str]) -> tuple[list[Pair], list[Finding]]:
    """The good pairs of a CSV file in its order, and what is wrong with the others.

    A pair that stands there twice is not taken at all, since nobody knows which row is meant. Raises BadInput when the
    file or its header cannot be used: a misspelt column would give every row a default that nobody wants.
    """
    findings: list[Finding] = []
    rows = read_csv(path, NAMES, REQUIRED, findings)
    if findings:
        raise BadInput(f"{path.name} cannot be used as it is: correct or remove these columns.", findings)
    found: dict[PairKey, Pair] = {}
    lines: defaultdict[PairKey, list[int]] = defaultdict(list)
    for line, values in rows:
        try:
            one = pair(values, where=(path.name, line), default_timezone=default_timezone, agendas=agendas)
        except BadInput as bad:
            findings.extend(bad.findings)
            continue
        found[one.key] = one
        lines[one.key].append(line)
    for key, at in lines.items():
        if len(at) > 1:
            rows_named = " and ".join(str(line) for line in at)
            problem = f"the pair {key} stands in rows {rows_named}: keep one, none was taken"
            findings.append(Finding(path.name, at[-1], "rep", problem))
            del found[key]
    return list(found.values()), sorted(findings, key=lambda finding: finding.row or 0)


def write_pairs(pairs: Iterable[Pair]) -> str:
    """CSV text with every column, in the order of `COLUMNS`; `read_pairs` reads it back as the same pairs."""
    out = io.StringIO()
    writer = csv.DictWriter(out, NAMES, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(to_row(one) for one in pairs)
    return out.getvalue()


def _typed(value: Value) -> str:
    """A cell as text: CSV has only text; a table cell may be a boolean, a number, or a day kept as a moment."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return _write_yes_no(value) if isinstance(value, bool) else str(value).strip()


def _field(pair: Pair, name: str) -> Any:
    return getattr(pair.key if name in ("manager", "rep") else pair, name)


def _agenda(text: str, agendas: Collection[str]) -> str:
    name = next((agenda for agenda in agendas if agenda.casefold() == text.casefold()), None)
    if name is None:
        raise ValueError(text)
    return name


def _refusal(column: Column, text: str, agendas: Collection[str]) -> str:
    allowed, words = column.allowed, column.words
    if column.name == "agenda":
        allowed, words = f"one of {', '.join(sorted(agendas))}", tuple(agendas)
        text = text or column.default
    elif column.name == "timezone":
        windows = text.casefold().endswith(("standard time", "daylight time"))
        words = () if windows else tuple(_zones().values())
        allowed = f"{allowed}, not a Windows name" if windows else allowed
    elif column.name == "notebook_url" and text.startswith("onenote:"):
        allowed = f"{allowed}, not the address that opens the app"
    return f"{shown(text)} cannot be used; allowed is {allowed}{nearest(text, words)}"


# ---------------------------------------------------------------- pairs that meet in a notebook


def shared(pairs: Iterable[Pair], sections: Mapping[PairKey, str] | None = None) -> dict[PairKey, str]:
    """The active pairs that must not run because of other pairs, with the reason and what to do.

    Everybody with a notebook reads all of it, so pairs of different reps share one only where `shared_ok` says so; and
    two pairs in one section would read each other's pages. `sections` are the section ids already known, which tell it
    also where one notebook has two addresses.
    """
    active = [one for one in pairs if one.active]
    notebooks: defaultdict[tuple[str, ...], list[Pair]] = defaultdict(list)
    places: defaultdict[tuple[str, ...], list[Pair]] = defaultdict(list)
    for one in active:
        notebook = _place(one.notebook_url)
        notebooks[notebook].append(one)
        places[(*notebook, (one.section or one.rep_name or one.key.rep).casefold())].append(one)
        if sections and one.key in sections:
            places[("id", sections[one.key])].append(one)
    reasons: dict[PairKey, str] = {}
    for together in notebooks.values():
        for one in together:
            others = sorted({str(other.key) for other in together if other.key.rep != one.key.rep})
            if others and not one.shared_ok:
                reasons[one.key] = (
                    f"This notebook also belongs to {_few(others)}, and everybody who opens it reads all of it. "
                    "Give each rep a notebook of their own, or set shared_ok to yes."
                )
    for together in places.values():
        for one in together:
            others = sorted({str(other.key) for other in together if other.key != one.key})
            if others:
                reasons[one.key] = (
                    f"{_few(others)} has the same section of the same notebook. Give each pair a section of its own."
                )
    return reasons


def _few(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _place(notebook_url: str) -> tuple[str, ...]:
    """The notebook behind an address: two spellings of one place give the same value."""
    url = urlsplit(notebook_url)
    query = {name.casefold(): text.casefold() for name, text in parse_qsl(url.query)}
    host = _host(url)
    if "sourcedoc" in query:  # …/Doc.aspx?sourcedoc={guid}: the file itself
        return host, query["sourcedoc"].strip("{}")
    path = unquote(url.path)
    if query.get("id", "").startswith("/"):  # …/OneNote.aspx?id=/sites/…/Notebook: what the browser shows
        path = query["id"]
    rest = sorted(f"{name}={text}" for name, text in query.items() if name not in _VIEW and not name.startswith("wd"))
    return (host, path.casefold().rstrip("/"), *(rest if path == unquote(url.path) else ()))


def _host(url: SplitResult) -> str:
    return url.netloc.casefold().removesuffix(":443")
