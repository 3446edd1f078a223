"""What a game of "Was wäre, wenn …" has changed: an immutable value, so that undo keeps the earlier one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from quartiermap.analysis.ground import facility_coordinates
from quartiermap.app.whatif_results import Site
from quartiermap.domain.kinds import Kinds
from quartiermap.domain.network import Floats
from quartiermap.domain.profiles import Profile
from quartiermap.domain.project import Project
from quartiermap.errors import Problem


@dataclass(frozen=True)
class Added:
    """A facility that the game added; closing it keeps its row, so that rows never shift."""

    id: str
    kind: str
    name: str
    x: float
    y: float
    places: float | None


@dataclass(frozen=True)
class Setup:
    """Everything a game has changed.

    Parameters
    ----------
    profile : Profile
    added : tuple of Added
        Their rows follow those of the project in this order.
    moved : mapping of row -> (x, y)
    resized : mapping of row -> places
    closed : frozenset of rows
    opened : frozenset of rows
        Facilities that are planned or closed in the project and count in the game.
    ways : frozenset of int
        Closed edges.
    thresholds : mapping of standard id -> metres
    speed_kmh : float or None
    """

    profile: Profile
    added: tuple[Added, ...] = ()
    moved: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    resized: Mapping[int, float] = field(default_factory=dict)
    closed: frozenset[int] = frozenset()
    opened: frozenset[int] = frozenset()
    ways: frozenset[int] = frozenset()
    thresholds: Mapping[str, float] = field(default_factory=dict)
    speed_kmh: float | None = None

    def with_(self, **changes: Any) -> Setup:
        """Return a copy with something changed."""
        return replace(self, **changes)

    def move(self, row: int, x: float, y: float) -> Setup:
        """Return a copy with a facility elsewhere."""
        return self.with_(moved={**self.moved, row: (x, y)})

    def differing(self, other: Setup, base: int) -> set[int]:
        """Return the rows of facilities that differ from another state in place or in whether they count.

        Parameters
        ----------
        base : int
            Number of facilities of the project.
        """
        rows = set((self.closed ^ other.closed) | (self.opened ^ other.opened))
        for row in self.moved.keys() | other.moved.keys():
            if self.moved.get(row) != other.moved.get(row):
                rows.add(row)
        longer = max(self.added, other.added, key=len)
        shared = min(len(self.added), len(other.added))
        rows |= {base + i for i in range(shared) if self.added[i] != other.added[i]}
        return rows | {base + i for i in range(shared, len(longer))}

    @property
    def changes_data(self) -> bool:
        """Whether anything but rules (threshold, speed, profile) was changed."""
        return bool(self.added or self.moved or self.resized or self.closed or self.opened or self.ways)


class Register:
    """The facilities of a project as the game sees them; rows of added ones follow behind.

    Attributes
    ----------
    base : int
        Number of facilities of the project.
    kind, id : list of str
        By row, of the project alone.
    """

    def __init__(self, project: Project, kinds: Kinds) -> None:
        facilities = project.facilities
        self.base = len(facilities)
        self.kinds = kinds
        self.kind = [_text(value) for value in facilities["kind"]]
        self.id = _unique([_text(value) for value in facilities["facility_id"]])
        self._name = [_text(value) for value in facilities["name"]]
        self.x, self.y = facility_coordinates(facilities)
        status = facilities["status"]  # missing means "Bestand", as in `analysis.ground.usable`
        self._exists: NDArray[np.bool_] = np.asarray(status.isna() | (status == "Bestand"), bool)
        self._places: Floats = facilities["places"].to_numpy(dtype=np.float64, na_value=np.nan)
        self._area: Floats = facilities["area_m2"].to_numpy(dtype=np.float64, na_value=np.nan)
        self._row = {key: row for row, key in enumerate(self.id)}

    def row(self, setup: Setup, facility_id: str) -> int | None:
        """Return the row of a facility, ``None`` if there is none of that id."""
        known = self._row.get(facility_id)
        if known is not None:
            return known
        return next((self.base + i for i, a in enumerate(setup.added) if a.id == facility_id), None)

    def count(self, setup: Setup) -> int:
        """Return the number of rows."""
        return self.base + len(setup.added)

    def exists(self, row: int) -> bool:
        """Tell whether a facility is there today (not planned, not closed in the project)."""
        return row < self.base and bool(self._exists[row])

    def kind_of(self, setup: Setup, row: int) -> str:
        """Return the kind of a row."""
        return self.kind[row] if row < self.base else setup.added[row - self.base].kind

    def place(self, setup: Setup, row: int) -> tuple[float, float]:
        """Return where a facility lies."""
        if row in setup.moved:
            return setup.moved[row]
        if row < self.base:
            return float(self.x[row]), float(self.y[row])
        added = setup.added[row - self.base]
        return added.x, added.y

    def open(self, setup: Setup, row: int) -> bool:
        """Tell whether a facility counts: existing or added, with a place, not closed by the game."""
        x, y = self.place(setup, row)
        if row in setup.closed or not (math.isfinite(x) and math.isfinite(y)):
            return False
        return row >= self.base or row in setup.opened or bool(self._exists[row])

    def counts(self, setup: Setup, row: int, min_area_m2: float | None) -> bool:
        """Tell whether a facility counts for a standard that may leave smaller ones out (unknown size: left out)."""
        if not self.open(setup, row):
            return False
        if min_area_m2 is None:
            return True
        return row < self.base and bool(self._area[row] >= min_area_m2)

    def rows(self, setup: Setup, kind: str) -> list[int]:
        """Return the rows of a kind, ascending."""
        rows = [row for row, own in enumerate(self.kind) if own == kind]
        return rows + [self.base + i for i, added in enumerate(setup.added) if added.kind == kind]

    def open_rows(self, setup: Setup, kind: str) -> list[int]:
        """Return the rows of a kind that count, ascending."""
        return [row for row in self.rows(setup, kind) if self.open(setup, row)]

    def places(self, setup: Setup, row: int) -> float:
        """Return the places of a facility, NaN where unknown."""
        if row in setup.resized:
            return setup.resized[row]
        if row < self.base:
            return float(self._places[row])
        added = setup.added[row - self.base].places
        return np.nan if added is None else added

    def capacity(self, setup: Setup, counts: str) -> Floats:
        """Return what a standard counts (``places``, ``area_m2``, ``sites``) for every row; NaN where unknown."""
        size = self.count(setup)
        if counts == "sites":
            return np.ones(size)
        if counts == "area_m2":
            return np.concatenate([self._area, np.full(len(setup.added), np.nan)])
        added = [np.nan if a.places is None else a.places for a in setup.added]
        found = np.concatenate([self._places, np.array(added, np.float64)])
        for row, places in setup.resized.items():
            found[row] = places
        return found

    def name(self, setup: Setup, row: int) -> str:
        """Return a facility's name, its id where it has none."""
        if row < self.base:
            return self._name[row] or self.id[row]
        return setup.added[row - self.base].name

    def title(self, setup: Setup, row: int) -> str:
        """Return kind and name as labels need them: "Kita „Sonnenschein“", "„Kita Sonnenschein“"."""
        kind, name = self.kinds.name(self.kind_of(setup, row)), self.name(setup, row)
        return f"„{name}“" if kind.casefold() in name.casefold() else f"{kind} „{name}“"

    def site(self, setup: Setup, row: int, *, reached: bool) -> Site:
        """Return a facility as the outside sees it."""
        x, y = self.place(setup, row)
        places = self.places(setup, row)
        return Site(
            id=self.id[row] if row < self.base else setup.added[row - self.base].id,
            row=row,
            kind=self.kind_of(setup, row),
            name=self.name(setup, row),
            x=x,
            y=y,
            places=None if np.isnan(places) else places,
            open=self.open(setup, row),
            added=row >= self.base,
            moved=row in setup.moved,
            resized=row in setup.resized,
            closed=row in setup.closed,
            opened=row in setup.opened,
            reached=reached,
        )

    def free_id(self, setup: Setup) -> str:
        """Return an id for the next added facility."""
        number = len(setup.added) + 1
        while self.row(setup, f"neu-{number}") is not None:
            number += 1
        return f"neu-{number}"


def place_problems(x: float, y: float) -> list[Problem]:
    """Say what is wrong with a place."""
    if math.isfinite(x) and math.isfinite(y):
        return []
    return [
        Problem(
            "Der Ort ist keiner.",
            remedy="Rechtswert und Hochwert in Metern angeben.",
            value=f"{x} / {y}",
            code="place_invalid",
        )
    ]


def capacity_problems(places: float) -> list[Problem]:
    """Say what is wrong with a number of places."""
    if math.isfinite(places) and places > 0:
        return []
    return [
        Problem(
            "Die Platzzahl ist keine Zahl über 0.",
            remedy="Eine Zahl angeben, z. B. 60; zum Schließen die Einrichtung schließen.",
            value=str(places),
            code="places_invalid",
        )
    ]


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value).strip()


def _unique(ids: list[str]) -> list[str]:
    """Return ids that tell rows apart: what is empty or comes again gets the number of its row."""
    seen: set[str] = set()
    found = []
    for row, key in enumerate(ids):
        own = key if key and key not in seen else f"{key}#{row}"
        seen.add(own)
        found.append(own)
    return found
