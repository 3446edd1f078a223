"""``python -m benchmarks [AREA …]``: QuartierMap next to other programs, measured in one run.

Without an area all those run that need nothing special. Areas with a command line of their own (``osm``, ``drag``)
take the rest of the arguments: ``python -m benchmarks drag --help``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import importlib.util
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

ROOT = Path(__file__).resolve().parents[1]
AREAS = {
    "nearest": "nächste Einrichtung von vier Arten, Exponent, physikalische Schranke",
    "matrix": "alle Zellen zu allen Zellen bis 1,5 km",
    "network": "Einrasten, Kontraktion",
    "loading": "ein gespeichertes Wegenetz laden",
    "catchments": "20 Einzugsgebiete als Flächen",
    "fca": "E2SFCA neben PySAL access",
    "live": "Was wäre wenn: setzen, verschieben, entfernen",
    "census": "Zensus-CSV mit 3,1 Millionen Zeilen zuschneiden",
    "osm": "OSM-Dateien lesen",
    "drag": "Ziehen im Fenster",
    "window": "wie lange das Fenster nicht antwortet",
    "map": "die Karte einer Großstadt schieben und umfärben, der Start",
}
"""Areas in the order of the run; the module is ``benchmarks.bench_<area>``."""
MODULES = {"osm": "benchmarks.bench_osm_peers"}
"""Areas whose module is called otherwise."""
ALONE = frozenset({"drag", "window", "map"})
"""Areas that only run when asked for, with a command line of their own: they need a screen."""
ENGINES = (
    "scipy", "networkit", "rustworkx", "igraph", "pandana", "networkx", "qgis", "shapely", "geopandas", "kdtree", "osmnx", "npz", "hull",
    "access", "pyarrow", "polars", "pandas", "pandas-plain", "gdal", "pyosmium", "pyrosm", "none",
)  # fmt: skip
"""What ``--engines`` can name; ``none`` measures ours alone."""


DESCRIPTION = (
    "QuartierMap neben anderen Programmen, in einem Lauf auf denselben Daten gemessen. Ohne Angabe laufen alle Gebiete, die "
    "nichts Besonderes brauchen. Die Vergleichsprogramme bringt python3 dev.py bench --peers."
)


def main(arguments: list[str] | None = None) -> int:
    """Run the areas asked for; 0 if everybody's distances agree."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments and arguments[0] in ALONE and (own := _module(arguments[0])) is not None:
        return int(own.main(arguments[1:]) or 0)
    chosen = _parser().parse_args(arguments)
    from benchmarks import measuring, report, streets
    from benchmarks.jobs import Run

    unknown = [area for area in chosen.areas if area not in AREAS]
    if unknown:
        _parser().error(f"unbekannt: {', '.join(unknown)}; es gibt {', '.join(AREAS)}")
    areas = list(dict.fromkeys(chosen.areas)) or [area for area in AREAS if area not in ALONE]
    sizes = ["50k"] if chosen.small else ["50k", "500k", "5M"] if chosen.large else ["50k", "500k"]
    sections: list[report.Section] = []
    skipped: dict[str, str] = {}
    failed: dict[str, str] = {}
    # Ended from outside, the processes that were started end too (`jobs.ended`) and the folder goes.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    before, clock = measuring.machine(), time.monotonic()
    work = Path(tempfile.mkdtemp(prefix="quartiermap-bench-"))
    try:
        run = Run(
            tuple(streets.SIDES[size] for size in sizes), chosen.seed, work, timeout_s=1800.0 if chosen.large else 300.0,
            only=frozenset(chosen.engines), large=chosen.large, small=chosen.small,
        )  # fmt: skip
        for area in areas:
            module = _module(area)
            if module is None or area in ALONE:
                skipped[area] = (
                    f"allein zu rufen: python3 dev.py bench {area}" if module else "fehlt in diesem Stand"
                )
                continue
            run.say(AREAS[area])
            try:
                found = module.measure(run)
                shown = [report.table(section) for section in found]
            except Exception as error:  # noqa: BLE001  (one area that fails must not cost the others)
                traceback.print_exc()
                failed[area] = f"{type(error).__name__}: {error}"
                continue
            sections += found
            if not chosen.json:
                print("\n\n".join(shown), end="\n\n", flush=True)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    asked = {"sizes": sizes, "seed": chosen.seed, "areas": areas}
    result = document(sections, skipped, failed, asked) | {"machine": before}
    used = os.times()
    result["duration_s"] = time.monotonic() - clock
    result["cpu_s"] = used.user + used.system + used.children_user + used.children_system
    written = _write(result, chosen.out)
    if chosen.doc:
        into_document(chosen.doc, [report.table(section) for section in sections], result)
    if chosen.json:
        print(json.dumps(result, indent=2, ensure_ascii=False))
    else:
        print(closing(result))
    print(f"Geschrieben: {written}", file=sys.stderr)
    return 1 if result["disagreements"] or result["failed"] else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=DESCRIPTION)
    parser.add_argument("areas", nargs="*", metavar="GEBIET", help="; ".join(f"{name}: {what}" for name, what in AREAS.items()))  # fmt: skip
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--small", action="store_true", help="nur 50.000 Knoten")
    size.add_argument(
        "--large", action="store_true", help="auch 5 Millionen Knoten und große Dateien (über 30 Minuten)"
    )
    named = f"nur diese Vergleichsprogramme: {', '.join(ENGINES)}"
    parser.add_argument("--engines", nargs="+", default=[], choices=ENGINES, metavar="NAME", help=named)
    parser.add_argument(
        "--json", action="store_true", help="ein JSON-Dokument auf der Standardausgabe, sonst nichts"
    )
    parser.add_argument(
        "--out", type=Path, default=ROOT / "build" / "bench", help="Ordner für die JSON-Dateien"
    )
    parser.add_argument("--doc", type=Path, metavar="DATEI", help="die Tabellen auch in diese Seite schreiben (docs/benchmarks.md)")  # fmt: skip
    parser.add_argument("--seed", type=int, default=1, help="Startwert der erzeugten Daten")
    return parser


