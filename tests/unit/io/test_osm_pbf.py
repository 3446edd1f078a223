"""The decoder of PBF files: against osmium on real and made files, and on damaged ones."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import numpy as np
import osmium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError
from quartiermap.io import osm_pbf
from quartiermap.io.osm_packed import packed, running, zigzag
from quartiermap.io.osm_scan import open_tables
from quartiermap.io.osm_tables import UNDEFINED, OsmTables

KEYS = frozenset({"highway", "name", "type", "building", "landuse", "barrier", "kerb"})


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes((*out, value))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.integers(0, 2**64 - 1), max_size=6), min_size=1, max_size=20))
def test_packed_numbers_of_any_size_come_back(lists: list[list[int]]) -> None:
    data = b""
    start, size = [], []
    for values in lists:
        data += b"\xff\x03"  # something else stands between the lists
        start.append(len(data))
        data += b"".join(map(varint, values))
        size.append(len(data) - start[-1])
    found, counts = packed(np.frombuffer(data + bytes(8), np.uint8), np.array(start), np.array(size))
    assert found.tolist() == [v for values in lists for v in values]
    assert counts.tolist() == [len(values) for values in lists]


@given(st.lists(st.integers(-(2**62), 2**62)))
def test_signed_numbers_come_back(values: list[int]) -> None:
    coded = np.array([2 * v if v >= 0 else -2 * v - 1 for v in values], np.uint64)
    assert zigzag(coded).tolist() == values


def test_steps_are_added_up_within_each_run_only() -> None:
    assert running(np.array([1, 1, 9, 2, -1]), np.array([2, 0, 1, 2])).tolist() == [1, 2, 9, 2, 1]


def as_osmium_reads(path: Path) -> tuple[dict, dict, dict]:
    nodes, ways, relations = {}, {}, {}
    for item in osmium.FileProcessor(str(path)):
        tags = {t.k: t.v for t in item.tags if t.k in KEYS}
        if item.is_node():
            nodes[item.id] = (item.location.x, item.location.y, tags)
        elif item.is_way():
            ways[item.id] = ([n.ref for n in item.nodes], tags)
        elif item.is_relation():
            relations[item.id] = ([("nwr".index(m.type), m.ref) for m in item.members], tags)
    return nodes, ways, relations


def as_we_read(tables: OsmTables) -> tuple[dict, dict, dict]:
    lon, lat = tables.node_lon.tolist(), tables.node_lat.tolist()
    nodes = {i: (lon[r], lat[r], tables.node_tags.of(r)) for r, i in enumerate(tables.node_id.tolist())}
    ways = {
        i: (tables.way_ref[tables.way_first[r] : tables.way_first[r + 1]].tolist(), tables.way_tags.of(r))
        for r, i in enumerate(tables.way_id.tolist())
    }
    relations = {}
    for r, i in enumerate(tables.relation_id.tolist()):
        part = slice(tables.member_first[r], tables.member_first[r + 1])
        members = list(zip(tables.member_kind[part].tolist(), tables.member_ref[part].tolist(), strict=True))
        relations[i] = (members, tables.relation_tags.of(r))
    return nodes, ways, relations


def made_file(path: Path, options: str, seed: int = 1) -> Path:
    """Write a file with odd ids, places, texts and empty objects."""
    chance = random.Random(seed)
    with osmium.SimpleWriter(osmium.io.File(str(path), f"pbf,{options}"), overwrite=True) as writer:
        ids = sorted({chance.randrange(-(2**40), 2**40) for _ in range(3000)})
        texts = ["", "ä", "x" * 200, "Straße „am“ Markt", *(str(i) for i in range(400))]
        for number in ids:
            tags = {
                k: chance.choice(texts) for k in chance.sample(sorted(KEYS), chance.choice((0, 0, 0, 1, 3)))
            }
            place = (chance.uniform(-180, 180), chance.uniform(-90, 90))
            writer.add_node(osmium.osm.mutable.Node(id=number, location=place, tags=tags))
        for number in range(1, 900):
            refs = [chance.choice(ids) for _ in range(chance.choice((0, 1, 2, 50)))]
            tags = {
                k: chance.choice(texts) for k in chance.sample([*sorted(KEYS), "other"], chance.randrange(5))
            }
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=refs, tags=tags))
        for number in range(1, 60):
            members = [
                (chance.choice("nwr"), chance.choice(ids), chance.choice(texts[:6]))
                for _ in range(chance.randrange(9))
            ]
            writer.add_relation(
                osmium.osm.mutable.Relation(id=number, members=members, tags={"type": "multipolygon"})
            )
    return path


@pytest.mark.parametrize(
    "options",
    [
        "pbf_dense_nodes=true",
        "pbf_dense_nodes=false",
        "pbf_compression=none",
        "pbf_compression=lz4",
        "add_metadata=false",
    ],
)
def test_a_made_file_reads_as_osmium_reads_it(
    tmp_path: Path, options: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(osm_pbf, "_BATCH_BYTES", 5_000)  # several batches even in a small file
    path = made_file(tmp_path / "a.osm.pbf", options)
    assert as_we_read(open_tables(path, KEYS, Progress())) == as_osmium_reads(path)


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["heidelberg.osm.pbf", "berlin-siegessaeule.osm.gz", "bautzen.osm"])
def test_a_real_file_reads_as_osmium_reads_it(shared_data: Path, name: str) -> None:
    path = shared_data / "osm" / name
    assert as_we_read(open_tables(path, KEYS, Progress())) == as_osmium_reads(path)


def test_damage_anywhere_is_said_or_harmless_never_a_crash(tmp_path: Path) -> None:
    """400 times some bytes are changed or the end is cut: a German sentence, or a file whose content still decodes."""
    whole = made_file(tmp_path / "a.osm.pbf", "pbf_compression=none").read_bytes()
    chance = random.Random(3)
    refused = 0
    for number in range(400):
        broken = bytearray(whole)
        for _ in range(chance.choice((1, 3, 20))):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        if number % 4 == 0:
            broken = broken[: chance.randrange(1, len(broken))]
        path = tmp_path / "b.osm.pbf"
        path.write_bytes(broken)
        try:
            tables = open_tables(path, KEYS, Progress())
        except InputError:
            refused += 1
            continue
        known = tables.node_lon != UNDEFINED
        assert np.abs(tables.node_lon[known].astype(float)).max(initial=0) <= 1.8e9
        assert all(a <= b for a, b in itertools.pairwise(tables.way_first.tolist()))
    assert refused > 150


def test_a_file_cut_anywhere_is_refused_unless_a_whole_block_ends_there(tmp_path: Path) -> None:
    whole = made_file(tmp_path / "a.osm.pbf", "add_metadata=false").read_bytes()
    path = tmp_path / "b.osm.pbf"
    for size in range(40, len(whole), max(1, len(whole) // 60)):
        path.write_bytes(whole[:size])
        with pytest.raises(InputError, match="beschädigt"):
            open_tables(path, KEYS, Progress())
