"""The calls to QuartierMap: public functions only, and the one place that changes when they do.

Imported late, so that the processes of other engines do not carry our libraries.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from quartiermap.analysis.engine.graph import Graph
    from quartiermap.analysis.engine.live import LiveField, LiveGround
    from quartiermap.analysis.paths import Router
    from quartiermap.analysis.snapping import EdgeIndex
    from quartiermap.domain.network import OnNetwork, WalkNetwork

Floats = NDArray[np.float64]

TITLE = "QuartierMap"
MODULES = ["quartiermap.analysis.paths", "quartiermap.analysis.snapping"]
"""What the access engine's import consists of."""
CRUMB_M = 500.0
"""Connected parts shorter than this are not walked on."""
ANYWHERE_M = 1e9


def load_kernels() -> int:
    """Load the compiled kernels from this machine's cache (or compile them, once); return how many there are."""
    from quartiermap.analysis.engine.warming import warm_up

    return warm_up()


def router(network: WalkNetwork) -> Router:
    """Return the router: components, contraction, search graph."""
    from quartiermap.analysis.paths import Router

    return Router(network, CRUMB_M)


def contracted(network: WalkNetwork) -> Graph:
    """Return the routing graph of a network, chains of degree two joined."""
    from quartiermap.analysis.engine.graph import build_graph

    return build_graph(network)


def index(built: Router) -> EdgeIndex:
    """Return the spatial index over the walkable edges."""
    return built.index


def locate(on: EdgeIndex, where: Floats) -> OnNetwork:
    """Return the places of points on the network."""
    return on.locate(np.ascontiguousarray(where[:, 0]), np.ascontiguousarray(where[:, 1]), ANYWHERE_M)


def snapped(network: WalkNetwork, where: Mapping[str, Floats]) -> dict[str, OnNetwork]:
    """Return the places of several sets of points."""
    on = index(router(network))
    return {name: locate(on, points) for name, points in where.items()}


def nearest(built: Router, cells: OnNetwork, kinds: Mapping[str, OnNetwork]) -> dict[str, Floats]:
    """Return the distance of every cell to the nearest facility of every kind."""
    found = built.nearest_of_each(cells, list(kinds.values()))
    return {kind: distance for kind, (distance, _) in zip(kinds, found, strict=True)}


def matrix(built: Router, some: OnNetwork, others: OnNetwork, limit: float) -> Any:
    """Return all distances within a limit as a sparse matrix."""
    return built.distances(some, others, limit)


def bytes_touched(built: Router, cells: OnNetwork, kinds: Mapping[str, OnNetwork]) -> dict[str, int]:
    """Return the bytes that the nearest facilities of all kinds cannot do without reading or writing once.

    For every kind each arc (target 4 bytes, cost 8), each node (pointer 4, distance 8, facility 4), each cell (chain 4,
    position 8, leg 8, and the answer, 12). Counted from the contracted graph, whatever the real layout is.
    """
    graph = built.graph
    nodes, arcs = len(graph.node), len(graph.target)
    each = 12 * arcs + 16 * nodes + 32 * len(cells.edge)
    return {"touched_bytes": each * len(kinds), "graph_nodes": nodes, "graph_arcs": arcs}


def save_network(network: WalkNetwork, path: Path) -> None:
    """Save a project that holds a walk network."""
    from quartiermap.domain.project import new_project
    from quartiermap.io.project_file import save

    save(new_project("Messung", 25832).with_(network=network), path)


def load_network(path: Path) -> WalkNetwork:
    """Open the project and return its walk network."""
    from quartiermap.io.project_file import load

    network = load(path).network
    if network is None:
        raise ValueError("the project came back without its network")
    return network


def import_census(path: Path, box: tuple[int, int, int, int]) -> Any:
    """Import a census grid into a project whose one district is a box in EPSG:3035; return its cells."""
    import geopandas as gpd
    import shapely

    from quartiermap.domain.project import new_project
    from quartiermap.io.importers import ImportRequest, import_layer

    # The box with a vertex every 100 m keeps its shape in the project's CRS.
    outline = shapely.segmentize(shapely.box(*box), 100.0)
    district = gpd.GeoDataFrame(
        {"district_id": ["1"], "name": ["Stadt"], "level": ["Stadt"], "level_rank": [1.0]}, geometry=[outline], crs="EPSG:3035"
    )  # fmt: skip
    project = new_project("Messung", 25832).with_(districts=district.to_crs("EPSG:25832"))
    return import_layer(project, ImportRequest("population", (path,))).project.cells


def shared(ways: Any, need: Floats, places: Floats, steps: list[tuple[float, float]]) -> Floats:
    """Return the places per unit of need of every point (E2SFCA)."""
    from quartiermap.analysis.floating_catchments import DistanceWeights, share_places

    return share_places(ways, need, places, DistanceWeights.by_steps(steps)).ratio


def live_ground(built: Router) -> LiveGround:
    """Return what the live fields of all kinds stand on."""
    from quartiermap.analysis.engine.live import LiveGround

    return LiveGround.of(built.graph)


def live(built: Router | LiveGround, cells: OnNetwork, facilities: OnNetwork) -> LiveField:
    """Return the field of a kind that follows edits, with its facilities in slots 0, 1, …"""
    from quartiermap.analysis.engine.live import LiveField

    field = LiveField(built.graph if hasattr(built, "shapes") else built, cells)
    field.update({slot: facilities.pick(np.array([slot])) for slot in range(facilities.count)})
    return field


def catchments(built: Router, facilities: OnNetwork, limit_m: float) -> list[Any]:
    """Return one polygon for every facility."""
    from quartiermap.analysis.catchment_areas import catchment_polygons

    return list(catchment_polygons(built, facilities, limit_m))
