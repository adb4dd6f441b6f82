"""What in an agenda breaks a practice of good 1:1s, and how to mend it; nothing here stops a page (design §5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from oneone.agenda import questions, words
from oneone.agenda.banned import BANNED, DEALS
from oneone.agenda.definition import LEVELS, Rows, files, parsed, shape
from oneone.agenda.templates import slip
from oneone.errors import BadInput, Finding
from oneone.model import Agenda, Section

LONGEST = 60
"""Lines of an ordinary page: three screens of a phone. The default agenda keeps to two, 45 lines."""

_MOST_TABLES = 3
_PAST_SHARE = 10  # percent of the minutes (S3.9)

_OF_DEALS = {"movement", "deals", "coverage", "verifiers", "hygiene", "network"}
_FIGURES = _OF_DEALS | {"kpis", "charts"}
_FILLED_IN = _FIGURES | {"promises"}
_LEARNING = {"skill", "one_per_cent", "motivations", "aspirations"}
_REP_WRITES = {"three", "forks", *_LEARNING}

# Lines that each block takes on an ordinary page: three promises, three deals that moved, four figures, five deals, one
# picture.
_LINES = {
    "promises": 6, "movement": 5, "kpis": 6, "deals": 7, "network": 9, "forks": 6, "three": 3, "agreed": 3,
    "charts": 7, "verifiers": 9, "coverage": 8, "aspirations": 5, "skill": 2,
}  # fmt: skip
_AROUND = 2  # the first and the last line


@dataclass(frozen=True, slots=True)
class _Fault:
    practice: str
    problem: str
    at: int | None = None  # section
    key: str | None = None


@dataclass(frozen=True, slots=True)
class _Sheet:
    """An agenda as one level sees it, each section with its place in the file."""

    agenda: Agenda
    parts: tuple[tuple[int, Section], ...]
    bank: tuple[questions.Question, ...]

    @property
    def content(self) -> tuple[tuple[int, Section], ...]:
        """What the talk is about: neither the greeting nor the list of what was agreed."""
        return tuple((at, part) for at, part in self.parts if not part.private and not part.collects)


def findings(file: Path, folder: Path | None = None) -> tuple[Finding, ...]:
    """Say all that is wrong with an agenda file: slips that refuse it alone, else practices it breaks, by their number.

    Each problem begins with the practice (`S3.9: …`) and says how to mend it; also what its language lacks.
    """
    try:
        agenda, rows = parsed(file, folder)
        bank = questions.bank(folder)
        slips = _slips(agenda, folder)
    except BadInput as refused:
        return refused.findings or (Finding(file.name, None, None, str(refused)),)
    if slips:
        return slips
    faults: list[_Fault] = []
    for level in LEVELS:
        parts = tuple((at, p) for at, p in enumerate(agenda.sections) if not p.levels or level in p.levels)
        if not parts:
            faults.append(
                _Fault("Level", f"no section is left for {level}; take `levels` away from one", None, "section")
            )
            continue
        sheet = _Sheet(agenda, parts, bank)
        faults += [fault for rule in _RULES for fault in rule(sheet)]
    faults += _language(file, agenda, folder)
    return tuple(_found(file, rows, fault) for fault in dict.fromkeys(faults))


def past_share(agenda: Agenda) -> int:
    """Say how many percent of an agenda's minutes look back, rounded up; of the level where it is most (S3.9)."""
    shares = [0]
    for level in LEVELS:
        sections = [section for section in agenda.sections if not section.levels or level in section.levels]
        past = sum(section.minutes for section in sections if section.looks == "past")
        shares.append(-(-past * 100 // (sum(section.minutes for section in sections) or 1)))
    return max(shares)


def lines(agenda: Agenda, bank: tuple[questions.Question, ...]) -> int:
    """Estimate the lines of an ordinary page of an agenda, as a phone shows them without wrapping."""
    count = _AROUND + bool(agenda.conduct)
    for section in agenda.sections:
        asked = [q for q in bank if q.tag == section.questions]
        pinned = sum(q.pinned for q in asked)
        turning = any(not q.pinned for q in asked)
        several = pinned + turning - (not section.prompt) if pinned else 0
        prompt = bool(section.prompt or section.minutes or section.private or asked)
        room = {"both": 1, "lines": 2, "rep": 1, "manager": 1, "none": 0}[section.notes]
        if section.notes in ("rep", "manager") and (section.lines or _room_in(section.blocks)):
            room = 0
        count += 1 + prompt + several + len(section.lines) + room + sum(_LINES.get(b, 1) for b in section.blocks)
        # Beside each other, figures and what moved say their source once, and a deal stands in one table.
        count -= {"kpis", "movement"} <= set(section.blocks)
        count -= _LINES["deals"] * ({"deals", "verifiers"} <= set(section.blocks))
    return count


def _room_in(blocks: tuple[str, ...]) -> bool:
    return not {"updates", "agreed", *_REP_WRITES}.isdisjoint(blocks)


def _found(file: Path, rows: Rows, fault: _Fault) -> Finding:
    row = rows.of(fault.at, fault.key or "section") if fault.key or fault.at is not None else None
    return Finding(file.name, row, fault.key, f"{fault.practice}: {fault.problem}")


# ---------------------------------------------------------------- practices


def _opens_with_deals(sheet: _Sheet) -> Iterator[_Fault]:
    if not sheet.content:
        return
    at, first = sheet.content[0]
    if _OF_DEALS & set(first.blocks) or DEALS.search(first.heading):
        yield _Fault(
            "S0.1", f"the page opens with deals; put “{first.heading}” behind what the rep brings", at, "heading"
        )


def _opens_well(sheet: _Sheet) -> Iterator[_Fault]:
    if not sheet.content:
        return
    at, first = sheet.content[0]
    if "promises" in first.blocks:
        yield _Fault(
            "S0.8", f"“{first.heading}” comes first; begin with a section that is the rep's and empty", at, "blocks"
        )
    elif _FIGURES & set(first.blocks) or first.looks == "past":
        yield _Fault(
            "S1.9", f"“{first.heading}” opens with figures or the past; begin with what went well", at, "heading"
        )


def _runs_the_old_way(sheet: _Sheet) -> Iterator[_Fault]:
    """Greeting, small talk, deal news, next steps (S0.2)."""
    of_deals = [part for _, part in sheet.parts if _purpose(part) == "deals"]
    missing = [
        name
        for name, there in (
            ("top of mind", any(_top_of_mind(part) for _, part in sheet.content)),
            ("development", any(_purpose(part) == "learning" for _, part in sheet.parts)),
            ("priorities", any(_priorities(part) for _, part in sheet.parts)),
        )
        if not there
    ]
    if of_deals and len(missing) > 1:
        yield _Fault("S0.2", f"greeting, deal news, next steps: add {' and '.join(missing)}", None, "section")


def _rep_first(sheet: _Sheet) -> Iterator[_Fault]:
    manager = next(((at, part) for at, part in sheet.content if _side(part) == "manager"), None)
    if manager is None:
        return
    later = [part.heading for at, part in sheet.content if at > manager[0] and _side(part) == "rep"]
    if later:
        problem = (
            f"“{manager[1].heading}” is the manager's and stands before “{later[0]}”; move it down, the rep comes first"
        )
        yield _Fault("S1.4", problem, manager[0], "heading")


def _tells_the_rep_first(sheet: _Sheet) -> Iterator[_Fault]:
    for at, part in sheet.parts:
        if "hygiene" in part.blocks and not part.rep_first:
            problem = f"“{part.heading}” shows both what the CRM lacks; rep_first = true gives the rep time to mend it"
            yield _Fault("S4.6", problem, at, "blocks")


def _looks_ahead(sheet: _Sheet) -> Iterator[_Fault]:
    share = past_share(replace(sheet.agenda, sections=tuple(part for _, part in sheet.parts)))
    if share > _PAST_SHARE:
        yield _Fault(
            "S3.9", f"{share} % of the minutes look back; at most {_PAST_SHARE} %, so shorten them", None, "minutes"
        )


def _says_nothing_banned(sheet: _Sheet) -> Iterator[_Fault]:
    agenda = sheet.agenda
    texts: list[tuple[int | None, str, str]] = [(None, "purpose", agenda.purpose), (None, "conduct", agenda.conduct)]
    for at, part in sheet.parts:
        texts += [(at, "heading", part.heading), (at, "prompt", part.prompt)]
        texts += [(at, "lines", label) for label in part.lines]
        asked = [question for question in sheet.bank if part.questions and question.tag == part.questions]
        texts += [(at, "questions", said) for question in asked for said in question.said.values()]
    for place, key, text in texts:
        for banned in BANNED:
            if said := banned.said_in(text):
                yield _Fault(banned.practice, f"“{said}” {banned.why}", place, key)


def _serves_three_purposes(sheet: _Sheet) -> Iterator[_Fault]:
    there = {_purpose(part) for _, part in sheet.parts}
    if any(_top_of_mind(part) for _, part in sheet.content):
        there.add("relationship")
    for purpose, mend in (
        ("relationship", "add a private “How are you?” or a section that is the rep's and empty"),
        ("learning", "add the block skill or one_per_cent"),
        ("deals", "add the block movement or deals"),
    ):
        if purpose not in there:
            problem = f'nothing serves {purpose}; {mend}, or mark a section with serves = "{purpose}"'
            yield _Fault("S2.6", problem, None, "section")


def _has_room_for_both(sheet: _Sheet) -> Iterator[_Fault]:
    room = {side for _, part in sheet.content for side in _writers(part)}
    for side in ("rep", "manager"):
        if side not in room:
            yield _Fault("S4.19", f'the {side} has no place to write; add notes = "both" to a section', None, "section")
    tables = [at for at, part in sheet.parts if part.notes == "both"]
    if len(tables) > _MOST_TABLES:
        problem = (
            f'{len(tables)} tables to write in are hard to use on a phone; at most {_MOST_TABLES}, use notes = "lines"'
        )
        yield _Fault("Length", problem, tables[_MOST_TABLES], "notes")


def _ends_with_a_plan(sheet: _Sheet) -> Iterator[_Fault]:
    collecting = [at for at, part in sheet.parts if part.collects]
    if not collecting:
        yield _Fault(
            "S2.25", "no section collects what is agreed; add one with collects = true at the end", None, "section"
        )
    elif collecting[-1] != sheet.parts[-1][0]:
        last = sheet.parts[-1][1].heading
        yield _Fault(
            "S2.25", f"the page ends with “{last}”; let what is agreed come last", sheet.parts[-1][0], "heading"
        )


def _minutes_add_up(sheet: _Sheet) -> Iterator[_Fault]:
    total = sum(part.minutes for _, part in sheet.parts)
    if total != sheet.agenda.minutes:
        yield _Fault(
            "S0.27", f"the sections take {total} of {sheet.agenda.minutes} minutes; make them add up", None, "minutes"
        )


def _fits_a_phone(sheet: _Sheet) -> Iterator[_Fault]:
    count = lines(replace(sheet.agenda, sections=tuple(part for _, part in sheet.parts)), sheet.bank)
    if count > LONGEST:
        yield _Fault(
            "Length", f"about {count} lines; at most {LONGEST} are read on a phone, so drop a block", None, "section"
        )


_RULES: tuple[Callable[[_Sheet], Iterator[_Fault]], ...] = (
    _opens_with_deals,
    _opens_well,
    _runs_the_old_way,
    _rep_first,
    _tells_the_rep_first,
    _looks_ahead,
    _says_nothing_banned,
    _serves_three_purposes,
    _has_room_for_both,
    _ends_with_a_plan,
    _minutes_add_up,
    _fits_a_phone,
)


def _purpose(section: Section) -> str:
    """What a section is for: as it says, else as its blocks and questions show."""
    if section.serves:
        return section.serves
    blocks = set(section.blocks)
    if blocks & _LEARNING or section.questions == "skill":
        return "learning"
    if blocks & _OF_DEALS or "forks" in blocks:
        return "deals"
    return "relationship" if section.private or section.questions in ("open", "confidence") else ""


def _top_of_mind(section: Section) -> bool:
    empty = not _FILLED_IN & set(section.blocks) and section.looks == "future"
    return empty and "rep" in _writers(section) and (section.notes == "rep" or _purpose(section) == "relationship")


def _priorities(section: Section) -> bool:
    return bool({"three", "forks"} & set(section.blocks)) or section.questions == "forward"


def _side(section: Section) -> str:
    """Whose a section is, when it is one person's."""
    if section.notes == "manager" or "updates" in section.blocks:
        return "manager"
    return "rep" if section.notes == "rep" or _REP_WRITES & set(section.blocks) else ""


def _writers(section: Section) -> set[str]:
    if section.notes in ("both", "lines"):
        return {"rep", "manager"}
    found: set[str] = {side for side in ("rep", "manager") if side == section.notes}
    if _REP_WRITES & set(section.blocks):
        found.add("rep")
    if "updates" in section.blocks:
        found.add("manager")
    for label in section.lines:
        found.add("manager" if "{manager}" in label else "rep")
    return found


# ---------------------------------------------------------------- templates and languages


def _slips(agenda: Agenda, folder: Path | None) -> tuple[Finding, ...]:
    wanted = dict.fromkeys(block for section in agenda.sections for block in section.blocks)
    mails = ["heads_up.html.j2"] if any(section.rep_first for section in agenda.sections) else []
    templates = ["page.html.j2", "invite.html.j2", *mails, *(f"blocks/{block}.html.j2" for block in wanted)]
    return tuple(found for template in templates if (found := slip(template, folder)))


def _language(file: Path, agenda: Agenda, folder: Path | None) -> Iterator[_Fault]:
    """What NAME.de.toml lacks: the same sections as NAME.toml, and phrases and questions in its language."""
    match = re.fullmatch(r"([^.]+)\.([^.]+)\.toml", file.name)
    if match is None:
        return
    name, language = match[1], match[2]
    if not words.is_language(language):
        yield _Fault(
            "Language", f"“{language}” is no language; write its tag, like {name}.de.toml or {name}.pt-BR.toml"
        )
        return
    first = file.with_name(f"{name}.toml")
    if not first.is_file():
        first = next((other for other in files(name, folder) if other.name == first.name), first)
    if not first.is_file():
        yield _Fault("Language", f"{name}.toml is missing; pairs in other languages have no agenda “{name}”")
    else:
        yield from _differs(agenda, parsed(first, folder)[0], first.name)
    lacks = words.missing(language, folder)
    if lacks:
        yield _Fault("Language", f"words.toml says {len(lacks)} phrases in English: {_some(lacks)}")
    tags = {section.questions for section in agenda.sections if section.questions}
    base = language.split("-")[0]
    unsaid = [q.key for q in questions.bank(folder) if q.tag in tags and language not in q.said and base not in q.said]
    if unsaid:
        yield _Fault("Language", f"questions.toml asks {len(unsaid)} questions in English: {_some(unsaid)}")


def _differs(agenda: Agenda, other: Agenda, file: str) -> Iterator[_Fault]:
    mine, theirs = [s.key for s in agenda.sections], [s.key for s in other.sections]
    for key in theirs:
        if key not in mine:
            yield _Fault(
                "Language", f"section “{key}” of {file} is missing; the page would differ by language", None, "section"
            )
    if set(theirs) <= set(mine) and shape(agenda) != shape(other):
        different = next(
            (at for at, (a, b) in enumerate(zip(agenda.sections, other.sections, strict=False)) if not _same(a, b)),
            None,
        )
        yield _Fault(
            "Language",
            f"differs from {file} in more than words; keep keys, blocks, minutes and notes alike",
            different,
            "key",
        )


def _same(one: Section, other: Section) -> bool:
    return shape(Agenda("", "", 0, (one,))) == shape(Agenda("", "", 0, (other,)))


def _some(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
