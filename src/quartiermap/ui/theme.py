"""How the window looks: colours, one stylesheet, icons, the window's font sizes; light and dark.

Calm in both. Every text colour keeps a contrast of at least 4.5 : 1 on its ground, every sign and border 3 : 1, every state is told by
a word or a sign as well as by a colour, and the focus ring is always visible. Whoever paints by hand asks `look` while painting.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from quartiermap.io import bundled


@dataclass(frozen=True)
class Look:
    """One set of colours; texts and signs named after what they are for."""

    dark: bool
    ground: str
    surface: str
    alternate: str
    text: str
    muted: str
    disabled: str
    line: str
    grid: str
    border: str
    accent: str
    accent_soft: str
    selected: str
    primary: str
    primary_hover: str
    primary_off: str
    on_primary: str
    notice_ground: str
    notice_text: str
    invented_ground: str
    invented_text: str
    tip_ground: str
    tip_text: str
    gained: str
    lost: str
    chunk: str
    scroll: str
    icon: str
    results: tuple[tuple[str, tuple[str, str]], ...]
    """Text and ground for the outcome of a criterion: blue against orange, never green against red."""

    def result(self, name: str) -> tuple[str, str]:
        """Return text and ground of an outcome (met, not_met, open, not_applicable)."""
        return dict(self.results)[name]


LIGHT = Look(
    dark=False, ground="#f4f6f8", surface="#ffffff", alternate="#f8fafb", text="#1b2430", muted="#54606e", disabled="#6f7984", line="#d3d9e0",
    grid="#e8ecf0", border="#858f9b", accent="#1c5a94", accent_soft="#e4eef7", selected="#d2e2f1", primary="#1c5a94", primary_hover="#164a7b",
    primary_off="#5f7083", on_primary="#ffffff", notice_ground="#fff3d1", notice_text="#5a4200", invented_ground="#ede4f5", invented_text="#4b2a72",
    tip_ground="#1b2430", tip_text="#ffffff", gained="#0b5394", lost="#8a3b00", chunk="#8fb6da", scroll="#7b8997", icon="#2b3948",
    results=(
        ("met", ("#0f5c8f", "#e1eff8")), ("not_met", ("#8a3b00", "#fdeadd")), ("open", ("#5a4200", "#fff3d1")),
        ("not_applicable", ("#54606e", "#edf0f3")),
    ),
)  # fmt: skip

DARK = Look(
    dark=True, ground="#171b20", surface="#1f252c", alternate="#242b33", text="#eef2f6", muted="#b3bdc8", disabled="#8e99a5", line="#3c4650",
    grid="#2f3841", border="#75818d", accent="#8fc4f5", accent_soft="#2b3a49", selected="#2f4d69", primary="#2f73b3", primary_hover="#2a68a3",
    primary_off="#4a5560", on_primary="#ffffff", notice_ground="#423716", notice_text="#ffe6a0", invented_ground="#3a2b4c", invented_text="#e6d3fb",
    tip_ground="#eef2f6", tip_text="#1b2430", gained="#8fc4f5", lost="#ffb385", chunk="#2f5f8c", scroll="#7c8894", icon="#dbe2e9",
    results=(
        ("met", ("#a9d6f7", "#1b3a50")), ("not_met", ("#ffc09a", "#4c2c19")), ("open", ("#ffe6a0", "#423716")),
        ("not_applicable", ("#b3bdc8", "#2b333b")),
    ),
)  # fmt: skip

_now = LIGHT


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


def sheet() -> str:
    """Return the stylesheet of the whole application in the present look."""
    c = _now
    return f"""
