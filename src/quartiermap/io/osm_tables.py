"""What an OSM file holds, as columns: nodes, ways, relations, and their tags as numbers of keys and texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quartiermap.io import osm_kernels

Longs = NDArray[np.int64]
Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]

COMPILED_FROM = 3_000_000
"""So many look-ups are done by a compiled loop; fewer are done before it would be ready."""
UNDEFINED = 2147483647
"""The coordinate of a node without a usable place."""

_MIX = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB], np.uint64)


@dataclass(frozen=True)
class Tags:
    """Tags of many objects.

    Parameters
    ----------
    owner : int64 array, shape (t,)
        Row of the object a tag belongs to, not falling.
    key, value : int32 arrays, shape (t,)
        Index into `keys`, index into `texts`.
    keys, texts : list of str
    count : int
        Number of objects.
    """

    owner: Longs
    key: NDArray[np.int32]
    value: NDArray[np.int32]
    keys: Mapping[str, int]
    texts: list[str]
    count: int

    def only(self, keys: Iterable[str]) -> Tags:
        """Return the tags with some keys."""
        wanted = np.zeros(len(self.keys) + 1, bool)
        wanted[[self.keys[k] for k in keys if k in self.keys]] = True
        return self._rows(wanted[self.key])

    def _rows(self, keep: Any) -> Tags:
        return Tags(self.owner[keep], self.key[keep], self.value[keep], self.keys, self.texts, self.count)

    def take(self, rows: Longs) -> Tags:
        """Return the tags of some objects (ascending), the objects numbered anew in that order."""
        number = np.full(self.count, -1, np.int64)
        number[rows] = np.arange(len(rows))
        owner = number[self.owner]
        keep = owner >= 0
        return Tags(owner[keep], self.key[keep], self.value[keep], self.keys, self.texts, len(rows))

    def column(self, key: str) -> NDArray[np.int32]:
        """Return the number of each object's text for a key, -1 where it has none."""
        found = np.full(self.count, -1, np.int32)
        hit = self.key == self.keys.get(key, -1)
        found[self.owner[hit]] = self.value[hit]
        return found

    def having(self, keys: Iterable[str]) -> Flags:
        """Tell which objects carry any of the keys."""
        found = np.zeros(self.count, bool)
        found[self.only(keys).owner] = True
        return found

    def matching(self, wanted: Iterable[tuple[str, str]]) -> Flags:
        """Tell which objects carry any of some (key, text) pairs; a list ``a;b`` matches each of its texts."""
        by_key: dict[str, set[str]] = {}
        for key, text in wanted:
            by_key.setdefault(key, set()).add(text)
        found = np.zeros(self.count, bool)
        for key, texts in by_key.items():
            hit = self.key == self.keys.get(key, -1)
            values, inverse = np.unique(self.value[hit], return_inverse=True)
            good = np.array([_listed(self.texts[v], texts) for v in values], bool)
            if len(values):
                found[self.owner[hit][good[inverse]]] = True
        return found

    def of(self, row: int) -> dict[str, str]:
        """Return the tags of one object."""
        begin, end = np.searchsorted(self.owner, [row, row + 1])
        return self.words(slice(begin, end))

    def words(self, rows: slice) -> dict[str, str]:
        """Return some rows of tags (of one object) as words."""
        names = list(self.keys)
        return {
            names[k]: self.texts[v]
            for k, v in zip(self.key[rows].tolist(), self.value[rows].tolist(), strict=True)
        }

    def combinations(self, keys: Iterable[str]) -> tuple[NDArray[np.int32], list[dict[str, str]]]:
        """Return which objects have equal tags, so that rules are asked once for each combination.

        Returns
        -------
        number, combinations
            For each object the index of its combination of tags with the given keys; the combinations.

        Examples
        --------
        >>> tags = Tags(np.array([0, 2, 2]), np.array([0, 0, 1]), np.array([0, 0, 1]), {"a": 0, "b": 1}, ["x", "y"], 3)
        >>> number, found = tags.combinations(["a"])
        >>> [found[i] for i in number]
        [{'a': 'x'}, {}, {'a': 'x'}]
        """
        some = self.only(keys)
        # A sum does not depend on the order in which a mapper's editor wrote the tags.
        word = (some.key.astype(np.uint64) << np.uint64(32)) | some.value.astype(np.uint64)
        word = (word + np.uint64(1)) * _MIX[0]
        word = (word ^ (word >> np.uint64(30))) * _MIX[1]
        word = (word ^ (word >> np.uint64(27))) * _MIX[2]
        word ^= word >> np.uint64(31)
        starts = np.flatnonzero(np.diff(some.owner, prepend=-1))
        total = np.add.reduceat(word, starts) if len(starts) else np.zeros(0, np.uint64)
        _, example, of_tagged = np.unique(total, return_index=True, return_inverse=True)
        bounds = np.stack((starts, np.append(starts, len(word))[1:]))[:, example]
        # Objects without any of these tags come first.
        bare = int(len(starts) < self.count)
        number = np.zeros(self.count, np.int32)
        number[some.owner[starts]] = of_tagged + bare
        bounds = np.concatenate((np.zeros((2, bare), np.int64), bounds), axis=1)
        found = [some.words(slice(begin, end)) for begin, end in bounds.T.tolist()]
        return number, found


