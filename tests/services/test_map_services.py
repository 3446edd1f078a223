"""Maps of services: any WMS, WMTS or tile address behind the one switch, kept for offline where that is allowed."""

from __future__ import annotations

import math
import runpy
import threading
from pathlib import Path
from typing import Any

import pytest

from quartiermap.app import base_map_saving, base_maps, network_switch
from quartiermap.app.base_maps import BaseMap
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.errors import Cancelled, InputError, MachineError
from quartiermap.io import tile_fetching, tile_offers, tile_services
from quartiermap.io.service_transport import Connection
from quartiermap.io.tile_fetching import OnlineTiles
from quartiermap.io.tile_files import TileFile
from quartiermap.io.tile_services import TileService, tile_box, tile_range

png = runpy.run_path(str(Path(__file__).parents[1] / "unit/io/test_tile_files.py"))["png"]
PICTURE: bytes = png()
BOX = (8.66, 49.40, 8.70, 49.42)

WMS = """<?xml version="1.0"?><WMS_Capabilities version="1.3.0" xmlns="http://www.opengis.net/wms" xmlns:xlink="http://www.w3.org/1999/xlink">
<Service><Title>Stadtplan</Title><Fees>none</Fees><AccessConstraints>Datenlizenz Deutschland Namensnennung 2.0</AccessConstraints>
<ContactInformation><ContactPersonPrimary><ContactOrganization>Stadt Muster</ContactOrganization></ContactPersonPrimary></ContactInformation></Service>
<Capability><Request><GetMap><Format>image/tiff</Format><Format>image/png</Format><DCPType><HTTP><Get>
<OnlineResource xlink:href="http://innen.stadt.local:8080/wms?"/></Get></HTTP></DCPType></GetMap></Request>
<Layer><Title>alle</Title><CRS>EPSG:3857</CRS><CRS>EPSG:25832</CRS>
<Layer><Name>plan</Name><Title>Stadtplan &lt;b&gt;grau&lt;/b&gt;</Title><EX_GeographicBoundingBox><westBoundLongitude>8.5</westBoundLongitude>
<eastBoundLongitude>8.8</eastBoundLongitude><southBoundLatitude>49.3</southBoundLatitude><northBoundLatitude>49.5</northBoundLatitude></EX_GeographicBoundingBox>
<Attribution><Title>© Vermessungsamt Muster</Title></Attribution></Layer></Layer></Capability></WMS_Capabilities>"""


def wmts(
    identifier: str = "{z:02d}",
    crs: str = "urn:ogc:def:crs:EPSG::3857",
    template: str = "/kacheln/{Style}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}.png",
    side: int = 256,
) -> str:
    scale = 559082264.0287178 * 256 / side
    levels = "".join(
        f"<TileMatrix><ows:Identifier>{identifier.format(z=z)}</ows:Identifier><ScaleDenominator>{scale / 2**z:.10f}</ScaleDenominator>"
        f"<TopLeftCorner>-20037508.3428 20037508.3428</TopLeftCorner><TileWidth>{side}</TileWidth><TileHeight>{side}</TileHeight></TileMatrix>"
        for z in range(8, 17)
    )
    return f"""<?xml version="1.0"?><Capabilities xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1" version="1.0.0">
<ows:ServiceIdentification><ows:Fees>CC BY 4.0</ows:Fees></ows:ServiceIdentification><ows:ServiceProvider><ows:ProviderName>Amt Muster</ows:ProviderName></ows:ServiceProvider>
<Contents><Layer><ows:Title>Karte</ows:Title><ows:Identifier>karte</ows:Identifier><Style isDefault="true"><ows:Identifier>normal</ows:Identifier></Style>
<Format>image/png</Format><TileMatrixSetLink><TileMatrixSet>netz</TileMatrixSet></TileMatrixSetLink>
<ResourceURL format="image/png" resourceType="tile" template="{template}"/></Layer>
<TileMatrixSet><ows:Identifier>netz</ows:Identifier><ows:SupportedCRS>{crs}</ows:SupportedCRS>{levels}</TileMatrixSet></Contents></Capabilities>"""


@pytest.fixture
def connection() -> Any:
    with Connection(lambda: None) as made:
        yield made


