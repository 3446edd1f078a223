"""What ships with the program: kinds, standards, programmes, page files, report templates, map assets."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from quartiermap.domain.kinds import Kinds, kinds_from_toml
from quartiermap.domain.programme import Programme, programme_from_toml
from quartiermap.domain.standards import StandardSet, standards_from_toml
from quartiermap.errors import InputError, MachineError, Problem

_PACKAGE = Path(__file__).resolve().parents[1]


def _shipped(installed: str, checkout: str) -> Path:
    """Return a shipped folder: inside the package when installed, beside ``src`` in a checkout."""
    inside = _PACKAGE / installed
    return inside if inside.is_dir() else _PACKAGE.parents[1] / checkout


def data_dir() -> Path:
    """Return the folder with kinds, standards, programmes and the demo town's parameters."""
    return _shipped("_data", "data")


def resources_dir() -> Path:
    """Return the folder with our own page scripts, icons, report templates and translations."""
    return _shipped("_resources", "resources")


def vendor_dir() -> Path:
    """Return the folder with Leaflet and other third-party map assets, put there by the build.

    Raises
    ------
    MachineError
        If the assets are missing because the package was not built.
    """
    folder = _PACKAGE / "assets" / "vendor"
    if not (folder / "inventory.json").is_file():
        raise MachineError("Die Kartenbausteine (Leaflet) fehlen im Programmordner.", "make setup")
    return folder


@cache
def kinds() -> Kinds:
    """Return the catalogue of facility kinds."""
    return kinds_from_toml((data_dir() / "kinds.toml").read_text("utf-8"))


def standard_set_ids() -> tuple[str, ...]:
    """Return the ids of the shipped standard sets, the default first."""
    ids = sorted(p.stem for p in (data_dir() / "standards").glob("*.toml"))
    return tuple(sorted(ids, key=lambda i: i != "default"))


@cache
def standard_set(set_id: str = "default") -> StandardSet:
    """Return a shipped standard set."""
    return standards_from_toml((data_dir() / "standards" / f"{set_id}.toml").read_text("utf-8"))


def read_standard_set(path: Path) -> StandardSet:
    """Read a standard set of the user's; every error in it is reported at once.

    Raises
    ------
    InputError
        If the file is missing, no TOML, or breaks the schema.
    """
    try:
        return standards_from_toml(path.read_text("utf-8"))
    except ValidationError as error:
        raise InputError(
            [
                Problem(
                    f"Angabe ungültig: {e['msg']}.",
                    file=path.name,
                    column=".".join(str(part) for part in e["loc"]),
                    value=str(e["input"])[:80],
                    code=e["type"],
                )
                for e in error.errors()
            ]
        ) from error
    except (OSError, ValueError) as error:
        where = re.search(r"\(at line (\d+)", str(error))
        if isinstance(error, FileNotFoundError):
            why = "Die Datei mit den Richtwerten gibt es nicht."
        elif isinstance(error, OSError):
            why = "Die Datei mit den Richtwerten lässt sich nicht öffnen."
        else:
            why = "Die Datei mit den Richtwerten ist kein gültiges TOML."
        raise InputError(
            Problem(
                why,
                file=path.name,
                row=int(where.group(1)) if where else None,
                code="standards_unreadable",
                remedy="Eine TOML-Datei nach dem Muster data/standards/default.toml angeben.",
            )
        ) from error


def programme_ids() -> tuple[str, ...]:
    """Return the ids of the shipped programmes."""
    return tuple(sorted(p.stem for p in (data_dir() / "programmes").glob("*.toml")))


@cache
def programme(programme_id: str) -> Programme:
    """Return a shipped programme.

    Raises
    ------
    InputError
        If no programme has that id.
    """
    path = data_dir() / "programmes" / f"{programme_id}.toml"
    if programme_id not in programme_ids():
        raise InputError(
            Problem(
                f"Das Förderprogramm „{programme_id}“ gibt es nicht.",
                remedy=f"Vorhanden: {', '.join(programme_ids())}.",
                code="programme_unknown",
            )
        )
    return programme_from_toml(path.read_text("utf-8"))
