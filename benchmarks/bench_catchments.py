"""Twenty catchments of 1,000 m as polygons: how fast, and how much of the network each of them gets wrong.

A polygon is right if every place on a street that is in reach lies inside and no place out of reach does. That is
measured on all streets around, every 5 m, with a tolerance of 10 m: "fehlt" is what is in reach and left out, "zu
viel" what is out of reach and enclosed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import engines, ours, qgis_native, streets
from benchmarks.jobs import Run, named
from benchmarks.measuring import repeat
from benchmarks.report import Row, Section
from benchmarks.towns import describe, folder
from benchmarks.worker import Job, timed, times
from quartiermap.domain.texts import number

if TYPE_CHECKING:
    from quartiermap.domain.network import OnNetwork

LIMIT_M = 1000.0
COUNT = 20
TOLERANCE_M = 10.0
STEP_M = 5.0
BUFFER_M = 25.0
"""OSMnx's examples draw isochrones with edges and nodes buffered by 25 m."""
_OTHERS = (
    ("networkx", "networkx + Puffer 25 m vereinigt (OSMnx-Beispiel)", "networkx", "networkx", "BSD"),
    ("hull", "scipy + konkave Hülle der Knoten", "scipy.sparse.csgraph", "scipy", "BSD"),
)


def job_catchments(job: Job) -> dict[str, Any]:
    """Draw the polygons; leave them as WKB beside the answer."""
    import shapely

    town = streets.load_town(job.folder)
    places = _places(town)
    runs, budget = job.settings["runs"], job.settings["budget_s"]
    values: dict[str, Any] = {}
    if job.engine == "quartiermap":
        job.inputs_ready()
        ours.load_kernels()
        built, values["build_s"] = timed(lambda: ours.router(town.network))
        found, timing = repeat(lambda: ours.catchments(built, places, LIMIT_M), runs, budget)
    else:
        graph = streets.load_split(job.folder)
        # The feet of the facilities are the nodes right before the facilities themselves (`streets.split`).
        feet = graph.kinds["kita"][:COUNT] - len(town.where["kita"])
        job.inputs_ready()
        kind = engines.Networkx if job.engine == "networkx" else engines.Scipy
        engine, values["build_s"] = timed(lambda: kind(graph))
        draw = {"networkx": _ego, "hull": _hull}[job.engine]
        found, timing = repeat(lambda: [draw(engine, graph, int(foot)) for foot in feet], runs, budget)
    (job.folder / f"catchments-{job.engine}.txt").write_text("\n".join(shapely.to_wkb(np.array(found, object), hex=True)))  # fmt: skip
    return values | times(timing)


def _ego(engine: Any, graph: streets.Split, foot: int) -> Any:
    """Draw as in OSMnx's isochrone example: the ego graph's edges and nodes, buffered and united."""
    import networkx as nx
    import shapely

    reached = nx.ego_graph(engine.net, foot, radius=LIMIT_M, distance="weight")
    ends = np.array(list(reached.edges), np.int64).reshape(-1, 2)
    nodes = np.array(list(reached.nodes), np.int64)
    lines = shapely.linestrings(np.stack([np.column_stack([graph.x[ends[:, i]], graph.y[ends[:, i]]]) for i in (0, 1)], axis=1))  # fmt: skip
    points = shapely.points(graph.x[nodes], graph.y[nodes])
    return shapely.union_all(np.concatenate([shapely.buffer(points, BUFFER_M), shapely.buffer(lines, BUFFER_M)]))  # fmt: skip


def _hull(engine: Any, graph: streets.Split, foot: int) -> Any:
    import shapely
    from scipy.sparse.csgraph import dijkstra

    nodes = np.flatnonzero(np.isfinite(dijkstra(engine.matrix, directed=True, indices=foot, limit=LIMIT_M)))
    return shapely.concave_hull(shapely.multipoints(np.column_stack([graph.x[nodes], graph.y[nodes]])), ratio=0.1)  # fmt: skip


def measure(run: Run) -> list[Section]:
    """Return a table for the smallest size (a catchment does not grow with the town), with ``--large`` for the next too."""
    return [_section(run, side) for side in run.sides[: 2 if run.large else 1]]


