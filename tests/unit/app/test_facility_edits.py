"""Facilities changed by hand: one named step each, on record, checked; what nobody touched stays as it is."""

from __future__ import annotations

import math
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import MultiPolygon, Point, Polygon, box

from quartiermap.app import facility_edits as edits
from quartiermap.app.facility_values import FacilityValues, outline_area, problems_of, values_of
from quartiermap.domain.project import Project, Source
from quartiermap.errors import InputError, UsageError
from quartiermap.io import project_file

X0, Y0 = 476_000.0, 5_474_000.0


@pytest.fixture
def town() -> Project:
    districts = gpd.GeoDataFrame(
        {"district_id": ["01"], "name": ["Altstadt"], "level": "Quartier", "level_rank": [1], "parent_id": None, "source_id": "s1"},
        geometry=[MultiPolygon([box(X0, Y0, X0 + 1000, Y0 + 1000)])], crs="EPSG:25832",
    )  # fmt: skip
    facilities = gpd.GeoDataFrame(
        {
            "facility_id": ["k1", "k2"], "kind": "kita", "name": ["Kita Nord", None], "operator": ["Stadt", None],
            "places": [80.0, np.nan], "places_u3": [30.0, np.nan], "places_o3": [50.0, np.nan], "area_m2": np.nan,
            "condition": [None, None], "barrier_free": ["ja", None], "status": ["Bestand", "geplant"], "opening_year": [1998.0, np.nan],
            "address": [None, None], "source_id": "s2",
        },
        geometry=[Point(X0 + 100, Y0 + 100), Point(X0 + 900, Y0 + 900)], crs="EPSG:25832",
    )  # fmt: skip
    shapes = gpd.GeoDataFrame(
        {"facility_id": ["k1", "k2"], "part": ["entrance", "outline"], "source_id": "s2"},
        geometry=[Point(X0 + 101, Y0 + 100), box(X0 + 890, Y0 + 890, X0 + 910, Y0 + 910)], crs="EPSG:25832",
    )  # fmt: skip
    source = Source("s2", "facilities", "kitas.csv", "ab" * 32, 2, 2, "2026-11-22T06:00:00+00:00")
    return Project(
        "Musterstadt",
        25832,
        districts=districts,
        facilities=facilities,
        facility_shapes=shapes,
        sources=(source,),
    )


def _form(project: Project, key: str = "k1", **changes: object) -> FacilityValues:
    values = values_of(project, key)
    assert values is not None
    return replace(values, **changes)


def _others(project: Project, but: str) -> list[dict[str, object]]:
    frame = project.facilities
    return frame[frame["facility_id"] != but].drop(columns="geometry").astype(object).where(lambda f: f.notna(), None).to_dict("records")  # fmt: skip