def ok(body: str | bytes) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "text/xml"}, body.encode() if isinstance(body, str) else body


class TestWhatAnAddressOffers:
    def test_a_wms_with_its_terms_asked_at_its_own_address(self, stub: Any, connection: Connection) -> None:
        stub.answers = lambda _path, _query: ok(WMS)
        (found,) = tile_offers.from_address(connection, f"{stub.url}/ows?map=plan.map")
        assert (found.name, found.credit, found.licence) == (
            "Stadtplan grau",
            "© Vermessungsamt Muster",
            "Datenlizenz Deutschland Namensnennung 2.0",
        )
        assert found.bounds == (8.5, 49.3, 8.8, 49.5)
        address = found.address(12, 2146, 1399)
        assert address.startswith(stub.url + "/wms?"), "the inner name that the service gives is not followed"
        assert "map=plan.map" in address
        assert "CRS=EPSG:3857" in address
        assert "LAYERS=plan" in address
        box = [float(v) for v in address.partition("BBOX=")[2].partition("&")[0].split(",")]
        assert box == pytest.approx(tile_box(12, 2146, 1399), abs=1e-5)

    @pytest.mark.parametrize("side", [256, 512])
    def test_a_wmts_whose_levels_have_names_of_their_own(
        self, stub: Any, connection: Connection, side: int
    ) -> None:
        stub.answers = lambda _path, _query: ok(wmts(side=side))
        (found,) = tile_offers.from_address(connection, f"{stub.url}/wmts/1.0.0/WMTSCapabilities.xml")
        assert (found.min_zoom, found.max_zoom, found.side, found.credit, found.licence) == (
            8,
            16,
            side,
            "Amt Muster",
            "CC BY 4.0",
        )
        assert found.address(9, 3, 5) == f"{stub.url}/kacheln/normal/netz/09/5/3.png"

    def test_a_wmts_in_another_coordinate_system_is_refused(self, stub: Any, connection: Connection) -> None:
        stub.answers = lambda _path, _query: ok(wmts(crs="urn:ogc:def:crs:EPSG::25832"))
        with pytest.raises(InputError, match="Web-Mercator"):
            tile_offers.from_address(connection, f"{stub.url}/wmts?service=WMTS")

    def test_a_service_cannot_lead_elsewhere(self, stub: Any, connection: Connection) -> None:
        stub.answers = lambda _path, _query: ok(
            wmts(template="http://evil.example/{TileMatrix}/{TileRow}/{TileCol}.png")
        )
        (found,) = tile_offers.from_address(connection, f"{stub.url}/wmts?service=WMTS")
        assert found.address(9, 3, 5).startswith(stub.url + "/")

    @pytest.mark.parametrize(
        "body",
        [
            "<html>Anmeldung</html>",
            "",
            "<a/>",
            '<!DOCTYPE a [<!ENTITY b "c">]><WMS_Capabilities/>',
            "<WMS_Capabilities/>",
            "\x00\x01",
        ],
    )
    def test_anything_else_is_refused_in_a_sentence(
        self, stub: Any, connection: Connection, body: str
    ) -> None:
        stub.answers = lambda _path, _query: ok(body)
        with pytest.raises(InputError) as caught:
            tile_offers.from_address(connection, f"{stub.url}/wms")
        assert str(caught.value)

    @pytest.mark.parametrize(
        "address",
        [
            "https://x.de/{z}/{x}.png",
            "https://x.de/{a}/{x}/{y}/{z}",
            "file://localhost/{x}/{y}/{z}",
            "https://{x}.de/{z}/{y}",
            "{x}{y}{z}",
        ],
    )
    def test_a_tile_address_that_cannot_be(self, address: str) -> None:
        with pytest.raises(InputError):
            tile_services.xyz(address)

    def test_tiles_of_an_extent_hold_it(self) -> None:
        for z in range(20):
            columns, rows = tile_range(BOX, z)
            west, _, _, north = tile_box(z, columns[0], rows[0])
            _, south, east, _ = tile_box(z, columns[-1], rows[-1])

            def lon(x: float) -> float:
                return x / 20037508.342789244 * 180

            def lat(y: float) -> float:
                return math.degrees(math.atan(math.sinh(y / 20037508.342789244 * math.pi)))

            assert lon(west) <= BOX[0]
            assert lon(east) >= BOX[2]
            assert lat(south) <= BOX[1]
            assert lat(north) >= BOX[3]