def _section(run: Run, side: int) -> Section:
    where, town = folder(run, side)
    section = Section(
        "catchments", f"{COUNT} Einzugsgebiete von {number(LIMIT_M)} m als Flächen, {number(streets.raw_node_count(town.network))} Knoten",
        ("wall_s", "cpu_s", "ratio", "import_s", "build_s", "memory_mb", "area_km2", "missing_km", "wrong_km"), about=describe(town, run.seed),
        facts={"side": side, "limit_m": LIMIT_M, "tolerance_m": TOLERANCE_M},
    )  # fmt: skip
    settings: dict[str, Any] = {"runs": 3, "budget_s": 8.0}
    names = [("quartiermap", ours.TITLE, "quartiermap.analysis.catchment_areas", "quartiermap", "MIT"), *_OTHERS]  # fmt: skip
    judge = _Judge(town)
    for name, title, module, distribution, licence in names:
        if name != "quartiermap" and not run.wanted(name):
            continue
        done = run.job("catchments", name, where, modules=[module], distribution=distribution, **settings)
        shown = title if name == "quartiermap" else named(title, distribution)
        row = Row(shown, done.result or {}, done.missing, licence=licence, ours=name == "quartiermap")
        section.rows.append(row)
        if done.result:
            row.values |= judge.of(where / f"catchments-{name}.txt")
            if row.ours and row.values["missing_km"] + row.values["wrong_km"] > 0:
                section.facts["disagreements"] = [
                    f"Einzugsgebiete: {row.values['missing_km']:.3f} km fehlen, {row.values['wrong_km']:.3f} km zu viel"
                ]
    if run.wanted("qgis"):
        section.rows.append(qgis_native.serviceareas(run, where, town, _places(town), LIMIT_M))
    section.notes += [
        f"Geprüft alle {number(STEP_M)} m auf allen Straßen ringsum, Toleranz {number(TOLERANCE_M)} m; Summe über alle {COUNT} Gebiete.",
        "fehlt: erreichbar, aber nicht umschlossen; zu viel: umschlossen, aber weiter als die Grenze.",
    ]  # fmt: skip
    return section.with_ratios()


def _places(town: streets.Town) -> OnNetwork:
    """Return the first Kitas at their places on the streets, without the way beside them: so everybody has them."""
    return qgis_native.feet(town, "kita", COUNT)


class _Judge:
    """Says what part of the streets a polygon gets wrong."""

    def __init__(self, town: streets.Town) -> None:
        from quartiermap.domain.network import OnNetwork

        network = town.network
        built = ours.router(network)
        places = _places(town)
        at = built.shapes.coordinates(places.edge.astype(np.int64), places.offset_m)
        reach = LIMIT_M + 200.0
        middle = np.column_stack([network.node_x, network.node_y])[network.edge_u]
        near = np.zeros(network.edge_count, bool)
        for x, y in zip(*at, strict=True):
            near |= np.hypot(middle[:, 0] - x, middle[:, 1] - y) <= reach
        edges = np.flatnonzero(near)
        count = np.maximum(1, np.ceil(network.edge_length[edges] / STEP_M)).astype(np.int64)
        edge = np.repeat(edges, count)
        nth = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
        share = (nth + 0.5) / np.repeat(count, count)
        self.metres = np.repeat(network.edge_length[edges] / count, count)
        offset = share * network.edge_length[edge]
        on = OnNetwork(edge.astype(np.int32), offset, np.zeros(len(edge)))
        self.x, self.y = built.shapes.coordinates(edge.astype(np.int64), offset)
        self.distance = [built.nearest(on, places.pick(np.array([i])))[0] for i in range(COUNT)]
        self.around = [np.hypot(self.x - x, self.y - y) <= reach for x, y in zip(*at, strict=True)]

    def of(self, path: Path) -> dict[str, float]:
        """Return the area and the kilometres missing and wrong, summed over all catchments."""
        import shapely

        missing = wrong = area = 0.0
        for text, distance, near in zip(path.read_text().split(), self.distance, self.around, strict=True):
            polygon = shapely.make_valid(shapely.from_wkb(text))
            shapely.prepare(polygon)
            inside = shapely.intersects_xy(polygon, self.x[near], self.y[near])
            away, metres = distance[near], self.metres[near]
            missing += float(metres[~inside & (away <= LIMIT_M - TOLERANCE_M)].sum())
            wrong += float(metres[inside & (away > LIMIT_M + TOLERANCE_M)].sum())
            area += float(shapely.area(polygon))
        return {"missing_km": missing / 1000, "wrong_km": wrong / 1000, "area_km2": area / 1e6}
