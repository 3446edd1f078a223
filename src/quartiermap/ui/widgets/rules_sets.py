"""The sets of standards: which are chosen, and in which order they are combined."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from quartiermap.ui.viewmodels.rules_model import SetRow
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets import parts
from quartiermap.ui.wording import worded

_KEY = int(Qt.ItemDataRole.UserRole) + 7
_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class SetsList(QWidget):
    """The sets to choose and to combine, the chosen ones on top and numbered: of each kind the last one holds.

    Signals
    -------
    wanted : tuple of str
        Ids of the sets that shall be combined, in order.
    done
        The user is through with choosing.
    """

    wanted = Signal(object)
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(
            parts.label(
                self.tr("Je Einrichtungsart gilt der letzte gewählte Satz, der einen Richtwert hat."), "muted"
            )
        )
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Richtwertsätze"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemChanged.connect(self._on_checked)
        self.list.currentRowChanged.connect(lambda _row: self._show_moves())
        column.addWidget(self.list)
        line = QHBoxLayout()
        self.up, self.down = QToolButton(), QToolButton()
        for button, sign, words, keys, step in (
            (self.up, "↑", self.tr("Satz früher anwenden (Alt+Umschalt+Auf)"), "Alt+Shift+Up", -1),
            (self.down, "↓", self.tr("Satz später anwenden (Alt+Umschalt+Ab)"), "Alt+Shift+Down", 1),
        ):
            button.setText(sign)
            button.setToolTip(words)
            button.setAccessibleName(words)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(lambda _checked=False, by=step: self._move(by))
            shortcut = QShortcut(QKeySequence(keys), self.list)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda by=step: self._move(by))
            line.addWidget(button)
        line.addStretch(1)
        back = QPushButton(self.tr("Fertig"))
        back.setProperty("small", True)
        back.clicked.connect(self.done)
        line.addWidget(back)
        column.addLayout(line)
        self._rows: tuple[SetRow, ...] = ()

    def show_sets(self, rows: tuple[SetRow, ...]) -> None:
        """Show the sets, the chosen ones on top in their order."""
        ordered = tuple(sorted(rows, key=lambda r: (r.place == 0, r.place)))
        if ordered == self._rows:
            return
        key = str(self.list.currentIndex().data(_KEY) or "")
        self._rows = ordered
        with parts.quiet(self.list):
            self.list.clear()
            for row in ordered:
                title = f"{row.place}\u2002{row.title}" if row.place else row.title
                item = QListWidgetItem(worded(title))
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(_CHECKED if row.place else _UNCHECKED)
                item.setData(_KEY, row.set_id)
                tip = self.tr("{title}: {n} Richtwerte ({degrees})").format(
                    title=row.title, n=row.count, degrees=row.origin
                )
                item.setToolTip(plain_tip(tip))
                item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, worded(tip))
                self.list.addItem(item)
                if row.set_id == key:
                    self.list.setCurrentItem(item)
        self.list.setFixedHeight(self.list.sizeHintForRow(0) * max(len(ordered), 1) + 6)
        self._show_moves()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Ids of the chosen sets in order."""
        return tuple(row.set_id for row in self._rows if row.place)

    def _on_checked(self, item: QListWidgetItem) -> None:
        key = str(item.data(_KEY))
        on = item.checkState() == _CHECKED
        rest = tuple(i for i in self.chosen if i != key)
        if not on and not rest:  # one must hold
            with parts.quiet(self.list):
                item.setCheckState(_CHECKED)
            return
        self.wanted.emit((*rest, key) if on else rest)

    def _move(self, by: int) -> None:
        at, ids = self.list.currentRow(), list(self.chosen)
        if 0 <= at < len(ids) and 0 <= at + by < len(ids):
            ids[at], ids[at + by] = ids[at + by], ids[at]
            self.wanted.emit(tuple(ids))

    def _show_moves(self) -> None:
        at, count = self.list.currentRow(), len(self.chosen)
        self.up.setEnabled(0 < at < count)
        self.down.setEnabled(0 <= at < count - 1)