class TestFetching:
    def test_a_tile_is_asked_once_and_kept(self, stub: Any) -> None:
        stub.answers = lambda _path, _query: ok(PICTURE)
        tiles = OnlineTiles(TileService("xyz", stub.url + "/{z}/{x}/{y}", "K"), lambda: None)
        try:
            assert tiles.tile(3, 1, 2) == tiles.tile(3, 1, 2) == PICTURE
        finally:
            tiles.close()
        assert stub.requests == ["/3/1/2"]

    def test_nothing_goes_out_while_the_switch_is_off(self, stub: Any) -> None:
        tiles = OnlineTiles(TileService("xyz", stub.url + "/{z}/{x}/{y}", "K"), network_switch.permit)
        assert tiles.tile(3, 1, 2) is None
        tiles.close()
        with pytest.raises(MachineError):
            base_maps.layers_at(stub.url, Progress())
        assert stub.requests == []

    def test_why_the_own_map_stands_in_is_said_in_whole_sentences(self, stub: Any) -> None:
        service = TileService("xyz", stub.url + "/{z}/{x}/{y}", "K")
        project = base_maps.add(Project("P"), base_maps.from_service(service))
        prepared = base_maps.prepare(project, None, lambda: None, lambda _text: None, Progress())
        assert "quartiermap network on. Bis dahin" in prepared.problem

    def test_as_many_requests_are_counted_as_the_service_saw(self, stub: Any) -> None:
        stub.answers = lambda _path, _query: ok(PICTURE)
        network_switch.turn(True)
        before = network_switch.sent()
        service = TileService("xyz", stub.url + "/{z}/{x}/{y}", "K")
        shown = base_maps.from_service(service, name="K", credit="", licence="")
        prepared = base_maps.prepare(
            base_maps.add(Project("P"), shown), None, lambda: None, lambda _text: None, Progress()
        )
        assert prepared.shown is not None
        assert prepared.shown.tiles is not None
        for column in range(3):
            prepared.shown.tiles.tile(3, column, 2)
        prepared.shown.tiles.close()
        with pytest.raises(InputError):
            base_maps.layers_at(stub.url, Progress())
        assert network_switch.sent() - before == len(stub.requests) > 3

    def test_outside_of_its_area_and_levels_a_service_is_not_asked(self, stub: Any) -> None:
        tiles = OnlineTiles(
            TileService("xyz", stub.url + "/{z}/{x}/{y}", "K", min_zoom=5, max_zoom=12, bounds=BOX),
            lambda: None,
        )
        assert (
            tiles.tile(4, 8, 5),
            tiles.tile(13, 4292, 2797),
            tiles.tile(12, 0, 0),
            tiles.tile(12, 9999, 0),
        ) == (None,) * 4
        tiles.close()
        assert stub.requests == []

    def test_a_failing_service_is_told_once_and_then_left_alone(self, stub: Any) -> None:
        stub.answers = lambda _path, _query: (500, {}, b"kaputt")
        told: list[str] = []
        tiles = OnlineTiles(TileService("xyz", stub.url + "/{z}/{x}/{y}", "K"), lambda: None, told.append)
        for x in range(12):
            assert tiles.tile(5, x, 0) is None
        tiles.close()
        assert len(told) == 1
        assert len(stub.requests) == tile_fetching.GIVE_UP

    @pytest.mark.parametrize(
        "body", [b"<svg onload=alert(1)/>", b"", b"<html>", b"\x89PNG\r\n\x1a\n", b"GIF89a" + bytes(50)]
    )
    def test_what_is_no_picture_is_not_handed_on(self, stub: Any, body: bytes) -> None:
        stub.answers = lambda _path, _query: (200, {"Content-Type": "image/png"}, body)
        tiles = OnlineTiles(TileService("xyz", stub.url + "/{z}/{x}/{y}", "K"), lambda: None)
        assert tiles.tile(5, 1, 1) is None
        tiles.close()

    def test_closing_ends_a_request_whose_answer_does_not_come(self, stub: Any) -> None:
        asked, answer = threading.Event(), threading.Event()

        def late(_path: str, _query: str) -> tuple[int, dict[str, str], bytes]:
            asked.set()
            answer.wait(60)
            return ok(PICTURE)

        stub.answers = late
        tiles = OnlineTiles(TileService("xyz", stub.url + "/{z}/{x}/{y}", "K"), lambda: None)
        found: list[bytes | None] = []
        asking = threading.Thread(target=lambda: found.append(tiles.tile(3, 1, 2)))
        asking.start()
        assert asked.wait(60)
        tiles.close()
        asking.join(tile_fetching.LIMITS.idle_s - 2)  # before its own patience ends
        waited = asking.is_alive()
        answer.set()
        asking.join()
        assert (waited, found) == (False, [None])

    def test_after_closing_nothing_is_asked(self, stub: Any) -> None:
        tiles = OnlineTiles(TileService("xyz", stub.url + "/{z}/{x}/{y}", "K"), lambda: None)
        tiles.close()
        assert tiles.tile(3, 1, 2) is None
        assert stub.requests == []


