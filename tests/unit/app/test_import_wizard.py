"""The wizard's logic without a window: recognised, mapped, checked, taken over, undone."""

from __future__ import annotations

import shlex
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from quartiermap.app.import_wizard import ImportWizard
from quartiermap.app.session import Session
from quartiermap.app.wizard_preview import MOST_VERTICES, little_maps, shown_columns
from quartiermap.app.wizard_steps import Step
from quartiermap.cli import cli
from quartiermap.domain.network import WalkNetwork
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project, new_project
from quartiermap.errors import Cancelled, InputError, UsageError
from quartiermap.io.import_model import ImportRequest

X, Y = 520_000.0, 6_070_000.0


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def areas(path: Path, count: int = 6, size: float = 1000.0) -> Path:
    boxes = [shapely.box(X + i * 1000, Y, X + i * 1000 + size, Y + 1000) for i in range(count)]
    return written(
        path,
        "schluessel;name;wkt\n"
        + "\n".join(f'0{i + 1};Viertel {i + 1};"{b.wkt}"' for i, b in enumerate(boxes)),
    )


def city() -> Project:
    frame = gpd.GeoDataFrame(
        {"district_id": [f"0{i + 1}" for i in range(6)], "name": [f"Viertel {i + 1}" for i in range(6)], "level": "Viertel", "level_rank": 1.0, "parent_id": None, "source_id": "q"},
        geometry=[shapely.box(X + i * 1000, Y, X + (i + 1) * 1000, Y + 1000) for i in range(6)], crs="EPSG:25832",
    )  # fmt: skip
    return new_project("Stadt", 25832).with_(districts=frame)


KITAS = "name;art;plaetze;x;y\nKita Anger;Kita;40;520500;6070500\nKita Bach;Kita;1.234,5;521500;6070500\nKita Chor;Kita;geheim;522500;6070500\n"


def test_nothing_open_means_straight_to_the_take_over(tmp_path: Path) -> None:
    wizard = ImportWizard(city(), [written(tmp_path / "kitas.csv", KITAS)])
    assert wizard.next_open_step is Step.FILE
    wizard.recognise()
    assert wizard.entry.target == "facilities"
    wizard.check()
    assert wizard.go_on() is Step.TAKE_OVER
    assert all(step.label and step.explanation for step in Step)


def test_undo_brings_back_what_was_there(tmp_path: Path) -> None:
    session = Session()
    session.adopt(city())
    before = session.project
    wizard = ImportWizard(before, [written(tmp_path / "kitas.csv", KITAS)])
    taken = wizard.take_over()
    wizard.apply_to(session, taken)
    assert len(session.project.facilities) == 3
    assert session.undo_text == "Einrichtungen laden (kitas.csv)"
    session.undo()
    assert session.project is before
    session.redo()
    assert len(session.project.facilities) == 3


def test_a_project_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    session = Session()
    session.adopt(city())
    wizard = ImportWizard(session.project, [written(tmp_path / "kitas.csv", KITAS)])
    taken = wizard.take_over()
    session.apply("Land", session.project.with_(settings={"land": "SH"}), frozenset({"settings"}))
    with pytest.raises(UsageError):
        wizard.apply_to(session, taken)
    wizard.rebase(session.project)
    wizard.apply_to(session, wizard.take_over())
    assert session.project.settings == {"land": "SH"}
    assert len(session.project.facilities) == 3


def test_several_files_are_taken_over_in_the_order_in_which_they_need_each_other(tmp_path: Path) -> None:
    population = written(
        tmp_path / "einwohner.csv", "schluessel;einwohner\n" + "".join(f"0{i};{i}00\n" for i in range(1, 7))
    )
    wizard = ImportWizard(
        new_project("Stadt"),
        [population, written(tmp_path / "kitas.csv", KITAS), areas(tmp_path / "viertel.csv")],
    )
    wizard.recognise()
    for entry in wizard.entries:
        if entry.target != "population":
            wizard.choose_crs(entry, "EPSG:25832")
    wizard.choose_layer(wizard.entries[2], "districts")
    taken = wizard.take_over()
    assert [r.sources[0].layer for r in taken.results] == ["districts", "population", "facilities"]
    assert taken.project.district_population["population"].sum() == 2100
    assert taken.label == "Quartiere, Bevölkerung, Einrichtungen laden (3 Dateien)"


def test_an_error_while_taking_over_leads_to_the_step_where_it_is_answered(tmp_path: Path) -> None:
    table = written(
        tmp_path / "quote.csv", "schluessel;quote\n" + "".join(f"0{i};{i},5\n" for i in range(1, 7))
    )
    wizard = ImportWizard(city(), [table])
    wizard.recognise()
    wizard.choose_layer(wizard.entry, "indicators")
    with pytest.raises(InputError) as refused:
        wizard.take_over()
    assert refused.value.problems[0].code == "period_missing"
    assert wizard.step is Step.MAPPING
    assert [p.about for p in wizard.open_points(Step.MAPPING)] == ["period_missing"]
    assert wizard.request().period is None
    wizard.answer(wizard.entry, "period_missing", "2021")
    assert wizard.request().period == "2021"
    assert "--accept period_missing=2021" in wizard.as_command()
    assert len(wizard.take_over().project.indicators) == 6


