"""Tiles of a map service one by one, politely: few at a time, kept for the session, with a pause when the service fails."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, MachineError, QuartierMapError
from quartiermap.io import tile_bytes
from quartiermap.io.service_documents import spoken
from quartiermap.io.service_transport import Connection, Limits, Permit, service_problem
from quartiermap.io.tile_services import TileService, tile_range

PARALLEL: Final = 3
KEPT_BYTES: Final = 96_000_000
GIVE_UP: Final = 4
"""After so many failures in a row the service is left alone for `PAUSE_S`."""
PAUSE_S: Final = 20.0

LIMITS: Final = Limits(idle_s=12.0, request_s=20.0, total_s=30 * 24 * 3600.0)


class OnlineTiles:
    """Fetches tiles; several threads may ask.

    Parameters
    ----------
    service : TileService
    permit : callable
        Raises while the network is switched off; asked before every single request.
    failed : callable
        Told in a sentence (from a worker thread) why nothing comes; once until something comes again.
    """

    def __init__(
        self, service: TileService, permit: Permit, failed: Callable[[str], None] = lambda _text: None
    ) -> None:
        self.service = service
        self._failed = failed
        self._free: queue.SimpleQueue[_Line] = queue.SimpleQueue()
        for _ in range(PARALLEL):
            self._free.put(_Line(permit, lambda: self._closed))
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[int, int, int], bytes] = OrderedDict()
        self._bytes = 0
        self._failures, self._told, self._rest_until = 0, False, 0.0
        self._closed = False

    @property
    def mean_bytes(self) -> float | None:
        """Mean size of the tiles seen so far; ``None`` before the first."""
        with self._lock:
            return self._bytes / len(self._kept) if self._kept else None

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return a tile, or ``None`` outside of the service's limits, while the network is off, or if it cannot be had."""
        place, service = (z, x, y), self.service
        if not service.min_zoom <= z <= service.max_zoom or not 0 <= x < 1 << z or not 0 <= y < 1 << z:
            return None
        if service.bounds is not None:
            columns, rows = tile_range(service.bounds, z)
            if x not in columns or y not in rows:
                return None
        with self._lock:
            if place in self._kept:
                self._kept.move_to_end(place)
                return self._kept[place]
        line = self._free.get()
        try:
            if self._closed or time.monotonic() < self._rest_until:
                return None
            body = line.get(service.address(z, x, y))
        except MachineError:  # the network is switched off, which is no failure of the service
            return None
        except QuartierMapError as error:
            self._note_failure(error)
            return None
        finally:
            if self._closed:
                line.close()
            self._free.put(line)
        self._keep(place, body)
        return body

    def _note_failure(self, error: QuartierMapError) -> None:
        with self._lock:
            if isinstance(error, InputError) and error.problems[0].code == "service_404":
                return  # a place that the service has nothing for
            self._failures += 1
            if self._failures >= GIVE_UP:
                self._rest_until, self._failures = time.monotonic() + PAUSE_S, 0
            tell, self._told = not self._told, True
        if tell and not self._closed:
            self._failed(str(error))

    def _keep(self, place: tuple[int, int, int], body: bytes) -> None:
        with self._lock:
            self._failures, self._told = 0, False
            if place not in self._kept:
                self._kept[place] = body
                self._bytes += len(body)
            while self._bytes > KEPT_BYTES:
                _, old = self._kept.popitem(last=False)
                self._bytes -= len(old)

    def close(self) -> None:
        """End all download processes; those in use see it within the blink of an eye and end too."""
        self._closed = True
        idle = []
        with contextlib.suppress(queue.Empty):
            while True:
                idle.append(self._free.get_nowait())
        for line in idle:
            line.close()
            self._free.put(line)  # whoever still waits for one must not wait for ever


class _Line:
    """One download process, started with its first request."""

    def __init__(self, permit: Permit, closed: Callable[[], bool]) -> None:
        self._permit, self._closed = permit, closed
        self._connection: Connection | None = None

    def get(self, address: str) -> bytes:
        """Return a checked picture.

        Raises
        ------
        QuartierMapError
        """
        if self._connection is None:
            self._connection = Connection(self._permit, LIMITS, Progress(cancelled=self._closed))
        return fetch_picture(self._connection, address)

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def fetch_picture(connection: Connection, address: str, text: str = "Karte abrufen") -> bytes:
    """Fetch one tile and return it if it is a picture that may be shown.

    Raises
    ------
    InputError
        If there is none, or it is something else.
    """
    connection.limits = replace(connection.limits, bytes=connection.traffic.bytes + tile_bytes.MAX_PACKED)
    answer = connection.get(address, "image/png, image/jpeg, image/webp", text)
    body = answer.path.read_bytes()
    answer.path.unlink(missing_ok=True)
    answer.path.with_suffix(".json").unlink(missing_ok=True)
    picture = tile_bytes.safe_picture(body)
    if picture is None:
        raise service_problem(
            "Der Kartendienst antwortet nicht mit einem Bild.", "Die Adresse und die Ebene prüfen.", "service_no_picture", address,
            spoken(body) or None,
        )  # fmt: skip
    return picture
