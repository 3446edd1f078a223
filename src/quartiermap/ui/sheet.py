"""The stylesheet of the application: every rule once, its colours from a look."""

from __future__ import annotations

import functools

from quartiermap.io import bundled
from quartiermap.ui.looks import Look

HEAD_PT = 9.2
"""Size of the titles of a table's columns."""


def icon_path(name: str) -> str:
    """Return the file of one of our own icons."""
    return (bundled.resources_dir() / "icons" / f"{name}.svg").as_posix()


def _arrow(c: Look, name: str) -> str:
    """Return the file of an arrow, because a stylesheet can only show files."""
    return icon_path(f"{name}-dark" if c.dark else name)


@functools.cache
def sheet(c: Look) -> str:
    """Return the stylesheet of the whole application in a look."""
    return f"""
* {{ color: {c.text}; }}
QMainWindow, QDialog {{ background: {c.ground}; }}
QToolTip {{ background: {c.tip_ground}; color: {c.tip_text}; border: 0; padding: 6px 8px; }}
QMenuBar {{ background: {c.surface}; border-bottom: 1px solid {c.line}; }}
QMenuBar::item {{ padding: 4px 9px; background: transparent; }}
QMenuBar::item:selected, QMenu::item:selected {{ background: {c.accent_soft}; color: {c.text}; }}
QMenu {{ background: {c.surface}; border: 1px solid {c.line}; padding: 4px; menu-scrollable: 1; }}
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
QScrollArea[onGround="true"], QScrollArea[onGround="true"] > QWidget > QWidget {{ background: {c.ground}; }}
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
QComboBox::down-arrow {{ image: url("{_arrow(c, "chevron-down")}"); width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{ background: {c.surface}; border: 1px solid {c.line}; selection-background-color: {c.accent_soft};
    selection-color: {c.text}; outline: 0; }}
QCheckBox, QRadioButton {{ spacing: 7px; padding: 1px 2px; border: 1px solid transparent; border-radius: 4px; }}
QCheckBox:focus, QRadioButton:focus {{ border: 2px solid {c.accent}; padding: 0 1px; }}
QListView, QTableView {{ background: {c.surface}; border: 1px solid {c.line}; gridline-color: {c.grid}; outline: 0;
    alternate-background-color: {c.alternate}; selection-background-color: {c.selected}; selection-color: {c.text}; }}
QListView:focus, QTableView:focus {{ border: 2px solid {c.accent}; }}
QTableView::item {{ padding: 2px 6px; }}
QTableView::item:focus {{ border: 1px solid {c.accent}; padding: 1px 5px; }}
QHeaderView::section {{ background: {c.ground}; border: 0; font-size: {HEAD_PT}pt; border-right: 1px solid {c.line}; border-bottom: 1px solid {c.line};
    padding: 4px 5px; font-weight: 600; }}
QHeaderView::up-arrow {{ image: url("{_arrow(c, "chevron-up")}"); width: 9px; height: 9px; subcontrol-position: top center; }}
QHeaderView::down-arrow {{ image: url("{_arrow(c, "chevron-down")}"); width: 9px; height: 9px; subcontrol-position: top center; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {c.line}; background: {c.surface}; }}
QTabBar::tab {{ padding: 5px 11px; border: 1px solid transparent; border-bottom: 2px solid transparent; color: {c.muted}; }}
QTabBar::tab:selected {{ color: {c.text}; border-bottom: 2px solid {c.accent}; font-weight: 600; }}
QTabBar::scroller {{ width: 44px; }}
QTabBar QToolButton {{ background: {c.surface}; border: 1px solid {c.line}; padding: 0; }}
#tableTabs::tab {{ padding: 5px 8px; }}
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
{_result_rules(c)}
QLabel[role="invented"] {{ background: {c.invented_ground}; color: {c.invented_text}; font-weight: 600; padding: 4px 10px; border-radius: 4px; }}
{_indicators(c) if c.dark else ""}
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


def _indicators(c: Look) -> str:
    """Return the boxes to tick for a dark ground: what the style draws itself can hardly be seen there."""
    return f"""
QCheckBox::indicator, QAbstractItemView::indicator, QGroupBox::indicator {{ width: 13px; height: 13px; border: 1px solid {c.border}; border-radius: 3px; background: {c.ground}; }}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked, QGroupBox::indicator:checked {{ background: {c.primary}; border-color: {c.accent};
    image: url("{icon_path("check-dark")}"); }}
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate {{ background: {c.primary_off}; border-color: {c.accent}; }}
QRadioButton::indicator {{ width: 13px; height: 13px; border: 1px solid {c.border}; border-radius: 7px; background: {c.ground}; }}
QRadioButton::indicator:checked {{ width: 5px; height: 5px; border: 5px solid {c.primary}; border-radius: 7px; background: #ffffff; }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {c.line}; }}
"""


def _result_rules(c: Look) -> str:
    return "\n".join(
        f'QLabel[role="{name}"] {{ color: {text}; background: {ground}; border-radius: 4px; padding: 2px 7px; font-weight: 600; }}'
        for name, (text, ground) in c.results
    )
