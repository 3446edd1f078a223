"""The columns of the table of gaps: parts of the score as small bars with their numbers, and how sure the place is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from quartiermap.ui.theme import look
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.ranking_table import RankedGap, stability_note
from quartiermap.ui.viewmodels.table_hows import TableHows
from quartiermap.ui.viewmodels.tables import BAR_ROLE, Column, Index
from quartiermap.ui.viewmodels.verdicts import verdict_order, verdict_tip, verdict_words

_CONFIDENCE = {"hoch": 0, "mittel": 1, "gering": 2}
_STABLE = {"robust": 0, "kippelig": 1}
BAR_COLUMNS = (4, 5, 6)
"""The columns that hold the parts of the score."""


class BarDelegate(QStyledItemDelegate):
    """Draws a thin bar under a number; the number alone says everything, the bar lets the eye compare."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        super().paint(painter, option, index)
        share = index.data(BAR_ROLE)
        if not share:
            return
        room = QRectF(option.rect).adjusted(6, 0, -6, -2)
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look().line))
        painter.drawRect(QRectF(room.left(), room.bottom() - 2, room.width(), 2))
        width = max(2.0, room.width() * float(share))
        painter.setBrush(QColor(look().accent))
        painter.drawRect(QRectF(room.right() - width, room.bottom() - 3, width, 3))
        painter.restore()


def gap_columns(
    kind_name: Callable[[str], str],
    sign: Callable[[str], QPixmap | None],
    standard_of: Callable[[RankedGap], str],
    hows: TableHows,
) -> tuple[Column[RankedGap], ...]:
    """Return the columns of the table of gaps.

    Parameters
    ----------
    kind_name, sign : callable
        Name and sign of a kind.
    standard_of : callable
        The standard that a gap was found by, in few words.
    hows : TableHows
        How the figures came about.
    """

    def part(name: str) -> tuple[Callable[[RankedGap], str], ...]:
        return (lambda g: g.part(name).text, lambda g: g.part(name).tip)

    def value(name: str) -> Callable[[RankedGap], float | None]:
        return lambda g: g.value(name)

    def bar(name: str) -> Callable[[RankedGap], float]:
        return lambda g: g.part(name).bar

    people, depth, need = part("people"), part("depth"), part("need")
    return (
        Column(translate("BottomTables", "Rang"), lambda g: str(g.gap.rank), lambda g: g.gap.rank, number=True, width=40, hows=hows.score,
               title_tip=translate("BottomTables", "Eigene Rangfolge der Kommune (Annahme); die Gewichte stehen links unter „Maßstäbe“")),
        Column(translate("BottomTables", "Quartier"), lambda g: g.gap.district_name, width=94, is_name=True),
        Column(translate("BottomTables", "Art"), lambda g: kind_name(g.gap.kind), width=84,
               decoration=lambda g: sign(g.gap.kind), is_subject=True),
        Column(translate("BottomTables", "Grund"), lambda g: g.gap.reason.label, tip=lambda g: g.gap.because, width=96, is_subject=True),
        Column(translate("BottomTables", "Betroffene"), people[0], value("people"), tip=people[1], number=True, width=82, bar=bar("people"),
               hows=hows.people),
        Column(translate("BottomTables", "Tiefe"), depth[0], value("depth"), tip=depth[1], number=True, width=50, bar=bar("depth"), hows=hows.score,
               title_tip=translate("BottomTables", "Tiefe der Lücke: 1 (knapp) bis 2 (sehr tief)")),
        Column(translate("BottomTables", "Soziales"), need[0], value("need"), tip=need[1], number=True, width=68, bar=bar("need"), hows=hows.score,
               title_tip=translate("BottomTables", "Gewicht des Sozialstatus: hoch 0,8 bis sehr niedrig 1,5 (Annahme)")),
        Column(translate("BottomTables", "Stabilität"), lambda g: g.stability_words, _stability_order, tip=lambda g: g.stability_tip,
               width=110, title_tip=stability_note()),
        Column(translate("BottomTables", "Vorprüfung"), lambda g: verdict_words(g.gap), lambda g: verdict_order(g.gap),
               tip=lambda g: verdict_tip(g.gap), width=215,
               title_tip=translate("BottomTables", "Stand des Programms, dann offene und nicht erfüllte Kriterien; keine Förderzusage")),
        Column(translate("BottomTables", "Sicherheit"), lambda g: g.gap.confidence, lambda g: _CONFIDENCE.get(g.gap.confidence),
               tip=lambda g: "; ".join(g.gap.confidence_because) or g.gap.confidence, width=76,
               title_tip=translate("BottomTables", "Wie sicher die Aussage ist; die Gründe stehen im Inspektor")),
        Column(translate("BottomTables", "Richtwert"), standard_of, width=170,
               title_tip=translate("BottomTables", "Wonach die Lücke gefunden wurde: Maß, Grad der Verbindlichkeit, Stand")),
    )  # fmt: skip


def _stability_order(row: RankedGap) -> tuple[int, float] | None:
    """Return what is sorted by: robust first, the surer the earlier; ``None`` where nothing is known."""
    one = row.stability
    if one is None or not one.word:
        return None
    return _STABLE.get(one.word, 2), -one.share