def _listed(text: str, wanted: set[str]) -> bool:
    return text in wanted or (";" in text and any(part.strip() in wanted for part in text.split(";")))


@dataclass(frozen=True)
class OsmTables:
    """All objects of a file, each kind in ascending order of its ids, every id once.

    Parameters
    ----------
    node_id : int64 array; node_lon, node_lat : int32 arrays
        Places in degrees times ten million, `UNDEFINED` where unknown.
    way_first : int64 array, shape (ways + 1,)
        Way i owns ``way_ref[way_first[i]:way_first[i + 1]]`` (node ids).
    way_closed : bool array
        Which ways are rings of at least three different corners (four entries).
    member_first : int64 array, shape (relations + 1,)
        The same for the members of relations: `member_kind` 0 node, 1 way, 2 relation.
    in_order : bool
        Whether the file had its objects in order.
    """

    node_id: Longs
    node_lon: NDArray[np.int32]
    node_lat: NDArray[np.int32]
    node_tags: Tags
    way_id: Longs
    way_first: Longs
    way_ref: Longs
    way_closed: Flags
    way_tags: Tags
    relation_id: Longs
    member_first: Longs
    member_ref: Longs
    member_kind: NDArray[np.int8]
    relation_tags: Tags
    in_order: bool

    def placed(self) -> OsmTables:
        """Return the tables without what is only needed to find the places of nodes: a third of their memory."""
        return replace(self, node_lon=self.node_lon[:0].copy(), node_lat=self.node_lat[:0].copy(), way_ref=self.way_ref[:0].copy())  # fmt: skip

    def rows_of_nodes(self, ids: Longs) -> Ints:
        """Return the row of each node id, -1 for one that is not in the file."""
        return _rows_of(self.node_id, ids)

    def rows_of_ways(self, ids: Longs) -> Ints:
        """Return the row of each way id, -1 for one that is not in the file."""
        return _rows_of(self.way_id, ids)


def _rows_of(known: Longs, ids: Longs) -> Ints:
    if not len(known):
        return np.full(len(ids), -1, np.int32)
    if len(ids) >= COMPILED_FROM:
        return osm_kernels.rows_of(known, ids)
    row = np.searchsorted(known, ids)
    row[row == len(known)] = 0
    return np.where(known[row] == ids, row, -1).astype(np.int32)


def _closed(first: Longs, refs: Longs) -> Flags:
    some = np.flatnonzero(np.diff(first) >= 4)
    closed = np.zeros(len(first) - 1, bool)
    closed[some] = refs[first[some]] == refs[first[some + 1] - 1]
    return closed


