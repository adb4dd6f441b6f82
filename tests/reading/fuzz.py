"""`python -m tests.reading.fuzz`: reads hostile pages for minutes; says how many, the slowest, and what broke.

Each page is read, its promises found and reconciled twice: nothing but NeedsAttention may be raised, the second time
must change nothing, and no page may take more than 10 seconds or 600 megabytes.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
import traceback
from datetime import date

from oneone.agenda.reading import read
from oneone.commitments.find import find
from oneone.commitments.reconcile import reconcile
from oneone.errors import NeedsAttention
from oneone.model import Commitment, Names, PairKey
from tests.reading.hostile import pages
from tests.reading.pages import MEETING, SECTIONS

PAIR = PairKey("dana@contoso.com", "lee@contoso.com")
KNOWN = (Commitment("k7f3m2qd", "rep", "send deck call Ana", date(2026, 11, 20), "open", date(2026, 11, 16)),)
NAMES = (Names("Lee Park", "Dana Reyes"), Names("Park, Lee", "Lee Moss"), Names("Ana", "Will"), Names("李", "(x)"))
LANGUAGES = ("en-GB", "en-US", "de", "fr", "es", "pt", "it", "nl", "xx")
SECONDS = 10.0
MEGABYTES = 600


def outcome(html: str, names: Names, language: str) -> str:
    """`read` or `refused`; AssertionError when reading it again changes something."""
    try:
        reading = read(html, SECTIONS, names)
        found = find(reading, names, MEETING, language, KNOWN)
    except NeedsAttention:
        return "refused"
    once = reconcile(PAIR, KNOWN, found, MEETING, reading.complete, reading.ours, ("k7f3m2qd",))
    again = find(reading, names, MEETING, language, once)
    twice = reconcile(PAIR, once, again, MEETING, reading.complete, reading.ours, ("k7f3m2qd",))
    assert {c.id for c in twice} == {c.id for c in once}, "the same page again made another commitment"
    return "read"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.reading.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=100_000, help="pieces of a page at most")
    chosen = parser.parse_args()
    pick = random.Random(chosen.seed)
    end = time.monotonic() + 60 * chosen.minutes
    counts = {"read": 0, "refused": 0}
    broken: list[str] = []
    slowest, characters = 0.0, 0
    for html in pages(pick, chosen.most):
        if time.monotonic() > end:
            break
        before = time.process_time()
        try:
            counts[outcome(html, pick.choice(NAMES), pick.choice(LANGUAGES))] += 1
        except Exception:
            broken.append(f"{traceback.format_exc(limit=-3)}\n{html[:400]!r}")
        took = time.process_time() - before
        if took > SECONDS:
            broken.append(f"{took:.1f} s for {len(html)} characters: {html[:400]!r}")
        slowest, characters = max(slowest, took), max(characters, len(html))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if memory > MEGABYTES:
        broken.append(f"{memory} megabytes")
    print(
        f"{chosen.minutes:g} minutes: {counts['read']} pages read, {counts['refused']} refused, {len(broken)} broken;"
    )
    print(f"the slowest took {slowest:.2f} s, the largest had {characters} characters, memory {memory} MB")
    print("\n\n".join(broken[:10]))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
