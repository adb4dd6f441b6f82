"""Files of figures: what is taken, and how the rest is named."""

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from oneone.errors import BadInput, Finding
from oneone.model import Deal, Kpi
from oneone.numbers.sources.figure_files import figure_tables, read_deals, read_kpis
from oneone.numbers.sources.table_file import Table, tables

KPIS = "rep,metric,date,value,target,unit\n"
DEALS = (
    "rep,deal_id,name,account,amount,currency,stage,close_date,forecast_category,probability,created_on,"
    "last_activity_on,next_step,close_plan_on,contact_roles,verifiers,as_of\n"
)


def table(path: Path) -> Table:
    [only] = tables(path)
    return only


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deals.csv"


def kpis(path: Path, text: str) -> tuple[list[tuple[str, Kpi]], list[str]]:
    path.write_bytes(text.encode())
    findings: list[Finding] = []
    return list(read_kpis(table(path), findings)), [str(finding) for finding in findings]


def deals(path: Path, text: str) -> tuple[list[tuple[str, Deal, date | None]], list[str]]:
    path.write_bytes(text.encode())
    findings: list[Finding] = []
    return list(read_deals(table(path), findings)), [str(finding) for finding in findings]


def refused(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(BadInput) as caught:
        read_deals(table(path), [])
    return str(caught.value)


def test_a_full_deal_row_becomes_a_deal(file: Path) -> None:
    row = (
        "Lee@Contoso.com,006A,Renewal,Adatum,3393.00,usd,Proposal,2026-12-01,Commit,50%,2026-09-01,2026/11/20,"
        '"call, then offer",2026-11-25,champion=Ana; economic buyer=,discovery=2026-10-02; proposal=,2026-11-20\n'
    )
    expected = Deal(
        id="006A",
        name="Renewal",
        account="Adatum",
        amount=Decimal("3393.00"),
        currency="USD",
        stage="Proposal",
        close=date(2026, 12, 1),
        category="Commit",
        probability=50,
        created=date(2026, 9, 1),
        last_activity=date(2026, 11, 20),
        next_step="call, then offer",
        close_plan=date(2026, 11, 25),
        contact_roles="champion=Ana; economic buyer=",
        verifiers="discovery=2026-10-02; proposal=",
    )
    assert deals(file, DEALS + row) == ([("lee@contoso.com", expected, date(2026, 11, 20))], [])


def test_blank_cells_are_unknown_and_absent_columns_too(file: Path) -> None:
    assert deals(file, "rep,deal_id,name\nlee@contoso.com,1,\n") == ([("lee@contoso.com", Deal("1", "1"), None)], [])


def test_a_kpi_row_becomes_a_figure_and_one_without_value_and_target_says_nothing(file: Path) -> None:
    text = (
        KPIS + "lee@c.com,Won,2026-11-20,-5.5,30,EUR\nlee@c.com,Rate,2026-11-20,,60,%\n"
        "lee@c.com,Calls,2026-11-20,7,,\nlee@c.com,Visits,2026-11-20,,,\n"
    )
    assert kpis(file, text) == (
        [
            ("lee@c.com", Kpi("Won", date(2026, 11, 20), Decimal("-5.5"), Decimal(30), "EUR")),
            ("lee@c.com", Kpi("Rate", date(2026, 11, 20), None, Decimal(60), "percent")),
            ("lee@c.com", Kpi("Calls", date(2026, 11, 20), Decimal(7), None, "count")),
        ],
        [],
    )


@pytest.mark.parametrize(
    ("column", "typed", "allowed"),
    [
        ("amount", "3,39,300", "a plain number"),
        ("amount", "1.234.56", "a plain number"),
        ("amount", "#N/A", "a plain number"),
        ("amount", "$5", "no currency sign"),
        ("amount", "1e999", "a plain number"),
        ("amount", "NaN", "a plain number"),
        ("amount", "-1", "0 or more"),
        ("currency", "EURO", "ISO 4217"),
        ("probability", "-5", "from 0 to 100"),
        ("probability", "101", "from 0 to 100"),
        ("close_date", "01/12/2026", "YYYY-MM-DD"),
        ("close_date", "2026-12-32", "YYYY-MM-DD"),
        ("as_of", "yesterday", "YYYY-MM-DD"),
    ],
)
def test_a_cell_of_a_deal_that_cannot_be_read_is_named_and_the_next_row_goes_on(
    file: Path, column: str, typed: str, allowed: str
) -> None:
    text = f'rep,deal_id,name,{column}\nlee@c.com,1,Bad,"{typed}"\nlee@c.com,2,Good,\n'
    found, said = deals(file, text)
    assert [deal.id for _, deal, _ in found] == ["2"]
    assert len(said) == 1
    assert said[0].startswith(f"deals.csv, row 2, {column}: ")
    assert allowed in said[0]


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("lee,Won,2026-11-20,1,,", "rep", "a user principal name"),
        ("lee@c.com,,2026-11-20,1,,", "metric", "it is blank"),
        ("lee@c.com,Won,,1,,", "date", "it is blank; allowed is a date as YYYY-MM-DD"),
        ("lee@c.com,Won,2026-11-20,many,,", "value", "a plain number"),
        ("lee@c.com,Won,2026-11-20,1,,pct", "unit", "count, percent, or a currency code"),
        ("lee@c.com,Won,2026-11-20,1,,percnt", "unit", 'did you mean "percent"?'),
    ],
)
def test_a_cell_of_a_figure_that_cannot_be_read_is_named(file: Path, row: str, column: str, said: str) -> None:
    found, findings = kpis(file, KPIS + row + "\n")
    assert found == []
    assert findings[0].startswith(f"deals.csv, row 2, {column}: ")
    assert said in findings[0]


