"""The backgrounds that a project can have: its own map, files of the user, map services; which one is chosen.

Kept in the setting `KEY`: files by reference with their checksum, services by address without logins and keys. What is
chosen changes no figure, so nothing becomes stale.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from quartiermap.app import network_switch, shared_folders
from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, Problem, QuartierMapError
from quartiermap.io import tile_files, tile_offers, tile_services
from quartiermap.io.service_transport import Connection, without_secrets
from quartiermap.io.tile_fetching import PARALLEL, OnlineTiles
from quartiermap.io.tile_files import TileFile, plain_text
from quartiermap.io.tile_services import TileService
from quartiermap.render.basemap_source import Background

if TYPE_CHECKING:
    from quartiermap.domain.project import Project

KEY: Final = "view.background"
OWN: Final = "own"
NONE: Final = "none"

CHECKED_BYTES: Final = 300_000_000
"""Files up to this length are compared by their checksum each time, longer ones by their length."""

BY_SERVICE, BY_USER, BY_US, BY_FILE = (
    "Angabe des Dienstes",
    "Angabe der Nutzerin oder des Nutzers",
    "Annahme von QuartierMap; bitte beim Herausgeber prüfen",
    "Angabe der Datei",
)
"""Who says what the licence is."""


@dataclass(frozen=True)
class BaseMap:
    """A background other than the project's own.

    Parameters
    ----------
    key : str
        Short and stable.
    name, credit, licence : str
        Plain text.
    licence_by : str
        Who says so: `BY_SERVICE`, `BY_USER`, `BY_US`, `BY_FILE`; empty without a licence.
    path, sha256, bytes : str, str, int
        Of a file; `path` is relative to the project where the file lies beside it.
    service : TileService or None
        Of a map service.
    """

    key: str
    name: str
    credit: str = ""
    licence: str = ""
    licence_by: str = ""
    path: str = ""
    sha256: str = ""
    bytes: int = 0
    service: TileService | None = None

    @property
    def is_online(self) -> bool:
        """Whether it needs the network."""
        return self.service is not None

    @property
    def line(self) -> str:
        """What stands on the map: credit, and the licence where the credit does not name it."""
        parts = [self.credit or self.name]
        if self.licence and self.licence.lower() not in self.credit.lower():
            parts.append(self.licence)
        return ", ".join(p for p in parts if p)


def _basemap_de(key: str, name: str, layer: str) -> BaseMap:
    year = dt.date.today().year
    template = f"https://sgx.geodatenzentrum.de/wmts_basemapde/tile/1.0.0/{layer}/default/GLOBAL_WEBMERCATOR/{{z}}/{{y}}/{{x}}.png"
    service = TileService("wmts", template, name, max_zoom=18, bounds=(5.5, 47.2, 15.1, 55.1))
    return BaseMap(key, name, f"© GeoBasis-DE / BKG ({year}) CC BY 4.0", "CC BY 4.0", BY_US, service=service)


def offered() -> tuple[BaseMap, ...]:
    """Return the map services that everybody is offered: the official map of Bund and Länder.

    The licence is an assumption: users of the service name CC BY 4.0 and dl-de/by-2-0 (github.com/joshuafuller/ATAK-Maps, pull
    request 59, 26.07.2025), but the terms of 2023 forbade keeping what the service sends (quoted in
    github.com/osmlab/editor-layer-index, pull request 1808, 07.07.2023). The page of the BKG itself was not at hand. So the map may be
    looked at, and whoever wants to keep it says on what grounds.
    """
    return (
        _basemap_de("basemapde-farbe", "basemap.de Farbe", "de_basemapde_web_raster_farbe"),
        _basemap_de("basemapde-grau", "basemap.de Grau", "de_basemapde_web_raster_grau"),
    )


# ---- what the project knows


def known(project: Project) -> tuple[BaseMap, ...]:
    """Return the backgrounds that belong to the project; rows that cannot be read are left out."""
    found = project.settings.get(KEY)
    rows = found.get("maps", ()) if isinstance(found, dict) else ()
    maps = []
    for row in rows if isinstance(rows, list | tuple) else ():
        try:
            maps.append(_from_row(row))
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
    return tuple(maps)


def choices(project: Project) -> tuple[BaseMap, ...]:
    """Return everything but the own map and none: the project's first, then what everybody is offered."""
    return (*known(project), *offered())


def told_apart(maps: Sequence[BaseMap]) -> dict[str, str]:
    """Return what each background is called where all of them stand together, by its key.

    Two of one name get the name of their file, or the host of their service; two files of one name in two folders get all of it.

    Examples
    --------
    >>> both = (BaseMap("a", "Plan", path="karten/plan-2019.mbtiles"), BaseMap("b", "Plan", path="karten/plan-2024.mbtiles"))
    >>> list(told_apart(both).values())
    ['Plan – plan-2019.mbtiles', 'Plan – plan-2024.mbtiles']
    """
    names = {shown.key: shown.name for shown in maps}
    for more in (_source_name, _source):
        counts = Counter(names.values())
        for shown in maps:
            if counts[names[shown.key]] > 1 and (source := more(shown)):
                names[shown.key] = f"{shown.name} – {source}"
    return names


