"""The state of a game of "Was wäre, wenn …" and what it brings: distances, persons, places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from quartiermap.analysis.ground import COVERAGE_MARGIN_M, outside_network
from quartiermap.analysis.small_numbers import limit_in
from quartiermap.analysis.supply import primary_standard
from quartiermap.app.whatif_count import Areas, Count, Served
from quartiermap.app.whatif_ground import AirKind, Indices, Kind, Question, WalkedKind, WalkGround
from quartiermap.app.whatif_results import Change, ReachTable, Site, SupplyTable
from quartiermap.app.whatif_setup import Register, Setup
from quartiermap.app.whatif_told import published_in
from quartiermap.app.whatif_words import effect_sentences, plain_number
from quartiermap.domain.network import Floats, WalkNetwork
from quartiermap.domain.profiles import Profile
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import TOWN, Analysis, AnalysisParameters
from quartiermap.domain.standards import Standard
from quartiermap.domain.texts import metres, number
from quartiermap.errors import Cancelled, UsageError
from quartiermap.io import bundled

_Scalar = TypeVar("_Scalar", bound=np.generic)

WAY_LIMIT_M = 250.0
"""A click farther than this from every way means none."""
AGREEMENT_M = 0.01
"""The result's distances must come out again this exactly, or "before" would be another thing than the report says."""


@dataclass
class _Watched:
    """A question in the analysis and in the game, and what was shared out before, by standard."""

    base: Kind
    before_m: Floats
    game: Kind
    profile: Profile
    served: dict[str, Served | None] = field(default_factory=dict)


