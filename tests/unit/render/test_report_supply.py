"""The supply balance in report.json, CSV and Excel: the live arithmetic of the sheet gives the figures of the model."""

from __future__ import annotations

import shutil
import subprocess

import openpyxl
import pytest

from quartiermap.render import report_model
from quartiermap.render.report_supply_chapter import shown, supply_chapter
from quartiermap.render.report_supply_sheet import FIELDS, NAME, lines, supply_sheet, value_of
from quartiermap.render.report_tables import Missing
from quartiermap.render.xlsx import write_xlsx


@pytest.fixture(scope="module")
def model(town, programmes):
    return report_model.build(town, programmes)


@pytest.fixture(scope="module")
def book(model, tmp_path_factory):
    path = tmp_path_factory.mktemp("supply") / "t.xlsx"
    write_xlsx(model, path)
    return path


def whole(area):
    return next(g for g in area["groups"] if g["group"] == "all")


def test_the_model_has_town_parents_and_districts_of_every_kind_counted_in_places(model):
    kinds = [b["kind"] for b in model["supply"]]
    assert "kita" in kinds
    kita = model["supply"][kinds.index("kita")]
    assert kita["town"]["level"] == "town"
    assert {d["area_id"] for d in kita["districts"]} == {d["district_id"] for d in model["districts"]}
    assert [g["group"] for g in kita["town"]["groups"]] == ["u3", "o3", "all"]
    assert kita["windows"]["key_date"]
    assert kita["categories"]["scheme"] == "berlin-foerderatlas"
    assert kita["categories"]["reserve_source"].startswith("Annahme")


def test_a_known_figure_is_given_once_and_a_range_by_its_ends(model):
    for balance in model["supply"]:
        for area in (balance["town"], *balance["districts"]):
            for group in area["groups"]:
                if group["places"] is not None:
                    assert group["places_low"] == group["places_high"] == group["places"]
                elif group["places_low"] is not None:
                    assert group["places_low"] < group["places_high"]
                    assert group["places_state"] == "no_data"


def test_the_sheet_has_a_row_for_every_area_and_group_and_no_empty_number(model):
    sheet = supply_sheet(model["supply"])
    assert len(sheet.rows) == sum(
        len(a["groups"]) for b in model["supply"] for a in (b["town"], *b["parents"], *b["districts"])
    )
    counted = [n for n, field in enumerate(FIELDS) if field.form in ("count", "share", "decimal")]
    for line in sheet.rows:
        assert all(isinstance(line[n], (float, Missing)) for n in counted)


def test_excel_recomputes_the_arithmetic_to_the_same_figures(model, book, tmp_path):
    """The cached values are taken out, LibreOffice computes them anew: all agree with the model."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    bare = tmp_path / "bare.xlsx"
    opened = openpyxl.load_workbook(book)
    formulas = {
        c.coordinate: c.value for r in opened[NAME].iter_rows() for c in r if str(c.value).startswith("=")
    }
    opened.save(bare)  # without the values of its formulas
    assert openpyxl.load_workbook(bare, data_only=True)[NAME][next(iter(formulas))].value is None
    out = tmp_path / "out"
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(bare)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    found = openpyxl.load_workbook(out / "bare.xlsx", data_only=True)[NAME]
    known = {
        (row, column): value_of(line, field.key)
        for row, line in enumerate(lines(model["supply"]), start=2)
        for column, field in enumerate(FIELDS, start=1)
    }
    assert any("SUMIF" in f for f in formulas.values())
    assert any("MAX" in f for f in formulas.values())
    assert any("/" in f for f in formulas.values())
    for coordinate in formulas:
        cell = found[coordinate]
        assert cell.value == pytest.approx(known[cell.row, cell.column], rel=1e-9, abs=1e-9), coordinate


def test_the_chapter_names_formula_ages_and_source(model):
    blocks = supply_chapter(model)
    texts = " ".join(str(b.get("text", "")) for b in blocks)
    assert blocks[0]["text"] == "Plätze und Bedarf"
    assert "Bedarf: " in texts
    assert model["supply"][0]["windows"]["title"] in texts
    tables = [b for b in blocks if b["type"] == "table"]
    town = [row for b in tables for row in b["rows"] if row[0] == model["meta"]["project"]["name"]]
    assert town
    assert supply_chapter({"supply": []}) == []


def test_words_for_what_is_missing():
    assert shown({"need": None, "need_state": "secret"}, "need") == "geheim"
    assert (
        shown({"places": None, "places_state": "no_data", "places_low": 4.0, "places_high": 9.0}, "places")
        == "4–9"
    )
