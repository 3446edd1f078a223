"""Everybody one place: the use case around `quartiermap.analysis.assignment`, with what it says in German."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quartiermap.app.results import result_of
from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_matrix

    from quartiermap.analysis.assignment import Assignment
    from quartiermap.analysis.residents import Bools, Ints
    from quartiermap.domain.network import Floats
    from quartiermap.domain.project import Project
    from quartiermap.domain.standards import Standard


@dataclass(frozen=True)
class PlacesAssigned:
    """Who gets a place where.

    Parameters
    ----------
    kind, label, group : str
        `group` is the German name of those who want a place.
    limit_m : float
        Longest way that anybody is sent, in metres of the result's profile.
    persons : float
        All who want a place and whose way can be judged.
    unjudged : float
        Persons beyond the loaded network, not assigned.
    low, high : Assignment
        Facilities of unknown capacity with no place and with as many as needed; the same if none is unknown.
    unknown_facilities : int
        Facilities of the kind whose number of places is unknown.
    cells, ways, facilities, districts : DataFrame
        See `assign`.
    notes : tuple of str
        German sentences: the result, and every assumption in it.
    """

    kind: str
    label: str
    group: str
    limit_m: float
    persons: float
    unjudged: float
    low: Assignment
    high: Assignment
    unknown_facilities: int
    cells: pd.DataFrame
    ways: pd.DataFrame
    facilities: pd.DataFrame
    districts: pd.DataFrame
    notes: tuple[str, ...]


def assign(
    project: Project,
    kind: str,
    *,
    limit_m: float | None = None,
    by_rate: bool = False,
    whole: bool = False,
    progress: Progress | None = None,
) -> PlacesAssigned:
    """Give everybody of a kind's target group one place: as many as possible, then the shortest ways in all.

    Parameters
    ----------
    kind : str
        Needs a standard with an age group; its primary standard is used.
    limit_m : float, optional
        Longest way in metres of the result's profile; the standard's target if not given.
    by_rate : bool
        Want only the places that the standard's rate asks for (e.g. 51 of 100 children under 3), not one for everybody.
    whole : bool
        Round the persons of the cells to whole ones first (the sum is kept), so that the result is in whole persons.
    progress : Progress, optional

    Returns
    -------
    PlacesAssigned
        ``cells``: ``cell_id``, ``persons``, ``persons_state``, ``placed_low``, ``placed_high``, ``full_low``,
        ``full_high`` (facilities in reach, all places taken), ``unreached`` (nothing within the limit).
        ``ways``: ``case`` ("low", "high"), ``cell_id``, ``facility_id``, ``persons``, ``distance_m``.
        ``facilities``: ``facility_id``, ``name``, ``places`` (NaN unknown), ``used_low``, ``used_high``.
        ``districts``: ``district_id``, ``name``, ``persons``, ``without_low``, ``without_high`` (persons without a place in
        the low and in the high case; the high case leaves fewer).

    Raises
    ------
    InputError
        If the kind has no facilities, no standard, or the ages of its group are not known.
    Cancelled
        If the user asked to stop.
    """
    import numpy as np

    from quartiermap.analysis.access import pairs_within
    from quartiermap.analysis.assignment import assign_between, whole_persons
    from quartiermap.analysis.ground import outside_network, rows_of, usable
    from quartiermap.io import bundled

    progress = progress or Progress()
    progress.step(0.0, "Wege berechnen")
    analysis = result_of(project)
    standard = standard_for(project, kind)
    limit = float(standard.target_m if limit_m is None else limit_m)
    if not limit > 0:
        raise InputError(
            Problem("Die Reichweite muss größer als 0 sein.", value=f"{limit:g}", code="limit_invalid")
        )
    label, wanted, unknown = wanted_by(project, standard, by_rate=by_rate)
    unseen = outside_network(analysis.access, len(wanted))
    need = np.where(unseen, 0.0, wanted)
    if whole:
        need = whole_persons(need)
    ways = pairs_within(
        project,
        analysis.demand,
        analysis.access,
        kind,
        limit,
        standard=standard,
        progress=progress.part(0.0, 0.2),
    )
    rows = rows_of(project.facilities, kind, usable(project.facilities))
    places = project.facilities["places"].to_numpy(dtype=np.float64, na_value=np.nan)
    low, high = assign_between(ways[:, rows].tocsr(), need, places[rows], progress.part(0.2, 1.0))
    progress.step(1.0, "Plätze zugeordnet")
    name = bundled.kinds().name(kind)
    frames = _frames(project, need, unknown, low, high, ways[:, rows].tocsr(), rows)
    counted = int(np.isnan(places[rows]).sum())
    unjudged = float(wanted[unseen].sum())
    return PlacesAssigned(
        kind=kind, label=name, group=label, limit_m=limit, persons=float(need.sum()), unjudged=unjudged,
        low=low, high=high, unknown_facilities=counted, **frames,
        notes=_notes(
            project, name, label, limit, need, unjudged, low, high, counted, whole=whole,
            estimate=analysis.demand.origin != "cells", unknown_cells=int(unknown.sum()), measure=standard.measure,
        ),
    )  # fmt: skip


def standard_for(project: Project, kind: str) -> Standard:
    """Return the primary standard of a kind that has facilities, or raise `InputError` with what there is."""
    from quartiermap.analysis.supply import primary_standard, surveyed

    analysis = result_of(project)
    standard = primary_standard(analysis.parameters, kind)
    if standard is None or not surveyed(project, kind):
        what = "keinen Richtwert" if standard is None else "keine Einrichtung im Projekt"
        there = sorted({s.kind for s in analysis.parameters.standards if surveyed(project, s.kind)})
        raise InputError(
            Problem(
                f"Für die Einrichtungsart „{kind}“ gibt es {what}.",
                remedy=f"Möglich: {', '.join(there)}."
                if there
                else "Zuerst Einrichtungen laden und rechnen.",
                value=kind,
                code="kind_unknown",
            )
        )
    return standard


def wanted_by(project: Project, standard: Standard, *, by_rate: bool) -> tuple[str, Floats, Bools]:
    """Return who wants a place: their name, persons at every dwelling place, and where figures are missing.

    Raises
    ------
    InputError
        If the ages of the group are not known, or there is no rate of places to go by.
    """
    from quartiermap.analysis.residents import need_of, target_group

    demand = result_of(project).demand
    group = target_group(demand, standard.age)
    missing = InputError(
        Problem(
            f"{standard.label}: Ohne Altersgruppen lässt sich nicht sagen, wer einen Platz braucht.",
            remedy="Einwohner mit Altersgruppen laden (Zensus oder Einwohnerregister).",
            code="ages_missing",
        )
    )
    if not group.ages_known:
        raise missing
    if not by_rate:
        return group.label, group.persons, group.unknown
    if standard.supply is None or standard.supply.counts != "places":
        raise InputError(
            Problem(
                f"{standard.label}: Der Richtwert nennt keine Platzquote.",
                remedy="Ohne Quote rechnen: Dann bekommt jede Person der Zielgruppe einen Platz.",
                code="rate_missing",
            )
        )
    need = need_of(demand, standard.supply, standard.age)
    if need is None:
        raise missing
    return f"{group.label}, Bedarf {standard.supply.formula(standard.age)}", need.persons, need.unknown


def _frames(
    project: Project,
    need: Floats,
    unknown: Bools,
    low: Assignment,
    high: Assignment,
    ways: csr_matrix,
    rows: Ints,
) -> dict[str, pd.DataFrame]:
    import numpy as np
    import pandas as pd

    from quartiermap.analysis.residents import reporting_rows, secret_points
    from quartiermap.domain.schema import States

    demand = result_of(project).demand
    cell_ids = demand.table["cell_id"].to_numpy(object)
    table = project.facilities.iloc[rows]
    secret = secret_points(project, demand).ages
    missing = unknown & (need == 0)
    lack = {name: case.overflow + case.unreached for name, case in (("low", low), ("high", high))}
    cells = pd.DataFrame(
        {
            "cell_id": cell_ids,
            "persons": np.where(missing, np.nan, need),
            "persons_state": np.where(
                missing, np.where(secret, States.SECRET.value, States.NO_DATA.value), States.VALUE.value
            ),
            "placed_low": need - lack["low"],
            "placed_high": need - lack["high"],
            "full_low": low.overflow,
            "full_high": high.overflow,
            "unreached": low.unreached,
        }
    )
    ids = table["facility_id"].to_numpy(object)
    parts = []
    for name, case in (("low", low), ("high", high)) if low is not high else (("low", low),):
        on = case.placed.tocoo()
        metres = np.asarray(ways[on.row, on.col]).ravel() if on.nnz else np.zeros(0)
        parts.append(
            pd.DataFrame(
                {
                    "case": name,
                    "cell_id": cell_ids[on.row],
                    "facility_id": ids[on.col],
                    "persons": on.data,
                    "distance_m": metres,
                }
            )
        )
    districts = project.reporting_districts
    of_cell = reporting_rows(project, demand)
    inside = of_cell >= 0

    def by_district(values: Floats) -> Floats:
        return np.bincount(of_cell[inside], values[inside], minlength=len(districts)).astype(np.float64)

    return {
        "cells": cells,
        "ways": pd.concat(parts, ignore_index=True),
        "facilities": pd.DataFrame(
            {
                "facility_id": ids,
                "name": table["name"].to_numpy(object),
                "places": table["places"].to_numpy(dtype=np.float64, na_value=np.nan),
                "used_low": low.used,
                "used_high": high.used,
            }
        ),
        "districts": pd.DataFrame(
            {
                "district_id": districts["district_id"].to_numpy(object),
                "name": districts["name"].to_numpy(object),
                "persons": by_district(need),
                "without_low": by_district(lack["low"]),
                "without_high": by_district(lack["high"]),
            }
        ),
    }


def _notes(
    project: Project, label: str, group: str, limit: float, need: Floats, unjudged: float, low: Assignment,
    high: Assignment, unknown_facilities: int, *, whole: bool, estimate: bool, unknown_cells: int, measure: str,
) -> tuple[str, ...]:  # fmt: skip
    """Return the result and its assumptions as German sentences."""
    from quartiermap.domain.texts import metres, number

    persons = float(need.sum())

    def span(a: float, b: float) -> str:
        return number(a) if number(a) == number(b) else f"{number(min(a, b))} bis {number(max(a, b))}"

    full = float(low.overflow.sum()), float(high.overflow.sum())
    result = (
        f"{label} ({group}): Von {number(persons)} Personen finden {span(low.with_place, high.with_place)} innerhalb von "
        f"{metres(limit)} einen Platz, wenn die Plätze so verteilt werden, dass möglichst viele einen bekommen und die Wege "
        "zusammen am kürzesten sind."
    )
    rest = (
        f"Ohne Platz bleiben {span(full[0], full[1])} Personen, weil alle Plätze in Reichweite vergeben sind, und "
        f"{number(float(low.unreached.sum()))} Personen, die keine Einrichtung in Reichweite haben."
    )
    notes = [result, rest]
    if low.with_place > 0:
        notes.append(
            f"Der mittlere Weg der Versorgten ist {metres(low.mean_m)}, der längste {metres(low.longest_m)}."
        )
    if unknown_facilities:
        one = unknown_facilities == 1
        notes.append(
            f"Bei {number(unknown_facilities)} {'Einrichtung' if one else 'Einrichtungen'} ist die Platzzahl unbekannt: einmal mit "
            "keinem Platz gerechnet, einmal mit so vielen, wie gebraucht werden."
        )
    if unjudged > 0.5:
        notes.append(
            f"{number(unjudged)} Personen leben, wo das geladene Wegenetz keine Wege hat; sie sind nicht zugeordnet."
        )
    if unknown_cells:
        notes.append(
            f"An {number(unknown_cells)} Wohnorten fehlen Angaben zur Zielgruppe (geheim oder keine Daten); unbekannte Personen "
            "sind nicht zugeordnet."
        )
    if whole:
        notes.append("Die Personen der Wohnorte sind auf ganze gerundet; ihre Summe bleibt erhalten.")
    elif (need != need.round()).any():
        notes.append(
            "Die Personen der Wohnorte sind Schätzungen und keine ganzen Zahlen; auch Bruchteile werden zugeordnet."
        )
    if estimate:
        notes.append("Wohnorte oder Altersgruppen mussten verteilt werden (Schätzung).")
    if measure == "air_line":
        notes.append("Die Wege sind gerade Linien ohne Umwegfaktor, so wie der Richtwert misst.")
    elif result_of(project).access.method == "air_line":
        notes.append("Die Wege sind Luftlinie × Umwegfaktor (Näherung).")
    return tuple(notes)
