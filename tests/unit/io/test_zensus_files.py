"""The census grid in other files than the published CSV: recognised by what it holds, clipped in the worker, rows counted."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from tests.unit.io.census_files import cell_name, districts_of, grid_box

from quartiermap.domain.project import Project
from quartiermap.errors import InputError
from quartiermap.io import staging
from quartiermap.io.importers import ImportRequest, ImportResult, import_layer

W, S = 4_330_000, 3_010_000


@pytest.fixture
def town() -> Project:
    return districts_of({"01": "West"}, [grid_box(W, S, W + 1000, S + 1000)])


def cells(count: int = 60) -> pd.DataFrame:
    """Return cells along a line from west of the town to east of it; ten of them lie inside."""
    east = W - 2000 + 100 * np.arange(count)
    return pd.DataFrame(
        {
            "GITTER_ID_100m": [cell_name(int(e), S + 500) for e in east], "x_mp_100m": east + 50, "y_mp_100m": S + 550,
            "Einwohner": np.where(east % 700 == 0, np.nan, east % 97 + 3.0), "leer": "–",
        }
    )  # fmt: skip


def shaped(frame: pd.DataFrame, *, squares: bool = True, epsg: int = 3035) -> gpd.GeoDataFrame:
    x, y = frame["x_mp_100m"].to_numpy(float), frame["y_mp_100m"].to_numpy(float)
    shapes = shapely.box(x - 50, y - 50, x + 50, y + 50) if squares else shapely.points(x, y)
    return gpd.GeoDataFrame(frame, geometry=list(shapes), crs=3035).to_crs(epsg)


def people(result: ImportResult) -> dict[str, float]:
    made = result.project.cells
    return dict(zip(made["cell_id"], made["population"], strict=True))


def wanted() -> dict[str, float]:
    made = cells()
    near = made[(made["x_mp_100m"] > W - 100) & (made["x_mp_100m"] < W + 1100)]  # with the margin of one cell
    return dict(zip(near["GITTER_ID_100m"], near["Einwohner"], strict=True))


def taken(town: Project, path: Path, layer: str = "population", **wishes: str) -> ImportResult:
    return import_layer(town, ImportRequest(layer, (path,), **wishes))  # type: ignore[arg-type]


def same(one: dict[str, float], other: dict[str, float]) -> bool:
    return one.keys() == other.keys() and bool(
        np.array_equal(list(one.values()), [other[k] for k in one], equal_nan=True)
    )


@pytest.mark.parametrize(
    "kind",
    [
        "gpkg",
        "gpkg_points",
        "gpkg_32",
        "gpkg_table",
        "parquet",
        "geoparquet",
        "xlsx",
        "shp",
        "fgb",
        "geojson",
    ],
)
def test_every_file_gives_the_cells_of_the_csv(town: Project, tmp_path: Path, kind: str) -> None:
    frame = cells().drop(columns="leer")
    path = tmp_path / f"zensus2022_{kind}"
    if kind == "parquet":
        frame.to_parquet(path := path.with_suffix(".parquet"))
    elif kind == "geoparquet":
        shaped(frame).to_parquet(path := path.with_suffix(".parquet"))
    elif kind == "xlsx":
        frame.to_excel(path := path.with_suffix(".xlsx"), index=False)
    elif kind == "gpkg_table":
        import pyogrio

        pyogrio.write_dataframe(frame, path := path.with_suffix(".gpkg"))
    elif kind in ("shp", "fgb", "geojson"):
        made = shaped(frame, epsg=4326 if kind == "geojson" else 3035)
        made.to_file(path := path.with_suffix(f".{kind}"))
    else:
        made = shaped(frame, squares=kind != "gpkg_points", epsg=25832 if kind == "gpkg_32" else 3035)
        made.to_file(path := path.with_suffix(".gpkg"))
    result = taken(town, path)
    assert same(people(result), wanted())
    assert result.sources[0].rows_read == 60  # of the whole file
    assert result.sources[0].title == "Zensus 2022"
    made = result.project.cells
    states = dict(zip(made["cell_id"], made["population_state"], strict=True))
    assert states == {k: "secret" if np.isnan(v) else "value" for k, v in wanted().items()}


def test_the_worker_reads_only_the_cells_near_the_town(
    town: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from quartiermap.io import zensus_files

    seen: list[int] = []
    real = zensus_files.clip_of
    monkeypatch.setattr(
        "quartiermap.io.zensus.clip_of",
        lambda loaded, box: (seen.append(len(loaded.frame)), real(loaded, box))[1],
    )
    shaped(cells()).to_file(tmp_path / "zensus2022.gpkg")
    cells().to_parquet(tmp_path / "zensus2022.parquet")
    for name in ("zensus2022.gpkg", "zensus2022.parquet"):
        assert same(people(taken(town, tmp_path / name)), wanted())
    assert len(seen) == 2
    assert max(seen) < 30


def test_other_headings_and_short_names(town: Project, tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": [f"100mN{S // 100}E{W // 100 + i}" for i in range(3)], "EW": ["5", "–", "7"]})
    path = tmp_path / "gitter.xlsx"
    frame.to_excel(path, index=False)
    result = taken(town, path)
    assert list(result.project.cells["zensus_ew"].dropna()) == [5.0, 7.0]
    assert [p.code for p in result.problems if p.code == "grid_edition"]
    named = tmp_path / "gitter_zensus2011.xlsx"
    frame.rename(columns={"EW": "Einwohner"}).to_excel(named, index=False)
    result = taken(town, named)
    assert list(result.project.cells["population"].dropna()) == [5.0, 7.0]
    assert result.sources[0].title == "Zensus 2011"
    assert "grid_edition" not in {p.code for p in result.problems}


def test_midpoints_alone_are_enough_if_they_are_midpoints(town: Project, tmp_path: Path) -> None:
    frame = cells()[["x_mp_100m", "y_mp_100m", "Einwohner"]]
    frame.to_excel(tmp_path / "zensus2022.xlsx", index=False)
    assert same(people(taken(town, tmp_path / "zensus2022.xlsx")), wanted())
    frame.assign(x_mp_100m=frame["x_mp_100m"] + 17).to_excel(tmp_path / "zensus2022_schief.xlsx", index=False)
    with pytest.raises(InputError) as refused:
        taken(town, tmp_path / "zensus2022_schief.xlsx")
    assert refused.value.problems[0].code == "cell_midpoint"


@pytest.mark.parametrize("ending", ["gpkg", "parquet"])
def test_a_grid_of_another_place_is_refused_with_its_rows_counted(
    town: Project, tmp_path: Path, ending: str
) -> None:
    frame = cells().drop(columns="leer")
    frame["y_mp_100m"] -= 200_000
    frame["GITTER_ID_100m"] = [
        cell_name(int(x) - 50, int(y) - 50)
        for x, y in zip(frame["x_mp_100m"], frame["y_mp_100m"], strict=True)
    ]
    path = tmp_path / f"zensus2022.{ending}"
    shaped(frame).to_file(path) if ending == "gpkg" else frame.to_parquet(path)
    with pytest.raises(InputError) as refused:
        taken(town, path)
    assert refused.value.problems[0].code == "wrong_place"
    assert "60" in refused.value.problems[0].message


def test_a_huge_geopackage_is_linked_not_copied(
    town: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "zensus2022.gpkg"
    shaped(cells()).to_file(path)
    before = path.read_bytes()
    monkeypatch.setattr(staging, "LINKED_BYTES", 1)
    monkeypatch.setattr(staging.shutil, "copyfile", _never)
    assert same(people(taken(town, path)), wanted())
    assert path.read_bytes() == before


def _never(*_: object) -> None:
    raise AssertionError


def test_topics_of_such_files_become_indicators_too(town: Project, tmp_path: Path) -> None:
    frame = (
        cells()
        .iloc[20:24]
        .drop(columns=["leer", "Einwohner"])
        .assign(Insgesamt_Bevoelkerung=[10, 20, 30, 40], Unter18=[1, 2, 3, 14])
    )
    shaped(frame).to_file(tmp_path / "zensus2022_alter.gpkg")
    made = taken(town, tmp_path / "zensus2022_alter.gpkg", "indicators").project.indicators
    share = made.loc[made["indicator"] == "zensus_age_0_18_anteil", "value"].iloc[0]
    assert share == pytest.approx(20.0)


def test_a_table_of_districts_is_still_one(town: Project, tmp_path: Path) -> None:
    gpd.GeoDataFrame(
        {"district_id": ["01"], "Einwohner": [500]}, geometry=town.districts.geometry.to_list(), crs=25832
    ).to_file(tmp_path / "ew.gpkg")
    made = taken(town, tmp_path / "ew.gpkg").project
    assert made.district_population["population"].tolist() == [500.0]
    assert made.cells.empty
