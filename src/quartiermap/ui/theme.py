"""How the window looks: which colours hold, style and sheet of the application, icons, the window's font sizes; light and dark.

Calm in both. Every text colour keeps a contrast of at least 4.5 : 1 on its ground, every sign and border 3 : 1, every state is told by
a word or a sign as well as by a colour, and the focus ring is always visible. Whoever paints by hand asks `look` while painting.
"""

from __future__ import annotations

import functools
from typing import Any

from PySide6.QtCore import QByteArray, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from quartiermap.io import bundled
from quartiermap.ui.looks import DARK, LIGHT, Look
from quartiermap.ui.sheet import icon_path
from quartiermap.ui.sheet import sheet as sheet_of

__all__ = [
    "BY_PARTS",
    "DARK",
    "LIGHT",
    "Look",
    "apply",
    "contrast",
    "dress",
    "icon",
    "is_dressed",
    "look",
    "mark",
    "news",
    "prepare",
    "role",
    "sheet",
    "swatch",
    "system_is_dark",
]

BY_PARTS = "dressedByParts"
"""Property of a window whose parts carry the sheet (`ui.wardrobe`)."""


class _News(QObject):
    turned = Signal()


news = _News()
"""Tells `turned` when another look holds."""

_now = LIGHT
_begun: Look | None = None
"""The look of the sheet that the application has, if it has one."""


def look() -> Look:
    """Return the colours that hold at the moment."""
    return _now


def contrast(one: str, other: str) -> float:
    """Return the WCAG 2.1 contrast ratio of two colours (1 to 21).

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """

    def luminance(name: str) -> float:
        colour = QColor(name)
        parts = [
            c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
            for c in (colour.redF(), colour.greenF(), colour.blueF())
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


_COLOURS = (
    (QPalette.ColorRole.Window, "ground"), (QPalette.ColorRole.WindowText, "text"), (QPalette.ColorRole.Base, "surface"),
    (QPalette.ColorRole.AlternateBase, "alternate"), (QPalette.ColorRole.Text, "text"), (QPalette.ColorRole.Button, "surface"),
    (QPalette.ColorRole.ButtonText, "text"), (QPalette.ColorRole.BrightText, "text"), (QPalette.ColorRole.Link, "accent"),
    (QPalette.ColorRole.Highlight, "primary"), (QPalette.ColorRole.HighlightedText, "on_primary"),
    (QPalette.ColorRole.PlaceholderText, "muted"), (QPalette.ColorRole.ToolTipBase, "tip_ground"),
    (QPalette.ColorRole.ToolTipText, "tip_text"), (QPalette.ColorRole.Light, "alternate"), (QPalette.ColorRole.Midlight, "line"),
    (QPalette.ColorRole.Mid, "border"), (QPalette.ColorRole.Dark, "border"),
)  # fmt: skip
"""What Qt draws by itself, and the name of its colour in a `Look`."""


def sheet() -> str:
    """Return the stylesheet of the whole application in the present look."""
    return sheet_of(_now)


def prepare(app: QApplication, *, dark: bool = False) -> None:
    """Give the application everything of its look but the sheet, which each window carries by itself (`dress`), or its parts (`ui.wardrobe`).

    Under a sheet of the application every widget that is put into another one is styled anew with all that is in it: a window
    that is built without one, and dressed then, stands after 0.2 s instead of 0.5 s.
    """
    global _now, _begun
    _now, _begun = DARK if dark else LIGHT, None
    _begin(app)


def apply(app: QApplication, *, dark: bool = False) -> None:
    """Give the application its style, palette and sheet; the system font is kept, never smaller than 9.5 pt.

    May be called again at any time with the other brightness. While windows are open the application keeps what it has (a
    sheet or, after `prepare`, none), and they carry the other one: another sheet of the application polishes every widget once for each of those around
    it (eight times as long), one of a window each widget once.
    """
    global _now, _begun
    before, _now = _now, DARK if dark else LIGHT
    windows = [window for window in app.topLevelWidgets() if window.parentWidget() is None]
    if not any(window.isVisible() for window in windows):
        _begun = _now
        if app.styleSheet() != sheet():
            _begin(app)
            app.setStyleSheet(sheet())
    elif _now is not before:
        app.setPalette(_palette())
    for window in windows:  # what belongs to another window follows that one
        if not window.property(BY_PARTS):
            dress(window)
    if _now is not before:
        news.turned.emit()


def _begin(app: QApplication) -> None:
    """Give the application style, palette, font and sign; the sheet is given apart."""
    app.setStyle("Fusion")
    app.setPalette(_palette())
    font = QFont(app.font())
    if font.pointSizeF() < 9.5:
        font.setPointSizeF(9.5)
        app.setFont(font)
    app.setWindowIcon(QIcon(icon_path("quartiermap")))


def dress(window: QWidget) -> None:
    """Give a window, or a part of one, the present look; `apply` does so with windows that belong to no other one."""
    if not is_dressed(window):
        window.setStyleSheet(_wanted())


def is_dressed(window: QWidget) -> bool:
    """Whether it has the present look."""
    return window.styleSheet() == _wanted()


def _wanted() -> str:
    return "" if _now is _begun else sheet()


def _palette() -> QPalette:
    made = QPalette()
    for part, name in _COLOURS:
        made.setColor(part, QColor(getattr(_now, name)))
    for part in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, part, QColor(_now.disabled))
    return made


