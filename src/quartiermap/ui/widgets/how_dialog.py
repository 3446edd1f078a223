"""How figures came about: opened from the inspector, a table or a chart."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from quartiermap.ui.viewmodels.explain import How
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.inspector_parts import pairs


class HowDialog(QDialog):
    """Formula, what went in, sources and caveats of some figures.

    Parameters
    ----------
    title : str
        What they are figures of, in the language of the window.
    hows : sequence of How
    """

    def __init__(self, title: str, hows: Sequence[How], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hows = tuple(hows)
        self.setWindowTitle(self.tr("Wie gerechnet?"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 10)
        inner = parts.Column()
        inner.setObjectName("page")
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(18, 14, 18, 14)
        lines.setSpacing(6)
        lines.addWidget(parts.label(title, "title", name=True))
        for number, how in enumerate(hows):
            if number:
                lines.addWidget(parts.rule())
            if how.value:  # a chart is no single figure: its title says it all
                lines.addWidget(parts.label(f"{how.title}: {how.value}", "heading", selectable=True))
            lines.addWidget(parts.label(how.formula, selectable=True))
            lines.addLayout(pairs(how.inputs))
            for caveat in how.caveats:
                lines.addWidget(parts.label(caveat, "notice"))
        sources = tuple(dict.fromkeys(source for how in hows for source in how.sources))
        if sources:
            lines.addWidget(parts.rule())
            lines.addWidget(parts.label(self.tr("Grundlagen"), "heading"))
            for source in sources:
                lines.addWidget(parts.label(parts.breakable(f"· {source}"), "muted", selectable=True))
        lines.addStretch(1)
        column.addWidget(parts.scrolled(inner, title))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        buttons.setContentsMargins(18, 0, 18, 0)
        column.addWidget(buttons)
        self.resize(680, 600)
