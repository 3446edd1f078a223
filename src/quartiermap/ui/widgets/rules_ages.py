"""Limits of age, cut-off date and the year to look ahead to, for the balance of places."""

from __future__ import annotations

import datetime as dt
import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QSpinBox, QVBoxLayout, QWidget

from quartiermap.domain import texts
from quartiermap.ui.viewmodels.rules_model import Ages
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.choice_box import ChoiceBox
from quartiermap.ui.widgets.rules_parts import small_form


class AgesBox(QWidget):
    """What the balance of places depends on.

    Signals
    -------
    wanted : dict
        Keywords of `rules_changes.with_ages`.
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ages = Ages()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        form = small_form()
        self.land = ChoiceBox(6)
        self.year, self.split, self.end = QSpinBox(), QSpinBox(), QSpinBox()
        self.year.setRange(2000, 2100)
        self.year.setSpecialValueText(self.tr("von selbst"))
        for spin, most in ((self.split, 120), (self.end, 240)):
            spin.setRange(0, most)
            spin.setSpecialValueText(self.tr("nach der Regel"))
            spin.setSuffix(self.tr(" Monate"))
        self.day = QLineEdit()
        self.day.setPlaceholderText(self.tr("wie die Quelle"))
        for words, widget, name in (
            (self.tr("Stichtage"), self.land, self.tr("Land, dessen Stichtage gelten")),
            (self.tr("Planjahr"), self.year, self.tr("Jahr, bis zu dem geplante Plätze zählen")),
            (
                self.tr("Alter am"),
                self.day,
                self.tr("Tag, für den das Alter der Einwohner gezählt ist (TT.MM.JJJJ)"),
            ),
            (self.tr("U3 bis"), self.split, self.tr("Altersgrenze zwischen U3 und Ü3 in Monaten")),
            (self.tr("Ü3 bis"), self.end, self.tr("Altersgrenze zur Schule in Monaten")),
        ):
            widget.setAccessibleName(name)
            widget.setToolTip(name)
            form.addRow(words, widget)
        column.addLayout(form)
        self.problem = parts.label("", "notice")
        self.problem.hide()
        self.words = parts.label("", "muted", selectable=True)
        self.source = parts.label("", "muted", selectable=True)
        for label in (self.problem, self.words, self.source):
            column.addWidget(label)
        self.land.activated.connect(lambda _row: self._tell())
        for spin in (self.year, self.split, self.end):
            spin.setKeyboardTracking(False)
            spin.editingFinished.connect(self._tell)
        self.day.editingFinished.connect(self._tell)

    def show_ages(self, ages: Ages, land: str) -> None:
        """Show what holds; `land` is the Land of the pre-check in words."""
        self._ages = ages
        self.land.clear()
        self.land.addItem(self.tr("wie Vorprüfung"), "")
        self.land.setToolTip(self.tr("Land der Vorprüfung: {land}").format(land=land))
        for code, name in ages.lands:
            self.land.addItem(name, code)
        self.land.setCurrentIndex(max(0, self.land.findData(ages.own_land)))
        for spin, value in (
            (self.year, ages.year or 2000),
            (self.split, ages.split_months),
            (self.end, ages.end_months),
        ):
            if not spin.hasFocus():
                spin.setValue(value)
        if not self.day.hasFocus():
            self.day.setText("" if ages.key_date is None else texts.date(ages.key_date))
        self.words.setText(ages.words)
        self.source.setText(self.tr("Quelle: {source}").format(source=ages.source))
        self.source.setVisible(bool(ages.source))
        self.say("")

    def say(self, problem: str) -> None:
        """Say why something cannot be, or nothing."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _tell(self) -> None:
        text = self.day.text().strip()
        found = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
        day = None
        if text:
            try:
                day = None if found is None else dt.date(int(found[3]), int(found[2]), int(found[1]))
            except ValueError:
                day = None
            if day is None:
                self.say(self.tr("„{text}“ ist kein Tag. Muster: 31.12.2025.").format(text=text))
                return
        year = self.year.value() if self.year.value() > self.year.minimum() else 0
        wanted = {
            "land": str(self.land.currentData() or ""),
            "year": year,
            "key_date": day,
            "split_months": self.split.value(),
            "end_months": self.end.value(),
        }
        ages = self._ages
        now = (ages.own_land, ages.year, ages.key_date, ages.split_months, ages.end_months)
        if tuple(wanted.values()) == now:
            return
        if bool(self.split.value()) != bool(self.end.value()):
            self.say(self.tr("Es fehlt noch die andere Altersgrenze."))
            return
        self.wanted.emit(wanted)
