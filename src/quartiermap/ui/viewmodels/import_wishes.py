"""How files are to be read as far as it is known before anybody has looked at them."""

from __future__ import annotations

from quartiermap.app.imports import ImportOrder
from quartiermap.app.wizard_steps import Entry
from quartiermap.io.import_model import ImportRequest


def preset(entry: Entry, wanted: ImportRequest | ImportOrder) -> None:
    """Read an entry as somebody else has decided already (a service knows what it gave)."""
    if isinstance(wanted, ImportOrder):
        entry.addresses, entry.street_middle = wanted.addresses, wanted.street_middle
        entry.saved, entry.save_as, entry.stated = wanted.mapping, wanted.save_as, wanted.stated
        entry.origin = wanted.origin
        wanted = wanted.request
    entry.layer, entry.kind, entry.sublayer = wanted.layer or None, wanted.kind, wanted.sublayer
    entry.mapping, entry.crs, entry.encoding = dict(wanted.mapping), wanted.crs, wanted.encoding
    entry.preset, entry.period, entry.mode = wanted.preset, wanted.period, wanted.mode
    entry.characteristics, entry.header_row, entry.decimal = (
        wanted.characteristics,
        wanted.header_row,
        wanted.decimal,
    )


def with_layer(layer: str) -> ImportRequest | None:
    """Return a request that only says which layer files go into; ``None`` for none."""
    return ImportRequest(layer, ()) if layer else None
