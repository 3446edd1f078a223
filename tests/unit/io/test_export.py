"""What leaves the program for QGIS, web maps and auditors."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import xml.etree.ElementTree as ET
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from quartiermap.domain.project import Project, new_project
from quartiermap.errors import InputError
from quartiermap.io import project_tables, styles
from quartiermap.io.export import write_geojson, write_gpkg, write_network
from quartiermap.io.project_file import load

STORED = Path(__file__).resolve().parents[2] / "data" / "projects" / "format_1.gpkg"


@pytest.fixture
def project() -> Project:
    return load(STORED)


def test_layers_have_german_names_and_default_styles_that_are_xml(project: Project, tmp_path: Path) -> None:
    path = write_gpkg(project, tmp_path / "a #1.gpkg")
    plain = path.rename(tmp_path / "b.gpkg")
    layers = {str(name) for name, kind in pyogrio.list_layers(plain) if kind is not None}
    assert layers == {"Quartiere", "Obere_Ebenen", "Einrichtungen", "Rasterzellen", "Wohnorte_geschaetzt", "Luecken", "Foerdergebiete", "Wege"}  # fmt: skip
    with contextlib.closing(sqlite3.connect(plain)) as connection:
        rows = connection.execute(
            "SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault = 1"
        ).fetchall()
    assert {name for name, _ in rows} == layers
    for _, qml in rows:
        root = ET.fromstring(qml[qml.index("<qgis") :])  # noqa: S314  (our own text)
        used = {s.get("symbol") for tag in ("rule", "category") for s in root.iter(tag)} - {None}
        assert used <= {s.get("name") for s in root.iter("symbol")}


def test_districts_carry_the_figures_and_why_one_is_missing(project: Project, tmp_path: Path) -> None:
    path = write_gpkg(project, tmp_path / "a.gpkg")
    fine = pyogrio.read_dataframe(path, layer="Quartiere").set_index("schluessel")
    coarse = pyogrio.read_dataframe(path, layer="Obere_Ebenen").set_index("schluessel")
    # Levels stand in layers of their own: in one layer the coarser areas would cover the finer ones.
    assert list(fine.index) == ["1e5"]
    assert list(coarse.index) == ["01", "007"]
    assert coarse.loc["01", "kita_anteil_in_reichweite"] == 1 / 3
    assert np.isnan(coarse.loc["007", "kita_anteil_in_reichweite"])


def test_gaps_carry_their_rank_as_a_label(project: Project, tmp_path: Path) -> None:
    path = write_gpkg(project, tmp_path / "a.gpkg")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (qml,) = connection.execute(
            "SELECT styleQML FROM layer_styles WHERE f_table_name = 'Luecken'"
        ).fetchone()
    root = ET.fromstring(qml[qml.index("<qgis") :])  # noqa: S314  (our own text)
    assert root.get("labelsEnabled") == "1"
    label = root.find("labeling/settings/text-style")
    assert label is not None
    assert label.get("fieldName") in set(pyogrio.read_dataframe(path, layer="Luecken").columns)


def test_missing_figures_say_why(project: Project, tmp_path: Path) -> None:
    analysis = project.analysis
    assert analysis is not None
    figures = analysis.figures.assign(covered_share=np.nan, covered_share_state="secret")
    secret = project.with_(analysis=type(analysis)(**{**vars(analysis), "figures": figures}))
    frame = pyogrio.read_dataframe(write_gpkg(secret, tmp_path / "a.gpkg"), layer="Obere_Ebenen")
    assert frame["kita_anteil_stand"].iloc[0] == "geheim"


def test_cells_are_squares_of_the_census_grid(project: Project, tmp_path: Path) -> None:
    midpoint = gpd.GeoSeries([shapely.Point(4341050, 2690050)], crs=3035).to_crs(25832)
    cells = gpd.GeoDataFrame(
        {"cell_id": ["CRS3035RES100mN2690000E4341000"], "resolution_m": [100], "population": [9.0]},
        geometry=midpoint,
    )
    bare = new_project("x", 25832).with_(cells=cells)
    square = pyogrio.read_dataframe(write_gpkg(bare, tmp_path / "a.gpkg"), layer="Rasterzellen").to_crs(3035)
    np.testing.assert_allclose(square.total_bounds, [4341000, 2690000, 4341100, 2690100], atol=0.001)


def test_spread_homes_are_points_and_unreachable_is_missing(project: Project, tmp_path: Path) -> None:
    frame = pyogrio.read_dataframe(write_gpkg(project, tmp_path / "a.gpkg"), layer="Wohnorte_geschaetzt")
    assert frame.geom_type.tolist() == ["Point"]
    assert np.isnan(frame["m_kita"].iloc[0])


def test_geojson_is_in_degrees(project: Project, tmp_path: Path) -> None:
    shifted = project.with_(
        facilities=project.facilities.set_geometry(project.facilities.translate(477000, 5473000))
    )
    files = write_geojson(shifted, tmp_path / "g")
    assert {f.name for f in files} >= {"quartiere.geojson", "einrichtungen.geojson", "luecken.geojson"}
    read = json.loads((tmp_path / "g" / "einrichtungen.geojson").read_text("utf-8"))
    lon, lat = read["features"][0]["geometry"]["coordinates"]
    assert (round(lon, 1), round(lat, 1)) == (8.7, 49.4)


def test_network_tables_are_parquet_and_exact(tmp_path: Path) -> None:
    frame = pd.DataFrame({"u": np.array([0, 1], np.int32), "length_m": [1 / 3, 2.0]})
    files = write_network({"edges": frame}, tmp_path / "n")
    assert [f.name for f in files] == ["edges.parquet"]
    pd.testing.assert_frame_equal(pd.read_parquet(files[0]), frame)


def test_an_empty_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="noch nichts"):
        write_gpkg(new_project("x"), tmp_path / "a.gpkg")
    assert list(tmp_path.iterdir()) == []


def test_markup_in_names_cannot_break_a_style() -> None:
    qml = styles.categorised("marker", 'a"<b>', [styles.StyleClass("<x>&", "#000000", value='"/><evil')])
    root = ET.fromstring(qml[qml.index("<qgis") :])  # noqa: S314  (our own text)
    assert root.find("renderer-v2").get("attr") == 'a"<b>'
    assert not list(root.iter("evil"))


def test_graduated_classes_have_no_holes_and_no_overlap() -> None:
    for classes in (styles.share_classes(), styles.distance_classes(500.0)):
        assert [c.upper for c in classes[:-1]] == [c.lower for c in classes[1:]]


def test_geojson_in_pieces_is_the_same_file_as_in_one_go(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = write_geojson(project, tmp_path / "whole")
    monkeypatch.setattr("quartiermap.io.export.PIECE_VALUES", 1)
    pieces = write_geojson(project, tmp_path / "pieces")
    assert any(len(json.loads(p.read_bytes())["features"]) > 1 for p in pieces)
    assert [p.read_bytes() for p in pieces] == [p.read_bytes() for p in whole]
    for path in pieces:
        assert json.loads(path.read_bytes())["name"].lower() == path.stem


def test_a_layer_written_in_pieces_comes_back_whole_and_with_its_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = gpd.GeoDataFrame(
        {
            "id": [f"{n:02}" for n in range(7)],
            # what a piece cannot know from itself: its own rows are all missing, or all whole numbers
            "flag": pd.Series([None, None, None, True, False, None, True], dtype=object),
            "word": pd.Series([None, None, None, "ä", None, None, "b"], dtype=object),
            "share": [np.nan, np.nan, np.nan, 0.25, 1.0, np.nan, 3.0],
            "count": range(7),
        },
        geometry=gpd.points_from_xy(range(7), range(7), crs="EPSG:25832"),
    )
    specs, paths = [], [tmp_path / "whole.gpkg", tmp_path / "pieces.gpkg"]
    for path, rows in zip(paths, (1000, 3), strict=True):
        monkeypatch.setattr(project_tables, "PIECE_ROWS", rows)
        specs.append(project_tables.write_layer(path, "punkte", frame, "Point", 25832))
    assert specs[0] == specs[1]
    for path, spec in zip(paths, specs, strict=True):
        back = project_tables.read_layer(path, "punkte", spec, 25832)
        pd.testing.assert_frame_equal(pd.DataFrame(back), pd.DataFrame(frame))
        with contextlib.closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT count(*) FROM rtree_punkte_geom").fetchone() == (7,)
    with (
        contextlib.closing(sqlite3.connect(paths[0])) as a,
        contextlib.closing(sqlite3.connect(paths[1])) as b,
    ):
        assert (
            a.execute("PRAGMA table_info(punkte)").fetchall()
            == b.execute("PRAGMA table_info(punkte)").fetchall()
        )
        assert a.execute("SELECT * FROM punkte").fetchall() == b.execute("SELECT * FROM punkte").fetchall()
