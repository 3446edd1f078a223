"""The round trip of the facilities: nothing changes by itself, everything a department says arrives, nothing runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quartiermap.app.correction_steps import chosen, lost_corrections, take_over
from quartiermap.app.corrections import compare, write_workbook
from quartiermap.cli import cli
from quartiermap.domain.project import Project, new_project
from quartiermap.errors import InputError, UsageError
from quartiermap.io import project_file, round_trip

X, Y = 500_000.0, 5_500_000.0
NASTY = [
    '=HYPERLINK("http://x")',
    "+49 461",
    "-5",
    "@SUM(A1)",
    "Kita „Größe“ & <b>Söhne</b>",
    "'a",
    "zwei\nZeilen",
    "007",
    "1.234",
]


def make(names: list[str | None] | None = None, **columns: list[Any]) -> Project:
    names = list(NASTY) if names is None else names
    n = len(names)
    data: dict[str, Any] = {
        "facility_id": [f"kita:0{i:03d}" for i in range(n)], "kind": "kita", "name": names, "operator": None, "places": [float(40 + i) for i in range(n)],
        "area_m2": np.nan, "condition": "gut", "barrier_free": None, "status": "Bestand", "opening_year": np.nan, "address": "Ritterstr. 5", "source_id": "s",
    }  # fmt: skip
    frame = gpd.GeoDataFrame(
        {**data, **columns},
        geometry=[shapely.Point(X + 10.126 * i, Y + i) for i in range(n)],
        crs="EPSG:25832",
    )
    districts = gpd.GeoDataFrame(
        {"district_id": ["A"], "name": ["A"], "level": "Q", "level_rank": 1},
        geometry=[shapely.box(X - 999, Y - 999, X + 999, Y + 999)],
        crs="EPSG:25832",
    )
    return new_project("Stadt", 25832).with_(facilities=frame, districts=districts)


def edited(project: Project, path: Path, edit: Callable[[Any], None]) -> Path:
    """Write the workbook, let somebody change it in openpyxl (as any spreadsheet would), and save it."""
    write_workbook(project, path)
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    return path


def column(sheet: Any, heading: str) -> int:
    return next(c.column for c in sheet[1] if c.value == heading)


def plain(project: Project, rows: list[int]) -> list[dict[str, Any]]:
    frame = project.facilities.loc[rows].astype(object)
    return frame.where(frame.notna(), None).to_dict("records")


def put(row: int, heading: str, value: Any) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        sheet = book["Einrichtungen"]
        sheet.cell(row, column(sheet, heading)).value = value

    return edit


def test_nothing_changed_means_no_difference(tmp_path: Path) -> None:
    project = make()
    found = compare(project, edited(project, tmp_path / "a.xlsx", lambda _book: None))
    assert found.changes == ()
    assert found.problems == ()
    assert found.base_known


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.one_of(st.none(), st.text(max_size=40)), min_size=1, max_size=8),
    st.lists(st.floats(0, 1e6).map(lambda v: round(v, 3)), min_size=8, max_size=8),
)
def test_any_text_and_number_survives(tmp_path: Path, names: list[str | None], places: list[float]) -> None:
    project = make(names, places=places[: len(names)])
    path = tmp_path / "a.xlsx"
    write_workbook(project, path)
    found = compare(project, path)
    assert found.changes == ()
    assert found.base_known


def test_no_cell_of_the_workbook_is_a_formula(tmp_path: Path) -> None:
    write_workbook(make(), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    sheet = book["Einrichtungen"]
    assert sheet.freeze_panes == "D2"
    assert sheet.protection.sheet
    assert sheet["A2"].protection.locked
    assert not sheet.cell(2, column(sheet, "Plätze")).protection.locked
    assert (
        not sheet.cell(400, column(sheet, "Name")).protection.locked
        or not sheet.column_dimensions["C"].protection.locked
    )
    assert book["_quartiermap"].sheet_state == "veryHidden"
    lists = {str(v.sqref).split(":")[0]: v for v in sheet.data_validations.dataValidation}
    assert "gut,mittel,schlecht" in lists["G2"].formula1


@pytest.mark.parametrize(
    ("heading", "typed", "field", "value"),
    [
        ("Plätze", 60, "places", 60.0), ("Plätze", "1.234,5", "places", 1234.5), ("Plätze", "60 Plätze", "places", None), ("Plätze", None, "places", None),
        ("Plätze", "–", "places", None), ("Zustand", "Schlecht", "condition", "schlecht"), ("Zustand", "sanierungsbedürftig", "condition", "schlecht"),
        ("barrierefrei", "x", "barrier_free", "ja"), ("Art", "Grundschule", "kind", "primary_school"), ("Name", "Kita Neu ", "name", "Kita Neu"),
        ("Name", 5, "name", "5"), ("Eröffnung (Jahr)", "2019", "opening_year", 2019.0), ("Stand", "geschlossen", "status", "geschlossen"),
    ],
)  # fmt: skip
def test_what_is_typed_is_understood(
    tmp_path: Path, heading: str, typed: Any, field: str, value: Any
) -> None:
    project = make()
    found = compare(project, edited(project, tmp_path / "a.xlsx", put(3, heading, typed)))
    if typed == "60 Plätze":
        assert [p.code for p in found.problems] in ([], ["cell_not_understood"])
        return
    (change,) = found.changes
    assert (change.id, change.field, change.in_file) == (f"kita:0001/{field}", field, value)
    after = take_over(project, found, chosen(found, ["all"]))
    got = after.facilities.loc[1, field]
    assert got == value or (value is None and (got is None or np.isnan(got)))
    untouched = [i for i in range(len(NASTY)) if i != 1]
    assert plain(after, untouched) == plain(project, untouched)
    assert after.data_fingerprint != project.data_fingerprint
    assert project.facilities.loc[1, "places"] == 41.0  # the old project is as it was


@pytest.mark.parametrize(
    ("heading", "typed"),
    [("Plätze", "ca. 40"), ("Plätze", -3), ("Zustand", "so lala"), ("Art", "Rathaus"), ("Eröffnung (Jahr)", 99), ("Plätze", "#WERT!"), ("Art", None), ("Rechtswert", None), ("Rechtswert", 12.5)],
)  # fmt: skip
def test_what_is_not_understood_changes_nothing_and_is_said(tmp_path: Path, heading: str, typed: Any) -> None:
    project = make()
    found = compare(project, edited(project, tmp_path / "a.xlsx", put(3, heading, typed)))
    assert found.changes == ()
    assert [p.row for p in found.problems] == [3]


def test_formulas_are_never_computed(tmp_path: Path) -> None:
    project = make()
    found = compare(project, edited(project, tmp_path / "a.xlsx", put(3, "Plätze", "=30+15")))
    assert found.changes == ()  # openpyxl stored no result
    assert {p.code for p in found.problems} == {"formula"}


def test_a_formula_with_a_stored_result_counts_as_its_result(tmp_path: Path) -> None:
    import xlsxwriter

    project = make(["Kita A"])
    write_workbook(project, tmp_path / "a.xlsx")
    old = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book = xlsxwriter.Workbook(str(tmp_path / "b.xlsx"))
    for sheet in old:
        new = book.add_worksheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    new.write(cell.row - 1, cell.column - 1, cell.value)
        if sheet.title == "Einrichtungen":
            new.write_formula(1, column(sheet, "Plätze") - 1, "=30+15", None, 45)
    book.close()
    (change,) = compare(project, tmp_path / "b.xlsx").changes
    assert change.in_file == 45.0


# ---------------------------------------------------------------------------------------------- three ways


def test_three_ways(tmp_path: Path) -> None:
    project = make()

    def edit(book: Any) -> None:
        put(2, "Plätze", 100)(book)  # only the department
        put(4, "Plätze", 102)(book)  # both, differently
        put(5, "Plätze", 103)(book)  # both, the same

    path = edited(project, tmp_path / "a.xlsx", edit)
    frame = project.facilities.copy()
    frame.loc[[1, 2, 3], "places"] = [201.0, 202.0, 103.0]  # row 3 of the sheet: only the project
    now = project.with_(facilities=frame)
    found = compare(now, path)
    assert [(c.id, c.conflict) for c in found.changes] == [
        ("kita:0000/places", False),
        ("kita:0002/places", True),
    ]
    assert found.meanwhile == 1
    after = take_over(now, found, chosen(found, ["all"]))
    assert after.facilities["places"].tolist()[:4] == [100.0, 201.0, 202.0, 103.0]
    both = take_over(now, found, chosen(found, ["all", "conflicts"]))
    assert both.facilities["places"].tolist()[:4] == [100.0, 201.0, 102.0, 103.0]


def test_taking_over_twice_changes_nothing_more(tmp_path: Path) -> None:
    project = make()

    def edit(book: Any) -> None:
        put(2, "Plätze", 100)(book)
        put(len(NASTY) + 2, "Art", "Kita")(book)
        put(len(NASTY) + 2, "Name", "Neue Kita")(book)
        put(len(NASTY) + 2, "Rechtswert", "500.100,50")(book)
        put(len(NASTY) + 2, "Hochwert", 5_500_100)(book)

    path = edited(project, tmp_path / "a.xlsx", edit)
    found = compare(project, path)
    assert [c.what for c in found.changes] == ["field", "new"]
    after = take_over(project, found, chosen(found, ["all"]))
    assert len(after.facilities) == len(NASTY) + 1
    fresh = after.facilities.iloc[-1]
    assert (fresh["kind"], fresh["name"], fresh.geometry.x, fresh.geometry.y) == (
        "kita",
        "Neue Kita",
        500_100.5,
        5_500_100.0,
    )
    assert np.isnan(fresh["places"])
    assert fresh["source_id"] == after.sources[-1].source_id
    assert compare(after, path).changes == ()


def test_missing_rows_are_asked_never_deleted_by_all(tmp_path: Path) -> None:
    project = make()
    path = edited(project, tmp_path / "a.xlsx", lambda book: book["Einrichtungen"].delete_rows(3))
    found = compare(project, path)
    assert [c.id for c in found.changes] == ["kita:0001/fehlt"]
    assert chosen(found, ["all"]) == frozenset()
    assert take_over(project, found, chosen(found, ["all"])) is project
    after = take_over(project, found, chosen(found, ["missing"]))
    assert "kita:0001" not in set(after.facilities["facility_id"])
    assert len(after.facilities) == len(NASTY) - 1
    assert "fehlt" in after.sources[-1].findings[0]["message"]


def test_columns_moved_or_left_out_and_rows_sorted(tmp_path: Path) -> None:
    project = make(NASTY[4:])  # openpyxl itself would make a formula of "=…"

    def edit(book: Any) -> None:
        sheet = book["Einrichtungen"]
        sheet.delete_cols(column(sheet, "Träger"))
        rows = [[c.value for c in r] for r in sheet.iter_rows()]
        rows = [rows[0], *reversed(rows[1:])]
        rows = [list(reversed(r)) for r in rows]
        sheet.delete_rows(1, len(rows))
        for row in rows:
            sheet.append(row)

    found = compare(project, edited(project, tmp_path / "a.xlsx", edit))
    assert found.changes == ()
    assert [p.code for p in found.problems] == ["columns_missing"]


def test_a_sheet_with_a_cell_in_its_last_row(tmp_path: Path) -> None:
    project = make()
    found = compare(
        project,
        edited(project, tmp_path / "a.xlsx", lambda book: book["Einrichtungen"].cell(1_048_576, 3, "x")),
    )
    assert found.changes == ()
    assert found.base_known


def test_without_the_hidden_sheet_it_is_said_and_compared_with_today(tmp_path: Path) -> None:
    project = make()

    def edit(book: Any) -> None:
        del book["_quartiermap"]
        put(2, "Plätze", 100)(book)

    found = compare(project, edited(project, tmp_path / "a.xlsx", edit))
    assert [c.id for c in found.changes] == ["kita:0000/places"]
    assert not found.base_known
    assert [p.code for p in found.problems] == ["base_missing"]


def test_a_changed_hidden_sheet_is_not_believed(tmp_path: Path) -> None:
    project = make()

    def edit(book: Any) -> None:
        sheet = book["_quartiermap"]
        sheet.cell(8, 2).value = str(sheet.cell(8, 2).value).replace("40.0", "41.0")

    assert not compare(project, edited(project, tmp_path / "a.xlsx", edit)).base_known


def test_another_project_and_other_files_are_refused(tmp_path: Path) -> None:
    project = make()
    path = edited(project, tmp_path / "a.xlsx", lambda _book: None)
    other = Project(**{**vars(make()), "created_at": "2001-01-01T00:00:00+01:00"})
    with pytest.raises(InputError) as caught:
        compare(other, path)
    assert caught.value.problems[0].code == "other_project"
    for name, content in (
        ("b.xlsx", b"PK\x03\x04kaputt"),
        ("c.xlsx", b"Kennung;Art\n1;kita\n"),
        ("d.xlsx", b""),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError):
            compare(project, tmp_path / name)
    book = openpyxl.Workbook()
    book.save(tmp_path / "e.xlsx")
    with pytest.raises(InputError) as caught:
        compare(project, tmp_path / "e.xlsx")
    assert caught.value.problems[0].code == "no_facility_sheet"


def test_repeated_and_unknown_ids(tmp_path: Path) -> None:
    project = make()

    def edit(book: Any) -> None:
        put(3, "Kennung", "kita:0000")(book)
        put(4, "Kennung", "kita:9999")(book)

    found = compare(project, edited(project, tmp_path / "a.xlsx", edit))
    assert {p.code for p in found.problems} == {"facility_id_repeated", "facility_gone"}
    assert {c.what for c in found.changes} == {"missing"}


def test_moving_a_facility_takes_its_entrances_away(tmp_path: Path) -> None:
    project = make()
    shapes = gpd.GeoDataFrame(
        {"facility_id": ["kita:0000", "kita:0001"], "part": "entrance", "source_id": "s"},
        geometry=[shapely.Point(X, Y)] * 2,
        crs="EPSG:25832",
    )
    project = project.with_(facility_shapes=shapes)
    found = compare(project, edited(project, tmp_path / "a.xlsx", put(2, "Rechtswert", X + 200)))
    (change,) = found.changes
    assert change.id == "kita:0000/place"
    after = take_over(project, found, [change.id])
    assert after.facilities.geometry[0].equals(shapely.Point(X + 200, Y))
    assert after.facility_shapes["facility_id"].tolist() == ["kita:0001"]


def test_words_of_accept(tmp_path: Path) -> None:
    project = make()

    def edit(book: Any) -> None:
        put(2, "Plätze", 100)(book)
        put(2, "Zustand", "mittel")(book)

    found = compare(project, edited(project, tmp_path / "a.xlsx", edit))
    assert chosen(found, ["field=places"]) == {"kita:0000/places"}
    assert chosen(found, ["field=Zustand"]) == {"kita:0000/condition"}
    listed = tmp_path / "an.txt"
    listed.write_text("kita:0000/condition  # ja\n\n", "utf-8")
    assert chosen(found, [str(listed)]) == {"kita:0000/condition"}
    listed.write_text(json.dumps(found.as_dict()), "utf-8")
    assert chosen(found, [str(listed)]) == {c.id for c in found.changes}
    for word in ("field=quatsch", "gibtsnicht.txt"):
        with pytest.raises(UsageError):
            chosen(found, [word])
    with pytest.raises(UsageError):
        take_over(project, found, ["kita:0000/quatsch"])


def test_from_the_command_line(tmp_path: Path) -> None:
    project, book = tmp_path / "p.gpkg", tmp_path / "fach.xlsx"
    project_file.save(make(), project)

    def call(*words: object) -> Any:
        return CliRunner().invoke(cli, [str(w) for w in words])

    assert call("facilities-out", project, book).exit_code == 0
    sheet = openpyxl.load_workbook(book)
    put(3, "Plätze", 77)(sheet)
    sheet.save(book)
    looked = json.loads(call("facilities-in", project, book, "--json").stdout)
    assert [c["id"] for c in looked["changes"]] == ["kita:0001/places"]
    assert looked["accepted"] == []
    assert project_file.load(project).facilities.loc[1, "places"] == 41.0
    assert call("facilities-in", project, book, "--accept", "all").exit_code == 0
    after = project_file.load(project)
    assert after.facilities.loc[1, "places"] == 77.0
    assert after.sources[-1].title == "Berichtigungen aus fach.xlsx"
    assert call("facilities-in", project, tmp_path / "nichts.xlsx").exit_code == 3
    assert call("facilities-in", project, book, "--accept", "quatsch").exit_code == 2


def test_an_import_that_replaces_corrected_rows_says_so(tmp_path: Path) -> None:
    project = make()
    found = compare(project, edited(project, tmp_path / "a.xlsx", put(2, "Plätze", 100)))
    after = take_over(project, found, chosen(found, ["all"]))
    assert lost_corrections(project, after) == []
    replaced = after.with_(facilities=project.facilities)
    assert [p.code for p in lost_corrections(after, replaced)] == ["corrections_replaced"]


def test_long_texts_and_many_rows_keep_their_values(tmp_path: Path) -> None:
    project = make(["x" * 31_999 + "y", "kurz"], address=["ä" * 31_000, None])
    path = tmp_path / "a.xlsx"
    write_workbook(project, path)
    found = compare(project, path)
    assert found.changes == ()
    assert found.base_known
    assert round_trip.checksum(round_trip.values_of(project)) == round_trip.checksum(
        round_trip.values_of(project)
    )


@pytest.mark.parametrize("kind", ["bomb", "outside", "huge"])
def test_hostile_workbooks_are_refused_and_read_nothing(tmp_path: Path, kind: str) -> None:
    import zipfile

    project = make(["Kita A"])
    good, bad = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_workbook(project, good)
    secret = tmp_path / "geheim.txt"
    secret.write_text("GEHEIM", "utf-8")
    levels = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "x" * 10}">' for i in range(9))
    head = {
        "bomb": f"<!DOCTYPE s [{levels}]>",
        "outside": f'<!DOCTYPE s [<!ENTITY e8 SYSTEM "{secret.as_uri()}">]>',
        "huge": "",
    }[kind]
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/sharedStrings.xml" and kind != "huge":
                data = data.replace(b"?>", f"?>{head}".encode(), 1).replace(b"Kita A", b"&e8;")
            if name == "xl/sharedStrings.xml" and kind == "huge":
                data = data.replace(b"Kita A", b"x" * 310_000_000)
            new.writestr(name, data)
    said = ""
    try:
        found = compare(project, bad)
        said = repr(found)
    except InputError as error:
        said = str(error)
    assert said
    assert "GEHEIM" not in said
    assert len(said) < 100_000
