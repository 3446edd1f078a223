"""Search: what a text means, by letters, abbreviations and slips of the hand; and going there in the real window."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from PySide6.QtCore import Qt
from shapely.geometry import Point

from quartiermap.io import bundled
from quartiermap.render.map_data import transformer
from quartiermap.ui.viewmodels.search_entries import Entry
from quartiermap.ui.viewmodels.search_index import SearchIndex, build_index
from quartiermap.ui.viewmodels.search_names import search_key
from quartiermap.ui.viewmodels.search_places import read_coordinates
from quartiermap.ui.viewmodels.selection import Selected
from quartiermap.ui.viewmodels.viewdata_build import build

X0, Y0 = 476_000.0, 5_474_000.0


def index_of(*names: str) -> SearchIndex:
    return SearchIndex([Entry("street", "", name, "Straße") for name in names])


def first(index: SearchIndex, text: str) -> str:
    hits = index.find(text)
    return hits[0].entry.name if hits else ""


class TestWords:
    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("Große Strasse", "Große Straße"),
            ("grosse str.", "Große Straße"),
            ("GROSSE STR", "Große Straße"),
            ("mühlen", "Mühlenweg"),
            ("muehlenw", "Mühlenweg"),
            ("Mülenweg", "Mühlenweg"),
            ("Goetestraße", "Goethestraße"),
            ("des 17. Juni", "Straße des 17. Juni"),
            ("anna scholl", "Anna-Scholl-Platz"),
        ],
    )
    def test_a_name_is_found_however_it_is_written(self, wanted, text):
        index = index_of(
            "Große Straße",
            "Mühlenweg",
            "Goethestraße",
            "Straße des 17. Juni",
            "Anna-Scholl-Platz",
            "Am Markt",
        )
        assert first(index, text) == wanted

    def test_the_name_itself_comes_before_names_that_contain_it(self):
        index = index_of("Kirchhofweg", "Am Hof", "Hofstraße", "Hof", "Hofgasse")
        assert [hit.entry.name for hit in index.find("Hof")][:2] == ["Hof", "Hofgasse"]

    def test_what_is_common_to_all_streets_makes_none_alike(self):
        index = index_of("Oststraße", "Gaußstraße", "Hauptstraße")
        assert [hit.entry.name for hit in index.find("Hauptstr")] == ["Hauptstraße"]
        assert index.find("Xyzstraße") == ()

    @pytest.mark.parametrize("text", ["", "  ", "„“", "qqqqqqq"])
    def test_nothing_is_found_for_nothing(self, text):
        assert index_of("Am Markt").find(text) == ()


class TestRanking:
    """A town as towns are: districts with numbers before their names, facilities called after them, gaps of all."""

    ENTRIES = (
        Entry("facility", "kita:68", "Tarup", "Kita", also="Kita, Sandbergweg 17a, 24943, 13 Tarup"),
        Entry("facility", "playground:1", "Tarup Süd", "", also="Spielplatz, Hagebuttenweg 22, 13 Tarup"),
        Entry("facility", "kita:70", "Ringvejens Vuggestue", "", also="Kita, Ringstr. 2, 24943, 13 Tarup"),
        Entry("facility", "kita:63", "Engelsby", "", also="Kita, Taruper Weg 5, 24943, 12 Engelsby"),
        Entry("facility", "school:01P05", "Sankt Paulus", "", also="Grundschule"),
        Entry("facility", "kita:3", "Kita 3", "", also="Kita"),
        Entry("facility", "kita:31", "Kita 31", "", also="Kita"),
        Entry("facility", "kita:4", "Kita am Bahnhof", "", also="Kita"),
        Entry("gap", "STGT13:kita", "Lücke 3: 13 Tarup", "Kita"),
        Entry("gap", "STGT07:kita", "Lücke 31: 07 Südstadt", "Kita"),
        Entry("street", "", "Taruper Weg", "Straße"),
        Entry("street", "", "Bahnhofstraße", "Straße"),
        Entry("street", "", "Hauptstraße", "Straße"),
        Entry("district", "STGT07", "07 Südstadt", "Stadtteil"),
        Entry("district", "STGT13", "13 Tarup", "Stadtteil"),
        Entry("district", "01021", "Bahnhofsviertel", "Stadtteil"),
        Entry("district", "01022", "Helle Mitte", "Stadtteil"),
        Entry("facility", "club:1", "Mitte", "", also="Quartierstreff"),
        Entry("facility", "club:2", "Mittelhof", "", also="Quartierstreff"),
    )
    index = SearchIndex(ENTRIES)

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("Tarup", ["13 Tarup", "Tarup", "Tarup Süd", "Taruper Weg", "Lücke 3: 13 Tarup", "Ringvejens Vuggestue"]),
            ("13 tarup", ["13 Tarup"]),
            ("Bahnhof", ["Bahnhofsviertel", "Bahnhofstraße", "Kita am Bahnhof"]),
            ("Mitte", ["Mitte", "Helle Mitte", "Mittelhof"]),  # the name itself, then the district with the word
            ("suedstadt", ["07 Südstadt"]),
            ("Sudstadt", ["07 Südstadt"]),
            ("Südstatd", ["07 Südstadt"]),
            ("Süd-Stadt", ["07 Südstadt"]),
            ("STGT07", ["07 Südstadt"]),
            ("01021", ["Bahnhofsviertel"]),
            ("0102", ["Helle Mitte", "Bahnhofsviertel"]),  # what the key begins with: the shorter name first
            ("01P05", ["Sankt Paulus"]),
            ("Kita 3", ["Kita 3", "Kita 31"]),
            ("Kita Tarup", ["Tarup", "Ringvejens Vuggestue", "Engelsby"]),
            ("Lücke 3", ["Lücke 3: 13 Tarup", "Lücke 31: 07 Südstadt"]),
            ("Ringstr. 2", ["Ringvejens Vuggestue"]),
            ("Hauptstr. 5", ["Hauptstraße"]),  # the street of a house that no directory knows
            ("Haupt Straße", ["Hauptstraße"]),
            ("Kita Tarpu", ["Tarup"]),  # a slip in the name, the kind stands beside it
        ],
    )  # fmt: skip
    def test_the_likeliest_comes_first(self, text, names):
        assert [hit.entry.name for hit in self.index.find(text)][: len(names)] == names

    @pytest.mark.parametrize("text", ["Kita 7", "Tarupfeldmark", "Nordstrand", "01023", "Lücke 4"])
    def test_what_is_not_there_is_not_guessed(self, text):
        assert self.index.find(text) == ()


class TestTown:
    @pytest.fixture(scope="class")
    def data(self, computed):
        return build(computed, bundled.kinds(), ())

    def test_everything_with_a_name_is_in_the_index(self, computed, data):
        index = build_index(computed, data)
        assert {e.what for e in index.entries} >= {"district", "facility", "street"}
        hit = index.find("Sonenschein")[0].entry
        assert (hit.what, hit.key) == ("facility", "k1")
        street = index.find("Gartenstr.")[0].entry
        assert street.bounds is not None
        west, south = transformer(25832).transform(X0, Y0)
        assert street.bounds[0] < west
        assert street.bounds[1] < south

    def test_a_kind_finds_its_facilities_after_all_that_are_called_so(self, computed, data):
        index = build_index(computed, data)
        kitas = {key for key, row in data.facilities.items() if row.kind == "kita"}
        hits = index.find("Kita", most=len(index))
        assert kitas
        assert kitas <= {hit.entry.key for hit in hits}
        called = ["kita" in search_key(hit.entry.name) for hit in hits if hit.entry.key in kitas]
        assert called == sorted(called, reverse=True)
        nameless = Entry("facility", "f", "Sonnenschein", "", also="Kita")
        index = SearchIndex([nameless])
        assert [hit.entry for hit in index.find("kita sonn")] == [nameless]
        assert index.find("kita mond") == ()

    def test_streets_of_one_name_that_lie_apart_are_two(self, computed, data):
        from dataclasses import replace

        network = computed.network
        # only two rows keep the name: 1,500 m apart
        y = (network.node_y[network.edge_u] + network.node_y[network.edge_v]) / 2
        named = (abs(y - Y0 - 250) < 1) | (abs(y - Y0 - 1750) < 1)
        apart = computed.with_(network=replace(network, edge_name=(named.astype("int32") - 1)))
        streets = [e for e in build_index(apart, data).entries if e.what == "street"]
        assert len(streets) == 2
        assert streets[0].note != streets[1].note  # they lie in different districts

    def test_a_house_is_found_in_the_projects_own_directory(self, computed, data):
        addresses = gpd.GeoDataFrame(
            {"street": ["Gartenstraße"] * 2, "number": [5, 7], "suffix": [None, "a"], "labels": pd.Series([None, None], dtype=object),
             "derived": [False, False], "source_id": ["a", "a"]},
            geometry=[Point(X0 + 700, Y0 + 250), Point(X0 + 740, Y0 + 250)], crs="EPSG:25832",
        )  # fmt: skip
        index = build_index(computed.with_(addresses=addresses), data)
        hit = index.find("Gartenstr. 7a")[0].entry
        assert hit.what == "address"
        assert hit.place == pytest.approx(transformer(25832).transform(X0 + 740, Y0 + 250), abs=1e-6)
        assert index.find("Gartenstr. 7a")[0].likeness == 100.0


class TestField:
    def test_typing_enter_selects_and_shows(self, plain_window, qtbot):
        window, field = plain_window, plain_window.explore.field
        qtbot.waitUntil(lambda: window.explore.search.ready, timeout=20_000)
        window.actions_["search"].trigger()
        qtbot.keyClicks(field, "Sudpark")
        qtbot.waitUntil(lambda: field.model.rowCount() > 0, timeout=10_000)
        assert field.popup.isVisibleTo(window)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert window.selection.selected == Selected("district", "0104")
        assert not field.popup.isVisibleTo(window)
        assert window.focusWidget() is not field  # which would keep Strg+E, "end of line", for itself

    def test_enter_before_the_hits_takes_the_first_one(self, plain_window, qtbot):
        window, field = plain_window, plain_window.explore.field
        qtbot.waitUntil(lambda: window.explore.search.ready, timeout=20_000)
        field.setText("Sonnenschei")
        field.textEdited.emit("Sonnenschei")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: window.selection.selected == Selected("facility", "k1"), timeout=10_000)

    def test_enter_never_takes_what_was_found_for_another_text(self, plain_window, qtbot):
        """On a busy machine the list of the word before was still there, and Enter went to its first line."""
        window, field = plain_window, plain_window.explore.field
        qtbot.waitUntil(lambda: window.explore.search.ready, timeout=20_000)
        window.actions_["search"].trigger()
        qtbot.keyClicks(field, "Sudpark")
        qtbot.waitUntil(lambda: field.model.rowCount() > 0, timeout=10_000)
        hits = window.explore.search._index.find("Sonnenschei")
        field.asked.disconnect()  # the search has been asked, and is slow
        field.setText("Sonnenschei")
        field.textEdited.emit("Sonnenschei")
        qtbot.waitUntil(lambda: not field._delay.isActive(), timeout=10_000)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert window.selection.selected == Selected()
        field.show_hits("Sonnenschei", hits)
        assert window.selection.selected == Selected("facility", "k1")

    def test_where_there_are_no_names_of_streets_it_says_so(self, plain_window, qtbot):
        window, field = plain_window, plain_window.explore.field
        qtbot.waitUntil(lambda: window.explore.search.ready, timeout=20_000)
        window.explore.search._index = SearchIndex([Entry("district", "1", "Altstadt", "")])
        field.setText("Norderstraße")
        field.textEdited.emit("Norderstraße")
        qtbot.waitUntil(lambda: bool(field.words.text()), timeout=10_000)
        assert "Nichts gefunden" in field.words.text()
        assert "keine Straßennamen" in field.words.text()
        assert field.popup.height() >= field.words.heightForWidth(field.words.width())

    def test_a_street_is_shown_and_marked_and_escape_takes_the_mark_away(self, plain_window, qtbot):
        window, field = plain_window, plain_window.explore.field
        qtbot.waitUntil(lambda: window.explore.search.ready, timeout=20_000)
        field.setText("gartenst")
        field.textEdited.emit("gartenst")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        tools = window.map.plain.tools
        qtbot.waitUntil(lambda: tools.drawing is not None, timeout=10_000)
        assert tools.drawing["pin"] is not None
        window.on_escape()
        assert tools.drawing is None


class TestCoordinates:
    @pytest.mark.parametrize(
        "text",
        [
            "51,45 9,87",
            "9.87 51.45",
            "51.45, 9.87",
            "51.45,9.87",
            "N 51,45 O 9,87",
            "51.45° N, 9.87° E",
            "51° 27' 0\" N 9° 52' 12\" E",
        ],
    )
    def test_degrees_are_read_in_either_order_and_writing(self, text):
        found = read_coordinates(text)
        assert found is not None
        assert (found.lat, found.lon) == pytest.approx((51.45, 9.87))

    @pytest.mark.parametrize(
        "text", ["32U 500000 5700000", "UTM 32 500000,0 5700000,0", "32500000 5700000", "5700000 500000", "500.000 5.700.000"]
    )  # fmt: skip
    def test_metres_are_read_with_and_without_a_zone(self, text):
        """The central meridian of zone 32 is 9° east: 500,000 m lie on it."""
        found = read_coordinates(text, 25832)
        assert found is not None
        assert found.lon == pytest.approx(9.0, abs=1e-9)
        assert "25832" in found.read_as

    def test_a_pair_of_metres_is_in_the_zone_of_the_project_unless_it_names_one(self):
        plain = read_coordinates("500000 5700000", 25833)
        named = read_coordinates("32U 500000 5700000", 25833)
        assert plain is not None
        assert named is not None
        assert (plain.lon, named.lon) == (pytest.approx(15.0), pytest.approx(9.0))

    @pytest.mark.parametrize(
        "text", ["Hauptstraße 12", "51,45", "48.85 2.35 1", "2,35 48,85", "12 34", "Straße des 17. Juni 135", "1.000 2.000", "32N " * 60 + "x"]
    )  # fmt: skip
    def test_other_numbers_are_no_coordinates(self, text):
        assert read_coordinates(text, 25832) is None

    def test_the_hit_says_how_the_text_was_read(self):
        (hit,) = index_of("Große Straße").find("51,45 9,87")
        assert hit.entry.what == "coordinates"
        assert hit.entry.name == "51,45000° N, 9,87000° O"
        assert "WGS 84" in hit.entry.note
        assert hit.entry.place == pytest.approx((9.87, 51.45))
