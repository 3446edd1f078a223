"""The table that "Was wäre wenn" is played on: the game itself with what it takes to draw it; one thread at a time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from quartiermap.domain.progress import Progress
from quartiermap.errors import QuartierMapError
from quartiermap.ui.translation import translate

if TYPE_CHECKING:
    from quartiermap.app.whatif import Change, Site, WhatIf
    from quartiermap.domain.network import Floats
    from quartiermap.domain.profiles import Profile
    from quartiermap.domain.project import Project
    from quartiermap.domain.standards import Standard
    from quartiermap.render.live_cells import LiveCells
    from quartiermap.render.live_look import Strokes

Bounds = tuple[float, float, float, float]
Frame = tuple[Bounds, int, int]
"""Extent in degrees, and its width and height in pixels."""

MAX_PIXELS = 1_500_000


@dataclass(frozen=True)
class ClosedWay:
    """A closed way: its number, a name for people, its line in degrees."""

    edge: int
    name: str
    line: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Standing:
    """How the game stands after a finished step.

    Parameters
    ----------
    change : Change
        People and places against the analysis; the watched kind is `change.kind`.
    standard : Standard or None
        The standard that people are counted by.
    edited : tuple of Site
        The facilities that the game has changed, closed ones included.
    rows : tuple of dict
        The same as the page draws them (`ui.map.live.GameOnMap.rows`).
    chosen : Site or None
        The facility that buttons and keys act on.
    ways : tuple of ClosedWay
    speed_kmh : float or None
        ``None``: thresholds are metres.
    profile : Profile
    """

    change: Change
    standard: Standard | None
    edited: tuple[Site, ...]
    rows: tuple[dict[str, Any], ...]
    chosen: Site | None
    ways: tuple[ClosedWay, ...]
    speed_kmh: float | None
    profile: Profile
    has_network: bool
    kinds: tuple[str, ...]
    undo_text: str
    redo_text: str
    worth_keeping: bool
    undo_labels: tuple[str, ...] = ()
    redo_labels: tuple[str, ...] = ()
    kept: Mapping[str, Any] = field(default_factory=dict)
    """Every step as plain values, for the day on which the program dies (`app.whatif.WhatIf.as_plain`)."""


@dataclass(frozen=True)
class Picture:
    """The cells as a PNG, and where it lies; strokes with its `number` as their base may be painted over it."""

    png: bytes
    bounds: Bounds
    width: int
    height: int
    number: int = 0


@dataclass(frozen=True)
class Live:
    """What a movement of the hand or of a key brought.

    `picture` is a whole one or what has to be painted over the last; ``None`` where no cell has changed. `at` says where a facility stands (id, degrees) that a key has moved.
    `change` is ``None`` where nothing is counted.
    """

    stamp: float
    change: Change | None
    picture: Picture | Strokes | None
    at: tuple[str, float, float] | None = None


class Table:
    """The game itself with what it takes to draw it; touched by one thread at a time.

    `public` is the project as it may be shown: sentences say of its result what the window says.
    """

    def __init__(self, project: Project, progress: Progress, public: Project | None = None) -> None:
        from quartiermap.app.whatif import WhatIf
        from quartiermap.render.map_data import transformer

        analysis = project.analysis
        if analysis is None or project.epsg is None:
            raise QuartierMapError(translate("Game", "Dafür muss zuerst gerechnet werden (F5)."))
        self.project, self.analysis = project, analysis
        shown = None if public is None or public.analysis is None else public.analysis.figures
        self.game: WhatIf = WhatIf(project, analysis, progress, shown)
        self._degrees = transformer(project.epsg)
        self._home = {site.id: (site.x, site.y) for site in self.game.sites}
        self._cells: LiveCells | None = None
        self._drawn: tuple[Any, ...] = ()
        self._chosen = ""
        self._at = (0.0, 0.0)

    def warm_up(self) -> None:
        """Move something and put it back, so that the first movement of a hand finds everything loaded."""
        site = next((s for s in self.game.sites if s.open and s.kind == self.game.kind), None)
        if site is not None:
            self.game.begin_drag(site.id)
            self.game.drag_to(site.x + 1.0, site.y)
            self.game.cancel_drag()

    # where things are

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return a place in the project CRS (metres)."""
        x, y = self._degrees.transform(longitude, latitude, direction="INVERSE")
        return float(x), float(y)

    def _lonlat(self, x: float, y: float) -> tuple[float, float]:
        lon, lat = self._degrees.transform(x, y)
        return round(float(lon), 6), round(float(lat), 6)

    # steps

    def watch(self, kind: str, standard_id: str = "", progress: Progress | None = None) -> Change:
        """Watch a kind, or the first one there is."""
        wanted = kind if kind in self.game.kinds else next(iter(self.game.kinds), "")
        if self._chosen and self.game.site(self._chosen).kind != wanted:
            self._chosen = ""
        return self.game.watch(wanted, standard_id or None if wanted == kind else None, progress)

    def choose(self, facility_id: str) -> Change:
        """Choose a facility, or none; of another kind: watch that kind."""
        self._chosen = facility_id if any(site.id == facility_id for site in self.game.sites) else ""
        if self._chosen:
            kind = self.game.site(self._chosen).kind
            if kind != self.game.kind and kind in self.game.kinds:
                return self.game.watch(kind)
        return replace(self.game.state(), notes=())

    def grab(self, facility_id: str) -> None:
        """Take a facility into the hand; what it still holds (the page has come up anew meanwhile) goes back."""
        if self.game.dragging is not None:
            self.game.cancel_drag()
        self._chosen = facility_id
        site = self.game.site(facility_id)
        self._at = (site.x, site.y)
        self.game.begin_drag(facility_id)

    def drag(self, place: tuple[float, float], stamp: float) -> Live:
        """Follow the hand; an empty hand changes nothing."""
        if self.game.dragging is None:
            return Live(stamp, self.game.change, None)
        self._at = place
        change = self.game.drag_to(*place)
        changed = len(change.points) or not self._is_drawn(change)
        picture = self.picture(change, strokes=True) if changed else None
        return Live(stamp, change, picture)

    def walk(self, east_m: float, north_m: float, stamp: float) -> Live:
        """Follow a key."""
        live = self.drag((self._at[0] + east_m, self._at[1] + north_m), stamp)
        return replace(live, at=(self._chosen, *self._lonlat(*self._at)))

    def drop(self, place: tuple[float, float]) -> Change:
        """Let go."""
        if self.game.dragging is None:
            return self.game.state()
        self.game.drag_to(*place)
        return self.game.end_drag()

    def end_walk(self) -> Change:
        """Finish a walk by keys."""
        return self.game.state() if self.game.dragging is None else self.game.end_drag()

    def put_back(self) -> Change:
        """Put what the hand holds back where it was."""
        return self.game.state() if self.game.dragging is None else self.game.cancel_drag()

    def add(self, kind: str, place: tuple[float, float], places: float | None) -> Change:
        """Add a facility and choose it."""
        self._chosen = self.game.add_facility(kind, *place, places=places)
        site = self.game.site(self._chosen)
        self._home[site.id] = (site.x, site.y)
        return self.game.change

    def toggle_site(self, facility_id: str) -> Change:
        """Close a facility, or let it count (again)."""
        is_open = self.game.site(facility_id).open
        return self.game.close(facility_id) if is_open else self.game.reopen(facility_id)

    def toggle_way(self, place: tuple[float, float]) -> Change:
        """Close the nearest way, or open it again."""
        edge = self.game.nearest_way(*place)
        if edge is None:
            raise QuartierMapError(translate("Game", "Hier ist kein Weg in der Nähe."))
        return self.game.open_way(edge) if edge in self.game.closed_ways else self.game.close_way(edge)

    # what there is to see

    def stand(self, change: Change | None = None) -> Standing:
        """Return how the game stands."""
        game = self.game
        sites = {site.id: site for site in game.sites}
        edited = tuple(s for s in sites.values() if s.added or s.moved or s.resized or s.closed)
        if self._chosen not in sites:
            self._chosen = ""
        return Standing(
            change=game.state() if change is None else change,
            standard=game.standard(),
            edited=edited,
            rows=tuple(self._row(site) for site in edited if math.isfinite(site.x)),
            chosen=sites.get(self._chosen),
            ways=tuple(self._way(edge) for edge in game.closed_ways),
            speed_kmh=game.speed_kmh,
            profile=game.profile,
            has_network=game.has_network,
            kinds=game.kinds,
            undo_text=game.undo_text,
            redo_text=game.redo_text,
            worth_keeping=game.edited,
            undo_labels=game.undo_labels,
            redo_labels=game.redo_labels,
            kept=game.as_plain(),
        )

    def _way(self, edge: int) -> ClosedWay:
        lon, lat = self._degrees.transform(*self.game.way_line(edge))
        return ClosedWay(edge, self.game.way_name(edge), tuple(zip(lon.tolist(), lat.tolist(), strict=True)))

    def _row(self, site: Site) -> dict[str, Any]:
        from quartiermap.ui.viewmodels.whatif_words import site_words

        lon, lat = self._lonlat(site.x, site.y)
        mark = "closed" if site.closed else "added" if site.added else "moved" if site.moved else "resized"
        row: dict[str, Any] = {
            "id": site.id, "kind": site.kind, "name": site.name, "text": site_words(site), "lon": lon, "lat": lat,
            "planned": site.added, "places": site.places, "mark": mark,
        }  # fmt: skip
        home = self._home.get(site.id)
        if site.moved and home is not None and not site.added:
            row["from"] = list(reversed(self._lonlat(*home)))
        return row

    def frame(self, frame: Frame | None) -> Picture:
        """Prepare the picture for an extent and draw it."""
        from quartiermap.render.live_cells import LiveCells

        bounds, width, height = frame or (None, 0, 0)
        pixels = min(max(width * height, 10_000), MAX_PIXELS) if frame else MAX_PIXELS
        self._cells = LiveCells(self.project, self.analysis, bounds=bounds, max_pixels=pixels)
        return self._whole(self._cells, self.game.change)

    def picture(self, change: Change, *, strokes: bool = False) -> Picture | Strokes:
        """Draw the cells as they stand; with `strokes` only what has changed, where that is less."""
        cells = self._cells
        if cells is None:
            return self.frame(None)
        painted = cells.strokes(*self._ways(change)) if strokes else None
        if painted is None:
            return self._whole(cells, change)
        self._drawn = self._look(change)
        return painted

    def _whole(self, cells: LiveCells, change: Change) -> Picture:
        self._drawn = self._look(change)
        png = cells.picture(*self._ways(change))
        return Picture(png, cells.bounds, cells.width, cells.height, cells.number)

    def _ways(self, change: Change) -> tuple[Floats, Floats, float, float]:
        """Return what a picture is drawn from."""
        before, now = change.before_m, change.now_m
        if not any(site.kind == change.kind for site in self.game.sites):
            # Nobody has surveyed this kind: nobody can be called out of reach.
            import numpy as np

            before = now = np.zeros_like(now)
        return before, now, change.target_before_m, change.target_now_m

    def _look(self, change: Change) -> tuple[Any, ...]:
        return change.kind, change.target_before_m, change.target_now_m

    def _is_drawn(self, change: Change) -> bool:
        return self._drawn == self._look(change)
