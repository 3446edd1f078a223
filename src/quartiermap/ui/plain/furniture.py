"""What stands around the simple map: the notice why it is there, the legend, the sources."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from quartiermap.render.cells_png import PALETTE as CELL_COLOURS
from quartiermap.render.colours import over
from quartiermap.ui.plain.content import Content
from quartiermap.ui.plain.paint import FUNDING, FUNDING_COLOUR, HATCH_GROUND, HATCH_INK
from quartiermap.ui.plain.pens import INK, pattern, pen
from quartiermap.ui.plain.signs import facility_picture
from quartiermap.ui.theme import swatch
from quartiermap.ui.widgets import parts

_SAMPLE = QSize(26, 16)
_UNBOUND = (1 << 24) - 1
"""Qt's own greatest width of a widget."""
_BESIDE = 7
"""Between a sample and its words."""
_LARGE = 1.6
"""How much larger the legend is in front of a room."""
_SHORTER = 0.7
"""So much shorter dashes are in the legend than on the map: a sample holds two of them."""
_WIDEST, _SHARE = 270, 0.36
"""No line of the legend is wider, in pixels before it is enlarged, nor than this share of the map: what is longer wraps."""
_AROUND = 70
"""Height of the legend's head and of what stays free above and below it."""


def large_type(page: QWidget) -> str:
    """Return the style of labels that are read from the last row; the window's own would keep them at their size."""
    return f"QLabel {{ font-size: {page.font().pointSizeF() * _LARGE:.1f}pt; }}"


class Notice(QFrame):
    """Says why the map is drawn simply, and offers to try again where that can be done."""

    def __init__(self, reason: str, again: Callable[[], None] | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 6, 8, 6)
        self.words = parts.label(
            reason + " " + self.tr("Eine einfache Karte vertritt sie, mit allen Angaben."),
            "notice",
        )
        line.addWidget(self.words, 1)
        self.again: QPushButton | None = None
        if again is not None:
            self.again = QPushButton(self.tr("Noch einmal versuchen"))
            self.again.clicked.connect(again)
            line.addWidget(self.again)