class GameState:
    """A project, its result, and a `Setup` that goes from one state to the next.

    Attributes
    ----------
    setup : Setup
        Where the game stands.
    register : Register
    walked : bool
        Whether ways are followed (not air line).
    standards : dict of str -> Standard
        Those of the analysis by id.
    published : DataFrame or None
        The figures of the result as they may be told.
    """

    def __init__(
        self, project: Project, analysis: Analysis, progress: Progress, published: pd.DataFrame | None = None
    ) -> None:
        self.project, self.analysis, self.published = project, analysis, published
        self.register = Register(project, bundled.kinds())
        self.standards = {s.id: s for s in analysis.parameters.standards}
        self.walked = analysis.access.method == "network" and project.network is not None
        self._start = self.setup = Setup(profile=analysis.access.profile)
        self._areas = Areas(project, analysis)
        self._grounds: dict[str, WalkGround] = {}
        self._asked: dict[Question, _Watched] = {}
        self._counts: dict[tuple[str, str], Count] = {}
        if self.walked:
            self.make_ground(self._start.profile, progress)
        progress.step(1.0, "Bereit")

    # What there is

    @property
    def network(self) -> WalkNetwork:
        """The walk network; `UsageError` without one."""
        if not self.walked or self.project.network is None:
            raise UsageError("Ohne Wegenetz gibt es keine Wege.")
        return self.project.network

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of the analysis, in the order of the catalogue."""
        known = self.analysis.access.distance_m
        ordered = [kind for kind in self.register.kinds.ids if kind in known]
        return (*ordered, *sorted(set(known) - set(ordered)))

    @property
    def first_kind(self) -> str:
        """The first kind with a facility and a standard, else the first."""
        there = set(self.register.kind)
        judged = {standard.kind for standard in self.standards.values()}
        full = [kind for kind in self.kinds if kind in there and kind in judged]
        return (full or self.kinds or ("",))[0]

    def standard(self, kind: str, standard_id: str = "") -> Standard | None:
        """Return the standard of that id, else the kind's primary one."""
        return self.standards.get(standard_id) or primary_standard(self.analysis.parameters, kind)

    def threshold(self, standard: Standard, setup: Setup | None = None) -> float:
        """Return a standard's threshold in metres in a state of the game (the present one)."""
        setup = setup or self.setup
        target = setup.thresholds.get(standard.id, standard.target_m)
        if setup.speed_kmh is None or standard.measure == "air_line":
            return target
        return target * setup.speed_kmh / standard.speed_kmh

    def parameters(self) -> AnalysisParameters:
        """Return the parameters of the analysis with the rules of the game."""
        known = self.analysis.parameters
        standards = tuple(s.model_copy(update={"target_m": self.threshold(s)}) for s in known.standards)
        return replace(known, standards=standards, profile=self.setup.profile)

    def site(self, row: int) -> Site:
        """Return a facility as it stands in the game."""
        return self.register.site(self.setup, row, reached=np.isnan(self._leg_of_lost(row)))

    def nearest_way(self, x: float, y: float) -> int | None:
        """Return the walkable edge nearest to a place, ``None`` beyond `WAY_LIMIT_M` or without a network."""
        if not self.walked:
            return None
        index = self._grounds[self.setup.profile.id].router.index
        edge = int(index.locate(np.array([x]), np.array([y]), WAY_LIMIT_M).edge[0])
        return edge if edge >= 0 else None

    # Going on

    def make_ground(self, profile: Profile, progress: Progress) -> None:
        """Prepare the ways of a profile (kept)."""
        known = self._grounds.get(profile.id)
        if known is None or known.profile != profile:
            self._grounds[profile.id] = WalkGround(
                self.project, self.analysis, self.register, profile, progress
            )

    def question(self, kind: str, standard: Standard | None) -> Question:
        """Return what is asked about a kind by a standard."""
        return Question(kind) if standard is None else Question.of(standard)

    def prepare(self, question: Question, progress: Progress) -> _Watched:
        """Make the distances of a question ready for the present state."""
        known = self._asked.get(question)
        if known is None:
            progress.step(0.0, "Wege zu den Einrichtungen berechnen")
            base = self._new(question, self._start.profile)
            base.follow(self._start)
            self._compare(question, base.distance_m)
            progress.step(0.5, "Wege zu den Einrichtungen berechnen")
            game = self._new(question, self.setup.profile)
            known = _Watched(base, _frozen(base.distance_m), game, self.setup.profile)
            self._asked[question] = known
        elif known.profile != self.setup.profile:
            known.game, known.profile = self._new(question, self.setup.profile), self.setup.profile
        known.game.follow(self.setup)
        progress.step(1.0, "Wege berechnet")
        return known

    def go(self, setup: Setup, question: Question, progress: Progress | None = None) -> Indices:
        """Go to another state; return the points whose distances change by it."""
        progress = progress or Progress()
        watched = self.prepare(question, progress.part(0.0, 0.3))
        if setup.profile == watched.profile:
            self.setup = setup
            return watched.game.follow(setup)
        distance, nearest = watched.game.distance_m.copy(), watched.game.nearest.copy()
        before, self.setup = self.setup, setup
        try:
            now = self.prepare(question, progress.part(0.3, 1.0)).game
        except Cancelled:
            self.setup = before
            raise
        return np.flatnonzero((now.distance_m != distance) | (now.nearest != nearest))

    def _new(self, question: Question, profile: Profile) -> Kind:
        if not self.walked or question.air_line:
            return AirKind(self.analysis, self.register, question)
        return WalkedKind(self._grounds[profile.id], self.register, question)

    def _compare(self, question: Question, distance: Floats) -> None:
        access = self.analysis.access
        standards = [s for s in self.standards.values() if Question.of(s) == question]
        known = access.distance_for(standards[0]) if standards else access.distance_m.get(question.kind)
        if known is not None and len(known) == len(distance):
            both = np.isfinite(known) & np.isfinite(distance)
            apart = np.abs(np.where(both, known, 0.0) - np.where(both, distance, 0.0))
            if (apart <= AGREEMENT_M).all() and (np.isfinite(known) == np.isfinite(distance)).all():
                return
        raise UsageError(
            "Die Entfernungen des Ergebnisses kommen mit dieser Fassung des Programms nicht wieder heraus. "
            "Die Analyse neu rechnen und dann ausprobieren."
        )

    # What it brings

    def change(
        self, kind: str, standard: Standard | None, label: str, points: Indices | None, *, supply: bool
    ) -> Change:
        """Return the state of a kind against the analysis."""
        watched = self.prepare(self.question(kind, standard), Progress())
        now = _frozen(watched.game.distance_m)
        target_before = standard.target_m if standard else np.nan
        target_now = self.threshold(standard) if standard else np.nan
        return Change(
            label=label,
            kind=kind,
            standard_id=standard.id if standard else None,
            target_before_m=target_before,
            target_now_m=target_now,
            points=np.zeros(0, np.int64) if points is None else points,
            before_m=watched.before_m,
            now_m=now,
            nearest=_frozen(watched.game.nearest),
            reach=None if standard is None else self._reach(kind, standard, watched.before_m, now),
            supply=self._supply(kind, standard, watched) if supply and standard else None,
            notes=self._notes(kind, standard, watched.before_m, now),
        )

    def effects(self, kind: str) -> tuple[str, ...]:
        """Return German sentences about what the game brings, for the watched kind and every other that it touches."""
        setup, register = self.setup, self.register
        rows = setup.differing(self._start, register.base) | set(setup.resized)
        worked_on = {kind, *(register.kind_of(setup, row) for row in rows)}
        worked_on |= {self.standards[key].kind for key in setup.thresholds}
        everywhere = bool(setup.ways) or setup.profile != self._start.profile or setup.speed_kmh is not None
        found: list[str] = []
        for each in self.kinds:
            standard = self.standard(each)
            if standard is None or not (each in worked_on or everywhere):
                continue
            change = self.change(each, standard, "", None, supply=True)
            if each in worked_on or (change.reach is not None and change.reach.changed):
                found += effect_sentences(
                    register.kinds.name(each),
                    standard,
                    change,
                    self.project.name,
                    least=limit_in(self.project.settings),
                    base=published_in(self.published, TOWN, standard.id),
                )
                found += change.notes
        return tuple(dict.fromkeys(found))

    def _count(self, standard: Standard) -> Count:
        key = standard.id, self.setup.profile.id
        if key not in self._counts:
            unseen = outside_network(self.analysis.access, len(self.analysis.demand.table))
            if self.walked and self.setup.profile != self._start.profile:
                # Somebody else can use other ways: what lies beyond them is another question's blank.
                unseen = self._grounds[self.setup.profile.id].points.primary.leg_m > COVERAGE_MARGIN_M
            self._counts[key] = Count(self._areas, self.analysis, standard, unseen)
        return self._counts[key]

    def _reach(self, kind: str, standard: Standard, before: Floats, now: Floats) -> ReachTable:
        known = kind in self.register.kind
        return self._count(standard).reach(
            before if known else None,
            now if known or any(a.kind == kind for a in self.setup.added) else None,
            standard.target_m,
            self.threshold(standard),
        )

    def _supply(self, kind: str, standard: Standard, watched: _Watched) -> SupplyTable | None:
        if standard.supply is None:
            return None
        count = self._count(standard)
        if standard.id not in watched.served:
            watched.served[standard.id] = self._served(
                kind, standard, count, watched.base, self._start, standard.target_m
            )
        now = self._served(kind, standard, count, watched.game, self.setup, self.threshold(standard))
        return count.supply(watched.served[standard.id], now)

    def _served(
        self, kind: str, standard: Standard, count: Count, game: Kind, setup: Setup, limit_m: float
    ) -> Served | None:
        counts = standard.supply.counts if standard.supply else "places"
        capacity = self.register.capacity(setup, counts)
        return count.serve(game.within(limit_m), capacity, self.register.open_rows(setup, kind))

    def _notes(self, kind: str, standard: Standard | None, before: Floats, now: Floats) -> tuple[str, ...]:
        setup = self.setup
        placed = {*setup.moved, *(self.register.base + i for i in range(len(setup.added)))}
        mine = sorted(row for row in placed if self.register.kind_of(setup, row) == kind)
        notes = [note for note in map(self._lost_note, mine) if note is not None]
        if (
            standard is not None
            and standard.min_area_m2 is not None
            and any(a.kind == kind for a in setup.added)
        ):
            notes.append(
                f"„{standard.label}“ zählt nur Flächen ab {number(standard.min_area_m2)}\u00a0m²; die Größe der "
                "hinzugefügten ist unbekannt, sie zählen hier nicht."
            )
        if standard is not None:
            cut = np.isfinite(before) & ~np.isfinite(now)
            persons = self._count(standard).persons(cut) if cut.any() else 0.0
            if persons > 0 and self.register.open_rows(setup, kind):
                notes.append(
                    f"{number(persons)} Personen der Zielgruppe finden zu Fuß zu keiner Einrichtung dieser Art mehr."
                )
        if setup.profile != self._start.profile:
            notes.append(f"Vorher: Profil „{self._start.profile.name}“, jetzt: „{setup.profile.name}“.")
        if setup.speed_kmh is not None:
            notes.append(
                f"Richtwerte als Gehzeit gelesen, Gehgeschwindigkeit {plain_number(setup.speed_kmh)}\u00a0km/h (Annahme)."
            )
        return tuple(notes)

    def _lost_note(self, row: int) -> str | None:
        """Return what to say about a facility that is too far from every way, ``None`` if it is near enough."""
        away = self._leg_of_lost(row)
        if np.isnan(away):
            return None
        where = f"{metres(away)} vom nächsten Weg entfernt" if np.isfinite(away) else "fern von jedem Weg"
        return f"{self.register.title(self.setup, row)} liegt {where}: Niemand erreicht sie."

    def _leg_of_lost(self, row: int) -> float:
        """Return how far an open facility lies from the nearest way if it is too far from every one, else NaN."""
        if not self.walked or not self.register.open(self.setup, row):
            return np.nan
        return self._grounds[self.setup.profile.id].leg_of_lost(self.setup, row)


def changed_rules(setup: Setup, start: Setup, standards: Mapping[str, Standard]) -> tuple[str, ...]:
    """Return German sentences about thresholds, speed and profile that differ from the analysis."""
    found = [
        f"Richtwert „{standards[key].label}“: {metres(target)} statt {metres(standards[key].target_m)}."
        for key, target in setup.thresholds.items()
    ]
    if setup.speed_kmh is not None:
        found.append(
            f"Gehgeschwindigkeit {plain_number(setup.speed_kmh)}\u00a0km/h, Richtwerte als Gehzeit (Annahme)."
        )
    if setup.profile != start.profile:
        found.append(f"Wege für „{setup.profile.name}“ statt für „{start.profile.name}“.")
    return tuple(found)


def _frozen(values: NDArray[_Scalar]) -> NDArray[_Scalar]:
    """Return a copy that nobody can write to: the field itself goes on changing."""
    copy = values.copy()
    copy.flags.writeable = False
    return copy
