"""What a room of residents reads: titles that are questions, classes in words, sentences without terms of the trade.

The classes stay what they are; only their names change, and the exact limits stand smaller beside them. What is missing
stays "keine Daten" and what is secret "geheim", in front of residents too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from quartiermap.domain import texts
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels import explain
from quartiermap.ui.viewmodels.selection import Selected
from quartiermap.ui.viewmodels.thematic import Theme, gap_line
from quartiermap.ui.viewmodels.viewdata import TOWN, Figure, ViewData, known

if TYPE_CHECKING:
    from quartiermap.domain.standards import Standard
    from quartiermap.render.classes import ClassScheme
    from quartiermap.ui.viewmodels.answers import CellAnswer


@dataclass(frozen=True)
class PlainLegend:
    """The legend of a theme for residents.

    Parameters
    ----------
    scheme : str
        The figure it belongs to; a map that shows another one keeps its own words.
    title, note : str
    labels, figures : tuple of str
        A class in words and, smaller beside it, its limits; in the order of the scheme.
    funding : mapping of status to words
    """

    scheme: str
    title: str
    note: str
    labels: tuple[str, ...]
    figures: tuple[str, ...]
    funding: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for the page."""
        return {**asdict(self), "labels": list(self.labels), "figures": list(self.figures)}


def plain_classes(figure: str) -> tuple[str, ...]:
    """Return what the classes of a figure are called in front of residents, in the order of `render.classes`.

    None for the social status: its four words are the published ones.

    Examples
    --------
    >>> plain_classes("covered_share")
    ('kaum jemand', 'wenige', 'gut die Hälfte', 'die meisten', 'fast alle')
    """
    return {
        "covered_share": (
            translate("PlainWords", "kaum jemand"),
            translate("PlainWords", "wenige"),
            translate("PlainWords", "gut die Hälfte"),
            translate("PlainWords", "die meisten"),
            translate("PlainWords", "fast alle"),
        ),
        "mean_distance_m": (
            translate("PlainWords", "sehr kurzer Weg"),
            translate("PlainWords", "kurzer Weg"),
            translate("PlainWords", "längerer Weg"),
            translate("PlainWords", "weiter Weg"),
            translate("PlainWords", "sehr weiter Weg"),
        ),
        "supply_ratio": (
            translate("PlainWords", "viel zu wenige Plätze"),
            translate("PlainWords", "zu wenige Plätze"),
            translate("PlainWords", "nicht ganz genug Plätze"),
            translate("PlainWords", "genug Plätze"),
            translate("PlainWords", "mehr als genug Plätze"),
        ),
    }.get(figure, ())


def plain_title(data: ViewData, theme: Theme) -> str:
    """Return the question that the map answers, without the town."""
    if theme.figure == "need_status":
        return translate("PlainWords", "Wie ist die soziale Lage der Quartiere?")
    kind = data.kinds.get(theme.kind)
    question = {
        "covered_share": translate("PlainWords", "{kind}: Wie viele kommen zu Fuß hin?"),
        "mean_distance_m": translate("PlainWords", "{kind}: Wie weit ist der Fußweg?"),
        "supply_ratio": translate("PlainWords", "{kind}: Reichen die Plätze?"),
    }[theme.figure]
    return question.format(kind=kind.name if kind is not None else "")


def plain_legend(data: ViewData, theme: Theme, scheme: ClassScheme) -> PlainLegend:
    """Return the legend of a theme in plain words; where there are none the classes keep their own."""
    words = plain_classes(scheme.id)
    fits = len(words) == len(scheme.labels)
    return PlainLegend(
        scheme.id,
        plain_title(data, theme),
        plain_rule(data, theme),
        words if fits else scheme.labels,
        scheme.labels if fits else ("",) * len(scheme.labels),
        {
            "laufend": translate("PlainWords", "Gebiet, das gefördert wird"),
            "Voruntersuchung": translate("PlainWords", "Gebiet, für das Förderung geprüft wird"),
            "abgerechnet": translate("PlainWords", "Gebiet, das gefördert wurde"),
        },
    )


def plain_rule(data: ViewData, theme: Theme) -> str:
    """Return who is counted up to where, without saying who set the limit.

    What is only an estimate is called one.
    """
    if theme.standard is None or theme.figure == "need_status":
        return ""
    group = _group(data, theme.standard)
    if theme.figure == "supply_ratio":
        return "" if not group else translate("PlainWords", "Plätze für: {group}").format(group=group)
    parts = [group] if group else []
    if theme.figure == "covered_share":
        parts.append(_reach(data, theme))
    else:
        parts.append(translate("PlainWords", "im Durchschnitt"))
    parts += _walker(data)
    if "Näherung" in data.method:
        parts.append(translate("PlainWords", "geschätzte Wege"))
    return " · ".join(parts)


def _walker(data: ViewData) -> tuple[str, ...]:
    """Return who walks, if it is somebody else than one would think."""
    from quartiermap.domain.profiles import ADULT

    return (data.walking.who,) if data.has_result and data.walking.profile.id != ADULT.id else ()


