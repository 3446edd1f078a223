"""How a figure came about: words, formula, what went in, from where, and how sure it is.

Every figure on screen can be opened up to this (DESIGN.md 1, the planner's row).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quartiermap.domain import texts
from quartiermap.domain.schema import States
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.viewdata import Figure, ViewData, known, text
from quartiermap.ui.viewmodels.walking import Walking
from quartiermap.ui.wording import worded

if TYPE_CHECKING:
    from quartiermap.domain.standards import Standard

ROUGH = "≈\u00a0"
"""Stands before every figure that is an estimate or an approximation."""


@dataclass(frozen=True)
class How:
    """One explanation: what is measured, how it is computed, what went in, where that comes from."""

    title: str
    value: str
    formula: str
    inputs: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    caveats: tuple[str, ...] = ()

    @property
    def tip(self) -> str:
        """The explanation in three lines, for a tool tip."""
        inputs = "; ".join(f"{label}: {value}" for label, value in self.inputs)
        return "\n".join(
            part for part in (f"{self.title}: {self.value}", self.formula, inputs, *self.caveats) if part
        )


def state_words(state: str) -> str:
    """Return the words of a state that is no value.

    Examples
    --------
    >>> state_words("secret"), state_words("not_applicable"), state_words("")
    ('geheim', 'entfällt', 'keine Daten')
    """
    try:
        return States(state).label or texts.NO_DATA
    except ValueError:
        return texts.NO_DATA


def share(figure: Figure | None) -> str:
    """Return the share within reach as shown on screen, or the words of its state."""
    if figure is None:
        return texts.NO_DATA
    value = texts.percent(known(figure["covered_share"]), missing=missing_words(figure, "covered_share"))
    return _marked(value, figure, rounded=bool(figure.get("covered_share_rounded")))


def share_order(figure: Figure | None) -> float | None:
    """Return what a share is sorted by: a secret one by the middle of its bounds."""
    if figure is None or known(figure["covered_share"]) is not None:
        return None if figure is None else known(figure["covered_share"])
    low, high = known(figure.get("covered_share_low")), known(figure.get("covered_share_high"))
    return None if low is None and high is None else ((low or 0.0) + (1.0 if high is None else high)) / 2.0


def missing_words(figure: Figure, name: str) -> str:
    """Return why a figure is missing; the bounds of a secret one where it has any (shares in per cent)."""
    share_like = name.endswith("_share")
    state = text(figure.get("covered_share_state" if name.startswith("covered") else f"{name}_state"))
    if state != States.SECRET.value:
        return state_words(state)
    write = texts.percent_between if share_like else texts.number_between
    return write(
        known(figure.get(f"{name}_low")), known(figure.get(f"{name}_high")), missing=state_words(state)
    )


def mean_distance(figure: Figure | None) -> str:
    """Return the mean way as shown on screen, or the words of its state."""
    if figure is None:
        return texts.NO_DATA
    walking = figure.get("walking") or Walking()
    value = walking.way(
        known(figure["mean_distance_m"]), missing=state_words(text(figure["mean_distance_state"]))
    )
    return _marked(value, figure)


def supply_ratio(figure: Figure | None) -> str:
    """Return the supply ratio as shown on screen, or the words of its state."""
    if figure is None:
        return texts.NO_DATA
    return texts.percent(
        known(figure["supply_ratio"]), missing=state_words(text(figure["supply_ratio_state"]))
    )


def _no_need(figure: Figure | None) -> str:
    """Return what stands where no need is known: why, or a dash where the kind has no supply standard."""
    if figure is not None and text(figure["need_state"]) in ("no_data", "secret"):
        return state_words(text(figure["need_state"]))
    return "–"


def places_and_need(figure: Figure | None) -> str:
    """Return "places / need" as shown on screen; a dash where the kind has no supply standard."""
    if figure is None or known(figure["need_places"]) is None:
        return _no_need(figure)
    need = known(figure["need_places"]) or 0.0
    unit = text(figure["supply_unit"])
    tail = f"\u00a0{unit}" if unit == "m²" else ""
    decimals = 1 if need < 10 and need != int(need) else 0
    places = texts.number(known(figure["places"]), missing="?")
    unknown = known(figure["places_unknown"]) or 0
    plus = "+" if unknown and known(figure["places"]) is not None else ""
    return f"{places}{plus}\u2009/\u2009{texts.number(need, decimals)}{tail}"


def places_order(figure: Figure | None) -> float | None:
    """Return what "places / need" is sorted by: the places, where they are shown at all."""
    shown = figure is not None and known(figure["need_places"]) is not None
    return known(figure["places"]) if figure is not None and shown else None


def shortfall(figure: Figure | None) -> str:
    """Return the arithmetical shortfall as shown on screen; a dash where there is no supply standard."""
    if figure is None or known(figure["need_places"]) is None:
        return _no_need(figure)
    if known(figure["shortfall_places"]) is None:
        return texts.NO_DATA
    missing = known(figure["shortfall_places"]) or 0.0
    return texts.number(missing, 1 if 0 < missing < 1 else 0)


def target_population(figure: Figure | None) -> str:
    """Return the number of persons of the target group as shown on screen."""
    if figure is None:
        return texts.NO_DATA
    value = texts.number(
        known(figure["target_population"]), missing=state_words(text(figure["target_population_state"]))
    )
    return f"{ROUGH}{value}" if figure["estimate"] and value[:1].isdigit() else value


def _persons(figure: Figure, name: str, state: str) -> str:
    return texts.number(known(figure[name]), missing=state_words(text(figure.get(state))))


def covered(figure: Figure) -> str:
    """Return the persons in reach: in tens where parts are secret, the bounds where it is secret itself."""
    name = "covered_population"
    value = texts.number(known(figure[name]), missing=missing_words(figure, name))
    return f"{ROUGH}{value}" if figure.get(f"{name}_rounded") else value


def _with_unit(value: str, unit: str) -> str:
    """Return a value with its unit; words for what is missing have none.

    Examples
    --------
    >>> _with_unit("1.200", "Plätze"), _with_unit("über 40", "Personen"), _with_unit("keine Daten", "m²")
    ('1.200 Plätze', 'über 40 Personen', 'keine Daten')
    """
    return f"{value} {unit}" if any(sign.isdigit() for sign in value) else value


def _marked(value: str, figure: Figure, *, rounded: bool = False) -> str:
    rough = rounded or bool(figure["estimate"]) or bool(figure["approximation"])
    return f"{ROUGH}{value}" if rough and value[:1].isdigit() else value


def standard_words(standard: Standard, metres: float | None = None, walking: Walking | None = None) -> str:
    """Return a standard in one line: metres, degree of bindingness, source.

    `metres` is what the user has set instead; the source then no longer stands behind the figure.
    """
    if metres is not None and metres != standard.target_m:
        return _own(standard, metres, walking)
    target = target_words(standard, None, walking)
    return f"{target} · {_degree(standard)} · {standard.origin.text}, {standard.origin.date}"


def target_words(standard: Standard, metres: float | None = None, walking: Walking | None = None) -> str:
    """Return the distance of a standard and what it is measured in: "500 m Fußweg", "750 m Luftlinie", "15 Minuten Gehzeit …".

    `metres` is what the user has set instead.
    """
    from quartiermap.domain.standards import MEASURE_LABELS

    walking = walking or Walking()
    own = metres is not None and metres != standard.target_m
    if standard.measure == "air_line":
        return f"{texts.number(metres if own else standard.target_m)}\u00a0m {standard.measure_label}"
    if standard.measure == "minutes" and not own:
        return standard.target_words
    shown = walking.standard(standard.target_m if metres is None else metres)
    return f"{shown} {MEASURE_LABELS['walk']}"


def target_short(standard: Standard) -> str:
    """Return a target in the fewest words that still say what is measured: "500 m Fußweg", "15 min Gehzeit"."""
    if standard.measure == "minutes":
        minutes = texts.number(
            standard.target_min, 0 if standard.target_min == int(standard.target_min or 0) else 1
        )
        return f"{minutes}\u00a0min {standard.measure_label}"
    return f"{texts.metres(standard.target_m)} {standard.measure_label}"


def area_words(standard: Standard) -> str:
    """Return which facilities count by their size; empty where all do."""
    least = standard.min_area_m2
    return translate("Explain", "nur ab {n} m²").format(n=texts.number(least)) if least is not None else ""


def standard_short(standard: Standard, metres: float | None = None, walking: Walking | None = None) -> str:
    """Return a standard in the fewest words that still say how binding it is: "500 m Fußweg · Studie, 2008"."""
    if metres is not None and metres != standard.target_m:
        return _own(standard, metres, walking)
    date = f", {standard.origin.date}" if standard.origin.date else ""
    area = f" · {area_words(standard)}" if standard.min_area_m2 is not None else ""
    return f"{target_words(standard, None, walking)}{area} · {_degree(standard)}{date}"


def _own(standard: Standard, metres: float, walking: Walking | None) -> str:
    shown = target_words(standard, metres, walking)
    return translate("Explain", "{m} · eigener Wert (Annahme)").format(m=shown)


def _degree(standard: Standard) -> str:
    degree = standard.bindingness.label
    return f"{degree} (Annahme)" if standard.is_assumption and degree != "Annahme" else degree


def supply_words(standard: Standard) -> str:
    """Return the need that places are measured by, in one line; empty where there is no such standard."""
    supply = standard.supply
    if supply is None:
        return ""
    degree = translate("Explain", "Annahme") if supply.is_assumption else supply.bindingness.label
    return translate("Explain", "Bedarf ({unit}) = {formula} · {degree} · {source}").format(
        formula=worded(supply.formula(standard.age)),
        unit=supply.unit,
        degree=degree,
        source=f"{supply.origin.text}, {supply.origin.date}",
    )


def common(data: ViewData, figure: Figure) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return sources and caveats that belong to every figure of an analysis."""
    sources = [
        translate("Explain", "Wege: {method}").format(method=data.method),
        translate("Explain", "Gerechnet für: {who}").format(who=data.walking.who)
        + f", {data.walking.profile.speed_words}",
        translate("Explain", "Wohnorte: {origin}").format(origin=data.demand_origin),
    ]
    for layer in ("population", "network", "facilities"):
        for source in data.sources:
            if source.layer == layer and data.is_source_of(source, text(figure["kind"])):
                stand = source.data_date or translate("Explain", "Datenstand nicht angegeben")
                sources.append(f"{source.title} ({stand})")
    sources.append(translate("Explain", "Gerechnet am {when}").format(when=worded(data.computed_at)))
    caveats = [data.walking.caveat] if data.walking.caveat else []
    if figure["approximation"]:
        caveats.append(
            translate(
                "Explain", "Näherung: Luftlinie × Umwegfaktor {f}, weil kein Wegenetz geladen ist."
            ).format(f=texts.number(data.detour_factor, 2))
        )
    if figure["estimate"]:
        caveats.append(
            translate("Explain", "Schätzung: Wohnorte oder Altersgruppen mussten verteilt werden.")
        )
    if data.stale:
        caveats.append(translate("Explain", "Das Ergebnis ist älter als die Daten."))
    return tuple(dict.fromkeys(sources)), tuple(caveats)


