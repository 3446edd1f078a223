"""Reading OpenStreetMap: a town and a city-size file, time and memory of ``io.osm.read_osm``.

``python -m benchmarks.bench_osm EXTRACT.osm.pbf [--tiled BIG.osm.pbf] [--json]``. The big file is the extract repeated 8 x 5
times side by side (reference/engine.md 0), made once if it is not there; it never belongs in the repository.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

COLUMNS, ROWS = 8, 5
STEP_LON, STEP_LAT = 0.38, 0.18
"""Degrees between tiles: a little more than the extract of Heidelberg is wide and high."""
_STEP_ID = 1 << 36
"""Added to all ids from tile to tile; ids of OpenStreetMap are below 2**34."""

_ONE_RUN = """
import json, resource, sys, time
begin = time.perf_counter()
from pathlib import Path
from quartiermap.io.osm import read_osm
loaded = time.perf_counter()
data = read_osm(Path(sys.argv[1]), frozenset(sys.argv[2].split(",")), 25832)
end = time.perf_counter()
net = data.network
print(json.dumps({
    "seconds": end - loaded, "seconds_with_imports": end - begin, "processor_s": time.process_time(),
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "edges": net.edge_count, "vertices": len(net.vertex_x), "km": net.length_m / 1000,
    "facilities": len(data.facilities),
}))
"""
WANTS = {
    "without basemap": "network,facilities,barriers,residential",
    "everything": "network,facilities,barriers,residential,basemap,boundaries",
}


def tile(source: Path, target: Path) -> None:
    """Write `source` `COLUMNS` x `ROWS` times side by side; ids stay unique and in order."""
    import osmium

    tiles = [(c * STEP_LON, r * STEP_LAT) for r in range(ROWS) for c in range(COLUMNS)]
    with osmium.SimpleWriter(str(target), overwrite=True) as writer:
        for number, (east, north) in enumerate(tiles):
            for node in osmium.FileProcessor(str(source), osmium.osm.NODE):
                place = (node.lon + east, node.lat + north)
                # Stray nodes of relations far from town would leave the world.
                if -180 <= place[0] <= 180 and -90 <= place[1] <= 90:
                    writer.add_node(node.replace(id=node.id + number * _STEP_ID, location=place))
        for number in range(len(tiles)):
            for way in osmium.FileProcessor(str(source), osmium.osm.WAY):
                refs = [ref.ref + number * _STEP_ID for ref in way.nodes]
                writer.add_way(way.replace(id=way.id + number * _STEP_ID, nodes=refs))
        for number in range(len(tiles)):
            for relation in osmium.FileProcessor(str(source), osmium.osm.RELATION):
                members = [(m.type, m.ref + number * _STEP_ID, m.role) for m in relation.members]
                writer.add_relation(relation.replace(id=relation.id + number * _STEP_ID, members=members))


def measure(path: Path, want: str, runs: int) -> dict[str, Any]:
    """Read a file in fresh processes; return the medians (memory: the largest)."""
    found = []
    for _ in range(runs):
        source = str(Path(__file__).resolve().parents[1] / "src")
        done = subprocess.run(
            [sys.executable, "-c", f"import sys; sys.path.insert(0, {source!r})\n{_ONE_RUN}", str(path), want],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        found.append(json.loads(done.stdout))
    row = {key: statistics.median(run[key] for run in found) for key in found[0]}
    row["peak_mb"] = max(run["peak_mb"] for run in found)
    return row


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench_osm", description=__doc__)
    parser.add_argument("extract", type=Path)
    parser.add_argument("--tiled", type=Path, help="the big file; made if it is not there")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    files = [arguments.extract]
    if arguments.tiled is not None:
        if not arguments.tiled.exists():
            begin = time.perf_counter()
            tile(arguments.extract, arguments.tiled)
            print(f"tiled in {time.perf_counter() - begin:.0f} s", file=sys.stderr)
        files.append(arguments.tiled)
    rows = [
        {
            "file": path.name,
            "mb": path.stat().st_size / 1e6,
            "what": what,
            **measure(path, want, arguments.runs),
        }
        for path in files
        for what, want in WANTS.items()
    ]
    if arguments.json:
        print(json.dumps({"rows": rows, "unit_memory": "MB"}, indent=2))
        return 0
    for row in rows:
        print(
            f"{row['file']:32} {row['mb']:6.1f} MB  {row['what']:16} {row['seconds']:6.2f} s"
            f" (processor {row['processor_s']:.2f} s with imports) {row['peak_mb']:6.0f} MB"
            f"  {row['edges']:>9} edges {row['km']:9.1f} km {row['facilities']} facilities"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
