"""A map service's tiles of the project's area as a file beside the project, for days without a network."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from quartiermap.app import base_map_terms, base_maps, network_switch
from quartiermap.app.base_maps import BaseMap
from quartiermap.domain.progress import Progress
from quartiermap.domain.texts import number
from quartiermap.errors import InputError, Problem
from quartiermap.io import tile_bytes
from quartiermap.io.atomic import replace_file
from quartiermap.io.service_transport import Connection
from quartiermap.io.tile_fetching import LIMITS, fetch_picture
from quartiermap.io.tile_files import Writer, plain_text, write_mbtiles
from quartiermap.io.tile_services import tile_range

if TYPE_CHECKING:
    from quartiermap.domain.project import Project

MOST_TILES: Final = 20_000
"""More would be a burden for the service; the area or the depth must be smaller."""

PER_SECOND: Final = 8.0
"""Requests a second at most."""

TILE_BYTES: Final = 22_000
"""Annahme: mean size of a tile of a city map as PNG, where none has been seen yet."""

MOST_MISSING: Final = 0.2
"""With more tiles than this share missing, nothing is kept: that is a failing service, not the edge of its area."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Plan:
    """What would be fetched.

    Parameters
    ----------
    bounds : tuple of float
        West, south, east, north in degrees.
    min_zoom, max_zoom : int
    tiles : int
    bytes : float
        Estimated.
    seconds : float
        It takes at least so long at the polite rate.
    """

    bounds: Box
    min_zoom: int
    max_zoom: int
    tiles: int
    bytes: float
    seconds: float

    @property
    def text(self) -> str:
        """The plan as a German sentence."""
        size = number(max(self.bytes / 1e6, 0.1), 0 if self.bytes > 5e6 else 1)
        minutes = max(1, round(self.seconds / 60))
        return (
            f"Zoomstufen {self.min_zoom} bis {self.max_zoom}: {number(self.tiles)} Kacheln, etwa {size}\u00a0MB (geschätzt), "
            f"mindestens {number(minutes)} {'Minute' if minutes == 1 else 'Minuten'}."
        )


def area_of(project: Project) -> Box | None:
    """Return the districts and 1 km around them in degrees, or ``None`` without districts."""
    from quartiermap.render.basemap import area_in_degrees

    return area_in_degrees(project)


def plan(shown: BaseMap, bounds: Box, max_zoom: int, mean_bytes: float | None = None) -> Plan:
    """Count what an area would take.

    Parameters
    ----------
    shown : BaseMap
    bounds : tuple of float
        West, south, east, north in degrees.
    max_zoom : int
        Deepest level; beyond the service's own levels nothing is fetched.
    mean_bytes : float or None
        Mean size of the tiles seen so far.
    """
    service = shown.service
    if service is None:
        msg = "only a service can be saved"
        raise ValueError(msg)
    low, high = max(service.min_zoom, 8), min(max_zoom, service.max_zoom)
    low = min(low, high)
    count = 0
    for z in range(low, high + 1):
        columns, rows = tile_range(bounds, z)
        count += len(columns) * len(rows)
    return Plan(bounds, low, high, count, count * (mean_bytes or TILE_BYTES), count / PER_SECOND)


