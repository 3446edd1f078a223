"""Templates from the shell: saved, listed, shown, used without a further question, deleted; mistakes are sentences."""

import json

import pytest
from click.testing import CliRunner

from quartiermap.app import report_templates
from quartiermap.cli import cli

TOML = 'name = "Ausschuss"\ndepartment = "Amt 61"\nformats = ["json"]\n[[chapter]]\nid = "gaps"\n'


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(report_templates.platformdirs, "user_config_path", lambda *_, **__: tmp_path / "cfg")


def call(*words, code=0):
    result = CliRunner().invoke(cli, [str(w) for w in words])
    assert result.exit_code == code, result.output
    return result


def test_from_file_to_list_and_back(tmp_path):
    (tmp_path / "a.toml").write_text(TOML)
    saved = json.loads(call("report-templates", "save", tmp_path / "a.toml", "--json").stdout)
    assert saved["name"] == "Ausschuss"
    listed = json.loads(call("report-templates", "list", "--json").stdout)["templates"]
    assert [(t["name"], t["department"]) for t in listed] == [("Standard", ""), ("Ausschuss", "Amt 61")]
    shown = call("report-templates", "show", "Ausschuss").stdout
    (tmp_path / "b.toml").write_text(shown, "utf-8")
    call("report-templates", "save", tmp_path / "b.toml", "--name", "Zweite")
    assert report_templates.load("Zweite").with_(name="Ausschuss") == report_templates.load("Ausschuss")
    call("report-templates", "delete", "Ausschuss")
    call("report-templates", "show", "Ausschuss", code=3)


def test_what_is_wrong_names_file_line_and_key(tmp_path):
    (tmp_path / "a.toml").write_text(TOML.replace("department", "dienststelle"))
    told = json.loads(call("report-templates", "save", tmp_path / "a.toml", "--json", code=3).stdout)
    (problem,) = told["problems"]
    assert (problem["file"], problem["row"], problem["column"]) == ("a.toml", 2, "dienststelle")


def test_a_report_with_a_bad_template_writes_nothing(tmp_path):
    project = tmp_path / "p.gpkg"
    call("new", project, "--crs", "EPSG:25832")
    call("report", project, "--out", tmp_path / "out", "--template", "nix", code=3)
    (tmp_path / "c.toml").write_text('accent = "#ffee00"\n')
    refused = call("report", project, "--out", tmp_path / "out", "--corporate", tmp_path / "c.toml", code=3)
    assert "4,5" in refused.output
    assert not (tmp_path / "out").exists()
