"""Saved mappings: what was understood once is understood next year, what changed is told and never guessed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from quartiermap.app.imports import ImportOrder, carry_out
from quartiermap.cli import cli
from quartiermap.domain.project import Project, new_project
from quartiermap.errors import InputError, UsageError
from quartiermap.io import saved_mappings
from quartiermap.io.importers import ImportRequest
from quartiermap.io.saved_mappings import SavedMapping, apply, as_toml

FIRST = "Bezeichnung Objekt;Sorte;Kap. 2024;X-Koord;Y-Koord;Rest\nHaus A;KiTa-E;45;520000;6070000;a\nHaus B;Bücherhalle;12;520100;6070100;b\nHaus C;KiTa-E;30;520200;6070200;c\n"


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "APPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "config"))


def city() -> Project:
    return new_project("F", 25832)


COLUMNS = {
    "name": "Bezeichnung Objekt",
    "kind": "Sorte",
    "places": "Kap. 2024",
    "x": "X-Koord",
    "y": "Y-Koord",
}


def first(tmp_path: Path) -> Path:
    """Import the first file, teach the mapping its words for kinds by hand, and return the mapping's file."""
    path = tmp_path / "objekte_2024.csv"
    path.write_text(FIRST, "utf-8")
    target = tmp_path / "objekte.toml"
    saved = SavedMapping(
        name="objekte", layer="facilities", file=path.name, crs="EPSG:25832", provider="Amt 51", licence="dl-de/by", fields=COLUMNS,
        columns=tuple(FIRST.splitlines()[0].split(";")), kind_words={"KiTa-E": ("kita",), "Bücherhalle": ("library",)},
    )  # fmt: skip
    return saved_mappings.save(saved, str(target))


@given(
    st.builds(
        SavedMapping,
        name=st.text(min_size=1, max_size=20),
        layer=st.sampled_from(["facilities", "districts"]),
        title=st.text(max_size=30),
        columns=st.lists(st.text(max_size=20), max_size=5).map(tuple),
        fields=st.dictionaries(st.text(max_size=10), st.text(max_size=20), max_size=4),
        kind_words=st.dictionaries(
            st.text(max_size=10), st.sampled_from([(), ("kita",), ("kita", "library")]), max_size=3
        ),
    )
)
def test_toml_keeps_every_text(saved: SavedMapping) -> None:
    import tomllib

    again = SavedMapping.model_validate_json(json.dumps(tomllib.loads(as_toml(saved))))
    assert again.model_dump(exclude={"title"}) == saved.model_dump(exclude={"title"})


def test_the_words_of_the_office_for_kinds(tmp_path: Path) -> None:
    saved = first(tmp_path)
    path = tmp_path / "objekte_2024.csv"
    result = carry_out(city(), ImportOrder(ImportRequest("facilities", (path,)), mapping=str(saved))).result
    got = result.project.facilities
    assert got["kind"].tolist() == ["kita", "library", "kita"]
    assert got["places"].tolist() == [45.0, 12.0, 30.0]
    (source,) = result.sources
    assert (source.file, source.provider, source.licence, source.mapping["@mapping"]) == (
        "objekte_2024.csv",
        "Amt 51",
        "dl-de/by",
        "objekte",
    )


def test_words_for_kinds_in_geodata(tmp_path: Path) -> None:
    import geopandas as gpd
    import shapely

    path = tmp_path / "objekte.gpkg"
    frame = gpd.GeoDataFrame(
        {"Schlüssel": ["007", "008"], "Sorte": ["KiTa-E", "Haus der Jugend+Kita"], "Plätze": [45, 12]},
        geometry=[shapely.Point(520000, 6070000), shapely.Point(520100, 6070000)],
        crs=25832,
    )
    frame.to_file(path)
    words = {"KiTa-E": ("kita",), "Haus der Jugend+Kita": ("youth_centre", "kita")}
    saved = SavedMapping(
        name="o",
        layer="facilities",
        fields={"kind": "Sorte", "facility_id": "Schlüssel", "places": "Plätze"},
        kind_words=words,
    )
    target = saved_mappings.save(saved, str(tmp_path / "o.toml"))
    result = carry_out(city(), ImportOrder(ImportRequest("facilities", (path,)), mapping=str(target))).result
    got = result.project.facilities
    assert got["facility_id"].tolist() == ["kita:007", "youth_centre:008", "kita:008"]
    assert [p.x for p in got.geometry] == [520000, 520100, 520100]
    assert result.sources[0].file == "objekte.gpkg"


