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

from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project, new_project
from quartiermap.errors import InputError
from quartiermap.io import project_layers, styles
from quartiermap.io.export import write_geojson, write_gpkg, write_network
from quartiermap.io.project_file import load

STORED = Path(__file__).resolve().parents[2] / "data" / "projects" / "format_1.gpkg"


@pytest.fixture(scope="module")
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
    whole = [p for p in write_geojson(project, tmp_path / "whole") if p.suffix == ".geojson"]
    monkeypatch.setattr("quartiermap.io.export.PIECE_VALUES", 1)
    pieces = [p for p in write_geojson(project, tmp_path / "pieces") if p.suffix == ".geojson"]
    assert any(len(json.loads(p.read_bytes())["features"]) > 1 for p in pieces)
    assert [p.read_bytes() for p in pieces] == [p.read_bytes() for p in whole]
    for path in pieces:
        assert json.loads(path.read_bytes())["name"].lower() == path.stem


def test_a_layer_written_in_pieces_comes_back_whole_and_with_its_index(tmp_path: Path) -> None:
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
        specs.append(project_layers.write_layer(path, "punkte", frame, "Point", 25832, rows_at_once=rows))
    assert specs[0] == specs[1]
    for path, spec in zip(paths, specs, strict=True):
        back = project_layers.read_layer(path, "punkte", spec, 25832)
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


