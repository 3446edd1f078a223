"""Geodata servers on loopback: real ones where this machine has them, and a small one that misbehaves on purpose."""

from __future__ import annotations

import contextlib
import http.server
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from quartiermap.domain.project import Project, new_project
from quartiermap.io.importers import ImportRequest, import_layer

X, Y = 520_000.0, 6_070_000.0
COUNT = 57


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the network switch of the tests apart from that of the person who runs them."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


def kita_frame() -> gpd.GeoDataFrame:
    """57 Kitas inside a town of 3 by 3 km, 6 more 1 km outside, 40 more 20 km away."""
    spots = [(X + 100 + 47 * i, Y + 100 + (613 * i) % 2800) for i in range(COUNT)]
    spots += [(X - 1000, Y + 100 * i) for i in range(6)] + [(X + 20_000 + i, Y) for i in range(40)]
    return gpd.GeoDataFrame(
        {
            "nummer": [f"0{i:03d}" for i in range(len(spots))],
            "name": [f"Kita „Größe {i}“ & Söhne" for i in range(len(spots))],
            "plaetze": [20 + i for i in range(len(spots))],
        },
        geometry=[shapely.Point(p) for p in spots],
        crs="EPSG:25832",
    )


@pytest.fixture(scope="session")
def kitas() -> gpd.GeoDataFrame:
    return kita_frame()


@pytest.fixture
def town(tmp_path: Path) -> Project:
    path = tmp_path / "Quartiere.gpkg"
    squares = [shapely.box(X + 1000 * i, Y, X + 1000 * (i + 1), Y + 3000) for i in range(3)]
    gpd.GeoDataFrame({"RAUMID": ["01", "02", "03"]}, geometry=squares, crs="EPSG:25832").to_file(path)
    return import_layer(new_project("Stadt"), ImportRequest("districts", (path,))).project


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ready(url: str, process: subprocess.Popen[bytes], what: str) -> str:
    for _ in range(200):
        if process.poll() is not None:
            pytest.skip(f"{what} is here but does not start")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310
                answer.read()
            return url
        except OSError:
            time.sleep(0.1)
    process.kill()
    pytest.skip(f"{what} did not answer within 20 s")


# ---------------------------------------------------------------------------------------------- MapServer

_MAP = """MAP
  NAME "Stadt"
  EXTENT 510000 6060000 550000 6080000
  PROJECTION "init=epsg:25832" END
  WEB METADATA
    "ows_title" "Kita-Dienst" "ows_onlineresource" "{url}" "ows_enable_request" "*" "ows_fees" "none"
    "ows_accessconstraints" "Datenlizenz Deutschland Namensnennung 2.0" "ows_srs" "EPSG:25832 EPSG:4326 EPSG:31467"
    "ows_contactorganization" "Stadt Muster"
  END END
  LAYER
    NAME "kitas" TYPE POINT STATUS ON
    CONNECTIONTYPE OGR CONNECTION "{geojson}"
    PROJECTION "init=epsg:25832" END
    METADATA "ows_title" "Kitas der Stadt" "gml_include_items" "all" "gml_featureid" "nummer" "ows_srs" "{srs}" {limit} END
  END
END
"""


@pytest.fixture(scope="session")
def mapserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, int | None], str]]:
    """Return ``address(srs, limit)`` of a MapServer whose layer offers these CRS and hands out so many at once."""
    binary = shutil.which("mapserv") or "/usr/lib/cgi-bin/mapserv"
    if not Path(binary).is_file():
        pytest.skip("no MapServer here (python3 dev.py servers brings it; Debian: cgi-mapserver)")
    folder = tmp_path_factory.mktemp("mapserver")
    kita_frame().to_file(folder / "kitas.geojson", driver="GeoJSON")

    (folder / "mapserver.conf").write_text('CONFIG\n ENV\n MS_MAP_PATTERN ".*"\n END\nEND\n', "utf-8")
    with _cgi(binary, {"MAPSERVER_CONFIG_FILE": str(folder / "mapserver.conf")}) as base:

        def address(srs: str, limit: int | None) -> str:
            name = folder / f"{srs.replace(' ', '_').replace(':', '')}_{limit}.map"
            url = f"{base}?map={name}"
            more = f'"wfs_maxfeatures" "{limit}"' if limit else ""
            name.write_text(
                _MAP.format(url=url + "&amp;", geojson=folder / "kitas.geojson", srs=srs, limit=more), "utf-8"
            )
            return url

        yield address


