"""Three districts in every vector format that planners have, all made here: each gives the same places and keys."""

from __future__ import annotations

import gzip
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project, new_project
from quartiermap.errors import InputError
from quartiermap.io.file_formats import ChoiceNeededError
from quartiermap.io.importers import ImportRequest, import_layer, preview
from quartiermap.io.readers import file_kind, read_table, read_vector

X, Y = 520_000.0, 6_070_000.0
KEYS = ["01", "02", "03"]
NAMES = ["Altstadt", "Südstadt", "Jürgensby"]


def areas(epsg: int = 25832) -> gpd.GeoDataFrame:
    shapes = [shapely.box(X + 1000 * i, Y, X + 1000 * (i + 1), Y + 1000) for i in range(3)]
    return gpd.GeoDataFrame({"nr": KEYS, "name": NAMES}, geometry=shapes, crs=25832).to_crs(epsg)


def shapefile(folder: Path, name: str = "quartiere", **options: Any) -> Path:
    folder.mkdir(exist_ok=True, parents=True)
    pyogrio.write_dataframe(areas(), folder / f"{name}.shp", **options)
    return folder / f"{name}.shp"


def write(folder: Path, name: str) -> Path:
    """Write the districts as `name` and return the file."""
    path = folder / name
    ending = name.split(".", 1)[1]
    if ending in ("gpkg", "fgb", "mif", "gml"):
        driver = {"gpkg": "GPKG", "fgb": "FlatGeobuf", "mif": "MapInfo File", "gml": "GML"}[ending]
        pyogrio.write_dataframe(areas(), path, driver=driver)
    elif ending in ("geojson", "geojson.gz", "csv", "kml.txt"):
        text = areas(4326).to_json(drop_id=True)
        path.write_bytes(gzip.compress(text.encode()) if ending.endswith("gz") else text.encode())
    elif ending == "geojsonl":
        pyogrio.write_dataframe(areas(4326), path, driver="GeoJSONSeq")
    elif ending == "kml":
        pyogrio.write_dataframe(areas(4326).rename(columns={"name": "Name"}), path, driver="LIBKML")
    elif ending == "kmz":
        pyogrio.write_dataframe(
            areas(4326).rename(columns={"name": "Name"}), folder / "doc.kml", driver="LIBKML"
        )
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(folder / "doc.kml", "doc.kml")
    elif ending in ("gdb", "gdb.zip"):
        pyogrio.write_dataframe(areas(), folder / "daten.gdb", driver="OpenFileGDB")
        if ending == "gdb":
            return folder / "daten.gdb"
        shutil.make_archive(str(folder / "daten.gdb"), "zip", folder, "daten.gdb")
        return folder / "daten.gdb.zip"
    elif ending == "parquet":
        areas().to_parquet(path, geometry_encoding="geoarrow" if "native" in name else "WKB")
    elif ending == "zip":
        shapefile(folder / "tief" / "er")
        with zipfile.ZipFile(path, "w") as archive:
            for part in (folder / "tief" / "er").iterdir():
                archive.write(part, f"Daten/Quartiere 2024/{part.name}")
            archive.writestr("liesmich.txt", "a")
    return path


@pytest.mark.parametrize(
    "name",
    ["q.gpkg", "q.fgb", "q.mif", "q.gml", "q.geojson", "q.geojson.gz", "q.geojsonl", "q.kml", "q.kmz", "q.gdb", "q.gdb.zip", "q.parquet", "q_native.parquet", "q.zip", "falsch.csv", "falsch.kml.txt"],
)  # fmt: skip
def test_every_format_gives_the_same_districts(tmp_path: Path, name: str) -> None:
    project = import_layer(new_project("x"), ImportRequest("districts", (write(tmp_path, name),))).project
    made = project.districts.sort_values("district_id")
    assert (project.epsg, made["district_id"].tolist(), made["name"].tolist()) == (25832, KEYS, NAMES)
    expected = areas().geometry.to_numpy()
    apart = shapely.hausdorff_distance(shapely.normalize(made.geometry.to_numpy()), expected)
    assert np.max(apart) < 0.02  # GeoJSON and KML round to about a centimetre


@pytest.mark.parametrize("missing", [".shx", ".prj", ".cpg"])
def test_a_shapefile_without_its_lesser_parts_is_read(tmp_path: Path, missing: str) -> None:
    path = shapefile(tmp_path / "s")
    path.with_suffix(missing).unlink()
    result = import_layer(new_project("x"), ImportRequest("districts", (path,)))
    assert result.project.districts["name"].tolist() == NAMES
    codes = {p.code for p in result.problems}
    assert {".shx": "shapefile_index", ".prj": "crs_guessed"}.get(missing, "") in codes | {""}


