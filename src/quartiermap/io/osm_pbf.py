"""OSM PBF files as columns: whole blocks are decoded with numpy, no Python call for a node, way or tag.

The format is https://wiki.openstreetmap.org/wiki/PBF_Format: blobs of deflated protobuf messages (`pbf_blobs`). Every
number that steers reading (positions, string numbers) is checked against what is there; damage is a `PbfDamagedError`,
never a half result.
"""

from __future__ import annotations

import mmap
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quartiermap.domain.progress import Progress
from quartiermap.io import osm_kernels
from quartiermap.io.osm_packed import PbfDamagedError, messages, numbers, use_compiled, zigzag
from quartiermap.io.osm_tables import UNDEFINED, OsmTables, TableBuilder
from quartiermap.io.pbf_blobs import fields, inflated, signed

Bytes = NDArray[np.uint8]
Longs = NDArray[np.int64]

_BATCH_BYTES = 400_000
_LARGE_BATCH_BYTES = 3_000_000
"""Compiled loops need no room for intermediate results, so more at once costs nothing."""
_DECODED_AHEAD = 2

COMPILED_FROM_BYTES = 12_000_000
"""Files of at least this size are decoded by compiled loops; a smaller one is read before they would be ready."""


@dataclass
class _Batch:
    """Inflated blocks one after the other, and where in them everything is."""

    pieces: list[bytes] = field(default_factory=list)
    size: int = 0
    string_start: list[Longs] = field(default_factory=list)
    string_size: list[Longs] = field(default_factory=list)
    dense: list[tuple[int, ...]] = field(default_factory=list)
    messages: dict[int, list[Longs]] = field(default_factory=lambda: {1: [], 3: [], 4: []})
    owners: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: {1: [], 3: [], 4: []})
    scales: list[tuple[int, int, int]] = field(default_factory=list)
    strings: list[int] = field(default_factory=list)


class _Found:
    """What was decoded from a batch, to be given to the tables in the order of the file."""

    def __init__(self) -> None:
        self._calls: list[tuple[Callable[..., None], tuple[Any, ...]]] = []

    def add(self, method: Callable[..., None], *values: Any) -> None:
        """Keep a call of a method of `TableBuilder` for later."""
        self._calls.append((method, values))

    def give(self, tables: TableBuilder) -> None:
        """Enter everything."""
        for method, values in self._calls:
            method(tables, *values)


def read_pbf(path: Path, keys: frozenset[str], progress: Progress) -> OsmTables:
    """Read all nodes, ways and relations of a PBF file, with the tags whose key is in `keys`.

    Parameters
    ----------
    path : Path
    keys : frozenset of str
        Tags with other keys are dropped.
    progress : Progress
        Stepped (and asked for cancelling) every few megabytes.

    Raises
    ------
    PbfDamagedError
        If the file is cut off or damaged.
    PbfUnusualError
        If it uses a compression or feature that is not decoded here.
    """
    size = path.stat().st_size
    if not size:
        raise PbfDamagedError("leer")
    use_compiled.set(size >= COMPILED_FROM_BYTES)
    tables = TableBuilder(keys)
    large = use_compiled.get()
    with (
        path.open("rb") as handle,
        mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data,
        ThreadPoolExecutor(1) as inflating,
        ThreadPoolExecutor(1) as decoding,
    ):
        # Of a large file one batch is decoded while what was found in the one before is put together.
        waiting: deque[Future[_Found]] = deque()
        try:
            for done, batch in _batches(data, inflating, _LARGE_BATCH_BYTES if large else _BATCH_BYTES):
                progress.step(done / len(data), "OSM-Datei wird gelesen")
                if not large:
                    _decode(batch).give(tables)
                    continue
                waiting.append(decoding.submit(copy_context().run, _decode, batch))
                if len(waiting) > _DECODED_AHEAD:
                    waiting.popleft().result().give(tables)
            progress.step(1.0, "OSM-Datei wird gelesen")
            while waiting:
                waiting.popleft().result().give(tables)
        finally:
            for job in waiting:
                job.cancel()
    return tables.finish()


def _batches(data: mmap.mmap, pool: ThreadPoolExecutor, size: int) -> Iterator[tuple[int, _Batch]]:
    """Yield the position in the file and blocks of about `size` bytes together."""
    batch, done = _Batch(), 0
    for done, block in inflated(data, pool):
        _enter(batch, block)
        if batch.size >= size:
            yield done, batch
            batch = _Batch()
    if batch.pieces:
        yield done, batch


def _enter(batch: _Batch, block: bytes) -> None:
    """Note where strings, dense groups, ways and relations of a block are."""
    base = batch.size
    groups: list[tuple[int, int]] = []
    scale, lat_0, lon_0 = 100, 0, 0
    before = len(batch.string_start)
    for number, value, begin, end in fields(block, 0, len(block)):
        if number == 1:
            _enter_strings(batch, block, begin, end, base)
        elif number == 2:
            groups.append((begin, end))
        elif number == 17:
            scale = signed(value)
        elif number == 19:
            lat_0 = signed(value)
        elif number == 20:
            lon_0 = signed(value)
    number_of_block = len(batch.scales)
    batch.scales.append((scale, lat_0, lon_0))
    batch.strings.append(sum(len(part) for part in batch.string_start[before:]))
    for begin, end in groups:
        _enter_group(batch, block, begin, end, base, number_of_block)
    batch.pieces.append(block)
    batch.size += len(block)


