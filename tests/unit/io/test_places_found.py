"""Where on earth do these numbers lie: every system German offices use, with every habit of writing it."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiermap.domain.project import Project, new_project
from quartiermap.errors import InputError
from quartiermap.io.crs_guess import candidates, readings
from quartiermap.io.import_places import place
from quartiermap.io.importers import ImportRequest, import_layer, preview

LON, LAT = 9.43, 54.78
SYSTEMS = (4326, 25832, 25833, 31466, 31467, 31468, 3035, 3857)


def project_at(lon: float, lat: float) -> Project:
    epsg = 25833 if lon >= 12 else 25832
    shape = gpd.GeoSeries([shapely.Point(lon, lat)], crs=4326).to_crs(epsg).buffer(3000)
    frame = gpd.GeoDataFrame(
        {"district_id": ["01"], "name": ["Stadt"], "level": ["Quartiere"], "level_rank": [1.0], "parent_id": [None], "source_id": ["x"]},
        geometry=shape.to_numpy(), crs=epsg,
    )  # fmt: skip
    return new_project("Stadt", epsg).with_(districts=frame)


def points(epsg: int, *, swapped: bool = False, shift: float = 0.0) -> gpd.GeoDataFrame:
    there = gpd.GeoSeries([shapely.Point(LON + d, LAT + d / 2) for d in (0, 0.01, 0.02)], crs=4326).to_crs(
        epsg
    )
    xy = np.array([(p.x + shift, p.y) for p in there])
    return gpd.GeoDataFrame(geometry=shapely.points(xy[:, ::-1] if swapped else xy))


def apart(frame: gpd.GeoDataFrame) -> float:
    there = gpd.GeoSeries([shapely.Point(LON + d, LAT + d / 2) for d in (0, 0.01, 0.02)], crs=4326).to_crs(
        frame.crs
    )
    return float(frame.geometry.distance(there).max())


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("epsg", SYSTEMS)
@pytest.mark.parametrize("known", [True, False])
def test_numbers_without_a_system_are_put_where_they_belong(epsg: int, swapped: bool, known: bool) -> None:
    project = project_at(LON, LAT) if known else new_project("x")
    placed = place(points(epsg, swapped=swapped), None, "missing", project, "a.shp")
    # DHDN to ETRS89 without the grid of the surveying offices is good to about 3 m
    assert apart(placed.frame) < (3.0 if epsg // 100 == 314 else 0.001)
    assert [p.code for p in placed.problems if p.severity == "warning"] == ["crs_guessed"]


@pytest.mark.parametrize(
    ("epsg", "swapped", "shift", "code"),
    [(25832, False, 32e6, "zone_prefix"), (4647, False, -32e6, "zone_prefix"), (25832, True, 0.0, "axes_swapped"), (4326, True, 0.0, "axes_swapped"), (31467, True, 0.0, "axes_swapped")],
)  # fmt: skip
def test_a_system_written_otherwise_than_it_is_defined(
    epsg: int, swapped: bool, shift: float, code: str
) -> None:
    frame = points(epsg, swapped=swapped, shift=shift)
    placed = place(frame, f"EPSG:{epsg}", "file", project_at(LON, LAT), "a.shp")
    assert apart(placed.frame) < 3.0
    assert code in {p.code for p in placed.problems}


def test_the_zone_number_has_codes_of_its_own() -> None:
    (reading,) = candidates((32_522_969, 6_067_279, 32_532_600, 6_075_308))
    assert reading.crs == "EPSG:4647"
    frame = points(25832, shift=32e6)
    assert apart(place(frame, reading.crs, "given", project_at(LON, LAT), "a.shp").frame) < 0.001


def test_an_unnamed_system_with_an_odd_false_easting_is_honoured() -> None:
    wkt = 'PROJCS["unnamed",GEOGCS["x",DATUM["D_ETRS_1989",SPHEROID["GRS_1980",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["Degree",0.017453292519943295]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",4500000],PARAMETER["False_Northing",0],PARAMETER["Central_Meridian",9],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0],UNIT["Meter",1]]'
    placed = place(points(25832, shift=4e6), wkt, "file", project_at(LON, LAT), "a.shp")
    assert apart(placed.frame) < 0.001
    assert not placed.problems


def test_a_system_that_puts_the_data_elsewhere_is_refused_with_the_one_that_fits() -> None:
    with pytest.raises(InputError, match=r"EPSG:31467.*mit --crs"):
        place(points(31467), "EPSG:25832", "file", project_at(LON, LAT), "a.shp")


def test_several_readings_are_a_question_that_names_them() -> None:
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(385_000, 5_815_000), shapely.Point(395_000, 5_822_000)])
    with pytest.raises(InputError, match=r"--crs EPSG:….*EPSG:25832.*EPSG:25833"):
        place(frame, None, "missing", new_project("x"), "a.shp")
    placed = place(frame, None, "missing", project_at(13.4, 52.5), "a.shp")
    assert placed.epsg == 25833


def test_one_slip_does_not_hide_the_system_and_has_no_place() -> None:
    x = np.r_[np.full(20, LON), LON]
    y = np.r_[np.full(20, LAT), LAT * 1000]
    frame = gpd.GeoDataFrame(geometry=shapely.points(x, y))
    placed = place(frame, None, "missing", project_at(LON, LAT), "a.csv")
    assert placed.frame.geometry.isna().tolist() == [False] * 20 + [True]
    assert {"coordinates_not_finite", "crs_guessed"} <= {p.code for p in placed.problems}


def test_two_systems_in_one_file_are_refused() -> None:
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(LON, LAT), shapely.Point(526_000, 6_070_000)] * 10)
    with pytest.raises(InputError):
        place(frame, None, "missing", project_at(LON, LAT), "a.csv")


@settings(max_examples=60, deadline=None)
@given(lon=st.floats(6.2, 14.6), lat=st.floats(47.8, 54.5), epsg=st.sampled_from((4326, 25832, 25833, 3035, 3857)), swapped=st.booleans())  # fmt: skip
def test_near_the_project_the_true_reading_is_always_among_those_offered(
    lon: float, lat: float, epsg: int, swapped: bool
) -> None:
    if not candidates((lon, lat, lon, lat)) or (epsg == 25833 and lon < 9):
        return  # outside the country, or a zone nobody uses there
    x, y = pyproj.Transformer.from_crs(4326, epsg, always_xy=True).transform(lon, lat)
    pair = (y, x) if swapped else (x, y)
    found = readings(np.array([pair[0]]), np.array([pair[1]]), (lon - 0.1, lat - 0.1, lon + 0.1, lat + 0.1))
    assert (epsg, swapped) in {(r.epsg, r.swapped) for r in found if not r.prefix}


def test_gauss_krueger_in_the_east_comes_with_a_doubt() -> None:
    x, y = pyproj.Transformer.from_crs(4326, 31468, always_xy=True).transform(12.37, 51.34)
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(x, y)])
    (note,) = [
        p
        for p in place(frame, None, "missing", new_project("x"), "a.shp").problems
        if p.code == "crs_guessed"
    ]
    assert "42/83" in note.remedy


# -- tables


def kitas(folder: Path, heading: str, rows: list[str]) -> Path:
    path = folder / "kitas.csv"
    path.write_text(
        f"Name;Art;{heading}\n" + "\n".join(f"K{i};Kita;{r}" for i, r in enumerate(rows)), "utf-8"
    )
    return path


UTM = [(526_500.25, 6_070_250.75), (527_123.5, 6_071_000.0)]


@pytest.mark.parametrize(
    ("heading", "rows", "exact"),
    [
        ("Rechtswert (ETRS89);Hochwert (ETRS89)", [f"{a};{b}".replace(".", ",") for a, b in UTM], 0.01),
        ("UTM_Ost;UTM_Nord", [f"{a:,.0f};{b:,.0f}".replace(",", ".") for a, b in UTM], 1.0),
        ("Koordinate X;Koordinate Y", [f"{a:.2f};{b:.2f}" for a, b in UTM], 0.01),
        ("geom", [f'"SRID=25832;POINT({a} {b})"' for a, b in UTM], 0.01),
        ("Lage", [f"{a:.2f} {b:.2f}" for a, b in UTM], 0.01),
    ],
)
def test_coordinates_in_a_table_however_they_are_written(
    tmp_path: Path, heading: str, rows: list[str], exact: float
) -> None:
    made = import_layer(project_at(LON, LAT), ImportRequest("facilities", (kitas(tmp_path, heading, rows),))).project.facilities  # fmt: skip
    assert [(p.x, p.y) for p in made.geometry] == [pytest.approx(p, abs=exact) for p in UTM]


@pytest.mark.parametrize(
    ("heading", "row"),
    [("lat;lon", "54.78125;9.43125"), ("lon;lat", "54,78125;9,43125"), ("Breite;Länge", "54° 46' 52.5\" N;9° 25' 52,5\" O"), ("Koordinaten", "54.78125, 9.43125"), ("lat;lon", "54.781;9.431")],
)  # fmt: skip
def test_degrees_in_a_table(tmp_path: Path, heading: str, row: str) -> None:
    made = import_layer(project_at(LON, LAT), ImportRequest("facilities", (kitas(tmp_path, heading, [row, row]),))).project.facilities.to_crs(4326)  # fmt: skip
    assert made.geometry.iloc[0].distance(shapely.Point(9.43125, 54.78125)) < 0.0005


def test_coarse_degrees_are_told(tmp_path: Path) -> None:
    result = import_layer(project_at(LON, LAT), ImportRequest("facilities", (kitas(tmp_path, "lat;lon", ["54.78;9.43", "54.79;9.44"]),)))  # fmt: skip
    assert "coordinates_coarse" in {p.code for p in result.problems}


def test_the_preview_offers_the_readings_with_where_they_lie(tmp_path: Path) -> None:
    path = kitas(tmp_path, "x;y", ["385000,5;5815000", "395000;5822000"])
    shown = preview(new_project("x"), ImportRequest("facilities", (path,)))
    assert [r.crs for r in shown.readings] == ["EPSG:25832", "EPSG:25833"]
    assert all(r.bounds is not None and 5 < r.bounds[0] < r.bounds[2] < 16 for r in shown.readings)
    chosen = preview(new_project("x"), ImportRequest("facilities", (path,), crs=shown.readings[1].crs))
    assert chosen.usable
    assert chosen.bounds is not None
    assert chosen.bounds[0] == pytest.approx(13.3, abs=0.2)
