"""Puts what a file holds to its place on earth: CRS found or asked for, location checked, transformed."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.transformer import AreaOfInterest, TransformerGroup

from quartiermap.domain.crs import utm_epsg
from quartiermap.domain.project import Project
from quartiermap.domain.texts import degrees, number
from quartiermap.errors import InputError, Problem
from quartiermap.io import crs_guess

LonLat = tuple[float, float, float, float]
ROUGH_M = 1.0
"""A change of the datum that is no better than this is told."""


@dataclass(frozen=True)
class Placed:
    """Rows in the CRS of the project.

    Parameters
    ----------
    frame : GeoDataFrame
        In ``EPSG:epsg``; missing geometries stay ``None``.
    epsg : int
    crs_read : str
        What the file was read with, for the source record.
    reason : str
        German phrase: from the file, given, or guessed and why.
    problems : tuple of Problem
        Warnings and infos only.
    """

    frame: gpd.GeoDataFrame
    epsg: int
    crs_read: str
    reason: str
    problems: tuple[Problem, ...]


def project_area(project: Project) -> LonLat | None:
    """Return where the project lies, in degrees: its districts, else its facilities or cells; ``None`` if empty."""
    for frame in (project.districts, project.facilities, project.cells):
        if len(frame) and project.epsg is not None:
            bounds = frame.total_bounds
            if np.isfinite(bounds).all():
                to = pyproj.Transformer.from_crs(project.epsg, 4326, always_xy=True)
                west, south, east, north = to.transform_bounds(*bounds)
                return float(west), float(south), float(east), float(north)
    return None


def readings(frame: gpd.GeoDataFrame, project: Project) -> tuple[crs_guess.Reading, ...]:
    """Return the systems in which the coordinates of a file can be read, for the user to choose from."""
    x, y = _centres(frame)
    return crs_guess.readings(x, y, project_area(project))


def place(frame: gpd.GeoDataFrame, crs: str | None, origin: str, project: Project, file: str) -> Placed:
    """Find the CRS if the file does not say, check that the data lie where they can lie, and transform.

    A CRS that nobody named is taken only if exactly one reading puts the data at the project (or, in an empty project,
    in Germany). A CRS that was named is taken; only if nothing lies where it can lie, the same system with swapped axes
    or with (without) the number of the zone before the easting is tried, and that is told.

    Raises
    ------
    InputError
        If the CRS is missing and cannot be told, or if the data lie elsewhere.
    """
    area = project_area(project)
    problems: list[Problem] = []
    reason = {
        "file": "steht in der Datei",
        "given": "vom Benutzer angegeben",
        "assumed": "Regel des Formats (GeoJSON)",
        "degrees": "die Zahlen sind Grad",
    }.get(origin, "")
    x, y = _centres(frame)
    if not np.isfinite(x).any():
        raise InputError(
            Problem(
                "Kein Objekt der Datei hat eine Geometrie.",
                remedy="Die Daten in QGIS prüfen.",
                file=file,
                code="no_geometry",
            )
        )
    if crs is not None and origin == "file" and _no_degrees(x, y, crs):
        crs = None  # a file that says "WGS 84" over numbers in metres: what it says cannot be meant
    told = crs is not None and origin not in ("assumed", "degrees")
    if crs is not None and not told and not crs_guess.inside(*_lonlat(x, y, crs), area).any():
        crs = None if len(crs_guess.readings(x, y, area)) == 1 else crs
    if crs is None:
        reading = _one_reading(x, y, area, file)
        frame = _turned(frame, reading.swapped, -(reading.prefix or 0) * 1e6)
        crs, reason = f"EPSG:{reading.epsg}", f"erkannt: {reading.text}"
        problems.append(_guessed(reading, area, file))
    elif not crs_guess.inside(*_lonlat(x, y, crs), area).any():
        frame, note = _variant(frame, x, y, crs, area, file)
        problems.append(note)
        reason = f"{reason}; {note.message[0].lower()}{note.message[1:].rstrip('.')}"
    frame = frame.set_crs(crs, allow_override=True)
    lon, lat = _lonlat(*_centres(frame), crs)
    problems += _elsewhere(lon, lat, frame, area, file)
    epsg = project.epsg if project.epsg is not None else utm_epsg(float(np.nanmedian(lon)))
    problems += _rough(crs, epsg, lon, lat, file)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        moved = frame.to_crs(epsg)
    moved, lost = _finite(moved, file)
    problems += lost
    return Placed(moved, epsg, _label(crs, reason), reason, tuple(problems))


def _no_degrees(x: NDArray[np.float64], y: NDArray[np.float64], crs: str) -> bool:
    """Tell whether a CRS is in degrees and no number can be one."""
    known = np.isfinite(x) & np.isfinite(y)
    return pyproj.CRS.from_user_input(crs).is_geographic and bool(
        ((np.abs(x[known]) > 360.0) & (np.abs(y[known]) > 360.0)).all()
    )


def _finite(frame: gpd.GeoDataFrame, file: str) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Take the shapes away whose coordinates mean no place in the CRS of the project."""
    shapes = frame.geometry.to_numpy()
    bad = (
        ~np.isfinite(shapely.bounds(shapes)).all(axis=1)
        & ~shapely.is_missing(shapes)
        & ~shapely.is_empty(shapes)
    )
    if not bad.any():
        return frame, []
    shapes = shapes.copy()
    shapes[bad] = None
    note = Problem(
        "Die Koordinaten bezeichnen keinen Ort; das Objekt wird wie eines ohne Geometrie behandelt.", remedy="Die Koordinaten berichtigen.", file=file,
        row=int(frame.index[int(np.flatnonzero(bad)[0])]), count=int(bad.sum()), code="coordinates_not_finite", severity="warning",
    )  # fmt: skip
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs)), [note]


