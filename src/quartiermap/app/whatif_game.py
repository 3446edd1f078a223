"""The frame of a game of "Was wäre, wenn …": what is watched, steps that can be undone, mistakes said in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from quartiermap.app.step_names import StepNames
from quartiermap.app.whatif_ground import Indices
from quartiermap.app.whatif_keeping import misfit, setup_as_plain, setup_from_plain
from quartiermap.app.whatif_results import Change, Site
from quartiermap.app.whatif_setup import Setup, place_problems
from quartiermap.app.whatif_state import GameState
from quartiermap.domain.profiles import Profile
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import Analysis
from quartiermap.domain.standards import Standard
from quartiermap.errors import InputError, Problem, UsageError
from quartiermap.io import bundled

STEPS_LIMIT = 200
STEPS_KEPT = 30
"""So many steps in each direction a file keeps; what was done before them is in the first one."""


@dataclass(frozen=True)
class _Step:
    """One undo step; `kind` is watched again where it is undone; steps in a row with the same `merges` become one."""

    label: str
    before: Setup
    after: Setup
    kind: str = ""
    merges: str = ""


class Game(StepNames):
    """What every move of the game stands on (see `quartiermap.app.whatif.WhatIf`)."""

    def __init__(
        self,
        project: Project,
        analysis: Analysis | None = None,
        progress: Progress | None = None,
        published: pd.DataFrame | None = None,
    ) -> None:
        found = analysis or project.analysis
        if found is None:
            raise UsageError("Zum Ausprobieren fehlt ein Ergebnis. Erst die Analyse rechnen.")
        if analysis is None and project.stale and not project.only_verdicts_stale:
            raise UsageError("Das Ergebnis ist älter als die Daten. Erst die Analyse neu rechnen.")
        self._project = project
        self._state = GameState(project, found, progress or Progress(), published)
        self._register = self._state.register
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []
        self._drag: tuple[int, Setup] | None = None
        self._kind, self._standard_id = "", ""
        self._change: Change | None = None

    # What there is

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that can be watched: those of the analysis."""
        return self._state.kinds

    @property
    def kind(self) -> str:
        """The kind watched now; the first one with a facility and a standard at the beginning."""
        if not self._kind:
            self._kind = self._state.first_kind
        return self._kind

    @property
    def sites(self) -> tuple[Site, ...]:
        """All facilities as they stand in the game, closed ones included."""
        return tuple(self._state.site(row) for row in range(self._register.count(self._setup)))

    def site(self, facility_id: str) -> Site:
        """Return one facility; `UsageError` if there is none of that id."""
        return self._state.site(self._row(facility_id))

    def standard(self, kind: str | None = None) -> Standard | None:
        """Return the standard that a kind (the watched one) is counted by, with the analysis' own threshold."""
        kind = kind or self.kind
        return self._state.standard(kind, self._standard_id if kind == self._kind else "")

    def threshold_m(self, standard_id: str) -> float:
        """Return a standard's threshold in the game, in metres (speed included)."""
        return self._state.threshold(self._standard_of(standard_id))

    @property
    def speed_kmh(self) -> float | None:
        """The speed set by `set_speed`, ``None`` if thresholds are metres."""
        return self._setup.speed_kmh

    @property
    def profile(self) -> Profile:
        """Who walks."""
        return self._setup.profile

    @property
    def has_network(self) -> bool:
        """Whether ways are followed; otherwise distances are air line and ways cannot be closed."""
        return self._state.walked

    @property
    def closed_ways(self) -> tuple[int, ...]:
        """The edges closed in the game, ascending."""
        return tuple(sorted(self._setup.ways))

    @property
    def edited(self) -> bool:
        """Whether the game differs from the project in anything that `as_project` would take over."""
        return self._setup.changes_data

    @property
    def dragging(self) -> str | None:
        """The facility in the hand, or ``None``."""
        return None if self._drag is None else self._state.site(self._drag[0]).id

    @property
    def change(self) -> Change:
        """What the last step brought (also after `add_facility`, `undo`, `redo`), or the state since `watch`."""
        return self.state() if self._change is None else self._change

    def watch(self, kind: str, standard_id: str | None = None, progress: Progress | None = None) -> Change:
        """Watch another kind and return its state (prepared now if it is new).

        Parameters
        ----------
        kind : str
        standard_id : str, optional
            The standard to count by; otherwise the kind's primary one.
        progress : Progress, optional

        Raises
        ------
        UsageError
            If the analysis does not know the kind or the standard, or its distances can't be computed again.
        """
        if kind not in self.kinds:
            raise UsageError(f"Für die Einrichtungsart „{kind}“ gibt es kein Ergebnis.")
        if standard_id and self._standard_of(standard_id).kind != kind:
            raise UsageError(f"Der Richtwert „{standard_id}“ gilt nicht für die Einrichtungsart „{kind}“.")
        self._settle_drag()
        chosen = self._state.standard(kind, standard_id or "")
        self._state.prepare(self._state.question(kind, chosen), progress or Progress())
        self._kind, self._standard_id = kind, standard_id or ""
        return self._tell("")

    def state(self) -> Change:
        """Return the state of the watched kind, with `Change.supply`; `Change.points` is empty."""
        return self._tell("", supply=self._drag is None, fresh=False)

    # Dragging

    def begin_drag(self, facility_id: str) -> Change:
        """Take a facility into the hand; nothing has changed yet."""
        row = self._usable_row(facility_id)
        self._settle_drag()
        self._kind_of(self._register.kind_of(self._setup, row))
        self._drag = row, self._setup
        return self._tell("", supply=False, fresh=False)

    def drag_to(self, x: float, y: float) -> Change:
        """Follow the hand. `Change.supply` is ``None``; `Change.points` are the changes since the last call.

        Raises
        ------
        UsageError
            If nothing is in the hand.
        InputError
            If the place is no number.
        """
        row, _ = self._in_hand()
        self._refuse(place_problems(x, y))
        points = self._go(self._setup.move(row, float(x), float(y)))
        return self._tell(f"{self._title(row)} verschoben", points=points, supply=False)

    def end_drag(self) -> Change:
        """Let go where it is: one undo step (none if it lies where it lay), with `Change.supply`."""
        row, start = self._in_hand()
        self._drag = None
        after = self._setup
        if self._register.place(start, row) == self._register.place(after, row):
            self._go(start)
            return self._tell("")
        label = f"{self._title(row)} verschoben"
        self._remember(_Step(label, start, after, self.kind))
        return self._tell(label)

    def cancel_drag(self) -> Change:
        """Put it back where it was taken; no undo step."""
        _, start = self._in_hand()
        self._drag = None
        return self._tell("", points=self._go(start))

    # Steps

    def undo(self, count: int = 1) -> Change:
        """Take the last step back, or several at once (nothing happens if there is none)."""
        self._settle_drag()
        if not self._undo or count < 1:
            return self.state()
        for _ in range(min(count, len(self._undo))):
            step = self._undo.pop()
            self._redo.append(step)
        return self._revisit(step, step.before, f"Rückgängig: {step.label}")

    def redo(self, count: int = 1) -> Change:
        """Do the step again that was taken back, or several at once."""
        self._settle_drag()
        if not self._redo or count < 1:
            return self.state()
        for _ in range(min(count, len(self._redo))):
            step = self._redo.pop()
            self._undo.append(step)
        return self._revisit(step, step.after, step.label)

    # Keeping

    def as_plain(self) -> dict[str, Any]:
        """Return the last steps as plain values that a file can keep (`play_again` brings them back); empty if there is none."""
        undo = self._undo[-STEPS_KEPT:]
        steps = [*undo, *self._redo[: -STEPS_KEPT - 1 : -1]]
        if not steps:
            return {}
        return {
            "kind": self.kind,
            "standard": self._standard_id,
            "done": len(undo),
            "start": setup_as_plain(steps[0].before),
            "steps": [
                {"label": s.label, "kind": s.kind, "merges": s.merges, "after": setup_as_plain(s.after)} for s in steps
            ],
        }  # fmt: skip

    def play_again(self, kept: Mapping[str, Any], progress: Progress | None = None) -> Change:
        """Do the steps of a game that was kept (on the same project), those that were taken back included.

        Raises
        ------
        InputError
            If it does not fit the project; nothing has changed then.
        Cancelled
            If the user asked to stop.
        """
        progress = progress or Progress()
        try:
            setups = [self._read(kept["start"]), *(self._read(step["after"]) for step in kept["steps"])]
            steps = [
                _Step(str(step["label"]), before, after, str(step["kind"]), str(step["merges"]))
                for step, before, after in zip(kept["steps"], setups, setups[1:], strict=False)
            ]
            done, kind, standard_id = int(kept["done"]), str(kept["kind"]), str(kept["standard"])
        except (KeyError, TypeError, ValueError) as error:
            raise misfit() from error
        known = kind in self.kinds and all(step.kind in ("", *self.kinds) for step in steps)
        if not known or not 0 <= done <= len(steps):
            raise misfit()
        self._settle_drag()
        if self._state.walked:
            for profile in {setup.profile.id: setup.profile for setup in setups}.values():
                self._state.make_ground(profile, progress.part(0.0, 0.6))
        self.watch(
            kind, standard_id if standard_id in self._state.standards else None, progress.part(0.6, 0.8)
        )
        self._go(setups[done], progress.part(0.8, 1.0))
        self._undo, self._redo = steps[:done], steps[done:][::-1]
        return self._tell("")

    def _read(self, values: Mapping[str, Any]) -> Setup:
        profiles = {profile.id: profile for profile in (*bundled.profiles(), self._setup.profile)}
        edges = self._state.network.edge_count if self._state.walked else 0
        return setup_from_plain(
            values, profiles, self.kinds, self._state.standards, self._register.base, edges
        )

    # Inside

    @property
    def _setup(self) -> Setup:
        return self._state.setup

    def _row(self, facility_id: str) -> int:
        row = self._register.row(self._setup, facility_id)
        if row is None:
            raise UsageError(f"Eine Einrichtung mit der Kennung „{facility_id}“ gibt es nicht.")
        return row

    def _usable_row(self, facility_id: str) -> int:
        row = self._row(facility_id)
        register, setup = self._register, self._setup
        if row in setup.closed:
            raise UsageError(f"{self._title(row)} ist geschlossen. Erst wieder öffnen.")
        if row < register.base and not register.exists(row) and row not in setup.opened:
            raise UsageError(
                f"{self._title(row)} ist im Projekt geplant oder geschlossen und zählt nicht mit. Erst öffnen."
            )
        return row

    def _title(self, row: int) -> str:
        return self._register.title(self._setup, row)

    def _edge(self, edge: int) -> int:
        if not self._state.walked:
            raise UsageError("Ohne Wegenetz gibt es keine Wege, die sich sperren ließen.")
        if not 0 <= edge < self._state.network.edge_count:
            raise UsageError(f"Einen Weg mit der Nummer {edge} gibt es nicht.")
        return int(edge)

    def _standard_of(self, standard_id: str) -> Standard:
        found = self._state.standards.get(standard_id)
        if found is None:
            raise UsageError(f"Den Richtwert „{standard_id}“ hat die Analyse nicht verwendet.")
        return found

    def _kind_of(self, kind: str) -> None:
        """Watch the kind of a facility that is worked on."""
        if kind != self._kind:
            self._kind, self._standard_id = kind, ""

    def _in_hand(self) -> tuple[int, Setup]:
        if self._drag is None:
            raise UsageError("Es wird keine Einrichtung verschoben.")
        return self._drag

    def _settle_drag(self) -> None:
        """Let go before anything else is done."""
        if self._drag is not None:
            self.end_drag()

    def _do(self, label: str, after: Setup, *, merges: str = "", progress: Progress | None = None) -> Change:
        before = self._setup
        if after == before:
            return self._tell("")
        points = self._go(after, progress)
        rows = after.differing(before, self._register.base) or after.resized != before.resized
        self._remember(_Step(label, before, after, self.kind if rows else "", merges))
        return self._tell(label, points=points)

    def _go(self, setup: Setup, progress: Progress | None = None) -> Indices:
        return self._state.go(setup, self._state.question(self.kind, self.standard()), progress)

    def _remember(self, step: _Step) -> None:
        self._redo.clear()
        last = self._undo[-1] if self._undo else None
        if last is not None and step.merges and last.merges == step.merges:
            self._undo.pop()
            step = _Step(step.label, last.before, step.after, step.kind, step.merges)
            if step.before == step.after:
                return
        self._undo.append(step)
        del self._undo[:-STEPS_LIMIT]

    def _revisit(self, step: _Step, setup: Setup, label: str) -> Change:
        self._kind_of(step.kind or self.kind)
        return self._tell(label, points=self._go(setup))

    def _tell(
        self, label: str, *, points: Indices | None = None, supply: bool = True, fresh: bool = True
    ) -> Change:
        found = self._state.change(self.kind, self.standard(), label, points, supply=supply)
        if fresh or self._change is None:
            self._change = found
        return found

    @staticmethod
    def _refuse(problems: list[Problem]) -> None:
        if problems:
            raise InputError(problems)
