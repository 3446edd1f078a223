"""The one door between Python and the map page: a QWebChannel object.

Commands go out as JSON strings with a running number; the page carries them out strictly in order and answers `done`
when the change has been painted. What the user does on the map comes in through typed slots.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QFile, QIODevice, QObject, Signal, Slot
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineScript

from quartiermap.ui.map.door import Door


class Bridge(Door):
    """What the page sees as ``bridge``."""

    command = Signal(str)
    """To the page: a list of ``{"seq": n, "op": …}``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sequence = 0
        self._held: list[str] | None = None

    def send(self, op: str, **values: Any) -> int:
        """Send one command and return its number."""
        self._sequence += 1
        message = {"seq": self._sequence, "op": op, **values}
        text = json.dumps(message, ensure_ascii=False, allow_nan=False)
        if self._held is None:
            self.command.emit(f"[{text}]")
        else:
            self._held.append(text)
        return self._sequence

    @contextmanager
    def together(self) -> Iterator[None]:
        """Send what is sent meanwhile in one piece at the end, so that the page draws it in one frame."""
        if self._held is not None:
            yield
            return
        self._held = []
        try:
            yield
        finally:
            held, self._held = self._held, None
            if held:
                self.command.emit(f"[{','.join(held)}]")

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

    @Slot(str)
    def square_clicked(self, cell_id: str) -> None:
        """Pass a click on a dwelling place that is drawn behind a figure on."""
        self.square.emit(cell_id)

    @Slot(float, float, float, float, int, int)
    def frame_changed(
        self, west: float, south: float, east: float, north: float, width: int, height: int
    ) -> None:
        """Take note of the extent on screen (degrees) and its size in pixels."""
        self.frame.emit(west, south, east, north, width, height)

    @Slot(str)
    def grabbed(self, facility_id: str) -> None:
        """Pass on: the hand has taken a facility."""
        self.grab.emit(facility_id)

    @Slot(float, float, float)
    def hand_moved(self, longitude: float, latitude: float, stamp: float) -> None:
        """Pass on where the hand is (degrees), and when the page saw it there (its own clock, ms)."""
        self.hand.emit(longitude, latitude, stamp)

    @Slot(float, float)
    def dropped(self, longitude: float, latitude: float) -> None:
        """Pass on: the hand has let go here (degrees)."""
        self.drop.emit(longitude, latitude)

    @Slot()
    def put_back(self) -> None:
        """Pass on: what the hand held is where it was before."""
        self.back.emit()

    @Slot(float, float, float)
    def nudged(self, east_m: float, north_m: float, stamp: float) -> None:
        """Pass on: the chosen facility shall go this far (metres)."""
        self.nudge.emit(east_m, north_m, stamp)

    @Slot(str)
    def key_pressed(self, name: str) -> None:
        """Pass on a key that means something in "Was wäre wenn": ``Delete``, ``Escape``."""
        self.key.emit(name)

    @Slot(float, float)
    def tool_placed(self, longitude: float, latitude: float) -> None:
        """Pass on a click while a tool wants places (degrees)."""
        self.tool_place.emit(longitude, latitude)

    @Slot()
    def tool_ended(self) -> None:
        """Pass on: that was the last place of a tool."""
        self.tool_end.emit()

    @Slot()
    def tool_taken_back(self) -> None:
        """Pass on: the last place of a tool shall go."""
        self.tool_back.emit()

    @Slot(str)
    def tool_shaped(self, ring: str) -> None:
        """Pass on a box or an outline that was dragged: a JSON list of longitude and latitude."""
        self.tool_shape.emit(ring)

    @Slot(str)
    def district_added(self, district_id: str) -> None:
        """Pass on a click with Ctrl or Shift: this district too."""
        self.also.emit(district_id)

    @Slot(float)
    def divider_moved(self, share: float) -> None:
        """Take note of where the divider stands (share of the width)."""
        self.divider.emit(share)

    @Slot(float, float, float)
    def view_moving(self, longitude: float, latitude: float, zoom: float) -> None:
        """Pass on the view while the map is being moved."""
        self.moving.emit(longitude, latitude, zoom)

    @Slot(bool)
    def legend_folded(self, shown: bool) -> None:
        """Take note: the user opened or folded the legend on the page."""
        self.legend.emit(shown)

    @Slot(float, float)
    def pointer_moved(self, longitude: float, latitude: float) -> None:
        """Pass on where the mouse is (degrees)."""
        self.pointer.emit(longitude, latitude)

    @Slot(float, float, float, bool)
    def view_changed(self, longitude: float, latitude: float, zoom: float, whole: bool) -> None:
        """Take note of the centre (degrees), the zoom level, and whether the whole municipality is shown."""
        self.view.emit(longitude, latitude, zoom, whole)


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
