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
    page = openpyxl.load_workbook(path, data_only=True)[sheet]
    head, *rows = page.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def read_csv(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_workbook_has_the_sheets_in_order(book):
    assert openpyxl.load_workbook(book).sheetnames == [
        "Lücken", "Rangfolge", "Gewichte", "Quartiere", "Versorgung", "Kriterien", "Zwölf Felder", "Aufmerksamkeit",
        "Nach Sozialstatus", "Einrichtungen", "Richtwerte", "Methode", "Datenpass", "Hinweise", "Legende",
    ]  # fmt: skip


def test_numbers_are_numbers_and_missing_ones_are_words(book):
    rows = {(r["Schlüssel"], r["Einrichtungsart"]): r for r in rows_of(book, "Quartiere")}
    assert rows[("0001", "Kita")]["Anteil in Reichweite"] == 0.12
    assert rows[("0001", "Kita")]["rechnerischer Fehlbedarf"] == pytest.approx(0.74 * 240 - 150)
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


def test_figures_in_the_workbook_are_the_model_to_the_last_digit(model, book):
    columns = {
        "Zielgruppe (Personen)": "target_population", "Anteil in Reichweite": "covered_share", "in Reichweite (Personen)": "covered_population",
        "mittlerer Weg (m)": "mean_distance_m", "Platzangebot": "places", "rechnerischer Bedarf": "need_places",
        "rechnerische Bedarfsdeckung": "supply_ratio", "rechnerischer Fehlbedarf": "shortfall_places",
    }  # fmt: skip
    words = {"secret": "geheim", "no_data": "keine Daten", "not_applicable": "entfällt"}
    rows = {(r["Schlüssel"], r["Richtwert"]): r for r in rows_of(book, "Quartiere")}
    for district in model["districts"]:
        for figure in district["kinds"].values():
            row = rows[(district["district_id"], figure["standard_id"])]
            for title, name in columns.items():
                state = figure[f"{name}_state"]
                # A spreadsheet holds fifteen digits.
                expected = pytest.approx(figure[name], rel=1e-15) if state == "value" else words[state]
                assert row[title] == expected, (title, row)


def test_every_colour_is_in_the_legend_and_never_the_only_hint(book):
    opened = openpyxl.load_workbook(book)
    legend = {(r["Blatt"], r["Klasse"]) for r in rows_of(book, "Legende")}
    for page in opened.worksheets:
        rules = [rule for found in page.conditional_formatting for rule in found.rules]
        colours = {rule.dxf.fill.bgColor.rgb for rule in rules}
        if page.title != "Legende":
            assert len(colours) <= len({word for sheet, word in legend if sheet == page.title}), page.title
    row = rows_of(book, "Quartiere")[0]
    assert row["Anteil in Reichweite"] == 0.12
    assert row["Klasse der Erreichbarkeit"] == "unter 25\u00a0%"
    assert rows_of(book, "Kriterien")[0]["Ergebnis"].startswith(("✓", "✗", "?", "–"))


def test_excel_finds_nothing_to_repair(book):
    """What Excel refuses: names too long or twice, parts in the wrong order, colours of equal priority."""
    order = ["sheetViews", "cols", "sheetData", "autoFilter", "conditionalFormatting", "pageMargins", "pageSetup", "headerFooter", "ignoredErrors"]  # fmt: skip
    with zipfile.ZipFile(book) as archive:
        assert len(set(archive.namelist())) == len(archive.namelist())
        names = re.findall(r'<sheet name="([^"]*)"', archive.read("xl/workbook.xml").decode())
        assert len(set(names)) == len(names)
        assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)
        for part in archive.namelist():
            if not part.startswith("xl/worksheets/sheet"):
                continue
            page = archive.read(part).decode()
            found = [m for m in re.findall(r"<(\w+)[ />]", page) if m in order]
            assert [order.index(m) for m in found] == sorted(order.index(m) for m in found), part
            priorities = re.findall(r'priority="(\d+)"', page)
            assert len(set(priorities)) == len(priorities)
            assert len(re.search(r"<oddHeader>(.*?)</oddHeader>", page).group(1)) <= 255


def test_every_page_prints_whole_with_its_header(book):
    for page in openpyxl.load_workbook(book).worksheets:
        assert page.page_setup.orientation == "landscape"
        assert page.print_title_rows == "$1:$1"
        assert page.print_area.endswith(
            f"${page.max_column and page.cell(1, page.max_column).column_letter}${max(page.max_row, 2)}"
        )


def test_the_workbook_says_whose_it_is(book, model, tmp_path):
    properties = openpyxl.load_workbook(book).properties
    assert properties.title == "Lückentabelle Musterstadt"
    assert properties.creator.startswith("QuartierMap")
    write_xlsx(model, tmp_path / "a.xlsx", author="Amt 61 & Co.")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").properties.creator == "Amt 61 & Co."


def test_the_data_passport_names_licence_and_repairs_of_every_source(book, model):
    rows = rows_of(book, "Datenpass")
    assert [r["SHA-256"] for r in rows] == [
        *(s["sha256"] for s in model["meta"]["sources"]), *(x["sha256"] for x in model["meta"]["layers"]),
    ]  # fmt: skip
    facilities = rows[1]
    assert facilities["Daten verändert"] == "ja"
    assert "Platzzahl fehlt. Bleibt leer." in facilities["Befunde und Reparaturen"]
    assert "Daten verändert" not in rows[0]["Quellenvermerk"]
