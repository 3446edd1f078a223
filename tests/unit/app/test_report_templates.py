"""Templates kept by department: whole after saving, listed, gone after deleting."""

import pytest

from quartiermap.app import report_templates
from quartiermap.domain.report_template import Corporate, ReportTemplate
from quartiermap.errors import InputError
from quartiermap.render.report_fonts import font_dir

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4"/></svg>'


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(report_templates.platformdirs, "user_config_path", lambda *_, **__: tmp_path / "cfg")


def test_a_saved_template_outlives_the_files_it_was_made_from(tmp_path):
    logo = tmp_path / "stick" / "wappen.svg"
    logo.parent.mkdir()
    logo.write_bytes(SVG)
    made = ReportTemplate(department="Amt 61", logo=logo, corporate=Corporate(text_font="DejaVu Sans", font_files=(font_dir() / "DejaVuSans.ttf",)))  # fmt: skip
    path = report_templates.save(made, "Ausschuss")
    logo.unlink()
    found = report_templates.load("Ausschuss")
    assert found.name == "Ausschuss"
    assert found.logo is not None
    assert found.logo.read_bytes() == SVG
    assert found.corporate.font_files[0].parent == report_templates.files_of(path)
    report_templates.save(found)  # once more from its own copies
    assert report_templates.load("Ausschuss") == found
    assert [(e.name, e.department) for e in report_templates.entries()] == [("Standard", ""), ("Ausschuss", "Amt 61")]  # fmt: skip
    report_templates.delete("Ausschuss")
    assert report_templates.names() == ["Standard"]
    assert not report_templates.files_of(path).exists()


def test_the_shipped_template_is_always_there_and_may_be_covered():
    assert report_templates.load("Standard") == ReportTemplate()
    with pytest.raises(InputError):
        report_templates.delete("Standard")
    report_templates.save(ReportTemplate(status="Entwurf"))
    assert report_templates.load("Standard").status == "Entwurf"
    assert report_templates.names() == ["Standard"]
    report_templates.delete("Standard")
    assert report_templates.load("Standard").status == ""


@pytest.mark.parametrize("name", ["../x", "a/b", "", " a", "a.", "x" * 81, "a\nb"])
def test_a_name_that_is_no_file_name_is_refused(name):
    with pytest.raises(InputError):
        report_templates.save(ReportTemplate(), name)


def test_an_unknown_template_names_those_there_are():
    with pytest.raises(InputError, match="Standard"):
        report_templates.load("Gibt es nicht")


def test_a_corporate_file_is_laid_over(tmp_path):
    (tmp_path / "c.toml").write_text('accent = "#7a1f2b"\n')
    assert report_templates.load("Standard", tmp_path / "c.toml").corporate.accent == "#7a1f2b"


def test_a_template_with_a_bad_logo_is_not_saved(tmp_path):
    (tmp_path / "l.svg").write_bytes(SVG.replace(b"<circle", b"<script/><circle"))
    with pytest.raises(InputError):
        report_templates.save(ReportTemplate(logo=tmp_path / "l.svg"), "A")
    assert report_templates.names() == ["Standard"]


def test_only_what_was_saved_here_is_deleted(tmp_path):
    other = tmp_path / "pyproject.toml"
    other.write_text("[project]\n")
    with pytest.raises(InputError, match="gespeichert"):
        report_templates.delete(str(other))
    assert other.exists()


def test_files_of_somebody_else_beside_a_template_stay(tmp_path):
    logo = tmp_path / "wappen.svg"
    logo.write_bytes(SVG)
    path = report_templates.save(ReportTemplate(logo=logo), "Amt 61")
    foreign = report_templates.files_of(path) / "notiz.txt"
    foreign.write_text("von Hand")
    namesake = report_templates.files_of(path) / "neu.svg"
    namesake.write_text("auch von Hand")
    other = tmp_path / "neu.svg"
    other.write_bytes(SVG)
    report_templates.save(ReportTemplate(logo=other), "Amt 61")
    kept = report_templates.load("Amt 61").logo
    assert kept is not None
    assert kept.read_bytes() == SVG
    assert namesake.read_text() == "auch von Hand"
    assert not (report_templates.files_of(path) / "wappen.svg").exists()
    report_templates.delete("Amt 61")
    assert sorted(f.name for f in report_templates.files_of(path).iterdir()) == ["neu.svg", "notiz.txt"]
