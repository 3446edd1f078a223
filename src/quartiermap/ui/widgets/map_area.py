"""What the window expects of a map, and a stand-in for when there is none.

`ui.map.view.MapView` is the real one. The window never imports it before it stands (the web engine takes time),
and the tests of the window use a stand-in behind the same protocol.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QCoreApplication, QLibraryInfo, Qt, SignalInstance
from PySide6.QtWidgets import QVBoxLayout, QWidget

from quartiermap.ui.map import trial
from quartiermap.ui.translation import translate
from quartiermap.ui.widgets import parts

if TYPE_CHECKING:
    from quartiermap.render.basemap_source import Background
    from quartiermap.render.classes import ClassScheme
    from quartiermap.render.live_look import Strokes
    from quartiermap.ui.viewmodels.whatif import Picture

log = logging.getLogger(__name__)

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees (WGS 84)."""


class LivePort(Protocol):
    """The map's side of "Was wäre wenn"; see `ui.map.live.LiveMap`."""

    @property
    def frame(self) -> tuple[Bounds, int, int] | None: ...  # noqa: D102
    @property
    def grabbed(self) -> SignalInstance: ...  # noqa: D102
    @property
    def handMoved(self) -> SignalInstance: ...  # noqa: D102
    @property
    def dropped(self) -> SignalInstance: ...  # noqa: D102
    @property
    def takenBack(self) -> SignalInstance: ...  # noqa: D102
    @property
    def nudged(self) -> SignalInstance: ...  # noqa: D102
    @property
    def keyPressed(self) -> SignalInstance: ...  # noqa: D102
    @property
    def framed(self) -> SignalInstance: ...  # noqa: D102
    def show_game(self, game: Any) -> None: ...  # noqa: D102
    def end_game(self) -> None: ...  # noqa: D102
    def let_go(self) -> None: ...  # noqa: D102
    def answer(  # noqa: D102
        self,
        stamp: float,
        picture: Picture | Strokes | None,
        at: tuple[str, float, float] | None = None,
    ) -> None: ...


class MapPort(Protocol):
    """The map as the window uses it; see `ui.map.view.MapView` for what each call does."""

    @property
    def ready(self) -> SignalInstance: ...  # noqa: D102
    @property
    def districtClicked(self) -> SignalInstance: ...  # noqa: D102
    @property
    def facilityClicked(self) -> SignalInstance: ...  # noqa: D102
    @property
    def gapClicked(self) -> SignalInstance: ...  # noqa: D102
    @property
    def blocked(self) -> SignalInstance: ...  # noqa: D102
    @property
    def failed(self) -> SignalInstance: ...  # noqa: D102
    @property
    def mapClicked(self) -> SignalInstance: ...  # noqa: D102
    @property
    def squareClicked(self) -> SignalInstance: ...  # noqa: D102
    @property
    def live(self) -> LivePort: ...  # noqa: D102
    @property
    def view(self) -> dict[str, float] | None: ...  # noqa: D102
    @property
    def wayWanted(self) -> SignalInstance: ...  # noqa: D102
    @property
    def viewChanged(self) -> SignalInstance: ...  # noqa: D102
    @property
    def legendShown(self) -> SignalInstance: ...  # noqa: D102
    def together(self) -> AbstractContextManager[None]: ...  # noqa: D102
    def devicePixelRatioF(self) -> float: ...  # noqa: D102
    def width(self) -> int: ...  # noqa: D102
    def height(self) -> int: ...  # noqa: D102
    def load_layers(self, layers: Any) -> None: ...  # noqa: D102
    def paint(  # noqa: D102
        self,
        scheme: ClassScheme,
        classes: Mapping[str, int],
        values: Mapping[str, str],
        note: str = "",
        detail: str = "",
    ) -> None: ...
    def show_cells(  # noqa: D102
        self, png: bytes | None, bounds: Bounds | None, *, label: str = "", secret: bool = False
    ) -> None: ...
    def show_kind(self, kind: str | None) -> None: ...  # noqa: D102
    def select(self, district_id: str | None) -> None: ...  # noqa: D102
    def select_group(self, district_ids: Sequence[str], label: str = "") -> None: ...  # noqa: D102
    def mark_facility(self, facility_id: str | None) -> None: ...  # noqa: D102
    def focus_gap(self, gap_id: str | None, *, go: bool = True) -> None: ...  # noqa: D102
    def focus_bounds(self, west: float, south: float, east: float, north: float) -> None: ...  # noqa: D102
    def fit(self) -> None: ...  # noqa: D102
    def set_visible(self, layer: str, shown: bool) -> None: ...  # noqa: D102
    def set_presentation(self, on: bool) -> None: ...  # noqa: D102
    def set_basemap(self, shown: Path | Background | None) -> None: ...  # noqa: D102
    def set_look(self, style: str, dark: bool) -> None: ...  # noqa: D102
    def set_legend(self, shown: bool) -> None: ...  # noqa: D102
    def show_ways(self, ways: Sequence[Mapping[str, Any]]) -> None: ...  # noqa: D102
    def show_areas(self, areas: Sequence[Mapping[str, Any]]) -> None: ...  # noqa: D102
    def show_squares(self, squares: Mapping[str, Any] | None) -> None: ...  # noqa: D102
    def choose_square(self, cell_id: str | None) -> None: ...  # noqa: D102


