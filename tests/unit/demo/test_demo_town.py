"""The demo town: what it promises, and that its files are what they claim to be."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import defaultdict
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import osmium
import pandas as pd
import pytest

from quartiermap.demo.parameters import plan
from quartiermap.demo.town import FACTS, DemoTown, Town, build_town, generate, planted_gaps
from quartiermap.domain.progress import Progress
from quartiermap.domain.schema import IMPORT_LAYERS
from quartiermap.errors import Cancelled
from quartiermap.io import bundled


@pytest.fixture(scope="module")
def town() -> Town:
    return build_town()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> DemoTown:
    return generate(tmp_path_factory.mktemp("town"))


def _file(made: DemoTown, ending: str) -> Path:
    return next(f.path for f in made.files if f.path.name.endswith(ending))


def test_exactly_the_planted_gaps_are_there_and_none_hangs_by_a_hair(town: Town) -> None:
    assert {(g.district_id, g.kind, g.reason) for g in planted_gaps()} == town.found
    assert town.shaky == set()


def test_planted_gaps_say_why_and_name_real_districts() -> None:
    gaps = planted_gaps()
    assert {g.district_id for g in gaps} <= {q.id for q in plan().quarters}
    assert len({(g.district_id, g.kind, g.reason) for g in gaps}) == len(gaps)
    assert all(g.why.endswith(".") for g in gaps)


def test_the_same_seed_gives_the_same_bytes(made: DemoTown, tmp_path: Path) -> None:
    again = generate(tmp_path)
    for one, other in zip(made.files, again.files, strict=True):
        assert one.path.read_bytes() == other.path.read_bytes(), one.path.name


def test_every_file_is_there_and_knows_its_layer(made: DemoTown) -> None:
    assert all(f.path.is_file() and f.layer in IMPORT_LAYERS for f in made.files)
    assert "erfunden" in (made.folder / "README.txt").read_text("utf-8")


def test_districts_nest_exactly_and_keep_their_leading_zero(made: DemoTown) -> None:
    fine = gpd.read_file(_file(made, "quartiere_shp.zip"))
    coarse = gpd.read_file(_file(made, "stadtteile.gpkg")).set_index("stadtteil_nr")
    assert fine.crs.to_epsg() == coarse.crs.to_epsg() == 25832
    assert fine.is_valid.all()
    assert all(re.fullmatch(r"0\d{3}", key) for key in fine["QUART_NR"])
    assert all(len(name) <= 10 for name in fine.columns if name != "geometry")
    union = fine.dissolve("STADTTL_NR")
    assert union.area.sum() == pytest.approx(fine.area.sum(), rel=1e-9)
    for key, area in union.geometry.items():
        assert area.symmetric_difference(coarse.geometry[key]).area < 1.0
    overlap = sum(a.intersection(b).area for i, a in enumerate(fine.geometry) for b in fine.geometry[i + 1 :])
    assert overlap < 1.0


def test_the_osm_file_is_sorted_complete_and_its_bridges_touch_nothing(made: DemoTown) -> None:
    last: dict[str, int] = defaultdict(int)
    nodes: set[int] = set()
    streets: dict[int, list[int]] = {}
    used: dict[int, set[int]] = defaultdict(set)
    tags: dict[int, dict[str, str]] = {}
    kinds: list[str] = []
    for item in osmium.FileProcessor(str(_file(made, ".osm.pbf"))):
        kind = item.type_str()
        kinds.append(kind)
        assert item.id > last[kind]
        last[kind] = item.id
        if kind == "n":
            nodes.add(item.id)
            continue
        refs = [n.ref for n in item.nodes]
        assert nodes.issuperset(refs)
        if "highway" in item.tags and item.tags.get("area") != "yes":
            streets[item.id], tags[item.id] = refs, dict(item.tags)
            for ref in refs:
                used[ref].add(item.id)
    assert kinds == sorted(kinds)
    classes = {t["highway"] for t in tags.values()}
    assert classes >= {
        "residential", "living_street", "tertiary", "secondary", "primary", "footway", "path", "steps",
        "service", "track", "pedestrian", "cycleway", "motorway", "trunk",
    }  # fmt: skip
    flying = [w for w, t in tags.items() if "bridge" in t or "tunnel" in t]
    assert flying
    for way in flying:
        assert all(used[ref] == {way} for ref in streets[way][1:-1])
        assert all(
            len(used[ref]) > 1
            for ref in (streets[way][0], streets[way][-1])
            if tags[way]["highway"] != "trunk"
        )
    assert any(t.get("access") == "private" for t in tags.values())


def test_street_names_are_unique_among_separate_streets(town: Town) -> None:
    named = [w.tags["name"] for w in town.ways if w.rank in (1, 2) and "name" in w.tags]
    assert len(named) == len(set(named))


def test_census_file_has_the_published_layout(made: DemoTown) -> None:
    with zipfile.ZipFile(_file(made, "Altersgruppen.zip")) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".csv"))
        raw = archive.read(name)
    assert raw.startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(io.BytesIO(raw), sep=";", encoding="utf-8-sig", na_values="–")
    assert list(table.columns[:5]) == [
        "GITTER_ID_100m",
        "x_mp_100m",
        "y_mp_100m",
        "Insgesamt_Bevoelkerung",
        "Unter3",
    ]
    parts = table["GITTER_ID_100m"].str.extract(r"^CRS3035RES100mN(\d+)E(\d+)$").astype(int)
    assert (parts[1] + 50 == table["x_mp_100m"]).all()
    assert (parts[0] + 50 == table["y_mp_100m"]).all()
    assert (table["Insgesamt_Bevoelkerung"] > 0).all()
    assert 24 <= table["Unter3"].isna().sum() <= 60
    assert 57_000 < table["Insgesamt_Bevoelkerung"].sum() < 62_000


def test_register_sums_to_its_last_row(made: DemoTown) -> None:
    rows = list(openpyxl.load_workbook(_file(made, ".xlsx")).active.iter_rows(values_only=True))
    body = [r for r in rows[4:] if r[0] and re.fullmatch(r"\d{4}", str(r[0]))]
    total = next(r for r in rows if r[0] == "Stadt insgesamt")
    assert len(body) == len(plan().quarters)
    assert np.array([r[2:] for r in body], float).sum(axis=0).tolist() == list(total[2:])
    assert all(isinstance(r[0], str) for r in body)


def test_kitas_are_cp1252_with_decimal_commas(made: DemoTown) -> None:
    text = _file(made, "kitas.csv").read_bytes().decode("cp1252")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert all(re.fullmatch(r"\d{6},\d\d", r["Rechtswert"]) for r in rows)
    assert any(not r["Plätze"] for r in rows)
    assert [r["Eröffnung"] for r in rows if r["Status"] == "geplant"] == ["2028"]


def test_estates_are_worse_off_one_better_one_worse_than_before(town: Town) -> None:
    old, new = ({r[0]: r[3] for r in town.rates[p]} for p in ("2022", "2024"))
    estates = [q.id for q in plan().quarters if q.type == "grosssiedlung"]
    homes = [q.id for q in plan().quarters if q.type == "einfamilien"]
    assert min(new[k] for k in estates) > max(new[k] for k in homes)
    assert new["0502"] - old["0502"] > 1.0
    assert new["0801"] - old["0801"] < -1.0
    assert [r[0] for r in town.rates["2024"] if r[2] < 300] == ["0702"]


def test_cancelling_stops_the_generator(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        generate(tmp_path, progress=Progress(cancelled=lambda: True))


def test_the_stated_facts_are_those_that_the_programme_asks_for() -> None:
    asked = {fact.id: fact for fact in bundled.programme("siq-bund").fact}
    for key, value in FACTS.items():
        fact = asked[key.removeprefix("facts.")]
        assert not fact.options or value in {option.value for option in fact.options}


def test_every_table_says_in_every_row_that_it_is_invented(made: DemoTown) -> None:
    for name, encoding in (("kitas.csv", "cp1252"), ("2022.csv", "utf-8-sig"), ("2024.csv", "utf-8-sig")):
        rows = list(csv.DictReader(io.StringIO(_file(made, name).read_text(encoding)), delimiter=";"))
        assert rows
        assert {row["Hinweis"] for row in rows} == {"erfunden"}
    sheet = openpyxl.load_workbook(_file(made, "treffpunkte.xlsx")).active
    assert sheet is not None
    head, *body = sheet.iter_rows(values_only=True)
    assert {row[head.index("Hinweis")] for row in body} == {"erfunden"}
