"""Layers, cells, tiles and the document of the map, without any browser."""

from __future__ import annotations

import html.parser
import json
import re
import runpy
import struct
import zlib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from quartiermap.domain.project import Project, Source, new_project
from quartiermap.render import map_page
from quartiermap.render.basemap import build_tiles
from quartiermap.render.cells_png import DARK, LIGHT, cells_png, has_secret, palette_png
from quartiermap.render.map_credits import source_line
from quartiermap.render.map_data import build_layers, simplified, to_json
from quartiermap.render.tile_store import TileStore

TOWN = runpy.run_path(str(Path(__file__).parents[2] / "web" / "town.py"))
X, Y = TOWN["X"], TOWN["Y"]
HOSTILE = TOWN["HOSTILE"]


@pytest.fixture
def town() -> Project:
    project: Project = TOWN["small_town"]()
    return project


def unpack_png(data: bytes) -> np.ndarray:
    """Return the class numbers of a 2-bit palette PNG (an independent little reader)."""
    width, height, depth, colour = struct.unpack(">IIBB", data[16:26])
    assert (depth, colour) == (2, 3)
    at, body = 8, b""
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            body += data[at + 8 : at + 8 + length]
        at += 12 + length
    lines = np.frombuffer(zlib.decompress(body), np.uint8).reshape(height, -1)
    assert (lines[:, 0] == 0).all()
    packed = lines[:, 1:]
    return np.stack([packed >> 6, packed >> 4 & 3, packed >> 2 & 3, packed & 3], axis=2).reshape(height, -1)[
        :, :width
    ]


# ---- layers


def test_positions_are_right_to_a_decimetre(town: Project) -> None:
    rows = build_layers(town).payloads["facilities"]
    to_utm = pyproj.Transformer.from_crs(4326, 25832, always_xy=True)
    x, y = to_utm.transform(rows[0]["lon"], rows[0]["lat"])
    assert np.hypot(x - (X + 500), y - (Y + 500)) < 0.15


def test_only_the_finest_level_is_coloured_and_the_next_is_outlined(town: Project) -> None:
    payloads = build_layers(town).payloads
    assert [f["id"] for f in payloads["districts"]["features"]] == ["01", "02", "03", "04"]
    assert [f["id"] for f in payloads["outlines"]["features"]] == ["0"]


def test_missing_places_are_said_and_not_zero(town: Project) -> None:
    planned = build_layers(town).payloads["facilities"][1]
    assert planned["places"] is None
    assert planned["text"] == "Kita (geplant)\nPlätze: keine Daten"


def test_a_playground_is_told_by_its_ground(town: Project) -> None:
    """The map said "m²: keine Daten" of a playground whose square metres stood in the inspector."""
    frame = town.facilities.copy()
    frame["kind"] = "playground"
    frame.loc[frame.index[0], "area_m2"] = 1230.0
    first, second = build_layers(town.with_(facilities=frame)).payloads["facilities"][:2]
    assert first["text"].splitlines()[1] == "1.230 m²"
    assert second["text"].splitlines()[1] == "Fläche: keine Daten"


def test_everything_can_be_json_and_nothing_is_nan(town: Project) -> None:
    layers = build_layers(town)
    for name in layers.payloads:
        assert json.loads(layers.encoded(name)) == layers.payloads[name]
    with pytest.raises(ValueError, match="JSON"):
        to_json(float("nan"))


def test_bounds_hold_all_districts(town: Project) -> None:
    bounds = build_layers(town).bounds
    assert bounds is not None
    shape = gpd.GeoSeries(town.districts.geometry, crs=25832).to_crs(4326).total_bounds
    assert bounds == pytest.approx(tuple(shape), abs=2e-6)
    assert build_layers(new_project("Leer")).bounds is None


def test_what_is_made_of_the_same_frames_is_taken_over(town: Project) -> None:
    first = build_layers(town)
    for name in first.payloads:
        first.encoded(name)
    moved = town.with_(facilities=town.facilities.assign(name="Neu"))
    second = build_layers(moved, before=first)
    second.take_over(first)
    assert second.payloads == build_layers(moved).payloads
    assert second.meta == build_layers(moved).meta
    assert second.encoded("districts") is first.encoded("districts")
    assert json.loads(second.encoded("facilities")) == second.payloads["facilities"]
    assert {row["name"] for row in second.payloads["facilities"]} == {"Neu"}


