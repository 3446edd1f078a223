"""Answers to "why this figure?": the way from a dwelling place, the places behind a figure, a catchment. Plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quartiermap.domain import texts
from quartiermap.io import bundled
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.blocks import Ask, Asks, Block, Facts, Link, Links, Page, Text
from quartiermap.ui.viewmodels.explain_facts import ring_hows
from quartiermap.ui.viewmodels.selection import Selected
from quartiermap.ui.viewmodels.viewdata import ViewData
from quartiermap.ui.viewmodels.walking import who_walks

Drawn = Mapping[str, Any]
"""What the map draws, as `ui.map.view.MapView` wants it."""


@dataclass(frozen=True)
class Choice:
    """A facility and the way to it.

    Parameters
    ----------
    facility_id, name : str
    metres : float
        What counts: the whole way, legs beside the network included, in metres of the profile.
    plain_m : float
        The same in plain metres (the same figure for a profile without rules).
    legs_m : tuple of float
        Straight pieces beside the network at the dwelling place and at the facility.
    streets : tuple of (str, float)
        Names in walking order with the metres on each.
    crosses : bool
        A leg crosses a barrier because there was no other way out.
    """

    facility_id: str
    name: str
    metres: float
    plain_m: float
    legs_m: tuple[float, float] = (0.0, 0.0)
    streets: tuple[tuple[str, float], ...] = ()
    crosses: bool = False


@dataclass(frozen=True)
class CellAnswer:
    """The way from a dwelling place.

    Parameters
    ----------
    cell_id, district_id, kind : str
    population : str
        Residents as shown on screen (a number, "geheim", "keine Daten").
    first, second : Choice or None
        The nearest facility and the second nearest.
    air_line_m : float or None
        Air line to the nearest.
    words : tuple of str
        German sentences of the explanation.
    ways : tuple of Drawn
    place : (longitude, latitude)
    by_network : bool
    by_profile : tuple of (str, str)
        Who walks, and how long; only if asked for.
    """

    cell_id: str
    district_id: str
    kind: str
    population: str
    first: Choice | None
    second: Choice | None
    air_line_m: float | None
    words: tuple[str, ...]
    ways: tuple[Drawn, ...]
    place: tuple[float, float]
    by_network: bool = True
    by_profile: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class CellRow:
    """A dwelling place behind a figure: persons of the target group, way in metres, whether it counts as reached.

    `persons` and `metres` are ``None`` where there is no value (the states say why), `reached` is ``None`` where nothing can
    be said.
    """

    cell_id: str
    persons: float | None
    metres: float | None
    reached: bool | None
    persons_state: str = ""
    distance_state: str = ""
    facility: str = ""


@dataclass(frozen=True)
class FigureCells:
    """The dwelling places that make a figure.

    Parameters
    ----------
    district_id, standard_id : str
    title : str
        What figure of what district.
    words : str
        How the figure comes of the rows.
    rows : tuple of CellRow
    squares : Drawn
    bounds : (west, south, east, north) in degrees, or None
    """

    district_id: str
    standard_id: str
    kind: str
    title: str
    words: str
    rows: tuple[CellRow, ...]
    squares: Drawn
    bounds: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Ring:
    """One limit of a catchment: its words ("10 Minuten (833 m)"), residents by age group as shown on screen."""

    words: str
    residents: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CatchmentAnswer:
    """A facility's catchment for some limits (`asked`: unit and limits as they were asked), the smallest first."""

    facility_id: str
    profile_id: str
    who: str
    asked: tuple[str, str]
    rings: tuple[Ring, ...]
    areas: tuple[Drawn, ...]
    notes: tuple[str, ...] = ()
    bounds: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Answers:
    """What has been answered and is still shown."""

    cell: CellAnswer | None = None
    cells: FigureCells | None = None
    catchment: CatchmentAnswer | None = None


def cell_page(data: ViewData, cell_id: str, answer: CellAnswer | None) -> Page:
    """Return the page of a dwelling place: the way, its streets, the second choice."""
    kicker = translate("Answers", "Wohnort")
    if answer is None or answer.cell_id != cell_id:
        waiting = Text(translate("Answers", "Der Weg wird gesucht …"), "muted")
        return Page(kicker, translate("Answers", "Wohnort"), (), (waiting,), Selected())
    district = data.districts.get(answer.district_id)
    kind = data.kinds.get(answer.kind)
    blocks: list[Block] = [
        Text(answer.cell_id, "muted"),
        Facts(((translate("Answers", "Einwohner"), answer.population),)),
    ]
    name = kind.name if kind is not None else answer.kind
    blocks.append(
        Text(translate("Answers", "Weg zur nächsten Einrichtung: {kind}").format(kind=name), "heading")
    )
    blocks += [Text(words) for words in answer.words[:1]]
    if answer.first is not None:
        blocks += _choice_blocks(data, answer, answer.first)
    if answer.second is not None and answer.first is not None:
        farther = answer.second.metres - answer.first.metres
        blocks += [
            Text(translate("Answers", "Zweite Wahl"), "heading"),
            Facts(
                (
                    (translate("Answers", "Einrichtung"), answer.second.name),
                    (translate("Answers", "Weg"), _way(data, answer.second.metres)),
                    (translate("Answers", "weiter als die erste"), f"+{_way(data, farther)}"),
                )
            ),
        ]
    if answer.first is not None and answer.by_network:
        blocks += _profile_blocks(answer)
    links = [
        Link(choice.name, name, Selected("facility", choice.facility_id))
        for choice in (answer.first, answer.second)
        if choice is not None and choice.facility_id in data.facilities
    ]
    if links:
        blocks.append(Links(tuple(links)))
    back = Selected("district", answer.district_id) if district is not None else Selected()
    title = (
        translate("Answers", "Wohnort in {district}").format(district=district.name)
        if district is not None
        else translate("Answers", "Wohnort außerhalb der Quartiere")
    )
    return Page(kicker, title, (name,), tuple(blocks), back)


