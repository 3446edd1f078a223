"""Networks from line layers: where lines meet and where they pass."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiermap.domain.network import ONEWAY, STEPS
from quartiermap.errors import InputError
from quartiermap.io.line_network import network_from_lines

ACROSS, UP = [(0, 0), (10, 0)], [(5, -5), (5, 5)]


def lines(*shapes: list[tuple[float, float]], **columns: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=[shapely.LineString(s) for s in shapes], crs="EPSG:25833")


def counts(frame: gpd.GeoDataFrame) -> tuple[int, int]:
    net, _ = network_from_lines(frame)
    return net.edge_count, int(net.component.max()) + 1


def test_lines_that_cross_are_joined() -> None:
    assert counts(lines(ACROSS, UP)) == (4, 1)


@pytest.mark.parametrize(
    "columns",
    [
        {"bridge": ["T", "F"]},
        {"bridge": [1, 0]},
        {"tunnel": ["no", "yes"]},
        {"layer": [1, 0]},
        {"layer": ["0.0", "-1"]},
        {"brunnel": ["bridge", None]},
    ],
)
def test_bridges_tunnels_and_other_layers_pass(columns: dict[str, list[object]]) -> None:
    frame = lines(ACROSS, UP, **columns)
    assert counts(frame) == (2, 2)
    _, problems = network_from_lines(frame)
    assert [p.message for p in problems if p.code == "crossings_left"] == [
        "1 Kreuzung liegt auf verschiedenen Ebenen (Brücke, Tunnel), dort wurde nichts verknüpft."
    ]


@pytest.mark.parametrize("column", [{}, {"bridge": ["T", "F"]}])
def test_inner_vertices_at_one_place_follow_the_same_rule(column: dict[str, list[object]]) -> None:
    joined = counts(lines([(0, 0), (5, 0), (10, 0)], [(5, -5), (5, 0), (5, 5)], **column))
    assert joined == ((2, 2) if column else (4, 1))


def test_two_stretches_of_one_bridge_meet_at_their_vertex() -> None:
    frame = lines([(0, 0), (5, 0), (10, 0)], [(5, -5), (5, 0), (5, 5)], bridge=["T", "T"], layer=[1, 1])
    assert counts(frame) == (4, 1)


def test_an_end_on_another_line_is_a_junction_with_and_without_vertex() -> None:
    assert counts(lines([(0, 0), (10, 0)], [(5, 0), (5, 5)])) == (3, 1)
    assert counts(lines([(0, 0), (5, 0), (10, 0)], [(5, 0), (5, 5)])) == (3, 1)


def test_a_bridge_is_joined_at_its_ends() -> None:
    assert counts(lines([(0, 0), (5, 0)], [(5, 0), (9, 0)], bridge=["F", "T"])) == (2, 1)


def test_an_end_chooses_its_own_level() -> None:
    road, bridge, stairs = [(0, 0), (5, 0), (10, 0)], [(5, -5), (5, 0), (5, 5)], [(5, 0), (9, 4)]
    net, _ = network_from_lines(lines(road, bridge, stairs, bridge=["F", "T", "F"], layer=[0, 1, 0]))
    assert net.component.max() == 1
    assert net.edge_count == 4


@pytest.mark.parametrize(("miss", "parts"), [(0.0, 1), (0.4, 1), (0.6, 2)])
def test_dangling_ends_are_attached_up_to_half_a_metre(miss: float, parts: int) -> None:
    assert counts(lines([(0, 0), (10, 0)], [(5, miss), (5, 5)]))[1] == parts
    assert counts(lines([(0, 0), (10, 0)], [(10 + miss, 0), (20, 0)]))[1] == parts


def test_an_end_that_is_connected_is_not_pulled_elsewhere() -> None:
    beside = lines([(0, 5), (10, 0)], [(10, 0), (20, 5)], [(-5, -0.3), (25, -0.3)])
    net, _ = network_from_lines(beside)
    assert net.component.max() == 1


def test_multilines_and_heights_are_understood() -> None:
    shape = shapely.MultiLineString([[(0, 0, 3), (10, 0, 3)], [(5, -5, 1), (5, 5, 1)]])
    net, _ = network_from_lines(gpd.GeoDataFrame(geometry=[shape, None], crs="EPSG:25833"))
    assert (net.edge_count, net.origin) == (4, "lines")


def test_motorways_are_left_out_by_class() -> None:
    net, problems = network_from_lines(lines(ACROSS, UP, fclass=["motorway", "footway"]))
    assert net.edge_count == 1
    assert any("motorway: 1" in p.message for p in problems)


def test_no_walkable_line_is_an_error() -> None:
    with pytest.raises(InputError, match="keine Linien"):
        network_from_lines(gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs="EPSG:25833"))


def test_degrees_are_an_error() -> None:
    with pytest.raises(InputError):
        network_from_lines(lines(ACROSS, UP).set_crs(4326, allow_override=True))


points = st.tuples(st.integers(0, 30), st.integers(0, 30))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(points, points).filter(lambda s: s[0] != s[1]), min_size=1, max_size=12))
def test_noding_keeps_the_length_and_agrees_with_geos(
    segments: list[tuple[tuple[int, int], tuple[int, int]]],
) -> None:
    drawn = [shapely.LineString([(40 * x, 40 * y) for x, y in s]) for s in segments]
    net, _ = network_from_lines(gpd.GeoDataFrame(geometry=drawn, crs="EPSG:25833"))
    assert net.length_m == pytest.approx(sum(s.length for s in drawn), abs=1.0 * len(drawn))
    touching = shapely.get_num_geometries(shapely.union_all([s.buffer(1e-6) for s in drawn]))
    # Lines that only pass within half a metre of an end are attached on purpose, so there can be fewer parts.
    assert net.component.max() + 1 <= touching


@pytest.mark.realdata
def test_moabit(shared_data: Path) -> None:
    frame = gpd.read_file(shared_data / "berlin" / "moabit" / "moabit_roads.gpkg").to_crs(25833)
    net, problems = network_from_lines(frame)
    without, _ = network_from_lines(frame, node_at_crossings=False)
    said = {p.code: int(p.message.split()[0]) for p in problems if p.message[0].isdigit()}
    # 253 crossings have no vertex in the whole layer; the tunnel of the trunk road crosses 50 or so of them.
    assert 150 < said["crossings_joined"] + said["crossings_left"] <= 253
    assert net.edge_count > without.edge_count
    assert net.length_m == pytest.approx(194_676, abs=30)
    assert np.bincount(net.component[net.edge_u], weights=net.edge_length)[0] / net.length_m > 0.96


def test_lines_of_a_second_file_are_joined_to_the_first() -> None:
    first, _ = network_from_lines(
        lines(ACROSS, [(10, 0), (20, 0)], highway=["footway", "steps"], name=["Weg", "Stiege"])
    )
    both, notes = network_from_lines(
        lines(UP, [(20, 0.2), (30, 0)], highway=["path", "path"], name=["Weg", None]), onto=first
    )
    assert (both.edge_count, int(both.component.max())) == (6, 0)
    assert set(both.classes) == {"footway", "steps", "path"}
    by_street = {both.street(e) for e in range(both.edge_count)}
    assert by_street == {"Weg", "Stiege", ""}
    assert both.length_m == pytest.approx(40, abs=0.5)
    assert {p.code for p in notes} == {"crossings_joined", "ends_snapped"}


def test_what_the_first_file_keeps_apart_stays_apart_and_what_it_joins_stays_joined() -> None:
    bridge = lines(ACROSS, UP, [(0, 0), (0, 5)], bridge=["T", "F", "F"])
    first, _ = network_from_lines(bridge)
    both, _ = network_from_lines(lines([(0, 5), (-5, 5)]), onto=first)
    assert (both.length_m, int(both.component.max())) == (pytest.approx(first.length_m + 5), 1)
    unjoined, _ = network_from_lines(lines(ACROSS, UP), node_at_crossings=False)
    again, _ = network_from_lines(lines([(0, 0), (0, -9)]), onto=unjoined)
    assert int(again.component.max()) == 1


def test_a_file_added_twice_changes_nothing() -> None:
    frame = lines(ACROSS, UP, [(5, 5), (9, 9), (10, 0)], surface=["asphalt", None, "gravel"])
    once, _ = network_from_lines(frame)
    twice, _ = network_from_lines(frame, onto=once)
    assert (twice.node_count, twice.edge_count) == (once.node_count, once.edge_count)
    assert sorted(twice.edge_length.tolist()) == pytest.approx(sorted(once.edge_length.tolist()))
    assert sorted(twice.attribute("surface").tolist()) == sorted(once.attribute("surface").tolist())


def test_columns_for_name_steps_direction_and_attributes() -> None:
    columns = {
        "wegeart": ["footway", "footway", "footway"], "STR_NAME": ["Am Hang", None, None], "Treppe": ["ja", None, "nein"],
        "oneway": ["F", "F", "T"], "oneway:foot": [None, "yes", "no"], "width": ["1,2", None, "breit"],
    }  # fmt: skip
    net, _ = network_from_lines(lines(ACROSS, [(10, 0), (20, 0)], [(20, 0), (30, 0)], **columns))
    by_start = np.argsort(net.node_x[net.edge_u] + net.node_x[net.edge_v])
    assert net.edge_flags[by_start].tolist() == [STEPS, ONEWAY, 0]
    assert [net.street(e) for e in by_start.tolist()] == ["Am Hang", "", ""]
    assert net.attribute("width_cm")[by_start].tolist() == [120, -1, -1]
    signed = int(by_start[1])
    assert net.node_x[net.edge_u[signed]] < net.node_x[net.edge_v[signed]]
