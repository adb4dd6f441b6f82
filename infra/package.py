"""`make package`: the zip that the Function app runs, and the proof that nothing is missing in it.

Only what runs goes in: no command line, no sandbox, no tests. The Graph SDK (16,700 files) is cut to the request
builders that oneone/graph names. Modules are bytecode that is valid wherever and whenever it is unpacked: that halves
the zip and saves compiling at every cold start. Tracebacks keep file names and line numbers.
"""

from __future__ import annotations

import argparse
import ast
import compileall
import hashlib
import json
import os
import pickle
import platform
import py_compile
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from proof import NotProven, proven  # beside this file

ROOT = Path(__file__).resolve().parents[1]
VERSIONS_TAKEN = ROOT / "infra" / "constraints.txt"
LIBRARIES = ".python_packages/lib/site-packages"  # where the Functions worker looks
MOST = 20_000_000  # bytes; what is larger starts slower
VERSIONS = ((3, 11), (3, 12), (3, 13))
# Flex Consumption runs on x64 Linux; its oldest image has glibc 2.31.
PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_26_x86_64", "manylinux_2_24_x86_64",
             "manylinux_2_17_x86_64", "manylinux2014_x86_64", "manylinux_2_12_x86_64", "manylinux2010_x86_64",
             "manylinux_2_5_x86_64", "manylinux1_x86_64", "any")  # fmt: skip
NOT_DEPLOYED = ("oneone/commands", "oneone/__main__.py")  # the admin's laptop has the command line
_UNUSED_FOLDERS = frozenset({"tests", "test", "testing", "includes", "__pyinstaller", "bin"})
_UNUSED_ENDINGS = (".pyi", ".pyx", ".pxd", ".pxi", ".c", ".h", ".cpp", ".hpp", ".typed", ".txt.gz", ".exe")
_UNUSED_FILES = frozenset({"RECORD", "kiota-dom-export.txt", "kiota-lock.json", "REQUESTED", "INSTALLER"})
# Brought along by libraries of ours for parts of them that oneone does not use; the proof runs without them.
_UNUSED_LIBRARIES = ("aiohttp", "aiosignal", "aiohappyeyeballs", "attr", "attrs", "frozenlist", "multidict",
                     "propcache", "yarl", "cffi", "pycparser", "h2", "hpack", "hyperframe")  # fmt: skip
# rapidfuzz has all it does once more for some processors, and does without.
_UNUSED_MODULES = ("lxml/objectify.*", "lxml/html/diff.*", "lxml/html/_difflib.*", "babel/messages",
                   "lxml/isoschematron", "lxml/sax.*", "lxml/builder.*", "lxml/html/builder.*", "azure/identity/aio",
                   "azure/data/tables/aio", "opentelemetry/sdk", "opentelemetry/semconv/_incubating",
                   "rapidfuzz/*_avx2.*", "rapidfuzz/distance/*_avx2.*")  # fmt: skip
# Of babel's languages oneone needs dates, times, numbers and money; every language stays.
_UNUSED_WORDS = frozenset({"languages", "territories", "scripts", "variants", "unit_patterns", "unit_display_names",
                           "compound_unit_patterns", "time_zones", "meta_zones", "currency_names",
                           "currency_names_plural", "date_fields", "compact_decimal_formats",
                           "compact_currency_formats", "interval_formats"})  # fmt: skip
_TYPED_CALLS = frozenset({"get", "post", "patch", "put", "delete"})  # oneone sends raw bodies, never models


@dataclass(frozen=True, slots=True)
class Built:
    """A package: the folder that azd deploys, the same as a zip, and how large they are (bytes)."""

    folder: Path
    zip: Path
    files: int
    unpacked: int
    zipped: int
    digest: str


class CannotPackage(Exception):
    """The package could not be made, or does not do its work; the message says why."""


