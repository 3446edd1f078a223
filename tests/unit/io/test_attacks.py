"""Files that authors never tuned to: every class of them is read rightly or refused with a sentence."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from quartiermap.domain.project import Project, new_project
from quartiermap.errors import InputError
from quartiermap.io.import_headers import find_header
from quartiermap.io.importers import ImportRequest, import_layer
from quartiermap.io.numbers import parse_column


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def square(x: float, y: float, size: float = 0.01) -> dict[str, Any]:
    ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def collection(*features: tuple[dict[str, Any] | None, dict[str, Any]]) -> str:
    made = [{"type": "Feature", "geometry": g, "properties": p} for g, p in features]
    return json.dumps({"type": "FeatureCollection", "features": made})


@pytest.fixture
def town(tmp_path: Path) -> Project:
    text = collection(
        (square(9.0, 51.0), {"nr": "01", "name": "Nord"}), (square(9.01, 51.0), {"nr": "02", "name": "Süd"})
    )
    path = write(tmp_path, "quartiere.geojson", text)
    return import_layer(new_project("Stadt"), ImportRequest("districts", (path,))).project


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [p.code for p in error.value.problems if p.severity == "error"]


def population(town: Project, path: Path, **options: Any) -> Any:
    return import_layer(town, ImportRequest("population", (path,), **options))


# -- geometry


@pytest.mark.parametrize("layer", ["districts", "facilities"])
def test_a_layer_without_a_single_object_says_so(tmp_path: Path, layer: str) -> None:
    path = write(tmp_path, "leer.geojson", collection())
    with pytest.raises(InputError) as error:
        import_layer(
            new_project("Stadt"),
            ImportRequest(layer, (path,), kind="kita" if layer == "facilities" else None),
        )
    assert codes(error) == ["no_features"]


def test_one_ring_of_nonsense_does_not_cost_the_others(tmp_path: Path) -> None:
    good = collection((square(9.0, 51.0), {"nr": "01"}), (square(9.02, 51.0), {"nr": "02"}))
    path = write(tmp_path, "a.geojson", good.replace("[9.0, 51.0]", "[NaN, 51.0]"))
    result = import_layer(new_project("Stadt"), ImportRequest("districts", (path,)))
    assert result.project.districts["district_id"].tolist() == ["02"]
    assert {p.code for p in result.problems} & {"geometry_unreadable", "coordinates_not_finite"}


def test_an_attribute_with_our_own_inner_name_is_only_an_attribute(tmp_path: Path) -> None:
    names = {"__wkb__": "y", "geometry": "x", "index": 1, "": "z", "nr": "01"}
    path = write(tmp_path, "a.geojson", collection((square(9.0, 51.0), names)))
    made = import_layer(new_project("Stadt"), ImportRequest("districts", (path,))).project.districts
    assert made["district_id"].tolist() == ["01"]
    assert made.geometry.area.iloc[0] == pytest.approx(700 * 1113, rel=0.02)


# -- numbers


@pytest.mark.parametrize("text", ["1e308", "9" * 300, "-1e13"])
def test_impossible_numbers_are_refused_by_row(text: str) -> None:
    read = parse_column(["5", text], column="Einwohner")
    assert np.isnan(read.values[1])
    assert [(p.code, p.row) for p in read.problems] == [("number_too_large", 2)]


@pytest.mark.parametrize("value", ["-7", "1e308"])
def test_a_census_cell_cannot_hold_a_negative_or_endless_number(
    town: Project, tmp_path: Path, value: str
) -> None:
    import pyproj

    east, north = pyproj.Transformer.from_crs(4326, 3035, always_xy=True).transform(9.005, 51.005)
    east, north = int(east // 100 * 100), int(north // 100 * 100)
    text = f"GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner\nCRS3035RES100mN{north}E{east};{east + 50};{north + 50};{value}\n"
    with pytest.raises(InputError) as error:
        population(town, write(tmp_path, "zensus.csv", text))
    assert codes(error)[0] in ("negative", "number_too_large")
    assert error.value.problems[0].row == 2


def test_shares_of_ages_never_pass_for_persons(town: Project, tmp_path: Path) -> None:
    for number, lines in enumerate(
        (
            "nr;Einwohner;unter 18;18 und mehr\n01;1000;20,5 %;79,5 %\n02;3000;30 %;70 %\n",
            "nr;Einwohner;unter 18 in %;18 und mehr in %\n01;1000;20,5;79,5\n02;3000;30;70\n",
            "nr;Einwohner;unter 18;18 und mehr\n01;1000;20,5;79,5\n02;3000;30;70\n",
        )
    ):
        result = population(town, write(tmp_path, f"anteile{number}.csv", lines))
        assert list(result.project.district_population.columns) == ["district_id", "population", "source_id"]
        assert "ages_in_per_cent" in {p.code for p in result.problems}


# -- tables


def test_no_answer_in_the_first_rows_is_no_heading() -> None:
    header = find_header(
        [["Name", "Quote", "SGB II"], ["Nord", "k. A.", "–"], ["Süd", "k. A.", "2,5"], ["Ost", "1,5", "3"]]
    )
    assert header is not None
    assert (header.names, header.first_row) == (("Name", "Quote", "SGB II"), 1)


@pytest.mark.parametrize("mark", [";", "|", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_and_separator(town: Project, tmp_path: Path, mark: str, end: str) -> None:
    path = tmp_path / "a.csv"
    lines = [["nr", "einwohner"], ["01", "5"], ["02", "6"]]
    path.write_bytes(end.join(mark.join(line) for line in lines).encode())
    assert population(town, path).project.district_population["population"].tolist() == [5.0, 6.0]


def test_a_heading_without_rows_is_called_that(town: Project, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        population(town, write(tmp_path, "kopf.csv", "nr;name;einwohner\n"))
    assert "keine Daten" in str(error.value)


def test_a_text_table_named_xlsx_is_read_and_called_that(town: Project, tmp_path: Path) -> None:
    result = population(town, write(tmp_path, "ew.xlsx", "nr;Einwohner\n01;5\n02;7\n"))
    assert result.project.district_population["population"].sum() == 12
    assert "content_decides" in {p.code for p in result.problems}


def test_noise_is_no_table(town: Project, tmp_path: Path) -> None:
    path = tmp_path / "rauschen.csv"
    path.write_bytes(bytes(np.random.default_rng(1).integers(0, 256, 20_000, dtype=np.uint8)))
    with pytest.raises(InputError) as error:
        population(town, path)
    assert codes(error) == ["is_binary"]


def test_a_quotation_mark_that_never_ends_is_named_with_its_line(town: Project, tmp_path: Path) -> None:
    text = 'nr;name;einwohner\n01;"Nord;5\n02;Süd;6\n'
    with pytest.raises(InputError) as error:
        population(town, write(tmp_path, "a.csv", text))
    assert codes(error) == ["quote_open"]
    assert error.value.problems[0].row == 2


@pytest.mark.parametrize(
    "ages", [[str(a) for a in range(100)], ["0 bis unter 6", "6 bis unter 18", "18 und älter"]]
)
def test_one_row_for_each_age_is_turned(town: Project, tmp_path: Path, ages: list[str]) -> None:
    rng = np.random.default_rng(2)
    rows = [(d, a, s, int(rng.integers(1, 50))) for d in ("01", "02") for a in ages for s in ("m", "w")]
    frame = pd.DataFrame(rows, columns=["nr", "Alter", "Geschlecht", "Anzahl"])
    path = tmp_path / "lang.csv"
    frame.to_csv(path, sep=";", index=False)
    made = population(town, path).project.district_population.set_index("district_id")
    expected = frame.groupby("nr")["Anzahl"].sum()
    assert made["population"].to_dict() == expected.to_dict()
    bands = [c for c in made.columns if c.startswith("age_")]
    assert len(bands) == len(ages)
    assert made[bands].sum(axis=1).to_dict() == expected.to_dict()


def test_a_characteristic_that_would_count_people_twice_is_asked_about(town: Project, tmp_path: Path) -> None:
    rows = ["nr;Alter;Herkunft;Anzahl"]
    rows += [f"{d};{a};{h};5" for d in ("01", "02") for a in ("0-17", "18+") for h in ("D", "A")]
    with pytest.raises(InputError) as error:
        population(town, write(tmp_path, "lang.csv", "\n".join(rows)))
    assert codes(error) == ["districts_repeated"]


def test_a_missing_number_of_one_sex_makes_the_sum_unknown(town: Project, tmp_path: Path) -> None:
    rows = ["nr;Alter;Geschlecht;Anzahl"]
    rows += [f"{d};{a};{s};{'•' if (d, a, s) == ('01', '0-17', 'm') else 5}" for d in ("01", "02") for a in ("0-17", "18+") for s in "mw"]  # fmt: skip
    made = population(town, write(tmp_path, "lang.csv", "\n".join(rows))).project.district_population
    young = made.set_index("district_id").filter(regex="^age_0_").iloc[:, 0]
    assert np.isnan(young["01"])
    assert young["02"] == 10


# -- mapping


def test_columns_are_listed_once_however_many_are_wrong(town: Project, tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "nr;einwohner\n01;5\n02;6\n")
    wrong = {"district_id": "AAA", "population": "BBB", "age_0_6": "CCC"}
    with pytest.raises(InputError) as error:
        population(town, path, mapping=wrong)
    assert len(error.value.problems) == 3
    assert str(error.value).count("Spalten: nr, einwohner") == 1


def test_a_heading_of_several_rows_may_be_named_by_its_last_part(town: Project, tmp_path: Path) -> None:
    text = ";Einwohner;;davon\nnr;insgesamt;weiblich;ledig\n01;10;4;1\n02;20;9;3\n"
    result = population(
        town, write(tmp_path, "a.csv", text), mapping={"population": "weiblich", "district_id": "NR"}
    )
    assert result.project.district_population["population"].tolist() == [4.0, 9.0]


# -- OpenStreetMap


def osm(*ways: str, nodes: int = 5, sign: str = "") -> str:
    points = "".join(
        f'<node id="{sign}{i}" lat="{51.002 + i / 1000}" lon="9.005"/>' for i in range(1, nodes + 1)
    )
    return f'<?xml version="1.0"?><osm version="0.6">{points}{"".join(ways)}</osm>'


def way(number: str, *refs: str) -> str:
    return f'<way id="{number}">{"".join(f"<nd ref={chr(34)}{r}{chr(34)}/>" for r in refs)}<tag k="highway" v="footway"/></way>'


def test_negative_ids_of_an_editor_are_read_like_others(town: Project, tmp_path: Path) -> None:
    lengths = []
    for sign in ("", "-"):
        text = osm(way(f"{sign}9", *(f"{sign}{i}" for i in range(1, 6))), sign=sign)
        path = write(tmp_path, f"netz{sign}.osm", text)
        network = import_layer(town, ImportRequest("network", (path,))).project.network
        assert network is not None
        lengths.append(network.length_m)
    assert lengths[0] == pytest.approx(lengths[1], abs=1e-9)
    assert lengths[0] == pytest.approx(445, abs=2)


def test_a_coordinate_that_is_none_is_a_damaged_file(town: Project, tmp_path: Path) -> None:
    path = write(tmp_path, "netz.osm", osm(way("9", "1", "2")).replace("51.003", "abc"))
    with pytest.raises(InputError) as error:
        import_layer(town, ImportRequest("network", (path,)))
    assert codes(error) == ["osm_damaged"]


# -- levels


@pytest.mark.parametrize(
    ("file", "level"),
    [
        ("lor_planungsraeume_bis2020.geojson", "Planungsräume"), ("quartiere_epsg4326.geojson", "Quartiere"),
        ("Statistische Bezirke 2023.geojson", "Statistische Bezirke"), ("StadtteileHalle.geojson", "Stadtteile"),
        ("nord_2021.geojson", "Nord"),
    ],
)  # fmt: skip
def test_a_level_is_called_what_people_call_it(tmp_path: Path, file: str, level: str) -> None:
    path = write(
        tmp_path, file, collection((square(9.0, 51.0), {"nr": "01"}), (square(9.02, 51.0), {"nr": "02"}))
    )
    made = import_layer(new_project("Stadt"), ImportRequest("districts", (path,))).project.districts
    assert made["level"].unique().tolist() == [level]


def test_two_editions_of_one_level_stay_apart_but_two_halves_become_one(tmp_path: Path) -> None:
    def load(project: Project, name: str, *features: tuple[dict[str, Any], dict[str, Any]]) -> Project:
        path = write(tmp_path, name, collection(*features))
        return import_layer(project, ImportRequest("districts", (path,))).project

    north = load(
        new_project("Stadt"),
        "stadtteile_nord.geojson",
        (square(9.0, 51.0), {"nr": "01"}),
        (square(9.01, 51.0), {"nr": "02"}),
    )
    whole = load(
        north,
        "stadtteile_sued.geojson",
        (square(9.0, 50.98), {"nr": "03"}),
        (square(9.01, 50.98), {"nr": "04"}),
    )
    assert whole.districts["level"].unique().tolist() == ["Stadtteile"]
    both = load(
        north,
        "stadtteile_2021.geojson",
        (square(9.0, 51.0), {"nr": "11"}),
        (square(9.01, 51.0), {"nr": "12"}),
    )
    assert sorted(both.districts["level"].unique()) == ["Stadtteile", "Stadtteile (stadtteile_2021)"]


# -- words


def test_one_is_singular(town: Project, tmp_path: Path) -> None:
    text = "nr;name;lon;lat\n1;A;9.005;51.005\n2;B;9.1;51.1\n"
    result = import_layer(town, ImportRequest("facilities", (write(tmp_path, "a.csv", text),), kind="kita"))
    said = " ".join(map(str, result.problems))
    assert "1 von 2 Einrichtungen liegt" in said
    assert "1 von 2 Einrichtungen liegen" not in said


@pytest.mark.skipif(os.name == "nt", reason="there are no named pipes")
def test_a_pipe_is_no_file_and_never_waits(town: Project, tmp_path: Path) -> None:
    path = tmp_path / "rohr.csv"
    os.mkfifo(path)
    with pytest.raises(InputError) as error:
        population(town, path)
    assert codes(error) == ["not_a_file"]
