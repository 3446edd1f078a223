"""The map as a web page in the window: the page is told what the commands say, and comes up again when it has died."""

from __future__ import annotations

from base64 import b64encode
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import shiboken6
from platformdirs import user_cache_path
from PySide6.QtCore import QCoreApplication, QElapsedTimer, Qt, QThread, QTimer, QUrl, Signal
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from quartiermap.render import map_page
from quartiermap.render.tile_store import version_of
from quartiermap.ui.map.bridge import Bridge, connect_bridge
from quartiermap.ui.map.commands import MapCommands
from quartiermap.ui.map.drawing import drawn_without_card
from quartiermap.ui.map.fences import FencedPage, RefusalCount, fenced_profile
from quartiermap.ui.map.picture import PictureJob
from quartiermap.ui.map.scheme import INDEX, SCHEME, SchemeHandler

if TYPE_CHECKING:
    from quartiermap.ui.plain.page import PlainPage

MAX_CRASHES: Final = 5
"""So often in a row a page that died or never came up is followed by another; then the simple map takes over."""

CALM_MS: Final = 120_000
"""A page that has been up so long has made good the crashes before it."""

PATIENCE_MS: Final = (15_000, 30_000)
"""So long a page may take to come up before another is tried; after the last of these the simple map takes over."""


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


