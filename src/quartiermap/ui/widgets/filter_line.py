"""What a table is filtered by: words, facets, a count, chips of what is let through."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QToolButton, QWidget

from quartiermap.domain import texts
from quartiermap.ui.theme import icon
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.table_order import in_order
from quartiermap.ui.viewmodels.tables import RecordsFilter, RecordsModel, plain_tip
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.filter_popup import FilterPopup
from quartiermap.ui.wording import worded

_CHIP = 34
"""Letters that a chip has room for."""


class FilterLine(QObject):
    """Two rows of a table, put where there is room for them: `bar` to filter with, `chips` of what is filtered by.

    Parameters
    ----------
    name : str
        What the rows are, for people.
    model, shown : RecordsModel, RecordsFilter
        All rows, and those that are shown.
    parent : QWidget
        The table.

    Signals
    -------
    changed
        Something else is filtered by: `text` and `chosen`.
    """

    changed = Signal()

    def __init__(self, name: str, model: RecordsModel[Any], shown: RecordsFilter, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._shown, self._narrow = model, shown, False
        self._popup: FilterPopup | None = None
        self.chosen: dict[str, frozenset[str]] = {}
        self.chip_buttons: dict[str, QPushButton] = {}
        self._make_bar(name, parent)
        self._make_chips()

    def _make_bar(self, name: str, parent: QWidget) -> None:
        self.bar = QWidget(parent)
        line = QHBoxLayout(self.bar)
        line.setContentsMargins(4, 2, 8, 2)
        line.setSpacing(6)
        self.words = QLineEdit()
        self.words.setPlaceholderText(translate("RecordTable", "Filtern …"))
        self.words.setAccessibleName(translate("RecordTable", "{name} filtern").format(name=name))
        self.words.setClearButtonEnabled(True)
        self.words.setFixedWidth(150)
        self.words.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition).setText(
            translate("RecordTable", "Filtern")
        )
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(120)
        self._delay.timeout.connect(self.changed)
        self.words.textChanged.connect(self._delay.start)
        line.addStretch(1)
        line.addWidget(self.words)
        self.choose = QToolButton()
        self.choose.setText(translate("RecordTable", "Filter ▾"))
        self.choose.setToolTip(translate("RecordTable", "Nach Merkmalen filtern"))
        self.choose.setAccessibleName(
            translate("RecordTable", "{name} nach Merkmalen filtern").format(name=name)
        )
        self.choose.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.choose.clicked.connect(self.show_choices)
        self.choose.setVisible(bool(self._model.facets))
        line.addWidget(self.choose)
        self.count = parts.label("", "muted", wrap=False)
        line.addWidget(self.count)

    def _make_chips(self) -> None:
        self.chips = QWidget()
        self._chip_line = QHBoxLayout(self.chips)
        self._chip_line.setContentsMargins(6, 3, 6, 3)
        self._chip_line.setSpacing(5)
        self.group = QPushButton()
        self.group.setProperty("small", True)
        self.group.setToolTip(translate("RecordTable", "Auswahl aufheben (Esc)"))
        self.group.hide()
        self._chip_line.addWidget(self.group)
        self._chip_line.addStretch(1)
        self.chip_count = parts.label("", "muted", wrap=False)
        self._chip_line.addWidget(self.chip_count)
        self.chips.hide()

    @property
    def text(self) -> str:
        """The words that a row has to contain."""
        return self.words.text()

    # ---- filtering

    def filter_by(self, facet: str, words: frozenset[str]) -> None:
        """Let only rows through that have one of some words for a facet; no words: all."""
        if words:
            self.chosen[facet] = words
        else:
            self.chosen.pop(facet, None)
        self.changed.emit()
        self._offer()

    def clear(self) -> None:
        """Let everything through again."""
        self.chosen.clear()
        self.words.clear()
        self._delay.stop()  # what the words would have started is done at once
        self.changed.emit()
        self._offer()

    def forget(self, facet: str) -> None:
        """Drop a facet that has got other words (the classes of another figure)."""
        if facet in self.chosen:
            self.filter_by(facet, frozenset())

    def show_choices(self) -> None:
        """Open the list of what can be filtered by."""
        if self._popup is None:
            self._popup = FilterPopup(self.bar)
            self._popup.chosen.connect(self.filter_by)
            self._popup.cleared.connect(self.clear)
        self._offer()
        self._popup.show_below(self.choose)

    def hide_choices(self) -> None:
        """Close that list."""
        if self._popup is not None:
            self._popup.hide()

    def _offer(self) -> None:
        if self._popup is None:
            return
        offered, none = {}, worded(texts.NO_DATA)
        for facet in self._model.facets:
            counts = self._shown.counts(facet)
            order = {worded(word): place for place, word in enumerate(facet.order)}
            ordered = sorted(counts, key=lambda w: (w == none, order.get(w, len(order)), in_order(w)))
            ticked = self.chosen.get(facet.key, frozenset())
            offered[facet.key] = (facet.title, {word: counts[word] for word in ordered}, ticked)
        self._popup.offer(offered)

    # ---- what is seen of it

    def set_narrow(self, narrow: bool) -> None:
        """Leave out what the bar can do without."""
        self._narrow = narrow
        self.words.setFixedWidth(92 if narrow else 150)
        self.choose.setText("▾" if narrow else translate("RecordTable", "Filter ▾"))
        self.show_count()

    def show_group(self, label: str, *, on: bool) -> None:
        """Name a group of rows that are looked at alone, with a button that lets the others in again."""
        self.group.setText(_chip(label))
        self.group.setAccessibleName(
            translate("RecordTable", "{label}: Auswahl aufheben").format(label=label)
        )
        self.group.setVisible(on)
        self.show_chips()

    def show_chips(self) -> None:
        """Show what is filtered by, each with a cross."""
        wanted: dict[str, str] = {}
        if self.text.strip():
            wanted[""] = translate("RecordTable", "Text: {words}").format(words=self.text.strip())
        for facet in self._model.facets:
            if facet.key in self.chosen:
                words = ", ".join(sorted(self.chosen[facet.key], key=texts.fold))
                wanted[facet.key] = f"{facet.title}: {words}"
        for button in self.chip_buttons.values():
            self._chip_line.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.chip_buttons = {}
        for number, (key, words) in enumerate(wanted.items()):
            button = QPushButton(_chip(words))
            button.setProperty("small", True)
            about = translate("RecordTable", "Filter aufheben: {words}").format(words=words)
            button.setToolTip(plain_tip(about))
            button.setAccessibleName(about)
            button.clicked.connect(lambda _checked=False, key=key: self._take_chip(key))
            self._chip_line.insertWidget(1 + number, button)
            self.chip_buttons[key] = button
        self.chips.setVisible(bool(wanted) or self.group.isVisibleTo(self.chips))
        self.show_count()

    def _take_chip(self, key: str) -> None:
        if key:
            self.filter_by(key, frozenset())
        else:
            self.words.clear()

    @property
    def count_words(self) -> str:
        """How many of the rows are shown: "12 von 63", or how many there are."""
        shown, everything = self._shown.rowCount(), self._model.rowCount()
        if shown == everything:
            return texts.number(everything)
        return translate("RecordTable", "{n} von {all}").format(
            n=texts.number(shown), all=texts.number(everything)
        )

    def show_count(self) -> None:
        """Say how many rows there are."""
        self.count.setText(self.count_words)
        self.count.setVisible(not self._narrow)
        self.chip_count.setText(self.count_words)
        self.chip_count.setVisible(self._narrow)


def _chip(words: str) -> str:
    """Return the words of a button that takes something away, as long as there is room."""
    short = words if len(words) <= _CHIP else f"{words[: _CHIP - 1]}…"
    return f"{short}\u2002✕".replace("&", "&&")
