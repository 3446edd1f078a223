"""The command line keeps its contract: exit codes, one JSON document on stdout, messages on stderr."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quartiermap import cli as cli_module
from quartiermap.cli import cli
from quartiermap.errors import MachineError

SQUARES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"RAUMID": f"0{i + 1}", "NAME": f"Quartier {i + 1}"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [
                        [9 + i / 100, 51],
                        [9.01 + i / 100, 51],
                        [9.01 + i / 100, 51.01],
                        [9 + i / 100, 51.01],
                        [9 + i / 100, 51],
                    ]
                ],
            },
        }
        for i in range(2)
    ],
}


def call(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "stadt.gpkg"
    assert call("new", path, "--crs", "EPSG:25832").exit_code == 0
    return path


@pytest.fixture
def squares(tmp_path: Path) -> Path:
    path = tmp_path / "quartiere.geojson"
    path.write_text(json.dumps(SQUARES), "utf-8")
    return path


def test_new_then_info(project: Path) -> None:
    result = call("info", project, "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["name"] == "stadt"
    assert document["crs"] == "EPSG:25832"
    assert document["districts"] == 0
    assert document["analysis"] is None


def test_new_never_overwrites(project: Path) -> None:
    before = project.read_bytes()
    result = call("new", project)
    assert result.exit_code == 2
    assert "gibt es schon" in result.stderr
    assert project.read_bytes() == before


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857x", "Unsinn"])
def test_a_crs_that_is_no_metric_crs_is_refused(tmp_path: Path, crs: str) -> None:
    result = call("new", tmp_path / "p.gpkg", "--crs", crs)
    assert result.exit_code in (2, 3)
    assert not (tmp_path / "p.gpkg").exists()


def test_import_changes_the_file_and_says_what_came_in(project: Path, squares: Path) -> None:
    result = call("import", project, "districts", squares, "--json")
    assert result.exit_code == 0, result.stderr
    document = json.loads(result.stdout)
    assert document["ok"] is True
    assert document["rows"] == 2
    assert json.loads(call("info", project, "--json").stdout)["districts"] == 2


def test_unusable_input_is_exit_3_and_changes_nothing(project: Path, tmp_path: Path) -> None:
    broken = tmp_path / "kaputt.geojson"
    broken.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n", "utf-8")
    before = project.read_bytes()
    result = call("import", project, "districts", broken, "--json")
    assert result.exit_code == 3
    document = json.loads(result.stdout)
    assert document["ok"] is False
    assert document["exit_code"] == 3
    assert document["problems"][0]["file"] == "kaputt.geojson"
    assert project.read_bytes() == before


def test_a_missing_file_is_exit_3_and_named(project: Path, tmp_path: Path) -> None:
    result = call("import", project, "districts", tmp_path / "gibtesnicht.geojson")
    assert result.exit_code == 3
    assert "gibtesnicht.geojson" in result.stderr


def test_a_project_that_is_none_is_exit_3(tmp_path: Path, squares: Path) -> None:
    result = call("import", squares, "districts", squares)
    assert result.exit_code == 3
    assert "quartiere.geojson" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "p.gpkg", "strassen", "a.shp"),
        ("import", "p.gpkg", "districts"),
        ("report", "p.gpkg"),
        ("gibtesnicht",),
    ],
)
def test_a_wrong_call_is_exit_2(arguments: tuple[str, ...]) -> None:
    assert call(*arguments).exit_code == 2


def test_a_wrong_mapping_is_exit_2(project: Path, squares: Path) -> None:
    result = call("import", project, "districts", squares, "--map", "district_id")
    assert result.exit_code == 2
    assert "FELD=SPALTE" in result.stderr


def test_report_before_analyse_says_what_to_do(project: Path, tmp_path: Path) -> None:
    result = call("report", project, "--out", tmp_path / "bericht", "--formats", "json")
    assert result.exit_code == 2
    assert "analyse" in result.stderr


def test_analyse_without_data_is_exit_3_and_names_what_is_missing(project: Path) -> None:
    result = call("analyse", project)
    assert result.exit_code == 3
    assert "Quartiersgrenzen" in result.stderr


def test_an_unknown_programme_lists_those_there_are(project: Path, squares: Path) -> None:
    call("import", project, "districts", squares)
    result = call("analyse", project, "--programme", "mondbasis")
    assert result.exit_code == 3
    assert "siq-bund" in result.stderr


def test_something_missing_on_the_machine_is_exit_4_with_the_command(
    monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    def missing(_: Path) -> None:
        raise MachineError("Es fehlt etwas.", "apt-get install -y etwas")

    monkeypatch.setattr(cli_module, "_load", missing)
    result = call("info", project, "--json")
    assert result.exit_code == 4
    assert json.loads(result.stdout)["command"] == "apt-get install -y etwas"


def test_a_bug_is_exit_1_and_still_one_json_document(monkeypatch: pytest.MonkeyPatch, project: Path) -> None:
    def bug(_: Path) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(cli_module, "_load", bug)
    monkeypatch.delenv("QUARTIERMAP_DEBUG", raising=False)
    result = call("info", project, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["exit_code"] == 1


def test_doctor_speaks_json() -> None:
    result = call("doctor", "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == (0 if document["ok"] else 4)
    assert {"name", "ok", "found", "needed", "command"} <= set(document["checks"][0])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("fump",), "Den Befehl „fump“ gibt es nicht"),
        (("info",), "Es fehlt die Angabe PROJEKT.gpkg"),
        (("info", "a.gpkg", "b.gpkg"), "Überzählige Angabe: b.gpkg"),
        (("info", "a.gpkg", "--frob"), "Die Option --frob gibt es nicht"),
        (("report", "a.gpkg"), "Es fehlt die Option --out"),
        (("import", "a.gpkg", "quatsch", "b.csv"), "Die Ebene „quatsch“ gibt es nicht"),
        (("import", "a.gpkg", "districts", "b.csv", "--kind"), "Die Option --kind braucht einen Wert"),
    ],
)
def test_a_wrong_call_is_told_in_german_and_as_json_too(words: tuple[str, ...], said: str) -> None:
    result = call(*words, "--json") if words[-1] != "--kind" else call(*words[:3], "--json", *words[3:])
    assert result.exit_code == 2
    document = json.loads(result.stdout)
    assert document["exit_code"] == 2
    assert said in document["error"]
    assert said in result.stderr
    assert not {"Usage", "Error", "Try"} & set(result.stderr.replace(":", " ").split())


@pytest.mark.parametrize(
    "command", ["", "import", "analyse", "report", "demo", "new", "info", "doctor", "export-network"]
)
def test_help_is_german(command: str) -> None:
    result = call(*([command] if command else []), "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("Aufruf:")
    assert not {"Usage:", "Options:", "Commands:", "Show", "[required]"} & set(result.stdout.split())


def test_a_report_folder_that_is_a_file_is_a_sentence(tmp_path: Path) -> None:
    from quartiermap.errors import InputError
    from quartiermap.io.atomic import make_folder

    (tmp_path / "datei").write_text("x", "utf-8")
    for place in (tmp_path / "datei", tmp_path / "datei" / "bericht"):
        with pytest.raises(InputError) as error:
            make_folder(place)
        assert "Datei" in str(error.value)
    assert make_folder(tmp_path / "a" / "b").is_dir()


def test_standards_that_are_no_toml_are_named_with_their_line(project: Path, tmp_path: Path) -> None:
    path = tmp_path / "richtwerte.toml"
    path.write_text("title = 'x'\ny = [\n", "utf-8")
    assert "kein gültiges TOML" in call("analyse", project, "--standards", path).stderr
    assert "gibt es nicht" in call("analyse", project, "--standards", tmp_path / "fehlt.toml").stderr
