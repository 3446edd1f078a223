"""What a funding programme asks a municipality about ("Angaben zur Vorprüfung"): names, types, words. Data, not code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

FactType = Literal["choice", "yes_no", "text", "number", "amounts", "multi", "list"]
"""How a fact is stated.

``choice``: one of the options; ``yes_no``: true or false; ``text``: evidence in words, with its source; ``number``: a
number above 0 in `unit`; ``amounts``: an amount by payer (the options) in `unit`; ``multi``: some of the options;
``list``: some words.
"""

FactGroup = Literal["application", "concept", "measure", "finance", "quality"]

GROUP_LABELS: dict[str, str] = {
    "application": "Antrag",
    "concept": "Konzept und Beschluss",
    "measure": "Maßnahme",
    "finance": "Finanzierung",
    "quality": "Qualität",
}
"""The groups in the order in which they are asked, with their words on screen."""

_WITH_OPTIONS = ("choice", "amounts", "multi")
_OPTION_WORDS = ("met", "open", "not_met", "allowed", "conditional", "aims")
"""Parameters of a rule's test that hold values of the fact that it asks for."""


class FactOption(BaseModel):
    """One value that can be chosen (or one payer of `amounts`) and its words on screen."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    value: Annotated[str, Field(pattern=r"^[A-Za-z0-9_]+$")] = Field(
        description="Der Wert, den Regeln nennen."
    )
    label: str = Field(description="Wie er auf dem Bildschirm heißt.")


class Fact(BaseModel):
    """One fact that only the municipality knows and that rules of a programme ask for.

    Parameters
    ----------
    id : str
        The name in a rule's test and in ``settings["facts.<id>"]``; has no dot.
    options : tuple of FactOption
        For the types ``choice``, ``multi`` and ``amounts``, and only for them.
    help : str
        What to write, in a German sentence.
    per_gap : bool
        Whether it can also be stated for one gap alone (``settings["facts.<gap_id>.<id>"]``).
    example : str
        A value as somebody would write it; never filled in.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")] = Field(description="Kennung, zum Beispiel isek.")
    label: str = Field(description="Wie die Angabe heißt.")
    type: FactType = Field(
        description="choice (eine Option), yes_no, text (Nachweis mit Fundstelle), number, amounts (Betrag je Geldgeber), multi (mehrere Optionen), list (Wörter)."
    )
    group: FactGroup = Field(
        description="Abschnitt im Formular: application, concept, measure, finance oder quality."
    )
    help: str = Field(description="Was einzutragen ist, als Satz.")
    per_gap: bool = Field(True, description="false: Die Angabe gilt immer für alle Lücken.")
    unit: str = Field("", description="Einheit bei number und amounts.")
    example: str = Field("", description="Wie eine Angabe aussieht; wird nie eingetragen.")
    options: tuple[FactOption, ...] = Field(
        (), description="Nur bei choice, multi und amounts: die möglichen Werte."
    )

    @model_validator(mode="after")
    def _options_fit(self) -> Fact:
        values = [option.value for option in self.options]
        if bool(values) != (self.type in _WITH_OPTIONS):
            raise ValueError(f"{self.id}: options gehören genau zu den Typen {', '.join(_WITH_OPTIONS)}")
        if len(set(values)) != len(values):
            raise ValueError(f"{self.id}: eine Option kommt doppelt vor")
        return self

    def option(self, value: str) -> FactOption | None:
        """Return the option with a value, or ``None``."""
        return next((o for o in self.options if o.value == value), None)


def asked_by(test: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield every fact that a rule's test names, with the values that the test expects of it.

    Examples
    --------
    >>> [(name, sorted(values)) for name, values in asked_by({"fact": "isek_state", "met": ["ja"], "open": ["nein"]})]
    [('isek_state', ['ja', 'nein'])]
    >>> [name for name, _ in asked_by({"facts": ["cost_plan", "time_plan"]})]
    ['cost_plan', 'time_plan']
    """
    if "fact" in test:
        yield (
            str(test["fact"]),
            frozenset(str(word) for key in _OPTION_WORDS for word in test.get(key, ())),
        )
    for name in test.get("facts", ()):
        yield str(name), frozenset()
    for inner in test.values():
        if isinstance(inner, Mapping):
            yield from asked_by(inner)
