"""Tests of the programmes that can be asked today: Land, calls, the gap as proof, the grant on eligible cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from quartiermap.analysis.rule_case import (
    WORK_KINDS,
    Asked,
    Case,
    Outcome,
    Parameters,
    given,
    listed,
    undecided,
)
from quartiermap.analysis.rule_money import PAYERS, payers_of
from quartiermap.domain.findings import Reason, Result
from quartiermap.domain.laender import LAENDER
from quartiermap.domain.texts import date, number, percent

_PROVING = {
    Reason.OUT_OF_REACH: "im Richtwert ist keine solche Einrichtung erreichbar",
    Reason.TOO_FEW_PLACES: "die vorhandene Kapazität reicht nicht aus",
}


def land(case: Case, parameters: Parameters) -> Outcome:
    """Tell whether the programme exists in the Land of the municipality."""
    names = listed([LAENDER[each] for each in parameters["lands"]])
    if case.land is None:
        because = f"Das Programm gibt es nur in {names}; für das Projekt ist kein Land angegeben."
        return undecided(because, parameters, found="kein Land angegeben", threshold=names)
    own = LAENDER.get(case.land, case.land)
    if case.land in parameters["lands"]:
        return Outcome(Result.MET, f"Land der Kommune: {own}.", found=own, threshold=names)
    because = f"Das Programm gibt es nur in {names}; die Kommune liegt in {own}."
    return Outcome(Result.NOT_MET, because, found=own, threshold=names)


def calls(case: Case, parameters: Parameters) -> Outcome:
    """Tell whether a call is known whose deadline has not passed; after the last known one it is open, never no."""
    deadlines = sorted(dt.date.fromisoformat(str(each)) for each in parameters["deadlines"])
    today = date(case.day)
    asked: Asked = {
        "found": f"Stichtag {today}",
        "threshold": f"vor einer bekannten Antragsfrist ({', '.join(date(day) for day in deadlines)})",
    }
    if case.day < case.programme.valid_from:
        begin = date(case.programme.valid_from)
        because = f"Der Stichtag {today} liegt vor dem Beginn des Programms ({begin})."
        return Outcome(Result.NOT_MET, because, **asked)
    ahead = [day for day in deadlines if case.day <= day]
    if ahead:
        because = f"Nächste bekannte Antragsfrist nach dem Stichtag {today}: {date(ahead[0])}."
        return Outcome(Result.MET, because, **asked)
    return undecided(
        f"Die letzte bekannte Antragsfrist war der {date(deadlines[-1])}, also vor dem Stichtag {today}; ob es danach einen "
        "Aufruf gab, steht nicht in den Regeln.",
        parameters,
        **asked,
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
            f"{work} Ein Hinweis aus der Analyse: {because}{people}; ihre Sicherheit ist gering.",
            parameters,
            exception=True,
        )
    return Outcome(
        Result.MET,
        f"{work} Die Lückenanalyse weist nach: {because}{people}. Nachweis: Lücke {case.gap.gap_id} im Lückenbericht.",
    )


def grant(case: Case, parameters: Parameters) -> Outcome:
    """Check the grant of one payer: at most a rate of the eligible cost, which is a share of the whole cost.

    `payer` and `rate` (0..1) come from the rule, the share from the programme (`Programme.eligible`), the
    amounts in euro from the municipality.
    """
    stated = case.facts.get(parameters["fact"])
    rate = float(parameters["rate"])
    asked: Asked = {"threshold": f"höchstens {percent(rate, 0)} der zuwendungsfähigen Kosten"}
    counted = case.programme.eligible_for(case.work_kind)
    work = WORK_KINDS.get(case.work_kind, case.work_kind)
    if counted is not None:
        asked["threshold"] += f" (das sind {percent(counted.share, 0)} der Gesamtkosten bei: {work})"
    if not given(stated) or not isinstance(stated, Mapping):
        because = "Ein Finanzierungsplan liegt nicht vor."
        return undecided(because, parameters, found="keine Angabe", threshold=asked["threshold"])
    if counted is None:
        because = f"Welcher Teil der Kosten bei der Art der Arbeiten „{work}“ zählt, sagt das Programm nicht."
        return undecided(because, parameters, **asked)
    total, asked_for = _euro(stated.get("gesamt")), _euro(stated.get(parameters["payer"]))
    if total is None or asked_for is None or total == 0:
        because = "Im Finanzierungsplan fehlen Gesamtsumme oder Zuschuss, oder sie sind keine Zahl ab 0."
        return undecided(because, parameters, **asked)
    asked["found"] = f"Zuschuss {number(asked_for)} € von {number(total)} €"
    parts = [_euro(stated.get(p)) for p in ("bund", "land", "kommune", "dritte")]
    whole = sum(part for part in parts if part is not None)
    if _euro(stated.get("kommune")) is None:
        because = "Im Finanzierungsplan fehlt der Anteil der Kommune, oder er ist keine Zahl ab 0."
        return undecided(because, parameters, **asked)
    most = rate * counted.share * total
    sentence = (
        f"Zuschuss {number(asked_for)} € bei Gesamtkosten {number(total)} €; möglich sind höchstens {number(most)} € "
        f"({percent(rate, 0)} von {percent(counted.share, 0)})"
    )
    over = asked_for > most * (1 + 1e-9) + 0.005
    if over and not case.work_kind_stated:
        largest = max(each.share for each in case.programme.eligible)
        if asked_for <= rate * largest * total * (1 + 1e-9) + 0.005:
            because = f"{sentence}. Mit einer anderen Art der Arbeiten wären es bis zu {number(rate * largest * total)} €."
            return undecided(because, {"missing": "Art der Arbeiten"}, **asked)
    if abs(whole - total) > 0.001 * max(whole, total):
        unstated = [PAYERS[p] for p in PAYERS if stated.get(p) is None and p in payers_of(case.programme)]
        if whole < total and unstated and not over:
            because = f"{sentence}; die Teile ergeben {number(whole)} € statt {number(total)} €, und {listed(unstated, 'und')} {'ist' if len(unstated) == 1 else 'sind'} nicht angegeben."
            return undecided(because, parameters, **asked)
        return Outcome(
            Result.NOT_MET,
            f"{sentence}; die Teile ergeben {number(whole)} € statt {number(total)} €.",
            **asked,
        )
    if over:
        return Outcome(Result.NOT_MET, f"{sentence}; das ist überschritten.", **asked)
    return Outcome(Result.MET, f"{sentence}.", **asked)


def _euro(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        return None
    return float(value)


_CHANGES = {
    "date": "Ein Stichtag im Zeitraum des Programms; für heute ein anderes Programm.",
    "calls": "Ein Stichtag nach dem Beginn des Programms.",
    "land": "Nichts: Das Programm gibt es nur in bestimmten Ländern.",
    "field": "Eine andere Angabe: {threshold}.",
    "kind_in": "Eine Einrichtungsart aus der Liste des Programms oder der Beleg, dass es eine Gemeinbedarfseinrichtung ist.",
    "work_kind": "Eine zugelassene Art der Arbeiten: {threshold}.",
    "within": "Ein Standort {threshold}, oder ein Gebiet, das den Standort einschließt.",
    "excluded": "Nichts: Hier ist keine Ausnahme vorgesehen.",
    "reach": "Ein Standort, von dem aus mehr Menschen des Quartiers die Fläche erreichen ({threshold}).",
    "finance": "Ein Finanzierungsplan mit diesen Anteilen: {threshold}; die Teile müssen zusammen die Kosten ergeben.",
    "grant": "Ein Zuschuss von {threshold}; die Teile müssen zusammen die Gesamtkosten ergeben.",
    "flag": "Die Angabe „ja“.",
    "count": "Eine Liste mit {threshold} Einträgen.",
}


def what_would_change(test: Parameters, outcome: Outcome) -> str:
    """Return in words what would make a criterion met that is not; empty for one that is met or not asked.

    Examples
    --------
    >>> what_would_change({"type": "field"}, Outcome(Result.NOT_MET, "Angegeben: „nein“.", threshold="„ja“"))
    'Eine andere Angabe: „ja“.'
    """
    if outcome.result is Result.OPEN:
        return f"Es fehlt: {outcome.missing}." if outcome.missing else ""
    if outcome.result is not Result.NOT_MET:
        return ""
    if test.get("type") == "kind_in" and outcome.found and "ausgeschlossen" in outcome.because:
        return "Nichts: Diese Einrichtungsart ist ausgeschlossen."
    return _CHANGES.get(str(test.get("type")), "").format(threshold=outcome.threshold)
