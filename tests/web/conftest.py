"""A real page in QtWebEngine: the scheme and the flags must be set before the application exists."""

from __future__ import annotations

import json
import runpy
import socketserver
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6

from quartiermap.ui.map import drawing, fences, scheme

fences.harden_environment()
drawing.choose_drawing()
scheme.register_scheme()

from quartiermap.domain.project import Project  # noqa: E402
from quartiermap.render import map_page  # noqa: E402
from quartiermap.ui.map.view import MapView  # noqa: E402

small_town = runpy.run_path(str(Path(__file__).with_name("town.py")))["small_town"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in Path(str(item.fspath)).parents:
            item.add_marker(pytest.mark.web)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the shell, built once."""
    folder = tmp_path_factory.mktemp("shell")
    map_page.build_cached_shell(folder)
    return folder


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo town's project file with its result; its raw files lie beside it in ``rohdaten``."""
    from quartiermap.app.demo_town import build_demo
    from quartiermap.io import project_file

    folder = tmp_path_factory.mktemp("stadt")
    path = folder / "stadt.gpkg"
    project_file.save(build_demo(folder / "rohdaten"), path)
    return path


@pytest.fixture
def town() -> Project:
    """Return four squares with two Kitas and a gap."""
    project: Project = small_town()
    return project


@pytest.fixture
def town_named() -> Callable[[tuple[str, ...]], Project]:
    """Return the maker of the town, for other names."""
    maker: Callable[[tuple[str, ...]], Project] = small_town
    return maker


class Probe:
    """A map view with everything that went wrong in it."""

    def __init__(self, view: MapView, qtbot: Any) -> None:
        self.view = view
        self.errors: list[str] = []
        self.qtbot = qtbot
        view.failed.connect(self.errors.append)

    def js(self, code: str) -> Any:
        """Run an expression in the page and return its value (through JSON)."""
        with self.qtbot.waitCallback(timeout=10_000) as answer:
            self.view.page.runJavaScript(f"(() => JSON.stringify({code}))()", 0, answer)
        return json.loads(answer.args[0]) if answer.args[0] else None

    def do(self, *steps: Callable[[], None]) -> None:
        """Carry out steps and wait until the last one is painted."""
        with self.qtbot.waitSignal(self.view.settled, timeout=20_000):
            for step in steps:
                step()


def put_away(view: MapView) -> None:
    """Delete a map at once and in order: a page that outlives its profile ends the interpreter with a crash."""
    view.shutdown()
    shiboken6.delete(view)


@pytest.fixture
def probe(qtbot: Any, cache: Path) -> Iterator[Probe]:
    """Return a map that is up; afterwards no error may have been logged in the page."""
    view = MapView(cache=cache, still=True)
    view.resize(900, 600)
    found = Probe(view, qtbot)
    with qtbot.waitSignal(view.ready, timeout=30_000):
        view.show()
    yield found
    errors = list(found.errors)
    put_away(view)
    assert errors == []


class Listener:
    """A server on the loopback that counts who calls."""

    def __init__(self) -> None:
        self.calls: list[bytes] = []
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            timeout = 1

            def handle(self) -> None:
                outer.calls.append(self.rfile.readline())

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.server.shutdown()
    found.server.server_close()