def _module(area: str) -> Any:
    name = MODULES.get(area, f"benchmarks.bench_{area}")
    return importlib.import_module(name) if importlib.util.find_spec(name) else None


def document(
    sections: list[Any], skipped: dict[str, str], failed: dict[str, str], asked: dict[str, Any]
) -> dict[str, Any]:
    """Return everything measured as plain values."""
    from benchmarks import measuring, report
    from benchmarks.engines import PEERS
    from benchmarks.jobs import version

    packages = ("numpy", "scipy", "numba", "pandas", "pyarrow", "shapely", "geopandas", "pyogrio", "osmium", "access", "pyrosm", "polars", *(p.distribution for p in PEERS))  # fmt: skip
    rows = [(section, row) for section in sections for row in section.rows if row.missing]
    missing = {row.engine: row.missing for _, row in rows if not row.ours}
    failed = failed | {section.title: f"{row.engine} {row.missing}" for section, row in rows if row.ours}
    return {
        "made_at": dt.datetime.now().astimezone().isoformat(timespec="seconds"),
        "machine": measuring.machine(),
        "asked": asked,
        "versions": {name: version(name) or None for name in dict.fromkeys(packages)},
        "sections": [report.plain(section) for section in sections],
        "missing": missing,
        "skipped": skipped,
        "failed": failed,
        "disagreements": [said for section in sections for said in section.disagreements],
    }


def closing(result: dict[str, Any]) -> str:
    """Say on what machine it was, what is missing and whether everybody agrees."""
    machine = result["machine"]
    load = (
        ""
        if machine["load_1min"] is None
        else f", Last vor dem Lauf {machine['load_1min']}".replace(".", ",")
    )
    lines = [
        f"{machine['processor']}, {machine['cores']} Kerne{load}, Python {machine['python']}; "
        + ", ".join(f"{name} {number}" for name, number in result["versions"].items() if number)
    ]
    lines += [f"Nicht gemessen – {engine}: {why}" for engine, why in result["missing"].items()]
    lines += [f"Nicht gelaufen – {area}: {how}" for area, how in result["skipped"].items()]
    lines += [f"GESCHEITERT – {area}: {why}" for area, why in result["failed"].items()]
    lines += [f"WIDERSPRUCH – {said}" for said in result["disagreements"]]
    if "duration_s" in result:
        lines.append(f"Der Lauf dauerte {result['duration_s']:.0f} s (Prozessor {result['cpu_s']:.0f} s).")
    if not result["disagreements"] and not result["failed"]:
        lines.append("Alle Ergebnisse stimmen im erwarteten Maß überein.")
    return "\n".join(lines)


BEGIN, END = "<!-- gemessen: Anfang -->", "<!-- gemessen: Ende -->"


def into_document(path: Path, tables: list[str], result: dict[str, Any]) -> None:
    """Put the tables between the two marks of a page, in the place of those of the last run.

    Raises
    ------
    ValueError
        If the page has no such marks.
    """
    text = path.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{path.name}: die Zeilen „{BEGIN}“ und „{END}“ fehlen")
    when = dt.datetime.fromisoformat(result["made_at"])
    blocks = "\n\n".join(f"```text\n{table}\n```" for table in tables)
    said = f"Gemessen am {when:%d.%m.%Y, %H:%M} Uhr mit `python3 dev.py bench` ({' '.join(result['asked'].get('sizes', []))}).\n\n"
    path.write_text(f"{before}{BEGIN}\n\n{said}{blocks}\n\n```text\n{closing(result)}\n```\n\n{END}{after}", encoding="utf-8")  # fmt: skip


def _write(result: dict[str, Any], out: Path) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    stamp = result["made_at"][:19].replace(":", "").replace("-", "")
    text = json.dumps(result, indent=2, ensure_ascii=False)
    (out / "latest.json").write_text(text, encoding="utf-8")
    path = out / f"bench-{stamp}.json"
    path.write_text(text, encoding="utf-8")
    return path


if __name__ == "__main__":
    raise SystemExit(main())
