"""The distances for several profiles in one go: where people live is placed once for each, everything else is shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quartiermap.analysis import access_notes as notes_of
from quartiermap.analysis.access import compute_access
from quartiermap.domain.profiles import Profile
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import Access, AnalysisParameters, Demand


def nearest_by_profile(
    project: Project,
    demand: Demand,
    parameters: AnalysisParameters,
    profiles: Sequence[Profile],
    progress: Progress | None = None,
) -> dict[str, Access]:
    """Return the distances from every demand point to the nearest facility of every kind, by profile.

    Parameters
    ----------
    project : Project
    demand : Demand
    parameters : AnalysisParameters
        All but its profile is used.
    profiles : sequence of Profile

    Returns
    -------
    dict of profile id -> Access
        What an analysis for that profile gives: metres of the profile (``Access.profile.minutes`` makes minutes of
        them), ``inf`` where nothing is in reach. Profiles whose edges cost the same (all without rules) are computed
        once; they differ in their minutes only.

    Raises
    ------
    Cancelled
        If the user asked to stop.
    """
    progress = progress or Progress()
    found: dict[str, Access] = {}
    plain: Access | None = None
    network = project.network if project.network is not None and project.network.edge_count else None
    for at, profile in enumerate(profiles):
        part = progress.part(at / len(profiles), (at + 1) / len(profiles))
        part.step(0.0, f"Wege berechnen: {profile.name}")
        if profile.is_plain and plain is not None:
            before = notes_of.profile_notes(network, plain.profile) if network is not None else []
            words = notes_of.profile_notes(network, profile) if network is not None else []
            notes = (*words, *(note for note in plain.notes if note not in before))
            found[profile.id] = replace(plain, profile=profile, notes=notes)
            continue
        access = compute_access(project, demand, replace(parameters, profile=profile), part)
        if profile.is_plain:
            plain = access
        found[profile.id] = access
    return found