@pytest.mark.parametrize("encoding", ["CP1252", "UTF-8", "CP850"])
@pytest.mark.parametrize("cpg", ["missing", "wrong", "right"])
def test_names_in_a_shapefile_are_read_in_the_encoding_of_their_bytes(
    tmp_path: Path, encoding: str, cpg: str
) -> None:
    path = shapefile(tmp_path / "s", encoding=encoding)
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[29] = 0  # no language either
    path.with_suffix(".dbf").write_bytes(table)
    if cpg == "missing":
        path.with_suffix(".cpg").unlink(missing_ok=True)
    else:
        wrong = "UTF-8" if encoding != "UTF-8" else "ISO-8859-1"
        path.with_suffix(".cpg").write_text(encoding if cpg == "right" else wrong)
    assert read_vector(path).frame["name"].tolist() == NAMES


def test_parts_of_a_shapefile_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "s")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="abgeschnitten"):
        read_vector(path)
    path.write_bytes(whole)
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes()[:4] + (2).to_bytes(4, "little") + table.read_bytes()[8:])
    with pytest.raises(InputError, match="passen nicht zusammen"):
        read_vector(path)


def test_geojson_in_another_encoding_is_rewritten_and_told(tmp_path: Path) -> None:
    path = tmp_path / "q.geojson"
    text = json.dumps(json.loads(areas(4326).to_json(drop_id=True)), ensure_ascii=False)
    for encoding in ("cp1252", "utf-16"):
        path.write_bytes(text.encode(encoding))
        data = read_vector(path)
        assert data.frame["name"].tolist() == NAMES
        assert [p.code for p in data.problems] == ["encoding_guessed"]


@pytest.mark.parametrize(
    "more", [{"numberMatched": 900, "numberReturned": 3}, {"totalFeatures": 900, "numberReturned": 3}]
)
def test_an_answer_cut_short_by_the_service_is_told(tmp_path: Path, more: dict[str, int]) -> None:
    path = tmp_path / "q.geojson"
    path.write_text(json.dumps(json.loads(areas(4326).to_json(drop_id=True)) | more))
    assert [p.code for p in read_vector(path).problems] == ["answer_cut"]


# -- several layers


def test_of_several_layers_one_has_to_be_named_and_the_choice_reaches_the_window(tmp_path: Path) -> None:
    path = tmp_path / "q.gpkg"
    for layer in ("stand_2020", "stand_2024"):
        pyogrio.write_dataframe(areas(), path, layer=layer, append=True)
    with pytest.raises(ChoiceNeededError) as error:
        read_vector(path)
    assert error.value.choices == ("stand_2020", "stand_2024")
    assert preview(new_project("x"), ImportRequest("districts", (path,))).layers == error.value.choices
    assert len(read_vector(path, "stand_2024").frame) == 3
    with pytest.raises(ChoiceNeededError, match="Vorhanden: stand_2020"):
        read_vector(path, "stand_1999")


def test_of_several_shapefiles_in_an_archive_one_has_to_be_named(tmp_path: Path) -> None:
    path = tmp_path / "q.zip"
    shapefile(tmp_path / "a", "eins")
    with zipfile.ZipFile(path, "w") as archive:
        for part in (tmp_path / "a").iterdir():
            archive.write(part, part.name)
            archive.write(part, f"unter/zwei{part.suffix}")
    with pytest.raises(ChoiceNeededError) as error:
        read_vector(path)
    assert set(error.value.choices) == {"eins", "zwei"}
    assert len(read_vector(path, "zwei").frame) == 3


# -- drawings


def drawing(folder: Path, layers: list[str]) -> Path:
    """Write closed lines (one a layer), a circle of lettering in each, and a line that is no area."""
    parts = []
    for i, layer in enumerate(layers):
        x = X + 1000 * i
        corners = [(x, Y), (x + 900, Y), (x + 900, Y + 900), (x, Y + 900)]
        vertices = "".join(f"10\n{a}\n20\n{b}\n" for a, b in corners)
        parts.append(f"0\nLWPOLYLINE\n8\n{layer}\n90\n4\n70\n1\n{vertices}")
        parts.append(f"0\nTEXT\n8\nText\n10\n{x + 100}\n20\n{Y + 100}\n40\n20\n1\nBezirk {i + 1}\n")
    parts.append(f"0\nLINE\n8\n{layers[0]}\n10\n{X}\n20\n{Y}\n11\n{X + 50}\n21\n{Y}\n")
    path = folder / "plan.dxf"
    path.write_text("0\nSECTION\n2\nENTITIES\n" + "".join(parts) + "0\nENDSEC\n0\nEOF\n")
    return path


