"""Where the places of an area go and where the places for its people come from: flows between areas in catchments.

The two-step method (2SFCA) shares the places of every facility among the need in reach of it. Summed over an area::

    places for its people = places in it - places nobody can reach - places for people of elsewhere + places from elsewhere

which explains why an area can look full inside its border and be short in its catchment, or the other way round.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from quartiermap.analysis.floating_catchments import share_places
from quartiermap.analysis.residents import Floats, Ints
from quartiermap.analysis.supply import Areas, sum_by


@dataclass(frozen=True)
class AreaFlows:
    """The catchment side of every area of a level; arrays of shape (areas,), in places.

    Parameters
    ----------
    need : need of the area's people that could be judged
    got : places that reach them
    unserved : need without a place (``sum need x max(0, 1 - ratio)``); who reaches nothing is without one
    idle : places in the area that nobody with need can reach
    out, into : places for people of elsewhere, places from elsewhere
    unreached : need of people who reach no facility
    flow : csr_matrix, shape (areas + 1, areas + 1)
        Places by area of residence (row) and area of the facility (column); the last row and column are elsewhere.
    """

    need: Floats
    got: Floats
    unserved: Floats
    idle: Floats
    out: Floats
    into: Floats
    unreached: Floats
    flow: sp.csr_matrix

    def main_partner(self, area: int, *, coming: bool) -> tuple[int, float] | None:
        """Return the area that most places come from (or go to) and how many; -1 is outside all areas."""
        flow = self.flow[area, :] if coming else self.flow[:, area].T
        row = sp.csr_matrix(flow).toarray().ravel()
        row[area] = 0.0
        best = int(np.argmax(row))
        if row[best] <= 0:
            return None
        return (-1 if best == len(row) - 1 else best), float(row[best])


class Catchments:
    """Places shared in catchments, to be summed by any level of areas.

    Parameters
    ----------
    reach : csr_matrix, shape (points, facilities)
        Every stored entry is a facility within reach.
    need : float64 array, shape (points,)
        0 where nothing is known or nothing can be judged.
    capacity : float64 array, shape (facilities,)
        No NaN: the low or the high case of unknown places.
    """

    def __init__(self, reach: sp.csr_matrix, need: Floats, capacity: Floats) -> None:
        self.need = need
        self.capacity = capacity
        self.shared = share_places(reach, need, capacity, method="2sfca")
        per_need = np.nan_to_num(self.shared.per_need)
        self.flow = (sp.diags(need) @ self.shared.weight @ sp.diags(per_need)).tocsr()

    def by_area(self, areas: Areas) -> AreaFlows:
        """Return the flows of every area of a level.

        Examples
        --------
        Two areas of 10 children each and one facility of 12 places in the first, in reach of everybody:

        >>> areas = Areas(["A", "B"], np.array([0, 1]), np.array([0]), set())
        >>> flows = Catchments(sp.csr_matrix(np.ones((2, 1))), np.array([10.0, 10.0]), np.array([12.0])).by_area(areas)
        >>> flows.got.tolist(), flows.out.tolist(), flows.into.tolist(), flows.unserved.tolist()
        ([6.0, 6.0], [6.0, 0.0], [0.0, 6.0], [4.0, 4.0])
        """
        size = len(areas.ids)
        here = _indicator(areas.of_point, size)
        there = _indicator(areas.of_facility, size)
        flow = sp.csr_matrix(here.T @ self.flow @ there)
        own = flow.diagonal()[:size]
        got = np.asarray(flow.sum(axis=1)).ravel()[:size]
        given = np.asarray(flow.sum(axis=0)).ravel()[:size]
        idle = np.where(self.shared.asked > 0, 0.0, self.capacity)
        short = self.need * np.maximum(0.0, 1.0 - self.shared.ratio)
        return AreaFlows(
            need=sum_by(areas.of_point, size, self.need),
            got=got,
            unserved=sum_by(areas.of_point, size, short),
            idle=sum_by(areas.of_facility, size, idle),
            out=given - own,
            into=got - own,
            unreached=sum_by(areas.of_point, size, np.where(self.shared.reaches, 0.0, self.need)),
            flow=flow,
        )


def _indicator(rows: Ints, size: int) -> sp.csr_matrix:
    """Return the matrix that sums by area; what is in none goes into the last column."""
    column = np.where(rows >= 0, rows, size)
    return sp.csr_matrix((np.ones(len(rows)), (np.arange(len(rows)), column)), shape=(len(rows), size + 1))
