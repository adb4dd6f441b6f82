"""`doctor`: each finding with the sentence that mends it; the same people and notebooks as the timers use."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from oneone.checkup import Check, probe
from oneone.commands.doctor import _examined
from sandbox.faults import Fault
from tests.way.town import DANA, LEE, NOTEBOOK, Town


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path)
    made.add_pair()
    yield made
    made.store.close()


def examined(town: Town, account: str | None = None) -> dict[str, Check]:
    return {check.what: check for check in asyncio.run(_examined(town.services, account))}


def sees_files(town: Town) -> None:
    person = town.tenant.people[DANA]
    person.scopes = person.scopes | {"Files.Read.All"}
    town.services = replace(town.services, settings=replace(town.services.settings, see_sharing=True))


def test_all_is_well(town: Town) -> None:
    sees_files(town)
    town.run()
    assert {what: check.state for what, check in examined(town).items()} == {
        "sign-in": "ok",
        "permissions": "ok",
        "notebook": "ok",
        "section": "ok",
        "readers": "ok",
        "calendar": "ok",
    }
    assert "holds 1 pages" in examined(town)["section"].said


def test_nothing_is_written(town: Town) -> None:
    examined(town)
    assert town.tenant.pages == {}
    assert list(town.tenant.sections) == []
    assert {call.method for call in town.tenant.calls if "GetNotebookFromWebUrl" not in call.path} == {"GET"}


def test_a_sales_process_that_cannot_be_used_or_is_not_one_chain_is_named(town: Town, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    town.services = replace(town.services, settings=replace(town.services.settings, templates=own))
    assert "process" not in examined(town)
    (own / "sales_process.toml").write_text('[[stage]]\nkey = "one"\nname = "One"\n')
    (own / "sales_process.de.toml").write_text('[[stage]]\nkey = "eins"\nname = "Eins"\n')
    (own / "sales_process.fr.toml").write_text("[[stage]]\n")
    said = [one.said for one in asyncio.run(_examined(town.services, None)) if one.what == "process"]
    assert "sales_process.fr.toml cannot be used" in said[0]
    assert "sales_process.de.toml has other stages or verifiers than sales_process.toml" in said[1]
    assert len(said) == 2


def test_a_notebook_that_does_not_open_says_what_to_do(town: Town) -> None:
    town.tenant.notebooks.clear()
    check = examined(town)["notebook"]
    assert (check.state, "Copy the address again" in check.said) == ("fault", True)


def test_another_rep_who_can_open_the_notebook_is_named(town: Town) -> None:
    town.add_pair("kim@contoso.example", "Kim Day")
    sees_files(town)
    notebook = next(book for book in town.tenant.notebooks.values() if LEE in book.members)
    notebook.members.add("kim@contoso.example")
    checks = [c for c in asyncio.run(_examined(town.services, None)) if c.what == "readers" and LEE in c.pair]
    assert [(check.state, "kim@contoso.example can open this notebook" in check.said) for check in checks] == [
        ("fault", True)
    ]


def test_a_link_for_everybody_is_a_fault(town: Town) -> None:
    sees_files(town)
    next(iter(town.tenant.notebooks.values())).link_scope = "organization"
    assert "everybody in the organisation" in examined(town)["readers"].said


def test_what_cannot_be_known_is_not_called_well(town: Town) -> None:
    assert examined(town)["readers"].state == "unknown"
    sees_files(town)
    next(iter(town.tenant.notebooks.values())).owner = LEE
    assert examined(town)["readers"].state == "unknown"


def test_a_calendar_that_is_not_shared_is_named(town: Town) -> None:
    town.add_pair("kim@contoso.example", "Kim Day", account="robot@contoso.example")
    town.tenant.add_person("robot@contoso.example", "Robot")
    check = examined(town, "robot@contoso.example")["calendar"]
    assert (check.state, "share it" in check.said or "calendar" in check.said) == ("fault", True)


def test_a_graph_that_is_away_is_no_fault_of_the_notebook(town: Town) -> None:
    town.tenant.faults.add(Fault("*", status=429, times=None))
    assert examined(town)["notebook"].state == "unknown"


def test_the_probe_writes_one_page_and_says_how_it_came_back(town: Town) -> None:
    async def probed() -> list[Check]:
        async with town.services.graph() as graph:
            return await probe(DANA, graph.session(DANA), NOTEBOOK.replace("Lee", "lee"), "Test", town.now)

    checks = asyncio.run(probed())
    assert [check.said for check in checks if check.state == "fault"] == []
    assert len(town.tenant.pages) == 1


def test_the_probe_waits_for_a_page_that_is_not_there_at_once(town: Town) -> None:
    town.tenant.faults.read_lag = 2
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    async def probed() -> list[Check]:
        async with town.services.graph() as graph:
            url = NOTEBOOK.replace("Lee", "lee")
            return await probe(DANA, graph.session(DANA), url, "Test", town.now, sleep)

    assert asyncio.run(probed())[0].state == "ok"
    assert pauses == [0.5, 1.0]


def test_as_json_it_can_be_read_by_a_script(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    from dataclasses import asdict

    text = json.dumps([asdict(check) for check in asyncio.run(_examined(town.services, None))])
    assert {"account", "pair", "what", "state", "said"} == set(json.loads(text)[0])
