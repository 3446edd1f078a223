"""The tests that a programme's rules can name, with what each needs: words and types. The engine is in `analysis.rules`.

Every test is a model of its parameters; the description of a parameter stands in ``docs/programme.schema.json`` and in the
guide. A test never decides what it does not know: what is missing gives "offen".
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from quartiermap.domain.facts import FactType

Words = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
FromZero = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Part = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]

WORK_KINDS: dict[str, str] = {
    "sanierung": "bauliche Sanierung",
    "ausbau": "Ausbau oder Erweiterung",
    "umbau": "Umbau",
    "freiflaeche": "Herstellung oder Aufwertung einer Freifläche",
    "begleitung": "begleitende Maßnahme",
    "ersatzneubau": "Ersatzneubau",
    "neubau": "Neubau ohne Vorgänger",
}
"""The kinds of work that a rule can name, with their words on screen."""

Work = Literal["sanierung", "ausbau", "umbau", "freiflaeche", "begleitung", "ersatzneubau", "neubau"]
StatusClass = Literal["hoch", "mittel", "niedrig", "sehr niedrig"]
Land = Literal[
    "BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"
]  # fmt: skip


class RuleTest(BaseModel):
    """What every test can have."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    reads: ClassVar[tuple[FactType, ...]] = ()
    """The types of fact that the test can read."""

    note: str = Field(
        "",
        description="Ein Satz, der an die Begründung angehängt wird (etwa eine Besonderheit eines Landes).",
    )
    missing: str = Field("", description="Was fehlt, wenn das Kriterium offen ist: der Nachweis oder die Angabe, als Wortgruppe.")  # fmt: skip


class DateTest(RuleTest):
    """Ob der Stichtag zwischen valid_from und valid_to liegt."""

    type: Literal["date"]


class CallsTest(RuleTest):
    """Ob eine bekannte Antragsfrist noch nicht vorbei ist; nach der letzten bekannten Frist ist das Kriterium offen."""

    type: Literal["calls"]
    deadlines: Annotated[tuple[dt.date, ...], Field(min_length=1)] = Field(
        description="Die bekannten Antragsfristen."
    )


class LandTest(RuleTest):
    """Ob die Kommune in einem der Länder liegt."""

    type: Literal["land"]
    lands: Annotated[tuple[Land, ...], Field(min_length=1)] = Field(
        description="Kürzel der Länder, in denen es das Programm gibt."
    )


class FieldTest(RuleTest):
    """Ob eine Angabe mit Auswahl einen der verlangten Werte hat."""

    reads: ClassVar[tuple[FactType, ...]] = ("choice",)
    type: Literal["field"]
    fact: str = Field(description="Kennung der Angabe (Typ choice).")
    met: Words = Field(description="Werte, mit denen das Kriterium erfüllt ist.")
    open: tuple[str, ...] = Field((), description="Werte, mit denen es offen bleibt (etwa „teilweise“).")
    not_met: tuple[str, ...] | None = Field(
        None, description="Werte, mit denen es nicht erfüllt ist; ohne diesen Schlüssel alle anderen."
    )


class KindTest(RuleTest):
    """Ob die Art der Einrichtung im Programm steht; andere Arten können durch eine Angabe belegt werden."""

    reads: ClassVar[tuple[FactType, ...]] = ("yes_no",)
    type: Literal["kind_in"]
    kinds: Words = Field(description="Kennungen der Einrichtungsarten, die das Programm nennt.")
    excluded: tuple[str, ...] = Field((), description="Arten, die ausgeschlossen sind.")
    fact: str | None = Field(
        None, description="Angabe (Typ yes_no), mit der eine nicht genannte Art belegt werden kann."
    )