class MapView(MapCommands):
    """Shows the map and tells what the user does on it.

    The environment must be hardened (`fences.harden_environment`) and the scheme registered
    (`scheme.register_scheme`) before the application object exists. A page whose process dies is loaded again and shows what it
    showed; after `MAX_CRASHES` the simple map (`ui.plain`) takes its place and says so.

    Parameters
    ----------
    parent : QWidget, optional
    cache : Path, optional
        Where the built document is kept between starts.
    still : bool
        No animations (pictures, tests).
    """

    def __init__(
        self, parent: QWidget | None = None, *, cache: Path | None = None, still: bool = False
    ) -> None:
        bridge = Bridge()
        super().__init__(bridge, parent)
        bridge.setParent(self)
        self.bridge = bridge
        self._cache = cache if cache is not None else user_cache_path("quartiermap", False)
        self._still = still
        self._last_sent = 0
        self._crashes = 0
        self._up = QElapsedTimer()
        self._silent = 0
        self._pictures: list[MapView] = []
        self.plain: PlainPage | None = None

        self.refusals = RefusalCount(self)
        self.refusals.changed.connect(self.blocked)
        # Children die in the order they were born, and a page must die before its profile: view and page first.
        self.web = QWebEngineView(self)
        self._profile = fenced_profile(self, self.refusals.add)
        self._handler = SchemeHandler(self._profile, self.refusals.add)
        self._profile.installUrlSchemeHandler(SCHEME, self._handler)
        self._open_page()
        self.bridge.painted.connect(self._on_painted)
        self.bridge.blocked.connect(self.refusals.add)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._never_came)
        self.web.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.web.setAccessibleName(self.accessibleName())
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
        QTimer.singleShot(
            0, self, self._start
        )  # the engine has just come up, which took as long as may be at once

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
        self._load_page()

    def _open_page(self) -> None:
        """Put an empty page into the view."""
        self.page = FencedPage(self._profile, self.web, self.refusals.add)
        self.page.console_error.connect(self.failed)
        self.page.renderProcessTerminated.connect(self._on_crash)
        self.page.loadFinished.connect(self._on_loaded)
        self._channel = connect_bridge(self.page, self.bridge)
        self.web.setPage(self.page)

    def _leave_page(self) -> None:
        """Let the page go; it is not heard any more from here on, alive or not."""
        if shiboken6.isValid(self.page):
            self._channel.deregisterObject(self.bridge)
            self.page.disconnect(self)
            self.page.deleteLater()

    def _load_page(self) -> None:
        self._patience.start(PATIENCE_MS[self._silent])
        asked = {"still": self._still, "unaided": drawn_without_card()}
        words = "&".join(word for word, so in asked.items() if so)
        self.page.load(QUrl(f"{INDEX}?{words}" if words else INDEX))

    def shutdown(self) -> None:
        """Let the page go before its profile, when the program ends; the view shows nothing afterwards."""
        self._is_ready = False
        self._patience.stop()
        if self._builder is not None:
            self._builder.wait()
        if shiboken6.isValid(self.page):
            shiboken6.delete(self.page)
        if shiboken6.isValid(self._profile):
            self._profile.removeAllUrlSchemeHandlers()  # the engine may still have requests of the page
        self._handler.tiles.close()

    # ---- pictures

    def grab_png(self, path: Path, scale: int = 1) -> None:
        """Write a picture of the map; `pictureSaved` or `pictureFailed` tells when.

        With `scale` above 1 a hidden page of the same extent is drawn at that many pixels per pixel, so that text and
        lines are truly sharp on paper.
        """
        if scale == 1 or self.plain is not None:
            self._report(path, (self.plain or self.web).grab().save(str(path), "PNG"))
            return
        twin = MapView(cache=self._cache, still=True)
        twin.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        twin.resize(self.web.size() * scale)
        twin._state, twin._visible = dict(self._state), dict(self._visible)
        twin.failed.connect(self.failed)
        self._pictures.append(twin)  # a widget without a parent lives as long as somebody knows it
        job = PictureJob(twin, path, scale, self)

        def done(saved: bool) -> None:
            self._pictures.remove(twin)
            self._report(path, saved)

        job.finished.connect(done)

    def _report(self, path: Path, saved: bool) -> None:
        (self.pictureSaved if saved else self.pictureFailed).emit(str(path))

    def repeat_view(self) -> None:
        """Go again to the place and zoom level that the state holds (for pictures)."""
        self._post("view", view=self.view or {"lon": 10.4, "lat": 51.2, "zoom": 6})

    def show_mark(self, colour: str | None) -> None:
        """Show or take away a small mark in the corner, by which a frame is recognised (for pictures)."""
        self._post("mark", colour=colour)

    # ---- the machinery

    def _deliver(self, op: str, values: dict[str, Any]) -> None:
        if self.plain is not None:
            self.plain.do(op, values)
        else:
            self._last_sent = self.bridge.send(op, **self._for_the_page(op, values))

    def _joined(self) -> AbstractContextManager[None]:
        return self.bridge.together()

    def _for_the_page(self, op: str, values: dict[str, Any]) -> dict[str, Any]:
        """Return what the page is told: the address of what is large, pictures as text."""
        if op == "layers":
            layers, urls = values["layers"], {}
            for name in layers.payloads:
                body = layers.encoded(name)
                urls[name] = self._handler.put(f"/data/{name}/{version_of(body)}.json", body)
            return {"urls": urls, "meta": values["meta"]}
        if op in ("cells", "second_cells") and values["cells"] is not None:
            cells = values["cells"]
            return {"cells": {**cells, "png": b64encode(cells["png"]).decode("ascii")}}
        if op == "basemap":
            return {"source": self._handler.tiles.serve(values["shown"])}
        return values

    def _on_ready(self) -> None:
        self._patience.stop()
        self._silent = 0
        self._up.start()
        super()._on_ready()
        if (drawn := self.web.focusProxy()) is not None:  # what has the keyboard in truth
            drawn.setAccessibleName(self.accessibleName())
        if self._last_sent == 0 or self.plain is not None:
            self.settled.emit()

    def _on_painted(self, sequence: int) -> None:
        if sequence == self._last_sent:
            self.settled.emit()

    def _on_crash(self, status: QWebEnginePage.RenderProcessTerminationStatus, code: int) -> None:
        self._is_ready = False
        if self._up.isValid() and self._up.hasExpired(CALM_MS):
            self._crashes = 0
        self._up.invalidate()
        self.live.lost()
        self.failed.emit(f"render process ended: {status.name}, {code}")
        QTimer.singleShot(0, self.page, self._start_over)  # a page can't be deleted in a signal of its own

    def _on_loaded(self, _well: bool) -> None:
        """Start over where the engine has lost our scripts, fences among them: it does now and then in a process that follows a killed one."""

        def told(kind: object) -> None:
            if kind == "undefined" and shiboken6.isValid(page) and page is self.page:
                QTimer.singleShot(0, page, self._start_over)

        page = self.page
        if shiboken6.isValid(page) and not self._is_ready:
            page.runJavaScript("typeof QWebChannel", 0, told)

    def _never_came(self) -> None:
        if self._is_ready or self.plain is not None or not shiboken6.isValid(self.page):
            return
        self.failed.emit("the page did not come up in time")
        self._silent += 1
        if self._silent < len(PATIENCE_MS):
            self._start_over()
        else:
            self._draw_plainly(self.tr("Die eingebettete Karte hat sich nicht gemeldet."))

    def _start_over(self) -> None:
        """Let another page show what this one showed: loading again would be in the same process, and fail the same way."""
        self._crashes += 1
        if self._crashes > MAX_CRASHES:
            if self.plain is None:
                self._draw_plainly(self.tr("Die eingebettete Karte ist mehrmals abgestürzt."))
            return
        focus = QApplication.focusWidget()
        held = focus is not None and self.isAncestorOf(focus)
        self._leave_page()
        self._open_page()
        if held:  # else the next part in line would have it: a button of the toolbar
            self.web.setFocus()
        self._load_page()

    def _draw_plainly(self, reason: str) -> None:
        """Let the simple map take over, with a way back."""
        self._patience.stop()
        self._leave_page()
        from quartiermap.ui.plain.page import PlainPage

        self.plain = PlainPage(self.bridge, reason, self, again=self._try_again)
        self.web.hide()
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self.plain)
        self.setFocusProxy(self.plain)
        self.plain.show()
        self._on_ready()

    def _try_again(self) -> None:
        """Put a new page in the place of the simple map."""
        plain, self.plain = self.plain, None
        self._is_ready, self._crashes, self._silent = False, 0, 0
        if plain is not None:
            plain.hide()
            plain.deleteLater()
        self.setFocusProxy(self.web)
        self.web.show()
        self._open_page()
        self._load_page()
