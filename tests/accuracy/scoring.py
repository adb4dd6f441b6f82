"""How alike a page's answer is to what its label expects: pure, so that a figure can be checked by hand."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from rapidfuzz import fuzz

ALIKE = 85.0  # token-set ratio from which two texts say the same
SLACK = 20  # characters beyond twice the text that a found line may have: a name or a date left on it
SHORT = 12  # a forbidden text below this many characters is looked for as a whole line, not inside of others

Label = dict[str, Any]
Found = dict[str, Any]


@dataclass(slots=True)
class Tally:
    """Counts over pages; `misses` are sentences for whoever tunes."""

    pages: int = 0
    expected: int = 0
    hits: int = 0
    spurious: int = 0
    owner: int = 0
    due: int = 0
    state: int = 0
    identity: int = 0
    identities: int = 0  # hits on pages with known commitments
    complete: int = 0
    completes: int = 0  # pages that say whether they can be read in full
    forbidden: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    @property
    def figures(self) -> dict[str, float]:
        """Shares of 1; of nothing: 1, as nothing was got wrong."""

        def share(part: int, whole: int) -> float:
            return part / whole if whole else 1.0

        return {
            "precision": share(self.hits, self.hits + self.spurious),
            "recall": share(self.hits, self.expected),
            "owner": share(self.owner, self.hits),
            "due": share(self.due, self.hits),
            "state": share(self.state, self.hits),
            "identity": share(self.identity, self.identities),
            "complete": share(self.complete, self.completes),
        }


def folded(text: str) -> str:
    """Words and numbers only, lower case."""
    kept = "".join(c if c.isalnum() else " " for c in unicodedata.normalize("NFKC", text).casefold())
    return " ".join(kept.split())


def alike(expected: str, found: str, *, whole: bool = True) -> float:
    """0, or how alike two texts are; when `whole`, half a line or a line that swallowed others is not alike."""
    one, other = folded(expected), folded(found)
    if not one or not other or (whole and not len(one) / 2 <= len(other) <= 2 * len(one) + SLACK):
        return 0.0
    ratio = fuzz.token_set_ratio(one, other)
    return ratio + fuzz.ratio(one, other) / 1000 if ratio >= ALIKE else 0.0


def score(name: str, label: Label, answer: dict[str, Any]) -> Tally:
    """Compare one answer of `read --json` with its label, line to line, each used once."""
    expected: Sequence[Label] = label["expected"]
    found: list[Found] = answer["commitments"]
    known = {one["id"] for one in label.get("known", [])}
    tally = Tally(pages=1, expected=len(expected))

    def missed(what: str) -> None:
        tally.misses.append(f"{name}: {what}")

    pairs = _matched(expected, found)
    used = set(pairs.values())
    for at, want in enumerate(expected):
        if at not in pairs:
            missed(f"not found: {want['text']!r}")
            continue
        got = found[pairs[at]]
        tally.hits += 1
        twin = _twin(want, got, found, used)
        if twin is not None:
            used.add(twin)
        if twin is not None or got["owner"] == (None if want["owner"] == "both" else want["owner"]):
            tally.owner += 1
        else:
            missed(f"owner {got['owner']} instead of {want['owner']}: {got['line']!r}")
        for part in ("due", "state"):
            if got[part] == want[part]:
                setattr(tally, part, getattr(tally, part) + 1)
            else:
                missed(f"{part} {got[part]} instead of {want[part]}: {got['line']!r}")
        if known:
            tally.identities += 1
            seen = got["id"] if got["id"] in known else None
            if seen == want["id"]:
                tally.identity += 1
            else:
                missed(f"id {seen} instead of {want['id']}: {got['line']!r}")
    extra = [one for at, one in enumerate(found) if at not in used]
    for one in extra:
        if not any(_covers(either, one["text"]) for either in label.get("optional", [])):
            tally.spurious += 1
            missed(f"not a commitment of the two: {one['line']!r}")
    for text in _leaked(label.get("forbidden", []), answer, extra):
        tally.forbidden += 1
        missed(f"forbidden: {text!r}")
    if "complete" in label and label["complete"] is not None:
        tally.completes += 1
        if answer["complete"] == label["complete"]:
            tally.complete += 1
        else:
            missed(f"complete {answer['complete']} instead of {label['complete']}")
    return tally


def _matched(expected: Sequence[Label], found: Sequence[Found]) -> dict[int, int]:
    """Which expected line is which found one: the most alike first; equals go by what else agrees."""
    candidates = []
    for i, want in enumerate(expected):
        for j, got in enumerate(found):
            same = want["id"] is not None and want["id"] == got["id"]
            if ratio := alike(want["text"], got["text"], whole=not same):
                agree = sum(want[part] == got[part] for part in ("id", "owner", "due", "state"))
                candidates.append((-ratio, -agree, abs(i - j), i, j))
    pairs: dict[int, int] = {}
    for *_, i, j in sorted(candidates):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _twin(want: Label, got: Found, found: Sequence[Found], used: set[int]) -> int | None:
    """What both promised may stand once without an owner, or once for each."""
    if want["owner"] != "both" or got["owner"] is None:
        return None
    for at, other in enumerate(found):
        sides = {got["owner"], other["owner"]}
        if at not in used and sides == {"rep", "manager"} and alike(want["text"], other["text"]):
            return at
    return None


def _covers(optional: str, text: str) -> bool:
    one, other = folded(optional), folded(text)
    return bool(other) and (other in one or fuzz.token_set_ratio(one, other) >= ALIKE)


def _leaked(forbidden: Iterable[str], answer: dict[str, Any], extra: Sequence[Found]) -> list[str]:
    """The texts that must not appear and do: anywhere in the answer, or as the better part of a line."""
    said = [folded(text) for text in _texts(answer)]
    lines = [folded(text) for one in extra for text in (one["line"], one["text"])]
    leaked = []
    for text in forbidden:
        never = folded(text)
        inside = len(never) >= SHORT and any(never in one for one in said)
        if inside or never in said or any(len(one) >= SHORT and one in never for one in lines):
            leaked.append(text)
    return leaked


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
