"""Files of kinds that nobody tried before: each is read rightly, or refused with a sentence that helps."""

from __future__ import annotations

import errno
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest
import shapely
from tests.unit.io.census_files import districts_of

from quartiermap.domain.project import Project
from quartiermap.errors import InputError
from quartiermap.io import text_files
from quartiermap.io.import_ages import read_band
from quartiermap.io.importers import ImportRequest, ImportResult, import_layer
from quartiermap.io.numbers import parse, parse_column

X, Y = 520_000, 6_070_000
PEOPLE = {"01": 1200.0, "02": 900.0, "03": 1500.0, "04": 77.0}


@pytest.fixture(scope="module")
def town() -> Project:
    names = {"01": "Nord", "02": "Süd", "03": "Öst-Viertel", "04": "Weststadt"}
    return districts_of(
        names, [shapely.box(X + 1000 * i, Y, X + 1000 * i + 1000, Y + 1000) for i in range(4)]
    )


def population(town: Project, path: Path) -> ImportResult:
    return import_layer(town, ImportRequest("population", (path,)))


def people(result: ImportResult) -> dict[str, float]:
    frame = result.project.district_population
    return dict(zip(frame["district_id"], frame["population"], strict=True))


def codes(result: ImportResult) -> dict[str, str]:
    return {p.code: str(p) for p in result.problems}


def table(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


PLAIN = "Schlüssel;Einwohner\n01;1200\n02;900\n03;1500\n04;77\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (PLAIN.replace(";", "\t"), "utf-16"),
        (PLAIN.replace(";", "\t"), "utf-16-be"),
        (PLAIN.replace("\n", "\r"), "mac_roman"),
        ('"Schlüssel";"Bemerkung\nüber zwei Zeilen";"Einwohner"\n"01";"a\nb; c";1200\n"02";"sagt ""ja""";900\n"03";;1500\n"04";;77\n', "cp1252"),
        ("sep=|\n" + PLAIN.replace(";", "|"), "cp1252"),
        (PLAIN.replace("1200", "1\u202f200").replace("1500", "1\u2009500"), "utf-8"),
        (PLAIN.replace("03;", "\ufeff03;"), "utf-8-sig"),
        ("".join(f'="{line[:2]}";{line[3:]}\n' if line[0].isdigit() else line + "\n" for line in PLAIN.splitlines()), "utf-8"),
        ("".join(f"'{line}\n" if line[0].isdigit() else line + "\n" for line in PLAIN.splitlines()), "utf-8"),
        ("# Stand 2023\n# erstellt am 01.02.2024\n" + PLAIN, "utf-8"),
        (PLAIN.replace("\n", ";;;\n"), "utf-8"),
    ],
)  # fmt: skip
def test_text_tables(town: Project, tmp_path: Path, text: str, encoding: str) -> None:
    assert people(population(town, table(tmp_path / "a.csv", text, encoding))) == PEOPLE


def test_lost_zeros_are_put_back_and_told_where_every_key_then_fits(town: Project, tmp_path: Path) -> None:
    result = population(town, table(tmp_path / "a.csv", PLAIN.replace("\n0", "\n")))
    assert people(result) == PEOPLE
    assert "leading_zeros" in codes(result)


