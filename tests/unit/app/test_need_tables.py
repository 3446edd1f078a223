"""The social index as tables: the same figures in window, command line and report, small ones secret everywhere."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from click.testing import CliRunner

from quartiermap.app import need_tables, usecases
from quartiermap.cli import cli
from quartiermap.cli.rules import read_indicators
from quartiermap.domain.project import Project
from quartiermap.io import project_file
from quartiermap.render import report_model


@pytest.fixture(scope="module")
def done(town: Project) -> Project:
    """A and B with a poverty rate, and a third district far away, because an index of two areas says nothing."""
    import geopandas as gpd
    import shapely

    far = town.districts.iloc[[0]].assign(district_id="C", name="Chaussee")
    far = far.set_geometry([shapely.box(510_000, 5_500_000, 511_000, 5_501_000)], crs=town.districts.crs)
    people = town.cells.iloc[[0]].assign(cell_id="3", population=400.0, age_0_3=1.0, age_3_6=1.0)
    people = people.set_geometry([shapely.Point(510_500, 5_500_500)], crs=town.cells.crs)
    rows = pd.DataFrame(
        {
            "district_id": list("ABC") * 2, "period": ["2024"] * 3 + ["2022"] * 3, "indicator": "armut", "state": "value",
            "value": [5.0, 30.0, 10.0, 6.0, 20.0, 10.0], "text_value": None, "source_id": "s",
        }
    )  # fmt: skip
    areas = gpd.GeoDataFrame(
        {
            "area_id": ["F"], "name": ["Nordstadt"], "programme": None, "legal_basis": None, "status": "laufend",
            "valid_from": None, "valid_to": None, "source_id": "s",
        },
        geometry=[shapely.box(500_000, 5_500_000, 501_000, 5_501_000)], crs=town.districts.crs,
    )  # fmt: skip
    project = town.with_(
        districts=pd.concat([town.districts, far], ignore_index=True),
        cells=pd.concat([town.cells, people], ignore_index=True),
        indicators=rows,
        funding_areas=areas,
    )
    return usecases.analyse(
        project, usecases.AnalyseOptions(need_definition=read_indicators(["armut:gewicht=2"]))
    )


def test_the_twelve_fields_hold_every_district_once(done):
    table = need_tables.twelve(done)
    assert len(table) == 12
    assert table.columns[:5] == ("Feld", "Status", "Dynamik", "Quartiere", "Einwohner")
    placed = [i for ids in table.ids for i in ids]
    assert sorted(placed) == ["A", "B", "C"]
    # B: 30 % of a mean of 15 with a spread of 10.8: +1.39; its dynamics +10 points: +1.41.
    row = table.rows[table.keys.index("3-")]
    assert row[3:6] == ("1", "900", "ja")
    assert "Beim Bach" in row[6]
    assert "keine Feststellung" in table.note
    assert "Gewicht 2" in table.note


def test_the_overlay_names_both_sides(done):
    table = need_tables.overlay(done)
    told = dict(zip(table.keys, table.rows, strict=True))
    assert told["A"][-1] == "Fördergebiet ohne Aufmerksamkeitsbedarf"
    assert told["B"][-1] == "Aufmerksamkeitsbedarf ohne Fördergebiet"
    assert told["A"][3:6] == ("100\u00a0%", "100\u00a0%", "Nordstadt")


def test_small_groups_are_secret_in_every_table(done):
    # C has two children: its class holds A too, so it is A's and B's numbers that must not give it away.
    model = report_model.build(done, {})
    kita = {d["district_id"]: d["kinds"]["kita"] for d in model["districts"]}
    assert kita["C"]["target_population"] is None
    assert kita["C"]["target_population_state"] == "secret"
    assert kita["C"]["need_places_state"] == "secret"
    shown = [k for k in "AB" if kita[k]["target_population"] is not None]
    assert len(shown) == 1  # the town's sum stays, so one more is hidden
    assert model["small_numbers"]["secret_figures"] > 0
    # Of the class "mittel" (A and C) two children live out of reach: its row is secret, and B's so that it is not B's rest.
    equity = need_tables.equity(done)
    rows = {key: row for key, row in zip(equity.keys, equity.rows, strict=True) if key.startswith("kita:")}
    assert rows["kita:mittel"][4] == rows["kita:niedrig"][4] == "geheim"
    assert "unter 5" in equity.note


def test_window_command_line_and_report_say_the_same(done, tmp_path):
    path = tmp_path / "p.gpkg"
    project_file.save(done, path)
    model = report_model.build(done, {})
    need = json.loads(CliRunner().invoke(cli, ["need", str(path), "--json"]).stdout)
    assert need["twelve_fields"] == model["need_views"]["twelve_fields"]
    assert need["overlay"] == model["need_views"]["overlay"]
    assert need["definition"] == model["need_views"]["definition"]
    assert need["definition"]["indicators"] == [
        {"key": "armut", "label": "armut", "direction": "more_is_worse", "weight": 2.0, "substitute": False}
    ]
    equity = json.loads(CliRunner().invoke(cli, ["equity", str(path), "--json"]).stdout)
    assert equity["equity"] == model["equity"]
    for command in ("need", "equity"):
        said = CliRunner().invoke(cli, [command, str(path)])
        assert said.exit_code == 0
        assert "status" in said.stdout.lower()


def test_without_a_result_or_an_index_there_is_nothing_and_no_crash(town, tmp_path):
    assert (
        len(need_tables.twelve(town)) == len(need_tables.overlay(town)) == len(need_tables.equity(town)) == 0
    )
    path = tmp_path / "p.gpkg"
    project_file.save(town, path)
    assert CliRunner().invoke(cli, ["equity", str(path)]).exit_code == 2
    done = usecases.analyse(town)
    assert len(need_tables.twelve(done)) == len(need_tables.equity(done)) == 0
    project_file.save(done, path)
    assert "Keine Angaben" in CliRunner().invoke(cli, ["need", str(path)]).stdout
