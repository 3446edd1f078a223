"""The styles of the background map, read from the very file that the page draws by (``basemap_styles.js``)."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final

from quartiermap.io import bundled

FILE: Final = "basemap_styles.js"
STYLES: Final = ("light", "dark", "contrast")
"""Hell, Dunkel, Kontrast (for paper and projectors)."""


@cache
def style(name: str) -> dict[str, Any]:
    """Return a style: colours of ground, areas, water, roads (casing, fill), names and their halo.

    Raises
    ------
    KeyError
        If there is no such style.

    Examples
    --------
    >>> style("dark")["dark"], style("light")["ground"]
    (True, '#f7f6f3')
    """
    text = (bundled.resources_dir() / "page" / FILE).read_text("utf-8")
    found: dict[str, Any] = json.loads(text.partition("=")[2].strip().rstrip(";"))[name]
    return found
