"""A sharp picture of the map, larger than the screen.

A page tells when it has painted, but the frame reaches the widget a little later, and how much later nobody tells. So
a small mark is shown and taken away again: the first frame without the mark that follows one with it is the picture.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor, QImage

if TYPE_CHECKING:
    from quartiermap.ui.map.view import MapView

MARK: Final = "#fe01f3"
POLL_MS: Final = 100
PATIENCE: Final = 120
"""Looks at the widget until it is given up: 12 seconds."""


class PictureJob(QObject):
    """Draws what a hidden view shows at `scale` pixels per pixel into a PNG file.

    Parameters
    ----------
    view : MapView
        A view made for this job (``WA_DontShowOnScreen``); the job deletes it.
    path : Path
    scale : int
    """

    finished = Signal(bool)

    def __init__(self, view: MapView, path: Path, scale: int, parent: QObject) -> None:
        super().__init__(parent)
        self._view, self._path, self._scale = view, path, scale
        self._looks = 0
        self._want_mark = True
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._look)
        self._view.settled.connect(self._enlarge)
        self._view.show()

    def _enlarge(self) -> None:
        self._view.settled.disconnect(self._enlarge)
        self._view.settled.connect(self._mark)
        self._view.page.setZoomFactor(self._scale)
        self._view.repeat_view()

    def _mark(self) -> None:
        self._view.settled.disconnect(self._mark)
        self._view.show_mark(MARK)
        self._timer.start()

    def _look(self) -> None:
        self._looks += 1
        image = self._view.web.grab().toImage()
        marked = image.pixelColor(2, 2) == QColor(MARK)
        if self._want_mark and marked:
            self._want_mark = False
            self._view.show_mark(None)
        elif not self._want_mark and not marked:
            self._end(image)
        elif self._looks > PATIENCE:
            self._end(None)

    def _end(self, image: QImage | None) -> None:
        self._timer.stop()
        saved = image is not None and image.save(str(self._path), "PNG")  # type: ignore[call-overload]
        self._view.deleteLater()
        self.finished.emit(saved)
        self.deleteLater()