def build(out: Path) -> Built:
    """Make `out/app` and `out/oneone.zip`; raises CannotPackage when a step fails or the zip is too large."""
    if sys.version_info[:2] not in VERSIONS:
        allowed = ", ".join(f"{major}.{minor}" for major, minor in VERSIONS)
        raise CannotPackage(f"Run this with Python {allowed}: bytecode and libraries are those of one version.")
    app = out / "app"
    shutil.rmtree(app, ignore_errors=True)
    app.mkdir(parents=True)
    _own_files(app)
    _libraries(app / LIBRARIES, "--constraint", str(VERSIONS_TAKEN))
    _prune_graph(app / LIBRARIES, graph_names(ROOT / "oneone" / "graph"))
    _prune_languages(app / LIBRARIES / "babel/locale-data")
    _prune(app / LIBRARIES)
    _compile(app)
    (app / ".funcignore").write_text("# Everything here is meant to be deployed.\n", encoding="utf-8")
    (app / "python-version").write_text(f"{sys.version_info[0]}.{sys.version_info[1]}\n", encoding="utf-8")
    zipped = out / "oneone.zip"
    files, size = _zip(app, zipped)
    if zipped.stat().st_size > MOST:
        raise CannotPackage(f"The zip has {zipped.stat().st_size / 1e6:.1f} MB; at most {MOST / 1e6:.0f} MB are meant.")
    digest = hashlib.sha256(zipped.read_bytes()).hexdigest()
    return Built(app, zipped, files, size, zipped.stat().st_size, digest)


