"""Names of the districts on the simple map, for a room: as many as have room, none across another or a gap's number."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath

from quartiermap.ui.plain.content import Content
from quartiermap.ui.plain.extent import View
from quartiermap.ui.plain.signs import flag


def draw_names(painter: QPainter, content: Content, view: View) -> None:
    """Draw them, the larger districts first."""
    font = QFont(painter.font())
    font.setBold(True)
    font.setPixelSize(round(min(22.0, max(13.0, view.size.height() / 45))))
    painter.save()
    painter.setFont(font)
    flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
    screen = QRectF(QPointF(0, 0), view.size)
    gaps = content.of_kind(content.gaps) if content.is_visible("gaps") else []
    taken = [flag(content, view, gap) for gap in gaps]
    boxes = [(district.path.boundingRect(), district) for district in content.districts]
    for box, district in sorted(boxes, key=lambda found: -found[0].width() * found[0].height()):
        middle = view.pixel(_inside(district.path, box))
        room = box.width() * view.scale
        if not screen.contains(middle):
            continue
        wanted = QRectF(middle.x() - room * 0.45, middle.y() - 40, room * 0.9, 80)
        needed = painter.boundingRect(wanted, flags, district.name)
        if needed.width() > room or any(needed.intersects(other) for other in taken):
            continue
        taken.append(needed)
        painter.setPen(QColor("#ffffff"))
        for dx, dy in ((-1.5, 0), (1.5, 0), (0, -1.5), (0, 1.5), (-1, -1), (1, 1), (-1, 1), (1, -1)):
            painter.drawText(wanted.translated(dx, dy), flags, district.name)
        painter.setPen(QColor("#000000"))
        painter.drawText(wanted, flags, district.name)
    painter.restore()


def _inside(path: QPainterPath, box: QRectF) -> QPointF:
    """Return a place in the shape near its middle: the middle of its box, or the first of a few around it that lies inside."""
    middle = box.center()
    for dx, dy in ((0.0, 0.0), (0.0, 0.2), (0.0, -0.2), (0.2, 0.0), (-0.2, 0.0), (0.3, 0.3), (-0.3, -0.3)):
        at = middle + QPointF(dx * box.width(), dy * box.height())
        if path.contains(at):
            return at
    return middle
