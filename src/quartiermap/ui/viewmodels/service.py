"""What a geodata service offers, as the window shows it: layers, where they lie, what they are probably meant for.

Also the addresses used before. They stay on this machine, without login and keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, cast

from quartiermap.domain.texts import fold, number
from quartiermap.ui.translation import translate

if TYPE_CHECKING:
    from quartiermap.app.service_import import Download
    from quartiermap.domain.project import Project
    from quartiermap.io.service_model import Box, Service, ServiceLayer
    from quartiermap.io.service_transport import Limits

HISTORY = "services/addresses"
MOST_ADDRESSES = 12


class Settings(Protocol):
    """What is needed of `QSettings`."""

    def value(self, key: str, default: object = ..., /) -> object:
        """Return what is kept under a key."""

    def setValue(self, key: str, value: object, /) -> None:
        """Keep something under a key."""


def used_addresses(settings: Settings) -> list[str]:
    """Return the addresses used before, the last one first."""
    stored = settings.value(HISTORY, [])
    listed = [stored] if isinstance(stored, str) else list(cast("list[str]", stored) or [])
    return [a for a in listed if a]


def remember_address(settings: Settings, address: str) -> list[str]:
    """Put an address first among those used before, without login and keys; return them all."""
    from quartiermap.io.service_transport import without_secrets

    plain = without_secrets(address)
    kept = [plain, *(a for a in used_addresses(settings) if a != plain)][:MOST_ADDRESSES]
    settings.setValue(HISTORY, kept)
    return kept


def forget_addresses(settings: Settings) -> None:
    """Forget all addresses used before."""
    settings.setValue(HISTORY, [])


@dataclass
class LayerRow:
    """One layer on screen; `target` and `kind` are what it is loaded as (empty: recognised in the wizard).

    `near` says whether its extent meets the project's (``None``: not known, or the project has no place yet).
    """

    layer: ServiceLayer
    near: bool | None
    target: str = ""
    kind: str = ""
    proposed: bool = False
    count: int | None = None
    asked: bool = False

    @property
    def name(self) -> str:
        """What the service is asked for."""
        return self.layer.name

    @property
    def where(self) -> str:
        """Where the layer lies, as far as the service says."""
        if self.layer.bounds is None:
            return translate("Service", "nicht genannt")
        if self.near is None:
            return translate("Service", "genannt")
        return translate("Service", "beim Projekt") if self.near else translate("Service", "anderswo")

    @property
    def objects(self) -> str:
        """How many objects the service counts around the project."""
        if self.count is not None:
            return number(self.count)
        return translate("Service", "nicht genannt") if self.asked else ""

    @property
    def extent(self) -> str:
        """The extent in degrees, as the service states it."""
        if self.layer.bounds is None:
            return translate("Service", "Der Dienst nennt kein Gebiet.")
        west, south, east, north = self.layer.bounds
        text = translate("Service", "Gebiet laut Dienst: {w} bis {e}° Ost, {s} bis {n}° Nord.").format(
            w=number(west, 3), e=number(east, 3), s=number(south, 3), n=number(north, 3)
        )
        if self.near is False:
            text += " " + translate(
                "Service", "Das Projekt liegt außerhalb; solche Angaben sind manchmal falsch."
            )
        return text

    @property
    def systems(self) -> str:
        """The coordinate systems offered, as EPSG numbers."""
        from quartiermap.io.service_model import CRS84, epsg_of

        codes = dict.fromkeys(epsg_of(name) for name in self.layer.crs)
        told = [
            translate("Service", "Länge/Breite") if c == CRS84 else f"EPSG:{c}"
            for c in codes
            if c is not None
        ]
        if not told:
            return translate("Service", "Der Dienst nennt kein Koordinatensystem.")
        more = " …" if len(told) > 5 else ""
        return translate("Service", "Koordinatensysteme: {codes}.").format(codes=", ".join(told[:5]) + more)


@dataclass
class ServicePage:
    """A service with its layers, and which of them are chosen."""

    service: Service
    rows: tuple[LayerRow, ...]
    chosen: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, service: Service, project: Project, named: str | None = None) -> ServicePage:
        """Make a page; the layer that the address itself names, or the only one, is chosen."""
        from quartiermap.app.service_import import proposed_use

        place = _place(project)
        rows = []
        for layer in service.layers:
            target, kind = proposed_use(layer)
            near = None if place is None or layer.bounds is None else _meet(place, layer.bounds)
            rows.append(LayerRow(layer, near, target or "", kind or "", target is not None))
        page = cls(service, tuple(rows))
        if named is not None and any(r.name == named for r in rows):
            page.chosen = {named}
        elif len(rows) == 1:
            page.chosen = {rows[0].name}
        return page

    def filtered(self, words: str) -> list[LayerRow]:
        """Return the layers whose title, name or description hold all of these words."""
        wanted = [fold(w) for w in words.split() if fold(w)]
        return [
            r
            for r in self.rows
            if all(w in fold(f"{r.layer.title} {r.layer.name} {r.layer.abstract}") for w in wanted)
        ]

    @property
    def picked(self) -> list[LayerRow]:
        """The chosen layers in the order of the service."""
        return [r for r in self.rows if r.name in self.chosen]

    @property
    def about(self) -> str:
        """Title, kind, provider and licence of the service; what it does not say is said to be missing."""
        service = self.service
        missing = translate("Service", "nicht genannt")
        return translate("Service", "{title} · {label} · Anbieter: {provider} · Lizenz: {licence}").format(
            title=service.title or service.address, label=service.label, provider=service.provider or missing,
            licence=service.licence or missing,
        )  # fmt: skip

    @property
    def chosen_text(self) -> str:
        """What would be loaded, as a German sentence."""
        picked = self.picked
        if not picked:
            return translate("Service", "Noch ist keine Ebene ausgewählt.")
        if len(picked) == 1:
            text = translate("Service", "Ausgewählt: „{title}“").format(title=picked[0].layer.title)
        else:
            text = translate("Service", "{n} Ebenen ausgewählt").format(n=number(len(picked)))
        counts = [r.count for r in picked]
        if all(c is not None for c in counts):
            text += translate("Service", ", laut Dienst {n} Objekte").format(
                n=number(sum(c or 0 for c in counts))
            )
        return f"{text}."


def clip_text(project: Project) -> str:
    """Say how much of a layer is fetched.

    Examples
    --------
    >>> from quartiermap.domain.project import new_project
    >>> clip_text(new_project("Stadt"))[:40]
    'Das Projekt hat noch keine Quartiere: Di'
    """
    from quartiermap.io.services import CLIP_M

    if project.epsg is None or not len(project.districts):
        return translate(
            "Service",
            "Das Projekt hat noch keine Quartiere: Die ganze Ebene wird geladen. Bei einem Dienst für ein ganzes Land besser zuerst die Quartiere laden.",
        )
    west, south, east, north = (float(v) for v in project.districts.total_bounds)
    return translate(
        "Service",
        "Geladen werden Objekte in den Quartieren und bis {km} km ringsum (Gebiet der Quartiere: {w} × {h} km). Was weiter weg liegt, bleibt beim Dienst.",
    ).format(km=number(CLIP_M / 1000), w=number((east - west) / 1000, 1), h=number((north - south) / 1000, 1))


def limits_text(limits: Limits) -> str:
    """Say where fetching ends by itself."""
    return translate(
        "Service",
        "Höchstens {rows} Objekte je Ebene, {mb}\u00a0MB und {minutes} Minuten; „Abbrechen“ verändert nichts.",
    ).format(rows=number(limits.rows), mb=number(limits.bytes / 1e6), minutes=number(limits.total_s / 60))


def done_text(done: Iterable[Download], requests: int, size: int) -> str:
    """Say what was fetched."""
    listed = list(done)
    rows, delivered = sum(d.rows for d in listed), sum(d.delivered for d in listed)
    return translate(
        "Service", "Geladen: {rows} von {delivered} gelieferten Objekten aus {layers} Ebenen ({requests} Abfragen, {mb}\u00a0MB)."
    ).format(
        rows=number(rows), delivered=number(delivered), layers=number(len(listed)), requests=number(requests), mb=number(size / 1e6, 1)
    )  # fmt: skip


def _place(project: Project) -> Box | None:
    """Return where the project lies, in degrees."""
    if project.epsg is None or not len(project.districts):
        return None
    from quartiermap.io.service_model import box_in

    west, south, east, north = (float(v) for v in project.districts.total_bounds)
    return box_in((west, south, east, north), project.epsg, 4326)


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
