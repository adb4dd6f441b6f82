"""The package: what stays of the Graph SDK and of babel is enough, and its zip is the same for the same content."""

from __future__ import annotations

import json
import pickle
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import package

ROOT = Path(__file__).parents[2]
LIBRARIES = Path(sysconfig.get_paths()["purelib"])


def test_the_graph_sdk_is_cut_to_the_builders_that_are_named() -> None:
    kept = package.needed(LIBRARIES, package.graph_names(ROOT / "oneone/graph"))
    modules = {path.relative_to(LIBRARIES).as_posix() for path in kept}
    assert "msgraph/generated/users/item/user_item_request_builder.py" in modules
    assert "msgraph/generated/users/item/calendar_view/calendar_view_request_builder.py" in modules
    assert not {module for module in modules if "/teams/" in module or "/security/" in module}
    assert len(modules) < 300  # of 16,700


def test_a_builder_that_the_code_begins_to_use_is_kept() -> None:
    names = package.graph_names(ROOT / "oneone/graph") | {"planner", "tasks"}
    modules = {path.as_posix() for path in package.needed(LIBRARIES, names)}
    assert any(module.endswith("users/item/planner/planner_request_builder.py") for module in modules)


FORMATS = """
import json, sys
sys.path.insert(0, sys.argv[1])
from datetime import UTC, date, datetime
from decimal import Decimal
from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal, format_percent
said = {}
for name in sys.argv[2].split():
    at = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    said[name] = [
        *(format_date(at.date(), form, locale=name) for form in ("short", "medium", "full", "EEE d MMM")),
        format_time(at, "short", tzinfo=UTC, locale=name), str(Locale.parse(name).datetime_skeletons["MEd"]),
        *(format_currency(Decimal("1234.5"), code, locale=name) for code in ("EUR", "USD", "JPY", "CHF")),
        format_decimal(Decimal("-1234.56"), locale=name), format_percent(Decimal("0.42"), locale=name),
        str(Locale.parse(name).plural_form(3)),
    ]
print(json.dumps(said))
"""
SOME = "en_GB en_US de de_CH fr fr_CA es pt_BR nl sv pl ru tr ja zh_Hans ar he hi"


def test_lean_languages_write_dates_and_numbers_as_before(tmp_path: Path) -> None:
    shutil.copytree(LIBRARIES / "babel", tmp_path / "babel")
    before = (tmp_path / "babel/locale-data/de.dat").stat().st_size
    package._prune_languages(tmp_path / "babel/locale-data")
    assert (tmp_path / "babel/locale-data/de.dat").stat().st_size < before / 3

    def formats(library: Path) -> object:
        command = [sys.executable, "-I", "-S", "-c", FORMATS, str(library), SOME]
        return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    assert formats(tmp_path) == formats(LIBRARIES)
    assert pickle.loads((tmp_path / "babel/locale-data/de.dat").read_bytes())["languages"] == {}


def test_equal_content_is_an_equal_zip(tmp_path: Path) -> None:
    app = tmp_path / "app"
    (app / "oneone").mkdir(parents=True)
    for name in ("host.json", "oneone/work.pyc"):
        (app / name).write_text(name)
    package._zip(app, tmp_path / "one.zip")
    (app / "host.json").touch()
    assert package._zip(app, tmp_path / "two.zip") == (2, len("host.jsononeone/work.pyc"))
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_bytecode_is_valid_wherever_it_is_unpacked(tmp_path: Path) -> None:
    app = tmp_path / "app"
    app.mkdir()
    (app / "function_app.py").write_text("import part\n")
    (app / "part.py").write_text("def fail():\n    raise ValueError\n")
    package._compile(app)
    assert sorted(path.name for path in app.iterdir()) == ["function_app.py", "part.pyc"]
    package._zip(app, tmp_path / "app.zip")
    with zipfile.ZipFile(tmp_path / "app.zip") as archive:
        archive.extractall(tmp_path / "elsewhere")
    command = [sys.executable, "-I", "-c", "import sys; sys.path.insert(0, '.'); import part; part.fail()"]
    done = subprocess.run(command, cwd=tmp_path / "elsewhere", capture_output=True, text=True, check=False)
    assert 'File "part.py", line 2, in fail' in done.stderr  # a log still says where


def test_nothing_of_the_laptop_is_deployed() -> None:
    for name in package.NOT_DEPLOYED:
        assert (ROOT / name).exists()
    code = "".join(path.read_text() for path in (ROOT / "oneone").glob("*.py") if path.name != "__main__.py")
    assert "oneone.commands" not in code
