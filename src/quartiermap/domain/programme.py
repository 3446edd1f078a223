"""Funding programmes (Förderprogramme) as dated, cited rule sets. Data files, not code."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from quartiermap.domain.facts import Fact, asked_by
from quartiermap.domain.programme_checks import NO_PROMISE, findings
from quartiermap.domain.programme_parts import merged_test
from quartiermap.domain.rule_tests import Work
from quartiermap.domain.standards import Tag

DISCLAIMER = (
    f"Vorprüfung nach veröffentlichten Regeln. {NO_PROMISE}. Verbindlich entscheidet die Bewilligungsstelle."
)
"""What stands with every verdict of a programme that says nothing of its own."""

RuleKind = Literal["mandatory", "evidence", "points", "info"]


class RuleSource(BaseModel):
    """One source of a rule: number in the register, what it says, how sure it is."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    ref: str = Field(description="Kennung der Quelle unter [[source]].")
    tag: Tag = Field(
        description="Wie sicher: verified (in der Quelle gelesen), computed (nachgerechnet), memory (aus dem Gedächtnis, ungeprüft), proposal (eigener Vorschlag), user (Angabe der Kommune)."
    )


class Source(BaseModel):
    """One entry of the register of sources."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: str = Field(description="Kennung, zum Beispiel Q1.")
    title: str = Field(description="Titel und Herausgeber.")
    address: str = Field("", description="Adresse im Netz; wird nie aufgerufen.")
    date: str = Field("o. J.", description="Stand oder Datum.")


class Rule(BaseModel):
    """One criterion.

    `test` names a test of the rule engine with its parameters, e.g. ``{type = "within", layer =
    "funding_areas"}``. `otherwise` names the rule that is asked when this one is not met (an exception,
    not an error); an empty text means none. `overrides` changes fields for single Länder, keyed by "HE",
    "SH", ...; an overriding `test` is laid over the common one key by key, unless it is another test.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: str = Field(description="Kennung der Regel, zum Beispiel K01.")
    label: str = Field(description="Das Kriterium in wenigen Wörtern.")
    kind: RuleKind = Field(
        description="mandatory (Pflicht), evidence (Nachweis), points (eigene Reihung der Kommune, entscheidet nie) oder info (Hinweis)."
    )
    text: str = Field(description="Die Regel in einem Satz, so wie die Quelle sie sagt.")
    test: dict[str, Any] = Field(description="Wie geprüft wird: type und die Angaben dieser Prüfung.")
    otherwise: str | None = Field(
        None, description="Regel, die gefragt wird, wenn diese nicht erfüllt ist (Ausnahme); leer: keine."
    )
    sources: Annotated[tuple[RuleSource, ...], Field(min_length=1)] = Field(
        description="Woher die Regel stammt, mindestens eine Quelle."
    )
    proved_in: tuple[str, ...] = Field(
        (),
        description="Länder (Kürzel), für die die Quelle gilt; anderswo ist die Regel eine Annahme. Leer: überall.",
    )
    overrides: dict[str, dict[str, Any]] = Field(
        {}, description="Abweichungen einzelner Länder, nach Kürzel (HE, SH, …)."
    )

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
        test = merged_test(own["test"], changes.get("test", {}))
        merged = {**own, **changes, "test": test, "overrides": {}}
        return Rule.model_validate_json(json.dumps(merged, default=str))


Share = Annotated[float, Field(ge=0, le=1)]


class FundingShare(BaseModel):
    """Who pays which share (0..1) of the eligible cost (anrechenbare oder zuwendungsfähige Kosten).

    `payer` is bund, land, kommune, dritte, or ``rest`` for several who share what is left in a way that no source
    read by us settles; `label` is the word on screen where the payer's own name is not enough.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    payer: str = Field(
        description="bund, land, kommune, dritte oder rest (mehrere, die sich den Rest teilen)."
    )
    share_min: Share | None = Field(None, description="Mindestanteil an den anrechenbaren Kosten (0 bis 1).")
    share_max: Share | None = Field(None, description="Höchstanteil (0 bis 1).")
    amount_max: Annotated[float, Field(gt=0)] | None = Field(
        None, description="Höchstbetrag in Euro (Kappung); nur zusammen mit share_max."
    )
    label: str = Field("", description="Name auf dem Bildschirm, wo der Geldgeber allein nicht genügt.")


class EligibleShare(BaseModel):
    """Which share of the whole building cost counts as eligible, for some kinds of work.

    A programme without any counts the whole cost (what that is, its rules say).
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    works: Annotated[tuple[Work, ...], Field(min_length=1)] = Field(
        description="Arten der Arbeiten, für die der Anteil gilt."
    )
    share: Share = Field(description="Anteil der Kosten, der zuwendungsfähig ist (0 bis 1).")
    text: str = Field(description="Die Regel als Satz.")
    sources: Annotated[tuple[RuleSource, ...], Field(min_length=1)] = Field(description="Woher sie stammt.")