class TestForm:
    def test_it_shows_what_is_known_and_leaves_empty_what_is_not(self, town: Project) -> None:
        values = _form(town)
        assert (values.places, values.places_u3, values.opening, values.condition) == ("80", "30", "1998", "")
        assert values.place == (X0 + 100, Y0 + 100)
        other = _form(town, "k2")
        assert (other.name, other.places, other.opening) == ("", "", "")

    def test_taken_over_as_it_is_nothing_changes(self, town: Project) -> None:
        assert edits.edited(town, "k1", _form(town)) is None

    def test_a_state_that_no_file_said_may_stay_unsaid(self, town: Project) -> None:
        """Whoever corrected the places of a facility also stated that it stands: the form had no empty choice."""
        frame = town.facilities.copy()
        frame.loc[frame["facility_id"] == "k1", "status"] = None
        town = town.with_(facilities=frame)
        assert _form(town).status == ""
        done = edits.edited(town, "k1", _form(town, places="91", places_u3="", places_o3=""))
        assert done is not None
        row = done.project.facilities.set_index("facility_id").loc["k1"]
        assert row["places"] == 91.0
        assert row["status"] is None or row["status"] != row["status"]

    def test_every_error_at_once_each_at_its_field(self, town: Project) -> None:
        form = _form(
            town,
            kind="burg",
            name=" ",
            places="viele",
            area_m2="-3",
            condition="naja",
            opening="bald",
            status="",
        )
        with pytest.raises(InputError) as caught:
            edits.edited(town, "k1", form)
        assert {p.column for p in caught.value.problems} == {"kind", "name", "places", "area_m2", "condition", "opening", "status"}  # fmt: skip

    @pytest.mark.parametrize(
        ("typed", "column"),
        [
            ({"places": "12,5"}, "places"),
            ({"places": "90"}, "places"),  # 30 + 50
            ({"places": "1.000.000", "places_u3": "", "places_o3": ""}, "places"),
            ({"opening": "31.02.2027"}, "opening"),
            ({"opening": "12"}, "opening"),
            ({"place": (X0 + 90_000, Y0)}, "place"),
            ({"place": (math.nan, Y0)}, "place"),
            ({"outline": ((0.0, 0.0), (1.0, 1.0), (2.0, 2.0))}, "place"),
            ({"outline": ((0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0))}, "place"),
            ({"name": "x" * 201}, "name"),
        ],
    )
    def test_what_cannot_be_is_refused(self, town: Project, typed: dict[str, object], column: str) -> None:
        wrong = [p for p in problems_of(town, _form(town, **typed), "k1") if p.severity == "error"]
        assert [p.column for p in wrong] == [column]
        assert all(p.remedy for p in wrong)

    @pytest.mark.parametrize(
        ("typed", "column"),
        [
            ({"opening": "2199"}, "opening"),
            ({"status": "geplant"}, "opening"),
            ({"place": (X0 + 1500, Y0)}, "place"),
            ({"place": None}, "place"),
            ({"places": "0", "places_u3": "", "places_o3": ""}, "places"),
        ],
    )
    def test_what_is_odd_is_said_and_taken(
        self, town: Project, typed: dict[str, object], column: str
    ) -> None:
        found = problems_of(town, _form(town, **typed), "k1")
        assert [(p.column, p.severity) for p in found] == [(column, "warning")]

    def test_a_second_one_of_the_same_kind_at_the_same_place_is_asked_about(self, town: Project) -> None:
        values = FacilityValues(kind="kita", name="Kita Neu", place=(X0 + 110, Y0 + 100))
        (found,) = problems_of(town, values)
        assert "Kita Nord" in found.message
        assert found.severity == "warning"
        assert problems_of(town, replace(values, kind="library")) == ()


