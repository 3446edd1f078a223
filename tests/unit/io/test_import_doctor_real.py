"""The import doctor on municipal data as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from quartiermap.domain.project import Project, new_project
from quartiermap.errors import InputError
from quartiermap.io.doctor_model import Examination
from quartiermap.io.import_doctor import examine, settled
from quartiermap.io.importers import ImportRequest, import_layer

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def berlin(shared_data: Path) -> Project:
    path = shared_data / "berlin" / "grenzen" / "lor_planungsraeume_bis2020.geojson"
    return import_layer(new_project("Berlin"), ImportRequest("districts", (path,))).project


def look(project: Project, request: ImportRequest) -> Examination:
    try:
        return examine(project, request, import_layer(project, request))
    except InputError as error:
        return examine(project, request, error)


def test_districts_of_another_year_are_told_by_their_keys(berlin: Project, shared_data: Path) -> None:
    path = shared_data / "berlin" / "bevoelkerung" / "einwohnerbestand_2022-06_plr2021.csv"
    page = look(berlin, ImportRequest("population", (path,)))
    assert page.result is None
    (finding,) = [f for f in page.findings if f.code == "key_system"]
    assert "LOR-Planungsräumen ab 2021" in finding.message
    assert "0 von 542 Schlüsseln" in finding.examples[0].text


def test_kitas_of_berlin_that_stand_twice(berlin: Project, shared_data: Path) -> None:
    path = shared_data / "berlin" / "einrichtungen" / "kindertagesstaetten.geojson"
    page = look(berlin, ImportRequest("facilities", (path,)))
    assert page.result is not None
    assert page.result.rows == 2880
    pairs = {frozenset((m.kept_name, m.other_name)): m for m in page.merges}
    assert pairs[frozenset(("Kita Berliner Kindheit",))].sure
    assert not pairs[frozenset(("Kita der Bildungsgarten", "Kita der Bildungsraum"))].sure
    assert (
        frozenset(("Verbundkita Pankow - Die Wölfe Mini", "Verbundkita Pankow - Die Wölfe Maxi")) not in pairs
    )
    assert len(page.merges) < 0.01 * page.result.rows
    made = settled(page, {"merge": "merge"})
    assert len(made.project.facilities) == 2880 - len(page.merges)
    assert made.project.facilities["places"].sum() < page.result.project.facilities["places"].sum()