def test_a_deal_or_figure_that_stands_twice_is_taken_once_and_named(file: Path) -> None:
    found, said = deals(file, "rep,deal_id,name\nlee@c.com,1,A\nana@c.com,1,B\nLEE@c.com,1,C\n")
    assert [deal.name for _, deal, _ in found] == ["A", "B"]
    assert said == ["deals.csv, row 4, deal_id: the same deal of the same rep stands in row 2: keep one"]
    figures, said = kpis(file, KPIS + "lee@c.com,Won,2026-11-20,1,,\nlee@c.com,won,2026-11-20,2,,\n")
    assert [kpi.value for _, kpi in figures] == [Decimal(1)]
    assert "stands in row 2" in said[0]


def test_a_row_with_too_many_or_too_few_cells_is_named_by_the_line_it_begins_on(file: Path) -> None:
    text = 'rep,deal_id,name\nlee@c.com,1,"two\nlines"\n\nlee@c.com,2\nlee@c.com,3,X,Y\nlee@c.com,4,Z,,\n'
    found, said = deals(file, text)
    assert [deal.id for _, deal, _ in found] == ["1", "4"]
    assert [finding.split(": ")[0] for finding in said] == ["deals.csv, row 5", "deals.csv, row 6"]


def test_a_bad_row_with_a_known_deal_is_told_so_that_the_deal_is_not_taken_as_gone(file: Path) -> None:
    file.write_text("rep,deal_id,name,amount\nlee@c.com,1,A,5\nlee@c.com,2,B,much\n")
    rows = read_deals(table(file), [])
    assert [deal.id for _, deal, _ in rows] == ["1"]
    assert (rows.broken, rows.whole) == ({("lee@c.com", "2")}, True)


@pytest.mark.parametrize("bad", ["lee@c.com,,B,1", "lee,2,B,1", "lee@c.com,2"])
def test_a_row_that_does_not_say_its_deal_makes_the_file_no_full_picture(file: Path, bad: str) -> None:
    file.write_text(f"rep,deal_id,name,amount\nlee@c.com,1,A,5\n{bad}\n")
    rows = read_deals(table(file), [])
    assert [deal.id for _, deal, _ in rows] == ["1"]
    assert not rows.whole


