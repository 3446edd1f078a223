"""The protocol of "Was wäre wenn": what was tried and what it brings, to be copied into minutes or saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from quartiermap.domain import texts
from quartiermap.errors import QuartierMapError
from quartiermap.ui.translation import translate
from quartiermap.ui.widgets import parts


def protocol_text(town: str, sentences: Sequence[str], when: dt.datetime) -> str:
    """Return the protocol as plain text: what it is about, when it was made, one sentence a line.

    Examples
    --------
    >>> print(protocol_text("Musterstadt", ["Kita A geschlossen."], dt.datetime(2026, 11, 22, 9, 5)))
    Was wäre wenn – Musterstadt
    22.11.2026, 09:05 Uhr
    <BLANKLINE>
    • Kita A geschlossen.
    <BLANKLINE>
    """
    head = translate("Protocol", "Was wäre wenn – {town}").format(town=town)
    time = translate("Protocol", "{day}, {time} Uhr").format(
        day=texts.date(when.date()), time=f"{when:%H:%M}"
    )
    lines = [f"• {sentence}" for sentence in sentences] or [
        translate("Protocol", "Es wurde nichts verändert.")
    ]
    return "\n".join([head, time, "", *lines, ""])


class ProtocolDialog(QDialog):
    """Shows the protocol, copies it, saves it as a text file.

    Signals
    -------
    failed : object
        The file could not be written.
    """

    failed = Signal(object)

    def __init__(self, town: str, sentences: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Protokoll: Was wäre wenn"))
        self._town = town
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(8)
        column.addWidget(parts.label(self.tr("Was ausprobiert wurde, und was es bringt"), "heading"))
        self.text = QPlainTextEdit(protocol_text(town, sentences, dt.datetime.now().astimezone()))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("Protokoll"))
        column.addWidget(self.text, 1)
        self.said = parts.label("", "muted")
        column.addWidget(self.said)
        self.buttons = QDialogButtonBox()
        self.copy_button = self.buttons.addButton(
            self.tr("&Kopieren"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.save_button = self.buttons.addButton(
            self.tr("&Speichern …"), QDialogButtonBox.ButtonRole.ActionRole
        )
        close = self.buttons.addButton(self.tr("S&chließen"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        self.copy_button.clicked.connect(self.copy)
        self.save_button.clicked.connect(self._ask_where)
        self.buttons.rejected.connect(self.reject)
        column.addWidget(self.buttons)
        self.resize(640, 380)

    def copy(self) -> None:
        """Put the protocol into the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.said.setText(self.tr("In die Zwischenablage kopiert."))

    def save(self, path: Path) -> None:
        """Write the protocol as a text file (UTF-8), whole or not at all."""
        from quartiermap.io.atomic import replace_file

        text = self.text.toPlainText()

        def write(at: Path) -> None:
            at.write_text(text, encoding="utf-8")

        try:
            replace_file(path, write)
        except QuartierMapError as error:
            self.failed.emit(error)
            return
        self.said.setText(self.tr("Gespeichert: {file}").format(file=path))

    def _ask_where(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self,
            self.tr("Protokoll speichern"),
            self.tr("Was wäre wenn – {town}.txt").format(town=self._town.replace("/", "-")),
            self.tr("Text (*.txt)"),
        )
        if chosen:
            path = Path(chosen)
            self.save(path if path.suffix.lower() == ".txt" else path.with_name(f"{path.name}.txt"))
