"""Three real places through the whole chain, with counts that were published or checked by hand.

The data lie beside the checkout (see ``shared_data``) and are never copied into it.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from quartiermap.app import usecases
from quartiermap.domain.project import Project, new_project
from quartiermap.domain.results import TOWN
from quartiermap.errors import InputError
from quartiermap.io.importers import ImportRequest

pytestmark = pytest.mark.realdata


def load(project: Project, layer: str, *files: Path, **options: object) -> Project:
    return usecases.import_into(project, ImportRequest(layer=layer, files=files, **options)).project  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def berlin(shared_data: Path) -> Project:
    base = shared_data / "berlin"
    project = load(new_project("Berlin"), "districts", base / "grenzen/lor_planungsraeume_bis2020.geojson")
    for name, kind in (
        ("kindertagesstaetten", "kita"), ("schulen", "school"), ("osm_bibliotheken", "library"),
        ("osm_nachbarschaftszentren", "quartierstreff"),
    ):  # fmt: skip
        project = load(project, "facilities", base / f"einrichtungen/{name}.geojson", kind=kind)
    project = load(project, "population", base / "bevoelkerung/ewr_2020-12_t2_planungsraeume.csv")
    mss = base / "sozialmonitoring/mss_2019_planungsraeume.csv"
    project = load(project, "indicators", mss, preset="berlin-mss", period="2019")
    return usecases.analyse(project)


def test_berlin_is_complete(berlin: Project) -> None:
    assert berlin.epsg == 25833
    assert len(berlin.reporting_districts) == 448
    assert "01011101" in set(berlin.districts["district_id"])
    kinds = berlin.facilities["kind"].value_counts()
    assert kinds["kita"] == 2880
    assert kinds["library"] == 105
    assert kinds["quartierstreff"] == 416
    assert berlin.district_population["population"].sum() == 3_769_962


def test_every_school_of_berlin_is_there(berlin: Project, shared_data: Path) -> None:
    schools = berlin.facilities[
        berlin.facilities["kind"].isin(["primary_school", "secondary_school", "school"])
    ]
    source = next(s for s in berlin.sources if s.file == "schulen.geojson")
    assert source.rows_read == 902
    assert len(schools) >= 902


def test_berlin_places_are_numbers(berlin: Project) -> None:
    places = berlin.facilities.loc[berlin.facilities["kind"] == "kita", "places"]
    # Four Kitas are published with 0 places: a value, not a missing one.
    assert places.notna().sum() == 2880
    assert (places == 0).sum() == 4
    assert places.sum() == 194_979


def test_berlin_without_network_is_an_approximation_and_says_so(berlin: Project) -> None:
    assert berlin.analysis is not None
    assert berlin.analysis.access.method == "air_line"
    assert berlin.analysis.demand.origin == "district_area"
    assert berlin.analysis.figures["approximation"].all()
    assert any("Näherung" in note for note in berlin.analysis.notes)


def test_spreading_keeps_the_register_totals(berlin: Project) -> None:
    assert berlin.analysis is not None
    table = berlin.analysis.demand.table
    by_district = table.groupby("district_id")["population"].sum()
    register = berlin.district_population.set_index("district_id")["population"]
    assert np.allclose(by_district, register.reindex(by_district.index), rtol=1e-9)
    assert table["population"].sum() == pytest.approx(3_769_962)


def test_town_figures_are_sums_not_means_of_shares(berlin: Project) -> None:
    assert berlin.analysis is not None
    figures = berlin.analysis.figures
    kita = figures[figures["kind"] == "kita"]
    town = kita[kita["district_id"] == TOWN].iloc[0]
    parts = kita[kita["district_id"] != TOWN]
    assert town["covered_population"] == pytest.approx(parts["covered_population"].sum())
    assert town["covered_share"] == pytest.approx(
        parts["covered_population"].sum() / parts["target_population"].sum()
    )


def test_published_social_index_is_reproduced(berlin: Project) -> None:
    assert berlin.analysis is not None
    need = berlin.analysis.need
    rated = need[need["status_class"].notna()]
    assert len(rated) == 436
    assert (rated["status_class"] == rated["published_status_class"]).all()
    assert (rated["dynamics_class"] == rated["published_dynamics_class"]).all()
    assert rated["attention"].astype(bool).sum() == 42


def test_the_key_table_of_another_year_is_refused(berlin: Project, shared_data: Path) -> None:
    table = shared_data / "berlin/bevoelkerung/einwohnerbestand_2022-06_plr2021.csv"
    with pytest.raises(InputError, match=r"Schlüssel"):
        load(berlin, "population", table)


@pytest.fixture(scope="module")
def moabit(shared_data: Path) -> Project:
    base = shared_data / "berlin"
    project = load(new_project("Moabit"), "districts", base / "moabit/moabit_district.shp")
    project = load(project, "network", base / "moabit/moabit_roads.gpkg")
    project = load(project, "population", base / "moabit/zensus2011_einwohner_100m_moabit.csv")
    project = load(project, "facilities", base / "einrichtungen/kindertagesstaetten.geojson", kind="kita")
    project = load(project, "facilities", base / "einrichtungen/osm_bibliotheken.geojson", kind="library")
    return usecases.analyse(project)


def test_moabit_has_its_published_population(moabit: Project) -> None:
    assert moabit.analysis is not None
    table = moabit.analysis.demand.table
    assert table.loc[table["district_id"].notna(), "population"].sum() == 67_525


def test_moabit_walks_along_its_streets(moabit: Project) -> None:
    assert moabit.analysis is not None
    access = moabit.analysis.access
    assert access.method == "network"
    facilities = moabit.facilities[moabit.facilities["kind"] == "kita"]
    table = moabit.analysis.demand.table
    reached = np.isfinite(access.distance_m["kita"])
    nearest = access.nearest["kita"][reached]
    air = np.hypot(
        table["x"].to_numpy()[reached] - moabit.facilities.geometry.x.to_numpy()[nearest],
        table["y"].to_numpy()[reached] - moabit.facilities.geometry.y.to_numpy()[nearest],
    )
    assert reached.sum() > 350
    assert (access.distance_m["kita"][reached] >= air - 1e-6).all()
    assert set(nearest) <= set(facilities.index)


def test_moabit_without_ages_says_whom_the_figure_is_about(moabit: Project) -> None:
    assert moabit.analysis is not None
    row = moabit.analysis.figure(TOWN, "kita")
    assert row is not None
    assert "Altersgruppen fehlen" in row["target_group"]
    assert row["estimate"]


@pytest.fixture(scope="module")
def flensburg(shared_data: Path) -> Project:
    base = shared_data / "flensburg"
    project = load(new_project("Flensburg"), "districts", base / "flensburg_stadtteile_shp.zip")
    project = load(project, "facilities", base / "kitas_in_flensburg.geojson", kind="kita")
    project = load(project, "facilities", base / "schulen_flensburg.csv")
    project = load(project, "facilities", base / "spielplaetze_flensburg.geojson", kind="playground")
    project = load(project, "population", base / "sozialatlas_2022.json")
    return usecases.analyse(project)


def test_flensburg_counts(flensburg: Project) -> None:
    assert flensburg.epsg == 25832
    assert len(flensburg.reporting_districts) == 13
    kinds = flensburg.facilities["kind"].value_counts()
    assert kinds["kita"] == 70
    assert kinds["playground"] == 76
    assert kinds["primary_school"] >= 10
    assert flensburg.district_population["population"].sum() == 97_877
    assert flensburg.analysis is not None
    assert not flensburg.stale


@pytest.fixture(scope="module")
def heidelberg(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    extract = shared_data / "osm/heidelberg.osm.pbf"
    # The extract has no administrative boundaries: four boxes over the town stand in for its districts.
    west, middle, east, south, centre, north = 8.60, 8.68, 8.76, 49.36, 49.41, 49.45
    boxes = [
        (west, south, middle, centre),
        (middle, south, east, centre),
        (west, centre, middle, north),
        (middle, centre, east, north),
    ]
    features = [
        {
            "type": "Feature",
            "properties": {"id": f"0{i}", "name": f"Viertel {i}"},
            "geometry": {"type": "Polygon", "coordinates": [[[a, b], [c, b], [c, d], [a, d], [a, b]]]},
        }
        for i, (a, b, c, d) in enumerate(boxes, 1)
    ]
    districts = tmp_path_factory.mktemp("hd") / "viertel.geojson"
    districts.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    project = load(new_project("Heidelberg"), "districts", districts)
    project = load(project, "network", extract)
    project = load(project, "facilities", extract)
    ages = shared_data / "osm/zensus2011_heidelberg_bbox_alter_unter10_ab80_100m.csv"
    project = load(project, "population", ages)
    return usecases.analyse(project)


def test_heidelberg_from_one_extract(heidelberg: Project) -> None:
    assert heidelberg.epsg == 25832
    assert heidelberg.network is not None
    assert heidelberg.network.length_m > 500_000
    kinds = heidelberg.facilities["kind"].value_counts()
    assert kinds["kita"] >= 10
    assert heidelberg.analysis is not None
    assert heidelberg.analysis.access.method == "network"


def test_distances_agree_with_an_independent_program(heidelberg: Project) -> None:
    """networkx on a graph that is physically split at every point, as an auditor would build it."""
    nx = pytest.importorskip("networkx")
    from quartiermap.analysis.network_frames import network_frames

    assert heidelberg.analysis is not None
    frames = network_frames(heidelberg, heidelberg.analysis)
    graph = nx.Graph()
    lengths: dict[tuple[int, int], float] = {}
    for u, v, length in frames["edges"][["u", "v", "length_m"]].itertuples(index=False):
        key = (min(u, v), max(u, v))
        lengths[key] = min(length, lengths.get(key, np.inf))
    graph.add_weighted_edges_from((u, v, w) for (u, v), w in lengths.items())
    facilities = frames["facilities"]
    usable = facilities[(facilities["kind"] == "kita") & (facilities["node_u"] >= 0)]
    sources = []
    for row in usable.itertuples():
        node = ("f", row.facility_id)
        graph.add_edge(node, row.node_u, weight=row.access_leg_m + row.offset_m)
        graph.add_edge(node, row.node_v, weight=row.access_leg_m + row.edge_length_m - row.offset_m)
        sources.append(node)
    reach: dict[object, float] = {}
    # One facility after the other: a virtual node must never become a short cut for another's way.
    base = graph.subgraph([n for n in graph if not isinstance(n, tuple)])
    for row in usable.itertuples():
        starts = {
            row.node_u: row.access_leg_m + row.offset_m,
            row.node_v: row.access_leg_m + row.edge_length_m - row.offset_m,
        }
        for start, lead in starts.items():
            for node, away in nx.single_source_dijkstra_path_length(
                base, start, cutoff=1500, weight="weight"
            ).items():
                reach[node] = min(reach.get(node, np.inf), lead + away)
    cells = frames["cells"]
    access = frames["access"]
    ours = access[access["kind"] == "kita"].set_index("cell_id")["distance_m"]
    by_edge: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for row in usable.itertuples():
        by_edge.setdefault((row.node_u, row.node_v), []).append((row.offset_m, row.access_leg_m))
    compared = 0
    for cell in cells[cells["node_u"] >= 0].itertuples():
        best = min(
            reach.get(cell.node_u, np.inf) + cell.offset_m,
            reach.get(cell.node_v, np.inf) + cell.edge_length_m - cell.offset_m,
        )
        for offset, leg in by_edge.get((cell.node_u, cell.node_v), []):
            best = min(best, abs(cell.offset_m - offset) + leg)
        best += cell.access_leg_m
        if best <= 1400:
            assert ours[cell.cell_id] == pytest.approx(best, abs=1e-6), cell.cell_id
            compared += 1
    assert compared > 500
    assert not pd.isna(ours).all()


@pytest.mark.parametrize("city", ["berlin", "flensburg"])
def test_the_report_keeps_to_the_published_schema(city: str, request: pytest.FixtureRequest) -> None:
    import importlib.util

    from quartiermap.app.programmes import available
    from quartiermap.render import report_model

    place = Path(__file__).resolve().parents[1] / "unit" / "render" / "test_report_schema.py"
    spec = importlib.util.spec_from_file_location("report_schema", place)
    assert spec is not None
    assert spec.loader is not None
    checker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checker)
    project: Project = request.getfixturevalue(city)
    model = json.loads(report_model.to_json(report_model.build(project, available(project))))
    assert list(checker.faults(model, checker.SCHEMA)) == []


def test_a_project_imported_anew_gives_the_same_report_to_the_byte(
    flensburg: Project, shared_data: Path, tmp_path: Path
) -> None:
    """Another project file out of the same raw files, on another day: the run file makes the report of the first."""
    from quartiermap.app import report_run

    usecases.report(flensburg, tmp_path / "alt", ("json", "csv"))
    base = shared_data / "flensburg"
    again = load(new_project("Anders genannt"), "districts", base / "flensburg_stadtteile_shp.zip")
    again = load(again, "facilities", base / "kitas_in_flensburg.geojson", kind="kita")
    again = load(again, "facilities", base / "schulen_flensburg.csv")
    again = load(again, "facilities", base / "spielplaetze_flensburg.geojson", kind="playground")
    again = load(again, "population", base / "sozialatlas_2022.json")
    made = report_run.rerun(report_run.read_run(tmp_path / "alt"), again, tmp_path / "neu")
    assert made.same
    for path in (tmp_path / "alt").iterdir():
        assert (tmp_path / "neu" / path.name).read_bytes() == path.read_bytes(), path.name
