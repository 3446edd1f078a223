"""The map document: Folium builds it once as a shell, with no link that leaves the machine.

Folium makes the document, the map, the panes and the layer groups; our page scripts (``resources/page``) fill the
groups with data that arrives later. `LocalFigure` rewrites every link that Folium wants to a file of our own or drops
it, and refuses what it does not know, so that a new plugin fails in a test and not at a user's desk.
"""

from __future__ import annotations

import hashlib
import html
from collections.abc import Callable
from pathlib import Path

from quartiermap.io import bundled

NONCE_MARK = "@quartier-nonce@"
"""Stands in a cached shell where the nonce of the running page is put."""

VENDOR_STYLES = ("leaflet/dist/leaflet.css",)
VENDOR_SCRIPTS = ("leaflet/dist/leaflet.js", "protomaps-leaflet/dist/protomaps-leaflet.js")
PAGE_STYLES = ("map.css",)
PAGE_SCRIPTS = (
    "map.js",
    "districts.js",
    "view.js",
    "sheet.js",
    "flags.js",
    "signs.js",
    "furniture.js",
    "cells.js",
    "basemap_styles.js",
    "basemap.js",
)
LIVE_SCRIPTS = ("answers.js", "live.js", "stage.js", "tools.js", "swipe.js", "channel.js")
"""What only the live map has: it talks to the program."""

PANES = {
    "basemap": 210, "districts": 400, "water": 402, "outlines": 405, "funding": 410, "cells": 420, "labels": 430, "selection": 440,
    "route": 445, "facilities": 450, "gaps": 460,
}  # fmt: skip
"""Panes from bottom to top with their z-index. Only ``districts`` takes pointer events; see ``signs.js``."""

_LINKS: dict[str, str | None] = {
    "leaflet": "leaflet/dist/leaflet.js",
    "leaflet_css": "leaflet/dist/leaflet.css",
    "jquery": None,
    "bootstrap": None,
    "awesome_markers": None,
    "bootstrap_css": None,
    "glyphicons_css": None,
    "awesome_markers_font_css": None,
    "awesome_markers_css": None,
    "awesome_rotate_css": None,
}
"""Every link that Folium may ask for, by its name: the local file, or ``None`` for what our page does not need."""

Tag = Callable[[str], str]


def shell_html(
    asset_base: str = "quartier://app/vendor/",
    nonce: str = "",
    *,
    page_base: str = "quartier://app/page/",
) -> str:
    """Return the document of the live map, without any data in it.

    Parameters
    ----------
    asset_base, page_base : str
        Where vendor files and our own page files are served from; with a trailing slash.
    nonce : str
        Put on every script. Lower-case hex only: the engine lower-cases header values (webmap.md 3.1).

    Raises
    ------
    ValueError
        If Folium asks for a link that is not in the table.
    """

    def style(address: str) -> str:
        return f'<link rel="stylesheet" href="{html.escape(address)}">'

    def script(address: str) -> str:
        return f'<script nonce="{html.escape(nonce)}" src="{html.escape(address)}"></script>'

    styles = [style(asset_base + name) for name in VENDOR_STYLES] + [
        style(page_base + name) for name in PAGE_STYLES
    ]
    return build_document(
        head="\n".join(styles),
        before="\n".join(script(asset_base + name) for name in VENDOR_SCRIPTS),
        after="\n".join(script(page_base + name) for name in (*PAGE_SCRIPTS, *LIVE_SCRIPTS)),
        script_tag=lambda code: f'<script nonce="{html.escape(nonce)}">{code}</script>',
    )


def build_document(
    *,
    head: str,
    before: str,
    after: str,
    script_tag: Tag,
    opening: str = "",
    body: str = "",
    title: str = "Karte",
) -> str:
    """Let Folium build the document around given links.

    Parameters
    ----------
    head : str
        Styles for the head.
    before, after : str
        Script elements before and after Folium's own script.
    script_tag : callable
        Wraps Folium's script into an element.
    opening, body : str
        Further elements of the body, before and after the map; trusted markup of ours only.
    title : str
        Plain text.
    """
    import folium
    from branca.element import Figure, Link

    class LocalFigure(Figure):  # type: ignore[misc]  # branca has no types
        """A figure that writes local links only, and its script where the nonce is."""

        def render(self, **kwargs: object) -> str:
            for child in self._children.values():
                child.render(**kwargs)
            for name, child in self.header._children.items():  # noqa: SLF001  (branca has no other way)
                if isinstance(child, Link):
                    if name not in _LINKS:
                        raise ValueError(f"Folium asks for an unknown link {name!r}: {child.url}")
                elif name not in ("meta_http", "map_quartier"):
                    raise ValueError(f"Folium puts something unknown into the head: {name!r}")
            elements = self.html.render(**kwargs)
            code = self.script.render(**kwargs)
            return (
                '<!DOCTYPE html>\n<html lang="de">\n<head>\n<meta charset="utf-8">\n'
                f"<title>{html.escape(title)}</title>\n"
                f'<meta name="viewport" content="width=device-width, initial-scale=1">\n{head}\n</head>\n<body>\n'
                f"{opening}{elements}\n{page_text('page.html')}\n{body}\n{before}\n{script_tag(code)}\n{after}\n</body>\n</html>\n"
            )

    figure = LocalFigure()
    shell = folium.Map(
        location=[51.2, 10.4],
        zoom_start=6,
        tiles=None,
        zoom_control=False,
        control_scale=False,
        prefer_canvas=False,
    )
    shell._id = "quartier"  # noqa: SLF001  (a stable name for the page's own scripts)
    shell.options["maxZoom"] = 19
    shell.options["zoomSnap"] = 0.25
    shell._parent = None  # noqa: SLF001  (a Map comes in a Figure of its own)
    figure.add_child(shell)
    for name, z_index in PANES.items():
        pane = folium.map.CustomPane(f"qm-{name}", z_index=z_index, pointer_events=name == "districts")
        pane._id = name  # noqa: SLF001
        pane.add_to(shell)
        group = folium.FeatureGroup(name=name, control=False)
        group._id = name  # noqa: SLF001
        group.add_to(shell)
    document: str = figure.render()
    return document


def page_text(name: str) -> str:
    """Return one of our own page files."""
    return (page_dir() / name).read_text("utf-8")


def page_dir() -> Path:
    """Return the folder with our page scripts and styles."""
    return bundled.resources_dir() / "page"


def shell_key() -> str:
    """Return a key of everything that the shell depends on, without importing Folium (1.4 s)."""
    from importlib import metadata  # 15 ms, which the window need not wait for

    digest = hashlib.sha256()
    for package in ("folium", "branca", "jinja2"):
        digest.update(f"{package} {metadata.version(package)}\n".encode())
    digest.update(Path(__file__).read_bytes())
    digest.update((page_dir() / "page.html").read_bytes())
    return digest.hexdigest()[:16]


def cached_shell(folder: Path) -> str | None:
    """Return the shell (with `NONCE_MARK`) if it has been built before, or ``None``."""
    try:
        return (folder / f"shell-{shell_key()}.html").read_text("utf-8")
    except OSError:
        return None


def build_cached_shell(folder: Path) -> str:
    """Build the shell with `NONCE_MARK`, keep it in `folder` for the next start, and return it.

    A folder that cannot be written costs the next start a second, nothing else.
    """
    text = shell_html(nonce=NONCE_MARK)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".shell-{shell_key()}.{hashlib.sha256(text.encode()).hexdigest()[:8]}"
        draft.write_text(text, "utf-8")
        draft.replace(folder / f"shell-{shell_key()}.html")
    except OSError:
        pass
    return text
