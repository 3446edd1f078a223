"""Cells of the census grid: their names, and two readings of the same grid brought together."""

from __future__ import annotations

import re

import geopandas as gpd
import numpy as np
import shapely

from quartiermap.domain.project import Project
from quartiermap.domain.schema import States
from quartiermap.errors import InputError, Problem

FEW_CELLS, FEW_PEOPLE = 10, 100
"""Below these a district's figures drown in the noise of the Cell-Key method (DOMAIN.md 4.1, Annahme)."""
_CELL_ID = re.compile(r"^(?:CRS3035RES)?(\d+)(k?m)N(\d+)E(\d+)$")


def parse_cell_id(text: str) -> tuple[int, int, int] | None:
    """Return size of the cell and its lower left corner (east, north) in metres of EPSG:3035.

    Examples
    --------
    >>> parse_cell_id("CRS3035RES100mN2689000E4337000"), parse_cell_id("100mN26890E43370"), parse_cell_id("1kmN2916E4217")
    ((100, 4337000, 2689000), (100, 4337000, 2689000), (1000, 4217000, 2916000))
    """
    match = _CELL_ID.match(text.strip())
    if match is None:
        return None
    size = int(match.group(1)) * (1000 if match.group(2) == "km" else 1)
    north, east = int(match.group(3)), int(match.group(4))
    scale = 1 if text.startswith("CRS") else size
    return size, east * scale, north * scale


def cell_id(size: int, east: int, north: int) -> str:
    """Return the long form of a cell id (the form of 2022).

    Examples
    --------
    >>> cell_id(100, 4337000, 2689000)
    'CRS3035RES100mN2689000E4337000'
    """
    return f"CRS3035RES{size}mN{north}E{east}"


def merge_cells(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, file: str) -> gpd.GeoDataFrame:
    """Join two readings of the grid by cell; columns of the new one win, states are set anew.

    Raises
    ------
    InputError
        If the cells are not of one size.
    """
    if len(old) and len(new):
        before, after = float(old["resolution_m"].iloc[0]), float(new["resolution_m"].iloc[0])
        if before != after:
            raise InputError(
                Problem(
                    f"Das Projekt hat Zellen von {before:.0f} m, die Datei solche von {after:.0f} m.",
                    remedy="Beides zugleich zählte Menschen doppelt. Mit --replace an die Stelle der alten setzen oder die andere Datei verwenden.", file=file,
                    code="resolutions_mixed",
                )
            )  # fmt: skip
        left, right = old.set_index("cell_id"), new.set_index("cell_id")
        joined = right.drop(columns=[c for c in right.columns if right[c].isna().all()]).combine_first(left)
        geometry = right.geometry.reindex(joined.index).combine_first(left.geometry.reindex(joined.index))
        new = gpd.GeoDataFrame(
            joined.drop(columns="geometry").reset_index(), geometry=geometry.to_numpy(), crs=old.crs
        )
    out = new.copy()
    bands = [c for c in out.columns if c.startswith("age_")]
    for state in [c for c in out.columns if c.endswith("_state")]:
        known = out[state].astype(object)
        out[state] = known.where(known.notna(), States.NO_DATA.value)
    order = [
        "cell_id",
        "resolution_m",
        "population",
        "population_state",
        *sorted(bands, key=lambda b: int(b.split("_")[1])),
        *(["ages_state"] if "ages_state" in out.columns else []),
    ]
    rest = [c for c in out.columns if c not in order and c != "geometry"]
    return gpd.GeoDataFrame(
        out[order + rest + ["geometry"]].reset_index(drop=True), geometry="geometry", crs=new.crs
    )


def noise(project: Project, cells: gpd.GeoDataFrame, year: str, file: str) -> list[Problem]:
    """Warn about districts so small that the noise of the confidentiality method shows (DOMAIN.md 4.1)."""
    if year != "2022" or cells["population"].isna().all() or float(cells["resolution_m"].iloc[0]) > 100:
        return []
    districts = project.reporting_districts
    tree = shapely.STRtree(cells.geometry.to_numpy())
    district, cell = tree.query(districts.geometry.to_numpy(), predicate="covers")
    count = np.bincount(district, minlength=len(districts))
    people = np.bincount(
        district, weights=np.nan_to_num(cells["population"].to_numpy(float))[cell], minlength=len(districts)
    )
    small = np.flatnonzero((count < FEW_CELLS) | (people < FEW_PEOPLE))
    if not len(small):
        return []
    first = districts.iloc[int(small[0])]
    return [
        Problem(
            f"Das Quartier hat weniger als {FEW_CELLS} bewohnte Zellen oder {FEW_PEOPLE} Einwohner; die Geheimhaltung des Zensus (Cell-Key-Methode) verfälscht so kleine Zahlen.",
            remedy="Einwohnerzahlen aus dem Melderegister verwenden.", file=file, value=str(first["name"]), count=len(small), code="few_cells", severity="warning",
        )
    ]  # fmt: skip
