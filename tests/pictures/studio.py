"""The window for the pictures, and a hand that knows when it has come to rest."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

WAIT_S = 120.0


def set_screen(width: int, height: int) -> None:
    """Give Qt a screen of the wanted size (the projector mode fills it), unless somebody has chosen one."""
    if "QT_QPA_PLATFORM" in os.environ:
        return
    place = {"name": "bild", "x": 0, "y": 0, "width": width, "height": height}
    screen = {**place, "dpr": 1, "logicalDpi": 96, "logicalBaseDpi": 96}
    handle, config = tempfile.mkstemp(suffix=".json")
    os.write(handle, json.dumps({"screens": [screen]}).encode())
    os.close(handle)
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={config}"


class Studio:
    """The program's own window.

    Parameters
    ----------
    size : tuple of int
        Of the window, in its own pixels.
    language : str
    scratch : Path
        Whatever is written lies here; copies of unsaved work too, so that a later process is offered them.
    dark : bool
    plain : bool
        Whether the web engine is missing.
    """

    def __init__(
        self, size: tuple[int, int], language: str, scratch: Path, *, dark: bool = False, plain: bool = False
    ) -> None:
        from PySide6.QtCore import QSettings
        from PySide6.QtWidgets import QApplication

        from quartiermap.app.session import Session
        from quartiermap.ui import theme, translation
        from quartiermap.ui.main_window import MainWindow
        from quartiermap.ui.widgets.map_area import PLAIN_MAP

        application = QApplication.instance() or QApplication(["bilder"])
        assert isinstance(application, QApplication)
        self.app = application
        settings = QSettings(str(scratch / "fenster.ini"), QSettings.Format.IniFormat)
        settings.setValue("language", language)
        settings.setValue("brightness", "dark" if dark else "light")
        self._translators = translation.install(application, language)
        theme.apply(application, dark=dark)
        self.scratch = scratch
        if plain:
            os.environ[PLAIN_MAP] = "1"
        self.window = MainWindow(settings, cache=scratch / "tiles", recovery=scratch / "copies")
        self.errors: list[str] = []
        self.patience_ms = 900
        """A page without a graphics card draws its tiles late."""
        self.window.messages.show_error = lambda error: self.errors.append(repr(error))  # type: ignore[method-assign]
        self.window.workspace.attach(Session())
        self.window.resize(*size)
        self.window.show()

    # ---- waiting

    def until(self, true: Callable[[], bool], what: str) -> None:
        """Let the window live until something is so."""
        end = time.monotonic() + WAIT_S
        while not true():
            if self.errors:
                raise SystemExit(f"{what}: {'; '.join(self.errors)}")
            if time.monotonic() > end:
                raise SystemExit(f"{what}: kam nicht zustande")
            self.pause(20)

    def pause(self, ms: int) -> None:
        """Let the window live for a moment: a frame, a fold of an animation."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()

    def rest(self, what: str = "Ruhe") -> None:
        """Wait until nothing is computed and the page has painted what it was told."""
        window = self.window
        self.until(lambda: not (window.tasks.busy or window.tasks.reading), what)
        self.pause(700)  # tiles, charts and labels come a moment after the data
        self.until(self._is_painted, what)
        seen: object = None
        while seen != (seen := self._frame()):  # the whole town is fitted once more after the page has grown
            self.pause(self.patience_ms)
        self.until(lambda: not (window.tasks.busy or window.tasks.reading), what)

    def _frame(self) -> object:
        return None if self.window.map is None else self.window.map.live.frame

    def _is_painted(self) -> bool:
        """Whether the page draws at the size that its window has."""
        shown: Any = self.window.map
        if shown is None or shown.live.frame is None or not shown.isVisible():
            return True
        _bounds, width, height = shown.live.frame
        return bool(abs(width - shown.width()) < 3 and abs(height - shown.height()) < 3)

    # ---- acting

    def open(self, project: Path | None) -> None:
        """Open a copy of a project, or build the demo town, and wait for its result."""
        window = self.window
        if project is None:
            window.files.open_demo(self.scratch / "demo")
        else:
            copied = self.scratch / project.name
            copied.write_bytes(project.read_bytes())
            window.files.open_path(copied)
        self.until(lambda: getattr(window.map, "is_ready", False), "Karte")
        self.until(lambda: window.data is not None and window.data.has_result, "Ergebnis")
        self.rest("Projekt")

    def act(self, name: str) -> None:
        """Choose an action of the menu."""
        action = self.window.actions_[name]
        if not action.isEnabled():
            raise SystemExit(f"{name}: lässt sich hier nicht wählen")
        action.trigger()

    def check(self, name: str, on: bool) -> None:
        """Switch an action on or off."""
        self.window.actions_[name].setChecked(on)

    def dialogs(self) -> list[Any]:
        """Return the windows that are open beside the main window."""
        return [
            w
            for w in self.app.topLevelWidgets()
            if w.isVisible() and w is not self.window and w.isWindow() and w.width() > 120
        ]

    def close_dialogs(self) -> None:
        """Close them."""
        for dialog in self.dialogs():
            dialog.close()
        self.pause(50)

    # ---- looking

    def picture(self, path: Path, *, grey: bool, of: Any = None) -> None:
        """Save the window, with what lies in front of it, as one picture; or one widget alone (`of`)."""
        from PySide6.QtGui import QImage, QPainter, QPixmap

        whole = (of or self.window).grab()
        for dialog in self.dialogs() if of is None else ():
            front: QPixmap = dialog.grab()
            painter = QPainter(whole)
            room = whole.rect().center() - front.rect().center()
            painter.drawPixmap(max(0, room.x()), max(0, room.y()), front)
            painter.end()
        image = whole.toImage()
        if grey:
            image = image.convertToFormat(QImage.Format.Format_Grayscale8)
        if not image.save(str(path)):
            raise SystemExit(f"{path} lässt sich nicht schreiben.")