def save(
    shown: BaseMap,
    wanted: Plan,
    path: Path,
    permission: str,
    progress: Progress,
    *,
    per_second: float = PER_SECOND,
) -> BaseMap:
    """Fetch the tiles of a plan into an MBTiles file and return it as a background.

    Parameters
    ----------
    shown : BaseMap
    wanted : Plan
    path : Path
        Written whole or not at all.
    permission : str
        What the user states as licence or permission; needed where `base_map_terms.may_keep` says "ask".
    progress : Progress
    per_second : float

    Raises
    ------
    InputError
        If the licence does not allow it, it is too much, or the service fails.
    MachineError
        If the network is switched off.
    Cancelled
    """
    service = shown.service
    keeping = base_map_terms.may_keep(shown)
    permission = plain_text(permission)
    if service is None or keeping == "forbidden":
        raise _refused(
            shown, "Die Nutzungsbedingungen dieses Dienstes verbieten es, Karten auf Vorrat zu holen.",
            "Einen anderen Dienst wählen oder die eigene Karte aus OSM-Daten nutzen.", "keep_forbidden",
        )  # fmt: skip
    if keeping == "ask" and not permission:
        raise _refused(
            shown, "Es ist nicht belegt, dass die Lizenz des Dienstes das Speichern erlaubt.",
            "Die Lizenz oder die Erlaubnis des Betreibers angeben; sie wird als Ihre Angabe vermerkt.", "keep_unknown",
        )  # fmt: skip
    if wanted.tiles > MOST_TILES:
        raise _refused(
            shown, f"Das wären {number(wanted.tiles)} Kacheln; geholt werden höchstens {number(MOST_TILES)}.", "Eine kleinere Zoomstufe wählen.",
            "keep_too_much",
        )  # fmt: skip
    network_switch.require()
    licence = permission or shown.licence
    missing = 0
    formats: set[str] = set()

    def fill(take: Writer) -> None:
        nonlocal missing
        with Connection(network_switch.permit, LIMITS) as line:
            for done, (z, x, y) in enumerate(_places(wanted)):
                text = f"Karte speichern: Kachel {number(done + 1)} von {number(wanted.tiles)}"
                began = time.monotonic()
                progress.step(done / wanted.tiles, text)
                line.progress = progress.part(done / wanted.tiles, (done + 1) / wanted.tiles)
                try:
                    body = fetch_picture(line, service.address(z, x, y), text)
                except InputError as error:
                    if error.problems[0].code not in ("service_404", "service_204", "service_no_picture"):
                        raise
                    missing += 1
                    if missing > max(20, MOST_MISSING * wanted.tiles):
                        raise
                    continue
                formats.add(tile_bytes.picture_format(body) or "png")
                take(z, x, y, body)
                _rest(began + 1 / per_second, progress, done / wanted.tiles, text)
        if missing >= wanted.tiles:
            raise _refused(
                shown,
                "Der Dienst hat für dieses Gebiet keine Karte.",
                "Einen anderen Dienst wählen.",
                "keep_nothing",
            )

    today = dt.date.today()
    metadata = {
        "name": shown.name, "format": "jpg" if formats == {"jpg"} else "png", "type": "baselayer", "version": "1",
        "bounds": ",".join(f"{v:.6f}" for v in wanted.bounds), "minzoom": str(wanted.min_zoom), "maxzoom": str(wanted.max_zoom),
        "attribution": shown.line,
        "description": f"Gespeichert am {today:%d.%m.%Y} mit QuartierMap. Lizenz: {licence} ({base_maps.BY_USER if permission else shown.licence_by}).",
    }  # fmt: skip
    replace_file(path, lambda place: write_mbtiles(place, metadata, fill))
    kept = base_maps.attach_file(
        path,
        path.parent,
        licence=licence,
        credit=shown.credit,
        name=f"{shown.name}, gespeichert {today:%d.%m.%Y}",
    )
    return replace(kept, licence_by=base_maps.BY_USER if permission else shown.licence_by)


def _rest(until: float, progress: Progress, share: float, text: str) -> None:
    """Wait for the next turn in short naps, so that "cancel" works."""
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.05))
        progress.step(share, text)


def _places(wanted: Plan) -> Iterator[tuple[int, int, int]]:
    for z in range(wanted.min_zoom, wanted.max_zoom + 1):
        columns, rows = tile_range(wanted.bounds, z)
        for x in columns:
            for y in rows:
                yield z, x, y


def file_for(shown: BaseMap, project_path: Path) -> Path:
    """Return where the file of a service would lie: beside the project, named after both."""
    name = re.sub(r"[^A-Za-z0-9äöüÄÖÜß-]+", "-", shown.name).strip("-")[:60] or "karte"
    return project_path.with_name(f"{project_path.stem}-{name}.mbtiles")


def _refused(shown: BaseMap, message: str, remedy: str, code: str) -> InputError:
    return InputError(Problem(message, remedy, file=shown.name, code=code))
