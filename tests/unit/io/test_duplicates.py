"""The same facility twice: what is proposed, what never is, and what merging keeps."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from quartiermap.domain.project import Project, Source, new_project
from quartiermap.errors import UsageError
from quartiermap.io.duplicates import MergeProposal, name_likeness, proposals, same_address
from quartiermap.io.merging import merged

X, Y = 520_000.0, 6_070_000.0


def entry(
    key: str, name: str | None, x: float = 0.0, *, kind: str = "kita", source: str = "alt", address: str | None = None, places: float = np.nan, operator: str | None = None
) -> dict[str, object]:  # fmt: skip
    return {
        "facility_id": key, "kind": kind, "name": name, "operator": operator, "places": places, "area_m2": np.nan, "condition": None, "barrier_free": None,
        "status": None, "opening_year": np.nan, "address": address, "source_id": source, "geometry": shapely.Point(X + x, Y),
    }  # fmt: skip


def town(*rows: dict[str, object]) -> Project:
    frame = gpd.GeoDataFrame(list(rows), geometry="geometry", crs="EPSG:25832")
    sources = tuple(
        Source(s, "facilities", f"{s}.csv", "0" * 64, 1, 1, "2026-01-01T00:00:00")
        for s in dict.fromkeys(frame["source_id"])
    )
    return new_project("Stadt", 25832).with_(facilities=frame, sources=sources)


def found(*rows: dict[str, object]) -> tuple[MergeProposal, ...]:
    return proposals(town(*rows).facilities, {"neu"})


def test_the_same_name_nearby_is_proposed_and_the_entry_of_the_project_stays() -> None:
    (proposal,) = found(
        entry("a", "Kita Sonnenschein", places=80.0),
        entry("b", "Städt. Kindertagesstätte Sonnenschein", 12.0, source="neu", places=85.0),
    )
    assert (proposal.kept_id, proposal.other_id, proposal.within_file) == ("a", "b", False)
    assert proposal.distance_m == pytest.approx(12.0)
    places = next(f for f in proposal.fields if f.field == "places")
    assert (places.kept, places.other, places.take, places.conflict) == ("80", "85", "kept", True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (entry("a", "12. Grundschule", kind="primary_school"), entry("b", "13. Grundschule", kind="primary_school", source="neu")),
        (entry("a", "Kita Sonnenschein"), entry("b", "Kita Regenbogen", source="neu")),
        (entry("a", "Kita Sonnenschein"), entry("b", "Kita Sonnenschein", 400.0, source="neu")),
        (entry("a", "Haus am Park", kind="kita"), entry("b", "Haus am Park", kind="library", source="neu")),
        (entry("a", None, kind="playground"), entry("b", None, 20.0, kind="playground", source="neu")),
        (entry("a", "Kita Nord", address="Ringstr. 5"), entry("b", "Kita Nord", 60.0, address="Ringstr. 9", source="neu")),
        (entry("a", "Kita Nord"), entry("b", "Kita Nord")),
    ],
)  # fmt: skip
def test_what_is_not_the_same_is_not_proposed(one: dict[str, object], other: dict[str, object]) -> None:
    assert found(one, other) == ()


def test_twice_in_one_file_and_the_same_house_written_otherwise() -> None:
    (proposal,) = found(
        entry("a", "Kita Nord", address="Ritterstr. 5", source="neu"), entry("b", "Kita Nord e.V.", 250.0, address="Ritterstraße 5, 24939 Flensburg", source="neu")
    )  # fmt: skip
    assert proposal.within_file
    assert (proposal.kept_id, proposal.other_id) == ("a", "b")


def test_every_entry_goes_into_at_most_one_other() -> None:
    rows = [
        entry("a", "Kita Nord"),
        *(entry(k, "Kita Nord", 5.0 * n, source="neu") for n, k in enumerate("bcd", 1)),
    ]
    made = found(*rows)
    assert len({m.other_id for m in made}) == len(made)
    assert not {m.other_id for m in made} & {m.kept_id for m in made}


def test_merging_keeps_both_origins_and_writes_them_down() -> None:
    before = town(
        entry("a", "Kita Nord", places=80.0),
        entry("b", "Kita Nord", 8.0, source="neu", places=95.0, operator="Stadt"),
        entry("c", "Kita Süd", 900.0),
    )
    (proposal,) = proposals(before.facilities, {"neu"})
    accepted = proposal.answered("merge+places")
    assert accepted is not None
    after = merged(before, [accepted])
    assert after.facilities["facility_id"].tolist() == ["a", "c"]
    row = after.facilities.iloc[0]
    assert (row["places"], row["operator"], row["source_id"]) == (95.0, "Stadt", "alt")
    assert row.geometry.equals(before.facilities.geometry.iloc[0])
    for source in after.sources:
        (note,) = [f for f in source.findings if f["code"] == "facility_merged"]
        assert [m["facility_id"] for m in note["merged_from"]] == ["a", "b"]
        assert note["fields"] == {"name": "alt", "operator": "neu", "places": "neu"}
    assert before.facilities["places"].tolist()[0] == 80.0  # a project is a value


def test_outlines_follow_to_the_entry_that_stays() -> None:
    before = town(entry("a", "Kita Nord"), entry("b", "Kita Nord", 8.0, source="neu"))
    door = gpd.GeoDataFrame(
        {"facility_id": ["b"], "part": ["entrance"], "source_id": ["neu"]},
        geometry=[shapely.Point(X, Y)],
        crs="EPSG:25832",
    )
    before = before.with_(facility_shapes=door)
    (proposal,) = proposals(before.facilities, {"neu"})
    assert merged(before, [proposal]).facility_shapes["facility_id"].tolist() == ["a"]


def test_only_the_same_name_is_sure_enough_to_be_merged_with_others() -> None:
    (same,) = found(entry("a", "Kita Nord"), entry("b", "Kita Nord e.V.", 5.0, source="neu"))
    (doors,) = found(
        entry("a", "Der Bildungsgarten", address="Weg 5"),
        entry("b", "Der Bildungsraum", 1.0, source="neu", address="Weg 5"),
    )
    assert same.sure
    assert not doors.sure


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pumuckel I", "Pumuckel II"),
        ("Kinderwelten 118", "Kinderwelten 118a"),
        ("Kita Nord", "Kita Nord 2"),
        ("Fauler Pelz (Ost)", "Fauler Pelz"),
    ],
)
def test_numbered_houses_are_different_houses(one: str, other: str) -> None:
    assert name_likeness(one, other) == 0.0


def test_an_answer_that_is_none_is_refused() -> None:
    (proposal,) = found(entry("a", "Kita Nord"), entry("b", "Kita Nord", source="neu"))
    assert proposal.answered("keep") is None
    for answer in ("ja", "merge+gibtsnicht", "merge places"):
        with pytest.raises(UsageError):
            proposal.answered(answer)


names = st.text("abcdefghij ÄÖÜß0123456789.-", max_size=25)


@given(names, names)
def test_likeness_is_symmetric_and_between_0_and_1(one: str, other: str) -> None:
    assert 0.0 <= name_likeness(one, other) <= 1.0
    assert name_likeness(one, other) == pytest.approx(name_likeness(other, one))


@given(names, names)
def test_addresses_agree_symmetrically(one: str, other: str) -> None:
    assert same_address(one, other) == same_address(other, one)
