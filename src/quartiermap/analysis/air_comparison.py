"""Air line beside the way on foot: for whom it makes a difference (DOMAIN.md 2.4, consequence).

Where no network is at hand, planners take the air line times a detour factor. Where there is one, this says how many
residents that would have put into the wrong class, in both directions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from quartiermap.analysis.air_line import nearest_by_air
from quartiermap.analysis.ground import (
    demand_coordinates,
    facility_coordinates,
    large_enough,
    outside_network,
    rows_of,
    usable,
)
from quartiermap.analysis.residents import Group, target_group
from quartiermap.domain.network import Floats
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import Analysis
from quartiermap.domain.standards import Standard
from quartiermap.domain.texts import number, percent
from quartiermap.errors import InputError, Problem

BOTH, ONLY_AIR, ONLY_FOOT, NEITHER, NO_DATA = "both", "only_air", "only_foot", "neither", "no_data"

CLASS_LABELS = {
    BOTH: "in Reichweite, zu Fuß und nach Luftlinie",
    ONLY_AIR: "nur nach Luftlinie in Reichweite, zu Fuß nicht",
    ONLY_FOOT: "zu Fuß in Reichweite, nach Luftlinie nicht",
    NEITHER: "außer Reichweite, zu Fuß und nach Luftlinie",
    NO_DATA: "keine Daten",
}


@dataclass(frozen=True)
class AirComparison:
    """One standard, measured on foot and by air line times the detour factor.

    Parameters
    ----------
    kind, standard_id, label, group : str
        `group` is the German name of the persons counted.
    target_m, factor : float
    both, only_air, only_foot, neither : float
        Persons by class (see `CLASS_LABELS`); persons beyond the loaded network are in none.
    detour : float or None
        Metres on foot for a metre of air line, weighted by persons, over those who reach a facility and do not live
        at its door (air line under 50 m); ``None`` if there are none.
    air_m, foot_m : float64 array, shape (points,)
        Air line (without the factor) and way on foot to the respective nearest facility; ``inf`` where there is none.
    classes : object array of str, shape (points,)
    rounded : bool
        Persons are told in tens: few of a class would be given away otherwise.
    """

    kind: str
    standard_id: str
    label: str
    group: str
    target_m: float
    factor: float
    both: float
    only_air: float
    only_foot: float
    neither: float
    detour: float | None
    air_m: Floats
    foot_m: Floats
    classes: NDArray[np.object_]
    rounded: bool = False

    @property
    def persons(self) -> float:
        """All persons counted."""
        return self.both + self.only_air + self.only_foot + self.neither

    @property
    def changing(self) -> float:
        """Persons whose class the air line gets wrong."""
        return self.only_air + self.only_foot

    @property
    def sentence(self) -> str:
        """What the comparison says, in German."""
        if not self.persons:
            return f"{self.label}: keine Personen der Zielgruppe bekannt, deren Weg sich beurteilen ließe."
        share = self.changing / self.persons
        text = (
            f"{self.label} ({self.group}): Nach Luftlinie × {_factor(self.factor)} wären "
            f"{number(self.both + self.only_air)} Personen in Reichweite, zu Fuß sind es "
            f"{number(self.both + self.only_foot)}. {number(self.only_air)} Personen gälten zu Unrecht als versorgt, "
            f"{number(self.only_foot)} zu Unrecht als unversorgt; zusammen {percent(share)} der Zielgruppe."
        )
        if self.detour is not None:
            text += f" Ein Meter Luftlinie ist im Mittel {number(self.detour, 2)} Meter Fußweg."
        return f"{text} Personen auf Zehner gerundet (kleine Zahlen)." if self.rounded else text


def compare_air(
    project: Project,
    analysis: Analysis,
    detour_factor: float | None = None,
    progress: Progress | None = None,
) -> tuple[AirComparison, ...]:
    """Compare the ways of a result with air line times a detour factor, for every standard that is measured on foot.

    Parameters
    ----------
    project : Project
    analysis : Analysis
        Measured along a network.
    detour_factor : float, optional
        That of the result's parameters (usually 1.3) if not given.

    Returns
    -------
    tuple of AirComparison
        In the order of the standards; kinds without any usable facility are left out.

    Raises
    ------
    InputError
        If the result itself is air line, or the factor is below 1.
    Cancelled
        If the user asked to stop.
    """
    progress = progress or Progress()
    access, demand = analysis.access, analysis.demand
    factor = analysis.parameters.detour_factor if detour_factor is None else detour_factor
    if access.method != "network":
        raise InputError(
            Problem(
                "Das Ergebnis beruht selbst auf der Luftlinie; es gibt nichts zu vergleichen.",
                remedy="Ein Wegenetz laden und neu rechnen.",
                code="no_network",
            )
        )
    if not factor >= 1:
        raise InputError(
            Problem("Der Umwegfaktor muss mindestens 1 sein.", value=f"{factor:g}", code="factor_invalid")
        )
    x, y = demand_coordinates(demand)
    fx, fy = facility_coordinates(project.facilities)
    there = usable(project.facilities)
    unseen = outside_network(access, len(x))
    air: dict[bytes, Floats] = {}
    found = []
    for at, standard in enumerate(analysis.parameters.standards):
        progress.step(at / len(analysis.parameters.standards), f"Luftlinie vergleichen: {standard.label}")
        foot = access.distance_for(standard)
        rows = rows_of(project.facilities, standard.kind, there & large_enough(project.facilities, standard))
        if foot is None or not len(rows) or standard.measure == "air_line":
            continue
        key = rows.tobytes()
        if key not in air:
            air[key] = nearest_by_air(x, y, fx[rows], fy[rows])[0]
        group = target_group(demand, standard.age)
        found.append(_compared(standard, group, air[key], foot, factor, unseen))
    progress.step(1.0, "Luftlinie verglichen")
    return tuple(found)


def cell_frame(analysis: Analysis, comparison: AirComparison) -> pd.DataFrame:
    """Return both distances and the class of every demand point.

    Returns
    -------
    DataFrame
        ``cell_id``, ``kind``, ``standard_id``, ``air_m``, ``air_reckoned_m`` (times the factor), ``foot_m`` (both NaN
        where no facility can be reached), ``class`` (see `CLASS_LABELS`).
    """
    comparisons = {
        "air_m": comparison.air_m,
        "air_reckoned_m": comparison.air_m * comparison.factor,
        "foot_m": comparison.foot_m,
    }
    return pd.DataFrame(
        {
            "cell_id": analysis.demand.table["cell_id"].to_numpy(object),
            "kind": comparison.kind,
            "standard_id": comparison.standard_id,
            **{name: np.where(np.isfinite(value), value, np.nan) for name, value in comparisons.items()},
            "class": comparison.classes,
        }
    )


def _compared(
    standard: Standard, group: Group, air: Floats, foot: Floats, factor: float, unseen: NDArray[np.bool_]
) -> AirComparison:
    by_air, on_foot = air * factor <= standard.target_m, foot <= standard.target_m
    classes = np.select(
        [unseen, by_air & on_foot, by_air, on_foot], [NO_DATA, BOTH, ONLY_AIR, ONLY_FOOT], NEITHER
    ).astype(object)
    persons = {
        name: float(group.persons[classes == name].sum()) for name in (BOTH, ONLY_AIR, ONLY_FOOT, NEITHER)
    }
    ways = ~unseen & np.isfinite(foot) & (air >= 50.0) & (group.persons > 0)
    weight = group.persons[ways]
    detour = float(weight @ foot[ways] / (weight @ air[ways])) if ways.any() else None
    return AirComparison(
        kind=standard.kind, standard_id=standard.id, label=standard.label, group=group.label,
        target_m=standard.target_m, factor=factor, both=persons[BOTH], only_air=persons[ONLY_AIR],
        only_foot=persons[ONLY_FOOT], neither=persons[NEITHER], detour=detour, air_m=air, foot_m=foot, classes=classes,
    )  # fmt: skip


def _factor(value: float) -> str:
    return number(value, 2).rstrip("0").rstrip(",")
