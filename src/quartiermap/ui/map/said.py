"""What a map is told, in the language of the window: only texts of ours, never a name from a file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from quartiermap.ui import wording
from quartiermap.ui.wording import worded

if TYPE_CHECKING:
    from quartiermap.render.map_data import MapLayers

_TEXTS: Final = frozenset(
    {
        "dark_means", "detail", "figures", "funding", "labels", "legend", "note", "text", "title", "titles", "values", "words",
    }
)  # fmt: skip
"""Keys of commands below which all texts are ours."""


def said(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a command with their texts in the language of the window."""
    if not wording.active():
        return values
    return {key: _said(value, ours=key in _TEXTS) for key, value in values.items()}


def _said(value: Any, *, ours: bool) -> Any:
    if isinstance(value, str):
        return worded(value) if ours else value
    if isinstance(value, dict):
        return {key: _said(inner, ours=ours or key in _TEXTS) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_said(inner, ours=ours) for inner in value]
    return value


def said_layers(layers: MapLayers) -> MapLayers:
    """Return the layers of a project with their texts in the language of the window; names stay as they are."""
    if not wording.active():
        return layers
    rows = {
        layer: [{**row, **{key: worded(row[key]) for key in ("title", "text") if key in row}} for row in layers.payloads[layer]]
        for layer in ("facilities", "gaps")
    }  # fmt: skip
    kinds = {
        key: {**kind, "name": worded(kind["name"]), "plural": worded(kind["plural"])}
        for key, kind in layers.meta["kinds"].items()
    }
    sources = {
        "sources": worded(layers.meta["sources"]),
        "source_list": [worded(line) for line in layers.meta["source_list"]],
    }
    return replace(
        layers, payloads={**layers.payloads, **rows}, meta={**layers.meta, **sources, "kinds": kinds}
    )
