"""What ships with the program: kinds, standards, programmes, page files, report templates, map assets."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from quartiermap.errors import InputError, MachineError, Problem

if TYPE_CHECKING:  # pydantic and the models cost 0.2 s, and the window needs none of them before it stands
    from quartiermap.domain.age_windows import AgeWindows
    from quartiermap.domain.kinds import Kinds
    from quartiermap.domain.need_index import IndexDefinition
    from quartiermap.domain.profiles import Profile, Profiles
    from quartiermap.domain.programme import Programme
    from quartiermap.domain.standards import StandardSet
    from quartiermap.domain.supply_category import CategoryScheme

T = TypeVar("T")

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
    from quartiermap.domain.kinds import kinds_from_toml

    return kinds_from_toml((data_dir() / "kinds.toml").read_text("utf-8"))


@cache
def profiles() -> Profiles:
    """Return the catalogue of profiles (who walks), the default first."""
    from quartiermap.domain.profiles import profiles_from_toml

    return profiles_from_toml((data_dir() / "profiles.toml").read_text("utf-8"))


def profile(profile_id: str) -> Profile:
    """Return a shipped profile.

    Raises
    ------
    InputError
        If no profile has that id, naming those there are.
    """
    if profile_id not in profiles():
        there = ", ".join(f"{p.id} ({p.name})" for p in profiles())
        raise InputError(
            Problem(
                f"Das Profil „{profile_id}“ gibt es nicht.",
                remedy=f"Vorhanden: {there}.",
                value=profile_id,
                code="profile_unknown",
            )
        )
    return profiles()[profile_id]


def standard_set_ids() -> tuple[str, ...]:
    """Return the ids of the shipped standard sets, the default first."""
    ids = sorted(p.stem for p in (data_dir() / "standards").glob("*.toml"))
    return tuple(sorted(ids, key=lambda i: i != "default"))


@cache
def standard_set(set_id: str = "default") -> StandardSet:
    """Return a shipped standard set."""
    from quartiermap.domain.standards import standards_from_toml

    return standards_from_toml((data_dir() / "standards" / f"{set_id}.toml").read_text("utf-8"))


def read_standard_set(path: Path) -> StandardSet:
    """Read a standard set of the user's; every error in it is reported at once.

    Raises
    ------
    InputError
        If the file is missing, no TOML, or breaks the schema.
    """
    from quartiermap.domain.standards import standards_from_toml

    return _of_user(
        path, standards_from_toml, "den Richtwerten", "data/standards/default.toml", "standards_unreadable"
    )


@cache
def age_windows() -> AgeWindows:
    """Return the cut-off dates and age windows of the Länder."""
    from quartiermap.domain.age_windows import windows_from_toml

    return windows_from_toml((data_dir() / "age_windows.toml").read_text("utf-8"))


@cache
def supply_categories(scheme_id: str = "berlin-foerderatlas") -> CategoryScheme:
    """Return a shipped scheme of supply categories on two axes."""
    from quartiermap.domain.supply_category import categories_from_toml

    return categories_from_toml((data_dir() / "supply_categories" / f"{scheme_id}.toml").read_text("utf-8"))


def need_index_ids() -> tuple[str, ...]:
    """Return the ids of the shipped definitions of social indices."""
    return tuple(sorted(p.stem for p in (data_dir() / "need_indices").glob("*.toml")))


@cache
def need_index(index_id: str) -> IndexDefinition:
    """Return a shipped definition of a social index."""
    from quartiermap.domain.need_index import index_from_toml

    return index_from_toml((data_dir() / "need_indices" / f"{index_id}.toml").read_text("utf-8"))


def read_need_index(path: Path) -> IndexDefinition:
    """Read the definition of a social index of the user's; every error in it is reported at once.

    Raises
    ------
    InputError
        If the file is missing, no TOML, or breaks the schema.
    """
    from quartiermap.domain.need_index import index_from_toml

    return _of_user(
        path,
        index_from_toml,
        "dem Sozialindex",
        "data/need_indices/berlin-mss-2019.toml",
        "need_index_unreadable",
    )


def _of_user(path: Path, read: Callable[[str], T], of: str, pattern: str, code: str) -> T:
    """Read a data file of the user's with all its errors as problems that name the entry."""
    from pydantic import ValidationError

    try:
        return read(path.read_text("utf-8"))
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
            why = f"Die Datei mit {of} gibt es nicht."
        elif isinstance(error, OSError):
            why = f"Die Datei mit {of} lässt sich nicht öffnen."
        else:
            why = f"Die Datei mit {of} ist kein gültiges TOML."
        raise InputError(
            Problem(
                why,
                file=path.name,
                row=int(where.group(1)) if where else None,
                code=code,
                remedy=f"Eine TOML-Datei nach dem Muster {pattern} angeben.",
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
    from quartiermap.domain.programme import programme_from_toml

    return programme_from_toml(path.read_text("utf-8"))
