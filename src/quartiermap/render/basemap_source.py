"""What lies under the theme: a source of tiles with its limits and its credit, whoever serves and draws it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

TileKind = Literal["raster", "vector"]


class Tiles(Protocol):
    """Hands out tiles one by one; asked from worker threads, by several at the same time."""

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return a tile (y counted from the north; vector tiles unpacked), or ``None`` if there is none."""

    def close(self) -> None:
        """Let go of files and connections; asked again it returns ``None``."""


@dataclass(frozen=True)
class Background:
    """A background map as the map is told.

    Parameters
    ----------
    version : str
        Short name of the content (letters and digits): part of the tiles' addresses, which are kept by the page.
    tiles : Tiles or None
        Asked in worker threads; ``None`` for `own`, which is read at once.
    own : Path or None
        A tile file of `render.basemap.build_tiles`.
    kind : str
        ``raster`` (PNG, JPEG, WebP) or ``vector`` (Mapbox vector tiles).
    min_zoom, max_zoom : int
        Zoom levels of the tiles; deeper views enlarge the deepest.
    bounds : tuple of float or None
        West, south, east, north in degrees; ``None`` where unknown.
    layers : tuple of str
        Layers of vector tiles, by which their schema is recognised.
    size : int
        Pixels of a raster tile's side.
    credit : str
        What the licence wants in sight; plain text.
    parallel : int
        So many tiles may be asked for at the same time.
    """

    version: str
    tiles: Tiles | None = field(default=None, compare=False)
    own: Path | None = None
    kind: TileKind = "vector"
    min_zoom: int = 0
    max_zoom: int = 14
    bounds: tuple[float, float, float, float] | None = None
    layers: tuple[str, ...] = ()
    size: int = 256
    credit: str = ""
    parallel: int = 1

    def for_the_page(self, url: str) -> dict[str, Any]:
        """Return what ``basemap.js`` wants to know, with the address pattern of the tiles."""
        return {
            "url": url, "kind": self.kind, "minZoom": self.min_zoom, "maxZoom": self.max_zoom, "size": self.size,
            "bounds": None if self.bounds is None else list(self.bounds), "credit": self.credit,
            "layers": list(self.layers) if self.kind == "vector" else None,
        }  # fmt: skip
