"""The compiled loops give bit for bit what numpy gives, so that the size of a file changes no result."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.io.test_osm_pbf import KEYS, as_osmium_reads, as_we_read, made_file, varint

from quartiermap.domain.network import ONEWAY, WalkNetwork
from quartiermap.domain.progress import Progress
from quartiermap.io import chain_pieces, chains, osm_kernels, osm_network, osm_pbf, osm_tables
from quartiermap.io.osm import read_osm
from quartiermap.io.osm_packed import PbfDamagedError, messages, packed, running, zigzag
from quartiermap.io.osm_scan import open_tables


def compile_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have even the smallest file read by compiled loops."""
    monkeypatch.setattr(osm_pbf, "COMPILED_FROM_BYTES", 0)
    for module in (osm_tables, osm_network, chains, chain_pieces):
        monkeypatch.setattr(module, "COMPILED_FROM", 0)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.integers(0, 2**64 - 1), max_size=6), min_size=1, max_size=12))
def test_numbers_signed_and_added_up(lists: list[list[int]]) -> None:
    parts = [b"".join(map(varint, values)) for values in lists]
    size = np.array([len(p) for p in parts], np.int64)
    data = np.frombuffer(bytearray(b"".join((*parts, bytes(8)))), np.uint8)
    start = np.cumsum(size) - size
    values, counts = packed(data, start, size)
    for signed in (False, True):
        plain = zigzag(values) if signed else values.view(np.int64)
        for adding, expected in ((False, plain), (True, running(plain, counts))):
            found = osm_kernels.decode(data, start, size, signed=signed, adding=adding)
            assert not isinstance(found, str)
            assert (found[0].tolist(), found[1].tolist()) == (expected.tolist(), counts.tolist())


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=1, max_size=40))
def test_damaged_numbers_are_noticed_alike(raw: bytes) -> None:
    data = np.frombuffer(bytearray(raw + bytes(8)), np.uint8)
    start, size = np.array([0], np.int64), np.array([len(raw)], np.int64)
    found = osm_kernels.decode(data, start, size, signed=False, adding=False)
    try:
        values, _ = packed(data, start, size)
    except PbfDamagedError:
        assert isinstance(found, str)
    else:
        assert not isinstance(found, str)
        assert found[0].tolist() == values.view(np.int64).tolist()


@settings(max_examples=200, deadline=None)
@given(st.sets(st.integers(-50, 50), min_size=1), st.lists(st.integers(-60, 60)))
def test_rows_are_found_whatever_was_asked_before(known: set[int], asked: list[int]) -> None:
    ids = np.array(sorted(known), np.int64)
    found = osm_kernels.rows_of(ids, np.array(asked, np.int64)).tolist()
    assert found == [sorted(known).index(i) if i in known else -1 for i in asked]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(max_size=200), max_size=30), st.binary(max_size=3))
def test_lists_of_messages(texts: list[bytes], rest: bytes) -> None:
    block = b"".join(b"\x0a" + varint(len(t)) + t for t in texts) + rest
    plain = osm_pbf._listed(block, 0, len(block), 10)
    found = osm_kernels.listed(np.frombuffer(block, np.uint8), 10)
    assert (plain is None) == (found is None)
    if plain is not None and found is not None:
        assert [part.tolist() for part in plain] == [part.tolist() for part in found]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 12), st.one_of(st.binary(max_size=5), st.integers(0, 2**64 - 1))), max_size=6), st.binary(max_size=2), st.integers(0, 3))  # fmt: skip
def test_fields_of_messages_and_their_damage(
    fields: list[tuple[int, bytes | int]], rest: bytes, cut: int
) -> None:
    raw = b"".join(
        varint(n << 3) + varint(v) if isinstance(v, int) else varint(n << 3 | 2) + varint(len(v)) + v
        for n, v in fields
    )
    raw = raw[: len(raw) - cut] + rest
    data = np.frombuffer(bytearray(raw + bytes(8)), np.uint8)
    spans = np.array([[0, len(raw)], [0, 0]], np.int64)
    found = osm_kernels.read_messages(data, spans, (1, 8), (2, 8))
    try:
        values, parts = messages(data, spans, (1, 8), (2, 8))
    except PbfDamagedError:
        assert isinstance(found, str)
        return
    assert not isinstance(found, str)
    assert {n: v.tolist() for n, v in values.items()} == {n: v.tolist() for n, v in found[0].items()}
    # Where a field is missing, only its size counts.
    assert {n: p[1].tolist() for n, p in parts.items()} == {n: p[1].tolist() for n, p in found[1].items()}


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_the_same_network_either_way(data: st.DataObject) -> None:
    """Any ways over few vertices: rings, loops, repeats, one-way ones, vertices at the same place, kerbs and gates."""
    vertex = st.integers(0, 11)
    drawn = data.draw(
        st.lists(st.lists(vertex, min_size=2, max_size=6), min_size=1, max_size=8), label="ways"
    )
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1), label="seed"))
    x, y = rng.integers(0, 3, 12) * 10.0, rng.integers(0, 3, 12) * 10.1
    flags = rng.choice([0, ONEWAY], len(drawn)).astype(np.uint8)
    columns = chains.WayColumns(rng.integers(0, 2, len(drawn)).astype(np.int16), flags)
    marks = chains.VertexMarks(
        {"kerb_mm": rng.choice([-1, 30, 60], 12).astype(np.int16)}, rng.random(12) < 0.2, np.array([False, True])
    )  # fmt: skip
    at, first = np.concatenate(drawn), np.concatenate(([0], np.cumsum([len(way) for way in drawn])))

    def knotted() -> WalkNetwork:
        return chains.build_network(
            x, y, at, first, columns, ("road", "path"), "osm", Progress(), marks=marks
        )

    plain = knotted()
    with pytest.MonkeyPatch.context() as patch:
        for module in (chains, chain_pieces):
            patch.setattr(module, "COMPILED_FROM", 0)
        compiled = knotted()
    assert_equal(plain, compiled)


def assert_equal(plain: WalkNetwork, compiled: WalkNetwork) -> None:
    """Compare everything bit for bit."""
    for field in dataclasses.fields(plain):
        one, other = getattr(plain, field.name), getattr(compiled, field.name)
        if isinstance(one, np.ndarray):
            assert (one.dtype, one.tobytes()) == (other.dtype, other.tobytes()), field.name
        elif field.name != "attributes":
            assert one == other, field.name
    assert list(plain.attributes) == list(compiled.attributes)
    for name, values in plain.attributes.items():
        assert values.tobytes() == compiled.attributes[name].tobytes(), name


@pytest.mark.parametrize("options", ["pbf_dense_nodes=true", "pbf_dense_nodes=false"])
def test_a_made_file_reads_as_osmium_reads_it(
    tmp_path: Path, options: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compile_everything(monkeypatch)
    path = made_file(tmp_path / "a.osm.pbf", options, seed=2)
    assert as_we_read(open_tables(path, KEYS, Progress())) == as_osmium_reads(path)


@pytest.mark.realdata
def test_heidelberg_is_the_same_network_either_way(
    shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shared_data / "osm" / "heidelberg.osm.pbf"
    plain = read_osm(path, frozenset({"network"})).network
    compile_everything(monkeypatch)
    compiled = read_osm(path, frozenset({"network"})).network
    assert plain is not None
    assert compiled is not None
    assert_equal(plain, compiled)
