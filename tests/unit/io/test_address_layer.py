"""The directory of addresses that a project keeps: imported once, saved with it, used by every table with addresses."""

from __future__ import annotations

import json
import math
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner

from quartiermap.app import corrections
from quartiermap.app.address_choice import OF_PROJECT
from quartiermap.app.import_wizard import ImportWizard
from quartiermap.app.imports import ImportOrder, carry_out
from quartiermap.cli import cli
from quartiermap.domain.project import Project, new_project
from quartiermap.errors import InputError
from quartiermap.io import project_file, readers
from quartiermap.io.address_layer import index_of, looks_like_directory
from quartiermap.io.address_matching import Found, match
from quartiermap.io.address_text import read_address
from quartiermap.io.addresses import read_address_index
from quartiermap.io.importers import ImportRequest, import_layer, preview

OSM = """<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="54.78" lon="9.43"><tag k="addr:street" v="Ritterstraße"/><tag k="addr:housenumber" v="2"/><tag k="addr:postcode" v="24939"/></node>
<node id="2" lat="54.78" lon="9.438"><tag k="addr:street" v="Ritterstraße"/><tag k="addr:housenumber" v="12"/></node>
<node id="3" lat="54.781" lon="9.43"/><node id="4" lat="54.783" lon="9.43"/>
<node id="9" lat="53.0" lon="9.43"><tag k="addr:street" v="Fernweg"/><tag k="addr:housenumber" v="1"/></node>
<way id="2"><nd ref="1"/><nd ref="2"/><tag k="addr:interpolation" v="even"/></way>
<way id="3"><nd ref="3"/><nd ref="4"/><tag k="highway" v="residential"/><tag k="name" v="Nordweg"/></way>
</osm>"""
TABLE = "Nr;Name;Straße;Hausnr;PLZ;Plätze\n1;Kita A;Ritterstr.;2;24939;45\n2;Kita B;Ritterstraße;12;24939;50\n3;Kita C;Nordweg;5;24939;55\n"


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    path = tmp_path / "stadt.osm"
    path.write_text(OSM, "utf-8")
    return path


@pytest.fixture
def kitas(tmp_path: Path) -> Path:
    path = tmp_path / "kitas.csv"
    path.write_text(TABLE, "utf-8")
    return path


@pytest.fixture
def town(tmp_path: Path) -> Project:
    path = tmp_path / "Quartiere.gpkg"
    gpd.GeoDataFrame(
        {"RAUMID": ["01"], "Name": ["Mitte"]}, geometry=[shapely.box(9.42, 54.77, 9.45, 54.79)], crs=4326
    ).to_crs(25832).to_file(path)
    return import_layer(new_project("F", 25832), ImportRequest("districts", (path,))).project


@pytest.fixture
def with_directory(town: Project, extract: Path) -> Project:
    return import_layer(town, ImportRequest("addresses", (extract,))).project


def test_what_lies_around_the_districts_is_kept_with_its_origin(town: Project, extract: Path) -> None:
    result = import_layer(town, ImportRequest("addresses", (extract,)))
    frame = result.project.addresses
    numbered = frame[frame["number"].notna()]
    assert set(numbered["street"]) == {"Ritterstraße"}
    # 2 and 12 as they stand, 4 to 10 along the interpolation line
    assert sorted(numbered["number"].astype(int)) == [2, 4, 6, 8, 10, 12]
    assert sorted(numbered.loc[numbered["derived"].astype(bool), "number"].astype(int)) == [4, 6, 8, 10]
    assert set(frame.loc[frame["number"].isna(), "street"]) == {"Nordweg"}
    assert result.rows == 6
    assert result.summary == "6 Anschriften aus stadt.osm eingelesen."
    (source,) = result.sources
    assert (source.layer, source.licence) == ("addresses", "ODbL 1.0")
    assert [p.code for p in result.problems] == ["addresses_clipped"]
    assert result.problems[0].count == 1


def test_the_kept_directory_places_exactly_as_the_file_itself(with_directory: Project, extract: Path) -> None:
    kept = index_of(with_directory)
    direct = read_address_index(extract, with_directory, 25832)
    for text in ("Ritterstr. 2", "Ritterstr. 6", "Ritterstraße 12, 24939", "Nordweg 3", "Ritterstr. 7", "Unbekannter Weg 1"):  # fmt: skip
        one, other = match(kept, read_address(text)), match(direct, read_address(text))
        assert one.found is other.found, text
        assert one.score == other.score
        if one.found.placed:
            assert math.hypot(one.x - other.x, one.y - other.y) < 0.01


