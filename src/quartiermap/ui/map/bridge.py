"""The one door between Python and the map page: a QWebChannel object.

Commands go out as JSON strings with a running number; the page carries them out strictly in order and answers `done`
when the change has been painted. What the user does on the map comes in through typed slots.
"""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QFile, QIODevice, QObject, Signal, Slot
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineScript


class Bridge(QObject):
    """What the page sees as ``bridge``."""

    command = Signal(str)
    """To the page: ``{"seq": n, "op": …}``."""

    page_ready = Signal()
    painted = Signal(int)
    page_failed = Signal(str)
    district = Signal(str)
    facility = Signal(str)
    gap = Signal(str)
    map = Signal(float, float)
    way = Signal(float, float)
    view = Signal(float, float, float)
    legend = Signal(bool)
    blocked = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sequence = 0

    def send(self, op: str, **values: Any) -> int:
        """Send one command and return its number."""
        self._sequence += 1
        message = {"seq": self._sequence, "op": op, **values}
        self.command.emit(json.dumps(message, ensure_ascii=False, allow_nan=False))
        return self._sequence

    @Slot()
    def ready(self) -> None:
        """Take note: the page has built the map and listens."""
        self.page_ready.emit()

    @Slot(int)
    def done(self, sequence: int) -> None:
        """Take note: the picture of command `sequence` is painted."""
        self.painted.emit(sequence)

    @Slot(str)
    def failed(self, text: str) -> None:
        """Take note: a command could not be carried out."""
        self.page_failed.emit(text)

    @Slot(str)
    def refused(self, text: str) -> None:
        """Take note: the content policy stopped something."""
        self.blocked.emit(text)

    @Slot(str)
    def district_clicked(self, district_id: str) -> None:
        """Pass a click on."""
        self.district.emit(district_id)

    @Slot(str)
    def facility_clicked(self, facility_id: str) -> None:
        """Pass a click on."""
        self.facility.emit(facility_id)

    @Slot(str)
    def gap_clicked(self, gap_id: str) -> None:
        """Pass a click on."""
        self.gap.emit(gap_id)

    @Slot(float, float)
    def map_clicked(self, longitude: float, latitude: float) -> None:
        """Pass a click on (degrees)."""
        self.map.emit(longitude, latitude)

    @Slot(float, float)
    def way_wanted(self, longitude: float, latitude: float) -> None:
        """Pass on: the way from here (degrees) to the nearest facility is wanted."""
        self.way.emit(longitude, latitude)

    @Slot(bool)
    def legend_folded(self, shown: bool) -> None:
        """Take note: the user opened or folded the legend on the page."""
        self.legend.emit(shown)

    @Slot(float, float, float)
    def view_changed(self, longitude: float, latitude: float, zoom: float) -> None:
        """Take note of the centre (degrees) and the zoom level."""
        self.view.emit(longitude, latitude, zoom)


def connect_bridge(page: QWebEnginePage, bridge: Bridge) -> QWebChannel:
    """Give the page its door and return the channel, which the caller must keep.

    The client script is injected at document creation, so that it survives reloads and needs no exception in the
    content policy.
    """
    source = QFile(":/qtwebchannel/qwebchannel.js")
    if not source.open(QIODevice.OpenModeFlag.ReadOnly):
        raise RuntimeError("qwebchannel.js is missing in this Qt")
    code = bytes(source.readAll().data()).decode("utf-8")
    source.close()
    script = QWebEngineScript()
    script.setName("qwebchannel")
    script.setSourceCode(code)
    script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
    script.setWorldId(0)
    page.scripts().insert(script)
    channel = QWebChannel(page)
    channel.registerObject("bridge", bridge)
    page.setWebChannel(channel, 0)
    return channel
