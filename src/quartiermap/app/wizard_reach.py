"""The part of the import doctor that needs ways: facilities far from the network, and cells that nobody can leave on foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quartiermap.domain.profiles import ADULT
from quartiermap.domain.progress import Progress
from quartiermap.domain.texts import metres, number
from quartiermap.io.doctor_model import SHOWN_EXAMPLES, Example, Finding

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from quartiermap.domain.network import WalkNetwork
    from quartiermap.domain.project import Project

SNAP_LIMIT_M = 250.0
"""Farther than this from every way a place is not on the network (`AnalysisParameters.snap_limit_m`)."""
FAR_M = 100.0
"""Farther than this a facility is probably in the wrong place."""
MIN_PART_M = 500.0
"""Shorter pieces of network that hang together with nothing are not walked on (`AnalysisParameters.min_component_m`)."""


def reach_findings(
    project: Project, layer: str, source_ids: frozenset[str], progress: Progress | None = None
) -> list[Finding]:
    """Return what does not lie at a way: facilities just imported, or cells of the census.

    Parameters
    ----------
    project : Project
        With what is being imported.
    layer : str
        Layer of the import: facilities are looked at when they or the network come in, cells likewise.
    source_ids : frozenset of str
        Sources of the import.
    progress : Progress, optional
    """
    progress = progress or Progress()
    network = project.network
    if network is None or layer not in ("facilities", "population", "network"):
        return []
    found = []
    if layer != "population" and len(project.facilities):
        rows = project.facilities
        rows = rows[rows["source_id"].isin(source_ids)] if layer == "facilities" else rows
        found += _facilities(network, rows, progress.part(0.0, 0.5))
    if layer != "facilities" and len(project.cells):
        found += _cells(network, project.cells, progress.part(0.5, 1.0))
    return found


def _away(network: WalkNetwork, rows: gpd.GeoDataFrame, progress: Progress) -> NDArray[np.float64]:
    """Return how far every row lies from the nearest way that can be walked on, in metres; NaN without a place."""
    from quartiermap.analysis.ground import facility_coordinates
    from quartiermap.analysis.paths import router_for

    progress.step(0.0, "Lage zum Wegenetz prüfen")
    x, y = facility_coordinates(rows)
    on = router_for(network, MIN_PART_M, ADULT).index.locate(x, y, SNAP_LIMIT_M)
    progress.step(1.0, "Lage zum Wegenetz geprüft")
    return np.asarray(on.primary.leg_m, float)


def _facilities(network: WalkNetwork, rows: gpd.GeoDataFrame, progress: Progress) -> list[Finding]:
    if not len(rows):
        return []
    away = _away(network, rows, progress)
    far = np.flatnonzero(away > FAR_M)
    if not len(far):
        return []
    order = far[np.argsort(-away[far], kind="stable")]
    off = int((away > SNAP_LIMIT_M).sum())
    names = [n if isinstance(n, str) else i for n, i in zip(rows["name"], rows["facility_id"], strict=True)]
    examples = tuple(
        Example(f"{metres(float(away[i]))} bis zum nächsten Weg", value=str(names[i]))
        for i in order[:SHOWN_EXAMPLES]
    )
    done = "Sie werden behalten; auf der Karte prüfen, ob der Ort stimmt."
    if off:
        done = f"Für {number(off)} davon (mehr als {metres(SNAP_LIMIT_M)}) gibt es keinen Weg dorthin; sie zählen als nicht erreichbar. {done}"
    return [
        Finding(
            "facility_far_from_network", "facility_far_from_network", "warning", f"Einrichtungen liegen mehr als {metres(FAR_M)} vom Wegenetz entfernt.",
            len(far), examples, done,
        )
    ]  # fmt: skip


def _cells(network: WalkNetwork, cells: gpd.GeoDataFrame, progress: Progress) -> list[Finding]:
    away = _away(network, cells, progress)
    people = np.asarray(cells["population"], float)
    lost = (away > SNAP_LIMIT_M) & ~(people == 0)
    if not lost.any():
        return []
    known = np.isfinite(people) & lost
    persons = float(people[known].sum())
    unknown = int((lost & ~known).sum())
    order = np.flatnonzero(lost)[np.argsort(-np.nan_to_num(people[lost], nan=-1.0), kind="stable")]
    ids = cells["cell_id"].to_numpy(object)
    examples = tuple(
        Example(f"{number(float(people[i]), missing='Zahl unbekannt')} Personen, {metres(float(away[i]))} bis zum nächsten Weg", value=str(ids[i]))
        for i in order[:SHOWN_EXAMPLES]
    )  # fmt: skip
    more = f" Bei {number(unknown)} davon ist die Zahl der Personen nicht bekannt." if unknown else ""
    return [
        Finding(
            "cells_unreachable", "cells_unreachable", "warning",
            f"Rasterzellen ohne einen Weg in {metres(SNAP_LIMIT_M)} Umkreis, zusammen {number(persons)} Personen.{more}", int(lost.sum()), examples,
            "Sie bleiben; die Menschen dort gelten als nicht versorgt, oder als unbekannt, wo das Wegenetz ganz fehlt.",
        )
    ]  # fmt: skip
