"""Checksums of layers: the same for the same values however they were stored, others for any other value."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from quartiermap.domain.checksums import layer_sums
from quartiermap.domain.project import Project, new_project
from quartiermap.io import project_file

STORED = sorted((Path(__file__).resolve().parents[2] / "data" / "projects").glob("*.gpkg"))


def sums(project: Project) -> dict[str, str]:
    return {layer.layer: layer.sha256 for layer in layer_sums(project)}


@pytest.fixture(scope="module")
def project() -> Project:
    return project_file.load(STORED[0])


def test_a_project_has_the_same_sums_after_saving(project: Project, tmp_path: Path) -> None:
    project_file.save(project, tmp_path / "a.gpkg")
    assert sums(project_file.load(tmp_path / "a.gpkg")) == sums(project)
    assert {"districts", "facilities", "network"} <= sums(project).keys()


def test_any_value_changes_its_layer_and_no_other(project: Project) -> None:
    before = sums(project)
    facilities = project.facilities.copy()
    facilities.loc[0, "places"] = 12_345.0
    moved = project.districts.copy()
    moved.loc[0, "geometry"] = shapely.affinity.translate(moved.geometry.iloc[0], 0.001)
    for name, frame in (("facilities", facilities), ("districts", moved)):
        after = sums(project.with_(**{name: frame}))
        assert {layer for layer in before if before[layer] != after[layer]} == {name}
    assert project.network is not None
    lengths = project.network.edge_length.copy()
    lengths[0] += 0.5
    from dataclasses import replace

    longer = project.with_(network=replace(project.network, edge_length=lengths))
    assert {k for k in before if before[k] != sums(longer)[k]} == {"network"}


def test_what_is_stored_in_another_way_is_the_same() -> None:
    def of(**columns: object) -> str:
        frame = pd.DataFrame(columns)
        return sums(new_project("x", 25832).with_(indicators=frame))["indicators"]

    texts = of(district_id=pd.Series(["01", None], dtype=object), value=[1.0, np.nan])
    assert of(district_id=pd.Series(["01", np.nan], dtype="str"), value=[1.0, np.nan]) == texts
    assert (
        of(value=[1.0, np.nan], district_id=pd.Series(["01", None], dtype=object)) == texts
    )  # columns in any order
    assert of(value=[1, 2]) == of(value=[1.0, 2.0])
    assert of(value=[0.0]) == of(value=[-0.0])
    assert of(value=[1.0], note=[None]) == of(value=[1.0])  # a column that holds nothing


def test_neighbouring_values_cannot_be_mistaken_for_each_other() -> None:
    def of(values: list[str | None]) -> str:
        return sums(new_project("x").with_(indicators=pd.DataFrame({"state": values})))["indicators"]

    assert len({of(v) for v in (["ab", "c"], ["a", "bc"], ["abc", ""], ["abc", None], [None, "abc"])}) == 5


def test_an_empty_project_has_none_and_points_without_a_place_are_counted() -> None:
    assert layer_sums(new_project("x", 25832)) == ()
    one = gpd.GeoDataFrame({"facility_id": ["a"]}, geometry=[shapely.Point(1, 2)], crs=25832)
    none = gpd.GeoDataFrame({"facility_id": ["a"]}, geometry=[None], crs=25832)
    found = [layer_sums(new_project("x", 25832).with_(facilities=f))[0] for f in (one, none)]
    assert found[0].rows == found[1].rows == 1
    assert found[0].sha256 != found[1].sha256


def test_a_shape_that_moves_to_another_row_is_another_layer(project: Project) -> None:
    """The empty one must leave a trace, or (A, none) and (none, A) would be the same."""

    def with_shapes(shapes: list[object]) -> str:
        frame = project.districts.iloc[:2].copy()
        frame["geometry"] = gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs)
        return sums(project.with_(districts=frame))["districts"]

    shape = shapely.box(0, 0, 1, 1)
    assert with_shapes([shape, None]) != with_shapes([None, shape])
