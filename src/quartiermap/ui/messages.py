"""The one door through which the window tells that something went wrong, or asks before it does something.

Every message says what happened, what is safe, and what to do (reliability.md R11). Nothing here blocks the
program: dialogs are opened, not executed.
"""

from __future__ import annotations

import logging
import platform
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, qVersion
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

import quartiermap
from quartiermap.errors import Cancelled, InputError, MachineError, Problem, ProjectError, QuartierMapError
from quartiermap.ui.theme import icon, role
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.remedies import in_window
from quartiermap.ui.wording import worded

log = logging.getLogger(__name__)

Index = QModelIndex | QPersistentModelIndex
SEVERITY_WORDS = {"error": "Fehler", "warning": "Warnung", "info": "Hinweis"}


def problem_cells(problem: Problem) -> tuple[str, ...]:
    """Return a problem as the cells of a table row: severity, file, row, column, value, what, remedy.

    Examples
    --------
    >>> problem_cells(Problem("Platzzahl ist keine Zahl.", remedy="Ganze Zahl eintragen.", file="kitas.csv",
    ...                       row=7, column="Plaetze", value="ca. 40", count=3))[:4]
    ('Fehler', 'kitas.csv', '7 (und 2 weitere)', 'Plaetze')
    """
    row = "" if problem.row is None else str(problem.row)
    if problem.count > 1:
        row = worded(f"{row} (und {problem.count - 1} weitere)" if row else f"{problem.count} Fälle")
    return (
        worded(SEVERITY_WORDS[problem.severity]),
        problem.file or "",
        row,
        problem.column or "",
        problem.value or "",
        worded(in_window(problem.message)),
        worded(in_window(problem.remedy)),
    )