def test_in_another_system_everything_is_made_anew(town: Project) -> None:
    first = build_layers(town)
    other = build_layers(town.with_(epsg=25833), before=first)
    assert other.payloads["districts"] != first.payloads["districts"]
    assert other.payloads["facilities"] != first.payloads["facilities"]


def test_source_line_names_each_provider_once() -> None:
    source = Source(
        "a",
        "districts",
        "a.shp",
        "",
        1,
        1,
        "",
        provider="Stadt",
        licence="dl-de/by-2-0",
        data_date="31.12.2025",
    )
    other = Source("b", "facilities", "b.csv", "", 1, 1, "", data_date="2024-12-31")
    osm = Source("c", "network", "c.osm.pbf", "", 1, 1, "", provider="OpenStreetMap", licence="ODbL 1.0")
    assert source_line(Project("P", sources=(source, source, other, osm))) == (
        "Quellen: © OpenStreetMap-Mitwirkende (ODbL) · Stadt, dl-de/by-2-0, Stand 31.12.2025 · b.csv, Stand 31.12.2024"
    )


def test_thinning_keeps_shared_borders_shared() -> None:
    wave = [(0.4 * np.sin(t / 3), t * 0.05) for t in range(2001)]
    left = shapely.Polygon([(-50, 0), *wave, (-50, 100)])
    right = shapely.Polygon([(50, 0), *wave, (50, 100)])
    thin = simplified(np.array([left, right]), budget=400)
    assert shapely.get_num_coordinates(thin).sum() <= 400
    assert shapely.coverage_is_valid(thin)
    assert shapely.area(thin).sum() == pytest.approx(100 * 100)
    same = simplified(np.array([left, right]), budget=10_000)
    assert shapely.equals_exact(same[0], left, 0)


# ---- cells


def test_exactly_the_cells_beyond_the_target_are_drawn_at_their_place(town: Project) -> None:
    analysis = town.analysis
    assert analysis is not None
    drawn = cells_png(town, analysis, "kita", 500)
    assert drawn is not None
    picture, (west, south, east, north) = unpack_png(drawn[0]), drawn[1]
    to_map = pyproj.Transformer.from_crs(25832, 3857, always_xy=True)
    corners = pyproj.Transformer.from_crs(4326, 3857, always_xy=True).transform([west, east], [south, north])
    table = analysis.demand.table
    px, py = to_map.transform(table["x"].to_numpy(), table["y"].to_numpy())
    column = ((px - corners[0][0]) / (corners[0][1] - corners[0][0]) * picture.shape[1]).astype(int)
    row = ((corners[1][1] - py) / (corners[1][1] - corners[1][0]) * picture.shape[0]).astype(int)
    beyond = analysis.access.distance_m["kita"] > 500  # 500 m itself is reached
    inside = (column >= 0) & (column < picture.shape[1]) & (row >= 0) & (row < picture.shape[0])
    assert inside[beyond].all()
    shown = np.zeros(9, bool)
    shown[inside] = picture[row[inside], column[inside]] > 0
    assert shown.tolist() == beyond.tolist()


def test_a_standard_with_distances_of_its_own_is_drawn_by_them(town: Project) -> None:
    """By air line nobody is beyond 500 m, although on foot some are."""
    import dataclasses

    from quartiermap.io import bundled

    analysis, known = town.analysis, bundled.standard_set().primary("kita")
    assert analysis is not None
    assert known is not None
    by_air = known.model_copy(update={"id": "luft", "measure": "air_line"})
    access = dataclasses.replace(analysis.access, by_standard_m={"luft": np.full(9, 400.0)})
    measured = dataclasses.replace(analysis, access=access)
    assert cells_png(town, measured, "kita", 500, standard=by_air) is None
    assert not has_secret(measured, "kita", 500, by_air)
    assert cells_png(town, measured, "kita", 500, standard=known) == cells_png(town, analysis, "kita", 500)


