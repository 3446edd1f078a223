"""Tile files of the user: what is in them comes out unchanged, and a hostile one is refused with a sentence."""

from __future__ import annotations

import contextlib
import gzip
import json
import random
import sqlite3
import struct
import threading
import zlib
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

from quartiermap.errors import InputError
from quartiermap.io import tile_bytes, tile_files
from quartiermap.io.tile_files import TileFile, plain_text
from quartiermap.io.tile_pmtiles import tile_number
from quartiermap.io.tile_services import tile_range


def png(side: int = 256, shade: int = 200) -> bytes:
    """Return a grey picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = (b"\0" + bytes([shade]) * side) * side
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")  # fmt: skip


def mbtiles(path: Path, tiles: dict[tuple[int, int, int], bytes], **metadata: str) -> Path:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        db.execute(
            "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB)"
        )
        db.execute("CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row)")
        db.executemany("INSERT INTO metadata VALUES (?, ?)", metadata.items())
        db.executemany(
            "INSERT INTO tiles VALUES (?, ?, ?, ?)",
            [(z, x, (1 << z) - 1 - y, body) for (z, x, y), body in tiles.items()],
        )
    db.close()
    return path


def varint(value: int) -> bytes:
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def directory(entries: list[tuple[int, int, int, int]]) -> bytes:
    """Return a packed directory of (number, run, length, offset)."""
    body, last = varint(len(entries)), 0
    for number, *_ in entries:
        body, last = body + varint(number - last), number
    for column in (1, 2):
        body += b"".join(varint(entry[column]) for entry in entries)
    return gzip.compress(body + b"".join(varint(entry[3] + 1) for entry in entries))


def pmtiles(
    path: Path, tiles: dict[tuple[int, int, int], bytes], metadata: object = None, *, kind: int = 2, leaves: bool = False, root: bytes | None = None,
    meta: bytes | None = None,
) -> Path:  # fmt: skip
    """Write a PMTiles file by the specification."""
    numbered = sorted((tile_number(*place), body) for place, body in tiles.items())
    data, entries = b"", []
    for number, body in numbered:
        entries.append((number, 1, len(body), len(data)))
        data += body
    leaf = b""
    if leaves:
        half = len(entries) // 2
        first, second = directory(entries[:half]), directory(entries[half:])
        leaf = first + second
        top = directory([(entries[0][0], 0, len(first), 0), (entries[half][0], 0, len(second), len(first))])
    else:
        top = directory(entries)
    top = top if root is None else root
    meta = gzip.compress(json.dumps(metadata or {}).encode()) if meta is None else meta
    zooms = [z for z, _, _ in tiles]
    at = 127
    places = [at, len(top), at + len(top), len(meta), at + len(top) + len(meta), len(leaf)]
    head = b"PMTiles\x03" + struct.pack(
        "<11Q", *places, places[4] + len(leaf), len(data), len(entries), len(entries), len(entries)
    )
    head += bytes([1, 2, 2 if kind == 1 else 1, kind, min(zooms), max(zooms)])
    head += (
        struct.pack("<4i", 86_000_000, 493_000_000, 88_000_000, 495_000_000)
        + bytes([12])
        + struct.pack("<2i", 87_000_000, 494_000_000)
    )
    assert len(head) == 127
    path.write_bytes(head + top + meta + leaf + data)
    return path


PLACES = [(10, 536, 349), (10, 537, 349), (11, 1073, 699), (12, 2146, 1398), (12, 2147, 1398)]


@pytest.fixture
def pictures() -> dict[tuple[int, int, int], bytes]:
    return {place: png(shade=10 * number) for number, place in enumerate(PLACES)}


@pytest.mark.parametrize("write", [mbtiles, pmtiles], ids=["mbtiles", "pmtiles"])
def test_every_picture_comes_out_at_its_place(
    tmp_path: Path, pictures: dict[tuple[int, int, int], bytes], write: Callable[..., Path]
) -> None:
    with TileFile(write(tmp_path / "k", pictures)) as tiles:
        assert {place: tiles.tile(*place) for place in PLACES} == pictures
        assert tiles.tile(12, 0, 0) is None
        assert (tiles.tile(9, 268, 174), tiles.tile(13, 4292, 2796)) == (None, None), (
            "outside of the zoom levels"
        )
        assert (tiles.info.format, tiles.info.min_zoom, tiles.info.max_zoom, tiles.info.side) == (
            "png",
            10,
            12,
            256,
        )


def test_tiles_of_a_pmtiles_file_are_found_through_further_directories(tmp_path: Path) -> None:
    tiles = {(12, x, 1398): png(shade=x % 250) for x in range(2000, 2300)}
    with TileFile(pmtiles(tmp_path / "k.pmtiles", tiles, leaves=True)) as found:
        assert all(found.tile(*place) == body for place, body in tiles.items())


@pytest.mark.parametrize("driver", ["MBTiles", "PMTiles"])
def test_vector_tiles_of_gdal_are_read_and_their_layers_named(tmp_path: Path, driver: str) -> None:
    frame = gpd.GeoDataFrame(
        {"class": ["water"]}, geometry=[shapely.box(8.65, 49.38, 8.7, 49.42)], crs=4326
    ).to_crs(3857)
    path = tmp_path / f"v.{driver.lower()}"
    pyogrio.write_dataframe(
        frame, path, layer="areas", driver=driver, dataset_options={"MINZOOM": "10", "MAXZOOM": "12"}
    )
    with TileFile(path) as tiles:
        assert tiles.info.is_vector
        assert tiles.info.layers == ("areas",)
        columns, rows = tile_range((8.66, 49.39, 8.661, 49.391), 12)
        body = tiles.tile(12, columns[0], rows[0])
        assert body is not None
        assert tile_bytes.layer_names(body) == ("areas",)


def test_the_credit_is_text_whatever_the_file_says(
    tmp_path: Path, pictures: dict[tuple[int, int, int], bytes]
) -> None:
    credit = '<a href="javascript:alert(1)">© Amt</a> &lt;img src=x onerror=alert(1)&gt; <script>x</script>\u202e2024'
    with TileFile(mbtiles(tmp_path / "k", pictures, name="<b>Karte</b>", attribution=credit)) as tiles:
        assert (tiles.info.name, tiles.info.credit) == ("Karte", "© Amt x 2024")


@pytest.mark.parametrize("seed", range(60))
def test_text_of_a_file_never_keeps_markup(seed: int) -> None:
    chance = random.Random(seed)
    signs = [
        "<",
        ">",
        "&lt;",
        "&amp;lt;",
        "&#60;",
        "a",
        " ",
        "script",
        "/",
        '"',
        "\x00",
        "&gt;",
        "&#x3c;",
        "\u202e",
        "€",
    ]
    text = plain_text("".join(chance.choice(signs) for _ in range(200)))
    assert "<" not in text
    assert ">" not in text
    assert "\x00" not in text
    assert len(text) <= tile_files.MAX_TEXT


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        TileFile(path)
    text = str(caught.value)
    assert path.name in text
    assert "Traceback" not in text
    return caught.value.problems[0].code


class TestHostileFiles:
    def test_something_else(self, tmp_path: Path) -> None:
        path = tmp_path / "k.mbtiles"
        for body in (b"", b"PK\x03\x04", b"<html>", b"SQLite", b"\x00" * 5000):
            path.write_bytes(body)
            assert refusal(path) == "tiles_unknown"

    def test_a_missing_file(self, tmp_path: Path) -> None:
        assert refusal(tmp_path / "weg.mbtiles") == "tiles_missing"

    def test_a_database_without_tiles(self, tmp_path: Path) -> None:
        path = tmp_path / "k.mbtiles"
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE other (a)")
        db.close()
        assert refusal(path) == "tiles_damaged"
        assert refusal(mbtiles(tmp_path / "leer.mbtiles", {})) == "tiles_empty"

    @pytest.mark.parametrize("write", [mbtiles, pmtiles], ids=["mbtiles", "pmtiles"])
    def test_a_file_cut_off_or_damaged_anywhere_never_raises_anything_else(
        self, tmp_path: Path, pictures: dict[tuple[int, int, int], bytes], write: Callable[..., Path]
    ) -> None:
        whole = write(tmp_path / "ganz", pictures).read_bytes()
        path, chance = tmp_path / "kaputt", random.Random(7)
        for number in range(120):
            body = bytearray(whole[: chance.randrange(20, len(whole))] if number % 2 else whole)
            for _ in range(1 + number % 5):
                body[chance.randrange(16, len(body))] = chance.randrange(256)
            path.write_bytes(body)
            with contextlib.suppress(InputError), TileFile(path) as tiles:
                for place in PLACES:
                    found = tiles.tile(*place)
                    assert found is None or tile_bytes.picture_format(found) == "png"

    def test_a_view_cannot_call_functions_nor_run_for_ever(self, tmp_path: Path) -> None:
        path = tmp_path / "sicht.mbtiles"
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE metadata (name, value)")
            db.execute("CREATE TABLE n (i)")
            db.executemany("INSERT INTO n VALUES (?)", [(i,) for i in range(400)])
            db.execute(
                "CREATE VIEW tiles AS SELECT 1 AS zoom_level, 0 AS tile_column, 0 AS tile_row, zeroblob(900000000) AS tile_data"
            )
        db.close()
        assert refusal(path) == "tiles_damaged"
        with sqlite3.connect(path) as db:
            db.execute("DROP VIEW tiles")
            db.execute(
                "CREATE VIEW tiles AS SELECT a.i + b.i + c.i + d.i AS zoom_level, 0 AS tile_column, 0 AS tile_row, NULL AS tile_data FROM n a, n b, n c, n d"
            )
        db.close()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tile_files, "_SQL_SECONDS", 0.05)
            assert refusal(path).startswith("tiles_")

    def test_triggers_do_not_run_and_the_file_stays_as_it_is(
        self, tmp_path: Path, pictures: dict[tuple[int, int, int], bytes]
    ) -> None:
        path = mbtiles(tmp_path / "k.mbtiles", pictures)
        with sqlite3.connect(path) as db:
            db.execute("CREATE TRIGGER t AFTER INSERT ON tiles BEGIN DELETE FROM tiles; END")
        db.close()
        before = path.read_bytes()
        with TileFile(path) as tiles:
            assert tiles.tile(*PLACES[0]) == pictures[PLACES[0]]
        assert path.read_bytes() == before
        assert [p.name for p in tmp_path.iterdir()] == ["k.mbtiles"]

    def test_a_gzip_bomb_is_no_tile(self, tmp_path: Path) -> None:
        bomb = gzip.compress(bytes(60_000_000))
        assert tile_bytes.unpacked(bomb) is None
        assert refusal(mbtiles(tmp_path / "b.mbtiles", {(10, 536, 349): bomb})) == "tiles_format"
        assert refusal(pmtiles(tmp_path / "d.pmtiles", {(10, 536, 349): png()}, root=bomb)) == "tiles_damaged"
        assert refusal(pmtiles(tmp_path / "m.pmtiles", {(10, 536, 349): png()}, meta=bomb)) == "tiles_damaged"

    def test_a_picture_of_giant_size_is_refused_by_its_head(self, tmp_path: Path) -> None:
        giant = png()[:16] + struct.pack(">II", 60_000, 60_000) + png()[24:]
        assert tile_bytes.safe_picture(giant) is None
        assert refusal(mbtiles(tmp_path / "g.mbtiles", {(10, 536, 349): giant})) == "tiles_too_large"

    def test_a_tile_that_is_no_picture_is_left_out(self, tmp_path: Path) -> None:
        tiles = {PLACES[0]: b"<svg onload=alert(1)>", PLACES[4]: png(), PLACES[1]: b"\x00" * 9_000_000}
        with TileFile(mbtiles(tmp_path / "k.mbtiles", tiles)) as found:
            assert (found.tile(*PLACES[0]), found.tile(*PLACES[1])) == (None, None)
            assert found.tile(*PLACES[4]) == png()

    def test_impossible_zoom_levels_and_bounds(self, tmp_path: Path) -> None:
        with TileFile(
            mbtiles(
                tmp_path / "k.mbtiles",
                {PLACES[0]: png()},
                minzoom="-4",
                maxzoom="9999",
                bounds="nan,inf,1e999,x",
            )
        ) as tiles:
            assert (tiles.info.min_zoom, tiles.info.max_zoom) == (10, 10)
            assert tiles.info.bounds[0] == -180
        body = bytearray(pmtiles(tmp_path / "k.pmtiles", {PLACES[0]: png()}).read_bytes())
        body[100:102] = bytes([200, 3])
        (tmp_path / "k.pmtiles").write_bytes(body)
        assert refusal(tmp_path / "k.pmtiles") == "tiles_damaged"

    @pytest.mark.parametrize(
        "entry", [(5, 1, 5, -1), (1 << 63, 1, 5, 0)], ids=["before the file", "beyond 64 bits"]
    )
    def test_a_directory_with_impossible_places_is_damaged(
        self, tmp_path: Path, entry: tuple[int, int, int, int]
    ) -> None:
        root = directory([entry, (entry[0] * 2, 1, 5, 0)])
        assert refusal(pmtiles(tmp_path / "k.pmtiles", {PLACES[0]: png()}, root=root)) == "tiles_damaged"

    def test_a_directory_that_leads_to_itself_ends(self, tmp_path: Path) -> None:
        number = tile_number(*PLACES[0])
        path = pmtiles(
            tmp_path / "k.pmtiles",
            {PLACES[0]: png()},
            leaves=False,
            root=directory([(0, 0, 60, 0), (number + 1, 1, 5, 0)]),
        )
        with contextlib.suppress(InputError), TileFile(path) as tiles:
            assert tiles.tile(*PLACES[0]) is None


def test_several_threads_may_ask_at_once(tmp_path: Path, pictures: dict[tuple[int, int, int], bytes]) -> None:
    wrong: list[object] = []
    with TileFile(mbtiles(tmp_path / "k.mbtiles", pictures)) as tiles:

        def ask() -> None:
            for _ in range(40):
                wrong.extend(place for place, body in pictures.items() if tiles.tile(*place) != body)

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not wrong


def test_what_is_written_can_be_read(tmp_path: Path, pictures: dict[tuple[int, int, int], bytes]) -> None:
    def fill(take: tile_files.Writer) -> None:
        for (z, x, y), body in pictures.items():
            take(z, x, y, body)
        take(12, 0, 0, pictures[PLACES[0]])

    path = tmp_path / "neu.mbtiles"
    tile_files.write_mbtiles(
        path, {"name": "Karte", "format": "png", "attribution": "© Amt", "bounds": "8.6,49.3,8.8,49.5"}, fill
    )
    with TileFile(path) as tiles:
        assert {place: tiles.tile(*place) for place in PLACES} == pictures
        assert tiles.tile(12, 0, 0) == pictures[PLACES[0]], "kept once, found twice"
        assert tiles.info.credit == "© Amt"
        assert tiles.info.bounds == (8.6, 49.3, 8.8, 49.5)


@pytest.mark.parametrize(("body", "size"), [
    (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x01\x00\x02\x00", (512, 256)),
    (b"RIFF\x00\x00\x00\x00WEBPVP8L\x00\x00\x00\x00\x2f\xff\xc0\x3f\x00" + bytes(10), (256, 256)),
    (b"RIFF\x00\x00\x00\x00WEBPVP8X" + bytes(8) + b"\xff\x01\x00\xff\x01\x00", (512, 512)),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(10) + b"\x00\x01\x00\x01", (256, 256)),
    (b"\xff\xd8\xff\xe0\xff\xff", None),
])  # fmt: skip
def test_the_size_of_a_picture_is_read_from_its_head(body: bytes, size: tuple[int, int] | None) -> None:
    assert tile_bytes.picture_size(body) == size
