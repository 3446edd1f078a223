"""The walk network and facilities of small hand-written OSM files, and what is said about broken ones."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from quartiermap.domain.network import CROSSING, LIFT, ONEWAY, PLAZA, STEPS
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import new_project
from quartiermap.errors import Cancelled, InputError
from quartiermap.io.osm import import_osm, read_osm

LON, LAT = 8.68, 49.41


def osm_file(folder: Path, nodes: str, ways: str, name: str = "a.osm") -> Path:
    """Write nodes ``id dx dy key=value …`` (100 m steps) and ways ``id n1,n2,… key=value …`` as OSM XML."""

    def tags(words: list[str]) -> str:
        pairs = [w.split("=", 1) for w in words]
        return "".join(f'<tag k="{k}" v="{v.replace("_", " ") if k == "name" else v}"/>' for k, v in pairs)

    lines = ['<osm version="0.6">']
    for line in filter(None, (row.split() for row in nodes.strip().splitlines())):
        place = f'lat="{LAT + float(line[2]) * 0.0009:.7f}" lon="{LON + float(line[1]) * 0.00138:.7f}"'
        lines.append(f'<node id="{line[0]}" {place} version="1">{tags(line[3:])}</node>')
    for line in filter(None, (row.split() for row in ways.strip().splitlines())):
        refs = "".join(f'<nd ref="{ref}"/>' for ref in line[1].split(","))
        lines.append(f'<way id="{line[0]}" version="1">{refs}{tags(line[2:])}</way>')
    path = folder / name
    path.write_text("\n".join([*lines, "</osm>"]), "utf-8")
    return path


CROSS = "1 0 0\n2 1 0\n3 2 0\n4 1 1\n5 1 -1"


def network_of(folder: Path, nodes: str, ways: str):
    return read_osm(osm_file(folder, nodes, ways), frozenset({"network"})).network


def test_a_crossing_without_a_shared_node_is_no_junction(tmp_path: Path) -> None:
    net = network_of(tmp_path, CROSS, "1 1,3 highway=residential\n2 4,5 highway=footway")
    assert (net.node_count, net.edge_count, net.component.max()) == (4, 2, 1)


def test_a_shared_node_is_a_junction_and_lengths_are_metres(tmp_path: Path) -> None:
    net = network_of(tmp_path, CROSS, "1 1,2,3 highway=residential\n2 4,2,5 highway=footway")
    assert (net.node_count, net.edge_count, net.component.max()) == (5, 4, 0)
    np.testing.assert_allclose(net.edge_length, 100.0, rtol=0.01)


def test_ways_end_to_end_become_one_edge_unless_their_kind_changes(tmp_path: Path) -> None:
    nodes = "1 0 0\n2 1 0\n3 2 0"
    assert network_of(tmp_path, nodes, "1 1,2 highway=path\n2 3,2 highway=path").edge_count == 1
    steps = network_of(tmp_path, nodes, "1 1,2 highway=path\n2 2,3 highway=steps")
    assert steps.edge_count == 2
    assert sorted((steps.edge_flags & STEPS).tolist()) == [0, STEPS]


def test_edges_carry_their_whole_shape_from_node_u_to_node_v(tmp_path: Path) -> None:
    net = network_of(tmp_path, "1 0 0\n2 1 0\n3 1 1\n4 5 5", "1 1,2,3 highway=path\n2 3,4 highway=path")
    for edge in range(net.edge_count):
        x = net.vertex_x[net.edge_first[edge] : net.edge_first[edge + 1]]
        y = net.vertex_y[net.edge_first[edge] : net.edge_first[edge + 1]]
        assert (x[0], y[0]) == (net.node_x[net.edge_u[edge]], net.node_y[net.edge_u[edge]])
        assert (x[-1], y[-1]) == (net.node_x[net.edge_v[edge]], net.node_y[net.edge_v[edge]])
        assert net.edge_length[edge] == pytest.approx(np.hypot(np.diff(x), np.diff(y)).sum(), abs=1e-9)


def test_a_ring_without_a_junction_gets_an_anchor(tmp_path: Path) -> None:
    ring = network_of(tmp_path, "1 0 0\n2 1 0\n3 1 1", "1 1,2,3 highway=path\n2 3,1 highway=path")
    assert (ring.node_count, ring.edge_count) == (1, 1)
    assert ring.edge_u[0] == ring.edge_v[0]


def test_a_node_missing_at_the_rim_splits_the_way_and_joins_nobody(tmp_path: Path) -> None:
    data = read_osm(
        osm_file(tmp_path, "1 0 0\n2 1 0\n4 3 0\n5 4 0", "1 1,2,3,4,5 highway=path"), frozenset({"network"})
    )
    assert (data.network.edge_count, data.network.component.max()) == (2, 1)
    assert data.network.length_m == pytest.approx(200, rel=0.01)
    assert "osm_missing_nodes" in [p.code for p in data.problems]


@pytest.mark.parametrize(
    ("tags", "marked"),
    [("highway=crossing crossing=traffic_signals", True), ("highway=crossing", True), ("highway=crossing crossing=unmarked", False), ("", False)],
)  # fmt: skip
def test_a_crossing_that_is_only_a_point_marks_the_footway_over_it(
    tmp_path: Path, tags: str, marked: bool
) -> None:
    """Short pieces of the footway on both sides are the crossing; the street and a long way up to it are not."""
    nodes = f"1 0 0\n2 1 0 {tags}\n3 2 0\n4 1 0.1\n5 1 -0.1\n6 1 2"
    net = network_of(
        tmp_path, nodes, "1 1,2,3 highway=residential\n2 4,2,5 highway=footway\n3 6,4 highway=path"
    )
    short = (net.edge_length < 40) & (net.edge_class == net.classes.index("footway"))
    assert short.sum() == 2
    assert ((net.edge_flags & CROSSING) > 0).tolist() == (short & marked).tolist()
    far = network_of(
        tmp_path, nodes.replace("-0.1", "-1"), "2 4,2,5 highway=footway\n1 1,2,3 highway=residential"
    )
    assert ((far.edge_flags & CROSSING) > 0).sum() == int(marked)


@pytest.mark.parametrize(
    ("gate", "edges", "components"),
    [
        ("barrier=gate access=private", 2, 2),
        ("barrier=gate locked=yes", 2, 2),
        ("barrier=gate access=private foot=yes", 1, 1),
        ("barrier=bollard", 1, 1),
        ("barrier=gate", 1, 1),
        ("barrier=fence", 2, 2),
        ("barrier=wall access=yes", 1, 1),
        ("barrier=gate access=no opening_hours=Mo-Fr", 2, 2),
        ("barrier=gate access=no access:conditional=yes@sunrise", 1, 1),
    ],
)
def test_a_locked_gate_splits_the_way(tmp_path: Path, gate: str, edges: int, components: int) -> None:
    net = network_of(tmp_path, f"1 0 0\n2 1 0 {gate}\n3 2 0", "1 1,2,3 highway=path")
    assert (net.edge_count, net.component.max() + 1) == (edges, components)
    assert net.length_m == pytest.approx(200, rel=0.01)


def test_a_locked_gate_at_a_ways_end_separates_the_next_way(tmp_path: Path) -> None:
    nodes = "1 0 0\n2 1 0 barrier=gate access=no\n3 2 0"
    assert network_of(tmp_path, nodes, "1 1,2 highway=path\n2 2,3 highway=path").component.max() == 1


def test_nodes_at_the_same_place_in_a_row_are_one(tmp_path: Path) -> None:
    net = network_of(
        tmp_path, "1 0 0\n2 1 0\n3 1 0\n4 2 0\n5 1 1", "1 1,2,3,4 highway=path\n2 5,2 highway=path"
    )
    assert (net.node_count, net.edge_count) == (4, 3)
    assert (net.edge_length > 0).all()


def test_stray_far_away_nodes_do_not_choose_the_zone(tmp_path: Path) -> None:
    path = osm_file(tmp_path, "1 0 0\n2 1 0\n3 2 0\n9 4000 0", "1 1,2,3 highway=path")
    assert read_osm(path, frozenset({"network"})).epsg == 25832


FACILITIES = """
1 0 0
2 1 0
3 1 1
4 0 1
10 5 5 amenity=kindergarten name=Kita_Nord capacity=45 wheelchair=limited operator=AWO addr:street=Weg addr:housenumber=3
11 6 6 amenity=school name=Schule isced:level=1;2
12 7 7 amenity=community_centre community_centre=youth_centre
13 8 8 amenity=kindergarten capacity=ca.40
14 9 9 leisure=playground access=private
"""


def test_facilities_become_points_on_their_area_with_what_is_known(tmp_path: Path) -> None:
    path = osm_file(tmp_path, FACILITIES, "7 1,2,3,4,1 leisure=playground name=Platz\n8 1,2 highway=path")
    frame = read_osm(path, frozenset({"facilities"})).facilities.set_index("facility_id")
    assert sorted(frame.index) == ["osm-node-10", "osm-node-11", "osm-node-11-secondary_school", "osm-node-12", "osm-node-13", "osm-way-7"]  # fmt: skip
    kita = frame.loc["osm-node-10"]
    assert (kita["name"], kita["places"], kita["barrier_free"], kita["operator"], kita["address"]) == ("Kita Nord", 45.0, "teilweise", "AWO", "Weg 3")  # fmt: skip
    assert np.isnan(frame.loc["osm-node-13", "places"])
    assert frame.loc["osm-node-12", "kind"] == "youth_centre"
    playground = frame.loc["osm-way-7"]
    assert playground["area_m2"] == pytest.approx(10_000, rel=0.02)
    assert frame.crs == "EPSG:25832"


def test_unsorted_files_are_sorted_and_it_is_said(tmp_path: Path) -> None:
    path = osm_file(tmp_path, "3 1 1\n1 0 0\n2 1 0", "9 1,2 highway=path\n4 2,3,1,2 landuse=residential")
    data = read_osm(path, frozenset({"network", "residential"}))
    assert data.network.edge_count == 1
    assert len(data.residential_land) == 1
    assert "osm_sorted" in [p.code for p in data.problems]


@dataclass
class Request:
    layer: str
    kind: str | None = None
    sublayer: str | None = None


def test_import_clips_to_the_districts_with_a_buffer_and_keeps_whole_ways(tmp_path: Path) -> None:
    nodes = "1 0 0\n2 1 0\n3 39 0\n4 60 0\n5 61 0\n6 62 0"
    path = osm_file(tmp_path, nodes, "1 1,2 highway=path\n2 2,3 highway=path\n3 5,6 highway=path")
    whole = read_osm(path, frozenset({"network"}), 25832).network
    start = shapely.Point(whole.node_x.min(), whole.node_y[whole.node_x.argmin()])
    districts = gpd.GeoDataFrame({"district_id": ["1"]}, geometry=[start.buffer(500)], crs="EPSG:25832")
    project = new_project("t", 25832).with_(districts=districts)
    fields, _, rows = import_osm(project, Request("network"), path, Progress())
    assert rows == fields["network"].edge_count == 1
    assert fields["network"].length_m == pytest.approx(3900, rel=0.01)
    assert "epsg" not in fields


def test_import_names_the_zone_where_the_project_has_none(tmp_path: Path) -> None:
    path = osm_file(tmp_path, "1 0 0\n2 1 0", "1 1,2 highway=path")
    fields, _, _ = import_osm(new_project("t"), Request("network"), path, Progress())
    assert fields["epsg"] == 25832


def test_import_of_a_kind_that_is_not_there_says_so(tmp_path: Path) -> None:
    path = osm_file(tmp_path, FACILITIES, "8 1,2 highway=path")
    with pytest.raises(InputError, match="Bibliothek"):
        import_osm(new_project("t"), Request("facilities", "library"), path, Progress())


def test_layers_that_osm_does_not_have_are_refused(tmp_path: Path) -> None:
    path = osm_file(tmp_path, CROSS, "1 1,2 highway=path")
    with pytest.raises(InputError, match="network, facilities, districts, basemap"):
        import_osm(new_project("t"), Request("indicators"), path, Progress())


BROKEN = {
    "empty.osm.pbf": (b"", "leer"),
    "page.osm.pbf": (b"<!DOCTYPE html><html><body>404</body></html>", "Internetseite"),
    "lfs.osm.pbf": (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "Git-LFS"),
    "text.osm": (b"a;b\n1;2\n", "kein OpenStreetMap-Auszug"),
    "cut.osm": (b'<osm version="0.6"><node id="1" lat="49" lon="8"/><way id="1"><nd ref="1"', "beschädigt"),
    "cut.osm.gz": (gzip.compress(b'<osm version="0.6"></osm>')[:20], "beschädigt"),
    "noways.osm": (b'<osm version="0.6"><node id="1" lat="49" lon="8"/></osm>', "keine Wege"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_are_refused_with_a_german_sentence(tmp_path: Path, name: str) -> None:
    content, words = BROKEN[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=words) as caught:
        read_osm(path)
    assert all(p.file == name for p in caught.value.problems)


def test_ids_below_zero_are_joined_like_any_other(tmp_path: Path) -> None:
    """JOSM numbers what was not uploaded yet below zero, and writes it in any order."""
    net = network_of(tmp_path, "-1 0 0\n-2 1 0\n3 2 0", "-7 -1,-2 highway=path\n8 -2,3 highway=path")
    assert (net.edge_count, net.component.max()) == (1, 0)


def test_what_was_deleted_in_an_editor_is_not_read(tmp_path: Path) -> None:
    path = osm_file(tmp_path, CROSS, "1 1,2 highway=path\n2 2,3 highway=path")
    path.write_text(path.read_text("utf-8").replace('<way id="2"', '<way id="2" action="delete"'), "utf-8")
    assert read_osm(path, frozenset({"network"})).network.length_m == pytest.approx(100, rel=0.01)


def test_of_two_versions_of_an_object_the_later_one_counts(tmp_path: Path) -> None:
    net = network_of(tmp_path, "1 0 0\n2 1 0\n2 2 0", "1 1,2 highway=path")
    assert net.length_m == pytest.approx(200, rel=0.01)


def test_a_way_signed_one_way_on_foot_leads_from_u_to_v(tmp_path: Path) -> None:
    ways = (
        "1 1,2 highway=path oneway:foot=yes\n2 3,2 highway=path oneway:foot=-1\n3 3,4 highway=path oneway=yes"
    )
    net = network_of(tmp_path, "1 0 0\n2 1 0\n3 2 0\n4 3 0", ways)
    signed = (net.edge_flags & ONEWAY) > 0
    assert sorted(signed.tolist()) == [False, True]
    edge = int(np.flatnonzero(signed)[0])
    assert net.edge_length[edge] == pytest.approx(200, rel=0.01)
    assert net.node_x[net.edge_u[edge]] < net.node_x[net.edge_v[edge]]


def test_names_and_attributes_of_ways(tmp_path: Path) -> None:
    ways = (
        "1 1,2 highway=footway name=Neckar_weg surface=asphalt width=1.2\n2 2,3 highway=footway wheelchair=no"
    )
    net = network_of(tmp_path, "1 0 0\n2 1 0\n3 2 0", ways)
    by_street = {net.street(e): e for e in range(net.edge_count)}
    assert set(by_street) == {"Neckar weg", ""}
    named = by_street["Neckar weg"]
    assert (net.attribute("surface")[named], net.attribute("width_cm")[named]) == (0, 120)
    assert (net.attribute("surface")[by_street[""]], net.attribute("wheelchair")[by_street[""]]) == (-1, 0)
    assert "kerb_mm" not in net.attributes


def test_who_ends_at_a_lift_uses_it_who_passes_by_does_not(tmp_path: Path) -> None:
    nodes = "1 0 0\n2 1 0\n3 2 0 highway=elevator\n4 3 0\n5 2 1"
    net = network_of(tmp_path, nodes, "1 1,2,3 highway=footway\n2 4,3,5 highway=footway")
    lift = (net.edge_flags & LIFT) > 0
    assert net.edge_length[lift].tolist() == pytest.approx([100], rel=0.01)
    assert net.edge_length[~lift].sum() == pytest.approx(300, rel=0.01)


def test_barrier_lines_without_bridges_and_tunnels(tmp_path: Path) -> None:
    nodes = "1 0 0\n2 1 0\n3 1 1\n4 0 1\n5 2 0\n6 3 0"
    ways = """
