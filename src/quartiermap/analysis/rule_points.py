"""Tests that count: yes or no, lists, aims, and the points of a municipality's own ranking. Points never decide."""

from __future__ import annotations

from quartiermap.analysis.rule_case import (
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
from quartiermap.domain.findings import Reason, Result
from quartiermap.domain.texts import number

_OWN = "eigene Reihung der Kommune"


def _points(points: float) -> str:
    """Write points with as many decimals as they need.

    Examples
    --------
    >>> _points(1.0), _points(2.4)
    ('1 Punkt', '2,4 Punkte')
    """
    whole = abs(points - round(points)) < 1e-9
    return f"{number(points, 0 if whole else 1)} {'Punkt' if points == 1 else 'Punkte'}"


def flag(case: Case, parameters: Parameters) -> Outcome:
    """Tell whether a fact says yes."""
    if parameters.get("kinds") and case.gap.kind not in parameters["kinds"]:
        return not_asked("Nur für andere Einrichtungsarten gefragt.")
    stated = case.facts.get(parameters["fact"])
    answer = yes_or_no(stated) if given(stated) else None
    if answer is None:
        return undecided("Dazu liegt keine Angabe vor.", parameters, found="keine Angabe", threshold="„ja“")
    if answer:
        points = float(parameters.get("points", 1.0))
        return Outcome(Result.MET, "Angegeben: ja.", points=points, found="ja", threshold="„ja“")
    return Outcome(Result.NOT_MET, "Angegeben: nein.", points=0.0, found="nein", threshold="„ja“")


def count(case: Case, parameters: Parameters) -> Outcome:
    """Tell whether a list is long enough."""
    least = parameters["at_least"]
    asked = f"mindestens {number(least)}"
    stated = case.facts.get(parameters["fact"])
    if not given(stated):
        return undecided("Dazu liegt keine Angabe vor.", parameters, found="keine Angabe", threshold=asked)
    items = [s for s in stated.split(",") if s.strip()] if isinstance(stated, str) else stated
    amount = len(items) if isinstance(items, list | tuple) else items
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        return undecided(f"Die Angabe „{said(stated)}“ ist keine Liste.", parameters, threshold=asked)
    text = f"Angegeben: {said(stated)} ({number(amount)}; verlangt: {asked})."
    if amount >= least:
        points = float(parameters.get("points", 1.0))
        return Outcome(Result.MET, text, points=points, found=number(amount), threshold=asked)
    return Outcome(Result.NOT_MET, text, points=0.0, found=number(amount), threshold=asked)


def aims(case: Case, parameters: Parameters) -> Outcome:
    """Tell whether at least one aim of the programme is named."""
    fact = str(parameters["fact"])
    stated = case.facts.get(fact)
    items = stated.replace(";", ",").split(",") if isinstance(stated, str) else stated or []
    named = [str(s).strip().upper() for s in items] if isinstance(items, list | tuple) else []
    known = list(parameters["aims"])
    found = [a for a in known if a.upper() in named]
    asked = f"mindestens ein Ziel von {listed(known, 'und')}"
    if found:
        points = float(parameters.get("points_each", 1.0)) * len(found)
        words = "; ".join(case.words(fact, a) for a in found)
        return Outcome(
            Result.MET, f"Angegeben: {words}.", points=points, found=", ".join(found), threshold=asked
        )
    near = "Z1"
    if case.gap.reason is Reason.NOT_BARRIER_FREE:
        near = "Z2"
    elif case.work_kind == "freiflaeche":
        near = "Z3"
    hint = f"; nahe liegt {case.words(fact, near)}" if near in known else ""
    return undecided(f"Es ist kein Ziel angegeben{hint}.", parameters, found="keine Angabe", threshold=asked)


def affected_points(case: Case, parameters: Parameters) -> Outcome:
    """Give points by the number of persons affected."""
    per, most = float(parameters["per"]), float(parameters["max"])
    asked = f"1 Punkt je {number(per)} Betroffene, höchstens {number(most)}"
    persons = case.gap.affected_population
    if persons is None:
        return undecided("Die Zahl der Betroffenen ist nicht bekannt.", {"missing": "Einwohnerdaten der Zielgruppe", **parameters}, found="keine Daten", threshold=asked)  # fmt: skip
    points = min(most, persons / per)
    text = f"{number(persons)} Betroffene: {_points(round(points, 4))} ({_OWN})."
    return Outcome(
        Result.MET, text, points=round(points, 4), found=f"{number(persons)} Betroffene", threshold=asked
    )


def class_points(case: Case, parameters: Parameters) -> Outcome:
    """Give points by the status class of the district."""
    asked = ", ".join(f"{name} {_points(float(value))}" for name, value in parameters["points"].items())
    points = parameters["points"].get(case.status_class) if case.status_class else None
    if points is None:
        return undecided("Ein Sozialindex des Quartiers liegt nicht vor.", parameters, found="keine Daten", threshold=asked)  # fmt: skip
    text = f"Sozialstatus {case.status_class}: {_points(float(points))} ({_OWN})."
    return Outcome(
        Result.MET, text, points=float(points), found=f"Status {case.status_class}", threshold=asked
    )
