"""Which addresses there are: points with street and house number, found by street, and streets known by name only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from quartiermap.domain.project import Project
from quartiermap.domain.texts import fold
from quartiermap.io.address_text import HouseNumber, street_key

APART_M = 500.0
"""Points of one street's name further apart than this belong to different streets of that name."""

SAME_STREET_M = 2000.0
"""With the same postcode and place names they may be this far apart; there are directories with one address in ten."""


@dataclass
class Entries:
    """Addresses while they are gathered; coordinates in any CRS."""

    street: list[str] = field(default_factory=list)
    number: list[int] = field(default_factory=list)
    suffix: list[str] = field(default_factory=list)
    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)
    labels: list[tuple[str, ...]] = field(default_factory=list)
    derived: list[bool] = field(default_factory=list)

    def add(
        self,
        street: str,
        house: HouseNumber,
        x: float,
        y: float,
        labels: Iterable[str | None],
        *,
        derived: bool = False,
    ) -> None:
        """Add one address; a range stands for every number of its side of the street."""
        told = tuple(dict.fromkeys(fold(t) for t in labels if t and fold(t)))
        numbers = list(house.numbers)
        if house.is_range:
            (low, first), (high, last) = house.numbers
            step = 2 if (high - low) % 2 == 0 else 1
            if high - low > 40:
                numbers = [(low, first), (high, last)]
            elif low == high and len(first) == len(last) == 1:
                numbers = [(low, chr(c)) for c in range(ord(first), ord(last) + 1)]
            else:
                numbers = [(low, first), *((n, "") for n in range(low + step, high, step)), (high, last)]
        for number, suffix in numbers:
            self.street.append(street)
            self.number.append(number)
            self.suffix.append(suffix)
            self.x.append(x)
            self.y.append(y)
            self.labels.append(told)
            self.derived.append(derived)


@dataclass
class Named:
    """Streets known by name: points along them."""

    street: list[str] = field(default_factory=list)
    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """The addresses and points of one street at one place (there can be several streets of a name).

    Parameters
    ----------
    name : str
        As it stands in the index.
    number : (n,) int array, suffix : tuple of str, xy : (n, 2) float array
        In metres of the project.
    derived : (n,) bool array
        Whether the point was interpolated by whoever made the data.
    labels : frozenset of str
        Postcodes and names of places, folded.
    line : (m, 2) float array
        Points along the street, addresses included.
    """

    name: str
    number: np.ndarray
    suffix: tuple[str, ...]
    xy: np.ndarray
    derived: np.ndarray
    labels: frozenset[str]
    line: np.ndarray

    @property
    def middle(self) -> tuple[float, float]:
        """The point of the street nearest to the middle of its points."""
        centre = self.line.mean(axis=0)
        i = int(np.hypot(*(self.line - centre).T).argmin())
        return float(self.line[i, 0]), float(self.line[i, 1])

    @property
    def postcodes(self) -> frozenset[str]:
        """The labels that are postcodes."""
        return frozenset(la for la in self.labels if la.isdigit() and len(la) == 5)


class AddressIndex:
    """Addresses by street.

    Parameters
    ----------
    entries : Entries
        In the project's CRS.
    named : Named
        In the project's CRS.
    origin : str
        What the index was made of, for the record.
    project : Project, optional
        Names of the districts that addresses lie in help to tell streets of the same name apart.
    """

    def __init__(self, entries: Entries, named: Named, origin: str, project: Project | None = None) -> None:
        self.origin = origin
        self._entries = entries
        self._xy = np.column_stack([entries.x, entries.y]) if entries.x else np.zeros((0, 2))
        self._line = np.column_stack([named.x, named.y]) if named.x else np.zeros((0, 2))
        keys: dict[str, str] = {}
        self._of: dict[str, list[int]] = defaultdict(list)
        self._lines: dict[str, list[int]] = defaultdict(list)
        for i, name in enumerate(entries.street):
            key = keys.get(name) or keys.setdefault(name, street_key(name))
            self._of[key].append(i)
        for i, name in enumerate(named.street):
            key = keys.get(name) or keys.setdefault(name, street_key(name))
            self._lines[key].append(i)
        self._names = {key: name for name, key in reversed(keys.items())}
        self._numbered = {key for key in self._of if key}
        self._districts = _districts_of(self._xy, project)
        self._parts: dict[str, tuple[Part, ...]] = {}
        self.keys: tuple[str, ...] = tuple(k for k in self._names if k)

    def __len__(self) -> int:
        return len(self._entries.street)

    @property
    def street_count(self) -> int:
        """How many streets are known."""
        return len(self.keys)

    def __contains__(self, key: object) -> bool:
        return key in self._of or key in self._lines

    def name(self, key: str) -> str:
        """Return a street's name as it stands in the index."""
        return self._names[key]

    def parts(self, key: str) -> tuple[Part, ...]:
        """Return the streets of that key, each at its place; the ones with most addresses first."""
        if key not in self._parts:
            self._parts[key] = self._split(key)
        return self._parts[key]

    def _bridges(self, own: Sequence[int], xy: np.ndarray) -> np.ndarray:
        """Return pairs of addresses further apart that belong to one street all the same, in a sparse directory.

        Both have the same postcode, and neither names an Ortsteil or town that the other does not.
        """
        if len(own) < 2:
            return np.zeros((0, 2), int)
        told = [frozenset(self._entries.labels[i]) for i in own]
        groups: dict[frozenset[str], list[int]] = defaultdict(list)
        for i, labels in enumerate(told):
            if any(la.isdigit() for la in labels):
                groups[labels].append(i)
        found = [
            (rows[a], rows[b])
            for rows in groups.values()
            for a, b in cKDTree(xy[rows]).query_pairs(SAME_STREET_M)
        ]
        return np.array(found, int).reshape(-1, 2)

    def _split(self, key: str) -> tuple[Part, ...]:
        own, lines = self._of.get(key, []), self._lines.get(key, [])
        xy = np.vstack([self._xy[own], self._line[lines]])
        if not len(xy):
            return ()
        pairs = cKDTree(xy).query_pairs(APART_M, output_type="ndarray")
        pairs = np.vstack([pairs, self._bridges(own, xy)])
        graph = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(xy), len(xy)))
        count, group = connected_components(graph, directed=False)
        made = []
        for g in range(count):
            here = np.flatnonzero(group[: len(own)] == g)
            rows = [own[i] for i in here]
            labels = {la for i in rows for la in (*self._entries.labels[i], *self._districts[i])}
            made.append(
                Part(
                    self._entries.street[rows[0]] if rows else self._names[key],
                    np.array([self._entries.number[i] for i in rows], int),
                    tuple(self._entries.suffix[i] for i in rows),
                    self._xy[rows].reshape(-1, 2),
                    np.array([self._entries.derived[i] for i in rows], bool),
                    frozenset(labels),
                    xy[group == g],
                )
            )
        return tuple(sorted(made, key=lambda p: (-len(p.number), tuple(p.line[0]))))


def _districts_of(xy: np.ndarray, project: Project | None) -> Sequence[tuple[str, ...]]:
    """Return the folded names of the districts that each point lies in."""
    if project is None or not len(project.districts) or not len(xy):
        return [()] * len(xy)
    names = [fold(str(n)) if n else "" for n in project.districts["name"]]
    tree = shapely.STRtree(shapely.points(xy))
    found: list[set[str]] = [set() for _ in range(len(xy))]
    which, point = tree.query(project.districts.geometry.to_numpy(), predicate="intersects")
    for d, p in zip(which, point, strict=True):
        if names[d]:
            found[p].add(names[d])
    return [tuple(sorted(f)) for f in found]
