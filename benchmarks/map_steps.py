"""What is done with the map: moved, zoomed, pointed at, recoloured. Each step is named as it stands in the table."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.map_desk import Desk, Order, Smooth

Moved = dict[str, Smooth]
Ordered = dict[str, tuple[float, float, float]]
"""Step -> when it was painted after the wish, how long that took from the command on, and when the cells followed (ms)."""
NEAR_ZOOM = 14
TILES_S = 2.0
"""So long a background without a graphics card may take."""


def pan(desk: Desk) -> None:
    """Drag the map about for two seconds."""
    x, y = desk.view.width() / 2, desk.view.height() / 2
    desk.mouse("press", x, y)
    desk.along("drag", lambda s: (x + 0.26 * x * math.sin(4 * math.pi * s), y + 0.26 * y * math.sin(2 * math.pi * s)), 2)  # fmt: skip
    desk.mouse("release", x, y)


def zoom(desk: Desk) -> None:
    """Turn the wheel: four steps in, four out."""
    for turn in (1, 1, 1, 1, -1, -1, -1, -1):
        desk.wheel(desk.view.width() / 2, desk.view.height() / 2, turn)
        desk.pause(0.4)


def point(desk: Desk) -> None:
    """Move the mouse about over the map for two seconds: tips come and go."""
    x, y = desk.view.width() / 2, desk.view.height() / 2
    desk.along("move", lambda s: (x + 0.5 * x * math.sin(6.28 * s), y + 0.5 * y * math.cos(6.28 * s)), 2)


def moved(desk: Desk) -> Moved:
    """Move the map in every state that costs something."""
    found: Moved = {}
    desk.view.fit()
    desk.pause(TILES_S)
    found["Ruhe"] = desk.watch(lambda: desk.pause(2))
    centre = dict(desk.view.view)
    everywhere: list[tuple[str, Callable[[], Any]]] = [
        ("ganze Stadt", desk.view.fit),
        (f"Stufe {NEAR_ZOOM}", lambda: desk.view.show_view(centre["lon"], centre["lat"], NEAR_ZOOM)),
    ]
    for kinds, kind in (("eine Art", desk.window.thematic.theme.kind), ("alle Arten", None)):
        desk.view.show_kind(kind)
        for where, go in everywhere:
            go()
            desk.pause(TILES_S)
            for name, act in (("schieben", pan), ("zoomen", zoom), ("zeigen", point)):
                found[f"{name}, {kinds}, {where}"] = desk.watch(lambda act=act: act(desk))  # type: ignore[misc]
    desk.view.set_presentation(True)
    desk.pause(TILES_S)
    found[f"schieben, vor Publikum, Stufe {NEAR_ZOOM}"] = desk.watch(lambda: pan(desk))
    desk.view.set_presentation(False)
    desk.view.show_kind(desk.window.thematic.theme.kind)
    desk.view.fit()
    desk.rest()
    return found


def ordered(desk: Desk) -> Ordered:
    """Recolour, select, switch layers: from the wish until the page has painted it."""
    found: Ordered = {}

    def note(name: str, act: Callable[[], Any], *ops: str) -> None:
        done: Order = desk.order(act, ops[-1])
        found[name] = done.until(ops), done.in_page(ops), done.until(("cells",))
        desk.rest(1)  # the cells are drawn finer a moment after the colours

    window, view, data = desk.window, desk.view, desk.window.data
    assert data is not None
    kinds = [kind for kind in window.thematic.kinds() if kind != window.thematic.theme.kind]
    for kind in (*kinds[:3], kinds[0]):
        note(f"Art: {kind}" + (" (noch einmal)" if f"Art: {kind}" in found else ""), lambda kind=kind: window.thematic.choose_kind(kind), "kind", "paint")  # type: ignore[misc]  # fmt: skip
    for metres in (550, 600, 650):
        note(f"Schieber: {metres} m", lambda m=metres: window.thematic.choose_target(float(m)), "paint")  # type: ignore[misc]
    for figure in ("mean_distance_m", "covered_share"):
        note(f"Kennzahl: {figure}", lambda f=figure: window.thematic.choose_figure(f), "paint")  # type: ignore[misc]
    note("Stil: dunkel", lambda: window.look.choose_style("dark"), "look")
    note("Stil: hell", lambda: window.look.choose_style("light"), "look")
    district = data.reporting[len(data.reporting) // 2].district_id
    note("Quartier wählen", lambda: window.selection.select("district", district), "select")
    window.selection.clear()
    desk.rest()
    for layer, name in (
        ("cells", "Rasterzellen"),
        ("facilities", "Einrichtungen"),
        ("districts", "Quartiere"),
    ):
        for shown, how in ((False, "aus"), (True, "an")):
            note(f"{name} {how}", lambda i=layer, s=shown: view.set_visible(i, s), "visible")  # type: ignore[misc]
    note("alle Arten", lambda: view.show_kind(None), "kind")
    note("eine Art", lambda: view.show_kind(window.thematic.theme.kind), "kind")
    return found


def plain_folium(desk: Desk, scratch: Path) -> tuple[Moved, Ordered]:
    """Do the same with what Folium makes of the same town by itself, in the same engine: the peer.

    Districts with their colours and all facilities on a canvas; the cells are left out, as Folium would draw 40,000 squares.
    Another colouring means another document.
    """
    import time

    from benchmarks.map_peer import document
    from quartiermap.ui.map.view import MapView

    class Peer(MapView):
        """A map that only shows a document."""

        def _start(self) -> None:
            self._load(document(desk.window.workspace.project, 0))

    def up() -> bool:
        return bool(desk.js("Boolean(window.peer && window.peer._loaded)"))

    from PySide6.QtCore import QUrl

    from quartiermap.ui.map.scheme import INDEX

    peer = Peer(cache=scratch)
    peer.resize(desk.view.size())
    peer.show()
    desk.shown = peer
    desk.until(up)
    desk.pause(1.0)
    desk.prepare_page()
    found: Moved = {}
    for name, act in (("schieben", pan), ("zoomen", zoom)):
        found[f"{name}, alle Arten, ganze Stadt (Folium)"] = desk.watch(lambda act=act: act(desk))  # type: ignore[misc]
    begun = time.perf_counter()
    peer._handler.set_shell(document(desk.window.workspace.project, 1))  # noqa: SLF001  (nobody else may do so)
    made = (time.perf_counter() - begun) * 1000
    desk.js("(window.peer = null, 1)")
    peer.page.load(QUrl(INDEX))
    desk.until(up)
    desk.painted()
    whole = (time.perf_counter() - begun) * 1000
    desk.shown = None
    peer.shutdown()
    peer.hide()
    return found, {"Umfärben (Folium)": (whole, whole - made, float("nan"))}
