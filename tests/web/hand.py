"""The hands and eyes of the person before the window."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

WAIT_MS = 60_000


class Hand:
    """The window, and the hands and eyes of the person before it."""

    def __init__(self, window: Any, qtbot: Any) -> None:
        self.window = window
        self.qtbot = qtbot
        self.said: list[Any] = []
        window.messages.show_error = self.said.append

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true, timeout=WAIT_MS)
        assert self.said == [], self.said

    def rest(self) -> None:
        """Wait until nothing is computed or read any more."""
        tasks = self.window.tasks
        self.until(lambda: not (tasks.busy or tasks.reading))

    def open(self, path: Path) -> None:
        self.window.files.open_path(path)
        self.until(lambda: self.window.map is not None and self.window.map.is_ready)
        self.window.map.failed.connect(self.said.append)
        self.until(lambda: self.window.workspace.project is not None)
        self.until(lambda: bool(self.js("QM.state.districts.size")))
        self.rest()

    def js(self, code: str) -> Any:
        """Look at the page."""
        with self.qtbot.waitCallback(timeout=20_000) as answer:
            self.window.map.page.runJavaScript(f"(() => JSON.stringify({code}))()", 0, answer)
        return json.loads(answer.args[0]) if answer.args[0] else None

    def click_map(self, place: str, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
        """Click with the mouse on a place of the page that an expression names (a latlng), once the map stands still."""
        where = f"(p => [p.x, p.y])(QM.map.latLngToContainerPoint({place}))"
        seen: list[Any] = [None, self.js(where)]

        def still() -> bool:
            seen[:] = seen[1], self.js(where)
            return seen[0] == seen[1]

        self.until(still)
        x, y = seen[1]
        at = QPoint(round(x), round(y))
        QTest.mouseClick(self.window.map.web.focusProxy(), Qt.MouseButton.LeftButton, modifier, at)

    def press(self, button: Any) -> None:
        """Click with the mouse in the middle of a button that can be seen and used."""
        assert button.isVisible(), button.text()
        assert button.isEnabled(), button.text()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def type(self, field: Any, text: str) -> None:
        """Write into a field."""
        QTest.keyClicks(field, text)

    def drop(self, *files: Path) -> None:
        """Let files fall on the window."""
        carried = QMimeData()
        carried.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        nothing = Qt.KeyboardModifier.NoModifier
        self.window.dropEvent(
            QDropEvent(
                QPointF(100, 100), Qt.DropAction.CopyAction, carried, Qt.MouseButton.LeftButton, nothing
            )
        )

    def key(self, key: Any, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
        self.window.activateWindow()  # a dialog that was closed may still have the keyboard
        QTest.keyClick(self.window, key, modifier)

    def act(self, name: str) -> None:
        action = self.window.actions_[name]
        assert action.isEnabled(), name
        action.trigger()

    def inspector(self) -> str:
        """Read everything that the inspector says."""
        return words_of(self.window.inspector)


def words_of(widget: Any) -> str:
    from PySide6.QtWidgets import QAbstractButton, QLabel

    labels = [w.text() for w in widget.findChildren(QLabel) if w.isVisibleTo(widget)]
    buttons = [w.text() for w in widget.findChildren(QAbstractButton) if w.isVisibleTo(widget)]
    return "\n".join([*labels, *buttons])