def system_is_dark() -> bool:
    """Whether the desktop asks for a dark look; where it says nothing, light is meant."""
    hints = QGuiApplication.styleHints()
    return hints.colorScheme() == Qt.ColorScheme.Dark


_DRAWN = "#2b3948"
"""The colour that our icons are drawn in."""


@functools.cache
def _drawing(name: str, colour: str) -> QByteArray | None:
    """Return an icon with its lines in another colour."""
    try:
        text = (bundled.resources_dir() / "icons" / f"{name}.svg").read_text("utf-8")
    except OSError:
        return None
    if colour == _DRAWN or name == "quartiermap":  # the program's own sign looks the same everywhere
        return QByteArray(text.encode())
    for light, dark in (
        (_DRAWN, colour),
        (LIGHT.muted, DARK.muted),
        (LIGHT.accent, DARK.accent),
        (LIGHT.accent_soft, DARK.accent_soft),
    ):
        text = text.replace(light, dark)
    return QByteArray(text.encode())


@functools.cache
def _renderer(name: str, colour: str) -> Any:
    """Return what draws an icon in a colour: read once, drawn often."""
    from PySide6.QtSvg import QSvgRenderer

    drawing = _drawing(name, colour)
    return None if drawing is None else QSvgRenderer(drawing)


class _Drawn(QIconEngine):
    """Draws an icon in the colour of the look that holds while it is drawn."""

    def __init__(self, name: str, *, on_primary: bool = False) -> None:
        super().__init__()
        self._name, self._on_primary = name, on_primary

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:  # noqa: ARG002
        """Draw."""
        renderer = _renderer(self._name, _now.on_primary if self._on_primary else _now.icon)
        if renderer is None:
            return
        painter.save()
        if mode == QIcon.Mode.Disabled:
            painter.setOpacity(0.45)
        side = min(rect.width(), rect.height())
        box = QRectF(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2, side, side)
        renderer.render(painter, box)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return a picture of it."""
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return made

    def clone(self) -> QIconEngine:
        """Return another one that draws the same."""
        made = _Drawn(self._name, on_primary=self._on_primary)
        _engines.append(made)
        return made


_engines: list[_Drawn] = []
"""An engine lives as long as the icons that are copied from it, which only Qt knows."""


@functools.cache
def icon(name: str, *, on_primary: bool = False) -> QIcon:
    """Return one of our own icons (resources/icons/<name>.svg); an unknown name gives an empty icon.

    `on_primary` is for a button that is filled with the colour of the first choice.
    """
    if _drawing(name, _DRAWN) is None:
        return QIcon()
    engine = _Drawn(name, on_primary=on_primary)
    _engines.append(engine)
    return QIcon(engine)


def swatch(colour: str, text: str = "", size: int = 20) -> QPixmap:
    """Return a round sign as on the map: a disc in the kind's colour with its letters."""
    pixmap = QPixmap(size * 2, size * 2)
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#ffffff"))  # a ring that only a dark ground shows
    painter.drawEllipse(QRectF(0, 0, size, size))
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QRectF(1, 1, size - 2, size - 2))
    if text:
        font = QFont(QApplication.font())
        font.setBold(True)
        font.setPixelSize(round(size * (0.55 if len(text) == 1 else 0.45)))
        painter.setFont(font)
        light = contrast(colour, "#ffffff") >= contrast(colour, LIGHT.text)
        painter.setPen(QColor("#ffffff" if light else LIGHT.text))
        painter.drawText(QRectF(0, 0, size, size), Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return pixmap


def role(widget: QWidget, name: str) -> None:
    """Mark a widget for the stylesheet (title, heading, muted, notice, chip ...)."""
    mark(widget, "role", name)


def mark(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the stylesheet asks for, and let it take effect."""
    widget.setProperty(name, value)
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return  # the sheet is read when it is first shown; reading it now would cost the inspector half its time
    widget.style().unpolish(widget)
    widget.style().polish(widget)
