"""The form for a value of the town's own: what shall hold, how binding it is, and why."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from quartiermap.domain.bindingness import Bindingness
from quartiermap.ui.viewmodels.rules_model import StandardRow
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.choice_box import ChoiceBox
from quartiermap.ui.widgets.rules_parts import small_form
from quartiermap.ui.wording import worded


@dataclass(frozen=True)
class EditWish:
    """What the user wants a standard to be; ``None`` where the set's value shall hold."""

    standard_id: str
    label: str
    value: float | None
    unit: str
    rate: float | None
    bindingness: str
    reason: str


class _Rate(QDoubleSpinBox):
    """A number shown with as many decimals as it has."""

    def textFromValue(self, value: float) -> str:
        """Leave out the zeros behind the last decimal."""
        return super().textFromValue(value).rstrip("0").rstrip(",")


class EditForm(QWidget):
    """A value of the town's own for one standard, with its reason.

    Signals
    -------
    wanted : EditWish
        What the standard shall be.
    left
        The user does not want to change anything.
    """

    wanted = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: StandardRow | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.title = parts.label("", "strong")
        column.addWidget(self.title)
        form = small_form()
        german = QLocale(QLocale.Language.German)
        self.value, self.rate = QDoubleSpinBox(), _Rate()
        for spin in (self.value, self.rate):
            spin.setLocale(german)
            spin.setGroupSeparatorShown(True)
            spin.setMaximumWidth(110)
        self.value.setRange(1.0, 50_000.0)
        self.rate.setRange(0.000001, 1000.0)
        self.rate.setDecimals(6)
        self.rate.setToolTip(self.tr("Plätze (oder Fläche, Standorte) je Person der Zielgruppe"))
        self.degree = ChoiceBox()
        for each in reversed(Bindingness):
            self.degree.addItem(worded(each.label), each.value)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(self.tr("z. B. Ratsbeschluss vom 12.03.2026"))
        self.reason.setMaxLength(400)
        self.reason.returnPressed.connect(self._on_take)
        self.rate_label = parts.label(self.tr("Bedarf"), wrap=False)
        for words, widget in (
            (self.tr("Zielwert"), self.value),
            (self.rate_label, self.rate),
            (self.tr("gilt als"), self.degree),
            (self.tr("Grund"), self.reason),
        ):
            form.addRow(words, widget)
        self.value.setAccessibleName(self.tr("Zielwert"))
        self.rate.setAccessibleName(self.tr("Bedarf je Person"))
        self.degree.setAccessibleName(self.tr("Verbindlichkeit des eigenen Werts"))
        self.reason.setAccessibleName(self.tr("Grund der Änderung (nötig)"))
        column.addLayout(form)
        self.problem = parts.label("", "notice")
        self.problem.hide()
        column.addWidget(self.problem)
        line = QHBoxLayout()
        take, leave = QPushButton(self.tr("Übernehmen")), QPushButton(self.tr("Abbrechen"))
        for button, slot in ((take, self._on_take), (leave, self.left.emit)):
            button.setProperty("small", True)
            button.clicked.connect(slot)
            line.addWidget(button)
        line.addStretch(1)
        self.take = take
        column.addLayout(line)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.left)

    def show_standard(self, row: StandardRow) -> None:
        """Begin with a standard as it is now."""
        self._row = row
        self.title.setText(row.label)
        minutes = row.unit == "min"
        self.value.setDecimals(1 if minutes else 0)
        self.value.setSuffix(f"\u00a0{row.unit}")
        self.value.setSingleStep(1.0 if minutes else 50.0)
        self.value.setValue(row.value)
        for widget in (self.rate, self.rate_label):
            widget.setVisible(row.rate is not None)
        if row.rate is not None:
            self.rate.setValue(row.rate)
        self.degree.setCurrentIndex(
            max(0, self.degree.findData(row.bindingness if row.edited else Bindingness.ASSUMPTION.value))
        )
        self.reason.setText(row.reason)
        self.say("")

    def say(self, problem: str) -> None:
        """Say why the value cannot be taken, or nothing."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _on_take(self) -> None:
        row = self._row
        if row is None:
            return
        value, rate = self.value.value(), self.rate.value()
        self.wanted.emit(
            EditWish(
                row.standard_id,
                row.label,
                None if abs(value - row.plain_value) < 1e-9 else value,
                row.unit,
                None if row.plain_rate is None or abs(rate - row.plain_rate) < 1e-9 else rate,
                str(self.degree.currentData()),
                self.reason.text(),
            )
        )
