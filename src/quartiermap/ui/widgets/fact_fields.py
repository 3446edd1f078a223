"""The fields of the form for the programme check: one for every type of fact, all with the same three questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.facts import Field, number_text
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.choice_box import ChoiceBox
from quartiermap.ui.wording import worded


class CalmBox(ChoiceBox):
    """A box that the wheel only turns when it has the keyboard, so that scrolling the form changes nothing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the form."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class FactField(QWidget):
    """A field for one fact.

    Signals
    -------
    edited
        Something was typed or chosen.
    """

    edited = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(3)
        self.inputs: list[QWidget] = []
        self._start: Any = None

    def _add(self, widget: QWidget, name: str = "") -> None:
        fact = self.field.fact
        widget.setAccessibleName(worded(f"{fact.label}: {name}" if name else fact.label))
        widget.setAccessibleDescription(worded(f"{fact.help} {self.field.decides}"))
        self.inputs.append(widget)

    def raw(self) -> Any:
        """Return what stands in the field, as typed or chosen."""
        raise NotImplementedError

    def remember(self) -> None:
        """Take what stands in the field as not changed."""
        self._start = self.raw()

    @property
    def changed(self) -> bool:
        """Whether it was changed since it was shown."""
        return bool(self.raw() != self._start)

    def focus(self) -> None:
        """Move the keyboard here."""
        self.inputs[0].setFocus()

    def _empty_words(self) -> str:
        inherited = self.field.inherited
        if inherited:
            return translate("Facts", "wie für alle Lücken: {value}").format(value=inherited)
        return translate("Facts", "keine Angabe")


class ChoiceField(FactField):
    """One of some options, or yes and no."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.box = CalmBox()
        self.box.addItem(self._empty_words(), None)
        if field.fact.type == "yes_no":
            self.box.addItem(translate("Facts", "ja"), True)
            self.box.addItem(translate("Facts", "nein"), False)
        for option in field.fact.options:
            self.box.addItem(worded(option.label), option.value)
        values = [self.box.itemData(i) for i in range(self.box.count())]
        if field.value in values:
            self.box.setCurrentIndex(values.index(field.value))
        elif field.value is not None:  # set by hand in an older file: shown as it is, never replaced silently
            self.box.addItem(str(field.value), field.value)
            self.box.setCurrentIndex(self.box.count() - 1)
        self.box.currentIndexChanged.connect(self.edited)
        self.column.addWidget(self.box)
        self._add(self.box)
        self.remember()

    def raw(self) -> Any:
        """Return the value of the option."""
        return self.box.currentData()


class TextField(FactField):
    """Some words with their source, or a list with one entry a line."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.box = QPlainTextEdit()
        self.box.setTabChangesFocus(True)
        lines = 4 if field.fact.type == "list" else 2
        self.box.setFixedHeight(self.box.fontMetrics().lineSpacing() * lines + 20)
        value = field.value
        self.box.setPlainText(
            "\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")
        )
        self.box.setPlaceholderText(
            self._empty_words()
            if field.inherited
            else translate("Facts", "z. B. {example}").format(example=worded(field.fact.example))
        )
        self.box.textChanged.connect(self.edited)
        self.column.addWidget(self.box)
        self._add(self.box)
        self.remember()

    def raw(self) -> str:
        """Return the text."""
        return self.box.toPlainText()


class NumberField(FactField):
    """One number with its unit."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.box = QLineEdit(number_text(field.value))
        self.box.setMaximumWidth(160)
        self.box.setPlaceholderText(
            self._empty_words()
            if field.inherited
            else translate("Facts", "z. B. {example}").format(example=worded(field.fact.example))
        )
        self.box.textEdited.connect(self.edited)
        grid = QGridLayout()
        grid.setColumnStretch(2, 1)
        grid.addWidget(self.box, 0, 0)
        grid.addWidget(parts.label(field.fact.unit, wrap=False), 0, 1)
        self.column.addLayout(grid)
        self._add(self.box)
        self.remember()

    def raw(self) -> str:
        """Return the text."""
        return self.box.text()


class AmountsField(FactField):
    """An amount by payer, with what the programme says to the shares.

    Parameters
    ----------
    check : callable
        Gives the outcome of the rule and its sentence for the texts typed.
    """

    def __init__(self, field: Field, check: Callable[[Mapping[str, str]], tuple[str, str]]) -> None:
        super().__init__(field)
        self._check = check
        value = field.value if isinstance(field.value, Mapping) else {}
        self.boxes: dict[str, QLineEdit] = {}
        grid = QGridLayout()
        grid.setColumnStretch(2, 1)
        grid.setVerticalSpacing(4)
        for row, option in enumerate(field.fact.options):
            box = QLineEdit(number_text(value.get(option.value)))
            box.setMaximumWidth(180)
            box.textEdited.connect(self._edited)
            name = QLabel(worded(option.label))
            name.setBuddy(box)
            grid.addWidget(name, row, 0)
            grid.addWidget(box, row, 1)
            grid.addWidget(parts.label(field.fact.unit, wrap=False), row, 2)
            self.boxes[option.value] = box
            self._add(box, option.label)
        self.column.addLayout(grid)
        if field.inherited:
            self.column.addWidget(parts.label(self._empty_words(), "muted"))
        self.says = parts.label("", "muted", selectable=True)
        self.column.addWidget(self.says)
        self.remember()
        self._show()

    def raw(self) -> dict[str, str]:
        """Return the texts by payer."""
        return {payer: box.text() for payer, box in self.boxes.items()}

    def _edited(self) -> None:
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        result, words = self._check(self.raw())
        signs = {"met": "✓ ", "not_met": "✗ ", "open": "? "}
        self.says.setText(f"{signs.get(result, '')}{words}")
        self.says.setVisible(bool(words))


class MultiField(FactField):
    """Some of several options."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        chosen = field.value if isinstance(field.value, list | tuple) else ()
        self.boxes: dict[str, QCheckBox] = {}
        for option in field.fact.options:
            box = QCheckBox(worded(option.label).replace("&", "&&"))
            box.setChecked(option.value in chosen)
            box.toggled.connect(self.edited)
            self.boxes[option.value] = box
            self.column.addWidget(box)
            self._add(box, option.label)
        if field.inherited:
            self.column.addWidget(parts.label(self._empty_words(), "muted"))
        self.remember()

    def raw(self) -> list[str]:
        """Return the values of the ticked options."""
        return [value for value, box in self.boxes.items() if box.isChecked()]


def make_field(field: Field, check: Callable[[Mapping[str, str]], tuple[str, str]]) -> FactField:
    """Return the field for a fact; `check` is for amounts."""
    kind = field.fact.type
    if kind == "amounts":
        return AmountsField(field, check)
    if kind == "multi":
        return MultiField(field)
    if kind == "number":
        return NumberField(field)
    return ChoiceField(field) if kind in ("choice", "yes_no") else TextField(field)
