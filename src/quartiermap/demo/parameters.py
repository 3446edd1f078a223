"""What the demo town is made from: the parameters in ``data/demo``, read into typed values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from quartiermap.errors import MachineError

_PACKAGE = Path(__file__).resolve().parents[1]
_FOLDERS = (_PACKAGE / "_data" / "demo", _PACKAGE.parents[1] / "data" / "demo")

Point = tuple[float, float]
Points = tuple[Point, ...]


def _toml(name: str) -> dict[str, Any]:
    """Read a parameter file from the installed package or the checkout."""
    for folder in _FOLDERS:
        path = folder / name
        if path.is_file():
            return tomllib.loads(path.read_text("utf-8"))
    raise MachineError(f"Die Vorgaben der Musterstadt fehlen ({name}).", "make setup")


def _points(raw: Any) -> Points:
    return tuple((float(x), float(y)) for x, y in raw)


@dataclass(frozen=True)
class Road:
    """A main road; `crossing` tells how it passes the railway (bridge, tunnel, none)."""

    highway: str
    name: str
    ref: str
    crossing: str
    points: Points


@dataclass(frozen=True)
class Footlink:
    """A way over the river or below the railway for people on foot only."""

    name: str
    kind: str
    points: Points


@dataclass(frozen=True)
class Green:
    """A park, wood, cemetery, pitch or lake, drawn as an ellipse and then grown crooked."""

    kind: str
    name: str
    centre: Point
    radius: Point


@dataclass(frozen=True)
class Quarter:
    """A Quartier: the finest reporting level; `part_id` is its Stadtteil."""

    id: str
    name: str
    side: str
    x: float
    y: float
    radius: float
    type: str
    angle: float
    residents: int

    @property
    def part_id(self) -> str:
        """Key of the Stadtteil."""
        return self.id[:2]


@dataclass(frozen=True)
class Plan:
    """Everything in ``town.toml``; lengths in metres around the market place."""

    seed: int
    name: str
    full_name: str
    river_name: str
    origin: Point
    residents: int
    extent: tuple[float, float, float, float]
    river: Points
    river_width: float
    brook: Points
    rail: Points
    siding: Points
    motorway: Points
    bypass: Points
    centre: Point
    ring: Point
    wall: Point
    market: Points
    gates: tuple[float, ...]
    roads: tuple[Road, ...]
    footlinks: tuple[Footlink, ...]
    greens: tuple[Green, ...]
    island: dict[str, Any]
    parts: tuple[tuple[str, str], ...]
    quarters: tuple[Quarter, ...]


@cache
def plan() -> Plan:
    """Return the town plan.

    Examples
    --------
    >>> len(plan().parts), len(plan().quarters)
    (9, 33)
    """
    raw = _toml("town.toml")
    bars, old = raw["barriers"], raw["old_town"]
    return Plan(
        seed=raw["seed"], name=raw["name"], full_name=raw["full_name"], river_name=raw["river"],
        origin=(raw["origin"][0], raw["origin"][1]), residents=raw["residents"],
        extent=tuple(float(v) for v in raw["extent"]),  # type: ignore[arg-type]
        river=_points(bars["river"]), river_width=float(bars["river_width"]), brook=_points(bars["brook"]),
        rail=_points(bars["rail"]), siding=_points(bars["siding"]),
        motorway=_points(bars["motorway"]), bypass=_points(bars["bypass"]),
        centre=_points([old["centre"]])[0], ring=_points([old["ring"]])[0], wall=_points([old["wall"]])[0],
        market=_points(old["market"]), gates=tuple(float(a) for a in old["gates"]),
        roads=tuple(
            Road(r["class"], r["name"], r.get("ref", ""), r["crossing"], _points(r["points"])) for r in raw["road"]
        ),
        footlinks=tuple(Footlink(f["name"], f["kind"], _points(f["points"])) for f in raw["footlink"]),
        greens=tuple(
            Green(g["class"], g["name"], _points([g["centre"]])[0], _points([g["radius"]])[0]) for g in raw["green"]
        ),
        island=raw["island"],
        parts=tuple((p["id"], p["name"]) for p in raw["part"]),
        quarters=tuple(Quarter(*row) for row in raw["quarters"]["rows"]),
    )  # fmt: skip


@cache
def names() -> dict[str, Any]:
    """Return the lists of invented street and facility names (``names.toml``)."""
    return _toml("names.toml")


@cache
def supply() -> dict[str, Any]:
    """Return what is placed where, and the planted gaps (``supply.toml``)."""
    return _toml("supply.toml")
