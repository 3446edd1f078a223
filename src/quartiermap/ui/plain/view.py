"""The simple map alone, where there is no web engine at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from quartiermap.ui.map.commands import MapCommands
from quartiermap.ui.map.door import Door
from quartiermap.ui.plain.page import PlainPage


class PlainMap(MapCommands):
    """A map (`ui.widgets.map_area.MapPort`) without a web engine.

    Parameters
    ----------
    reason : str
        Why the real one cannot stand here; shown above the map.
    """

    def __init__(self, reason: str, parent: QWidget | None = None) -> None:
        door = Door()
        super().__init__(door, parent)
        door.setParent(self)
        self.plain = PlainPage(door, reason, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.plain)
        self.setFocusProxy(self.plain)
        QTimer.singleShot(0, self, door.page_ready.emit)

    def _deliver(self, op: str, values: dict[str, Any]) -> None:
        self.plain.do(op, values)
        self.settled.emit()

    def grab_png(self, path: Path, _scale: int = 1) -> None:
        """Write a picture of the map as it is on screen; `pictureSaved` or `pictureFailed` tells when."""
        saved = self.plain.grab().save(str(path), "PNG")
        (self.pictureSaved if saved else self.pictureFailed).emit(str(path))
