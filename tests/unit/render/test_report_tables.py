"""Excel and CSV: what is read back is what the model says; text stays text."""

import csv
import io
import re
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartiermap.domain import texts
from quartiermap.render import report_model, report_tables
from quartiermap.render.csv_tables import guard, to_csv, unguard
from quartiermap.render.xlsx import write_xlsx


@pytest.fixture(scope="module")
def model(town, programmes):
    return report_model.build(town, programmes)


@pytest.fixture(scope="module")
def book(model, tmp_path_factory):
    path = tmp_path_factory.mktemp("xlsx") / "t.xlsx"
    write_xlsx(model, path)
    return path


def rows_of(path, sheet):
    page = openpyxl.load_workbook(path)[sheet]
    head, *rows = page.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def read_csv(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_workbook_has_the_sheets_in_order(book):
    assert openpyxl.load_workbook(book).sheetnames == [
        "Lücken", "Rangfolge", "Gewichte", "Quartiere", "Versorgung", "Kriterien", "Zwölf Felder", "Aufmerksamkeit",
        "Nach Sozialstatus", "Einrichtungen", "Richtwerte", "Quellen", "Hinweise",
    ]  # fmt: skip


def test_numbers_are_numbers_and_missing_ones_are_words(book):
    rows = {(r["Schlüssel"], r["Einrichtungsart"]): r for r in rows_of(book, "Quartiere")}
    assert rows[("0001", "Kita")]["Anteil in Reichweite"] == 0.12
    assert rows[("0001", "Kita")]["rechnerischer Fehlbedarf"] == 28
    assert rows[("0004", "Kita")]["Anteil in Reichweite"] == "entfällt"
    assert rows[("0005", "Kita")]["Anteil in Reichweite"] == "geheim"
    assert rows[("0006", "Kita")]["Platzangebot"] == "keine Daten"
    assert ("Stadt", "Kita") in rows


def test_no_cell_is_empty_where_a_figure_belongs(book):
    for row in rows_of(book, "Quartiere"):
        assert all(value is not None for value in row.values()), row


def test_keys_keep_their_zeros(book):
    assert {r["Schlüssel"] for r in rows_of(book, "Lücken")} == {"0001", "0002", "0003"}


def test_no_formula_and_no_link_gets_into_the_workbook(book):
    """A facility is called =HYPERLINK(…); the file must hold no link, and no formula but our own arithmetic on cells."""
    with zipfile.ZipFile(book) as archive:
        pages = b"".join(archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/"))
        formulas = re.findall(rb"<f>(.*?)</f>", pages)
        arithmetic = (
            rb"(?:SUM|SUMIF|SUMPRODUCT|MAX|MIN|ROUND|INT|MOD|ABS|AND|IF|Gewichte!|\$?[A-Z]{1,3}\$?\d+|[\d.:,()+*/^=-]"
            rb'|&gt;|&lt;|"(?:ja|nein)")+'
        )
        assert [f for f in formulas if not re.fullmatch(arithmetic, f)] == []
        assert b"<hyperlink" not in pages
        assert not [n for n in archive.namelist() if "externalLink" in n]
    names = [r["Name"] for r in rows_of(book, "Einrichtungen")]
    assert any(n.startswith("=HYPERLINK") for n in names)


def test_header_is_frozen_and_filtered(book):
    for page in openpyxl.load_workbook(book).worksheets:
        assert page.freeze_panes is not None
        assert page.auto_filter.ref is not None
        assert page.print_title_rows == "$1:$1"


def test_same_model_gives_the_same_workbook(model, book, tmp_path):
    write_xlsx(model, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == book.read_bytes()


def test_csv_and_workbook_agree(model, book):
    from_csv = read_csv(to_csv(report_tables.district_sheet(model)))
    from_xlsx = rows_of(book, "Quartiere")
    assert len(from_csv) == len(from_xlsx)
    for one, other in zip(from_csv, from_xlsx, strict=True):
        shown = other["Anteil in Reichweite"]
        expected = shown if isinstance(shown, str) else texts.number(shown * 100, 1)
        assert one["Anteil in Reichweite (%)"] == expected
        assert one["Gebiet"] == other["Gebiet"]


def test_csv_is_what_german_excel_opens(model):
    content = to_csv(report_tables.gap_sheet(model))
    assert content.startswith(b"\xef\xbb\xbf")
    assert b";" in content.splitlines()[0]
    rows = read_csv(content)
    assert rows[0]["Ostwert"] == "560420,0"
    assert rows[1]["Betroffene (Personen)"] == "keine Daten"


def test_every_criterion_of_every_gap_is_listed(model):
    sheet = report_tables.criteria_sheet(model)
    assert len(sheet.rows) == sum(len(v["criteria"]) for g in model["gaps"] for v in g["verdicts"]) == 12


def test_rows_fit_their_columns(model):
    for sheet in report_tables.all_sheets(model):
        assert {len(row) for row in sheet.rows} == {len(sheet.columns)}, sheet.name


@given(st.text())
def test_the_guard_can_always_be_taken_off(text):
    assert unguard(guard(text)) == text


@given(st.sampled_from("=+-@\t\r\n＝＋－＠"), st.sampled_from(["", " ", "\u00a0 "]), st.text())
def test_nothing_that_looks_like_a_formula_stands_bare(sign, blanks, rest):
    assert guard(blanks + sign + rest).startswith("'")


def test_negative_numbers_are_not_guarded():
    sheet = report_tables.Sheet("x", "x", (report_tables.Column("Zahl", "decimal"),), ((-5.25,),))
    assert to_csv(sheet).decode("utf-8-sig").split("\r\n")[1] == "-5,25"
