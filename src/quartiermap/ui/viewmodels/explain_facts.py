"""How the single figures of the inspector came about: residents, counts, people affected, the score, the social index.

Beside `explain`, which explains the figures of a district under a standard. Everything a user can read as a number opens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from quartiermap.domain import texts
from quartiermap.domain.findings import Gap, Reason
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels import explain
from quartiermap.ui.viewmodels.explain import How
from quartiermap.ui.viewmodels.viewdata import TOWN, DistrictRow, NeedRow, ViewData
from quartiermap.ui.wording import worded

Hows = Mapping[str, How]
"""By the label of the figure."""


def sources_of(data: ViewData, layers: Iterable[str], kind: str = "") -> tuple[str, ...]:
    """Return the sources of some layers with their dates, each once; of facilities those of a kind, if it is given."""
    wanted = set(layers)
    found = [
        f"{source.title} ({source.data_date or translate('Explain', 'Datenstand nicht angegeben')})"
        for source in data.sources
        if source.layer in wanted and (not kind or data.is_source_of(source, kind))
    ]
    return tuple(dict.fromkeys(found)) or (translate("Explain", "Keine Quelle verzeichnet."),)


def town_residents(data: ViewData) -> str:
    """Return the residents of the whole town as shown: a sum in which districts are missing says so."""
    secret = sum(1 for row in data.reporting if row.population_state)
    there = sum(1 for row in data.reporting if row.population is not None)
    hidden = data.secrets is not None and data.secrets.hides_persons(TOWN, None)
    if data.population is None:
        return explain.state_words("secret" if secret or hidden else "")
    shown = texts.number(data.population)
    if there + secret == len(data.reporting):
        return shown
    words = translate("Explain", "mindestens {n} ({k} von {all} Quartieren)")
    return words.format(n=shown, k=texts.number(there + secret), all=texts.number(len(data.reporting)))


def town_hows(data: ViewData) -> dict[str, How]:
    """Return how the counts of the town came about."""
    rows = data.reporting
    there = [row for row in rows if row.population is not None]
    secret = sum(1 for row in rows if row.population_state)
    residents = translate("Explain", "Einwohner")
    made = {
        translate("Inspector", "Quartiere"): How(
            translate("Inspector", "Quartiere"), texts.number(len(rows)),
            translate("Explain", "Zahl der Gebiete der feinsten Ebene"), (), sources_of(data, ("districts",)),
        ),
        residents: How(
            residents, town_residents(data),
            translate("Explain", "Summe der Einwohner aller Quartiere"),
            (
                (translate("Explain", "Quartiere mit Angabe"), texts.number(len(there) + secret)),
                (translate("Explain", "ohne Angabe (nicht in der Summe)"), texts.number(len(rows) - len(there) - secret)),
                (translate("Explain", "einzeln geheim"), texts.number(secret)),
            ),
            sources_of(data, ("population", "districts")),
        ),
        translate("Inspector", "Einrichtungen"): How(
            translate("Inspector", "Einrichtungen"), texts.number(len(data.facilities)),
            translate("Explain", "Zahl aller geladenen Einrichtungen, auch der geplanten und geschlossenen"),
            tuple((kind.name, texts.number(kind.facilities)) for kind in data.kinds.values() if kind.facilities),
            sources_of(data, ("facilities",)),
        ),
    }  # fmt: skip
    if data.has_result:
        by_reason = [(reason, sum(gap.reason is reason for gap in data.gaps)) for reason in Reason]
        made[translate("Inspector", "Lücken")] = How(
            translate("Inspector", "Lücken"), texts.number(len(data.gaps)),
            translate("Explain", "Zahl der Befunde nach den gewählten Richtwerten: Quartier × Einrichtungsart × Grund"),
            tuple((reason.label, texts.number(count)) for reason, count in by_reason if count),
            _computed(data),
        )  # fmt: skip
    return made


def residents_how(data: ViewData, row: DistrictRow) -> How:
    """Return how the residents of a district came about."""
    register = row.population_origin == translate("ViewData", "Einwohnerregister")
    if row.population_state:
        formula = translate(
            "Explain",
            "Kleine Zahlen werden nicht ausgewiesen, auch nicht solche, aus denen sie sich errechnen ließen.",
        )
    elif row.population is None:
        formula = translate("Explain", "Für dieses Gebiet nennt keine der geladenen Quellen Einwohner.")
    elif register:
        formula = translate("Explain", "Zahl des Einwohnerregisters, wie geladen")
    else:
        formula = translate("Explain", "Summe der Einwohner aller Wohnorte (Rasterzellen) im Gebiet")
    shown = texts.number(row.population, missing=explain.state_words(row.population_state))
    inputs = ((translate("Explain", "Herkunft"), row.population_origin),) if row.population_origin else ()
    return How(
        translate("Explain", "Einwohner"),
        shown,
        formula,
        inputs,
        sources_of(data, ("population", "districts")),
    )


def gap_hows(data: ViewData, gap: Gap, shown: str) -> dict[str, How]:
    """Return how the people affected by a gap were counted."""
    formula = {
        Reason.OUT_OF_REACH: translate("Explain", "Personen der Zielgruppe im Quartier, deren Weg zur nächsten Einrichtung länger ist als der Richtwert"),
        Reason.TOO_FEW_PLACES: translate("Explain", "rechnerischer Bedarf der Wohnorte minus die Plätze, die in ihrem Einzugsbereich auf sie entfallen"),
        Reason.NOT_BARRIER_FREE: translate("Explain", "Personen der Zielgruppe, die innerhalb des Richtwerts keine barrierefreie Einrichtung erreichen"),
        Reason.POOR_CONDITION: translate("Explain", "Personen der Zielgruppe, deren nächste Einrichtung innerhalb des Richtwerts in schlechtem Zustand ist"),
    }[gap.reason]  # fmt: skip
    inputs = []
    for key, label, decimals in (
        ("group_population", translate("Explain", "Zielgruppe im Quartier"), 0),
        ("unreachable", translate("Explain", "davon ohne jeden Weg"), 0),
        ("undecided", translate("Explain", "nicht zu entscheiden (Angaben fehlen)"), 0),
        ("places", translate("Explain", "vorhandene Plätze"), 0),
        ("need_places", translate("Explain", "rechnerischer Bedarf"), 1),
    ):
        value = gap.figures.get(key)
        if isinstance(value, (int, float)) and value == value:
            inputs.append((label, texts.number(float(value), decimals)))
    kind = data.kinds.get(gap.kind)
    standard = next((s for s in kind.standards if s.id == gap.standard_id), None) if kind else None
    if standard is not None:
        inputs.append(
            (translate("Explain", "Richtwert"), explain.standard_words(standard, None, data.walking))
        )
    label = translate("Inspector", "Betroffen")
    layers = ("population", "network", "facilities")
    return {
        label: How(
            label, shown, formula, tuple(inputs), (*sources_of(data, layers, gap.kind), *_computed(data))
        )
    }


def score_how(gap: Gap, weights: Sequence[float], shown: str, label: str) -> How:
    """Return how the score of a gap comes of its parts (`analysis.ranking`): each part to the power of its weight, multiplied."""
    inputs = tuple(
        (
            part.label,
            translate("Explain", "{value}; Faktor {f}, Gewicht {w}").format(
                value=part.value, f=texts.number(part.factor, 2), w=texts.number(weight, 1)
            ),
        )
        for part, weight in zip(gap.rank_parts, weights, strict=False)
    )
    return How(
        label,
        shown,
        translate("Explain", "Produkt der Faktoren, jeder hoch seinem Gewicht; je größer, desto weiter vorn"),
        inputs,
        (
            translate(
                "Explain", "Eigene Rangfolge der Kommune (Annahme); die Gewichte stehen unter „Maßstäbe“"
            ),
        ),
    )


def need_hows(data: ViewData, need: NeedRow) -> dict[str, How]:
    """Return how the classes of the social index came about (DOMAIN.md 3.1)."""
    sources = (*sources_of(data, ("indicators",)), *_computed(data))
    rows = (
        (
            translate("Inspector", "Status"), need.status_class, need.status_index,
            translate("Explain", "Kennzahlen des Jahres in z-Werte umgerechnet, addiert und die Summe erneut in einen z-Wert: der Statusindex"),
            translate("Explain", "hoch unter −1; mittel bis 1; niedrig bis 1,5; sehr niedrig darüber"),
        ),
        (
            translate("Inspector", "Dynamik"), need.dynamics_class, need.dynamics_index,
            translate("Explain", "Veränderungen der Kennzahlen in z-Werte umgerechnet, addiert und die Summe erneut in einen z-Wert: der Dynamikindex"),
            translate("Explain", "positiv unter −1; stabil bis 1; negativ darüber"),
        ),
    )  # fmt: skip
    found = {}
    for label, word, index, formula, classes in rows:
        inputs = [
            (translate("Explain", "Index (unter 0 ist günstiger als das Mittel)"), texts.number(index, 2)),
            (translate("Explain", "Klassen"), classes),
            (translate("Explain", "Jahr"), need.period or texts.NO_DATA),
        ]
        found[label] = How(label, word or texts.NO_DATA, formula, tuple(inputs), sources)
    return found


def ring_hows(residents: Sequence[tuple[str, str]], limit: str, who: str, data: ViewData) -> dict[str, How]:
    """Return how the residents in reach of a place or a facility were counted: told once, at their sum, for all ages."""
    if not residents:
        return {}
    label, value = residents[0]
    how = How(
        label,
        value,
        translate(
            "Explain",
            "Summe der Personen aller Wohnorte, deren Weg höchstens {limit} lang ist; ebenso jede Altersgruppe",
        ).format(limit=limit),
        (
            *residents[1:],
            (translate("Explain", "Wer geht"), who),
            (translate("Explain", "Wohnorte"), data.demand_origin),
        ),
        (*sources_of(data, ("population", "network")), *_computed(data)),
    )
    return {label: how}


def _computed(data: ViewData) -> tuple[str, ...]:
    return (
        (translate("Explain", "Gerechnet am {when}").format(when=worded(data.computed_at)),)
        if data.computed_at
        else ()
    )
