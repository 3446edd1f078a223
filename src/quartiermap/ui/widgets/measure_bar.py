"""The line above the map while a tool is on: what to do, what was found, and the way out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from quartiermap.ui.widgets import parts


class MeasureBar(QFrame):
    """Says what a tool wants and what it has found.

    Signals
    -------
    back_wanted
        The last place shall go.
    again_wanted
        Everything that was drawn shall go, the tool stays.
    done
        The tool is no longer wanted.
    """

    back_wanted = Signal()
    again_wanted = Signal()
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("game")  # the same band as of "Was wäre wenn"
        self.setAccessibleName(self.tr("Werkzeug auf der Karte"))
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 4, 8, 4)
        line.setSpacing(10)
        self.name = parts.label("", "strong", wrap=False)
        self.hint = parts.label("", "muted")
        self.result = parts.label("", "strong", selectable=True)
        self.result.hide()
        line.addWidget(self.name)
        line.addWidget(self.hint, 2)
        line.addWidget(self.result, 3)
        self.back = QPushButton(self.tr("Punkt zurück"))
        self.again = QPushButton(self.tr("Neu"))
        self.close_button = QPushButton(self.tr("Fertig (Esc)"))
        for button, signal in (
            (self.back, self.back_wanted),
            (self.again, self.again_wanted),
            (self.close_button, self.done),
        ):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(signal)
            line.addWidget(button)
        self._places = False
        self.hide()

    def begin(self, name: str, hint: str, *, places: bool) -> None:
        """Show a tool that has just been switched on; `places` is whether it gathers them."""
        self.name.setText(name)
        self.hint.setText(hint)
        self._places = places
        self.say("")
        self.show()

    def say(self, result: str, count: int = 0) -> None:
        """Say what was found between `count` places."""
        self.result.setText(result)
        self.result.setVisible(bool(result))
        self.hint.setVisible(not result)
        for button in (self.back, self.again):  # before the first place the hint has their room
            button.setVisible(self._places and count > 0)
