"""Hands tiles to the page: our own at once, those of files and services from worker threads.

An answer that comes late meets a job that may be gone (the map has moved on), so jobs are kept here under a number and
looked up again; a job object never leaves the window's thread (webmap.md 3.1).
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWebEngineCore import QWebEngineUrlRequestJob

from quartiermap.render.basemap_source import Background, Tiles
from quartiermap.render.tile_store import TileStore, version_of

log = logging.getLogger(__name__)

MOST_WAITING: Final = 400
"""More tiles than any window shows; what is asked beyond that is answered with nothing."""

Answer = Callable[[QWebEngineUrlRequestJob, bytes], None]


class TileDesk(QObject):
    """The background tiles that are served at the moment, if any.

    Parameters
    ----------
    origin : str
        Start of the tiles' addresses.
    answer : callable
        Hands a body to a job.
    """

    _ready = Signal(int)

    def __init__(self, origin: str, answer: Answer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._origin, self._answer = origin, answer
        self._version = ""
        self._store: TileStore | None = None
        self._tiles: Tiles | None = None
        self._pool: ThreadPoolExecutor | None = None
        self._jobs: dict[int, QWebEngineUrlRequestJob] = {}
        self._bodies: dict[int, bytes] = {}
        self._number = 0
        self._ready.connect(self._on_ready, Qt.ConnectionType.QueuedConnection)

    def serve(self, shown: Path | Background | None) -> dict[str, Any] | None:
        """Serve these tiles from now on and return what the page is told of them."""
        self.close()
        if shown is None:
            return None
        if isinstance(shown, Path) or shown.own is not None:
            path = shown if isinstance(shown, Path) else shown.own
            credit = "" if isinstance(shown, Path) else shown.credit
            store = TileStore(path)  # type: ignore[arg-type]  # one of the two is a path
            self._version, self._store = version_of(store.path.name.encode()), store
            return {
                "url": self._pattern(), "kind": "vector", "maxZoom": store.max_zoom, "bounds": list(store.bounds), "credit": credit,
            }  # fmt: skip
        self._version, self._tiles = shown.version, shown.tiles
        self._pool = ThreadPoolExecutor(shown.parallel, thread_name_prefix="tiles")
        return shown.for_the_page(self._pattern())

    def _pattern(self) -> str:
        return f"{self._origin}/tiles/{self._version}/{{z}}/{{x}}/{{y}}.tile"

    def close(self, *_: object) -> None:
        """Serve none and let go of the file."""
        if self._store is not None:
            self._store.close()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._store = self._tiles = self._pool = None
        self._version = ""
        for job in self._jobs.values():
            if shiboken6.isValid(job):
                self._answer(job, b"")
        self._jobs.clear()
        self._bodies.clear()

    def take(self, path: str, job: QWebEngineUrlRequestJob) -> bool:
        """Answer the job for ``/tiles/<version>/<z>/<x>/<y>.tile``, now or later; ``False`` if there is no such address.

        A place without anything gets an empty tile, which is no error.
        """
        place = self._place(path)
        if place is None:
            return False
        if self._store is not None:
            with contextlib.suppress(sqlite3.Error, ValueError, OverflowError):
                self._answer(job, self._store.tile(*place) or b"")
                return True
        if self._tiles is None or self._pool is None or len(self._jobs) >= MOST_WAITING:
            self._answer(job, b"")
            return True
        self._number += 1
        self._jobs[self._number] = job
        self._pool.submit(self._fetch, self._tiles, self._number, place)
        return True

    def _place(self, path: str) -> tuple[int, int, int] | None:
        parts = path.removesuffix(".tile").split("/")
        if len(parts) != 6 or not self._version or parts[2] != self._version:
            return None
        if not all(n.isascii() and n.isdigit() and len(n) < 9 for n in parts[3:]):
            return None
        z, x, y = (int(n) for n in parts[3:])
        return z, x, y

    def _fetch(self, tiles: Tiles, number: int, place: tuple[int, int, int]) -> None:
        """Ask for one tile (in a worker thread); whatever goes wrong there, the map goes on without it."""
        try:
            body = tiles.tile(*place) or b""
        except Exception:  # a thread that dies would leave the tile waiting for ever
            log.exception("tile %s", place)
            body = b""
        with contextlib.suppress(RuntimeError):  # the window is gone
            self._bodies[number] = body
            self._ready.emit(number)

    def _on_ready(self, number: int) -> None:
        job, body = self._jobs.pop(number, None), self._bodies.pop(number, b"")
        if job is not None and shiboken6.isValid(job):
            self._answer(job, body)
