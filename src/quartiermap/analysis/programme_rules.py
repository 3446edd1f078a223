"""Tests of the programmes that can be asked today: Land, calls, the gap as proof, the grant on eligible cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from quartiermap.analysis.rule_case import WORK_KINDS, Case, Outcome, Parameters, given, undecided
from quartiermap.domain.facts import LAENDER
from quartiermap.domain.findings import Reason, Result
from quartiermap.domain.texts import date, number, percent

_PROVING = {
    Reason.OUT_OF_REACH: "eine solche Einrichtung fehlt in zumutbarer Nähe",
    Reason.TOO_FEW_PLACES: "die vorhandene Kapazität reicht nicht aus",
}


def land(case: Case, parameters: Parameters) -> Outcome:
    """Tell whether the programme exists in the Land of the municipality."""
    names = " oder ".join(LAENDER[each] for each in parameters["lands"])
    if case.land is None:
        return undecided(f"Das Programm gibt es nur in {names}; ein Land ist nicht eingestellt.", parameters)
    own = LAENDER.get(case.land, case.land)
    if case.land in parameters["lands"]:
        return Outcome(Result.MET, f"Eingestelltes Land: {own}.")
    return Outcome(Result.NOT_MET, f"Das Programm gibt es nur in {names}; eingestellt ist {own}.")


def calls(case: Case, parameters: Parameters) -> Outcome:
    """Tell whether a call is known whose deadline has not passed; after the last known one it is open, never no."""
    deadlines = sorted(dt.date.fromisoformat(str(each)) for each in parameters["deadlines"])
    if case.day < case.programme.valid_from:
        begin = date(case.programme.valid_from)
        return Outcome(Result.NOT_MET, f"Der Stichtag {date(case.day)} liegt vor dem Beginn ({begin}).")
    ahead = [day for day in deadlines if case.day <= day]
    if ahead:
        return Outcome(
            Result.MET, f"Nächste bekannte Antragsfrist nach dem Stichtag {date(case.day)}: {date(ahead[0])}."
        )
    return undecided(
        f"Die letzte bekannte Antragsfrist war der {date(deadlines[-1])}; ob es danach einen Aufruf gab, ist hier nicht bekannt.",
        parameters,
    )


def gap_as_proof(case: Case, work: str, parameters: Parameters) -> Outcome:
    """Take the gap itself as the proof that a new building needs: nothing in reach, or too few places.

    Other reasons (barriers, condition) do not show that anything is missing; a gap of low confidence is
    a hint and no proof.
    """
    because = _PROVING.get(case.gap.reason)
    if because is None:
        return undecided(
            f"{work} Die Lücke ({case.gap.reason.label}) belegt nicht, dass eine Einrichtung fehlt.",
            parameters,
            exception=True,
        )
    persons = case.gap.affected_population
    people = "" if persons is None else f", {number(persons)} Betroffene ({case.gap.affected_group})"
    if case.gap.confidence == "gering":
        return undecided(
            f"{work} Die Analyse weist darauf hin, dass {because}{people}; ihre Sicherheit ist gering.",
            parameters,
            exception=True,
        )
    return Outcome(
        Result.MET,
        f"{work} Die Lückenanalyse weist nach: {because}{people}. Nachweis: Lücke {case.gap.gap_id} in diesem Bericht.",
    )


def grant(case: Case, parameters: Parameters) -> Outcome:
    """Check the grant of one payer: at most a rate of the eligible cost, which is a share of the whole cost.

    `payer` and `rate` (0..1) come from the rule, the share from the programme (`Programme.eligible`), the
    amounts in euro from the municipality.
    """
    stated = case.facts.get(parameters["fact"])
    if not given(stated) or not isinstance(stated, Mapping):
        return undecided("Ein Finanzierungsplan liegt nicht vor.", parameters)
    counted = case.programme.eligible_for(case.work_kind)
    if counted is None:
        return undecided(
            "Welcher Kostenanteil bei dieser Art der Arbeiten zählt, sagt das Programm nicht.", parameters
        )
    total, asked = _euro(stated.get("gesamt")), _euro(stated.get(parameters["payer"]))
    if total is None or asked is None or total == 0:
        return undecided("Gesamtkosten oder Zuschuss fehlen oder sind keine Zahl ab 0.", parameters)
    parts = [_euro(stated.get(p)) for p in ("bund", "land", "kommune", "dritte")]
    whole = sum(part for part in parts if part is not None)
    if _euro(stated.get("kommune")) is None:
        return undecided("Der Anteil der Kommune fehlt oder ist keine Zahl ab 0.", parameters)
    rate = float(parameters["rate"])
    most = rate * counted.share * total
    sentence = (
        f"Zuschuss {number(asked)} € bei Gesamtkosten {number(total)} €; möglich sind höchstens {number(most)} € "
        f"({percent(rate, 0)} von {percent(counted.share, 0)})"
    )
    if abs(whole - total) > 0.001 * max(whole, total):
        return Outcome(
            Result.NOT_MET, f"{sentence}; die Teile ergeben {number(whole)} € statt {number(total)} €."
        )
    if asked > most * (1 + 1e-9) + 0.005:
        return Outcome(Result.NOT_MET, f"{sentence}; das ist überschritten.")
    return Outcome(Result.MET, f"{sentence}.")


def _euro(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        return None
    return float(value)


_CHANGES = {
    "date": "Ein Stichtag im Zeitraum des Programms; für heute ein anderes Programm.",
    "calls": "Ein Stichtag nach dem Beginn des Programms.",
    "land": "Nichts: Das Programm gibt es nur in bestimmten Ländern.",
    "field": "Die Angabe: {met}.",
    "kind_in": "Eine Einrichtungsart aus der Liste des Programms oder der Beleg, dass es eine Gemeinbedarfseinrichtung ist.",
    "work_kind": "Eine zugelassene Art der Arbeiten: {allowed}.",
    "within": "Ein Standort in einem solchen Gebiet, oder ein Gebiet, das den Standort einschließt.",
    "excluded": "Nichts: Hier ist keine Ausnahme vorgesehen.",
    "finance": "Ein Finanzierungsplan, dessen Anteile im Rahmen liegen und zusammen die Kosten ergeben.",
    "grant": "Ein Zuschuss im Rahmen der Sätze und Teile, die zusammen die Gesamtkosten ergeben.",
    "flag": "Die Angabe „ja“.",
    "count": "Mindestens {at_least} Nutzungen.",
}


def what_would_change(test: Parameters, outcome: Outcome) -> str:
    """Return in words what would make a criterion met that is not; empty for one that is met or not asked.

    Examples
    --------
    >>> what_would_change({"type": "field", "met": ["ja"]}, Outcome(Result.NOT_MET, "Angegeben: „nein“."))
    'Die Angabe: ja.'
    """
    if outcome.result is Result.OPEN:
        return f"Es fehlt: {outcome.missing}." if outcome.missing else ""
    if outcome.result is not Result.NOT_MET:
        return ""
    words = {
        name: " oder ".join(WORK_KINDS.get(str(v), str(v)) for v in value)
        if isinstance(value, list | tuple)
        else value
        for name, value in test.items()
    }
    pattern = _CHANGES.get(str(test.get("type")), "")
    return pattern.format_map({"met": "", "allowed": "", "at_least": "", **words})