@contextlib.contextmanager
def _cgi(binary: str, settings: dict[str, str]) -> Iterator[str]:
    """Serve a CGI program on loopback; gives the address that it answers at."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            port = str(self.server.server_address[1])
            env = {
                **os.environ, "QUERY_STRING": urllib.parse.urlsplit(self.path).query, "REQUEST_METHOD": "GET", "SCRIPT_NAME": "/cgi",
                "SERVER_NAME": "127.0.0.1", "SERVER_PORT": port, "HTTP_HOST": f"127.0.0.1:{port}", **settings,
            }  # fmt: skip
            out = subprocess.run([binary], env=env, capture_output=True, check=False).stdout
            lines, _, body = out.replace(b"\r\n", b"\n").partition(b"\n\n")
            head = dict(line.split(": ", 1) for line in lines.decode("latin-1").splitlines() if ": " in line)
            self.send_response(int(head.pop("Status", "200").split()[0]))
            for name, value in head.items():
                if name != "Content-Length":
                    self.send_header(name, value.strip())
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/cgi"
    server.shutdown()
    server.server_close()
    thread.join()


# ---------------------------------------------------------------------------------------------- QGIS Server

_MAKE_QGS = """
import os, sys
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsProject, QgsVectorLayer
app = QgsApplication([], False); app.initQgis()
project = QgsProject.instance()
layer = QgsVectorLayer(sys.argv[1] + "|layername=kitas", "kitas", "ogr")
layer.setTitle("Kitas der Stadt")
project.addMapLayer(layer)
project.setCrs(QgsCoordinateReferenceSystem("EPSG:25832"))
project.writeEntry("WFSLayers", "/", [layer.id()])
project.writeEntry("WMSServiceCapabilities", "/", True)
for key, text in (("Title", "Kita-Dienst"), ("ContactOrganization", "Stadt Muster")):
    project.writeEntry("WMSService" + key if key == "Title" else "WMS" + key, "/", text)
