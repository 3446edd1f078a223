"""The window's working area: theme on the left, map over tables in the middle, inspector on the right."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QTabWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from quartiermap.ui.viewmodels.viewdata import Step
from quartiermap.ui.widgets.bottom_tables import BottomTables
from quartiermap.ui.widgets.compare_map_bar import CompareBar
from quartiermap.ui.widgets.facility_bar import FacilityBar
from quartiermap.ui.widgets.inspector_panel import InspectorPanel
from quartiermap.ui.widgets.line_splitter import LineSplitter
from quartiermap.ui.widgets.map_area import MapPlaceholder
from quartiermap.ui.widgets.map_invitation import MapInvitation
from quartiermap.ui.widgets.measure_bar import MeasureBar
from quartiermap.ui.widgets.presentation import room_lines
from quartiermap.ui.widgets.record_table import RecordTable
from quartiermap.ui.widgets.rules_panel import RulesPanel
from quartiermap.ui.widgets.talk_hint import TalkHint
from quartiermap.ui.widgets.theme_panel import ThemePanel
from quartiermap.ui.widgets.whatif_bar import WhatIfBar

_COLUMNS = [236, 764, 366]
_ROWS = [520, 180]
_TALL = 256
"""Height in which the twelve fields and the plans of funding can be read."""
_SHORT = 540
"""Height of map and tables together below which the map gets a larger share of it."""
_FEW_ROWS = 136
"""Height of a table in a short window: its head and three rows."""
_HABITS = "5"
"""Of the layout: splitter positions of an older layout are not taken over."""


def first_control(bar: QWidget) -> QWidget | None:
    """Return the first thing in a bar that takes the keyboard, ``None`` where there is none."""
    for widget in bar.findChildren(QWidget):
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return widget
    return None


def _has_keyboard(part: QWidget) -> bool:
    focus: QWidget | None = part.window().focusWidget()
    return focus is not None and (part is focus or part.isAncestorOf(focus))


def _held(line: QWidget) -> QWidget:
    """Put a line whose type follows its size into something that can carry the sheet beside the line's own."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(line)
    return holder