def next_year(tmp_path: Path, head: str, rows: str = "Haus A;KiTa-E;45;520000;6070000;a\n") -> Path:
    path = tmp_path / "objekte_2025.csv"
    path.write_text(f"{head}\n{rows}", "utf-8")
    return path


def test_next_year_with_another_spelling_and_new_columns(tmp_path: Path) -> None:
    saved = first(tmp_path)
    path = next_year(tmp_path, "BEZEICHNUNG_OBJEKT;Sorte;Kap. 2024;X-Koord;Y-Koord;Baujahr")
    result = carry_out(city(), ImportOrder(ImportRequest("facilities", (path,)), mapping=str(saved))).result
    assert result.project.facilities["name"].tolist() == ["Haus A"]
    codes = {p.code for p in result.problems}
    assert {"mapping_renamed", "mapping_new_columns", "mapping_gone_columns"} <= codes


def test_a_missing_column_is_an_error_with_a_proposal_that_works(tmp_path: Path) -> None:
    saved = first(tmp_path)
    path = next_year(tmp_path, "Bezeichnung Objekt;Sorte;Kapazität;X-Koord;Y-Koord;Rest")
    wish = ImportOrder(ImportRequest("facilities", (path,)), mapping=str(saved))
    with pytest.raises(InputError) as caught:
        carry_out(city(), wish)
    (problem,) = [p for p in caught.value.problems if p.severity == "error"]
    assert "--map places=Kapazität" in problem.remedy
    taken = ImportOrder(
        ImportRequest("facilities", (path,), mapping={"places": "Kapazität"}), mapping=str(saved)
    )
    assert carry_out(city(), taken).result.project.facilities["places"].tolist() == [45.0]
    left = ImportOrder(ImportRequest("facilities", (path,), mapping={"places": "-"}), mapping=str(saved))
    assert carry_out(city(), left).result.project.facilities["name"].tolist() == ["Haus A"]


def test_all_missing_columns_at_once() -> None:
    saved = SavedMapping(
        name="a", layer="facilities", fields={"name": "N", "places": "P"}, columns=("N", "P")
    )
    found = apply(saved, pd.DataFrame({"Q": ["1"]}), "f.csv")
    assert len([p for p in found.problems if p.severity == "error"]) == 2


def test_new_words_are_told(tmp_path: Path) -> None:
    saved = first(tmp_path)
    path = next_year(
        tmp_path,
        FIRST.splitlines()[0],
        "Haus A;KiTa-E;45;520000;6070000;a\nHaus B;Bibliothek;5;520000;6070000;a\n",
    )
    result = carry_out(city(), ImportOrder(ImportRequest("facilities", (path,)), mapping=str(saved))).result
    assert result.project.facilities["kind"].tolist() == ["kita", "library"]
    (told,) = [p for p in result.problems if p.code == "mapping_new_words"]
    assert told.value == "Bibliothek"