def test_a_good_file_is_a_full_picture_even_with_a_column_of_the_crm_s_own(file: Path) -> None:
    file.write_text("rep,deal_id,name,ammount\nlee@c.com,1,A,5\n")
    findings: list[Finding] = []
    rows = read_deals(table(file), findings)
    assert len(list(rows)) == 1
    assert rows.whole
    assert [str(f) for f in findings] == ['deals.csv, row 1, ammount: no such column, did you mean "amount"?']


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_comma_semicolon_and_tab_separate_and_header_names_are_folded(file: Path, separator: str) -> None:
    text = "\ufeffRep,Deal ID,Name\r\nlee@c.com,1,Ünal\r\n".replace(",", separator)
    assert deals(file, text) == ([("lee@c.com", Deal("1", "Ünal"), None)], [])


def test_characters_that_no_page_may_contain_become_blanks(file: Path) -> None:
    assert deals(file, "rep,deal_id,name\nlee@c.com,1,a\x00b\x0bc\n")[0][0][1].name == "a b c"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("rep,deal_id,name\nlee@c.com,1,x\n".encode("utf-16"), "UTF-16"),
        ("rep,deal_id,name\nlee@c.com,1,x\n".encode("utf-16-le"), "UTF-16"),
        (("rep,deal_id,name\n" + "lee@c.com,1,x\n" * 5000 + "lee@c.com,1,Ünal\n").encode("cp1252"), "UTF-8"),
        (b"PK\x03\x04rest of a workbook", "Excel"),
    ],
)
def test_another_encoding_is_refused_with_what_to_do(file: Path, data: bytes, said: str) -> None:
    message = refused(file, data)
    assert said in message
    assert 'Save it as "CSV UTF-8"' in message


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n", "is empty"),
        (b"rep,deal_id,name\n,,\n", "no row under its header"),
        (b"rep,deal_id,name,Name\nlee@c.com,1,x,y\n", "row 1, name: this column stands there twice"),
        (b"rep,deal,name\nlee@c.com,1,x\n", 'row 1, deal: no such column, did you mean "deal_id"?'),
        (b"rep,deal,name\nlee@c.com,1,x\n", "row 1, deal_id: this required column is not in the header"),
        (b'rep,deal_id,name\nlee@c.com,1,x\nlee@c.com,2,"x\n', "Nothing was taken from it"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_before_its_first_row(file: Path, data: bytes, said: str) -> None:
    assert said in refused(file, data)


def test_a_file_that_is_not_there_is_named(file: Path) -> None:
    with pytest.raises(BadInput, match="there is no such file"):
        figure_tables(file)


@pytest.mark.parametrize(
    ("text", "expected"), [(KPIS + "a,b,c,d,e,f\n", "kpis"), ("Deal_ID,rep,NAME\n1,2,3\n", "deals")]
)
def test_the_header_tells_which_file_it_is(file: Path, text: str, expected: str) -> None:
    file.write_text(text)
    assert [which for which, _ in figure_tables(file)] == [expected]


@pytest.mark.parametrize(
    ("text", "said"),
    [("manager,rep,notebook_url\na,b,c\n", "oneone pairs import"), ("a,b\n1,2\n", "neither a KPI file nor a deals")],
)
def test_another_file_is_refused_with_what_it_should_be(file: Path, text: str, said: str) -> None:
    file.write_text(text)
    with pytest.raises(BadInput, match=said):
        figure_tables(file)


# ---------------------------------------------------------------- a file that changes, or is cut off


def test_a_file_that_is_replaced_after_it_was_opened_is_read_as_it_was(file: Path) -> None:
    file.write_text("rep,deal_id,name,amount,probability\nlee@c.com,1,A,1000,50\n")
    [(_, opened)] = figure_tables(file)
    other = file.with_name("new.csv")
    other.write_text("rep,deal_id,name,probability,amount\nlee@c.com,1,A,50,1000\n")
    other.replace(file)
    [(_, deal, _)] = list(read_deals(opened, []))
    assert (deal.amount, deal.probability) == (Decimal(1000), 50)


def test_a_file_that_is_written_to_while_it_is_read_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("rep,deal_id,name\nlee@c.com,1,A\n")
    real, looks = os.fstat, []

    def grows(handle: int) -> os.stat_result:
        looks.append(handle)
        if len(looks) == 2:
            with file.open("a") as still:
                still.write("lee@c.com,2,B\n")
        return real(handle)

    monkeypatch.setattr("oneone.numbers.sources.table_file.os.fstat", grows)
    with pytest.raises(BadInput, match=r"changed while it was read\. Nothing was taken from it; run it again"):
        tables(file)


@pytest.mark.parametrize(
    "end",
    [
        "lee@c.com,2,B,12",  # in the last cell but one
        "lee@c.com,2,B,1200,2026-11-2",  # in the last
        "lee@c.co",
    ],
)
def test_a_file_that_ends_inside_a_row_is_no_full_picture(file: Path, end: str) -> None:
    file.write_text(f"rep,deal_id,name,amount,as_of\nlee@c.com,1,A,5,2026-11-20\n{end}")
    findings: list[Finding] = []
    rows = read_deals(table(file), findings)
    assert [deal.id for _, deal, _ in rows] == ["1"]
    assert not rows.whole
    assert "the file ends inside this row and may have been cut off" in str(findings[-1])
    assert {finding.row for finding in findings} == {3}


def test_a_last_row_without_the_end_of_a_line_is_as_good_as_another(file: Path) -> None:
    file.write_text("rep,deal_id,name,amount\nlee@c.com,1,A,much\nlee@c.com,2,B,5")
    rows = read_deals(table(file), [])
    assert [deal.id for _, deal, _ in rows] == ["2"]
    assert (rows.whole, rows.broken) == (True, {("lee@c.com", "1")})


# ---------------------------------------------------------------- failed formulas, and what a customer did


@pytest.mark.parametrize("left", ["#N/A", "#REF!", "#NAME?", "#DIV/0!", "#WERT!", "#NV", "#¡REF!", "#¿NOMBRE?"])
@pytest.mark.parametrize("column", ["account", "stage", "next_step"])
def test_what_a_failed_formula_left_is_no_text(file: Path, left: str, column: str) -> None:
    found, said = deals(file, f"rep,deal_id,name,{column}\nlee@c.com,1,A,{left}\nlee@c.com,2,B,#1 of two\n")
    assert [deal.id for _, deal, _ in found] == ["2"]
    assert said == [f'deals.csv, row 2, {column}: "{left}": a formula failed here; allowed is any text, or a blank']


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("meeting=01.10.2026; discovery=2026-10-02", "meeting=2026-10-01; discovery=2026-10-02"),
        ("meeting=2026-10-01T09:30:00Z;proposal=", "meeting=2026-10-01;proposal="),
        ("meeting=46296", "meeting=2026-10-01"),
        ("proposal=https://c.example/4711; meeting=on 2026-10-01 by phone", None),
        ("meeting=yes", None),
        ("meeting", None),
    ],
)
def test_the_day_of_what_a_customer_did_is_read_as_any_other_day(file: Path, typed: str, kept: str | None) -> None:
    found, said = deals(file, f"rep,deal_id,name,verifiers\nlee@c.com,1,A,{typed}\n")
    assert ([deal.verifiers for _, deal, _ in found], said) == ([kept or typed], [])


def test_slashed_days_of_what_customers_did_follow_their_column(file: Path) -> None:
    head = "rep,deal_id,name,verifiers\n"
    found, _ = deals(file, f"{head}lee@c.com,1,A,meeting=3/4/2026\nlee@c.com,2,B,x=; meeting=3/14/2026\n")
    assert [deal.verifiers for _, deal, _ in found] == ["meeting=2026-03-04", "x=; meeting=2026-03-14"]


@pytest.mark.parametrize("typed", ["meeting=3/4/2026", "meeting=1 Oct 26", "meeting=31.11.2026"])
def test_a_day_of_what_a_customer_did_that_cannot_be_read_is_named(file: Path, typed: str) -> None:
    found, said = deals(file, f"rep,deal_id,name,verifiers\nlee@c.com,1,A,{typed}\n")
    assert found == []
    assert said[0].startswith(
        f'deals.csv, row 2, verifiers: "{typed}" cannot be read; allowed is name=day (YYYY-MM-DD)'
    )
