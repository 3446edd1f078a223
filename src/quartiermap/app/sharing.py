"""Places shared out in catchments: the use case around `quartiermap.analysis.floating_catchments`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from quartiermap.app.assigning import standard_for, wanted_by
from quartiermap.app.results import result_of
from quartiermap.domain.progress import Progress
from quartiermap.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from quartiermap.analysis.floating_catchments import Method
    from quartiermap.domain.network import Floats
    from quartiermap.domain.project import Project


@dataclass(frozen=True)
class PlacesShared:
    """Supply of every dwelling place from the facilities around it.

    Parameters
    ----------
    kind, label, group : str
    method : {"2sfca", "e2sfca", "3sfca", "m2sfca"}
    steps : tuple of (float, float)
        Metres of the result's profile, and weight.
    cells : DataFrame
        ``cell_id``, ``persons``, ``ratio`` (places per person; NaN where there is none to give), ``ratio_state`` ("value";
        "no_data": beyond the loaded network, or a facility of unknown capacity in reach), ``ratio_at_least`` (what the
        facilities of known capacity give), ``reaches`` (a facility in reach), ``estimate`` (also shared with dwelling
        places whose persons are unknown: at most that much).
    facilities : DataFrame
        ``facility_id``, ``name``, ``places``, ``asked`` (weighted persons in reach), ``places_per_person``.
    mean_ratio : float
        Places per person, weighted by persons, over the dwelling places with a ratio; NaN without any.
    handed_out, given : float
        ``sum(persons x ratio)`` with the facilities of known capacity, and what it must be (see the module of the
        analysis).
    notes : tuple of str
        German sentences.
    """

    kind: str
    label: str
    group: str
    method: Method
    steps: tuple[tuple[float, float], ...]
    cells: pd.DataFrame
    facilities: pd.DataFrame
    mean_ratio: float
    handed_out: float
    given: float
    notes: tuple[str, ...]


def share(
    project: Project,
    kind: str,
    steps: Sequence[tuple[float, float]] = (),
    method: str = "e2sfca",
    progress: Progress | None = None,
) -> PlacesShared:
    """Share the places of a kind among the persons of its target group in reach.

    Parameters
    ----------
    kind : str
        Needs a standard with known ages; its primary standard is used.
    steps : sequence of (float, float)
        Up to how many metres which weight counts; everything up to the standard's target alike if not given.
    method : str
        "2sfca", "e2sfca", "3sfca" or "m2sfca".

    Raises
    ------
    UsageError
        If there is no such method.
    InputError
        If the kind has no facilities or no standard, the ages are unknown, or the steps are none.
    Cancelled
        If the user asked to stop.
    """
    import numpy as np
    import pandas as pd

    from quartiermap.analysis import floating_catchments as fca
    from quartiermap.analysis.access import pairs_within
    from quartiermap.analysis.ground import outside_network, rows_of, usable
    from quartiermap.domain.schema import States
    from quartiermap.io import bundled

    progress = progress or Progress()
    progress.step(0.0, "Wege berechnen")
    chosen: Method | None = next((m for m in get_args(fca.Method) if m == method.lower()), None)
    if chosen is None:
        raise UsageError(
            f"Das Verfahren „{method}“ gibt es nicht. Möglich: {', '.join(get_args(fca.Method))}."
        )
    analysis = result_of(project)
    standard = standard_for(project, kind)
    weights = fca.DistanceWeights.by_steps(steps or [(standard.target_m, 1.0)])
    group, persons, unknown = wanted_by(project, standard, by_rate=False)
    unseen = outside_network(analysis.access, len(persons))
    need = np.where(unseen, 0.0, persons)
    rows = rows_of(project.facilities, kind, usable(project.facilities))
    ways = pairs_within(
        project,
        analysis.demand,
        analysis.access,
        kind,
        weights.limit_m,
        standard=standard,
        progress=progress.part(0.0, 0.9),
    )
    progress.step(0.9, "Plätze aufteilen")
    capacity = project.facilities["places"].to_numpy(dtype=np.float64, na_value=np.nan)[rows]
    shared = fca.share_places(ways[:, rows].tocsr(), need, capacity, weights, chosen, unknown & ~unseen)
    sure = ~unseen & ~shared.undecided
    people = need[sure]
    table = project.facilities.iloc[rows]
    progress.step(1.0, "Plätze aufgeteilt")
    mean = float(people @ shared.ratio[sure] / people.sum()) if people.sum() > 0 else float("nan")
    return PlacesShared(
        kind=kind,
        label=bundled.kinds().name(kind),
        group=group,
        method=chosen,
        steps=weights.steps,
        cells=pd.DataFrame(
            {
                "cell_id": analysis.demand.table["cell_id"].to_numpy(object),
                "persons": np.where(unknown & (persons == 0), np.nan, persons),
                "ratio": np.where(sure, shared.ratio, np.nan),
                "ratio_state": np.where(sure, States.VALUE.value, States.NO_DATA.value),
                "ratio_at_least": np.where(unseen, np.nan, shared.ratio),
                "reaches": shared.reaches,
                "estimate": shared.estimate,
            }
        ),
        facilities=pd.DataFrame(
            {
                "facility_id": table["facility_id"].to_numpy(object),
                "name": table["name"].to_numpy(object),
                "places": capacity,
                "asked": shared.asked,
                "places_per_person": shared.per_need,
            }
        ),
        mean_ratio=mean,
        handed_out=float(need @ shared.ratio),
        given=fca.given_places(shared, capacity, need, chosen),
        notes=_notes(
            f"{bundled.kinds().name(kind)} ({group})", chosen, weights.steps, mean,
            float(people.sum()), float(need[shared.undecided].sum()), capacity, shared.asked,
        ),
    )  # fmt: skip


def _notes(
    what: str, method: Method, steps: tuple[tuple[float, float], ...], mean: float, persons: float, undecided: float,
    capacity: Floats, asked: Floats,
) -> tuple[str, ...]:  # fmt: skip
    import numpy as np

    from quartiermap.analysis.floating_catchments import METHOD_NAMES
    from quartiermap.domain.texts import metres, number

    weighted = "; ".join(f"bis {metres(limit)} mit Gewicht {number(weight, 2)}" for limit, weight in steps)
    idle = int(((asked == 0) & np.isfinite(capacity)).sum())
    unknown = int(np.isnan(capacity).sum())
    notes = [
        f"{what}, {METHOD_NAMES[method]}: im Mittel {number(mean, 2)} Plätze je Person, über {number(persons)} Personen.",
        f"Gezählt ist, was in Reichweite liegt: {weighted}.",
    ]
    if method == "m2sfca":
        notes.append(
            "Bei diesem Verfahren gehen Plätze rechnerisch verloren, je weiter die Menschen entfernt wohnen."
        )
    if idle:
        notes.append(
            f"{number(idle)} {'Einrichtung liegt' if idle == 1 else 'Einrichtungen liegen'} außerhalb der Reichweite aller "
            "Personen der Zielgruppe; ihre Plätze kommen niemandem zugute."
        )
    if unknown:
        notes.append(
            f"Bei {number(unknown)} {'Einrichtung' if unknown == 1 else 'Einrichtungen'} ist die Platzzahl unbekannt; für "
            f"{number(undecided)} Personen in ihrer Reichweite gibt es deshalb nur eine untere Grenze."
        )
    return tuple(notes)
