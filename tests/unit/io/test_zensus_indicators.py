"""Census topics as indicators of the districts: every figure computed by hand, nothing hidden ever counted as 0."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from tests.unit.io.census_files import districts_of, grid_box, grid_csv

from quartiermap.analysis.need import need_index
from quartiermap.cli import cli
from quartiermap.domain.project import Project
from quartiermap.errors import InputError
from quartiermap.io import project_file
from quartiermap.io.importers import ImportRequest, ImportResult, import_layer, preview

W, S = 4_330_000, 3_010_000
A, B, C = (W, S), (W + 100, S), (W + 200, S)
"""Three cells of the left district; the right one begins 1 km further east."""
X, Y = (W + 1000, S), (W + 1100, S)


@pytest.fixture
def town() -> Project:
    return districts_of(
        {"01": "West", "02": "Ost", "03": "Leer"},
        [
            grid_box(W, S, W + 1000, S + 1000),
            grid_box(W + 1000, S, W + 2000, S + 1000),
            grid_box(W, S + 1000, W + 1000, S + 2000),
        ],
    )


def taken(project: Project, path: Path, **wishes: str) -> ImportResult:
    return import_layer(project, ImportRequest("indicators", (path,), **wishes))  # type: ignore[arg-type]


def figures(project: Project, key: str) -> dict[str, tuple[float, str]]:
    rows = project.indicators[project.indicators["indicator"] == key]
    return {d: (v, s) for d, v, s in zip(rows["district_id"], rows["value"], rows["state"], strict=True)}


def peopled(project: Project, folder: Path, people: Mapping[tuple[int, int], str]) -> Project:
    path = grid_csv(
        folder / "Zensus2022_Bevoelkerungszahl_100m-Gitter.csv",
        ["Einwohner"],
        {k: [v] for k, v in people.items()},
    )
    return import_layer(project, ImportRequest("population", (path,))).project


def grid(
    folder: Path,
    name: str,
    columns: Sequence[str],
    cells: Mapping[tuple[int, int], Sequence[str]],
    size: int = 100,
) -> Path:
    return grid_csv(folder / name, columns, cells, size)


def test_a_share_of_counts_is_a_share_of_the_total_where_both_are_known(
    town: Project, tmp_path: Path
) -> None:
    path = grid(
        tmp_path, "Zensus2022_Alter_in_5_Altersklassen_100m-Gitter.csv", ["Insgesamt_Bevoelkerung", "Unter18", "a65undaelter"],
        {A: ["40", "10", "4"], B: ["50", "8", "–"], C: ["10", "–", "5"], X: ["20", "5", "5"], Y: ["20", "–", "–"]},
    )  # fmt: skip
    result = taken(town, path)
    young = figures(result.project, "zensus_age_0_18_anteil")
    # West: known in A and B, 90 of 100 residents; 18 of 90. Ost: known for 20 of 40 residents only.
    assert young["01"] == (pytest.approx(20.0), "value")
    assert math.isnan(young["02"][0])
    assert young["02"][1] == "no_data"
    assert young["03"][1] == "no_data"
    # 65 and over: West known for 50 of 100 residents
    assert figures(result.project, "zensus_age_65_plus_anteil")["01"][1] == "no_data"
    assert figures(result.project, "zensus_population")["01"] == (100.0, "value")
    assert set(result.project.indicators["period"]) == {"2022"}
    told = {p.column: p for p in result.problems if p.code == "grid_coverage"}
    assert told["Unter18"].count == 2
    assert "50\u00a0%" in told["Unter18"].message
    assert result.rows == 5


def test_where_all_is_hidden_the_figure_is_secret(town: Project, tmp_path: Path) -> None:
    path = grid(
        tmp_path, "x_2022.csv", ["Insgesamt_Bevoelkerung", "Unter18"], {A: ["40", "–"], X: ["20", "5"]}
    )
    found = figures(taken(town, path).project, "zensus_age_0_18_anteil")
    assert (found["01"][1], found["02"][1]) == ("secret", "value")
    assert math.isnan(found["01"][0])


def test_a_published_share_is_weighted_by_the_residents_of_the_project(town: Project, tmp_path: Path) -> None:
    town = peopled(town, tmp_path, {A: "30", B: "10", X: "7"})
    path = grid(
        tmp_path, "Zensus2022_Anteil_Auslaender_100m-Gitter.csv", ["AnteilAuslaender", "werterlaeuternde_Zeichen"],
        {A: ["10,0", ""], B: ["50,0", "KLAMMERN"], X: ["25,5", ""]},
    )  # fmt: skip
    result = taken(town, path)
    assert figures(result.project, "zensus_anteilauslaender")["01"][0] == pytest.approx(
        (30 * 10 + 10 * 50) / 40
    )
    assert figures(result.project, "zensus_anteilauslaender")["02"][0] == pytest.approx(25.5)
    codes = {p.code for p in result.problems}
    assert "values_uncertain" in codes
    assert "grid_base_assumed" not in codes


def test_cells_that_the_file_leaves_out_count_as_unknown(town: Project, tmp_path: Path) -> None:
    town = peopled(town, tmp_path, {A: "30", B: "70", X: "9", Y: "1"})
    path = grid(
        tmp_path,
        "Zensus2022_Durchschnittsalter_100m-Gitter.csv",
        ["Durchschnittsalter"],
        {A: ["40,5"], X: ["30,0"]},
    )
    found = figures(taken(town, path).project, "zensus_durchschnittsalter")
    assert found["01"][1] == "no_data"  # 30 of 100 residents
    assert found["02"] == (pytest.approx(30.0), "value")  # 9 of 10


def test_household_size_is_residents_by_households_not_the_mean_of_means(
    town: Project, tmp_path: Path
) -> None:
    town = peopled(town, tmp_path, {A: "10", B: "40"})
    path = grid(
        tmp_path,
        "Zensus2022_Durchschn_Haushaltsgroesse_100m-Gitter.csv",
        ["durchschnHHGroesse"],
        {A: ["1,0"], B: ["4,0"]},
    )
    result = taken(town, path)
    assert figures(result.project, "zensus_durchschnhhgroesse")["01"][0] == pytest.approx(
        50 / (10 / 1 + 40 / 4)
    )
    assert [p.code for p in result.problems if p.code == "grid_base_assumed"]


def test_rents_are_weighted_by_the_dwellings_of_the_file(town: Project, tmp_path: Path) -> None:
    town = peopled(town, tmp_path, {A: "500", B: "1"})
    path = grid(
        tmp_path, "Zensus2022_Durchschn_Nettokaltmiete_Anzahl_der_Wohnungen_100m-Gitter.csv", ["durchschnMieteQM", "AnzahlWohnungen"],
        {A: ["6,00", "10"], B: ["9,00", "30"]},
    )  # fmt: skip
    result = taken(town, path)
    assert figures(result.project, "zensus_durchschnmieteqm")["01"][0] == pytest.approx((60 + 270) / 40)
    assert "grid_base_assumed" not in {p.code for p in result.problems}


def test_vacancy_without_dwellings_is_weighted_by_residents_and_says_so(
    town: Project, tmp_path: Path
) -> None:
    town = peopled(town, tmp_path, {A: "30", B: "10"})
    path = grid(
        tmp_path, "Zensus2022_Leerstandsquote_100m-Gitter.csv", ["Leerstandsquote"], {A: ["2,0"], B: ["10,0"]}
    )
    result = taken(town, path)
    assert figures(result.project, "zensus_leerstandsquote")["01"][0] == pytest.approx(4.0)
    (assumed,) = [p for p in result.problems if p.code == "grid_base_assumed"]
    assert "Annahme" in assumed.message
    assert assumed.severity == "warning"


def test_an_average_without_any_base_is_refused(town: Project, tmp_path: Path) -> None:
    path = grid(
        tmp_path, "Zensus2022_Durchschnittsalter_100m-Gitter.csv", ["Durchschnittsalter"], {A: ["40,5"]}
    )
    with pytest.raises(InputError) as refused:
        taken(town, path)
    assert [p.code for p in refused.value.problems if p.severity == "error"] == ["grid_base_missing"]


@pytest.mark.parametrize(
    ("name", "columns", "values", "key", "expected"),
    [
        ("Zensus2022_Heizungsart_100m-Gitter.csv", ["Insgesamt_Gebaeude", "Fernheizung", "Einzel_Mehrraumoefen"], ["8", "6", "2"], "zensus_einzel_mehrraumoefen_anteil", 25.0),
        ("Zensus2022_Energietraeger_100m-Gitter.csv", ["Insgesamt_Energietraeger", "Gas", "Kohle"], ["10", "7", "3"], "zensus_kohle_anteil", 30.0),
        ("Zensus2022_Baujahr_100m-Gitter.csv", ["Insgesamt_Gebaeude", "Vor1919", "a1919bis1948"], ["4", "1", "3"], "zensus_vor1919_anteil", 25.0),
        ("Zensus2022_Typ_der_Kernfamilie_100m-Gitter.csv", ["Insgesamt_Familien", "Alleinerziehende"], ["20", "5"], "zensus_alleinerziehende_anteil", 25.0),
    ],
)  # fmt: skip
def test_topics_with_their_own_total(
    town: Project, tmp_path: Path, name: str, columns: list[str], values: list[str], key: str, expected: float
) -> None:
    result = taken(town, grid(tmp_path, name, columns, {A: values}))
    assert figures(result.project, key)["01"] == (pytest.approx(expected), "value")


def test_large_cells_are_divided_by_ground(town: Project, tmp_path: Path) -> None:
    # one cell of 1 km over the border of both districts' columns: half of it in each
    east = {(W + 500) // 1000 * 1000: 0}
    half = districts_of(
        {"01": "West", "02": "Ost"},
        [grid_box(W, S, W + 500, S + 1000), grid_box(W + 500, S, W + 2000, S + 1000)],
    )
    path = grid_csv(
        tmp_path / "Zensus2022_Alter_in_5_Altersklassen_1km-Gitter.csv", ["Insgesamt_Bevoelkerung", "Unter18"],
        {(W, S): ["100", "10"], (W + 1000, S): ["300", "90"]}, 1000,
    )  # fmt: skip
    result = taken(half, path)
    young = figures(result.project, "zensus_age_0_18_anteil")
    assert young["01"][0] == pytest.approx(10.0)
    assert young["02"][0] == pytest.approx(100 * (5 + 90) / (50 + 300), rel=1e-3)
    assert any("Annahme" in p.message for p in result.problems if p.code == "grid_indicators")
    assert list(east) == [W]


def test_coarser_levels_are_made_of_cells_not_of_districts(tmp_path: Path) -> None:
    project = districts_of(
        {"01": "West", "02": "Ost", "0": "Stadt"},
        [
            grid_box(W, S, W + 1000, S + 1000),
            grid_box(W + 1000, S, W + 2000, S + 1000),
            grid_box(W, S, W + 2000, S + 1000),
        ],
    )
    levels = project.districts.assign(level=["Stadtteil", "Stadtteil", "Stadt"], level_rank=[2.0, 2.0, 1.0])
    path = grid(
        tmp_path,
        "Zensus2022_Alter_100m.csv",
        ["Insgesamt_Bevoelkerung", "Unter18"],
        {A: ["90", "9"], X: ["10", "5"]},
    )
    young = figures(taken(project.with_(districts=levels), path).project, "zensus_age_0_18_anteil")
    assert [young[k][0] for k in ("01", "02", "0")] == [
        pytest.approx(10.0),
        pytest.approx(50.0),
        pytest.approx(14.0),
    ]


def test_2011_in_the_long_layout_gives_shares_too(town: Project, tmp_path: Path) -> None:
    path = tmp_path / "Bevoelkerung100M.csv"
    head = "Gitter_ID_100m;Gitter_ID_100m_neu;Merkmal;Auspraegung_Code;Auspraegung_Text;Anzahl;Anzahl_q\r\n"
    cell = f"100mN{S // 100}E{W // 100};CRS3035RES100mN{S}E{W}"
    body = [
        ("INSGESAMT", "Einheiten insgesamt", 40),
        ("ALTER_10JG", "Unter 10", 6),
        ("STAATSANGE_KURZ", "Ausland", 10),
    ]
    path.write_bytes((head + "".join(f"{cell};{m};0;{t};{n};0\r\n" for m, t, n in body)).encode("latin-1"))
    result = taken(town, path)
    assert figures(result.project, "zensus_age_0_10_anteil")["01"][0] == pytest.approx(15.0)
    assert figures(result.project, "zensus_staatsange_kurz_ausland_anteil")["01"][0] == pytest.approx(25.0)
    assert set(result.project.indicators["period"]) == {"2011"}


def test_the_same_file_again_replaces_and_a_project_keeps_it(town: Project, tmp_path: Path) -> None:
    path = grid(
        tmp_path, "Zensus2022_Alter_100m.csv", ["Insgesamt_Bevoelkerung", "Unter18"], {A: ["90", "9"]}
    )
    once = taken(town, path).project
    twice = taken(once, path).project
    pd.testing.assert_frame_equal(
        once.indicators.drop(columns="source_id"), twice.indicators.drop(columns="source_id")
    )
    project_file.save(town, tmp_path / "p.gpkg")
    call = ["import", str(tmp_path / "p.gpkg"), "indicators", str(path)]
    done = CliRunner().invoke(cli, call)
    assert done.exit_code == 0, done.output
    assert figures(project_file.load(tmp_path / "p.gpkg"), "zensus_age_0_18_anteil")["01"][
        0
    ] == pytest.approx(10.0)
    assert CliRunner().invoke(cli, [*call, "--check", "--json"]).exit_code == 0


def test_the_need_index_of_the_town_can_use_them(town: Project, tmp_path: Path) -> None:
    cells = {A: ["400", "100"], X: ["400", "40"], (W, S + 1000): ["400", "60"]}
    made = taken(
        town, grid(tmp_path, "Zensus2022_Alter_100m.csv", ["Insgesamt_Bevoelkerung", "Unter18"], cells)
    ).project
    people = pd.DataFrame({"district_id": ["01", "02", "03"], "population": 400.0, "source_id": "p"})
    definition = {
        "id": "own", "title": "Eigene", "indicator": [{"key": "zensus_age_0_18_anteil"}],
        "origin": {"ref": "-", "text": "Beschluss", "tag": "user"},
    }  # fmt: skip
    project = made.with_(district_population=people, settings={"need.index": definition})
    index = need_index(project).set_index("district_id")["status_index"]
    assert index.idxmax() == "01"
    assert index.notna().all()


@pytest.mark.parametrize(
    ("column", "layer"), [("Einwohner", "population"), ("Leerstandsquote", "indicators")]
)
def test_the_layer_is_proposed_by_what_the_grid_is_about(
    town: Project, tmp_path: Path, column: str, layer: str
) -> None:
    path = grid(tmp_path, "Zensus2022.csv", [column], {A: ["5"]})
    assert preview(town, ImportRequest("", (path,))).layer == layer
    assert preview(town, ImportRequest("population", (path,))).layer == "population"


def test_residents_of_another_edition_are_no_base(town: Project, tmp_path: Path) -> None:
    town = peopled(town, tmp_path, {A: "30", B: "10"})
    path = tmp_path / "Zensus2011_Durchschnittsalter.csv"
    head = "Gitter_ID_100m;x_mp_100m;y_mp_100m;Alter_D"
    path.write_text(f"{head}\n100mN{S // 100}E{W // 100};{W + 50};{S + 50};40,5\n", "utf-8")
    with pytest.raises(InputError) as refused:
        taken(town, path)
    (problem,) = [p for p in refused.value.problems if p.severity == "error"]
    assert problem.code == "grid_base_missing"
    assert "2011" in problem.remedy


def test_ages_without_a_total_are_shares_of_the_residents_of_the_same_edition(
    town: Project, tmp_path: Path
) -> None:
    town = peopled(town, tmp_path, {A: "40", B: "10"})
    path = grid(
        tmp_path, "Zensus2022_Alter_100m.csv", ["Insgesamt_Bevoelkerung", "Unter18"], {A: ["40", "10"]}
    )
    path.write_text(
        "\n".join(
            ";".join([*line.split(";")[:3], line.split(";")[4]]) for line in path.read_text().splitlines()
        )
    )
    found = figures(taken(town, path).project, "zensus_age_0_18_anteil")
    assert found["01"] == (pytest.approx(25.0), "value")  # 40 of 50 residents live in a cell with a value
