"""``import --check``, ``--accept``, ``--merge``, ``--long``: everything the wizard has, and nothing decided silently."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from quartiermap.cli import cli
from quartiermap.domain.project import Project
from quartiermap.io import project_file


@pytest.fixture
def place(tmp_path: Path, town: Project) -> Path:
    path = tmp_path / "p.gpkg"
    project_file.save(town, path)
    return path


def call(*words: object) -> Any:
    return CliRunner().invoke(cli, [str(w) for w in words])


def kitas(folder: Path, name: str = "neu.csv") -> Path:
    path = folder / name
    path.write_text(
        "name;art;plaetze;x;y\nKita Anger;Kita;95;500505;5500500\nKita Bach;Kita;20;503500;5500500\n", "utf-8"
    )
    return path


def test_check_writes_nothing_and_ends_with_3_when_something_must_be_answered(
    place: Path, tmp_path: Path
) -> None:
    before = place.read_bytes()
    done = call("import", place, "facilities", kitas(tmp_path), "--crs", "EPSG:25832", "--check", "--json")
    assert done.exit_code == 3
    document = json.loads(done.stdout)
    (key,) = document["must_be_answered"]
    assert key.startswith("merge:k=")
    assert place.read_bytes() == before
    answered = call(
        "import",
        place,
        "facilities",
        kitas(tmp_path),
        "--crs",
        "EPSG:25832",
        "--check",
        "--accept",
        f"{key}=keep",
    )
    assert answered.exit_code == 0, answered.output
    assert place.read_bytes() == before


@pytest.mark.parametrize(
    ("merge", "count", "places"), [("ask", 3, 90.0), ("none", 3, 90.0), ("all", 2, 90.0)]
)
def test_merge_is_never_done_unasked(
    place: Path, tmp_path: Path, merge: str, count: int, places: float
) -> None:
    done = call("import", place, "facilities", kitas(tmp_path), "--crs", "EPSG:25832", "--merge", merge)
    assert done.exit_code == 0, done.output
    rows = project_file.load(place).facilities
    assert len(rows) == count
    assert rows.set_index("facility_id").loc["k", "places"] == places
    assert ("Nicht entschieden" in done.output) == (merge == "ask")


def test_an_answer_says_which_field_comes_from_where_and_info_tells(place: Path, tmp_path: Path) -> None:
    done = call(
        "import",
        place,
        "facilities",
        kitas(tmp_path),
        "--crs",
        "EPSG:25832",
        "--accept",
        "merge=merge+places",
    )
    assert done.exit_code == 0, done.output
    project = project_file.load(place)
    assert project.facilities.set_index("facility_id").loc["k", "places"] == 95
    document = json.loads(call("info", place, "--json").stdout)
    findings = [f for s in document["sources"] for f in s["findings"] if f["code"] == "facility_merged"]
    assert findings[0]["merged_from"][0]["facility_id"] == "k"


def test_errors_are_on_the_page_too(place: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("name;plaetze\nA;3\nB;4\n", "utf-8")
    done = call("import", place, "facilities", path, "--check", "--json")
    assert done.exit_code == 3
    document = json.loads(done.stdout)
    assert not document["usable"]
    assert {f["severity"] for f in document["findings"]} >= {"error"}


@pytest.mark.parametrize("answer", ["ohne", "=x", "merge=", "gibtsnicht=ja", "merge=vielleicht"])
def test_wrong_answers_end_with_2(place: Path, tmp_path: Path, answer: str) -> None:
    done = call("import", place, "facilities", kitas(tmp_path), "--crs", "EPSG:25832", "--accept", answer)
    assert done.exit_code == 2, done.output
    assert len(project_file.load(place).facilities) == 1
