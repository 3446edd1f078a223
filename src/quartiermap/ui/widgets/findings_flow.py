"""Between what the window says about findings and the project: social index, cost and funding, evidence, places and need.

Everything is looked up when somebody looks at it, in a worker where it takes time; the newest question wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, QTimer, Signal
from PySide6.QtWidgets import QWidget

from quartiermap.domain.progress import Progress
from quartiermap.errors import QuartierMapError
from quartiermap.ui.tasks import Tasks
from quartiermap.ui.viewmodels import money_panel, supply_balance
from quartiermap.ui.viewmodels.blocks import Ask
from quartiermap.ui.viewmodels.inspector_gap import Found
from quartiermap.ui.viewmodels.money_panel import MoneyPage, MoneyWish
from quartiermap.ui.viewmodels.need_matrix import Social, build_social
from quartiermap.ui.viewmodels.ranking_table import RankedGap
from quartiermap.ui.viewmodels.recomputing import can_search
from quartiermap.ui.viewmodels.selection import Selected, Selection
from quartiermap.ui.viewmodels.thematic import Thematic, Theme
from quartiermap.ui.viewmodels.viewdata import TOWN, ViewData
from quartiermap.ui.viewmodels.workspace import Workspace
from quartiermap.ui.widgets.bottom_tables import BottomTables
from quartiermap.ui.widgets.evidence_dialog import EvidenceDialog

_PLACES_AFTER_MS = 250

if TYPE_CHECKING:
    from quartiermap.domain.project import Project


class FindingsFlow(QObject):
    """Looks up what a view shows when it is looked at, and keeps what is written into it.

    Signals
    -------
    changed
        The inspector's page has more to say (`state`).
    weights_wanted
        The user wants to change the weights of the ranking.
    """

    changed = Signal()
    weights_wanted = Signal()

    def __init__(
        self,
        window: QWidget,
        workspace: Workspace,
        tasks: Tasks,
        selection: Selection,
        thematic: Thematic,
        tables: BottomTables,
        settings: QSettings,
    ) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._workspace, self._tasks, self._selection = workspace, tasks, selection
        self._thematic, self._tables = thematic, tables
        self._social, self._money = tables.social, tables.money
        self._project: Project | None = None
        self._data: ViewData | None = None
        self._balance_of: tuple[Any, ...] = ()
        self._balance: Any = None
        self._evidence_of = ""
        self._places_soon = QTimer(self)  # the map has its new colours first
        self._places_soon.setSingleShot(True)
        self._places_soon.setInterval(_PLACES_AFTER_MS)
        self._places_soon.timeout.connect(self._look_for_places)
        self.state = Found()
        self.dialog: EvidenceDialog | None = None
        self._social.needed.connect(self._on_social_needed)
        self._money.needed.connect(self._show_money)
        self._money.wanted.connect(self._on_cost)
        self._money.removed.connect(self._on_cost_removed)
        selection.changed.connect(self._on_selected)
        thematic.changed.connect(self._on_theme)

    # ---- what is shown

    def show(self, project: Project, data: ViewData) -> None:
        """Show another project state, once it is looked at."""
        self._project, self._data = project, data
        self._evidence_of = ""  # what is on screen stays until the new lists are there
        self._social.forget(data)
        self._on_selected(self._selection.selected)

    def clear(self) -> None:
        """Forget the project (it was closed)."""
        self._project = self._data = None
        self._balance_of, self._balance, self._evidence_of = (), None, ""
        self.state = Found()
        self._social.forget(None)
        self._money.show_page(MoneyPage())

    def take_ranking(self, rows: Sequence[RankedGap]) -> None:
        """Take what is known of the ranking; the page of a gap says how sure its place is."""
        before, gap = self.state.ranked, self._gap
        self.state = replace(self.state, ranked={row.gap.gap_id: row for row in rows})
        now = self.state.ranked.get(gap)
        if now is not None and now.searched and now != before.get(gap):
            self.changed.emit()

    def ask(self, ask: Ask) -> None:
        """Answer what the page of a gap offers."""
        if ask.what == "weights":
            self.weights_wanted.emit()
        elif ask.what == "money":
            self._tables.setCurrentWidget(self._money)
            self._money.amount.setFocus()

    @property
    def _gap(self) -> str:
        selected = self._selection.selected
        return selected.id if selected.what == "gap" else ""

    def _on_selected(self, selected: Selected) -> None:
        self._show_money()
        if selected.what == "gap":
            self._look_for_evidence(selected.id)
        else:
            self._look_for_places()

    def _on_theme(self, theme: Theme) -> None:
        self._social.show_theme(theme)
        self._places_soon.start()

    # ---- social index

    def _on_social_needed(self) -> None:
        project = self._project
        if project is not None:
            self._tasks.read(
                "social", lambda progress: (project, build_social(project, progress)), self._on_social
            )

    def _on_social(self, found: tuple[Project, Social]) -> None:
        project, social = found
        if project is self._project:
            self._social.show_social(social)

    # ---- places and need

    def _look_for_places(self) -> None:
        """Look up places and need of the kind on the map; once for a result, a kind and the settings."""
        project, kind = self._project, self._thematic.theme.kind
        if project is None or project.analysis is None or self._gap:
            return
        chosen = {k: v for k, v in project.settings.items() if k.startswith(("supply.", "land"))}
        of = (id(project.analysis), kind, repr(sorted(chosen.items())))
        if of == self._balance_of:
            self._show_places()
            return

        def work(progress: Progress) -> tuple[tuple[Any, ...], Any]:
            from quartiermap.app.supply import kinds_with_balance

            if not can_search(project) or kind not in kinds_with_balance(project):
                return of, None
            return of, supply_balance.compute(project, kind, progress)

        self._tasks.read("places", work, self._on_places)

    def _on_places(self, found: tuple[tuple[Any, ...], Any]) -> None:
        self._balance_of, self._balance = found
        self._show_places()

    def _show_places(self) -> None:
        selected = self._selection.selected
        area = selected.id if selected.what == "district" else TOWN if selected.what == "none" else ""
        shown = supply_balance.block(self._balance, area) if self._balance is not None and area else None
        balance = {} if shown is None else {area: shown}
        if balance != self.state.balance:
            self.state = replace(self.state, balance=balance)
            self.changed.emit()

    # ---- evidence

    def _look_for_evidence(self, gap_id: str) -> None:
        project, data = self._project, self._data
        if project is None or data is None or gap_id not in data.gap_by_id or gap_id == self._evidence_of:
            return
        self._evidence_of = gap_id
        gap = data.gap_by_id[gap_id]

        def work(_progress: Progress) -> tuple[Project, str, Any]:
            from quartiermap.app import evidence

            try:
                return project, gap_id, evidence.lists(project, gap)
            except QuartierMapError:  # a programme that is not there any more: the panel says so
                return project, gap_id, {}

        self._tasks.read("evidence", work, self._on_evidence)

    def _on_evidence(self, found: tuple[Project, str, Any]) -> None:
        project, gap_id, lists = found
        if project is self._project:
            self.state = replace(self.state, evidence={gap_id: lists})
            self.changed.emit()

    def ask_file(self, gap_id: str, fact: str, what: str) -> None:
        """Ask for a file that shall be attached."""
        from quartiermap.app import facts, programmes

        project = self._project
        if project is None or self._workspace.busy:
            return
        known = facts.facts_of(programmes.chosen(project)).get(fact)
        dialog = EvidenceDialog(
            what,
            str(self._settings.value("folder/evidence", "")),
            for_gap=known is None or known.per_gap,
            parent=self._window,
        )
        dialog.wanted.connect(
            lambda path, page, day, title, own: self._attach(
                dialog, fact, gap_id if own else None, path, (page, day, title)
            )
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.destroyed.connect(self._forget_dialog)
        self.dialog = dialog
        dialog.open()

    def _forget_dialog(self) -> None:
        self.dialog = None

    def _attach(
        self, dialog: EvidenceDialog, fact: str, gap_id: str | None, path: Path, words: tuple[str, str, str]
    ) -> None:
        page, day, title = words
        self._settings.setValue("folder/evidence", str(path.parent))

        def change(project: Project, progress: Progress) -> Project:
            from quartiermap.app import evidence

            new = evidence.NewFile(path, fact, gap_id, page=page, date=day, title=title)
            return evidence.attach(project, new, progress)

        self._workspace.adjust_verdicts(
            self.tr("Nachweis anhängen: {file}").format(file=path.name),
            change,
            refused=lambda error: dialog.say(str(error)),
            done=dialog.accept,
        )

    def detach(self, attachment_id: str) -> None:
        """Take an attached file away."""

        def change(project: Project, progress: Progress) -> Project:
            from quartiermap.app import evidence

            return evidence.detach(project, attachment_id, progress)

        from quartiermap.analysis.evidence import attached

        project = self._workspace.project
        names = {} if project is None else {file.id: file.name for file in attached(project)}
        label = self.tr("Nachweis lösen: {file}").format(file=names.get(attachment_id, attachment_id))
        self._workspace.adjust_verdicts(label, change)

    # ---- cost and funding

    def _show_money(self) -> None:
        """Show the cost of the selected gap; takes milliseconds, but only while it is looked at."""
        project, data, gap_id = self._project, self._data, self._gap
        if not self._money.isVisible():
            return
        if project is None or data is None or gap_id not in data.gap_by_id:
            self._money.show_page(MoneyPage())
            return
        gap = data.gap_by_id[gap_id]
        kind = data.kinds.get(gap.kind)
        try:
            page = money_panel.build_money(project, gap_id)
        except QuartierMapError as error:
            self._money.say(str(error))
            return
        self._money.show_page(page, f"{kind.name if kind is not None else gap.kind}: {gap.reason.label}")

    def _gap_words(self, gap_id: str) -> str:
        """Return a gap as the names of steps have it: the kind and the district."""
        data = self._data
        gap = data.gap_by_id.get(gap_id) if data is not None else None
        if data is None or gap is None:
            return gap_id
        kind = data.kinds.get(gap.kind)
        return f"{kind.name if kind is not None else gap.kind}, {gap.district_name}"

    def _on_cost(self, wish: MoneyWish) -> None:
        from quartiermap.app.funding import LABEL

        self._workspace.adjust(
            f"{LABEL}: {self._gap_words(wish.gap_id)}",
            lambda project: money_panel.with_wish(project, wish),
            lambda error: self._money.say(str(error)),
        )

    def _on_cost_removed(self, gap_id: str) -> None:
        self._workspace.adjust(
            self.tr("Kosten einer Maßnahme entfernen: {gap}").format(gap=self._gap_words(gap_id)),
            lambda project: money_panel.without_cost(project, gap_id),
        )
