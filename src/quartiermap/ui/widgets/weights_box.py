"""The weights of the ranking: a slider and a number for each part, and what the ranking is."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from quartiermap.ui.viewmodels.rules_model import PARTS
from quartiermap.ui.widgets import parts

_STEPS = 10
"""Steps of the slider for a weight of 1."""
_MOST = 3.0


class WeightsBox(QWidget):
    """Three weights between 0 and 3.

    Signals
    -------
    moved : dict
        The weights while a hand moves them; the gaps can be shown in their new order at once.
    settled : dict
        The weights, a moment after they stopped moving.
    """

    moved = Signal(object)
    settled = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        names = {
            "people": self.tr("Betroffene Personen"),
            "depth": self.tr("Tiefe der Lücke"),
            "need": self.tr("Soziale Lage"),
        }
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(0, 1)
        self.sliders: dict[str, QSlider] = {}
        self.spins: dict[str, QDoubleSpinBox] = {}
        for number, part in enumerate(PARTS):
            grid.addWidget(parts.label(names[part]), 2 * number, 0, 1, 2)
            slider = QSlider(Qt.Orientation.Horizontal)
            slider.setRange(0, int(_MOST * _STEPS))
            slider.setPageStep(_STEPS // 2)
            slider.setAccessibleName(self.tr("Gewicht (Schieber): {part}").format(part=names[part]))
            spin = QDoubleSpinBox()
            spin.setLocale(QLocale(QLocale.Language.German))
            spin.setRange(0.0, _MOST)
            spin.setDecimals(2)
            spin.setSingleStep(1 / _STEPS)
            spin.setKeyboardTracking(False)
            spin.setFixedWidth(52)
            spin.setAccessibleName(self.tr("Gewicht: {part}").format(part=names[part]))
            slider.valueChanged.connect(lambda value, p=part: self._on_slider(p, value))
            spin.valueChanged.connect(lambda value, p=part: self._on_spin(p, value))
            grid.addWidget(slider, 2 * number + 1, 0)
            grid.addWidget(spin, 2 * number + 1, 1)
            self.sliders[part], self.spins[part] = slider, spin
        column.addLayout(grid)
        self.problem = parts.label(self.tr("Mindestens ein Gewicht muss größer als 0 sein."), "notice")
        self.problem.hide()
        column.addWidget(self.problem)
        line = QHBoxLayout()
        self.reset = parts.link(self.tr("Alle auf 1"))
        self.reset.clicked.connect(lambda: self._set_by_hand(dict.fromkeys(PARTS, 1.0)))
        line.addWidget(self.reset)
        line.addStretch(1)
        column.addLayout(line)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(400)
        self._settle.timeout.connect(self._on_settled)

    @property
    def weights(self) -> dict[str, float]:
        """The weights as shown."""
        return {part: round(spin.value(), 3) for part, spin in self.spins.items()}

    @property
    def moving(self) -> bool:
        """Whether a hand has moved them and they are not yet told as settled."""
        return self._settle.isActive()

    def show_weights(self, weights: dict[str, float]) -> None:
        """Show other weights without telling them back."""
        for part, value in weights.items():
            spin, slider = self.spins[part], self.sliders[part]
            with parts.quiet(spin, slider):
                spin.setValue(value)
                slider.setValue(round(value * _STEPS))
        self._say()

    def _set_by_hand(self, weights: dict[str, float]) -> None:
        self.show_weights(weights)
        self._changed()

    def _on_slider(self, part: str, value: int) -> None:
        with parts.quiet(self.spins[part]):
            self.spins[part].setValue(value / _STEPS)
        self._changed()

    def _on_spin(self, part: str, value: float) -> None:
        with parts.quiet(self.sliders[part]):
            self.sliders[part].setValue(round(value * _STEPS))
        self._changed()

    def _say(self) -> None:
        weights = self.weights
        self.problem.setVisible(not any(weights.values()))
        self.reset.setEnabled(any(value != 1.0 for value in weights.values()))

    def _changed(self) -> None:
        self._say()
        if any(self.weights.values()):
            self.moved.emit(self.weights)
            self._settle.start()
        else:
            self._settle.stop()

    def _on_settled(self) -> None:
        self.settled.emit(self.weights)
