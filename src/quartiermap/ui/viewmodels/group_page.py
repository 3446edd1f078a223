"""The page of several districts that were selected together: summed figures, honest about what is missing or secret."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quartiermap.domain import texts
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels import explain
from quartiermap.ui.viewmodels.blocks import Block, Facts, KindLine, KindTable, Link, Links, Page, Text
from quartiermap.ui.viewmodels.explain import How
from quartiermap.ui.viewmodels.explain_facts import sources_of
from quartiermap.ui.viewmodels.selection import Group, Selected
from quartiermap.ui.viewmodels.viewdata import Figure, KindRow, ViewData, known, text

if TYPE_CHECKING:
    from quartiermap.domain.standards import Standard

_MOST_LINKS = 12
_MOST_SUMMANDS = 30
"""A sum of hundreds is not read summand by summand; the table beside it has them all."""


@dataclass(frozen=True)
class Sum:
    """A sum over districts.

    Parameters
    ----------
    value : float or None
        ``None`` where `state` says why: ``"secret"`` as soon as one summand is secret (the sum would give it away to whoever
        subtracts the others), ``"no_data"`` where nothing is known.
    missing : int
        How many summands nobody knows; the sum is then a lower bound.
    """

    value: float | None
    state: str = "value"
    missing: int = 0

    def words(self, decimals: int = 0) -> str:
        """Write the sum."""
        if self.value is None:
            return explain.state_words(self.state)
        shown = texts.number(self.value, decimals)
        if self.missing:
            return translate("Group", "mindestens {n}").format(n=shown)
        return shown


def summed(parts: Iterable[tuple[float | None, str]]) -> Sum:
    """Add up values with their states.

    Examples
    --------
    >>> summed([(3.0, "value"), (4.0, "")]), summed([(3.0, "value"), (None, "no_data")])
    (Sum(value=7.0, state='value', missing=0), Sum(value=3.0, state='value', missing=1))
    >>> summed([(3.0, "value"), (None, "secret")]), summed([(None, "no_data")])
    (Sum(value=None, state='secret', missing=0), Sum(value=None, state='no_data', missing=1))
    """
    rows = list(parts)
    if any(value is None and state == "secret" for value, state in rows):
        return Sum(None, "secret")
    there = [value for value, _ in rows if value is not None]
    missing = len(rows) - len(there)
    return Sum(sum(there), "value", missing) if there else Sum(None, "no_data", missing)


def group_page(data: ViewData, group: Group) -> Page:
    """Return the page of a group of districts."""
    rows = [data.districts[key] for key in group.ids if key in data.districts]
    people = summed((row.population, row.population_state or "no_data") for row in rows)
    known_n = len(rows) - people.missing
    shown = people.words()
    if people.missing and people.value is not None:
        shown = translate("Group", "{n} ({k} von {all} Quartieren bekannt)").format(
            n=shown, k=known_n, all=len(rows)
        )
    chosen = set(group.ids)
    gaps = sum(gap.district_id in chosen for gap in data.gaps)
    facts = [
        (translate("Group", "Quartiere"), texts.number(len(rows))),
        (translate("Group", "Einwohner"), shown),
    ]
    if data.has_result:
        facts.append((translate("Group", "Lücken"), texts.number(gaps)))
    summands = _with_rest(
        tuple(
            (row.name, texts.number(row.population, missing=explain.state_words(row.population_state)))
            for row in rows[:_MOST_SUMMANDS]
        ),
        len(rows),
    )
    residents = How(
        translate("Group", "Einwohner"), shown, translate("Group", "Summe der Einwohner der ausgewählten Quartiere"),
        summands, sources_of(data, ("population", "districts")),
    )  # fmt: skip
    blocks: list[Block] = [Facts(tuple(facts), {translate("Group", "Einwohner"): residents})]
    if data.has_result:
        lines = [line for kind in data.kinds.values() if (line := _line(data, kind, group.ids)) is not None]
        blocks += [
            Text(translate("Group", "Summe der Auswahl nach Einrichtungsart"), "heading"),
            KindTable(tuple(lines)),
            Text(
                translate(
                    "Group",
                    "Anteile und mittlere Wege sind nach Personen gewichtet. Fehlbedarfe werden addiert; ein Überschuss im einen "
                    "Quartier gleicht den Fehlbedarf im anderen hier nicht aus. Ist eine Zahl eines Quartiers geheim, ist es auch die Summe.",
                ),
                "muted",
            ),
        ]
    links = tuple(
        Link(row.name, explain.state_words(row.population_state) if row.population is None
             else translate("Group", "{n} Einwohner").format(n=texts.number(row.population)), Selected("district", row.district_id))
        for row in rows[:_MOST_LINKS]
    )  # fmt: skip
    blocks += [Text(translate("Group", "Ausgewählte Quartiere"), "heading"), Links(links)]
    if len(rows) > _MOST_LINKS:
        blocks.append(Text(_more(len(rows) - _MOST_LINKS), "muted"))
    return Page(translate("Group", "Summe der Auswahl"), group.label, (), tuple(blocks), Selected())


def _more(count: int) -> str:
    return translate("Group", "und {n} weitere; alle stehen in der Tabelle.").format(n=texts.number(count))


def _with_rest(shown: tuple[tuple[str, str], ...], count: int) -> tuple[tuple[str, str], ...]:
    """Return summands and, where not all of them are listed, how many there are besides."""
    return (*shown, (_more(count - len(shown)), "")) if count > len(shown) else shown


def _line(data: ViewData, kind: KindRow, ids: tuple[str, ...]) -> KindLine | None:
    standard = data.primary(kind.kind)
    if standard is None or not kind.facilities:
        return None
    figures = [(key, figure) for key in ids if (figure := data.figure(key, standard)) is not None]
    if not figures:
        return None
    target = summed((known(f["target_population"]), text(f["target_population_state"])) for _, f in figures)
    share, distance = _share(figures), _distance(figures)
    places = summed((known(f["places"]), text(f["places_state"])) for _, f in figures)
    need = summed((known(f["need_places"]), text(f["need_state"])) for _, f in figures)
    short = summed((known(f["shortfall_places"]), _state_of_shortfall(f)) for _, f in figures)
    rough = any(f["estimate"] or f["approximation"] for _, f in figures)
    mark = explain.ROUGH if rough else ""
    told = explain.ROUGH if any(known(f["covered_share"]) is None for _, f in figures) else mark
    walking = data.walking
    group_words = text(figures[0][1]["target_group"])
    applies = standard.supply is not None
    shown_share = _marked(told, texts.percent(share.value, missing=explain.state_words(share.state)))
    shown_way = _marked(mark, walking.way(distance.value, missing=explain.state_words(distance.state)))
    if applies:
        unknown = "+" if places.missing and places.value is not None else ""
        having = texts.number(places.value, missing="?")
        offer = f"{having}{unknown}\u2009/\u2009{need.words()}" if need.value is not None else need.words()
    else:
        offer = "–"
    return KindLine(
        kind.kind, kind.name, kind.sign, kind.colour,
        f"{_marked(mark, target.words())} · {group_words}" if group_words else _marked(mark, target.words()),
        shown_share, shown_way, offer, short.words() if applies else "–",
        _hows(data, standard, figures, shown_share, shown_way, offer if applies else "", short),
    )  # fmt: skip


def _marked(mark: str, shown: str) -> str:
    return f"{mark}{shown}" if shown[:1].isdigit() else shown


def _state_of_shortfall(figure: Figure) -> str:
    state = text(figure["need_state"])
    return state if state and state != "value" else "no_data"


def _judged(figure: Figure) -> float | None:
    """Return the persons that a share speaks of: those whose way is known."""
    for end in ("", "_low", "_high"):
        covered, share = (
            known(figure.get(f"covered_population{end}")),
            known(figure.get(f"covered_share{end}")),
        )
        if covered is not None and share:
            return covered / share
    return known(figure["target_population"]) if share is not None else None


def _bounded(figure: Figure) -> float | None:
    """Return the persons in reach; of a secret number the middle of its bounds, which says no more than they do."""
    low, high = known(figure.get("covered_population_low")), known(figure.get("covered_population_high"))
    judged = _judged(figure)
    if judged is None or (low is None and high is None):
        return known(figure["covered_population"])
    return ((low or 0.0) + (judged if high is None else high)) / 2.0


def _share(figures: list[tuple[str, Figure]]) -> Sum:
    covered = summed((_bounded(f), text(f["covered_share_state"])) for _, f in figures)
    if covered.value is None:
        return covered
    judged = sum(_judged(f) or 0.0 for _, f in figures if _bounded(f) is not None)
    return Sum(covered.value / judged, "value", covered.missing) if judged > 0 else Sum(None, "no_data")


def _distance(figures: list[tuple[str, Figure]]) -> Sum:
    """Return the mean way, weighted by the persons who reach anything."""
    parts: list[tuple[float | None, str, float]] = []
    for _, figure in figures:
        metres, judged = known(figure["mean_distance_m"]), _judged(figure)
        if metres is None or judged is None:
            parts.append((None, text(figure["mean_distance_state"]), 0.0))
        else:
            parts.append(
                (metres, "value", max(judged - (known(figure["unreachable_population"]) or 0.0), 0.0))
            )
    if any(value is None and state == "secret" for value, state, _ in parts):
        return Sum(None, "secret")
    there = [(value, weight) for value, _, weight in parts if value is not None]
    weight = sum(w for _, w in there)
    if not weight:
        return Sum(None, "no_data")
    return Sum(sum(v * w for v, w in there) / weight, "value", len(parts) - len(there))


def _hows(
    data: ViewData,
    standard: Standard,
    figures: list[tuple[str, Figure]],
    share: str,
    way: str,
    offer: str,
    short: Sum,
) -> tuple[How, ...]:
    sources, caveats = explain.common(data, figures[0][1])

    def inputs(shown: object) -> tuple[tuple[str, str], ...]:
        assert callable(shown)  # noqa: S101
        listed = tuple(
            (data.districts[key].name, str(shown(figure))) for key, figure in figures[:_MOST_SUMMANDS]
        )
        return _with_rest(listed, len(figures))

    hows = [
        How(
            translate("Group", "Anteil in Reichweite"), share,
            translate("Group", "Summe der Personen in Reichweite ÷ Summe der Personen der Zielgruppe mit bekanntem Weg"),
            (*inputs(explain.share), (translate("Group", "Richtwert"), explain.standard_words(standard, None, data.walking))),
            sources, caveats,
        ),
        How(
            translate("Group", "Mittlerer Fußweg"), way,
            translate("Group", "Mittel der Quartiere, gewichtet mit den Personen, die eine Einrichtung erreichen"),
            inputs(explain.mean_distance), sources, caveats,
        ),
    ]  # fmt: skip
    if offer:
        hows += [
            How(
                translate("Group", "Angebot / Bedarf"), offer,
                translate("Group", "Summe der vorhandenen Plätze / Summe des rechnerischen Bedarfs"),
                inputs(explain.places_and_need), sources, caveats,
            ),
            How(
                translate("Group", "Rechnerischer Fehlbedarf"), short.words(),
                translate("Group", "Summe der Fehlbedarfe der Quartiere, Überschüsse nicht verrechnet"),
                inputs(explain.shortfall), sources, caveats,
            ),
        ]  # fmt: skip
    return tuple(hows)