@pytest.mark.parametrize(
    ("text", "layer"),
    [
        ("Name;Straße;Hausnr\nKita A;Ringstr.;5\nKita B;Weg;7\n", "facilities"),
        ("Gebiet;Alter;Anzahl\n01;0-17;3\n01;18 und älter;4\n02;0-17;5\n02;18 und älter;6\n", "population"),
    ],
)
def test_what_a_table_is_about_is_told_by_its_content(tmp_path: Path, text: str, layer: str) -> None:
    wizard = ImportWizard(city(), [written(tmp_path / "daten.csv", text)])
    wizard.recognise()
    assert wizard.entry.target == layer


def test_going_back_and_choosing_again_loses_no_answer(tmp_path: Path) -> None:
    wizard = ImportWizard(new_project("S"), [areas(tmp_path / "viertel.csv", 3, size=1200.0)])
    wizard.choose_layer(wizard.entry, "districts")
    wizard.choose_crs(wizard.entry, "EPSG:25832")
    wizard.check()
    assert wizard.go_on() is Step.CHECK
    wizard.answer(wizard.entry, "districts_overlap", "larger")
    assert wizard.next_open_step is Step.TAKE_OVER
    wizard.go_to(Step.RECOGNISED)
    wizard.choose_encoding(wizard.entry, "utf-8")
    wizard.check()
    assert wizard.entry.answers == {"districts_overlap": "larger"}
    assert wizard.next_open_step is Step.TAKE_OVER
    assert wizard.take_over().project.districts.geometry.area.sum() == pytest.approx(3.2e6)
    with pytest.raises(UsageError):
        wizard.answer(wizard.entry, "districts_overlap", "vielleicht")


def test_a_crs_to_choose_is_an_open_point_with_maps_to_choose_from(tmp_path: Path) -> None:
    path = written(tmp_path / "kitas.csv", "name;art;x;y\nA;Kita;389000;5818000\nB;Kita;391000;5819000\n")
    wizard = ImportWizard(new_project("S"), [path])
    wizard.recognise()
    assert wizard.go_on() is Step.RECOGNISED
    readings = wizard.entry.preview.readings if wizard.entry.preview else ()
    maps = little_maps(wizard.project, wizard.entry.request, readings)
    assert [m.crs for m in maps] == [r.crs for r in readings] == ["EPSG:25832", "EPSG:25833"]
    assert [round(m.bounds[0], 1) for m in maps if m.bounds] == [7.4, 13.4]
    wizard.choose_crs(wizard.entry, "EPSG:25833")
    wizard.check()
    assert wizard.next_open_step is Step.TAKE_OVER
    assert wizard.take_over().project.epsg == 25833


def test_the_little_map_stays_little(tmp_path: Path) -> None:
    circles = [shapely.Point(X + i * 3000, Y).buffer(1400, quad_segs=100) for i in range(40)]
    path = written(
        tmp_path / "a.csv", "nr;wkt\n" + "\n".join(f'{i};"{c.wkt}"' for i, c in enumerate(circles))
    )
    (drawn,) = little_maps(city(), ImportRequest("districts", (path,), crs="EPSG:25832"))
    count = sum(
        shapely.get_num_coordinates(
            shapely.from_geojson(str(f["geometry"]).replace("'", '"').replace("(", "[").replace(")", "]"))
        )
        for layer in (drawn.data, drawn.districts)
        for f in layer["features"]
    )
    assert count <= MOST_VERTICES
    assert drawn.shown == drawn.total == 40
    assert len(drawn.districts["features"]) == 6


def test_the_preview_shows_cells_as_written_and_as_read(tmp_path: Path) -> None:
    wizard = ImportWizard(city(), [written(tmp_path / "kitas.csv", KITAS.replace("geheim", "*"))])
    wizard.recognise()
    assert wizard.entry.preview is not None
    columns = {c.name: c for c in shown_columns(wizard.entry.preview)}
    assert columns["plaetze"].raw == ("40", "1.234,5", "*")
    assert columns["plaetze"].typed == ("40", "1.234,5", "geheim")
    assert columns["name"].typed == columns["name"].raw
    assert columns["art"].samples == ("Kita",)


def test_parts_of_a_shapefile_are_one_file_and_folders_are_opened(tmp_path: Path) -> None:
    for name in ("wege.shp", "wege.dbf", "wege.shx", "wege.prj", "kitas.csv", ".versteckt"):
        (tmp_path / name).touch()
    wizard = ImportWizard(city(), [tmp_path, tmp_path / "kitas.csv"])
    assert sorted(e.name for e in wizard.entries) == ["kitas.csv", "wege.shp"]


