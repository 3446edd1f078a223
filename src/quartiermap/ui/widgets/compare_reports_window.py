"""Two reports beside each other in a window: files in, differences as a table, a click shows the gap on the map."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from quartiermap.app.report_comparison import STATE_LABELS
from quartiermap.app.report_differences import CAUSE_LABELS
from quartiermap.domain import texts
from quartiermap.errors import Cancelled, QuartierMapError
from quartiermap.ui.viewmodels.compare_reports import DIFFERENT, ComparisonTable, Wanted, differences
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.choice_box import ChoiceBox
from quartiermap.ui.wording import worded

if TYPE_CHECKING:
    from quartiermap.app.report_comparison import Comparison
    from quartiermap.domain.progress import Progress
    from quartiermap.ui.tasks import Tasks
    from quartiermap.ui.viewmodels.workspace import Workspace

_WIDTHS = (12, 12, 13, 18, 15, 19, 23, 30)


class CompareReportsWindow(QDialog):
    """Holds two `report.json` (or the folders they lie in) beside each other. Not modal.

    Signals
    -------
    compared : object
        A `Comparison` is shown.
    gap_wanted : str
        Show this gap of the open project.
    """

    compared = Signal(object)
    gap_wanted = Signal(str)

    def __init__(
        self, tasks: Tasks, workspace: Workspace, *, folder: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        parts.as_window(self, self.tr("Berichte vergleichen"))
        self._tasks = tasks
        self._workspace = workspace
        self._folder = folder
        self._found: Comparison | None = None
        self._asked = (Path(), Path())
        self._paths = self._asked
        self.closed = False
        self.table = ComparisonTable(self)
        self._build()
        self.setMinimumSize(720, 440)
        parts.fill_up_to(self, 1120, 680)
        self._show()

    # ---- building

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(8)
        column.addLayout(self._files())
        self.notice = parts.label("", "notice", selectable=True)
        column.addWidget(self.notice)
        self.summary = parts.label("", selectable=True)
        column.addWidget(self.summary)
        column.addLayout(self._filters())
        self.view = QTableView()
        self.view.setModel(self.table)
        self.view.setAccessibleName(self.tr("Unterschiede der Berichte"))
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setAlternatingRowColors(True)
        self.view.setTabKeyNavigation(False)
        self.view.setWordWrap(False)
        self.view.verticalHeader().hide()
        self.view.setSortingEnabled(True)
        self.view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.view.horizontalHeader().setStretchLastSection(True)
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        width = self.fontMetrics().averageCharWidth()
        for number, signs in enumerate(_WIDTHS):
            self.view.setColumnWidth(number, signs * width + 16)
        self.view.selectionModel().currentRowChanged.connect(self._on_row)
        self.view.activated.connect(self._on_activated)
        self.table.modelReset.connect(self._on_reset)
        column.addWidget(self.view, 1)
        self.detail = parts.label("", selectable=True)
        column.addWidget(self.detail)
        line = QHBoxLayout()
        self.show_gap = self._button(self.tr("Auf der &Karte zeigen"), self._show_gap)
        self.export = self._button(self.tr("Als &Excel-Mappe …"), self._ask_export)
        self.split = self._button(self.tr("&Ursachen trennen"), self.split_causes)
        self.split.setToolTip(
            self.tr("Rechnet die Daten des offenen Projekts mit den Vorgaben des früheren Berichts.")
        )
        self.leave = self._button(self.tr("Schl&ießen"), self.close)
        line.addWidget(self.show_gap)
        line.addWidget(self.export)
        line.addWidget(self.split)
        line.addStretch(1)
        line.addWidget(self.leave)
        column.addLayout(line)

    def _files(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        self.before, self.after = QLineEdit(), QLineEdit()
        for row, (field, text, name) in enumerate(
            (
                (self.before, self.tr("&Früherer Bericht"), self.tr("Früheren Bericht wählen")),
                (self.after, self.tr("&Späterer Bericht"), self.tr("Späteren Bericht wählen")),
            )
        ):
            label = QLabel(text)
            label.setBuddy(field)
            field.setPlaceholderText(self.tr("Ordner eines Berichts oder report.json"))
            field.textChanged.connect(lambda _text: self._enable())
            field.returnPressed.connect(self.compare)
            browse = self._button(self.tr("Wählen …"), lambda f=field, n=name: self._ask_file(f, n))
            browse.setAccessibleName(name)
            for place, widget in enumerate((label, field, browse)):
                grid.addWidget(widget, row, place)
        self.go = self._button(self.tr("&Vergleichen"), self.compare)
        self.go.setProperty("primary", True)
        grid.addWidget(self.go, 0, 3, 2, 1)
        return grid

    def _filters(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.state, self.cause = ChoiceBox(), ChoiceBox()
        self.state.addItem(self.tr("alle Unterschiede"), DIFFERENT)
        for key, word in STATE_LABELS.items():
            self.state.addItem(worded(word), key)
        self.state.addItem(self.tr("alle Lücken"), "")
        self.cause.addItem(self.tr("jede Ursache"), "")
        for cause, word in CAUSE_LABELS.items():
            self.cause.addItem(worded(word), cause)
        self.words = QLineEdit()
        self.words.setPlaceholderText(self.tr("Quartier, Art, Grund …"))
        self.words.setClearButtonEnabled(True)
        self.count = parts.label("", "muted", wrap=False)
        for box, name in (
            (self.state, self.tr("Zustand")), (self.cause, self.tr("Ursache")), (self.words, self.tr("Filtern nach Wörtern")),
        ):  # fmt: skip
            box.setAccessibleName(name)
            line.addWidget(box, 1 if box is self.words else 0)
        self.state.currentIndexChanged.connect(self._filter)
        self.cause.currentIndexChanged.connect(self._filter)
        self.words.textChanged.connect(self._filter)
        line.addWidget(self.count)
        return line

    def _button(self, text: str, slot: object) -> QPushButton:
        made = QPushButton(text)
        made.setAutoDefault(False)
        made.clicked.connect(lambda _checked=False: slot())  # type: ignore[operator]
        return made

    # ---- comparing

    def compare(self) -> None:
        """Read both reports and hold them beside each other, beside the window."""
        before, after = self._named_paths()
        if not (self.before.text().strip() and self.after.text().strip()):
            return

        def work(progress: Progress) -> Comparison | QuartierMapError:
            from quartiermap.app import report_comparison

            try:
                progress.step(0.0, self.tr("Früheren Bericht lesen"))
                old = report_comparison.read_report(before)
                progress.step(0.4, self.tr("Späteren Bericht lesen"))
                new = report_comparison.read_report(after)
                progress.step(0.8, self.tr("Vergleichen"))
                return report_comparison.compare(old, new)
            except QuartierMapError as error:
                return error

        self.go.setEnabled(False)
        self._say(self.tr("Die Berichte werden gelesen …"))
        self._asked = (before, after)
        self._tasks.read("compare-reports", work, self._on_compared)

    def _on_compared(self, found: Comparison | QuartierMapError) -> None:
        if self.closed:
            return
        if isinstance(found, QuartierMapError):
            self._found = None
            self._say(str(found))
        else:
            self._found = found
            self._paths = self._asked
            self._say("")
        self._show()
        if self._found is not None:
            self.compared.emit(self._found)

    def _named_paths(self) -> tuple[Path, Path]:
        return Path(self.before.text().strip()).expanduser(), Path(self.after.text().strip()).expanduser()

    def split_causes(self) -> None:
        """Tell data and rules apart: the open project's data under the rules of the earlier report, in a job."""
        found, project = self._found, self._workspace.project
        if found is None or project is None:
            return
        before, after = self._paths

        def work(progress: Progress) -> Comparison | QuartierMapError:
            from quartiermap.app import report_comparison, report_split

            try:
                old, new = report_comparison.read_report(before), report_comparison.read_report(after)
                middle = report_split.between(before, new, project, progress.part(0.1, 0.95))
                return report_comparison.compare(old, new, middle)
            except Cancelled:
                raise
            except QuartierMapError as error:
                return error

        def done(made: Comparison | QuartierMapError) -> None:
            if isinstance(made, QuartierMapError) and not self.closed:
                self._say(str(made))  # what is known stays in sight
            else:
                self._on_compared(made)
                self.view.setFocus()  # the button that had it is off now

        task = self._tasks.job(self.tr("Ursachen trennen"), work, done)
        self._say(
            self.tr("Bitte warten: „{label}“ läuft noch.").format(label=self._tasks.label)
            if task is None
            else self.tr("Die Ursachen werden getrennt; „Abbrechen“ steht im Hauptfenster …")
        )
        if task is not None:
            task.cancelled.connect(lambda: self._say(self.tr("Abgebrochen.")))

    def _say(self, text: str) -> None:
        self.notice.setText(text)
        self.notice.setVisible(bool(text))

    def _show(self) -> None:
        found = self._found
        self.table.show(found)
        if found is None:
            self.summary.setText(
                self.tr("Zwei Berichte wählen: welche Lücken sind neu, nicht mehr da oder verändert, und woher kommt das?")
            )  # fmt: skip
        else:
            lines = [
                self.tr("Vorher: {a}. Nachher: {b}.").format(a=found.before, b=found.after),
                " ".join(found.sentences),
            ]
            changes = [
                *found.data,
                *(f"{f.label}: {f.before} → {f.after}" for f in (*found.rules, *found.check)),
            ]
            if changes:
                lines.append(self.tr("Geändert: {list}.").format(list="; ".join(changes[:8])))
            self.summary.setText("\n".join(lines))
        self._say(self.notice.text())
        self._enable()

    def _enable(self) -> None:
        if not hasattr(self, "leave"):
            return  # still being built
        self.go.setEnabled(bool(self.before.text().strip() and self.after.text().strip()))
        self.export.setEnabled(self._found is not None)
        uncertain = self._found is not None and any(not gap.certain for gap in self._found.gaps)
        self.split.setEnabled(uncertain and self._workspace.project is not None)
        self.show_gap.setEnabled(self._known_gap() != "")

    # ---- rows

    def _filter(self) -> None:
        self.table.filter(
            Wanted(str(self.state.currentData()), str(self.cause.currentData()), self.words.text())
        )

    def _on_reset(self) -> None:
        whole = 0 if self._found is None else len(self._found.gaps)
        self.count.setText(
            self.tr("{n} von {all}").format(n=texts.number(self.table.rowCount()), all=texts.number(whole))
        )
        self.detail.setText("")
        self._enable()

    def _on_row(self, index: QModelIndex, _old: QModelIndex) -> None:
        gap = self.table.gap(index.row())
        if gap is None:
            self.detail.setText("")
        else:
            said = [
                f"{gap.district}: {gap.kind}, {gap.reason} – {STATE_LABELS[gap.state]}.",
                differences(gap),
            ]
            said += [self.tr("Kommt von: {cause}.").format(cause=gap.cause)] if gap.cause else []
            if not self._known_gap():
                said.append(self.tr("Im offenen Projekt gibt es diese Lücke nicht."))
            self.detail.setText(" ".join(s for s in said if s))
        self._enable()
        self._show_gap()

    def _on_activated(self, _index: QModelIndex) -> None:
        self._show_gap()
        window = self.parentWidget()
        if self._known_gap() and window is not None:
            window.activateWindow()

    def _known_gap(self) -> str:
        """Return the chosen gap, if the open project has it too."""
        gap = self.table.gap(self.view.currentIndex().row())
        project = self._workspace.project
        analysis = None if project is None else project.analysis
        if gap is None or analysis is None:
            return ""
        return gap.gap_id if any(g.gap_id == gap.gap_id for g in analysis.gaps) else ""

    def _show_gap(self) -> None:
        known = self._known_gap()
        if known:
            self.gap_wanted.emit(known)

    # ---- files

    def _ask_file(self, field: QLineEdit, title: str) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, title, field.text() or self._folder, self.tr("Bericht (report.json *.json)")
        )
        if chosen:
            field.setText(chosen)
            self._folder = str(Path(chosen).parent)

    def _ask_export(self) -> None:
        proposal = str(Path(self._folder) / "Vergleich.xlsx")
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Vergleich speichern"), proposal, self.tr("Excel-Mappe (*.xlsx)")
        )
        if chosen:
            self.write_workbook(Path(chosen).with_suffix(".xlsx"))

    def write_workbook(self, path: Path) -> None:
        """Write the comparison as a workbook, beside the window."""
        found = self._found
        if found is None:
            return

        def work(progress: Progress) -> Path | QuartierMapError:
            from quartiermap.app import report_comparison_sheets
            from quartiermap.io.atomic import replace_file

            progress.step(0.0, self.tr("Vergleich schreiben"))
            try:
                replace_file(path, lambda draft: report_comparison_sheets.write_workbook(found, draft))
            except QuartierMapError as error:
                return error
            return path

        def done(made: Path | QuartierMapError) -> None:
            if not self.closed:
                self._say(
                    str(made)
                    if isinstance(made, QuartierMapError)
                    else self.tr("Geschrieben: {file}").format(file=made)
                )

        self._tasks.read("compare-workbook", work, done)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember that nobody waits any more."""
        self.closed = True
        event.accept()  # a dialog's own answer would be to reject, which is to close again

    def reject(self) -> None:
        """Close, as by the button (Escape)."""
        self.close()
