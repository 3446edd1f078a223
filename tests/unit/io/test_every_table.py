"""Tables as offices send them: whatever encoding, separator, number style, heading or workbook, the sums are the same."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pytest
import shapely

from quartiermap.domain.project import Project, new_project
from quartiermap.errors import InputError
from quartiermap.io.import_headers import find_header
from quartiermap.io.importers import ImportRequest, ImportResult, import_layer
from quartiermap.io.numbers import parse_column
from quartiermap.io.readers import read_table
from quartiermap.io.sheets import fill_merged
from quartiermap.io.text_encoding import decode, undo_double

HEADING = ["Schlüssel", "Stadtteil", "Einwohner", "unter 18"]
NAMES = ["Altstadt", "Südstadt", "Jürgensby", "Mürwik", "Engelsby", "Fruerlund"]
PEOPLE = [1000, 1137, 1274, 12411, 548, 1685]
YOUNG = [100, 101, 102, 1103, 84, 105]
KEYS = [f"0{i}" for i in range(1, 7)]
TOTAL = sum(PEOPLE)


@pytest.fixture(scope="module")
def town() -> Project:
    shapes = [shapely.box(520_000 + 1000 * i, 6_070_000, 521_000 + 1000 * i, 6_071_000) for i in range(6)]
    frame = gpd.GeoDataFrame(
        {"district_id": KEYS, "name": NAMES, "level": "Quartiere", "level_rank": 1.0, "parent_id": None, "source_id": "x"},
        geometry=shapes, crs=25832,
    )  # fmt: skip
    return new_project("Stadt", 25832).with_(districts=frame)


def rows(fmt: Callable[[int], str] = str) -> list[list[str]]:
    return [[k, n, fmt(p), fmt(y)] for k, n, p, y in zip(KEYS, NAMES, PEOPLE, YOUNG, strict=True)]


def text(sign: str = ";", fmt: Callable[[int], str] = str, end: str = "\r\n", quote: str = "") -> str:
    return end.join(sign.join(f"{quote}{c}{quote}" for c in row) for row in [HEADING, *rows(fmt)]) + end


def load(town: Project, path: Path, content: str | bytes | None = None, **options: Any) -> ImportResult:
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return import_layer(town, ImportRequest("population", (path,), **options))


def total(result: ImportResult) -> float:
    return float(result.project.district_population["population"].sum())


def codes(result: ImportResult) -> set[str]:
    return {p.code for p in result.problems}


# -- text


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp850", "iso8859-15", "mac_roman"],
)  # fmt: skip
def test_every_encoding(town: Project, tmp_path: Path, encoding: str) -> None:
    result = load(town, tmp_path / "ew.csv", text().encode(encoding))
    assert total(result) == TOTAL
    assert result.sources[0].mapping["district_id"] == "Schlüssel"


def test_the_euro_sign_tells_the_newer_latin() -> None:
    assert decode("Miete in €;Größe".encode("iso8859-15")) == ("Miete in €;Größe", "iso8859-15")
    assert decode("Miete in €;Größe".encode("cp1252")) == ("Miete in €;Größe", "cp1252")


def test_text_encoded_twice_is_set_right_and_told(town: Project, tmp_path: Path) -> None:
    result = load(town, tmp_path / "ew.csv", text().encode().decode("cp1252").encode())
    assert total(result) == TOTAL
    assert "encoded_twice" in codes(result)
    assert undo_double("SÃO PAULO") is None


def test_single_damaged_letters_do_not_change_the_others(town: Project, tmp_path: Path) -> None:
    data = text().encode().replace(b"Fruerlund", b"Fruerl\xfcnd")
    result = load(town, tmp_path / "ew.csv", data)
    assert total(result) == TOTAL
    assert [(p.code, p.row) for p in result.problems if p.code == "letters_unreadable"] == [
        ("letters_unreadable", 7)
    ]


@pytest.mark.parametrize("sign", [";", ",", "\t", "|", "^", "~", "¦", ":", "#"])
def test_every_separator(town: Project, tmp_path: Path, sign: str) -> None:
    assert total(load(town, tmp_path / "ew.csv", text(sign))) == TOTAL


def test_columns_set_apart_by_blanks(town: Project, tmp_path: Path) -> None:
    lines = ["   ".join(c.ljust(14) for c in row) for row in [HEADING, *rows()]]
    assert total(load(town, tmp_path / "ew.txt", "\n".join(lines) + "\n")) == TOTAL


@pytest.mark.parametrize("mark", [".", "\u00a0", "\u202f", "\u2009", " ", "'", "’"])
def test_every_sign_between_thousands(town: Project, tmp_path: Path, mark: str) -> None:
    assert total(load(town, tmp_path / "ew.csv", text(fmt=lambda n: f"{n:,}".replace(",", mark)))) == TOTAL


@pytest.mark.parametrize(
    "fmt", [lambda n: f"{n:,}", lambda n: f"{n:,}.0", lambda n: f"{n:,}".replace(",", ".") + ",00"]
)
def test_persons_are_whole_whichever_sign_groups_them(
    town: Project, tmp_path: Path, fmt: Callable[[int], str]
) -> None:
    assert total(load(town, tmp_path / "ew.csv", text(fmt=fmt, quote='"'))) == TOTAL


def test_whole_numbers_only_overrule_where_nothing_else_decides() -> None:
    assert parse_column(["1,137", "12,411"], whole=True).values.tolist() == [1137.0, 12411.0]
    assert parse_column(["1,137", "12,5"], whole=True).values.tolist() == [1.137, 12.5]
    assert parse_column(["1,137", "12,411"]).problems[0].code == "number_ambiguous"
    assert parse_column(["1.137", "1,274"], whole=True).problems[0].code == "number_ambiguous"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
def test_every_line_end(town: Project, tmp_path: Path, end: str) -> None:
    assert total(load(town, tmp_path / "ew.csv", text(end=end))) == TOTAL


def test_titles_above_notes_below_and_headings_repeated(town: Project, tmp_path: Path) -> None:
    body = text().splitlines()
    body.insert(4, body[0])
    content = (
        "Einwohner der Stadt;;;\n;;;\n"
        + "\n".join(body)
        + "\n;;;\nQuelle: Amt für Statistik;;;\n1) vorläufig;;;\n"
    )
    result = load(town, tmp_path / "ew.csv", content)
    assert total(result) == TOTAL
    assert {"header_found", "header_repeated", "notes_below"} <= codes(result)


def test_a_total_below_is_no_district(town: Project, tmp_path: Path) -> None:
    assert total(load(town, tmp_path / "ew.csv", text() + f";Insgesamt;{TOTAL};{sum(YOUNG)}\r\n")) == TOTAL


def test_a_table_cut_off_loses_its_half_row_and_says_so(town: Project, tmp_path: Path) -> None:
    content = text()[: text().index("548") + 1]  # ends in the middle of the number 548
    result = load(town, tmp_path / "ew.csv", content)
    assert total(result) == sum(PEOPLE[:4])
    assert "file_cut" in codes(result)


def test_a_slip_in_the_first_record_does_not_make_it_a_heading() -> None:
    table = [["Nr", "Name", "Plätze", "Fläche"], ["A1", "Nord", "ca. 40", "7"], ["A2", "Süd", "50", "8"], ["A3", "Ost", "60", "9"]]  # fmt: skip
    header = find_header(table)
    assert header is not None
    assert (header.names, header.first_row) == (("Nr", "Name", "Plätze", "Fläche"), 1)
    years = [["Nr", "Name", "2020", "2021"], ["A1", "Nord", "5", "6"], ["A2", "Süd", "7", "8"]]
    header = find_header(years)
    assert header is not None
    assert header.names == ("Nr", "Name", "2020", "2021")


@pytest.mark.parametrize(
    ("sign", "state"),
    [("–", "no_data"), (".", "secret"), ("x", "no_data"), ("/", "no_data"), ("…", "no_data"), ("*", "secret"), ("•", "secret"), ("k. A.", "no_data"), ("", "no_data")],
)  # fmt: skip
def test_signs_of_official_statistics_are_never_zero(sign: str, state: str) -> None:
    read = parse_column(["5", sign, "−3"])
    assert [str(s) for s in read.states] == ["value", state, "value"]
    assert read.values[2] == -3
    assert read.values[1] != read.values[1]


# -- other endings, other formats


@pytest.mark.parametrize("name", ["ew.xls", "ew.xlsx", "ew.gpkg", "ew.geojson", "ew.dat", "ew", "ew.pdf"])
def test_a_text_table_is_read_whatever_it_is_called(town: Project, tmp_path: Path, name: str) -> None:
    assert total(load(town, tmp_path / name, text())) == TOTAL


def html(fmt: Callable[[int], str] = str) -> str:
    head = "".join(f"<th>{h}</th>" for h in HEADING)
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in r) + "</tr>" for r in rows(fmt))
    return f"<table border=1><tr>{head}</tr>{body}</table>"


def test_a_page_saved_as_workbook_is_read(town: Project, tmp_path: Path) -> None:
    page = f"<html><head><meta charset='windows-1252'></head><body><table><tr><td>Titel</td></tr></table>{html(lambda n: f'{n:,}'.replace(',', '.'))}</body></html>"
    result = load(town, tmp_path / "export.xls", page.encode("cp1252"))
    assert total(result) == TOTAL
    assert "content_decides" in codes(result)


def test_a_page_cut_off_says_so(town: Project, tmp_path: Path) -> None:
    result = load(town, tmp_path / "export.xls", html()[: html().index("1685") + 2])
    assert total(result) == sum(PEOPLE[:5])
    assert "file_cut" in codes(result)


def test_a_page_without_a_table_is_a_page(town: Project, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        load(town, tmp_path / "export.xls", "<!DOCTYPE html><html><body><p>Bitte anmelden</p></body></html>")
    assert [p.code for p in error.value.problems] == ["is_html"]


def test_excel_as_xml_of_2003(town: Project, tmp_path: Path) -> None:
    made = "".join(
        "<Row>"
        + "".join(
            f'<Cell><Data ss:Type="{"Number" if i and j > 1 else "String"}">{c}</Data></Cell>'
            for j, c in enumerate(r)
        )
        + "</Row>"
        for i, r in enumerate([HEADING, *rows()])
    )
    document = f'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="A"><Table>{made}</Table></Worksheet></Workbook>'
    assert total(load(town, tmp_path / "ew.xls", document)) == TOTAL


ODS = '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="A">{}</table:table></office:spreadsheet></office:body></office:document-content>'


def ods(path: Path, body: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(body))
    return path


def test_opendocument_keeps_shown_zeros_and_true_values(town: Project, tmp_path: Path) -> None:
    def cell(value: str, number: bool, shown: str) -> str:
        typed = (
            f'office:value-type="float" office:value="{value}"' if number else 'office:value-type="string"'
        )
        return f"<table:table-cell {typed}><text:p>{shown}</text:p></table:table-cell>"

    lines = ["<table:table-row>" + "".join(cell("", False, h) for h in HEADING) + "</table:table-row>"]
    for key, name, people, young in rows():
        cells = cell(str(int(key)), True, key) + cell("", False, name) + cell(people, True, f"{int(people):,}".replace(",", ".")) + cell(young, True, "###")  # fmt: skip
        lines.append(f"<table:table-row>{cells}</table:table-row>")
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    result = load(town, ods(tmp_path / "ew.ods", "".join(lines) + empty))
    assert total(result) == TOTAL
    assert "leading_zeros" not in codes(result)


def test_a_workbook_that_would_fill_the_memory_is_refused(town: Project, tmp_path: Path) -> None:
    bomb = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell></table:table-row>'
    with pytest.raises(InputError, match="zu groß"):
        load(town, ods(tmp_path / "b.ods", bomb))


@pytest.mark.parametrize(
    "document",
    [
        [dict(zip(HEADING, [r[0], r[1], int(r[2]), int(r[3])], strict=True)) for r in rows()],
        {"stand": "2023", "a": {"b": {"daten": [{"schluessel": r[0], "werte": {"Einwohner": int(r[2])}} for r in rows()]}}},
        {r[0]: {"name": r[1], "einwohner": int(r[2])} for r in rows()},
        [HEADING, *rows()],
    ],
)  # fmt: skip
def test_json_of_every_shape(town: Project, tmp_path: Path, document: object) -> None:
    content = json.dumps(document, ensure_ascii=False)
    assert total(load(town, tmp_path / "ew.json", content)) == TOTAL
    assert total(load(town, tmp_path / "ew.js", f"var daten = {content};")) == TOTAL


def test_json_with_one_record_a_line(town: Project, tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(dict(zip(HEADING, r, strict=True))) for r in rows())
    assert total(load(town, tmp_path / "ew.jsonl", lines)) == TOTAL
    with pytest.raises(InputError) as error:
        load(town, tmp_path / "ew.jsonl", lines.replace('"02"', "'02'"))
    assert error.value.problems[0].row == 2


# -- workbooks


def book(
    path: Path, change: Callable[[Any], None] | None = None, sheets: tuple[str, ...] = ("Einwohner",)
) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title in sheets:
        sheet = made.create_sheet(title)
        sheet.append(HEADING)
        for row in zip(KEYS, NAMES, PEOPLE, YOUNG, strict=True):
            sheet.append(row)
    if change is not None:
        change(made)
    made.save(path)
    return path


def test_numbers_formatted_as_keys_keep_their_zeros(town: Project, tmp_path: Path) -> None:
    def change(made: Any) -> None:
        for i in range(6):
            cell = made.active.cell(2 + i, 1, i + 1)
            cell.number_format = "00"

    result = load(town, book(tmp_path / "ew.xlsx", change))
    assert total(result) == TOTAL
    assert "leading_zeros" not in codes(result)


def test_formulas_without_a_result_are_missing_and_told(town: Project, tmp_path: Path) -> None:
    result = load(town, book(tmp_path / "ew.xlsx", lambda made: made.active.__setitem__("C3", "=D3*10")))
    assert total(result) == TOTAL - PEOPLE[1]
    assert [(p.code, p.row) for p in result.problems if p.code == "formula_uncomputed"] == [
        ("formula_uncomputed", 3)
    ]


def test_hidden_rows_are_read_and_told_and_hidden_sheets_do_not_compete(
    town: Project, tmp_path: Path
) -> None:
    def change(made: Any) -> None:
        made["Einwohner"].row_dimensions[4].hidden = True
        made["alt"].sheet_state = "hidden"

    result = load(town, book(tmp_path / "ew.xlsx", change, ("Einwohner", "alt")))
    assert total(result) == TOTAL
    assert [(p.code, p.row) for p in result.problems if p.code == "rows_hidden"] == [("rows_hidden", 4)]


def test_of_two_sheets_one_has_to_be_named(town: Project, tmp_path: Path) -> None:
    path = book(tmp_path / "ew.xlsx", None, ("2022", "2023"))
    with pytest.raises(InputError, match=r"2022 \(7 Zeilen\); 2023 \(7 Zeilen\)"):
        load(town, path)
    assert total(load(town, path, sublayer="2023")) == TOTAL


def test_a_workbook_under_a_wrong_name_is_read(town: Project, tmp_path: Path) -> None:
    path = book(tmp_path / "ew.xlsx").rename(tmp_path / "ew.csv")
    result = load(town, path)
    assert total(result) == TOTAL
    assert "content_decides" in codes(result)


def test_merged_texts_are_filled_down_and_merged_numbers_are_not() -> None:
    table = [["Bezirk", "Ort", "Zahl"], ["Mitte", "Wedding", "500"], ["", "Moabit", ""], ["", "", ""]]
    notes = fill_merged(table, [(1, 0, 3, 0), (1, 2, 2, 2)], "a.xlsx")
    assert table[2] == ["Mitte", "Moabit", ""]
    assert table[3] == ["", "", ""]
    assert (notes[0].row, notes[0].count) == (3, 1)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("a.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "is_office_document"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\1" * 600 + "Workbook".encode("utf-16-le") + b"\0" * 4000, "xlsx_broken"),
        ("a.dwg", b"AC1032" + b"\0" * 500, "is_dwg"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_called_by_its_name(
    town: Project, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(InputError) as error:
        load(town, tmp_path / name, content)
    assert [p.code for p in error.value.problems] == [code]


def test_a_megabyte_in_a_cell_does_not_flood_the_message(town: Project, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        load(town, tmp_path / "a.csv", ";".join(HEADING) + "\n" + "x" * 1_000_000 + ";a;1;2\n")
    assert len(str(error.value)) < 2000


def test_tables_that_only_have_addresses_or_keys_are_told_apart(town: Project, tmp_path: Path) -> None:
    for content, code in (("Name;Art;Straße;PLZ\nA;Kita;Weg 1;24937\nB;Kita;Weg 2;24937\n", "address_only"), ("Name;Art;Stadtteil;Plätze\nA;Kita;Mürwik;5\nB;Kita;Altstadt;7\n", "key_only")):  # fmt: skip
        path = tmp_path / f"{code}.csv"
        path.write_text(content, "utf-8")
        with pytest.raises(InputError) as error:
            import_layer(town, ImportRequest("facilities", (path,)))
        assert code in {p.code for p in error.value.problems}


def test_household_sizes_are_no_ages(tmp_path: Path) -> None:
    path = tmp_path / "hh.csv"
    path.write_text("Nr;1 Person;2 Personen;6 Personen und mehr\n01;5;6;7\n02;5;6;7\n", "utf-8")
    from quartiermap.io.import_ages import bands_of

    assert bands_of(read_table(path).frame.columns) == {}
