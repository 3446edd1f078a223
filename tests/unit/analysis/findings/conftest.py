"""A town of three squares whose every figure can be computed by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from quartiermap.analysis.access import compute_access
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project, new_project
from quartiermap.domain.results import Access, AnalysisParameters, Demand
from quartiermap.domain.standards import Bindingness, Origin, Standard, Supply, SupplyPart

ORIGIN = Origin(ref="Q00", text="Testquelle", date="2020", tag="verified")
EPSG = 25832


def standard(kind: str = "kita", **changes: Any) -> Standard:
    """Return a Kita standard: 500 m, children under 6, 0.5 places below 3 and 1.0 from 3 on."""
    values: dict[str, Any] = {
        "id": kind, "kind": kind, "label": f"{kind} in 500 m", "age": (0, 6), "target_m": 500.0, "speed_kmh": 3.0,
        "bindingness": Bindingness.STUDY, "origin": ORIGIN,
        "supply": Supply(
            rate=0.75, bindingness=Bindingness.STUDY, origin=ORIGIN,
            parts=(SupplyPart(age=(0, 3), rate=0.5), SupplyPart(age=(3, 6), rate=1.0)),
        ),
    }  # fmt: skip
    return Standard(**{**values, **changes})


def parameters(*standards: Standard, **changes: Any) -> AnalysisParameters:
    """Return parameters with detour factor 1, so that distances are those of the drawing."""
    values: dict[str, Any] = {"date": dt.date(2019, 6, 1), "detour_factor": 1.0, **changes}
    return AnalysisParameters(standards=standards or (standard(),), standard_set="test", **values)


def squares() -> gpd.GeoDataFrame:
    """Return A, B, C (1 km squares from west to east) and above them W (A and B) and O (C)."""
    shapes = {n: shapely.box(1000 * i, 0, 1000 * (i + 1), 1000) for i, n in enumerate("ABC")}
    rows = [("W", 1, shapely.union(shapes["A"], shapes["B"])), ("O", 1, shapes["C"])]
    rows += [(n, 2, s) for n, s in shapes.items()]
    return gpd.GeoDataFrame(
        {
            "district_id": [r[0] for r in rows],
            "name": [f"Quartier {r[0]}" for r in rows],
            "level": ["Stadtteil" if r[1] == 1 else "Quartier" for r in rows],
            "level_rank": [r[1] for r in rows],
            "parent_id": [None, None, "W", "W", "O"],
            "source_id": "s",
        },
        geometry=[r[2] for r in rows],
        crs=f"EPSG:{EPSG}",
    )


def facility(
    facility_id: str, x: float, y: float = 500.0, kind: str = "kita", **changes: Any
) -> dict[str, Any]:
    """Return one facility."""
    values: dict[str, Any] = {
        "facility_id": facility_id, "kind": kind, "name": f"Haus {facility_id}", "operator": None, "places": np.nan,
        "area_m2": np.nan, "condition": None, "barrier_free": None, "status": "Bestand", "opening_year": np.nan,
        "address": None, "source_id": "s", "geometry": shapely.Point(x, y),
    }  # fmt: skip
    return {**values, **changes}


def project_of(*facilities: dict[str, Any], settings: dict[str, Any] | None = None) -> Project:
    """Return the project of the three squares with these facilities."""
    project = new_project("Drei Quadrate", EPSG)
    frame = project.facilities
    if facilities:
        frame = gpd.GeoDataFrame(pd.DataFrame(list(facilities)), geometry="geometry", crs=f"EPSG:{EPSG}")
    return project.with_(districts=squares(), facilities=frame, settings=settings or {})


def demand_of(
    points: Sequence[tuple[float, str | None, float, float, float]],
    origin: Any = "cells",
    origins: Any = None,
) -> Demand:
    """Return demand points at y = 500: (x, district, residents, children under 3, children 3 to 5)."""
    table = pd.DataFrame(points, columns=["x", "district_id", "population", "age_0_3", "age_3_6"])
    table.insert(0, "cell_id", [f"z{i}" for i in range(len(table))])
    table.insert(2, "y", 500.0)
    table["resolution_m"] = 100
    return Demand(table, origin, origins=origins or {})


def access_of(project: Project, demand: Demand, chosen: AnalysisParameters) -> Access:
    """Return air-line access with the parameters' detour factor."""
    return compute_access(project, demand, chosen, Progress())


class Hand:
    """The builders above, handed to tests as one fixture."""

    standard = staticmethod(standard)
    parameters = staticmethod(parameters)
    facility = staticmethod(facility)
    project = staticmethod(project_of)
    demand = staticmethod(demand_of)
    access = staticmethod(access_of)
    districts = staticmethod(squares)


@pytest.fixture(scope="session")
def hand() -> type[Hand]:
    """Return the builders of the three-square town."""
    return Hand
