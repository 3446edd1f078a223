"""Rows of a table out of the program: to the clipboard and into a file, as they are shown and without holding the window up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from quartiermap.domain import texts
from quartiermap.errors import QuartierMapError
from quartiermap.ui.translation import translate
from quartiermap.ui.turns import Turns
from quartiermap.ui.viewmodels.table_files import csv_bytes, csv_lines, shown_lines
from quartiermap.ui.viewmodels.tables import RecordsFilter, RecordsModel


class TableOutput(QObject):
    """Copies and writes rows.

    Parameters
    ----------
    name : str
        What the rows are, for people; the proposed name of the file.
    model, shown : RecordsModel, RecordsFilter
        All rows, and those that are shown in their order.
    columns : callable
        The numbers of the columns that are shown.
    parent : QWidget
        The table.

    Signals
    -------
    said : str
        A sentence for the status bar.
    failed : QuartierMapError
        A file could not be written.
    """

    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        name: str,
        model: RecordsModel[Any],
        shown: RecordsFilter,
        columns: Callable[[], list[int]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._name, self._model, self._shown, self._columns, self._table = name, model, shown, columns, parent
        self._copying, self._writing = Turns(self), Turns(self)

    def copy(self, rows: Sequence[int]) -> None:
        """Put rows on the clipboard: as they are shown, tabs between the columns, heads above more than one row."""
        if not rows:
            return
        lines: list[str] = []

        def done() -> None:
            QGuiApplication.clipboard().setText("\n".join(lines))
            self.said.emit(
                translate("RecordTable", "Zeile kopiert.")
                if len(rows) == 1
                else translate("RecordTable", "{n} Zeilen kopiert.").format(n=texts.number(len(rows)))
            )

        wanted = shown_lines(self._model, self._shown, self._columns(), rows)
        self._copying.begin(_kept(wanted, lines), done)

    def ask(self) -> None:
        """Ask for a file and write it."""
        name = f"{self._name}.csv".replace("/", "-")
        path, _ = QFileDialog.getSaveFileName(
            self._table,
            translate("RecordTable", "Tabelle als CSV speichern"),
            name,
            translate("RecordTable", "CSV-Datei (*.csv)"),
        )
        if path:
            self.save_csv(Path(path))

    def save_csv(self, path: Path) -> None:
        """Write the rows that are shown, in their order and in the columns shown."""
        lines: list[str] = []
        count = texts.number(self._shown.rowCount())
        self._writing.begin(
            _kept(csv_lines(self._model, self._shown, self._columns()), lines),
            lambda: self._write(path, lines, count),
        )

    def _write(self, path: Path, lines: Sequence[str], count: str) -> None:
        from quartiermap.io.atomic import replace_file

        body = csv_bytes(lines)

        def write(draft: Path) -> None:
            draft.write_bytes(body)

        try:
            replace_file(path, write)
        except QuartierMapError as error:
            self.failed.emit(error)
            return
        self.said.emit(
            translate("RecordTable", "{n} Zeilen geschrieben: {file}").format(n=count, file=path.name)
        )


def _kept(lines: Iterable[str], into: list[str]) -> Iterator[None]:
    """Put lines into a list, one at a step."""
    for line in lines:
        into.append(line)
        yield
