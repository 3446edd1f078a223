"""Layers of a geodata service into the project: fetched, clipped, imported like files, recorded with their terms.

Three steps that the window takes one by one: what the service offers (`service_layers`), layers of it as local files
(`fetch_layers`), and the files through the import like any other, with their `Origin` in the order. The command line
takes all of them at once (`import_from_service`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from quartiermap.app import network_switch
from quartiermap.domain.progress import Progress
from quartiermap.domain.texts import fold
from quartiermap.errors import InputError, Problem
from quartiermap.io.import_model import Mode

if TYPE_CHECKING:
    from quartiermap.domain.project import Project, Source
    from quartiermap.io.import_model import ImportResult
    from quartiermap.io.service_model import Service, ServiceLayer
    from quartiermap.io.service_transport import Limits


@dataclass(frozen=True)
class ServiceRequest:
    """One wish of the user: this layer of that service into a layer of the project.

    Parameters
    ----------
    address : str
        Of the service; may carry a login (``https://NAME:PASSWORT@…``), which is never recorded.
    service_layer : str or None
        Name or title; ``None`` is allowed where the service has one layer only, or the address names one.
    layer, kind, mapping, period, mode
        As in `quartiermap.io.import_model.ImportRequest`.
    other_hosts : bool
        Whether the service may lead to other servers.
    """

    address: str
    service_layer: str | None
    layer: str
    kind: str | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    period: str | None = None
    mode: Mode = "auto"
    other_hosts: bool = False


@dataclass(frozen=True)
class Origin:
    """Which service a local file was fetched from, under which terms, and what was noticed: for the record.

    Parameters
    ----------
    title, provider, licence : str
        As the service states them; empty where it states nothing.
    mapping : dict
        ``@service`` (address without login and keys), ``@service_kind``, ``@service_layer``, ``@service_delivered``
        (objects handed out before clipping), ``@service_requests``.
    findings : tuple of Problem
    """

    title: str
    provider: str
    licence: str
    mapping: dict[str, str]
    findings: tuple[Problem, ...]

    def recorded(self, result: ImportResult) -> ImportResult:
        """Return an import with this origin in the record of the sources that it made."""
        made = {s.source_id for s in result.sources}
        sources = tuple(self._in(s) if s.source_id in made else s for s in result.project.sources)
        return replace(
            result,
            project=result.project.with_(sources=sources),
            sources=tuple(s for s in sources if s.source_id in made),
            problems=(*self.findings, *result.problems),
        )

    def _in(self, source: Source) -> Source:
        return replace(
            source, title=self.title or source.title, provider=self.provider or source.provider, licence=self.licence or source.licence,
            mapping={**source.mapping, **self.mapping}, findings=(*(p.as_dict() for p in self.findings), *source.findings),
        )  # fmt: skip


@dataclass(frozen=True)
class Download:
    """A layer of a service as a local file: `rows` of the `delivered` objects lie in the project or within 3 km."""

    path: Path
    layer: ServiceLayer
    rows: int
    delivered: int
    origin: Origin


@dataclass(frozen=True)
class Downloads:
    """What was fetched, what of it failed and why, and how many requests and bytes that took."""

    done: tuple[Download, ...]
    refused: tuple[Problem, ...]
    requests: int
    bytes: int


def service_layers(
    address: str, progress: Progress | None = None, *, limits: Limits | None = None, other_hosts: bool = False
) -> Service:
    """Return what a service offers.

    Raises
    ------
    MachineError
        If the network switch is off.
    InputError
        If there is no such service.
    """
    from quartiermap.io.services import Connection, list_layers

    network_switch.require()
    with Connection(network_switch.permit, limits, progress, other_hosts=other_hosts) as connection:
        return list_layers(connection, address)


def count_objects(
    project: Project, service: Service, layer: ServiceLayer, progress: Progress | None = None, *, other_hosts: bool = False
) -> int | None:  # fmt: skip
    """Return how many objects of a layer the service counts around the project; ``None`` if it does not say.

    Raises
    ------
    MachineError
        If the network switch is off.
    InputError
        If the service does not answer.
    """
    from quartiermap.io import services

    network_switch.require()
    with services.Connection(network_switch.permit, None, progress, other_hosts=other_hosts) as connection:
        return services.count_objects(connection, service, layer, project)


def fetch_layers(
    project: Project,
    service: Service,
    names: Sequence[str],
    folder: Path,
    progress: Progress | None = None,
    *,
    limits: Limits | None = None,
    other_hosts: bool = False,
) -> Downloads:
    """Fetch layers of a service, clipped to the project and 3 km around it, as files in `folder`.

    A layer that fails does not cost those that came.

    Raises
    ------
    MachineError
        If the network switch is off.
    InputError
        If not one layer could be had; with every problem.
    """
    from quartiermap.io.services import Connection, address_of, fetch_layer, terms_of

    network_switch.require()
    progress = progress or Progress()
    done: list[Download] = []
    refused: list[Problem] = []
    with Connection(network_switch.permit, limits, progress, other_hosts=other_hosts) as connection:
        for i, name in enumerate(names):
            connection.progress = progress.part(i / len(names), (i + 1) / len(names))
            connection.progress.step(0.0, f"„{name}“: Gebiet des Projekts bestimmen")
            before = connection.traffic.requests
            try:
                fetched = fetch_layer(connection, service, name, project, folder)
            except InputError as error:
                refused += error.problems
                continue
            licence, provider = terms_of(fetched)
            origin = Origin(
                title=" – ".join(dict.fromkeys(t for t in (service.title, fetched.layer.title) if t)),
                provider=provider,
                licence=licence,
                mapping={
                    "@service": address_of(fetched),
                    "@service_kind": service.label,
                    "@service_layer": fetched.layer.name,
                    "@service_delivered": str(fetched.delivered),
                    "@service_requests": str(connection.traffic.requests - before),
                },
                findings=fetched.problems,
            )
            done.append(Download(fetched.path, fetched.layer, fetched.rows, fetched.delivered, origin))
        traffic = connection.traffic
    if not done:
        raise InputError(refused)
    return Downloads(tuple(done), tuple(refused), traffic.requests, traffic.bytes)


def import_from_service(
    project: Project,
    request: ServiceRequest,
    progress: Progress | None = None,
    *,
    limits: Limits | None = None,
) -> ImportResult:
    """Fetch a layer and import it; afterwards the project needs the service no more.

    The source records the address, the title, the provider, the licence as the service states it, and the day.

    Raises
    ------
    MachineError
        If the network switch is off.
    InputError
        With every problem; nothing was imported.
    """
    from quartiermap.app.imports import ImportOrder, carry_out
    from quartiermap.io.import_model import ImportRequest

    progress = progress or Progress()
    service = service_layers(request.address, progress.part(0.0, 0.1), limits=limits, other_hosts=request.other_hosts)  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="quartiermap-kopie-") as name:
        fetched = fetch_layers(
            project, service, [_chosen(service, request)], Path(name), progress.part(0.1, 0.7), limits=limits, other_hosts=request.other_hosts
        )  # fmt: skip
        (download,) = fetched.done
        wish = ImportRequest(
            request.layer, (download.path,), kind=request.kind, mapping=request.mapping, period=request.period, mode=request.mode
        )  # fmt: skip
        return carry_out(project, ImportOrder(wish, origin=download.origin), progress.part(0.7, 1.0)).result


def proposed_use(layer: ServiceLayer) -> tuple[str | None, str | None]:
    """Return the layer of the project, and the kind of facility, that a layer of a service is probably meant for.

    By the words of its title and name only; ``None`` where they say nothing. Always a proposal: the wizard looks at
    the content.

    Examples
    --------
    >>> from quartiermap.io.service_model import ServiceLayer
    >>> proposed_use(ServiceLayer("app:kita", "Kindertagesstätten")), proposed_use(ServiceLayer("lor", "Planungsräume"))
    (('facilities', 'kita'), ('districts', None))
    >>> proposed_use(ServiceLayer("baeume", "Straßenbäume"))
    (None, None)
    """
    from quartiermap.io.import_kinds import kind_of_name

    for text in (layer.title, layer.name.rpartition(":")[2]):
        folded = fold(text)
        for target, words in _USES:
            if any(word in folded for word in words):
                return target, None
        kind = kind_of_name(text.replace(".", " "))
        if kind is not None:
            return "facilities", kind
    return None, None


_USES = (
    ("addresses", ("hauskoordinat", "hausnummer", "adresse", "adresspunkt", "anschrift")),
    ("funding-areas", ("stadtebauforder", "staedtebaufoerder", "sozialestadt", "sanierungsgebiet", "stadtumbau", "fordergebiet", "foerdergebiet", "quartiersmanagement")),
    ("population", ("einwohner", "bevolkerung", "bevoelkerung")),
    ("indicators", ("sozialindex", "sozialmonitoring", "monitoringsozialestadt")),
    ("districts", ("planungsraum", "planungsraume", "planungsraeume", "ortsteil", "stadtteil", "stadtbezirk", "bezirksgrenze", "bezirksregion", "statistischegebiet", "statistischebezirk", "quartiersgrenze", "gemarkung", "wahlbezirk", "prognoseraum", "prognoseraeume")),
    ("network", ("fusswege", "fuswege", "wegenetz")),
)  # fmt: skip
"""Words of titles, folded, for the layers of a project; districts of a funding programme are asked before districts."""


def _chosen(service: Service, request: ServiceRequest) -> str:
    """Return the layer's name: the one asked for, the one the address names, or the only one."""
    from quartiermap.io.service_transport import service_problem

    if request.service_layer is not None:
        return request.service_layer
    named = named_layer(service, request.address)
    if named is not None:
        return named
    if len(service.layers) == 1:
        return service.layers[0].name
    listed = "; ".join(
        f"{la.name} ({la.title})" if la.title != la.name else la.name for la in service.layers[:20]
    )
    raise service_problem(
        f"Der Dienst hat {len(service.layers)} Ebenen.", f"Eine mit --service-layer wählen: {listed}.", "service_layer_needed", service.address
    )  # fmt: skip


def named_layer(service: Service, address: str) -> str | None:
    """Return the layer that an address itself names (``…/collections/kitas/items``), or ``None``."""
    from quartiermap.io.service_oapif import landing_of
    from quartiermap.io.service_transport import check_address

    return landing_of(check_address(address))[1] if service.kind == "oapif" else None
