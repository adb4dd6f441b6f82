"""Rows of the admin's table and CSV files ↔ pairs."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from oneone.errors import BadInput
from oneone.model import Pair, PairKey
from oneone.pairs import COLUMNS, NAMES, Column, Value, pair, read_pairs, to_row, write_pairs

NOTEBOOK = "https://contoso.sharepoint.com/sites/sales/SiteAssets/Lee"
REQUIRED = {"manager": "dana@contoso.com", "rep": "lee@contoso.com", "notebook_url": NOTEBOOK}
FULL = Pair(
    key=PairKey("dana@contoso.com", "ana_fabrikam.com#ext#@contoso.onmicrosoft.com"),
    notebook_url=NOTEBOOK + "?wd=target%28x%29",
    manager_name="Dana Reyes",
    rep_name='Ana "Annie" Müller, Sr.',
    manager_mail="dana.reyes@contoso.com",
    rep_mail="ana@fabrikam.com",
    section="Team/1-1 Ana",
    shared_ok=True,
    agenda="weekly",
    level="second-line",
    cadence="monthly",
    weekday=6,
    time=time(16, 45),
    minutes=45,
    timezone="America/Chicago",
    starts_on=date(2026, 11, 23),
    account="bot@contoso.com",
    invite="series",
    invite_shows="titles",
    language="de-CH",
    active=False,
)


def read(values: Mapping[str, Value]) -> Pair:
    row = {**REQUIRED, **values}
    return pair(row, where=("pairs.csv", 3), default_timezone="Europe/Berlin", agendas=("weekly", "short"))


def problems(values: Mapping[str, Value]) -> dict[str | None, str]:
    with pytest.raises(BadInput) as caught:
        read(values)
    assert {(finding.file, finding.row) for finding in caught.value.findings} == {("pairs.csv", 3)}
    return {finding.column: finding.problem for finding in caught.value.findings}


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def from_file(path: Path) -> tuple[list[Pair], list[str]]:
    found, findings = read_pairs(path, default_timezone="UTC", agendas=("weekly",))
    return found, [str(finding) for finding in findings]


def test_blank_and_absent_columns_have_the_defaults_of_the_model() -> None:
    expected = Pair(PairKey("dana@contoso.com", "lee@contoso.com"), NOTEBOOK, timezone="Europe/Berlin")
    assert read({}) == expected
    assert read({name: "" for name in NAMES if name not in REQUIRED}) == expected


@pytest.mark.parametrize("column", [c for c in COLUMNS if c.default], ids=lambda c: c.name)
def test_each_written_default_is_what_a_blank_cell_means(column: Column) -> None:
    assert to_row(read({column.name: column.default})) == to_row(read({column.name: None}))
    assert str(to_row(read({}))[column.name]) == column.default


@pytest.mark.parametrize(
    ("column", "typed", "expected"),
    [
        ("active", "NO", False),
        ("active", "0", False),
        ("active", False, False),
        ("shared_ok", "ja", True),
        ("shared_ok", "x", True),
        ("shared_ok", 1, True),
        ("weekday", "Friday", 4),
        ("weekday", "Mi", 2),
        ("weekday", 1, 0),
        ("weekday", "7", 6),
        ("time", "9:05", time(9, 5)),
        ("time", "09:05:00", time(9, 5)),
        ("time", "1:30 PM", time(13, 30)),
        ("time", "12:15 am", time(0, 15)),
        ("minutes", 45, 45),
        ("timezone", "europe/paris", "Europe/Paris"),
        ("starts_on", "2026/11/23", date(2026, 11, 23)),
        ("starts_on", datetime(2026, 11, 23, tzinfo=UTC), date(2026, 11, 23)),
        ("language", "de_ch", "de-CH"),
        ("language", "zh-hans-cn", "zh-Hans-CN"),
        ("level", "Second Line", "second-line"),
        ("agenda", "Short", "short"),
        ("section", "Team / Lee", "Team/Lee"),
        ("account", "Bot@Contoso.com", "bot@contoso.com"),
        ("notebook_url", "http://127.0.0.1:8365/nb", "http://127.0.0.1:8365/nb"),
        ("notebook_url", "http://localhost:8365/nb", "http://localhost:8365/nb"),
    ],
)
def test_a_cell_is_read_leniently(column: str, typed: Value, expected: object) -> None:
    assert getattr(read({column: typed}), column) == expected


@pytest.mark.parametrize(
    ("column", "typed", "said"),
    [
        ("manager", "dana", "a user principal name, such as lee@contoso.com"),
        ("rep", "", "it is blank"),
        ("rep", "Dana@Contoso.com", "the same person"),
        ("rep_mail", "Lee <lee@contoso.com>", "a mail address"),
        ("notebook_url", "http://contoso.sharepoint.com/x", "begins with https://"),
        ("notebook_url", "http://localhost.evil.example/x", "begins with https://"),
        ("notebook_url", "https://me:secret@contoso.com/x", "begins with https://"),
        ("notebook_url", "https://[bad/x", "begins with https://"),
        ("notebook_url", "onenote:https://contoso.com/x", "not the address that opens the app"),
        ("section", "Group/Sub/Section", "Section or Group/Section"),
        ("section", "Lee & Dana", "Section or Group/Section"),
        ("section", "s" * 51, "at most 50 characters"),
        ("shared_ok", "perhaps", "yes or no"),
        ("agenda", "wekly", 'one of short, weekly, did you mean "weekly"?'),
        ("cadence", "weakly", 'weekly, biweekly or monthly, did you mean "weekly"?'),
        ("weekday", 0, "1 (Monday) to 7"),
        ("time", "24:00", "a time of day such as 09:00"),
        ("time", "13:00 pm", "a time of day such as 09:00"),
        ("minutes", "4", "from 5 to 480"),
        ("minutes", "half", "from 5 to 480"),
        ("timezone", "Europe/Berln", 'did you mean "Europe/Berlin"?'),
        ("timezone", "W. Europe Standard Time", "not a Windows name"),
        ("starts_on", "23.11.2026", "YYYY-MM-DD"),
        ("starts_on", "2026-02-30", "YYYY-MM-DD"),
        ("language", "German", "a tag such as en-GB or de"),
        ("invite", "none", "occurrence, series, create or off"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named_with_what_is_allowed(column: str, typed: Value, said: str) -> None:
    assert said in problems({column: typed})[column]


def test_all_problems_of_a_row_are_told_at_once() -> None:
    assert set(problems({"time": "noon", "active": "sometimes", "manager": ""})) == {"time", "active", "manager"}


def test_an_unknown_column_is_told_with_the_nearest_right_one() -> None:
    assert problems({"timezon": "UTC"}) == {"timezon": 'no such column, did you mean "timezone"?'}


def test_a_quoted_value_is_cut_so_that_a_finding_stays_one_line() -> None:
    assert len(problems({"time": "9" * 5000})["time"]) < 200


def test_a_table_row_is_words_an_admin_can_read_and_edit() -> None:
    row = to_row(FULL)
    assert tuple(row) == NAMES
    assert (row["shared_ok"], row["active"], row["weekday"]) == ("yes", "no", "sun")
    assert (row["time"], row["minutes"], row["starts_on"]) == ("16:45", 45, "2026-11-23")


def test_a_table_row_is_read_back_as_the_same_pair() -> None:
    assert pair(to_row(FULL), where=("t", None), default_timezone="UTC", agendas=("weekly",)) == FULL


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_exported_pairs_are_imported_as_the_same_pairs(tmp_path: Path, encoding: str) -> None:
    pairs = [FULL, read({})]
    path = written(tmp_path / "pairs.csv", write_pairs(pairs), encoding)
    assert from_file(path) == (pairs, [])


def test_good_rows_are_taken_and_bad_ones_named_with_file_and_row(tmp_path: Path) -> None:
    text = (
        "manager,rep,notebook_url,time\n"
        "dana@contoso.com,lee@contoso.com,https://c.com/1,09:00\n"
        "dana@contoso.com,ana@contoso.com,https://c.com/2,late\n"
        "\n"
        "dana@contoso.com,kim@contoso.com,https://c.com/3,10:00,what\n"
        "dana@contoso.com,pat@contoso.com,https://c.com/4,10:00\n"
    )
    found, said = from_file(written(tmp_path / "team.csv", text))
    assert [one.key.rep for one in found] == ["lee@contoso.com", "pat@contoso.com"]
    assert said == [
        'team.csv, row 3, time: "late" cannot be used; allowed is a time of day such as 09:00',
        "team.csv, row 5: 5 cells where the header names 4 columns; a text that contains a comma must stand in quotes",
    ]


def test_a_pair_that_stands_twice_is_not_taken_and_both_rows_are_named(tmp_path: Path) -> None:
    text = (
        "manager,rep,notebook_url\n"
        "dana@contoso.com,lee@contoso.com,https://c.com/1\n"
        "dana@contoso.com,ana@contoso.com,https://c.com/2\n"
        "Dana@contoso.com,LEE@contoso.com,https://c.com/3\n"
    )
    found, said = from_file(written(tmp_path / "pairs.csv", text))
    assert [one.key.rep for one in found] == ["ana@contoso.com"]
    assert said == [
        "pairs.csv, row 4, rep: the pair dana@contoso.com / lee@contoso.com stands in rows 2 and 4: "
        "keep one, none was taken"
    ]


def test_a_misspelt_column_refuses_the_file_since_its_default_would_be_taken_for_all(tmp_path: Path) -> None:
    text = "manager,rep,notebook_url,timezon\ndana@contoso.com,lee@contoso.com,https://c.com/1,Europe/Berlin\n"
    with pytest.raises(BadInput) as caught:
        from_file(written(tmp_path / "pairs.csv", text))
    assert [str(f) for f in caught.value.findings] == [
        'pairs.csv, row 1, timezon: no such column, did you mean "timezone"?'
    ]
