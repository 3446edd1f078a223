"""The panel on the left: which kind, which figure, which standard, which layers."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QListView,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from quartiermap.domain import texts
from quartiermap.io import bundled
from quartiermap.ui.viewmodels import explain
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.viewmodels.thematic import FIGURES, Thematic, Theme, figure_name
from quartiermap.ui.viewmodels.viewdata import ViewData
from quartiermap.ui.viewmodels.walking import who_walks
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.checklist import Checklist
from quartiermap.ui.widgets.choice_box import ChoiceBox
from quartiermap.ui.widgets.kinds_list import KindDelegate, KindsModel
from quartiermap.ui.wording import worded

LAYERS = ("cells", "facilities", "gaps", "funding", "basemap")
"""Layers that can be switched, in the order of the panel."""
_STEP_M = 50


class ThemePanel(QWidget):
    """Chooses the theme of the map.

    Signals
    -------
    layer_switched : str, bool
        A layer shall be shown or hidden.
    step_wanted : str
        A step of the checklist shall be done.
    profile_wanted : str
        Everything shall be computed anew for this profile.
    minutes_chosen : bool
        Ways shall be told in minutes, or in metres.
    """

    layer_switched = Signal(str, bool)
    step_wanted = Signal(str)
    profile_wanted = Signal(str)
    minutes_chosen = Signal(bool)

    def __init__(self, thematic: Thematic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAccessibleName(self.tr("Thema"))
        self._thematic = thematic
        self._data: ViewData | None = None
        inner = self._inner = parts.Column()
        inner.setObjectName("panel")
        column = QVBoxLayout(inner)
        column.setContentsMargins(12, 2, 8, 4)
        column.setSpacing(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(parts.scrolled(inner, self.tr("Thema")))
        inner.hide()  # until there is something to choose from

        self.checklist_box = QWidget()
        box = QVBoxLayout(self.checklist_box)
        box.setContentsMargins(0, 0, 0, 4)
        box.setSpacing(5)
        self.checklist_title = parts.label("", "group")
        box.addWidget(self.checklist_title)
        self.checklist = Checklist()
        self.checklist.wanted.connect(self.step_wanted)
        box.addWidget(self.checklist)
        box.addWidget(parts.rule())
        column.addWidget(self.checklist_box)

        self._add_kinds(column)
        self._add_figures(column)
        self._add_standard(column)
        self._add_walking(column)
        self._add_layers(column)
        column.addStretch(1)
        thematic.changed.connect(self._on_theme)

    def _add_kinds(self, column: QVBoxLayout) -> None:
        title = parts.label(self.tr("Einrichtungsart"), "group")
        column.addWidget(title)
        self.kinds = QListView()
        self.kinds.setAccessibleName(self.tr("Einrichtungsart"))
        self.kinds_model = KindsModel(self)
        self.kinds.setModel(self.kinds_model)
        self.kinds.setItemDelegate(KindDelegate(self.kinds))
        self.kinds.setIconSize(QSize(20, 20))
        self.kinds.setUniformItemSizes(True)
        self.kinds.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.kinds.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.kinds.setToolTip(self.tr("Der Anteil gilt für die ganze Stadt."))
        self.kinds.selectionModel().currentChanged.connect(self._on_kind)
        column.addWidget(self.kinds)

    def _add_figures(self, column: QVBoxLayout) -> None:
        column.addWidget(parts.label(self.tr("Kennzahl"), "group"))
        self.figures = QButtonGroup(self)
        self.figure_buttons: dict[str, QRadioButton] = {}
        for number, figure in enumerate(FIGURES):
            button = QRadioButton(figure_name(figure))
            self.figures.addButton(button, number)
            self.figure_buttons[figure] = button
            column.addWidget(button)
        self.figures.idClicked.connect(lambda number: self._thematic.choose_figure(FIGURES[number]))

    def _add_standard(self, column: QVBoxLayout) -> None:
        self.standard_box = QWidget()
        box = QVBoxLayout(self.standard_box)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(1)
        box.addWidget(parts.label(self.tr("Richtwert"), "group"))
        self.standards = ChoiceBox(12)
        self.standards.setAccessibleName(self.tr("Richtwert"))
        self.standards.activated.connect(self._on_standard)
        box.addWidget(self.standards)
        line = QHBoxLayout()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("Entfernung in Metern (Schieber)"))
        self.slider.setRange(2, 80)
        self.slider.setPageStep(5)
        self.metres = QSpinBox()
        self.metres.setAccessibleName(self.tr("Entfernung in Metern"))
        self.metres.setRange(50, 10_000)
        self.metres.setSingleStep(_STEP_M)
        self.metres.setSuffix("\u00a0m")
        self.metres.setGroupSeparatorShown(True)
        self.metres.setKeyboardTracking(False)
        self.metres.setMinimumWidth(72)
        line.addWidget(self.slider, 1)
        line.addWidget(self.metres)
        box.addLayout(line)
        self.slider.valueChanged.connect(self._on_slider)
        self.metres.valueChanged.connect(self._on_metres)
        self.source = parts.label("", "muted")
        box.addWidget(self.source)
        self.more = parts.link(self.tr("Quelle zeigen"))
        self.more.setCheckable(True)
        self.more.toggled.connect(lambda _on: self._show_source())
        box.addWidget(self.more)
        self.moved = parts.label("", "notice")
        box.addWidget(self.moved)
        self.reset = parts.link(self.tr("Zurück zum Richtwert"))
        self.reset.clicked.connect(self._thematic.reset_target)
        box.addWidget(self.reset)
        self.standard_box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column.addWidget(self.standard_box)

    def _add_walking(self, column: QVBoxLayout) -> None:
        self.walking_box = QWidget()
        box = QVBoxLayout(self.walking_box)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(1)
        box.addWidget(parts.label(self.tr("Wer geht, und wie gezählt"), "group"))
        line = QHBoxLayout()
        line.setSpacing(4)
        self.profile = ChoiceBox(5)
        self.profile.setAccessibleName(self.tr("Wer geht?"))
        self.profile.activated.connect(lambda _row: self._show_profile())
        self.unit = ChoiceBox(5)  # the profile beside it needs the room
        self.unit.setAccessibleName(self.tr("Wege in Metern oder Minuten"))
        self.unit.addItems([self.tr("Meter"), self.tr("Minuten")])
        self.unit.activated.connect(lambda row: self.minutes_chosen.emit(row == 1))
        line.addWidget(self.profile, 1)
        line.addWidget(self.unit)
        box.addLayout(line)
        self.other_profile = parts.label("", "notice")
        box.addWidget(self.other_profile)
        self.compute = QPushButton()
        self.compute.setProperty("small", True)
        self.compute.clicked.connect(lambda: self.profile_wanted.emit(str(self.profile.currentData())))
        box.addWidget(self.compute)
        self.walking_box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column.addWidget(self.walking_box)

    def _show_profile(self) -> None:
        """Say whom the figures are for, as long as another profile is only chosen and not computed."""
        data, chosen = self._data, str(self.profile.currentData() or "")
        other = data is not None and data.has_result and chosen != data.walking.profile.id
        self.other_profile.setVisible(other)
        self.compute.setVisible(other)
        if other and data is not None:
            name = self.profile.currentText()
            self.other_profile.setText(
                self.tr("Alle Zahlen gelten noch für: {who}.").format(who=data.walking.who)
            )
            self.compute.setText(self.tr("Neu rechnen für: {who}").format(who=name).replace("&", "&&"))

    def _offer_profiles(self, data: ViewData) -> None:
        if self.profile.count() == 0:
            for profile in bundled.profiles():
                self.profile.addItem(who_walks(profile), profile.id)
                tip = plain_tip(f"{profile.speed_words}\n{profile.note}".strip())
                self.profile.setItemData(self.profile.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        found = self.profile.findData(data.walking.profile.id)
        if found < 0:  # a profile of an older or newer version: it is the one that the figures are for
            self.profile.addItem(data.walking.who, data.walking.profile.id)
            found = self.profile.count() - 1
        self.profile.setCurrentIndex(found)
        self.unit.setCurrentIndex(1 if data.walking.minutes else 0)
        self._show_profile()

    def _add_layers(self, column: QVBoxLayout) -> None:
        column.addWidget(parts.label(self.tr("Auf der Karte"), "group"))
        names = {
            "cells": self.tr("Wohnorte außer Reichweite"),
            "facilities": self.tr("Einrichtungen"),
            "gaps": self.tr("Lücken (nummeriert)"),
            "funding": self.tr("Fördergebiete"),
            "basemap": self.tr("Grundkarte"),
        }
        self.layers: dict[str, QCheckBox] = {}
        for key in LAYERS:
            box = QCheckBox(names[key])
            box.setChecked(True)
            box.toggled.connect(lambda on, layer=key: self.layer_switched.emit(layer, on))
            self.layers[key] = box
            column.addWidget(box)

    def show_data(self, data: ViewData) -> None:
        """Show the kinds of a project state and what is still missing."""
        self._data = data
        rows = tuple(data.kinds.values())
        with parts.quiet(self.kinds.selectionModel()):
            self.kinds_model.show(rows)
        height = self.kinds.sizeHintForRow(0) if rows else 22
        self.kinds.setFixedHeight(max(len(rows), 1) * height + 5)
        missing = tuple(step for step in data.steps if not step.done)
        on_the_way = any(not step.optional for step in missing)
        self.checklist_title.setText(self.tr("Bis zum Ergebnis") if on_the_way else self.tr("Genauer mit"))
        held = self.window().focusWidget() in self.checklist.buttons.values()
        self.checklist.show_steps(data.steps if on_the_way else missing)
        self.checklist_box.setVisible(bool(missing))
        self.figure_buttons["need_status"].setEnabled(bool(data.need))
        self.figure_buttons["need_status"].setToolTip(
            "" if data.need else self.tr("Dafür fehlen Sozialindikatoren (Daten laden…).")
        )
        self._offer_profiles(data)
        self._on_theme(self._thematic.theme)
        self._inner.show()
        if held:  # the button of a step that is done goes, and the next in line would be one of the toolbar
            self.focus_first()

    def focus_first(self) -> None:
        """Move the keyboard to the first step that is missing, or to the kinds where there is a result to choose from."""
        first = next((b for b in self.checklist.buttons.values() if b.isEnabled()), self.kinds)
        (self.kinds if self._data is not None and self._data.has_result else first).setFocus()

    def set_game(self, on: bool) -> None:
        """Leave only kinds and layers to choose while "Was wäre wenn" is on: figures and distance stand in its bar."""
        for button in self.figure_buttons.values():
            button.setEnabled(not on)
        self.standard_box.setEnabled(not on)
        self.walking_box.setEnabled(not on)
        if not on and self._data is not None:
            self.figure_buttons["need_status"].setEnabled(bool(self._data.need))

    def _on_kind(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self._thematic.choose_kind(self.kinds_model.kind(current.row()))

    def _on_standard(self, row: int) -> None:
        self._thematic.choose_standard(str(self.standards.itemData(row)))

    def _on_slider(self, steps: int) -> None:
        self._thematic.choose_target(steps * _STEP_M)

    def _on_metres(self, metres: int) -> None:
        self._thematic.choose_target(metres)

    def _show_source(self) -> None:
        """Say how binding the standard is; where it comes from on demand, so that the panel stays short."""
        standard = self._thematic.theme.standard
        self.more.setVisible(standard is not None)
        if standard is None:
            return
        walking = self._data.walking if self._data is not None else None
        whole = explain.standard_words(standard, None, walking)
        self.more.setText(self.tr("Quelle verbergen") if self.more.isChecked() else self.tr("Quelle zeigen"))
        self.source.setText(
            whole if self.more.isChecked() else explain.standard_short(standard, None, walking)
        )
        self.source.setToolTip(plain_tip(whole))

    def _on_theme(self, theme: Theme) -> None:
        """Show the theme without telling it back."""
        row = self.kinds_model.row_of(theme.kind)
        model = self.kinds.selectionModel()
        with parts.quiet(model):
            self.kinds.setCurrentIndex(self.kinds_model.index(row, 0))
        self.kinds.viewport().update()
        self.figure_buttons[theme.figure].setChecked(True)
        standards = (
            self._data.kinds[theme.kind].standards if self._data and theme.kind in self._data.kinds else ()
        )
        self.standards.clear()
        for standard in standards:
            self.standards.addItem(worded(standard.label), standard.id)
            self.standards.setItemData(
                self.standards.count() - 1,
                plain_tip(explain.standard_words(standard)),
                Qt.ItemDataRole.ToolTipRole,
            )
        standard_now = theme.standard
        self.standard_box.setVisible(theme.figure != "need_status")
        for widget in (self.standards, self.slider, self.metres):
            widget.setEnabled(standard_now is not None)
        if standard_now is None:
            self.source.setText(self.tr("Für diese Einrichtungsart ist kein Richtwert hinterlegt."))
            self.more.hide()
            self.moved.hide()
            self.reset.hide()
            return
        self.standards.setCurrentIndex(self.standards.findData(standard_now.id))
        for widget, value in (
            (self.slider, round(theme.target_m / _STEP_M)),
            (self.metres, round(theme.target_m)),
        ):
            with parts.quiet(widget):
                widget.setValue(value)
        self._show_source()
        self.moved.setVisible(theme.moved)
        self.reset.setVisible(theme.moved)
        self.moved.setText(
            self.tr(
                "Abweichend vom Richtwert: {m} m (Annahme). Lücken und Tabellen gelten weiter für {r} m."
            ).format(m=texts.number(theme.target_m), r=texts.number(standard_now.target_m))
        )
