"""The bar above the map while "Was wäre wenn" is played: tools, rules, and figures that a room can read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from quartiermap.domain import texts
from quartiermap.io import bundled
from quartiermap.ui.theme import icon
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.viewmodels.whatif import Standing
from quartiermap.ui.viewmodels.whatif_words import done_words, group_words, surveyed
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.choice_box import ChoiceBox
from quartiermap.ui.widgets.fitting import ShortWords
from quartiermap.ui.widgets.whatif_figures import Figure, GameFigures
from quartiermap.ui.widgets.whatif_rules import WhatIfRules, silently
from quartiermap.ui.wording import worded

if TYPE_CHECKING:
    from quartiermap.domain.profiles import Profile

HAND, ADD, WAY = "hand", "add", "way"
_REST_MS = 150


@dataclass(frozen=True)
class KindChoice:
    """A kind that can be played with."""

    kind: str
    name: str


class WhatIfBar(QFrame):
    """Shows the game and tells what the user wants of it.

    Signals
    -------
    tool_chosen : str
        "hand", "add" or "way".
    kind_chosen : str
    places_chosen : float
        For the chosen facility.
    close_wanted
        The chosen facility shall close, or open again.
    way_opened : int
        A closed way shall open again.
    threshold_chosen : object
        Metres, or ``None`` for the standard's own.
    speed_chosen : object
        km/h, or ``None`` for metres.
    profile_chosen : object
        A `Profile`.
    undo_wanted, redo_wanted, discard_wanted, take_wanted, cancel_wanted, protocol_wanted
    """

    tool_chosen = Signal(str)
    kind_chosen = Signal(str)
    places_chosen = Signal(float)
    close_wanted = Signal()
    way_opened = Signal(int)
    threshold_chosen = Signal(object)
    speed_chosen = Signal(object)
    profile_chosen = Signal(object)
    undo_wanted = Signal()
    redo_wanted = Signal()
    discard_wanted = Signal()
    take_wanted = Signal()
    cancel_wanted = Signal()
    protocol_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("game")
        self.setAccessibleName(self.tr("Was wäre wenn"))
        self._standing: Standing | None = None
        self._working = False
        self.new_places = 0
        self._typed_for = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 5, 10, 6)
        column.setSpacing(4)
        column.addLayout(self._tools())
        self.rules = WhatIfRules()
        self.rules.threshold_chosen.connect(self.threshold_chosen)
        self.rules.speed_chosen.connect(self.speed_chosen)
        self.rules.profile_chosen.connect(self.profile_chosen)
        column.addWidget(self.rules)
        column.addLayout(self._chosen())
        self.figures = GameFigures()
        column.addWidget(self.figures)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._tell_places)
        self.hide()

    # ---- building

    def _tools(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(3)
        self.tools: dict[str, QToolButton] = {}
        group = QActionGroup(self)
        for name, text, tip, symbol in (
            (HAND, self.tr("Verschieben"), self.tr("Einrichtung mit der Maus ziehen; gewählte mit den Pfeiltasten 10 m, mit Umschalt 50 m"), "hand"),
            (ADD, self.tr("Hinzufügen"), self.tr("Auf die Karte klicken, wo die neue Einrichtung stehen soll (Eingabetaste: Kartenmitte)"), "add"),
            (WAY, self.tr("Weg sperren"), self.tr("Auf einen Weg klicken: sperren oder wieder öffnen (Eingabetaste: Kartenmitte)"), "way-closed"),
        ):  # fmt: skip
            action = QAction(icon(symbol), text, self)
            action.setCheckable(True)
            action.setToolTip(tip)
            action.triggered.connect(partial(self._on_tool, name))
            group.addAction(action)
            button = QToolButton()
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.tools[name] = button
            line.addWidget(button)
        self.kind = ChoiceBox(9)
        self.kind.setAccessibleName(self.tr("Einrichtungsart"))
        self.kind.activated.connect(lambda row: self.kind_chosen.emit(str(self.kind.itemData(row))))
        line.addSpacing(6)
        line.addWidget(self.kind, 1)
        self.kind.hide()  # the list on the left is there, except on the projector
        line.addStretch(1)
        self.discard = QPushButton(self.tr("Verwerfen"))
        self.discard.setToolTip(self.tr("Beendet „Was wäre wenn“; das Projekt bleibt, wie es ist (Esc)"))
        self.discard.clicked.connect(self.discard_wanted)
        self.take = QPushButton(self.tr("Als Planung übernehmen"))
        self.take.setProperty("primary", True)
        self.take.setToolTip(
            self.tr("Schreibt neue und verlegte Einrichtungen als „geplant“ ins Projekt; ein Schritt, der rückgängig gemacht werden kann")
        )  # fmt: skip
        self.take.clicked.connect(self.take_wanted)
        line.addWidget(self.discard)
        line.addWidget(self.take)
        ShortWords(self, line, self.take, self.tr("Übernehmen"))
        return line

    def _chosen(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(6)
        self.text = Figure("muted", self.tr("Hinweis"))
        line.addWidget(self.text, 1)
        self.more = QToolButton()
        self.more.setText(self.tr("Reichweite …"))
        self.more.setToolTip(self.tr("Reichweite, und wer geht: zeigen oder verbergen"))
        self.more.setCheckable(True)
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.more.toggled.connect(self.rules.setVisible)
        self.more.hide()
        line.addWidget(self.more)
        self.places_name = parts.label(self.tr("Plätze"), "muted", wrap=False)
        self.places = QSpinBox()
        self.places.setAccessibleName(self.tr("Plätze"))
        self.places.setRange(0, 100_000)
        self.places.setSingleStep(5)
        self.places.setSpecialValueText(self.tr("keine Angabe"))
        self.places.setKeyboardTracking(False)
        self.places.setMaximumWidth(104)
        self.places.valueChanged.connect(self._on_places)
        self.close_button = QPushButton()
        self.close_button.setProperty("small", True)
        self.close_button.clicked.connect(self.close_wanted)
        self.ways = QToolButton()
        self.ways.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.ways.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.ways_menu = QMenu(self)
        self.ways.setMenu(self.ways_menu)
        for widget in (self.places_name, self.places, self.close_button, self.ways):
            line.addWidget(widget)
        self.cancel = QPushButton(self.tr("Abbrechen"))
        self.cancel.setProperty("small", True)
        self.cancel.setToolTip(self.tr("Es bleibt, wie es war (Esc)"))
        self.cancel.clicked.connect(self.cancel_wanted)
        self.cancel.hide()
        line.addWidget(self.cancel)
        self.undo, self.redo = QToolButton(), QToolButton()
        for button, symbol, signal, name in (
            (self.undo, "undo", self.undo_wanted, self.tr("Rückgängig")),
            (self.redo, "redo", self.redo_wanted, self.tr("Wiederholen")),
        ):
            button.setIcon(icon(symbol))
            button.setAccessibleName(name)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(signal)
            line.addWidget(button)
        self.protocol = QPushButton(self.tr("Protokoll …"))
        self.protocol.setToolTip(
            self.tr("Was ausprobiert wurde und was es bringt: lesen, kopieren, speichern")
        )
        self.protocol.setProperty("small", True)
        self.protocol.clicked.connect(self.protocol_wanted)
        line.addWidget(self.protocol)
        return line

    # ---- showing

    def offer(self, kinds: Sequence[KindChoice], profiles: Sequence[Profile]) -> None:
        """Offer kinds and profiles (at the beginning of a game)."""
        self.kind.clear()
        for choice in kinds:
            self.kind.addItem(worded(choice.name), choice.kind)
        self.new_places = 0
        self.rules.offer(profiles)

    def show_tool(self, tool: str) -> None:
        """Show which tool is in the hand."""
        for name, button in self.tools.items():
            button.defaultAction().setChecked(name == tool)
        self._show_tool_fields()

    def show_working(self, working: bool) -> None:
        """Show that something takes a moment, and how to stop it."""
        self._working = working
        self.setCursor(Qt.CursorShape.BusyCursor if working else Qt.CursorShape.ArrowCursor)
        self.cancel.setVisible(working)
        if self._standing is not None:
            self._show_tool_fields()

    @property
    def tool(self) -> str:
        """The tool in the hand."""
        return next((n for n, b in self.tools.items() if b.defaultAction().isChecked()), HAND)

    def set_large(self, large: bool) -> None:
        """Show the figures larger and offer the kinds here, for a projector; or as before."""
        self.kind.setVisible(large)
        # each asks or says something: not before a room
        for button in (self.discard, self.take, self.protocol):
            button.setHidden(large)
        self.figures.set_large(large)

    def set_low(self, low: bool) -> None:
        """Leave the map its height where the window has little: the rules open on demand, and lines that say nothing go."""
        self.more.setVisible(low)
        self.rules.setVisible(not low or self.more.isChecked())
        self.figures.set_low(low)

    def show_standing(self, standing: Standing) -> None:
        """Show how the game stands, without telling it back."""
        self._standing = standing
        change = standing.change
        self.kind.setCurrentIndex(self.kind.findData(change.kind))
        self.rules.show_standing(standing)
        for button, words, done in (
            (self.undo, self.tr("Rückgängig (Strg+Z)"), standing.undo_text),
            (self.redo, self.tr("Wiederholen (Strg+Y)"), standing.redo_text),
        ):
            button.setEnabled(bool(done))
            button.setToolTip(plain_tip(f"{words}: {done}" if done else words))
            button.setAccessibleName(button.toolTip())
        self.take.setEnabled(standing.worth_keeping)
        self.protocol.setEnabled(bool(standing.undo_text))
        self.tools[WAY].setEnabled(standing.has_network)
        self.figures.say_group(group_words(standing))
        self._show_tool_fields()
        self._show_ways(standing)

    def _show_tool_fields(self) -> None:
        """Show what the tool in the hand needs: places of the chosen facility, or of the one to come."""
        standing, adding = self._standing, self.tool == ADD
        site = None if standing is None or adding else standing.chosen
        self.close_button.setVisible(site is not None and not self._working)
        for widget in (self.places_name, self.places):
            widget.setVisible((site is not None or adding) and not self._working)
        self.places.setEnabled(adding or (site is not None and site.open))
        kind = site.kind if site is not None else "" if standing is None else standing.change.kind
        unit = worded(kinds[kind].capacity_unit) if kind in (kinds := bundled.kinds()) else self.tr("Plätze")
        self.places_name.setText(unit)
        self.places.setAccessibleName(
            self.tr("{unit} der neuen Einrichtung").format(unit=unit) if adding else unit
        )
        if adding:
            self._rest.stop()
            silently(self.places, self.new_places)
        elif site is not None and not (self._rest.isActive() and self._typed_for == site.id):
            self._rest.stop()  # what is being typed stays, but only for the facility it was meant for
            silently(self.places, round(site.places or 0))
        if site is not None:
            self.close_button.setText(
                self.tr("Schließen")
                if site.open
                else self.tr("Wieder öffnen")
                if site.closed
                else self.tr("Mitzählen")
            )
            self.close_button.setToolTip(self.tr("Entf"))
        self._say_hint(self.tool)

    def _say_hint(self, tool: str) -> None:
        site = self._standing.chosen if self._standing is not None else None
        if self._working:
            words = self.tr("Wege werden neu gerechnet …")
        elif tool == ADD:
            words = self.tr("Auf die Karte klicken: dort entsteht „{kind}“.").format(
                kind=self.kind.currentText()
            )
        elif tool == WAY:
            words = self.tr("Weg anklicken: sperren oder wieder öffnen.")
        elif site is None and self._standing is not None and not surveyed(self._standing.change):
            words = self.tr("Von dieser Art ist nichts erfasst: hinzufügen, um etwas auszuprobieren.")
        elif site is None:
            words = self.tr("Einrichtung ziehen oder anklicken.")
        else:
            done = done_words(site)
            words = f"{site.name} ({done})" if done else site.name
        self.text.say(words)

    def _show_ways(self, standing: Standing) -> None:
        self.ways.setVisible(bool(standing.ways))
        self.ways.setText(self.tr("Gesperrte Wege ({n})").format(n=texts.number(len(standing.ways))))
        self.ways_menu.clear()
        for way in standing.ways:
            action = self.ways_menu.addAction(
                self.tr("„{name}“ wieder öffnen").format(name=way.name).replace("&", "&&")
            )
            action.triggered.connect(partial(self._on_way, way.edge))

    # ---- telling

    def _on_tool(self, name: str, _checked: bool = False) -> None:
        self._show_tool_fields()
        self.tool_chosen.emit(name)

    def _on_way(self, edge: int, _checked: bool = False) -> None:
        self.way_opened.emit(edge)

    def _on_places(self, places: int) -> None:
        if self.tool == ADD:
            self.new_places = places
        elif self._standing is not None and self._standing.chosen is not None:
            self._typed_for = self._standing.chosen.id
            self._rest.start()

    def _tell_places(self) -> None:
        if self.tool == ADD:
            return
        site = self._standing.chosen if self._standing is not None else None
        if site is not None and self.places.value() > 0 and self.places.value() != site.places:
            self.places_chosen.emit(float(self.places.value()))
