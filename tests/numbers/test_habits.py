"""What a column shows of how it is written: 12.500, 0.4 and 1 are never guessed by a factor."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from oneone.errors import BadInput, Finding
from oneone.importing import import_file
from oneone.numbers.sources.figure_files import figure_tables, read_deals, read_kpis, read_people
from oneone.store.ledger import Ledger
from oneone.store.table import open_store
from tests.numbers.test_workbook import workbook

L = "lee@c.com"
KPIS = ["rep", "metric", "date", "value", "target", "unit"]


def amounts(tmp_path: Path, *typed: str) -> tuple[list[str | None], list[str], list[str]]:
    """A semicolon-separated deals file: amounts as read, notes, findings."""
    path = tmp_path / "deals.csv"
    rows = "".join(f'{L};{n};Deal;"{text}"\n' for n, text in enumerate(typed))
    path.write_text(f"rep;deal_id;name;amount\n{rows}", encoding="utf-8")
    findings: list[Finding] = []
    [(_, table)] = figure_tables(path)
    deals = read_deals(table, findings)
    read = [None if deal.amount is None else f"{deal.amount:f}" for _, deal, _ in deals]
    return read, deals.notes, [str(finding) for finding in findings]


def figures(
    tmp_path: Path, *rows: tuple[str, str, str, str], sign: str = ";"
) -> tuple[dict[str, tuple[str, str]], list[str], list[str]]:
    """A file of figures: what is read by metric, notes, findings."""
    path = tmp_path / "kpis.csv"
    lines = [KPIS, *([L, metric, "2026-11-20", value, target, unit] for metric, value, target, unit in rows)]
    path.write_text("".join(f"{sign.join(line)}\n" for line in lines), encoding="utf-8")
    findings: list[Finding] = []
    [(_, table)] = figure_tables(path)
    read = read_kpis(table, findings)
    found = {kpi.metric: (f"{kpi.value or Decimal(0):f}", f"{kpi.target or Decimal(0):f}") for _, kpi in read}
    return found, read.notes, [str(finding) for finding in findings]


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("proof", "typed", "meant"),
    [
        ("1.234,56", "12.500", "12500"),
        ("1.250.000", "250.000", "250000"),
        ("12,50", "1.250", "1250"),
        ("0,125", "12.500", "12500"),
        ("1,234.56", "12,500", "12500"),
        ("1,250,000", "250,000", "250000"),
        ("3393.00", "12,500", "12500"),
        ("1234.125", "12.500", "12.500"),  # three decimals are usual here
        ("3393.5", "12.125", "12.125"),
        ("1234,500", "12,500", "12.500"),
    ],
)
def test_one_value_that_proves_it_tells_how_its_column_is_written(
    tmp_path: Path, proof: str, typed: str, meant: str
) -> None:
    for order in ((proof, typed), (typed, proof)):
        read, notes, said = amounts(tmp_path, *order, "980", "")
        assert (read[order.index(typed)], read[2:], said) == (meant, ["980", None], [])
        shown = f"{Decimal(meant).normalize():f}"
        assert notes == [f"deals.csv, amount: numbers such as {typed} were read as {shown}."]


@pytest.mark.parametrize(
    "typed",
    [
        "1'250",
        "1\N{RIGHT SINGLE QUOTATION MARK}250",
        "1 250",
        "1\N{NO-BREAK SPACE}250",
        "1\N{NARROW NO-BREAK SPACE}250",
    ],
)
def test_an_apostrophe_and_a_space_only_set_thousands_apart(tmp_path: Path, typed: str) -> None:
    assert amounts(tmp_path, typed, f"{typed},5")[0] == ["1250", "1250.5"]
    assert amounts(tmp_path, typed, f"{typed}.5")[0] == ["1250", "1250.5"]


@pytest.mark.parametrize(
    ("typed", "also"),
    [
        ("12.500", ()),
        ("12.500", ("980", "")),
        ("12,500", ("980",)),
        ("12.500", ("3393.00",)),  # beside two decimals nobody writes 12.500 for 12.50
        ("12,500", ("12,50",)),
        ("12.500", ("1.234,56", "1,234.56")),  # both
    ],
)
def test_a_number_that_may_be_a_thousand_times_as_much_is_refused_with_what_to_write(
    tmp_path: Path, typed: str, also: tuple[str, ...]
) -> None:
    with pytest.raises(BadInput) as caught:
        amounts(tmp_path, *also, typed)
    said = str(caught.value).splitlines()
    assert said[0] == "deals.csv cannot be used as it is. Nothing was taken from it."
    assert said[1] == (
        f'deals.csv, row {len(also) + 2}, amount: "{typed}" may be 12500 or 12.5; write 12500.00 or 12.50: '
        "the column does not tell which"
    )


@pytest.mark.parametrize("plain", [("3393.00", "980.5", "12"), ("0.500", "0.125"), ("1234.500",), ("1e5", "7")])
def test_what_machines_write_is_read_as_ever(tmp_path: Path, plain: tuple[str, ...]) -> None:
    read, notes, said = amounts(tmp_path, *plain)
    assert (read, notes) == ([text for text in plain if "e" not in text], [])
    assert len(said) == len(plain) - len(read)


def test_a_decimal_comma_in_another_column_is_proof_too_and_a_point_is_not(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"

    def read(amount: str, share: str) -> list[Decimal | None]:
        path.write_text(f"rep;deal_id;name;amount;probability\n{L};1;A;{amount};{share}\n")
        [(_, table)] = figure_tables(path)
        return [deal.amount for _, deal, _ in read_deals(table, [])]

    assert read("12.500", "37,5") == [Decimal(12_500)]
    with pytest.raises(BadInput, match=r'deals.csv, row 2, amount: "12.500" may be 12500 or 12.5'):
        read("12.500", "37.5")


def test_values_and_targets_of_a_german_file_are_one_column(tmp_path: Path) -> None:
    found, _, said = figures(
        tmp_path, ("Umsatz", "12.500", "30.000", "EUR"), ("Quote", "42,5", "60", "percent"), ("Anrufe", "7", "", "")
    )
    assert (found, said) == ({"Umsatz": ("12500", "30000"), "Quote": ("42.5", "60"), "Anrufe": ("7", "0")}, [])
    with pytest.raises(BadInput, match=r"kpis\.csv, row 2, value: ") as caught:
        figures(tmp_path, ("Umsatz", "12.500", "30.000", "EUR"))
    assert "kpis.csv, row 2, target: " in str(caught.value)


def test_a_file_that_may_mean_two_things_stores_nothing_of_any_sheet(tmp_path: Path) -> None:
    path = tmp_path / "figures.xlsx"
    sheets: dict[str, list[list[object]]] = {
        "KPIs": [[*KPIS], [L, "Won", date(2026, 11, 20), 5, 6, "EUR"]],
        "Deals": [["rep", "deal_id", "name", "amount"], [L, 1, "A", "12.500"]],
    }
    path.write_bytes(workbook(sheets))
    store = open_store(f"sqlite:///{tmp_path.as_posix()}/s.sqlite")
    with pytest.raises(BadInput, match=r"figures\.xlsx, sheet Deals, row 2, amount"):
        import_file(Ledger(store).figures, path, date(2026, 11, 20))
    assert Ledger(store).figures.of(L).kpis == ()
    store.close()


def test_a_number_in_a_cell_of_excel_means_what_it_is_whatever_texts_stand_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "figures.xlsx"
    rows: list[list[object]] = [[L, 1, "A", 12.125], [L, 2, "B", "12.500"], [L, 3, "C", "1.234,56"], [L, 4, "D", 1e15]]
    path.write_bytes(workbook({"Deals": [["rep", "deal_id", "name", "amount"], *rows]}))
    [(_, table)] = figure_tables(path)
    read = [str(deal.amount) for _, deal, _ in read_deals(table, [])]
    assert read == ["12.125", "12500", "1234.56", "1000000000000000"]


def test_people_write_their_numbers_as_others_do(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(f"rep;definition;earnings_now;earnings_goal;win_rate\n{L};Mehr;90.000;130.000,50;42,5\n")
    [(_, table)] = figure_tables(path)
    [(_, wish)] = list(read_people(table, []))
    assert (wish.earnings_now, wish.earnings_goal, wish.win_rate) == (
        Decimal(90_000),
        Decimal("130000.50"),
        Decimal("42.5"),
    )


# ---------------------------------------------------------------- shares


def test_parts_of_one_are_told_by_values_and_targets_together(tmp_path: Path) -> None:
    found, notes, said = figures(tmp_path, ("Win rate", "1", "0.6", "percent"), sign=",")
    assert (found, said) == ({"Win rate": ("100", "60.0")}, [])
    assert notes == ["kpis.csv, Win rate: shares such as 0.4 were read as 40 %."]


@pytest.mark.parametrize(
    ("value", "target", "said"),
    [
        ("1", "1", '"1" may be 1 % or 100 %; write 1% or 100%'),
        ("1", "", '"1" may be 1 % or 100 %; write 1% or 100%'),
        ("1.2", "1", '"1.2" may be 1.2 % or 120 %; write 1.2% or 120%'),
        ("0.85", "1.2", '"0.85" may be 0.85 % or 85 %; write 0.85% or 85%'),
        ("0.4", "40", '"0.4" may be 0.4 % or 40 %; write 0.4% or 40%'),
    ],
)
def test_a_share_that_may_be_a_hundred_times_as_much_is_refused_and_other_figures_go_on(
    tmp_path: Path, value: str, target: str, said: str
) -> None:
    found, _, findings = figures(tmp_path, ("Rate", value, target, "percent"), ("Calls", "1", "2", "count"), sign=",")
    assert found == {"Calls": ("1", "2")}
    assert findings[0] == f"kpis.csv, row 2, value: {said}"


@pytest.mark.parametrize(
    ("value", "target", "meant"),
    [("120%", "100 %", ("120", "100")), ("0%", "0", ("0", "0")), ("12", "1", ("12", "1")), ("-5", "42,5", None)],
)
def test_a_share_with_its_sign_or_beside_large_ones_is_percent(
    tmp_path: Path, value: str, target: str, meant: tuple[str, str] | None
) -> None:
    found, _, said = figures(tmp_path, ("Rate", value, target, "%"))
    assert (found["Rate"], said) == (meant or ("-5", "42.5"), [])


def test_a_likelihood_below_one_beside_large_ones_refuses_its_row_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(f"rep,deal_id,name,probability\n{L},1,A,0.4\n{L},2,B,40\n{L},3,C,0\n{L},4,D,1\n{L},5,E,0.4%\n")
    findings: list[Finding] = []
    [(_, table)] = figure_tables(path)
    rows = read_deals(table, findings)
    assert [(deal.id, deal.probability) for _, deal, _ in rows] == [("2", 40), ("3", 0), ("4", 1), ("5", 0)]
    assert rows.broken == {(L, "1")}
    assert [str(finding) for finding in findings] == [
        'deals.csv, row 2, probability: "0.4" may be 0.4 % or 40 %; write 0.4% or 40%'
    ]


def test_likelihoods_of_nothing_and_one_alone_are_refused_by_row(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(f"rep,deal_id,name,probability\n{L},1,A,1\n{L},2,B,0\n{L},3,C,100%\n")
    findings: list[Finding] = []
    [(_, table)] = figure_tables(path)
    assert [(deal.id, deal.probability) for _, deal, _ in read_deals(table, findings)] == [("2", 0), ("3", 100)]
    assert "write 1% or 100%" in str(findings[0])