@pytest.mark.parametrize("kept", [7, 4, 0])
def test_a_layer_with_holes_in_its_numbers_is_read_whole_in_its_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    path = tmp_path / "a.gpkg"
    frame = gpd.GeoDataFrame(
        {"id": range(7)}, geometry=gpd.points_from_xy(range(7), range(7), crs="EPSG:25832")
    )
    spec = project_layers.write_layer(path, "punkte", frame, "Point", 25832, index=False)
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM punkte WHERE id >= ?", (kept,))
        connection.execute("UPDATE punkte SET fid = -5 WHERE id = 3")
        connection.execute("UPDATE punkte SET fid = 1000000000000 WHERE id = 1")
    monkeypatch.setattr(project_layers, "PIECE_READ", 2)
    seen: list[float] = []
    back = project_layers.read_layer(
        path, "punkte", spec, 25832, Progress(lambda share, _: seen.append(share))
    )
    assert back["id"].tolist() == [n for n in (3, 0, 2, 4, 5, 6, 1) if n < kept]
    assert back.geometry.x.tolist() == back["id"].tolist()
    assert len(seen) == max(-(-kept // 2), 1)


def of(path: Path, sql: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def written(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_gpkg(project, tmp_path_factory.mktemp("gpkg") / "a.gpkg")


def test_every_field_of_every_layer_has_a_german_name(written: Path) -> None:
    names = {
        (la, field): name
        for la, field, name in of(written, "SELECT table_name, column_name, name FROM gpkg_data_columns")
    }
    unnamed = []
    for layer, kind in pyogrio.list_layers(written):
        if kind is None:
            continue
        fields = pyogrio.read_info(written, layer=layer)["fields"]
        unnamed += [(layer, field) for field in fields if names.get((layer, field), field) == field]
    assert unnamed == []
    assert names[("Quartiere", "kita_anteil_in_reichweite")] == "Kita: Anteil in Reichweite"
    for (qml,) in of(written, "SELECT styleQML FROM layer_styles"):
        root = ET.fromstring(str(qml)[str(qml).index("<qgis") :])  # noqa: S314  (our own text)
        assert {a.get("name") for a in root.iter("alias")} <= set(names.values())
        assert list(root.iter("alias"))


def test_names_are_unique_in_a_layer_as_the_standard_asks(written: Path) -> None:
    twice = "SELECT table_name, name FROM gpkg_data_columns GROUP BY table_name, name HAVING count(*) > 1"
    assert of(written, twice) == []
    assert of(written, "PRAGMA foreign_key_check") == []
    assert of(written, "PRAGMA integrity_check") == [("ok",)]


def test_the_file_keeps_the_rules_of_the_standard(written: Path, tmp_path: Path) -> None:
    """The requirements of GeoPackage 1.2 that a writer can break: identity, contents, extents, extensions, index."""
    assert of(written, "PRAGMA application_id") == [(0x47504B47,)]
    contents = of(
        written, "SELECT table_name, data_type, min_x, min_y, max_x, max_y, srs_id FROM gpkg_contents"
    )
    tables = {str(n) for (n,) in of(written, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {str(row[0]) for row in contents} <= tables
    registered = {str(n) for (n,) in of(written, "SELECT DISTINCT table_name FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'")}  # fmt: skip
    for name, kind, *extent, srs in contents:
        if kind != "features":
            continue
        assert name in registered
        assert of(written, f"SELECT count(*) FROM gpkg_spatial_ref_sys WHERE srs_id = {srs}") == [(1,)]  # noqa: S608
        shapes = pyogrio.read_dataframe(written, layer=str(name)).geometry
        np.testing.assert_allclose(extent, shapes.total_bounds, atol=1e-6)
        assert of(written, f'SELECT count(*) FROM "rtree_{name}_geom"') == [(int((~shapes.isna()).sum()),)]  # noqa: S608
    extensions = {str(n) for (n,) in of(written, "SELECT extension_name FROM gpkg_extensions")}
    assert extensions == {"gpkg_rtree_index", "gpkg_schema", "gpkg_metadata"}
    # every trigger runs: a feature can be written and taken away again
    copy = tmp_path / "copy.gpkg"
    copy.write_bytes(written.read_bytes())
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        connection.create_function("ST_IsEmpty", 1, lambda _: 1)
        connection.execute("DELETE FROM Luecken")
        connection.commit()


def test_metadata_name_the_sources_of_exactly_the_layers_used(project: Project, tmp_path: Path) -> None:
    from dataclasses import replace

    from quartiermap.domain.project import Source

    def source(layer: str, provider: str, used: int) -> Source:
        return Source(
            layer,
            layer,
            f"{layer}.csv",
            "0" * 64,
            5,
            used,
            "2026-01-01T00:00:00+00:00",
            provider=provider,
            licence="CC BY 4.0",
        )

    told = project.with_(
        name=f"{project.name}\x07",  # no XML may hold it
        sources=(
            source("districts", "Amt <A>", 5),
            source("facilities", "Amt B", 4),
            source("funding-areas", "Amt C", 5),
        ),
        analysis=replace(project.analysis, fingerprint="x") if project.analysis else None,
    )
    path = write_gpkg(told, tmp_path / "m.gpkg")
    about = {str(n): str(text) for n, text in of(path, "SELECT table_name, description FROM gpkg_contents")}
    assert "Amt B, CC BY 4.0, Daten verändert: Einrichtungen" in about["Einrichtungen"]
    assert "Amt A" not in about["Einrichtungen"]
    assert "Amt C" not in about["Quartiere"]
    assert "Amt C, CC BY 4.0: Fördergebiete" in about["Foerdergebiete"]
    texts = [str(t) for (t,) in of(path, "SELECT metadata FROM gpkg_metadata")]
    for text in texts:
        ET.fromstring(text[text.index("<qgis") :] if "<qgis" in text else text.encode())  # noqa: S314  (our own text)
    assert len(texts) == len(of(path, "SELECT 1 FROM gpkg_metadata_reference"))
    (whole,) = [t for t in texts if "MD_Metadata" in t]
    assert "Amt &lt;A&gt;" in whole


def test_missing_shares_have_a_class_of_their_own_by_reason(written: Path) -> None:
    ((qml,),) = of(
        written, "SELECT styleQML FROM layer_styles WHERE f_table_name = 'Quartiere' AND useAsDefault = 1"
    )
    labels = [r.get("label") for r in ET.fromstring(str(qml)[str(qml).index("<qgis") :]).iter("rule")]  # noqa: S314
    assert labels[-3:] == ["geheim", "entfällt", "keine Daten"]
    assert len(labels) == 8


def test_the_classes_are_those_of_the_map() -> None:
    from quartiermap.render.classes import scheme_for

    for figure, classes in (
        ("covered_share", styles.share_classes()),
        ("supply_ratio", styles.ratio_classes()),
    ):
        scheme = scheme_for(figure)
        assert [c.label for c in classes] == list(scheme.labels)
        assert [c.colour for c in classes] == list(scheme.colours)
        assert tuple(c.lower for c in classes[1:]) == scheme.breaks
    status = scheme_for("need_status")
    assert dict(zip(status.labels, status.colours, strict=True)) == styles.STATUS_COLOURS


def test_fields_of_two_kinds_never_collide() -> None:
    from quartiermap.io.bundled import kinds
    from quartiermap.io.export_fields import kind_fields

    found = kind_fields([*kinds().ids, "Kita", "kita ", "x"])
    assert len(set(found.values())) == len(found)
    assert all(name.isascii() and name == name.lower() for name in found.values())


def test_geojson_has_its_fields_explained_beside_it(project: Project, tmp_path: Path) -> None:
    files = {p.name: p for p in write_geojson(project, tmp_path / "g")}
    told = json.loads(files["geojson_felder.json"].read_text("utf-8"))
    shown = {name for name in files if name.endswith(".geojson")}
    assert told.keys() == shown
    for name in shown:
        features = json.loads(files[name].read_text("utf-8"))["features"]
        assert {field for f in features for field in f["properties"]} == told[name]["felder"].keys()
        assert told[name]["quellen"]


QGIS = """
import os, sys
from qgis.core import QgsApplication, QgsVectorLayer
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False); app.initQgis()
for name in sys.argv[2:]:
    layer = QgsVectorLayer(sys.argv[1] + "|layername=" + name, name, "ogr")
    items = layer.renderer().legendSymbolItems()
    print(name, layer.isValid(), len(items), layer.attributeAlias(1), sep="|")
    print("|".join(item.label() for item in items))
sys.stdout.flush()
os._exit(0)  # QGIS 3.22 can crash while it tidies up
"""


def test_qgis_opens_the_layers_with_our_classes_and_names(written: Path, tmp_path: Path) -> None:
    import os
    import subprocess

    python = Path("/usr/bin/python3")
    if (
        not python.is_file()
        or subprocess.run([python, "-c", "import qgis.core"], capture_output=True).returncode
    ):
        pytest.skip("QGIS with its Python is not installed")
    done = subprocess.run(
        [python, "-c", QGIS, str(written), "Quartiere", "Luecken"],
        capture_output=True, text=True, timeout=120, check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)},
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert lines[0] == "Quartiere|True|8|Schlüssel"
    assert lines[1].split("|")[0] == "unter 25\u00a0%"
    assert lines[2].startswith("Luecken|True|1|Rang")