def _profile_blocks(answer: CellAnswer) -> list[Block]:
    if answer.by_profile:
        return [Text(translate("Answers", "Gehzeit für andere"), "heading"), Facts(answer.by_profile)]
    return [Asks((Ask(translate("Answers", "Wie lange brauchen andere?"), "profiles", (answer.cell_id,)),))]


def _way(data: ViewData, metres: float) -> str:
    exact = f"{texts.number(metres)}\u00a0m"
    return f"{exact} ({data.walking_minutes(metres)})"


def _choice_blocks(data: ViewData, answer: CellAnswer, choice: Choice) -> list[Block]:
    rows = [
        (translate("Answers", "Einrichtung"), choice.name),
        (translate("Answers", "Fußweg") if answer.by_network else translate("Answers", "Luftlinie × Umwegfaktor"), _way(data, choice.metres)),
    ]  # fmt: skip
    if answer.by_network and abs(choice.plain_m - choice.metres) >= 0.5:
        rows.append((translate("Answers", "davon gegangen"), f"{texts.number(choice.plain_m)}\u00a0m"))
    if answer.by_network:
        rows += [
            (translate("Answers", "davon bis zum Wegenetz"), f"{texts.number(choice.legs_m[0])}\u00a0m"),
            (translate("Answers", "davon vom Wegenetz zur Tür"), f"{texts.number(choice.legs_m[1])}\u00a0m"),
        ]
    if answer.air_line_m is not None:
        rows.append((translate("Answers", "Luftlinie"), f"{texts.number(answer.air_line_m)}\u00a0m"))
        if answer.by_network and answer.air_line_m > 0:
            factor = texts.number(choice.plain_m / answer.air_line_m, 2)
            rows.append((translate("Answers", "Umweg"), f"×\u00a0{factor}"))
    rows.append((translate("Answers", "gerechnet für"), data.walking.words))
    blocks: list[Block] = [Facts(tuple(rows))]
    if choice.crosses:
        blocks.append(
            Text(
                translate(
                    "Answers",
                    "Die gerade Linie zum Weg quert ein Hindernis (Gewässer, Bahn, Autobahn oder Mauer), weil es in der Nähe keinen anderen Weg gibt.",
                ),
                "notice",
            )
        )
    if choice.streets:
        blocks += [
            Text(translate("Answers", "Straßen in der Reihenfolge des Wegs"), "heading"),
            Facts(tuple((name, f"{texts.number(metres)}\u00a0m") for name, metres in choice.streets)),
        ]
    return blocks


def catchment_blocks(data: ViewData, facility_id: str, answer: CatchmentAnswer | None) -> tuple[Block, ...]:
    """Return what the page of a facility says about its catchment: what can be asked, and the answer."""
    row = data.facilities.get(facility_id)
    standard = data.primary(row.kind) if row is not None else None
    asks = [
        Ask(translate("Answers", "{n} Minuten").format(n=n), "catchment", (facility_id, "minutes", str(n)))
        for n in (5, 10, 15)
    ]
    asks.append(
        Ask(translate("Answers", "5, 10 und 15 Minuten"), "catchment", (facility_id, "minutes", "5 10 15"))
    )
    if standard is not None:
        asks.append(
            Ask(
                translate("Answers", "Richtwert {m} m").format(m=texts.number(standard.target_m)),
                "catchment",
                (facility_id, "metres", str(standard.target_m)),
            )
        )
    blocks: list[Block] = [
        Text(translate("Answers", "Einzugsgebiet zeigen"), "heading"),
        Asks(tuple(asks)),
    ]
    if answer is None or answer.facility_id != facility_id:
        return tuple(blocks)
    blocks.append(Text(translate("Answers", "Gerechnet für: {who}").format(who=answer.who), "muted"))
    others = tuple(
        Ask(who_walks(profile), "catchment", (facility_id, *answer.asked, profile.id))
        for profile in bundled.profiles()
        if profile.id != answer.profile_id
    )
    if data.by_network:
        blocks += [Text(translate("Answers", "Dasselbe für"), "group"), Asks(others)]
    for ring in answer.rings:
        hows = ring_hows(ring.residents, ring.words, answer.who, data)
        blocks += [Text(ring.words, "heading"), Facts(ring.residents, hows)]
    blocks += [Text(note, "notice") for note in answer.notes]
    blocks.append(Asks((Ask(translate("Answers", "Einzugsgebiet ausblenden"), "catchment", ()),)))
    return tuple(blocks)
