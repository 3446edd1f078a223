"""The form of one facility. It stands beside the map: what is changed elsewhere meanwhile comes in where nobody has typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from quartiermap.app.facility_values import FORM_FIELDS, LABELS, PLACE, FacilityValues, outline_area
from quartiermap.domain import schema, texts
from quartiermap.errors import Problem
from quartiermap.io import bundled
from quartiermap.ui.theme import role
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.choice_box import ChoiceBox
from quartiermap.ui.wording import worded

Check = Callable[[FacilityValues], Sequence[Problem]]
"""Returns what is wrong with a form."""

_CHOICES = {"condition": schema.CONDITIONS, "barrier_free": schema.BARRIER_FREE, "status": schema.STATUS}
_CHECK_MS = 300


class FacilityDialog(QDialog):
    """Shows what is known of a facility and takes what is typed; says below a field what is wrong with it.

    Parameters
    ----------
    title : str
    values : FacilityValues
        What the project holds.
    check : callable
        Says what is wrong with a form.
    new : bool
        It is about a facility that the project does not have yet.

    Signals
    -------
    wanted : FacilityValues
        The form shall be taken over.
    place_wanted
        Its place shall be chosen on the map.
    outline_wanted
        Its ground shall be drawn on the map.
    left
        The form is gone.
    """

    wanted = Signal(object)
    place_wanted = Signal()
    outline_wanted = Signal()
    left = Signal()

    def __init__(
        self,
        title: str,
        values: FacilityValues,
        check: Check,
        *,
        new: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(False)
        self._check, self._new = check, new
        self._base = values
        self._place, self._outline = values.place, values.outline
        self.fields: dict[str, QWidget] = {}
        self.problems: dict[str, QLabel] = {}
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_CHECK_MS)
        self._later.timeout.connect(self._examine)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        self.notice = parts.label("", "notice")
        self.notice.hide()
        column.addWidget(self.notice)
        inner = parts.Column()
        inner.setObjectName("page")
        self._rows = QFormLayout(inner)
        self._rows.setContentsMargins(0, 0, 6, 0)
        self._rows.setVerticalSpacing(5)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        column.addWidget(parts.scrolled(inner, title), 1)
        for name in FORM_FIELDS:
            self._add(name)
        self._add_place()
        hint = (
            self.tr(
                "Jede Änderung ist ein Schritt, den Strg+Z zurücknimmt, und steht mit Tag und Uhrzeit bei den Daten."
            )
            if not new
            else self.tr(
                "Die neue Einrichtung steht mit Tag und Uhrzeit bei den Daten; Strg+Z nimmt sie zurück."
            )
        )
        column.addWidget(parts.label(hint, "muted"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton(
            self.tr("An&legen") if new else self.tr("Über&nehmen"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.go.setProperty("primary", True)
        self.go.setToolTip(self.tr("Übernehmen (Strg+Eingabe)"))
        buttons.accepted.connect(self.accept_form)
        buttons.rejected.connect(self.close)
        column.addWidget(buttons)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.accept_form)
        self.setMinimumSize(440, 360)
        self.resize(500, 680)
        self._put(values)
        if new:
            self._fill_area(())
        self._examine()
        first = self.fields["name" if new and values.kind else "kind" if new else "places"]
        first.setFocus()

    # ---- building

    def _add(self, name: str) -> None:
        label = LABELS[name]
        made: QWidget
        if name == "kind":
            box = ChoiceBox()
            for kind in bundled.kinds():
                box.addItem(worded(kind.name), kind.id)
            box.currentIndexChanged.connect(self._on_kind)
            made = box
        elif name in _CHOICES:
            box = ChoiceBox()
            if name != "status" or not (self._new or self._base.status):  # what no file said is not filled in
                box.addItem(self.tr("keine Angabe"), "")
            for value in _CHOICES[name]:
                box.addItem(worded(value), value)
            box.currentIndexChanged.connect(self._later.start)
            made = box
        elif name == "note":
            note = QPlainTextEdit()
            note.setTabChangesFocus(True)
            note.setFixedHeight(52)
            note.textChanged.connect(self._later.start)
            made = note
        else:
            line = QLineEdit()
            line.setPlaceholderText(
                self.tr("2027 oder 01.08.2027") if name == "opening" else self.tr("keine Angabe")
            )
            line.textEdited.connect(self._later.start)
            made = line
        made.setAccessibleName(label)
        self.fields[name] = made
        self._row(name, label, made)

    def _row(self, name: str, label: str, field: QWidget) -> None:
        cell = QWidget()
        lines = QVBoxLayout(cell)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(1)
        lines.addWidget(field)
        problem = self.problems[name] = parts.label("", "muted")
        problem.hide()
        lines.addWidget(problem)
        cell.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        caption = QLabel(worded(label))
        caption.setBuddy(field)
        self._rows.addRow(caption, cell)

    def _add_place(self) -> None:
        line = QWidget()
        lines = QVBoxLayout(line)
        lines.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        self.place = parts.label("")
        lines.addWidget(self.place)
        lines.addLayout(row)
        self.choose = QPushButton(self.tr("Auf der &Karte wählen"))
        self.choose.setAutoDefault(False)
        self.choose.clicked.connect(self.place_wanted)
        self.draw = QPushButton(self.tr("&Fläche zeichnen"))
        self.draw.setAutoDefault(False)
        self.draw.clicked.connect(self.outline_wanted)
        row.addWidget(self.choose)
        row.addWidget(self.draw)
        row.addStretch(1)
        self._row(PLACE, LABELS[PLACE], line)

    # ---- what it holds

    @property
    def touched(self) -> bool:
        """Whether anything in the form differs from the project."""
        return self.values() != self._base

    def values(self) -> FacilityValues:
        """Return what stands in the form."""
        return FacilityValues(
            **{name: _read(field) for name, field in self.fields.items()},
            place=self._place,
            outline=self._outline,
        )

    def show_project(self, values: FacilityValues) -> None:
        """Take what the project holds now; what was typed stays."""
        typed, base = self.values(), self._base
        kept = {
            name: getattr(typed, name)
            for name in (*FORM_FIELDS, PLACE, "outline")
            if getattr(typed, name) != getattr(base, name)
        }
        self._base = values
        self._put(replace(values, **kept))
        self._examine()

    def set_place(
        self, place: tuple[float, float] | None, outline: tuple[tuple[float, float], ...] = ()
    ) -> None:
        """Take another place (project CRS, metres)."""
        before, self._outline = self._outline, outline
        self._place = place
        self._say_place()
        self._fill_area(before)
        self._examine()

    def _fill_area(self, before: tuple[tuple[float, float], ...]) -> None:
        """Fill in the area of the ground that was drawn, unless somebody knows it better."""
        field = self.fields["area_m2"]
        known = _read(field)
        if self._outline and known in ("", _area_words(before)):
            _write(field, _area_words(self._outline))

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Say below each field what is wrong with it, and go to the first one that cannot stay."""
        told: dict[str, list[Problem]] = {}
        for problem in problems:
            told.setdefault(problem.column or "", []).append(problem)
        for name, label in self.problems.items():
            own = told.pop(name, [])
            label.setText("\n".join(f"{p.message} {p.remedy}".strip() for p in own))
            role(label, "muted" if all(p.severity != "error" for p in own) else "strong")
            label.setVisible(bool(own))
        rest = [p for left in told.values() for p in left]
        self.notice.setText("\n".join(f"{p.message} {p.remedy}".strip() for p in rest))
        self.notice.setVisible(bool(rest))

    def accept_form(self) -> None:
        """Check, then hand the form over; with errors in it the first of them gets the keyboard."""
        values = self.values()
        problems = self._check(values)
        self.show_problems(problems)
        wrong = [p.column for p in problems if p.severity == "error"]
        if not wrong:
            self.wanted.emit(values)
            return
        field = self.choose if wrong[0] == PLACE else self.fields.get(wrong[0] or "")
        if field is not None:
            field.setFocus()

    def _put(self, values: FacilityValues) -> None:
        for name, field in self.fields.items():
            with parts.quiet(field):
                _write(field, getattr(values, name))
        self._place, self._outline = values.place, values.outline
        self._say_place()
        self._show_parts()

    def _say_place(self) -> None:
        if self._place is None:
            words = texts.NO_DATA
        elif self._outline:
            words = self.tr("Fläche mit {n} Ecken").format(n=len(self._outline))
        else:
            x, y = self._place
            words = self.tr("{x} / {y}").format(x=texts.number(x), y=texts.number(y))
        self.place.setText(words)

    def _on_kind(self) -> None:
        self._show_parts()
        self._later.start()

    def _show_parts(self) -> None:
        """Ask for places by age only where there are such: in a Kita, or where they are known."""
        kita = _read(self.fields["kind"]) == "kita"
        for name in ("places_u3", "places_o3"):
            cell = self.fields[name].parentWidget()
            if cell is not None:
                self._rows.setRowVisible(cell, kita or bool(_read(self.fields[name])))

    def _examine(self) -> None:
        """Say what is wrong so far; of what the form still lacks nothing is said before somebody wants it taken over."""
        values = self.values()

        def lacks(problem: Problem) -> bool:
            field = problem.column
            if field not in self.fields:
                return self._new and field != PLACE
            untouched = getattr(values, field) == getattr(self._base, field)
            return not getattr(values, field) and (self._new or untouched)

        self.show_problems([p for p in self._check(values) if not lacks(p)])

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that it is gone."""
        super().closeEvent(event)
        self.left.emit()

    def reject(self) -> None:
        """Close (Escape does)."""
        self.close()


def _area_words(outline: tuple[tuple[float, float], ...]) -> str:
    return texts.number(outline_area(outline)) if outline else ""


def _read(field: QWidget) -> str:
    if isinstance(field, QComboBox):
        return str(field.currentData() or "")
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText().strip()
    return field.text().strip() if isinstance(field, QLineEdit) else ""


def _write(field: QWidget, value: str) -> None:
    if isinstance(field, QComboBox):
        at = field.findData(value)
        if at < 0 and value:  # a word that this version does not know stays as it is
            field.addItem(value, value)
            at = field.count() - 1
        field.setCurrentIndex(max(at, 0))
    elif isinstance(field, QPlainTextEdit):
        if field.toPlainText().strip() != value:
            field.setPlainText(value)
    elif isinstance(field, QLineEdit) and field.text().strip() != value:
        field.setText(value)