def test_folders_in_a_folder_are_opened_a_filegdb_is_one_source(tmp_path: Path) -> None:
    for name in (
        "Bezirke März/bezirke.shp",
        "Bezirke März/bezirke.dbf",
        "stadt.gdb/a0001.gdbtable",
        ".git/x.csv",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "kreis").symlink_to(tmp_path, target_is_directory=True)
    wizard = ImportWizard(city(), [tmp_path])
    assert sorted(e.name for e in wizard.entries) == ["bezirke.shp", "stadt.gdb"]


def test_a_file_with_several_layers_asks_which(tmp_path: Path) -> None:
    path = tmp_path / "stadt.gpkg"
    frame = city().districts
    frame[["district_id", "geometry"]].to_file(path, layer="bezirke")
    frame[["name", "geometry"]].to_file(path, layer="viertel")
    wizard = ImportWizard(new_project("S"), [path])
    wizard.recognise()
    assert wizard.go_on() is Step.FILE
    (point,) = wizard.open_points(Step.FILE)
    assert point.about == "sublayer"
    assert "bezirke" in point.text
    wizard.choose_sublayers(wizard.entry, ["bezirke", "viertel"])
    wizard.recognise()
    assert [e.name for e in wizard.entries] == ["stadt.gpkg (bezirke)", "stadt.gpkg (viertel)"]
    assert wizard.open_points(Step.FILE) == ()


def test_the_command_does_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from quartiermap.io import project_file

    target = tmp_path / "meine stadt.gpkg"
    project_file.save(new_project("S"), target)
    wizard = ImportWizard(new_project("S"), [areas(tmp_path / "viertel.csv", 3, size=1200.0)])
    wizard.choose_layer(wizard.entry, "districts")
    wizard.choose_crs(wizard.entry, "EPSG:25832")
    wizard.choose_column(wizard.entry, "name", "schluessel")
    wizard.check()
    wizard.answer(wizard.entry, "districts_overlap", "larger")
    words = shlex.split(wizard.as_command(target))
    assert words[0] == "quartiermap"
    done = CliRunner().invoke(cli, words[1:])
    assert done.exit_code == 0, done.output
    mine, theirs = wizard.take_over().project.districts, project_file.load(target).districts
    assert mine["name"].tolist() == theirs["name"].tolist() == ["01", "02", "03"]
    assert mine.geometry.area.tolist() == pytest.approx(theirs.geometry.area.tolist())


def test_cancelling_leaves_everything_as_it_was(tmp_path: Path) -> None:
    wizard = ImportWizard(city(), [written(tmp_path / "kitas.csv", KITAS)])
    with pytest.raises(Cancelled):
        wizard.take_over(Progress(cancelled=lambda: True))
    assert len(wizard.take_over().project.facilities) == 3


def test_what_has_not_changed_is_not_tried_again(tmp_path: Path) -> None:
    wizard = ImportWizard(city(), [written(tmp_path / "kitas.csv", KITAS)])
    wizard.check()
    tried = wizard.entry.trial
    wizard.check()
    assert wizard.entry.trial is tried
    wizard.choose_kind(wizard.entry, "library")
    wizard.check()
    assert wizard.entry.trial is not tried


def test_cells_and_facilities_far_from_every_way_are_told_with_persons(
    tmp_path: Path, one_road: WalkNetwork
) -> None:
    cells = gpd.GeoDataFrame(
        {"cell_id": ["nah", "fern", "leer"], "resolution_m": 100.0, "population": [10.0, 25.0, 0.0], "population_state": "value", "source_id": "z"},
        geometry=[shapely.Point(X + 500, Y + 20), shapely.Point(X + 500, Y + 900), shapely.Point(X + 500, Y + 950)], crs="EPSG:25832",
    )  # fmt: skip
    from quartiermap.app.wizard_reach import reach_findings

    project = city().with_(cells=cells, network=one_road)
    (finding,) = reach_findings(project, "population", frozenset())
    assert (finding.code, finding.count) == ("cells_unreachable", 1)
    assert "25 Personen" in finding.message
    text = "name;art;x;y\nNah;Kita;520500;6070010\nAbseits;Kita;520500;6070150\nWeit;Kita;520500;6070800\n"
    wizard = ImportWizard(project, [written(tmp_path / "kitas.csv", text)])
    wizard.check()
    assert wizard.entry.trial is not None
    told = wizard.entry.trial.page["facility_far_from_network"]
    assert told.count == 2
    assert [e.value for e in told.examples] == ["Weit", "Abseits"]


@pytest.fixture
def one_road() -> WalkNetwork:
    import numpy as np

    return WalkNetwork(
        node_x=np.array([X, X + 1000.0]), node_y=np.array([Y, Y]), edge_u=np.array([0], np.int32), edge_v=np.array([1], np.int32),
        edge_length=np.array([1000.0]), vertex_x=np.array([X, X + 1000.0]), vertex_y=np.array([Y, Y]), edge_first=np.array([0, 2]),
        edge_class=np.zeros(1, np.int16), edge_flags=np.zeros(1, np.uint8),
    )  # fmt: skip