class EvidenceTest(RuleTest):
    """Ob die verlangten Nachweise angegeben sind; was fehlt, bleibt offen."""

    reads: ClassVar[tuple[FactType, ...]] = ("text", "number")
    type: Literal["evidence"]
    facts: Words = Field(description="Kennungen der Angaben (Typ text oder number), die vorliegen müssen.")
    any: bool = Field(False, description="true: Eine der Angaben genügt.")
    exception: bool = Field(
        False, description="true: Das Kriterium ist eine Ausnahme, die begründet werden muss."
    )
    with_gap: bool = Field(
        False, description="true: Die Begründung nennt dazu, was die Lückenanalyse schon belegt."
    )
    not_kinds: tuple[str, ...] = Field(
        (), description="Einrichtungsarten, für die der Nachweis nicht verlangt ist."
    )
    not_kinds_because: str = Field("", description="Warum er für sie nicht verlangt ist, als Satz.")


class WorkCondition(BaseModel):
    """Unter welcher Bedingung eine Art der Arbeiten möglich ist."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    fact: str = Field(description="Angabe (Typ text) mit der Begründung.")
    gap_proves: bool = Field(
        False,
        description="true: Die Lücke selbst ist der Nachweis (außer Reichweite oder zu wenige Plätze, nicht bei geringer Sicherheit).",
    )
    missing: str = Field("", description="Welche Begründung fehlt.")


class WorkTest(RuleTest):
    """Ob die Art der Arbeiten zugelassen ist; ohne Angabe wird sie aus dem Grund der Lücke abgeleitet."""

    reads: ClassVar[tuple[FactType, ...]] = ("choice",)
    type: Literal["work_kind"]
    fact: str | None = Field(None, description="Angabe (Typ choice) mit der Art der Arbeiten.")
    allowed: Annotated[tuple[Work, ...], Field(min_length=1)] = Field(
        description="Arten der Arbeiten, die ohne Weiteres möglich sind."
    )
    conditional: dict[Work, WorkCondition] = Field(
        {}, description="Arten der Arbeiten, die nur unter einer Bedingung möglich sind."
    )


class WithinTest(RuleTest):
    """Ob der Standort in einem Gebiet der Städtebauförderung liegt (Kartenebene „Fördergebiete“)."""

    type: Literal["within"]
    status: Literal["laufend", "Voruntersuchung"] = Field(description="Verlangter Stand des Gebiets.")
    basis: Words | None = Field(
        None, description="Verlangte Rechtsgrundlagen des Gebiets, etwa „§ 171e“; ohne diesen Schlüssel jede."
    )
    border_m: FromZero = Field(
        0.0, description="Bis zu dieser Entfernung von der Gebietsgrenze (m) sagt die Begründung „Grenzlage“."
    )


class ExcludedTest(RuleTest):
    """Immer nicht erfüllt; für Länder, die eine Ausnahme nicht vorsehen."""

    type: Literal["excluded"]
    because: str = Field("Ausgeschlossen.", description="Warum, als Satz.")


class ReachTest(RuleTest):
    """Ob genügend Menschen des Quartiers eine solche Fläche im Richtwert erreichen (Grün-, Frei- und Sportflächen)."""

    type: Literal["reach"]
    kinds: Words = Field(description="Einrichtungsarten, für die das gilt.")
    min_share: Part = Field(description="Mindestanteil der Zielgruppe (0 bis 1).")
    strict: bool = Field(
        False,
        description="true: Darunter ist das Kriterium nicht erfüllt (nur, wenn die Quelle den Anteil selbst nennt); sonst bleibt es offen.",
    )


class NeedTest(RuleTest):
    """Ob der Bedarf gezeigt ist: durch den Sozialindex des Quartiers oder durch eine Angabe."""

    reads: ClassVar[tuple[FactType, ...]] = ("text",)
    type: Literal["need"]
    fact: str = Field(description="Angabe (Typ text) mit der Darstellung des Bedarfs.")
    classes: Annotated[tuple[StatusClass, ...], Field(min_length=1)] = Field(
        description="Statusklassen, die als Hinweis auf den Bedarf gelten."
    )


class FinanceTest(RuleTest):
    """Ob die Anteile der Geldgeber in den Grenzen von [[funding]] liegen und zusammen die Kosten ergeben."""

    reads: ClassVar[tuple[FactType, ...]] = ("amounts",)
    type: Literal["finance"]
    fact: str = Field(description="Angabe (Typ amounts) mit dem Finanzierungsplan.")
    tolerance: Part = Field(0.001, description="Erlaubte Abweichung eines Anteils (0 bis 1).")


class GrantTest(RuleTest):
    """Ob der Zuschuss eines Geldgebers höchstens den Fördersatz der zuwendungsfähigen Kosten ([[eligible]]) beträgt."""

    reads: ClassVar[tuple[FactType, ...]] = ("amounts",)
    type: Literal["grant"]
    fact: str = Field(description="Angabe (Typ amounts) mit dem Finanzierungsplan und der Gesamtsumme.")
    payer: Literal["bund", "land", "kommune", "dritte"] = Field(description="Der Geldgeber.")
    rate: Part = Field(description="Fördersatz an den zuwendungsfähigen Kosten (0 bis 1).")


class FlagTest(RuleTest):
    """Ob eine Angabe „ja“ lautet."""

    reads: ClassVar[tuple[FactType, ...]] = ("yes_no",)
    type: Literal["flag"]
    fact: str = Field(description="Angabe (Typ yes_no).")
    kinds: Words | None = Field(None, description="Nur für diese Einrichtungsarten gefragt.")
    points: FromZero = Field(1.0, description="Punkte für „ja“.")


class CountTest(RuleTest):
    """Ob eine Liste lang genug ist (etwa Nutzungen unter einem Dach)."""

    reads: ClassVar[tuple[FactType, ...]] = ("list",)
    type: Literal["count"]
    fact: str = Field(description="Angabe (Typ list).")
    at_least: Annotated[int, Field(ge=1)] = Field(description="So viele Einträge sind verlangt.")
    points: FromZero = Field(1.0, description="Punkte, wenn es so viele sind.")


class AimsTest(RuleTest):
    """Ob die Maßnahme wenigstens einem Ziel des Programms dient."""

    reads: ClassVar[tuple[FactType, ...]] = ("multi",)
    type: Literal["aims"]
    fact: str = Field(description="Angabe (Typ multi) mit den Zielen.")
    aims: Words = Field(description="Kennungen der Ziele.")
    points_each: FromZero = Field(1.0, description="Punkte je Ziel.")


class AffectedPointsTest(RuleTest):
    """Punkte nach der Zahl der Betroffenen der Lücke (eigene Reihung der Kommune)."""

    type: Literal["affected_points"]
    per: Positive = Field(description="So viele Betroffene geben einen Punkt.")
    max: Positive = Field(description="Höchstens so viele Punkte.")


class ClassPointsTest(RuleTest):
    """Punkte nach der Statusklasse des Quartiers (eigene Reihung der Kommune)."""

    type: Literal["class_points"]
    points: Annotated[dict[StatusClass, FromZero], Field(min_length=1)] = Field(
        description="Punkte je Statusklasse."
    )


TEST_MODELS: dict[str, type[RuleTest]] = {
    "date": DateTest,
    "calls": CallsTest,
    "land": LandTest,
    "field": FieldTest,
    "kind_in": KindTest,
    "evidence": EvidenceTest,
    "work_kind": WorkTest,
    "within": WithinTest,
    "excluded": ExcludedTest,
    "reach": ReachTest,
    "need": NeedTest,
    "finance": FinanceTest,
    "grant": GrantTest,
    "flag": FlagTest,
    "count": CountTest,
    "aims": AimsTest,
    "affected_points": AffectedPointsTest,
    "class_points": ClassPointsTest,
}
"""Every test by its name in programme files."""
