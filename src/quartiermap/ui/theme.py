"""How the window looks: colours, one stylesheet, icons, the window's font sizes.

Light and calm. Every text colour keeps a contrast of at least 4.5 : 1 on its ground, every state is told by a
word or a sign as well as by a colour, and the focus ring is always visible.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from quartiermap.io import bundled

GROUND = "#f4f6f8"
SURFACE = "#ffffff"
TEXT = "#1b2430"
MUTED = "#54606e"
LINE = "#d3d9e0"
ACCENT = "#1c5a94"
ACCENT_SOFT = "#e4eef7"
NOTICE_GROUND = "#fff3d1"
NOTICE_TEXT = "#5a4200"
INVENTED_GROUND = "#ede4f5"
INVENTED_TEXT = "#4b2a72"

RESULT_COLOURS: dict[str, tuple[str, str]] = {
    "met": ("#0f5c8f", "#e1eff8"),
    "not_met": ("#8a3b00", "#fdeadd"),
    "open": ("#5a4200", "#fff3d1"),
    "not_applicable": ("#54606e", "#edf0f3"),
}
"""Text and ground for the outcome of a criterion: blue against orange, never green against red."""


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
    """Return the stylesheet of the whole application."""
    return f"""
* {{ color: {TEXT}; }}
QMainWindow, QDialog {{ background: {GROUND}; }}
QToolTip {{ background: {TEXT}; color: #ffffff; border: 0; padding: 6px 8px; }}
QMenuBar {{ background: {SURFACE}; border-bottom: 1px solid {LINE}; }}
QMenuBar::item {{ padding: 4px 9px; background: transparent; }}
QMenuBar::item:selected, QMenu::item:selected {{ background: {ACCENT_SOFT}; color: {TEXT}; }}
QMenu {{ background: {SURFACE}; border: 1px solid {LINE}; padding: 4px; }}
QMenu::item {{ padding: 5px 26px 5px 22px; }}
QMenu::item:disabled {{ color: #8a94a0; }}
QMenu::separator {{ height: 1px; background: {LINE}; margin: 4px 8px; }}
QToolBar {{ background: {SURFACE}; border: 0; border-bottom: 1px solid {LINE}; padding: 1px 6px; spacing: 2px; }}
QToolBar::separator {{ width: 1px; background: {LINE}; margin: 5px 6px; }}
QToolButton {{ border: 1px solid transparent; border-radius: 5px; padding: 4px 7px; background: transparent; }}
QToolButton:hover {{ background: {ACCENT_SOFT}; }}
QToolButton:pressed, QToolButton:checked {{ background: #d2e2f1; }}
QToolButton:disabled {{ color: #8a94a0; }}
QToolButton:focus {{ border: 2px solid {ACCENT}; padding: 3px 6px; }}
QToolButton[section="true"] {{ font-weight: 600; padding: 4px 2px; }}
QToolButton[section="true"]:checked {{ background: {ACCENT_SOFT}; }}
QToolButton[section="true"]:focus {{ padding: 3px 1px; }}
QStatusBar {{ background: {SURFACE}; border-top: 1px solid {LINE}; }}
QStatusBar::item {{ border: 0; }}
QStatusBar QLabel {{ color: {MUTED}; padding: 0 6px; }}
QSplitter::handle {{ background: {LINE}; }}
QSplitter::handle:hover {{ background: {ACCENT}; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: {SURFACE}; border: 0; }}
#panel, #page {{ background: {SURFACE}; }}
QPushButton {{ background: {SURFACE}; border: 1px solid #aeb7c1; border-radius: 5px; padding: 5px 13px; min-height: 17px; }}
QPushButton:hover {{ background: {ACCENT_SOFT}; border-color: {ACCENT}; }}
QPushButton:pressed {{ background: #d2e2f1; }}
QPushButton:disabled {{ color: #8a94a0; border-color: {LINE}; background: {GROUND}; }}
QPushButton:focus {{ border: 2px solid {ACCENT}; padding: 4px 12px; }}
QPushButton[primary="true"] {{ background: {ACCENT}; color: #ffffff; border-color: {ACCENT}; font-weight: 600; }}
QPushButton[primary="true"]:hover {{ background: #164a7b; }}
QPushButton[primary="true"]:focus {{ border: 3px solid #ffd84d; padding: 3px 11px; }}
QPushButton[primary="true"]:disabled {{ background: #b9c5d1; border-color: #b9c5d1; color: #ffffff; }}
QPushButton[link="true"] {{ border: 1px solid transparent; background: transparent; color: {ACCENT}; padding: 1px 1px; text-align: left; }}
QPushButton[link="true"]:hover {{ text-decoration: underline; }}
QPushButton[link="true"]:focus {{ border: 2px solid {ACCENT}; padding: 0; }}
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit, QPlainTextEdit {{ background: {SURFACE}; border: 1px solid #aeb7c1; border-radius: 4px;
    padding: 3px 6px; selection-background-color: {ACCENT}; selection-color: #ffffff; min-height: 19px; }}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QDateEdit:focus, QPlainTextEdit:focus {{ border: 2px solid {ACCENT}; padding: 2px 5px; }}
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button,
    QDateEdit::up-button, QDateEdit::down-button {{ width: 0; height: 0; border: 0; }}
QComboBox::drop-down {{ border: 0; width: 20px; }}
QComboBox::down-arrow {{ image: url("{_icon_path("chevron-down")}"); width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{ background: {SURFACE}; border: 1px solid {LINE}; selection-background-color: {ACCENT_SOFT};
    selection-color: {TEXT}; outline: 0; }}
QCheckBox, QRadioButton {{ spacing: 7px; padding: 1px 2px; border: 1px solid transparent; border-radius: 4px; }}
QCheckBox:focus, QRadioButton:focus {{ border: 2px solid {ACCENT}; padding: 0 1px; }}
QListView, QTableView {{ background: {SURFACE}; border: 1px solid {LINE}; gridline-color: #e8ecf0; outline: 0;
    alternate-background-color: #f8fafb; selection-background-color: #d2e2f1; selection-color: {TEXT}; }}
QListView:focus, QTableView:focus {{ border: 2px solid {ACCENT}; }}
QTableView::item {{ padding: 2px 6px; }}
QHeaderView::section {{ background: {GROUND}; border: 0; font-size: 9.2pt; border-right: 1px solid {LINE}; border-bottom: 1px solid {LINE};
    padding: 4px 5px; font-weight: 600; }}
QHeaderView::up-arrow {{ image: url("{_icon_path("chevron-up")}"); width: 9px; height: 9px; subcontrol-position: top center; }}
QHeaderView::down-arrow {{ image: url("{_icon_path("chevron-down")}"); width: 9px; height: 9px; subcontrol-position: top center; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {LINE}; background: {SURFACE}; }}
QTabBar::tab {{ padding: 5px 11px; border: 1px solid transparent; border-bottom: 2px solid transparent; color: {MUTED}; }}
QTabBar::tab:selected {{ color: {TEXT}; border-bottom: 2px solid {ACCENT}; font-weight: 600; }}
QTabBar::tab:focus {{ border: 2px solid {ACCENT}; }}
QProgressBar {{ border: 1px solid {LINE}; border-radius: 4px; background: {GROUND}; text-align: center; max-height: 15px; }}
QProgressBar::chunk {{ background: #8fb6da; border-radius: 3px; }}
QSlider::groove:horizontal {{ height: 4px; background: {LINE}; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {ACCENT}; border-radius: 2px; }}
QSlider::handle:horizontal {{ background: {SURFACE}; border: 2px solid {ACCENT}; width: 13px; margin: -6px 0; border-radius: 8px; }}
QSlider::handle:horizontal:focus {{ background: {ACCENT}; border-color: {TEXT}; }}
QLabel {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: #b4bdc7; border-radius: 4px; margin: 1px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover {{ background: #8492a0; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; border: 0; background: none; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolButton[how="true"] {{ border: 1px solid #aeb7c1; border-radius: 9px; min-width: 17px; max-width: 17px; min-height: 17px;
    max-height: 17px; padding: 0; color: {ACCENT}; font-weight: 600; }}
QToolButton[how="true"]:focus {{ border: 2px solid {ACCENT}; padding: 0; }}
QLabel[role="title"] {{ font-size: 15pt; font-weight: 600; }}
QLabel[role="heading"] {{ font-weight: 600; color: {TEXT}; padding-top: 5px; }}
QLabel[role="strong"], QLabel[role="kind"] {{ font-weight: 600; }}
QPushButton[small="true"] {{ padding: 1px 8px; }}
QPushButton[small="true"]:focus {{ padding: 0 7px; }}
QLabel[role="group"] {{ font-weight: 600; color: {MUTED}; padding-top: 2px; }}
QLabel[role="cell"] {{ font-size: 9.5pt; }}
QLabel[role="nothing"] {{ font-size: 9.5pt; color: {MUTED}; }}
QLabel[role="muted"] {{ color: {MUTED}; }}
QLabel[role="notice"] {{ background: {NOTICE_GROUND}; color: {NOTICE_TEXT}; border-radius: 4px; padding: 6px 8px; }}
QLabel[role="chip"] {{ background: {ACCENT_SOFT}; color: {TEXT}; border-radius: 9px; padding: 2px 9px; }}
{_result_rules()}
QLabel[role="invented"] {{ background: {INVENTED_GROUND}; color: {INVENTED_TEXT}; font-weight: 600; padding: 4px 10px; border-radius: 4px; }}
QLabel[role="stale"] {{ background: {NOTICE_GROUND}; color: {NOTICE_TEXT}; padding: 2px 8px; border-radius: 4px; }}
QFrame[role="rule"] {{ background: {LINE}; max-height: 1px; border: 0; }}
#game QToolButton {{ padding: 4px 5px; }}
#game QToolButton:focus {{ padding: 3px 4px; }}
#game QPushButton {{ padding: 4px 9px; }}
#game QPushButton:focus {{ padding: 3px 8px; }}
#game {{ background: {SURFACE}; border: 0; border-bottom: 2px solid {ACCENT}; }}
QLabel[role="gameName"] {{ font-weight: 600; font-size: 11pt; }}
QLabel[role="gameFigure"] {{ font-weight: 600; font-size: 14pt; }}
QLabel[role="gameGained"] {{ font-weight: 600; font-size: 14pt; color: #0b5394; }}
QLabel[role="gameLost"] {{ font-weight: 600; font-size: 14pt; color: #8a3b00; }}
QLabel[role="gamePlaces"] {{ font-size: 11pt; }}
QLabel[role="gameName"][large="true"] {{ font-size: 18pt; }}
QLabel[role="gameFigure"][large="true"], QLabel[role="gameGained"][large="true"], QLabel[role="gameLost"][large="true"] {{ font-size: 24pt; }}
QLabel[role="gamePlaces"][large="true"] {{ font-size: 18pt; }}
#game QLabel[role="muted"][large="true"] {{ font-size: 13pt; }}
#presentationTitle {{ background: {SURFACE}; color: {TEXT}; font-size: 24pt; font-weight: 600; padding: 10px 24px; }}
#card {{ background: {SURFACE}; border: 1px solid {LINE}; border-radius: 6px; }}
#presentationHint {{ background: {SURFACE}; color: {MUTED}; font-size: 13pt; padding: 10px 24px; }}
#presentationText {{ background: {SURFACE}; color: {TEXT}; font-size: 17pt; padding: 6px 24px 12px 24px; }}
"""


def _result_rules() -> str:
    return "\n".join(
        f'QLabel[role="{name}"] {{ color: {text}; background: {ground}; border-radius: 4px; padding: 2px 7px; font-weight: 600; }}'
        for name, (text, ground) in RESULT_COLOURS.items()
    )


def apply(app: QApplication) -> None:
    """Give the application its style, palette and sheet; the system font is kept, never smaller than 9.5 pt."""
    app.setStyle("Fusion")
    palette = QPalette()
    for role, colour in (
        (QPalette.ColorRole.Window, GROUND),
        (QPalette.ColorRole.WindowText, TEXT),
        (QPalette.ColorRole.Base, SURFACE),
        (QPalette.ColorRole.AlternateBase, "#f8fafb"),
        (QPalette.ColorRole.Text, TEXT),
        (QPalette.ColorRole.Button, SURFACE),
        (QPalette.ColorRole.ButtonText, TEXT),
        (QPalette.ColorRole.Highlight, ACCENT),
        (QPalette.ColorRole.HighlightedText, "#ffffff"),
        (QPalette.ColorRole.PlaceholderText, "#6b7682"),
        (QPalette.ColorRole.ToolTipBase, TEXT),
        (QPalette.ColorRole.ToolTipText, "#ffffff"),
    ):
        palette.setColor(role, QColor(colour))
    app.setPalette(palette)
    font = QFont(app.font())
    if font.pointSizeF() < 9.5:
        font.setPointSizeF(9.5)
        app.setFont(font)
    app.setStyleSheet(sheet())
    app.setWindowIcon(icon("quartiermap"))


def _icon_path(name: str) -> str:
    return (bundled.resources_dir() / "icons" / f"{name}.svg").as_posix()


def icon(name: str) -> QIcon:
    """Return one of our own icons (resources/icons/<name>.svg); an unknown name gives an empty icon."""
    return QIcon(_icon_path(name))


def swatch(colour: str, text: str = "", size: int = 20) -> QPixmap:
    """Return a round sign as on the map: a disc in the kind's colour with its letters."""
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPainter

    pixmap = QPixmap(size * 2, size * 2)
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QRectF(0.5, 0.5, size - 1, size - 1))
    if text:
        font = QFont(QApplication.font())
        font.setBold(True)
        font.setPixelSize(round(size * (0.55 if len(text) == 1 else 0.45)))
        painter.setFont(font)
        light = contrast(colour, "#ffffff") >= contrast(colour, TEXT)
        painter.setPen(QColor("#ffffff" if light else TEXT))
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
