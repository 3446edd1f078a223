"""Funding programmes (Förderprogramme) as dated, cited rule sets. Data files, not code."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from quartiermap.domain.facts import Fact, asked_by, fact_problems
from quartiermap.domain.standards import Tag

RuleKind = Literal["mandatory", "evidence", "points", "info"]


class RuleSource(BaseModel):
    """One source of a rule: number in the register, what it says, how sure it is."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    ref: str
    tag: Tag


class Source(BaseModel):
    """One entry of the register of sources."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: str
    title: str
    address: str = ""
    date: str = "o. J."


class Rule(BaseModel):
    """One criterion.

    `test` names a test of the rule engine with its parameters, e.g. ``{type = "within", layer =
    "funding_areas"}``. `otherwise` names the rule that is asked when this one is not met (an exception,
    not an error); an empty text means none. `overrides` changes fields for single Länder, keyed by "HE",
    "SH", ...; an overriding `test` is laid over the common one key by key.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: str
    label: str
    kind: RuleKind
    text: str
    test: dict[str, Any]
    otherwise: str | None = None
    sources: Annotated[tuple[RuleSource, ...], Field(min_length=1)]
    overrides: dict[str, dict[str, Any]] = {}

    def for_land(self, land: str | None) -> Rule:
        """Return the rule as it holds in a Land ("HE"); unknown Länder have the common rule.

        Raises
        ------
        pydantic.ValidationError
            If an override names a field that a rule does not have, or breaks its type.
        """
        changes = self.overrides.get(land or "")
        if not changes:
            return self
        own = self.model_dump(mode="json")
        merged = {**own, **changes, "test": {**own["test"], **changes.get("test", {})}, "overrides": {}}
        return Rule.model_validate_json(json.dumps(merged, default=str))


Share = Annotated[float, Field(ge=0, le=1)]


class FundingShare(BaseModel):
    """Who pays which share (0..1) of the eligible cost (anrechenbare oder zuwendungsfähige Kosten).

    `payer` is bund, land, kommune, dritte, or ``rest`` for several who share what is left in a way that no source
    read by us settles; `label` is the word on screen where the payer's own name is not enough.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    payer: str
    share_min: Share | None = None
    share_max: Share | None = None
    label: str = ""


class EligibleShare(BaseModel):
    """Which share of the whole building cost counts as eligible, for some kinds of work.

    A programme without any counts the whole cost (what that is, its rules say).
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    works: Annotated[tuple[str, ...], Field(min_length=1)]
    share: Share
    text: str
    sources: Annotated[tuple[RuleSource, ...], Field(min_length=1)]


class Instalments(BaseModel):
    """In how many yearly instalments the money comes; that they are equal is our assumption unless the text says so."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    years: Annotated[int, Field(ge=1, le=30)]
    text: str
    sources: Annotated[tuple[RuleSource, ...], Field(min_length=1)]


class Successor(BaseModel):
    """A programme that can be asked instead; `lands` limits it ("BW"), empty means everywhere."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    programme: str
    title: str
    lands: tuple[str, ...] = ()
    because: str


