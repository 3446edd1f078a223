"""Saving beside the program: the same file, and whatever happens to the process, no half one and a sentence that helps."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from quartiermap.domain import schema
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project, new_project
from quartiermap.errors import Cancelled, ProjectError
from quartiermap.io import project_building, project_process
from quartiermap.io.project_file import load, save
from quartiermap.io.project_process import SavingProcess, shapes_of


def many_places(name: str = "Groß") -> Project:
    count = 60_000
    frame = gpd.GeoDataFrame(
        {"source_id": np.arange(count).astype(str)},
        geometry=shapely.box(np.arange(count), 0, np.arange(count) + 1, 1),
        crs="EPSG:25832",
    )
    return new_project(name, 25832).with_(residential_land=frame)


@pytest.fixture(scope="module")
def one() -> Iterator[SavingProcess]:
    process = SavingProcess()
    yield process
    process.close()


@pytest.fixture
def process(one: SavingProcess, monkeypatch: pytest.MonkeyPatch) -> SavingProcess:
    """The process that `save(…, beside=True)` uses."""
    monkeypatch.setattr(project_process, "_process", one)
    return one


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project that is saved already."""
    found = tmp_path / "stadt.gpkg"
    save(new_project("alt"), found)
    return found


def while_writing(act: Callable[[], object]) -> Progress:
    """Return a progress that calls `act` once rows are being written."""

    def report(_share: float, text: str) -> None:
        if text == f"Speichern: {schema.RESIDENTIAL_LAND.label}":
            act()

    return Progress(report)


def test_the_same_process_builds_one_file_after_the_other(process: SavingProcess, path: Path) -> None:
    save(new_project("neu"), path, beside=True)
    first = process._process
    save(new_project("neuer"), path, beside=True)
    assert process._process is first
    assert load(path).name == "neuer"
    assert sorted(p.name for p in path.parent.iterdir()) == ["stadt.gpkg", "stadt.gpkg.bak"]


def test_stopped_in_the_middle_nothing_is_left_and_the_next_one_is_built(
    process: SavingProcess, path: Path
) -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        save(many_places(), path, while_writing(stop), beside=True)
    assert load(path).name == "alt"
    assert [p.name for p in path.parent.iterdir()] == ["stadt.gpkg"]
    save(new_project("neu"), path, beside=True)
    assert load(path).name == "neu"


def test_killed_in_the_middle_it_is_said_and_the_next_one_is_written_here(
    process: SavingProcess, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill() -> None:
        assert process._process is not None
        process._process.kill()

    with pytest.raises(ProjectError, match=r"unerwartet beendet.*unverändert.*Noch einmal speichern"):
        save(many_places(), path, while_writing(kill), beside=True)
    assert load(path).name == "alt"
    assert [p.name for p in path.parent.iterdir()] == ["stadt.gpkg"]

    with monkeypatch.context() as patch:
        patch.setattr(process, "_running", None)
        save(new_project("selbst"), path, beside=True)
    assert load(path).name == "selbst"
    save(new_project("beside"), path, beside=True)
    assert process._process is not None


def test_where_none_can_be_begun_it_is_written_here(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(project_process, "_process", SavingProcess())
    monkeypatch.setattr(sys, "executable", str(tmp_path / "gibt-es-nicht"))
    save(new_project("neu"), path, beside=True)
    assert load(path).name == "neu"


def test_a_project_that_cannot_be_sent_is_written_here(
    process: SavingProcess, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: object, _value: object) -> object:
        raise TypeError("cannot pickle '_thread.lock' object")

    with monkeypatch.context() as patch:
        patch.setattr(project_process._Pickler, "reducer_override", refuse)
        save(new_project("hier"), path, beside=True)
    assert load(path).name == "hier"
    save(new_project("dort"), path, beside=True)
    assert load(path).name == "dort"


def test_one_that_was_idle_for_too_long_is_begun_anew(process: SavingProcess, path: Path) -> None:
    save(new_project("neu"), path, beside=True)
    assert process._process is not None
    assert process._process.stdin is not None
    process._process.stdin.close()  # as when the program ends: the process ends too
    assert process._process.wait(10) == 0
    save(new_project("neuer"), path, beside=True)
    assert load(path).name == "neuer"


def test_what_cannot_be_written_is_told_as_if_it_had_been_tried_here(
    process: SavingProcess, tmp_path: Path
) -> None:
    nowhere = tmp_path / "fehlt" / "stadt.gpkg"
    with pytest.raises(Exception) as here:
        project_building.build(new_project("neu"), nowhere, Progress())
    with pytest.raises(type(here.value)) as beside:
        process.build(new_project("neu"), nowhere, Progress())
    assert str(beside.value) == str(here.value)
    assert process._process is not None
    assert process._process.poll() is None  # it goes on


def test_shapes_come_over_in_their_pieces() -> None:
    shapes = np.array([shapely.Point(0.1, 0.2), None, shapely.box(0, 0, 1 / 3, 1)], dtype=object)
    pieces = [shapely.to_wkb(shapes[:2]), shapely.to_wkb(shapes[2:])]
    found = np.asarray(shapes_of(pieces, None))
    assert shapely.to_wkb(found).tolist() == shapely.to_wkb(shapes).tolist()
    assert len(shapes_of([], None)) == 0
