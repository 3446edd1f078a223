"""Files as cities publish them that nobody here had seen before: scripts, lists of features, years, turned tables, prefixed names."""

from __future__ import annotations

import gzip
import json
import struct
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from tests.unit.io.census_files import districts_of

from quartiermap.domain.project import Project, new_project
from quartiermap.errors import InputError
from quartiermap.io.import_doctor import examine
from quartiermap.io.import_periods import usual_period
from quartiermap.io.importers import ImportRequest, ImportResult, import_layer, preview
from quartiermap.io.worker_tables import _box_of

X, Y = 520_000, 6_070_000
NAMES = {"0": "Altstadt", "1": "Neustadt", "2": "Pieschen", "3": "Loschwitz/OS Weißig"}
PLACES = [(9.31, 54.776), (9.325, 54.776), (9.34, 54.777)]


@pytest.fixture(scope="module")
def town() -> Project:
    return districts_of(
        NAMES, [shapely.box(X + 1000 * i, Y, X + 1000 * i + 1000, Y + 1000) for i in range(4)]
    )


def read(town: Project, layer: str, path: Path, **more: Any) -> ImportResult:
    return import_layer(town, ImportRequest(layer, (path,), **more))


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def collection(places: list[tuple[float, float]] = PLACES, **top: Any) -> dict[str, Any]:
    features = [
        {"type": "Feature", "properties": {"name": f"Kita {i}"}, "geometry": {"type": "Point", "coordinates": list(p)}}
        for i, p in enumerate(places)
    ]  # fmt: skip
    return {"type": "FeatureCollection", **top, "features": features}


def in_degrees(result: ImportResult) -> list[tuple[float, float]]:
    there = result.project.facilities.to_crs(4326).geometry
    return [(round(p.x, 4), round(p.y, 4)) for p in there]


# ------------------------------------------------------------------------------------------- scripts and lists


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("a.js", "// Stand 2025\nvar kitas = ", ";\n"),
        ("a.js", "kitas = ", ""),
        ("a.jsonp", "callback(", ");"),
        ("a.js", "/* Stadt */ export const kitas = ", ";"),
    ],
)
def test_geodata_in_a_script_are_read(
    town: Project, tmp_path: Path, name: str, before: str, after: str
) -> None:
    path = written(tmp_path / name, before + json.dumps(collection()) + after)
    result = read(town, "facilities", path, kind="kita")
    assert in_degrees(result) == PLACES
    assert "json_in_script" in {p.code for p in result.problems}


def test_comments_in_a_script_do_not_hide_the_data(town: Project, tmp_path: Path) -> None:
    text = json.dumps(collection(), indent=1).replace(
        '"coordinates"', '//"coordinates": [1, 2] alt\n"coordinates"'
    )
    text = text.replace('"Kita 0"', '"Kita // kein Kommentar"')
    result = read(town, "facilities", written(tmp_path / "a.js", f"var k = {text};"), kind="kita")
    assert in_degrees(result) == PLACES
    assert result.project.facilities["name"].iloc[0] == "Kita // kein Kommentar"


def test_an_answer_of_arcgis_in_a_script_is_read(town: Project, tmp_path: Path) -> None:
    document = {
        "displayFieldName": "NAME", "fieldAliases": {"NAME": "Name", "ART": "Art"}, "geometryType": "esriGeometryPoint", "spatialReference": {"wkid": 4326},
        "fields": [{"name": "NAME", "type": "esriFieldTypeString", "alias": "Name"}, {"name": "ART", "type": "esriFieldTypeString", "alias": "Art"}],
        "features": [{"attributes": {"NAME": f"S{i}", "ART": "Grundschule"}, "geometry": {"x": x, "y": y}} for i, (x, y) in enumerate(PLACES)],
    }  # fmt: skip
    result = read(town, "facilities", written(tmp_path / "schulen.js", f"schulen = {json.dumps(document)}"))
    assert in_degrees(result) == PLACES
    assert set(result.project.facilities["kind"]) == {"primary_school"}


