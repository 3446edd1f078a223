"""One source: where it is from, and everything that was found and repaired while reading it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from quartiermap.domain import texts
from quartiermap.errors import Problem
from quartiermap.ui.messages import ProblemsTable
from quartiermap.ui.viewmodels.viewdata import SourceRow
from quartiermap.ui.widgets import parts


class SourceDialog(QDialog):
    """One source: where it is from, and everything that was found and repaired while reading it."""

    def __init__(self, source: SourceRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Datenquelle"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 12)
        column.addWidget(parts.label(source.title, "title"))
        facts = (
            (self.tr("Datei"), source.file),
            (self.tr("Prüfsumme (SHA-256)"), source.sha256),
            (self.tr("Datenstand"), source.data_date or texts.NO_DATA),
            (self.tr("Anbieter"), source.provider or texts.NO_DATA),
            (self.tr("Lizenz"), source.licence or texts.NO_DATA),
            (self.tr("Koordinatensystem der Datei"), source.crs_read or texts.NOT_APPLICABLE),
            (self.tr("geladen am"), source.imported_at),
            (self.tr("Zeilen"), f"{texts.number(source.rows_read)} gelesen, {texts.number(source.rows_used)} verwendet"),
        )  # fmt: skip
        for name, value in facts:
            column.addWidget(parts.label(f"{name}: {value}", selectable=True))
        fields = set(Problem.__dataclass_fields__)
        problems = [Problem(**{k: v for k, v in f.items() if k in fields}) for f in source.findings]
        if problems:
            column.addWidget(parts.label(self.tr("Befunde beim Laden"), "heading"))
            column.addWidget(ProblemsTable(problems, self), 1)
        else:
            column.addWidget(parts.label(self.tr("Beim Laden ist nichts aufgefallen."), "muted"))
            column.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(820, 460 if problems else 320)
