"""The steps of the import wizard, what a file waits for in each, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from quartiermap.domain.schema import IMPORT_LAYERS
from quartiermap.io.import_model import ImportPreview, ImportRequest, Mode

if TYPE_CHECKING:
    from quartiermap.app.imports import ImportOrder, Outcome
    from quartiermap.app.service_import import Origin
    from quartiermap.app.wizard_survey import Survey
    from quartiermap.domain.project import Project
    from quartiermap.io.doctor_model import Examination
    from quartiermap.io.import_model import ImportResult
    from quartiermap.io.numbers import Style


class Step(StrEnum):
    """Where the user stands; the file itself, then four steps of which each is skipped when nothing is open."""

    FILE = "file"
    RECOGNISED = "recognised"
    MAPPING = "mapping"
    CHECK = "check"
    TAKE_OVER = "take_over"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"file": "Datei", "recognised": "Erkannt", "mapping": "Zuordnung", "check": "Prüfung", "take_over": "Übernahme"}[self.value]  # fmt: skip

    @property
    def explanation(self) -> str:
        """What happens here, as a German sentence."""
        return {
            "file": "Welche Dateien sollen geladen werden?",
            "recognised": "Als was wurde die Datei erkannt, und wo liegt sie?",
            "mapping": "Welche Spalte bedeutet was?",
            "check": "Was ist aufgefallen, und was soll damit geschehen?",
            "take_over": "Alles ist geklärt; die Daten können übernommen werden.",
        }[self.value]


STEPS = tuple(Step)


@dataclass(frozen=True)
class Stated:
    """What a person says about a source where the file does not; an empty text says nothing."""

    title: str = ""
    provider: str = ""
    licence: str = ""
    data_date: str = ""

    @property
    def said(self) -> dict[str, str]:
        """What is said, by the names of the fields of `Source`."""
        return {k: v for k, v in vars(self).items() if v}


LAYER_NAMES = {
    "districts": "Quartiere", "facilities": "Einrichtungen", "population": "Bevölkerung", "forecast": "Einwohner nach Jahren", "indicators": "Sozialindikatoren", "network": "Wegenetz",
    "funding-areas": "Fördergebiete", "basemap": "Grundkarte", "addresses": "Adressverzeichnis",
}  # fmt: skip
FIRST = {
    name: n
    for n, name in enumerate(
        (
            "districts",
            "network",
            "basemap",
            "funding-areas",
            "population",
            "forecast",
            "indicators",
            "addresses",
            "facilities",
        )
    )
}
"""In this order several files are taken over: first what the others are held against."""
UNSURE = 0.75
"""A required field whose proposal is less sure is asked for."""


@dataclass(frozen=True)
class OpenPoint:
    """One thing that stands between the user and the next step: what, as a German sentence, and what it is about."""

    text: str
    about: str = ""


@dataclass(frozen=True)
class Trial:
    """An import that was tried: against what, with what, and what came of it."""

    base: Project
    order: ImportOrder
    page: Examination
    outcome: Outcome | None


@dataclass
class Entry:
    """One file (or one layer of it) on its way into the project: what was recognised, chosen and answered.

    What the user chose stays when a step is left and entered again, and when the file is recognised anew.
    """

    path: Path
    layer: str | None = None
    kind: str | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    sublayer: str | None = None
    crs: str | None = None
    encoding: str | None = None
    preset: str | None = None
    period: str | None = None
    characteristics: tuple[str, ...] = ()
    mode: Mode = "auto"
    addresses: Path | None = None
    street_middle: bool = False
    saved: str | None = None
    save_as: str | None = None
    header_row: int | None = None
    decimal: Style | None = None
    stated: Stated = field(default_factory=Stated)
    origin: Origin | None = None
    """The service that the file was fetched from, if it was."""
    answers: dict[str, str] = field(default_factory=dict)
    preview: ImportPreview | None = None
    survey: Survey | None = None
    trial: Trial | None = None
    result: ImportResult | None = None
    """What the last check would take over, with the answers."""

    @property
    def name(self) -> str:
        """File and layer as they are shown in the queue."""
        return self.path.name if self.sublayer is None else f"{self.path.name} ({self.sublayer})"

    @property
    def target(self) -> str | None:
        """The layer chosen, else the one recognised."""
        if self.layer is not None:
            return self.layer
        return self.preview.layer if self.preview is not None else None

    @property
    def request(self) -> ImportRequest:
        """Exactly what is imported, without the doctor's answers."""
        return ImportRequest(
            self.target or "", (self.path,), self.kind, dict(self.mapping), self.sublayer, self.crs, self.encoding, self.preset, self.period, self.mode,
            characteristics=self.characteristics, header_row=self.header_row, decimal=self.decimal,
        )  # fmt: skip

    @property
    def order(self) -> ImportOrder:
        """The request with addresses and saved mapping."""
        from quartiermap.app.imports import ImportOrder

        return ImportOrder(
            self.request,
            self.addresses,
            self.street_middle,
            self.saved,
            self.save_as,
            self.stated,
            self.origin,
        )

    @property
    def said(self) -> tuple[object, ...]:
        """Everything that a person chose or answered, without what was recognised."""
        return (
            self.looked_at, self.addresses, self.street_middle, self.saved, self.save_as, self.stated, tuple(sorted(self.answers.items())),
        )  # fmt: skip

    @property
    def looked_at(self) -> ImportRequest:
        """What the preview is made of: the layer only if the user chose it."""
        return replace(self.request, layer=self.layer or "")


