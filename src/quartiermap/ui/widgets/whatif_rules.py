"""The rules of "Was wäre wenn": how far is in reach, who walks, and whether ways are metres or minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QSlider, QSpinBox, QWidget

from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.viewmodels.walking import who_walks
from quartiermap.ui.viewmodels.whatif import Standing
from quartiermap.ui.viewmodels.whatif_words import rule_words
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.choice_box import ChoiceBox

if TYPE_CHECKING:
    from quartiermap.domain.profiles import Profile

_STEP_M = 50


class WhatIfRules(QWidget):
    """One line of the bar.

    Signals
    -------
    threshold_chosen : object
        Metres, or ``None`` for the standard's own.
    speed_chosen : object
        km/h, or ``None`` for metres.
    profile_chosen : object
        A `Profile`.
    """

    threshold_chosen = Signal(object)
    speed_chosen = Signal(object)
    profile_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._standing: Standing | None = None
        self._profiles: tuple[Profile, ...] = ()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(parts.label(self.tr("Reichweite"), "muted", wrap=False))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("Reichweite in Metern (Schieber)"))
        self.slider.setRange(2, 80)
        self.slider.setPageStep(4)
        self.slider.setMinimumWidth(70)
        self.metres = QSpinBox()
        self.metres.setAccessibleName(self.tr("Reichweite in Metern"))
        self.metres.setRange(50, 10_000)
        self.metres.setSingleStep(_STEP_M)
        self.metres.setSuffix("\u00a0m")
        self.metres.setGroupSeparatorShown(True)
        self.metres.setKeyboardTracking(False)
        self.metres.setMaximumWidth(84)
        self.reset = parts.link(self.tr("Richtwert"), self.tr("Zurück zum Richtwert"))
        self.slider.valueChanged.connect(lambda steps: self.threshold_chosen.emit(float(steps * _STEP_M)))
        self.metres.valueChanged.connect(lambda metres: self.threshold_chosen.emit(float(metres)))
        self.reset.clicked.connect(lambda: self.threshold_chosen.emit(None))
        line.addWidget(self.slider, 2)
        line.addWidget(self.metres)
        line.addWidget(self.reset)
        line.addSpacing(6)
        line.addWidget(parts.label(self.tr("Wer geht?"), "muted", wrap=False))
        self.profile = ChoiceBox(9)
        self.profile.setAccessibleName(self.tr("Wer geht?"))
        self.profile.activated.connect(lambda row: self.profile_chosen.emit(self._profiles[row]))
        line.addWidget(self.profile, 2)
        self.unit = ChoiceBox()
        self.unit.setAccessibleName(self.tr("Reichweite in Metern oder Minuten"))
        self.unit.addItem(self.tr("in Metern"))
        self.unit.addItem(self.tr("in Minuten"))
        self.unit.setToolTip(
            self.tr("In Minuten: die Gehzeit des Richtwerts bleibt, wer langsamer geht, kommt weniger weit")
        )
        self.unit.activated.connect(self._on_unit)
        line.addWidget(self.unit)
        self.speed = QDoubleSpinBox()
        self.speed.setAccessibleName(self.tr("Gehgeschwindigkeit in Kilometern je Stunde"))
        self.speed.setRange(1.0, 8.0)
        self.speed.setDecimals(1)
        self.speed.setSingleStep(0.2)
        self.speed.setSuffix("\u00a0km/h")
        self.speed.setKeyboardTracking(False)
        self.speed.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        self.speed.setMaximumWidth(84)
        self.speed.valueChanged.connect(lambda kmh: self.speed_chosen.emit(float(kmh)))
        line.addWidget(self.speed)

    def offer(self, profiles: Sequence[Profile]) -> None:
        """Offer who can walk (at the beginning of a game)."""
        self._profiles = tuple(profiles)
        self.profile.clear()
        for profile in self._profiles:
            self.profile.addItem(who_walks(profile))
            self.profile.setItemData(
                self.profile.count() - 1, plain_tip(profile.speed_words), Qt.ItemDataRole.ToolTipRole
            )

    def show_standing(self, standing: Standing) -> None:
        """Show by which rules the game stands, without telling them back."""
        self._standing = standing
        change = standing.change
        with_standard = standing.standard is not None
        for widget, value in (
            (self.slider, round(change.target_now_m / _STEP_M)),
            (self.metres, round(change.target_now_m)),
        ):
            widget.setEnabled(with_standard)
            if with_standard:
                silently(widget, value)
        own = standing.standard is not None and change.target_now_m != standing.standard.target_m
        self.reset.setEnabled(own)
        row = next((i for i, p in enumerate(self._profiles) if p.id == standing.profile.id), -1)
        self.profile.setCurrentIndex(row)
        self.unit.setCurrentIndex(0 if standing.speed_kmh is None else 1)
        self.speed.setVisible(standing.speed_kmh is not None)
        with parts.quiet(self.speed):
            self.speed.setValue(standing.speed_kmh or standing.profile.speed_kmh)
        self.profile.setEnabled(standing.has_network)  # by air line everybody walks alike
        if not standing.has_network:
            self.profile.setToolTip(
                self.tr("Ohne Wegenetz lässt sich nicht sagen, wer welche Wege gehen kann.")
            )
        self.slider.setToolTip(rule_words(standing))

    def _on_unit(self, row: int) -> None:
        if self._standing is not None:
            self.speed_chosen.emit(None if row == 0 else self._standing.profile.speed_kmh)


def silently(widget: QSlider | QSpinBox, value: int) -> None:
    """Show a value without telling it."""
    with parts.quiet(widget):
        widget.setValue(value)
