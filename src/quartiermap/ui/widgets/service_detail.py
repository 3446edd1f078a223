"""One layer of a service in full: what it says of itself, and what it shall be loaded as."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from quartiermap.domain.schema import IMPORT_LAYERS
from quartiermap.domain.texts import number
from quartiermap.io import bundled
from quartiermap.ui.viewmodels.service import LayerRow
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.bottom_tables import LAYER_NAMES
from quartiermap.ui.widgets.choice_box import ChoiceBox
from quartiermap.ui.wording import worded


class LayerDetail(parts.Column):
    """Shows a layer and lets the user say what it is.

    Signals
    -------
    changed
        The user said what the layer shall be loaded as.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setMinimumWidth(260)
        self._row: LayerRow | None = None
        lines = QVBoxLayout(self)
        lines.setContentsMargins(12, 8, 12, 8)
        lines.setSpacing(6)
        self.title = parts.label("", "heading", selectable=True)
        self.abstract = parts.label("", selectable=True)
        self.facts = parts.label("", "muted", selectable=True)
        for label in (self.title, self.abstract, self.facts):
            lines.addWidget(label)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.target = ChoiceBox(12)
        self.target.addItem(self.tr("im Import erkennen"), "")
        for key in IMPORT_LAYERS:
            self.target.addItem(worded(LAYER_NAMES.get(key, key)), key)
        self.kind = ChoiceBox(12)
        self.kind.addItem(self.tr("aus den Daten erkennen"), "")
        for kind in bundled.kinds():
            self.kind.addItem(worded(kind.name), kind.id)
        for box in (self.target, self.kind):
            box.activated.connect(self._on_chosen)
        self.target.setAccessibleName(self.tr("Wird geladen als"))
        self.kind.setAccessibleName(self.tr("Einrichtungsart"))
        form.addRow(self.tr("&Wird geladen als"), self.target)
        form.addRow(self.tr("Einrichtungs&art"), self.kind)
        lines.addLayout(form)
        self.why = parts.label("", "muted")
        lines.addWidget(self.why)
        lines.addStretch(1)

    def show_layer(self, row: LayerRow | None) -> None:
        """Show a layer, or that none is chosen."""
        self._row = row
        self.setEnabled(row is not None)
        if row is None:
            for label in (self.title, self.abstract, self.facts, self.why):
                label.setText("")
            return
        self.title.setText(row.layer.title)
        self.abstract.setText(row.layer.abstract or self.tr("Der Dienst beschreibt diese Ebene nicht."))
        told = [self.tr("Name beim Dienst: {name}").format(name=row.name), row.extent, row.systems]
        if row.count is not None:
            told.append(self.tr("Im Gebiet liegen laut Dienst {n} Objekte.").format(n=number(row.count)))
        if row.layer.licence:
            told.append(self.tr("Lizenz: {text}.").format(text=row.layer.licence))
        self.facts.setText("\n".join(told))
        self.target.setCurrentIndex(max(self.target.findData(row.target), 0))
        self.kind.setCurrentIndex(max(self.kind.findData(row.kind), 0))
        self.kind.setEnabled(row.target == "facilities")
        self.why.setText(
            self.tr("Vorschlag nach dem Titel der Ebene; der Import prüft den Inhalt.")
            if row.proposed
            else ""
        )

    def _on_chosen(self) -> None:
        row = self._row
        if row is None:
            return
        row.target = str(self.target.currentData() or "")
        row.kind = str(self.kind.currentData() or "") if row.target == "facilities" else ""
        row.proposed = False
        self.show_layer(row)
        self.changed.emit()
