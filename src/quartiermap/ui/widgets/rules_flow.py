"""Between the panel "Maßstäbe" and the project: what is wanted becomes a step, what it makes older is computed anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from quartiermap.domain import texts
from quartiermap.domain.laender import LAENDER
from quartiermap.domain.progress import Progress
from quartiermap.errors import QuartierMapError
from quartiermap.io import bundled
from quartiermap.ui.messages import Messages
from quartiermap.ui.tasks import Task, Tasks
from quartiermap.ui.viewmodels import rules_changes
from quartiermap.ui.viewmodels.following import Following
from quartiermap.ui.viewmodels.ranking_table import RankedGap, ranked_gaps, with_stability
from quartiermap.ui.viewmodels.recomputing import can_search
from quartiermap.ui.viewmodels.viewdata import ViewData
from quartiermap.ui.viewmodels.workspace import Workspace
from quartiermap.ui.widgets.rules_edit import EditWish
from quartiermap.ui.widgets.rules_panel import RulesPanel

if TYPE_CHECKING:
    from quartiermap.analysis.ranking_stability import Stability
    from quartiermap.domain.project import Project

_REST_MS = 1500
"""How long after a result the test of stability waits: first the map."""


class RulesFlow(QObject):
    """Carries out what the panel wants.

    Signals
    -------
    ranked : tuple of RankedGap
        The gaps in their order under the weights that a hand is moving, or with what is known of their stability.
    """

    ranked = Signal(object)

    def __init__(
        self,
        window: QWidget,
        workspace: Workspace,
        tasks: Tasks,
        messages: Messages,
        settings: QSettings,
        panel: RulesPanel,
        following: Following,
    ) -> None:
        super().__init__(window)
        self._window, self._workspace, self._tasks = window, workspace, tasks
        self._messages, self._settings, self._panel = messages, settings, panel
        self._following = following
        self._project: Project | None = None
        self._data: ViewData | None = None
        self._rows: tuple[RankedGap, ...] = ()
        self._stability: dict[str, Stability] | None = None
        self._of = ""
        self._search: Task | None = None
        self._declined = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._look_by_itself)
        panel.automatic.setChecked(following.automatic)
        self._connect(panel)
        tasks.cancelled.connect(self._refresh)
        tasks.failed.connect(self._refresh)
        tasks.busy_changed.connect(lambda _busy, _label: self._show_pending())

    def _connect(self, panel: RulesPanel) -> None:
        panel.standards.sets_wanted.connect(self._on_sets)
        panel.standards.edit_wanted.connect(self._on_edit)
        panel.standards.revert_wanted.connect(self._on_revert)
        panel.check.land_wanted.connect(self._on_land)
        panel.check.day_wanted.connect(self._on_day)
        panel.check.programmes_wanted.connect(self._on_programmes)
        panel.check.file_wanted.connect(self.ask_programme_file)
        panel.check.removed.connect(self._on_removed)
        panel.index.wanted.connect(self._on_index)
        panel.index.file_wanted.connect(self.ask_index_file)
        panel.ages.wanted.connect(self._on_ages)
        panel.weights.moved.connect(self._on_moved)
        panel.weights.settled.connect(self._on_settled)
        panel.recompute_wanted.connect(self._workspace.recompute)
        panel.automatic_chosen.connect(self._following.set_automatic)
        panel.stability_wanted.connect(self._on_stability_wanted)

    # ---- what is shown

    def show(self, project: Project, data: ViewData) -> None:
        """Show by which measure a project state is judged, and its ranking."""
        self._project, self._data = project, data
        self._panel.show_rules(data.rules, computing=self._workspace.computing)
        analysis = project.analysis
        of = "" if analysis is None else f"{analysis.fingerprint}|{analysis.computed_at}|{data.rules.weights}"
        if of != self._of:
            self._of = of
            self._stability = None
            self._stop_search()
            if analysis is not None and not project.stale:
                self._rest.start()
        self._rows = with_stability(data.ranked, self._stability)
        self.ranked.emit(self._rows)
        self._say_stability()

    def set_game(self, on: bool) -> None:
        """Leave the measures as they are while "Was wäre wenn" is on."""
        self._panel.setEnabled(not on)

    def clear(self) -> None:
        """Forget the project (it was closed)."""
        self._rest.stop()
        self._stop_search()
        self._project = self._data = None
        self._of, self._stability, self._rows = "", None, ()

    def _show_pending(self) -> None:
        self._panel.show_pending(computing=self._workspace.computing)

    # ---- standards and index: at once, then computed anew

    def _on_sets(self, ids: tuple[str, ...]) -> None:
        titles = " + ".join(bundled.standard_set(i).title for i in ids)
        self._adjust(
            self.tr("Richtwerte: {titles}").format(titles=titles), partial(rules_changes.with_sets, ids=ids)
        )

    def _on_edit(self, wish: EditWish) -> None:
        row = self._panel.rules.standard(wish.standard_id)
        if row is not None and wish.value is None and wish.rate is None and row.edited:
            self._on_revert(wish.standard_id, wish.label)
            self._panel.standards.edited()
            return

        def change(project: Project) -> Project:
            return rules_changes.with_edit(
                project,
                wish.standard_id,
                value=wish.value,
                unit=wish.unit,
                rate=wish.rate,
                bindingness=wish.bindingness,
                reason=wish.reason,
            )

        label = self.tr("Richtwert ändern: {label}").format(label=wish.label)
        if self._adjust(label, change, lambda error: self._panel.standards.refused(str(error))):
            self._panel.standards.edited()

    def _on_revert(self, standard_id: str, label: str) -> None:
        self._adjust(
            self.tr("Eigenen Wert zurücknehmen: {label}").format(label=label),
            lambda project: rules_changes.without_edit(project, standard_id),
        )

    def _on_index(self, index_id: str) -> None:
        data = self._data
        if data is None or index_id == data.rules.index_id:
            return
        title = next((row.title for row in data.rules.indices if row.index_id == index_id), "")
        words = title or self.tr("aus den geladenen Indikatoren")
        self._adjust(
            self.tr("Sozialindex: {title}").format(title=words),
            lambda project: rules_changes.with_index(project, index_id),
        )

    def _on_ages(self, wanted: dict[str, Any]) -> None:
        self._adjust(
            self.tr("Alter und Planjahr"),
            lambda project: rules_changes.with_ages(project, **wanted),
            lambda error: self._panel.ages.say(str(error)),
        )

    def ask_index_file(self) -> None:
        """Ask for the file of a social index of the town's own."""
        self._ask_file(self.tr("Festlegung des Sozialindex laden"), self.take_index_file)

    def take_index_file(self, path: Path) -> None:
        """Take a social index of the town's own from a file."""
        self._adjust(
            self.tr("Sozialindex aus {file}").format(file=path.name),
            lambda project: rules_changes.with_index_file(project, path),
        )

    def _adjust(
        self,
        label: str,
        change: Callable[[Project], Project],
        refused: Callable[[QuartierMapError], None] | None = None,
    ) -> bool:
        changed = self._workspace.adjust(label, change, refused)
        if not changed and self._data is not None and refused is None:
            self._panel.show_rules(self._data.rules, computing=self._workspace.computing)
        return changed

    # ---- what only the verdicts depend on

    def _on_land(self, land: str) -> None:
        name = LAENDER.get(land, self.tr("nicht angegeben"))
        self._verdicts(
            self.tr("Land: {name}").format(name=name),
            partial(rules_changes.with_frame, frame={"land": land or None}),
        )

    def _on_day(self, day: dt.date | None) -> None:
        words = self.tr("heute") if day is None else texts.date(day)
        self._verdicts(
            self.tr("Stichtag: {day}").format(day=words),
            partial(rules_changes.with_frame, frame={"date": day}),
        )

    def _on_programmes(self, ids: tuple[str, ...]) -> None:
        self._verdicts(self.tr("Förderprogramme wählen"), partial(rules_changes.with_programmes, ids=ids))

    def ask_programme_file(self) -> None:
        """Ask for the file of a programme of the town's own."""
        self._ask_file(self.tr("Eigenes Förderprogramm hinzufügen"), self.take_programme_file)

    def take_programme_file(self, path: Path) -> None:
        """Take a programme of the town's own from a file; it is asked from now on."""
        self._verdicts(
            self.tr("Förderprogramm aus {file}").format(file=path.name),
            partial(rules_changes.with_programme_file, path=path),
        )

    def _on_removed(self, programme_id: str, title: str) -> None:
        self._verdicts(
            self.tr("Förderprogramm entfernen: {title}").format(title=title),
            partial(rules_changes.without_programme, programme_id=programme_id),
        )

    def _verdicts(self, label: str, change: Callable[..., Project]) -> None:
        """Recompute the verdicts as one step; what is in the way of it is said."""
        waits = self._workspace.busy
        self._workspace.adjust_verdicts(label, lambda project, progress: change(project, progress=progress))
        if waits and self._data is not None:
            self._panel.show_rules(self._data.rules)

    def _refresh(self, *_why: object) -> None:
        """Show what holds: something wanted did not come about."""
        if self._data is not None and not self._workspace.busy:
            self._panel.show_rules(self._data.rules, computing=self._workspace.computing)

    def _ask_file(self, title: str, then: Callable[[Path], None]) -> None:
        start = str(self._settings.value("folder/rules", ""))
        name, _ = QFileDialog.getOpenFileName(self._window, title, start, self.tr("TOML-Dateien (*.toml)"))
        if name:
            self._settings.setValue("folder/rules", str(Path(name).parent))
            then(Path(name))

    # ---- ranking

    def _on_moved(self, weights: dict[str, float]) -> None:
        """Show the gaps in their new order while a hand still moves a weight."""
        project = self._project
        if project is None or project.analysis is None:
            return
        from quartiermap.analysis.ranking import Weights, reranked

        gaps = reranked(project.analysis.gaps, Weights(**weights))
        told = (
            self._data.gap_by_id if self._data is not None else {}
        )  # without small numbers; the order is the true one
        gaps = tuple(
            replace(told[g.gap_id], rank=g.rank, score=g.score) if g.gap_id in told else g for g in gaps
        )
        self._rows = ranked_gaps(gaps, weights)
        self.ranked.emit(self._rows)

    def _on_settled(self, weights: dict[str, float]) -> None:
        from quartiermap.app.ranking import LABEL

        self._adjust(LABEL, partial(rules_changes.with_weights, weights=weights))

    # ---- stability

    def _look_by_itself(self) -> None:
        if self._declined != self._of:
            self._look()

    def _on_stability_wanted(self, wanted: bool) -> None:
        if wanted:
            self._declined = ""
            self._look()
        else:
            self._declined = self._of
            self._stop_search()
            self._say_stability()

    def _look(self) -> None:
        project, of = self._project, self._of
        if project is None or not self._rows or not can_search(project):
            return
        if self._search is not None:
            return

        def work(progress: Progress) -> tuple[str, Any]:
            from quartiermap.app import ranking

            return of, ranking.stability_of(project, progress)

        task = self._tasks.read("stability", work, self._on_stability)
        self._search = task
        task.progressed.connect(lambda share, _text: self._say_stability(share))
        task.finished.connect(lambda: self._on_search_over(task))
        self._say_stability(0.0)

    def _stop_search(self) -> None:
        self._rest.stop()
        if self._search is not None:
            self._search.cancel()
            self._search = None

    def _on_search_over(self, task: Task) -> None:
        if self._search is task:
            self._search = None
            self._say_stability()

    def _on_stability(self, found: tuple[str, dict[str, Stability]]) -> None:
        of, stability = found
        if of != self._of:
            return
        self._stability = stability
        if not self._panel.weights.moving:
            self._rows = with_stability(self._rows, stability)
            self.ranked.emit(self._rows)
        self._say_stability()

    def _say_stability(self, share: float | None = None) -> None:
        has_gaps = bool(self._rows)
        if self._stability is not None:
            words = [row.stability.word for row in self._rows if row.stability is not None]
            robust, shaky = words.count("robust"), words.count("kippelig")
            self._panel.show_stability(
                self.tr("{n} robust, {m} kippelig; siehe Spalte „Stabilität“.").format(n=robust, m=shaky),
                running=False,
                possible=False,
            )
        elif self._search is not None:
            self._panel.show_stability(
                self.tr("Wird geprüft: {p}").format(p=texts.percent(share or 0.0, 0)),
                running=True,
                possible=False,
            )
        else:
            current = self._project is not None and self._project.analysis is not None
            fresh = current and self._project is not None and can_search(self._project)
            self._panel.show_stability(
                self.tr("Noch nicht geprüft.") if has_gaps else self.tr("Noch keine Lücken gerechnet."),
                running=False,
                possible=bool(has_gaps and fresh),
            )
