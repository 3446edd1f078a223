"""What stands in the place of a map that has nothing to show yet: the next step, with the button for it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from quartiermap.ui.theme import icon
from quartiermap.ui.viewmodels.viewdata import Step
from quartiermap.ui.widgets import parts


class MapInvitation(QWidget):
    """A map of nothing would be a ground without anything and a scale that means nothing.

    Signals
    -------
    wanted : str
        The user wants to do the step: its key.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Karte"))
        self._key = ""
        title = parts.label(self.tr("Auf der Karte ist noch nichts zu sehen"), "title")
        self.words = parts.label("")
        self.button = QPushButton(icon("import"), self.tr("Daten laden …"))
        self.button.setIconSize(QSize(18, 18))
        self.button.clicked.connect(lambda: self.wanted.emit(self._key))
        drop = parts.label(self.tr("Dateien lassen sich auch in das Fenster ziehen."), "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 20, 28, 20)
        column.setSpacing(10)
        column.addStretch(2)
        for line in (title, self.words):
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(line)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        drop.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(drop)
        column.addStretch(3)
        self.setFocusProxy(self.button)

    def show_step(self, step: Step) -> None:
        """Say which step comes next."""
        self._key = step.key
        self.words.setText(
            self.tr("Nächster Schritt: {step}. {hint}.").format(step=step.label, hint=step.hint)
        )
        self.button.setText(self.tr("{step} laden …").format(step=step.label))