class TestSteps:
    def test_a_value_is_a_named_step_and_on_record(self, town: Project) -> None:
        done = edits.edited(town, "k1", _form(town, places="95", places_u3="", places_o3=""))
        assert done is not None
        assert done.label == "Kita Nord geändert (Plätze, Plätze unter 3 Jahren, Plätze ab 3 Jahren)"
        row = done.project.facilities.iloc[0]
        assert row["places"] == 95.0
        assert math.isnan(row["places_u3"])
        assert row["source_id"] == "s2"  # where it comes from stays; what was done to it is on record
        record = done.project.sources[-1]
        assert (record.source_id, record.layer, record.rows_used) == ("facilities-hand", "facilities", 1)
        assert edits.history_of(done.project, "k1")[0].startswith("Von Hand geändert am ")
        assert "Plätze ab 3 Jahren 50 → keine Angabe" in edits.history_of(done.project, "k1")[0]
        assert _others(done.project, "k1") == _others(town, "k1")
        assert town.facilities["places"].iloc[0] == 80.0  # the earlier state is untouched

    def test_one_field_says_from_what_to_what(self, town: Project) -> None:
        done = edits.edited(town, "k1", _form(town, condition="schlecht"))
        assert done is not None
        assert done.label == "Kita Nord: Zustand keine Angabe → schlecht"

    def test_every_change_makes_results_stale_but_a_note_does_not(self, town: Project) -> None:
        before = town.data_fingerprint
        noted = edits.edited(town, "k1", _form(town, note="Leitung fragen"))
        assert noted is not None
        assert noted.project.data_fingerprint == before
        assert noted.label == "Kita Nord: Bemerkung"
        assert _form(noted.project).note == "Leitung fragen"
        for form in (
            _form(town, places="81", places_u3="31"),
            _form(town, operator=""),
            _form(town, place=(X0 + 5, Y0 + 5)),
        ):
            done = edits.edited(town, "k1", form)
            assert done is not None
            assert done.project.data_fingerprint != before
        once = edits.edited(town, "k1", _form(town, operator="AWO"))
        assert once is not None
        twice = edits.edited(once.project, "k1", _form(once.project, operator="Stadt"))
        assert twice is not None
        assert twice.project.data_fingerprint not in (before, once.project.data_fingerprint)

    def test_an_opening_day_is_kept_beside_its_year(self, town: Project) -> None:
        done = edits.edited(town, "k1", _form(town, opening="01.08.2020"))
        assert done is not None
        assert done.project.facilities["opening_year"].iloc[0] == 2020.0
        assert _form(done.project).opening == "01.08.2020"
        year = edits.edited(done.project, "k1", _form(done.project, opening="2021"))
        assert year is not None
        assert _form(year.project).opening == "2021"

    def test_moved_it_leaves_entrances_and_outline_behind(self, town: Project) -> None:
        done = edits.moved(town, "k1", (X0 + 400, Y0 + 500))
        assert done is not None
        assert done.label == "Kita Nord verschoben"
        assert done.project.facilities.geometry.iloc[0] == Point(X0 + 400, Y0 + 500)
        assert list(done.project.facility_shapes["facility_id"]) == ["k2"]
        assert "um 500\u00a0m verschoben" in edits.history_of(done.project, "k1")[0]
        assert edits.moved(done.project, "k1", (X0 + 400, Y0 + 500)) is None
        with pytest.raises(InputError, match="außerhalb der Stadt"):
            edits.moved(town, "k1", (0.0, 0.0))

    def test_closed_and_opened_again(self, town: Project) -> None:
        closed = edits.with_status(town, "k1", "geschlossen")
        assert closed is not None
        assert (closed.label, closed.project.facilities["status"].iloc[0]) == (
            "Kita Nord geschlossen",
            "geschlossen",
        )
        assert edits.with_status(closed.project, "k1", "geschlossen") is None
        again = edits.with_status(closed.project, "k1", "Bestand")
        assert again is not None
        assert again.project.facilities["status"].iloc[0] == "Bestand"

    def test_a_planned_one_drawn_as_an_outline(self, town: Project) -> None:
        corners = ((X0 + 400, Y0 + 400), (X0 + 440, Y0 + 400), (X0 + 440, Y0 + 430), (X0 + 400, Y0 + 430))
        form = FacilityValues(kind="kita", name="Kita Ost", places="60", status="geplant", opening="2099", note="Rat 3/26", place=(X0 + 420, Y0 + 415), outline=corners)  # fmt: skip
        done = edits.added(town, form)
        assert done.label == "Kita Ost geplant"
        row = done.project.facilities.iloc[-1]
        assert (row["facility_id"], row["kind"], row["places"], row["status"], row["source_id"]) == (done.facility_id, "kita", 60.0, "geplant", "facilities-hand")  # fmt: skip
        outline = done.project.facility_shapes.iloc[-1]
        assert outline["facility_id"] == done.facility_id
        assert outline.geometry.equals(Polygon(corners))
        assert done.project.facilities.crs == town.facilities.crs
        second = edits.added(
            done.project, replace(form, name="Kita West", place=(X0 + 700, Y0 + 100), outline=())
        )
        assert second.facility_id != done.facility_id
        assert done.project.sources[-1].rows_used == 1
        assert second.project.sources[-1].rows_used == 2

    def test_deleted_with_everything_that_is_its_own(self, town: Project) -> None:
        noted = edits.edited(town, "k2", _form(town, "k2", name="Kita Süd", note="x"))
        assert noted is not None
        done = edits.removed(noted.project, "k2")
        assert list(done.project.facilities["facility_id"]) == ["k1"]
        assert list(done.project.facilities.index) == [0]
        assert list(done.project.facility_shapes["facility_id"]) == ["k1"]
        assert done.project.settings == {}
        with pytest.raises(UsageError, match="nicht mehr"):
            edits.edited(done.project, "k2", _form(town, "k2"))

    def test_kept_in_the_project_file(self, town: Project, tmp_path) -> None:
        form = FacilityValues(kind="library", name="Bücherei & Café", place=(X0 + 1, Y0 + 1), note="„So“", opening="24.12.2030", status="geplant")  # fmt: skip
        done = edits.added(town, form)
        project_file.save(done.project, tmp_path / "p.gpkg")
        read = project_file.load(tmp_path / "p.gpkg")
        again = values_of(read, done.facility_id)
        assert again == form
        assert edits.history_of(read, done.facility_id) == edits.history_of(done.project, done.facility_id)
        assert read.data_fingerprint == done.project.data_fingerprint

    def test_a_frame_that_lacks_columns_or_types_is_no_trouble(self, town: Project) -> None:
        bare = town.with_(
            facilities=gpd.GeoDataFrame(
                {"facility_id": ["k1"], "kind": pd.Series(["kita"], dtype="str"), "name": pd.Series(["A"], dtype="str"), "status": "Bestand", "condition": np.nan},
                geometry=[Point(X0, Y0)], crs="EPSG:25832",
            ),
            facility_shapes=Project("leer").facility_shapes,
        )  # fmt: skip
        done = edits.edited(bare, "k1", _form(bare, condition="gut", places="5", place=(X0 + 1, Y0 + 1)))
        assert done is not None
        assert done.project.facilities[["condition", "places"]].iloc[0].tolist() == ["gut", 5.0]
        assert (
            len(
                edits.added(
                    bare, FacilityValues(kind="kita", name="B", place=(X0 + 500, Y0 + 500))
                ).project.facilities
            )
            == 2
        )