def test_a_key_that_looks_like_a_number_is_no_number(town: Project, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        population(town, table(tmp_path / "a.csv", PLAIN.replace("01;", "05E3;")))
    (problem,) = [p for p in refused.value.problems if p.severity == "error"]
    assert (problem.code, problem.value) == ("keys_do_not_match", "05E3")


def test_merged_heading_cells_and_footnotes(town: Project, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for where, text in (
        ("A1", "Bevölkerung am 31.12.2023"),
        ("A3", "Gebiet"),
        ("C3", "Bevölkerung"),
        ("A4", "Nr."),
        ("B4", "Name"),
        ("C4", "insgesamt¹"),
        ("D4", "unter 18"),
    ):
        sheet[where] = text
    for span in ("A1:D1", "A3:B3", "C3:D3"):
        sheet.merge_cells(span)
    for i, (key, count) in enumerate(PEOPLE.items(), 5):
        for j, value in enumerate((key, f"Teil {key}", count, count // 5), 1):
            sheet.cell(i, j, value)
    sheet["A10"], sheet["A11"] = "¹ Hauptwohnsitz", "Quelle: Melderegister"
    book.save(tmp_path / "a.xlsx")
    result = population(town, tmp_path / "a.xlsx")
    assert people(result) == PEOPLE
    assert result.project.district_population["age_0_18"].tolist() == [240, 180, 300, 15]
    assert "notes_below" in codes(result)


def test_an_empty_first_sheet_is_no_obstacle(town: Project, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Daten")
    for row in (("Schlüssel", "Einwohner"), *PEOPLE.items()):
        sheet.append(list(row))
    book.save(tmp_path / "a.xlsx")
    assert people(population(town, tmp_path / "a.xlsx")) == PEOPLE


def test_per_cent_cells_are_what_a_person_sees(town: Project, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Schlüssel", "Quote"), ("01", 0.12), ("02", 0.155), ("03", 0.07), ("04", 0.5)):
        sheet.append(list(row))
    for row_number in range(2, 6):
        sheet.cell(row_number, 2).number_format = "0.0%"
    book.save(tmp_path / "a.xlsx")
    made = import_layer(
        town, ImportRequest("indicators", (tmp_path / "a.xlsx",), period="2023")
    ).project.indicators
    assert made["value"].tolist() == [12.0, 15.5, 7.0, 50.0]


def test_a_line_of_units_below_the_heading_hides_no_age_group(town: Project, tmp_path: Path) -> None:
    text = "Schlüssel;Einwohner;unter 6\n;Anzahl;Anzahl\n" + "".join(
        f"{k};{v:.0f};{v // 10:.0f}\n" for k, v in PEOPLE.items()
    )
    result = population(town, table(tmp_path / "a.csv", text))
    assert people(result) == PEOPLE
    assert result.project.district_population["age_0_6"].tolist() == [120, 90, 150, 7]
    assert read_band("unter 6 – Anzahl") == read_band("unter 6")
    assert read_band("unter 6 – Anteil in %") is None


def test_a_sum_without_key_is_left_out_and_told(town: Project, tmp_path: Path) -> None:
    text = (
        "Schlüssel;Name;Einwohner\n"
        + "".join(f"{k};Teil {k};{v:.0f}\n" for k, v in PEOPLE.items())
        + ";Stadt insgesamt;3677\n"
    )
    result = population(town, table(tmp_path / "a.csv", text))
    assert people(result) == PEOPLE
    assert "Stadt insgesamt" in codes(result)["rows_without_key"]


def test_two_totals_of_one_name_are_a_question(town: Project, tmp_path: Path) -> None:
    text = "Schlüssel;Einwohner;Einwohner\n" + "".join(
        f"{k};{v:.0f};{v - 10:.0f}\n" for k, v in PEOPLE.items()
    )
    result = population(town, table(tmp_path / "a.csv", text))
    assert people(result) == PEOPLE
    assert "Einwohner (2)" in codes(result)["total_twice"]
    same = population(
        town, table(tmp_path / "b.csv", text.replace(";", ";", 1).replace("\n01;1200;1190", "\n01;1200;1200"))
    )
    assert "total_twice" in codes(same)
    equal = "Schlüssel;Einwohner;Einwohner\n" + "".join(f"{k};{v:.0f};{v:.0f}\n" for k, v in PEOPLE.items())
    assert "total_twice" not in codes(population(town, table(tmp_path / "c.csv", equal)))


def test_an_age_group_of_nothing_but_secrets_is_told(town: Project, tmp_path: Path) -> None:
    text = "Schlüssel;Einwohner;unter 18\n01;1200;•\n02;900;.\n03;1500;*\n04;77;/\n"
    result = population(town, table(tmp_path / "a.csv", text))
    assert "unter 18 (3)" in codes(result)["secret_values"]
    assert people(result) == PEOPLE


def test_districts_as_columns_are_turned_and_told(town: Project, tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.csv",
        "Gebiet;Nord;Süd;Öst-Viertel;Weststadt\nEinwohner;1200;900;1500;77\nunter 6;60;50;80;5\n",
    )
    result = population(town, path)
    assert people(result) == PEOPLE
    assert result.project.district_population["age_0_6"].tolist() == [60, 50, 80, 5]
    assert "gedreht" in codes(result)["table_turned"]


def test_districts_as_columns_beside_others_are_refused_with_what_to_do(
    town: Project, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "a.csv",
        "Merkmal;Quelle;Nord;Süd;Öst-Viertel;Weststadt\nEinwohner;x;1200;900;1500;77\nunter 6;y;60;50;80;5\n",
    )
    with pytest.raises(InputError) as refused:
        population(town, path)
    (problem,) = [p for p in refused.value.problems if p.severity == "error"]
    assert problem.code == "districts_in_columns"
    assert "Transponieren" in problem.remedy


def test_nul_letters_are_taken_out_and_told(town: Project, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(
        "Schlüssel;Name;Einwohner\n01;No\x00rd;1200\n02;Süd;900\n03;x;1500\n04;y;77\n".encode("cp1252")
    )
    result = population(town, path)
    assert people(result) == PEOPLE
    assert "No␀rd" in codes(result)["nul_letters"]


def test_a_table_of_a_hundred_thousand_columns_is_refused_before_anybody_looks_at_each(
    town: Project, tmp_path: Path
) -> None:
    head = "Schlüssel;" + ";".join(f"c{i}" for i in range(100_000))
    path = table(tmp_path / "a.csv", head + "\n" + "\n".join(k + ";1" * 100_000 for k in PEOPLE) + "\n")
    with pytest.raises(InputError) as refused:
        population(town, path)
    assert [p.code for p in refused.value.problems] == ["too_many_columns"]
    assert "100.001" in refused.value.problems[0].message


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.csv", b"{\\rtf1\\ansi Tabelle}", "is_document"),
        ("b.csv", b"%PDF-1.4 x", "is_pdf"),
        ("c.xlsx", b"PK\x03\x04xxxx", "zip_broken"),
    ],
)
def test_what_is_no_table_says_what_it_is(
    town: Project, tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as refused:
        population(town, tmp_path / name)
    assert refused.value.problems[0].code == code


def test_archives_that_reach_outside_or_explode_are_refused(town: Project, tmp_path: Path) -> None:
    for n, name in enumerate(("../../etc/x.csv", "/srv/x.csv", "C:/x.csv")):
        with zipfile.ZipFile(tmp_path / f"{n}.zip", "w") as archive:
            archive.writestr(name, PLAIN)
        with pytest.raises(InputError) as refused:
            population(town, tmp_path / f"{n}.zip")
        assert refused.value.problems[0].code == "zip_unsafe"
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * 150_000_000)
    with pytest.raises(InputError) as refused:
        population(town, tmp_path / "bomb.zip")
    assert refused.value.problems[0].code == "zip_too_large"


@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
def test_a_link_in_circles_is_said_in_german(tmp_path: Path) -> None:
    (tmp_path / "a.csv").symlink_to("a.csv")
    found = text_files.examine(tmp_path / "a.csv")
    assert found is not None
    assert found.message == "Die Datei lässt sich nicht öffnen: die Verknüpfung führt im Kreis."
    assert all(
        "(" not in words and os.strerror(number) not in words
        for number, words in text_files._REASONS.items()
        if number != errno.EPERM
    )


def test_minus_nought_is_nought() -> None:
    value = parse("-0,0").value
    assert value is not None
    assert str(value) == "0.0"


@pytest.mark.parametrize(
    ("cells", "whole", "word", "value"),
    [
        (["1.234"], False, "Tausenderpunkt", 1234.0),
        (["1,234"], False, "Dezimalkomma", 1.234),
        (["1,234"], True, "Tausenderkomma", 1234.0),
    ],
)
def test_how_an_ambiguous_number_was_read_is_said_as_it_was(
    cells: list[str], whole: bool, word: str, value: float
) -> None:
    read = parse_column(cells, whole=whole)
    assert read.values.tolist() == [value]
    assert word in read.problems[0].remedy


# ---------------------------------------------------------------------------------------------- facilities


def kitas(town: Project, path: Path) -> ImportResult:
    return import_layer(town, ImportRequest("facilities", (path,), kind="kita", crs="EPSG:25832"))


def test_places_that_are_no_numbers_at_all_are_not_called_a_missing_column(
    town: Project, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "a.csv",
        f"nr;name;Plätze;x;y\n1;A;12-15;{X + 500};{Y + 500}\n2;B;ca. 30;{X + 1500};{Y + 500}\n",
    )
    assert "In der Spalte „Plätze“ steht keine einzige Zahl." in codes(kitas(town, path))["places_unknown"]


def test_a_number_counts_though_most_of_its_column_are_words(town: Project, tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.csv",
        "nr;name;Plätze;baulicher Stand;x;y\n"
        f"1;A;85;gut;{X + 500};{Y + 500}\n2;B;ca. 40;schlecht;{X + 1500};{Y + 500}\n3;C;12-15;gut;{X + 2500};{Y + 500}\n",
    )
    result = kitas(town, path)
    made = result.project.facilities
    assert made["places"].fillna(-1).tolist() == [85.0, -1.0, -1.0]
    assert made["condition"].tolist() == ["gut", "schlecht", "gut"]
    assert made["status"].isna().all()
    (told,) = [p for p in result.problems if p.code == "not_a_number"]
    assert (told.row, told.column, told.value, told.count) == (3, "Plätze", "ca. 40", 2)
    assert told.severity == "warning"


def test_years_of_two_digits_are_unknown_and_told(town: Project, tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.csv",
        f"nr;name;eroeffnung;x;y\n1;A;1998;{X + 500};{Y + 500}\n2;B;01.08.2021;{X + 1500};{Y + 500}\n3;C;98;{X + 2500};{Y + 500}\n4;D;–;{X + 2600};{Y + 500}\n",
    )
    result = import_layer(
        town,
        ImportRequest(
            "facilities", (path,), kind="kita", crs="EPSG:25832", mapping={"opening_year": "eroeffnung"}
        ),
    )
    years = result.project.facilities["opening_year"].tolist()
    assert years[:2] == [1998.0, 2021.0]
    (told,) = [p for p in result.problems if p.code == "year_unread"]
    assert (told.value, told.count, told.row) == ("98", 1, 4)


def test_folders_of_a_kml_are_read_together(town: Project, tmp_path: Path) -> None:
    import pyproj

    to = pyproj.Transformer.from_crs(25832, 4326, always_xy=True)

    def mark(name: str, dx: float, extra: str) -> str:
        lon, lat = to.transform(X + dx, Y + 500)
        data = f"<ExtendedData><Data name='{extra}'><value>20</value></Data></ExtendedData>"
        return f"<Placemark><name>{name}</name>{data}<Point><coordinates>{lon},{lat},0</coordinates></Point></Placemark>"

    inner = f"<Folder><name>Innen</name>{mark('C', 2500, 'plaetze')}</Folder>"
    folders = f"<Folder><name>Nord</name>{mark('A', 500, 'plaetze')}{mark('B', 1500, 'traeger')}{inner}</Folder><Folder><name>Süd</name>{mark('D', 3500, 'plaetze')}</Folder>"
    text = f'<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{folders}</Document></kml>'
    with zipfile.ZipFile(tmp_path / "karte.kmz", "w") as archive:
        archive.writestr("doc.kml", text)
    result = import_layer(town, ImportRequest("facilities", (tmp_path / "karte.kmz",), kind="kita"))
    made = result.project.facilities
    assert sorted(made["name"]) == ["A", "B", "C", "D"]
    assert made["places"].sum() == 60
    assert sorted(round(x) for x in made.geometry.x) == [X + 500, X + 1500, X + 2500, X + 3500]
    assert "Nord, Innen, Süd" in codes(result)["folders_joined"]
    one = import_layer(
        town, ImportRequest("facilities", (tmp_path / "karte.kmz",), kind="kita", sublayer="Süd")
    )
    assert one.project.facilities["name"].tolist() == ["D"]
