"""The demo's team: files that oneone takes as they are, and notes that fit the pages it makes from them."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
import uvicorn

from oneone.agenda.definition import load
from oneone.agenda.page import render
from oneone.errors import Finding
from oneone.model import Blocks, Deal, Draft, Kpis, Movement, Names, Pair, Promises
from oneone.numbers.movement import movement
from oneone.numbers.sources.figure_files import read_deals, read_kpis
from oneone.numbers.sources.table_file import tables
from oneone.pairs import read_pairs
from sandbox import Tenant, build, play
from sandbox.pairs_file import furnish

TEAM = Path(play.__file__).parent / "team"
WEEK_1, WEEK_2 = date(2026, 11, 16), date(2026, 11, 23)


def pairs() -> list[Pair]:
    found, findings = read_pairs(TEAM / "pairs.csv", default_timezone="UTC", agendas=["weekly"])
    assert findings == []
    return found


def deals(week: int) -> dict[str, list[Deal]]:
    findings: list[Finding] = []
    found: dict[str, list[Deal]] = {}
    for rep, deal, _ in read_deals(tables(TEAM / f"deals-{week}.csv")[0], findings):
        found.setdefault(rep, []).append(deal)
    assert findings == []
    return found


def test_every_rep_of_the_team_has_deals_and_at_most_six_figures_in_both_weeks() -> None:
    reps = {pair.key.rep for pair in pairs()}
    assert len(reps) == 4
    for week in (1, 2):
        findings: list[Finding] = []
        figures = [rep for rep, _ in read_kpis(tables(TEAM / f"kpis-{week}.csv")[0], findings)]
        assert findings == []
        assert set(deals(week)) == set(figures) == reps
        assert max(map(figures.count, reps)) <= 6


def test_the_second_week_shows_every_kind_of_movement_that_a_1_1_is_about() -> None:
    before, after = deals(1), deals(2)
    kinds = set()
    for rep, now in after.items():
        shown = movement(before[rep], now, since=WEEK_1, as_of=date(2026, 11, 20), on=WEEK_2, source="CRM")
        kinds |= {kind for moved in shown.moved for kind in moved.kinds}
    assert {
        "new",
        "won",
        "lost",
        "slipped",
        "pulled_in",
        "amount_up",
        "amount_down",
        "stage_forward",
        "missing",
    } <= kinds


@pytest.fixture
def tenant() -> Tenant:
    """The team's tenant with the pages of the first week."""
    tenant = Tenant(lambda: datetime(2026, 11, 13, 14, 2, tzinfo=UTC))
    furnish(tenant, TEAM / "pairs.csv")
    for pair in pairs():
        notebook = tenant.notebook_at(pair.notebook_url)
        assert notebook is not None
        section = tenant.add_section(notebook.id, pair.section)
        html = render(first_draft(pair)).html
        asyncio.run(create(tenant, f"{notebook.root}/onenote/sections/{section.id}/pages", html, pair.key.manager))
    return tenant


@pytest.fixture
def address(tenant: Tenant) -> Iterator[str]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(build(tenant, over_tcp=True), log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


def first_draft(pair: Pair) -> Draft:
    day = date.fromordinal(WEEK_1.toordinal() + pair.weekday)
    start = datetime.combine(day, pair.time, ZoneInfo(pair.timezone)).astimezone(UTC)
    return Draft(
        pair.key, day, Names(pair.rep_name, pair.manager_name), pair.language, start, pair.minutes, pair.timezone,
        load("weekly", "first-line", pair.language), Blocks(Promises(), Kpis(), Movement()),
        datetime(2026, 11, 13, 14, 2, tzinfo=UTC),
        new_ids=(("rep", "bcdfgh27"), ("rep", "bcdfgh28"), ("manager", "bcdfgh29")),
    )  # fmt: skip


async def create(tenant: Tenant, path: str, html: str, upn: str) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(build(tenant)), base_url="http://127.0.0.1") as client:
        headers = {"Authorization": f"Bearer local:{upn}", "Content-Type": "application/xhtml+xml"}
        assert (await client.post(f"/v1.0/{path}", content=html.encode(), headers=headers)).status_code == 201


def stored(address: str, title: str) -> str:
    page = httpx.get(f"{address}/view/api/pages", params={"title": title}).json()["pages"][0]["id"]
    return httpx.get(
        f"{address}/v1.0/me/onenote/pages/{page}/content",
        headers={"Authorization": "Bearer local:dana.reyes@contoso.example"},
    ).text


def test_the_notes_are_typed_onto_the_pages_that_oneone_makes(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    untouched = stored(address, "2026-11-17 1:1 Marek")
    assert play.main([str(TEAM / "notes.toml"), "--url", address, "--week", "1"]) == 0, capsys.readouterr().err
    lee = stored(address, "2026-11-16 1:1 Lee")
    assert re.search(r'<p [^>]*data-tag="to-do:completed"[^>]*>Lee: pricing sheet', lee)
    assert '<span style="text-decoration:line-through">Lee: rebuild the demo site from scratch</span>' in lee
    assert 'data-id="c-bcdfgh29" data-tag="to-do"' in lee
    assert "Dana to intro Lee to Northwind CFO by Wed</p>" in lee
    assert "AP Lee: ask Ben who signs besides Rita, by 27 Nov</p>" in lee
    assert "Can we show Coho as a reference in January?" in stored(address, "2026-11-16 1:1 Priya")
    assert stored(address, "2026-11-17 1:1 Marek") == untouched
    assert "Lee: send closure plan" in capsys.readouterr().out.replace("types: ", "")


def test_what_is_done_later_can_be_played_later(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert play.main([str(TEAM / "notes.toml"), "--url", address, "--when", "meeting"]) == 0
    assert "to-do:completed" not in stored(address, "2026-11-16 1:1 Lee")
    assert play.main([str(TEAM / "notes.toml"), "--url", address, "--when", "later"]) == 0
    assert "to-do:completed" in stored(address, "2026-11-16 1:1 Lee")
    assert capsys.readouterr().err == ""


def test_a_page_that_is_not_there_ends_the_play_with_its_title(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = tmp_path / "notes.toml"
    notes.write_text('people = {Lee = "lee.park@contoso.example"}\n[[page]]\ntitle = "1999"\ntyped = []\n', "utf-8")
    assert play.main([str(notes), "--url", address]) == 1
    assert '"1999"' in capsys.readouterr().err


def test_without_a_sandbox_the_play_says_how_to_start_one(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers here
        assert play.main([str(TEAM / "notes.toml"), "--url", f"http://127.0.0.1:{taken.getsockname()[1]}"]) == 1
    assert "python -m sandbox" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{ by = "Lee", sing = "la" }', "one of write, append"),
        ('{ by = "Bob", tick = "x" }', "`by` one of Lee"),
        ('{ by = "Lee", type = "x" }', "`over`"),
        ('{ by = "Lee", tick = "x", undr = "y" }', "undr means nothing"),
    ],
)
def test_a_note_that_cannot_be_understood_is_named_with_what_is_allowed(line: str, says: str) -> None:
    text = f'people = {{Lee = "lee@contoso.example"}}\n[[page]]\ntitle = "t"\ntyped = [{line}]\n'
    with pytest.raises(play.BadNotes, match=says) as refused:
        play.read(text)
    assert "page 1, line 1" in str(refused.value)


def test_a_file_that_is_no_toml_or_has_no_pages_is_refused() -> None:
    for text in ("people = [", "", "page = 3", 'people = {}\n[[page]]\ntitle = "t"\ntyped = []\nweek = "one"'):
        with pytest.raises(play.BadNotes):
            play.read(text)
