"""Which OpenStreetMap ways people can walk on: the rules of ``data/walk_rules.toml``, applied to tags."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from quartiermap.domain.network import BRIDGE, STEPS, TUNNEL
from quartiermap.io.bundled import data_dir

Words = frozenset[str]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Classes(_Part):
    walkable: Annotated[tuple[str, ...], Field(min_length=1)]
    only_when_allowed: tuple[str, ...] = ()


class _Foot(_Part):
    allowed: Words
    forbidden: Words
    sidewalk: Words


class _Access(_Part):
    forbidden: Words
    open_country: Words = frozenset()
    open_country_classes: Words = frozenset()


class _Barriers(_Part):
    forbidden: Words
    locked: Words


class _Flags(_Part):
    steps: Words
    not_a_bridge: Words
    not_a_tunnel: Words


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
    never: Mapping[str, Words] = {}
    excluded: Mapping[str, Words] = {}
    barriers: _Barriers
    network_flags: _Flags

    @property
    def class_names(self) -> tuple[str, ...]:
        """Every class that an edge of the network can have, in the file's order."""
        return self.classes.walkable + self.classes.only_when_allowed

    def walk(self, tags: Mapping[str, str]) -> tuple[str, int] | None:
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
        if foot in self.foot.forbidden:
            return None
        if foot not in self.foot.allowed:
            if self._access_forbids(tags, highway):
                return None
            if any(tags.get(key) in values for key, values in self.never.items()):
                return None
            if needs_permission and not self._has_sidewalk(tags):
                return None
        return highway, self.flags(tags)

    def flags(self, tags: Mapping[str, str]) -> int:
        """Return the bits of `quartiermap.domain.network` for a way's tags."""
        bridge, tunnel = tags.get("bridge"), tags.get("tunnel")
        return (
            (STEPS if tags.get("highway") in self.network_flags.steps else 0)
            | (BRIDGE if bridge is not None and bridge not in self.network_flags.not_a_bridge else 0)
            | (TUNNEL if tunnel is not None and tunnel not in self.network_flags.not_a_tunnel else 0)
        )

    def blocks(self, tags: Mapping[str, str]) -> bool:
        """Tell whether a node's barrier stops people on foot.

        Examples
        --------
        >>> walk_rules().blocks({"barrier": "gate", "access": "private"})
        True
        >>> walk_rules().blocks({"barrier": "gate", "access": "private", "foot": "yes"})
        False
        """
        if "barrier" not in tags:
            return False
        foot = tags.get("foot")
        if foot is not None:
            return foot in self.barriers.forbidden
        return tags.get("access") in self.barriers.forbidden or tags.get("locked") in self.barriers.locked

    def _access_forbids(self, tags: Mapping[str, str], highway: str) -> bool:
        access = tags.get("access")
        if access not in self.access.forbidden:
            return False
        return not (access in self.access.open_country and highway in self.access.open_country_classes)

    def _has_sidewalk(self, tags: Mapping[str, str]) -> bool:
        keys = ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")
        return any(tags.get(key) in self.foot.sidewalk for key in keys)


@cache
def walk_rules() -> WalkRules:
    """Return the shipped rules."""
    return WalkRules.model_validate(tomllib.loads((data_dir() / "walk_rules.toml").read_text("utf-8")))
