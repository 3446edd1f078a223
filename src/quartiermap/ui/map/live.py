"""The map's side of "Was wäre wenn": what the hand does on the page, and the picture that answers it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from quartiermap.render.live_look import PALETTE, Strokes
from quartiermap.ui.map.door import Door
from quartiermap.ui.viewmodels.whatif import Picture

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees (WGS 84)."""


@dataclass(frozen=True)
class LiveLegend:
    """What the legend says during the game: a title, a line below it, and a sample picture (PNG) with words for each pattern."""

    title: str
    note: str
    rows: tuple[tuple[bytes, str], ...]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for the page."""
        rows = [{"sample": data_address(sample), "text": words} for sample, words in self.rows]
        return {"title": self.title, "note": self.note, "rows": rows}


@dataclass(frozen=True)
class GameOnMap:
    """What the page has to know of the game.

    Parameters
    ----------
    tool : {"hand", "add", "way"}
        With the hand facilities are dragged and chosen; the others want a place.
    rows : sequence of dict
        Facilities that differ from the project, as `render.map_data` writes them, with ``mark`` ("moved", "added",
        "closed", "resized") and ``from`` (latitude and longitude where a moved one stood).
    ways : sequence of lines
        The closed ways, points as (longitude, latitude).
    chosen : str or None
        The facility that keys act on.
    legend : LiveLegend
    themed : bool
        The project itself is edited: districts keep their colours, cells too until a picture follows the hand.
    """

    tool: str
    rows: Sequence[dict[str, Any]]
    ways: Sequence[Sequence[tuple[float, float]]]
    chosen: str | None
    legend: LiveLegend
    themed: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for the page."""
        return {
            "on": True, "themed": self.themed, "tool": self.tool, "rows": list(self.rows), "ways": [[list(p) for p in way] for way in self.ways],
            "chosen": self.chosen, "legend": self.legend.as_dict(),
        }  # fmt: skip


class LiveMap(QObject):
    """What "Was wäre wenn" asks of the map, and hears from it; the map keeps it as `MapView.live`.

    Signals
    -------
    grabbed : str
        The hand has taken a facility.
    handMoved : float, float, float
        It is here now (degrees); the page's own time in ms, which the answer has to carry.
    dropped : float, float
        It has let go here.
    takenBack
        The user has put it back where it was.
    nudged : float, float, float
        The chosen facility shall go this far east and north (metres).
    keyPressed : str
        ``Delete`` or ``Escape``.
    framed : float, float, float, float, int, int
        The extent on screen (degrees) and its size in pixels have changed.
    """

    grabbed = Signal(str)
    handMoved = Signal(float, float, float)  # noqa: N815
    dropped = Signal(float, float)
    takenBack = Signal()  # noqa: N815
    nudged = Signal(float, float, float)
    keyPressed = Signal(str)  # noqa: N815
    framed = Signal(float, float, float, float, int, int)

    def __init__(
        self, door: Door, send: Callable[..., None], post: Callable[..., None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._send, self._post = send, post
        self._on = False
        self._holding = False
        self.frame: tuple[Bounds, int, int] | None = None
        door.grab.connect(self.grabbed)
        door.hand.connect(self.handMoved)
        door.drop.connect(self.dropped)
        door.back.connect(self.takenBack)
        door.nudge.connect(self.nudged)
        door.key.connect(self.keyPressed)
        door.frame.connect(self._on_frame)
        self.grabbed.connect(lambda _facility_id: self._hold(True))
        self.dropped.connect(lambda _lon, _lat: self._hold(False))
        self.takenBack.connect(lambda: self._hold(False))

    def lost(self) -> None:
        """Take note that the page has died: what its hand held is back where it was."""
        if self._holding:
            self.takenBack.emit()

    def show_game(self, game: GameOnMap) -> None:
        """Begin the game on the page, or show its new state."""
        self._on = True
        self._send("game", **game.as_dict())

    def end_game(self) -> None:
        """Show the project again as it is."""
        if self._on:
            self._on = False
            self._send("game", on=False)

    def let_go(self) -> None:
        """Take what the hand holds out of it and put it back; `takenBack` follows if it held something."""
        self._post("ungrab")

    def answer(
        self,
        stamp: float,
        picture: Picture | Strokes | None,
        at: tuple[str, float, float] | None = None,
    ) -> None:
        """Answer a movement: the new picture or what to paint over the last, or ``None`` if it is the same as before.

        The picture goes as text in the command itself: a request of its own costs the page some milliseconds more. A page
        that does not know the picture that strokes belong over asks for its frame anew (`framed`).

        Parameters
        ----------
        stamp : float
            The page's time of the movement; 0 if the page did not ask.
        picture : Picture, Strokes or None
        at : (facility, longitude, latitude) or None
            Where a facility stands now that the page has not moved by itself.
        """
        values: dict[str, Any] = {"stamp": stamp}
        if at is not None:
            values["at"] = list(at)
        if isinstance(picture, Strokes):
            values["strokes"] = {
                "runs": base64.b64encode(picture.runs).decode("ascii"), "base": picture.base, "number": picture.number,
            }  # fmt: skip
        elif picture is not None:
            values["cells"] = {
                "png": base64.b64encode(picture.png).decode("ascii"), "bounds": list(picture.bounds), "width": picture.width, "height": picture.height,
                "number": picture.number, "palette": [list(colour) for colour in PALETTE],
            }  # fmt: skip
        self._post("live", **values)

    def _hold(self, on: bool) -> None:
        self._holding = on

    def _on_frame(
        self, west: float, south: float, east: float, north: float, width: int, height: int
    ) -> None:
        self.frame = ((west, south, east, north), width, height)
        self.framed.emit(west, south, east, north, width, height)


def data_address(png: bytes) -> str:
    """Return a PNG as an address that carries it."""
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
