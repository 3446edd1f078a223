"""The window's working area: theme on the left, map over tables in the middle, inspector on the right."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from quartiermap.ui.viewmodels.selection import Selection
from quartiermap.ui.viewmodels.thematic import Thematic
from quartiermap.ui.widgets.bottom_tables import BottomTables
from quartiermap.ui.widgets.inspector_panel import InspectorPanel
from quartiermap.ui.widgets.map_area import MapPlaceholder
from quartiermap.ui.widgets.record_table import RecordTable
from quartiermap.ui.widgets.theme_panel import ThemePanel
from quartiermap.ui.widgets.whatif_bar import WhatIfBar

_COLUMNS = [236, 764, 366]
_ROWS = [520, 180]
_HABITS = "5"
"""Of the layout: splitter positions of an older layout are not taken over."""


class WorkArea(QSplitter):
    """Holds the panels; the map gets whatever room is left.

    Parameters
    ----------
    selection, thematic
        What the panels follow.
    """

    def __init__(self, selection: Selection, thematic: Thematic, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.theme_panel = ThemePanel(thematic)
        self.inspector = InspectorPanel()
        self.tables = BottomTables(selection, thematic)
        self.map_widget: QWidget = MapPlaceholder()
        self.title, self.text, self.hint = QLabel(), QLabel(), QLabel()
        self.title.setObjectName("presentationTitle")
        self.text.setObjectName("presentationText")
        self.hint.setObjectName("presentationHint")
        self.hint.setText(self.tr("1–9 Einrichtungsart · ← → Lücken · Esc beendet"))

        centre = QWidget()
        centre.setObjectName("page")
        self._centre = QVBoxLayout(centre)
        self._centre.setContentsMargins(0, 0, 0, 0)
        self._centre.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self.title, 1)
        head.addWidget(self.hint)
        self._centre.addLayout(head)
        self.bar = WhatIfBar()
        self._centre.addWidget(self.bar)
        self._centre.addWidget(self.map_widget, 1)
        self._centre.addWidget(self.text)
        self.rows = QSplitter(Qt.Orientation.Vertical)
        self.rows.addWidget(centre)
        self.rows.addWidget(self.tables)
        for widget in (self.theme_panel, self.rows, self.inspector):
            self.addWidget(widget)
        for splitter, stretch in ((self.rows, (1, 0)), (self, (0, 1, 0))):
            splitter.setHandleWidth(3)
            splitter.setChildrenCollapsible(False)
            for number, share in enumerate(stretch):
                splitter.setStretchFactor(number, share)
        self.theme_panel.setMinimumWidth(234)
        self.inspector.setMinimumWidth(356)
        self.tables.setMinimumHeight(110)
        self.setSizes(_COLUMNS)
        self.rows.setSizes(_ROWS)

    def put_map(self, widget: QWidget) -> None:
        """Put the map where it belongs."""
        self._centre.replaceWidget(self.map_widget, widget)
        self.map_widget.deleteLater()
        self.map_widget = widget
        self._centre.setStretchFactor(widget, 1)

    def restore(self, settings: QSettings) -> None:
        """Take the positions of the splitters that the user left."""
        if settings.value("layout") != _HABITS:
            return
        for name, splitter in (("columns", self), ("rows", self.rows)):
            state = settings.value(name)
            if isinstance(state, QByteArray):
                splitter.restoreState(state)

    def keep(self, settings: QSettings) -> None:
        """Remember the positions of the splitters."""
        settings.setValue("layout", _HABITS)
        settings.setValue("columns", self.saveState())
        settings.setValue("rows", self.rows.saveState())

    def current_table(self) -> RecordTable:
        """Return the table in front."""
        table = self.tables.currentWidget()
        assert isinstance(table, RecordTable)  # noqa: S101  (every tab is one)
        return table

    def focus_next(self) -> None:
        """Move the keyboard to the next part: theme, map, table, inspector."""
        parts = [
            (self.theme_panel, self.theme_panel.kinds),
            (self.map_widget, self.map_widget),
            (self.tables, self.current_table().view),
            (self.inspector, self.inspector),
        ]
        focus = QApplication.focusWidget()
        at = next(
            (i for i, (part, _) in enumerate(parts) if focus and (part is focus or part.isAncestorOf(focus))),
            -1,
        )
        for step in range(1, len(parts) + 1):
            part, target = parts[(at + step) % len(parts)]
            if part.isVisible():
                if target is self.inspector:
                    self.inspector.focus_first()
                else:
                    target.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return

    def step_gap(self, step: int) -> None:
        """Go to the next or previous gap in the order of the gap table."""
        table = self.tables.gaps
        count = table.shown.rowCount()
        if not count:
            return
        current = table.view.currentIndex()
        row = (current.row() + step) % count if current.isValid() else (0 if step > 0 else count - 1)
        table.view.setCurrentIndex(table.shown.index(row, 0))
