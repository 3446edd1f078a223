"""What went out and what was refused: the details behind "0 Anfragen nach außen" in the status bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from quartiermap.domain import texts
from quartiermap.ui.translation import translate
from quartiermap.ui.widgets import parts


def sent_words(sent: int) -> str:
    """Say how many requests have left this program since its start.

    Examples
    --------
    >>> sent_words(0), sent_words(1), sent_words(1200)
    ('0 Anfragen nach außen', '1 Anfrage nach außen', '1.200 Anfragen nach außen')
    """
    words = (
        translate("Requests", "1 Anfrage nach außen")
        if sent == 1
        else translate("Requests", "{n} Anfragen nach außen")
    )
    return words.format(n=texts.number(sent))


def refused_words(refused: int) -> str:
    """Say how many attempts of the map page were refused; empty if there were none."""
    if not refused:
        return ""
    words = translate("Requests", "1 abgewiesen") if refused == 1 else translate("Requests", "{n} abgewiesen")
    return words.format(n=texts.number(refused))


class RequestsDialog(QDialog):
    """Tells it in sentences, with the last refused addresses as text.

    Parameters
    ----------
    switch : str
        How the network switch stands, as a sentence.
    sent, refused : int
        Requests that left the program since its start; attempts of the map page that were refused.
    addresses : sequence of str
        The last ones of these.
    """

    def __init__(
        self, switch: str, sent: int, refused: int, addresses: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Anfragen nach außen"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 12)
        column.setSpacing(8)
        self.summary = parts.label(
            self.tr("Seit dem Start des Programms: {sent}.").format(sent=sent_words(sent)),
            "heading",
            selectable=True,
        )
        column.addWidget(self.summary)
        column.addWidget(parts.label(switch))
        column.addWidget(
            parts.label(
                self.tr(
                    "Die Karte lädt nie selbst etwas aus dem Netz, auch wenn es eingeschaltet ist. Jeder Versuch wird abgewiesen und gezählt."
                )
            )
        )
        self.refused = parts.label(
            self.tr("Abgewiesene Versuche der Karte: {n}").format(n=texts.number(refused)), "strong"
        )
        column.addWidget(self.refused)
        self.list = QPlainTextEdit("\n".join(addresses))
        self.list.setReadOnly(True)
        self.list.setAccessibleName(self.tr("Abgewiesene Adressen"))
        self.list.setVisible(bool(addresses))
        column.addWidget(self.list, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.setMinimumWidth(520)