class Legend(QFrame):
    """The signs on the map in words, and where the data come from.

    Signals
    -------
    folded : bool
        The user opened (``True``) or folded it.

    Attributes
    ----------
    covered : int
        Height at the top of the page that is not the legend's (the notice stands there).
    """

    folded = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        self.setObjectName("card")
        self.setAccessibleName(self.tr("Zeichenerklärung"))
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 10, 8)
        column.setSpacing(3)
        head = QHBoxLayout()
        self.title = parts.label("", "strong", wrap=False)
        head.addWidget(self.title)
        head.addStretch(1)
        self.fold = QToolButton()
        self.fold.setArrowType(Qt.ArrowType.DownArrow)
        self.fold.setAccessibleName(self.tr("Zeichenerklärung auf- und zuklappen"))
        self.fold.setToolTip(self.fold.accessibleName())
        self.fold.clicked.connect(self._on_fold)
        head.addWidget(self.fold)
        column.addLayout(head)
        self._body = QWidget()
        self._rows = QVBoxLayout(self._body)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(3)
        self._area = parts.scrolled(self._body, self.accessibleName())
        column.addWidget(self._area)
        self.is_open = True
        self.covered = 0
        self._scale = 1.0
        self._lines: list[QLabel] = []

    @property
    def _most(self) -> int:
        """How wide the lines may be."""
        return round(min(_WIDEST * self._scale, _SHARE * self._page.width()))

    def enlarge(self, on: bool) -> None:
        """Take type and samples for a room, or for a desk; the rows follow with the next `show_content`."""
        self._scale = _LARGE if on else 1.0
        self.setStyleSheet(large_type(self._page) if on else "")

    def open(self, shown: bool) -> None:
        """Show or hide everything but the title."""
        self.is_open = shown
        self._area.setVisible(shown)
        self.fold.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.UpArrow)
        self._settle()

    def _settle(self) -> None:
        """Take the size that the words need, at the lower left; on a low map they scroll."""
        for label in self._body.findChildren(QLabel):
            label.ensurePolished()  # else it is measured in the type it had before
        self.title.ensurePolished()
        _wrap(self.title, self._most - self.fold.sizeHint().width())
        for label in self._lines:
            _wrap(label, self._most - round(_SAMPLE.width() * self._scale) - _BESIDE)
            holder = label.parentWidget()
            if holder is not None and (row := holder.layout()) is not None:
                row.activate()  # else the row keeps the width that it had before
        self._rows.activate()
        wide = self._rows.totalMinimumSize().width()
        tall = (
            self._rows.totalHeightForWidth(wide)
            if self._rows.hasHeightForWidth()
            else self._rows.totalSizeHint().height()
        )
        room = max(self._page.height() - _AROUND - self.covered, _AROUND)
        bar = self._area.verticalScrollBar().sizeHint().width() if tall > room else 0
        never, if_needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self._area.setVerticalScrollBarPolicy(if_needed if tall > room else never)
        frame = 2 * self._area.frameWidth()
        self._area.setFixedSize(wide + bar + frame, min(tall + frame, room))
        layout = self.layout()
        if layout is not None:
            layout.activate()
        self.adjustSize()
        self.move(10, self._page.height() - self.height() - 10)

    def _on_fold(self) -> None:
        self.open(not self.is_open)
        self.folded.emit(self.is_open)

    def show_content(self, content: Content) -> None:
        """Say what is on the map now."""
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()  # it may live on until a dialog that is open has been closed
                old.deleteLater()
        self._lines = []
        game = content.game
        if game is not None and content.plays:
            self.title.setText(str(game["legend"]["title"]))
            self._words(str(game["legend"]["note"]))
        elif content.scheme is not None and content.is_visible("districts"):
            scheme, plain = content.scheme, content.plain_words
            unit = f" ({scheme['unit']})" if scheme["unit"] else ""
            self.title.setText(plain["title"] if plain else scheme["title"] + unit)
            self._words(plain["note"] if plain else content.note)
            labels = (
                [f"{a} ({b})" if b else a for a, b in zip(plain["labels"], plain["figures"], strict=True)]
                if plain
                else scheme["labels"]
            )
            for colour, words in reversed(list(zip(scheme["colours"], labels, strict=True))):
                self._row(_filled(QBrush(QColor(over(colour, content.cover, content.look["ground"])))), words)
            gone = self.tr("keine Daten oder entfällt")
            self._row(hatched(), gone if scheme.get("gone") else self.tr("keine Daten"))
            if scheme.get("secret"):
                self._row(hatched(secret=True), self.tr("geheim"))
            self._words("" if plain else str(scheme["dark_means"]))
        else:
            self.title.setText(self.tr("Zeichenerklärung"))
        self._signs(content)
        self._words(content.background_credit)
        self._words(" · ".join(content.sources))
        self._settle()

    def _signs(self, content: Content) -> None:
        if content.game is not None and (content.plays or content.live is not None):
            for row in content.game["legend"]["rows"]:
                sample = QPixmap()
                sample.loadFromData(_from_address(row["sample"]))
                self._row(sample.scaled(_SAMPLE), row["text"])
        elif content.cells is not None and content.is_visible("cells"):
            self._row(_cells(), content.cells_label or self.tr("bewohnte Rasterzelle außer Reichweite"))
        if content.is_visible("facilities"):
            shown = content.of_kind(content.facilities)
            for kind in sorted({str(s.row["kind"]) for s in shown}):
                about = content.kinds.get(kind, {"name": kind, "sign": "?", "colour": "#444444"})
                self._row(swatch(about["colour"], about["sign"], 18), about["name"])
            if any(s.row.get("planned") for s in shown):
                self._row(
                    QPixmap.fromImage(facility_picture(INK, "", 8, True, False, 2.0)[0]), self.tr("geplant")
                )
        if content.is_visible("gaps") and content.of_kind(content.gaps):
            self._row(_flag(), self.tr("Lücke (1 = dringlichste)"))
        if content.is_visible("funding"):
            for status in dict.fromkeys(status for status, _ in content.funding):
                words = (content.plain or {}).get("funding", {}).get(status) if content.presentation else None
                self._row(_funding(status), words or self.tr("Fördergebiet ({status})").format(status=status))
        if content.ways:
            self._row(_stroke(INK, 4), self.tr("Fußweg, gestrichelt: Stück abseits des Wegenetzes"))
        for area in content.areas:
            self._row(_stroke("#14507f", 2.4), str(area["text"]))
        for ring in content.rings:
            self._row(_stroke("#14507f", 2.4), str(ring["text"]))
        for words in content.filter_words:
            self._words(words)
        if content.squares is not None:
            reached, far, unknown = content.squares["words"]
            states = {cell["reached"] for cell in content.squares["cells"]}
            for state, words in ((True, reached), (False, far), (None, unknown)):
                if state in states:
                    colour = {True: "#cfe3f2", False: "#e9c9de", None: "#ffffff"}[state]
                    self._row(_filled(QBrush(QColor(colour))), words)

    def _words(self, text: str) -> None:
        if text:
            words = parts.label(text, "muted")
            words.setMaximumWidth(self._most)
            words.setMinimumWidth(round(0.8 * self._most))
            self._add(words)

    def _row(self, sample: QPixmap, text: str) -> None:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(_BESIDE)
        picture = QLabel()
        smooth = Qt.TransformationMode.SmoothTransformation
        picture.setPixmap(sample.scaledToHeight(round(sample.height() * self._scale), smooth))
        picture.setFixedWidth(round(_SAMPLE.width() * self._scale))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line.addWidget(picture)
        words = parts.label(text, wrap=False)
        self._lines.append(words)
        line.addWidget(words)
        line.addStretch(1)
        self._add(holder)

    def _add(self, row: QWidget) -> None:
        """Add a row that is counted at once: in a window that is seen Qt shows it a moment later, and till then it has no size."""
        self._rows.addWidget(row)
        row.show()