def _own_files(app: Path) -> None:
    for name in ("function_app.py", "host.json", "LICENSE"):
        shutil.copy2(ROOT / name, app / name)
    for name in ("oneone", "templates"):
        shutil.copytree(ROOT / name, app / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    for name in NOT_DEPLOYED:
        unwanted = app / name
        if unwanted.is_dir():
            shutil.rmtree(unwanted)
        else:
            unwanted.unlink()


def lock() -> None:
    """Write the versions that pip takes for requirements.txt today; azure-functions differs by Python, so it stays."""
    with tempfile.TemporaryDirectory() as name:
        _libraries(Path(name))
        found = sorted(path.name.removesuffix(".dist-info") for path in Path(name).glob("*.dist-info"))
    lines = [
        f"{library.replace('_', '-')}=={version}" for library, _, version in (one.rpartition("-") for one in found)
    ]
    kept = VERSIONS_TAKEN.read_text(encoding="utf-8").splitlines()
    kept = [line for line in kept if line.startswith(("#", "azure-functions"))]
    lines = [line for line in lines if not line.startswith("azure-functions==")]
    VERSIONS_TAKEN.write_text("\n".join([*kept, *lines]) + "\n", encoding="utf-8")


def _libraries(target: Path, *limits: str) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    command += ["--target", str(target), "--only-binary", ":all:", "--implementation", "cp"]
    command += [f"--python-version={platform.python_version()}"]
    for one in PLATFORMS:
        command += ["--platform", one]
    command += ["--requirement", str(ROOT / "requirements.txt"), *limits]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise CannotPackage(f"pip could not install the libraries:\n{done.stderr.strip()}")


# ---------------------------------------------------------------- the Graph SDK


def graph_names(folder: Path) -> frozenset[str]:
    """Every attribute that oneone's Graph code reads: the builders among them are those it needs."""
    return frozenset(
        node.attr
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    )


def needed(library: Path, names: frozenset[str]) -> set[Path]:
    """The modules below `library/msgraph` that are reached from its client by these names.

    A builder imports the next one inside the property that returns it, so a property nobody reads cuts off its tree.
    """
    start = [library / "msgraph/__init__.py", library / "msgraph/graph_service_client.py"]
    start += [path for name in _graph_modules() if (path := library / f"{name.replace('.', '/')}.py").is_file()]
    found: set[Path] = set()
    while start:
        path = start.pop()
        if path in found:
            continue
        found.add(path)
        start += [one for one in _imported(path, library, names) if one not in found]
    return found


def _graph_modules() -> Iterator[str]:
    for path in (ROOT / "oneone/graph").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("msgraph"):
                yield node.module


def _imported(path: Path, library: Path, names: frozenset[str]) -> Iterator[Path]:
    for statement in _running(ast.parse(path.read_text(encoding="utf-8")).body, names):
        for node in ast.walk(statement):
            if isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").startswith("msgraph")):
                folder = path.parents[node.level - 1] if node.level else library
                target = folder.joinpath(*(node.module or "").split("."))
                for one in (target.with_suffix(".py"), target / "__init__.py"):
                    if one.is_file():
                        yield one


def _running(body: list[ast.stmt], names: frozenset[str]) -> Iterator[ast.stmt]:
    """Statements that can run: not those for type checkers, and of a class only what is called by these names."""
    for statement in body:
        if isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING":
            continue
        if isinstance(statement, ast.ClassDef):
            yield from _running(statement.body, names)
        elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            called = statement.name in names and statement.name not in _TYPED_CALLS
            if called or statement.name.startswith(("_", "to_")):
                yield statement
        else:
            yield statement


def _prune_graph(library: Path, names: frozenset[str]) -> None:
    kept = needed(library, names)
    for path in (library / "msgraph").rglob("*.py"):
        if path not in kept:
            path.unlink()


# ---------------------------------------------------------------- files


def _prune_languages(folder: Path) -> None:
    if str(folder.parents[1]) not in sys.path:
        sys.path.append(str(folder.parents[1]))  # its files name classes of babel
    for path in folder.glob("*.dat"):
        words = pickle.loads(path.read_bytes())  # noqa: S301 - babel's own, just installed
        lean = {key: {} if key in _UNUSED_WORDS else of for key, of in words.items()}  # babel reads some in passing
        path.write_bytes(pickle.dumps(lean, 2))


def _prune(library: Path) -> None:
    for name in _UNUSED_LIBRARIES:
        shutil.rmtree(library / name, ignore_errors=True)
        for information in library.glob(f"{name}-*.dist-info"):
            shutil.rmtree(information)
    for pattern in _UNUSED_MODULES:
        for path in library.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for folder, folders, files in os.walk(library, topdown=False):
        at = Path(folder)
        for name in files:
            if name in _UNUSED_FILES or name.endswith(_UNUSED_ENDINGS):
                (at / name).unlink()
        for name in folders:
            if name in _UNUSED_FOLDERS or not any((at / name).iterdir()):
                shutil.rmtree(at / name)


def _compile(app: Path) -> None:
    done = compileall.compile_dir(
        app,
        quiet=1,
        legacy=True,  # beside where the source was: azd leaves __pycache__ out of what it uploads
        force=True,
        stripdir=str(app),
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    if not done:
        raise CannotPackage("A module could not be compiled; see above.")
    for path in app.rglob("*.py"):
        if path != app / "function_app.py":
            path.unlink()  # a source beside it would be preferred
    (app / "function_app.pyc").unlink()


def _zip(app: Path, target: Path) -> tuple[int, int]:
    files = size = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(one for one in app.rglob("*") if one.is_file()):
            # One fixed time and mode: equal content is an equal zip.
            entry = zipfile.ZipInfo(path.relative_to(app).as_posix(), (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
            files += 1
            size += path.stat().st_size
    return files, size


def _tell_azd() -> None:
    """The next `azd provision` gives the app this Python."""
    azd = shutil.which("azd")
    if azd is None:
        raise CannotPackage("azd is not installed.")
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    subprocess.run([azd, "env", "set", "ONEONE_PYTHON", version], check=True)  # noqa: S603


def main() -> int:
    """Build, prove, and say what was made."""
    arguments = argparse.ArgumentParser(prog="make package", description=__doc__)
    arguments.add_argument("--out", type=Path, default=ROOT / "dist", help="where to (dist)")
    arguments.add_argument("--no-proof", action="store_true", help="build only")
    arguments.add_argument("--lock", action="store_true", help="only write the versions that the package takes")
    arguments.add_argument("--azd", action="store_true", help="note Python's version in the azd environment")
    asked = arguments.parse_args()
    try:
        if asked.lock:
            lock()
            return 0
        built = build(asked.out)
        sys.stdout.write(
            f"{built.zip}: {built.zipped / 1e6:.1f} MB, {built.files} files, {built.unpacked / 1e6:.1f} MB unpacked, "
            f"Python {sys.version_info[0]}.{sys.version_info[1]}\nsha256 {built.digest}\n"
        )
        if asked.azd:
            _tell_azd()
        if (sys.platform, platform.machine()) != ("linux", "x86_64"):
            sys.stdout.write("Not tried: what it holds runs on x64 Linux only.\n")
        elif not asked.no_proof:
            with tempfile.TemporaryDirectory(prefix="oneone-package-") as unpacked:
                with zipfile.ZipFile(built.zip) as archive:
                    archive.extractall(unpacked)
                at = Path(unpacked)
                sys.stdout.write(json.dumps(proven(at, at / LIBRARIES), indent=2) + "\n")
    except (CannotPackage, NotProven) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
