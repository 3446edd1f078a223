"""Back and forward over section, theme and selection; the newest state is noted once it has rested for a moment."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QWindow

from quartiermap.ui.map.commands import MapCommands
from quartiermap.ui.viewmodels.history import History, Moment
from quartiermap.ui.viewmodels.selection import Selection
from quartiermap.ui.viewmodels.thematic import Thematic

_REST_MS = 700
_SETTLE_MS = 80
"""A section is gone to after selection and theme have been shown, which may move the map."""


class HistoryFlow(QObject):
    """Notes what is looked at and brings it back.

    Signals
    -------
    changed
        Going back or forward has become possible, or no longer is.
    """

    changed = Signal()

    def __init__(self, selection: Selection, thematic: Thematic, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._selection, self._thematic = selection, thematic
        self._map: MapCommands | None = None
        self.line = History()
        self._on = False
        self._going: Moment | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.note)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._arrive)
        selection.changed.connect(lambda _selected: self._later())
        selection.grouped.connect(lambda _group: self._later())
        thematic.changed.connect(lambda _theme: self._later())

    def set_map(self, shown: object) -> None:
        """Take the map (once); one that only listens has no sections."""
        if isinstance(shown, MapCommands):
            self._map = shown
            shown.viewChanged.connect(self._later)

    def begin(self) -> None:
        """Note from now on: a project is on screen."""
        if not self._on:
            self._on = True
            self._later()

    def clear(self) -> None:
        """Forget everything: the project was closed."""
        self._on = False
        self._rest.stop()
        self._settle.stop()
        self._going = None
        self.line.clear()
        self.changed.emit()

    def _later(self) -> None:
        if self._on and self._going is None:
            self._rest.start()

    @property
    def moment(self) -> Moment:
        """What is looked at now."""
        theme = self._thematic.theme
        view = self._map.view if self._map is not None else None
        return Moment(
            theme.kind,
            theme.figure,
            theme.standard.id if theme.standard is not None else "",
            theme.target_m,
            self._selection.selected,
            self._selection.group,
            None if view is None else (view["lon"], view["lat"], view["zoom"]),
        )

    def note(self) -> None:
        """Note what is looked at now."""
        self._rest.stop()
        if self._on and self._going is None:
            self.line.note(self.moment)
            self.changed.emit()

    def back(self) -> None:
        """Show what was looked at before."""
        self._note_unrested()
        if (moment := self.line.back()) is not None:
            self.show(moment)

    def forward(self) -> None:
        """Show what was gone back from."""
        self._note_unrested()
        if (moment := self.line.forward()) is not None:
            self.show(moment)

    def _note_unrested(self) -> None:
        if self._rest.isActive():
            self.note()

    def show(self, moment: Moment) -> None:
        """Show what was looked at at some moment."""
        self._going = moment
        self._thematic.choose_kind(moment.kind)
        self._thematic.choose_figure(moment.figure)
        self._thematic.choose_standard(moment.standard_id)
        if moment.target_m > 0:
            self._thematic.choose_target(moment.target_m)
        if moment.group.ids:
            self._selection.select_group(moment.group)
        else:
            if self._selection.group.ids:
                self._selection.clear()
            self._selection.select(moment.selected.what, moment.selected.id)
        self._settle.start()
        self.changed.emit()

    def _arrive(self) -> None:
        moment = self._going
        if moment is not None and moment.place is not None and self._map is not None:
            self._map.show_view(*moment.place)
        self._going = None


class SideButtons(QObject):
    """The buttons at the side of a mouse: back and forward, over whatever part of the window they are pressed.

    Signals
    -------
    back, forward
    """

    back = Signal()
    forward = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watched: QWindow | None = None

    def watch(self, window: QWindow | None) -> None:
        """Listen to a window of the screen: there a press comes by before the map or a table could take it for a click."""
        if window is not None and window is not self._watched:
            self._watched = window
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take what the side buttons do, and nothing else."""
        if not isinstance(event, QMouseEvent):
            return False
        signal = {Qt.MouseButton.BackButton: self.back, Qt.MouseButton.ForwardButton: self.forward}.get(
            event.button()
        )
        if signal is None:
            return False
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            signal.emit()
        return True