project.writeEntry("WMSAccessConstraints", "/", "Datenlizenz Deutschland Namensnennung 2.0")
ok = layer.isValid() and project.write(sys.argv[2])
os._exit(0 if ok else 1)
"""
"""Makes the project of the server with QGIS itself: it takes none that is written by hand."""


@pytest.fixture(scope="session")
def qgis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a QGIS Server with the Kitas (it speaks WFS 1.1)."""
    binary = "/usr/lib/cgi-bin/qgis_mapserv.fcgi"
    if not Path(binary).is_file():
        pytest.skip("no QGIS Server here (Debian: qgis-server-bin)")
    folder = tmp_path_factory.mktemp("qgis")
    kita_frame().to_file(folder / "kitas.gpkg", layer="kitas", driver="GPKG")
    quiet = {"QT_QPA_PLATFORM": "offscreen", "HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    made = subprocess.run(
        ["/usr/bin/python3", "-c", _MAKE_QGS, str(folder / "kitas.gpkg"), str(folder / "stadt.qgs")],
        env={**os.environ, **quiet, "PYTHONPATH": ""}, capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    if made.returncode != 0:
        pytest.skip("QGIS Server is here, but no QGIS to make its project with (Debian: python3-qgis)")
    with _cgi(binary, quiet) as base:
        yield f"{base}?MAP={folder / 'stadt.qgs'}"


# ---------------------------------------------------------------------------------------------- pygeoapi


@pytest.fixture(scope="session")
def pygeoapi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a pygeoapi with the Kitas, 10 objects a page at most."""
    named = os.environ.get("QUARTIERMAP_PYGEOAPI_PYTHON")
    own = Path(__file__).resolve().parents[2] / ".venv-servers" / "bin" / "python"
    python = named or (str(own) if own.is_file() else sys.executable)
    known = subprocess.run([python, "-c", "import pygeoapi"], capture_output=True, check=False)
    if known.returncode != 0:
        pytest.skip("no pygeoapi here (python3 dev.py servers brings it)")
    folder = tmp_path_factory.mktemp("pygeoapi")
    frame = kita_frame().to_crs(4326)
    frame["id"] = frame["nummer"]
    frame.to_file(folder / "kitas.geojson", driver="GeoJSON")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    (folder / "config.yml").write_text(
        _YML.format(url=url, port=port, data=folder / "kitas.geojson"), "utf-8"
    )
    env = {
        **os.environ,
        "PYGEOAPI_CONFIG": str(folder / "config.yml"),
        "PYGEOAPI_OPENAPI": str(folder / "openapi.yml"),
    }
    subprocess.run(
        [python, "-c", "from pygeoapi import cli; cli()", "openapi", "generate", str(folder / "config.yml"), "--output-file", str(folder / "openapi.yml")],
        env=env, capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    code = f"from pygeoapi.flask_app import APP; APP.run(host='127.0.0.1', port={port})"
    process = subprocess.Popen(
        [python, "-c", code],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _ready(url + "/?f=json", process, "pygeoapi")
    yield url
    process.kill()
    process.wait()


_YML = """
server:
  bind: {{host: 127.0.0.1, port: {port}}}
  url: {url}
  mimetype: application/json; charset=UTF-8
  encoding: utf-8
  language: de-DE
  limits: {{default_items: 10, max_items: 10}}
  map: {{url: 'http://127.0.0.1/x.png', attribution: x}}
logging: {{level: ERROR}}
metadata:
  identification:
    title: Kita-API
    description: Kitas
    keywords: [kita]
    keywords_type: theme
    terms_of_service: none
    url: http://127.0.0.1/
  license: {{name: Datenlizenz Deutschland Zero 2.0, url: 'https://www.govdata.de/dl-de/zero-2-0'}}
  provider: {{name: Stadt Muster, url: 'http://127.0.0.1/'}}
  contact: {{name: x, position: x, address: x, city: x, stateorprovince: x, postalcode: x, country: x, phone: x, fax: x, email: x, url: 'http://127.0.0.1/', hours: x, instructions: x, role: x}}
resources:
  kitas:
    type: collection
    title: Kitas der Stadt
    description: Kitas
    keywords: [kita]
    links:
      - {{type: text/html, rel: license, title: Datenlizenz Deutschland Zero 2.0, href: 'https://www.govdata.de/dl-de/zero-2-0', hreflang: de}}
    extents:
      spatial: {{bbox: [5, 47, 15, 55], crs: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'}}
    providers:
      - type: feature
        name: GeoJSON
        data: {data}
        id_field: id
        crs: ['http://www.opengis.net/def/crs/OGC/1.3/CRS84', 'http://www.opengis.net/def/crs/EPSG/0/25832']
"""


# ---------------------------------------------------------------------------------------------- misbehaviour


@dataclass
class Stub:
    """A server that answers what a test tells it to: path and query in, (status, headers, body) out."""

    url: str = ""
    answers: Callable[[str, dict[str, str]], tuple[int, dict[str, str], bytes]] = field(
        default=lambda _path, _query: (404, {}, b"")
    )
    slow: float = 0.0
    cut: bool = False
    requests: list[str] = field(default_factory=list)


@pytest.fixture
def stub() -> Iterator[Stub]:
    told = Stub()
    ended = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.requests.append(self.path)
            parts = urllib.parse.urlsplit(self.path)
            query = {k.lower(): v for k, v in urllib.parse.parse_qsl(parts.query, keep_blank_values=True)}
            if told.slow:
                ended.wait(told.slow)
                if ended.is_set():
                    return
            query["@authorization"] = self.headers.get("Authorization", "")
            status, headers, body = told.answers(parts.path, query)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(body[: len(body) // 2] if told.cut else body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield told
    ended.set()
    server.shutdown()
    server.server_close()
    thread.join()


CAPABILITIES = """<?xml version="1.0" encoding="UTF-8"?>
<wfs:WFS_Capabilities version="{version}" xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink">
<ows:ServiceIdentification><ows:Title>Kita-Dienst</ows:Title><ows:Fees>{{"id":"dl-zero-de/2.0","name":"Datenlizenz Deutschland – Zero – Version 2.0","quelle":"Stadt Muster"}}</ows:Fees>
<ows:AccessConstraints>NONE</ows:AccessConstraints></ows:ServiceIdentification>
{more}
<wfs:FeatureTypeList><wfs:FeatureType><wfs:Name>app:kitas</wfs:Name><wfs:Title>Kitas</wfs:Title><wfs:DefaultCRS>{crs}</wfs:DefaultCRS>
</wfs:FeatureType></wfs:FeatureTypeList></wfs:WFS_Capabilities>"""


def gml_member(
    i: int, x: float, y: float, srs: str = "urn:ogc:def:crs:EPSG::25832", gml_id: str | None = None
) -> str:
    return (
        f'<wfs:member><app:kitas gml:id="{gml_id or f"kitas.{i}"}"><app:nummer>0{i:04d}</app:nummer><app:plaetze>{20 + i}</app:plaetze>'
        f'<app:geom><gml:Point srsName="{srs}" gml:id="p.{gml_id or i}"><gml:pos>{x!r} {y!r}</gml:pos></gml:Point></app:geom></app:kitas></wfs:member>'
    )


def gml_page(members: list[str], matched: object = None) -> bytes:
    number = "" if matched is None else f' numberMatched="{matched}" numberReturned="{len(members)}"'
    return (
        '<?xml version="1.0" encoding="UTF-8"?><wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" '
        f'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:app="http://www.deegree.org/app"{number}>{"".join(members)}</wfs:FeatureCollection>'
    ).encode()


@dataclass
class Wfs:
    """A WFS of points with faults to choose: the stub's answers."""

    points: list[tuple[float, float]]
    version: str = "2.0.0"
    crs: str = "urn:ogc:def:crs:EPSG::25832"
    limit: int | None = None
    matched: Callable[[int], object] = lambda n: n
    paging: bool = True
    filtering: bool = True
    more: str = ""
    srs: str | None = None
    turned: bool = False
    new_ids: bool = False
    calls: int = 0

    def __call__(self, _path: str, query: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        self.calls += 1
        xml = {"Content-Type": "text/xml"}
        if query.get("request") == "GetCapabilities":
            return 200, xml, CAPABILITIES.format(version=self.version, crs=self.crs, more=self.more).encode()
        found = list(enumerate(self.points))
        if self.filtering and "bbox" in query:
            w, s, e, n = (float(v) for v in query["bbox"].split(",")[:4])
            found = [(i, p) for i, p in found if w <= p[0] <= e and s <= p[1] <= n]
        matched = self.matched(len(found))
        if query.get("resulttype") == "hits":
            return 200, xml, gml_page([], matched)
        start = int(query.get("startindex", 0)) if self.paging else 0
        count = int(query.get("count", query.get("maxfeatures", 10**9)))
        part = found[start : start + min(count, self.limit or count)]
        order = (lambda p: (p[1], p[0])) if self.turned else (lambda p: p)
        members = [
            gml_member(
                i,
                *order(p),
                srs=self.srs or self.crs,
                gml_id=f"neu.{self.calls}.{i}" if self.new_ids else None,
            )
            for i, p in part
        ]
        return 200, xml, gml_page(members, matched)


@pytest.fixture
def wfs() -> type[Wfs]:
    return Wfs
