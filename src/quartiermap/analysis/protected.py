"""The project as it may be handed on: every secret figure taken out of figures, gaps, residents and spread points.

Called once before a report or an export is written (`render.report_suppression`). What is left is true; a gap whose number
would give a secret one away is told with a rounded number and without the share.
"""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np

from quartiermap.analysis.protected_gaps import GapTelling
from quartiermap.analysis.protection import Secrets, ages_of, mask_figures, secrets_of
from quartiermap.analysis.ranking import reranked, weights_in
from quartiermap.domain.ages import is_band
from quartiermap.domain.project import Project
from quartiermap.domain.results import Demand
from quartiermap.domain.schema import States


def protected(project: Project, secrets: Secrets | None = None) -> Project:
    """Return the project without any secret figure; the same project if it has no limit or no result.

    Parameters
    ----------
    secrets : Secrets, optional
        Those of the project if not given.
    """
    analysis = project.analysis
    if analysis is None:
        return project
    secrets = secrets_of(project) if secrets is None else secrets
    banded = _banded(analysis.demand, secrets)
    if not secrets.limit:
        return project
    telling = GapTelling(project, analysis, secrets)
    shown = replace(
        analysis,
        figures=mask_figures(analysis.figures, secrets),
        # Ranked by what is told: the true place among neighbours with exact scores would name the number.
        gaps=reranked([telling.told(gap) for gap in analysis.gaps], weights_in(project.settings)),
        demand=_demand(analysis.demand, secrets, banded),
    )
    return project.with_(analysis=shown, district_population=_register(project, secrets, banded))


def _banded(demand: Demand, secrets: Secrets) -> frozenset[str]:
    """Return the districts whose age bands must not be handed on with spread points.

    The points of a district sum up to the register's bands. A small one is secret whether or not any standard counts it; where
    one is hidden, the others and the residents in the report would give it away, so all bands of the district go.
    """
    bands = [column for column in demand.table.columns if is_band(column)]
    if demand.origin == "cells" or not secrets.limit or not bands:
        return frozenset()
    sums = demand.table.groupby(demand.table["district_id"].astype(object))[bands].sum()
    small = ((sums > 1e-9) & (sums < secrets.limit)).any(axis=1)
    found = {str(area) for area in sums.index[small]}
    return frozenset(found | ({area for area, _ in secrets.persons} & {str(i) for i in sums.index}))


def _demand(demand: Demand, secrets: Secrets, banded: frozenset[str]) -> Demand:
    """Blank persons of secret groups at points that were spread from a register; census cells are open data."""
    if demand.origin == "cells":
        return demand
    table = demand.table.copy()
    districts = table["district_id"].astype(object)
    secret = districts.isin({area for area, _ in secrets.persons})
    for column in table.columns:
        if is_band(column):
            table.loc[districts.isin(banded), column] = np.nan
        elif column == "population" and demand.origin != "cells_with_register_ages":
            table.loc[secret, column] = np.nan
    return replace(demand, table=table)


def without_points(project: Project) -> Project:
    """Return a protected project to be exported: who lives at spread points, and their ways, are left out where the number in reach is secret.

    The points lie at their distances, so that their persons could be added up to it. Census cells are open data, and stay.
    """
    analysis = project.analysis
    if analysis is None or analysis.demand.origin == "cells":
        return project
    hidden = analysis.figures["covered_share_state"] == States.SECRET.value
    areas = set(analysis.figures.loc[hidden, "district_id"].astype(str))
    table = analysis.demand.table.copy()
    concerned = table["district_id"].astype(object).isin(areas)
    open_data = analysis.demand.origin == "cells_with_register_ages"
    for column in table.columns:
        if is_band(column) or (column == "population" and not open_data):
            table[column] = table[column].astype(float).mask(concerned)
    told = replace(analysis, demand=replace(analysis.demand, table=table))
    return without_ways(project.with_(analysis=told))


def without_ways(project: Project) -> Project:
    """Return a protected project in which spread points have no way (NaN) to a kind whose number in reach is secret in their district.

    Points are spread evenly: how many of a district's lie in reach, times its persons, would be the secret number.
    """
    analysis = project.analysis
    if analysis is None or analysis.demand.origin == "cells":
        return project
    hidden = analysis.figures.loc[analysis.figures["covered_share_state"] == States.SECRET.value]
    districts = analysis.demand.table["district_id"].astype(object)
    ways, own = dict(analysis.access.distance_m), dict(analysis.access.by_standard_m)
    for kind, rows in hidden.groupby(hidden["kind"].astype(str)):
        where = districts.isin(set(rows["district_id"].astype(str))).to_numpy()
        asked = {s.id for s in analysis.parameters.standards if s.kind == kind}
        ways |= {k: np.where(where, np.nan, far) for k, far in ways.items() if k == kind}
        own |= {i: np.where(where, np.nan, far) for i, far in own.items() if i in asked}
    access = replace(analysis.access, distance_m=ways, by_standard_m=own)
    return project.with_(analysis=replace(analysis, access=access))


def _register(project: Project, secrets: Secrets, banded: frozenset[str]) -> gpd.GeoDataFrame:
    """Blank the register's numbers of every district that has a secret group."""
    frame = project.district_population
    areas = {area for area, _ in secrets.persons} | banded
    if not len(frame) or not areas:
        return frame
    frame = frame.copy()
    concerned = frame["district_id"].astype(str).isin(areas)
    everybody = (
        frame["district_id"].astype(str).isin({a for a, own in secrets.persons if own == ages_of(None)})
    )
    for column in frame.columns:
        if is_band(column):
            frame[column] = frame[column].astype(float).mask(concerned)
        elif column == "population":
            frame[column] = frame[column].astype(float).mask(everybody)
    return frame