class Instalments(BaseModel):
    """In how many yearly instalments the money comes; that they are equal is our assumption unless the text says so."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    years: Annotated[int, Field(ge=1, le=30)] = Field(description="Zahl der Jahresraten.")
    text: str = Field(description="Die Regel als Satz.")
    sources: Annotated[tuple[RuleSource, ...], Field(min_length=1)] = Field(description="Woher sie stammt.")


class Successor(BaseModel):
    """A programme that can be asked instead; `lands` limits it ("BW"), empty means everywhere."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    programme: str = Field(description="Kennung des Programms, das danach kam.")
    title: str = Field(description="Sein Titel.")
    lands: tuple[str, ...] = Field((), description="Nur in diesen Ländern (Kürzel); leer: überall.")
    because: str = Field(description="Warum es in Frage kommt, als Satz.")


class Programme(BaseModel):
    """A programme with its period, its rules, the facts that they ask for, and their sources."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: str = Field(description="Kennung: Kleinbuchstaben, Ziffern, Bindestriche.")
    title: str = Field(description="Voller Titel des Programms.")
    short: str = Field(description="Kurzer Name für Tabellen.")
    valid_from: dt.date = Field(description="Erster Tag, an dem Maßnahmen aufgenommen werden.")
    valid_to: dt.date | None = Field(
        None, description="Letzter Tag; ohne diesen Schlüssel ist kein Ende bekannt."
    )
    closed_note: str = Field("", description="Was ein geschlossenes Programm zuerst sagt.")
    disclaimer: str = Field(
        DISCLAIMER,
        description="Hinweis, der bei jeder Vorprüfung steht; muss sagen: „Keine Förderzusage; kein Rechtsanspruch“.",
    )
    checked_on: dt.date = Field(
        description="Tag, an dem jemand die Regeln zuletzt an der Quelle gelesen hat."
    )
    lands: tuple[str, ...] = Field(
        (), description="Die Länder (Kürzel), in denen es das Programm gibt; leer: überall."
    )
    funding: tuple[FundingShare, ...] = Field(
        (), description="Wer welchen Anteil der anrechenbaren Kosten trägt."
    )
    eligible: tuple[EligibleShare, ...] = Field(
        (), description="Welcher Anteil der Kosten zuwendungsfähig ist, nach Art der Arbeiten."
    )
    instalments: Instalments | None = Field(None, description="In wie vielen Jahresraten gezahlt wird.")
    successor: tuple[Successor, ...] = Field((), description="Programme, die danach kamen.")
    source: tuple[Source, ...] = Field(description="Das Verzeichnis der Quellen.")
    rule: tuple[Rule, ...] = Field(description="Die Regeln, in der Reihenfolge, in der sie gezeigt werden.")
    fact: tuple[Fact, ...] = Field(
        (), description="Angaben, die nur die Kommune machen kann; jede fragt eine Regel."
    )

    @model_validator(mode="after")
    def _refers_to_itself(self) -> Programme:
        """Refuse what does not fit together (`programme_checks.findings`), and overrides of fields that are not there."""
        wrong = [str(finding) for finding in findings(self.model_dump(mode="json"))]
        for rule in self.rule:
            for land in rule.overrides:
                try:
                    rule.for_land(land)
                except ValueError as error:
                    wrong.append(f"{rule.id}: overrides ungültig: {error}")
        if wrong:
            raise ValueError("; ".join(dict.fromkeys(wrong)))
        return self

    def rules_asking(self, fact_id: str, land: str | None = None) -> tuple[Rule, ...]:
        """Return the rules, as they hold in a Land, that a fact helps to decide."""
        own = (rule.for_land(land) for rule in self.rule)
        return tuple(rule for rule in own if fact_id in {name for name, _ in asked_by(rule.test)})

    def open_on(self, day: dt.date) -> bool:
        """Tell whether measures could be admitted on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def closed_words(self, day: dt.date) -> str:
        """Return what a closed programme says first: on a day after its end, or if its rules were last read after it.

        So a check for a day of long ago still says that the programme is closed, and one that closes in some years
        does not say so before.
        """
        closed = self.valid_to is not None and max(day, self.checked_on) > self.valid_to
        return self.closed_note if closed else ""

    @property
    def deadlines(self) -> tuple[dt.date, ...]:
        """The known deadlines of its calls, first to last; empty if it has no calls."""
        days = {
            dt.date.fromisoformat(str(day))
            for rule in self.rule
            if rule.test["type"] == "calls"
            for day in rule.test["deadlines"]
        }
        return tuple(sorted(days))

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