def open_points(entry: Entry, step: Step) -> tuple[OpenPoint, ...]:
    """Return what is open in a step for one file, as far as it is known by now."""
    preview, page = entry.preview, entry.trial.page if entry.trial is not None else None
    if preview is None:
        return (OpenPoint("Die Datei wird noch erkannt.", "recognise"),) if step is Step.FILE else ()
    refused = [f for f in page.errors if f.step == step] if page is not None else []
    points = [OpenPoint(f"{f.message} {f.done}".strip(), f.code) for f in refused]
    if step is Step.FILE:
        points += _open_file(entry, preview, known={f.code for f in refused})
    elif step is Step.RECOGNISED:
        points += _open_recognised(entry, preview, known={f.code for f in refused})
    elif step is Step.MAPPING:
        points += _open_mapping(entry, preview)
    if step in (Step.MAPPING, Step.CHECK) and page is not None:
        points += [
            OpenPoint(f.message, f.key)
            for f in page.open(entry.answers)
            if f.step == step and f not in refused
        ]
    return tuple(points)


_CRS_CODES = frozenset(("crs_missing", "crs_ambiguous", "wrong_place", "crs_unknown", "crs_not_metric"))
_LATER = frozenset(
    ("place_columns_missing", "place_missing", "address_only", "coordinates_missing", "key_only")
)
"""Errors of the preview that the mapping, or addresses, can answer."""


def _open_file(entry: Entry, preview: ImportPreview, known: set[str]) -> list[OpenPoint]:
    errors = [p for p in preview.problems if p.severity == "error" and p.code not in known]
    if len(preview.layers) > 1 and entry.sublayer is None and errors and not preview.columns:
        return [
            OpenPoint(
                f"Die Datei hat mehrere Ebenen oder Blätter: {', '.join(preview.layers[:12])}. Welche soll gelesen werden?",
                "sublayer",
            )
        ]
    if preview.columns or preview.layer:
        return []
    return [
        OpenPoint(f"{p.message} {p.remedy}".strip(), p.code)
        for p in errors
        if p.code not in _CRS_CODES | _LATER
    ]


def _open_recognised(entry: Entry, preview: ImportPreview, known: set[str]) -> list[OpenPoint]:
    points = []
    unread = bool(_open_file(entry, preview, known))
    if entry.target is None and not unread:
        points.append(
            OpenPoint("Was die Datei enthält, ist nicht zu erkennen. Welche Art von Daten ist es?", "layer")
        )
    points += [
        OpenPoint(f"{p.message} {p.remedy}".strip(), "crs")
        for p in preview.problems
        if p.code in _CRS_CODES and p.severity == "error" and p.code not in known and entry.crs is None
    ]
    return points


def _open_mapping(entry: Entry, preview: ImportPreview) -> list[OpenPoint]:
    points = []
    for proposal in preview.fields:
        if not proposal.required or proposal.field in entry.mapping or proposal.field == "kind":
            continue
        if entry.saved is None and proposal.column is not None and proposal.confidence < UNSURE:
            points.append(
                OpenPoint(f"Ist „{proposal.column}“ die Spalte für „{proposal.label}“?", proposal.field)
            )
    return points


def is_layer(name: str) -> bool:
    """Tell whether there is such a layer."""
    return name in IMPORT_LAYERS
