from __future__ import annotations

import csv
import io

from tests.cli.conftest import DANA, LEE, NOTEBOOK, PAIRS, ZOE, Shell

BAD = f"{DANA},kim@contoso.example,Dana Reyes,Kim,{NOTEBOOK.format('Kim')},someday,09:00,Mars\n"


def actives(oneone: Shell) -> dict[str, str]:
    return {row["rep"]: row["active"] for row in oneone("pairs", "list", "--json").data}


def test_an_import_adds_then_leaves_equal_rows_untouched_then_changes(oneone: Shell) -> None:
    pairs = oneone.file("pairs.csv", PAIRS)
    assert oneone("pairs", "import", pairs).out == "pairs.csv: 2 added, 0 changed, 0 unchanged.\n"
    assert oneone("pairs", "import", pairs).out == "pairs.csv: 0 added, 0 changed, 2 unchanged.\n"
    later = oneone.file("pairs.csv", PAIRS.replace("11:00", "11:30"))
    assert oneone("pairs", "import", later).out == "pairs.csv: 0 added, 1 changed, 1 unchanged.\n"
    assert [row["time"] for row in oneone("pairs", "list", "--json").data] == ["09:00", "11:30"]


def test_bad_rows_are_named_with_file_row_and_column_and_the_good_ones_are_imported(oneone: Shell) -> None:
    said = oneone("pairs", "import", oneone.file("team.csv", PAIRS + BAD))
    assert said.code == 1
    assert "2 added" in said.out
    assert "1 row not taken" in said.out
    assert "team.csv, row 4, weekday: " in said.err
    assert "team.csv, row 4, timezone: " in said.err
    assert set(actives(oneone)) == {LEE, ZOE}


def test_rows_that_are_not_in_the_file_stay(oneone: Shell) -> None:
    oneone("pairs", "import", oneone.file("pairs.csv", PAIRS))
    lee_only = "".join(line for line in PAIRS.splitlines(keepends=True) if "zoe" not in line)
    oneone("pairs", "import", oneone.file("pairs.csv", lee_only))
    assert actives(oneone) == {LEE: "yes", ZOE: "yes"}


def test_replace_names_the_others_first_and_sets_them_inactive(oneone: Shell) -> None:
    oneone("pairs", "import", oneone.file("pairs.csv", PAIRS))
    lee_only = oneone.file("lee.csv", "".join(line for line in PAIRS.splitlines(keepends=True) if "zoe" not in line))
    said = oneone("pairs", "import", lee_only, "--replace")
    assert said.code == 0
    assert said.out.splitlines()[0] == f"set inactive: {DANA} / {ZOE}"
    assert actives(oneone) == {LEE: "yes", ZOE: "no"}
    assert "set inactive" not in oneone("pairs", "import", lee_only, "--replace").out


def test_replace_with_a_row_nobody_can_read_sets_nobody_inactive(oneone: Shell) -> None:
    oneone("pairs", "import", oneone.file("pairs.csv", PAIRS))
    broken = oneone.file("pairs.csv", PAIRS.replace("11:00", "noonish"))
    said = oneone("pairs", "import", broken, "--replace")
    assert said.code == 1
    assert "none was set inactive" in said.err
    assert actives(oneone) == {LEE: "yes", ZOE: "yes"}


def test_a_check_says_the_same_and_writes_nothing(oneone: Shell) -> None:
    good, bad = oneone.file("good.csv", PAIRS), oneone.file("bad.csv", PAIRS + BAD)
    assert oneone("pairs", "check", good).code == 0
    said = oneone("pairs", "check", bad)
    assert said.code == 1
    assert "bad.csv, row 4, weekday: " in said.err
    assert not (oneone.folder / "oneone.sqlite").exists()


def test_a_notebook_shared_by_two_reps_is_said_at_check_and_at_import(oneone: Shell) -> None:
    shared = oneone.file("pairs.csv", PAIRS.replace("Notebooks/Zoë", "Notebooks/Lee"))
    for verb in ("check", "import"):
        said = oneone("pairs", verb, shared)
        assert said.code == 1
        assert said.err.count("Give each rep a notebook of their own") == 2


def test_what_is_exported_can_be_imported_and_changes_nothing(oneone: Shell) -> None:
    oneone("pairs", "import", oneone.file("pairs.csv", PAIRS))
    out = oneone.folder / "out.csv"
    assert oneone("pairs", "export", out).code == 0
    assert oneone("pairs", "import", out).out == "out.csv: 0 added, 0 changed, 2 unchanged.\n"
    rows = list(csv.DictReader(io.StringIO(oneone("pairs", "export").out)))
    assert [(row["rep"], row["rep_name"]) for row in rows] == [(LEE, "Lee Park"), (ZOE, "Zoë Lind")]


def test_an_empty_table_says_how_to_fill_it(oneone: Shell) -> None:
    assert "oneone pairs import FILE" in oneone("pairs", "list").out
    assert oneone("pairs", "list", "--json").data == []


def test_a_file_that_is_none_is_one_sentence(oneone: Shell) -> None:
    said = oneone("pairs", "import", oneone.folder / "nope.csv")
    assert (said.code, said.out) == (1, "")
    assert "no such file" in said.err