def test_save_apply_list_show_delete_from_the_command_line(tmp_path: Path) -> None:
    def call(*words: object, code: int = 0) -> Any:
        result = CliRunner().invoke(cli, [str(w) for w in words])
        assert result.exit_code == code, result.output
        return result

    text = FIRST.replace("KiTa-E", "Kita").replace("Bücherhalle", "Bibliothek")
    (tmp_path / "o1.csv").write_text(text, "utf-8")
    (tmp_path / "o2.csv").write_text(text.replace("45", "46"), "utf-8")
    project = tmp_path / "p.gpkg"
    call("new", project, "--crs", "EPSG:25832")
    maps = [w for f, c in COLUMNS.items() for w in ("--map", f"{f}={c}")]
    told = json.loads(call("import", project, "facilities", tmp_path / "o1.csv", *maps, "--crs", "EPSG:25832", "--save-mapping", "Objekte Amt 51", "--json").stdout)  # fmt: skip
    assert told["saved_mapping"].endswith("Objekte Amt 51.toml")
    shown = json.loads(call("mappings", "show", "Objekte Amt 51", "--json").stdout)
    assert shown["fields"] | COLUMNS == shown["fields"]
    assert shown["kind_words"] == {"Kita": ["kita"], "Bibliothek": ["library"]}
    assert shown["crs"] == "EPSG:25832"
    assert "Objekte Amt 51" in call("mappings", "list").output
    call("import", project, "facilities", tmp_path / "o2.csv", "--replace", "--mapping", "Objekte Amt 51")
    from quartiermap.io import project_file

    assert project_file.load(project).facilities["places"].tolist() == [46.0, 12.0, 30.0]
    call("mappings", "delete", "Objekte Amt 51")
    call("mappings", "show", "Objekte Amt 51", code=3)
    call("import", project, "facilities", tmp_path / "o2.csv", "--mapping", "../boese", code=3)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("name = ", {"mapping_toml"}),
        ('name = "a"\nlayer = "quatsch"\n', {"mapping_invalid"}),
        (
            'name = "a"\nlayer = "facilities"\nkind = "rathaus"\ncrs = "WGS84"\nfremd = 1\n',
            {"mapping_invalid"},
        ),
        ('format = 2\nname = "a"\nlayer = "facilities"\n', {"mapping_invalid"}),
        ('name = "a"\nlayer = "facilities"\n[fields]\nname = 5\n', {"mapping_invalid"}),
        ('name = "a"\nlayer = "facilities"\n[kind_words]\nA = ["rathaus"]\n', {"mapping_invalid"}),
    ],
)
def test_broken_mappings_say_everything_at_once(tmp_path: Path, text: str, codes: set[str]) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        saved_mappings.load(str(path))
    assert {p.code for p in caught.value.problems} == codes
    if "fremd" in text:
        assert len(caught.value.problems) == 3


def test_a_mapping_of_another_layer_is_a_wrong_call(tmp_path: Path) -> None:
    saved = first(tmp_path)
    with pytest.raises(UsageError):
        carry_out(
            city(),
            ImportOrder(ImportRequest("districts", (tmp_path / "objekte_2024.csv",)), mapping=str(saved)),
        )


@pytest.mark.parametrize("name", ["", "../x", "a/b", "a\nb", " x", "x" * 90])
def test_names_that_are_no_names(name: str) -> None:
    with pytest.raises(InputError):
        saved_mappings.path_of(name)


@pytest.mark.realdata
def test_a_preset_and_a_mapping_together(tmp_path: Path, shared_data: Path) -> None:
    """The tables of 2017 and 2019 have other columns; the mapping keeps the key, the preset knows the columns."""
    from quartiermap.io.importers import import_layer

    berlin = shared_data / "berlin"
    project = import_layer(
        new_project("Berlin"),
        ImportRequest("districts", (berlin / "grenzen" / "lor_planungsraeume_bis2020.geojson",)),
    ).project
    request = ImportRequest(
        "indicators",
        (berlin / "sozialmonitoring" / "mss_2017_planungsraeume.csv",),
        preset="berlin-mss",
        period="2017",
    )
    kept = carry_out(project, ImportOrder(request, save_as=str(tmp_path / "mss.toml"))).saved_to
    saved = saved_mappings.load(str(kept))
    assert (saved.preset, saved.layer) == ("berlin-mss", "indicators")
    later = ImportRequest(
        "indicators", (berlin / "sozialmonitoring" / "mss_2019_planungsraeume.csv",), period="2019"
    )
    got = carry_out(project, ImportOrder(later, mapping=str(kept))).result.project.indicators
    direct = import_layer(
        project, ImportRequest("indicators", later.files, preset="berlin-mss", period="2019")
    ).project.indicators
    assert got.drop(columns="source_id").equals(direct.drop(columns="source_id"))