def _source(shown: BaseMap) -> str:
    return without_secrets(shown.service.template) if shown.service is not None else shown.path


def _source_name(shown: BaseMap) -> str:
    if shown.service is not None:
        return urlsplit(shown.service.template).hostname or ""
    return PureWindowsPath(shown.path).name


def chosen(project: Project) -> str:
    """Return `OWN`, `NONE` or the key of a background; what is not known any more counts as the own map."""
    found = project.settings.get(KEY)
    key = str(found.get("chosen", OWN)) if isinstance(found, dict) else OWN
    return key if key in (OWN, NONE) or any(m.key == key for m in choices(project)) else OWN


def choose(project: Project, key: str) -> Project:
    """Return the project with another background."""
    return _with(project, known(project), key)


def add(project: Project, added: BaseMap, *, choose_it: bool = True) -> Project:
    """Return the project with one more background; the same one again replaces its entry."""
    rest = tuple(m for m in known(project) if m.key != added.key)
    return _with(project, (*rest, added), added.key if choose_it else chosen(project))


def remove(project: Project, key: str) -> Project:
    """Return the project without a background; files stay where they are."""
    now = chosen(project)
    return _with(project, tuple(m for m in known(project) if m.key != key), OWN if now == key else now)


def _with(project: Project, maps: Sequence[BaseMap], key: str) -> Project:
    settings = {k: v for k, v in project.settings.items() if k != KEY}
    if maps or key != OWN:
        settings[KEY] = {"chosen": key, "maps": [_as_row(m) for m in maps]}
    return project.with_(settings=settings)


_SECRETS: dict[str, str] = {}
"""Address patterns with logins or keys, by the background's key: they live as long as the program does and are never saved."""


def _as_row(shown: BaseMap) -> dict[str, Any]:
    row: dict[str, Any] = {
        k: getattr(shown, k)
        for k in ("key", "name", "credit", "licence", "licence_by", "path", "sha256")
        if getattr(shown, k)
    }
    if shown.bytes:
        row["bytes"] = shown.bytes
    if shown.service is not None:
        bare = without_secrets(shown.service.template)
        if bare != shown.service.template:
            _SECRETS[shown.key] = shown.service.template
        row["service"] = tile_services.as_row(replace(shown.service, template=bare))
        row["login"] = bare != shown.service.template or shown.key in _SECRETS
    return row


def _from_row(row: dict[str, Any]) -> BaseMap:
    service = tile_services.from_row(row["service"]) if row.get("service") else None
    key = str(row["key"])
    if not re.fullmatch(r"[a-z0-9-]{1,40}", key):
        raise ValueError(key)
    if service is not None and key in _SECRETS:
        service = replace(service, template=_SECRETS[key])
    return BaseMap(
        key, plain_text(row["name"], 120), plain_text(row.get("credit")), plain_text(row.get("licence")), plain_text(row.get("licence_by")),
        str(row.get("path", "")), str(row.get("sha256", "")), int(row.get("bytes", 0)), service,
    )  # fmt: skip


# ---- making one


def attach_file(
    path: Path,
    folder: Path | None,
    progress: Progress | None = None,
    *,
    licence: str = "",
    credit: str = "",
    name: str = "",
) -> BaseMap:
    """Look at a tile file and return it as a background.

    Parameters
    ----------
    path : Path
    folder : Path or None
        Where the project lies; a file there is noted by its name alone, so that both can move together.
    progress : Progress, optional
    licence, credit, name : str
        What the user says; otherwise what the file says of itself.

    Raises
    ------
    InputError
        If the file cannot be a background.
    """
    info, sha256 = tile_files.check(path, progress)
    shared_folders.allow(path.resolve())
    said = plain_text(licence)
    return BaseMap(
        f"datei-{sha256[:12]}", plain_text(name, 120) or info.name or path.stem, plain_text(credit) or info.credit, said,
        BY_USER if said else BY_FILE if info.credit else "", _noted(path, folder), sha256, info.bytes,
    )  # fmt: skip


def _noted(path: Path, folder: Path | None) -> str:
    whole = path.resolve()
    if folder is not None and whole.is_relative_to(folder.resolve()):
        return whole.relative_to(folder.resolve()).as_posix()
    return str(whole)


def layers_at(address: str, progress: Progress) -> list[TileService]:
    """Ask what map an address offers. A tile address is not asked anything.

    Raises
    ------
    MachineError
        If the network is switched off.
    InputError
    """
    if "{" in address:
        return [tile_services.xyz(address)]
    network_switch.require()
    with Connection(network_switch.permit, None, progress) as connection:
        return tile_offers.from_address(connection, address)


