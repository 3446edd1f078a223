"""What stands in an empty table: why it is empty, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QLabel, QTableView


class NothingHere(QLabel):
    """A sentence in the middle of a table, seen as long as the table has no row.

    Parameters
    ----------
    view : QTableView
        The table; its model may let only some rows through.
    everything : QAbstractItemModel
        All rows there are: where it has some, filters have left none.
    """

    def __init__(self, view: QTableView, everything: QAbstractItemModel) -> None:
        super().__init__(view)  # not in its viewport, which would take it along when it scrolls
        self._view, self._everything = view, everything
        self._why = self.tr("Noch keine Einträge.")
        self.setProperty("role", "muted")
        self.setWordWrap(True)
        self.setMargin(12)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        view.model().modelReset.connect(self.look)
        self.look()

    def say(self, why: str) -> None:
        """Take the sentence for a table without any row."""
        self._why = why
        self.look()

    def look(self) -> None:
        """Show the sentence that fits, or none."""
        filtered = self.tr("Kein Eintrag passt zu den Filtern.")
        self.setText(filtered if self._everything.rowCount() else self._why)
        self.setVisible(not self._view.model().rowCount())
        self.place()

    def place(self) -> None:
        """Stand in the middle of the table, which has got another size."""
        head = self._view.horizontalHeader().sizeHint().height()
        self.setGeometry(self._view.rect().adjusted(0, head, 0, 0))
