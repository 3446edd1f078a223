"""The sentences that an access result carries into every report: what was left out, what is far, what is cut off."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from quartiermap.analysis.engine.costs import profile_report
from quartiermap.analysis.ground import COVERAGE_MARGIN_M, facility_coordinates
from quartiermap.analysis.paths import Router
from quartiermap.domain.network import OnNetwork, WalkNetwork
from quartiermap.domain.profiles import ADULT, Profile
from quartiermap.domain.project import Project
from quartiermap.domain.results import AnalysisParameters, Demand
from quartiermap.domain.standards import Standard
from quartiermap.domain.texts import metres, number, percent

FAR_M = 100.0
"""A facility farther than this from every way is named as doubtful (Annahme)."""
_NAMED = 5
"""How many facilities a note names before it says "und weitere"."""


def _persons(demand: Demand, mask: NDArray[np.bool_]) -> str:
    """Write the residents of some points, saying so where they are unknown."""
    population = demand.table["population"].to_numpy(np.float64)[mask]
    known = np.isfinite(population)
    if not known.any():
        return "Einwohnerzahl unbekannt"
    total = f"{number(float(population[known].sum()))} Personen"
    return total if known.all() else f"mindestens {total}"


def _points(count: int) -> str:
    return "1 Wohnpunkt" if count == 1 else f"{number(count)} Wohnpunkte"


def network_notes(router: Router, parameters: AnalysisParameters) -> list[str]:
    """Say what of the network is left out, and of how many parts it consists."""
    notes = []
    if router.crumb_count:
        limit = metres(parameters.min_component_m)
        what = (
            f"1 abgetrenntes Teilstück ({metres(router.crumb_m)}), das kürzer als {limit} ist, bleibt"
            if router.crumb_count == 1
            else f"{number(router.crumb_count)} abgetrennte Teilstücke (zusammen {metres(router.crumb_m)}), "
            f"die je kürzer als {limit} sind, bleiben"
        )
        notes.append(f"Wegenetz: {what} ungenutzt; Wohnorte und Einrichtungen werden daran nicht angebunden.")
    if router.island_count > 1:
        share = router.component_m[0] / router.component_m.sum()
        notes.append(
            f"Wegenetz: Es besteht aus {number(router.island_count)} Teilen ohne Verbindung untereinander; "
            f"der größte umfasst {percent(float(share))} der Länge. Zwischen den Teilen gibt es keinen Fußweg."
        )
    return notes


def island_notes(router: Router, points: OnNetwork, demand: Demand) -> list[str]:
    """Say how many people live on parts of the network that have no way to the largest one, and where."""
    points = points.primary
    placed = points.edge >= 0
    start = router.network.edge_u[np.where(placed, points.edge, 0)]
    part = np.where(placed, router.component[start], 0)
    away = part > 0
    if not away.any():
        return []
    count = int(away.sum())
    islands, on_it = np.unique(part[away], return_counts=True)
    largest = islands[np.argsort(-on_it, kind="stable")][:_NAMED]
    names = [name for name in (_island_name(router, int(island)) for island in largest) if name]
    where = f" Sie liegen um: {', '.join(names)}." if names else ""
    return [
        (
            f"{_points(count)} ({_persons(demand, away)}) {'liegt' if count == 1 else 'liegen'} an Teilen des Wegenetzes, "
            f"die mit dem größten Teil nicht verbunden sind.{where}"
        )
    ]


def _island_name(router: Router, island: int) -> str:
    """Return the street that most of a part of the network belongs to, empty if none has a name."""
    network = router.network
    if not len(network.edge_name):
        return ""
    own = (router.component[network.edge_u] == island) & (network.edge_name >= 0)
    if not own.any():
        return ""
    length = np.bincount(network.edge_name[own], network.edge_length[own])
    return f"„{network.names[int(length.argmax())]}“"


def profile_notes(network: WalkNetwork, profile: Profile) -> list[str]:
    """Say for whom the ways were computed, and how much of what that profile asks for is not known."""
    if profile == ADULT or (profile.id == ADULT.id and profile.is_plain):
        return []
    notes = list(profile_report(network, profile).sentences())
    if not profile.is_plain:
        notes.insert(
            1, "Entfernungen sind Meter dieses Profils: Ein erschwerter Meter zählt mehr als ein Meter."
        )
    return notes


def barrier_notes(
    points: OnNetwork, places: OnNetwork, there: NDArray[np.bool_], demand: Demand
) -> list[str]:
    """Say whose straight way to the network crosses a river, a railway or a motorway because there is no other."""
    notes = []
    mine, theirs = points.primary, places.primary
    if mine.crosses is not None and mine.crosses.any():
        count = int(mine.crosses.sum())
        notes.append(
            f"{_points(count)} ({_persons(demand, mine.crosses)}) {'ist' if count == 1 else 'sind'} nur über ein Hindernis "
            "(Gewässer, Bahn, Autobahn, Mauer) hinweg an einen Weg angebunden; ihre Wege können zu kurz sein."
        )
    if theirs.crosses is not None and (theirs.crosses & there).any():
        count = int((theirs.crosses & there).sum())
        notes.append(
            f"{'1 Einrichtung ist' if count == 1 else f'{number(count)} Einrichtungen sind'} nur über ein Hindernis hinweg an "
            "einen Weg angebunden. Bitte die Lage prüfen."
        )
    return notes


def far_notes(
    points: OnNetwork,
    places: OnNetwork,
    there: NDArray[np.bool_],
    project: Project,
    demand: Demand,
    parameters: AnalysisParameters,
) -> list[str]:
    """Say which dwelling places and facilities are far from every way."""
    notes = []
    points, places = points.primary, places.primary
    limit = metres(parameters.snap_limit_m)
    far = (points.edge < 0) & ~(points.leg_m > COVERAGE_MARGIN_M)
    if far.any():
        count = int(far.sum())
        notes.append(
            f"{_points(count)} ({_persons(demand, far)}) {'liegt' if count == 1 else 'liegen'} mehr als {limit} von "
            f"jedem Weg entfernt; von dort gilt keine Einrichtung als erreichbar."
        )
    doubtful = np.flatnonzero(there & (places.edge >= 0) & (places.leg_m > FAR_M))
    if len(doubtful):
        names = [
            f"{_name(project.facilities.iloc[int(row)])} ({metres(float(places.leg_m[row]))})"
            for row in doubtful[np.argsort(-places.leg_m[doubtful])][:_NAMED]
        ]
        more = f" und {number(len(doubtful) - _NAMED)} weitere" if len(doubtful) > _NAMED else ""
        subject = (
            "1 Einrichtung liegt" if len(doubtful) == 1 else f"{number(len(doubtful))} Einrichtungen liegen"
        )
        notes.append(
            f"{subject} mehr als {metres(FAR_M)} vom nächsten Weg entfernt: {', '.join(names)}{more}. Bitte die Lage prüfen."
        )
    lost = np.flatnonzero(there & (places.edge < 0))
    if len(lost):
        names = [_name(project.facilities.iloc[int(row)]) for row in lost[:_NAMED]]
        more = f" und {number(len(lost) - _NAMED)} weitere" if len(lost) > _NAMED else ""
        subject = "1 Einrichtung liegt" if len(lost) == 1 else f"{number(len(lost))} Einrichtungen liegen"
        verb = "wird" if len(lost) == 1 else "werden"
        notes.append(
            f"{subject} mehr als {limit} vom nächsten Weg entfernt und {verb} von niemandem erreicht: "
            f"{', '.join(names)}{more}. Bitte die Lage prüfen."
        )
    return notes


def _name(facility: pd.Series) -> str:
    name = facility.get("name")
    return f"„{facility['facility_id'] if pd.isna(name) or not str(name).strip() else name}“"


def coverage_notes(points: OnNetwork, demand: Demand) -> list[str]:
    """Say how much demand lies where the loaded network has no ways at all."""
    points = points.primary
    outside = points.leg_m > COVERAGE_MARGIN_M
    if not outside.any():
        return []
    count = int(outside.sum())
    where = f"{_points(count)} ({_persons(demand, outside)}) {'liegt' if count == 1 else 'liegen'}"
    note = (
        f"Das Wegenetz deckt nur einen Teil des Gebiets ab: {where} mehr als {metres(COVERAGE_MARGIN_M)} vom nächsten "
        "Weg entfernt. Über die Wege von dort lässt sich nichts sagen; in Reichweite und Lücken zählen diese Orte nicht mit."
    )
    return [note]


def status_notes(facilities: pd.DataFrame, there: NDArray[np.bool_]) -> list[str]:
    """Say which facilities do not count, and why."""
    notes = []
    x, y = facility_coordinates(facilities)
    nowhere = int(np.count_nonzero(~(np.isfinite(x) & np.isfinite(y))))
    closed = int(np.count_nonzero(~there)) - nowhere
    if nowhere:
        notes.append(
            f"{number(nowhere)} {'Einrichtung hat' if nowhere == 1 else 'Einrichtungen haben'} keinen Ort "
            f"und {'zählt' if nowhere == 1 else 'zählen'} bei den Wegen nicht mit."
        )
    if closed > 0:
        notes.append(
            f"{number(closed)} {'geplante oder geschlossene Einrichtung zählt' if closed == 1 else 'geplante oder geschlossene Einrichtungen zählen'} "
            "bei den Wegen nicht mit."
        )
    return notes


def size_notes(facilities: pd.DataFrame, standard: Standard, there: NDArray[np.bool_]) -> list[str]:
    """Say how many facilities do not count for a standard because their size is not known."""
    if standard.min_area_m2 is None:
        return []
    of_kind = np.asarray(facilities["kind"] == standard.kind, bool) & there
    unknown = int(np.count_nonzero(of_kind & facilities["area_m2"].isna().to_numpy()))
    if not unknown:
        return []
    return [
        (
            f"{standard.label}: Bei {number(unknown)} von {number(int(of_kind.sum()))} Flächen ist die Größe unbekannt; sie zählen "
            f"nicht mit (verlangt sind {number(standard.min_area_m2)} m²)."
        )
    ]
