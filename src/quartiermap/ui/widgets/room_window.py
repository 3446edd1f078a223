"""The window that the room sees: the map of the operator's window and two lines, nothing that could be clicked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from quartiermap.ui import theme
from quartiermap.ui.map.commands import MapCommands
from quartiermap.ui.widgets.map_area import MapFactory
from quartiermap.ui.widgets.presentation import Cover, room_lines

DARK_KEYS = (Qt.Key.Key_B, Qt.Key.Key_Period)
"""What hand-held clickers send to make a screen dark, or light again."""

_AGAIN_MS = 5_000
"""Escape closes the window when it comes twice within this time: clickers send it too."""


class RoomWindow(QWidget):
    """A second map that shows what the first one shows, in big type, on another screen if there is one.

    Parameters
    ----------
    first : MapCommands
        The operator's map.
    make_map : callable
        Makes the second map.
    operator : QWidget
        The operator's window: the room gets another screen than the one it is on.

    Signals
    -------
    closed
        The window is gone.
    said : str
        A sentence for the operator.
    stepped : int
        The next (1) or the previous (-1) view is wanted: a hand-held clicker speaks to the window that has the keyboard.
    called : int
        The view of this number (0 is the first) is wanted.
    darkened
        The room is to be dark, or light again.
    """

    closed = Signal()
    said = Signal(str)
    stepped = Signal(int)
    called = Signal(int)
    darkened = Signal()

    def __init__(self, first: MapCommands, make_map: MapFactory, operator: QWidget) -> None:
        super().__init__(None, Qt.WindowType.Window)
        theme.dress(self)
        self.setWindowTitle(self.tr("QuartierMap – für den Raum"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)  # the keyboard stays with the operator
        self._first, self._operator = first, operator
        self.frozen = False
        self._comes = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.title, self.text = room_lines()
        column.addWidget(self.title)
        made = make_map(self)
        if not isinstance(made, MapCommands):
            raise TypeError("a second map must take commands")
        self.map = made
        self.map.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.map.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.map.set_presentation(True)
        self.map.set_legend(True)
        column.addWidget(self.map, 1)
        column.addWidget(self.text)
        self.dark = Cover(self)
        first.mirror(self.map)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.timeout.connect(self._on_screens)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_AGAIN_MS)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            for changed in (application.screenAdded, application.screenRemoved):
                changed.connect(
                    self._settle.start
                )  # of an object: it ends with the window, unlike one of a lambda

    def say(self, title: str, text: str) -> None:
        """Set the two lines."""
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))

    def freeze(self, on: bool) -> None:
        """Let the room's map stay where it is while the operator looks elsewhere."""
        self.frozen = on
        self._first.freeze(self.map, on)

    def stand_still(self) -> None:
        """Follow nobody any more, and tell nobody: another window takes this one's place in a moment."""
        self._first.unmirror(self.map)
        self._settle.stop()
        self.blockSignals(True)

    def place(self) -> None:
        """Fill another screen than the operator's; with only one, leave the operator's note and tools free."""
        self._comes = True
        home = self._operator.screen()
        other = next((s for s in QGuiApplication.screens() if s is not home), None)
        if other is not None:
            self.setScreen(other)
            self.setGeometry(other.geometry())
            self.showFullScreen()
            return
        self.showNormal()
        free = home.availableGeometry()
        self.resize(min(1024, free.width() * 2 // 3), min(640, free.height() * 2 // 3))
        self.move(free.bottomRight() - self.frameGeometry().bottomRight() + self.frameGeometry().topLeft())

    def _on_screens(self) -> None:
        """Follow the projector: it was plugged in, or out."""
        if not self.isVisible():
            return
        alone = len(QGuiApplication.screens()) < 2
        self.place()
        self.said.emit(
            self.tr("Der zweite Bildschirm ist weg. Das Fenster für den Raum steht jetzt hier.")
            if alone
            else self.tr("Das Fenster für den Raum steht auf dem zweiten Bildschirm.")
        )

    def event(self, event: QEvent) -> bool:
        """Give the keyboard back once, where the desktop has given it to a window that has just come all the same."""
        if event.type() == QEvent.Type.WindowActivate and self._comes:
            self._comes = False
            self._operator.activateWindow()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape twice closes the window, views can be called, it can be dark; everything else is done in the other one."""
        key = event.key()
        if key in DARK_KEYS or (key == Qt.Key.Key_Escape and not self.dark.isHidden()):
            self.darkened.emit()
        elif key == Qt.Key.Key_Escape and self._again.isActive():
            self.close()
        elif key == Qt.Key.Key_Escape:
            self._again.start()
            self.said.emit(self.tr("Noch einmal Esc schließt das Fenster für den Raum."))
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.stepped.emit(1 if key == Qt.Key.Key_PageDown else -1)
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.called.emit(int(key) - int(Qt.Key.Key_1))
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the first map go on alone; the page goes first, so that none of its requests outlives who answers it."""
        self._first.unmirror(self.map)
        if (shut := getattr(self.map, "shutdown", None)) is not None:
            shut()
        super().closeEvent(event)
        self.closed.emit()
