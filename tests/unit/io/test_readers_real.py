"""Every file of the shared data opens rightly or is refused with a sentence; nothing else may happen."""

from __future__ import annotations

from pathlib import Path

import pytest

from quartiermap.errors import InputError
from quartiermap.io.readers import file_kind, read_table, read_vector

VECTORS = {
    "berlin/grenzen/lor_planungsraeume_bis2020.geojson": (448, "EPSG:4326"),
    "berlin/grenzen/lor_prognoseraeume_2021_epsg25833.geojson": (58, "EPSG:25833"),
    "berlin/einrichtungen/kindertagesstaetten.geojson": (2880, "EPSG:25833"),
    "berlin/moabit/moabit_roads_shp.zip": (2857, "EPSG:4326"),
    "flensburg/flensburg_stadtbezirke_shp.zip": (41, "EPSG:25832"),
    "ugly/!test.geojson": (1, "EPSG:4326"),
    "ugly/curvepolygon.gpkg": (1, "EPSG:4326"),
    "ugly/multisurface.gpkg": (1, "EPSG:4326"),
    "ugly/duisburg_laar.poly": (1, "EPSG:4326"),
    "ugly/duisburg_laar_ewkt.wkt": (1, "EPSG:4326"),
    "ugly/shapefile_ohne_shx.zip": (12, "EPSG:4326"),
}
REFUSED = {
    "git_lfs_zeiger_statt_daten.geojson": "is_lfs_pointer", "csv_mit_endung_gpkg.gpkg": "header_missing",
    "test_tin.shp": "geometry_type", "lor_schluesselsystematik.xls": "sublayer_needed", "ohne_kopfzeile.csv": "header_missing",
    "testopenfilegdb.gdb.zip": "sublayer_needed", "xplan_demo_epsg31467.gml": "sublayer_needed",
}  # fmt: skip


@pytest.mark.realdata
@pytest.mark.parametrize("name", VECTORS)
def test_geodata_are_read_whole_with_their_crs(shared_data: Path, name: str) -> None:
    data = read_vector(shared_data / name)
    assert (len(data.frame), data.crs) == VECTORS[name]
    assert not data.frame.geometry.has_z.any()


@pytest.mark.realdata
@pytest.mark.parametrize("name", REFUSED)
def test_unusable_files_are_named_for_what_they_are(shared_data: Path, name: str) -> None:
    path = shared_data / "ugly" / name
    with pytest.raises(InputError) as caught:
        (read_vector if file_kind(path) == "vector" else read_table)(path)
    (problem,) = caught.value.problems
    assert problem.code == REFUSED[name]
    assert problem.file == name
    assert problem.remedy


@pytest.mark.realdata
def test_keys_keep_their_leading_zeros(shared_data: Path) -> None:
    frame = read_vector(shared_data / "berlin/grenzen/lor_planungsraeume_bis2020.geojson").frame
    assert frame["RAUMID"].iloc[0] == "01011101"
    table = read_table(shared_data / "berlin/bevoelkerung/ewr_2020-12_t2_planungsraeume.csv").frame
    assert table["id"].iloc[0] == "01011101"


@pytest.mark.realdata
def test_headings_over_several_rows_are_joined(shared_data: Path) -> None:
    for ending in ("csv", "xlsx"):
        table = read_table(shared_data / f"ugly/mehrzeiliger_tabellenkopf.{ending}")
        assert len(table.frame) == 543
        assert (
            "Ist-Versorgung – Gigabit-Versorgung der Wohn- und Gewerbeeinheiten – Anteil (%)"
            in table.frame.columns
        )
        assert table.frame["LOR Planungsräume Nummer"].iloc[0] == "01100101"


@pytest.mark.realdata
def test_nested_json_is_flattened(shared_data: Path) -> None:
    table = read_table(shared_data / "flensburg/sozialatlas_2022.json")
    assert (len(table.frame), table.sheet) == (13, "detail")
    assert table.frame["age_groups.age_to_under_18"].iloc[0] == "360"


@pytest.mark.realdata
def test_a_sheet_of_an_old_workbook(shared_data: Path) -> None:
    table = read_table(shared_data / "ugly/lor_schluesselsystematik.xls", "01")
    assert len(table.sheets) == 12
    assert "Askanischer Platz" not in set(table.frame.to_numpy().ravel())  # that is sheet 02
    assert any(v and str(v).startswith("0") for v in table.frame.to_numpy().ravel())


@pytest.mark.realdata
def test_layers_of_a_building_plan_are_offered_and_read(shared_data: Path) -> None:
    path = shared_data / "ugly/xplan41_eidelstedt4.zip"
    with pytest.raises(InputError, match="14 Ebenen"):
        read_vector(path)
    data = read_vector(path, "BP_Plan")
    assert (len(data.frame), data.crs) == (1, "EPSG:25832")
