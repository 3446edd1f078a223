"""Whether a map service's tiles may be kept for days without a network."""

from __future__ import annotations

import re
import urllib.parse
from typing import TYPE_CHECKING, Final, Literal

from quartiermap.app.base_maps import BY_US, BY_USER

if TYPE_CHECKING:
    from quartiermap.app.base_maps import BaseMap

FREE: Final = re.compile(
    r"cc[ -]?by(?!.{0,4}nd)|cc[ -]?0|creative ?commons (namensnennung|attribution|zero)|dl-(de|zero|by)|datenlizenz deutschland|geonutzv|odbl|public domain|gemeinfrei|"
    r"open data|\bpddl\b",
    re.IGNORECASE,
)
"""Words of licences under which a copy may be kept."""

BULK_FORBIDDEN: Final = (
    "tile.openstreetmap.org",
    "openstreetmap.de",
    "google.",
    "googleapis.",
    "bing.",
    "virtualearth.",
    "arcgisonline.",
    "mapbox.",
    "thunderforest.",
)
"""Servers whose terms of use forbid fetching in advance, whatever the licence of their data is."""

Keeping = Literal["free", "ask", "forbidden"]


def may_keep(shown: BaseMap) -> Keeping:
    """Tell whether tiles of a service may be kept for offline use.

    Examples
    --------
    >>> from quartiermap.app.base_maps import from_service, offered
    >>> from quartiermap.io import tile_services
    >>> may_keep(offered()[0])
    'ask'
    >>> may_keep(from_service(tile_services.xyz("https://tile.openstreetmap.org/{z}/{x}/{y}.png"), licence="ODbL"))
    'forbidden'
    >>> may_keep(from_service(tile_services.xyz("https://karten.stadt.de/{z}/{x}/{y}.png")))
    'ask'
    """
    if shown.service is None:
        return "forbidden"
    host = urllib.parse.urlsplit(re.sub(r"[{}]", "", shown.service.template)).hostname or ""
    if any(
        host == end or host.endswith("." + end) or (end.endswith(".") and end in f"{host}.")
        for end in BULK_FORBIDDEN
    ):
        return "forbidden"
    return "free" if shown.licence_by not in (BY_USER, BY_US) and FREE.search(shown.licence) else "ask"