MapFactory = Callable[[QWidget], QWidget]
"""Makes a widget that is a `MapPort`."""


class MapPlaceholder(QWidget):
    """Stands where the map will be."""

    def __init__(self, parent: QWidget | None = None, text: str = "") -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAccessibleName(self.tr("Karte"))
        column = QVBoxLayout(self)
        words = parts.label(text or self.tr("Die Karte wird vorbereitet …"), "muted")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(words)


PLAIN_MAP = "QUARTIERMAP_PLAIN_MAP"
"""Set in the environment: the simple map from the beginning (for machines on which the web engine makes trouble)."""


def web_map(parent: QWidget) -> QWidget:
    """Make the real map; where the web engine cannot start, the simple one that says why."""
    reason, trying = missing_engine(), trial.marker()
    if not reason and trial.died(trying):
        reason = translate(
            "MapArea",
            "Beim letzten Start hat die Web-Ansicht das Programm beendet. Der nächste Start versucht sie wieder.",
        )
    if not reason:
        trial.begin(trying)
        try:
            from quartiermap.ui.map.view import MapView
        except ImportError as error:  # a library of the system is missing
            reason = translate("MapArea", "Die Web-Ansicht von Qt lässt sich nicht laden ({error}).").format(
                error=error
            )
        else:
            made = MapView(parent)
            made.ready.connect(partial(trial.end, trying))
            application = QCoreApplication.instance()
            if application is not None:
                application.aboutToQuit.connect(partial(trial.end, trying))
            return made
        trial.end(trying)
    log.error("the simple map takes over: %s", reason)
    from quartiermap.ui.plain.view import PlainMap

    return PlainMap(reason, parent)


def missing_engine() -> str:
    """Return why the web engine cannot even be tried, or nothing. Without its helper program or its files it would end ours."""
    if os.environ.get(PLAIN_MAP):
        return translate("MapArea", "Die einfache Karte ist so eingestellt ({name}).").format(name=PLAIN_MAP)
    own = os.environ.get("QTWEBENGINEPROCESS_PATH")
    folders = (QLibraryInfo.LibraryPath.LibraryExecutablesPath, QLibraryInfo.LibraryPath.BinariesPath)
    names = ("QtWebEngineProcess", "QtWebEngineProcess.exe", "QtWebEngineProcess.app")
    places = [Path(own)] if own else [Path(QLibraryInfo.path(f)) / name for f in folders for name in names]
    framework = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.LibrariesPath)) / "QtWebEngineCore.framework"
    if framework.exists() and not own:
        return ""
    if not any(place.exists() for place in places):
        return translate("MapArea", "Das Hilfsprogramm der Web-Ansicht (QtWebEngineProcess) fehlt.")
    if not any(os.access(place, os.X_OK) for place in places):
        return translate(
            "MapArea", "Das Hilfsprogramm der Web-Ansicht (QtWebEngineProcess) darf nicht ausgeführt werden."
        )
    told = os.environ.get("QTWEBENGINE_RESOURCES_PATH")
    shared = Path(told) if told else Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.DataPath)) / "resources"
    if not (shared / "qtwebengine_resources.pak").exists():
        return translate("MapArea", "Dateien der Web-Ansicht fehlen ({folder}).").format(folder=shared)
    return ""