def test_a_bare_list_of_features_is_a_collection(town: Project, tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", json.dumps(collection()["features"]))
    assert in_degrees(read(town, "facilities", path, kind="kita")) == PLACES


@pytest.mark.parametrize("cut", [60, 400])
def test_a_geojson_cut_off_says_so_with_its_line(town: Project, tmp_path: Path, cut: int) -> None:
    path = written(tmp_path / "a.geojson", json.dumps(collection(), indent=1)[:-cut])
    with pytest.raises(InputError) as refused:
        read(town, "facilities", path, kind="kita")
    assert "abgeschnitten" in refused.value.problems[0].message
    assert refused.value.problems[0].row == path.read_text("utf-8").rstrip().count("\n") + 1


# ------------------------------------------------------------------------------------------- systems


METRES = [(X + 100.0, Y + 100.0), (X + 1100.0, Y + 100.0)]


@pytest.mark.parametrize("where", ["file", "geometry"])
def test_a_system_that_the_numbers_contradict_does_not_count(
    town: Project, tmp_path: Path, where: str
) -> None:
    document = collection(METRES)
    if where == "file":
        document = collection(
            METRES, crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
        )
    else:
        for feature in document["features"]:
            feature["geometry"]["crs"] = {"type": "name", "properties": {"name": "EPSG:25832"}}
    result = read(town, "facilities", written(tmp_path / "a.geojson", json.dumps(document)), kind="kita")
    assert [(round(p.x), round(p.y)) for p in result.project.facilities.geometry] == METRES
    assert "crs_guessed" in {p.code for p in result.problems}


def test_a_system_that_the_user_named_stands_even_if_the_numbers_contradict(
    town: Project, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.geojson", json.dumps(collection(METRES)))
    with pytest.raises(InputError) as refused:
        read(town, "facilities", path, kind="kita", crs="EPSG:4326")
    assert refused.value.problems[0].code == "wrong_place"


# ------------------------------------------------------------------------------------------- cut off


def test_gml_and_drawings_cut_off_are_not_half_read(town: Project, tmp_path: Path) -> None:
    whole = tmp_path / "q.gml"
    town.districts[["name", "geometry"]].to_file(whole, driver="GML")
    data = whole.read_bytes()
    assert len(read(new_project("leer"), "districts", whole).project.districts) == 4
    whole.write_bytes(data[: int(len(data) * 0.7)])
    with pytest.raises(InputError) as refused:
        read(new_project("leer"), "districts", whole)
    assert refused.value.problems[0].code == "file_cut"
    lines = tmp_path / "z.dxf"
    lines.write_text("0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n8\nx\n", "utf-8")
    with pytest.raises(InputError) as refused:
        read(new_project("leer"), "districts", lines)
    assert refused.value.problems[0].code == "file_cut"


def test_a_packed_extract_cut_off_is_said_in_german(town: Project, tmp_path: Path) -> None:
    text = (
        '<?xml version="1.0"?><osm version="0.6">'
        + "".join(f'<node id="{i}" lat="54.7{i:04d}" lon="9.4"/>' for i in range(1, 4000))
        + "</osm>"
    )
    path = tmp_path / "a.osm.gz"
    data = gzip.compress(text.encode())
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError) as refused:
        read(town, "network", path)
    assert "gepackter Inhalt" in (refused.value.problems[0].value or "")
    plain = tmp_path / "b.osm"
    plain.write_text("\n".join([text[:40], text[40:2000]]), "utf-8")
    with pytest.raises(InputError) as refused:
        read(town, "network", plain)
    assert refused.value.problems[0].row == 2


# ------------------------------------------------------------------------------------------- tables


def people(result: ImportResult) -> dict[str, float]:
    frame = result.project.district_population
    return dict(zip(frame["district_id"], frame["population"], strict=True))


DRESDEN = ["StB 0 Altstadt", "StB 1 Neustadt", "StB 2 Pieschen", "StB 3 Loschwitz/OS Weißig"]


def test_names_with_a_word_and_number_before_them_find_their_districts(town: Project, tmp_path: Path) -> None:
    rows = [f"{y};{n};{1000 * i + y}" for y in (2025, 2030) for i, n in enumerate(DRESDEN)]
    path = written(tmp_path / "a.csv", "\n".join(["Jahr-Prognose;Stadtbezirk mit Ortschaften;Anzahl", *rows]))
    result = read(town, "forecast", path)
    frame = result.project.forecast
    assert {(d, int(y)): v for d, y, v in frame[["district_id", "year", "population"]].itertuples(index=False)} == {
        (str(i), y): 1000.0 * i + y for y in (2025, 2030) for i in range(4)
    }  # fmt: skip
    assert "total_guessed" in {p.code for p in result.problems}


def test_of_several_years_the_latest_that_is_not_to_come_is_taken_as_residents(
    town: Project, tmp_path: Path
) -> None:
    rows = [f"{y};{n};{y}" for y in (2020, 2021, 2098, 2099) for n in NAMES.values()]
    path = written(tmp_path / "a.csv", "\n".join(["Jahr;Gebiet;Einwohner", *rows]))
    result = read(town, "population", path)
    assert set(people(result).values()) == {2021.0}
    assert set(people(read(town, "population", path, period="2020")).values()) == {2020.0}
    told = next(p for p in result.problems if p.code == "latest_period")
    assert "nicht in der Zukunft" in told.message
    assert usual_period(["2098", "2099"]) == "2098"
    page = examine(town, ImportRequest("population", (path,)), result)
    assert next(f for f in page.findings if f.code == "latest_period").default == "2021"


def test_years_as_headings_are_years(town: Project, tmp_path: Path) -> None:
    rows = [f"{n};900;{1000 + i};1200" for i, n in enumerate(NAMES.values())]
    path = written(tmp_path / "a.csv", "\n".join(["Gebiet;2020;2021;2099", *rows]))
    assert people(read(town, "population", path)) == {str(i): 1000.0 + i for i in range(4)}


@pytest.mark.parametrize("layer", ["population", "forecast"])
def test_a_table_with_districts_as_columns_is_turned_and_told(
    town: Project, tmp_path: Path, layer: str
) -> None:
    path = written(
        tmp_path / "a.csv",
        "jahr,altstadt,neustadt,pieschen,loschwitzosweissig\n2020,1,2,3,4\n2021,11,12,13,14\n",
    )
    result = read(town, layer, path)
    told = next(p for p in result.problems if p.code == "table_turned")
    assert told.severity == "warning"
    if layer == "population":
        assert people(result) == {"0": 11.0, "1": 12.0, "2": 13.0, "3": 14.0}
    else:
        assert sorted(result.project.forecast["population"]) == [1, 2, 3, 4, 11, 12, 13, 14]


def test_a_table_of_a_few_districts_beside_other_columns_is_not_turned(town: Project, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "Jahr,Quelle,Altstadt,Neustadt\n2020,x,1,2\n2021,y,11,12\n")
    with pytest.raises(InputError):
        read(town, "population", path)


def test_totals_of_every_characteristic_are_spotted(town: Project, tmp_path: Path) -> None:
    rows = [
        f"{n};{sex};{origin};{age};{count * (2 if sex == 'insgesamt' else 1) * (2 if origin == 'gesamt' else 1)}"
        for n in NAMES.values() for sex in ("männlich", "weiblich", "insgesamt") for origin in ("deutsch", "nichtdeutsch", "gesamt")
        for age, count in (("0-5", 10), ("6-17", 20), ("18+", 70), ("insgesamt", 100))
    ]  # fmt: skip
    path = written(
        tmp_path / "a.csv", "\n".join(["Gebiet;Geschlecht;Staatsangehörigkeit;Alter;Personen", *rows])
    )
    result = read(town, "population", path)
    assert set(people(result).values()) == {400.0}
    assert result.project.district_population["age_0_6"].tolist() == [40.0] * 4
    assert [p.column for p in result.problems if p.code == "totals_taken"] == [
        "Geschlecht",
        "Staatsangehörigkeit",
    ]


def test_a_missing_number_of_residents_is_told(town: Project, tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.csv",
        "Gebiet;Einwohner\nAltstadt;100\nNeustadt;\nPieschen;300\nLoschwitz/OS Weißig;#NV\n",
    )
    told = next(p for p in read(town, "population", path).problems if p.code == "population_unknown")
    assert told.message.startswith("Für 2 von 4 Quartieren")


def test_places_one_level_deeper_stand_in_and_are_told(town: Project, tmp_path: Path) -> None:
    records = [
        {"name": f"Kita {i}", "type": "Kindertagesstätte", "address": {"street": "A", "lng": x + 0.2, "lat": y}, **({"lng": x, "lat": y} if i else {})}
        for i, (x, y) in enumerate(PLACES)
    ]  # fmt: skip
    result = read(town, "facilities", written(tmp_path / "kitas.json", json.dumps(records)))
    assert in_degrees(result) == [(9.51, 54.776), *PLACES[1:]]
    told = next(p for p in result.problems if p.code == "place_from_second")
    assert (told.row, told.count) == (1, 1)


# ------------------------------------------------------------------------------------------- forecasts


def forecast(path: Path, years: tuple[int, ...], count: int) -> Path:
    rows = [f"{y};{n};{count};{count}" for y in years for n in NAMES.values()]
    return written(path, "\n".join(["Jahr;Gebiet;unter 3;3 bis unter 6", *rows]))


def years(project: Project) -> dict[int, set[float]]:
    frame = project.forecast
    return {int(y): set(part["age_0_3"]) for y, part in frame.groupby("year")}


def test_a_newer_forecast_takes_the_place_of_the_older_under_another_name(
    town: Project, tmp_path: Path
) -> None:
    old = read(
        town, "forecast", forecast(tmp_path / "prognose_alt.csv", (2024, 2026, 2030, 2035), 10)
    ).project
    new = forecast(tmp_path / "prognose_neu.csv", (2026, 2030, 2040), 20)
    result = read(old, "forecast", new)
    assert years(result.project) == {2024: {10.0}, 2026: {20.0}, 2030: {20.0}, 2040: {20.0}}
    told = next(p for p in result.problems if p.code == "forecast_edition")
    assert "2035" in told.message
    assert "prognose_alt.csv" in told.message
    both = read(old, "forecast", new, mode="append")
    assert years(both.project) == {2024: {10.0}, 2026: {20.0}, 2030: {20.0}, 2035: {10.0}, 2040: {20.0}}


def test_files_of_single_years_and_of_other_years_add_up(town: Project, tmp_path: Path) -> None:
    project = read(town, "forecast", forecast(tmp_path / "a.csv", (2026, 2030), 10)).project
    later = read(project, "forecast", forecast(tmp_path / "b.csv", (2035, 2040), 20))
    assert years(later.project) == {2026: {10.0}, 2030: {10.0}, 2035: {20.0}, 2040: {20.0}}
    single = read(later.project, "forecast", forecast(tmp_path / "c.csv", (2026,), 30))
    assert years(single.project) == {2026: {30.0}, 2030: {10.0}, 2035: {20.0}, 2040: {20.0}}
    assert "forecast_edition" not in {p.code for p in (*later.problems, *single.problems)}


# ------------------------------------------------------------------------------------------- grids


def grid(town: Project, **columns: list[float]) -> gpd.GeoDataFrame:
    corner = town.districts.to_crs(3035).geometry.iloc[0].centroid
    east, north = int(corner.x // 100 * 100), int(corner.y // 100 * 100)
    cells = [shapely.box(east + 100 * i, north, east + 100 * i + 100, north + 100) for i in range(3)]
    return gpd.GeoDataFrame(columns, geometry=cells, crs=3035)


@pytest.mark.parametrize(("epsg", "points"), [(3035, False), (25832, False), (3035, True), (4326, True)])
def test_a_grid_of_shapes_alone_is_a_grid(town: Project, tmp_path: Path, epsg: int, points: bool) -> None:
    cells = grid(town, Einwohner=[5.0, 6.0, 7.0])
    if points:
        cells = cells.set_geometry(cells.centroid)
    path = tmp_path / "gitter.gpkg"
    cells.to_crs(epsg).to_file(path)
    result = read(town, "population", path)
    assert sorted(result.project.cells["population"]) == [5.0, 6.0, 7.0]
    assert set(result.project.cells["resolution_m"]) == {100}
    assert preview(town, ImportRequest("", (path,))).layer == "population"
    assert read(town, "indicators", path, period="2022").rows > 0


def test_squares_that_are_off_the_grid_are_no_cells(town: Project, tmp_path: Path) -> None:
    cells = grid(town, Einwohner=[5.0, 6.0, 7.0])
    path = tmp_path / "a.gpkg"
    cells.set_geometry(cells.translate(30, 0)).to_file(path)
    with pytest.raises(InputError):
        read(town, "population", path)


def test_the_worker_reads_boxes_of_plain_shapes() -> None:
    box = shapely.box(100, 200, 300, 500)
    assert _box_of(shapely.to_wkb(box, flavor="iso")) == (100, 200, 200, 300)
    assert _box_of(shapely.to_wkb(shapely.MultiPolygon([box]), flavor="iso")) == (100, 200, 200, 300)
    assert _box_of(shapely.to_wkb(shapely.Point(1, 2))) == (1, 2, 0, 0)
    assert _box_of(shapely.to_wkb(shapely.LineString([(0, 0), (1, 1)]))) is None
    assert _box_of(struct.pack("<BI", 1, 3)) is None


def test_plural_words_for_kinds_of_schools_are_known(town: Project, tmp_path: Path) -> None:
    rows = pd.DataFrame({"Name": list("ABCD"), "Schulform": ["Stadtteilschulen", "Grundschulen", "Realschulen", "Sonderschulen"], "lon": 9.31, "lat": 54.776})  # fmt: skip
    path = tmp_path / "liste.csv"
    rows.to_csv(path, index=False)
    result = read(town, "facilities", path)
    assert sorted(result.project.facilities["kind"]) == [
        "primary_school",
        "school",
        "secondary_school",
        "secondary_school",
    ]
    assert "kind_word_unknown" not in {p.code for p in result.problems}