class _Column:
    """A column that grows; memory that was touched once is kept, because touching new memory is what costs."""

    def __init__(self, dtype: Any) -> None:
        self.dtype = np.dtype(dtype)
        self._bytes = bytearray()

    def add(self, values: NDArray[Any]) -> None:
        """Append values."""
        self._bytes += np.ascontiguousarray(values, self.dtype).data.cast("B") if len(values) else b""

    def values(self) -> Any:
        """Return all values."""
        return np.frombuffer(self._bytes, self.dtype)


class _Objects:
    """Columns of one kind of object in the order of the file."""

    def __init__(self, *dtypes: Any) -> None:
        self.ids, self.sizes = _Column(np.int64), _Column(np.int64)
        self.owner, self.key, self.value = _Column(np.int64), _Column(np.int32), _Column(np.int32)
        self.columns = tuple(_Column(dtype) for dtype in dtypes)
        self.count = 0
        self.rising = self.tags_rising = True
        self.last_id: int | None = None
        self.last_owner = -1

    def enter(self, ids: Longs, sizes: Longs | None, columns: tuple[Any, ...]) -> None:
        """Append objects."""
        if not len(ids):
            return
        self.rising &= self.last_id is None or self.last_id < int(ids[0])
        self.rising &= bool((ids[1:] > ids[:-1]).all())
        self.last_id = int(ids[-1])
        self.ids.add(ids)
        if sizes is not None:
            self.sizes.add(sizes)
        for column, values in zip(self.columns, columns, strict=True):
            column.add(values)
        self.count += len(ids)

    def enter_tags(self, owner: Longs, key: Any, value: Any) -> None:
        """Append tags."""
        if not len(owner):
            return
        self.tags_rising &= self.last_owner <= int(owner[0]) and bool((owner[1:] >= owner[:-1]).all())
        self.last_owner = int(owner[-1])
        self.owner.add(owner)
        self.key.add(key)
        self.value.add(value)


