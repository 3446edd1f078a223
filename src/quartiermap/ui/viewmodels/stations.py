"""Saved views, the stations of a talk: what is shown, where, and what is said about it. Kept with the project."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from quartiermap.ui.translation import translate

if TYPE_CHECKING:
    from quartiermap.domain.project import Project
    from quartiermap.ui.viewmodels.selection import Selected
    from quartiermap.ui.viewmodels.thematic import Theme
    from quartiermap.ui.viewmodels.viewdata import ViewData

log = logging.getLogger(__name__)

KEY = "view.stations"
"""The setting that holds them; settings that begin with ``view.`` make no result stale."""

MOST = 60

_NEAR = 14.5
"""Zoom level in which a gap is shown with its surroundings."""


@dataclass(frozen=True)
class Station:
    """One saved view.

    Parameters
    ----------
    name : str
        For lists and menus.
    text : str
        What the room reads below the map; the figure's own line if empty.
    note : str
        For the speaker alone; never on the projector.
    kind, figure, standard_id : str
    target_m : float
    place : (longitude, latitude, zoom) or None
        ``None`` shows the whole town.
    layers : mapping of layer to bool
    what, item : str
        What is selected.
    whatif : bool
        "Was wäre wenn" is on.
    """

    name: str
    text: str = ""
    note: str = ""
    kind: str = ""
    figure: str = "covered_share"
    standard_id: str = ""
    target_m: float = 0.0
    place: tuple[float, float, float] | None = None
    layers: Mapping[str, bool] = field(default_factory=dict)
    what: str = "none"
    item: str = ""
    whatif: bool = False


def of_now(
    name: str,
    theme: Theme,
    selected: Selected,
    view: Mapping[str, float] | None,
    layers: Mapping[str, bool],
    *,
    whatif: bool = False,
) -> Station:
    """Return what is shown now as a station."""
    place = None if view is None else (float(view["lon"]), float(view["lat"]), float(view["zoom"]))
    return Station(
        name,
        kind=theme.kind,
        figure=theme.figure,
        standard_id=theme.standard.id if theme.standard is not None else "",
        target_m=float(theme.target_m),
        place=place,
        layers=dict(layers),
        what=selected.what if selected.what not in ("cell", "place") else "none",
        item=selected.id if selected.what not in ("cell", "place") else "",
        whatif=whatif,
    )


def story(
    data: ViewData, theme: Theme, place_of: Callable[[float, float], tuple[float, float] | None]
) -> tuple[Station, ...]:
    """Return a talk to begin with: how it is today, the most pressing gap of this kind, and what could be changed there.

    Texts stay empty where the map has a sentence of its own, which then always fits the figures.

    Parameters
    ----------
    place_of : callable
        Turns coordinates of the project into longitude and latitude.
    """
    kind = data.kinds.get(theme.kind)
    if kind is None:
        return ()
    shown = Station(
        translate("Stations", "Ausgangslage: {kind}").format(kind=kind.name),
        kind=theme.kind,
        standard_id=theme.standard.id if theme.standard is not None else "",
        target_m=float(theme.target_m),
        note=translate("Stations", "Sagen, was die Farben heißen und woher die Zahlen kommen."),
    )
    found = [shown]
    gap = next((g for g in data.gaps if g.kind == theme.kind), None)
    at = None if gap is None else place_of(gap.x, gap.y)
    place = None if at is None else (at[0], at[1], _NEAR)
    if gap is not None:
        found.append(
            replace(
                shown,
                name=translate("Stations", "Lücke: {district}").format(district=gap.district_name),
                note=translate("Stations", "Fragen: Stimmt das mit dem überein, was Sie täglich erleben?"),
                place=place,
                what="gap",
                item=gap.gap_id,
            )
        )
    found.append(
        replace(
            shown,
            name=translate("Stations", "Variante: {kind}").format(kind=kind.name),
            text=translate(
                "Stations", "Was ändert sich, wenn hier etwas dazukommt? Wir probieren es gemeinsam aus."
            ),
            note=translate(
                "Stations", "„Hinzufügen“ wählen, dann einen Ort auf der Karte; Strg+Z nimmt ihn zurück."
            ),
            place=place,
            whatif=True,
        )
    )
    return tuple(found)


def stations(project: Project) -> tuple[Station, ...]:
    """Return a project's stations in their order; an entry that cannot be read is left out and logged."""
    found = []
    for number, entry in enumerate(project.settings.get(KEY, ())):
        station = _read(entry)
        if station is None:
            log.warning("station %d of the project cannot be read", number + 1)
        else:
            found.append(station)
    return tuple(found)


def with_stations(project: Project, wanted: Sequence[Station]) -> Project:
    """Return the project with these stations; the same project if they are the ones it has."""
    kept = tuple(wanted)[:MOST]
    if kept == stations(project):
        return project
    rows = [{**asdict(s), "place": None if s.place is None else list(s.place)} for s in kept]
    settings = {key: value for key, value in project.settings.items() if key != KEY}
    return project.with_(settings={**settings, KEY: rows} if rows else settings)


def free_name(known: Sequence[Station], wanted: str) -> str:
    """Return a name that no station has yet.

    Examples
    --------
    >>> free_name([Station("Kita"), Station("Kita 2")], "Kita"), free_name([], "Kita")
    ('Kita 3', 'Kita')
    """
    names = {station.name for station in known}
    number, name = 1, wanted
    while name in names:
        number += 1
        name = f"{wanted} {number}"
    return name


def moved(known: Sequence[Station], at: int, by: int) -> tuple[Station, ...]:
    """Return the stations with one of them moved; at the ends nothing happens.

    Examples
    --------
    >>> [s.name for s in moved([Station("a"), Station("b"), Station("c")], 2, -1)]
    ['a', 'c', 'b']
    """
    rows = list(known)
    to = min(max(at + by, 0), len(rows) - 1)
    rows.insert(to, rows.pop(at))
    return tuple(rows)


def described(station: Station, name: str, text: str | None = None, note: str | None = None) -> Station:
    """Return a station with other words; an empty name stays what it was, ``None`` leaves a text as it is."""
    return replace(
        station,
        name=name.strip() or station.name,
        text=station.text if text is None else text.strip(),
        note=station.note if note is None else note.strip(),
    )


def words(number: int, station: Station) -> str:
    """Return a line for a menu."""
    if number > 9:
        return station.name
    return translate("Stations", "{n}  {name}").format(n=number, name=station.name)


def _read(entry: Any) -> Station | None:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("name"), str):
        return None
    try:
        place = entry.get("place")
        found = Station(
            **{
                key: str(entry.get(key, ""))
                for key in ("name", "text", "note", "kind", "standard_id", "item")
            },
            figure=str(entry.get("figure", "covered_share")),
            target_m=float(entry.get("target_m", 0.0)),
            place=None if place is None else (float(place[0]), float(place[1]), float(place[2])),
            layers={str(k): bool(v) for k, v in dict(entry.get("layers", {})).items()},
            what=str(entry.get("what", "none")),
            whatif=entry.get("whatif") is True,
        )
    except (TypeError, ValueError, IndexError, KeyError):
        return None
    numbers = [found.target_m, *(found.place or ())]
    return found if all(math.isfinite(n) for n in numbers) else None
