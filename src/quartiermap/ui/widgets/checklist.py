"""What is still missing on the way to a result, as a list that can be acted on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from quartiermap.ui.viewmodels.viewdata import Step
from quartiermap.ui.widgets import parts


class Checklist(QWidget):
    """Steps with a sign, a word and, where something is missing, a button.

    Signals
    -------
    wanted : str
        The user wants to do a step: its key.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(5)
        self.buttons: dict[str, QPushButton] = {}
        self._steps: tuple[Step, ...] = ()

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show the steps as they stand."""
        if tuple(steps) == self._steps:
            return
        self._steps = tuple(steps)
        self.buttons.clear()
        parts.clear(self._column)
        ready = all(s.done or s.optional for s in steps if s.key != "analysis")
        for number, step in enumerate(steps, start=1):
            line = QHBoxLayout()
            line.setSpacing(6)
            sign = "✓" if step.done else str(number)
            name = f"{sign}\u2002{step.label}"
            if step.optional and not step.done:
                name = self.tr("{name} (empfohlen)").format(name=name)
            words = parts.label(name, "" if step.done else "strong")
            words.setToolTip(step.hint)
            words.setAccessibleName(
                self.tr("{step}: vorhanden").format(step=step.label)
                if step.done
                else self.tr("{step}: fehlt noch").format(step=step.label)
            )
            line.addWidget(words, 1)
            if not step.done:
                is_analysis = step.key == "analysis"
                button = QPushButton(self.tr("Rechnen") if is_analysis else self.tr("Laden …"))
                button.setProperty("small", True)
                button.setEnabled(ready or not is_analysis)
                button.setToolTip(step.hint)
                button.setAccessibleName(f"{step.label}: {button.text()}")
                button.clicked.connect(lambda _checked=False, key=step.key: self.wanted.emit(key))
                self.buttons[step.key] = button
                line.addWidget(button)
            self._column.addLayout(line)
