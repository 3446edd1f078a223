"""The search field of the toolbar: words in, a list of hits below it, Enter goes there."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from quartiermap.ui.theme import icon
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.search_entries import Entry, HitKind
from quartiermap.ui.viewmodels.search_index import Hit
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets import parts

Index = QModelIndex | QPersistentModelIndex

_WAIT_MS = 60
"""A pause in typing after which is searched."""
_WIDTH = 460


def kind_words(what: HitKind) -> str:
    """Return what a hit is, in a word."""
    return {
        "district": translate("SearchField", "Quartier"),
        "facility": translate("SearchField", "Einrichtung"),
        "street": translate("SearchField", "Straße"),
        "address": translate("SearchField", "Adresse"),
        "gap": translate("SearchField", "Lücke"),
        "coordinates": translate("SearchField", "Ort"),
    }[what]


def _said_beside(entry: Entry) -> str:
    """Return what a hit is, unless its note begins with that."""
    kind = kind_words(entry.what)
    return "" if entry.note.startswith(kind) else kind


class _Hits(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.hits: tuple[Hit, ...] = ()

    def show(self, hits: tuple[Hit, ...]) -> None:
        self.beginResetModel()
        self.hits = hits
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self.hits[index.row()].entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{entry.name}\n{entry.note}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (_said_beside(entry), entry.name, entry.note) if part)
        return None


class _HitDelegate(QStyledItemDelegate):
    """Draws a name, and below it in small what it is and where."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, 2 * option.fontMetrics.height() + 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        plain = QStyleOptionViewItem(option)
        self.initStyleOption(plain, index)
        plain.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, plain, painter, option.widget)
        model = index.model()
        if not isinstance(model, _Hits):
            return
        entry = model.hits[index.row()].entry
        painter.save()
        area, line = option.rect.adjusted(10, 3, -10, -3), option.fontMetrics.height()
        bold = QFont(option.font)
        bold.setWeight(QFont.Weight.DemiBold)
        colour = option.palette.text().color()
        painter.setPen(colour)
        kind = _said_beside(entry)
        room = option.fontMetrics.horizontalAdvance(kind) + 12
        painter.drawText(
            QRect(area.right() - room, area.top(), room, line), int(Qt.AlignmentFlag.AlignRight), kind
        )
        painter.setFont(bold)
        name = painter.fontMetrics().elidedText(
            entry.name, Qt.TextElideMode.ElideRight, area.width() - room - 6
        )
        painter.drawText(QRect(area.left(), area.top(), area.width() - room, line + 2), 0, name)
        painter.setFont(option.font)
        soft = QColor(colour)
        soft.setAlphaF(0.78)
        painter.setPen(soft)
        note = option.fontMetrics.elidedText(entry.note, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(QRect(area.left(), area.top() + line + 1, area.width(), line + 2), 0, note)
        painter.restore()


class SearchField(QLineEdit):
    """Asks for hits while somebody types, shows them, and says which one was taken.

    Signals
    -------
    asked : str
        Hits for this text are wanted; answer with `show_hits`.
    taken : Hit
        The user wants to go there.
    """

    asked = Signal(str)
    taken = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self.setPlaceholderText(self.tr("Suchen (Strg+K)"))
        self.setAccessibleName(self.tr("Suchen"))
        self.setAccessibleDescription(
            self.tr(
                "Quartier, Straße, Adresse, Einrichtung, Lücke oder Koordinaten; Pfeiltasten wählen, Eingabe geht hin."
            )
        )
        self.setToolTip(
            self.tr("Quartier, Straße, Adresse, Einrichtung, Lücke oder Koordinaten suchen (Strg+K)")
        )
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(96)  # with the signs of the toolbar it fits 1366 pixels at 200 %
        self.setMaximumWidth(300)
        self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition).setText(self.tr("Suchen"))
        self._found_for = ""
        self._take_first = self._typing = False
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(_WAIT_MS)
        self._delay.timeout.connect(lambda: self.asked.emit(self.text()))
        self.textEdited.connect(self._on_text)
        self.popup = QFrame(self, Qt.WindowType.Widget)
        self.popup.setObjectName("card")
        self.popup.setAutoFillBackground(True)
        self.popup.hide()
        column = QVBoxLayout(self.popup)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(2)
        self.model = _Hits(self)
        self.view = QListView()
        self.view.setAccessibleName(self.tr("Treffer"))
        self.view.setModel(self.model)
        self.view.setItemDelegate(_HitDelegate(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.clicked.connect(self._on_clicked)
        column.addWidget(self.view)
        self.words = parts.label("", "muted")
        self.words.setContentsMargins(8, 4, 8, 4)
        column.addWidget(self.words)

    def begin(self) -> None:
        """Take the keyboard, with what is there marked."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def show_hits(self, text: str, hits: tuple[Hit, ...], note: str = "") -> None:
        """Show the hits for a text, unless another one has been typed since; `note` says why there are none."""
        if text != self.text():
            return
        self._found_for = text
        self.model.show(hits)
        if hits:
            self.view.setCurrentIndex(self.model.index(0, 0))
        self.view.setVisible(bool(hits))
        self.words.setText(note)
        self.words.setVisible(bool(note))
        if hits and self._take_first:
            self._take(0)
            return
        self._take_first = False
        if text.strip() and self._typing:
            self._open()
        else:
            self.popup.hide()

    def _open(self) -> None:
        """Put the list below the field, inside the window."""
        window = self.window()
        self.popup.setParent(window)
        rows = self.model.rowCount()
        width = min(_WIDTH, window.width() - 16)
        height = (rows * self.view.sizeHintForRow(0) + 14 if rows else 0) + (
            self.words.heightForWidth(width - 12) + 12 if self.words.text() else 0
        )
        corner = self.mapTo(window, QPoint(0, self.height() + 2))
        left = min(corner.x(), window.width() - width - 8)
        self.popup.setGeometry(left, corner.y(), width, min(height, window.height() - corner.y() - 30))
        self.popup.show()
        self.popup.raise_()

    def _on_text(self, text: str) -> None:
        self._take_first, self._typing = False, True
        if text.strip():
            self._delay.start()
        else:
            self._delay.stop()
            self.model.show(())
            self.popup.hide()

    def _on_clicked(self, index: Index) -> None:
        self._take(index.row())

    def _take(self, row: int) -> None:
        hit = self.model.hits[row]
        self._take_first = self._typing = False
        self.popup.hide()
        self.setText(hit.entry.name)
        self._found_for = self.text()
        self.selectAll()
        # a line of text keeps keys like Strg+E for itself: what was found shall be worked with next
        self.clearFocus()
        self.taken.emit(hit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the hits with the arrow keys, take one with Enter, put the list away with Escape."""
        key, rows = event.key(), self.model.rowCount()
        at = self.view.currentIndex().row()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and rows:
            if self.popup.isHidden():
                self._open()
            step = 1 if key == Qt.Key.Key_Down else -1
            self.view.setCurrentIndex(self.model.index((at + step) % rows, 0))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._delay.isActive():  # Enter came before the hits
                self._delay.stop()
                self._take_first = True
                self.asked.emit(self.text())
            elif self._found_for != self.text():  # what is in the list was found for another text
                self._take_first = True
            elif rows and at >= 0:
                self._take(at)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Escape for the list while it is open; elsewhere it is the window's."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride and (self.popup.isVisible() or self.text()):
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                if self.popup.isVisible():
                    self.popup.hide()
                else:
                    self.clear()
                    self.model.show(())
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Put the list away."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self._typing = False
            self.popup.hide()