def test_a_drawing_gives_its_closed_areas_named_by_their_lettering(tmp_path: Path) -> None:
    path = drawing(tmp_path, ["Grenzen", "Grenzen"])
    result = import_layer(new_project("x"), ImportRequest("districts", (path,)))
    made = result.project.districts
    assert made["name"].tolist() == ["Bezirk 1", "Bezirk 2"]
    assert made.geometry.area.round().tolist() == [810_000.0, 810_000.0]
    assert {"drawing_areas", "crs_guessed"} <= {p.code for p in result.problems}


def test_of_several_layers_of_a_drawing_one_has_to_be_named(tmp_path: Path) -> None:
    path = drawing(tmp_path, ["Quartiere", "Bauflaechen"])
    with pytest.raises(ChoiceNeededError) as error:
        read_vector(path)
    assert set(error.value.choices) == {"Quartiere", "Bauflaechen"}
    assert read_vector(path, "Bauflaechen").frame["Name"].tolist() == ["Bezirk 2"]


# -- text


def test_wkt_and_polygon_files(tmp_path: Path) -> None:
    path = tmp_path / "q.wkt"
    path.write_text("\n".join(f"SRID=25832;{s.wkt}" for s in areas().geometry))
    data = read_vector(path)
    assert (len(data.frame), data.crs) == (3, "EPSG:25832")
    path.write_text("SRID=25832;POINT(1 2)\nSRID=25833;POINT(1 2)")
    with pytest.raises(InputError, match="mischt"):
        read_vector(path)
    path.write_text("GEOMETRYCOLLECTION(" * 20_000 + "POINT(1 1)" + ")" * 20_000)
    with pytest.raises(InputError, match="keine lesbare"):
        read_vector(path)
    poly = tmp_path / "stadt.poly"
    poly.write_text(
        "stadt\n1\n 9.0 54.0\n 9.2 54.0\n 9.2 54.2\n 9.0 54.2\nEND\n!2\n 9.1 54.1\n 9.15 54.1\n 9.15 54.15\nEND\nEND\n"
    )
    (area,) = read_vector(poly).frame.geometry
    assert area.area == pytest.approx(0.04 - 0.00125)


