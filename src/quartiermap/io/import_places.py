"""Puts what a file holds to its place on earth: CRS found or asked for, location checked, transformed."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from quartiermap.domain.crs import utm_epsg
from quartiermap.domain.project import Project
from quartiermap.errors import InputError, Problem
from quartiermap.io import crs_guess

LonLat = tuple[float, float, float, float]


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
        Warnings only.
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


def place(frame: gpd.GeoDataFrame, crs: str | None, origin: str, project: Project, file: str) -> Placed:
    """Find the CRS if the file does not say, check that the data lie where they can lie, and transform.

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
    }.get(origin, "")
    bounds = frame.total_bounds
    if not np.isfinite(bounds).all():
        raise InputError(
            Problem(
                "Kein Objekt der Datei hat eine Geometrie.",
                remedy="Die Daten in QGIS prüfen.",
                file=file,
                code="no_geometry",
            )
        )
    if crs is not None and origin == "assumed" and not _inside(*_lonlat(frame, crs), area).any():
        readings = crs_guess.candidates([float(b) for b in bounds], area)
        if len(readings) == 1:
            crs = None
    if crs is None:
        reading = _one_reading(bounds, area, file)
        frame = _read_as(frame, reading)
        crs, reason = f"EPSG:{reading.epsg}", f"erkannt: {reading.text}"
        problems.append(
            Problem(
                f"Die Datei nennt kein (passendes) Koordinatensystem; gelesen als {reading.text}, weil die Daten nur so "
                f"{'beim Projektgebiet' if area else 'in Deutschland'} liegen.",
                remedy="Falls das nicht stimmt, mit --crs EPSG:… angeben.",
                file=file, code="crs_guessed", severity="warning",
            )
        )  # fmt: skip
    else:
        frame = frame.set_crs(crs, allow_override=True)
    lon, lat = _lonlat(frame, crs)
    problems += _check_location(lon, lat, frame, area, file, bounds, crs)
    epsg = project.epsg if project.epsg is not None else utm_epsg(float(np.nanmedian(lon)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        moved = frame.to_crs(epsg)
    return Placed(moved, epsg, _label(crs, reason), reason, tuple(problems))


def _label(crs: str, reason: str) -> str:
    found = pyproj.CRS.from_user_input(crs)
    code = found.to_epsg(min_confidence=70)
    return f"{f'EPSG:{code}' if code else found.name} ({reason})"


def _lonlat(frame: gpd.GeoDataFrame, crs: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the middle of every feature's box in degrees; NaN where there is no geometry or no such place."""
    boxes = frame.geometry.bounds.to_numpy()
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    lon, lat = pyproj.Transformer.from_crs(crs, 4326, always_xy=True).transform(x, y)
    lon, lat = np.asarray(lon, float), np.asarray(lat, float)
    bad = ~(np.isfinite(lon) & np.isfinite(lat))
    lon[bad], lat[bad] = np.nan, np.nan
    return lon, lat


def _inside(lon: np.ndarray, lat: np.ndarray, area: LonLat | None) -> np.ndarray:
    """Tell for each place whether it lies in Germany and, if the project has a place, near it."""
    inside = np.asarray(shapely.contains_xy(crs_guess.germany(), np.nan_to_num(lon), np.nan_to_num(lat)))
    if area is not None:
        kx = 111.32 * np.cos(np.radians((area[1] + area[3]) / 2))
        dx = np.maximum(np.maximum(area[0] - lon, lon - area[2]), 0.0) * kx
        dy = np.maximum(np.maximum(area[1] - lat, lat - area[3]), 0.0) * 111.32
        inside &= np.hypot(dx, dy) <= crs_guess.NEAR_KM
    return np.asarray(inside & np.isfinite(lon))


def _one_reading(bounds: np.ndarray, area: LonLat | None, file: str) -> crs_guess.Reading:
    readings = crs_guess.candidates([float(b) for b in bounds], area)
    if len(readings) == 1:
        return readings[0]
    shown = f"{bounds[0]:.6g} … {bounds[2]:.6g} / {bounds[1]:.6g} … {bounds[3]:.6g}".replace(".", ",")
    if readings:
        options = "; ".join(
            f"{r.text}: {r.lonlat[1]:.2f}° N, {r.lonlat[0]:.2f}° O".replace(".", ",") for r in readings
        )
        raise InputError(
            Problem(
                "Das Koordinatensystem fehlt in der Datei, und die Zahlen passen zu mehreren.",
                remedy=f"Mit --crs EPSG:… angeben. Möglich: {options}.", file=file, value=shown, code="crs_ambiguous",
            )
        )  # fmt: skip
    where = "beim Projektgebiet" if area else "in Deutschland"
    raise InputError(
        Problem(
            f"Das Koordinatensystem fehlt in der Datei, und mit keinem gebräuchlichen liegen die Daten {where}.",
            remedy="Mit --crs EPSG:… angeben, z. B. --crs EPSG:25832; bei einem Shapefile die .prj-Datei anfordern.",
            file=file, value=shown, code="crs_missing",
        )
    )  # fmt: skip


def _read_as(frame: gpd.GeoDataFrame, reading: crs_guess.Reading) -> gpd.GeoDataFrame:
    def turn(xy: np.ndarray) -> np.ndarray:
        out = xy[:, ::-1] if reading.swapped else xy.copy()
        if reading.prefix:
            out = out - np.array([reading.prefix * 1e6, 0.0])
        return np.ascontiguousarray(out)

    shapes = shapely.transform(frame.geometry.to_numpy(), turn)
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=f"EPSG:{reading.epsg}"))


def _check_location(
    lon: np.ndarray, lat: np.ndarray, frame: gpd.GeoDataFrame, area: LonLat | None, file: str, bounds: np.ndarray, crs: str
) -> list[Problem]:  # fmt: skip
    """Return a warning for single features elsewhere; raise if all of them are."""
    inside = _inside(lon, lat, area)
    there = ~frame.geometry.isna().to_numpy() & ~frame.geometry.is_empty.to_numpy()
    away = there & ~inside
    where = (
        f"weiter als {crs_guess.NEAR_KM:.0f} km vom Projektgebiet entfernt"
        if area
        else "außerhalb Deutschlands"
    )
    if not inside.any():
        at = "nirgends (die Koordinaten passen nicht zum Koordinatensystem)"
        if np.isfinite(lon).any():
            at = f"bei {np.nanmedian(lat):.2f}° Nord, {np.nanmedian(lon):.2f}° Ost".replace(".", ",")
        readings = crs_guess.candidates([float(b) for b in bounds], area)
        hint = "; ".join(r.text for r in readings)
        raise InputError(
            Problem(
                f"Die Datei liegt nicht {'beim Projektgebiet' if area else 'in Deutschland'}: mit {_label(crs, 'gelesen')} liegt sie {at}.",
                remedy=f"Die Zahlen sehen aus wie {hint}; mit --crs angeben." if hint and not readings[0].swapped
                else f"Die Zahlen sehen aus wie {hint}; die Achsen in der Datei tauschen." if hint
                else "Prüfen, ob es die richtige Datei ist, oder das Koordinatensystem mit --crs EPSG:… angeben.",
                file=file, code="wrong_place",
            )
        )  # fmt: skip
    if away.any():
        first = int(np.flatnonzero(away)[0])
        return [
            Problem(
                f"Das Objekt liegt {where}.", remedy="Es bleibt erhalten; bitte prüfen.", file=file,
                row=int(frame.index[first]), count=int(away.sum()), code="far_away", severity="warning",
            )
        ]  # fmt: skip
    return []
