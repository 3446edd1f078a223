"""Files that a user keeps under a name: one folder on this machine, a name as a person would give it, TOML inside."""

from __future__ import annotations

import re
from pathlib import Path

from quartiermap.errors import InputError, Problem

_NAME = re.compile(r"[\w .,&()-]{1,80}")


def place_of(name: str, folder: Path, *, what: str, code: str) -> Path:
    """Return the file of a name: a path if the name is one (ends with ``.toml``), else one in `folder`.

    Parameters
    ----------
    what : str
        What cannot be called so, for the refusal: ``eine Vorlage``.
    code : str
        `Problem.code` of the refusal.

    Raises
    ------
    InputError
        If the name could not be the name of a file on every machine.

    Examples
    --------
    >>> here = Path("vorlagen")
    >>> place_of("Amt 61", here, what="eine Vorlage", code="name").as_posix()
    'vorlagen/Amt 61.toml'
    >>> place_of("stick/amt61.toml", here, what="eine Vorlage", code="name").as_posix()
    'stick/amt61.toml'
    """
    if name.lower().endswith(".toml"):
        return Path(name)
    if not _NAME.fullmatch(name) or name.strip(" .") != name:
        raise InputError(
            Problem(
                f"So kann {what} nicht heißen.",
                "Buchstaben, Ziffern, Leerzeichen, Punkt, Komma, Klammern und Bindestrich verwenden.",
                value=name[:80],
                code=code,
            )
        )
    return folder / f"{name}.toml"