def test_where_the_network_has_no_data_nobody_is_called_out_of_reach(town: Project) -> None:
    import dataclasses

    from quartiermap.domain.network import OnNetwork

    analysis = town.analysis
    assert analysis is not None
    far = OnNetwork(np.zeros(9, np.int32), np.zeros(9), np.full(9, 5000.0))  # 5 km from the nearest way
    access = dataclasses.replace(analysis.access, points=far)
    assert cells_png(town, dataclasses.replace(analysis, access=access), "kita", 500) is None


def test_a_cell_has_its_true_area(town: Project) -> None:
    analysis = town.analysis
    assert analysis is not None
    drawn = cells_png(town, analysis, "kita", 500)
    assert drawn is not None
    picture, (west, south, east, north) = unpack_png(drawn[0]), drawn[1]
    geod = pyproj.Geod(ellps="GRS80")
    area = abs(geod.geometry_area_perimeter(shapely.box(west, south, east, north))[0])
    drawn_area = area * (picture > 0).mean()
    assert drawn_area == pytest.approx(4 * 100 * 100, rel=0.03)


def test_stripes_carry_the_meaning_without_colour(town: Project) -> None:
    assert town.analysis is not None
    drawn = cells_png(town, town.analysis, "kita", 500)
    assert drawn is not None
    picture = unpack_png(drawn[0])
    share = (picture == DARK).sum() / ((picture == DARK) | (picture == LIGHT)).sum()
    assert 0.25 < share < 0.6


def test_nothing_out_of_reach_or_unknown_kind_gives_no_picture(town: Project) -> None:
    analysis = town.analysis
    assert analysis is not None
    table = analysis.demand.table.assign(population=0.0)
    import dataclasses

    nobody = dataclasses.replace(analysis, demand=dataclasses.replace(analysis.demand, table=table))
    assert cells_png(town, nobody, "kita", 500) is None
    assert cells_png(town, analysis, "library", 500) is None


def test_cells_with_unknown_residents_are_dotted_not_left_out(town: Project) -> None:
    analysis = town.analysis
    assert analysis is not None
    import dataclasses

    table = analysis.demand.table.assign(population=np.nan)
    unknown = dataclasses.replace(analysis, demand=dataclasses.replace(analysis.demand, table=table))
    assert has_secret(unknown, "kita", 500)
    assert not has_secret(analysis, "kita", 500)
    one, other = cells_png(town, unknown, "kita", 500), cells_png(town, analysis, "kita", 500)
    assert one is not None
    assert other is not None
    dotted, striped = unpack_png(one[0]), unpack_png(other[0])
    assert ((dotted > 0) == (striped > 0)).all()
    assert (dotted != striped).any()


def test_spread_points_are_small_squares(town: Project) -> None:
    analysis = town.analysis
    assert analysis is not None
    import dataclasses

    table = analysis.demand.table.assign(resolution_m=0)
    spread = dataclasses.replace(analysis, demand=dataclasses.replace(analysis.demand, table=table))
    drawn = cells_png(town, spread, "kita", 500)
    assert drawn is not None
    geod = pyproj.Geod(ellps="GRS80")
    area = abs(geod.geometry_area_perimeter(shapely.box(*drawn[1]))[0]) * (unpack_png(drawn[0]) > 0).mean()
    assert area == pytest.approx(4 * 40 * 40, rel=0.06)


def test_png_keeps_every_number() -> None:
    numbers = np.arange(35, dtype=np.uint8).reshape(5, 7) % 3
    assert (unpack_png(palette_png(numbers, ((0, 0, 0, 0),) * 3)) == numbers).all()


# ---- tiles