1 1,2 railway=rail name=Bahn
2 2,5 railway=rail bridge=yes
3 5,6 railway=subway tunnel=yes
4 1,2,3,4,1 natural=water name=See
5 1,3 highway=motorway
6 2,4 highway=trunk sidewalk=both
7 5,6 barrier=wall
8 3,4 waterway=stream
9 1,6 highway=path
"""
    lines = read_osm(osm_file(tmp_path, nodes, ways), frozenset({"barriers"})).barrier_lines
    assert sorted(zip(lines["class"], lines["name"].fillna(""), strict=True)) == [
        ("motorway", ""), ("rail", "Bahn"), ("wall", ""), ("water", "See"),
    ]  # fmt: skip
    assert lines[lines["class"] == "water"].geometry.iloc[0].is_ring


def test_facilities_bring_their_outline_and_the_entrances_on_it_or_on_their_buildings(tmp_path: Path) -> None:
    nodes = """
1 0 0
2 4 0 entrance=yes
3 4 4
4 0 4 entrance=emergency
11 1 1
12 2 1 entrance=main
13 2 2
14 1 2
20 3 3 entrance=yes
30 9 9 amenity=library
"""
    ways = "7 1,2,3,4,1 amenity=school name=Schule isced:level=1;2\n8 11,12,13,14,11 building=yes\n9 1,2 highway=path"
    data = read_osm(osm_file(tmp_path, nodes, ways), frozenset({"facilities"}))
    shapes = data.facility_shapes
    assert shapes.groupby("facility_id")["part"].apply(sorted).to_dict() == {
        "osm-way-7": ["entrance", "entrance", "outline"],
        "osm-way-7-secondary_school": ["entrance", "entrance", "outline"],
    }
    assert set(shapes["facility_id"]) < set(data.facilities["facility_id"])
    assert shapes.crs == data.facilities.crs


def test_the_notes_name_what_the_network_is_made_of(tmp_path: Path) -> None:
    nodes = "1 0 0\n2 9 0\n3 20 20\n4 28 20"
    ways = "1 1,2 highway=residential surface=asphalt name=Ring\n2 3,4 highway=path name=Insel_weg opening_hours=Mo-Fr"
    data = read_osm(osm_file(tmp_path, nodes, ways), frozenset({"network"}))
    notes = {p.code: p.message for p in data.problems}
    assert "residential 0,9" in notes["osm_network"]
    assert "nur zu Zeiten" in notes["osm_network_details"]
    assert "Oberfläche 53,0\u00a0%" in notes["osm_attributes"]
    assert "Insel weg (0,8 km)" in notes["osm_islands"]


def test_reading_can_be_cancelled(tmp_path: Path) -> None:
    path = osm_file(tmp_path, CROSS, "1 1,2 highway=path")
    with pytest.raises(Cancelled):
        read_osm(path, progress=Progress(cancelled=lambda: True))


@pytest.mark.realdata
def test_heidelberg(shared_data: Path) -> None:
    data = read_osm(shared_data / "osm" / "heidelberg.osm.pbf")
    net = data.network
    # engine.md 1: 3,567 km; our rules leave out plain cycleways and let tracks for farming through.
    drawn = (net.edge_flags & PLAZA) == 0
    assert net.edge_length[drawn].sum() / 1000 == pytest.approx(3567, rel=0.01)
    main = net.component[net.edge_u] == 0
    assert net.edge_length[main].sum() / net.length_m > 0.96
    assert "Hauptstraße" in net.names
    assert not data.facility_shapes[data.facility_shapes["part"] == "outline"].geometry.is_empty.any()
    assert set(data.barrier_lines["class"]) == {"rail", "motorway", "wall"}
    kinds = data.facilities["kind"].value_counts()
    assert kinds["kita"] == 25
    assert kinds["library"] == 1
    assert kinds["school"] + kinds["primary_school"] + kinds["secondary_school"] == 20


@pytest.mark.realdata
def test_a_cut_off_pbf_is_refused(shared_data: Path, tmp_path: Path) -> None:
    whole = (shared_data / "osm" / "heidelberg.osm.pbf").read_bytes()
    for size in (100, len(whole) // 2, len(whole) - 10):
        path = tmp_path / f"{size}.osm.pbf"
        path.write_bytes(whole[:size])
        with pytest.raises(InputError, match="beschädigt"):
            read_osm(path)


@pytest.mark.realdata
def test_a_relation_with_missing_members_does_not_stop_the_reading(shared_data: Path) -> None:
    wanted = frozenset({"facilities", "residential", "basemap", "boundaries"})
    data = read_osm(shared_data / "ugly" / "kaputte_relation.osm.pbf", wanted, 25832)
    assert data.basemap_lines is not None


@pytest.mark.realdata
@pytest.mark.parametrize(
    "name", ["berlin-siegessaeule.osm.gz", "nuernberg-laufamholzstrasse.osm", "bautzen.osm"]
)
def test_every_extract_gives_a_network(shared_data: Path, name: str) -> None:
    net = read_osm(shared_data / "osm" / name).network
    assert net.edge_count > 10
    assert net.edge_first[-1] == len(net.vertex_x)
    assert net.edge_u.max() < net.node_count
