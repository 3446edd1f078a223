"""What a printed map shows: class and state of every district, title, alternative text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
import shapely

from quartiermap.domain import texts
from quartiermap.domain.findings import Gap
from quartiermap.domain.project import Project
from quartiermap.domain.results import TOWN
from quartiermap.domain.schema import States
from quartiermap.domain.standards import Standard
from quartiermap.errors import UsageError
from quartiermap.io import bundled
from quartiermap.render.classes import FIGURE_NAMES, NO_DATA, ClassScheme, classify, classify_rows, scheme_for

OVERVIEW = "overview"
"""Map without classes: districts, names, all facilities and gaps."""

WITHOUT_SIGNS = ("need_status",)
"""Figures whose map shows neither facilities nor gaps: they are not what it is about."""

_STATE_COLUMNS = {
    "covered_share": "covered_share_state",
    "mean_distance_m": "mean_distance_state",
    "supply_ratio": "supply_ratio_state",
}


@dataclass(frozen=True)
class MapValues:
    """What a map shows: districts of the reporting level, class and state of each."""

    ids: tuple[str, ...]
    classes: np.ndarray[Any, np.dtype[np.int64]]
    states: tuple[str, ...]
    scheme: ClassScheme | None
    target_group: str = ""


def map_values(
    project: Project,
    figure: str,
    kind: str | None,
    standard: Standard | None,
    *,
    print_as: Literal["colour", "grey"] = "colour",
    coarse: bool = False,
) -> MapValues:
    """Return the class of every reporting district (or of the level above) for a figure.

    Parameters
    ----------
    project : Project
    figure : str
        One of `classes.FIGURES` or `OVERVIEW`.
    kind : str or None
        Needed for figures of a kind.
    standard : Standard or None
        The standard whose row is shown; ``None`` takes the kind's first.
    coarse : bool
        Take the level above the reporting level.

    Raises
    ------
    UsageError
        If the project has no result.
    """
    shown_level = parents_of(project) if coarse else project.reporting_districts
    ids = tuple(shown_level["district_id"].astype(str))
    nothing = np.full(len(ids), NO_DATA, dtype=np.int64)
    if figure == OVERVIEW:
        return MapValues(ids, nothing, (States.NO_DATA.value,) * len(ids), None)
    if project.analysis is None:
        raise UsageError("Das Projekt hat noch kein Ergebnis; eine Karte der Kennzahlen gibt es erst danach.")
    scheme = scheme_for(figure, standard, print_as=print_as)
    group = ""
    if figure == "need_status":
        rows = project.analysis.need.drop_duplicates("district_id").set_index("district_id")
        shown = classify(rows["status_class"].reindex(list(ids)), scheme)
        states = rows["state"].reindex(list(ids))
    elif figure == "population":
        raise UsageError("Für die Einwohnerzahl gibt es keine gedruckte Karte.")
    else:
        frame = project.analysis.figures
        rows = frame[frame["kind"] == kind]
        if standard is not None:
            rows = rows[rows["standard_id"] == standard.id]
        town = rows[rows["district_id"] == TOWN]
        group = str((town if len(town) else rows)["target_group"].iloc[0]) if len(rows) else ""
        rows = rows.drop_duplicates("district_id").set_index("district_id")
        rows = rows.reindex(list(ids))
        shown = classify_rows(
            ({str(k): v for k, v in r.items()} for r in rows.to_dict("records")), figure, scheme
        )
        states = rows[_STATE_COLUMNS[figure]]
    reasons = [States.NO_DATA.value if pd.isna(s) else str(s) for s in states]
    hidden = np.array([r == States.NOT_APPLICABLE.value for r in reasons], dtype=bool)
    shown[hidden] = NO_DATA
    return MapValues(
        ids,
        shown,
        tuple(States.VALUE.value if c != NO_DATA else (r if r != "value" else "no_data") for c, r in zip(shown, reasons, strict=True)),
        scheme,
        group,
    )  # fmt: skip


def marked_classes(scheme: ClassScheme) -> dict[int, str]:
    r"""Return the hatching of the classes that must be told apart without colour: the worst, and where need is not met.

    Examples
    --------
    >>> from quartiermap.render.classes import scheme_for
    >>> marked_classes(scheme_for("covered_share")), marked_classes(scheme_for("mean_distance_m"))
    ({0: '\\\\\\\\'}, {4: '\\\\\\\\'})
    >>> sorted(marked_classes(scheme_for("supply_ratio")))
    [0, 1, 2]
    """
    if scheme.id == "supply_ratio":  # orange and violet turn into the same greys
        return {0: "\\\\\\\\\\\\", 1: "\\\\\\\\", 2: "\\\\"}
    return {0 if scheme.id == "covered_share" else len(scheme.labels) - 1: "\\\\\\\\"}


def title_of(
    project: Project, figure: str, kind: str | None, standard: Standard | None, *, coarse: bool = False
) -> tuple[str, str]:
    """Return title and subtitle of a map: theme, group and standard, place, date."""
    stand = f"Stand {texts.date(project.analysis.computed_at)}" if project.analysis else ""
    if figure == OVERVIEW:
        return f"{project.name}: Gebiet und Einrichtungen", stand
    if figure == "need_status":
        need = project.analysis.need if project.analysis is not None else None
        period = (
            ""
            if need is None or need.empty or pd.isna(need["period"].iloc[0])
            else f", {need['period'].iloc[0]}"
        )
        return (
            f"{project.name}: {FIGURE_NAMES[figure]}",
            f"Klassen nach der Methode des Berliner Monitorings{period} · {stand}",
        )
    values = map_values(project, figure, kind, standard)
    name = bundled.kinds().name(kind) if kind else ""
    parts = [values.target_group] if values.target_group else []
    if standard is not None:
        degree = "Annahme" if standard.is_assumption else standard.bindingness.label
        parts.append(f"Zielwert {standard.target_words} ({degree})")
    if project.analysis is not None and project.analysis.access.method != "network":
        parts.append("Luftlinie × Umwegfaktor (Näherung)")
    level = f" nach {level_name(parents_of(project))}" if coarse else ""
    return f"{name}: {FIGURE_NAMES[figure]}{level}", " · ".join([project.name, *parts, stand])


def describe(
    project: Project, figure: str, kind: str | None, standard: Standard | None, *, coarse: bool = False
) -> str:
    """Return the alternative text of a map, written from the same classes that are drawn."""
    title, subtitle = title_of(project, figure, kind, standard, coarse=coarse)
    head = f"Karte „{title}“, {subtitle}."
    values = map_values(project, figure, kind, standard, coarse=coarse)
    if values.scheme is None:
        count = len(project.facilities)
        return f"{head} Gezeigt sind {texts.number(len(values.ids))} Quartiere und {texts.number(count)} Einrichtungen."
    parts = []
    for number in range(len(values.scheme.labels) - 1, -1, -1):
        found = int((values.classes == number).sum())
        if found:
            parts.append(f"{values.scheme.labels[number]}: {texts.number(found)}")
    for state in (States.NO_DATA, States.SECRET, States.NOT_APPLICABLE):
        found = values.states.count(state.value)
        if found:
            parts.append(f"{state.label}: {texts.number(found)}")
    return f"{head} Zahl der {'Stadtteile' if coarse else 'Quartiere'} nach Klasse: {'; '.join(parts)}."


FRAME_MARGIN = 0.1
"""How far around the districts, in parts of their extent, facilities are shown: people walk over the town's border."""


