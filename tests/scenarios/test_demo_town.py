"""The demo town, end to end: what was planted is found, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quartiermap.app import demo_town, usecases
from quartiermap.demo.town import DemoTown, generate
from quartiermap.domain.ages import is_band
from quartiermap.domain.findings import Result
from quartiermap.domain.project import Project
from quartiermap.io import project_file


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def town(folder: Path) -> DemoTown:
    return generate(folder / "plan")


@pytest.fixture(scope="module")
def project(folder: Path) -> Project:
    return demo_town.build_demo(folder / "rohdaten")


def test_exactly_the_planted_gaps_are_found(town: DemoTown, project: Project) -> None:
    assert project.analysis is not None
    found = {(g.district_id, g.kind, str(g.reason)) for g in project.analysis.gaps}
    planted = {(p.district_id, p.kind, p.reason) for p in town.planted}
    assert found == planted


def test_the_town_has_about_sixty_thousand_people_on_two_levels(project: Project) -> None:
    assert 55_000 < project.cells["population"].sum() < 65_000
    assert project.districts["level_rank"].nunique() == 2
    assert project.network is not None
    assert project.analysis is not None
    assert project.analysis.access.method == "network"


def test_suppressed_values_stay_unknown(project: Project) -> None:
    cells = project.cells
    bands = [c for c in cells.columns if is_band(c)]
    secret = cells[cells["ages_state"] == "secret"]
    assert len(secret) >= 10
    assert secret[bands].isna().any(axis=1).all()
    # Nothing was put in the place of a suppressed value: ages known by band never exceed those of all residents.
    assert (secret[bands].sum(axis=1) <= secret["population"] * 1.2 + 10).all()
    assert not (cells[cells["ages_state"].isna()][bands].isna().any(axis=1)).any()


def test_it_says_that_it_is_invented(project: Project, folder: Path) -> None:
    assert project.invented
    files = usecases.report(project, folder / "bericht", ("json", "html", "csv"))
    document = json.loads(next(f for f in files if f.name == "report.json").read_text("utf-8"))
    assert document["meta"]["invented"] is True
    page = next(f for f in files if f.suffix == ".html").read_text("utf-8")
    assert "rfundene" in page


def test_planned_facilities_do_not_count_as_supply(project: Project) -> None:
    planned = project.facilities[project.facilities["status"] == "geplant"]
    assert len(planned) == 2
    assert project.analysis is not None
    used = {int(row) for rows in project.analysis.access.nearest.values() for row in rows if row >= 0}
    assert used.isdisjoint({int(i) for i in planned.index})


def test_closed_programme_is_always_said_and_missing_evidence_stays_open(project: Project) -> None:
    assert project.analysis is not None
    for gap in project.analysis.gaps:
        assert gap.verdicts
        for verdict in gap.verdicts:
            assert "2020" in verdict.closed_note
            period = next(c for c in verdict.criteria if c.id == "R01")
            assert period.result is Result.NOT_MET
            assert all(c.source for c in verdict.criteria)
            assert all(c.missing for c in verdict.criteria if c.result is Result.OPEN)


def test_in_the_programmes_time_the_period_is_met(project: Project) -> None:
    import datetime as dt

    analysed = usecases.analyse(project, usecases.AnalyseOptions(date=dt.date(2019, 6, 30)))
    assert analysed.analysis is not None
    for gap in analysed.analysis.gaps:
        assert next(c for c in gap.verdicts[0].criteria if c.id == "R01").result is Result.MET


def test_the_result_survives_saving(project: Project, folder: Path) -> None:
    path = folder / "demo.gpkg"
    project_file.save(project, path)
    again = project_file.load(path)
    assert again.fingerprint == project.fingerprint
    assert not again.stale
    assert again.analysis is not None
    assert project.analysis is not None
    assert again.analysis.gaps == project.analysis.gaps


def test_the_same_seed_gives_the_same_town(town: DemoTown, folder: Path) -> None:
    other = generate(folder / "noch einmal")
    assert [(f.layer, f.kind, f.path.name) for f in other.files] == [
        (f.layer, f.kind, f.path.name) for f in town.files
    ]
    assert other.planted == town.planted
    for one, two in zip(town.files, other.files, strict=True):
        if one.path.suffix in (".csv", ".geojson", ".pbf"):
            assert one.path.read_bytes() == two.path.read_bytes(), one.path.name