def test_it_survives_saving_and_loading(with_directory: Project, tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    project_file.save(with_directory, path)
    loaded = project_file.load(path)
    pd.testing.assert_frame_equal(
        pd.DataFrame(loaded.addresses.drop(columns="geometry")),
        pd.DataFrame(with_directory.addresses.drop(columns="geometry")),
    )
    assert loaded.addresses.geometry.geom_equals_exact(with_directory.addresses.geometry, 1e-6).all()
    assert loaded.addresses.crs == with_directory.addresses.crs
    assert match(index_of(loaded), read_address("Ritterstr. 2")).found is Found.EXACT
    # QGIS sees it as a layer
    assert len(gpd.read_file(path, layer="addresses")) == len(with_directory.addresses)


@pytest.mark.parametrize(
    "old", sorted((Path(__file__).parents[2] / "data/projects").glob("format_*.gpkg")), ids=lambda p: p.stem
)
def test_projects_from_before_have_none_and_can_get_one(
    old: Path, tmp_path: Path, with_directory: Project
) -> None:
    project = project_file.load(old)
    assert len(project.addresses) == 0
    more = project.with_(addresses=with_directory.addresses.set_crs(project.crs, allow_override=True))
    target = tmp_path / "neu.gpkg"
    project_file.save(more, target)
    assert len(project_file.load(target).addresses) == len(with_directory.addresses)


def test_no_result_grows_stale_by_it(town: Project, extract: Path) -> None:
    assert import_layer(town, ImportRequest("addresses", (extract,))).project.fingerprint == town.fingerprint


def test_a_table_with_addresses_only_is_placed_without_being_asked(
    with_directory: Project, kitas: Path
) -> None:
    outcome = carry_out(with_directory, ImportOrder(ImportRequest("facilities", (kitas,), kind="kita")))
    assert outcome.result.project.facilities["name"].tolist() == ["Kita A", "Kita B"]
    (source,) = outcome.result.sources
    assert source.mapping["@addresses"] == "Adressverzeichnis des Projekts (stadt.osm)"
    assert {f["code"] for f in source.findings} >= {"addresses", "address_street_only"}
    (placement,) = outcome.placements
    assert placement.count(Found.EXACT) == 2


def test_a_table_with_coordinates_keeps_its_own(with_directory: Project, tmp_path: Path) -> None:
    path = tmp_path / "mit_orten.csv"
    middle = with_directory.districts.geometry.iloc[0].centroid
    path.write_text(
        f"Name;Straße;Hausnr;Rechtswert;Hochwert\nKita A;Ritterstr.;2;{middle.x:.1f};{middle.y:.1f}\n",
        "utf-8",
    )
    outcome = carry_out(with_directory, ImportOrder(ImportRequest("facilities", (path,), kind="kita")))
    assert outcome.placements == ()
    assert outcome.result.project.facilities.geometry.iloc[0].distance(middle) < 0.1
    with pytest.raises(InputError):
        carry_out(with_directory, ImportOrder(ImportRequest("facilities", (path,), kind="kita"), addresses=OF_PROJECT))  # fmt: skip


def test_without_a_directory_the_table_is_refused_as_before(town: Project, kitas: Path) -> None:
    with pytest.raises(InputError) as caught:
        carry_out(town, ImportOrder(ImportRequest("facilities", (kitas,), kind="kita")))
    assert any("--addresses" in p.remedy for p in caught.value.problems)
    with pytest.raises(InputError) as caught:
        carry_out(town, ImportOrder(ImportRequest("facilities", (kitas,), kind="kita"), addresses=OF_PROJECT))
    assert caught.value.problems[0].code == "no_project_addresses"


def test_the_same_file_again_replaces_and_another_adds_without_doubt(
    with_directory: Project, extract: Path, tmp_path: Path
) -> None:
    again = import_layer(with_directory, ImportRequest("addresses", (extract,))).project
    assert len(again.addresses) == len(with_directory.addresses)
    assert len([s for s in again.sources if s.layer == "addresses"]) == 1
    spot = match(index_of(again), read_address("Ritterstr. 2"))
    other = tmp_path / "adressen.csv"
    other.write_text(
        f"Straße;Hausnummer;x;y\nRitterstr.;2;{spot.x + 4:.1f};{spot.y:.1f}\nNeuer Weg;1;{spot.x + 90:.1f};{spot.y:.1f}\n",
        "utf-8",
    )
    both = import_layer(again, ImportRequest("addresses", (other,))).project
    found = match(index_of(both), read_address("Ritterstr. 2"))
    assert found.found is Found.EXACT
    assert math.hypot(found.x - spot.x, found.y - spot.y) < 4.1
    assert match(index_of(both), read_address("Neuer Weg 1")).found is Found.EXACT
    alone = import_layer(both, ImportRequest("addresses", (other,), mode="replace")).project
    assert set(alone.addresses["street"]) == {"Ritterstr.", "Neuer Weg"}


def test_a_directory_of_another_town_is_refused(town: Project, tmp_path: Path) -> None:
    far = tmp_path / "anderswo.osm"
    far.write_text(OSM.replace('lat="54.', 'lat="50.'), "utf-8")
    with pytest.raises(InputError) as caught:
        import_layer(town, ImportRequest("addresses", (far,)))
    assert caught.value.problems[0].code == "addresses_elsewhere"
    with pytest.raises(InputError) as caught:
        import_layer(new_project("leer"), ImportRequest("addresses", (far,)))
    assert caught.value.problems[0].code == "project_without_place"


def test_a_directory_is_recognised_by_what_it_holds(town: Project, tmp_path: Path, kitas: Path) -> None:
    middle = town.districts.geometry.iloc[0].centroid
    rows = "\n".join(f"Weg;{n};{middle.x + n:.1f};{middle.y:.1f}" for n in range(1, 61))
    plain = tmp_path / "daten.csv"
    plain.write_text(f"Straße;Hausnummer;x;y\n{rows}\n", "utf-8")
    assert preview(town, ImportRequest("", (plain,))).layer == "addresses"
    named = tmp_path / "hauskoordinaten.csv"
    named.write_text(f"Straße;Hausnummer;x;y\n{rows[:200]}\n", "utf-8")
    assert preview(town, ImportRequest("", (named,))).layer == "addresses"
    assert preview(town, ImportRequest("", (kitas,))).layer == "facilities"
    with_names = pd.DataFrame(
        {"Name": ["Kita"] * 60, "Straße": ["Weg"] * 60, "Hausnummer": [str(n) for n in range(60)], "x": [middle.x] * 60, "y": [middle.y] * 60}
    )  # fmt: skip
    assert not looks_like_directory(tmp_path / "einrichtungen.csv", with_names, True)


def test_new_rows_of_a_correction_are_placed_by_it(
    with_directory: Project, kitas: Path, tmp_path: Path
) -> None:
    project = carry_out(with_directory, ImportOrder(ImportRequest("facilities", (kitas,), kind="kita"))).result.project  # fmt: skip
    path = tmp_path / "Einrichtungen.xlsx"
    corrections.write_workbook(project, path)
    book = openpyxl.load_workbook(path)
    sheet = book["Einrichtungen"]
    head = {cell.value: cell.column for cell in sheet[1]}
    for name, value in (("Art", "Kita"), ("Name", "Kita Neu"), ("Anschrift", "Ritterstraße 6, 24939")):
        sheet.cell(6, head[name]).value = value
    book.save(path)
    (new,) = [c for c in corrections.compare(project, path).changes if c.what == "new"]
    spot = match(index_of(project), read_address("Ritterstr. 6"))
    assert math.hypot(new.in_file["x"] - spot.x, new.in_file["y"] - spot.y) < 0.02


def test_through_the_wizard_with_a_table_that_needs_it(town: Project, extract: Path, kitas: Path) -> None:
    wizard = ImportWizard(town, [kitas, extract])
    wizard.recognise()
    table, osm = wizard.entries
    wizard.choose_kind(table, "kita")
    wizard.choose_layer(osm, "addresses")
    taken = wizard.take_over()  # the directory comes first, whatever the order of the files
    assert taken.project.facilities["name"].tolist() == ["Kita A", "Kita B"]
    assert taken.label == "Adressverzeichnis, Einrichtungen laden (stadt.osm, kitas.csv)"
    assert taken.project.sources[-1].mapping["@addresses"] == "Adressverzeichnis des Projekts (stadt.osm)"


def test_from_the_command_line(town: Project, extract: Path, kitas: Path, tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    project_file.save(town, path)

    def call(*words: object, code: int = 0) -> dict:
        result = CliRunner().invoke(cli, [str(w) for w in words])
        assert result.exit_code == code, result.output
        return json.loads(result.stdout)

    assert call("import", path, "addresses", extract, "--json")["rows"] == 6
    told = call("import", path, "facilities", kitas, "--kind", "kita", "--address-list", tmp_path / "liste.csv", "--json")  # fmt: skip
    assert told["addresses"][0]["origin"] == "Adressverzeichnis des Projekts (stadt.osm)"
    assert told["addresses"][0]["found"]["exact"] == 2
    assert (tmp_path / "liste.csv").is_file()
    named = call("import", path, "facilities", kitas, "--kind", "kita", "--addresses", "project", "--json")
    assert named["addresses"] == told["addresses"]


@pytest.mark.realdata
def test_flensburg_by_the_directory_of_the_project(shared_data: Path, tmp_path: Path) -> None:
    """70 Kitas of a table without its coordinates, placed by a project that keeps their published points."""
    folder = shared_data / "flensburg"
    points = folder / "kitas_in_flensburg.geojson"
    project = import_layer(new_project("Flensburg", 25832), ImportRequest("addresses", (points,))).project
    frame = readers.read_table(folder / "kitas_in_flensburg.csv").frame
    kept = [c for c in frame.columns if not any(w in c.lower() for w in ("geom", "lat", "lon", "coord", "wkt", "ost", "nord"))]  # fmt: skip
    path = tmp_path / "kitas.csv"
    frame[kept].to_csv(path, sep=";", index=False)
    got = carry_out(project, ImportOrder(ImportRequest("facilities", (path,), kind="kita"))).result.project
    assert len(got.facilities) == 70
    true = gpd.read_file(points).to_crs(25832).geometry
    assert max(a.distance(b) for a, b in zip(got.facilities.geometry, true, strict=True)) < 300