class WorkArea(LineSplitter):
    """Holds the panels; the map gets whatever room is left.

    Parameters
    ----------
    theme_panel, rules_panel, inspector, tables
        What it holds at its sides; the middle it builds itself.
    """

    def __init__(
        self,
        theme_panel: ThemePanel,
        rules_panel: RulesPanel,
        inspector: InspectorPanel,
        tables: BottomTables,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.theme_panel, self.rules_panel, self.inspector, self.tables = (
            theme_panel,
            rules_panel,
            inspector,
            tables,
        )
        self.left = QTabWidget()
        self.left.setObjectName("left")
        self.left.setDocumentMode(True)
        self.left.setAccessibleName(self.tr("Thema und Maßstäbe"))
        self.left.addTab(self.theme_panel, self.tr("Thema"))
        self.left.addTab(self.rules_panel, self.tr("Maßstäbe"))
        self.left.setTabToolTip(1, self.tr("Richtwerte, Vorprüfung, Sozialindex und Rangfolge (Strg+M)"))
        self.map_widget: QWidget = MapPlaceholder()
        self.title, self.text = room_lines()
        self.hint = TalkHint(
            self.tr("1–9 Ansicht oder Art · Bild ↑ ↓ weiter · ← → Lücken · F Karte bewegen · Esc beendet"),
            self.tr("Bild ↑ ↓ weiter · Esc beendet"),
        )

        self.centre = QWidget()
        self.centre.setBackgroundRole(QPalette.ColorRole.Base)
        self.centre.setAutoFillBackground(True)
        self._centre = QVBoxLayout(self.centre)
        self._centre.setContentsMargins(0, 0, 0, 0)
        self._centre.setSpacing(0)
        self._centre.addWidget(_held(self.title))
        self.bar = WhatIfBar()
        self._centre.addWidget(self.bar)
        self.tools_bar = MeasureBar()
        self.compare_bar = CompareBar()
        self._centre.addWidget(self.tools_bar)
        self.facility_bar = FacilityBar()
        self._centre.addWidget(self.facility_bar)
        self._centre.addWidget(self.compare_bar)
        self._maps = QHBoxLayout()
        self._maps.setSpacing(3)
        self._maps.addWidget(self.map_widget, 1)
        self.invitation = MapInvitation()
        self.invitation.hide()
        self._maps.addWidget(self.invitation, 1)
        self.second_map: QWidget | None = None
        self._centre.addLayout(self._maps, 1)
        self._centre.addWidget(_held(self.text))
        self.rows = LineSplitter(Qt.Orientation.Vertical)
        self.rows.addWidget(self.centre)
        self.rows.addWidget(self.tables)
        for widget in (self.left, self.rows, self.inspector):
            self.addWidget(widget)
        for splitter, stretch in ((self.rows, (1, 0)), (self, (0, 1, 0))):
            splitter.setHandleWidth(3)
            splitter.setChildrenCollapsible(False)
            for number, share in enumerate(stretch):
                splitter.setStretchFactor(number, share)
        # in letters, so that nothing is cut where the system's type is larger
        letter = self.fontMetrics().averageCharWidth()
        left, right = max(_COLUMNS[0], letter * 34), max(_COLUMNS[2] - 10, letter * 52)
        self.left.setMinimumWidth(left)
        self.inspector.setMinimumWidth(right)
        self.tables.setMinimumHeight(110)
        self.setSizes([left, _COLUMNS[1], max(right, _COLUMNS[2])])
        self.rows.setSizes(_ROWS)
        self._rows_before: list[int] = []
        self._was_short = False
        self.tables.currentChanged.connect(self._give_room)

    def _give_room(self, _at: int) -> None:
        """Give a view that is no table the height that it needs, half of all at most, and take it back afterwards."""
        sizes = self.rows.sizes()
        tall = min(_TALL, sum(sizes) // 2)
        if self.tables.currentWidget() not in (self.tables.social, self.tables.money, self.tables.charts):
            if self._rows_before and sizes[1] == tall:
                self.rows.setSizes(self._rows_before)
            self._rows_before = []
        elif sizes[1] < tall:
            self._rows_before = sizes
            self.rows.setSizes([sum(sizes) - tall, tall])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the map more of a short window: a table can be scrolled there, a map cannot be read in a strip."""
        super().resizeEvent(event)
        short = self.height() < _SHORT
        if short != self._was_short and self.height() > 0:
            self._was_short = short
            height = _FEW_ROWS if short else _ROWS[1]
            if short == (self.rows.sizes()[1] > height):
                self.rows.setSizes([self.height() - height, height])

    @property
    def frames(self) -> tuple[QWidget, ...]:
        """What only holds other parts (see `ui.wardrobe`)."""
        return (self, self.left, self.rows, self.centre, self.tables, self.tables.more)

    def put_map(self, widget: QWidget) -> None:
        """Put the map where it belongs."""
        self._maps.replaceWidget(self.map_widget, widget)
        self.map_widget.deleteLater()
        self.map_widget = widget
        self._maps.setStretchFactor(widget, 1)

    def invite(self, step: Step | None) -> None:
        """Show what to do next where the map would be empty; ``None``: the map has something to show."""
        if step is not None:
            self.invitation.show_step(step)
        self.invitation.setVisible(step is not None)
        self.map_widget.setVisible(step is None)

    def put_second_map(self, widget: QWidget | None) -> None:
        """Put a second map beside the first; ``None`` takes it away."""
        if self.second_map is not None:
            self._maps.removeWidget(self.second_map)
        self.second_map = widget
        if widget is not None:
            self._maps.addWidget(widget, 1)

    def restore(self, settings: QSettings) -> None:
        """Take the positions of the splitters and the columns of tables that the user left."""
        self.tables.restore(settings)
        if settings.value("layout") != _HABITS:
            return
        for name, splitter in (("columns", self), ("rows", self.rows)):
            state = settings.value(name)
            if isinstance(state, QByteArray):
                splitter.restoreState(state)

    def keep(self, settings: QSettings) -> None:
        """Remember the positions of the splitters."""
        self.tables.keep(settings)
        settings.setValue("layout", _HABITS)
        settings.setValue("columns", self.saveState())
        settings.setValue("rows", self.rows.saveState())

    def current_table(self) -> RecordTable:
        """Return the table in front; where a view without rows is in front, the gaps come to the front."""
        table = self.tables.table_in_front()
        if table is not None:
            return table
        self.tables.setCurrentWidget(self.tables.gaps)
        return self.tables.gaps

    def show_rules(self) -> None:
        """Bring the panel "Maßstäbe" to the front and the keyboard into it."""
        self.left.setCurrentWidget(self.rules_panel)
        self.rules_panel.focus_first()

    def focus_next(self, direction: int = 1) -> None:
        """Move the keyboard to the next part: theme, a bar above the map, map, table, inspector, tools and search, status.

        `direction` -1: to the one before.
        """
        window = self.window()
        status = window.statusBar() if isinstance(window, QMainWindow) else self
        bars = (self.bar, self.tools_bar, self.facility_bar, self.compare_bar)
        parts: list[tuple[QWidget, QWidget | None]] = [
            (self.left, self.theme_panel.kinds),
            *((bar, first_control(bar)) for bar in bars),
            (self.map_widget, self.map_widget),
            (self.invitation, self.invitation.button),
            (self.tables, self._in_front()),
            (self.inspector, self.inspector),
            *((bar, first_control(bar)) for bar in (*window.findChildren(QToolBar), status)),
        ]
        at = next((i for i, (part, _) in enumerate(parts) if _has_keyboard(part)), min(-direction, 0))
        for step in range(1, len(parts) + 1):
            part, target = parts[(at + direction * step) % len(parts)]
            if part.isVisible() and target is not None:
                if target is self.inspector:
                    self.inspector.focus_first()
                elif part is self.left and self.left.currentWidget() is self.rules_panel:
                    self.rules_panel.focus_first()
                else:
                    target.setFocus(Qt.FocusReason.ShortcutFocusReason)
                if _has_keyboard(part):  # what is off does not take it
                    return

    def _in_front(self) -> QWidget:
        """Return what takes the keyboard in the table in front."""
        table, front = self.tables.table_in_front(), self.tables.currentWidget()
        return front if table is None else table.view

    def step_gap(self, step: int) -> None:
        """Go to the next or previous gap in the order of the gap table."""
        table = self.tables.gaps
        count = table.shown.rowCount()
        if not count:
            return
        current = table.view.currentIndex()
        row = (current.row() + step) % count if current.isValid() else (0 if step > 0 else count - 1)
        table.view.setCurrentIndex(table.shown.index(row, 0))
