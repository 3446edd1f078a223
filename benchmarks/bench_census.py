"""The census grid of Germany cut to a city: our whole import next to bare readers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import ours
from benchmarks.jobs import Run, named
from benchmarks.measuring import repeat
from benchmarks.report import Row, Section
from benchmarks.worker import Job, times
from quartiermap.domain.texts import number

ROWS = {"small": 310_000, "full": 3_100_000}
GRID = (4_031_000, 2_684_000, 4_672_000, 3_551_000)
"""Germany in EPSG:3035: west, south, east, north in metres."""
CITY = (4_330_000, 3_010_000, 4_350_000, 3_030_000)
"""The city's box; a ring of 1 km around it is empty, so that everybody's border gives the same cells."""
CITY_SHARE = 0.6
COLUMNS = ("wall_s", "cpu_s", "ratio", "import_s", "first_s", "memory_mb", "rows", "sum")
_READERS = (
    ("pyarrow", "pyarrow.csv", "pyarrow.csv", "pyarrow", "Apache-2.0"),
    ("polars", "polars, scan_csv", "polars", "polars", "MIT"),
    ("pandas", "pandas, C, nur drei Spalten", "pandas", "pandas", "BSD"),
    ("pandas-plain", "pandas, wie es kommt", "pandas", "pandas", "BSD"),
    ("gdal", "GDAL/pyogrio, where", "pyogrio", "pyogrio", "MIT"),
)


def write_census(path: Path, rows: int, seed: int) -> tuple[int, int]:
    """Write a file like ``Zensus2022_Bevoelkerungszahl_100m-Gitter.csv`` (DOMAIN.md 4.1); return the city's cells and residents."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv

    rng = np.random.default_rng(seed)
    west, south, east, north = (edge // 100 for edge in GRID)
    left, low, right, high = (edge // 100 - base for edge, base in zip(CITY, (west, south) * 2, strict=True))
    city, ring = (
        (slice(low, high), slice(left, right)),
        (slice(low - 10, high + 10), slice(left - 10, right + 10)),
    )
    shape = (north - south, east - west)
    inhabited = (right - left) * (high - low) * CITY_SHARE
    taken = rng.random(shape, dtype=np.float32) < (rows - inhabited) / (shape[0] * shape[1])
    taken[ring] = False
    taken[city] = rng.random((high - low, right - left)) < CITY_SHARE
    row, column = np.nonzero(taken)
    e, n = (column + west) * 100, (row + south) * 100
    inside = (e >= CITY[0]) & (e < CITY[2]) & (n >= CITY[1]) & (n < CITY[3])
    people = rng.geometric(1 / 27, len(e)) + 2
    parts = [pa.array(values).cast(pa.string()) for values in (n, e)]
    names = pc.binary_join_element_wise("CRS3035RES100mN", parts[0], "E", parts[1], "")
    table = pa.table({"GITTER_ID_100m": names, "x_mp_100m": e + 50, "y_mp_100m": n + 50, "Einwohner": people})
    head = b"GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner\n"
    with path.open("wb") as file:
        file.write(head)
        csv.write_csv(
            table, file, csv.WriteOptions(include_header=False, delimiter=";", quoting_style="none")
        )
    return int(inside.sum()), int(people[inside].sum())


def job_census(job: Job) -> dict[str, Any]:
    """Read, cut to the city, and give back the cells and residents."""
    path = job.folder / "Zensus2022_Bevoelkerungszahl_100m-Gitter.csv"
    job.inputs_ready()
    work = {
        "quartiermap": _ours, "pyarrow": _pyarrow, "polars": _polars, "pandas": _pandas, "pandas-plain": _pandas_plain, "gdal": _gdal,
    }[job.engine]  # fmt: skip
    (rows, total), timing = repeat(lambda: work(path), job.settings["runs"], job.settings["budget_s"])
    return {"rows": rows, "sum": total} | times(timing)


def _ours(path: Path) -> tuple[int, int]:
    cells = ours.import_census(path, CITY)
    return len(cells), int(cells["population"].sum())


def _pyarrow(path: Path) -> tuple[int, int]:
    import pyarrow.compute as pc
    from pyarrow import csv

    wanted = ["x_mp_100m", "y_mp_100m", "Einwohner"]
    table = csv.read_csv(path, parse_options=csv.ParseOptions(delimiter=";"), convert_options=csv.ConvertOptions(include_columns=wanted))  # fmt: skip
    x, y = pc.field("x_mp_100m"), pc.field("y_mp_100m")
    cut = table.filter((x > CITY[0]) & (x < CITY[2]) & (y > CITY[1]) & (y < CITY[3]))
    return cut.num_rows, int(pc.sum(cut["Einwohner"]).as_py())


def _polars(path: Path) -> tuple[int, int]:
    import polars as pl

    x, y = pl.col("x_mp_100m"), pl.col("y_mp_100m")
    wanted = pl.scan_csv(path, separator=";").select("x_mp_100m", "y_mp_100m", "Einwohner")
    cut = wanted.filter((x > CITY[0]) & (x < CITY[2]) & (y > CITY[1]) & (y < CITY[3])).collect()
    return cut.height, int(cut["Einwohner"].sum())


def _pandas(path: Path) -> tuple[int, int]:
    import pandas as pd

    types = {"x_mp_100m": "int32", "y_mp_100m": "int32", "Einwohner": "int32"}
    return _cut(pd.read_csv(path, sep=";", usecols=list(types), dtype=types))


def _pandas_plain(path: Path) -> tuple[int, int]:
    import pandas as pd

    return _cut(pd.read_csv(path, sep=";"))


def _cut(frame: Any) -> tuple[int, int]:
    x, y = frame["x_mp_100m"], frame["y_mp_100m"]
    cut = frame[(x > CITY[0]) & (x < CITY[2]) & (y > CITY[1]) & (y < CITY[3])]
    return len(cut), int(cut["Einwohner"].sum())


def _gdal(path: Path) -> tuple[int, int]:
    import pyogrio

    where = (
        f"x_mp_100m > {CITY[0]} AND x_mp_100m < {CITY[2]} AND y_mp_100m > {CITY[1]} AND y_mp_100m < {CITY[3]}"
    )
    cut = pyogrio.read_dataframe(path, where=where, read_geometry=False, use_arrow=True, AUTODETECT_TYPE="YES", SEPARATOR="SEMICOLON")  # fmt: skip
    return len(cut), int(cut["Einwohner"].sum())


def measure(run: Run) -> list[Section]:
    """Return the table."""
    where = run.work / "census"
    where.mkdir(exist_ok=True)
    rows = ROWS["small" if run.small else "full"]
    run.say(f"Zensus-CSV mit {rows} Zeilen")
    path = where / "Zensus2022_Bevoelkerungszahl_100m-Gitter.csv"
    cells, people = write_census(path, rows, run.seed)
    section = Section(
        "census", f"Zensus-CSV ({number(path.stat().st_size / 1e6)} MB) auf eine Stadt zugeschnitten", COLUMNS,
        about=[f"Erzeugt wie Zensus 2022, 100-m-Gitter (Startwert {run.seed}); in der Stadt {number(cells)} Zellen mit {number(people)} Einwohnern."],
        facts={"cells": cells, "people": people, "bytes": path.stat().st_size},
    )  # fmt: skip
    settings: dict[str, Any] = {"runs": 3, "budget_s": 8.0}
    engines = [("quartiermap", "QuartierMap, Import mit allen Prüfungen", "quartiermap.io.importers", "quartiermap", "MIT"), *_READERS]  # fmt: skip
    for name, title, module, distribution, licence in engines:
        if name != "quartiermap" and not run.wanted(name):
            continue
        done = run.job("census", name, where, modules=[module], distribution=distribution, **settings)
        shown = title if name == "quartiermap" else named(title, distribution)
        row = Row(shown, done.result or {}, done.missing, licence=licence, ours=name == "quartiermap")
        if done.result and (row.values["rows"], row.values["sum"]) != (cells, people):
            section.facts.setdefault("disagreements", []).append(
                f"Zensus, {title}: {row.values['rows']} Zellen, {row.values['sum']} Einwohner statt {cells}, {people}"
            )
        section.rows.append(row)
    path.unlink()
    section.notes.append("Die anderen lesen nur; unser Import prüft Kennungen und Werte, unterscheidet „geheim“ von „keine Daten“ und rechnet die Lage um.")  # fmt: skip
    return [section.with_ratios()]
