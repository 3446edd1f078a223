"""Views of the social index: the 12 fields of status and dynamics, and attention areas beside funding areas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from quartiermap.analysis.need import DYNAMICS_CLASSES, STATUS_CLASSES
from quartiermap.domain.project import Project
from quartiermap.domain.results import Demand

BOTH, ONLY_NEED, ONLY_FUNDING, NEITHER = (
    "Aufmerksamkeitsbedarf und Fördergebiet",
    "Aufmerksamkeitsbedarf ohne Fördergebiet",
    "Fördergebiet ohne Aufmerksamkeitsbedarf",
    "weder noch",
)
UNKNOWN = "Sozialindex fehlt"


def twelve_fields(need: pd.DataFrame, population: pd.Series | None = None) -> pd.DataFrame:
    """Count districts and residents in the 12 fields of status and dynamics.

    Parameters
    ----------
    need : DataFrame
        `Analysis.need`.
    population : Series, optional
        Residents by district id (NaN unknown, not counted).

    Returns
    -------
    DataFrame
        12 rows: ``status_class``, ``dynamics_class``, ``group``, ``districts``, ``residents`` (NaN where no
        district of the field has a known number), ``district_ids``. Districts without a class are in no field.

    Examples
    --------
    >>> need = pd.DataFrame({"district_id": ["a", "b"], "status_class": ["mittel", "mittel"],
    ...                      "dynamics_class": ["stabil", "stabil"]})
    >>> fields = twelve_fields(need, pd.Series({"a": 500.0, "b": 700.0})).set_index("group")
    >>> fields.loc["2+/-", ["districts", "residents"]].tolist(), int(fields["districts"].sum())
    ([2, 1200.0], 2)
    """
    people = pd.Series(dtype=float) if population is None else population
    rows = []
    for number, status in enumerate(STATUS_CLASSES, start=1):
        for sign, dynamics in zip(("+", "+/-", "-"), DYNAMICS_CLASSES, strict=True):
            own = need[(need["status_class"] == status) & (need["dynamics_class"] == dynamics)]
            ids = own["district_id"].astype(str).tolist()
            rows.append(
                {
                    "status_class": status,
                    "dynamics_class": dynamics,
                    "group": f"{number}{sign}",
                    "districts": len(ids),
                    "residents": float(people.reindex(ids).sum(min_count=1)) if ids else np.nan,
                    "district_ids": tuple(ids),
                }
            )
    return pd.DataFrame(rows)


def attention_and_funding(project: Project, need: pd.DataFrame, demand: Demand | None = None) -> pd.DataFrame:
    """Lay attention areas over running funding areas, district by district (Berlin publishes the same, DOMAIN.md 3.2).

    Parameters
    ----------
    need : DataFrame
        `Analysis.need`.
    demand : Demand, optional
        For the share of residents in funding areas; without it only the share of the area is told.

    Returns
    -------
    DataFrame
        One row per reporting district: ``district_id``, ``name``, ``group``, ``attention`` (None where it cannot be
        told), ``area_share`` and ``residents_share`` (0..1) inside areas with status "laufend", ``funding_areas``
        (their names), ``overlay`` (one of the words above). A district counts as in a funding area as soon as
        a hundredth of its area lies in one: borders drawn by different hands never fit exactly.
    """
    districts = project.reporting_districts
    areas = project.funding_areas
    running = areas[areas["status"] == "laufend"]
    running = running[~(running.geometry.isna() | running.geometry.is_empty)]
    shapes = shapely.make_valid(running.geometry.to_numpy())
    names = running["name"].where(running["name"].notna(), running["area_id"]).astype(str).to_numpy()
    whole = shapely.union_all(shapes) if len(shapes) else shapely.Polygon()
    own = shapely.make_valid(districts.geometry.to_numpy())
    area = shapely.area(own)
    inside = shapely.area(shapely.intersection(own, whole))
    share = np.divide(inside, area, out=np.zeros(len(area)), where=area > 0)
    by_id = need.drop_duplicates("district_id").set_index("district_id")
    residents = _residents_share(demand, whole)
    rows = []
    for shape, district_id, name, part in zip(
        own, districts["district_id"].astype(str), districts["name"], share, strict=True
    ):
        told = by_id.loc[district_id] if district_id in by_id.index else None
        attention = None if told is None or pd.isna(told["attention"]) else bool(told["attention"])
        funded = part >= 0.01
        touched = shapely.area(shapely.intersection(shapes, shape)) > 0.01 * shapely.area(shape)
        overlay = (
            UNKNOWN
            if attention is None
            else (BOTH if funded else ONLY_NEED)
            if attention
            else (ONLY_FUNDING if funded else NEITHER)
        )
        rows.append(
            {
                "district_id": district_id,
                "name": district_id if pd.isna(name) else str(name),
                "group": None if told is None or pd.isna(told["group"]) else str(told["group"]),
                "attention": attention,
                "area_share": float(part),
                "residents_share": residents.get(district_id, np.nan),
                "funding_areas": ", ".join(sorted(set(names[touched]))) if funded else "",
                "overlay": overlay,
            }
        )
    columns = [
        "district_id",
        "name",
        "group",
        "attention",
        "area_share",
        "residents_share",
        "funding_areas",
        "overlay",
    ]
    return pd.DataFrame(rows, columns=columns)


def _residents_share(demand: Demand | None, whole: shapely.Geometry) -> dict[str, float]:
    """Return the share of each district's residents who live in the funding areas."""
    if demand is None or not len(demand.table):
        return {}
    table = demand.table
    shapely.prepare(whole)
    within = shapely.contains_xy(whole, table["x"].to_numpy(float), table["y"].to_numpy(float))
    people = table["population"].to_numpy(dtype=float)
    frame = pd.DataFrame(
        {"d": table["district_id"], "all": people, "in": np.where(within, people, 0.0 * people)}
    )
    sums = frame.dropna(subset=["d"]).groupby("d")[["all", "in"]].sum()
    sums = sums[sums["all"] > 0]
    return {str(k): float(v) for k, v in (sums["in"] / sums["all"]).items()}
