"""A map service that hands out pictures: whatever it speaks, an address pattern for a tile at zoom, column and row in web mercator.

What a WMS or WMTS offers is found out by `io.tile_offers`. The fetching goes through `io.service_transport` (permit, limits, a
process of its own); the map page never learns an address.
"""

from __future__ import annotations

import math
import re
import urllib.parse
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from quartiermap.io.service_transport import check_address, service_problem
from quartiermap.io.tile_files import plain_text

Kind = Literal["xyz", "wmts", "wms"]

HALF: Final = 20_037_508.342789244
"""Half the side of the web mercator square in metres."""


@dataclass(frozen=True)
class TileService:
    """One layer of a map service.

    Parameters
    ----------
    kind : str
    template : str
        Address with ``{z}``, ``{x}``, ``{y}`` (from the north), ``{-y}`` (from the south), ``{matrix}`` or ``{bbox}``.
    name : str
        As the service calls the layer.
    matrices : dict of int -> str
        Names of the zoom levels (WMTS), where they are not plain numbers.
    min_zoom, max_zoom : int
    bounds : tuple of float or None
        West, south, east, north in degrees.
    side : int
        Pixels of a tile's side.
    credit, licence : str
        As the service states them, as plain text; empty if it states nothing.
    """

    kind: Kind
    template: str
    name: str
    matrices: dict[int, str] = field(default_factory=dict)
    min_zoom: int = 0
    max_zoom: int = 19
    bounds: tuple[float, float, float, float] | None = None
    side: int = 256
    credit: str = ""
    licence: str = ""

    def address(self, z: int, x: int, y: int) -> str:
        """Return the address of a tile.

        Examples
        --------
        >>> TileService("xyz", "https://k.de/{z}/{x}/{-y}.png", "K").address(2, 1, 0)
        'https://k.de/2/1/3.png'
        """
        found = {
            "{z}": str(z), "{x}": str(x), "{y}": str(y), "{-y}": str((1 << z) - 1 - y), "{matrix}": urllib.parse.quote(self.matrices.get(z, str(z)), safe=":"),
            "{bbox}": ",".join(f"{v:.6f}" for v in tile_box(z, x, y)),
        }  # fmt: skip
        return re.sub(r"\{(?:-?[xyz]|matrix|bbox)\}", lambda m: found[m.group(0)], self.template)


def tile_box(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """Return west, south, east, north of a tile in metres (EPSG:3857).

    Examples
    --------
    >>> [round(v) for v in tile_box(1, 1, 0)]
    [0, 0, 20037508, 20037508]
    """
    side = 2 * HALF / (1 << z)
    west, north = -HALF + x * side, HALF - y * side
    return west, north - side, west + side, north


def tile_range(bounds: tuple[float, float, float, float], z: int) -> tuple[range, range]:
    """Return columns and rows (from the north) of the tiles that touch an extent in degrees.

    Examples
    --------
    >>> tile_range((8.6, 49.3, 8.8, 49.5), 10)
    (range(536, 538), range(349, 351))
    """
    west, south, east, north = bounds
    most = (1 << z) - 1

    def column(lon: float) -> int:
        return min(max(math.floor((lon + 180) / 360 * (1 << z)), 0), most)

    def row(lat: float) -> int:
        lat = min(max(lat, -85.0511), 85.0511)
        share = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
        return min(max(math.floor(share * (1 << z)), 0), most)

    return range(column(west), column(east) + 1), range(row(north), row(south) + 1)


def xyz(address: str) -> TileService:
    """Return the service behind a tile address like ``https://server/{z}/{x}/{y}.png``.

    Raises
    ------
    InputError
        If placeholders are missing or unknown.

    Examples
    --------
    >>> xyz("https://karten.stadt.de/{z}/{x}/{y}.png").name
    'karten.stadt.de'
    """
    text = (
        address.strip().replace("{TileMatrix}", "{z}").replace("{TileCol}", "{x}").replace("{TileRow}", "{y}")
    )
    text = re.sub(r"\{(?:s|switch:[^{}]*)\}\.?", "", text).replace("{r}", "")
    marks = re.findall(r"\{[^{}]*\}", text)
    unknown = [m for m in marks if m not in ("{x}", "{y}", "{z}", "{-y}", "{bbox}")]
    complete = "{bbox}" in marks or ({"{z}", "{x}"} <= set(marks) and {"{y}", "{-y}"} & set(marks))
    if unknown or not complete:
        raise service_problem(
            "Der Adresse fehlen Platzhalter für Zoom, Spalte und Zeile, oder sie hat unbekannte.",
            "Gebraucht werden {z}, {x} und {y} (oder {-y}, von Süden gezählt), z. B. https://server/{z}/{x}/{y}.png.",
            "tiles_template", value=", ".join(unknown)[:80] or None,
        )  # fmt: skip
    bare = check_address(re.sub(r"\{[^{}]*\}", "0", text))
    if "{" in urllib.parse.urlsplit(text if "://" in text else f"https://{text}").netloc:
        raise service_problem(
            "Der Name des Servers darf keine Platzhalter enthalten.", "Die Adresse prüfen.", "tiles_template"
        )
    if "://" not in text:
        text = f"https://{text}"
    return TileService("xyz", text, urllib.parse.urlsplit(bare).hostname or "")


def box_of(west: float, south: float, east: float, north: float) -> tuple[float, float, float, float] | None:
    """Return an extent in degrees cut to what web mercator shows; ``None`` if it cannot be one.

    Examples
    --------
    >>> box_of(8.0, 49.0, 9.0, 99.0), box_of(9.0, 49.0, 8.0, 50.0)
    ((8.0, 49.0, 9.0, 85.06), None)
    """
    good = all(math.isfinite(v) for v in (west, south, east, north)) and west < east and south < north
    return (max(west, -180.0), max(south, -85.06), min(east, 180.0), min(north, 85.06)) if good else None


def as_row(service: TileService) -> dict[str, Any]:
    """Return a service as JSON knows it."""
    row = {k: v for k, v in vars(service).items() if v not in ("", None, {})}
    return {**row, "matrices": {str(z): n for z, n in service.matrices.items()}}


def from_row(row: dict[str, Any]) -> TileService:
    """Return the service of a row of `as_row`.

    Raises
    ------
    ValueError, TypeError, KeyError
        If the row was not made there.
    """
    bounds = row.get("bounds")
    found = TileService(
        row["kind"], str(row["template"]), plain_text(row.get("name"), 120), {int(z): str(n) for z, n in row.get("matrices", {}).items()},
        int(row.get("min_zoom", 0)), int(row.get("max_zoom", 19)), None if bounds is None else box_of(*(float(v) for v in bounds)),
        int(row.get("side", 256)), plain_text(row.get("credit")), plain_text(row.get("licence")),
    )  # fmt: skip
    if (
        found.kind not in ("xyz", "wmts", "wms")
        or found.side not in (256, 512)
        or not 0 <= found.min_zoom <= found.max_zoom <= 24
    ):
        raise ValueError(row)
    return found
