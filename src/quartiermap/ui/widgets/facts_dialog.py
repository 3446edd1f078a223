"""The facts that a programme asks the municipality about ("Angaben zur Vorprüfung"): for all gaps, or for one."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from quartiermap.app import facts
from quartiermap.app.facts import Statement
from quartiermap.domain.laender import LAENDER
from quartiermap.errors import InputError
from quartiermap.ui.viewmodels.facts import Field, FieldGroup, Form, finance_words
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.fact_fields import CalmBox, FactField, make_field
from quartiermap.ui.wording import worded

_AROUND_PX = 60
"""So much above and below a field that gets the keyboard is shown with it: its title and what it is for."""


class FactsDialog(QDialog):
    """Asks for facts, group by group; says everything that is wrong at once and keeps what was typed.

    Only fields that were changed are stated, so what nobody touched stays as it is.

    Parameters
    ----------
    form : Form
        What to ask and what is known.
    rule_id : str
        The criterion whose field gets the keyboard first; empty for none.

    Signals
    -------
    wanted : Statement
        The checked statement.
    """

    wanted = Signal(object)

    def __init__(self, form: Form, rule_id: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(form.title)
        self._form = form
        self._sure = False
        self._fields: dict[str, FactField] = {}
        self._later: list[tuple[QVBoxLayout, FieldGroup, int]] = []
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self._fill_next)
        self._tab_of: dict[str, int] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(8)
        column.addWidget(parts.label(form.intro))
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(form.title)
        self.tabs.tabBar().setAccessibleName(form.title)
        for group in form.groups:
            self._add_group(group)
        self._next.start()
        column.addWidget(self.tabs, 1)
        self.notice = parts.label("", "notice", selectable=True)
        self.notice.hide()
        column.addWidget(self.notice)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = self.buttons.addButton(self.tr("Über&nehmen"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setProperty("primary", True)
        self.go.setToolTip(self.tr("Übernehmen (Strg+Eingabe)"))
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        column.addWidget(self.buttons)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._accept)
        self.setMinimumSize(620, 420)
        self.resize(780, 640)
        first = form.field_of_rule(rule_id)
        if first is not None:
            QTimer.singleShot(0, self, partial(self.show_field, first.fact.id))

    # ---- building

    def _add_group(self, group: FieldGroup) -> None:
        inner = parts.Column()
        inner.setObjectName("page")
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(14, 10, 14, 14)
        lines.setSpacing(4)
        first = self.tabs.count() == 0
        if first and self._form.gap_id is None:
            self._add_frame(lines)
        area = parts.scrolled(inner, group.title.replace("&", ""))
        unknown = sum(f.is_open and f.value is None and not f.inherited for f in group.fields)
        index = self.tabs.addTab(area, f"{group.title} ({unknown})" if unknown else group.title)
        self._later.append((lines, group, index))
        if first:
            self._fill_next()
        if unknown:
            tip = self.tr("{n} Angaben fehlen noch, deren Kriterium offen ist.").format(n=unknown)
            self.tabs.setTabToolTip(index, tip)

    @property
    def fields(self) -> dict[str, FactField]:
        """The fields by fact; whoever asks for them gets all of them."""
        while self._later:
            self._fill_next()
        return self._fields

    def _fill_next(self) -> None:
        """Fill one more tab: all of them at once would keep the window waiting."""
        if not self._later:
            self._next.stop()
            return
        lines, group, index = self._later.pop(0)
        for field in group.fields:
            self._add_field(lines, field, index)
        lines.addStretch(1)

    def _add_frame(self, lines: QVBoxLayout) -> None:
        """Add the Land and the day of the check, which hold for all gaps."""
        form = self._form
        self.land = CalmBox()
        self.land.addItem(self.tr("keine Angabe (nur die Regeln des Bundes)"), None)
        for code, name in LAENDER.items():
            self.land.addItem(name, code)
        self.land.setCurrentIndex(max(0, self.land.findData(form.land)))
        self.land.setAccessibleName(self.tr("Land"))
        self.date = QLineEdit(form.date)
        self.date.setMaximumWidth(160)
        self.date.setPlaceholderText(self.tr("TT.MM.JJJJ"))
        self.date.setAccessibleName(self.tr("Stichtag"))
        self.land.currentIndexChanged.connect(self._calm_down)
        self.date.textEdited.connect(self._calm_down)
        self._start = self._frame()
        note = self.tr("Leer: der Tag der Berechnung.")
        if form.checked_for:
            note += " " + self.tr("Zuletzt geprüft für den {date}.").format(date=form.checked_for)
        for name, widget, text in (
            (self.tr("&Land"), self.land, self.tr("Einige Länder haben eigene Regeln.")),
            (self.tr("&Stichtag der Prüfung"), self.date, note),
        ):
            title = QLabel(worded(name))
            title.setBuddy(widget)
            title.setIndent(0)
            title.setProperty("role", "heading")
            lines.addWidget(title)
            row = QHBoxLayout()
            row.addWidget(widget)
            row.addStretch(1)
            lines.addLayout(row)
            lines.addWidget(parts.label(text, "muted"))
        lines.addSpacing(6)
        lines.addWidget(parts.rule())

    def _add_field(self, lines: QVBoxLayout, field: Field, tab: int) -> None:
        made = make_field(field, partial(finance_words, self._form.programmes))
        made.edited.connect(self._calm_down)
        lines.addWidget(parts.label(field.fact.label, "heading"))
        lines.addWidget(made)
        lines.addWidget(parts.label(field.fact.help, "muted"))
        lines.addWidget(parts.label(field.decides, "muted"))
        lines.addSpacing(8)
        self._fields[field.fact.id] = made
        self._tab_of[field.fact.id] = tab

    # ---- what stands in it

    def _frame(self) -> dict[str, Any]:
        if self._form.gap_id is not None:
            return {}
        return {"land": self.land.currentData(), "date": self.date.text()}

    def statement(self) -> Statement:
        """Return what was changed, as typed."""
        changed = {name: field.raw() for name, field in self.fields.items() if field.changed}
        if self._form.gap_id is not None:
            return Statement(gaps={self._form.gap_id: changed} if changed else {})
        frame = {name: value for name, value in self._frame().items() if value != self._start[name]}
        return Statement(changed, {}, frame)

    def show_field(self, name: str) -> None:
        """Bring a field to the front and move the keyboard there."""
        if name == "date" and self._form.gap_id is None:
            self.tabs.setCurrentIndex(0)
            self.date.setFocus()
        elif name in self.fields:
            self.tabs.setCurrentIndex(self._tab_of[name])
            field, area = self.fields[name], self.tabs.currentWidget()
            field.focus()
            if isinstance(area, QScrollArea):  # where it is, is known when the page has been laid out
                QTimer.singleShot(0, area, partial(area.ensureWidgetVisible, field, 0, _AROUND_PX))

    def _calm_down(self) -> None:
        self._sure = False
        self.notice.hide()

    def _say(self, text: str) -> None:
        self.notice.setText(text)
        self.notice.setAccessibleName(worded(text))
        self.notice.show()

    def _accept(self) -> None:
        try:
            good = facts.checked(self._form.programmes, self.statement())
        except InputError as error:
            self._say("\n".join(f"{p.message} {p.remedy}" for p in error.problems))
            self.show_field(error.problems[0].column or "")
            return
        self.accept()
        if good != Statement():
            self.wanted.emit(good)

    def reject(self) -> None:
        """Close; unsaved changes need a second word."""
        if self.statement() != Statement() and not self._sure:
            self._sure = True
            self._say(self.tr("Die Änderungen sind nicht übernommen. Noch einmal „Abbrechen“ verwirft sie."))
            return
        super().reject()