class TableBuilder:
    """Collects decoded batches; `finish` puts every kind in order."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = {key: number for number, key in enumerate(sorted(keys))}
        self._wanted = {key.encode(): number for key, number in self.keys.items()}
        self._numbers: dict[bytes, int] = {}
        self.texts: list[str] = []
        self._kinds = (_Objects(np.int32, np.int32), _Objects(np.int64), _Objects(np.int64, np.int8))
        self._last_kind = 0
        self._in_order = True
        self._strings: tuple[Any, Longs, Longs] = (
            np.zeros(0, np.uint8), np.zeros(0, np.int64), np.zeros(0, np.int64),
        )  # fmt: skip
        self._key_of = np.zeros(0, np.int32)
        self._text_of = np.zeros(0, np.int32)

    def new_strings(self, data: Any, start: Longs, size: Longs) -> None:
        """Say where the texts of the next batch stand."""
        self._strings = (data, start, size)
        self._key_of = np.full(len(start), -2, np.int32)
        self._text_of = np.full(len(start), -1, np.int32)

    def _tags(self, of: _Objects, owner: Longs, key: Longs, value: Longs) -> None:
        data, start, size = self._strings
        for number in _used(key, self._key_of == -2):
            word = data[start[number] : start[number] + size[number]].tobytes()
            self._key_of[number] = self._wanted.get(word, -1)
        known = self._key_of[key]
        keep = np.flatnonzero(known >= 0)
        owner, known, value = owner[keep], known[keep], value[keep]
        for number in _used(value, self._text_of == -1):
            word = data[start[number] : start[number] + size[number]].tobytes()
            text = self._numbers.get(word)
            if text is None:
                text = self._numbers[word] = len(self.texts)
                self.texts.append(word.decode())
            self._text_of[number] = text
        of.enter_tags(owner + of.count, known, self._text_of[value])

    def _enter(self, kind: int, ids: Longs, sizes: Longs | None, columns: tuple[Any, ...]) -> None:
        self._kinds[kind].enter(ids, sizes, columns)
        if len(ids):
            self._in_order &= kind >= self._last_kind
            self._last_kind = kind

    def nodes(self, ids: Longs, lon: Any, lat: Any) -> None:
        """Add nodes."""
        self._enter(0, ids, None, (lon, lat))

    def node_tags(self, owner: Longs, key: Longs, value: Longs) -> None:
        """Add tags of nodes added before; `owner` counts from the last one (-1) backwards."""
        self._tags(self._kinds[0], owner, key, value)

    def ways(self, ids: Longs, refs: Longs, sizes: Longs, tags: tuple[Longs, Longs, Longs]) -> None:
        """Add ways with their node ids (`sizes` each) and tags (owner, key, value)."""
        self._tags(self._kinds[1], *tags)
        self._enter(1, ids, sizes, (refs,))

    def relations(
        self,
        ids: Longs,
        refs: Longs,
        kinds: Any,
        roles: Longs,
        sizes: Longs,
        tags: tuple[Longs, Longs, Longs],
    ) -> None:
        """Add relations with their members (`sizes` each) and tags."""
        del roles  # areas are built by what lies inside what, because roles are often wrong
        self._tags(self._kinds[2], *tags)
        self._enter(2, ids, sizes, (refs, kinds))

    def finish(self) -> OsmTables:
        """Return all tables in order."""
        node_id, (lon, lat), _, node_tags = self._in_rows(0)
        way_id, (refs,), way_first, way_tags = self._in_rows(1)
        relation_id, (members, kinds), member_first, relation_tags = self._in_rows(2)
        # Editors number new objects below zero and mix them in; that is no disorder.
        unsaved = any(len(ids) and ids[0] < 0 for ids in (node_id, way_id, relation_id))
        return OsmTables(
            node_id, lon, lat, node_tags, way_id, way_first, refs, _closed(way_first, refs), way_tags, relation_id, member_first, members,
            kinds, relation_tags, self._in_order or unsaved,
        )  # fmt: skip

    def _in_rows(self, kind: int) -> tuple[Longs, tuple[Any, ...], Longs, Tags]:
        of = self._kinds[kind]
        ids = of.ids.values()
        columns = tuple(column.values() for column in of.columns)
        sizes = of.sizes.values()
        owner, key, value = of.owner.values(), of.key.values(), of.value.values()
        if not of.tags_rising:
            by_owner = np.argsort(owner, kind="stable")
            owner, key, value = owner[by_owner], key[by_owner], value[by_owner]
        if not of.rising:
            self._in_order = False
            order = np.argsort(ids, kind="stable")
            # Of several versions of an object the last one counts.
            order = order[np.append(np.diff(ids[order]) > 0, True)]
            if kind:
                first, new_sizes = np.cumsum(sizes) - sizes, sizes[order]
                offset = np.cumsum(new_sizes) - new_sizes
                gather = np.repeat(first[order] - offset, new_sizes) + np.arange(int(new_sizes.sum()))
                sizes = new_sizes
            else:
                gather = order
            columns = tuple(c[gather] for c in columns)
            number = np.full(len(ids), -1, np.int64)
            number[order] = np.arange(len(order))
            renumbered = number[owner]
            keep = np.flatnonzero(renumbered >= 0)
            keep = keep[np.argsort(renumbered[keep], kind="stable")]
            owner, key, value = renumbered[keep], key[keep], value[keep]
            ids = ids[order]
        tags = Tags(owner, key, value, self.keys, self.texts, len(ids))
        return ids, columns, np.concatenate(([0], np.cumsum(sizes))), tags


def _used(numbers: Longs, still_open: Flags) -> list[int]:
    seen = np.zeros(len(still_open), bool)
    seen[numbers] = True
    found: list[int] = np.flatnonzero(seen & still_open).tolist()
    return found
