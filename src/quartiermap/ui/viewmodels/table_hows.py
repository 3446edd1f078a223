"""How the figures of the tables came about: what the inspector says of them, cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from quartiermap.domain import texts
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels import explain
from quartiermap.ui.viewmodels.explain import How
from quartiermap.ui.viewmodels.explain_facts import gap_hows, need_hows, residents_how, score_how
from quartiermap.ui.viewmodels.layer_rows import SocialRow, SupplyRow
from quartiermap.ui.viewmodels.ranking_table import RankedGap
from quartiermap.ui.viewmodels.rules_model import PARTS
from quartiermap.ui.viewmodels.viewdata import DistrictRow, NeedRow, ViewData

if TYPE_CHECKING:
    from quartiermap.domain.standards import Standard

Hows = tuple[How, ...]

SHARE, DISTANCE, SUPPLY = 0, 1, 2
"""The places of the explanations of `explain.explain`."""


class TableHows:
    """Explains figures of one state of the data.

    Parameters
    ----------
    data : callable
        Returns the data, ``None`` where there are none.
    standard : callable
        Returns the standard whose figures the table of districts shows.
    """

    def __init__(self, data: Callable[[], ViewData | None], standard: Callable[[], Standard | None]) -> None:
        self._data, self._standard = data, standard

    def residents(self, row: DistrictRow) -> Hows:
        """Return how the residents of a district were counted."""
        data = self._data()
        return () if data is None else (residents_how(data, row),)

    def of_district(self, which: int) -> Callable[[DistrictRow], Hows]:
        """Return what explains one of the figures of a district under the standard on the map, which the row does not name."""

        def hows(row: DistrictRow) -> Hows:
            standard, data = self._standard(), self._data()
            if standard is None or data is None or standard.kind not in data.kinds:
                return ()
            kind = (translate("BottomTables", "Einrichtungsart"), data.kinds[standard.kind].name)
            found = self._figure(row.district_id, standard, which)
            return tuple(replace(how, inputs=(kind, *how.inputs)) for how in found)

        return hows

    def of_supply(self, which: int) -> Callable[[SupplyRow], Hows]:
        """Return what explains one of the figures of a kind in a district."""
        return lambda row: self._figure(row.district_id, row.standard, which)

    def _figure(self, district_id: str, standard: Standard | None, which: int) -> Hows:
        data = self._data()
        figure = None if data is None else data.figure(district_id, standard)
        if data is None or figure is None or standard is None:
            return ()
        return explain.explain(data, figure, standard)[which : which + 1]

    def status_of(self, row: DistrictRow) -> Hows:
        """Return how the social status of a district came about."""
        data = self._data()
        need = None if data is None else data.need.get(row.district_id)
        return () if need is None else self._need(need, translate("Inspector", "Status"))

    def status(self, row: SocialRow) -> Hows:
        """Return how a social status came about."""
        return self._need(row.need, translate("Inspector", "Status"))

    def dynamics(self, row: SocialRow) -> Hows:
        """Return how the dynamics of a social index came about."""
        return self._need(row.need, translate("Inspector", "Dynamik"))

    def _need(self, need: NeedRow, label: str) -> Hows:
        data = self._data()
        return () if data is None else (need_hows(data, need)[label],)

    def people(self, row: RankedGap) -> Hows:
        """Return how the people affected by a gap were counted."""
        data = self._data()
        return () if data is None else tuple(gap_hows(data, row.gap, row.part(PARTS[0]).text).values())

    def score(self, row: RankedGap) -> Hows:
        """Return what the rank of a gap comes of."""
        weights = [row.weights[part] for part in PARTS]
        shown = texts.number(row.gap.score, 1)
        return (score_how(row.gap, weights, shown, translate("Inspector", "Produkt")),)
