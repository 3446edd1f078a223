"""Which OpenStreetMap ways people can walk on: the rules of ``data/walk_rules.toml``, applied to tags."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from quartiermap.domain.network import (
    BARRIERS,
    BRIDGE,
    CONDITIONAL,
    CROSSING,
    LIFT,
    ONEWAY,
    SMOOTHNESSES,
    STEPS,
    SURFACES,
    TUNNEL,
    WHEELCHAIR,
)
from quartiermap.io import osm_measures as measures
from quartiermap.io.bundled import data_dir

Words = frozenset[str]
Tags = Mapping[str, str]
LineClass = Literal["water", "rail", "motorway", "wall"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Classes(_Part):
    walkable: Annotated[tuple[str, ...], Field(min_length=1)]
    only_when_allowed: tuple[str, ...] = ()
    for_feet: Words = frozenset()


class _Foot(_Part):
    allowed: Words
    forbidden: Words
    sidewalk: Words


class _Access(_Part):
    forbidden: Words
    open_country: Words = frozenset()
    open_country_classes: Words = frozenset()


class _Conditional(_Part):
    keys: tuple[str, ...] = ()
    always: Words = frozenset()


class _Direction(_Part):
    key: str
    forward: Words
    backward: Words


class _Barriers(_Part):
    forbidden: Words
    locked: Words
    closed: Words = frozenset()
    opened: Words = frozenset()
    kinds: Mapping[str, Words]


class _Flags(_Part):
    steps: Words
    lift: Words
    not_a_bridge: Words
    not_a_tunnel: Words
    crossing_keys: tuple[str, ...]
    crossing_word: str
    unmarked: Words
    crossing_nodes: Words
    crossing_longest_m: float = Field(gt=0)


class WalkRules(_Part):
    """The walking rules as read from TOML; the file explains each of them in German.

    Examples
    --------
    >>> rules = walk_rules()
    >>> rules.walk({"highway": "footway"}), rules.walk({"highway": "cycleway"})
    (('footway', 0), None)
    >>> rules.walk({"highway": "cycleway", "foot": "designated"})
    ('cycleway', 0)
    >>> rules.walk({"highway": "residential", "access": "private"}) is None
    True
    """

    classes: _Classes
    foot: _Foot
    access: _Access
    conditional: _Conditional
    direction: _Direction
    never: Mapping[str, Words] = {}
    excluded: Mapping[str, Words] = {}
    barriers: _Barriers
    network_flags: _Flags
    surface: Mapping[str, Words]
    smoothness: Mapping[str, Words]
    wheelchair: Mapping[str, Words]
    kerb_mm: Mapping[str, int]
    lines: Mapping[LineClass, Mapping[str, Words]]
    line_areas: Mapping[LineClass, Mapping[str, Words]]

    @property
    def class_names(self) -> tuple[str, ...]:
        """Every class that an edge of the network can have, in the file's order."""
        return self.classes.walkable + self.classes.only_when_allowed

    @property
    def walk_keys(self) -> Words:
        """Every key that `walk`, `direction` and `attributes` look at."""
        return frozenset({
            "highway", "foot", "access", "sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right", "bridge", "tunnel",
            "area", "crossing", "foot:forward", "foot:backward", self.direction.key,
            *self.conditional.keys, *self.never, *self.excluded, *self.network_flags.crossing_keys, *measures.KEYS,
        })  # fmt: skip

    @property
    def node_keys(self) -> Words:
        """Every key that `blocks`, `barrier_kind`, `is_lift`, `is_crossing`, `kerb_height` and `is_conditional` look at on a node."""
        return frozenset({
            "barrier", "foot", "access", "locked", "wheelchair", "highway", "crossing", "kerb", "kerb:height",
            *self.conditional.keys,
        })  # fmt: skip

    @property
    def line_keys(self) -> Words:
        """Every key that `line_class` looks at."""
        named = {key for group in (self.lines, self.line_areas) for keys in group.values() for key in keys}
        return frozenset(
            {*named, "tunnel", "bridge", "covered", "layer", "location", "foot", "sidewalk", "intermittent"}
        )

    def walk(self, tags: Tags) -> tuple[str, int] | None:
        """Return class and flags of a way that can be walked, ``None`` for any other.

        Parameters
        ----------
        tags : mapping of str to str
            The tags of one OSM way.
        """
        highway = tags.get("highway", "")
        needs_permission = highway in self.classes.only_when_allowed
        if not needs_permission and highway not in self.classes.walkable:
            return None
        if any(tags.get(key) in values for key, values in self.excluded.items()):
            return None
        foot = tags.get("foot")
        if not self.permits_sometimes(tags):
            if foot in self.foot.forbidden:
                return None
            if foot not in self.foot.allowed:
                if self._access_forbids(tags, highway):
                    return None
                if any(tags.get(key) in values for key, values in self.never.items()):
                    return None
                if needs_permission and not self._has_sidewalk(tags):
                    return None
        if (
            tags.get("foot:forward") in self.foot.forbidden
            and tags.get("foot:backward") in self.foot.forbidden
        ):
            return None
        return highway, self.flags(tags)

    def flags(self, tags: Tags) -> int:
        """Return the bits of `quartiermap.domain.network` for a way's tags."""
        bridge, tunnel = tags.get("bridge"), tags.get("tunnel")
        words = self.network_flags
        crosses = any(tags.get(key) == words.crossing_word for key in words.crossing_keys)
        return (
            (STEPS if tags.get("highway") in words.steps else 0)
            | (BRIDGE if bridge is not None and bridge not in words.not_a_bridge else 0)
            | (TUNNEL if tunnel is not None and tunnel not in words.not_a_tunnel else 0)
            | (LIFT if tags.get("highway") in words.lift else 0)
            | (CROSSING if crosses and tags.get("crossing") not in words.unmarked else 0)
            | (CONDITIONAL if self.is_conditional(tags) else 0)
            | (ONEWAY if self.direction_of(tags) else 0)
        )

    def direction_of(self, tags: Tags) -> int:
        """Return 1 or -1 where people may only walk along or against a way, 0 where both ways.

        Examples
        --------
        >>> rules = walk_rules()
        >>> rules.direction_of({"oneway": "yes"}), rules.direction_of({"foot:forward": "no"})
        (0, -1)
        """
        signed = tags.get(self.direction.key)
        if signed in self.direction.forward or tags.get("foot:backward") in self.foot.forbidden:
            return 1
        if signed in self.direction.backward or tags.get("foot:forward") in self.foot.forbidden:
            return -1
        return 0

    def is_conditional(self, tags: Tags) -> bool:
        """Tell whether something is open at certain times or on conditions only."""
        values = (tags.get(key) for key in self.conditional.keys)
        return any(value is not None and value not in self.conditional.always for value in values)

    def permits_sometimes(self, tags: Tags) -> bool:
        """Tell whether a condition opens what may otherwise be closed.

        Examples
        --------
        >>> rules = walk_rules()
        >>> rules.permits_sometimes({"access": "no", "access:conditional": "yes @ (06:00-20:00)"})
        True
        >>> rules.permits_sometimes({"foot": "no", "access:conditional": "yes @ (06:00-20:00)"})
        False
        """
        on_foot = tags.get("foot:conditional", "")
        if _first_words(on_foot) & self.barriers.opened:
            return True
        return "foot" not in tags and bool(
            _first_words(tags.get("access:conditional", "")) & self.barriers.opened
        )

    def attributes(self, tags: Tags) -> dict[str, int]:
        """Return what is known of `quartiermap.domain.network.ATTRIBUTES` about a way.

        Examples
        --------
        >>> walk_rules().attributes({"highway": "footway", "surface": "asphalt", "width": "1,5 m", "incline": "-6 %"})
        {'surface': 0, 'width_cm': 150, 'incline_pm': 60}
        """
        kerb = self.kerb_height(tags)
        ramp = tags.get("ramp:wheelchair", "no" if tags.get("ramp") == "no" else None)
        found = {
            "surface": _group(tags.get("surface"), self.surface, SURFACES),
            "smoothness": _group(tags.get("smoothness"), self.smoothness, SMOOTHNESSES),
            "width_cm": measures.centimetres(tags.get("width", "")),
            "incline_pm": measures.per_mille(tags.get("incline", "")),
            "kerb_mm": kerb,
            "wheelchair": _group(tags.get("wheelchair"), self.wheelchair, WHEELCHAIR),
            "ramp": None if ramp is None else int(ramp in ("yes", "separate")),
        }
        return {name: value for name, value in found.items() if value is not None}

    def kerb_height(self, tags: Tags) -> int | None:
        """Return the height of a kerb in millimetres; ``kerb:height`` wins over the word (Annahme).

        Examples
        --------
        >>> rules = walk_rules()
        >>> rules.kerb_height({"kerb": "lowered"}), rules.kerb_height({"kerb": "lowered", "kerb:height": "0.02"})
        (30, 20)
        """
        measured = measures.millimetres(tags.get("kerb:height", ""))
        return measured if measured is not None else self.kerb_mm.get(tags.get("kerb", ""))

    def blocks(self, tags: Tags) -> bool:
        """Tell whether a node's barrier stops people on foot.

        Examples
        --------
        >>> walk_rules().blocks({"barrier": "gate", "access": "private"})
        True
        >>> walk_rules().blocks({"barrier": "gate", "access": "private", "foot": "yes"})
        False
        """
        if "barrier" not in tags or self.permits_sometimes(tags):
            return False
        foot, access = tags.get("foot"), tags.get("access")
        if foot is not None:
            return foot in self.barriers.forbidden or foot in self.foot.forbidden
        if access in self.barriers.forbidden or tags.get("locked") in self.barriers.locked:
            return True
        return tags["barrier"] in self.barriers.closed and access not in self.barriers.opened

    def barrier_kind(self, tags: Tags) -> int | None:
        """Return the index into `BARRIERS` of a node's barrier, ``None`` for none or an unknown one."""
        kind = _group(tags.get("barrier"), self.barriers.kinds, BARRIERS)
        if kind is not None and tags.get("wheelchair") in self.wheelchair["yes"]:
            return min(kind, BARRIERS.index("narrow"))
        return kind

    def is_lift(self, tags: Tags) -> bool:
        """Tell whether a node is a lift."""
        return tags.get("highway") in self.network_flags.lift

    def is_crossing(self, tags: Tags) -> bool:
        """Tell whether a node is a marked crossing of a street.

        Examples
        --------
        >>> rules = walk_rules()
        >>> rules.is_crossing({"highway": "crossing", "crossing": "zebra"}), rules.is_crossing({"crossing": "unmarked"})
        (True, False)
        """
        words = self.network_flags
        return tags.get("highway") in words.crossing_nodes and tags.get("crossing") not in words.unmarked

    def line_class(self, tags: Tags, area: bool = False) -> LineClass | None:
        """Return what kind of line beside the ways nobody walks across, ``None`` for any other.

        Examples
        --------
        >>> rules = walk_rules()
        >>> rules.line_class({"railway": "rail"}), rules.line_class({"railway": "rail", "bridge": "yes"})
        ('rail', None)
        """
        if any(tags.get(key, "no") != "no" for key in ("tunnel", "bridge", "covered")):
            return None
        buried = tags.get("layer", "").startswith("-") and "railway" in tags
        if buried or tags.get("location") in ("underground", "roof"):
            return None
        groups = self.line_areas if area else self.lines
        for name, keys in groups.items():
            if any(tags.get(key) in values for key, values in keys.items()):
                # Trunk roads with a sidewalk are streets: people live and walk along them and cross them.
                if name == "motorway" and (self._has_sidewalk(tags) or tags.get("foot") in self.foot.allowed):
                    return None
                if name == "water" and tags.get("intermittent") == "yes":
                    return None
                return name
        return None

    def _access_forbids(self, tags: Tags, highway: str) -> bool:
        access = tags.get("access")
        if access not in self.access.forbidden:
            return False
        return not (access in self.access.open_country and highway in self.access.open_country_classes)

    def _has_sidewalk(self, tags: Tags) -> bool:
        keys = ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")
        return any(tags.get(key) in self.foot.sidewalk for key in keys)


def _first_words(conditional: str) -> set[str]:
    """Return the values of ``yes @ (…); no @ (…)``."""
    return {part.partition("@")[0].strip().strip("()") for part in conditional.split(";") if "@" in part}


def _group(value: str | None, groups: Mapping[str, Words], order: tuple[str, ...]) -> int | None:
    if value is None:
        return None
    plain = value.split(";")[0].strip()
    found = next((name for name, words in groups.items() if plain in words), None)
    if found is None and ":" in plain:
        return _group(plain.partition(":")[0], groups, order)
    return None if found is None else order.index(found)


@cache
def walk_rules() -> WalkRules:
    """Return the shipped rules."""
    return WalkRules.model_validate(tomllib.loads((data_dir() / "walk_rules.toml").read_text("utf-8")))