def _enter_strings(batch: _Batch, block: bytes, at: int, end: int, base: int) -> None:
    found = _listed(block, at, end, 10)
    if found is None:
        raise PbfDamagedError("Texttabelle")
    batch.string_start.append(found[0] + base)
    batch.string_size.append(found[1])


def _enter_group(batch: _Batch, block: bytes, at: int, end: int, base: int, number_of_block: int) -> None:
    """Note the messages of a group; all of one kind in a proper file, mixed ones are read one by one."""
    tag = block[at] if at < end else 0
    found = _listed(block, at, end, tag) if tag in (10, 26, 34) else None
    if found is not None:
        starts, sizes = found
        batch.messages[tag >> 3].append(np.column_stack((starts, starts + sizes)) + base)
        batch.owners[tag >> 3].append((number_of_block, len(starts)))
        return
    for number, _, begin, stop in fields(block, at, end):
        if number == 2:
            batch.dense.append((*_dense_parts(block, begin, stop, base), number_of_block))
        elif number in batch.messages:
            batch.messages[number].append(np.array([[base + begin, base + stop]]))
            batch.owners[number].append((number_of_block, 1))


def _listed(block: bytes, at: int, end: int, tag: int) -> tuple[Longs, Longs] | None:
    """Return where the messages of a list begin and their sizes; ``None`` if it is not a list of one kind.

    A message only tells where the next one begins. Instead of following them one by one, every byte that could
    begin one is taken for a beginning, and those reached from the first are found by doubling the stride.
    """
    data = np.frombuffer(block, np.uint8, end - at, at)
    if use_compiled.get():
        runs = osm_kernels.listed(data, tag)
        return None if runs is None else (runs[0] + at, runs[1])
    place = np.flatnonzero(data == tag)
    if not len(place) or place[0]:
        return (np.zeros(0, np.int64), np.zeros(0, np.int64)) if at == end else None
    size = np.zeros(len(place), np.int64)
    after = place + 1
    more = np.arange(len(place))
    for shift in (0, 7, 14, 21, 28):
        more = more[after[more] < len(data)]
        byte = data[after[more]]
        size[more] |= (byte & 127).astype(np.int64) << shift
        after[more] += 1
        more = more[byte > 127]
    # Beyond the end, and in the middle of nothing, there is a trap that leads to itself.
    target = after + size
    number = np.full(len(data) + 1, len(place) + 1, np.int64)
    number[place] = np.arange(len(place))
    number[-1] = len(place)
    jump = np.append(number[np.where(target > len(data), 0, target)], [len(place), len(place) + 1])
    jump[:-2][(target > len(data))] = len(place) + 1
    reached = np.zeros(1, np.int64)
    while reached[-1] < len(place):
        reached = np.concatenate((reached, jump[reached]))
        jump = jump[jump]
    if reached.max() > len(place):
        return None
    reached = reached[reached < len(place)]
    return after[reached] + at, size[reached]


def _dense_parts(block: bytes, at: int, end: int, base: int) -> tuple[int, ...]:
    """Return begin and size of the packed ids, latitudes, longitudes and tags of a dense group."""
    parts = {1: (0, 0), 8: (0, 0), 9: (0, 0), 10: (0, 0)}
    for number, _, begin, stop in fields(block, at, end):
        if number in parts:
            if parts[number][1]:
                raise PbfDamagedError("Knoten")
            parts[number] = (base + begin, stop - begin)
    return tuple(v for number in (1, 8, 9, 10) for v in parts[number])


def _decode(batch: _Batch) -> _Found:
    found = _Found()
    # Seven more bytes, so that eight can be read at once at every number.
    data = np.frombuffer(bytearray().join((*batch.pieces, bytes(8))), np.uint8)
    found.add(TableBuilder.new_strings, data, _joined(batch.string_start), _joined(batch.string_size))
    count = np.array(batch.strings, np.int64)
    first = np.cumsum(count) - count
    if batch.dense:
        _decode_dense(data, batch, found, first, count)
    for number, take in ((1, _take_nodes), (3, _take_ways), (4, _take_relations)):
        if batch.messages[number]:
            runs = np.array(batch.owners[number], np.int64)
            block = np.repeat(runs[:, 0], runs[:, 1])
            take(data, np.concatenate(batch.messages[number]), block, batch, found, first, count)
    return found