def facilities_shown(project: Project, kind: str | None) -> Any:
    """Return the facilities of a map: all but closed ones, of one kind or of all, in and close to the districts.

    A file may hold the facilities of a whole city where only one part of it is looked at; those far away must not
    decide how the ones on the map are drawn.
    """
    frame = project.facilities
    frame = frame[frame["status"].isna() | (frame["status"] != "geschlossen")]
    frame = frame if kind is None else frame[frame["kind"] == kind]
    districts = project.reporting_districts
    if not len(frame) or not len(districts):
        return frame
    west, south, east, north = shapely.total_bounds(districts.geometry.to_numpy())
    wide, high = FRAME_MARGIN * (east - west), FRAME_MARGIN * (north - south)
    shapes = frame.geometry.to_numpy()
    x, y = shapely.get_x(shapes), shapely.get_y(shapes)
    near = (x >= west - wide) & (x <= east + wide) & (y >= south - high) & (y <= north + high)
    return frame[near]


def gaps_shown(project: Project, kind: str | None) -> list[Gap]:
    """Return the gaps of a map, the most pressing first."""
    if project.analysis is None:
        return []
    gaps = [g for g in project.analysis.gaps if kind is None or g.kind == kind]
    return sorted(gaps, key=lambda g: (g.rank, g.gap_id))


def parents_of(project: Project) -> Any:
    """Return the districts of the level just above the reporting level; none if there is no such level."""
    districts, rank = project.districts, project.reporting_rank
    above = districts[districts["level_rank"] < rank] if rank is not None else districts.iloc[:0]
    return above[above["level_rank"] == above["level_rank"].max()] if len(above) else above


def level_name(districts: Any, missing: str = "") -> str:
    """Return what the level of some districts is called.

    A level that was only ever called like the file it came from ("quartiere_shp") is given the general word:
    "Quartier" for the finest level, "Stadtteil" for one above.
    """
    names = districts["level"].dropna()
    if not len(names):
        return missing
    return plain_level(str(names.iloc[0]), missing or "Stadtteil")


def plain_level(name: str | None, general: str) -> str:
    """Return the name of a level, or the general word if it is a file name.

    Examples
    --------
    >>> plain_level("quartiere_shp", "Quartier"), plain_level("Planungsraum", "Quartier"), plain_level(None, "Quartier")
    ('Quartier', 'Planungsraum', 'Quartier')
    """
    return general if not name or re.fullmatch(r"[a-z0-9_.\-]+", name) else name
