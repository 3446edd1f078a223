"""The rule engine: named tests that a programme file puts together (``test = {type = "within", ...}``).

A test looks at one `Case` (a gap with everything known about it) and answers with an `Outcome`. Three laws hold
for every test: a missing datum is "offen" and says what is missing; it is never "nicht erfüllt"; every
answer names the value it found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from quartiermap.analysis.programme_rules import calls, gap_as_proof, grant
from quartiermap.analysis.programme_rules import land as in_land
from quartiermap.analysis.rule_case import (
    WORK_KINDS,
    AreaHit,
    Case,
    Outcome,
    Parameters,
    given,
    not_asked,
    said,
    undecided,
    yes_or_no,
)
from quartiermap.domain.findings import Reason, Result
from quartiermap.domain.programme import Programme
from quartiermap.domain.texts import date, metres, number, percent
from quartiermap.errors import InputError, Problem

Test = Callable[[Case, Parameters], Outcome]


def _date(case: Case, _parameters: Parameters) -> Outcome:
    programme = case.programme
    period = f"{date(programme.valid_from)} bis {date(programme.valid_to, missing='auf Weiteres')}"
    if programme.open_on(case.day):
        return Outcome(Result.MET, f"Der Stichtag {date(case.day)} liegt im Zeitraum {period}.")
    if case.day < programme.valid_from:
        return Outcome(Result.NOT_MET, f"Der Stichtag {date(case.day)} liegt vor dem Zeitraum {period}.")
    return Outcome(
        Result.NOT_MET,
        f"Programm geschlossen: Der Stichtag {date(case.day)} liegt nach dem Zeitraum {period}.",
    )


def _field(case: Case, parameters: Parameters) -> Outcome:
    value = case.facts.get(parameters["fact"])
    if not given(value):
        return undecided("Dazu liegt keine Angabe vor.", parameters)
    word = said(value).lower()
    if word in parameters.get("met", ()):
        return Outcome(Result.MET, f"Angegeben: „{said(value)}“.")
    if word in parameters.get("open", ()):
        return undecided(f"Angegeben: „{said(value)}“; das genügt noch nicht.", parameters)
    if "not_met" in parameters and word not in parameters["not_met"]:
        return undecided(f"Die Angabe „{said(value)}“ ist nicht zu deuten.", parameters)
    return Outcome(
        Result.NOT_MET, f"Angegeben: „{said(value)}“; verlangt: {' oder '.join(parameters.get('met', ()))}."
    )


def _kind_in(case: Case, parameters: Parameters) -> Outcome:
    if case.gap.kind in parameters.get("excluded", ()):
        return Outcome(Result.NOT_MET, "Die Einrichtungsart ist ausgeschlossen.")
    if case.gap.kind in parameters["kinds"]:
        return Outcome(Result.MET, "Die Einrichtungsart steht in der Liste des Programms.")
    stated = yes_or_no(case.facts.get(parameters.get("fact", "")))
    if stated is True:
        return Outcome(
            Result.MET, "Nicht in der Liste, aber als Gemeinbedarfseinrichtung angegeben (dann gilt R04)."
        )
    if stated is False:
        return Outcome(Result.NOT_MET, "Nicht in der Liste und nach Angabe keine Gemeinbedarfseinrichtung.")
    return undecided("Die Einrichtungsart steht nicht in der Liste des Programms.", parameters)


def _evidence(case: Case, parameters: Parameters) -> Outcome:
    if case.gap.kind in parameters.get("not_kinds", ()):
        return not_asked(parameters.get("not_kinds_because", "Für diese Einrichtungsart nicht verlangt."))
    exception = bool(parameters.get("exception"))
    names: Sequence[str] = parameters["facts"]
    there = [n for n in names if given(case.facts.get(n)) and case.facts.get(n) is not False]
    enough = bool(there) if parameters.get("any") else len(there) == len(names)
    hint = ""
    if parameters.get("with_gap"):
        hint = f" Aus der Analyse belegbar: {_gap_words(case)}."
    if enough:
        words = "; ".join(said(case.facts[n]) for n in there)
        return Outcome(Result.MET, f"Angegeben: „{words}“.{hint}", exception=exception)
    because = "Der Nachweis fehlt."
    if there:
        because = f"Ein Teil liegt vor („{'; '.join(said(case.facts[n]) for n in there)}“), der Rest fehlt."
    return undecided(because + hint, parameters, exception=exception)


def _gap_words(case: Case) -> str:
    gap = case.gap
    status = f", Sozialstatus {case.status_class}" if case.status_class else ""
    return f"{number(gap.affected_population)} Betroffene ({gap.reason.label}){status}"


def _work_kind(case: Case, parameters: Parameters) -> Outcome:
    kind = case.work_kind
    name = WORK_KINDS.get(kind, kind)
    how = "angegeben" if case.work_kind_stated else f"aus der Lücke abgeleitet ({case.gap.reason.label})"
    if kind in parameters["allowed"]:
        return Outcome(Result.MET, f"Art der Arbeiten: {name}, {how}.")
    rule = parameters.get("conditional", {}).get(kind)
    if rule is None:
        if case.work_kind_stated and kind not in WORK_KINDS:
            return undecided(
                f"Die angegebene Art der Arbeiten „{kind}“ ist unbekannt.", {"missing": "Art der Arbeiten"}
            )
        return Outcome(Result.NOT_MET, f"Art der Arbeiten: {name}, {how}; nicht vorgesehen.")
    proof = case.facts.get(rule["fact"])
    if given(proof) and proof is not False:
        return Outcome(
            Result.MET,
            f"Art der Arbeiten: {name}, {how}. Als Ausnahme begründet: „{said(proof)}“.",
            exception=True,
        )
    if rule.get("gap_proves"):
        return gap_as_proof(case, f"Art der Arbeiten: {name}, {how}.", rule)
    return undecided(
        f"Art der Arbeiten: {name}, {how}; nur als begründete Ausnahme möglich.", rule, exception=True
    )


def _within(case: Case, parameters: Parameters) -> Outcome:
    status = str(parameters["status"])
    hit = case.areas.get(status, AreaHit(layer=False))
    if not hit.layer:
        return undecided("Es sind keine Gebiete der Städtebauförderung geladen.", parameters)
    if "basis" in parameters and hit.names:
        hit, unknown = hit.on_basis(parameters["basis"])
        if unknown and not hit.names:
            return Outcome(
                Result.OPEN,
                f"{case.site} liegt in „{'“, „'.join(unknown)}“, dessen Rechtsgrundlage nicht angegeben ist.",
                f"Rechtsgrundlage des Gebiets ({', '.join(parameters['basis'])} BauGB)",
            )
    border = ""
    near = float(parameters.get("border_m", 0.0))
    if hit.border_m is not None and hit.border_m < near:
        border = (
            f" Grenzlage: {metres(hit.border_m)} bis zur Gebietsgrenze (Schwelle {metres(near)}: Annahme)."
        )
    if hit.names:
        share = case.gap.figures.get("share_in_funding_area") if status == "laufend" else None
        people = (
            ""
            if share is None
            else f" {percent(share)} der Betroffenen wohnen in Gebieten mit Stand „laufend“."
        )
        return Outcome(
            Result.MET, f"{case.site} liegt in „{'“, „'.join(hit.names)}“ (Stand: {status}).{border}{people}"
        )
    if hit.unclear:
        return Outcome(
            Result.OPEN,
            f"{case.site} liegt in „{'“, „'.join(hit.unclear)}“, dessen Verfahrensstand am {date(case.day)} unklar ist.",
            "Verfahrensstand des Gebiets (laufend, Voruntersuchung, abgerechnet) mit Zeitraum",
        )
    away = f"; nächste Gebietsgrenze in {metres(hit.border_m)}" if hit.border_m is not None else ""
    return Outcome(Result.NOT_MET, f"{case.site} liegt in keinem Gebiet mit Stand „{status}“{away}.{border}")


def _excluded(_case: Case, parameters: Parameters) -> Outcome:
    return Outcome(Result.NOT_MET, str(parameters.get("because", "Ausgeschlossen.")))


def _reach(case: Case, parameters: Parameters) -> Outcome:
    if case.gap.kind not in parameters["kinds"]:
        return not_asked("Nur für Grün-, Frei- und Sportflächen.")
    if case.gap.reason is Reason.OUT_OF_REACH:
        return undecided("Der Standort der neuen Fläche steht noch nicht fest.", parameters)
    if case.covered_share is None:
        return undecided("Die Erreichbarkeit im Quartier ist nicht bekannt.", parameters)
    least = float(parameters["min_share"])
    text = (
        f"{percent(case.covered_share)} der Zielgruppe im Quartier erreichen eine solche Fläche im Richtwert"
    )
    if case.covered_share >= least:
        return Outcome(Result.MET, f"{text} (Schwelle {percent(least, 0)}: Annahme).")
    return undecided(f"{text}; unter der Schwelle von {percent(least, 0)} (Annahme).", parameters)


def _need(case: Case, parameters: Parameters) -> Outcome:
    stated = case.facts.get(parameters["fact"])
    index = ""
    if case.status_class:
        index = f"Sozialindex {case.period or ''}: Status {case.status_class}".replace("  ", " ")
        index += f", Dynamik {case.dynamics_class}" if case.dynamics_class else ""
        index += ", besonderer Aufmerksamkeitsbedarf" if case.attention else ""
        index += ". "
    if case.status_class in parameters["classes"] or case.attention:
        return Outcome(Result.MET, f"{index}Hinweis auf Integrationsbedarf, keine Feststellung.")
    if given(stated) and stated is not False:
        return Outcome(Result.MET, f"{index}Angegeben: „{said(stated)}“.")
    if index:
        return undecided(f"{index}Der Index allein belegt den Bedarf nicht.", parameters)
    return undecided("Ein Sozialindex des Quartiers liegt nicht vor.", parameters)


_PAYERS = {"bund": "Bund", "land": "Land", "kommune": "Kommune", "dritte": "Dritte"}


def _finance(case: Case, parameters: Parameters) -> Outcome:
    return check_finance(case.programme, case.facts.get(parameters["fact"]), parameters)


def check_finance(programme: Programme, stated: Any, parameters: Parameters) -> Outcome:
    """Check the shares of a programme: who pays how much of the whole.

    Parameters
    ----------
    stated : mapping
        Amounts in euro, or shares, by payer (bund, land, kommune, dritte); ``gesamt`` is the sum to compare with.
    parameters : mapping
        Of the rule: ``tolerance`` (share, 0..1) and ``missing``.
    """
    if not given(stated):
        return undecided("Ein Finanzierungsplan liegt nicht vor.", parameters)
    if not isinstance(stated, Mapping):
        return undecided("Der Finanzierungsplan ist nicht lesbar.", parameters)
    amounts: dict[str, float] = {}
    for payer in _PAYERS:
        value = stated.get(payer)
        if value is None and payer == "dritte":
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
            return undecided(f"Der Anteil „{_PAYERS[payer]}“ fehlt oder ist keine Zahl ab 0.", parameters)
        amounts[payer] = float(value)
    whole = sum(amounts.values())
    total = stated.get("gesamt")
    tolerance = float(parameters.get("tolerance", 0.001))
    if whole <= 0:
        return undecided("Der Finanzierungsplan enthält keine Beträge.", parameters)
    wrong = []
    if (
        isinstance(total, int | float)
        and not isinstance(total, bool)
        and abs(whole - total) > tolerance * max(total, whole)
    ):
        wrong.append(f"die Teile ergeben {number(whole)} statt {number(float(total))}")
        whole = float(total) if total > 0 else whole
    shares = {payer: amount / whole for payer, amount in amounts.items()}
    apart = {rule.payer for rule in programme.funding}
    shares_with_rest = {**shares, "rest": sum(share for payer, share in shares.items() if payer not in apart)}
    for rule in programme.funding:
        share = shares_with_rest.get(rule.payer, 0.0)
        name = rule.label or _PAYERS.get(rule.payer, rule.payer)
        if rule.share_max is not None and share > rule.share_max + tolerance:
            wrong.append(f"{name} über {percent(rule.share_max, 0)}")
        if rule.share_min is not None and share < rule.share_min - tolerance:
            wrong.append(f"{name} unter {percent(rule.share_min, 0)}")
    words = ", ".join(f"{_PAYERS[p]} {percent(s)}" for p, s in shares.items())
    if wrong:
        return Outcome(Result.NOT_MET, f"Anteile: {words}; {'; '.join(wrong)}.")
    return Outcome(Result.MET, f"Anteile: {words}.")


def _flag(case: Case, parameters: Parameters) -> Outcome:
    if "kinds" in parameters and case.gap.kind not in parameters["kinds"]:
        return not_asked("Nur für andere Einrichtungsarten.")
    stated = case.facts.get(parameters["fact"])
    answer = yes_or_no(stated) if given(stated) else None
    if answer is None:
        return undecided("Dazu liegt keine Angabe vor.", parameters)
    if answer:
        return Outcome(Result.MET, "Angegeben: ja.", points=float(parameters.get("points", 1.0)))
    return Outcome(Result.NOT_MET, "Angegeben: nein.", points=0.0)


def _count(case: Case, parameters: Parameters) -> Outcome:
    stated = case.facts.get(parameters["fact"])
    if not given(stated):
        return undecided("Dazu liegt keine Angabe vor.", parameters)
    items = [s for s in stated.split(",") if s.strip()] if isinstance(stated, str) else stated
    amount = len(items) if isinstance(items, list | tuple) else items
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        return undecided(f"Die Angabe „{said(stated)}“ ist keine Liste.", parameters)
    text = f"Angegeben: {said(stated)} ({number(amount)}; verlangt mindestens {parameters['at_least']})."
    if amount >= parameters["at_least"]:
        return Outcome(Result.MET, text, points=float(parameters.get("points", 1.0)))
    return Outcome(Result.NOT_MET, text, points=0.0)


def _aims(case: Case, parameters: Parameters) -> Outcome:
    stated = case.facts.get(parameters["fact"])
    items = stated.replace(";", ",").split(",") if isinstance(stated, str) else stated or []
    named = [str(s).strip().upper() for s in items] if isinstance(items, list | tuple) else []
    aims = [a for a in parameters["aims"] if a in named]
    if aims:
        points = float(parameters.get("points_each", 1.0)) * len(aims)
        return Outcome(Result.MET, f"Angegeben: {', '.join(aims)}.", points=points)
    near = (
        "Z2"
        if case.gap.reason is Reason.NOT_BARRIER_FREE
        else "Z3"
        if case.work_kind == "freiflaeche"
        else "Z1"
    )
    return undecided(f"Es ist kein Ziel angegeben; nahe liegt {near}.", parameters)


def _affected_points(case: Case, parameters: Parameters) -> Outcome:
    persons = case.gap.affected_population
    if persons is None:
        return undecided("Die Zahl der Betroffenen ist nicht bekannt.", parameters)
    points = min(float(parameters["max"]), persons / float(parameters["per"]))
    text = f"{number(persons)} Betroffene: {number(points, 1)} Punkte (eigene Reihung der Kommune)."
    return Outcome(Result.MET, text, points=round(points, 4))


def _class_points(case: Case, parameters: Parameters) -> Outcome:
    points = parameters["points"].get(case.status_class) if case.status_class else None
    if points is None:
        return undecided("Ein Sozialindex des Quartiers liegt nicht vor.", parameters)
    text = f"Sozialstatus {case.status_class}: {number(points, 0)} Punkte (eigene Reihung der Kommune)."
    return Outcome(Result.MET, text, points=float(points))


TESTS: dict[str, tuple[Test, tuple[str, ...]]] = {
    "date": (_date, ()),
    "field": (_field, ("fact", "met")),
    "kind_in": (_kind_in, ("kinds",)),
    "evidence": (_evidence, ("facts",)),
    "work_kind": (_work_kind, ("allowed",)),
    "within": (_within, ("status",)),
    "excluded": (_excluded, ()),
    "reach": (_reach, ("kinds", "min_share")),
    "need": (_need, ("fact", "classes")),
    "finance": (_finance, ("fact",)),
    "flag": (_flag, ("fact",)),
    "count": (_count, ("fact", "at_least")),
    "aims": (_aims, ("fact", "aims")),
    "affected_points": (_affected_points, ("per", "max")),
    "class_points": (_class_points, ("points",)),
    "land": (in_land, ("lands",)),
    "calls": (calls, ("deadlines",)),
    "grant": (grant, ("fact", "payer", "rate")),
}
"""Every test by its name in programme files, with the parameters it cannot do without."""


_FACT_TYPES: dict[str, tuple[str, ...]] = {
    "field": ("choice",),
    "kind_in": ("yes_no",),
    "evidence": ("text", "number"),
    "work_kind": ("choice",),
    "need": ("text",),
    "finance": ("amounts",),
    "grant": ("amounts",),
    "flag": ("yes_no",),
    "count": ("list",),
    "aims": ("multi",),
}
"""The types of fact that a test can read; tests that read none are not in here."""


def check_programme(programme: Programme) -> None:
    """Raise `InputError` with every rule whose test is unknown, lacks a parameter or asks for an unfit fact."""
    problems = []
    types = {fact.id: fact.type for fact in programme.fact}
    for rule in programme.rule:
        for land in (None, *rule.overrides):
            test = rule.for_land(land).test
            where = f"{rule.id}{'' if land is None else f' ({land})'}"
            known = TESTS.get(str(test.get("type")))
            if known is None:
                problems.append(
                    Problem(
                        f"Regel {where}: Die Prüfung „{test.get('type')}“ gibt es nicht.",
                        remedy=f"Vorhanden: {', '.join(TESTS)}.",
                        file=f"{programme.id}.toml",
                        column="test",
                        code="rule_test_unknown",
                    )
                )
                continue
            problems += [
                Problem(
                    f"Regel {where}: Der Prüfung „{test['type']}“ fehlt die Angabe „{name}“.",
                    remedy="Angabe ergänzen, siehe data/programmes/siq-bund.toml.",
                    file=f"{programme.id}.toml",
                    column="test",
                    code="rule_parameter_missing",
                )
                for name in known[1]
                if name not in test
            ]
            fit = _FACT_TYPES.get(str(test["type"]), ())
            problems += [
                Problem(
                    f"Regel {where}: Die Prüfung „{test['type']}“ kann die Angabe „{name}“ vom Typ „{types[name]}“ nicht lesen.",
                    remedy=f"Lesbar: {', '.join(fit)}.",
                    file=f"{programme.id}.toml",
                    column="fact",
                    code="rule_fact_type",
                )
                for name in (*filter(None, (test.get("fact"),)), *test.get("facts", ()))
                if fit and name in types and types[name] not in fit
            ]
    if problems:
        raise InputError(problems)


def run_test(case: Case, test: Parameters) -> Outcome:
    """Run one test; a ``note`` of the test (a Land's particular) is added to the sentence."""
    outcome = TESTS[str(test["type"])][0](case, test)
    note = test.get("note")
    if not note or outcome.result is Result.NOT_APPLICABLE:
        return outcome
    return Outcome(
        outcome.result, f"{outcome.because} {note}", outcome.missing, outcome.points, outcome.exception
    )
