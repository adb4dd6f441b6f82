"""The house of the design: imports go down only, and every outside library has one home."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# From the top; a module imports what stands below it, never a neighbour of its own floor (but see ALLOWED).
FLOORS: list[set[str]] = [
    {"function_app", "oneone.__main__", "oneone.commands"},
    {"oneone.bootstrap"},
    {"oneone.plan", "oneone.work", "oneone.web", "oneone.checkup"},
    {"oneone.prepare", "oneone.observe"},
    {"oneone.scan", "oneone.drafting", "oneone.refreshing", "oneone.inviting", "oneone.heads_up", "oneone.occurrences"},
    {"oneone.whereabouts", "oneone.crm_deals"},
    {"oneone.turn", "oneone.figures", "oneone.importing", "oneone.roster", "oneone.settings", "oneone.consent"},
    {"oneone.keeping"},
    {
        "oneone.agenda",
        "oneone.commitments",
        "oneone.numbers",
        "oneone.graph",
        "oneone.store",
        "oneone.pairs",
        "oneone.candidates",
        "oneone.contact",
        "oneone.source_settings",
    },
    {"oneone.schedule"},
    {"oneone.model"},
    {"oneone.errors"},
]
ALLOWED = {
    ("oneone.work", "oneone.plan"),  # what is due is one rule
    ("oneone.__main__", "oneone.commands"),
    ("oneone.numbers", "oneone.graph"),  # a source may be a file in SharePoint
    ("oneone.pairs", "oneone.numbers"),  # one reader of CSV files
}
PURE = (
    "oneone.agenda",
    "oneone.commitments",
    "oneone.numbers.aspirations",
    "oneone.numbers.cadence",
    "oneone.numbers.coverage",
    "oneone.numbers.goal_names",
    "oneone.numbers.hygiene",
    "oneone.numbers.key_deals",
    "oneone.numbers.leaving",
    "oneone.numbers.movement",
    "oneone.numbers.pace",
    "oneone.numbers.skills",
    "oneone.numbers.snapshot",
    "oneone.numbers.trends",
    "oneone.numbers.verifiers",
    "oneone.schedule",
    "oneone.candidates",
    "oneone.contact",
)

HOMES: dict[str, tuple[str, ...]] = {
    "azure.functions": ("function_app.py",),
    "msgraph": ("oneone/graph",),
    "kiota_abstractions": ("oneone/graph",),
    "msal": ("oneone/graph",),
    "requests": ("oneone/graph", "oneone/numbers/sources"),  # MSAL's network; CRMs
    "cryptography": ("oneone/store",),
    "httpx": ("oneone/graph", "oneone/bootstrap.py", "oneone/refreshing.py"),  # handed through as a transport
    "azure.data": ("oneone/store",),
    "azure.identity": ("oneone/store", "oneone/graph"),
    "sqlite3": ("oneone/store",),
    "msgspec": ("oneone/store", "oneone/commands"),  # commands: --known and --sections of `read`
    "jinja2": ("oneone/agenda",),
    "babel": ("oneone/agenda",),
    "lxml": ("oneone/agenda",),
    "python_calamine": ("oneone/numbers/sources",),
    "resvg_py": ("oneone/numbers",),
    "rapidfuzz": ("oneone/commitments",),
    "typer": ("oneone/__main__.py", "oneone/commands"),
    "rich": ("oneone/__main__.py", "oneone/commands"),
    "starlette": (),
    "uvicorn": (),
    "sandbox": (),
}


def sources() -> list[Path]:
    return [ROOT / "function_app.py", *sorted((ROOT / "oneone").rglob("*.py"))]


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(name: str) -> tuple[int, str] | None:
    for number, floor in enumerate(FLOORS):
        for place in floor:
            if name == place or name.startswith(f"{place}."):
                return number, place
    return None


@pytest.mark.parametrize("path", sources(), ids=module)
def test_imports_go_down_only(path: Path) -> None:
    here = room(module(path))
    if module(path) == "oneone":
        return
    assert here is not None, f"{module(path)} has no place in the house"
    for name in imports(path):
        there = room(name)
        if there is None or there[1] == here[1]:
            continue
        assert there[0] > here[0] or (here[1], there[1]) in ALLOWED, f"{module(path)} imports {name}"


@pytest.mark.parametrize("path", sources(), ids=module)
def test_every_outside_library_has_one_home(path: Path) -> None:
    where = path.relative_to(ROOT).as_posix()
    for name in imports(path):
        for library, homes in HOMES.items():
            if name == library or name.startswith(f"{library}."):
                assert any(where == home or where.startswith(f"{home}/") for home in homes), f"{where} imports {name}"


@pytest.mark.parametrize("path", sources(), ids=module)
def test_rules_do_no_input_or_output_and_ask_no_clock(path: Path) -> None:
    if not module(path).startswith(PURE):
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not calls & {"datetime.now", "date.today", "time.time", "print", "os.getenv"}
    assert not {name.split(".")[0] for name in imports(path)} & {"os", "socket", "subprocess", "requests", "logging"}


@pytest.mark.parametrize("path", sources(), ids=module)
def test_only_settings_reads_the_environment(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    reads = re.search(r"os\.(environ|getenv)\b", text)
    # `demo` hands the environment on to the child process that it starts.
    assert not reads or module(path) in ("oneone.settings", "oneone.commands.demo")


@pytest.mark.parametrize("path", sources(), ids=module)
def test_no_drawer_collects_everything(path: Path) -> None:
    assert path.stem not in {"utils", "util", "helpers", "common", "base", "manager", "core", "misc"}


def test_the_function_app_installs_what_the_package_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == project["project"]["dependencies"]
