"""What a change in the panel "Maßstäbe" does to a project; every function gives a new project, none talks to anybody.

Three kinds: what only orders the gaps anew (weights) holds at once; what the verdicts depend on (Land, day, programmes)
recomputes the verdicts alone; what distances, figures or gaps depend on (standards, social index) makes the result older
than its settings, and the window computes it anew in the background.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quartiermap.domain.bindingness import Bindingness
from quartiermap.errors import UsageError
from quartiermap.io import bundled
from quartiermap.ui.translation import translate

if TYPE_CHECKING:
    from quartiermap.domain.progress import Progress
    from quartiermap.domain.project import Project


def _with_settings(project: Project, **changes: Any) -> Project:
    """Return the project with settings changed (a double underscore stands for a dot); ``None`` takes one away."""
    settings = dict(project.settings)
    for name, value in changes.items():
        key = name.replace("__", ".")
        settings.pop(key, None)
        if value is not None:
            settings[key] = value
    return project if settings == project.settings else project.with_(settings=settings)


def with_sets(project: Project, ids: Sequence[str]) -> Project:
    """Return the project judged by these sets, combined in this order; a file of the town's own no longer counts.

    Raises
    ------
    UsageError
        If no set is named, or one does not exist.
    """
    wanted = tuple(dict.fromkeys(ids))
    if not wanted:
        raise UsageError(translate("Rules", "Es muss mindestens ein Richtwertsatz gewählt sein."))
    unknown = [i for i in wanted if i not in bundled.standard_set_ids()]
    if unknown:
        raise UsageError(
            translate("Rules", "Den Richtwertsatz „{name}“ gibt es nicht.").format(name=unknown[0])
        )
    stored = wanted[0] if len(wanted) == 1 else list(wanted)
    return _with_settings(
        project, standards__set=None if stored == "default" else stored, standards__custom=None
    )


def with_edit(
    project: Project,
    standard_id: str,
    *,
    value: float | None,
    unit: str,
    rate: float | None,
    bindingness: str,
    reason: str,
    day: dt.date | None = None,
) -> Project:
    """Return the project with a value of the town's own for one standard.

    Raises
    ------
    UsageError
        If the reason is missing, nothing is set, or the value does not fit the standard (a target beyond the limit).
    """
    from quartiermap.app import usecases
    from quartiermap.domain.standards import StandardEdit

    words = " ".join(reason.split())
    if len(words) < 3:
        raise UsageError(
            translate("Rules", "Bitte den Grund nennen: Ohne Grund steht ein eigener Wert nicht im Bericht.")
        )
    if value is None and rate is None:
        raise UsageError(translate("Rules", "Es ist nichts geändert."))
    edit = StandardEdit(
        standard_id=standard_id,
        reason=words,
        target_min=value if unit == "min" else None,
        target_m=value if unit == "m" else None,
        supply_rate=rate,
        bindingness=Bindingness(bindingness),
        date=(day or dt.date.today()).isoformat(),
    )
    return usecases.with_standard_edit(project, edit)


def without_edit(project: Project, standard_id: str) -> Project:
    """Return the project with a standard as its set has it."""
    from quartiermap.app import usecases

    changed = usecases.without_standard_edit(project, standard_id)
    return changed if changed.settings["standards.edits"] else _with_settings(changed, standards__edits=None)


def with_index(project: Project, name: str) -> Project:
    """Return the project with a definition of the social index: an id, the path of a TOML file, or nothing for none.

    Raises
    ------
    InputError, UsageError
        If there is no such definition, or the file breaks the schema (every problem at once).
    """
    from quartiermap.app import usecases

    definition = usecases.need_index_for(name).model_dump(mode="json") if name else None
    return _with_settings(project, need__index=definition)


def with_index_file(project: Project, path: Path) -> Project:
    """Return the project with the definition of a TOML file of the town's own."""
    return _with_settings(project, need__index=bundled.read_need_index(path).model_dump(mode="json"))


def with_weights(project: Project, weights: Mapping[str, float]) -> Project:
    """Return the project with its gaps ranked by other weights; nothing else is computed.

    Raises
    ------
    UsageError
        If a weight is out of its range, or all are 0.
    """
    from quartiermap.analysis.ranking import Weights
    from quartiermap.app import ranking

    return ranking.with_weights(project, Weights(**{k: float(v) for k, v in weights.items()}))


def with_ages(
    project: Project,
    *,
    land: str,
    year: int,
    key_date: dt.date | None,
    split_months: int,
    end_months: int,
) -> Project:
    """Return the project with other limits of age and another year to look ahead to; only the balance of places reads them.

    Raises
    ------
    UsageError
        If the Land, the year or the limits cannot be.
    """
    from quartiermap.app import supply

    if bool(split_months) != bool(end_months) or (split_months and split_months >= end_months):
        raise UsageError(
            translate(
                "Rules", "Bitte beide Altersgrenzen angeben, die zweite höher als die erste (oder keine)."
            )
        )
    windows = (
        {"u3": (0, split_months), "o3": (split_months, end_months), "all": (0, end_months)}
        if split_months
        else {}
    )
    changed = supply.with_choice(project, supply.SupplyChoice(land or None, year or None, key_date, windows))
    return project if changed.settings == project.settings else changed


def with_frame(project: Project, frame: Mapping[str, Any], progress: Progress) -> Project:
    """Return the project with another Land or day of judgement, its verdicts recomputed.

    Raises
    ------
    InputError
        If the day is no date, or the Land none.
    """
    from quartiermap.app import facts

    return facts.with_statement(project, facts.Statement(frame=dict(frame)), progress=progress)


def with_programmes(project: Project, ids: Sequence[str], progress: Progress) -> Project:
    """Return the project that asks these programmes, its verdicts recomputed."""
    from quartiermap.app import programmes

    return programmes.with_chosen(project, ids, progress)


def with_programme_file(project: Project, path: Path, progress: Progress) -> Project:
    """Return the project with a programme of the town's own, which is asked from now on."""
    from quartiermap.app import programmes

    return programmes.with_programme_file(project, path, progress=progress)


def without_programme(project: Project, programme_id: str, progress: Progress) -> Project:
    """Return the project without a programme of the town's own."""
    from quartiermap.app import programmes

    return programmes.without_programme(project, programme_id, progress)
