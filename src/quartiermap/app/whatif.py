"""Was wäre, wenn …: facilities and ways tried out beside the project, which stays untouched until taken over.

Every step is followed by bounded updates (`quartiermap.analysis.engine.live`) and gives exactly what a whole
analysis of a really changed project would give.
"""

from __future__ import annotations

import math

from quartiermap.app import whatif_takeover
from quartiermap.app.whatif_game import Game
from quartiermap.app.whatif_results import Change, Reach, ReachTable, Site, Supply, SupplyTable
from quartiermap.app.whatif_setup import Added, capacity_problems, place_problems
from quartiermap.app.whatif_words import plain_number, way_name
from quartiermap.domain.network import Floats
from quartiermap.domain.profiles import Profile
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import AnalysisParameters
from quartiermap.domain.texts import metres
from quartiermap.errors import InputError, Problem, UsageError

__all__ = ["Change", "Reach", "ReachTable", "Site", "Supply", "SupplyTable", "WhatIf"]


class WhatIf(Game):
    """A game of "Was wäre, wenn …" on one project and its result.

    Not thread-safe: call it from one thread at a time (any). Each call that changes something gives the `Change` of
    the watched kind; facility calls watch the facility's kind by themselves. Kinds are prepared when
    first watched (`watch`; a city takes some 50 ms, the first call of a process longer: it compiles or loads
    the kernels), so do `__init__` and the first `watch` of a kind in a worker. `drag_to` takes about 1 ms, other steps
    a few milliseconds, but up to 0.1 s where ways or thresholds change. `set_profile` prepares everything anew (0.2 s or
    more: worker, with `progress`).

    Parameters
    ----------
    project : Project
    analysis : Analysis, optional
        The result that "before" means; the project's own if not given.
    progress : Progress, optional
    published : DataFrame, optional
        The figures of that result as they may be told (`analysis.protected`): `summary` then says of "before" what they say.

    Raises
    ------
    UsageError
        If there is no result, or it is older than the data.
    Cancelled
        If the user asked to stop.
    """

    # Facilities

    def add_facility(
        self, kind: str, x: float, y: float, places: float | None = None, name: str | None = None
    ) -> str:
        """Add a facility and return its id; `change` holds what it brought.

        Parameters
        ----------
        kind : str
        x, y : float
            Metres in the project CRS. A place far from every way is allowed; a note says that nobody reaches it.
        places : float, optional
            More than 0; ``None`` is an unknown capacity.
        name : str, optional
            Otherwise "Neue Einrichtung 1" and so on, with the kind's name: "Kita (neu 1)".

        Raises
        ------
        UsageError
            Unknown kind.
        InputError
            A place that is no number, or places that are no positive number.
        """
        if kind not in self.kinds:
            raise UsageError(f"Für die Einrichtungsart „{kind}“ gibt es kein Ergebnis.")
        problems = [*place_problems(x, y), *(() if places is None else capacity_problems(places))]
        if problems:
            raise InputError(problems)
        self._settle_drag()
        setup, register = self._setup, self._register
        key = register.free_id(setup)
        own = sum(1 for added in setup.added if added.kind == kind) + 1
        title = (name or "").strip() or f"{register.kinds.name(kind)} (neu {own})"
        added = Added(key, kind, title, float(x), float(y), None if places is None else float(places))
        after = setup.with_(added=(*setup.added, added))
        self._kind_of(kind)
        self._do(f"{register.title(after, register.base + len(setup.added))} hinzugefügt", after)
        return key

    def move(self, facility_id: str, x: float, y: float) -> Change:
        """Put a facility elsewhere."""
        row = self._usable_row(facility_id)
        self._refuse(place_problems(x, y))
        self._settle_drag()
        self._kind_of(self._register.kind_of(self._setup, row))
        return self._do(f"{self._title(row)} verschoben", self._setup.move(row, float(x), float(y)))

    def close(self, facility_id: str) -> Change:
        """Close a facility (an added one too; `undo` takes an addition back)."""
        row = self._usable_row(facility_id)
        self._settle_drag()
        self._kind_of(self._register.kind_of(self._setup, row))
        setup = self._setup
        after = setup.with_(closed=setup.closed | {row}, opened=setup.opened - {row})
        return self._do(f"{self._title(row)} geschlossen", after)

    def reopen(self, facility_id: str) -> Change:
        """Open a facility again that the game closed, or let one count that is planned or closed in the project."""
        row = self._row(facility_id)
        setup = self._setup
        if self._register.open(setup, row):
            raise UsageError(f"{self._title(row)} ist schon geöffnet.")
        self._settle_drag()
        self._kind_of(self._register.kind_of(setup, row))
        there = row >= self._register.base or self._register.exists(row)
        opened = setup.opened if there else setup.opened | {row}
        label = "wieder geöffnet" if row in setup.closed else "in Betrieb genommen"
        return self._do(
            f"{self._title(row)} {label}", setup.with_(closed=setup.closed - {row}, opened=opened)
        )

    def resize(self, facility_id: str, places: float) -> Change:
        """Give a facility another number of places (more than 0)."""
        row = self._usable_row(facility_id)
        self._refuse(capacity_problems(places))
        self._settle_drag()
        self._kind_of(self._register.kind_of(self._setup, row))
        after = self._setup.with_(resized={**self._setup.resized, row: float(places)})
        return self._do(f"{self._title(row)}: {plain_number(places)} Plätze", after)

    # Ways

    def nearest_way(self, x: float, y: float) -> int | None:
        """Return the walkable edge nearest to a place (closed ones too), ``None`` beyond 250 m or without a network."""
        return self._state.nearest_way(x, y) if math.isfinite(x) and math.isfinite(y) else None

    def way_line(self, edge: int) -> tuple[Floats, Floats]:
        """Return the shape of an edge (x, y in metres) for drawing."""
        network = self._state.network
        first, last = network.edge_first[self._edge(edge)], network.edge_first[edge + 1]
        return network.vertex_x[first:last], network.vertex_y[first:last]

    def way_name(self, edge: int) -> str:
        """Return a German name for an edge: its street, or its class, with its length ("Fußweg, 85 m")."""
        return way_name(self._state.network, self._edge(edge))

    def close_way(self, edge: int) -> Change:
        """Close an edge for everybody; homes and facilities on it use the next way there is.

        Who is cut off by it stays cut off, however short the rest of the way.

        Raises
        ------
        UsageError
            Without a network, or if there is no such edge.
        """
        self._edge(edge)
        self._settle_drag()
        after = self._setup.with_(ways=self._setup.ways | {int(edge)})
        return self._do(f"Weg gesperrt: {self.way_name(edge)}", after)

    def open_way(self, edge: int) -> Change:
        """Open an edge again that the game closed."""
        self._edge(edge)
        self._settle_drag()
        after = self._setup.with_(ways=self._setup.ways - {int(edge)})
        return self._do(f"Weg geöffnet: {self.way_name(edge)}", after)

    # Rules

    def set_threshold(self, standard_id: str, metres_: float | None) -> Change:
        """Count by another threshold in metres (``None``: the standard's own). Steps in a row make one undo step.

        Raises
        ------
        UsageError
            If the analysis has no such standard.
        InputError
            If the threshold is not a number above 0.
        """
        standard = self._standard_of(standard_id)
        if metres_ is not None and not (math.isfinite(metres_) and metres_ > 0):
            raise InputError(
                Problem(
                    "Die Entfernung ist keine Zahl über 0.",
                    remedy="Eine Entfernung in Metern angeben, z. B. 500.",
                    value=str(metres_),
                    code="threshold_invalid",
                )
            )
        self._settle_drag()
        changed = {k: m for k, m in self._setup.thresholds.items() if k != standard_id}
        if metres_ is not None and metres_ != standard.target_m:
            changed[standard_id] = float(metres_)
        label = f"Richtwert „{standard.label}“: {metres(metres_ or standard.target_m)}"
        return self._do(label, self._setup.with_(thresholds=changed), merges=f"threshold:{standard_id}")

    def set_speed(self, kmh: float | None) -> Change:
        """Read thresholds as walking times and let people walk at another speed.

        A standard of 500 m that reads as 6 minutes (at its own speed of 5 km/h) is 360 m for somebody who walks
        3.6 km/h. ``None`` returns to metres. Steps in a row make one undo step.

        Raises
        ------
        InputError
            If `kmh` is not between 0.5 and 15.
        """
        if kmh is not None and not 0.5 <= kmh <= 15.0:
            raise InputError(
                Problem(
                    "Die Gehgeschwindigkeit liegt nicht zwischen 0,5 und 15 km/h.",
                    remedy="Eine Geschwindigkeit in km/h angeben, z. B. 3,6.",
                    value=str(kmh),
                    code="speed_invalid",
                )
            )
        self._settle_drag()
        label = (
            "Entfernungen in Metern" if kmh is None else f"Gehgeschwindigkeit {plain_number(kmh)}\u00a0km/h"
        )
        after = self._setup.with_(speed_kmh=None if kmh is None else float(kmh))
        return self._do(label, after, merges="speed")

    def set_profile(self, profile: Profile, progress: Progress | None = None) -> Change:
        """Let somebody else walk (all ways are computed anew).

        Raises
        ------
        UsageError
            Without a network: by air line everybody walks alike.
        Cancelled
            If the user asked to stop; everything is as it was.
        """
        if not self._state.walked:
            raise UsageError("Ohne Wegenetz lässt sich nicht sagen, wer welche Wege gehen kann.")
        self._settle_drag()
        progress = progress or Progress()
        self._state.make_ground(profile, progress.part(0.0, 0.8))
        after = self._setup.with_(profile=profile)
        return self._do(f"Profil „{profile.name}“", after, progress=progress.part(0.8, 1.0))

    # Leaving

    def as_project(self) -> Project:
        """Return the project with the game taken over as planning, for one `Session.apply`.

        Added facilities become rows with the status "geplant". A moved one keeps its row (it is still there
        today) and gets a second, planned one at the new place. Closed ones get the status "geschlossen", resized
        ones their new places. Closed ways and rules (threshold, speed, profile) stay out of the data and are
        only written down. The new source "Was-wäre-wenn" holds every sentence of `summary`; the old result stays and is
        stale where data changed.

        Raises
        ------
        UsageError
            If nothing was changed.
        """
        if not self.edited:
            raise UsageError("Es wurde nichts verändert, das sich übernehmen ließe.")
        return whatif_takeover.as_planning(self._project, self._register, self._setup, self.summary())

    def as_built(self) -> tuple[Project, AnalysisParameters]:
        """Return the project and the rules of the game as if everything were there already.

        A whole `analysis.run.analyse` of them proves the game's figures. Two things differ by their nature: parts of
        the network that a closed way cuts off and that are too short to count (`AnalysisParameters.min_component_m`), and
        homes that a closed way leaves more than 1 km from every other.
        """
        built = whatif_takeover.as_built(self._project, self._register, self._setup)
        return built, self._state.parameters()

    def summary(self) -> tuple[str, ...]:
        """Return German sentences for a protocol: what was tried, and what it brings (people, places)."""
        self._settle_drag()
        deeds = whatif_takeover.deeds(self._project, self._state)
        return (*deeds, *self._state.effects(self.kind))
