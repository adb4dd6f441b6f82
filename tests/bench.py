"""`make bench`: what a pair-week costs, as JSON. Measures and reports; asserts nothing about time.

A pair-week is: the page read after the 1:1, read once more, the next page made, its invite written. The sandbox runs in
a process of its own, so that CPU and memory are oneone's alone; requests are counted by the client.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from oneone.agenda.definition import load
from oneone.agenda.reading import read
from oneone.bootstrap import Services, clock_from, services
from oneone.commitments.find import find
from oneone.commitments.reconcile import reconcile
from oneone.figures import numbers, pictures
from oneone.graph.people import person
from oneone.model import Closed, Commitment, Kpi, Names, Pair, PairKey, Section, Snapshot
from oneone.numbers.snapshot import compact, latest
from oneone.pairs import read_pairs, to_row
from oneone.settings import Settings
from oneone.store.figures import Known
from oneone.turn import Report
from tests.agenda.drafts import draft
from tests.numbers.crm import Crm
from tests.reading.pages import MEETING, SECTIONS, ours

REPS = 8  # a manager's


def pairs_file(folder: Path, count: int) -> Path:
    """`count` pairs, eight to a manager, all on Mondays."""
    path = folder / "pairs.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["manager", "rep", "manager_name", "rep_name", "notebook_url", "weekday", "time", "timezone"])
        for n in range(count):
            manager, hour = n // REPS, 9 + n % REPS
            out.writerow(
                [
                    f"m{manager}@bench.example",
                    f"r{n}@bench.example",
                    f"Mia{manager} Manager",
                    f"Rob{n} Rep",
                    f"https://bench.sharepoint.example/sites/s{manager}/SiteAssets/r{n}",
                    "mon",
                    f"{hour:02d}:00",
                    "UTC",
                ]
            )
    return path


@contextmanager
def sandbox(pairs: Path) -> Iterator[str]:
    """A local tenant in its own process; its Graph address."""
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--pairs", str(pairs)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        for line in child.stdout:
            found = [word for word in line.split() if word.startswith("http://")]
            if found:
                break
        yield found[0].rstrip("/").removesuffix("/v1.0") + "/v1.0"
    finally:
        child.terminate()
        child.wait(timeout=20)


async def everything_due(live: Services) -> Report:
    """Plan and passes until nothing is due."""
    report = Report()
    for account in live.plan():
        report.add(await live.work(account))
    return report


def week(live: Services, moments: list[str]) -> Report:
    """The timers at these moments."""
    report = Report()
    for moment in moments:
        object.__setattr__(live, "clock", clock_from(datetime.fromisoformat(moment).replace(tzinfo=UTC)))
        report.add(asyncio.run(everything_due(live)))
    return report


async def a_request(live: Services, account: str) -> float:
    """CPU seconds that one small GET costs through the SDK and httpx, oneone doing nothing with it."""
    async with live.graph() as graph:
        session = graph.session(account)
        await person(session, account)
        begun = time.process_time()
        for _ in range(200):
            await person(session, account)
        return (time.process_time() - begun) / 200


def measured(count: int) -> dict[str, object]:
    """One week of `count` pairs after a first one: requests, CPU and wall time of a pair-week, peak memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = pairs_file(folder, count)
        with sandbox(path) as graph:
            settings = Settings(store=f"sqlite:///{folder / 'bench.sqlite'}", graph_url=graph, sign_in="local")
            live = services(settings)
            pairs, findings = read_pairs(path, default_timezone="UTC", agendas=live.agendas())
            assert not findings, findings
            for pair in pairs:
                live.ledger.put_pair(pair.key, to_row(pair))
            first = week(live, ["2026-11-20T14:00"])
            assert len(first.prepared) == count, (first.later[:3], first.attention[:3])
            cpu, wall = time.process_time(), time.perf_counter()
            second = week(live, ["2026-11-23T22:00", "2026-11-27T14:00"])
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            assert (len(second.scanned), len(second.prepared)) == (count, count), (
                second.later[:3],
                second.attention[:3],
            )
            http = asyncio.run(a_request(live, "m0@bench.example"))
            live.close()
    requests = Counter(second.requests)
    sent = sum(requests.values()) / count
    return {
        "pairs": count,
        "requests_per_pair_week": {kind: round(n / count, 3) for kind, n in sorted(requests.items())},
        "mails_per_pair_week": round(second.mails / count, 3),
        "cpu_ms_per_pair_week": round(1000 * cpu / count, 2),
        "cpu_ms_apart_from_http": round(1000 * (cpu / count - sent * http), 2),
        "wall_ms_per_pair_week": round(1000 * wall / count, 2),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def alone(*part: str) -> dict[str, object]:
    """A part of this in a fresh process, so that memory is that run's own and nothing has been read before."""
    done = subprocess.run([sys.executable, "-m", "tests.bench", *part], stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, object] = json.loads(done.stdout)
    return result


def reading_time() -> dict[str, float]:
    """CPU of a page of 300 lines: read, promises found, reconciled; the best of ten, of one pair and of new ones."""
    lines = [
        f'<p data-tag="to-do">Lee: send deck {at} to Contoso by Fri</p><p>note {at} about the deal with Ana</p>'
        f"<p>Dana to call customer {at} next week</p>"
        for at in range(96)
    ]
    html = ours("", "".join(lines[:32]), "", "".join(lines[32:64]), "".join(lines[64:]))
    key = PairKey("dana@contoso.com", "lee@contoso.com")

    def once(names: Names, known: tuple[Commitment, ...] = ()) -> tuple[Commitment, ...]:
        page = read(html, SECTIONS, names)
        return reconcile(key, known, find(page, names, MEETING, "en-GB", known), MEETING, page.complete, page.ours)

    def best(pairs: list[Names], known: tuple[Commitment, ...]) -> float:
        spent = []
        for names in pairs:
            before = time.process_time()
            once(names, known)
            spent.append(time.process_time() - before)
        return round(1000 * min(spent), 1)

    lee = Names("Lee Park", "Dana Reyes")
    known = once(lee)
    others = [Names(f"Lee Park{at}", "Dana Reyes") for at in range(10)]
    return {
        "lines": float(html.count("<p") + html.count("<h2")),
        "ms": best([lee] * 10, known),
        "new_pair_ms": best(others, known),
    }


FIGURES = ("kpis", "movement", "deals", "coverage", "verifiers", "hygiene", "network", "aspirations", "skill")
KPIS = (("Won this month", 50_000), ("Open pipeline", 90_000), ("New deals", 5))


def book(reps: int, weeks: int) -> list[dict[str, Known]]:
    """What is known of each rep in each week: some 60 deals each, the first rep with some 300, half a year of KPIs."""
    crm = Crm(tuple(f"r{n}" for n in range(reps)), date(2026, 6, 1))
    for rep in crm.reps:
        crm.fill(rep, 320 if rep == "r0" else 48)
    known = []
    for _ in range(weeks):
        crm.week()
        kpis = tuple(
            Kpi(name, crm.today - timedelta(weeks=back), Decimal(goal // 2 + 97 * back), Decimal(goal), "EUR")
            for name, goal in KPIS
            for back in range(26)
        )
        past = tuple(
            Closed(f"p{n}", crm.today - timedelta(days=3 * n), n % 2 == 0, crm.today - timedelta(days=3 * n + 60),
                   Decimal(8_000 + 100 * n), "EUR")
            for n in range(120)
        )  # fmt: skip
        deals = {
            rep: tuple(replace(d, verifiers="discovery=2026-06-02") if n % 3 else d for n, d in enumerate(crm.of(rep)))
            for rep in crm.reps
        }
        known.append({rep: Known(kpis, deals[rep], crm.today, "CRM", past) for rep in crm.reps})
    return known


def numbers_time() -> dict[str, dict[str, float]]:
    """CPU of a page's numbers, every block that has any: 35 reps in 8 weeks; then with three charts, drawn.

    In a fresh process: `first_ms` is the first page's, which also reads words and sales process.
    """
    weekly = load("weekly", "first-line", "en-GB")
    plain = replace(weekly, sections=(Section("a", "A", blocks=FIGURES),))
    names = tuple(name for name, _ in KPIS)
    drawn = replace(weekly, sections=(Section("a", "A", blocks=(*FIGURES, "charts"), charts=names),))
    known = book(35, 8)
    pairs = {rep: Pair(PairKey("m@bench.example", f"{rep}@bench.example"), "") for rep in known[0]}
    pages = {}
    for agenda, weeks in ((plain, known), (drawn, known[:2])):
        spent: list[float] = []
        before: dict[str, Snapshot] = {}
        for week in weeks:
            for rep, of in week.items():
                today = of.as_of or date.min
                begun = time.process_time()
                made = numbers(of, before.get(rep), agenda, pairs[rep], today, today)
                worked_out = time.process_time() - begun
                page = draft(date=today, agenda=agenda, blocks=made.blocks)
                begun = time.process_time()
                pictures(page)
                spent.append(1000 * (worked_out + time.process_time() - begun))
                before[rep] = Snapshot(page, (), compact(made.deals), made.as_of, latest(made.kpis, today))
        ordered = sorted(spent[1:])
        pages["with three charts" if agenda is drawn else "without charts"] = {
            "first_ms": round(spent[0], 2),
            "median_ms": round(ordered[len(ordered) // 2], 2),
            "p95_ms": round(ordered[len(ordered) * 95 // 100], 2),
            "max_ms": round(ordered[-1], 2),
        }
    return pages


def import_time(statement: str) -> dict[str, float]:
    """Median of five: CPU seconds and megabytes of a fresh process after a statement, bytecode being cached."""
    script = (
        "import time, resource; b = time.process_time(); "
        f"{statement}; "
        "print(time.process_time() - b, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    runs = []
    for _ in range(6):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", script],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            env=environment,
        )
        seconds, megabytes = map(float, done.stdout.split())
        runs.append((seconds, megabytes))
    seconds, megabytes = sorted(runs[1:])[2]
    return {"cpu_s": round(seconds, 3), "memory_mb": round(megabytes, 1)}


def main() -> None:
    """Print the figures as JSON."""
    arguments = argparse.ArgumentParser(prog="make bench")
    arguments.add_argument("--week", type=int, help="one size alone")
    arguments.add_argument("--numbers", action="store_true", help="a page's numbers alone")
    arguments.add_argument("--most", type=int, default=1000, help="the larger size")
    asked = arguments.parse_args()
    if asked.week:
        print(json.dumps(measured(asked.week)))
        return
    if asked.numbers:
        print(json.dumps(numbers_time()))
        return
    figures = {
        "reading": reading_time(),
        "a page's numbers": alone("--numbers"),
        "weeks": [alone("--week", "35"), alone("--week", str(asked.most))],
        "import": {
            "function_app": import_time("import function_app"),
            "command line": import_time("import oneone.__main__"),
        },
    }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
