"""What the map of a district says in words: subtitle, caption, alternative text, names of the classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from quartiermap.domain import texts
from quartiermap.domain.findings import Gap
from quartiermap.domain.kinds import Kinds
from quartiermap.domain.project import Project
from quartiermap.domain.schema import States
from quartiermap.domain.standards import Standard
from quartiermap.io import bundled
from quartiermap.render.district_scene import FAR, Reach, ShownFacility

DWELLINGS = {"cells": "bewohnten Rasterzellen", "cells_with_register_ages": "bewohnten Rasterzellen"}
"""What dwelling places are called where they are no estimate of ours, in the dative; else `SPREAD`."""

SPREAD = "Rechenpunkten, auf die die Einwohner verteilt sind (Schätzung)"
TOLD_GAPS = 5

MISSING = {
    States.NOT_APPLICABLE: "entfällt, denn hier wohnt niemand der Zielgruppe",
    States.SECRET: "geheim, denn die Zahlen sind zu klein",
}


def class_labels(standard: Standard) -> tuple[str, str, str]:
    r"""Return the closed classes of the way to the nearest facility, the nearest first.

    Examples
    --------
    >>> from quartiermap.domain.standards import Bindingness, Origin
    >>> library = Standard(id="b", kind="library", label="b", bindingness=Bindingness.GUIDE, speed_kmh=4.0, target_m=1000.0,
    ...                    origin=Origin(ref="-", text="-", tag="user"))
    >>> class_labels(library)[1]
    'über 1.000 bis 1.500\xa0m'
    """
    target, far = exact_metres(standard.target_m), exact_metres(FAR * standard.target_m)
    first = (
        target.removesuffix("\u00a0m") if target.endswith("\u00a0m") and far.endswith("\u00a0m") else target
    )
    return (
        f"bis {target} (in Reichweite)",
        f"über {first} bis {far}",
        f"über {far} oder kein Weg",
    )


def exact_metres(value: float) -> str:
    r"""Return the limit of a class, not rounded to 10 m: what lies between two classes must be in one of them.

    Examples
    --------
    >>> exact_metres(1875.0), exact_metres(1133.3)
    ('1.875\xa0m', '1.133\xa0m')
    """
    return f"{texts.number(value)}\u00a0m"


def way_word(project: Project, standard: Standard) -> str:
    """Return what is measured: the standard's own measure, and that air line stands in for ways where it does."""
    analysis = project.analysis
    if analysis is not None and analysis.access.method != "network" and standard.measure != "air_line":
        return "Luftlinie × Umwegfaktor (Näherung)"
    return standard.measure_label if standard.measure == "air_line" else "Fußweg"


def theme_of(standard: Standard) -> str:
    """Return what the map is about, in words that suit every kind."""
    return f"Erreichbarkeit {bundled.kinds().name(standard.kind)}"


def subtitle_of(project: Project, parent: str, standard: Standard | None, reach: Reach) -> str:
    """Return the line below the title: where, what about, by which standard, how old."""
    parts = [", ".join(p for p in (parent, project.name) if p)]
    if standard is None:
        parts.append("Einrichtungen")
    else:
        degree = "Annahme" if standard.is_assumption else standard.bindingness.label
        parts.append(f"Zielwert {standard.target_words} ({degree})")
        if way_word(project, standard) != standard.measure_label and standard.measure != "minutes":
            parts.append(way_word(project, standard))
        if reach.state is not States.VALUE:
            parts.append(reach.state.label)
    if project.analysis is not None:
        parts.append(f"Stand {texts.date(project.analysis.computed_at)}")
    return " · ".join(p for p in parts if p)


def caption_of(title: str, standard: Standard | None) -> str:
    """Return the line below the map in a report."""
    if standard is None:
        return f"{title}: Einrichtungen"
    return f"{title}: Erreichbarkeit ({bundled.kinds().name(standard.kind)}) und Einrichtungen"


def described_as(
    project: Project,
    district_id: str,
    title: str,
    parent: str,
    standard: Standard | None,
    reach: Reach,
    facilities: Sequence[ShownFacility],
    gaps: Sequence[Gap],
    kinds: Kinds,
) -> str:
    """Return the alternative text of a district's map; every number is one that may be shown."""
    where = f", {parent}" if parent else ""
    parts = [f"Karte „{title}“{where}, {project.name}."]
    if standard is not None:
        name = kinds.name(standard.kind)
        if reach.state is not States.VALUE:
            parts.append(f"{theme_of(standard)}: {MISSING.get(reach.state, reach.state.label)}.")
        else:
            parts.append(_reach_words(project, district_id, standard, reach, name))
    if facilities:
        counted = Counter(f.kind for f in facilities)
        listed = ", ".join(
            f"{texts.number(n)}\u00a0{kinds[k].name if n == 1 else kinds[k].name_plural}" if k in kinds else f"{texts.number(n)}\u00a0{k}"
            for k, n in counted.items()
        )  # fmt: skip
        planned = sum(f.planned for f in facilities)
        told = f", davon {texts.number(planned)} geplant" if planned else ""
        parts.append(f"Einrichtungen im Quartier: {listed}{told}.")
    else:
        parts.append("Im Quartier liegt keine erfasste Einrichtung.")
    if gaps:
        told = "; ".join(
            f"Rang {texts.number(g.rank)} {kinds.name(g.kind)}, {g.reason.label}" for g in gaps[:TOLD_GAPS]
        )
        more = f" und {texts.number(len(gaps) - TOLD_GAPS)}\u00a0weitere" if len(gaps) > TOLD_GAPS else ""
        parts.append(f"Lücken: {told}{more}.")
    elif project.analysis is not None:
        parts.append("Keine Lücke gefunden.")
    return " ".join(parts)


def _reach_words(project: Project, district_id: str, standard: Standard, reach: Reach, name: str) -> str:
    known = sum(reach.counts[:3])
    origin = project.analysis.demand.origin_in(district_id) if project.analysis else ""
    if not sum(reach.counts):
        return f"{theme_of(standard)}: im Quartier liegt kein Wohnort."
    beyond = reach.counts[1] + reach.counts[2]
    far = exact_metres(FAR * standard.target_m)
    places = f"Von {texts.number(known)}\u00a0{DWELLINGS.get(origin, SPREAD)}"
    where = (
        f"weiter als {texts.metres(standard.target_m)} {way_word(project, standard)} von der nächsten Einrichtung der "
        f"Art „{name}“"
    )
    if not beyond:
        text = (
            f"{places} liegt keiner {where}." if origin not in DWELLINGS else f"{places} liegt keine {where}."
        )
    else:
        verb = "liegt" if beyond == 1 else "liegen"
        text = f"{places} {verb} {texts.number(beyond)} {where}, davon {texts.number(reach.counts[2])} weiter als {far}."
    if reach.counts[3]:
        text += f" Für {texts.number(reach.counts[3])} gibt es keine Daten zum Weg."
    return text
