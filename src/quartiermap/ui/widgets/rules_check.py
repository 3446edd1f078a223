"""Which programmes are asked, in which Land and for which day: what the pre-check depends on."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QDate, QLocale, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDateEdit,
    QHBoxLayout,
    QLayout,
    QVBoxLayout,
    QWidget,
)

from quartiermap.domain import texts
from quartiermap.domain.laender import LAENDER
from quartiermap.ui.viewmodels.rules_model import ProgrammeRow, Rules
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.choice_box import ChoiceBox
from quartiermap.ui.widgets.rules_parts import small_form
from quartiermap.ui.wording import worded


class PrecheckBox(QWidget):
    """Land, day of judgement and programmes.

    Signals
    -------
    land_wanted : str
        Code of the Land; nothing for none.
    day_wanted : date or None
        The day that the check shall be for; ``None``: the day on which it is computed.
    programmes_wanted : tuple of str
        The programmes that shall be asked.
    file_wanted
        A programme of the town's own shall be added.
    removed : str, str
        A programme of the town's own (id, title) shall go.
    facts_wanted
        The user wants to state the facts that the programmes ask for.
    """

    land_wanted = Signal(str)
    day_wanted = Signal(object)
    programmes_wanted = Signal(object)
    file_wanted = Signal()
    removed = Signal(str, str)
    facts_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rules = Rules()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        form = small_form()
        self.land = ChoiceBox(8)
        self.land.setAccessibleName(self.tr("Land"))
        self.land.addItem(self.tr("nicht angegeben"), "")
        for code, name in LAENDER.items():
            self.land.addItem(name, code)
        self.land.activated.connect(lambda _row: self.land_wanted.emit(str(self.land.currentData())))
        self.day_kind = ChoiceBox(8)
        self.day_kind.setAccessibleName(self.tr("Stichtag der Vorprüfung"))
        self.day_kind.addItems([self.tr("heute"), self.tr("fester Tag")])
        self.day_kind.activated.connect(self._on_day_kind)
        self.day = QDateEdit()
        self.day.setLocale(QLocale(QLocale.Language.German))
        self.day.setDisplayFormat("dd.MM.yyyy")
        self.day.setCalendarPopup(False)
        self.day.setAccessibleName(self.tr("Stichtag"))
        self.day.setDateRange(QDate(1990, 1, 1), QDate(2100, 12, 31))
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(900)  # a day is typed in three parts
        self._settle.timeout.connect(self._on_day)
        self.day.dateChanged.connect(lambda _day: self._settle.start())
        self.day.editingFinished.connect(self._on_day)
        form.addRow(self.tr("Land"), self.land)
        form.addRow(self.tr("Stichtag"), self.day_kind)
        form.addRow("", self.day)
        column.addLayout(form)
        self._form = form
        column.addWidget(parts.label(self.tr("Förderprogramme"), "group"))
        self.programmes = QVBoxLayout()
        self.programmes.setSpacing(1)
        column.addLayout(self.programmes)
        self.boxes: dict[str, QCheckBox] = {}
        self.add = parts.link(self.tr("Eigenes Programm laden …"))
        self.add.clicked.connect(self.file_wanted)
        self.facts = parts.link(self.tr("Angaben zur Vorprüfung … (F8)"))
        self.facts.clicked.connect(self.facts_wanted)
        column.addWidget(self.add)
        column.addWidget(self.facts)
        column.addWidget(parts.label(self.tr("Keine Förderzusage; kein Rechtsanspruch."), "muted"))
        self._shown: tuple[ProgrammeRow, ...] = ()

    def show_rules(self, rules: Rules) -> None:
        """Show Land, day and programmes of a project state."""
        self._rules = rules
        self.land.setCurrentIndex(max(0, self.land.findData(rules.land or "")))
        fixed = rules.day is not None
        today = self.tr("heute, {day}").format(day=texts.date(dt.date.today()))
        self.day_kind.setItemData(0, today, Qt.ItemDataRole.ToolTipRole)
        self.day_kind.setToolTip("" if fixed else today)
        if not self._settle.isActive():
            self.day_kind.setCurrentIndex(1 if fixed else 0)
            self._show_day(fixed, rules.day)
        if rules.programmes != self._shown:
            self._shown = rules.programmes
            self._show_programmes(rules.programmes)

    def _show_day(self, fixed: bool, day: dt.date | None) -> None:
        self._form.setRowVisible(self.day, fixed)
        if day is not None:
            with parts.quiet(self.day):
                self.day.setDate(QDate(day.year, day.month, day.day))

    def _show_programmes(self, rows: tuple[ProgrammeRow, ...]) -> None:
        had = next((i for i, box in self.boxes.items() if box.hasFocus()), "")
        _clear(self.programmes)
        self.boxes.clear()
        for row in rows:
            box = QCheckBox(row.short.replace("&", "&&"))
            box.setChecked(row.chosen)
            where = self.tr("nur in {lands}").format(lands=row.lands) if row.lands else ""
            kind = self.tr("eigene Datei") if row.own else ""
            words = " · ".join(p for p in (row.state, where, kind) if p)
            tip = self.tr("{title}. {words}. Regeln geprüft am {day}.").format(
                title=row.title, words=words, day=row.checked_on
            )
            box.setToolTip(plain_tip(tip))
            box.setAccessibleName(worded(f"{row.short}: {words}"))
            box.clicked.connect(lambda _on=False, key=row.programme_id: self._on_programme(key))
            self.boxes[row.programme_id] = box
            self.programmes.addWidget(box)
            line = QHBoxLayout()
            line.setContentsMargins(23, 0, 0, 2)
            line.addWidget(parts.label(words, "muted"), 1)
            if row.own:
                gone = parts.link(self.tr("Entfernen"))
                gone.setAccessibleName(self.tr("{title} entfernen").format(title=row.short))
                gone.clicked.connect(
                    lambda _on=False, key=row.programme_id, title=row.short: self.removed.emit(key, title)
                )
                line.addWidget(gone, 0, Qt.AlignmentFlag.AlignTop)
            self.programmes.addLayout(line)
        if had in self.boxes:
            self.boxes[had].setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_programme(self, key: str) -> None:
        wanted = tuple(i for i, box in self.boxes.items() if box.isChecked())
        if not wanted:  # one must be asked
            self.boxes[key].setChecked(True)
            return
        # what was asked before keeps its place; the first one stands in the table of gaps
        kept = tuple(i for i in self._rules.chosen_programmes if i in wanted)
        self.programmes_wanted.emit((*kept, *(i for i in wanted if i not in kept)))

    def _on_day_kind(self, row: int) -> None:
        if row == 0:
            self._settle.stop()
            self._form.setRowVisible(self.day, False)
            if self._rules.day is not None:
                self.day_wanted.emit(None)
            return
        self._show_day(True, self._rules.day or dt.date.today())
        self.day.setFocus(Qt.FocusReason.OtherFocusReason)
        self._settle.start()

    def _on_day(self) -> None:
        self._settle.stop()
        if self.day_kind.currentIndex() != 1:
            return
        shown = self.day.date()
        day = dt.date(shown.year(), shown.month(), shown.day())
        if day != self._rules.day:
            self.day_wanted.emit(day)


def _clear(layout: QLayout) -> None:
    """Remove everything from a layout and the layouts in it."""
    while (item := layout.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if inner is not None:
            _clear(inner)
            inner.deleteLater()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