def test_a_column_of_wkt_makes_districts_of_a_table(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    rows = [f'{k};{n};"SRID=25832;{s.wkt}"' for k, n, s in zip(KEYS, NAMES, areas().geometry, strict=True)]
    path.write_text("nr;name;geom\n" + "\n".join(rows), "utf-8")
    made = import_layer(new_project("x"), ImportRequest("districts", (path,))).project
    assert (made.epsg, made.districts["name"].tolist()) == (25832, NAMES)


OVERPASS = {
    "version": 0.6,
    "elements": [
        {"type": "node", "id": 1, "lat": 54.78, "lon": 9.43, "tags": {"amenity": "kindergarten", "name": "A"}},
        {"type": "way", "id": 2, "center": {"lat": 54.79, "lon": 9.44}, "tags": {"amenity": "library"}},
        {"type": "way", "id": 3, "nodes": [10, 11, 12, 10], "tags": {"amenity": "school"}},
        {"type": "way", "id": 5, "nodes": [10, 99], "tags": {"amenity": "kindergarten"}},
        {"type": "relation", "id": 4, "tags": {"leisure": "park"}, "members": [
            {"type": "way", "role": "outer", "geometry": [{"lat": 54.70, "lon": 9.43}, {"lat": 54.70, "lon": 9.44}, {"lat": 54.71, "lon": 9.44}]},
            {"type": "way", "role": "outer", "geometry": [{"lat": 54.71, "lon": 9.44}, {"lat": 54.70, "lon": 9.43}]}]},
        *({"type": "node", "id": i, "lat": 54.78 + d, "lon": 9.43 + e} for i, d, e in ((10, 0, 0), (11, 0, 0.01), (12, 0.01, 0.01))),
    ],
}  # fmt: skip


def test_answers_of_overpass_are_places_with_their_tags(tmp_path: Path) -> None:
    path = tmp_path / "interpreter.json"
    path.write_text(json.dumps(OVERPASS))
    assert file_kind(path) == "vector"
    frame = read_vector(path).frame.set_index("@id")
    assert frame.geometry.isna().tolist() == [False, False, False, True, False]  # way/5 has lost a corner
    assert frame.geometry.geom_type.dropna().tolist() == ["Point", "Point", "Polygon", "Polygon"]
    assert frame["amenity"].tolist()[:3] == ["kindergarten", "library", "school"]
    assert frame.geometry["way/3"].area == pytest.approx(0.00005)
    made = import_layer(flensburg(), ImportRequest("facilities", (path,))).project.facilities
    assert sorted(made["kind"])[:3] == ["kita", "library", "school"]


def flensburg() -> Project:
    frame = gpd.GeoDataFrame(
        {"district_id": ["01"], "name": ["Stadt"], "level": ["Quartiere"], "level_rank": [1.0], "parent_id": [None], "source_id": ["x"]},
        geometry=[shapely.box(9.3, 54.6, 9.6, 54.9)], crs=4326,
    )  # fmt: skip
    return new_project("Stadt", 25832).with_(districts=frame.to_crs(25832))


@pytest.mark.parametrize(
    "records",
    [
        [{"name": "A", "art": "Kita", "ort": {"type": "Point", "coordinates": [9.43, 54.7812]}}, {"name": "B", "art": "Kita", "ort": {"type": "Point", "coordinates": [9.44, 54.78]}}],
        {"total": 2, "results": [{"name": "A", "art": "Kita", "geo": {"lon": 9.4301, "lat": 54.78}}, {"name": "B", "art": "Kita", "geo": {"lon": 9.44, "lat": 54.78}}]},
        {"kitas": {"a": {"name": "A", "art": "Kita", "x": 526_500.5, "y": 6_070_000}, "b": {"name": "B", "art": "Kita", "x": 526_500, "y": 6_070_500}}},
    ],
)  # fmt: skip
def test_records_with_nested_places(tmp_path: Path, records: object) -> None:
    path = tmp_path / "kitas.json"
    path.write_text(json.dumps(records))
    made = import_layer(flensburg(), ImportRequest("facilities", (path,))).project.facilities
    assert made["name"].tolist() == ["A", "B"]


# -- GML


def gml(folder: Path, srs: str, places: list[tuple[float, float]]) -> Path:
    members = "".join(
        f'<wfs:member><q:kita gml:id="k{i}"><q:name>K{i}</q:name><q:ort><gml:Point srsName="{srs}" gml:id="p{i}"><gml:pos>{a} {b}</gml:pos></gml:Point></q:ort></q:kita></wfs:member>'
        for i, (a, b) in enumerate(places)
    )
    path = folder / "kitas.gml"
    path.write_text(
        '<?xml version="1.0"?><wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2" '
        f'xmlns:q="http://q.de">{members}</wfs:FeatureCollection>'
    )
    return path


@pytest.mark.parametrize(
    ("srs", "epsg", "swapped"),
    [
        ("urn:ogc:def:crs:EPSG::4326", 4326, True), ("urn:ogc:def:crs:EPSG::4326", 4326, False), ("http://www.opengis.net/def/crs/EPSG/0/4326", 4326, True),
        ("http://www.opengis.net/gml/srs/epsg.xml#4326", 4326, False), ("EPSG:4326", 4326, False), ("urn:ogc:def:crs:EPSG::25832", 25832, False),
        ("urn:adv:crs:ETRS89_UTM32", 25832, False), ("urn:adv:crs:DE_DHDN_3GK3", 31467, False), ("urn:ogc:def:crs:EPSG::31467", 31467, True),
        ("urn:ogc:def:crs:EPSG::31467", 31467, False), ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326, False),
    ],
)  # fmt: skip
def test_gml_lands_in_the_right_place_however_it_names_its_system(
    tmp_path: Path, srs: str, epsg: int, swapped: bool
) -> None:
    there = gpd.GeoSeries([shapely.Point(9.43, 54.78), shapely.Point(9.45, 54.79)], crs=4326)
    given = [(p.y, p.x) if swapped else (p.x, p.y) for p in there.to_crs(epsg)]
    path = gml(tmp_path, srs, given)
    made = import_layer(flensburg(), ImportRequest("facilities", (path,), kind="kita")).project.facilities
    apart = made.geometry.distance(there.to_crs(25832).set_axis(made.index))
    assert apart.max() < (
        3.0 if epsg == 31467 else 0.01
    )  # the change of the datum is good to some metres only


def test_gml_that_mixes_systems_is_refused(tmp_path: Path) -> None:
    path = gml(tmp_path, "EPSG:25832", [(526_000, 6_070_000), (526_100, 6_070_000)])
    text = path.read_text().replace("EPSG:25832", "EPSG:31467", 1)
    path.write_text(text)
    with pytest.raises(InputError, match="mischt Koordinatensysteme"):
        read_vector(path)


def test_entities_in_xml_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.kml"
    secret = tmp_path / "geheim.txt"
    secret.write_text("geheim")
    entity = f'<!DOCTYPE k [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    path.write_text(f'<?xml version="1.0"?>{entity}<kml><Document><name>&e;</name></Document></kml>')
    with pytest.raises(InputError, match="Entities"):
        read_vector(path)


def test_a_table_in_parquet_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    areas().drop(columns="geometry").assign(ew=[1, None, 2.5]).to_parquet(path)
    assert file_kind(path) == "table"
    frame = read_table(path, progress=Progress()).frame
    assert frame.to_dict("list") == {"nr": KEYS, "name": NAMES, "ew": ["1", None, "2,5"]}
