"""The rule engine: named tests that a programme file puts together (``test = {type = "within", ...}``).

A test looks at one `Case` (a gap with everything known about it) and answers with an `Outcome`. Three laws hold
for every test: a missing datum is "offen" and says what is missing; it is never "nicht erfüllt"; every
answer names the value it found and what is asked of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from quartiermap.analysis.programme_rules import calls, gap_as_proof, grant
from quartiermap.analysis.programme_rules import land as in_land
from quartiermap.analysis.rule_case import (
    WORK_KINDS,
    AreaHit,
    Asked,
    Case,
    Outcome,
    Parameters,
    given,
    listed,
    not_asked,
    said,
    undecided,
    yes_or_no,
)
from quartiermap.analysis.rule_money import check_finance, finance
from quartiermap.analysis.rule_points import affected_points, aims, class_points, count, flag
from quartiermap.domain.findings import Reason, Result
from quartiermap.domain.programme import Programme
from quartiermap.domain.programme_test_checks import type_errors, unfit_facts, unknown_tests
from quartiermap.domain.texts import date, metres, number, percent
from quartiermap.errors import InputError, Problem

__all__ = ["TESTS", "check_finance", "check_programme", "run_test"]

Test = Callable[[Case, Parameters], Outcome]

NOTHING = "keine Angabe"
"""What was found where nobody stated anything."""


def _date(case: Case, _parameters: Parameters) -> Outcome:
    programme = case.programme
    period = f"{date(programme.valid_from)} bis {date(programme.valid_to, missing='auf Weiteres')}"
    texts: Asked = {"found": f"Stichtag {date(case.day)}", "threshold": f"im Zeitraum {period}"}
    if programme.open_on(case.day):
        return Outcome(Result.MET, f"Der Stichtag {date(case.day)} liegt im Zeitraum {period}.", **texts)
    if case.day < programme.valid_from:
        return Outcome(
            Result.NOT_MET, f"Der Stichtag {date(case.day)} liegt vor dem Zeitraum {period}.", **texts
        )
    return Outcome(
        Result.NOT_MET,
        f"Programm geschlossen: Der Stichtag {date(case.day)} liegt nach dem Zeitraum {period}.",
        **texts,
    )


def _field(case: Case, parameters: Parameters) -> Outcome:
    fact = str(parameters["fact"])
    value = case.facts.get(fact)
    wanted = listed([f"„{case.words(fact, each)}“" for each in parameters["met"]])
    if not given(value):
        return undecided("Dazu liegt keine Angabe vor.", parameters, found=NOTHING, threshold=wanted)
    word = said(value).lower()
    shown = f"„{case.words(fact, word if isinstance(value, str) else value)}“"
    if shown == f"„{word}“":
        shown = f"„{said(value)}“"
    if word in _lower(parameters["met"]):
        return Outcome(Result.MET, f"Angegeben: {shown}.", found=shown, threshold=wanted)
    if word in _lower(parameters.get("open", ())):
        because = f"Angegeben: {shown}; das genügt noch nicht."
        return undecided(because, parameters, found=shown, threshold=wanted)
    known = parameters.get("not_met")
    if word not in _lower(case.options(fact) if known is None else known):
        because = f"Die Angabe {shown} ist nicht zu deuten."
        return undecided(because, parameters, found=shown, threshold=wanted)
    return Outcome(Result.NOT_MET, f"Angegeben: {shown}; verlangt: {wanted}.", found=shown, threshold=wanted)


def _lower(values: Sequence[str]) -> list[str]:
    return [value.lower() for value in values]


def _kind_in(case: Case, parameters: Parameters) -> Outcome:
    excluded = parameters.get("excluded", ())
    listed_kinds = [case.kind_name(kind) for kind in parameters["kinds"] if kind not in excluded]
    name = f"„{case.kind_name(case.gap.kind)}“"
    asked: Asked = {"found": case.kind_name(case.gap.kind), "threshold": listed(listed_kinds)}
    if case.gap.kind in excluded:
        return Outcome(Result.NOT_MET, f"Die Einrichtungsart {name} ist ausgeschlossen.", **asked)
    if case.gap.kind in parameters["kinds"]:
        return Outcome(Result.MET, f"Die Einrichtungsart {name} steht in der Liste des Programms.", **asked)
    stated = yes_or_no(case.facts.get(parameters.get("fact") or ""))
    if stated is True:
        because = f"{name} steht nicht in der Liste, ist aber als Gemeinbedarfseinrichtung angegeben."
        return Outcome(Result.MET, because, **asked)
    if stated is False:
        because = f"{name} steht nicht in der Liste und ist nach Angabe keine Gemeinbedarfseinrichtung."
        return Outcome(Result.NOT_MET, because, **asked)
    return undecided(
        f"Die Einrichtungsart {name} steht nicht in der Liste des Programms.", parameters, **asked
    )


def _evidence(case: Case, parameters: Parameters) -> Outcome:
    if case.gap.kind in parameters.get("not_kinds", ()):
        return not_asked(parameters.get("not_kinds_because") or "Für diese Einrichtungsart nicht verlangt.")
    exception = bool(parameters.get("exception"))
    names: Sequence[str] = parameters["facts"]
    there = [n for n in names if given(case.facts.get(n)) and case.facts.get(n) is not False]
    missing = [n for n in names if n not in there]
    one_is_enough = bool(parameters.get("any"))
    labels = [f"„{case.fact_label(n)}“" for n in names]
    asked: Asked = {
        "found": "; ".join(said(case.facts[n]) for n in there) or NOTHING,
        "threshold": listed(labels, "oder" if one_is_enough else "und"),
    }
    hint = f" Die Analyse belegt dazu: {_gap_words(case)}." if parameters.get("with_gap") else ""
    if there and (one_is_enough or not missing):
        words = "; ".join(said(case.facts[n]) for n in there)
        return Outcome(Result.MET, f"Angegeben: „{words}“.{hint}", exception=exception, **asked)
    because = "Dazu liegt keine Angabe vor."
    if there:
        stated = listed([f"„{said(case.facts[n])}“" for n in there], "und")
        rest = listed([f"„{case.fact_label(n)}“" for n in missing], "und")
        because = f"Angegeben: {stated}; es fehlt noch {rest}."
    return undecided(because + hint, parameters, exception=exception, **asked)


def _gap_words(case: Case) -> str:
    gap = case.gap
    people = "die Zahl der Betroffenen ist nicht bekannt"
    if gap.affected_population is not None:
        people = f"{number(gap.affected_population)} Betroffene"
    status = f", Sozialstatus des Quartiers {case.status_class}" if case.status_class else ""
    return f"{people} ({gap.reason.label}){status}"


def _work_kind(case: Case, parameters: Parameters) -> Outcome:
    kind = case.work_kind
    name = WORK_KINDS.get(kind, kind)
    how = "angegeben" if case.work_kind_stated else f"aus der Lücke abgeleitet: {case.gap.reason.label}"
    wanted = "; ".join(WORK_KINDS.get(w, w) for w in parameters["allowed"])
    conditions = "; ".join(WORK_KINDS.get(w, w) for w in parameters.get("conditional", {}))
    wanted += f"; nur unter einer Bedingung: {conditions}" if conditions else ""
    asked: Asked = {"found": name, "threshold": wanted}
    work = f"Art der Arbeiten: {name} ({how})"
    if kind in parameters["allowed"]:
        return Outcome(Result.MET, f"{work}.", **asked)
    rule = parameters.get("conditional", {}).get(kind)
    if rule is None:
        if case.work_kind_stated and kind not in WORK_KINDS:
            return undecided(
                f"Die angegebene Art der Arbeiten „{kind}“ ist unbekannt.",
                {"missing": "Art der Arbeiten"},
                **asked,
            )
        if not case.work_kind_stated:
            because = f"{work}; das sieht das Programm nicht vor. Ob die Lücke mit anderen Arbeiten zu schließen ist, ist nicht angegeben."
            return undecided(because, {"missing": "Art der Arbeiten", **parameters}, **asked)
        return Outcome(Result.NOT_MET, f"{work}; das sieht das Programm nicht vor.", **asked)
    proof = case.facts.get(rule["fact"])
    if given(proof) and proof is not False:
        because = f"{work}. Als Ausnahme begründet: „{said(proof)}“."
        return Outcome(Result.MET, because, exception=True, **asked)
    if rule.get("gap_proves"):
        return replace(gap_as_proof(case, f"{work}.", rule), **asked)
    return undecided(f"{work}; das ist nur als begründete Ausnahme möglich.", rule, exception=True, **asked)


def _within(case: Case, parameters: Parameters) -> Outcome:
    status = str(parameters["status"])
    hit = case.areas.get(status, AreaHit(layer=False))
    wanted = f"in einem Gebiet der Städtebauförderung mit Stand „{status}“"
    basis = [str(each).replace(" ", "\u00a0") for each in parameters.get("basis") or ()]
    wanted += _on(basis)
    if not hit.layer:
        because = "Es sind keine Gebiete der Städtebauförderung geladen; die Lage lässt sich nicht prüfen."
        return undecided(because, parameters, found="keine Gebiete geladen", threshold=wanted)
    if not hit.located:
        because = "Wo die Maßnahme liegen soll, ist nicht bekannt; die Lage lässt sich nicht prüfen."
        return undecided(
            because, {"missing": "Standort der Maßnahme"}, found="Standort offen", threshold=wanted
        )
    if basis:
        hit, unknown = hit.on_basis(basis)
        if unknown and not hit.names:
            names = "“, „".join(unknown)
            return Outcome(
                Result.OPEN,
                f"{case.site} liegt in „{names}“, dessen Rechtsgrundlage nicht angegeben ist.",
                f"Rechtsgrundlage des Gebiets ({listed(basis)} BauGB)",
                found=f"in „{names}“ ohne Rechtsgrundlage",
                threshold=wanted,
            )
    border = ""
    near = float(parameters.get("border_m", 0.0))
    if hit.border_m is not None and hit.border_m < near:
        border = (
            f" Grenzlage: Bis zur Gebietsgrenze sind es {metres(hit.border_m)} (unter {metres(near)}; diese Schwelle ist "
            "eine Annahme). Die Lage vor dem Antrag am Plan prüfen."
        )
    short = f", Grenzlage {metres(hit.border_m)}" if border else ""
    if hit.names:
        share = case.gap.figures.get("share_in_funding_area") if status == "laufend" else None
        people = (
            ""
            if share is None
            else f" {percent(share)} der Betroffenen wohnen in Gebieten mit Stand „laufend“."
        )
        names = "“, „".join(hit.names)
        because = f"{case.site} liegt in „{names}“ (Stand: {status}).{border}{people}"
        return Outcome(Result.MET, because, found=f"in „{names}“{short}", threshold=wanted)
    if hit.unclear:
        names = "“, „".join(hit.unclear)
        return Outcome(
            Result.OPEN,
            f"{case.site} liegt in „{names}“, dessen Verfahrensstand am {date(case.day)} unklar ist.",
            "Verfahrensstand des Gebiets (laufend, Voruntersuchung, abgerechnet) mit Zeitraum",
            found=f"in „{names}“, Stand unklar",
            threshold=wanted,
        )
    away = "" if hit.border_m is None else f"; die nächste Gebietsgrenze ist {metres(hit.border_m)} entfernt"
    if border:
        away = ""
    outside = f"{case.site} liegt in keinem Gebiet mit Stand „{status}“{_on(basis)}{away}.{border}"
    target = case.gap.figures.get("target_m")
    if not case.site_fixed and target is not None and hit.border_m is not None and hit.border_m <= target:
        # The persons affected live outside, but what they need may be built inside, within their reach.
        because = (
            f"{outside} Ein Standort im Gebiet könnte im Richtwert ({metres(target)}) der Betroffenen liegen."
        )
        return undecided(
            because,
            {"missing": "Standort der Maßnahme im Gebiet"},
            found=f"Standort offen{short}",
            threshold=wanted,
        )
    return Outcome(
        Result.NOT_MET,
        outside,
        found=f"in keinem solchen Gebiet{short}",
        threshold=wanted,
    )


def _on(basis: Sequence[str]) -> str:
    return f" nach {listed(basis)} BauGB" if basis else ""


def _excluded(_case: Case, parameters: Parameters) -> Outcome:
    because = str(parameters.get("because", "Ausgeschlossen."))
    return Outcome(Result.NOT_MET, because, found="keine Ausnahme vorgesehen")


def _reach(case: Case, parameters: Parameters) -> Outcome:
    if case.gap.kind not in parameters["kinds"]:
        return not_asked("Nur für Grün-, Frei- und Sportflächen gefragt.")
    least = float(parameters["min_share"])
    strict = bool(parameters.get("strict"))
    asked = f"mindestens {percent(least, 0)} der Zielgruppe im Richtwert{'' if strict else ' (Annahme)'}"
    if case.gap.reason is Reason.OUT_OF_REACH:
        because = "Der Standort der neuen Fläche steht noch nicht fest."
        return undecided(because, parameters, found="Standort offen", threshold=asked)
    if case.covered_share is None:
        because = "Die Erreichbarkeit im Quartier ist nicht bekannt."
        return undecided(because, parameters, found="keine Daten", threshold=asked)
    found = percent(case.covered_share)
    text = f"{found} der Zielgruppe im Quartier erreichen eine solche Fläche im Richtwert"
    limit = f"{percent(least, 0)}{'' if strict else ', eine Annahme'}"
    if case.covered_share >= least:
        return Outcome(Result.MET, f"{text} (Schwelle: {limit}).", found=found, threshold=asked)
    because = f"{text}; das ist weniger als die Schwelle ({limit})."
    if strict:
        return Outcome(Result.NOT_MET, because, found=found, threshold=asked)
    return undecided(because, parameters, found=found, threshold=asked)


def _need(case: Case, parameters: Parameters) -> Outcome:
    stated = case.facts.get(parameters["fact"])
    classes = [str(each) for each in parameters["classes"]]
    index = ""
    if case.status_class:
        period = f" {case.period}" if case.period else ""
        index = f"Sozialindex{period}: Status {case.status_class}"
        index += f", Dynamik {case.dynamics_class}" if case.dynamics_class else ""
        index += ", besonderer Aufmerksamkeitsbedarf" if case.attention else ""
        index += ". "
    asked: Asked = {
        "found": index.removesuffix(". ") or (said(stated) if given(stated) else NOTHING),
        "threshold": f"Status {listed(classes)} (Hinweis) oder eine Darstellung des Bedarfs",
    }
    if case.status_class in classes or case.attention:
        because = f"{index}Das ist ein Hinweis auf den Bedarf, keine Feststellung."
        return Outcome(Result.MET, because, **asked)
    if given(stated) and stated is not False:
        return Outcome(Result.MET, f"{index}Angegeben: „{said(stated)}“.", **asked)
    if index:
        return undecided(f"{index}Der Index allein belegt den Bedarf nicht.", parameters, **asked)
    return undecided("Ein Sozialindex des Quartiers liegt nicht vor.", parameters, **asked)


TESTS: dict[str, Test] = {
    "date": _date,
    "field": _field,
    "kind_in": _kind_in,
    "evidence": _evidence,
    "work_kind": _work_kind,
    "within": _within,
    "excluded": _excluded,
    "reach": _reach,
    "need": _need,
    "finance": finance,
    "flag": flag,
    "count": count,
    "aims": aims,
    "affected_points": affected_points,
    "class_points": class_points,
    "land": in_land,
    "calls": calls,
    "grant": grant,
}
"""Every test by its name in programme files; what each needs stands in `domain.rule_tests`."""


def check_programme(programme: Programme) -> None:
    """Raise `InputError` with every rule whose test is unknown, lacks a parameter or asks for an unfit fact.

    A programme that was read from a file has passed this already; one that was put together in code has not.
    """
    data = programme.model_dump(mode="json")
    wrong = [(f.path, f.message, f.remedy, f.code) for f in (*unknown_tests(data), *unfit_facts(data))]
    wrong += [
        (
            e.path,
            f"Regel {programme.rule[int(e.path[1])].id}: Der Prüfung fehlt die Angabe „{e.path[-1]}“."
            if e.error["type"] == "missing"
            else f"Regel {programme.rule[int(e.path[1])].id}: Die Angabe „{e.path[-1]}“ der Prüfung passt nicht.",
            "Anleitung: docs/programme-schreiben.md.",
            "rule_parameter_missing" if e.error["type"] == "missing" else "rule_parameter_type",
        )
        for e in type_errors(data)
    ]
    if wrong:
        raise InputError(
            [
                Problem(message, remedy, file=f"{programme.id}.toml", column=str(path[-1]), code=code)
                for path, message, remedy, code in wrong
            ]
        )


def run_test(case: Case, test: Parameters) -> Outcome:
    """Run one test; a ``note`` of the test (a Land's particular) is added to the sentence."""
    outcome = TESTS[str(test["type"])](case, test)
    note = test.get("note")
    if not note or outcome.result is Result.NOT_APPLICABLE:
        return outcome
    return replace(outcome, because=f"{outcome.because} {note}")
