"""Workbooks and the ways in which people and CRMs write days and shares."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from oneone.errors import BadInput, Finding
from oneone.importing import import_file
from oneone.numbers.sources.cell_marks import marks_of
from oneone.numbers.sources.figure_files import figure_tables, read_deals, read_kpis, read_people
from oneone.store.ledger import Ledger
from oneone.store.table import open_store

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Percent(float):
    """A number in a cell shown in percent."""

    style = 2


class Tenths(Percent):
    """The same with a format of the user's own, such as 0.0%."""

    style = 3


class Failed(str):
    """What a formula left that failed."""


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    """A workbook as Excel writes it, the least of it; numbers are numbers, dates Excel's own day numbers."""

    def cell(value: object) -> str:
        if isinstance(value, date):  # style 1 shows a number as a date
            return f'<c s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
        if isinstance(value, Failed):
            return f'<c t="e"><f>VLOOKUP(1,A1,2)</f><v>{value}</v></c>'
        if isinstance(value, Percent):
            return f'<c s="{value.style}"><v>{float(value)}</v></c>'
        if isinstance(value, int | float):
            return f"<c><v>{value}</v></c>"
        return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>' if value is not None else "<c/>"

    files = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        + "".join(f'<sheet name="{name}" sheetId="{n}" r:id="s{n}"/>' for n, name in enumerate(sheets, 1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="s{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        + f'<Relationship Id="st" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="0.0%"/>'
        '<numFmt numFmtId="165" formatCode="0&quot; %&quot;"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
        '<cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/><xf numFmtId="164"/>'
        '<xf numFmtId="165"/></cellXfs></styleSheet>',
    }
    for n, rows in enumerate(sheets.values(), 1):
        lines = "".join(f"<row>{''.join(cell(value) for value in row)}</row>" for row in rows)
        files[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return out.getvalue()


BOOK = workbook(
    {
        "Notes": [["Anything"], ["written here"]],
        "KPIs": [
            ["Rep", "Metric", "Date", "Value", "Target", "Unit"],
            ["lee@c.com", "Won this month", date(2026, 11, 20), 12000, 30000, "EUR"],
            ["lee@c.com", "Win rate", date(2026, 11, 20), 0.42, 0.6, "percent"],
            ["lee@c.com", "Bad", "some day", 1, None, None],
        ],
        "Deals": [
            ["rep", "deal id", "name", "amount", "close date", "probability"],
            ["lee@c.com", 4711, "Renewal", 1234.5, date(2026, 12, 1), 0.4],
            ["lee@c.com", "006B", "Pilot", None, None, 1],
        ],
    }
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "numbers.xlsx").write_bytes(BOOK)
    return tmp_path / "numbers.xlsx"


def test_each_sheet_is_what_its_header_says_and_others_are_left_out(book: Path) -> None:
    assert [(which, table.name) for which, table in figure_tables(book)] == [
        ("kpis", "numbers.xlsx, sheet KPIs"),
        ("deals", "numbers.xlsx, sheet Deals"),
    ]


def test_cells_of_excel_are_read_as_they_are_meant(book: Path) -> None:
    findings: list[Finding] = []
    (_, kpis), (_, deals) = figure_tables(book)
    figures = [kpi for _, kpi in read_kpis(kpis, findings)]
    assert [(kpi.metric, kpi.on, kpi.value, kpi.target) for kpi in figures] == [
        ("Won this month", date(2026, 11, 20), Decimal(12_000), Decimal(30_000)),
        ("Win rate", date(2026, 11, 20), Decimal(42), Decimal(60)),
    ]
    assert [str(finding).split(";")[0] for finding in findings] == [
        'numbers.xlsx, sheet KPIs, row 4, date: "some day" cannot be read'
    ]
    rows = read_deals(deals, [])
    read = [deal for _, deal, _ in rows]
    assert [(d.id, d.amount, d.close, d.probability) for d in read] == [
        ("4711", Decimal("1234.5"), date(2026, 12, 1), 40),
        ("006B", None, None, 100),
    ]
    assert rows.notes == ["numbers.xlsx, sheet Deals, probability: shares such as 0.4 were read as 40 %."]


def test_a_workbook_is_imported_sheet_by_sheet(book: Path, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path.as_posix()}/s.sqlite")
    figures = Ledger(store).figures
    said = [read.summary for read in import_file(figures, book, date(2026, 11, 20))]
    assert said == [
        "numbers.xlsx, sheet KPIs: 2 figures of 1 rep, 2 new or changed, 1 row not taken.",
        "numbers.xlsx, sheet Deals: 2 deals of 1 rep, 2 new, changed or gone.",
    ]
    assert figures.of("lee@c.com").as_of == date(2026, 11, 20)
    store.close()


def test_a_workbook_without_our_tables_is_refused_with_what_is_needed(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    path.write_bytes(workbook({"A": [["product", "price"], ["x", 1]], "B": [["a", "b"], [1, 2]]}))
    with pytest.raises(BadInput, match="KPIs need the columns rep, metric, date, value") as caught:
        figure_tables(path)
    assert "other.xlsx, sheet A: the header names product, price" in str(caught.value)


def deals(tmp_path: Path, text: str) -> tuple[list[tuple[date | None, int | None]], list[str], list[str]]:
    path = tmp_path / "deals.csv"
    path.write_text("rep,deal_id,name,close_date,probability\n" + text)
    findings: list[Finding] = []
    [(_, table)] = figure_tables(path)
    rows = read_deals(table, findings)
    return [(d.close, d.probability) for _, d, _ in rows], rows.notes, [str(finding) for finding in findings]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-12-03", date(2026, 12, 3)),
        ("2026-12-03T00:00:00Z", date(2026, 12, 3)),
        ("2026-12-03 14:30", date(2026, 12, 3)),
        ("3.12.2026", date(2026, 12, 3)),
        ("46359", date(2026, 12, 3)),
        ("46359.25", date(2026, 12, 3)),
    ],
)
def test_days_are_read_in_the_crm_s_and_in_excel_s_own_form(tmp_path: Path, written: str, meant: date) -> None:
    assert deals(tmp_path, f"l@c.com,1,A,{written},\n")[0] == [(meant, None)]


def test_slashed_days_are_read_in_the_order_that_their_column_tells(tmp_path: Path) -> None:
    found, notes, _ = deals(tmp_path, "l@c.com,1,A,3/4/2026,\nl@c.com,2,B,3/14/2026,\n")
    assert [close for close, _ in found] == [date(2026, 3, 4), date(2026, 3, 14)]
    assert notes == ["deals.csv, close_date: dates such as 3/14/2026 were read with the month first."]
    assert deals(tmp_path, "l@c.com,1,A,3/4/2026,\nl@c.com,2,B,14/3/2026,\n")[0][0] == (date(2026, 4, 3), None)


def test_slashed_days_that_nobody_can_tell_are_refused(tmp_path: Path) -> None:
    for more in ("", "l@c.com,2,B,3/14/2026,\nl@c.com,3,C,14/3/2026,\n"):
        found, _, said = deals(tmp_path, f"l@c.com,1,A,3/4/2026,\n{more}")
        assert found == []
        assert "day or month first is not to be told here" in said[0]


def test_a_column_of_percent_keeps_its_one_per_cent(tmp_path: Path) -> None:
    found, notes, _ = deals(tmp_path, "l@c.com,1,A,,1\nl@c.com,2,B,,40\nl@c.com,3,C,,37.5%\n")
    assert [share for _, share in found] == [1, 40, 38]
    assert notes == []


def test_aspirations_come_in_the_rep_s_own_words_and_figures(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "rep,definition,currency,earnings_now,earnings_goal,win_rate,cycle_days\n"
        'lee@c.com,"Free Fridays, three logos",EUR,90000,130000,0.45,50\n'
        "ana@c.com,,EUR,,,,\n"
        "zoe@c.com,More,EUR,-1,,,\n"
    )
    findings: list[Finding] = []
    [(which, table)] = figure_tables(path)
    [(rep, wish)] = list(read_people(table, findings))
    assert (which, rep, wish.definition, wish.win_rate) == (
        "people",
        "lee@c.com",
        "Free Fridays, three logos",
        Decimal(45),
    )
    assert [(finding.row, finding.column) for finding in findings] == [(3, "definition"), (4, "earnings_now")]


# ---------------------------------------------------------------- what calamine leaves out of a cell


def test_a_cell_shown_in_percent_is_percent_whatever_its_column_holds(tmp_path: Path) -> None:
    path = tmp_path / "figures.xlsx"
    rows: list[list[object]] = [
        ["rep", "metric", "date", "value", "target", "unit"],
        ["lee@c.com", "Attainment", date(2026, 11, 20), Percent(1.2), Percent(1), "percent"],
        ["ana@c.com", "Attainment", date(2026, 11, 20), Percent(0.85), Percent(1), "percent"],
        ["lee@c.com", "Rate", date(2026, 11, 20), Tenths(1), None, "%"],
        ["lee@c.com", "Churn", date(2026, 11, 20), Tenths(0.005), 12, "%"],
    ]
    path.write_bytes(workbook({"KPIs": rows}))
    findings: list[Finding] = []
    [(_, table)] = figure_tables(path)
    read = read_kpis(table, findings)
    assert [(kpi.metric, str(kpi.value), str(kpi.target)) for _, kpi in read] == [
        ("Attainment", "120", "100"),
        ("Attainment", "85", "100"),
        ("Rate", "100", "None"),
        ("Churn", "0.5", "12"),
    ]
    assert (findings, read.notes) == ([], [])


def test_a_percent_cell_where_no_percent_is_allowed_is_named(tmp_path: Path) -> None:
    path = tmp_path / "deals.xlsx"
    path.write_bytes(workbook({"D": [["rep", "deal id", "name", "amount"], ["lee@c.com", 1, "A", Percent(1.2)]]}))
    findings: list[Finding] = []
    [(_, table)] = figure_tables(path)
    assert list(read_deals(table, findings)) == []
    assert str(findings[0]).startswith('deals.xlsx, sheet D, row 2, amount: "120%" cannot be read')


def test_a_failed_formula_is_named_by_its_cell_and_is_no_blank(tmp_path: Path) -> None:
    path = tmp_path / "figures.xlsx"
    deals: list[list[object]] = [
        ["rep", "deal id", "name", "amount", "stage", "close date"],
        ["lee@c.com", 1, "A", Failed("#N/A"), "Proposal", None],
        ["lee@c.com", 2, "B", 5, Failed("#REF!"), None],
        ["lee@c.com", 3, "C", 5, None, Failed("#VALUE!")],
        ["lee@c.com", 4, "D", 5, None, None],
        [None, None, None, Failed("#N/A"), None, None],
    ]
    path.write_bytes(workbook({"Deals": deals}))
    findings: list[Finding] = []
    [(_, table)] = figure_tables(path)
    rows = read_deals(table, findings)
    assert [deal.id for _, deal, _ in rows] == ["4"]
    assert rows.broken == {("lee@c.com", "1"), ("lee@c.com", "2"), ("lee@c.com", "3")}
    assert [(finding.row, finding.column) for finding in findings[:3]] == [
        (2, "amount"),
        (3, "stage"),
        (4, "close_date"),
    ]
    assert '"#N/A" cannot be read' in str(findings[0])
    assert '"#REF!": a formula failed here' in str(findings[1])
    assert (findings[-1].row, rows.whole) == (6, False)


SHEET = f"""<x:worksheet xmlns:x="{MAIN}"><x:sheetData>
<x:row r="3"><x:c r="C3" t="inlineStr"><x:is><x:t>rep</x:t></x:is></x:c><x:c r="D3" t="inlineStr"><x:is><x:t>p</x:t>
</x:is></x:c></x:row>
<x:row r="5"><x:c r="C5" t="e"><x:f>1/0</x:f><x:v>#DIV/0!</x:v></x:c><x:c r="D5" s="2"><x:v>0.5</x:v></x:c>
<x:c><x:f>1+1</x:f><x:v/></x:c></x:row>
<x:row r="7"><x:c r="C7" s="4"><x:v>7</x:v></x:c><x:c r="D7" s="2" t="s"><x:v>0</x:v></x:c>
<x:c s="3"><x:f>2-1</x:f><x:v>1</x:v></x:c>
<x:c t="str"><x:f>""</x:f><x:v></x:v></x:c>
</x:row></x:sheetData></x:worksheet>"""


def test_marks_stand_at_their_cell_with_prefixes_gaps_and_absolute_paths() -> None:
    plain = zipfile.ZipFile(io.BytesIO(workbook({"A & B": [["x"]]})))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in plain.namelist():
            text = plain.read(name).decode()
            text = SHEET if name.endswith("sheet1.xml") else text.replace('"worksheets/', '"/xl/worksheets/')
            packed.writestr(name, text.replace("A & B", "A &amp; B"))
    expected = {(4, 2): "#DIV/0!", (4, 3): "%", (4, 4): "#NOT CALCULATED!", (6, 4): "%"}
    assert marks_of(out.getvalue()) == {"A & B": expected}


def test_a_workbook_whose_cells_cannot_be_looked_at_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oneone.numbers.sources.workbook.marks_of", lambda data: marks_of(data[:50]))
    (tmp_path / "n.xlsx").write_bytes(BOOK)
    [_, (_, deals)] = figure_tables(tmp_path / "n.xlsx")
    assert read_deals(deals, []).notes[-1] == (
        "n.xlsx, sheet Deals: in a workbook of this kind percent cells and failed formulas (#N/A) cannot be told from "
        "numbers and blanks; save it as XLSX to have them read."
    )
