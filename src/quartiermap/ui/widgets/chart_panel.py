"""Charts beside the tables: how far it is, and places against need; each with a sentence and a table behind it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QSizePolicy,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.charts import Distances, Supply
from quartiermap.ui.viewmodels.selection import Group, Selected, Selection
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.chart_distances import DistanceCanvas
from quartiermap.ui.widgets.chart_supply import SupplyCanvas
from quartiermap.ui.widgets.how_dialog import HowDialog
from quartiermap.ui.wording import worded

DISTANCES, SUPPLY = 0, 1
_WIDE = 720
"""Width from which on the sentences have room beside the chart."""


class ChartPanel(QWidget):
    """Shows one of the charts, as a picture or as a table.

    Signals
    -------
    needed
        Its contents are looked at and not there, or no longer right.
    matrix_wanted
        The twelve fields of the social index are wanted.
    """

    needed = Signal()
    matrix_wanted = Signal()

    def __init__(self, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Diagramme"))
        self._selection = selection
        self._stale = True
        self.how: HowDialog | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 4)
        row.setSpacing(10)
        row.addLayout(self._side())
        self.views = QStackedWidget()
        self.distances, self.supply = DistanceCanvas(), SupplyCanvas()
        self.table = self._table()
        for view in (self.distances, self.supply, self.table):
            self.views.addWidget(view)
        row.addWidget(self.views, 1)
        self.summary = parts.label("", "muted", selectable=True)
        self.summary.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
        self.summary.setFixedWidth(210)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.summary)
        self.supply.picked.connect(selection.pick)
        selection.changed.connect(lambda _selected: self._on_selected())
        selection.grouped.connect(lambda _group: self._on_selected())

    def _side(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(2)
        self.buttons = QButtonGroup(self)
        for number, (words, tip) in enumerate(
            (
                (self.tr("Entfernungen"), self.tr("Welcher Anteil hat höchstens wie weit zur nächsten Einrichtung?")),
                (self.tr("Plätze und Bedarf"), self.tr("Wie viele Plätze gibt es je Quartier, wie viele werden gebraucht?")),
            )
        ):  # fmt: skip
            button = QToolButton()
            button.setText(words)
            button.setToolTip(tip)
            button.setCheckable(True)
            button.setChecked(number == DISTANCES)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            self.buttons.addButton(button, number)
            side.addWidget(button)
        self.buttons.idClicked.connect(self._show_view)
        self.as_table = QCheckBox(self.tr("Als Tabelle"))
        self.as_table.toggled.connect(lambda _on: self._show_view())
        side.addWidget(self.as_table)
        self.how_link = parts.link(translate("HowDialog", "Wie gerechnet?"))
        self.how_link.clicked.connect(self._explain)
        side.addWidget(self.how_link)
        matrix = parts.link(
            self.tr("Zwölf Felder …"), self.tr("Soziale Lage: zwölf Felder aus Status und Dynamik")
        )
        matrix.clicked.connect(self.matrix_wanted)
        side.addWidget(matrix)
        side.addStretch(1)
        return side

    def _table(self) -> QTableWidget:
        made = QTableWidget()
        made.setAccessibleName(self.tr("Zahlen des Diagramms"))
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        made.setTabKeyNavigation(False)
        made.setShowGrid(False)
        made.verticalHeader().hide()
        made.verticalHeader().setDefaultSectionSize(22)
        made.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        made.horizontalHeader().setHighlightSections(False)
        return made

    @property
    def chart(self) -> int:
        """Which chart is shown: `DISTANCES` or `SUPPLY`."""
        return self.buttons.checkedId()

    @property
    def wanted(self) -> tuple[str, tuple[str, ...]]:
        """Whose curve shall stand beside the town's: what they are called, and which districts."""
        group, selected = self._selection.group, self._selection.selected
        if group.ids:
            return group.label, group.ids
        return ("", (selected.id,)) if selected.what == "district" else ("", ())

    def forget(self) -> None:
        """Take note that what is shown is no longer right."""
        self._stale = True
        self._ask()

    def _ask(self) -> None:
        if self._stale and self.isVisible():
            self._stale = False
            self.needed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the chart the room where it is short; "Als Tabelle" and screen readers say the same."""
        super().resizeEvent(event)
        self.summary.setVisible(self.width() >= _WIDE)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what is to be shown."""
        super().showEvent(event)
        self._ask()

    def show_distances(self, found: Distances) -> None:
        """Show the curves of distances."""
        self.distances.show_found(found)
        self._show_view()

    def show_supply(self, found: Supply) -> None:
        """Show places against need."""
        self.supply.show_found(found)
        self._show_view()

    @property
    def found(self) -> Distances | Supply | None:
        """What the chart in front shows."""
        return self.distances.found if self.chart == DISTANCES else self.supply.found

    def _explain(self) -> None:
        found = self.found
        if found is not None and found.hows:
            self.how = HowDialog(worded(found.title), found.hows, self.window())
            self.how.open()

    def _show_view(self, _id: int = 0) -> None:
        found = self.found
        self.how_link.setEnabled(found is not None and bool(found.hows))
        if found is None:
            self.summary.setText("")
            return
        left_out = found.left_out if isinstance(found, Supply) else ""
        drawn = bool(found.spots if isinstance(found, Supply) else found.curves)
        said = found.summary if drawn or self.as_table.isChecked() else ""  # the empty chart says it itself
        self.summary.setText("\n".join(part for part in (said, left_out) if part))
        if self.as_table.isChecked():
            self._fill_table(found.title, found.table)
            self.views.setCurrentWidget(self.table)
        else:
            self.views.setCurrentIndex(self.chart)

    def _fill_table(self, title: str, rows: tuple[tuple[str, ...], ...]) -> None:
        self.table.setAccessibleName(worded(title))
        head, body = (rows[0], rows[1:]) if rows else ((), ())
        self.table.clear()
        self.table.setColumnCount(len(head))
        self.table.setHorizontalHeaderLabels([worded(words) for words in head])
        self.table.setRowCount(len(body))
        for r, row in enumerate(body):
            for c, words in enumerate(row):
                item = QTableWidgetItem(worded(words))
                item.setToolTip(plain_tip(words))
                if c:
                    item.setTextAlignment(int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter))
                self.table.setItem(r, c, item)

    def _on_selected(self) -> None:
        selected: Selected = self._selection.selected
        group: Group = self._selection.group
        ids = (
            frozenset(group.ids)
            if group.ids
            else frozenset({selected.id} if selected.what == "district" else ())
        )
        self.supply.select(ids)
        self.forget()