def from_service(service: TileService, *, name: str = "", credit: str = "", licence: str = "") -> BaseMap:
    """Return a layer of a map service as a background; what the user says of its terms goes before what the service says."""
    said = plain_text(licence)
    key = hashlib.sha256(without_secrets(service.template).encode()).hexdigest()[:12]
    by = (
        (BY_SERVICE if said == service.licence else BY_USER)
        if said
        else BY_SERVICE
        if service.licence
        else ""
    )
    return BaseMap(
        f"dienst-{key}",
        plain_text(name, 120) or service.name,
        plain_text(credit) or service.credit,
        said or service.licence,
        by,
        service=service,
    )


# ---- showing it


@dataclass(frozen=True)
class Prepared:
    """What the map is given: the background (``None`` for none), and a sentence if it is not the one that was chosen."""

    shown: Background | None
    problem: str = ""


Own = Callable[[], Path | None]
"""Makes the tiles of the project's own map."""


def prepare(
    project: Project, folder: Path | None, own: Own, failed: Callable[[str], None], progress: Progress
) -> Prepared:
    """Open the chosen background; where that cannot be, the own map takes its place and a sentence says why.

    Parameters
    ----------
    project : Project
    folder : Path or None
        Where the project lies.
    own : callable
    failed : callable
        Told later, from a worker thread, why tiles of a service do not come.
    progress : Progress
    """
    key = chosen(project)
    if key == NONE:
        return Prepared(None)
    problem = ""
    wanted = next((m for m in choices(project) if m.key == key), None)
    if wanted is not None:
        try:
            return _opened(wanted, folder, failed, progress)
        except QuartierMapError as error:
            problem = f"{str(error).removesuffix('.')}. Bis dahin steht die eigene Karte da."
    path = own()
    return Prepared(None if path is None else Background(path.stem, own=path), problem)


def _opened(
    wanted: BaseMap, folder: Path | None, failed: Callable[[str], None], progress: Progress
) -> Prepared:
    if wanted.service is not None:
        network_switch.require()
        service = wanted.service
        version = hashlib.sha256(service.template.encode()).hexdigest()[:16]
        shown = Background(
            version, OnlineTiles(service, network_switch.permit, failed), kind="raster", min_zoom=service.min_zoom, max_zoom=service.max_zoom,
            bounds=service.bounds, size=service.side, credit=wanted.line, parallel=PARALLEL,
        )  # fmt: skip
        return Prepared(shown)
    path = find_file(wanted, folder)
    tiles = TileFile(path)
    info, note = tiles.info, ""
    try:
        same = info.bytes == wanted.bytes and (
            info.bytes > CHECKED_BYTES or tile_files.checksum(path, progress) == wanted.sha256
        )
    except BaseException:  # unreadable, or the user has asked to stop
        tiles.close()
        raise
    if not same:
        note = f"Die Kartendatei „{path.name}“ ist eine andere als beim Anhängen; gezeigt wird sie, wie sie jetzt ist."
    return Prepared(
        Background(
            (wanted.sha256 or path.stem)[:16] + (f"{info.bytes:x}" if note else ""), tiles, kind="vector" if info.is_vector else "raster",
            min_zoom=info.min_zoom, max_zoom=info.max_zoom, bounds=info.bounds, layers=info.layers, size=info.side, credit=wanted.line,
        ),
        note,
    )  # fmt: skip


def find_file(wanted: BaseMap, folder: Path | None) -> Path:
    """Return where a background's file lies: as noted, or beside the project.

    Raises
    ------
    InputError
        If it is not there any more, or lies on a share that the user has not been to (`shared_folders`).
    """
    noted = Path(wanted.path)
    may_ask = shared_folders.may_ask(wanted.path, folder)
    tried = [noted] if noted.is_absolute() and may_ask else []
    if folder is not None:
        tried += [folder / noted] if not noted.is_absolute() and may_ask else []
        tried += [folder / PureWindowsPath(wanted.path).name]
    for path in tried:
        if path.is_file():
            return path
    if not may_ask:
        raise InputError(
            Problem(
                f"Die Kartendatei für „{wanted.name}“ liegt laut Projekt auf einem anderen Rechner ({shared_folders.share_of(wanted.path)}). "
                "Dort wurde nicht nachgesehen.",
                "Wenn Sie ihm vertrauen: Ansicht > Kartenhintergrund > Kartendatei anhängen und die Datei dort selbst wählen.",
                file=noted.name, code="tiles_elsewhere",
            )
        )  # fmt: skip
    raise InputError(
        Problem(
            f"Die Kartendatei für „{wanted.name}“ ist nicht da.",
            f"Erwartet wird sie {'unter ' + str(noted) if noted.is_absolute() else 'neben der Projektdatei'}. Zurücklegen oder unter Ansicht > "
            "Kartenhintergrund neu anhängen.",
            file=noted.name, code="tiles_missing",
        )
    )  # fmt: skip