class Programme(BaseModel):
    """A programme with its period, its rules, the facts that they ask for, and their sources."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: str
    title: str
    short: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    closed_note: str = ""
    disclaimer: str
    checked_on: dt.date
    lands: tuple[str, ...] = ()
    """The Länder in which it exists; empty: everywhere."""
    funding: tuple[FundingShare, ...] = ()
    eligible: tuple[EligibleShare, ...] = ()
    instalments: Instalments | None = None
    successor: tuple[Successor, ...] = ()
    source: tuple[Source, ...]
    rule: tuple[Rule, ...]
    fact: tuple[Fact, ...] = ()

    @model_validator(mode="after")
    def _refers_to_itself(self) -> Programme:
        """Refuse rules, sources and facts that are named but not there, and chains of exceptions that do not end."""
        rules, sources = [r.id for r in self.rule], [s.id for s in self.source]
        wrong = [
            f"{i} doppelt" for i in sorted({i for i in rules + sources if (rules + sources).count(i) > 1})
        ]
        for rule in self.rule:
            wrong += [f"{rule.id}: Quelle {s.ref} fehlt" for s in rule.sources if s.ref not in sources]
            nexts = [rule.otherwise, *(o.get("otherwise") for o in rule.overrides.values())]
            wrong += [f"{rule.id}: Regel {n} fehlt" for n in nexts if n and n not in rules]
            try:
                for land in rule.overrides:
                    rule.for_land(land)
            except ValueError as error:
                wrong.append(f"{rule.id}: overrides ungültig: {error}")
        after = {r.id: r.otherwise for r in self.rule}
        for start in rules:
            seen, at = {start}, after.get(start)
            while at:
                if at in seen:
                    wrong.append(f"{start}: otherwise läuft im Kreis")
                    break
                seen.add(at)
                at = after.get(at)
        if not wrong:  # overrides can be read only when they are right
            wrong = fact_problems(self.fact, {rule.id: self._asked(rule) for rule in self.rule})
        payers = {o.value for f in self.fact if f.type == "amounts" for o in f.options} | {"rest"}
        wrong += [
            f"funding: {s.payer} ist bei keiner Angabe eine Option"
            for s in self.funding
            if s.payer not in payers
        ]
        cited = [("eligible", e.sources) for e in self.eligible]
        cited += [("instalments", self.instalments.sources)] if self.instalments else []
        wrong += [f"{at}: Quelle {s.ref} fehlt" for at, used in cited for s in used if s.ref not in sources]
        works = [work for each in self.eligible for work in each.works]
        wrong += [f"eligible: {work} doppelt" for work in sorted(set(works)) if works.count(work) > 1]
        if wrong:
            raise ValueError("; ".join(dict.fromkeys(wrong)))
        return self

    @staticmethod
    def _asked(rule: Rule) -> dict[str, frozenset[str]]:
        """Return the facts that a rule asks for in any Land, with the values that it expects of them."""
        found: dict[str, frozenset[str]] = {}
        for land in (None, *rule.overrides):
            for name, values in asked_by(rule.for_land(land).test):
                found[name] = found.get(name, frozenset()) | values
        return found

    def rules_asking(self, fact_id: str, land: str | None = None) -> tuple[Rule, ...]:
        """Return the rules, as they hold in a Land, that a fact helps to decide."""
        own = (rule.for_land(land) for rule in self.rule)
        return tuple(rule for rule in own if fact_id in {name for name, _ in asked_by(rule.test)})

    def open_on(self, day: dt.date) -> bool:
        """Tell whether measures could be admitted on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def successors(self, land: str | None) -> tuple[Successor, ...]:
        """Return the programmes to ask instead in a Land; without a Land all of them."""
        return tuple(s for s in self.successor if not s.lands or land is None or land in s.lands)

    def eligible_for(self, work: str) -> EligibleShare | None:
        """Return which share of the cost counts for a kind of work, ``None`` if the programme says nothing about it."""
        return next((each for each in self.eligible if work in each.works), None)

    def citation(self, rule: Rule) -> str:
        """Return the sources of a rule in one line, unverified ones marked as such."""
        return self.cite(rule.sources)

    def cite(self, sources: tuple[RuleSource, ...]) -> str:
        """Return some sources in one line, unverified ones marked as such."""
        titles = {s.id: s for s in self.source}
        parts = []
        for used in sources:
            entry = titles.get(used.ref)
            text = f"[{used.ref}] {entry.title}, {entry.date}" if entry else f"[{used.ref}]"
            parts.append(text if used.tag in ("verified", "computed") else f"{text} (unbelegt)")
        return "; ".join(parts)


def programme_from_toml(text: str) -> Programme:
    """Read a programme from TOML text; raises `pydantic.ValidationError` with every error at once."""
    return Programme.model_validate_json(json.dumps(tomllib.loads(text), default=str))
