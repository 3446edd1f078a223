"""A layer of a geodata service into the project: fetched, clipped, imported like a file, recorded with its terms."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from quartiermap.app import network_switch
from quartiermap.domain.progress import Progress
from quartiermap.io.import_model import Mode

if TYPE_CHECKING:
    from quartiermap.domain.project import Project
    from quartiermap.io.importers import ImportResult
    from quartiermap.io.service_model import Service
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

    network_switch.permit()
    with Connection(network_switch.permit, limits, progress, other_hosts=other_hosts) as connection:
        return list_layers(connection, address)


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
    from quartiermap.io.importers import ImportRequest, import_layer
    from quartiermap.io.services import Connection, address_of, fetch_layer, list_layers, terms_of

    network_switch.permit()
    progress = progress or Progress()
    with (
        tempfile.TemporaryDirectory(prefix="quartiermap-kopie-") as name,
        Connection(
            network_switch.permit, limits, progress.part(0.0, 0.7), other_hosts=request.other_hosts
        ) as connection,
    ):
        service = list_layers(connection, request.address)
        fetched = fetch_layer(connection, service, _chosen(service, request), project, Path(name))
        traffic = connection.traffic
        order = ImportRequest(
            request.layer, (fetched.path,), kind=request.kind, mapping=request.mapping, period=request.period, mode=request.mode
        )  # fmt: skip
        result = import_layer(project, order, progress.part(0.7, 1.0))
    licence, provider = terms_of(fetched)
    (source,) = result.sources
    recorded = replace(
        source,
        title=" – ".join(dict.fromkeys(t for t in (service.title, fetched.layer.title) if t)),
        provider=provider or source.provider,
        licence=licence or source.licence,
        mapping={
            **source.mapping,
            "@service": address_of(fetched),
            "@service_kind": service.label,
            "@service_layer": fetched.layer.name,
            "@service_delivered": str(fetched.delivered),
            "@service_requests": str(traffic.requests),
        },
        findings=(*(p.as_dict() for p in fetched.problems), *source.findings),
    )
    sources = tuple(recorded if s.source_id == source.source_id else s for s in result.project.sources)
    return replace(
        result,
        project=result.project.with_(sources=sources),
        sources=(recorded,),
        problems=(*fetched.problems, *result.problems),
    )


def _chosen(service: Service, request: ServiceRequest) -> str:
    """Return the layer's name: the one asked for, the one the address names, or the only one."""
    from quartiermap.io.service_oapif import landing_of
    from quartiermap.io.service_transport import check_address, service_problem

    if request.service_layer is not None:
        return request.service_layer
    named = landing_of(check_address(request.address))[1] if service.kind == "oapif" else None
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
