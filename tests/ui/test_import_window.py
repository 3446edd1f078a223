"""The import window with the real readers behind it: whole stories, through the widgets a person uses."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTableView,
    QWidget,
)
from shapely.geometry import Point, Polygon, box

from quartiermap.app.wizard_steps import Step
from quartiermap.io import saved_mappings
from quartiermap.io.import_model import ImportRequest
from quartiermap.ui import wording
from quartiermap.ui.viewmodels.import_run import PAGES
from quartiermap.ui.widgets.file_flow import open_wizard
from quartiermap.ui.widgets.import_window import ImportWindow

X, Y = 476_000.0, 5_474_000.0


def settled(window, qtbot, timeout=60_000):
    """Wait until the wizard has nothing more to do by itself."""
    qtbot.waitUntil(lambda: not window.run.busy, timeout=timeout)


def opened_with(main, qtbot, *files, request=None):
    shown = open_wizard(main, files, request)
    settled(shown, qtbot)
    return shown


def take_over(shown, qtbot):
    shown.run.go_to(Step.TAKE_OVER)
    assert shown.next.isEnabled(), [p.text for s in Step for p in shown.run.wizard.open_points(s)]
    with qtbot.waitSignal(shown.finished_import, timeout=60_000):
        shown.next.click()


@pytest.fixture
def main(window, town, qtbot):
    window.workspace.adopt(town)
    yield window
    qtbot.waitUntil(lambda: not window.tasks.reading and not window.tasks.busy, timeout=30_000)
    assert window.messages.errors == []


@pytest.fixture
def kitas(tmp_path: Path) -> Path:
    path = tmp_path / "neue_kitas.csv"
    path.write_text(
        "Nr;Bezeichnung;Plätze;Fläche;Rechtswert;Hochwert\n"
        "1;Kita Mühlenweg;80;1.234,5;476700;5474300\n"
        "2;Kita Am Bach;geheim;312,0;477800;5475600\n",
        encoding="cp1252",
    )
    return path


def choose(box: QComboBox, value) -> None:
    """Choose an entry as a person does."""
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def codes(shown) -> list[str]:
    return [f.code for f in shown.run.entry.trial.page.findings]


class TestStories:
    """What lies on a planner's desk."""

    def test_a_clear_file_leads_straight_to_the_take_over_and_is_one_step_to_undo(
        self, main, qtbot, kitas, town
    ):
        shown = opened_with(main, qtbot, kitas)
        assert shown.run.page is Step.TAKE_OVER
        assert not shown.isModal()
        assert main.workspace.project is town
        assert "2 von 2 Zeilen" in "".join(w.text() for w in shown.finish.findChildren(type(shown.notice)))
        with qtbot.waitSignal(shown.finished_import, timeout=60_000):
            qtbot.keyClick(shown, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert len(main.workspace.project.facilities) == len(town.facilities) + 2
        assert main.workspace.undo_text == "Einrichtungen laden (neue_kitas.csv)"
        assert shown.finish.result.isVisibleTo(shown)
        assert not shown.next.isVisibleTo(shown)
        shown.finish.take_back.click()
        assert main.workspace.project is town
        settled(shown, qtbot)
        take_over(shown, qtbot)  # the files are still there
        main.undo()
        assert main.workspace.project is town

    def test_a_windows_table_shows_what_was_recognised_with_its_reason(self, main, qtbot, kitas):
        shown = opened_with(main, qtbot, kitas)
        shown.path.buttons[Step.RECOGNISED].click()
        page = shown.recognised
        assert shown.run.page is Step.RECOGNISED
        assert "Einrichtungen" in page.heading.text()
        assert "Semikolon" in page.form.text()
        assert "1252" in page.encoding.currentText()
        assert "Komma" in page.decimal.currentText()
        notes = [why.text() for widget, (_, why) in page._rows.items() if widget.isVisibleTo(page)]
        assert sum(n.startswith("Vorschlag") for n in notes) >= 4
        model = page.table.model()
        row = [model.index(1, c).data() for c in range(model.columnCount())]
        assert row[:4] == ["2", "Kita Am Bach", "geheim", "312"]
        right = model.index(0, 3).data(Qt.ItemDataRole.TextAlignmentRole)
        assert right & int(Qt.AlignmentFlag.AlignRight)
        assert len(page.maps.cards) == 1

    def test_a_file_that_cannot_be_read_stands_in_nobodys_way(self, main, qtbot, kitas, tmp_path):
        """A table without places is a question, not unreadable; who presses on at a broken file is told what helps."""
        where = tmp_path / "kitas_anschriften.csv"
        where.write_text("Name;Straße;PLZ;Plätze\nKita Ost;Wall 1;06108;40\n", encoding="utf-8")
        broken = tmp_path / "leer.gpkg"
        broken.write_bytes(b"")
        shown = opened_with(main, qtbot, kitas, where, broken)
        said = [shown.files.item(n).text() for n in range(3)]
        assert "bereit" in said[0]
        assert "offen" in said[1]
        assert "nicht lesbar" in said[2]
        assert shown.path.buttons[Step.MAPPING].isEnabled(), (
            "the question about the other file can be answered"
        )
        shown.files.setCurrentRow(2)
        shown.next.click()
        assert "Datei weglassen" in shown.notice.text()
        shown.drop.click()
        settled(shown, qtbot)
        assert len(shown.run.entries) == 2

    def test_a_zipped_shapefile_without_prj_is_put_to_its_place_by_looking(self, window, qtbot, tmp_path):
        folder = tmp_path / "abgabe" / "grenzen"
        folder.mkdir(parents=True)
        shapes = gpd.GeoDataFrame(
            {"schluessel": ["01", "02"], "name": ["Nord", "Süd"]},
            geometry=[box(390_000, 5_818_000 + i * 900, 391_000, 5_818_900 + i * 900) for i in range(2)], crs="EPSG:25833",
        )  # fmt: skip
        shapes.to_file(folder / "viertel.shp", encoding="cp1252")
        (folder / "viertel.prj").unlink()
        archive = tmp_path / "abgabe.zip"
        with zipfile.ZipFile(archive, "w") as packed:
            for part in folder.iterdir():
                packed.write(part, f"abgabe/grenzen/{part.name}")
        window.workspace.new("Neue Stadt")
        shown = opened_with(window, qtbot, archive)
        assert shown.run.page is Step.RECOGNISED
        cards = shown.recognised.maps.cards
        assert [c.shown.crs for c in cards] == ["EPSG:25832", "EPSG:25833"]
        assert all(c.focusPolicy() & Qt.FocusPolicy.TabFocus for c in cards)
        assert not shown.recognised.notice.isHidden()
        cards[1].setFocus()
        qtbot.keyClick(cards[1], Qt.Key.Key_Space)
        settled(shown, qtbot)
        assert shown.run.next_page is Step.TAKE_OVER
        take_over(shown, qtbot)
        assert window.workspace.project.epsg == 25833
        assert sorted(window.workspace.project.districts["name"]) == ["Nord", "Süd"]
        shown.close()

    def test_three_heading_rows_in_excel_are_joined_and_the_missing_year_is_asked_for(
        self, main, qtbot, tmp_path
    ):
        book = openpyxl.Workbook()
        sheet = book.active
        for row in (
            ["Sozialdaten der Stadt", None, None, None], [None, "Arbeitslose", None, "Haushalte"], [None, "Anzahl", "Anteil", "Anzahl"],
            ["Schlüssel", "Personen", "in %", "insgesamt"], ["0101", 120, 4.5, 900], ["0102", 80, 3.25, 700], ["0103", None, None, 650],
            ["0104", 12, 1.5, 100], ["0105", 44, 2.5, 300], ["0106", 55, 2.75, 310],
        ):  # fmt: skip
            sheet.append(row)
        path = tmp_path / "sozialdaten.xlsx"
        book.save(path)
        shown = opened_with(main, qtbot, path)
        assert shown.run.page is Step.MAPPING
        assert "Jahr" in shown.mapping.notice.text()
        assert "--" not in shown.mapping.notice.text()
        shown.mapping.period.setText("2024")
        shown.mapping.period.editingFinished.emit()
        settled(shown, qtbot)
        shown.run.go_to(Step.RECOGNISED)
        names = [shown.recognised.table.model().headerData(c, Qt.Orientation.Horizontal) for c in range(4)]
        assert names[2] == "Arbeitslose – Anteil – in %"
        take_over(shown, qtbot)
        frame = main.workspace.project.indicators
        assert set(frame["period"]) == {"2024"}
        missing = frame[(frame["district_id"] == "0103") & (frame["state"] != "value")]
        assert len(missing) == 2
        main.undo()
        assert len(main.workspace.project.indicators) == 0

    def test_two_files_at_once_are_taken_over_in_the_order_in_which_they_need_each_other(
        self, window, qtbot, tmp_path
    ):
        shapes = gpd.GeoDataFrame(
            {"schluessel": ["01", "02"], "name": ["Nord", "Süd"]},
            geometry=[box(X + i * 1000, Y, X + (i + 1) * 1000, Y + 1000) for i in range(2)], crs="EPSG:25832",
        )  # fmt: skip
        shapes.to_file(tmp_path / "viertel.gpkg", layer="viertel")
        (tmp_path / "einwohner.csv").write_text("schluessel;einwohner\n01;1.200\n02;900\n", "utf-8")
        window.workspace.new("Neue Stadt")
        shown = opened_with(window, qtbot, tmp_path / "einwohner.csv", tmp_path / "viertel.gpkg")
        assert shown.files.count() == 2
        assert shown.files.isVisibleTo(shown)
        assert all("bereit" in shown.files.item(i).text() for i in range(2))
        take_over(shown, qtbot)
        assert window.workspace.project.district_population["population"].sum() == 2100
        assert window.workspace.undo_text == "Quartiere, Bevölkerung laden (viertel.gpkg, einwohner.csv)"
        assert shown.finish.command.toPlainText().count("quartiermap import") == 2
        shown.close()

    def test_a_key_that_finds_no_district_is_a_question_with_a_proposal(self, main, qtbot, tmp_path):
        rows = "".join(f"010{i};{i}00\n" for i in range(1, 6)) + "0106a;600\n"
        path = tmp_path / "einwohner.csv"
        path.write_text(f"schluessel;einwohner\n{rows}", "utf-8")
        shown = opened_with(main, qtbot, path)
        assert shown.run.page is Step.MAPPING
        view = shown.mapping.questions
        assert view.isVisibleTo(shown)
        view.choose("join:0106a")
        first = next(b for b in view.choices.findChildren(QAbstractButton) if "0106" in b.text())
        first.click()
        settled(shown, qtbot)
        assert shown.run.entry.answers == {"join:0106a": "0106"}
        assert view.title.text().startswith("✓ Entschieden")  # in sight, to be taken back
        view.back.click()
        settled(shown, qtbot)
        assert shown.run.entry.answers == {}
        view.choose("join:0106a")
        next(b for b in view.choices.findChildren(QAbstractButton) if "0106" in b.text()).click()
        settled(shown, qtbot)
        take_over(shown, qtbot)
        taken = main.workspace.project.district_population.set_index("district_id")["population"]
        assert taken["0106"] == 600

    def test_addresses_alone_are_placed_by_a_directory_that_is_chosen_in_the_window(
        self, main, qtbot, tmp_path
    ):
        table = tmp_path / "kitas.csv"
        table.write_text(
            "Name;Straße;Hausnummer;Plätze\nKita Eins;Ringstraße;5;40\nKita Zwei;Ringstr.;7;50\nKita Drei;Nirgendweg;1;60\n",
            "utf-8",
        )
        directory = tmp_path / "adressen.csv"
        lines = [f"Ringstraße;{n};{476_100 + 10 * n};5474500" for n in range(1, 12)]
        directory.write_text("\n".join(["strasse;hausnummer;x;y", *lines]), "utf-8")
        shown = opened_with(main, qtbot, table)
        assert shown.run.page is Step.MAPPING
        assert shown.mapping.tabs.currentWidget() is shown.mapping.places
        assert "--" not in shown.mapping.notice.text()
        shown.mapping.addresses.use_directory(directory)
        settled(shown, qtbot)
        assert "2 von 3 Anschriften" in shown.mapping.addresses.placed.text()
        shown.run.go_to(Step.CHECK)
        assert "1 sind nicht verortet" in shown.check.placed.text()
        take_over(shown, qtbot)
        places = main.workspace.project.facilities.set_index("name").geometry
        assert places["Kita Zwei"].x == pytest.approx(476_170, abs=0.5)
        assert "Kita Drei" not in places.index

    def test_a_broken_polygon_is_repaired_and_said(self, window, qtbot, tmp_path):
        bow_tie = Polygon([(X, Y), (X + 1000, Y + 1000), (X + 1000, Y), (X, Y + 1000)])
        shapes = gpd.GeoDataFrame(
            {"schluessel": ["01", "02"]},
            geometry=[bow_tie, box(X + 1000, Y, X + 2000, Y + 1000)],
            crs="EPSG:25832",
        )
        shapes.to_file(tmp_path / "viertel.geojson", driver="GeoJSON", RFC7946="NO")
        window.workspace.new("Neue Stadt")
        shown = opened_with(window, qtbot, tmp_path / "viertel.geojson")
        shown.run.go_to(Step.CHECK)
        view = shown.check.findings
        view.choose("geometry_repaired")
        assert view.title.text().startswith("! Warnung")
        assert "repariert" in view.done.text()
        assert view.show_rows.isVisibleTo(shown)
        assert not view.rows.isVisibleTo(shown)
        view.show_rows.click()
        assert view.rows.isVisibleTo(shown)
        assert view.rows.rowCount() == 1
        take_over(shown, qtbot)
        assert window.workspace.project.districts.geometry.is_valid.all()
        shown.close()

    def test_a_file_that_cannot_be_read_says_why_where_it_stands_and_cannot_be_taken_over(
        self, main, qtbot, tmp_path
    ):
        broken = tmp_path / "leer.csv"
        broken.write_bytes(b"")
        shown = opened_with(main, qtbot, broken)
        assert shown.run.page is Step.RECOGNISED
        assert "0 Byte" in shown.recognised.notice.text()
        shown.run.go_to(Step.TAKE_OVER)
        assert not shown.next.isEnabled()
        assert "nicht" in shown.finish.heading.text()

    def test_a_table_without_headings_can_be_read_after_saying_so(self, main, qtbot, tmp_path):
        path = tmp_path / "kita.csv"
        path.write_text(
            "1;Kita Eins;40;476700;5474300\n2;Kita Zwei;50;477800;5475600\n3;Kita Drei;55;477900;5475500\n",
            "utf-8",
        )
        shown = opened_with(main, qtbot, path)
        assert "keine Spaltennamen" in shown.recognised.notice.text()
        choose(shown.recognised.header, 0)
        settled(shown, qtbot)
        model = shown.recognised.table.model()
        assert model.headerData(1, Qt.Orientation.Horizontal) == "Spalte 2"
        assert model.rowCount() == 3

    def test_of_a_file_with_several_layers_some_can_be_read_one_after_the_other(self, main, qtbot, tmp_path):
        several = tmp_path / "mehrere.gpkg"
        for name, x in (("kitas", 476_500), ("schulen", 477_500)):
            shapes = gpd.GeoDataFrame({"Name": [name]}, geometry=[Point(x, 5_474_700)], crs="EPSG:25832")
            shapes.to_file(several, layer=name, driver="GPKG")
        shown = opened_with(main, qtbot, several)
        page = shown.recognised
        assert shown.run.page is Step.RECOGNISED
        assert page.sublayer.isVisibleTo(shown)
        assert page.sublayer.currentText() == "bitte wählen"
        choose(page.sublayer, "*")
        settled(shown, qtbot)
        assert [e.sublayer for e in shown.run.entries] == ["kitas", "schulen"]
        assert shown.files.count() == 2


class TestMapping:
    """The second step."""

    def test_a_column_is_chosen_left_out_and_proposed_again(self, main, qtbot, kitas):
        shown = opened_with(main, qtbot, kitas)
        shown.run.go_to(Step.MAPPING)
        box = shown.mapping.fields.boxes["name"]
        assert "Bezeichnung (Vorschlag)" in box.currentText()
        choose(box, "-")
        settled(shown, qtbot)
        assert shown.run.entry.result.project.facilities["name"].tail(2).isna().all()
        choose(shown.mapping.fields.boxes["name"], "Nr")
        settled(shown, qtbot)
        assert list(shown.run.entry.result.project.facilities["name"].tail(2)) == ["1", "2"]
        choose(shown.mapping.fields.boxes["name"], None)
        settled(shown, qtbot)
        assert shown.run.entry.mapping == {}

    def test_a_column_of_the_file_keeps_its_name_in_english(self, main, qtbot, kitas):
        wording.use("en")
        shown = opened_with(main, qtbot, kitas)
        shown.run.go_to(Step.MAPPING)
        box = shown.mapping.fields.boxes["places"]
        assert "Plätze" in box.currentText()
        assert box.findText("Plätze") > 0

    def test_words_of_the_kind_column_are_counted_and_can_be_given_a_kind(self, main, qtbot, tmp_path):
        path = tmp_path / "einrichtungen.csv"
        rows = [
            ("Kita", "A"),
            ("Kita", "B"),
            ("Hort", "C"),
            ("Bibliothek", "D"),
            ("Bibliothek", "F"),
            ("Kita", "E"),
        ]
        lines = [f"{kind};{name};{476_200 + 300 * i};5474700" for i, (kind, name) in enumerate(rows)]
        path.write_text("\n".join(["Art;Name;x;y", *lines]), "utf-8")
        shown = opened_with(main, qtbot, path)
        shown.run.go_to(Step.MAPPING)
        table = shown.mapping.kinds
        listed = {table.item(r, 0).text(): table.item(r, 1).text() for r in range(table.rowCount())}
        assert listed == {"Kita": "3", "Bibliothek": "2", "Hort": "1"}
        choose(table.boxes["Hort"], "youth_centre")
        settled(shown, qtbot)
        kinds = shown.run.entry.result.project.facilities.set_index("name")["kind"]
        assert kinds["C"] == "youth_centre"
        choose(shown.mapping.kinds.boxes["Hort"], "-")
        settled(shown, qtbot)
        assert "C" not in set(shown.run.entry.result.project.facilities["name"])

    def test_characteristics_of_a_long_table_are_ticked(self, main, qtbot, tmp_path):
        path = tmp_path / "merkmale_2023.csv"
        lines = [
            f"010{d};{m};{10 * d + n}" for d in range(1, 7) for n, m in enumerate(("Quote", "Zahl", "Index"))
        ]
        path.write_text("\n".join(["Raum;Merkmal;Wert", *lines]), "utf-8")
        shown = opened_with(main, qtbot, path)
        assert shown.run.open_count(Step.MAPPING) == 1  # the year, which the name of the file proposes
        page = shown.mapping
        next(b for b in page.questions.choices.findChildren(QAbstractButton) if "2023" in b.text()).click()
        settled(shown, qtbot)
        assert shown.run.next_page is Step.TAKE_OVER
        assert page.tabs.isTabVisible(page.tabs.indexOf(page.long))
        item = next(
            page.characteristics.item(i) for i in range(3) if page.characteristics.item(i).text() == "Zahl"
        )
        item.setCheckState(Qt.CheckState.Unchecked)
        settled(shown, qtbot)
        assert shown.run.entry.characteristics == ("Quote", "Index")
        assert shown.run.entry.result.project.indicators["indicator"].nunique() == 2

    def test_a_mapping_is_kept_under_a_name_and_used_for_the_next_file(
        self, main, qtbot, kitas, tmp_path, monkeypatch
    ):
        monkeypatch.setattr(saved_mappings, "folder", lambda: tmp_path / "zuordnungen")
        shown = opened_with(main, qtbot, kitas)
        shown.run.go_to(Step.MAPPING)
        choose(shown.mapping.fields.boxes["name"], "Nr")
        shown.mapping.save_as.setText("Kitas Amt 51")
        shown.mapping.save_as.editingFinished.emit()
        settled(shown, qtbot)
        take_over(shown, qtbot)
        assert saved_mappings.names() == ["Kitas Amt 51"]
        shown.close()
        newer = tmp_path / "kitas_neu.csv"
        newer.write_text(
            "Nr;Bezeichnung;Plätze;Rechtswert;Hochwert;Neu\n8;Kita Acht;80;476700;5475300;x\n9;Kita Neun;60;477200;5475300;y\n",
            "utf-8",
        )
        shown = opened_with(main, qtbot, newer)
        shown.run.go_to(Step.MAPPING)
        choose(shown.mapping.saved, "Kitas Amt 51")
        settled(shown, qtbot)
        assert "mapping_column_missing" in codes(shown)  # the areas are not in this year's file
        assert "--" not in shown.mapping.notice.text()
        choose(shown.mapping.fields.boxes["area_m2"], "-")
        settled(shown, qtbot)
        assert codes(shown).count("mapping_new_columns") == 1
        assert list(shown.run.entry.result.project.facilities["name"].tail(2)) == ["8", "9"]

    def test_what_a_person_says_about_the_source_stands_in_the_record(self, main, qtbot, kitas):
        shown = opened_with(main, qtbot, kitas)
        shown.run.go_to(Step.MAPPING)
        for field, text in (
            ("provider", "Jugendamt"),
            ("licence", "dl-de/by-2-0"),
            ("data_date", "31.12.2025"),
        ):
            shown.mapping.stated[field].setText(text)
        shown.mapping.stated["provider"].editingFinished.emit()
        settled(shown, qtbot)
        take_over(shown, qtbot)
        source = main.workspace.project.sources[-1]
        assert (source.provider, source.licence, source.data_date) == (
            "Jugendamt",
            "dl-de/by-2-0",
            "31.12.2025",
        )
        assert "--provider Jugendamt" in shown.finish.command.toPlainText()


class TestCheck:
    """The third step."""

    def test_the_same_facility_twice_is_shown_side_by_side_and_merged_as_chosen(
        self, main, qtbot, tmp_path, town
    ):
        path = tmp_path / "kitas_traeger.csv"
        path.write_text("Name;Art;Plätze;x;y\nKita Sonnenschein;Kita;95;476500;5474500\n", "utf-8")
        shown = opened_with(main, qtbot, path)
        assert shown.run.page is Step.CHECK
        view = shown.check.findings
        assert view.title.text().startswith("? Zu entscheiden")
        assert "kitas_traeger.csv" in view.merge.why.text()
        texts = {
            view.merge.table.item(r, 0).text(): [view.merge.table.item(r, c).text() for c in (1, 2)]
            for r in range(view.merge.table.rowCount())
        }
        assert texts["Plätze"] == ["80", "95"]
        next(b for b in view.choices.findChildren(QAbstractButton) if b.text() == "Zusammenführen").click()
        settled(shown, qtbot)
        choose(view.merge.takes["places"], "other")
        settled(shown, qtbot)
        assert view.title.text().startswith("✓ Entschieden")
        take_over(shown, qtbot)
        facilities = main.workspace.project.facilities
        assert len(facilities) == len(town.facilities)
        assert facilities.set_index("facility_id").loc["k1", "places"] == 95

    def test_one_answer_serves_for_all_questions_of_its_kind(self, main, qtbot, tmp_path):
        path = tmp_path / "kitas_doppelt.csv"
        rows = [
            f"Kita {n};Kita;40;{476_300 + 400 * i};5474300\nKita {n};Kita;40;{476_302 + 400 * i};5474300"
            for i, n in enumerate(("Anger", "Bach", "Chor"))
        ]
        path.write_text("\n".join(["Name;Art;Plätze;x;y", *rows]), "utf-8")
        shown = opened_with(main, qtbot, path)
        assert shown.run.open_count(Step.CHECK) == 3
        view = shown.check.findings
        next(b for b in view.choices.findChildren(QAbstractButton) if b.text() == "Beide behalten").click()
        settled(shown, qtbot)
        assert "2" in view.alike.text()
        view.alike.click()
        settled(shown, qtbot)
        assert shown.run.next_page is Step.TAKE_OVER

    def test_an_existing_layer_is_replaced_by_choice_in_the_place_where_it_is_said(
        self, main, qtbot, tmp_path, town
    ):
        shapes = gpd.GeoDataFrame({"schluessel": ["0101", "0102"]}, geometry=[box(X + i * 1000, Y, X + i * 1000 + 900, Y + 1000) for i in range(2)], crs="EPSG:25832")  # fmt: skip
        shapes.to_file(tmp_path / "viertel.gpkg", layer="viertel")
        shown = opened_with(main, qtbot, tmp_path / "viertel.gpkg")
        assert shown.run.page is Step.CHECK
        view = shown.check.findings
        assert view.current().code == "key_exists"
        assert "--" not in view.done.text()
        next(b for b in view.choices.findChildren(QAbstractButton) if b.text() == "Ebene ersetzen").click()
        settled(shown, qtbot)
        assert shown.run.entry.mode == "replace"
        assert shown.run.entry.result is not None


class TestWork:
    """What goes on beside the window."""

    def test_cancelling_in_the_middle_leaves_everything_as_it_was(self, main, qtbot, tmp_path, town):
        path = tmp_path / "viele_kitas.csv"
        rows = "\n".join(
            f"{i};Kita {i};{20 + i % 50};{476_000 + i * 37 % 2900};{5_474_000 + i * 61 % 1900}"
            for i in range(600)
        )
        path.write_text(f"Nr;Name;Plätze;x;y\n{rows}", "utf-8")
        shown = open_wizard(main, [path])
        qtbot.waitUntil(lambda: shown.run._reading is not None, timeout=30_000)
        assert shown.cancel.isVisibleTo(shown)
        qtbot.keyClick(shown, Qt.Key.Key_Escape)
        settled(shown, qtbot)
        assert shown.isVisible()
        assert main.workspace.project is town
        assert not shown.run.checked
        shown.next.click()  # goes on where it was stopped
        settled(shown, qtbot)
        assert shown.run.checked

    def test_closing_while_taking_over_cancels_it(self, main, qtbot, kitas, town):
        shown = opened_with(main, qtbot, kitas)
        with qtbot.waitSignal(main.tasks.cancelled, timeout=60_000):
            shown.next.click()
            assert shown.run.taking
            shown.close()
        qtbot.waitUntil(lambda: not main.tasks.busy, timeout=60_000)
        assert main.workspace.project is town

    def test_what_changes_in_the_project_meanwhile_is_kept(self, main, qtbot, kitas, town):
        shown = opened_with(main, qtbot, kitas)
        changed = town.with_(settings={"land": "SH"})
        main.workspace.session.apply("Land", changed, frozenset({"settings"}))
        settled(shown, qtbot)
        take_over(shown, qtbot)
        assert main.workspace.project.settings == {"land": "SH"}
        assert len(main.workspace.project.facilities) == len(town.facilities) + 2

    def test_another_project_closes_the_window(self, main, qtbot, kitas):
        shown = opened_with(main, qtbot, kitas)
        with qtbot.waitSignal(shown.run.gone, timeout=5_000):
            main.workspace.new("Andere Stadt")
        assert shown.closed

    def test_a_running_job_is_waited_for_and_said(self, main, qtbot, kitas):
        import threading

        shown = opened_with(main, qtbot, kitas)
        hold = threading.Event()
        main.tasks.job("Analyse rechnen", lambda _progress: hold.wait(20))
        shown.next.click()
        assert "Analyse rechnen" in shown.notice.text()
        hold.set()
        qtbot.waitUntil(lambda: not main.tasks.busy, timeout=20_000)
        take_over(shown, qtbot)

    def test_what_was_decided_is_not_thrown_away_by_one_esc(self, main, qtbot, kitas):
        shown = opened_with(main, qtbot, kitas)
        shown.run.do(shown.run.wizard.choose_kind, shown.run.entry, "kita")
        settled(shown, qtbot)
        qtbot.keyClick(shown, Qt.Key.Key_Escape)
        assert shown.isVisible()
        assert "Noch ist nichts übernommen" in shown.notice.text()
        qtbot.keyClick(shown, Qt.Key.Key_Escape)
        assert shown.closed


class TestDoor:
    """How files come in."""

    def test_a_second_drop_goes_into_the_same_window(self, main, qtbot, kitas, tmp_path):
        shown = opened_with(main, qtbot, kitas)
        other = tmp_path / "weitere_kitas.csv"
        other.write_bytes(kitas.read_bytes().replace(b"M\xfchlenweg", b"Damm").replace(b"476700", b"476900"))
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(other))])
        button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(QPoint(60, 60), Qt.DropAction.CopyAction, data, button, keys)
        QApplication.sendEvent(main, enter)
        QApplication.sendEvent(
            main, QDropEvent(QPointF(60, 60), Qt.DropAction.CopyAction, data, button, keys)
        )
        settled(shown, qtbot)
        assert [e.path.name for e in shown.run.entries] == ["neue_kitas.csv", "weitere_kitas.csv"]

    def test_a_folder_is_opened_and_an_unwanted_file_left_out(self, main, qtbot, kitas, tmp_path):
        (tmp_path / "liesmich.pdf").write_bytes(b"%PDF-1.7 ...")
        shown = opened_with(main, qtbot, tmp_path)
        names = [e.path.name for e in shown.run.entries]
        assert names == ["liesmich.pdf", "neue_kitas.csv"]
        assert shown.run.page is Step.RECOGNISED
        assert "PDF" in shown.recognised.notice.text()
        shown.drop.click()
        settled(shown, qtbot)
        assert [e.path.name for e in shown.run.entries] == ["neue_kitas.csv"]
        take_over(shown, qtbot)

    def test_what_is_known_already_is_not_asked(self, main, qtbot, kitas):
        shown = opened_with(
            main, qtbot, kitas, request=ImportRequest("facilities", (), kind="library", crs="EPSG:25832")
        )
        entry = shown.run.entry
        assert (entry.layer, entry.kind, entry.crs) == ("facilities", "library", "EPSG:25832")
        assert set(entry.result.project.facilities["kind"].tail(2)) == {"library"}

    def test_the_checklist_asks_for_one_layer(self, main, qtbot, kitas):
        main.files.ask_import(layer="population")
        (shown,) = main.findChildren(ImportWindow)
        assert "Bevölkerung" in shown.empty.words()
        assert shown.pages.currentWidget() is shown.empty


