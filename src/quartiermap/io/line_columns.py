"""What the columns of a line layer say about its lines, in the words of the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from quartiermap.domain.network import ATTRIBUTES, BRIDGE, STEPS, TUNNEL, UNKNOWN, WalkNetwork
from quartiermap.domain.texts import fold
from quartiermap.errors import Problem
from quartiermap.io.osm_rules import walk_rules

_CLASS_COLUMNS = ("highway", "fclass", "class", "strassenart", "wegeart", "typ", "type", "art")
_NAME_COLUMNS = (
    "name",
    "strassenname",
    "strasse",
    "strname",
    "strassenna",
    "street",
    "streetname",
    "bezeichnung",
)
_ONEWAY_COLUMNS = ("onewayfoot", "einbahnfuss", "fusseinbahn")
_STEPS_COLUMNS = ("steps", "treppe", "treppen", "stufen")
_SAME_COLUMNS = (
    "foot",
    "access",
    "sidewalk",
    "surface",
    "smoothness",
    "width",
    "incline",
    "kerb",
    "wheelchair",
    "oneway:foot",
)
_YES = frozenset({"t", "true", "1", "yes", "y", "j", "ja", "x"})
_BRIDGE_WORDS = _YES | {"viaduct", "bridge", "brücke", "bruecke"}
_TUNNEL_WORDS = _YES | {"tunnel", "building_passage", "culvert"}
_STEPS_WORDS = _YES | {"steps", "treppe"}
UNKNOWN_CLASS = "linie"
_EXTRA_WALKABLE = frozenset(
    {"unknown", "footpath", "gehweg", "fussweg", "fußweg", "weg", "strasse", "straße"}
)


@dataclass(frozen=True)
class Lines:
    """What each line is like.

    Parameters
    ----------
    of_class, flags, name, attributes
        As in `quartiermap.io.chains.WayColumns`.
    level : int64 array
        One number for each combination of layer, bridge and tunnel: equal numbers meet, others pass.
    """

    of_class: NDArray[np.int16]
    flags: NDArray[np.uint8]
    name: NDArray[np.int32]
    attributes: Mapping[str, NDArray[np.int16]]
    level: NDArray[np.int64]
    classes: tuple[str, ...]
    names: tuple[str, ...]

    def take(self, rows: Any) -> Lines:
        """Return some lines."""
        return Lines(
            self.of_class[rows], self.flags[rows], self.name[rows],
            {name: values[rows] for name, values in self.attributes.items()}, self.level[rows], self.classes, self.names,
        )  # fmt: skip

    def joined(self, other: Lines) -> Lines:
        """Return these lines and then others, in one list of classes and names."""
        classes = tuple(dict.fromkeys((*self.classes, *other.classes)))
        names = tuple(dict.fromkeys((*self.names, *other.names)))
        class_number = np.array([classes.index(c) for c in other.classes] or [0], np.int16)
        place = {name: number for number, name in enumerate(names)}
        name_number = np.array([*(place[n] for n in other.names), -1], np.int32)
        nothing = {
            name: (np.full(len(self.flags), UNKNOWN, np.int16), np.full(len(other.flags), UNKNOWN, np.int16))
            for name in ATTRIBUTES
        }
        return Lines(
            np.concatenate((self.of_class, class_number[other.of_class])),
            np.concatenate((self.flags, other.flags)),
            np.concatenate((self.name, name_number[other.name])),
            {
                name: np.concatenate((self.attributes.get(name, own), other.attributes.get(name, theirs)))
                for name, (own, theirs) in nothing.items()
                if name in self.attributes or name in other.attributes
            },
            np.concatenate((self.level, other.level)),
            classes,
            names,
        )


def read_columns(frame: gpd.GeoDataFrame) -> tuple[Lines, NDArray[np.bool_], list[Problem]]:
    """Return what the lines are like, which of them can be walked, and notes."""
    columns = {fold(str(name)): name for name in frame.columns if name != frame.geometry.name}

    def texts(*names: str) -> Any:
        found = next((columns[fold(name)] for name in names if fold(name) in columns), None)
        if found is None:
            return np.full(len(frame), "", object)
        return np.array(
            ["" if pd.isna(v) else str(v).strip().removesuffix(".0") for v in frame[found]], object
        )

    def words(*names: str) -> Any:
        return np.array([text.lower() for text in texts(*names)], object)

    rules = walk_rules()
    walked = set(rules.class_names)
    column = next((c for c in _CLASS_COLUMNS if c in columns and walked & set(words(c))), None)
    values = words(column) if column else np.full(len(frame), UNKNOWN_CLASS, object)
    # Geofabrik splits tracks by grade (track_grade1) and marks steps and paths like OSM itself.
    base = np.array([v.split("_grade")[0] if v.startswith("track") else v for v in values], object)
    brunnel = words("brunnel")
    bridge = np.isin(words("bridge", "bruecke"), list(_BRIDGE_WORDS)) | (brunnel == "bridge")
    tunnel = np.isin(words("tunnel"), list(_TUNNEL_WORDS)) | (brunnel == "tunnel")
    steps = np.isin(words(*_STEPS_COLUMNS), list(_STEPS_WORDS)) | (base == "steps")
    tags = pd.DataFrame({"highway": base, **{name: words(name) for name in _SAME_COLUMNS}}, dtype=object)
    tags["oneway:foot"] = words("oneway:foot", *_ONEWAY_COLUMNS)
    kinds, examples = np.unique(
        np.array(["\x1f".join(row) for row in tags.itertuples(index=False, name=None)], object).astype(str),
        return_index=True,
    )[0:2]
    number = np.searchsorted(kinds, ["\x1f".join(row) for row in tags.itertuples(index=False, name=None)])
    asked = [_asked({k: v for k, v in tags.iloc[i].items() if v}, column is not None) for i in examples]
    kept = np.array([each is not None for each in asked], bool)[number] if len(kinds) else np.zeros(0, bool)
    flags = (
        np.array([each[0] if each else 0 for each in asked], np.uint8)[number]
        if len(kinds)
        else np.zeros(0, np.uint8)
    )
    flags = flags | np.where(steps, STEPS, 0) | np.where(bridge, BRIDGE, 0) | np.where(tunnel, TUNNEL, 0)
    known = {
        name: np.array(
            [each[1].get(name, UNKNOWN) if each else UNKNOWN for each in asked] or [UNKNOWN], np.int16
        )[number]
        for name in ATTRIBUTES
    }
    classes = tuple(dict.fromkeys(str(v) or UNKNOWN_CLASS for v in base[kept]))
    place = {name: i for i, name in enumerate(classes)}
    of_class = np.array([place.get(str(v) or UNKNOWN_CLASS, 0) for v in base], np.int16)
    layer = pd.to_numeric(pd.Series(words("layer"), dtype=object), errors="coerce").fillna(0).to_numpy(float)
    level = layer.astype(np.int64) * 4 + bridge * 1 + tunnel * 2
    street = texts(*_NAME_COLUMNS)
    names = tuple(dict.fromkeys(name for name in street[kept] if name))
    at = {name: i for i, name in enumerate(names)}
    lines = Lines(
        of_class, flags.astype(np.uint8), np.array([at.get(name, -1) for name in street], np.int32),
        {name: values for name, values in known.items() if (values != UNKNOWN).any()}, level, classes, names,
    )  # fmt: skip
    return lines, kept, _notes(base, kept, column is not None)


def _asked(tags: dict[str, str], has_class: bool) -> tuple[int, dict[str, int]] | None:
    """Return flags and attributes of lines with some tags, ``None`` if they cannot be walked.

    The way of a line is as drawn: against it only where it is signed one-way the other way round, which files with
    lines cannot say reliably; so only ``yes`` counts.
    """
    rules = walk_rules()
    value = tags.get("highway", "")
    known = has_class and value != UNKNOWN_CLASS and value not in _EXTRA_WALKABLE
    if known and rules.walk(tags) is None:
        return None
    signed = tags.pop("oneway:foot", "") in _YES
    flags = rules.flags({**tags, "oneway:foot": "yes"} if signed else tags)
    return flags, rules.attributes(tags)


def _notes(base: Any, kept: Any, has_class: bool) -> list[Problem]:
    problems = []
    out = pd.Series(base[~kept]).value_counts()
    if len(out):
        listed = ", ".join(f"{str(name) or '(leer)'}: {count}" for name, count in out.items())
        problems.append(Problem(f"Nicht zu Fuß benutzbare Linien wurden ausgelassen ({listed}).", code="lines_not_walkable", severity="info"))  # fmt: skip
    if not has_class:
        problems.append(Problem("Die Linien tragen keine Wegeart; alle gelten als zu Fuß benutzbar.", "Enthält die Ebene Autobahnen, diese vorher entfernen.", code="lines_without_class", severity="warning"))  # fmt: skip
    return problems


def lines_of_network(network: WalkNetwork) -> tuple[Any, Lines]:
    """Return the edges of a network as lines, so that others can be added to it."""
    shapes: Any = shapely.linestrings(
        np.column_stack((network.vertex_x, network.vertex_y)),
        indices=np.repeat(np.arange(network.edge_count), np.diff(network.edge_first)),
    )
    bridge, tunnel = (network.edge_flags & BRIDGE) > 0, (network.edge_flags & TUNNEL) > 0
    name = network.edge_name if len(network.edge_name) else np.full(network.edge_count, -1, np.int32)
    return shapes, Lines(
        network.edge_class, network.edge_flags, name, network.attributes, bridge * 1 + tunnel * 2, network.classes,
        network.names,
    )  # fmt: skip
