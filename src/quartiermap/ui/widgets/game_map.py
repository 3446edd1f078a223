"""The game of "Was wäre wenn" on the map: what the hand does there goes to it, what it brings is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from quartiermap.io import bundled
from quartiermap.ui.viewmodels.walking import who_walks
from quartiermap.ui.viewmodels.whatif import Game, Live, Picture, Standing
from quartiermap.ui.viewmodels.whatif_words import rule_words
from quartiermap.ui.widgets.map_area import MapPort

if TYPE_CHECKING:
    from quartiermap.render.live_look import Strokes
    from quartiermap.ui.map.live import LiveLegend

_FRAME_REST_MS = 120
"""The picture is drawn for another extent when the map has rested so long."""


class GameMap(QObject):
    """Between the game and the map.

    Signals
    -------
    said : str
        A sentence for the status bar.
    key_pressed : str
        ``Delete`` or ``Escape`` on the map.
    """

    said = Signal(str)
    key_pressed = Signal(str)

    def __init__(self, game: Game, parent: QObject) -> None:
        super().__init__(parent)
        self._game = game
        self._map: MapPort | None = None
        self._held = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_FRAME_REST_MS)
        self._settle.timeout.connect(self._tell_frame)
        game.moved.connect(self._on_moved)
        game.pictured.connect(self._on_pictured)

    def set_map(self, shown: MapPort) -> None:
        """Take the map (once)."""
        self._map = shown
        live = shown.live
        live.grabbed.connect(self._on_grabbed)
        live.dropped.connect(self._on_empty)
        live.takenBack.connect(self._on_back)
        live.grabbed.connect(self._game.grab)
        live.handMoved.connect(self._game.hand)
        live.dropped.connect(self._game.drop)
        live.takenBack.connect(self._game.put_back)
        live.nudged.connect(self._game.nudge)
        live.keyPressed.connect(self.key_pressed)
        live.framed.connect(lambda *_frame: self._settle.start())
        shown.ready.connect(self._on_empty)
        shown.ready.connect(self._tell_frame)  # also after the page has come up anew: it has lost the picture

    @property
    def there(self) -> bool:
        """Whether there is a map to play on."""
        return self._map is not None

    @property
    def frame(self) -> tuple[tuple[float, float, float, float], int, int] | None:
        """The extent on screen, if the map has told it."""
        return None if self._map is None else self._map.live.frame

    @property
    def holds(self) -> bool:
        """Whether the hand holds a facility."""
        return self._held

    def let_go(self) -> None:
        """Put what the hand holds back where it was."""
        if self._map is not None:
            self._map.live.let_go()

    def end(self) -> None:
        """Show the project again as it is."""
        self._held = False
        if self._map is not None:
            self._map.live.end_game()

    def show(self, standing: Standing, tool: str) -> None:
        """Show how the game stands."""
        from quartiermap.ui.map.live import GameOnMap

        if self._map is None:
            return
        chosen = standing.chosen
        self._map.live.show_game(
            GameOnMap(
                tool,
                standing.rows,
                tuple(way.line for way in standing.ways),
                chosen.id if chosen is not None else None,
                self._legend_of(standing),
            )
        )

    def _legend_of(self, standing: Standing) -> LiveLegend:
        from quartiermap.render.live_cells import legend
        from quartiermap.ui.map.live import LiveLegend

        kind = bundled.kinds().name(standing.change.kind)
        note = (
            f"{rule_words(standing)} · {who_walks(standing.profile)}"
            if standing.standard is not None
            else who_walks(standing.profile)
        )
        return LiveLegend(
            self.tr("Was wäre wenn: {kind}").format(kind=kind),
            note,
            tuple((entry.sample, entry.label) for entry in legend()),
        )

    def _on_grabbed(self, _facility_id: str) -> None:
        self._held = True

    def _on_empty(self, *_place: float) -> None:
        self._held = False

    def _on_back(self) -> None:
        if self._held and self._game.on:
            self.said.emit(self.tr("Zurückgelegt: Die Einrichtung steht wieder, wo sie stand."))
        self._on_empty()

    def _tell_frame(self) -> None:
        if self._game.on and self.frame is not None:
            self._game.set_frame(*self.frame)

    def _on_moved(self, live: Live) -> None:
        if self._map is not None:
            self._map.live.answer(live.stamp, live.picture, live.at)

    def _on_pictured(self, picture: Picture | Strokes) -> None:
        if self._map is not None and self._game.on:
            self._map.live.answer(0.0, picture)
