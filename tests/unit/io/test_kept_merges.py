"""What was merged once stays merged when one of the files is read again, by the record and with the new file's values."""

from __future__ import annotations

from pathlib import Path

import pytest

from quartiermap.domain.project import Project, new_project
from quartiermap.io import project_file
from quartiermap.io.import_doctor import examine, settled
from quartiermap.io.importers import ImportRequest, ImportResult, import_layer

X, Y = 520_000, 6_070_000
OFFICE = "nr;name;plaetze;traeger;x;y\n11;Kita Sonnenschein;80;Stadt;520000;6070000\n12;Kita Hafen;40;;520900;6070000\n"
UNION = "kennung;name;plaetze;anschrift;x;y\nA;Kita Sonnenschein;85;Ringstraße 5;520010;6070000\nB;Kita Wald;20;;521500;6070000\n"


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


def read(project: Project, path: Path, answers: dict[str, str] | None = None) -> ImportResult:
    wish = ImportRequest("facilities", (path,), kind="kita", crs="EPSG:25832")
    page = examine(project, wish, import_layer(project, wish))
    return settled(page, answers or {})


@pytest.fixture
def merged_town(tmp_path: Path) -> Project:
    """Both files read; the union's entry went into the office's, its address and its places were taken."""
    first = read(new_project("Stadt", 25832), write(tmp_path, "amt.csv", OFFICE)).project
    second = read(first, write(tmp_path, "verband.csv", UNION), {"merge": "merge+places"}).project
    assert len(second.facilities) == 3
    return second


def entry(project: Project, name: str) -> dict[str, object]:
    rows = project.facilities[project.facilities["name"] == name].to_dict("records")
    assert len(rows) == 1
    return {str(k): v for k, v in rows[0].items()}


def test_the_second_file_again_with_new_values(merged_town: Project, tmp_path: Path) -> None:
    again = read(merged_town, write(tmp_path, "verband.csv", UNION.replace(";85;", ";90;")))
    kita = entry(again.project, "Kita Sonnenschein")
    assert (kita["places"], kita["operator"], kita["address"]) == (90.0, "Stadt", "Ringstraße 5")
    assert len(again.project.facilities) == 3
    assert [p.count for p in again.problems if p.code == "merges_kept"] == [1]


def test_the_first_file_again_takes_back_what_the_second_one_gave(
    merged_town: Project, tmp_path: Path
) -> None:
    again = read(merged_town, write(tmp_path, "amt.csv", OFFICE.replace("Stadt", "Kirche")))
    kita = entry(again.project, "Kita Sonnenschein")
    assert (kita["places"], kita["operator"], kita["address"]) == (85.0, "Kirche", "Ringstraße 5")
    assert len(again.project.facilities) == 3


def test_again_and_again_and_through_the_project_file(merged_town: Project, tmp_path: Path) -> None:
    project = merged_town
    for n, (name, text) in enumerate([("amt.csv", OFFICE), ("verband.csv", UNION)] * 3):
        project_file.save(project, tmp_path / f"p{n}.gpkg")
        project = project_file.load(tmp_path / f"p{n}.gpkg")
        changed = text.replace(";85;", f";{100 + n};") + f"9{n};Kita Neu {n};10;;{X + 3000 + 500 * n};{Y}\n"
        project = read(project, write(tmp_path, name, changed)).project
    kita = entry(project, "Kita Sonnenschein")
    assert (kita["places"], kita["operator"], kita["address"]) == (105.0, "Stadt", "Ringstraße 5")
    records = [f for s in project.sources for f in s.findings if f.get("code") == "facility_merged"]
    assert len(records) == 2  # one with each source, never more
    ids = set(project.facilities["facility_id"])
    assert {r["merged_from"][0]["facility_id"] for r in records} <= ids


def test_an_entry_that_is_gone_leaves_the_other_one_with_its_own_values(
    merged_town: Project, tmp_path: Path
) -> None:
    without = "\n".join(line for line in UNION.splitlines() if not line.startswith("A;")) + "\n"
    again = read(merged_town, write(tmp_path, "verband.csv", without))
    kita = entry(again.project, "Kita Sonnenschein")
    assert (kita["places"], kita["address"]) == (80.0, None)
    assert [p.code for p in again.problems if p.code.startswith("merges")] == ["merges_undone"]


def test_where_the_kept_entry_is_gone_the_merged_one_stands_alone_again(
    merged_town: Project, tmp_path: Path
) -> None:
    without = "\n".join(line for line in OFFICE.splitlines() if not line.startswith("11;")) + "\n"
    again = read(merged_town, write(tmp_path, "amt.csv", without))
    kita = entry(again.project, "Kita Sonnenschein")
    assert (kita["places"], kita["address"], kita["operator"]) == (85.0, "Ringstraße 5", None)
    sources = {s.source_id: s.file for s in again.project.sources}
    assert sources[str(kita["source_id"])] == "verband.csv"
    assert round(kita["geometry"].x) == X + 10  # type: ignore[attr-defined]
    assert "merges_undone" in {p.code for p in again.problems}


def test_both_files_at_once(merged_town: Project, tmp_path: Path) -> None:
    files = (
        write(tmp_path, "amt.csv", OFFICE.replace("Stadt", "AWO")),
        write(tmp_path, "verband.csv", UNION.replace("85", "86")),
    )
    for mode in ("auto", "replace"):
        wish = ImportRequest("facilities", files, kind="kita", crs="EPSG:25832", mode=mode)
        result = import_layer(merged_town, wish)
        kita = entry(result.project, "Kita Sonnenschein")
        assert (kita["places"], kita["operator"], kita["address"]) == (86.0, "AWO", "Ringstraße 5")
        assert len(result.project.facilities) == 3


def test_entries_without_keys_are_known_by_name_kind_and_place(tmp_path: Path) -> None:
    office = "name;plaetze;x;y\nKita Sonnenschein;80;520000;6070000\nKita Hafen;40;520900;6070000\n"
    union = "name;plaetze;x;y\nKita Sonnenschein;85;520010;6070000\nKita Wald;20;521500;6070000\n"
    first = read(new_project("Stadt", 25832), write(tmp_path, "amt.csv", office)).project
    both = read(first, write(tmp_path, "verband.csv", union), {"merge": "merge+places"}).project
    moved = office.replace("520000", "520004") + "Kita Neu;15;523000;6070000\n"
    again = read(both, write(tmp_path, "amt.csv", moved)).project
    assert entry(again, "Kita Sonnenschein")["places"] == 85.0
    assert len(again.facilities) == 4


def test_what_was_kept_apart_is_not_merged(tmp_path: Path) -> None:
    first = read(new_project("Stadt", 25832), write(tmp_path, "amt.csv", OFFICE)).project
    both = read(first, write(tmp_path, "verband.csv", UNION)).project
    again = read(both, write(tmp_path, "verband.csv", UNION.replace("85", "90")))
    assert len(again.project.facilities) == 4
    assert not [p for p in again.problems if p.code.startswith("merges")]
