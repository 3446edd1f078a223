"""The blocks that a page of the inspector is made of: plain values, without a widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from quartiermap.domain.findings import CriterionResult
from quartiermap.ui.viewmodels.explain import How
from quartiermap.ui.viewmodels.selection import Selected
from quartiermap.ui.viewmodels.supply_balance import BalanceBlock

Tone = Literal["normal", "muted", "notice", "heading", "group"]


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str
    tone: Tone = "normal"


@dataclass(frozen=True)
class Facts:
    """Label and value, one pair a line; `hows` explain figures by their label."""

    rows: tuple[tuple[str, str], ...]
    hows: Mapping[str, How] = field(default_factory=dict)


@dataclass(frozen=True)
class Ask:
    """A question that the map can answer: its words, what is asked ("catchment", "cells"), and about what."""

    text: str
    what: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class KindLine:
    """One kind of the table of kinds."""

    kind: str
    name: str
    sign: str
    colour: str
    group: str
    share: str
    distance: str
    places: str
    shortfall: str
    hows: tuple[How, ...]
    cells: Ask | None = None


@dataclass(frozen=True)
class KindTable:
    """The table of kinds of a district."""

    rows: tuple[KindLine, ...]


@dataclass(frozen=True)
class Link:
    """Something to go to."""

    text: str
    note: str
    target: Selected


@dataclass(frozen=True)
class Links:
    """A list of things to go to."""

    rows: tuple[Link, ...]


@dataclass(frozen=True)
class FactsButton:
    """A button that asks for the facts of this gap that a programme wants to know."""

    text: str


@dataclass(frozen=True)
class Criteria:
    """Criteria of one group; `askable` are the ids of open ones that a statement of the municipality can decide."""

    title: str
    rows: tuple[CriterionResult, ...]
    askable: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explained:
    """A button "Wie gerechnet?" with what it shows."""

    title: str
    hows: tuple[How, ...]


@dataclass(frozen=True)
class WayButton:
    """A button that shows the way to the nearest facility on the map."""

    text: str


@dataclass(frozen=True)
class EditButton:
    """A button that opens the form of a facility."""

    text: str
    facility_id: str


@dataclass(frozen=True)
class Asks:
    """Some questions beside each other."""

    rows: tuple[Ask, ...]


@dataclass(frozen=True)
class PlacesTable:
    """Places and need of a kind in the area and in its catchment; see `supply_balance.BalanceBlock`."""

    block: BalanceBlock


@dataclass(frozen=True)
class EvidenceFile:
    """A file attached to a line of evidence: its id, and what it is in a few words."""

    id: str
    words: str


@dataclass(frozen=True)
class EvidenceLine:
    """One line of a list of evidence.

    Parameters
    ----------
    fact : str
        What a file can be attached to; empty for what the program proves itself.
    sign, state : str
        How it stands, as a sign and in words.
    tone : str
        As the outcome of a criterion ("met", "open", "not_applicable"), for the colour.
    """

    fact: str
    label: str
    sign: str
    state: str
    tone: str
    what: str
    where: str
    help: str
    files: tuple[EvidenceFile, ...] = ()


@dataclass(frozen=True)
class EvidenceList:
    """What a programme wants to see for a gap: proved by the program, or brought by the municipality."""

    title: str
    gap_id: str
    rows: tuple[EvidenceLine, ...]


Block = (
    Text
    | Facts
    | KindTable
    | Links
    | Criteria
    | Explained
    | WayButton
    | EditButton
    | FactsButton
    | Asks
    | PlacesTable
    | EvidenceList
)


@dataclass(frozen=True)
class Page:
    """Everything the inspector shows: `kicker` says what it is, `chips` are short marks under the title.

    `named` tells that the title is a name from the data, which no language changes.
    """

    kicker: str
    title: str
    chips: tuple[str, ...]
    blocks: tuple[Block, ...]
    back: Selected | None = None
    named: bool = False
