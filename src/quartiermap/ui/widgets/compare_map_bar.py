"""The line above the map while two themes are compared: what stands left, and what is chosen for the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from quartiermap.ui.viewmodels.thematic import FIGURES, Theme, figure_name
from quartiermap.ui.viewmodels.viewdata import ViewData
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.choice_box import ChoiceBox
from quartiermap.ui.widgets.rules_parts import OneLine
from quartiermap.ui.wording import worded


class CompareBar(QFrame):
    """Chooses the second theme.

    Signals
    -------
    chosen : Theme
        Another theme for the right side.
    swap_wanted
        Left and right shall change places.
    done
        One theme is enough.
    """

    chosen = Signal(object)
    swap_wanted = Signal()
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("game")
        self.setAccessibleName(self.tr("Zwei Themen vergleichen"))
        self._data: ViewData | None = None
        self._theme = Theme()
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 4, 8, 4)
        line.setSpacing(8)
        self.left = OneLine()
        line.addWidget(self.left, 1)
        line.addWidget(parts.label(self.tr("Rechts:"), "strong", wrap=False))
        self.kind, self.figure, self.standard = ChoiceBox(9), ChoiceBox(9), ChoiceBox(9)
        for box, name in (
            (self.kind, self.tr("Einrichtungsart rechts")),
            (self.figure, self.tr("Kennzahl rechts")),
            (self.standard, self.tr("Richtwert rechts")),
        ):
            box.setAccessibleName(name)
            box.setToolTip(name)
            box.setMaximumWidth(150)
            line.addWidget(box)
        for figure in FIGURES:
            self.figure.addItem(figure_name(figure), figure)
        self.swap = QPushButton("⇄")
        self.swap.setToolTip(self.tr("Links und rechts tauschen"))
        self.swap.setAccessibleName(self.swap.toolTip())
        self.close_button = QPushButton(self.tr("Fertig (Esc)"))
        for button, signal in ((self.swap, self.swap_wanted), (self.close_button, self.done)):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(signal)
            line.addWidget(button)
        self.kind.activated.connect(self._on_kind)
        self.figure.activated.connect(lambda _at: self._tell())
        self.standard.activated.connect(lambda _at: self._tell())
        self.hide()

    def show_data(self, data: ViewData) -> None:
        """Offer the kinds of another state."""
        self._data = data
        kept = str(self.kind.currentData() or "")
        self.kind.clear()
        for kind in data.kinds.values():
            self.kind.addItem(kind.name, kind.kind)
        self.kind.setCurrentIndex(max(self.kind.findData(kept), 0))
        self._offer_standards()

    def show_left(self, words: str) -> None:
        """Say what stands left."""
        self.left.say(self.tr("Links: {what}").format(what=words))

    def show_theme(self, theme: Theme) -> None:
        """Show what is chosen for the right."""
        self._theme = theme
        self.kind.setCurrentIndex(max(self.kind.findData(theme.kind), 0))
        self.figure.setCurrentIndex(max(self.figure.findData(theme.figure), 0))
        self._offer_standards()
        if theme.standard is not None:
            self.standard.setCurrentIndex(max(self.standard.findData(theme.standard.id), 0))

    def _offer_standards(self) -> None:
        self.standard.clear()
        data = self._data
        row = data.kinds.get(str(self.kind.currentData() or "")) if data is not None else None
        for standard in row.standards if row is not None else ():
            self.standard.addItem(worded(standard.label), standard.id)
        self.standard.setVisible(self.standard.count() > 1)  # one alone is no choice

    def _on_kind(self, _at: int) -> None:
        self._offer_standards()
        self._tell()

    def _tell(self) -> None:
        data = self._data
        row = data.kinds.get(str(self.kind.currentData() or "")) if data is not None else None
        if row is None:
            return
        wanted = self.standard.currentData()
        standard = next((s for s in row.standards if s.id == wanted), None)
        target = standard.target_m if standard is not None else self._theme.target_m
        self._theme = Theme(row.kind, str(self.figure.currentData()), standard, target)
        self.chosen.emit(self._theme)
