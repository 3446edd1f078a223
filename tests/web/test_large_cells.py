"""A large picture of the cells goes to the page in pieces: those in sight at once, others when they come into sight."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from quartiermap.domain.project import Project
from quartiermap.render.map_data import build_layers

BOUNDS = (9.0, 51.45, 9.03, 51.47)
SIZE = (2500, 1500)
PIECES = "Array.from(document.querySelectorAll('canvas.qm-cells'))"
SETTLED = f"({PIECES}.length === 6)"
MIDDLES = f"""(() => {{ const pen = new OffscreenCanvas(1, 1).getContext('2d');
  return {PIECES}.map((canvas) => {{ pen.drawImage(canvas, canvas.width >> 1, canvas.height >> 1, 1, 1, 0, 0, 1, 1);
    return [canvas.width, canvas.height, ...pen.getImageData(0, 0, 1, 1).data.slice(0, 2)]; }}).sort((a, b) => a[2] - b[2] || a[3] - b[3]); }})()"""
EDGES = f"""(() => {{ const [west, south, east, north] = {list(BOUNDS)};
  const first = QM.map.latLngToContainerPoint([north, west]); const last = QM.map.latLngToContainerPoint([south, east]);
  const at = QM.map.getContainer().getBoundingClientRect();
  const boxes = {PIECES}.map((canvas) => canvas.getBoundingClientRect());
  const filled = boxes.reduce((sum, box) => sum + box.width * box.height, 0);
  return [Math.min(...boxes.map((b) => b.left)) - at.left - first.x, Math.min(...boxes.map((b) => b.top)) - at.top - first.y,
    Math.max(...boxes.map((b) => b.right)) - at.left - last.x, Math.max(...boxes.map((b) => b.bottom)) - at.top - last.y,
    filled - (last.x - first.x) * (last.y - first.y)]; }})()"""


@pytest.fixture
def loaded(probe: Any, town: Project) -> Any:
    probe.do(lambda: probe.view.load_layers(build_layers(town)))
    return probe


def large() -> bytes:
    """Return a picture whose red grows by 40 a piece to the east and whose green by 40 a piece to the south."""
    picture = Image.new("RGBA", SIZE)
    for column in range(3):
        for row in range(2):
            picture.paste((40 + 40 * column, 40 + 40 * row, 0, 255), (1024 * column, 1024 * row, *SIZE))
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def test_only_the_pieces_in_sight_are_laid_and_the_others_follow(loaded: Any, qtbot: Any) -> None:
    loaded.do(lambda: loaded.view.show_view(9.0005, 51.4695, 17.0))
    loaded.do(lambda: loaded.view.show_cells(large(), BOUNDS))
    assert 0 < loaded.js(f"{PIECES}.length") < 6
    loaded.do(lambda: loaded.view.show_view(9.015, 51.46, 13.0))
    qtbot.waitUntil(lambda: loaded.js(SETTLED), timeout=10_000)
    assert loaded.js(MIDDLES) == [
        [width, height, 40 + 40 * column, 40 + 40 * row]
        for column, width in enumerate((1024, 1024, SIZE[0] - 2048))
        for row, height in enumerate((1024, SIZE[1] - 1024))
    ]
    assert loaded.js(EDGES) == [0, 0, 0, 0, 0]  # no seam, nothing twice
    named = f"{PIECES}.filter((canvas) => canvas.getAttribute('role') === 'img').length"
    assert loaded.js(named) == 1
    loaded.do(lambda: loaded.view.show_cells(None, None))
    assert loaded.js(f"{PIECES}.length") == 0
