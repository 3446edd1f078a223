"""A generated city of the size that the window has to bear: 450 districts, 40,000 cells, 8,000 facilities."""

from __future__ import annotations

from typing import Any

import numpy as np

EPSG = 25832
X0, Y0 = 476_000.0, 5_474_000.0


def city(seed: int = 1, districts: int = 450, cells: int = 40_000, facilities: int = 8_000) -> Any:
    """Return an analysed project of that size; ways are air lines, for the window does not care."""
    import geopandas as gpd
    import shapely

    from quartiermap.app import usecases
    from quartiermap.domain.project import Project, Source
    from quartiermap.io import bundled

    rng = np.random.default_rng(seed)
    columns = 25
    rows = districts // columns
    size = 1000.0

    def ring(n: int) -> Any:
        a, b = n % columns, n // columns
        turn = np.linspace(0, 1, 60, endpoint=False)
        corner = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], float)
        along = np.array([np.interp(turn * 4, range(5), corner[:, i]) for i in (0, 1)]).T
        return shapely.MultiPolygon([shapely.Polygon((along + np.array([a, b])) * size + np.array([X0, Y0]))])

    side = int(np.sqrt(cells * rows / columns))
    xs = X0 + (np.arange(cells) // side) * 100.0 + 50
    ys = Y0 + (np.arange(cells) % side) * 100.0 + 50
    people = rng.integers(5, 120, cells).astype(float)
    kinds = [k.id for k in bundled.kinds()][:8]
    at = rng.integers(0, cells, facilities)
    return usecases.analyse(
        Project(
            "Große Stadt", EPSG, "2026-01-01T00:00:00+00:00",
            districts=gpd.GeoDataFrame(
                {"district_id": [f"{n:08d}" for n in range(districts)], "name": [f"Planungsraum {n}" for n in range(districts)], "level": "Planungsraum",
                 "level_rank": 1, "parent_id": None, "source_id": "s"},
                geometry=[ring(n) for n in range(districts)], crs=EPSG,
            ),
            facilities=gpd.GeoDataFrame(
                {"facility_id": [f"f{n}" for n in range(facilities)], "kind": [kinds[n % 8] for n in range(facilities)], "name": [f"Einrichtung {n}" for n in range(facilities)],
                 "operator": "Stadt", "places": rng.integers(20, 140, facilities).astype(float), "area_m2": np.nan, "condition": "gut", "barrier_free": "ja",
                 "status": "Bestand", "opening_year": np.nan, "address": None, "source_id": "s"},
                geometry=gpd.points_from_xy(xs[at] + 20, ys[at] + 20), crs=EPSG,
            ),
            cells=gpd.GeoDataFrame(
                {"cell_id": [f"100mN{n}" for n in range(cells)], "resolution_m": 100.0, "population": people, "population_state": "value", "source_id": "s",
                 "age_0_3": np.round(people * 0.03), "age_3_6": np.round(people * 0.03), "age_6_10": np.round(people * 0.04), "age_10_plus": np.round(people * 0.9),
                 "ages_state": "value"},
                geometry=gpd.points_from_xy(xs, ys), crs=EPSG,
            ),
            sources=(Source("s", "facilities", "erzeugt", "0" * 64, facilities, facilities, "", title="erzeugt", invented=True),),
        )
    )  # fmt: skip
