"""The pages of the report as they would be printed: one at a time, turned by keys, wheel or field."""

from __future__ import annotations

import logging

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from quartiermap.domain import texts
from quartiermap.domain.report_template import ReportTemplate
from quartiermap.errors import QuartierMapError
from quartiermap.ui.viewmodels.report_preview import Draft, PreviewFeed
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.choice_box import ChoiceBox

log = logging.getLogger(__name__)

SMALL_PPI, LARGE_PPI = 60, 120


class PagesView(QWidget):
    """Shows what a `PreviewFeed` draws.

    Signals
    -------
    turned : int
        Another page (from 1) is in sight.
    """

    turned = Signal(int)

    def __init__(self, feed: PreviewFeed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._feed = feed
        self._draft = Draft(0, {}, 0, maps=False)
        self._image: QImage | None = None
        self._ppi = SMALL_PPI
        self._titles: dict[str, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self._line())
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.area = QScrollArea()
        self.area.setWidget(self.picture)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName(self.tr("Vorschau der Seite"))
        self.area.installEventFilter(self)
        self.area.setMinimumSize(220, 110)
        column.addWidget(self.area, 1)
        self.note = parts.label("", "muted")
        column.addWidget(self.note)
        feed.working.connect(self._on_working)
        feed.counted.connect(self._on_counted)
        feed.drawn.connect(self._on_drawn)
        feed.failed.connect(self._on_failed)
        self._enable()

    def _line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.back = QPushButton("‹")
        self.on = QPushButton("›")
        for button, name, by in (
            (self.back, self.tr("Vorige Seite"), -1),
            (self.on, self.tr("Nächste Seite"), 1),
        ):
            button.setAutoDefault(False)
            button.setProperty("small", True)
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _checked=False, step=by: self.turn(step))
        self.number = QSpinBox()
        self.number.setRange(1, 1)
        self.number.setAccessibleName(self.tr("Seite"))
        self.number.setKeyboardTracking(False)
        self.number.valueChanged.connect(self._ask)
        self.of = parts.label(self.tr("von …"), "muted", wrap=False)
        self.chapter = ChoiceBox(10)
        self.chapter.setAccessibleName(self.tr("Zum Kapitel"))
        self.chapter.setPlaceholderText(self.tr("Zum Kapitel …"))
        self.chapter.activated.connect(self._to_chapter)
        self.whole = QCheckBox(self.tr("&ganze Seite"))
        self.whole.setChecked(True)
        self.whole.toggled.connect(self._show)
        for widget in (self.back, self.number, self.of, self.on):
            line.addWidget(widget)
        line.addWidget(self.chapter, 1)
        line.addStretch(0)
        line.addWidget(self.whole)
        return line

    @property
    def page(self) -> int:
        """The page in sight, from 1."""
        return self.number.value()

    def set_large(self, large: bool) -> None:
        """Draw the pages fine enough to read (alone in the window), or small (beside the settings)."""
        ppi = LARGE_PPI if large else SMALL_PPI
        if ppi != self._ppi:
            self._ppi = ppi
            self._ask()

    def set_titles(self, template: ReportTemplate) -> None:
        """Take the headings of the chapters for the list of places to go to."""
        self._titles = {c.id: c.title for c in template.shown}

    def turn(self, by: int) -> None:
        """Go on by so many pages."""
        self.number.setValue(self.page + by)

    def _to_chapter(self, row: int) -> None:
        page = self.chapter.itemData(row)
        if isinstance(page, int):
            self.number.setValue(page)

    def _ask(self) -> None:
        self._enable()
        if self._draft.pages:
            self._feed.turn_to(self.page, self._ppi)

    def _enable(self) -> None:
        self.back.setEnabled(self.page > 1)
        self.on.setEnabled(self.page < self._draft.pages)
        self.number.setEnabled(self._draft.pages > 1)
        self.chapter.setVisible(self.chapter.count() > 0)

    # ---- what the feed says

    def _on_working(self, working: bool) -> None:
        if working:
            self.note.setText(self.tr("Die Seiten werden gesetzt …"))

    def _on_counted(self, draft: Draft) -> None:
        self._draft = draft
        with parts.quiet(self.number):
            self.number.setRange(1, max(1, draft.pages))
        self.of.setText(self.tr("von {n}").format(n=texts.number(draft.pages)))
        self.chapter.clear()
        for chapter, page in sorted(draft.chapters.items(), key=lambda item: item[1]):
            self.chapter.addItem(self._titles.get(chapter, chapter), page)
        said = [] if draft.maps else [self.tr("Die Karten werden noch gezeichnet.")]
        if draft.left_out:
            said.append(
                self.tr("Im fertigen Bericht kommen {n} Quartiersseiten hinzu.").format(
                    n=texts.number(draft.left_out)
                )
            )
        self.note.setText(" ".join(said))
        self._ask()

    def _on_drawn(self, number: int, image: QImage) -> None:
        self._image = image
        self.picture.setAccessibleName(self.tr("Seite {n}").format(n=number))
        self._show()
        begun = [int(self.chapter.itemData(row)) for row in range(self.chapter.count())]
        at = max((page for page in begun if page <= number), default=0)
        if self.chapter.currentData() != at:  # of several on one page the chosen one stays
            self.chapter.setCurrentIndex(begun.index(at) if at in begun else -1)
        self.turned.emit(number)

    def _on_failed(self, error: BaseException) -> None:
        known = isinstance(error, QuartierMapError)
        self.note.setText(str(error) if known else self.tr("Die Vorschau lässt sich nicht zeigen."))
        if not known:
            log.error("preview of the report", exc_info=error)

    def _show(self) -> None:
        if self._image is None or self._image.isNull():
            return
        pixmap = QPixmap.fromImage(self._image)
        ratio = self.devicePixelRatioF()
        room = self.area.viewport().size() - QSize(8, 8)
        if self.whole.isChecked():
            pixmap = pixmap.scaled(
                room * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        _frame(pixmap)
        pixmap.setDevicePixelRatio(ratio)
        self.picture.setPixmap(pixmap)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the page anew."""
        super().resizeEvent(event)
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Turn pages by Page up, Page down, Home and End where the whole page is in sight."""
        if watched is self.area and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            to = {
                Qt.Key.Key_PageDown: self.page + 1, Qt.Key.Key_PageUp: self.page - 1, Qt.Key.Key_Home: 1, Qt.Key.Key_End: self._draft.pages,
            }.get(Qt.Key(event.key()))  # fmt: skip
            if to is not None and self.whole.isChecked():
                self.number.setValue(to)
                return True
        return super().eventFilter(watched, event)


def _frame(pixmap: QPixmap) -> None:
    """Draw the edge of the paper: a white page lies on a white ground."""
    painter = QPainter(pixmap)
    painter.setPen(QPen(QColor("#8a94a0"), 2))
    painter.drawRect(pixmap.rect().adjusted(1, 1, -1, -1))
    painter.end()