def _joined(parts: list[Longs]) -> Longs:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def _decode_dense(data: Bytes, batch: _Batch, found: _Found, first: Longs, count: Longs) -> None:
    rows = np.array(batch.dense, np.int64)
    block = rows[:, 8]
    ids, sizes = numbers(data, rows[:, 0], rows[:, 1], signed=True, adding=True)
    lat, lat_sizes = numbers(data, rows[:, 2], rows[:, 3], signed=True, adding=True)
    lon, lon_sizes = numbers(data, rows[:, 4], rows[:, 5], signed=True, adding=True)
    if not (np.array_equal(sizes, lat_sizes) and np.array_equal(sizes, lon_sizes)):
        raise PbfDamagedError("Knoten ohne Ort")
    of_block = np.repeat(block, sizes)
    found.add(TableBuilder.nodes, ids, *_places(lon, lat, of_block, batch))
    flat, flat_sizes = numbers(data, rows[:, 6], rows[:, 7])
    if not len(flat):
        return
    text = np.flatnonzero(flat)
    offset = np.cumsum(flat_sizes) - flat_sizes
    group = np.searchsorted(offset, text, side="right") - 1
    # A stop (number 0) closes each node's list, so what stands before a text and is no text counts the nodes.
    node = (text - np.arange(len(text))) - (offset - np.searchsorted(text, offset))[group]
    owner = (np.cumsum(sizes) - sizes)[group] + node
    if len(text) % 2 or (owner[0::2] != owner[1::2]).any() or (node >= sizes[group]).any():
        raise PbfDamagedError("Merkmale der Knoten")
    base, top = first[block[group]], count[block[group]]
    if ((flat[text] < 0) | (flat[text] >= top)).any():
        raise PbfDamagedError("Textnummer")
    strings = flat[text] + base
    found.add(TableBuilder.node_tags, owner[0::2] - len(ids), strings[0::2], strings[1::2])


def _places(lon: Longs, lat: Longs, block: Longs, batch: _Batch) -> tuple[Any, Any]:
    """Return longitudes and latitudes in degrees times ten million; places off the earth count as unknown."""
    if any(scale != (100, 0, 0) for scale in batch.scales):
        scales = np.array(batch.scales, np.int64)[block]
        lon = (scales[:, 2] + scales[:, 0] * lon + 50) // 100
        lat = (scales[:, 1] + scales[:, 0] * lat + 50) // 100
    if len(lon) and (max(lon.max(), -lon.min()) > 1_800_000_000 or max(lat.max(), -lat.min()) > 900_000_000):
        off = (np.abs(lon) > 1_800_000_000) | (np.abs(lat) > 900_000_000)
        lon, lat = np.where(off, UNDEFINED, lon), np.where(off, UNDEFINED, lat)
    return lon.astype(np.int32), lat.astype(np.int32)


def _take_nodes(data: Bytes, spans: Longs, block: Longs, batch: _Batch, found: _Found, first: Longs, count: Longs) -> None:  # fmt: skip
    values, parts = messages(data, spans, numbers=(1, 8, 9), contents=(2, 3))
    lon, lat = _places(zigzag(values[9]), zigzag(values[8]), block, batch)
    found.add(TableBuilder.nodes, zigzag(values[1]), lon, lat)
    owner, key, value = _tags(data, parts, block, first, count)
    found.add(TableBuilder.node_tags, owner - len(spans), key, value)


def _take_ways(data: Bytes, spans: Longs, block: Longs, _batch: _Batch, found: _Found, first: Longs, count: Longs) -> None:  # fmt: skip
    values, parts = messages(data, spans, numbers=(1,), contents=(2, 3, 8))
    refs, sizes = numbers(data, *parts[8], signed=True, adding=True)
    found.add(
        TableBuilder.ways,
        values[1].astype(np.int64),
        refs,
        sizes,
        _tags(data, parts, block, first, count),
    )


def _take_relations(data: Bytes, spans: Longs, block: Longs, _batch: _Batch, found: _Found, first: Longs, count: Longs) -> None:  # fmt: skip
    values, parts = messages(data, spans, numbers=(1,), contents=(2, 3, 8, 9, 10))
    role, role_sizes = numbers(data, *parts[8])
    refs, sizes = numbers(data, *parts[9], signed=True, adding=True)
    kinds, kind_sizes = numbers(data, *parts[10])
    if not (np.array_equal(sizes, role_sizes) and np.array_equal(sizes, kind_sizes)):
        raise PbfDamagedError("Mitglieder")
    of_block = np.repeat(block, sizes)
    if ((role < 0) | (role >= count[of_block])).any():
        raise PbfDamagedError("Textnummer")
    found.add(
        TableBuilder.relations,
        values[1].astype(np.int64), refs, kinds.astype(np.int8), role + first[of_block],
        sizes, _tags(data, parts, block, first, count),
    )  # fmt: skip


def _tags(
    data: Bytes, parts: dict[int, Any], block: Longs, first: Longs, count: Longs
) -> tuple[Longs, Longs, Longs]:
    """Return owner (message), and the numbers of key and value among the batch's strings."""
    key, sizes = numbers(data, *parts[2])
    value, value_sizes = numbers(data, *parts[3])
    if not np.array_equal(sizes, value_sizes):
        raise PbfDamagedError("Merkmale")
    owner = np.repeat(np.arange(len(block)), sizes)
    top, base = count[block[owner]], first[block[owner]]
    if (key >= top).any() or (value >= top).any() or (key < 0).any() or (value < 0).any():
        raise PbfDamagedError("Textnummer")
    return owner, key + base, value + base
