"""Opens the windows around reports: the four steps, and two reports beside each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal

if TYPE_CHECKING:
    from quartiermap.ui.main_window import MainWindow
    from quartiermap.ui.widgets.compare_reports_window import CompareReportsWindow
    from quartiermap.ui.widgets.report_window import ReportWindow


class ReportFlow(QObject):
    """Keeps one window of each kind.

    Signals
    -------
    said : str
        A short sentence for the status bar.
    """

    said = Signal(str)

    def __init__(self, window: MainWindow, settings: QSettings) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._last: Path | None = None
        self.report: ReportWindow | None = None
        self.comparison: CompareReportsWindow | None = None
        window.workspace.reported.connect(self._on_written)

    def ask(self) -> None:
        """Open the four steps of the report, or show them again."""
        from quartiermap.ui.widgets.report_window import ReportWindow

        window = self._window
        if window.workspace.project is None:
            return
        if self.report is None or self.report.closed:
            base = window.workspace.path.parent if window.workspace.path else Path(window.files.folder())
            self.report = ReportWindow(
                window.tasks, window.workspace, self._settings, base / "Bericht", parent=window
            )
            self.report.written.connect(self._on_written)
        self.report.show()
        self.report.raise_()
        self.report.activateWindow()

    def ask_comparison(self) -> None:
        """Open the window that holds two reports beside each other, or show it again."""
        from quartiermap.ui.widgets.compare_reports_window import CompareReportsWindow

        window = self._window
        if self.comparison is None or self.comparison.closed:
            self.comparison = CompareReportsWindow(
                window.tasks, window.workspace, folder=window.files.folder(), parent=window
            )
            self.comparison.gap_wanted.connect(self._show_gap)
            if self._last is not None:
                self.comparison.after.setText(str(self._last))
        self.comparison.show()
        self.comparison.raise_()
        self.comparison.activateWindow()

    def _show_gap(self, gap_id: str) -> None:
        self._window.selection.select("gap", gap_id)

    def _on_written(self, folder: Path, files: list[Path]) -> None:
        if folder / "report.json" in files:
            self._last = folder  # what it is to be compared with is the open question
        self.said.emit(self.tr("Bericht fertig: {n} Dateien in {folder}").format(n=len(files), folder=folder))
