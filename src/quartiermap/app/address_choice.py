"""By which directory the addresses of a table are placed: the one named, the one that the project keeps, or none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError

if TYPE_CHECKING:
    from quartiermap.app.imports import ImportOrder
    from quartiermap.domain.project import Project
    from quartiermap.io.address_index import AddressIndex
    from quartiermap.io.import_model import ImportRequest

OF_PROJECT = Path("project")
"""Stands for the directory that the project keeps, wherever the path of one is asked for (``--addresses project``)."""


def directory(project: Project, addresses: Path, epsg: int, progress: Progress) -> AddressIndex:
    """Return the directory that is meant.

    Raises
    ------
    InputError
        If the project keeps none, or the file is none.
    """
    from quartiermap.io.address_layer import index_of
    from quartiermap.io.addresses import read_address_index

    if addresses == OF_PROJECT:
        progress.step(0.0, "Adressverzeichnis des Projekts vorbereiten")
        return index_of(project)
    progress.step(0.0, f"{addresses.name}: Anschriften lesen")
    return read_address_index(addresses, project, epsg, progress)


def by_default(
    project: Project, order: ImportOrder, request: ImportRequest, progress: Progress | None = None
) -> ImportOrder:
    """Return the order with the project's own directory where its tables have addresses and no places at all.

    Without a directory in the project, with one named, or with places in any of the files, the order stays as it is.
    """
    from quartiermap.io.address_layer import has_addresses

    if order.addresses is not None or request.layer != "facilities" or not has_addresses(project):
        return order
    if all(only_addresses(Path(file), request, progress or Progress()) for file in request.files):
        return replace(order, addresses=OF_PROJECT)
    return order


def only_addresses(path: Path, request: ImportRequest, progress: Progress) -> bool:
    """Tell whether a file is a table whose rows have addresses and no coordinates; what cannot be read is none."""
    from quartiermap.io import prepared_copy
    from quartiermap.io.addresses import find_columns
    from quartiermap.io.import_facility_places import has_places
    from quartiermap.io.readers import file_kind

    if "x" in request.mapping or "y" in request.mapping:
        return False
    try:
        if file_kind(path) != "table":
            return False
        frame = prepared_copy.read(path, request, progress).frame
    except InputError:
        return False  # the import itself says what is wrong
    return not has_places(frame) and find_columns(frame, request.mapping.get("address")) is not None
