"""What an analysis hands on: demand, access, figures by district, need, gaps. Plain data."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from quartiermap.domain.findings import Gap
from quartiermap.domain.network import OnNetwork
from quartiermap.domain.profiles import ADULT, Profile
from quartiermap.domain.standards import Standard

Floats = NDArray[np.float64]

DemandOrigin = Literal["cells", "cells_with_register_ages", "residential_land", "streets", "district_area"]
"""Where the demand points come from. Everything but the first is an estimate and is labelled as one."""

DEMAND_ORIGIN_LABELS: dict[str, str] = {
    "cells": "Rasterzellen des Zensus",
    "cells_with_register_ages": "Rasterzellen des Zensus, Altersgruppen nach Quartier verteilt (Schätzung)",
    "residential_land": "Einwohner des Quartiers gleichmäßig auf Wohnbauland verteilt (Schätzung)",
    "streets": "Einwohner des Quartiers gleichmäßig entlang der Straßen verteilt (Schätzung)",
    "district_area": "Einwohner des Quartiers gleichmäßig auf die Fläche verteilt (grobe Schätzung)",
}

DistanceMethod = Literal["network", "air_line"]

METHOD_LABELS: dict[str, str] = {
    "network": "Fußweg im Wegenetz",
    "air_line": "Luftlinie × Umwegfaktor (Näherung)",
}


@dataclass(frozen=True)
class AnalysisParameters:
    """Everything that, with the data, determines the result."""

    standards: tuple[Standard, ...]
    standard_set: str
    programmes: tuple[str, ...] = ("siq-bund",)
    land: str | None = None
    date: dt.date = field(default_factory=dt.date.today)
    detour_factor: float = 1.3
    snap_limit_m: float = 250.0
    min_component_m: float = 500.0
    min_gap_persons: float = 10.0
    min_gap_share: float = 0.05
    profile: Profile = ADULT
    max_places: int = 3
    """At most this many places on the network for one facility (entrances, or sides of its outline)."""
    second_place_m: float = 0.0
    """A facility known only as a point also uses other ways that are at most this much farther than the nearest; 0: a back
    entrance that nobody has mapped is not assumed."""
    outline_reach_m: float = 30.0
    """A facility known by its outline uses every way this near to it."""

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "standard_set": self.standard_set,
            "standards": [s.model_dump(mode="json") for s in self.standards],
            "programmes": list(self.programmes),
            "land": self.land,
            "date": self.date.isoformat(),
            "detour_factor": self.detour_factor,
            "snap_limit_m": self.snap_limit_m,
            "min_component_m": self.min_component_m,
            "min_gap_persons": self.min_gap_persons,
            "min_gap_share": self.min_gap_share,
            "profile": self.profile.model_dump(mode="json"),
            "max_places": self.max_places,
            "second_place_m": self.second_place_m,
            "outline_reach_m": self.outline_reach_m,
        }

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> AnalysisParameters:
        """Undo `as_dict`; a result from before there were walking profiles is that of an adult.

        Raises
        ------
        ValueError, TypeError, KeyError
            If the values are none that `as_dict` gives (pydantic's errors are `ValueError`).

        Examples
        --------
        >>> given = AnalysisParameters(standards=(), standard_set="x", land="HE", date=dt.date(2020, 1, 2))
        >>> AnalysisParameters.from_dict(given.as_dict()) == given
        True
        """
        return cls(
            **{
                **row,
                "standards": tuple(Standard.model_validate_json(json.dumps(s)) for s in row["standards"]),
                "profile": Profile.model_validate_json(json.dumps(row["profile"]))
                if "profile" in row
                else ADULT,
                "programmes": tuple(row["programmes"]),
                "date": dt.date.fromisoformat(row["date"]),
            }
        )


@dataclass(frozen=True)
class Demand:
    """Where people live: points with residents, in the project CRS.

    Parameters
    ----------
    table : DataFrame
        One row per point: ``cell_id`` (text, unique), ``x``, ``y`` (m), ``population`` (persons, NaN unknown),
        ``district_id`` (of the reporting level; missing for points outside every district), ``resolution_m``
        (side of the census cell, 0 for spread points), one column per age band (persons, NaN unknown).
    origin : DemandOrigin
        The coarsest way in which points came about.
    notes : tuple of str
        German sentences that must stand in every report (what was spread, how, how many persons).
    origins : mapping of district to DemandOrigin
        The coarsest way within each district of the reporting level; a district where nobody lives and those
        of a result from before this was kept are missing.
    """

    table: pd.DataFrame
    origin: DemandOrigin
    notes: tuple[str, ...] = ()
    origins: Mapping[str, DemandOrigin] = field(default_factory=dict)

    def origin_in(self, district_id: str) -> DemandOrigin:
        """Return the coarsest way in which the points of a district came about."""
        return self.origins.get(district_id, self.origin)

    @property
    def label(self) -> str:
        """How the points came about, in German; the coarsest way is not said of those that lie in census cells."""
        used = {self.origin, *self.origins.values()}
        if (self.table["resolution_m"] > 0).any() and not any(o.startswith("cells") for o in used):
            used.add("cells")
        ordered = [origin for origin in DEMAND_ORIGIN_LABELS if origin in used]
        cells = [DEMAND_ORIGIN_LABELS[o] for o in ordered if o.startswith("cells")]
        spread = "; ".join(DEMAND_ORIGIN_LABELS[o] for o in ordered if not o.startswith("cells"))
        if not cells or not spread:
            return spread or cells[-1]
        return f"{cells[-1]}; wo sie fehlen: {spread}"


@dataclass(frozen=True)
class Access:
    """Walking distance from every demand point to the nearest usable facility of each kind.

    Parameters
    ----------
    distance_m : dict of kind -> float64 array, shape (points,)
        Metres on foot including both off-network legs; ``inf`` where no facility can be reached.
    nearest : dict of kind -> int32 array, shape (points,)
        Row of the facility in `Project.facilities`, -1 where none can be reached.
    method : {"network", "air_line"}
        ``air_line`` distances are air line x detour factor, an approximation, and labelled so everywhere.
    points : OnNetwork or None
        Where the demand points lie on the network; ``None`` for air line.
    facilities : OnNetwork or None
        The same for all rows of `Project.facilities`; several places for one facility where it has several
        entrances (`OnNetwork.owner`).
    notes : tuple of str
        German sentences for the reports (islands dropped, points too far from any way, ...).
    barrier_free_m : dict of kind -> float64 array
        Distance to the nearest facility known to be barrier-free ("ja").
    detour_factor : float or None
        The factor in `distance_m` where the method is ``air_line``.
    profile : Profile
        Who walks: distances are metres at this profile's base speed.
    min_component_m : float
        Parts of the network shorter than this are not walked on.
    by_standard_m, by_standard : dict of standard id -> array
        Distances and rows of the nearest facilities for standards that ask another question than their kind: an
        air line without any factor, or only facilities of a least size.
    """

    distance_m: dict[str, Floats]
    nearest: dict[str, NDArray[np.int32]]
    method: DistanceMethod
    points: OnNetwork | None = None
    facilities: OnNetwork | None = None
    notes: tuple[str, ...] = ()
    barrier_free_m: dict[str, Floats] = field(default_factory=dict)
    detour_factor: float | None = None
    profile: Profile = ADULT
    min_component_m: float = 0.0
    by_standard_m: dict[str, Floats] = field(default_factory=dict)
    by_standard: dict[str, NDArray[np.int32]] = field(default_factory=dict)

    def distance_for(self, standard: Standard) -> Floats | None:
        """Return the distances that a standard is judged by, ``None`` if its kind has none."""
        own = self.by_standard_m.get(standard.id)
        return self.distance_m.get(standard.kind) if own is None else own

    def nearest_for(self, standard: Standard) -> NDArray[np.int32]:
        """Return the rows of the nearest facilities that a standard is judged by."""
        own = self.by_standard.get(standard.id)
        return self.nearest[standard.kind] if own is None else own


FIGURES = (
    "district_id", "kind", "standard_id", "target_group", "target_group_exact", "target_population",
    "target_population_state", "covered_population", "covered_share", "covered_share_state", "mean_distance_m",
    "mean_distance_state", "unreachable_population", "sites", "sites_planned", "places", "places_state",
    "places_known", "places_unknown", "places_planned", "need_places", "need_state", "supply_ratio",
    "supply_ratio_state", "shortfall_places", "surplus_places", "supply_unit", "estimate", "approximation",
)  # fmt: skip
"""Columns of `Analysis.figures`: one row per district (of every level, and ``TOWN``) and standard.

Shares are 0..1, distances metres, persons and places counts; NaN with the reason in ``*_state``.
``target_group`` is the German label of the group really used; ``estimate`` tells whether ages or places
of residence had to be estimated, ``approximation`` whether distances are air line x detour factor.
"""

TOWN = "__town__"
"""`district_id` of the whole town in `Analysis.figures`."""

NEED_COLUMNS = (
    "district_id", "period", "status_index", "status_class", "dynamics_index", "dynamics_class", "group",
    "attention", "state", "published_status_class", "published_dynamics_class",
)  # fmt: skip


@dataclass(frozen=True)
class Analysis:
    """One complete result with the parameters that made it.

    `fingerprint` is the fingerprint of the inputs (`Project.fingerprint`); a result whose fingerprint differs
    from its project's is stale and shown as such.
    """

    parameters: AnalysisParameters
    fingerprint: str
    computed_at: dt.datetime
    demand: Demand
    access: Access
    figures: pd.DataFrame
    need: pd.DataFrame
    gaps: tuple[Gap, ...]
    notes: tuple[str, ...] = ()

    def figure(self, district_id: str, kind: str) -> dict[str, Any] | None:
        """Return the row of figures of a district and kind (primary standard first), or ``None``."""
        rows = self.figures[(self.figures["district_id"] == district_id) & (self.figures["kind"] == kind)]
        return None if rows.empty else dict(rows.iloc[0])