def plain_sentence(data: ViewData, theme: Theme) -> str:
    """Return one sentence about the whole town; empty where nothing is known about it."""
    figure = data.figure(TOWN, theme.standard)
    rule = plain_rule(data, theme)
    if theme.figure == "need_status" or theme.standard is None:
        return ""
    if figure is None or (theme.moved and theme.figure == "covered_share"):
        return rule
    value = _value(theme.figure, figure)
    words = _class_words(theme, value)
    told = {
        "covered_share": explain.share,
        "mean_distance_m": explain.mean_distance,
        "supply_ratio": explain.supply_ratio,
    }[theme.figure](figure)
    shown = f"{words} ({told})" if words else told
    head = translate("PlainWords", "Ganze Stadt: {what}").format(what=shown)
    return f"{head} · {rule}" if rule else head


def lines_for_a_room(
    data: ViewData, theme: Theme, selected: Selected, *, playing: str = ""
) -> tuple[str, str]:
    """Return the line above and the line below the map on a projector; `playing` is the rule of "Was wäre wenn" if it is on."""
    question = plain_title(data, theme)
    if playing:
        kind = data.kinds.get(theme.kind)
        question = translate("PlainWords", "Was wäre wenn: {kind}").format(
            kind=kind.name if kind is not None else ""
        )
    title = with_town(question, data)
    if selected.what == "gap" and selected.id in data.gap_by_id:
        return title, gap_line(data, data.gap_by_id[selected.id])
    if playing:
        return title, playing
    if selected.what == "district" and selected.id in data.districts:
        return title, _district_line(data, theme, selected.id)
    return title, plain_sentence(data, theme)


def way_line(data: ViewData, cell: CellAnswer) -> str:
    """Return how far it is from a dwelling place to the nearest facility; who lives there is nobody's business in a room."""
    nearest = cell.first
    if nearest is None:
        return translate("PlainWords", "Von hier führt kein Fußweg zu einer Einrichtung dieser Art.")
    told = translate("PlainWords", "Von hier bis „{name}“: {m}\u00a0m zu Fuß, etwa {min} Minuten").format(
        name=nearest.name,
        m=texts.number(nearest.metres),
        min=texts.number(max(data.walking.profile.minutes(nearest.metres), 1.0)),
    )
    guessed = () if cell.by_network else (translate("PlainWords", "geschätzter Weg"),)
    return " · ".join((told, *_walker(data), *guessed))


def with_town(words: str, data: ViewData) -> str:
    """Return a title with the town (that data are invented is written on the map itself)."""
    return words if data.name in words else f"{words} – {data.name}"


def _district_line(data: ViewData, theme: Theme, district_id: str) -> str:
    name = data.districts[district_id].name
    if theme.figure == "need_status":
        need = data.need.get(district_id)
        return f"{name}: {need.status_class if need and need.status_class else texts.NO_DATA}"
    figure = data.figure(district_id, theme.standard)
    if figure is None:
        return f"{name}: {texts.NO_DATA}"
    if theme.moved and theme.figure == "covered_share":
        return name
    told = {
        "covered_share": explain.share,
        "mean_distance_m": explain.mean_distance,
        "supply_ratio": explain.supply_ratio,
    }[theme.figure](figure)
    words = _class_words(theme, _value(theme.figure, figure))
    shown = f"{words} ({told})" if words else told
    rule = plain_rule(data, theme)
    return f"{name}: {shown} · {rule}" if rule else f"{name}: {shown}"


def _value(name: str, figure: Figure) -> float | None:
    """Return a figure's value if it may be said; secret and missing ones have none."""
    state = {"mean_distance_m": "mean_distance_state"}.get(name, f"{name}_state")
    return known(figure[name]) if str(figure[state]) == "value" else None


def _class_words(theme: Theme, value: float | None) -> str:
    """Return the class that a value falls into, in words; empty without a value."""
    if value is None:
        return ""
    from quartiermap.render.classes import classify, scheme_for

    scheme = scheme_for(theme.figure, theme.standard)
    words = plain_classes(theme.figure)
    number = int(classify([value], scheme)[0])
    return words[number] if 0 <= number < len(words) == len(scheme.labels) else ""


def _group(data: ViewData, standard: Standard) -> str:
    figure = data.figure(TOWN, standard)
    group = figure["target_group"] if figure is not None else None
    return group if isinstance(group, str) else ""


def _reach(data: ViewData, theme: Theme) -> str:
    metres = texts.number(theme.target_m)
    if theme.standard is not None and theme.standard.measure == "air_line":
        return translate("PlainWords", "höchstens {m}\u00a0m Luftlinie").format(m=metres)
    minutes = texts.number(data.walking.profile.minutes(theme.target_m))
    return translate("PlainWords", "höchstens {m}\u00a0m zu Fuß, etwa {min} Minuten").format(
        m=metres, min=minutes
    )
