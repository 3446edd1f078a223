"""Small settings that are kept in files of their own, so that they can be read without Qt."""

from __future__ import annotations

from pathlib import Path

from quartiermap.errors import InputError, Problem
from quartiermap.io.atomic import make_folder, replace_file


def write_setting(file: Path, text: str) -> None:
    """Write such a file whole.

    Raises
    ------
    InputError
        If it cannot be written; the file then stands as before.
    """
    try:
        make_folder(file.parent)
        replace_file(file, lambda place: _write(place, text))
    except OSError as error:
        raise InputError(
            Problem("Die Einstellung lässt sich nicht speichern.", "Schreibrechte prüfen.", file=str(file), code="settings_unwritable")
        ) from error  # fmt: skip


def _write(place: Path, text: str) -> None:
    place.write_text(text, "utf-8")
