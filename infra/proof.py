"""The proof of a package: two weeks of the sample team, done by its triggers, must end as they do from this clone.

Beside it runs what is never deployed, from the clone: the sandbox as tenant, the command line as the admin's laptop.
`python -I -S infra/proof.py ROOT LIBRARIES TIME` is one instance of the Function app: it imports function_app from
there and nowhere else, lets the timer's trigger plan and gives each message to the queue's trigger.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TEAM = ROOT / "sandbox" / "team"
CPU_SECONDS, MEGABYTES = 0.5, 80  # of an instance, from nothing to the end of its first pass
_RUNS = 5

# Time of the tenant and of oneone, what people type then, and the figures that were imported before.
_WEEKS: tuple[tuple[str, str, str], ...] = (
    ("2026-11-13T16:00+00:00", "", "1"),
    ("2026-11-19T20:00+00:00", "meeting", ""),
    ("2026-11-20T16:00+00:00", "later", "2"),
)


class NotProven(Exception):
    """The package does not do what the clone does; the message says what differs."""


def proven(package: Path, libraries: Path) -> dict[str, Any]:
    """What two weeks came to, the same from the package as from the clone, and what an instance costs at its start.

    `libraries` is where the package holds them. Raises NotProven.
    """
    here = Path(sysconfig.get_paths()["purelib"])
    from_clone = two_weeks(ROOT, here)
    from_package = two_weeks(package, libraries)
    for name, expected in from_clone.items():
        if from_package[name] != expected:
            raise NotProven(f"{name} from the package: {from_package[name]}\n{name} from the clone: {expected}")
    if not from_clone["pages"] or not from_clone["promises"] or from_clone["attention"]:
        raise NotProven(f"The story did not happen as it should: {from_clone}")
    return {
        "pages made": len(from_clone["pages"]),
        "promises": len(from_clone["promises"]),
        "cold start": cold_start(package, libraries),
    }


def two_weeks(app: Path, libraries: Path) -> dict[str, Any]:
    """The sample team's story done by the app in this folder: pages, promises, what needed attention."""
    attention: list[str] = []
    with _tenant(TEAM / "pairs.csv", _WEEKS[0][0]) as (address, environment):
        _oneone(environment, "pairs", "import", str(TEAM / "pairs.csv"))
        for time, typed, figures in _WEEKS:
            if typed:
                notes = (str(TEAM / "notes.toml"), "--url", address, "--week", "1", "--when", typed)
                _run(environment, "sandbox.play", *notes)
            if figures:
                files = [str(TEAM / f"{name}-{figures}.csv") for name in ("kpis", "deals")]
                _oneone(environment, "numbers", "import", *files)
            instance(app, libraries, environment, time)
        status = json.loads(_oneone(environment, "status", "--json", "--now", _WEEKS[-1][0]))
        attention += [pair["attention"] for pair in status["pairs"] if pair["attention"]]
        promises = json.loads(_oneone(environment, "commitments", "--json"))
    return {
        "pages": sorted(f"{one['rep']} {pair['date']}" for one in status["pairs"]
                        for pair in (one["next"], one["last"]) if pair and pair["page"] == "yes"),
        "promises": sorted(
            " | ".join(str(one[name]) for name in ("rep", "owner", "text", "due", "state")) for one in promises
        ),
        "attention": attention,
    }  # fmt: skip