class TestForEverybody:
    """Keyboard, screen readers, small screens."""

    @pytest.mark.parametrize("percent", [100, 125])
    def test_nothing_is_wider_or_higher_than_a_small_screen(self, main, qtbot, kitas, percent):
        app = QApplication.instance()
        before = app.font()
        font = app.font()
        font.setPointSizeF(font.pointSizeF() * percent / 100)
        app.setFont(font)
        try:
            shown = opened_with(main, qtbot, kitas)
            shown.resize(1300, 700)
            for step in PAGES:
                shown.run.go_to(step)
                page = shown.pages.currentWidget()
                assert (shown.width(), shown.height()) == (1300, 700)
                assert page.layout().minimumSize().width() <= page.width(), step
                assert page.layout().minimumHeightForWidth(page.width()) <= page.height(), step
        finally:
            app.setFont(before)

    def test_everything_the_keyboard_reaches_has_a_name(self, main, qtbot, kitas):
        shown = opened_with(main, qtbot, kitas)
        nameless = []
        for step in PAGES:
            shown.run.go_to(step)
            for widget in shown.findChildren(QWidget):
                if not widget.isVisibleTo(shown) or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    continue
                inner = isinstance(widget.parent(), QComboBox)
                named = widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text())
                if (
                    isinstance(widget, QAbstractButton | QComboBox | QLineEdit | QListWidget | QTableView)
                    and not named
                    and not inner
                ):
                    nameless.append((step.value, widget.metaObject().className(), widget.objectName()))
        assert nameless == []

    def test_enter_presses_the_button_that_has_the_keyboard(self, main, qtbot, monkeypatch):
        asked = []
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: asked.append("folder") or "")
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (asked.append("files"), ([], ""))[1])
        shown = open_wizard(main, (), None)
        qtbot.waitExposed(shown)
        folder = next(b for b in shown.findChildren(QPushButton) if "Ordner" in b.text())
        folder.setFocus()
        QTest.keyClick(folder, Qt.Key.Key_Return)
        assert asked == ["folder"]

    def test_steps_are_walked_by_keyboard(self, main, qtbot, kitas):
        shown = opened_with(main, qtbot, kitas)
        shown.run.go_to(Step.RECOGNISED)
        qtbot.keyClick(shown, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
        assert shown.run.page is Step.TAKE_OVER  # nothing is open in between
        for step in (Step.CHECK, Step.MAPPING, Step.RECOGNISED):
            qtbot.keyClick(shown, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
            assert shown.run.page is step
        shown.path.buttons[Step.CHECK].click()
        assert "Schritt 3 von 4" in shown.path.buttons[Step.CHECK].accessibleName()

    def test_text_of_a_file_is_never_markup(self, main, qtbot, tmp_path):
        path = tmp_path / "kitas.csv"
        path.write_text(
            "Name;Art;x;y;<b>Platz</b>\n<img src=x>;Kita;476700;5474300;5\nKita B;Kita;477800;5475600;7\n",
            "utf-8",
        )
        shown = opened_with(main, qtbot, path)
        shown.run.go_to(Step.RECOGNISED)
        model = shown.recognised.table.model()
        assert model.index(0, 0).data() == "<img src=x>"
        assert model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole).startswith("<span>&lt;img")


@pytest.mark.realdata
def test_what_flensburg_publishes_goes_in_at_once(window, qtbot, shared_data):
    folder = shared_data / "flensburg"
    files = (
        folder / "kitas_in_flensburg.geojson",
        folder / "sozialatlas_2022.json",
        shared_data / "ugly" / "flensburg_stadtteile_ohne_prj.zip",
    )
    window.workspace.new("Flensburg")
    shown = opened_with(window, qtbot, *files)
    page = shown.recognised
    if shown.run.page is Step.RECOGNISED:  # without a .prj only a look tells
        wanted = next(c for c in page.maps.cards if c.shown.crs == "EPSG:25832")
        wanted.click()
        settled(shown, qtbot)
    take_over(shown, qtbot)
    project = window.workspace.project
    assert (len(project.districts), len(project.facilities)) == (13, 70)
    assert project.district_population["population"].sum() == 97_877
    assert project.epsg == 25832
    shown.close()
