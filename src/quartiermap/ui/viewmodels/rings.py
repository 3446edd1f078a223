"""How far one gets from a place that was clicked: outlines for the map, and a page for the inspector. Plain values."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quartiermap.domain import texts
from quartiermap.domain.progress import Progress
from quartiermap.errors import QuartierMapError
from quartiermap.io import bundled
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.answers import Drawn, Ring
from quartiermap.ui.viewmodels.asking import residents_words
from quartiermap.ui.viewmodels.blocks import Ask, Asks, Block, Facts, Link, Links, Page, Text
from quartiermap.ui.viewmodels.explain_facts import ring_hows
from quartiermap.ui.viewmodels.selection import Selected
from quartiermap.ui.viewmodels.viewdata import ViewData
from quartiermap.ui.viewmodels.walking import Walking, minutes_words, who_walks

if TYPE_CHECKING:
    from quartiermap.app.place_rings import PlaceRings
    from quartiermap.domain.project import Project

MINUTES = (5.0, 10.0, 15.0)
_MOST_LINKS = 8


@dataclass(frozen=True)
class RingsAnswer:
    """What is in reach of a place.

    Parameters
    ----------
    place_id : str
        "longitude latitude", the id of the selection.
    rings : tuple of Ring
        Words and residents of each limit.
    kinds : tuple of tuple of (str, str)
        For each limit: kind and how many facilities of it are in reach.
    nearest : tuple of (str, float)
        Nearest facility of each kind (its id) with the metres, nearest first.
    drawn : tuple of Drawn
    line : str
        One sentence for a room.
    """

    place_id: str
    profile_id: str
    who: str
    rings: tuple[Ring, ...]
    kinds: tuple[tuple[tuple[str, str], ...], ...]
    nearest: tuple[tuple[str, float], ...]
    drawn: tuple[Drawn, ...]
    notes: tuple[str, ...]
    line: str
    bounds: tuple[float, float, float, float] | None = None


def place_id(longitude: float, latitude: float) -> str:
    """Return the id of a place.

    Examples
    --------
    >>> place_id(8.6712345678, 49.4), place_of("8.671235 49.400000")
    ('8.671235 49.400000', (8.671235, 49.4))
    """
    return f"{longitude:.6f} {latitude:.6f}"


def place_of(key: str) -> tuple[float, float] | None:
    """Return longitude and latitude of an id, ``None`` if it is none."""
    try:
        longitude, latitude = (float(part) for part in key.split())
    except ValueError:
        return None
    return longitude, latitude


def rings_at(
    project: Project, key: str, progress: Progress, *, profile_id: str | None = None
) -> RingsAnswer | str:
    """Return what is in reach of a place, or a sentence why nothing can be said; in a worker."""
    from quartiermap.app.place_rings import place_rings
    from quartiermap.render.map_data import transformer

    place = place_of(key)
    if project.epsg is None or place is None:
        return ""
    x, y = transformer(project.epsg).transform(*place, direction="INVERSE")
    try:
        found = place_rings(project, float(x), float(y), MINUTES, profile_id=profile_id, progress=progress)
    except QuartierMapError as error:
        if error.exit_code == 130:
            raise
        return _why_not(project, error)
    return _answer(project, key, found)


def _why_not(project: Project, error: QuartierMapError) -> str:
    if project.analysis is None:
        return translate("Rings", "Gehzeit-Ringe brauchen ein Ergebnis: bitte zuerst rechnen (F5).")
    if project.stale and not project.only_verdicts_stale:
        return translate("Rings", "Das Ergebnis ist älter als die Daten: bitte zuerst neu rechnen (F5).")
    return str(error)


def _answer(project: Project, key: str, found: PlaceRings) -> RingsAnswer:
    import json

    import shapely

    from quartiermap.render.map_data import to_lonlat

    drawn: list[dict[str, Any]] = []
    rings, kinds, told = [], [], []
    bounds = None
    catalogue = bundled.kinds()
    kind_of = {
        str(i): str(k)
        for i, k in zip(project.facilities["facility_id"], project.facilities["kind"], strict=True)
    }
    for ring in found.rings:
        short = minutes_words(ring.minutes)
        rows = tuple(residents_words(ring.residents.to_dict("records")))
        rings.append(Ring(f"{short} ({texts.number(ring.limit_m)}\u00a0m)", rows))
        counts = Counter(kind_of.get(i, "") for i in ring.facilities)
        kinds.append(tuple((catalogue.name(k), texts.number(counts[k])) for k in catalogue.ids if counts[k]))
        line = (
            translate("Rings", "{limit}: {n} Einwohner")
            if ring.residents["state"].iloc[0] == "value"
            else translate("Rings", "{limit}: Einwohner {n}")  # "Einwohner geheim", not "geheim Einwohner"
        )
        told.append(line.format(limit=short, n=rows[0][1]))
        if ring.area.is_empty or project.epsg is None:
            continue
        shape = to_lonlat([shapely.simplify(ring.area, 1.0)], project.epsg)[0]
        west, south, east, north = (float(v) for v in shapely.bounds(shape))
        bounds = (west, south, east, north)
        drawn.append(
            {
                "shape": json.loads(shapely.to_geojson(shape)),
                "text": translate("Rings", "zu Fuß in {limit}").format(limit=short),
                "label": translate("Rings", "{n} Minuten").format(n=texts.number(ring.minutes)),
                "place": corner_of(shape, len(drawn)),
            }
        )
    nearest: dict[str, tuple[str, float]] = {}
    for facility, metres in found.facility_m.items():
        nearest.setdefault(kind_of.get(facility, ""), (facility, metres))
    return RingsAnswer(
        key, found.profile.id, Walking(found.profile).words, tuple(rings), tuple(kinds), tuple(nearest.values()),
        tuple(drawn), found.notes, translate("Rings", "Von hier zu Fuß ({who}) – {rings}").format(who=who_walks(found.profile), rings=" · ".join(told)),
        bounds,
    )  # fmt: skip


def corner_of(shape: Any, number: int) -> list[float]:
    """Return where the label of a ring stands: in the west, the east, the south, so that none covers another."""
    import shapely

    corners = shapely.get_coordinates(shape)
    at = (corners[:, 0].argmin(), corners[:, 0].argmax(), corners[:, 1].argmin())[number % 3]
    return [float(corners[at, 0]), float(corners[at, 1])]


def place_page(data: ViewData, key: str, answer: RingsAnswer | None) -> Page:
    """Return the page of a place: persons and facilities in reach, by time."""
    kicker, title = translate("Rings", "Ort auf der Karte"), translate("Rings", "Von hier zu Fuß")
    if answer is None or answer.place_id != key:
        waiting = Text(translate("Rings", "Die Gehzeit-Ringe werden gerechnet …"), "muted")
        return Page(kicker, title, (), (waiting,), Selected())
    blocks: list[Block] = [Text(translate("Rings", "Gerechnet für: {who}").format(who=answer.who), "muted")]
    for ring, kinds in zip(answer.rings, answer.kinds, strict=True):
        hows = ring_hows(ring.residents, ring.words, answer.who, data)
        blocks += [Text(ring.words, "heading"), Facts(ring.residents, hows)]
        blocks.append(Text(translate("Rings", "Einrichtungen in Reichweite"), "group"))
        blocks.append(
            Facts(kinds) if kinds else Text(translate("Rings", "keine der erfassten Einrichtungen"), "muted")
        )
    links = []
    for facility, metres in answer.nearest[:_MOST_LINKS]:
        row = data.facilities.get(facility)
        if row is not None:
            kind = data.kinds.get(row.kind)
            note = f"{kind.name if kind else row.kind} · {texts.number(metres)}\u00a0m ({data.walking_minutes(metres)})"
            links.append(Link(row.name, note, Selected("facility", facility)))
    if links:
        blocks += [
            Text(translate("Rings", "Die jeweils nächste Einrichtung"), "heading"),
            Links(tuple(links)),
        ]
    blocks += [Text(note, "notice") for note in answer.notes]
    if data.by_network:
        others = tuple(
            Ask(who_walks(profile), "rings", (key, profile.id))
            for profile in bundled.profiles()
            if profile.id != answer.profile_id
        )
        blocks += [Text(translate("Rings", "Dasselbe für"), "group"), Asks(others)]
    blocks.append(Asks((Ask(translate("Rings", "Ringe ausblenden (Esc)"), "rings", ()),)))
    return Page(kicker, title, (), tuple(blocks), Selected())