def cold_start(app: Path, libraries: Path) -> dict[str, float]:
    """Median of five: CPU seconds and megabytes of a fresh instance that plans and makes one pair's page and invite."""
    runs = []
    with tempfile.TemporaryDirectory() as temp:
        one = Path(temp, "one.csv")
        one.write_text("\n".join((TEAM / "pairs.csv").read_text(encoding="utf-8").splitlines()[:2]), encoding="utf-8")
        for _ in range(_RUNS):
            with _tenant(one, _WEEKS[0][0]) as (_, environment):
                _oneone(environment, "pairs", "import", str(one))
                cost = instance(app, libraries, environment, _WEEKS[0][0])
                [pair] = json.loads(_oneone(environment, "status", "--json", "--now", _WEEKS[0][0]))["pairs"]
                if (pair["next"]["page"], pair["next"]["invite"]) != ("yes", "yes"):
                    raise NotProven(f"The first pass did not do its work: {pair}")
                runs.append((cost["cpu_s"], cost["memory_mb"]))
    cpu, memory = sorted(runs)[_RUNS // 2]
    if cpu > CPU_SECONDS or memory > MEGABYTES:
        sys.stderr.write(
            f"The first pass took {cpu} s of CPU and {memory} MB; meant are {CPU_SECONDS} and {MEGABYTES}.\n"
        )
    return {"cpu_s": cpu, "memory_mb": memory}


def instance(app: Path, libraries: Path, environment: Mapping[str, str], time: str) -> dict[str, Any]:
    """One fresh instance of the app at this time; what it says it did and cost."""
    python = getattr(sys, "_base_executable", sys.executable)  # not the environment's: it would add its libraries
    command = [python, "-I", "-S", "-W", "ignore", str(Path(__file__)), str(app), str(libraries), time]
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise NotProven(f"An instance ended with an error:\n{done.stderr.strip()}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


# ---------------------------------------------------------------- beside the package


@contextmanager
def _tenant(pairs: Path, now: str) -> Iterator[tuple[str, dict[str, str]]]:
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--pairs", str(pairs), "--now", now]
    with tempfile.TemporaryDirectory() as temp:
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603
        try:
            assert child.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", child.stdout.readline())
            if found is None:
                raise NotProven("The sandbox did not start.")
            yield (
                found[0],
                {
                    "PATH": os.environ.get("PATH", ""),
                    "ONEONE_STORE": f"sqlite:///{Path(temp).as_posix()}/oneone.sqlite",
                    "ONEONE_GRAPH_URL": f"{found[0]}/v1.0",
                    "ONEONE_SIGN_IN": "local",
                    "ONEONE_TIMEZONE": "Europe/London",
                    "ONEONE_LEAD": "6d",
                },
            )
        finally:
            child.terminate()
            child.wait(20)


def _oneone(environment: Mapping[str, str], *arguments: str) -> str:
    return _run(environment, "oneone", *arguments)


def _run(environment: Mapping[str, str], module: str, *arguments: str) -> str:
    command: Sequence[str] = (sys.executable, "-m", module, *arguments)
    done = subprocess.run(command, cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise NotProven(f"{module} {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr.strip()}")
    return done.stdout


# ---------------------------------------------------------------- an instance of the Function app


def _serve(app: str, libraries: str, time: str) -> None:
    sys.path[:0] = [app, libraries]
    import http.client
    import resource
    from datetime import datetime
    from urllib.parse import urlsplit

    import azure.functions as func

    import function_app
    from oneone import bootstrap, settings  # the app's own, from the folder it was given

    read = settings.read()
    now = datetime.fromisoformat(time)
    tenant = http.client.HTTPConnection(urlsplit(read.graph_url).netloc)
    tenant.request("PUT", "/sandbox/clock", json.dumps({"now": time}), {"Content-Type": "application/json"})
    tenant.getresponse().read()
    tenant.close()
    function_app._services = bootstrap.services(read, bootstrap.clock_from(now))
    triggers = {one.get_function_name(): one.get_user_function() for one in function_app.app.get_functions()}

    class Messages:
        sent: Sequence[str] = ()

        def set(self, messages: Sequence[str]) -> None:
            self.sent = messages

    nudges = Messages()
    triggers["plan"](timer=None, nudges=nudges)
    for account in nudges.sent:
        triggers["work"](message=func.QueueMessage(body=account.encode()))
    used = resource.getrusage(resource.RUSAGE_SELF)
    _load_everything(app)
    inside = (app, libraries, sysconfig.get_paths()["stdlib"], sysconfig.get_paths()["platstdlib"])
    elsewhere = sorted(
        name
        for name, module in sys.modules.items()
        if (at := getattr(module, "__file__", None)) and name != "__main__" and not at.startswith(inside)
    )
    if elsewhere:
        raise NotProven(f"Modules were loaded from elsewhere: {elsewhere}")
    cost = {"cpu_s": round(used.ru_utime + used.ru_stime, 3), "memory_mb": round(used.ru_maxrss / 1024, 1)}
    sys.stdout.write(json.dumps({"accounts": len(nudges.sent), **cost}))


def _load_everything(app: str) -> None:
    """What this job has no use for (Entra, Azure Tables, CRMs, charts) must be there, too."""
    import importlib
    import pkgutil

    for module in pkgutil.walk_packages([f"{app}/oneone"], "oneone."):
        if module.name != "oneone.__main__" and not module.name.startswith("oneone.commands"):
            importlib.import_module(module.name)
    from oneone.store import azure

    azure.credential("00000000-0000-0000-0000-000000000000")
    for name in ("msal", "cryptography.fernet", "requests"):
        importlib.import_module(name)


if __name__ == "__main__":
    _serve(*sys.argv[1:])
