"""Plan, queue, work, poison on real queues and tables (Azurite): nothing lost, nothing twice, the admin sees it."""

from __future__ import annotations

import base64
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from azure.data.tables import TableServiceClient

import function_app
from oneone.__main__ import main
from oneone.store.table import open_store
from sandbox import build as tenant_app
from tests.azurite import Azurite
from tests.bench import pairs_file
from tests.functions.host import ROOT, Host
from tests.way.test_killed import Fuse, Killed, MortalStore, MortalTransport
from tests.way.test_way import agree
from tests.way.town import DANA, FRIDAY, GRAPH, Town


@pytest.fixture
def empty_tables(azurite: Azurite) -> Azurite:
    with TableServiceClient.from_connection_string(azurite.connection_string) as client:
        for table in client.list_tables():
            client.delete_table(table.name)
    return azurite


@pytest.fixture
def town(tmp_path: Path, empty_tables: Azurite, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """The town of the other tests with its state in Azure Tables, served by the Function app's triggers."""
    made = Town(tmp_path)
    made.store.close()
    made.store = open_store("azure", connection_string=empty_tables.connection_string)
    serve(made, monkeypatch)
    yield made
    made.store.close()


def serve(town: Town, monkeypatch: pytest.MonkeyPatch, fuse: Fuse | None = None) -> None:
    """A new instance of the Function app; with a fuse it may die."""
    transport = MortalTransport(tenant_app(town.tenant))
    transport.fuse = fuse or Fuse()
    town.services = town.serve(MortalStore(town, transport.fuse), transport)
    monkeypatch.setattr(function_app, "_services", town.services)


@pytest.fixture
def host(empty_tables: Azurite) -> Iterator[Host]:
    running = Host(empty_tables.connection_string)
    running.empty_queues()
    yield running
    running.close()


def test_a_message_is_the_account_in_base64(town: Town, host: Host) -> None:
    town.add_pair()
    host.tick()
    [message] = host.queue("work").peek_messages()
    assert base64.b64decode(message.content).decode() == DANA


def test_a_promise_goes_the_whole_way_through_the_queue(town: Town, host: Host) -> None:
    town.add_pair()
    host.tick()
    host.deliver_all()
    agree(town.editor("2026-11-23"), "Lee: send closure plan by Fri")
    for moment in ("2026-11-23T12:30", "2026-11-27T14:00"):
        town.now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        host.tick()
        host.deliver_all()
    assert town.titles() == ["2026-11-23 1:1 Lee Park – Dana Reyes", "2026-11-30 1:1 Lee Park – Dana Reyes"]
    assert [(one.owner, one.text) for one in town.promises()] == [("rep", "send closure plan")]
    page = town.editor("2026-11-30")
    assert page.find("send closure plan", under="Promises")
    assert (host.waiting("work"), host.waiting("poison")) == (0, 0)


def test_when_nothing_is_due_no_message_is_sent(town: Town, host: Host) -> None:
    town.add_pair()
    host.tick()
    host.deliver_all()
    host.tick()
    assert host.waiting() == 0


def test_a_message_that_comes_twice_makes_one_page_and_one_mail(town: Town, host: Host) -> None:
    town.add_pair()
    host.tick()
    host.send("plan", DANA)
    host.deliver_all()
    assert host.delivered == 2
    assert (len(town.tenant.pages), len(town.tenant.mails)) == (1, 1)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_worker_killed_around_any_step_loses_and_doubles_nothing(
    town: Town, host: Host, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    pair, at = town.add_pair(), 0
    while True:
        at += 1
        fuse = Fuse(at, after)
        town.now = FRIDAY + timedelta(days=7 * at)
        before, mails = len(town.tenant.pages), len(town.tenant.mails)
        serve(town, monkeypatch, fuse)
        host.tick()
        for _ in range(12):  # the message comes back after its lease, and the timer nudges again
            try:
                host.tick()
                host.deliver_all()
            except Killed:
                serve(town, monkeypatch)
                host.leases_end()
            town.now += timedelta(minutes=17)
        if fuse.seen < at:
            break  # the pass has no further step
        monday = (town.now + timedelta(days=3)).date().isoformat()
        assert (town.meeting(monday, pair).page, town.meeting(monday, pair).invite) == ("yes", "yes"), at
        assert (len(town.tenant.pages) - before, len(town.tenant.mails) - mails) == (1, 1), at
    assert at > 20


# ---------------------------------------------------------------- poison


def test_a_message_that_fails_five_times_is_given_up_and_the_admin_sees_it(
    town: Town, host: Host, azurite: Azurite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    town.add_pair()
    host.tick()
    with monkeypatch.context() as broken:
        broken.setattr(function_app.services().__class__, "work", fails)
        host.deliver_all()
    assert host.delivered == 5
    assert (host.waiting("work"), host.waiting("poison")) == (0, 1)
    host.deliver_all("poison")
    monkeypatch.setenv("ONEONE_STORE", "azure")
    monkeypatch.setenv("AzureWebJobsStorage", azurite.connection_string)
    monkeypatch.setenv("ONEONE_SIGN_IN", "local")
    monkeypatch.setenv("ONEONE_GRAPH_URL", GRAPH)
    assert main(["status", "--now", "2026-11-20T14:10"]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert f"account {DANA}: free;" in said
    assert "a message was given up Fri 20 Nov 14:00" in said
    host.tick()
    host.deliver_all()
    assert main(["status", "--now", "2026-11-20T14:10"]) == 0


async def fails(self: object, account: str) -> None:
    raise RuntimeError("a fault outside every meeting")


@pytest.mark.parametrize("body", ["", "x" * 3000, "line\nline", "nobody"])
def test_a_poison_message_of_any_shape_is_taken_away(town: Town, host: Host, body: str) -> None:
    host.queue("poison").send_message(base64.b64encode(body.encode()).decode())
    host.deliver_all("poison")
    assert (host.delivered, host.waiting("poison")) == (1, 0)


# ---------------------------------------------------------------- several processes

MANAGER = "m0@bench.example"
NOW = "2026-11-20T14:00+00:00"


@pytest.fixture
def tenant(tmp_path: Path, azurite: Azurite, empty_tables: Azurite, host: Host) -> Iterator[dict[str, str]]:
    """A tenant in a process of its own with three pairs of one manager; the environment of an instance."""
    pairs = pairs_file(tmp_path, 3)
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--pairs", str(pairs), "--now", NOW]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", child.stdout.readline())
        assert found is not None
        environment = {
            **os.environ,
            "ONEONE_STORE": "azure",
            "AzureWebJobsStorage": azurite.connection_string,
            "ONEONE_GRAPH_URL": f"{found[0]}/v1.0",
            "ONEONE_SIGN_IN": "local",
        }
        oneone = [sys.executable, "-m", "oneone", "pairs", "import", str(pairs)]
        subprocess.run(oneone, cwd=ROOT, env=environment, check=True, capture_output=True)
        yield environment
        child.terminate()


def instance(environment: dict[str, str], now: str = NOW) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.functions.instance", now]
    child = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def happened(environment: dict[str, str]) -> tuple[int, int]:
    """Pages made and mails sent, as the tenant knows them."""
    address = environment["ONEONE_GRAPH_URL"].removesuffix("/v1.0")
    with httpx.Client() as client:
        said = client.get(f"{address}/sandbox/happened").json()
    return said["pages"], len(said["mails"])


def test_two_instances_with_messages_of_one_account_make_each_page_and_mail_once(
    tenant: dict[str, str], host: Host
) -> None:
    for _ in range(4):
        host.send("plan", MANAGER)
    workers = [instance(tenant), instance(tenant)]
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    delivered = [int(worker.communicate(timeout=60)[0]) for worker in workers]
    assert (sum(delivered), host.waiting()) == (4, 0)
    assert happened(tenant) == (3, 3)


def test_an_instance_that_is_killed_at_work_is_followed_by_another_that_ends_it(
    tenant: dict[str, str], host: Host
) -> None:
    host.send("plan", MANAGER)
    with instance(tenant) as killed:
        assert killed.stdin is not None
        killed.stdin.write("go\n")
        killed.stdin.flush()
        while happened(tenant)[0] == 0:
            time.sleep(0.01)
        killed.kill()
    assert killed.returncode == -signal.SIGKILL
    for minutes in (20, 31, 42, 58):
        moment = datetime.fromisoformat(NOW) + timedelta(minutes=minutes)
        host.send("plan", MANAGER)
        with instance(tenant, moment.isoformat()) as worker:
            worker.communicate("go\n", timeout=60)
    assert happened(tenant) == (3, 3)
