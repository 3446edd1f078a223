"""A town as Folium draws it by itself: the document, with its links turned to our own files."""

from __future__ import annotations

import json
import re
from typing import Any

from quartiermap.render.map_page import NONCE_MARK

COLOURS = ("#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#2c7fb8")
_LEAFLET = re.compile(r"https?://[^\"]*/leaflet(@[^\"]*)?/dist/")
_FOREIGN = re.compile(r"<(script|link)[^>]*https?://[^>]*>(</script>)?")


def document(project: Any, turn: int) -> str:
    """Return the map of a project; `turn` gives the districts other colours."""
    import folium

    from quartiermap.render.map_data import build_layers

    layers = build_layers(project)
    west, south, east, north = layers.bounds or (5.9, 47.3, 15.0, 55.0)
    shown = folium.Map(tiles=None, prefer_canvas=True)
    shown._id = "peer"  # noqa: SLF001  (a name that does not change)
    colour = {f["id"]: COLOURS[(n + turn) % len(COLOURS)] for n, f in enumerate(layers.payloads["districts"]["features"])}  # fmt: skip
    folium.GeoJson(
        json.loads(json.dumps(layers.payloads["districts"])),
        style_function=lambda f: {"fillColor": colour[f["id"]], "color": "#59636e", "weight": 0.9, "fillOpacity": 0.6},
        tooltip=folium.GeoJsonTooltip(["name"]),
    ).add_to(shown)  # fmt: skip
    kinds = layers.meta["kinds"]
    for row in layers.payloads["facilities"]:
        folium.CircleMarker(
            (row["lat"], row["lon"]), radius=4, color="#ffffff", weight=1, fill=True, fill_opacity=1, fill_color=kinds[row["kind"]]["colour"],
            tooltip=row["name"],
        ).add_to(shown)  # fmt: skip
    shown.fit_bounds([[south, west], [north, east]])
    page = _LEAFLET.sub("quartier://app/vendor/leaflet/dist/", shown.get_root().render())
    page = _FOREIGN.sub("", page).replace("<script", f'<script nonce="{NONCE_MARK}"').replace("<style", f'<style nonce="{NONCE_MARK}"')  # fmt: skip
    return page.replace("</html>", f'<script nonce="{NONCE_MARK}">window.peer = map_peer;</script></html>')
