"""Name and coordinate system of a new project."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.choice_box import ChoiceBox


class NewProjectDialog(QDialog):
    """Asks for the name; the coordinate system may be left to the first data.

    Signals
    -------
    wanted : str, object
        Name and EPSG number (or ``None``).
    """

    wanted = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Neues Projekt"))
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        form = QFormLayout()
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("z. B. Musterstadt 2026"))
        form.addRow(self.tr("&Name der Kommune oder des Vorhabens"), self.name)
        self.crs = ChoiceBox()
        self.crs.addItem(self.tr("nach den ersten Daten wählen"), None)
        self.crs.addItem("ETRS89 / UTM 32N (EPSG:25832)", 25832)
        self.crs.addItem("ETRS89 / UTM 33N (EPSG:25833)", 25833)
        form.addRow(self.tr("&Koordinatensystem"), self.crs)
        column.addLayout(form)
        column.addWidget(
            parts.label(
                self.tr(
                    "Westlich von 12° Ost wird UTM 32 verwendet, östlich davon UTM 33. Gerechnet wird in Metern."
                ),
                "muted",
            )
        )
        column.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton(self.tr("Projekt &anlegen"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setProperty("primary", True)
        self.go.setEnabled(False)
        self.name.textChanged.connect(lambda text: self.go.setEnabled(bool(text.strip())))
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.setMinimumWidth(640)

    def _accept(self) -> None:
        if self.name.text().strip():
            self.wanted.emit(self.name.text().strip(), self.crs.currentData())
            self.accept()