def _basemap(town: Project) -> Project:
    areas = gpd.GeoDataFrame(
        {"class": ["water", "building"], "name": ["See", None]},
        geometry=[shapely.box(X, Y, X + 900, Y + 900), shapely.box(X + 1200, Y + 1200, X + 1220, Y + 1220)], crs=town.crs,
    )  # fmt: skip
    lines = gpd.GeoDataFrame(
        {"class": ["major", "path"], "name": ["Hauptstraße", None], "rank": [2, 6]},
        geometry=[shapely.LineString([(X - 90_000, Y), (X + 90_000, Y)]), shapely.LineString([(X, Y), (X + 500, Y + 500)])],
        crs=town.crs,
    )  # fmt: skip
    return town.with_(basemap_areas=areas, basemap_lines=lines)


def test_tiles_hold_all_layers_and_stop_at_the_margin(town: Project, tmp_path: Path) -> None:
    path = build_tiles(_basemap(town), tmp_path)
    assert path is not None
    store = TileStore(path)
    deepest = [body for z, _, _, body in store.tiles() if z == store.max_zoom]
    text = b"".join(zlib.decompress(body, wbits=31) for body in deepest)
    assert {name for name in (b"areas", b"buildings", b"lines", b"paths") if name in text} == {
        b"areas", b"buildings", b"lines", b"paths"
    }  # fmt: skip
    assert "Hauptstraße".encode() in text
    # 180 km of road are cut to the districts and 1 km around them: 4 km, tiles at this depth are 1.5 km wide
    assert len({x for z, x, _, _ in store.tiles() if z == store.max_zoom}) <= 5
    assert store.tile(3, 0, 0) is None
    assert store.tile(99, 0, 0) is None
    store.close()


def test_tiles_are_made_once_and_again_when_the_basemap_changes(town: Project, tmp_path: Path) -> None:
    project = _basemap(town)
    first = build_tiles(project, tmp_path)
    assert first is not None
    before = first.stat().st_mtime_ns
    assert build_tiles(project, tmp_path) == first
    assert first.stat().st_mtime_ns == before
    changed = project.with_(basemap_areas=project.basemap_areas.iloc[:1])
    assert build_tiles(changed, tmp_path) != first


def test_a_damaged_tile_file_is_made_anew(town: Project, tmp_path: Path) -> None:
    project = _basemap(town)
    path = build_tiles(project, tmp_path)
    assert path is not None
    path.write_bytes(b"kaputt")
    assert build_tiles(project, tmp_path) == path
    store = TileStore(path)
    assert store.tiles()
    store.close()


def test_no_basemap_no_tiles(town: Project, tmp_path: Path) -> None:
    assert build_tiles(town, tmp_path) is None
    assert list(tmp_path.iterdir()) == []


# ---- the document


class _Links(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.scripts: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.links += [str(found[k]) for k in ("href", "src", "action", "data") if found.get(k)]
        if tag == "script":
            self.scripts.append(found)


def _links(text: str) -> _Links:
    parser = _Links()
    parser.feed(text)
    return parser


def test_shell_links_only_to_our_own_files_which_exist() -> None:
    from quartiermap.io import bundled

    parser = _links(map_page.shell_html(nonce="ab12"))
    assert parser.links
    for link in parser.links:
        assert link.startswith(("quartier://app/vendor/", "quartier://app/page/"))
        base = bundled.vendor_dir() if "/vendor/" in link else map_page.page_dir()
        assert (base / re.sub(r"^quartier://app/(vendor|page)/", "", link)).is_file()
    assert all(script["nonce"] == "ab12" for script in parser.scripts)


def test_shell_is_the_same_every_time_and_names_no_host() -> None:
    one, other = map_page.shell_html(nonce="a"), map_page.shell_html(nonce="a")
    assert one == other
    assert "http" not in one


def test_an_unknown_link_of_folium_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import folium

    monkeypatch.setattr(
        folium.Map, "default_js", [*folium.Map.default_js, ("new_plugin", "somewhere/new.js")]
    )
    with pytest.raises(ValueError, match="new_plugin"):
        map_page.shell_html()


def test_cached_shell_is_what_was_built(tmp_path: Path) -> None:
    assert map_page.cached_shell(tmp_path) is None
    built = map_page.build_cached_shell(tmp_path)
    assert map_page.cached_shell(tmp_path) == built
    assert map_page.NONCE_MARK in built
