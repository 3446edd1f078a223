"""The test of a plan of finance: who pays how much of the whole, within the shares of the programme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quartiermap.analysis.rule_case import Case, Outcome, Parameters, given, undecided
from quartiermap.domain.findings import Result
from quartiermap.domain.programme import Programme
from quartiermap.domain.texts import number, percent

PAYERS = {"bund": "Bund", "land": "Land", "kommune": "Kommune", "dritte": "Dritte"}


def finance(case: Case, parameters: Parameters) -> Outcome:
    """Check what the municipality stated about the payers."""
    return check_finance(case.programme, case.facts.get(parameters["fact"]), parameters)


def check_finance(programme: Programme, stated: Any, parameters: Parameters) -> Outcome:
    """Check the shares of a programme: who pays how much of the whole.

    Parameters
    ----------
    stated : mapping
        Amounts in euro, or shares, by payer (bund, land, kommune, dritte); ``gesamt`` is the sum to compare with. Every
        payer that the programme's fact names must be stated, with 0 for one that pays nothing; only third parties may
        be left out.
    parameters : mapping
        Of the rule: ``tolerance`` (share, 0..1) and ``missing``.
    """
    asked = share_words(programme)
    if not given(stated):
        return undecided(
            "Ein Finanzierungsplan liegt nicht vor.", parameters, found="keine Angabe", threshold=asked
        )
    if not isinstance(stated, Mapping):
        return undecided("Der Finanzierungsplan ist nicht lesbar.", parameters, threshold=asked)
    amounts: dict[str, float] = {}
    for payer in payers_of(programme):
        name, value = PAYERS[payer], stated.get(payer)
        if value is None and payer == "dritte":
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
            because = f"Im Finanzierungsplan fehlt der Anteil „{name}“ oder er ist keine Zahl ab 0."
            return undecided(because, parameters, threshold=asked)
        amounts[payer] = float(value)
    whole = sum(amounts.values())
    total = stated.get("gesamt")
    tolerance = float(parameters.get("tolerance", 0.001))
    if whole <= 0:
        return undecided("Der Finanzierungsplan enthält keine Beträge.", parameters, threshold=asked)
    wrong: list[str] = []
    sums = ""
    if (
        isinstance(total, int | float)
        and not isinstance(total, bool)
        and abs(whole - total) > tolerance * max(total, whole)
    ):
        sums = f"die Teile ergeben {number(whole)} € statt {number(float(total))} €"
        if whole > total or "dritte" in amounts or "dritte" not in payers_of(programme):
            wrong.append(sums)
        whole = float(total) if total > 0 else whole
    shares = {payer: amount / whole for payer, amount in amounts.items()}
    apart = {rule.payer for rule in programme.funding}
    unsaid = max(0.0, 1.0 - sum(shares.values())) if sums and not wrong else 0.0
    rest = unsaid + sum(share for payer, share in shares.items() if payer not in apart)
    shares_with_rest = {**shares, "rest": rest}
    for rule in programme.funding:
        share = shares_with_rest.get(rule.payer, 0.0)
        name = rule.label or PAYERS.get(rule.payer, rule.payer)
        if rule.share_max is not None and share > rule.share_max + tolerance:
            wrong.append(f"{name} über {share_text(rule.share_max)}")
        if rule.share_min is not None and share < rule.share_min - tolerance:
            wrong.append(f"{name} unter {share_text(rule.share_min)}")
    words = ", ".join(f"{PAYERS[p]} {percent(s)}" for p, s in shares.items())
    if sums and not wrong:  # what third parties pay may be what is missing
        because = f"Anteile: {words}; {sums}, und „{PAYERS['dritte']}“ ist nicht angegeben."
        return undecided(because, parameters, found=words, threshold=asked)
    if wrong:
        return Outcome(Result.NOT_MET, f"Anteile: {words}; {'; '.join(wrong)}.", found=words, threshold=asked)
    return Outcome(Result.MET, f"Anteile: {words}.", found=words, threshold=asked)


def payers_of(programme: Programme) -> list[str]:
    """Return the payers that a programme's plan of finance has; all of them where it describes none."""
    named = {o.value for fact in programme.fact if fact.type == "amounts" for o in fact.options}
    return [payer for payer in PAYERS if payer in named] or list(PAYERS)


def share_words(programme: Programme) -> str:
    """Return the shares of a programme in words: "Bund höchstens 75 %, Land 15 %, Kommune mindestens 10 %"."""
    parts = []
    for rule in programme.funding:
        name = rule.label or PAYERS.get(rule.payer, rule.payer)
        low, high = rule.share_min, rule.share_max
        if low is not None and low == high:
            parts.append(f"{name} {share_text(low)}")
            continue
        parts += [f"{name} mindestens {share_text(low)}"] if low is not None else []
        parts += [f"{name} höchstens {share_text(high)}"] if high is not None else []
    return ", ".join(parts)


def share_text(share: float) -> str:
    """Write a share without decimals where it has none, thirds as such.

    Examples
    --------
    >>> share_text(0.9), share_text(1 / 3)
    ('90\\xa0%', 'ein Drittel')
    """
    for thirds, words in ((1, "ein Drittel"), (2, "zwei Drittel")):
        if abs(share * 3 - thirds) < 1e-6:
            return words
    return percent(share, 0 if abs(share * 100 - round(share * 100)) < 1e-9 else 1)