def _label(crs: str, reason: str) -> str:
    found = pyproj.CRS.from_user_input(crs)
    code = found.to_epsg(min_confidence=70)
    return f"{f'EPSG:{code}' if code else found.name} ({reason})"


def _centres(frame: gpd.GeoDataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the middle of every feature's box as it stands in the file; NaN where there is no geometry."""
    boxes = shapely.bounds(frame.geometry.to_numpy())
    return (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2


def _lonlat(
    x: NDArray[np.float64], y: NDArray[np.float64], crs: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return places in degrees; NaN where there is none or no such place."""
    lon, lat = pyproj.Transformer.from_crs(crs, 4326, always_xy=True).transform(x, y)
    lon, lat = np.array(lon, float), np.array(lat, float)
    bad = ~(np.isfinite(lon) & np.isfinite(lat))
    lon[bad], lat[bad] = np.nan, np.nan
    return lon, lat


def _where(area: LonLat | None) -> str:
    return "beim Projektgebiet" if area else "in Deutschland"


def _guessed(reading: crs_guess.Reading, area: LonLat | None, file: str) -> Problem:
    """Return the finding about a CRS that was told from the numbers."""
    doubt = ""
    if reading.epsg in (31468, 31469) and shapely.contains_xy(crs_guess.GERMAN_EAST, *reading.lonlat):
        doubt = (
            " In den ostdeutschen Ländern kann statt DHDN auch das System 42/83 gemeint sein (EPSG:2398, EPSG:2399); "
            "dann lägen die Daten etwa 100 m daneben."
        )
    return Problem(
        f"Die Datei nennt kein (passendes) Koordinatensystem; gelesen als {reading.text}, weil die Daten nur so {_where(area)} liegen.",
        remedy=f"Falls das nicht stimmt, mit --crs EPSG:… angeben.{doubt}", file=file, code="crs_guessed", severity="warning",
    )  # fmt: skip


def _one_reading(
    x: NDArray[np.float64], y: NDArray[np.float64], area: LonLat | None, file: str
) -> crs_guess.Reading:
    """Return the only reading that fits.

    Raises
    ------
    InputError
        If none or several fit; it names what ``--crs`` takes.
    """
    found = crs_guess.readings(x, y, area)
    if len(found) == 1:
        return found[0]
    shown = _range(x, y)
    if found:
        options = "; ".join(
            f"{r.crs} ({r.label}{', Achsen vertauscht' if r.swapped else ''}: {r.lonlat[1]:.2f}° N, {r.lonlat[0]:.2f}° O)".replace(
                ".", ","
            )
            for r in found
        )
        raise InputError(
            Problem(
                "Das Koordinatensystem fehlt in der Datei, und die Zahlen passen zu mehreren.",
                remedy=f"Mit --crs EPSG:… angeben. Möglich: {options}.", file=file, value=shown, code="crs_ambiguous",
            )
        )  # fmt: skip
    elsewhere = "; ".join(
        f"{r.text}: {r.lonlat[1]:.2f}° N, {r.lonlat[0]:.2f}° O".replace(".", ",")
        for r in (crs_guess.readings(x, y) if area else ())
    )
    hint = f" In Deutschland lägen sie als {elsewhere}." if elsewhere else ""
    raise InputError(
        Problem(
            f"Das Koordinatensystem fehlt in der Datei, und mit keinem gebräuchlichen liegen die Daten {_where(area)}.",
            remedy=f"Mit --crs EPSG:… angeben, z. B. --crs EPSG:25832; bei einem Shapefile die .prj-Datei anfordern.{hint}",
            file=file, value=shown, code="crs_missing",
        )
    )  # fmt: skip


def _range(x: NDArray[np.float64], y: NDArray[np.float64]) -> str:
    ends = [float(f(v)) for v in (x, y) for f in (np.nanmin, np.nanmax)]
    return "{:.7g} … {:.7g} / {:.7g} … {:.7g}".format(*ends).replace(".", ",")


def _turned(frame: gpd.GeoDataFrame, swapped: bool, shift: float) -> gpd.GeoDataFrame:
    """Return the rows with axes swapped and the easting shifted."""
    if not swapped and not shift:
        return frame

    def turn(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        out = xy[:, ::-1] if swapped else xy
        return np.ascontiguousarray(out + np.array([shift, 0.0]))

    shapes = shapely.transform(frame.geometry.to_numpy(), turn)
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index))


def _variant(
    frame: gpd.GeoDataFrame,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    crs: str,
    area: LonLat | None,
    file: str,
) -> tuple[gpd.GeoDataFrame, Problem]:
    """Return the rows as the named CRS means them but the file does not write them, and the finding.

    Raises
    ------
    InputError
        If no variant, or several, put the data where they can lie.
    """
    shifts = (0.0, -32e6, -33e6, 32e6, 33e6) if pyproj.CRS.from_user_input(crs).is_projected else (0.0,)
    found = []
    known = np.isfinite(x)
    for swapped in (False, True):
        for shift in shifts:
            if not swapped and not shift:
                continue
            east, north = (y, x) if swapped else (x, y)
            lon, lat = _lonlat(east + shift, north, crs)
            if (
                crs_guess.inside(lon, lat).sum() >= crs_guess.ENOUGH * known.sum()
                and crs_guess.inside(lon, lat, area).any()
            ):
                found.append((swapped, shift))
    if len(found) != 1:
        raise _wrong_place(x, y, crs, area, file)
    swapped, shift = found[0]
    words = []
    if swapped:
        words.append("die Achsen stehen in der Datei vertauscht")
    if shift:
        words.append(f"die Rechtswerte stehen {'mit' if shift < 0 else 'ohne'} Zonenkennziffer in der Datei")
    note = Problem(
        f"So, wie das Koordinatensystem {_name(crs)} es vorschreibt, lägen die Daten nicht {_where(area)}: {' und '.join(words)}; so wurden sie gelesen.",
        remedy="Die Lage auf der Karte prüfen.", file=file, value=_range(x, y), code="axes_swapped" if swapped else "zone_prefix", severity="warning",
    )  # fmt: skip
    return _turned(frame, swapped, shift), note


def _name(crs: str) -> str:
    return _label(crs, "x").removesuffix(" (x)")


def _wrong_place(
    x: NDArray[np.float64], y: NDArray[np.float64], crs: str, area: LonLat | None, file: str
) -> InputError:
    lon, lat = _lonlat(x, y, crs)
    at = "nirgends (die Koordinaten passen nicht zum Koordinatensystem)"
    if np.isfinite(lon).any() and abs(np.nanmedian(lat)) <= 90 and abs(np.nanmedian(lon)) <= 180:
        at = f"bei {degrees(float(np.nanmedian(lon)), float(np.nanmedian(lat)))}"
    found = crs_guess.readings(x, y, area)
    hint = "; ".join(r.text for r in found)
    return InputError(
        Problem(
            f"Die Datei liegt nicht {_where(area)}: mit {_label(crs, 'gelesen')} liegt sie {at}.",
            remedy=f"Die Zahlen sehen aus wie {hint}; mit --crs angeben." if hint
            else "Prüfen, ob es die richtige Datei ist, oder das Koordinatensystem mit --crs EPSG:… angeben.",
            file=file, value=_range(x, y), code="wrong_place",
        )
    )  # fmt: skip


def _elsewhere(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    frame: gpd.GeoDataFrame,
    area: LonLat | None,
    file: str,
) -> list[Problem]:
    """Return a warning for single features that lie far away."""
    there = ~frame.geometry.isna().to_numpy() & ~frame.geometry.is_empty.to_numpy()
    away = (
        there
        & np.isfinite(lon)
        & (np.abs(lat) <= 90)
        & (np.abs(lon) <= 180)
        & ~crs_guess.inside(lon, lat, area)
    )
    if not away.any():
        return []
    where = (
        f"weiter als {crs_guess.NEAR_KM:.0f} km vom Projektgebiet entfernt"
        if area
        else "außerhalb Deutschlands"
    )
    first = int(np.flatnonzero(away)[0])
    at = f"{lat[first]:.3f}° N, {lon[first]:.3f}° O".replace(".", ",")
    return [
        Problem(
            f"Das Objekt liegt {where}.", remedy="Es bleibt erhalten; bitte prüfen.", file=file,
            row=int(frame.index[first]), value=at, count=int(away.sum()), code="far_away", severity="warning",
        )
    ]  # fmt: skip


def _rough(crs: str, epsg: int, lon: Any, lat: Any, file: str) -> list[Problem]:
    """Tell that a change of the datum is only good to some metres (no grid of the surveying offices is at hand)."""
    source, target = pyproj.CRS.from_user_input(crs), pyproj.CRS.from_epsg(epsg)
    base = source.source_crs if source.is_bound else source
    frame_name = (
        str((base.geodetic_crs or base).datum.name)
        if base is not None and (base.geodetic_crs or base).datum
        else ""
    )
    if any(
        w in frame_name.upper().replace("_", " ")
        for w in ("WGS 84", "WORLD GEODETIC", "ETRS", "EUROPEAN TERRESTRIAL", "WGS84", "WGS 1984")
    ):
        return []
    west, east, south, north = (
        float(f(v)) for v, f in ((lon, np.nanmin), (lon, np.nanmax), (lat, np.nanmin), (lat, np.nanmax))
    )
    box = AreaOfInterest(
        max(west - 0.01, -179.0), max(south - 0.01, -89.0), min(east + 0.01, 179.0), min(north + 0.01, 89.0)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        group = TransformerGroup(source, target, always_xy=True, area_of_interest=box)
    best = group.transformers[0].accuracy if group.transformers else -1.0
    if 0 <= best <= ROUGH_M:
        return []
    how = f"auf etwa {number(best)} m genau" if best > 0 else "nur ungefähr genau"
    return [
        Problem(
            f"Die Umrechnung von {source.name} in das System des Projekts ist {how}.",
            remedy="Genauer geht es mit dem Gitter der Landesvermessung (BeTA2007); für Fußwege reicht es meist.", file=file, code="datum_shift",
            severity="info",
        )
    ]  # fmt: skip