def service(stub: Any, licence: str = "CC BY 4.0") -> BaseMap:
    return base_maps.from_service(
        TileService(
            "xyz", stub.url + "/{z}/{x}/{y}", "Stadtplan", max_zoom=15, credit="© Amt", licence=licence
        )
    )


class TestKeeping:
    def test_a_free_map_is_kept_with_credit_and_licence(self, stub: Any, tmp_path: Path) -> None:
        network_switch.turn(True)
        stub.answers = lambda _path, _query: ok(PICTURE)
        wanted = base_map_saving.plan(service(stub), BOX, 13)
        assert wanted.tiles == sum(len(c) * len(r) for c, r in (tile_range(BOX, z) for z in range(8, 14)))
        kept = base_map_saving.save(
            service(stub), wanted, tmp_path / "stadt-plan.mbtiles", "", Progress(), per_second=1e6
        )
        assert (kept.path, kept.licence, kept.licence_by, kept.line) == (
            "stadt-plan.mbtiles",
            "CC BY 4.0",
            base_maps.BY_SERVICE,
            "© Amt, CC BY 4.0",
        )
        with TileFile(tmp_path / "stadt-plan.mbtiles") as tiles:
            assert (tiles.info.min_zoom, tiles.info.max_zoom, tiles.info.credit) == (
                8,
                13,
                "© Amt, CC BY 4.0",
            )
            columns, rows = tile_range(BOX, 13)
            assert all(tiles.tile(13, x, y) == PICTURE for x in columns for y in rows)
        assert len(stub.requests) == wanted.tiles, "each tile once"

    def test_an_unknown_licence_needs_the_users_word_which_is_noted(self, stub: Any, tmp_path: Path) -> None:
        network_switch.turn(True)
        stub.answers = lambda _path, _query: ok(PICTURE)
        shown = service(stub, "")
        wanted = base_map_saving.plan(shown, BOX, 9)
        with pytest.raises(InputError, match="nicht belegt, dass die Lizenz"):
            base_map_saving.save(shown, wanted, tmp_path / "k.mbtiles", " ", Progress())
        assert stub.requests == []
        assert list(tmp_path.glob("*.mbtiles")) == []
        kept = base_map_saving.save(
            shown, wanted, tmp_path / "k.mbtiles", "Erlaubnis vom 3.5.", Progress(), per_second=1e6
        )
        assert (kept.licence, kept.licence_by) == ("Erlaubnis vom 3.5.", base_maps.BY_USER)

    def test_too_much_and_forbidden_are_refused_before_any_request(self, stub: Any, tmp_path: Path) -> None:
        network_switch.turn(True)
        wanted = base_map_saving.plan(service(stub), (6.0, 48.0, 12.0, 54.0), 15)
        assert wanted.tiles > base_map_saving.MOST_TILES
        with pytest.raises(InputError, match=r"höchstens 20\.000"):
            base_map_saving.save(service(stub), wanted, tmp_path / "k.mbtiles", "", Progress())
        osm = base_maps.from_service(
            tile_services.xyz("https://tile.openstreetmap.org/{z}/{x}/{y}.png"), licence="ODbL"
        )
        with pytest.raises(InputError, match="verbieten"):
            base_map_saving.save(
                osm, base_map_saving.plan(osm, BOX, 9), tmp_path / "k.mbtiles", "ich darf", Progress()
            )
        assert stub.requests == []

    def test_the_switch_holds_here_too(self, stub: Any, tmp_path: Path) -> None:
        with pytest.raises(MachineError):
            base_map_saving.save(
                service(stub),
                base_map_saving.plan(service(stub), BOX, 9),
                tmp_path / "k.mbtiles",
                "",
                Progress(),
            )
        assert stub.requests == []

    def test_cancelling_leaves_nothing_behind(self, stub: Any, tmp_path: Path) -> None:
        network_switch.turn(True)
        stub.answers = lambda _path, _query: ok(PICTURE)
        wanted = base_map_saving.plan(service(stub), BOX, 14)
        with pytest.raises(Cancelled):
            base_map_saving.save(
                service(stub),
                wanted,
                tmp_path / "k.mbtiles",
                "",
                Progress(cancelled=lambda: len(stub.requests) >= 3),
                per_second=1e6,
            )
        assert [p.name for p in tmp_path.iterdir() if "mbtiles" in p.name] == []
        assert len(stub.requests) < wanted.tiles

    def test_the_rate_is_kept(self, stub: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        network_switch.turn(True)
        stub.answers = lambda _path, _query: ok(PICTURE)

        class Clock:
            now = 0.0

            @classmethod
            def monotonic(cls) -> float:
                return cls.now

            @classmethod
            def sleep(cls, seconds: float) -> None:
                cls.now += seconds

        monkeypatch.setattr(base_map_saving, "time", Clock)
        wanted = base_map_saving.plan(service(stub), BOX, 11)
        base_map_saving.save(service(stub), wanted, tmp_path / "k.mbtiles", "", Progress(), per_second=4)
        assert Clock.now == pytest.approx(wanted.tiles / 4), "answers came at once; the rest is waiting"

    def test_a_service_that_fails_midway_leaves_the_old_file(self, stub: Any, tmp_path: Path) -> None:
        network_switch.turn(True)
        stub.answers = lambda _path, _query: ok(PICTURE) if len(stub.requests) < 5 else (503, {}, b"")
        path = tmp_path / "k.mbtiles"
        path.write_bytes(b"von gestern")
        with pytest.raises(InputError, match="nicht verfügbar"):
            base_map_saving.save(
                service(stub),
                base_map_saving.plan(service(stub), BOX, 14),
                path,
                "",
                Progress(),
                per_second=1e6,
            )
        assert path.read_bytes() == b"von gestern"


class TestInTheProject:
    def test_a_service_is_shown_only_while_the_network_is_on(self, stub: Any, tmp_path: Path) -> None:
        project = base_maps.add(Project("Stadt"), service(stub))
        own = lambda: None  # noqa: E731
        off = base_maps.prepare(project, tmp_path, own, lambda _text: None, Progress())
        assert off.shown is None
        assert "ausgeschaltet" in off.problem
        network_switch.turn(True)
        on = base_maps.prepare(project, tmp_path, own, lambda _text: None, Progress())
        assert on.shown is not None
        assert on.shown.kind == "raster"
        assert on.shown.credit == "© Amt, CC BY 4.0"
        assert on.problem == ""
        assert on.shown.tiles is not None
        on.shown.tiles.close()

    def test_logins_and_keys_never_reach_the_project(self) -> None:
        secret = base_maps.from_service(
            tile_services.xyz("https://amt:geheim@karten.de/{z}/{x}/{y}.png?apikey=123&farbe=grau")
        )
        project = base_maps.add(Project("Stadt"), secret)
        assert "geheim" not in str(project.settings)
        assert "123" not in str(project.settings)
        assert "farbe=grau" in str(project.settings)
        (again,) = base_maps.known(project)
        assert again.service is not None
        assert "geheim" in again.service.template, "but they hold while the program runs"
