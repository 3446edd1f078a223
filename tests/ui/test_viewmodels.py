"""The view models, without a widget."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from quartiermap.domain.network import OnNetwork
from quartiermap.domain.results import TOWN
from quartiermap.io import bundled
from quartiermap.ui.viewmodels import explain, viewdata
from quartiermap.ui.viewmodels.blocks import Criteria, Facts, KindTable, Links, Text
from quartiermap.ui.viewmodels.explain_facts import town_residents
from quartiermap.ui.viewmodels.inspector import facility_page, page_for
from quartiermap.ui.viewmodels.selection import Selected, Selection
from quartiermap.ui.viewmodels.tables import Column, RecordsFilter, RecordsModel
from quartiermap.ui.viewmodels.thematic import Thematic, Theme, paint
from quartiermap.ui.viewmodels.viewdata_build import build
from quartiermap.ui.viewmodels.walking import Walking


def all_text(page) -> str:
    found = [page.kicker, page.title, *page.chips]
    for block in page.blocks:
        if isinstance(block, Text):
            found.append(block.text)
        elif isinstance(block, Facts):
            found += [f"{name}: {value}" for name, value in block.rows]
        elif isinstance(block, Links):
            found += [f"{row.text} {row.note}" for row in block.rows]
        elif isinstance(block, Criteria):
            found += [
                f"{c.result.sign} {c.result.label} {c.because} {c.missing} {c.source}" for c in block.rows
            ]
        elif isinstance(block, KindTable):
            found += [
                f"{r.name} {r.group} {r.share} {r.distance} {r.places} {r.shortfall}" for r in block.rows
            ]
    return "\n".join(found)


class TestSelection:
    def test_tells_a_change_once(self, qapp):
        selection, heard = Selection(), []
        selection.changed.connect(heard.append)
        for _ in range(3):
            selection.select("gap", "g1")
        selection.clear()
        selection.clear()
        assert heard == [Selected("gap", "g1"), Selected()]

    def test_an_empty_id_selects_nothing(self, qapp):
        selection = Selection()
        selection.select("district", "")
        assert selection.selected == Selected()


class TestViewData:
    def test_the_words_for_the_town_are_the_same_everywhere(self):
        assert viewdata.TOWN == TOWN

    def test_missing_stays_missing(self, view_data):
        assert view_data.facilities["k2"].places is None
        assert view_data.facilities["k2"].operator == ""

    def test_register_before_sum_of_cells_and_it_says_which(self, view_data):
        assert (view_data.districts["0101"].population, view_data.districts["0101"].population_origin) == (
            3200.0,
            "Einwohnerregister",
        )
        assert view_data.districts["0106"].population == 900.0
        assert "Summe" in view_data.districts["0106"].population_origin

    def test_only_the_finest_level_is_reported(self, view_data):
        assert len(view_data.reporting) == 6
        assert len(view_data.districts) == 8

    def test_steps_without_and_with_a_result(self, town, view_data):
        from quartiermap.io import bundled

        fresh = {s.key: s.done for s in build(town, bundled.kinds(), ()).steps}
        assert fresh == {
            "districts": True,
            "facilities": True,
            "population": True,
            "network": False,
            "analysis": False,
        }
        assert {s.key for s in view_data.steps if not s.done} == {"network"}

    def test_a_kind_without_a_facility_has_no_share(self, analysed):
        from quartiermap.io import bundled

        without = analysed.with_(
            facilities=analysed.facilities[analysed.facilities["kind"] != "library"].reset_index(drop=True)
        )
        data = build(without, bundled.kinds(), ())
        assert data.kinds["library"].town_share is None
        assert data.kinds["kita"].town_share == 0.655

    def test_a_secret_share_of_the_town_is_told_by_its_bounds_as_in_the_overview(self, analysed):
        from quartiermap.domain.schema import States
        from quartiermap.ui.widgets.kinds_list import SHARE_ROLE, KindsModel

        figures = analysed.analysis.figures.copy()
        town = (figures["district_id"] == TOWN) & figures["kind"].eq("kita")
        figures.loc[town, ["covered_share", "covered_share_state"]] = [None, States.SECRET.value]
        figures["covered_share_low"] = 0.99
        hidden = analysed.with_(analysis=replace(analysed.analysis, figures=figures))
        model = KindsModel()
        model.show(tuple(build(hidden, bundled.kinds(), ()).kinds.values()))
        told = {row.data(): row.data(SHARE_ROLE) for row in map(model.index, range(model.rowCount()))}
        assert told["Kita"].replace("\u00a0", " ") == "über 99 %"

    def test_the_coarsest_way_to_dwellings_is_not_said_of_those_in_census_cells(self, analysed):
        demand = analysed.analysis.demand
        mixed = demand.table.assign(resolution_m=[100.0] * 5 + [0.0])
        assert replace(demand, origin="cells").label == "Rasterzellen des Zensus"
        assert replace(demand, table=mixed, origin="streets").label.startswith(
            "Rasterzellen des Zensus; wo sie fehlen: Einwohner des Quartiers gleichmäßig entlang der Straßen"
        )


class TestExplain:
    @pytest.mark.parametrize(
        ("change", "shown"),
        [
            ({}, "41,2\u00a0%"),
            ({"estimate": True}, "≈\u00a041,2\u00a0%"),
            ({"approximation": True}, "≈\u00a041,2\u00a0%"),
            ({"covered_share": float("nan"), "covered_share_state": "secret"}, "geheim"),
            ({"covered_share": float("nan"), "covered_share_state": "not_applicable"}, "entfällt"),
            (
                {"covered_share": float("nan"), "covered_share_state": "no_data", "estimate": True},
                "keine Daten",
            ),
        ],
    )
    def test_four_states_and_the_mark_of_an_estimate(self, view_data, change, shown):
        row = {**view_data.figures["0103", "kita-500"], **change}
        assert explain.share(row) == shown

    def test_places_that_are_not_known_are_no_zero(self, view_data):
        assert explain.places_and_need(view_data.figures["0104", "kita-500"]).startswith("?")
        assert explain.shortfall(view_data.figures["0104", "kita-500"]) == "keine Daten"

    def test_a_sum_without_some_districts_says_so(self, view_data):
        """A town of 97,877 was told to have 71,846 residents: 16 of its 41 districts had no number."""
        every = [replace(row, population=100.0, population_state="") for row in view_data.reporting]
        some = [replace(every[0], population=None), *every[1:]]
        data = replace(view_data, districts={row.district_id: row for row in every}, population=600.0)
        assert town_residents(data) == "600"
        data = replace(view_data, districts={row.district_id: row for row in some}, population=500.0)
        assert town_residents(data) == "mindestens 500 (5 von 6 Quartieren)"
        assert "mindestens 500" in all_text(page_for(data, Selected()))

    def test_square_metres_have_one_line(self, analysed):
        """A playground of 1.230 m² had two: "m²: keine Daten" and "Fläche: 1.230 m²"."""
        frame = analysed.facilities.copy()
        frame.loc[frame.index[0], ["kind", "places", "area_m2"]] = ["playground", None, 1230.0]
        data = build(
            analysed.with_(facilities=frame), bundled.kinds(), analysed.analysis.parameters.standards
        )
        page = facility_page(data, str(frame["facility_id"].iloc[0]))
        rows = dict(next(block for block in page.blocks if isinstance(block, Facts)).rows)
        assert rows["Fläche"] == "1.230\u00a0m²"
        assert "m²" not in rows
        assert "Plätze" not in rows

    def test_a_need_that_is_not_known_says_why_in_every_column(self, view_data):
        """ "Bedarf" said "keine Daten" and "Fehlbedarf" a dash, which means that there is no supply standard."""
        row = {**view_data.figures["0104", "kita-500"], "places": 0.0, "need_places": float("nan")}
        unknown = {**row, "need_state": "no_data"}
        assert explain.shortfall(unknown) == explain.places_and_need(unknown) == "keine Daten"
        assert explain.shortfall({**row, "need_state": "not_applicable"}) == "–"
        assert explain.places_order(unknown) is None  # not among those who have no place

    def test_every_figure_names_formula_inputs_and_sources(self, view_data):
        standard = view_data.primary("kita")
        for how in explain.explain(view_data, view_data.figures["0103", "kita-500"], standard):
            assert how.formula
            assert how.inputs
            assert any("Fußweg im Wegenetz" in s for s in how.sources)
            assert any("22.11.2026" in s for s in how.sources)

    def test_a_moved_distance_loses_the_source_of_the_standard(self, view_data):
        standard = view_data.primary("kita")
        assert "Westphal" in explain.standard_words(standard)
        assert "Westphal" not in explain.standard_words(standard, 700.0)
        assert "Annahme" in explain.standard_words(standard, 700.0)


class TestInspector:
    def test_a_gap_shows_reason_people_rank_confidence_and_every_criterion(self, view_data):
        gap = view_data.gaps[0]
        shown = all_text(page_for(view_data, Selected("gap", gap.gap_id)))
        for words in (
            gap.because,
            "204 Personen",
            "Tiefe: Weg 1,4-mal so lang",
            "mittel",
            "Altersgruppen nach Quartier verteilt",
        ):
            assert words in shown
        for criterion in gap.verdicts[0].criteria:
            assert f"{criterion.result.sign} {criterion.result.label} {criterion.because}" in shown

    def test_the_closure_and_the_disclaimer_are_always_there(self, view_data):
        for gap in view_data.gaps:
            page = page_for(view_data, Selected("gap", gap.gap_id))
            notices = [b.text for b in page.blocks if isinstance(b, Text) and b.tone == "notice"]
            assert "Programm geschlossen: Neuaufnahmen waren nur bis 2020 möglich." in notices
            assert "Keine Förderzusage; kein Rechtsanspruch." in notices

    def test_the_word_foerderfaehig_is_nowhere(self, view_data):
        wanted = [
            Selected(),
            *(Selected("gap", g.gap_id) for g in view_data.gaps),
            *(Selected("district", d) for d in view_data.districts),
        ]
        assert all("förderfähig" not in all_text(page_for(view_data, s)).lower() for s in wanted)

    def test_a_gap_with_unknown_people_says_so(self, view_data):
        assert "keine Daten" in all_text(page_for(view_data, Selected("gap", view_data.gaps[3].gap_id)))

    def test_a_district_lists_its_kinds_and_gaps(self, view_data):
        page = page_for(view_data, Selected("district", "0103"))
        table = next(b for b in page.blocks if isinstance(b, KindTable))
        assert [(r.kind, r.share) for r in table.rows] == [
            ("kita", "41,2\u00a0%"),
            ("library", "51,2\u00a0%"),
        ]
        links = next(b for b in page.blocks if isinstance(b, Links))
        assert [row.target.id for row in links.rows] == [g.gap_id for g in view_data.gaps_of("0103")]

    def test_something_that_is_gone_shows_the_town(self, view_data):
        assert page_for(view_data, Selected("gap", "weg")).title == "Musterstadt"

    def test_a_stale_result_is_called_stale(self, view_data):
        assert "älter als die Daten" in all_text(page_for(replace(view_data, stale=True), Selected()))

    def test_the_social_index_or_why_there_is_none(self, view_data):
        assert "sehr niedrig (Index 1,62)" in all_text(page_for(view_data, Selected("district", "0105")))
        assert "Sozialindikatoren sind nicht geladen" in all_text(
            page_for(view_data, Selected("district", "0102"))
        )


class TestTables:
    @pytest.fixture
    def model(self, qapp):
        columns = [
            Column("Name", lambda r: r[0]),
            Column(
                "Wert", lambda r: "keine Daten" if r[1] is None else str(r[1]), lambda r: r[1], number=True
            ),
        ]
        made = RecordsModel(columns, lambda r: r[0], lambda r: r[2])
        made.show([("Ödland", 9, "a"), ("Aue", None, "b"), ("Zoo", 100, "a"), ("Berg", 20, "b")])
        return made

    def names(self, shown):
        return [shown.index(row, 0).data() for row in range(shown.rowCount())]

    @pytest.mark.parametrize(
        ("order", "expected"),
        [
            (Qt.SortOrder.AscendingOrder, ["Ödland", "Berg", "Zoo", "Aue"]),
            (Qt.SortOrder.DescendingOrder, ["Zoo", "Berg", "Ödland", "Aue"]),
        ],
    )
    def test_numbers_sort_as_numbers_and_missing_is_last_both_ways(self, model, order, expected):
        shown = RecordsFilter(model)
        shown.sort(1, order)
        assert self.names(shown) == expected

    def test_filter_by_words_in_any_column_and_by_kind(self, model):
        shown = RecordsFilter(model)
        shown.filter_by(words="oedl")
        assert self.names(shown) == ["Ödland"]
        shown.filter_by(words="keine daten")
        assert self.names(shown) == ["Aue"]
        shown.filter_by(words="", kind="a")
        assert self.names(shown) == ["Ödland", "Zoo"]


class TestThematic:
    @pytest.fixture
    def thematic(self, qapp, view_data):
        made = Thematic()
        made.use(view_data)
        return made

    def test_begins_with_the_first_kind_that_has_facilities(self, thematic):
        assert (thematic.theme.kind, thematic.theme.standard.id, thematic.theme.target_m) == (
            "kita",
            "kita-500",
            500.0,
        )

    def test_another_kind_brings_its_own_standard(self, thematic):
        thematic.choose_target(900)
        thematic.choose_kind("library")
        assert (thematic.theme.standard.id, thematic.theme.moved) == ("bibliothek", False)

    def test_new_data_keep_the_theme(self, thematic, view_data):
        thematic.choose_kind("library")
        thematic.choose_figure("mean_distance_m")
        thematic.choose_target(1000)
        thematic.use(view_data)
        assert (thematic.theme.kind, thematic.theme.figure, thematic.theme.target_m) == (
            "library",
            "mean_distance_m",
            1000.0,
        )

    def test_classes_are_those_of_the_figures(self, view_data, analysed):
        painting = paint(
            view_data, analysed, Theme("kita", "covered_share", view_data.primary("kita"), 500.0)
        )
        assert painting.classes == {"0101": 4, "0102": 3, "0103": 1, "0104": 2, "0105": 0, "0106": -1}
        assert painting.values["0106"] == "keine Daten"

    def test_a_moved_distance_is_counted_anew(self, view_data, analysed):
        """One cell of 90 children a district at 100, 450, 800, 600, 1500 m: all or nothing. 0106 has no data,
        and another distance gives it none: it never becomes 0 %."""
        painting = paint(
            view_data, analysed, Theme("kita", "covered_share", view_data.primary("kita"), 700.0)
        )
        assert painting.classes == {"0101": 4, "0102": 4, "0103": 0, "0104": 4, "0105": 0, "0106": -1}
        assert "eigener Wert (Annahme)" in painting.note

    def test_the_social_index_is_painted_by_its_words(self, view_data, analysed):
        painting = paint(view_data, analysed, Theme("kita", "need_status", None, 500.0))
        assert (painting.classes["0101"], painting.classes["0105"], painting.classes["0102"]) == (0, 3, -1)


class TestWhatAStandardMeasures:
    """The legend says whether metres are walked, flown or a time, and which facilities are too small to count."""

    @pytest.fixture
    def kita(self, view_data):
        return view_data.primary("kita")

    def test_the_measure_stands_behind_the_distance(self, kita):
        by_air = kita.model_copy(update={"measure": "air_line", "target_m": 750.0})
        timed = kita.model_copy(update={"measure": "minutes", "target_min": 10.0, "target_m": 667.0})
        assert explain.standard_short(kita).startswith("500\u00a0m Fußweg · ")
        assert explain.standard_short(by_air).startswith("750\u00a0m Luftlinie · ")
        assert explain.standard_short(timed).startswith("10 Minuten Gehzeit bei 4 km/h")

    def test_an_own_distance_keeps_the_measure(self, kita):
        by_air = kita.model_copy(update={"measure": "air_line"})
        assert explain.standard_short(by_air, 800.0).startswith("800\u00a0m Luftlinie · eigener Wert")
        assert explain.standard_short(kita, 800.0).startswith("800\u00a0m Fußweg · eigener Wert")

    def test_air_line_is_never_told_in_walking_minutes(self, kita):
        by_air = kita.model_copy(update={"measure": "air_line"})
        assert "min" not in explain.target_words(by_air, None, Walking(minutes=True))
        assert "(6 min)" in explain.target_words(kita, None, Walking(minutes=True)).replace("\u00a0", " ")

    def test_a_least_area_is_said(self, kita):
        green = kita.model_copy(update={"min_area_m2": 5000.0})
        assert "ab 5.000 m²" in explain.standard_short(green)


class TestOutsideTheNetwork:
    def test_the_overview_says_for_how_many_nothing_can_be_said(self, analysed):
        legs = np.array([5.0, 5.0, 5.0, 5000.0, 5000.0, 5000.0])
        points = OnNetwork(np.zeros(6, np.int32), np.zeros(6), legs)
        found = analysed.analysis
        partial = replace(found, access=replace(found.access, points=points))
        data = build(analysed.with_(analysis=partial), bundled.kinds(), ())
        assert data.beyond_network == 2700.0
        words = all_text(page_for(data, Selected()))
        assert "2.700 Personen" in words

    def test_where_the_network_is_whole_nothing_is_said(self, view_data):
        assert view_data.beyond_network == 0.0
        words = all_text(page_for(view_data, Selected()))
        assert "nur einen Teil" not in words
        assert "Für 1 Quartier fehlen Einwohner." in words