def explain(data: ViewData, figure: Figure, standard: Standard) -> tuple[How, ...]:
    """Return the explanations of all figures of one district and standard, in the order shown."""
    sources, caveats = common(data, figure)
    ages = data.ages.words_for(standard.age) if standard.age is not None else ""
    mixed = data.ages.warning(standard.age) if standard.age is not None else ""
    caveats = (*caveats, mixed) if mixed else caveats
    persons = translate("Explain", "Personen")
    group = text(figure["target_group"])
    hows = [
        How(
            translate("Explain", "Anteil in Reichweite"),
            share(figure),
            translate("Explain", "Personen der Zielgruppe mit Fußweg bis zum Richtwert ÷ alle Personen der Zielgruppe"),
            (
                (translate("Explain", "in Reichweite"), _with_unit(covered(figure), persons)),
                (translate("Explain", "Zielgruppe"), f"{_with_unit(target_population(figure), persons)} ({group})"),
                (translate("Explain", "Richtwert"), standard_words(standard, None, data.walking)),
                (translate("Explain", "Wer geht"), data.walking.words),
                *(((translate("Explain", "Altersgruppe aus"), ages),) if ages else ()),
            ),
            sources,
            caveats,
        ),
        How(
            translate("Explain", "Mittlerer Fußweg"),
            mean_distance(figure),
            translate("Explain", "Summe (Personen × Weg zur nächsten Einrichtung) ÷ Personen, die eine erreichen"),
            (
                (
                    translate("Explain", "ohne erreichbare Einrichtung"),
                    _with_unit(_persons(figure, "unreachable_population", "unreachable_state"), persons),
                ),
                (translate("Explain", "Einrichtungen im Gebiet"), texts.number(known(figure["sites"]))),
                (translate("Explain", "zusätzlich geplant (nicht mitgezählt)"), texts.number(known(figure["sites_planned"]))),
            ),
            sources,
            caveats,
        ),
    ]  # fmt: skip
    supply = standard.supply
    if supply is not None:
        unit = worded(supply.unit)
        degree = translate("Explain", "Annahme") if supply.is_assumption else supply.bindingness.label
        hows.append(
            How(
                translate("Explain", "Rechnerische Bedarfsdeckung"),
                supply_ratio(figure),
                translate("Explain", "vorhandene {unit} im Gebiet ÷ Bedarf; Bedarf = {formula}").format(
                    unit=unit, formula=worded(supply.formula(standard.age))
                ),
                (
                    (translate("Explain", "vorhanden"), _with_unit(texts.number(known(figure["places"])), unit)),
                    (
                        translate("Explain", "Einrichtungen ohne Angabe"),
                        texts.number(known(figure["places_unknown"])),
                    ),
                    (translate("Explain", "geplant (nicht mitgezählt)"), texts.number(known(figure["places_planned"]))),
                    (translate("Explain", "Bedarf"), _with_unit(_persons(figure, "need_places", "need_state"), unit)),
                    (translate("Explain", "rechnerischer Fehlbedarf"), _with_unit(shortfall(figure), unit)),
                ),
                (f"{degree}: {supply.origin.text}, {supply.origin.date}", *sources),
                caveats,
            )
        )  # fmt: skip
    return tuple(hows)
