"""Street names, and the small obstacles of real networks: steps, private roads, a locked gate."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import shapely

from quartiermap.demo.layout import Ground
from quartiermap.demo.parameters import names
from quartiermap.demo.streets import FIELD, LOCAL, MAIN, Key, Way


def name_streets(ground: Ground, ways: list[Way], rng: np.random.Generator) -> None:
    """Give every street of more than 40 m a name that occurs once, after the manner of its Quartier."""
    keys = list(ground.cells)
    tree = shapely.STRtree([ground.bend(ground.cells[k]) for k in keys])
    pools: dict[str, list[str]] = {}
    for kind, parts in names()["streets"].items():
        ends = parts["ends"]
        pool = [s + e for s in parts["stems"] for e in ends]
        rng.shuffle(pool)
        old = [
            f"{p} {n}"
            for p in ("Obere", "Untere", "Hintere")
            for n in pool
            if n.endswith(("straße", "gasse"))
        ]
        pools[kind] = (pool + old)[::-1]
    used: set[str] = {w.tags["name"] for w in ways if "name" in w.tags}
    for way in ways:
        line = way.line()
        hit = tree.query(line.interpolate(0.5, normalized=True), predicate="within")
        way.quarter = keys[int(hit[0])] if len(hit) else ""
        if way.rank not in (MAIN + 1, LOCAL) or "name" in way.tags or line.length < 40 or not way.quarter:
            continue
        pool = pools[ground.quarter(way.quarter).type]
        while pool:
            name = pool.pop()
            if name not in used:
                used.add(name)
                way.tags["name"] = name
                break


def obstruct(ways: list[Way]) -> list[tuple[Key, dict[str, str]]]:
    """Turn some paths on the hillside into steps, close some farm tracks; return the tagged places."""
    hill = [w for w in ways if w.highway == "footway" and w.quarter in ("0601", "0602", "0603")]
    for way in hill[::5]:
        if way.line().length < 90:
            way.tags |= {"highway": "steps", "handrail": "yes"}
    degree: dict[Key, int] = defaultdict(int)
    for way in ways:
        for key in set(way.keys):
            degree[key] += 1
    ends = [
        w for w in ways
        if w.rank == FIELD and w.highway == "track" and degree[w.keys[-1]] == 1
        and all(degree[k] == 1 for k in w.keys[1:-1]) and len(w.keys) > 4
    ]  # fmt: skip
    gates: list[tuple[Key, dict[str, str]]] = []
    for i, way in enumerate(ends[:12]):
        way.tags["access"] = "private"
        if i % 4 == 0:
            gates.append((way.keys[1], {"barrier": "gate", "access": "private", "locked": "yes"}))
    return gates
