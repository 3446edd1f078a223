"""The window of corrections: what a department changed in the workbook, field by field, and what of it is taken over."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from quartiermap.domain.texts import number
from quartiermap.errors import InputError, QuartierMapError
from quartiermap.ui.messages import ProblemsTable
from quartiermap.ui.tasks import Task, Tasks
from quartiermap.ui.viewmodels.corrections import STATES, CorrectionList, kinds_of, state_names
from quartiermap.ui.viewmodels.remedies import in_window
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.choice_box import ChoiceBox
from quartiermap.ui.widgets.corrections_table import CorrectionsModel, CorrectionsView

if TYPE_CHECKING:
    from quartiermap.app.corrections import Corrections
    from quartiermap.domain.progress import Progress
    from quartiermap.domain.project import Project

_NAMED = 5


class CorrectionsDialog(QDialog):
    """Compares a workbook with the project and hands over the project with what was accepted.

    Signals
    -------
    compared
        The comparison is on screen, or the sentence why there is none.
    wanted : object, str
        The project with the accepted changes, and the name of the step.
    """

    compared = Signal()
    wanted = Signal(object, str)

    def __init__(
        self,
        tasks: Tasks,
        project: Project,
        file: Path | None = None,
        *,
        folder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Berichtigte Tabelle einlesen"))
        self._tasks = tasks
        self._project = project
        self._folder = folder
        self._file: Path | None = None
        self._addresses: Path | None = None
        self._task: Task | None = None
        self._sure = False
        self.list: CorrectionList | None = None
        self._build()
        self.resize(1120, 640)
        self.setMinimumSize(760, 460)
        self._show_nothing(self.tr("Die Datei wählen, die das Fachamt zurückgegeben hat."))
        if file is not None:
            self.compare(file)

    # ---- building

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setSizeConstraint(
            QVBoxLayout.SizeConstraint.SetNoConstraint
        )  # wrapped text is as tall as it is wide
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(self._file_line())
        self.told = parts.label("", selectable=True)
        column.addWidget(self.told)
        column.addLayout(self._filter_line())
        column.addWidget(self._tables(), 1)
        column.addWidget(self._explanation())
        self.notice = parts.label("", "notice", selectable=True)
        column.addWidget(self.notice)
        self.taken = parts.label("", "strong")
        column.addWidget(self.taken)
        column.addWidget(self._foot())

    def _file_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.file_line = QLineEdit()
        self.file_line.setReadOnly(True)
        self.file_line.setPlaceholderText(self.tr("Noch keine Datei gewählt"))
        self.file_line.setAccessibleName(self.tr("Berichtigte Datei"))
        line.addWidget(self.file_line, 1)
        self.browse = QPushButton(self.tr("&Datei wählen …"))
        self.browse.clicked.connect(self._browse)
        self.places = QPushButton(self.tr("Anschriften verorten &mit …"))
        self.places.setToolTip(
            self.tr(
                "OSM-Auszug oder Adressverzeichnis, um neue Zeilen ohne Koordinaten an ihren Ort zu setzen"
            )
        )
        self.places.clicked.connect(self._browse_addresses)
        for button in (self.browse, self.places):
            button.setAutoDefault(False)
            line.addWidget(button)
        return line

    def _filter_line(self) -> QHBoxLayout:
        """Return what narrows the list, and what accepts many differences at once."""
        filters = QHBoxLayout()
        self.words = QLineEdit()
        self.words.setPlaceholderText(self.tr("Filtern …"))
        self.words.setAccessibleName(self.tr("Unterschiede filtern"))
        self.words.setClearButtonEnabled(True)
        self.words.setMaximumWidth(220)
        self.state = ChoiceBox()
        self.state.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.state.setAccessibleName(self.tr("Nur eine Art von Unterschieden"))
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(120)
        self._delay.timeout.connect(self._filter)
        self.words.textChanged.connect(self._delay.start)
        self.state.currentIndexChanged.connect(self._filter)
        self.shown = parts.label("", "muted", wrap=False)
        for widget in (self.words, self.state, self.shown):
            filters.addWidget(widget)
        filters.addStretch(1)
        self.safe = QPushButton(self.tr("&Alle ohne Widerspruch"))
        self.safe.setToolTip(
            self.tr("Wählt geänderte Angaben ohne Widerspruch und neue Zeilen aus, nie eine Löschung")
        )
        self.every = QPushButton(self.tr("Alle &gezeigten"))
        self.every.setToolTip(self.tr("Wählt alles aus, was die Filter gerade zeigen"))
        self.none = QPushButton(self.tr("&Keine"))
        for button, slot in ((self.safe, self._take_safe), (self.every, self._take_shown), (self.none, self._take_none)):  # fmt: skip
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            filters.addWidget(button)
        return filters

    def _tables(self) -> QTabWidget:
        self.model = CorrectionsModel(self)
        self.view = CorrectionsView(self.model)
        self.model.turned.connect(self._calm_down)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._explain())
        self.problems = ProblemsTable(())
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.view, self.tr("Unterschiede"))
        self.tabs.addTab(self.problems, self.tr("Hinweise"))
        return self.tabs

    def _explanation(self) -> QScrollArea:
        """Return three lines about the difference that the keyboard is on."""
        self.detail = parts.label("", selectable=True)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        inner = parts.Column()
        inner.setObjectName("page")
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(10, 6, 10, 6)
        lines.addWidget(self.detail)
        lines.addStretch(1)
        area = parts.scrolled(inner, self.tr("Der gewählte Unterschied"))
        area.setFixedHeight(self.detail.fontMetrics().lineSpacing() * 3 + 16)
        return area

    def _foot(self) -> QDialogButtonBox:
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = self.buttons.addButton(self.tr("Ü&bernehmen"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setProperty("primary", True)
        self.go.setToolTip(self.tr("Ausgewähltes übernehmen (Strg+Eingabe)"))
        self.go.setAutoDefault(False)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._accept)
        return self.buttons

    # ---- comparing

    def compare(self, file: Path) -> None:
        """Hold a file against the project, in a worker; what was accepted before stays accepted."""
        if self._task is not None:
            self._task.cancel()
        self._file = file
        self.file_line.setText(str(file))
        self._show_nothing(self.tr("Die Datei wird mit dem Projekt verglichen …"))
        project, addresses = self._project, self._addresses

        def work(progress: Progress) -> tuple[Corrections, dict[str, str]] | QuartierMapError:
            from quartiermap.app.corrections import compare

            try:
                return compare(project, file, addresses, progress), kinds_of(project)
            except QuartierMapError as error:
                return error

        self._start(work, self._on_compared)

    def _start(self, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> None:
        """Do something in a worker; nothing else is begun before it ends."""
        task = self._task = self._tasks.read("corrections", work, done)

        def ended() -> None:
            if self._task is task:
                self._task = None

        task.finished.connect(ended)

    def _on_compared(self, found: tuple[Corrections, dict[str, str]] | QuartierMapError) -> None:
        self._task = None
        if isinstance(found, QuartierMapError):
            self._show_nothing("")
            self._say(_sentences(found))
            self.problems.show_problems(found.problems if isinstance(found, InputError) else ())
            self.compared.emit()
            return
        corrections, kinds = found
        kept = self.list.taken if self.list is not None else ()
        self.list = CorrectionList(corrections, kinds, kept)
        self.told.setText(self.list.found_text)
        names = state_names()
        with parts.quiet(self.state):
            self.state.clear()
            self.state.addItem(self.tr("alle Unterschiede"), "")
            for state in STATES:
                if self.list.count(state):
                    self.state.addItem(f"{names[state]} ({number(self.list.count(state))})", state)
        self.view.setColumnHidden(5, not corrections.base_known)
        self.problems.show_problems(corrections.problems)
        count = len(corrections.problems)
        self.tabs.setTabText(1, self.tr("Hinweise ({n})").format(n=number(count)) if count else self.tr("Hinweise"))  # fmt: skip
        self.tabs.setTabEnabled(1, bool(count))
        lacking = any(p.code == "new_row_incomplete" for p in corrections.problems)
        self.places.setVisible(lacking or self._addresses is not None)
        for widget in (self.words, self.state, self.safe, self.every, self.none):
            widget.setEnabled(bool(self.list.rows))
        self._filter()
        self._calm_down()
        if self.list.rows:
            self.view.selectRow(0)
            self.view.setFocus()
        elif count:
            self.tabs.setCurrentIndex(1)
        self.compared.emit()

    def _show_nothing(self, text: str) -> None:
        self.told.setText(text)
        self.model.show(None, ())
        for widget in (self.words, self.state, self.safe, self.every, self.none):
            widget.setEnabled(False)
        self.shown.setText("")
        self.detail.setText("")
        self.taken.setText("")
        self.notice.hide()
        self.places.hide()
        self.tabs.setTabEnabled(1, False)
        self.go.setEnabled(False)

    def _browse(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Berichtigte Tabelle einlesen"),
            str(self._file.parent if self._file else self._folder),
            self.tr("Excel-Datei (*.xlsx)"),
        )
        if chosen:
            self.list = None
            self.compare(Path(chosen))

    def _browse_addresses(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("OSM-Auszug oder Adressverzeichnis"), self._folder
        )
        if chosen and self._file is not None:
            self._addresses = Path(chosen)
            self.compare(self._file)

    # ---- choosing

    def _filter(self) -> None:
        if self.list is None:
            return
        rows = self.list.filtered(self.words.text(), str(self.state.currentData() or ""))
        self.model.show(self.list, rows)
        all_ = len(self.list.rows)
        self.shown.setText(
            ""
            if len(rows) == all_
            else self.tr("{n} von {all}").format(n=number(len(rows)), all=number(all_))
        )
        if rows:
            self.view.selectRow(0)
        self._explain()

    def _explain(self) -> None:
        index = self.view.currentIndex()
        self.detail.setText(self.model.row_at(index.row()).explanation if index.isValid() else "")

    def _take_safe(self) -> None:
        if self.list is not None:
            self.list.take_safe()
            self.model.tell_ticks()

    def _take_shown(self) -> None:
        if self.list is not None:
            self.list.set_taken([self.model.row_at(n).id for n in range(self.model.rowCount())], True)
            self.model.tell_ticks()

    def _take_none(self) -> None:
        if self.list is not None:
            self.list.set_taken([r.id for r in self.list.rows], False)
            self.model.tell_ticks()

    def _calm_down(self) -> None:
        self._sure = False
        self.notice.hide()
        if self.list is not None:
            self.taken.setText(self.list.taken_text if self.list.rows else "")
            self.go.setEnabled(bool(self.list.taken))

    def _say(self, text: str) -> None:
        self.notice.setText(text)
        self.notice.setAccessibleName(self.notice.text())
        self.notice.show()

    # ---- taking over

    def _accept(self) -> None:
        if self.list is None or not self.list.taken or self._task is not None:
            return
        gone = self.list.deleted
        if gone and not self._sure:
            self._sure = True
            listed = ", ".join(gone[:_NAMED]) + (" …" if len(gone) > _NAMED else "")
            self._say(
                self.tr(
                    "Aus dem Projekt werden gelöscht ({n}): {who}. Noch einmal „Übernehmen“ bestätigt das."
                ).format(n=number(len(gone)), who=listed)
            )
            return
        found, ids, project = self.list.found, frozenset(self.list.taken), self._project
        self.go.setEnabled(False)

        def work(progress: Progress) -> Project:
            from quartiermap.app.correction_steps import take_over

            progress.step(0.1, "Berichtigungen übernehmen")
            return take_over(project, found, ids)

        words = (
            self.tr("1 Berichtigung übernehmen ({file})")
            if len(ids) == 1
            else self.tr("{n} Berichtigungen übernehmen ({file})")
        )
        label = words.format(n=number(len(ids)), file=found.file)
        self._start(work, partial(self._on_taken, label))

    def _on_taken(self, label: str, project: Project) -> None:
        self._task = None
        self.accept()
        self.wanted.emit(project, label)

    def reject(self) -> None:
        """Close; a comparison that is going on is stopped."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        super().reject()


def _sentences(error: QuartierMapError) -> str:
    """Return what is wrong, one sentence a line, in the words of the window."""
    if not isinstance(error, InputError):
        return in_window(str(error))
    return "\n".join(f"{in_window(p.message)} {in_window(p.remedy)}".strip() for p in error.problems[:_NAMED])