class TestOutline:
    """The ground of a facility is read back, can be drawn anew, and goes with it where it was drawn by hand."""

    CORNERS = ((X0 + 100.0, Y0 + 100.0), (X0 + 160.0, Y0 + 100.0), (X0 + 160.0, Y0 + 160.0))

    def drawn(self, town: Project) -> Project:
        done = edits.edited(town, "k1", _form(town, place=(X0 + 140.0, Y0 + 120.0), outline=self.CORNERS))
        assert done is not None
        assert done.label.endswith("Fläche gezeichnet")
        return done.project

    def test_it_takes_the_place_of_what_was_there_and_the_form_shows_it(self, town: Project) -> None:
        project = self.drawn(town)
        own = project.facility_shapes[project.facility_shapes["facility_id"] == "k1"]
        assert list(own["part"]) == ["outline"]  # the entrance was one of the old place
        values = values_of(project, "k1")
        assert values is not None
        assert values.outline == self.CORNERS
        assert outline_area(values.outline) == 1800.0
        assert edits.edited(project, "k1", values) is None  # nothing in it is different

    def test_moved_it_goes_along(self, town: Project) -> None:
        project = self.drawn(town)
        done = edits.moved(project, "k1", (X0 + 240.0, Y0 + 70.0))
        assert done is not None
        values = values_of(done.project, "k1")
        assert values is not None
        assert values.outline == tuple((x + 100.0, y - 50.0) for x, y in self.CORNERS)

    def test_another_place_as_a_point_leaves_it_behind(self, town: Project) -> None:
        project = self.drawn(town)
        form = replace(_form(project), place=(X0 + 300.0, Y0 + 300.0), outline=())
        done = edits.edited(project, "k1", form)
        assert done is not None
        assert done.label.endswith("verschoben")
        assert "k1" not in set(done.project.facility_shapes["facility_id"])

    def test_an_outline_taken_away_is_said_so(self, town: Project) -> None:
        project = self.drawn(town)
        done = edits.edited(project, "k1", replace(_form(project), outline=()))
        assert done is not None
        assert done.label.endswith(": Fläche entfernt")
        assert "Fläche entfernt" in done.project.sources[-1].findings[-1]["message"]
        assert "k1" not in set(done.project.facility_shapes["facility_id"])

    def test_a_surveyed_ground_that_is_more_than_a_ring_hinders_no_form(self, town: Project) -> None:
        ring = box(X0, Y0, X0 + 90, Y0 + 90).difference(box(X0 + 30, Y0 + 30, X0 + 60, Y0 + 60))
        shapes = gpd.GeoDataFrame(
            {"facility_id": ["k1"], "part": ["outline"], "source_id": "s2"}, geometry=[ring], crs=town.crs
        )
        project = town.with_(facility_shapes=shapes)
        done = edits.edited(project, "k1", _form(project, operator="AWO"))
        assert done is not None
        assert done.project.facility_shapes.geometry.iloc[0].equals(ring)
