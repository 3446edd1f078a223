"""Who lives where: residents by house, by census cell and by Quartier, each with their age groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyproj
from numpy.typing import NDArray

from quartiermap.demo.buildings import Buildings
from quartiermap.demo.parameters import Plan
from quartiermap.domain.ages import ZENSUS_2022_BANDS

_AGES = {
    "standard": (27, 28, 37, 56, 29, 63, 185, 275, 98, 87, 115),
    "grosssiedlung": (42, 42, 56, 78, 36, 80, 215, 245, 73, 62, 71),
    "einfamilien": (27, 31, 43, 70, 36, 45, 150, 310, 105, 83, 100),
    "gruenderzeit": (31, 28, 34, 47, 25, 110, 275, 250, 75, 58, 67),
    "altstadt": (20, 20, 26, 40, 22, 100, 240, 255, 95, 82, 100),
    "zeilen": (25, 25, 33, 49, 26, 58, 175, 245, 105, 103, 156),
    "dorf": (18, 20, 28, 50, 30, 45, 140, 305, 128, 108, 128),
}
"""Residents per thousand by age band of the Zensus 2022; invented, shaped after what such quarters look like."""


@dataclass(frozen=True)
class People:
    """Residents.

    Parameters
    ----------
    register : DataFrame
        One row per Quartier: ``district_id`` and persons by age band, exact.
    cells : DataFrame
        One row per inhabited 100 m cell of EPSG:3035: ``north``, ``east`` (lower left corner, m), ``x``, ``y``
        (midpoint in EPSG:25832), ``population``, the age bands, ``quarter`` (where most of them live),
        ``secret`` (bool, whether the ages are suppressed). Counts carry small random changes as in the
        census (cell-key method), so they do not add up to the register.
    """

    register: pd.DataFrame
    cells: pd.DataFrame


def settle(plan: Plan, buildings: Buildings, rng: np.random.Generator) -> People:
    """Let people move in."""
    bands = list(ZENSUS_2022_BANDS)
    to_grid = pyproj.Transformer.from_crs("EPSG:25832", "EPSG:3035", always_xy=True)
    east, north = to_grid.transform(buildings.x + plan.origin[0], buildings.y + plan.origin[1])
    east = (np.floor(np.asarray(east) / 100) * 100).astype(int)
    north = (np.floor(np.asarray(north) / 100) * 100).astype(int)
    share = plan.residents / sum(q.residents for q in plan.quarters)
    parts = []
    for q in plan.quarters:
        mine = np.flatnonzero(buildings.quarter == q.id)
        weight = buildings.weight[mine]
        if q.type == "gewerbe":
            # The few flats of the industrial area lie at its edge towards the town.
            weight = np.where(
                np.argsort(np.argsort(np.hypot(buildings.x[mine], buildings.y[mine]))) < 9, weight, 0.0
            )
        persons = rng.multinomial(
            round(q.residents * share) if q.type != "gewerbe" else q.residents, weight / weight.sum()
        )
        houses = pd.DataFrame({"north": north[mine], "east": east[mine], "persons": persons})
        cells = houses.groupby(["north", "east"], sort=True)["persons"].sum().reset_index()
        chances = np.asarray(_AGES.get(q.type, _AGES["standard"]), float)
        chances = chances / chances.sum()
        # Neighbourhoods within a quarter differ a little in age.
        tilt = rng.dirichlet(chances * 260, len(cells))
        ages = np.array([rng.multinomial(n, p) for n, p in zip(cells["persons"], tilt, strict=True)])
        frame = pd.DataFrame(ages, columns=bands)
        parts.append(
            frame.assign(north=cells["north"], east=cells["east"], quarter=q.id, persons=cells["persons"])
        )
    table = pd.concat(parts, ignore_index=True)
    register = table.groupby("quarter", sort=True)[bands].sum().reset_index(names="district_id")
    return People(register, _census(table[table["persons"] > 0], bands, rng))


def _census(table: pd.DataFrame, bands: list[str], rng: np.random.Generator) -> pd.DataFrame:
    """Return the cells as the census would publish them."""
    first = table.sort_values("persons", ascending=False).drop_duplicates(["north", "east"])
    owner = first.set_index(["north", "east"])["quarter"]
    cells = table.groupby(["north", "east"], sort=True)[[*bands, "persons"]].sum()
    cells["quarter"] = owner.reindex(cells.index)
    cells = cells.reset_index().rename(columns={"persons": "population"})
    counts = cells[["population", *bands]].to_numpy()
    noise = rng.choice([-1, 0, 1], size=counts.shape, p=[0.08, 0.84, 0.08])
    # Zero stays zero, and nothing positive vanishes.
    cells[["population", *bands]] = np.where(counts == 0, 0, np.maximum(counts + noise, 1))
    secret: NDArray[np.bool_] = np.zeros(len(cells), bool)
    small = np.flatnonzero((cells["population"] >= 3) & (cells["population"] <= 12))
    secret[rng.choice(small, size=min(45, len(small)), replace=False)] = True
    cells["secret"] = secret
    to_utm = pyproj.Transformer.from_crs("EPSG:3035", "EPSG:25832", always_xy=True)
    cells["x"], cells["y"] = to_utm.transform(cells["east"] + 50, cells["north"] + 50)
    return cells
