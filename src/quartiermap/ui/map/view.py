"""The map as a widget. What it shows is kept here and sent again whenever the page comes up anew."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import shiboken6
from platformdirs import user_cache_path
from PySide6.QtCore import QCoreApplication, Qt, QThread, QTimer, QUrl, Signal
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QVBoxLayout, QWidget

from quartiermap.render import map_page
from quartiermap.render.tile_store import TileStore, version_of
from quartiermap.ui.map.bridge import Bridge, connect_bridge
from quartiermap.ui.map.fences import FencedPage, RefusalCount, fenced_profile
from quartiermap.ui.map.live import LiveMap
from quartiermap.ui.map.picture import PictureJob
from quartiermap.ui.map.scheme import INDEX, SCHEME, SchemeHandler

if TYPE_CHECKING:  # both bring pandas with them, which would delay the window by a second
    from quartiermap.render.classes import ClassScheme
    from quartiermap.render.map_data import Bounds, MapLayers

REPLAY: Final = (
    "layers",
    "basemap",
    "presentation",
    "legend",
    "visible",
    "kind",
    "paint",
    "cells",
    "select",
    "gap",
    "way",
    "areas",
    "squares",
    "square",
    "game",
    "view",
)
"""Order in which the state is told to a fresh page."""

MAX_CRASHES: Final = 5


class _ShellBuilder(QThread):
    """Builds the shell with Folium (1.4 s of imports) beside the window."""

    built = Signal(str)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        _running.add(self)  # a thread must outlive its run, also when the view that wants its result is gone
        self.finished.connect(self._forget)

    def _forget(self) -> None:
        _running.discard(self)

    def run(self) -> None:
        """Build (in the thread)."""
        self.built.emit(map_page.build_cached_shell(self._folder))


_running: set[_ShellBuilder] = set()


class MapView(QWidget):
    """Shows the map and tells what the user does on it.

    The environment must be hardened (`fences.harden_environment`) and the scheme registered
    (`scheme.register_scheme`) before the application object exists.

    Parameters
    ----------
    parent : QWidget, optional
    cache : Path, optional
        Where the built document is kept between starts.
    still : bool
        No animations (pictures, tests).
    """

    ready = Signal()
    """The page is up and knows everything that was set so far."""
    settled = Signal()
    """The last command has been painted."""
    districtClicked = Signal(str)  # noqa: N815
    facilityClicked = Signal(str)  # noqa: N815
    gapClicked = Signal(str)  # noqa: N815
    mapClicked = Signal(float, float)  # noqa: N815
    squareClicked = Signal(str)  # noqa: N815
    """A dwelling place that is drawn behind a figure: its cell id."""
    wayWanted = Signal(float, float)  # noqa: N815
    """The user wants to see the way from here (degrees) to the nearest facility."""
    legendShown = Signal(bool)  # noqa: N815
    """The user opened or folded the legend."""
    viewChanged = Signal()  # noqa: N815
    blocked = Signal(int)
    """How many requests have been refused so far."""
    failed = Signal(str)
    """The page could not do something; a bug of ours, for the log."""
    pictureSaved = Signal(str)  # noqa: N815
    pictureFailed = Signal(str)  # noqa: N815

    def __init__(
        self, parent: QWidget | None = None, *, cache: Path | None = None, still: bool = False
    ) -> None:
        super().__init__(parent)
        self._cache = cache if cache is not None else user_cache_path("quartiermap", False)
        self._still = still
        self._state: dict[str, dict[str, Any]] = {}
        self._visible: dict[str, bool] = {}
        self._is_ready = False
        self._last_sent = 0
        self._crashes = 0
        self._basemap: Path | None = None
        self._pictures: list[MapView] = []

        self.refusals = RefusalCount(self)
        self.refusals.changed.connect(self.blocked)
        # Children die in the order they were born, and a page must die before its profile: view and page first.
        self.web = QWebEngineView(self)
        self._profile = fenced_profile(self, self.refusals.add)
        self._handler = SchemeHandler(self._profile, self.refusals.add)
        self._profile.installUrlSchemeHandler(SCHEME, self._handler)
        self.page = FencedPage(self._profile, self.web, self.refusals.add)
        self.page.console_error.connect(self.failed)
        self.page.renderProcessTerminated.connect(self._on_crash)
        self.bridge = Bridge(self)
        self._channel = connect_bridge(self.page, self.bridge)
        self._connect_bridge()
        self.live = LiveMap(self.bridge, self._send, self._post, self)
        self.web.setPage(self.page)
        self.web.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.web.setAccessibleName("Karte")
        self.web.setAcceptDrops(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.web)
        self.setFocusProxy(self.web)
        self.destroyed.connect(self._handler.tiles.close)
        self._builder: _ShellBuilder | None = None
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.shutdown)
        self._start()

    def _connect_bridge(self) -> None:
        self.bridge.page_ready.connect(self._on_ready)
        self.bridge.painted.connect(self._on_painted)
        self.bridge.page_failed.connect(self.failed)
        self.bridge.blocked.connect(self.refusals.add)
        self.bridge.district.connect(self.districtClicked)
        self.bridge.facility.connect(self.facilityClicked)
        self.bridge.gap.connect(self.gapClicked)
        self.bridge.map.connect(self.mapClicked)
        self.bridge.way.connect(self.wayWanted)
        self.bridge.square.connect(self.squareClicked)
        self.bridge.legend.connect(self._on_legend)
        self.bridge.view.connect(self._on_view)

    def _start(self) -> None:
        shell = map_page.cached_shell(self._cache)
        if shell is not None:
            self._load(shell)
            return
        self._builder = _ShellBuilder(self._cache)
        self._builder.built.connect(self._load)
        self._builder.start()

    def _load(self, shell: str) -> None:
        self._handler.set_shell(shell)
        self.page.load(QUrl(f"{INDEX}?still" if self._still else INDEX))

    def shutdown(self) -> None:
        """Let the page go before its profile, when the program ends; the view shows nothing afterwards."""
        self._is_ready = False
        if self._builder is not None:
            self._builder.wait()
        if shiboken6.isValid(self.page):
            shiboken6.delete(self.page)
        self._handler.tiles.close()

    # ---- what the program says

    def load_layers(self, layers: MapLayers) -> None:
        """Show a project's layers; a layer whose content is the same is not drawn again."""
        urls = {}
        for name in layers.payloads:
            body = layers.encoded(name)
            urls[name] = self._handler.put(f"/data/{name}/{version_of(body)}.json", body)
        meta = dict(layers.meta)
        before = self._state.get("layers", {}).get("meta", {}).get("bounds")
        if before is not None and before != meta["bounds"]:
            meta["refit"] = True
            self._state.pop("view", None)
        self._send("layers", urls=urls, meta=meta)
        self._state["layers"]["meta"] = {**meta, "refit": False}

    def paint(
        self,
        scheme: ClassScheme,
        classes: Mapping[str, int],
        values: Mapping[str, str],
        note: str = "",
        detail: str = "",
    ) -> None:
        """Colour the districts, without a reload.

        Parameters
        ----------
        scheme : ClassScheme
        classes : mapping of district_id -> int
            Class numbers; -1, and districts that are not in the mapping, are shown as "keine Daten".
        values : mapping of district_id -> str
            German text of the value for the tip ("85,3 %", "geheim", …).
        note : str
            A short line below the legend's title ("500 m · Studie, 2008").
        detail : str
            What the legend says instead after a click on "mehr": the source in full.
        """
        shown = {k: v for k, v in dataclasses.asdict(scheme).items() if k != "breaks"}
        self._send(
            "paint",
            scheme=shown,
            classes={k: int(v) for k, v in classes.items()},
            values=dict(values),
            note=note,
            detail=detail,
        )

    def show_cells(
        self, png: bytes | None, bounds: Bounds | None, *, label: str = "", secret: bool = False
    ) -> None:
        """Show the picture of cells out of reach (`render.cells_png`), or take it away.

        `label` is the legend's text, `secret` whether the picture has dotted cells.
        """
        if png is None or bounds is None:
            self._send("cells", cells=None)
            return
        url = self._handler.put(f"/cells/{version_of(png)}.png", png)
        self._send("cells", cells={"url": url, "bounds": list(bounds), "label": label, "secret": secret})

    def show_kind(self, kind: str | None) -> None:
        """Show facilities and gaps of one kind, or of all."""
        self._send("kind", kind=kind)

    def select(self, district_id: str | None) -> None:
        """Outline one district, or none."""
        self._send("select", id=district_id)

    def focus_gap(self, gap_id: str | None) -> None:
        """Go to a gap and mark it."""
        self._state.pop("view", None)
        self._send("gap", id=gap_id)

    def focus_bounds(self, west: float, south: float, east: float, north: float) -> None:
        """Go to an extent in degrees."""
        self._post("bounds", bounds=[west, south, east, north])

    def fit(self) -> None:
        """Show the whole municipality."""
        self._state.pop("view", None)
        self._post("fit")

    def set_visible(self, layer: str, shown: bool) -> None:
        """Switch a layer: basemap, districts, outlines, funding, cells, facilities, gaps."""
        self._visible[layer] = shown
        self._post("visible", layer=layer, shown=shown)

    def set_presentation(self, on: bool) -> None:
        """Switch to big type without controls, for a projector."""
        self._send("presentation", on=on)

    def set_legend(self, shown: bool) -> None:
        """Open the legend, or fold it to its title."""
        self._send("legend", shown=shown)

    def show_ways(self, ways: Sequence[Mapping[str, Any]]) -> None:
        """Show ways, the first choice and perhaps the second; none if empty.

        Each has ``rank`` ("first" or "second"), ``path`` (on the network), ``legs`` (lines beside it), ``start``, ``end``
        (points), ``label``; points are longitude and latitude in degrees.
        """
        self._send("way", ways=[dict(way) for way in ways])

    def show_areas(self, areas: Sequence[Mapping[str, Any]]) -> None:
        """Show catchments, the nearest first: ``shape`` (GeoJSON in degrees), ``text`` (legend), ``label`` and its ``place``."""
        self._send("areas", areas=[dict(area) for area in areas])

    def show_squares(self, squares: Mapping[str, Any] | None) -> None:
        """Show dwelling places behind a figure, or none.

        ``cells`` is a list of ``id``, ``ring`` (corners in degrees), ``reached`` (true, false, null: unknown); ``words`` are
        the legend's words for the three.
        """
        self._send("squares", squares=None if squares is None else dict(squares))
        self._state.pop("square", None)

    def choose_square(self, cell_id: str | None) -> None:
        """Mark one of the dwelling places, or none."""
        self._send("square", id=cell_id)

    def set_basemap(self, path: Path | None) -> None:
        """Show a tile file made by `render.basemap.build_tiles`, or no background."""
        self._basemap = path
        if path is None:
            self._handler.tiles.close()
            self._send("basemap", source=None)
            return
        store = TileStore(path)
        url = self._handler.tiles.serve(version_of(path.name.encode()), store)
        self._send("basemap", source={"url": url, "maxZoom": store.max_zoom, "bounds": list(store.bounds)})

    @property
    def is_ready(self) -> bool:
        """Whether the page is up."""
        return self._is_ready

    @property
    def view(self) -> dict[str, float] | None:
        """Centre (``lon``, ``lat`` in degrees) and ``zoom`` of what is seen, or ``None`` before the first view."""
        found = self._state.get("view")
        return None if found is None else dict(found["view"])

    def grab_png(self, path: Path, scale: int = 1) -> None:
        """Write a picture of the map; `pictureSaved` or `pictureFailed` tells when.

        With `scale` above 1 a hidden page of the same extent is drawn at that many pixels per pixel, so that text and
        lines are truly sharp on paper.
        """
        if scale == 1:
            self._tell(path, self.web.grab().save(str(path), "PNG"))
            return
        twin = MapView(cache=self._cache, still=True)
        twin.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        twin.resize(self.web.size() * scale)
        twin._take_over(self)
        twin.failed.connect(self.failed)
        self._pictures.append(twin)  # a widget without a parent lives as long as somebody knows it
        job = PictureJob(twin, path, scale, self)

        def done(saved: bool) -> None:
            self._pictures.remove(twin)
            self._tell(path, saved)

        job.finished.connect(done)

    def _tell(self, path: Path, saved: bool) -> None:
        (self.pictureSaved if saved else self.pictureFailed).emit(str(path))

    def repeat_view(self) -> None:
        """Go again to the place and zoom level that the state holds (for pictures)."""
        self._post("view", view=self.view or {"lon": 10.4, "lat": 51.2, "zoom": 6})

    def show_mark(self, colour: str | None) -> None:
        """Show or take away a small mark in the corner, by which a frame is recognised (for pictures)."""
        self._post("mark", colour=colour)

    def _take_over(self, other: MapView) -> None:
        """Show what another view shows."""
        self._handler.copy_data(other._handler)
        self._state = dict(other._state)
        self._visible = dict(other._visible)
        if other._basemap is not None:
            self.set_basemap(other._basemap)

    # ---- the machinery

    def _send(self, op: str, **values: Any) -> None:
        self._state[op] = values
        self._post(op, **values)

    def _post(self, op: str, **values: Any) -> None:
        if self._is_ready:
            self._last_sent = self.bridge.send(op, **values)

    def _on_ready(self) -> None:
        self._is_ready = True
        state = dict(self._state)  # the page's own view events must not change what is told now
        for op in REPLAY:
            if op == "visible":
                for layer, shown in self._visible.items():
                    self._post("visible", layer=layer, shown=shown)
            elif op in state:
                self._post(op, **state[op])
        if self._last_sent == 0:
            self.settled.emit()
        self.ready.emit()

    def _on_painted(self, sequence: int) -> None:
        if sequence == self._last_sent:
            self.settled.emit()

    def _on_view(self, longitude: float, latitude: float, zoom: float) -> None:
        self._state["view"] = {"view": {"lon": longitude, "lat": latitude, "zoom": zoom}}
        self.viewChanged.emit()

    def _on_legend(self, shown: bool) -> None:
        self._state["legend"] = {"shown": shown}
        self.legendShown.emit(shown)

    def _on_crash(self, status: QWebEnginePage.RenderProcessTerminationStatus, code: int) -> None:
        self._is_ready = False
        self._crashes += 1
        self.failed.emit(f"render process ended: {status.name}, {code}")
        if self._crashes <= MAX_CRASHES:
            QTimer.singleShot(0, self.page, lambda: self.page.load(self.page.url()))