def _wrap(label: QLabel, most: int) -> None:
    """Let a line wrap where it is wider than it may be; else it is as wide as its words."""
    wraps = label.fontMetrics().horizontalAdvance(label.text()) > most
    label.setWordWrap(wraps)
    label.setMinimumSize(most if wraps else 0, label.heightForWidth(most) if wraps else 0)
    label.setMaximumWidth(most if wraps else _UNBOUND)


def _from_address(text: str) -> bytes:
    """Return the bytes of an address that carries them (``data:…;base64,…``)."""
    import base64

    return base64.b64decode(text.partition(",")[2])


def _blank() -> QPixmap:
    pixmap = QPixmap(_SAMPLE * 2)
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def _filled(brush: QBrush) -> QPixmap:
    pixmap = _blank()
    painter = QPainter(pixmap)
    painter.setPen(QPen(QColor("#59636e"), 0.9))
    painter.setBrush(brush)
    painter.drawRect(QRectF(0.5, 0.5, _SAMPLE.width() - 1, _SAMPLE.height() - 1))
    painter.end()
    return pixmap


def hatched(*, secret: bool = False) -> QPixmap:
    """Return the sample of a district without a value, or with one that must not be said."""
    pixmap = _filled(QBrush(QColor(HATCH_GROUND)))
    painter = QPainter(pixmap)
    painter.fillRect(
        QRectF(1, 1, _SAMPLE.width() - 2, _SAMPLE.height() - 2),
        pattern(HATCH_INK, secret=secret),
    )
    painter.end()
    return pixmap


def _cells() -> QPixmap:
    ground, ink = (QColor(*colour) for colour in CELL_COLOURS[1:3])
    pixmap = _filled(QBrush(ground))
    painter = QPainter(pixmap)
    painter.setClipRect(QRectF(1, 1, _SAMPLE.width() - 2, _SAMPLE.height() - 2))
    painter.setPen(QPen(ink, 1.6))
    for x in range(-20, 40, 6):
        painter.drawLine(x, 20, x + 20, 0)
    painter.end()
    return pixmap


def _stroke(colour: str, width: float) -> QPixmap:
    pixmap = _blank()
    painter = QPainter(pixmap)
    painter.setPen(QPen(QColor(colour), width))
    middle = _SAMPLE.height() // 2
    painter.drawLine(1, middle, _SAMPLE.width() - 1, middle)
    painter.end()
    return pixmap


def _funding(status: str) -> QPixmap:
    width, dashes, opacity = FUNDING.get(status, FUNDING["laufend"])
    pixmap = _blank()
    painter = QPainter(pixmap)
    stroke = pen(FUNDING_COLOUR, width, tuple(d * _SHORTER for d in dashes), opacity)
    stroke.setCosmetic(False)  # the sample is drawn at twice its size
    painter.setPen(stroke)
    middle = _SAMPLE.height() // 2
    painter.drawLine(0, middle, _SAMPLE.width(), middle)
    painter.end()
    return pixmap


def _flag() -> QPixmap:
    pixmap = _blank()
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(INK))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(QRectF(4, 0, 18, _SAMPLE.height()), 3, 3)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(QRectF(4, 0, 18, _SAMPLE.height()), Qt.AlignmentFlag.AlignCenter, "1")
    painter.end()
    return pixmap
