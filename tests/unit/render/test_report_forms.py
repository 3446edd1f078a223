"""All forms of one report, read back: every figure agrees with report.json, and no secret number stands in any of them."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sqlite3
import subprocess
import zipfile
from contextlib import closing
from dataclasses import replace
from html import unescape
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely

from quartiermap.app import usecases
from quartiermap.domain import texts
from quartiermap.domain.project import new_project
from quartiermap.io.export_fields import FIGURES, STATES, kind_fields
from quartiermap.render import report_suppression
from quartiermap.render.report import write_report

WORDS = {"secret": "geheim", "no_data": "keine Daten", "not_applicable": "entfällt"}
FORMS = ("json", "csv", "xlsx", "geojson", "gpkg", "html", "docx", "pdf")


@pytest.fixture(scope="module")
def folder(town, programmes, tmp_path_factory):
    """A report of the small town with secret, missing and pointless figures, in every form."""
    out = tmp_path_factory.mktemp("formen")
    write_report(town, out, FORMS, programmes)
    write_report(town, out / "machine", ["csv"], programmes, csv="machine")
    return out


@pytest.fixture(scope="module")
def model(folder):
    return json.loads((folder / "report.json").read_text("utf-8"))


def text_of(path):
    """Return what a person reads in a file; blanks and breaks as one blank."""
    if path.suffix == ".pdf":
        tool = shutil.which("pdftotext")
        if tool is None:
            pytest.skip("pdftotext (poppler-utils) is not installed")
        found = subprocess.run(
            [tool, "-raw", str(path), "-"], capture_output=True, check=True
        ).stdout.decode()
    elif path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            paragraphs = re.split(r"</w:p>", archive.read("word/document.xml").decode())
        found = unescape(
            " ".join("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", p)) for p in paragraphs)
        )
    else:
        page = path.read_text("utf-8")
        page = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", page)
        found = unescape(re.sub(r"<[^>]+>", " ", page))
    return re.sub(r"[\s\u00a0\u202f\u00ad]+", " ", found)


def figures_of(model):
    """Yield (area, kind, figure) for the primary standard of every kind."""
    for area in (*model["districts"], *model["parents"]):
        for kind, figure in area["kinds"].items():
            yield area["district_id"], kind, figure


def test_geopackage_and_geojson_hold_the_figures_exactly(folder, model):
    names = kind_fields(dict.fromkeys(kind for _, kind, _ in figures_of(model)))
    frames = [
        pd.concat([pyogrio.read_dataframe(folder / "Projekt_QGIS.gpkg", layer=layer) for layer in ("Quartiere", "Obere_Ebenen")]),
        pd.concat([pyogrio.read_dataframe(folder / f"{name}.geojson") for name in ("quartiere", "obere_ebenen")]),
    ]  # fmt: skip
    seen = 0
    for frame in frames:
        rows = frame.set_index("schluessel")
        for area, kind, figure in figures_of(model):
            for name, (german, _) in FIGURES.items():
                held = rows.loc[area, f"{names[kind]}_{german}"]
                if name.endswith(("_low", "_high")):
                    assert held == figure[name] or (pd.isna(held) and figure[name] is None)
                elif figure[f"{name}_state"] == "value":
                    # GDAL writes fifteen digits into GeoJSON; the GeoPackage holds the very number.
                    exactly = figure[name] if frame is frames[0] else pytest.approx(figure[name], rel=1e-15)
                    assert held == exactly, (area, kind, name)
                    seen += 1
                elif name != "covered_population":
                    assert pd.isna(held), (area, kind, name)
            for name, (german, _) in STATES.items():
                key = {"mean_distance_state": "mean_distance_m_state", "need_state": "need_places_state"}.get(
                    name, name
                )
                word = rows.loc[area, f"{names[kind]}_{german}"]
                assert (None if pd.isna(word) else word) == WORDS.get(figure[key])
    assert seen > 100


def test_gaps_agree_in_geopackage_geojson_and_tables(folder, model):
    sheet = openpyxl.load_workbook(folder / "Lueckentabelle.xlsx", data_only=True)["Lücken"]
    head, *rows = sheet.iter_rows(values_only=True)
    in_excel = [dict(zip(head, row, strict=True)) for row in rows]
    in_csv = list(csv.DictReader(io.StringIO((folder / "Luecken.csv").read_text("utf-8-sig")), delimiter=";"))
    in_machine = list(csv.DictReader(io.StringIO((folder / "machine" / "gaps.csv").read_text("utf-8"))))
    in_gpkg = pyogrio.read_dataframe(folder / "Projekt_QGIS.gpkg", layer="Luecken").to_dict("records")
    in_geojson = pyogrio.read_dataframe(folder / "luecken.geojson").to_dict("records")
    for gap, a, b, c, d, e in zip(
        model["gaps"], in_excel, in_csv, in_machine, in_gpkg, in_geojson, strict=True
    ):
        people = gap["affected_population"]
        assert a["Rang"] == int(b["Rang"]) == int(c["rank"]) == d["rang"] == e["rang"] == gap["rank"]
        assert {a["Kennung der Lücke"], b["Kennung der Lücke"], c["gap_id"], d["kennung"], e["kennung"]} == {
            gap["gap_id"]
        }
        assert {a["Begründung"], b["Begründung"], c["because"], d["befund"], e["befund"]} == {gap["because"]}
        if people is None:
            assert (a["Betroffene (Personen)"], b["Betroffene (Personen)"], c["affected_population"]) == (
                "keine Daten",
                "keine Daten",
                "",
            )
            assert pd.isna(d["betroffene"])
            assert d["betroffene_stand"] == "keine Daten"
        else:
            assert a["Betroffene (Personen)"] == pytest.approx(people, rel=1e-15)
            assert float(c["affected_population"]) == d["betroffene"] == people
            assert e["betroffene"] == pytest.approx(people, rel=1e-15)
            assert b["Betroffene (Personen)"] == texts.number(people).replace(".", "")


def shown_numbers(value):
    """Collect every number of the model, and every text."""
    if isinstance(value, dict):
        for item in value.values():
            yield from shown_numbers(item)
    elif isinstance(value, list):
        for item in value:
            yield from shown_numbers(item)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield float(value)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("name", ["Lueckenbericht.pdf", "Lueckenbericht.docx", "Karte.html"])
def test_no_percentage_stands_in_a_document_that_the_model_does_not_give(folder, model, name):
    text = text_of(folder / name)
    known = set()
    for item in shown_numbers(model):
        if isinstance(item, float):
            known |= {texts.number(100 * item, d) for d in (0, 1, 2)} | {
                texts.percent(item, d)[:-2] for d in (0, 1)
            }
            known |= {texts.number(100 * (1 - item), d) for d in (0, 1)}
        else:
            known |= set(re.findall(r"[−-]?\d+(?:,\d+)?(?=[\s\u00a0]?%)", item))
    written = {m.replace("-", "−") for m in re.findall(r"(?<![\d,.])[−-]?\d+(?:,\d+)?(?= ?%)", text)}
    limits = {
        "25",
        "50",
        "75",
        "90",
        "100",
        "60",
        "80",
        "120",
        "0",
        "5",
        "20",
    }  # classes, weights and thresholds in legends
    assert len(written) > 5
    assert written - known - limits == set()


@pytest.mark.parametrize("name", ["Lueckenbericht.pdf", "Lueckenbericht.docx", "Karte.html"])
def test_every_gap_stands_in_every_document_with_its_number(folder, model, name):
    text = text_of(folder / name)
    for gap in model["gaps"]:
        value = gap["affected_population"]
        number = texts.number(value) if value is not None else "keine Daten"
        places = [m.start() for m in re.finditer(re.escape(gap["district_name"]), text)]
        assert places, gap["district_name"]
        assert any(number in text[at : at + 1200] for at in places), (gap["gap_id"], number)


# --- small numbers: an own town, whose secret figures have digits that nothing else has


def secret_town(limit=5.0):
    """Four districts in two Stadtteile; in A live 1 and 2 children, of B to D enough; spread from a register."""
    ids = ["A", "B", "C", "D"]
    boxes = [
        shapely.MultiPolygon([shapely.box(500_000 + 1000 * i, 5_500_000, 501_000 + 1000 * i, 5_501_000)])
        for i in range(4)
    ]
    halves = [
        shapely.MultiPolygon([shapely.box(500_000 + 2000 * i, 5_500_000, 502_000 + 2000 * i, 5_501_000)])
        for i in range(2)
    ]
    fine = pd.DataFrame({"district_id": ids, "name": ["Anger", "Bach", "Chaussee", "Deich"], "level": "Quartier", "level_rank": 2,
                         "parent_id": ["W", "W", "O", "O"], "source_id": "s"})  # fmt: skip
    coarse = pd.DataFrame(
        {
            "district_id": ["W", "O"],
            "name": ["West", "Ost"],
            "level": "Stadtteil",
            "level_rank": 1,
            "parent_id": None,
            "source_id": "s",
        }
    )
    districts = gpd.GeoDataFrame(
        pd.concat([coarse, fine], ignore_index=True), geometry=[*halves, *boxes], crs="EPSG:25832"
    )
    people = pd.DataFrame({
        "district_id": ids, "source_id": "s",
        "age_0_3": [1.2345671, 41.3456713, 52.4567131, 63.5671313], "age_3_6": [2.3571113, 44.1317191, 55.2329313, 66.3741434],
        "age_6_12": [3.7124913, 84.6171819, 95.2021222, 76.3242526], "age_12_18": [88.1234567, 87.7654321, 86.5432167, 85.3216549],
        "age_18_65": [501.1, 602.2, 703.3, 804.4], "age_65_plus": [201.5, 202.6, 203.7, 204.8],
    })  # fmt: skip
    people["population"] = people.filter(like="age_").sum(axis=1)
    kitas = gpd.GeoDataFrame(
        {
            "facility_id": ["k1", "k2"], "kind": ["kita", "primary_school"], "name": ["Kita Bach", "Schule Bach"], "operator": None, "places": [50.0, 120.0],
            "area_m2": np.nan, "condition": ["schlecht", "gut"], "barrier_free": ["nein", "ja"], "status": "Bestand", "opening_year": np.nan,
            "address": None, "source_id": "s",
        },
        geometry=[shapely.Point(501_500, 5_500_500), shapely.Point(501_400, 5_500_400)], crs="EPSG:25832",
    )  # fmt: skip
    project = new_project("Geheimhausen", 25832).with_(
        districts=districts, district_population=people, facilities=kitas
    )
    return usecases.analyse(project, usecases.AnalyseOptions(land="HE", small_numbers=limit))


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    """The town, its report in every form, and the numbers that none of them may hold."""
    project = secret_town()
    out = tmp_path_factory.mktemp("geheim")
    usecases.report(project, out, FORMS, csv="excel")
    usecases.report(project, out / "machine", ("csv",), csv="machine")
    shown = report_suppression.shown(project)[0]
    forbidden = {}
    names = [c for c in project.analysis.figures.columns if project.analysis.figures[c].dtype.kind == "f"]
    for name in names:
        exact, left = (p.analysis.figures[name].to_numpy(float) for p in (project, shown))
        forbidden |= {float(v): name for v in exact[np.isfinite(exact) & ~np.isfinite(left)]}
    for name in project.district_population.filter(like="age_").columns:
        exact, left = (p.district_population[name].to_numpy(float) for p in (project, shown))
        forbidden |= {float(v): name for v in exact[~np.isfinite(left)]}
    kept = np.array([v for n in names for v in shown.analysis.figures[n] if np.isfinite(v)])
    # Zero and whole numbers are told of many things; points spread evenly have the same mean way for every age.
    return out, {
        v: n
        for v, n in forbidden.items()
        if v != round(v) and not np.isclose(kept, v, rtol=1e-6, atol=0).any()
    }


def numbers_in(path):
    """Yield every number that a program finds in a file, whatever its form."""
    if path.suffix == ".gpkg":
        with closing(sqlite3.connect(path)) as connection:
            for (table,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            ).fetchall():
                for row in connection.execute(f'SELECT * FROM "{table}"').fetchall():  # noqa: S608
                    for value in row:
                        if isinstance(value, (int, float)):
                            yield float(value)
                        elif isinstance(value, str):
                            yield from of_text(value)
    elif path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith(".xml"):
                    yield from of_text(archive.read(name).decode())
    elif path.suffix == ".pdf":
        yield from of_text(text_of(path))
    else:
        yield from of_text(path.read_text("utf-8-sig"))


def of_text(text):
    for found in re.findall(r"\d+\.\d+(?:[eE]-?\d+)?", text):
        yield float(found)
    for found in re.findall(r"(?<![\d.,])\d{1,3}(?:\.\d{3})*,\d+", text):
        yield float(found.replace(".", "").replace(",", "."))


def test_no_form_holds_a_secret_number(secret):
    out, forbidden = secret
    assert {"target_population", "need_places", "age_0_3"} <= set(forbidden.values())
    checked = 0
    for path in sorted(p for p in out.rglob("*") if p.is_file() and p.suffix != ".png"):
        found = np.unique(np.fromiter(numbers_in(path), float))
        checked += len(found)
        for value, name in forbidden.items():
            near = found[np.isclose(found, value, rtol=1e-6, atol=0)]
            assert len(near) == 0, (path.name, name, value, near)
    assert checked > 1000


def test_points_and_cells_of_a_district_never_sum_up_to_a_secret_group(secret):
    out, forbidden = secret
    for path, layer in (
        (out / "Projekt_QGIS.gpkg", "Wohnorte_geschaetzt"),
        (out / "wohnorte_geschaetzt.geojson", None),
    ):
        points = pyogrio.read_dataframe(path, layer=layer)
        for _, part in points.groupby("quartier"):
            for column in part.columns:
                if part[column].dtype.kind == "f" and part[column].notna().any():
                    total = part[column].sum()
                    assert not any(np.isclose(total, value, rtol=1e-6) for value in forbidden), column


def test_what_is_hidden_under_a_sum_cannot_be_subtracted(secret):
    """Town and Stadtteile against their shown parts, in the tables of every machine-readable form."""
    out, forbidden = secret
    rows = list(csv.DictReader(io.StringIO((out / "machine" / "districts.csv").read_text("utf-8"))))
    for standard in {r["standard_id"] for r in rows}:
        for name in ("target_population", "need_places", "covered_population"):
            held = {
                r["district_id"]: (float(r[name]) if r[name] else None)
                for r in rows
                if r["standard_id"] == standard
            }
            for whole, parts in (("W", "AB"), ("O", "CD"), ("__town__", "ABCD")):
                if held[whole] is None:
                    continue
                rest = held[whole] - sum(held[p] for p in parts if held[p] is not None)
                hidden = [p for p in parts if held[p] is None]
                assert len(hidden) != 1, (standard, name, whole)
                assert not hidden or not any(np.isclose(rest, value, rtol=1e-6) for value in forbidden)


def test_the_same_attack_finds_them_where_nothing_is_protected(tmp_path):
    """The tests above can fail: without a limit the numbers are there."""
    project = secret_town(limit=0.0)
    usecases.report(project, tmp_path, ("json", "gpkg"))
    for name in ("report.json", "Projekt_QGIS.gpkg"):
        found = np.fromiter(numbers_in(tmp_path / name), float)
        assert np.isclose(found, 1.2345671 + 2.3571113, rtol=1e-6).any(), name


def test_the_licence_line_names_what_was_used_and_that_it_was_changed(town, programmes, tmp_path):
    sources = tuple(
        replace(s, invented=False, provider=f"Amt {s.layer}", licence="CC BY 4.0") for s in town.sources
    )
    write_report(town.with_(sources=sources), tmp_path, ["json", "geojson", "xlsx"], programmes)
    told = json.loads((tmp_path / "geojson_felder.json").read_text("utf-8"))
    assert told["einrichtungen.geojson"]["quellen"] == [
        "Amt facilities, CC BY 4.0, Daten verändert: Einrichtungen"
    ]
    assert any(line.startswith("Amt districts, CC BY 4.0: ") for line in told["quartiere.geojson"]["quellen"])
    rows = openpyxl.load_workbook(tmp_path / "Lueckentabelle.xlsx")["Datenpass"].iter_rows(values_only=True)
    assert any("Amt facilities, CC BY 4.0, Daten verändert" in row for row in rows)


def test_every_form_is_there(folder):
    assert {Path(p).suffix for p in folder.iterdir() if p.is_file()} == {
        ".json", ".csv", ".txt", ".xlsx", ".geojson", ".gpkg", ".html", ".docx", ".pdf",
    }  # fmt: skip
