"""How wide the columns of a table have to be for their words to be read."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QHeaderView

from quartiermap.ui.sheet import HEAD_PT
from quartiermap.ui.viewmodels.tables import RecordsModel

_SAMPLE = 40
"""So many rows are measured: thousands would hold the window up, and names of one town are alike in length."""
_LETTERS = 24
"""No column asks for more than this; what is longer ends in dots, and the whole stands in its tip."""
_MARGIN_PX = 22
_SIGN_PX = 24


def head_metrics(header: QHeaderView) -> QFontMetrics:
    """Return how wide the titles of a table are drawn: the sheet gives the sections a font of their own."""
    font = QFont(header.font())
    font.setPointSizeF(HEAD_PT)
    font.setWeight(QFont.Weight.DemiBold)
    return QFontMetrics(font)


def readable_widths(model: RecordsModel[Any], body: QFontMetrics, head: QFontMetrics) -> list[int]:
    """Return the width (pixels) of every column: what it proposes, more where its title or its words need more."""
    count = model.rowCount()
    records = [model.record(row) for row in range(0, count, max(1, count // _SAMPLE))]
    most = body.averageCharWidth() * _LETTERS
    widths = []
    for column in model.columns:
        words = max((body.horizontalAdvance(column.shown(record)) for record in records), default=0)
        sign = _SIGN_PX if column.decoration is not None else 0
        title = head.horizontalAdvance(column.title) + _MARGIN_PX
        widths.append(max(column.width, title, min(words + _MARGIN_PX, most) + sign))
    return widths
