"""The import window, with the real readers behind it."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shiboken6
from shapely.geometry import Point

from quartiermap.ui.widgets.import_dialog import ImportDialog


@pytest.fixture
def kitas(tmp_path: Path) -> Path:
    path = tmp_path / "neue_kitas.csv"
    path.write_text(
        "Nr;Bezeichnung;Plätze;Rechtswert;Hochwert\n"
        "1;Kita Sonnenschein;80;476500;5474500\n"
        "2;Kita Am Wall;45;477500;5474600\n",
        encoding="utf-8",
    )
    return path


@pytest.fixture
def dialog(window, qtbot, town, kitas):
    window.workspace.adopt(town)
    made = ImportDialog(window.tasks, town, parent=window)
    made.open()
    with qtbot.waitSignal(made.previewed, timeout=60_000):
        made.set_files([kitas])
    yield made
    if shiboken6.isValid(made):
        made.close()


def test_proposes_layer_and_columns_and_shows_rows_before_anything_changes(dialog, window, town):
    assert dialog.layer.currentData() == "facilities"
    chosen = {
        dialog.fields.item(row, 0).text().removesuffix(" *"): dialog.fields.cellWidget(row, 1).currentData()
        for row in range(dialog.fields.rowCount())
    }
    assert chosen["Name"] == "Bezeichnung"
    assert chosen["Plätze"] == "Plätze"
    assert dialog.rows.item(0, 1).text() == "Kita Sonnenschein"
    assert dialog.go.isEnabled()
    assert window.workspace.project is town


def test_a_mapping_by_hand_goes_into_the_request(dialog, qtbot):
    row = next(
        r for r in range(dialog.fields.rowCount()) if dialog.fields.item(r, 0).text().startswith("Name")
    )
    choice = dialog.fields.cellWidget(row, 1)
    with qtbot.waitSignal(dialog.previewed, timeout=60_000):
        choice.setCurrentIndex(choice.findData("Nr"))
        choice.activated.emit(choice.currentIndex())
    with qtbot.waitSignal(dialog.wanted) as heard:
        dialog.go.click()
    (request,) = heard.args[0]
    assert request.mapping["name"] == "Nr"
    assert request.layer == "facilities"


def test_a_file_that_cannot_be_read_shows_why_and_cannot_be_taken(dialog, qtbot, tmp_path):
    broken = tmp_path / "leer.csv"
    broken.write_bytes(b"")
    with qtbot.waitSignal(dialog.previewed, timeout=60_000):
        dialog.set_files([broken])
    assert not dialog.go.isEnabled()
    assert dialog.tabs.currentWidget() is dialog.findings
    assert dialog.findings.problems.rowCount() >= 1


def test_what_was_loaded_is_one_step_that_can_be_undone(dialog, window, qtbot, town, kitas):
    dialog.wanted.connect(window.workspace.import_data)
    with qtbot.waitSignal(window.workspace.imported, timeout=60_000):
        dialog.go.click()
    assert len(window.workspace.project.facilities) == len(town.facilities) + 2
    assert window.workspace.undo_text == "neue_kitas.csv laden"
    window.workspace.undo()
    assert len(window.workspace.project.facilities) == len(town.facilities)


def test_of_a_file_with_several_layers_one_can_be_chosen(dialog, qtbot, tmp_path):
    several = tmp_path / "mehrere.gpkg"
    for name, x in (("kitas", 476_500), ("schulen", 477_500)):
        shapes = gpd.GeoDataFrame({"Name": [name]}, geometry=[Point(x, 5_474_500)], crs="EPSG:25832")
        shapes.to_file(several, layer=name, driver="GPKG")
    with qtbot.waitSignal(dialog.previewed, timeout=60_000):
        dialog.set_files([several])
    listed = [dialog.sublayer.itemText(i) for i in range(dialog.sublayer.count())]
    assert sorted(listed) == ["kitas", "schulen"]
    assert dialog.sublayer.isVisibleTo(dialog)
    with qtbot.waitSignal(dialog.previewed, timeout=60_000):
        dialog.sublayer.setCurrentIndex(listed.index("schulen"))
        dialog.sublayer.activated.emit(dialog.sublayer.currentIndex())
    assert dialog.go.isEnabled()
    assert dialog.rows.item(0, 0).text() == "schulen"
    assert dialog.request_for(()).sublayer == "schulen"


def test_the_character_set_goes_into_the_request(dialog):
    assert dialog.request_for(()).encoding is None
    dialog.encoding.setCurrentIndex(dialog.encoding.findData("windows-1252"))
    assert dialog.request_for(()).encoding == "windows-1252"