* {{ color: {c.text}; }}
QMainWindow, QDialog {{ background: {c.ground}; }}
QToolTip {{ background: {c.tip_ground}; color: {c.tip_text}; border: 0; padding: 6px 8px; }}
QMenuBar {{ background: {c.surface}; border-bottom: 1px solid {c.line}; }}
QMenuBar::item {{ padding: 4px 9px; background: transparent; }}
QMenuBar::item:selected, QMenu::item:selected {{ background: {c.accent_soft}; color: {c.text}; }}
QMenu {{ background: {c.surface}; border: 1px solid {c.line}; padding: 4px; }}
QMenu::item {{ padding: 5px 26px 5px 22px; }}
QMenu::item:disabled {{ color: {c.disabled}; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: 4px 8px; }}
QToolBar {{ background: {c.surface}; border: 0; border-bottom: 1px solid {c.line}; padding: 1px 6px; spacing: 2px; }}
QToolBar::separator {{ width: 1px; background: {c.line}; margin: 5px 6px; }}
QToolButton {{ border: 1px solid transparent; border-radius: 5px; padding: 4px 7px; background: transparent; }}
QToolButton:hover {{ background: {c.accent_soft}; }}
QToolButton:pressed, QToolButton:checked {{ background: {c.selected}; }}
QToolButton:disabled {{ color: {c.disabled}; }}
QToolButton:focus {{ border: 2px solid {c.accent}; padding: 3px 6px; }}
QToolButton[section="true"] {{ font-weight: 600; padding: 4px 2px; }}
QToolButton[section="true"]:checked {{ background: {c.accent_soft}; }}
QToolButton[section="true"]:focus {{ padding: 3px 1px; }}
QStatusBar {{ background: {c.surface}; border-top: 1px solid {c.line}; }}
QStatusBar::item {{ border: 0; }}
QStatusBar QLabel {{ color: {c.muted}; padding: 0 6px; }}
QSplitter::handle {{ background: {c.line}; }}
QSplitter::handle:hover {{ background: {c.accent}; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: {c.surface}; border: 0; }}
#panel, #page {{ background: {c.surface}; }}
QPushButton {{ background: {c.surface}; border: 1px solid {c.border}; border-radius: 5px; padding: 5px 13px; min-height: 17px; }}
QPushButton:hover {{ background: {c.accent_soft}; border-color: {c.accent}; }}
QPushButton:pressed {{ background: {c.selected}; }}
QPushButton:disabled {{ color: {c.disabled}; border-color: {c.line}; background: {c.ground}; }}
QPushButton:focus {{ border: 2px solid {c.accent}; padding: 4px 12px; }}
QPushButton[primary="true"] {{ background: {c.primary}; color: {c.on_primary}; border-color: {c.primary}; font-weight: 600; }}
QPushButton[primary="true"]:hover {{ background: {c.primary_hover}; }}
QPushButton[primary="true"]:focus {{ border: 3px solid #ffd84d; padding: 3px 11px; }}
QPushButton[primary="true"]:disabled {{ background: {c.primary_off}; border-color: {c.primary_off}; color: {c.on_primary}; }}
QPushButton[link="true"] {{ border: 1px solid transparent; background: transparent; color: {c.accent}; padding: 1px 1px; text-align: left; }}
QPushButton[link="true"]:hover {{ text-decoration: underline; }}
QPushButton[link="true"]:focus {{ border: 2px solid {c.accent}; padding: 0; }}
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit, QPlainTextEdit {{ background: {c.surface}; border: 1px solid {c.border}; border-radius: 4px;
    padding: 3px 6px; selection-background-color: {c.primary}; selection-color: {c.on_primary}; placeholder-text-color: {c.muted}; min-height: 19px; }}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QDateEdit:focus, QPlainTextEdit:focus {{ border: 2px solid {c.accent}; padding: 2px 5px; }}
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button,
    QDateEdit::up-button, QDateEdit::down-button {{ width: 0; height: 0; border: 0; }}
QComboBox::drop-down {{ border: 0; width: 20px; }}
QComboBox::down-arrow {{ image: url("{_arrow("chevron-down")}"); width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{ background: {c.surface}; border: 1px solid {c.line}; selection-background-color: {c.accent_soft};
    selection-color: {c.text}; outline: 0; }}
QCheckBox, QRadioButton {{ spacing: 7px; padding: 1px 2px; border: 1px solid transparent; border-radius: 4px; }}
QCheckBox:focus, QRadioButton:focus {{ border: 2px solid {c.accent}; padding: 0 1px; }}
QListView, QTableView {{ background: {c.surface}; border: 1px solid {c.line}; gridline-color: {c.grid}; outline: 0;
    alternate-background-color: {c.alternate}; selection-background-color: {c.selected}; selection-color: {c.text}; }}
QListView:focus, QTableView:focus {{ border: 2px solid {c.accent}; }}
QTableView::item {{ padding: 2px 6px; }}
QHeaderView::section {{ background: {c.ground}; border: 0; font-size: 9.2pt; border-right: 1px solid {c.line}; border-bottom: 1px solid {c.line};
    padding: 4px 5px; font-weight: 600; }}
QHeaderView::up-arrow {{ image: url("{_arrow("chevron-up")}"); width: 9px; height: 9px; subcontrol-position: top center; }}
QHeaderView::down-arrow {{ image: url("{_arrow("chevron-down")}"); width: 9px; height: 9px; subcontrol-position: top center; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {c.line}; background: {c.surface}; }}
QTabBar::tab {{ padding: 5px 11px; border: 1px solid transparent; border-bottom: 2px solid transparent; color: {c.muted}; }}
QTabBar::tab:selected {{ color: {c.text}; border-bottom: 2px solid {c.accent}; font-weight: 600; }}
QTabBar::tab:focus {{ border: 2px solid {c.accent}; }}
QProgressBar {{ border: 1px solid {c.line}; border-radius: 4px; background: {c.ground}; text-align: center; max-height: 15px; }}
QProgressBar::chunk {{ background: {c.chunk}; border-radius: 3px; }}
QSlider::groove:horizontal {{ height: 4px; background: {c.line}; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {c.accent}; border-radius: 2px; }}
QSlider::handle:horizontal {{ background: {c.surface}; border: 2px solid {c.accent}; width: 13px; margin: -6px 0; border-radius: 8px; }}
QSlider::handle:horizontal:focus {{ background: {c.accent}; border-color: {c.text}; }}
QLabel {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {c.scroll}; border-radius: 4px; margin: 1px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover {{ background: {c.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; border: 0; background: none; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolButton[how="true"] {{ border: 1px solid {c.border}; border-radius: 9px; min-width: 17px; max-width: 17px; min-height: 17px;
    max-height: 17px; padding: 0; color: {c.accent}; font-weight: 600; }}
QToolButton[how="true"]:focus {{ border: 2px solid {c.accent}; padding: 0; }}
QLabel[role="title"] {{ font-size: 15pt; font-weight: 600; }}
QLabel[role="heading"] {{ font-weight: 600; color: {c.text}; padding-top: 5px; }}
QLabel[role="strong"], QLabel[role="kind"] {{ font-weight: 600; }}
QPushButton[small="true"] {{ padding: 1px 8px; }}
QPushButton[small="true"]:focus {{ padding: 0 7px; }}
QLabel[role="group"] {{ font-weight: 600; color: {c.muted}; padding-top: 2px; }}
QLabel[role="cell"] {{ font-size: 9.5pt; }}
QLabel[role="nothing"] {{ font-size: 9.5pt; color: {c.muted}; }}
QLabel[role="muted"] {{ color: {c.muted}; }}
QLabel[role="notice"] {{ background: {c.notice_ground}; color: {c.notice_text}; border-radius: 4px; padding: 6px 8px; }}
#recovery, #facilityBar {{ background: {c.notice_ground}; }}
#recovery > QLabel, #facilityBar > QLabel {{ background: transparent; color: {c.notice_text}; }}
QLabel[role="chip"] {{ background: {c.accent_soft}; color: {c.text}; border-radius: 9px; padding: 2px 9px; }}
{_result_rules()}
QLabel[role="invented"] {{ background: {c.invented_ground}; color: {c.invented_text}; font-weight: 600; padding: 4px 10px; border-radius: 4px; }}
{_indicators() if c.dark else ""}
QPushButton[notice="true"] {{ background: {c.notice_ground}; color: {c.notice_text}; padding: 1px 8px; border-radius: 4px; }}
#path QPushButton {{ border: 1px solid transparent; background: transparent; padding: 4px 10px; }}
#path QPushButton:hover {{ background: {c.accent_soft}; }}
#path QPushButton:checked {{ background: {c.surface}; border: 1px solid {c.line}; border-bottom: 3px solid {c.accent}; color: {c.accent}; }}
#path QPushButton:focus {{ border: 2px solid {c.accent}; padding: 3px 9px; }}
#path QPushButton:disabled {{ color: {c.disabled}; background: transparent; border-color: transparent; }}
QLabel[role="stale"] {{ background: {c.notice_ground}; color: {c.notice_text}; padding: 2px 8px; border-radius: 4px; }}
QFrame[role="rule"] {{ background: {c.line}; max-height: 1px; border: 0; }}
#game QToolButton {{ padding: 4px 5px; }}
#game QToolButton:focus {{ padding: 3px 4px; }}
#game QPushButton {{ padding: 4px 9px; }}
#game QPushButton:focus {{ padding: 3px 8px; }}
#game {{ background: {c.surface}; border: 0; border-bottom: 2px solid {c.accent}; }}
QLabel[role="gameName"] {{ font-weight: 600; font-size: 11pt; }}
QLabel[role="gameFigure"] {{ font-weight: 600; font-size: 14pt; }}
QLabel[role="gameGained"] {{ font-weight: 600; font-size: 14pt; color: {c.gained}; }}
QLabel[role="gameLost"] {{ font-weight: 600; font-size: 14pt; color: {c.lost}; }}
QLabel[role="gamePlaces"] {{ font-size: 11pt; }}
QLabel[role="gameName"][large="true"] {{ font-size: 18pt; }}
QLabel[role="gameFigure"][large="true"], QLabel[role="gameGained"][large="true"], QLabel[role="gameLost"][large="true"] {{ font-size: 24pt; }}
QLabel[role="gamePlaces"][large="true"] {{ font-size: 18pt; }}
#game QLabel[role="muted"][large="true"] {{ font-size: 13pt; }}
#presentationTitle {{ background: {c.surface}; color: {c.text}; font-size: 24pt; font-weight: 600; padding: 10px 24px; }}
#card {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: 6px; }}
#presentationHint {{ background: {c.surface}; color: {c.muted}; font-size: 13pt; padding: 10px 24px; }}
#presentationText {{ background: {c.surface}; color: {c.text}; font-size: 17pt; padding: 6px 24px 12px 24px; }}
"""


def _indicators() -> str:
    """Return the boxes to tick for a dark ground: what the style draws itself can hardly be seen there."""
    c = _now
    return f"""
QCheckBox::indicator, QAbstractItemView::indicator, QGroupBox::indicator {{ width: 13px; height: 13px; border: 1px solid {c.border}; border-radius: 3px; background: {c.ground}; }}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked, QGroupBox::indicator:checked {{ background: {c.primary}; border-color: {c.accent};
    image: url("{_icon_path("check-dark")}"); }}
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate {{ background: {c.primary_off}; border-color: {c.accent}; }}
QRadioButton::indicator {{ width: 13px; height: 13px; border: 1px solid {c.border}; border-radius: 7px; background: {c.ground}; }}
QRadioButton::indicator:checked {{ width: 5px; height: 5px; border: 5px solid {c.primary}; border-radius: 7px; background: #ffffff; }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {c.line}; }}
"""


def _result_rules() -> str:
    return "\n".join(
        f'QLabel[role="{name}"] {{ color: {text}; background: {ground}; border-radius: 4px; padding: 2px 7px; font-weight: 600; }}'
        for name, (text, ground) in _now.results
    )


def apply(app: QApplication, *, dark: bool = False) -> None:
    """Give the application its style, palette and sheet; the system font is kept, never smaller than 9.5 pt.

    May be called again at any time with the other brightness; where nothing changes nothing is done, because a sheet that is
    set again polishes every widget anew (seconds with a whole window).
    """
    global _now
    _now = c = DARK if dark else LIGHT
    wanted = sheet()
    if app.styleSheet() == wanted:
        return
    app.setStyle("Fusion")
    palette = QPalette()
    for role, colour in (
        (QPalette.ColorRole.Window, c.ground),
        (QPalette.ColorRole.WindowText, c.text),
        (QPalette.ColorRole.Base, c.surface),
        (QPalette.ColorRole.AlternateBase, c.alternate),
        (QPalette.ColorRole.Text, c.text),
        (QPalette.ColorRole.Button, c.surface),
        (QPalette.ColorRole.ButtonText, c.text),
        (QPalette.ColorRole.BrightText, c.text),
        (QPalette.ColorRole.Link, c.accent),
        (QPalette.ColorRole.Highlight, c.primary),
        (QPalette.ColorRole.HighlightedText, c.on_primary),
        (QPalette.ColorRole.PlaceholderText, c.muted),
        (QPalette.ColorRole.ToolTipBase, c.tip_ground),
        (QPalette.ColorRole.ToolTipText, c.tip_text),
        (QPalette.ColorRole.Light, c.alternate),
        (QPalette.ColorRole.Midlight, c.line),
        (QPalette.ColorRole.Mid, c.border),
        (QPalette.ColorRole.Dark, c.border),
    ):
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(c.disabled))
    app.setPalette(palette)
    font = QFont(app.font())
    if font.pointSizeF() < 9.5:
        font.setPointSizeF(9.5)
        app.setFont(font)
    app.setStyleSheet(wanted)
    app.setWindowIcon(QIcon(_icon_path("quartiermap")))


def system_is_dark() -> bool:
    """Whether the desktop asks for a dark look; where it says nothing, light is meant."""
    hints = QGuiApplication.styleHints()
    return hints.colorScheme() == Qt.ColorScheme.Dark


_DRAWN = "#2b3948"
"""The colour that our icons are drawn in."""


def _icon_path(name: str) -> str:
    return (bundled.resources_dir() / "icons" / f"{name}.svg").as_posix()


def _arrow(name: str) -> str:
    """Return the file of an arrow for the stylesheet, which can only show files."""
    return _icon_path(f"{name}-dark" if _now.dark else name)


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
    """Mark a widget for the stylesheet (title, heading, muted, notice, chip ...) and let it take effect."""
    widget.setProperty("role", name)
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return  # the sheet is read when it is first shown; reading it now would cost the inspector half its time
    widget.style().unpolish(widget)
    widget.style().polish(widget)