class ProblemsModel(QAbstractTableModel):
    """All problems of an input, one a row."""

    def __init__(self, problems: Sequence[Problem], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = [problem_cells(p) for p in problems]
        self._titles = (
            self.tr("Art"),
            self.tr("Datei"),
            self.tr("Zeile"),
            self.tr("Spalte"),
            self.tr("Wert"),
            self.tr("Was ist los"),
            self.tr("Was wäre richtig"),
        )

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of problems."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text of a cell (as tool tip too, for long ones)."""
        if index.isValid() and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._rows[index.row()][index.column()]
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the title of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return None

    def as_text(self) -> str:
        """Return the whole table with tabs between the cells, for the clipboard."""
        return "\n".join("\t".join(cells) for cells in (self._titles, *self._rows))


class ProblemsTable(QTableView):
    """A table of problems; Ctrl+C copies all of it."""

    def __init__(self, problems: Sequence[Problem], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Gefundene Probleme"))
        self.setAlternatingRowColors(True)
        self.setWordWrap(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.setTabKeyNavigation(False)
        self.show_problems(problems)
        copy = QAction(self.tr("Alles kopieren"), self)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy_all)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show other problems."""
        self.problems = ProblemsModel(problems, self)
        self.setModel(self.problems)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setMaximumSectionSize(420)
        for column in (5, 6):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(
            1, QHeaderView.ResizeMode.Interactive
        )  # a long name leaves the sentences their room
        header.resizeSection(1, min(self.sizeHintForColumn(1), 22 * self.fontMetrics().averageCharWidth()))
        for column, empty in enumerate(self._empty_columns()):
            self.setColumnHidden(column, empty)
        if len(problems) <= 400:
            self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def copy_all(self) -> None:
        """Put the whole table on the clipboard."""
        QGuiApplication.clipboard().setText(self.problems.as_text())

    def _empty_columns(self) -> list[bool]:
        rows = range(self.problems.rowCount())
        return [
            column < 5 and not any(self.problems.data(self.problems.index(r, column)) for r in rows)
            for column in range(self.problems.columnCount())
        ]


class _Message(QDialog):
    """A message: bold first line, explanation, and room for what belongs to it."""

    def __init__(self, title: str, head: str, text: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(18, 16, 18, 14)
        self.column.setSpacing(10)
        self.head = QLabel(worded(head))
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setWordWrap(True)
        role(self.head, "title")
        self.column.addWidget(self.head)
        self.text = QLabel(text)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.column.addWidget(self.text)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.reject)

    def add_copy(self, copy: Callable[[], None]) -> None:
        """Add the button that copies the details, and the row of buttons."""
        button = self.buttons.addButton(self.tr("&Kopieren"), QDialogButtonBox.ButtonRole.ActionRole)
        button.setIcon(icon("copy"))
        button.clicked.connect(copy)
        self.column.addWidget(self.buttons)
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setFocus()


class ProblemsDialog(_Message):
    """All problems of an input at once."""

    def __init__(self, error: InputError, parent: QWidget | None = None) -> None:
        problems = tuple(error.problems)
        if isinstance(error, ProjectError):
            head = translate("ProblemsDialog", "Mit der Projektdatei geht es so nicht.")
        else:
            head = translate("ProblemsDialog", "Diese Eingabe lässt sich so nicht verwenden.")
        count = len(problems)
        found = (
            translate("ProblemsDialog", "Ein Problem wurde gefunden.")
            if count == 1
            else translate("ProblemsDialog", "{n} Probleme wurden gefunden, alle stehen hier.").format(
                n=count
            )
        )
        safe = translate("ProblemsDialog", "Das geöffnete Projekt ist unverändert.")
        super().__init__(translate("ProblemsDialog", "Bitte prüfen"), head, f"{found} {safe}", parent)
        self.table = ProblemsTable(problems, self)
        self.column.addWidget(self.table, 1)
        self.add_copy(self.table.copy_all)
        self.resize(900, 380 if count > 3 else 270)


class MachineDialog(_Message):
    """Something is missing on this machine: what, and the command that brings it."""

    def __init__(self, error: MachineError, parent: QWidget | None = None) -> None:
        what = str(error)
        if error.command and what.endswith(f" Abhilfe: {error.command}"):
            what = what.removesuffix(f" Abhilfe: {error.command}")
        place = in_window(error.command or "")  # a switch or a menu of ours is named as such
        command = error.command or "" if place == error.command else ""
        text = translate("MachineDialog", "Das geöffnete Projekt ist unverändert.")
        if command:
            text += translate("MachineDialog", " Dieser Befehl schafft Abhilfe:")
        elif place:
            text += translate("MachineDialog", " Abhilfe: {place}.").format(place=worded(place))
        super().__init__(translate("MachineDialog", "Auf diesem Rechner fehlt etwas"), what, text, parent)
        self.command = QLineEdit(command)
        self.command.setReadOnly(True)
        self.command.setAccessibleName(self.tr("Befehl"))
        self.command.setVisible(bool(command))
        self.column.addWidget(self.command)
        self.add_copy(lambda: QGuiApplication.clipboard().setText(self.command.text() or what))
        self.resize(560, 200)


class BugDialog(_Message):
    """A fault of ours: details to copy and where the log lies."""

    def __init__(self, error: BaseException, log_file: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(
            translate("BugDialog", "Programmfehler"),
            translate("BugDialog", "In QuartierMap ist ein Fehler passiert."),
            translate(
                "BugDialog",
                "Die zuletzt gespeicherte Projektdatei ist unversehrt. Speichern Sie das Projekt unter neuem Namen, "
                "bevor Sie weiterarbeiten. Die Angaben unten helfen, den Fehler zu beheben; sie enthalten "
                "Dateinamen, aber keine Daten aus dem Projekt.",
            ),
            parent,
        )
        self.details = QPlainTextEdit(details_of(error, log_file))
        self.details.setReadOnly(True)
        self.details.setAccessibleName(self.tr("Angaben zum Fehler"))
        self.column.addWidget(self.details, 1)
        self.add_copy(lambda: QGuiApplication.clipboard().setText(self.details.toPlainText()))
        self.resize(720, 420)


def details_of(error: BaseException, log_file: Path | None) -> str:
    """Return everything that a report about a bug needs."""
    lines = [
        f"QuartierMap {quartiermap.__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}",
    ]
    if log_file is not None:
        lines.append(f"Protokoll: {log_file}")
    return "\n".join([*lines, "", *traceback.format_exception(error)])


class Messages(QObject):
    """Shows errors, asks questions. Tests replace it by a recorder with the same methods."""

    def __init__(self, window: QWidget, log_file: Path | None = None) -> None:
        super().__init__(window)
        self._window = window
        self._log_file = log_file
        self.last: QDialog | None = None

    def show_error(self, error: BaseException) -> None:
        """Show an exception in the form that fits it; a cancel is never shown."""
        if isinstance(error, Cancelled):
            return
        if isinstance(error, InputError):
            self._open(ProblemsDialog(error, self._window))
        elif isinstance(error, MachineError):
            self._open(MachineDialog(error, self._window))
        elif isinstance(error, QuartierMapError):
            self._open(ProblemsDialog(InputError(str(error)), self._window))
        else:
            log.error("unexpected error", exc_info=error)
            if isinstance(self.last, BugDialog) and self.last.isVisible():
                return  # one dialog is enough when the same fault comes again and again
            self._open(BugDialog(error, self._log_file, self._window))

    def inform(self, title: str, text: str) -> None:
        """Tell something that needs no decision."""
        box = QMessageBox(QMessageBox.Icon.NoIcon, title, text, QMessageBox.StandardButton.Ok, self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        self._open(box)

    def ask_unsaved(self, name: str, then: Callable[[str], None]) -> None:
        """Ask what shall happen to unsaved changes; `then` gets ``"save"``, ``"discard"`` or ``"cancel"``."""
        box = QMessageBox(self._window)
        box.setWindowTitle(self.tr("Ungespeicherte Änderungen"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(self.tr("„{name}“ hat Änderungen, die nicht gespeichert sind.").format(name=name))
        box.setInformativeText(self.tr("Ohne Speichern gehen sie verloren."))
        save = box.addButton(self.tr("&Speichern"), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(self.tr("&Nicht speichern"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(self.tr("&Abbrechen"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.setEscapeButton(cancel)

        def answered() -> None:
            clicked = box.clickedButton()
            then("save" if clicked is save else "discard" if clicked is discard else "cancel")

        box.finished.connect(answered)
        self._open(box)

    def ask_stop(self, label: str, then: Callable[[bool], None]) -> None:
        """Ask whether running work shall be stopped because the window closes."""
        box = QMessageBox(self._window)
        box.setWindowTitle(self.tr("Es wird noch gearbeitet"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(self.tr("„{label}“ läuft noch.").format(label=label))
        box.setInformativeText(self.tr("Wird es abgebrochen, bleibt alles, wie es vorher war."))
        stop = box.addButton(self.tr("&Abbrechen und schließen"), QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton(self.tr("&Weiterarbeiten"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.finished.connect(lambda: then(box.clickedButton() is stop))
        self._open(box)

    def ask_game(self, then: Callable[[str], None]) -> None:
        """Ask what shall become of "Was wäre wenn"; `then` gets ``"take"``, ``"protocol"``, ``"discard"`` or ``"cancel"``."""
        box = QMessageBox(self._window)
        box.setWindowTitle(self.tr("Was wäre wenn"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(self.tr("„Was wäre wenn“ beenden?"))
        box.setInformativeText(
            self.tr("Neue, verlegte und geschlossene Einrichtungen sind noch nicht im Projekt.")
        )
        take = box.addButton(self.tr("&Als Planung übernehmen"), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(self.tr("&Verwerfen"), QMessageBox.ButtonRole.DestructiveRole)
        protocol = box.addButton(self.tr("&Protokoll lesen …"), QMessageBox.ButtonRole.HelpRole)
        cancel = box.addButton(self.tr("&Weiter ausprobieren"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)

        def answered() -> None:
            clicked = box.clickedButton()
            answers = ((take, "take"), (discard, "discard"), (protocol, "protocol"))
            then(next((answer for button, answer in answers if clicked is button), "cancel"))

        box.finished.connect(answered)
        self._open(box)

    def show_protocol(
        self, town: str, sentences: Sequence[str], then: Callable[[], object] | None = None
    ) -> None:
        """Show what was tried out in "Was wäre wenn", to be copied or saved; `then` runs when it has been read."""
        from quartiermap.ui.widgets.protocol_dialog import ProtocolDialog

        dialog = ProtocolDialog(town, sentences, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if then is not None:
            dialog.finished.connect(lambda _result: then())
        dialog.failed.connect(self.show_error)
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        self.last = dialog
        dialog.destroyed.connect(self._forget)
        dialog.open()

    def _forget(self) -> None:
        try:
            if self.last is not None:
                self.last.objectName()
        except RuntimeError:
            self.last = None
