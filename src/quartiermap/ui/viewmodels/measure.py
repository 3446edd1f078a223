"""Measuring on the map: lengths and areas in the project's metric CRS, the way on foot beside the air line. Plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from quartiermap.domain import texts
from quartiermap.domain.progress import Progress
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.walking import Walking

if TYPE_CHECKING:
    from quartiermap.domain.network import Floats
    from quartiermap.domain.project import Project

Lonlat = tuple[float, float]
What = Literal["length", "area"]

NEAR_M = 0.3
"""Clicks nearer to each other than this are one (the second of a double click)."""


@dataclass(frozen=True)
class Measured:
    """What has been measured between some places.

    Parameters
    ----------
    points : tuple of Lonlat
        Degrees.
    air_m : float
        Straight from place to place.
    area_m2 : float or None
        Enclosed by the line, if an area is measured.
    walk_m, walk_min : float or None
        On foot from place to place, in plain metres and in minutes; ``None`` where not known (yet).
    way : tuple of lines
        The ways on foot in degrees.
    why_no_walk : str
        Why there is no way on foot.
    """

    points: tuple[Lonlat, ...]
    air_m: float
    area_m2: float | None = None
    walk_m: float | None = None
    walk_min: float | None = None
    way: tuple[tuple[Lonlat, ...], ...] = ()
    why_no_walk: str = ""


def measured(project: Project, points: tuple[Lonlat, ...], what: What) -> Measured:
    """Measure the straight line through some places, and the area that it encloses; takes microseconds.

    Lengths are plain lengths in the project's CRS (ETRS89/UTM: true to 0.04 per cent, DESIGN.md 4.3), not of the web map,
    which stretches everything by 1.6 in Germany.

    Parameters
    ----------
    project : Project
    points : tuple of Lonlat
        Degrees.
    what : {"length", "area"}
    """
    import numpy as np

    x, y = _metres(project, points)
    if what == "area":
        round_x, round_y = np.append(x, x[:1]), np.append(y, y[:1])
        around = float(np.hypot(np.diff(round_x), np.diff(round_y)).sum()) if len(x) > 2 else _length(x, y)
        area = None
        if len(x) > 2:
            dx, dy = round_x - x[0], round_y - y[0]  # near 0, so that no digits are lost
            area = abs(float((dx[:-1] * dy[1:] - dx[1:] * dy[:-1]).sum())) / 2
        return Measured(points, around, area)
    return Measured(points, _length(x, y))


def walked(project: Project, found: Measured, progress: Progress | None = None) -> Measured:
    """Add the way on foot from place to place (`app.place_rings.way_between`); in a worker."""
    from dataclasses import replace

    from quartiermap.app.place_rings import way_between
    from quartiermap.app.questions import profile_for
    from quartiermap.render.map_data import transformer

    if len(found.points) < 2 or project.epsg is None:
        return found
    if project.network is None:
        return replace(found, why_no_walk=translate("Measure", "kein Wegenetz geladen"))
    x, y = _metres(project, found.points)
    change = transformer(project.epsg)
    profile = profile_for(project, None)
    plain = own = 0.0
    lines = []
    for at in range(len(x) - 1):
        (progress or Progress()).step(at / (len(x) - 1), translate("Measure", "Fußweg suchen"))
        way = way_between(project, (float(x[at]), float(y[at])), (float(x[at + 1]), float(y[at + 1])))
        if way is None:
            return replace(found, why_no_walk=translate("Measure", "kein Fußweg gefunden"))
        plain += way.plain_m
        own += way.metres
        lon, lat = change.transform(way.x, way.y)
        lines.append(tuple(zip(lon.tolist(), lat.tolist(), strict=True)))
    return replace(found, walk_m=plain, walk_min=profile.minutes(own), way=tuple(lines))


def words(found: Measured, what: What, walking: Walking) -> str:
    """Return what has been measured in a line.

    Examples
    --------
    >>> some = Measured(((8.0, 49.0), (8.1, 49.0)), 1234.4, walk_m=1500.0, walk_min=18.0)
    >>> words(some, "length", Walking()).replace(chr(160), " ")
    'Luftlinie 1.234 m · Fußweg 1.500 m (18 min, Erwachsene) · Umweg × 1,22'
    >>> words(Measured(((8.0, 49.0),) * 3, 420.0, 12_345.6), "area", Walking()).replace(chr(160), " ")
    'Fläche 1,23 ha (12.346 m²) · Umfang 420 m'
    """
    from quartiermap.ui.viewmodels.walking import minutes_words

    if what == "area":
        if found.area_m2 is None:
            return translate("Measure", "Länge {m}").format(m=length_words(found.air_m))
        return translate("Measure", "{area} · Umfang {m}").format(
            area=area_words(found.area_m2), m=length_words(found.air_m)
        )
    parts = [translate("Measure", "Luftlinie {m}").format(m=length_words(found.air_m))]
    if found.walk_m is not None and found.walk_min is not None:
        parts.append(
            translate("Measure", "Fußweg {m} ({min}, {who})").format(
                m=length_words(found.walk_m),
                min=minutes_words(found.walk_min),
                who=walking.who,
            )
        )
        if found.air_m > 1:
            factor = texts.number(found.walk_m / found.air_m, 2)
            parts.append(translate("Measure", "Umweg ×\u00a0{f}").format(f=factor))
    elif found.why_no_walk:
        parts.append(found.why_no_walk)
    return " · ".join(parts)


def length_words(metres: float) -> str:
    """Write a measured length to the metre; with a decimal below 100 m.

    Examples
    --------
    >>> [length_words(m).replace(chr(160), " ") for m in (9.44, 842.6, 12_345.0)]
    ['9,4 m', '843 m', '12.345 m']
    """
    return f"{texts.number(metres, 1 if metres < 100 else 0)}\u00a0m"


def area_words(square_metres: float) -> str:
    """Write a measured area: hectares from one hectare on, with the square metres."""
    plain = f"{texts.number(square_metres)}\u00a0m²"
    if square_metres < 10_000:
        return translate("Measure", "Fläche {m2}").format(m2=plain)
    hectares = f"{texts.number(square_metres / 10_000, 2)}\u00a0ha"
    return translate("Measure", "Fläche {ha} ({m2})").format(ha=hectares, m2=plain)


def districts_in(project: Project, ring: tuple[Lonlat, ...]) -> tuple[str, ...]:
    """Return the reporting districts whose inner point lies inside an outline in degrees; in a worker for large towns."""
    import shapely

    frame = project.reporting_districts
    if not len(frame) or len(ring) < 3:
        return ()
    x, y = _metres(project, ring)
    outline = shapely.make_valid(shapely.polygons(list(zip(x.tolist(), y.tolist(), strict=True))))
    points = shapely.point_on_surface(frame.geometry.to_numpy())
    inside = shapely.intersects(outline, points)
    return tuple(frame["district_id"].astype(str)[inside])


def _metres(project: Project, points: tuple[Lonlat, ...]) -> tuple[Floats, Floats]:
    import numpy as np

    from quartiermap.render.map_data import transformer

    if project.epsg is None or not points:
        return np.zeros(0), np.zeros(0)
    lon, lat = zip(*points, strict=True)
    x, y = transformer(project.epsg).transform(np.array(lon), np.array(lat), direction="INVERSE")
    return x, y


def _length(x: Floats, y: Floats) -> float:
    import numpy as np

    return float(np.hypot(np.diff(x), np.diff(y)).sum())
