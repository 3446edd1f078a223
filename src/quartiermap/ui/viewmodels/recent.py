"""The projects worked on last: name, where they lie, when; those pinned stay; what is missing is said, not forgotten."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings

LIMIT = 12
"""So many are kept; pinned ones do not count."""
_KEY = "recent_projects"
_OLD_KEY = "recent"


@dataclass(frozen=True)
class Recent:
    """One of them.

    Parameters
    ----------
    path : str
    name : str
        The project's own name, empty if it is not known.
    opened : str
        ISO time at which it was open last, empty if not known.
    pinned : bool
    missing : bool
        The file was looked for and is not there (now).
    """

    path: str
    name: str = ""
    opened: str = ""
    pinned: bool = False
    missing: bool = False

    @property
    def file(self) -> Path:
        """Where it lies."""
        return Path(self.path)

    @property
    def title(self) -> str:
        """The project's name, else that of its file."""
        return self.name or self.file.stem

    @property
    def when(self) -> str:
        """When it was open last, for people.

        Examples
        --------
        >>> Recent("a.gpkg", opened="2026-11-22T14:03:00+01:00").when, Recent("a.gpkg").when
        ('22.11.2026', '')
        """
        try:
            return f"{dt.datetime.fromisoformat(self.opened):%d.%m.%Y}"
        except ValueError:
            return ""


class RecentProjects:
    """The list, kept in the settings. No file is looked at here: a network drive that is gone would stop the window."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def entries(self) -> tuple[Recent, ...]:
        """Return them: the pinned ones first, then those worked on last."""
        found = self._stored()
        return (*(r for r in found if r.pinned), *(r for r in found if not r.pinned))

    def paths(self) -> list[Path]:
        """Return where they lie, in the same order."""
        return [entry.file for entry in self.entries()]

    def remember(self, path: Path, name: str) -> None:
        """Put a project first."""
        now = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        before = next((r for r in self._stored() if r.file == path), None)
        made = Recent(str(path), name, now, pinned=before is not None and before.pinned)
        self._store([made, *(r for r in self._stored() if r.file != path)])

    def forget(self, path: Path) -> None:
        """Take one from the list (its file stays)."""
        self._store([r for r in self._stored() if r.file != path])

    def pin(self, path: Path, on: bool) -> None:
        """Let one stay on the list, or no longer."""
        self._store([replace(r, pinned=on) if r.file == path else r for r in self._stored()])

    def _stored(self) -> list[Recent]:
        text = self._settings.value(_KEY)
        if text is None:
            return self._from_before()
        try:
            rows = json.loads(str(text))
            return [
                Recent(**{k: _typed(k, row[k]) for k in ("path", "name", "opened", "pinned")}) for row in rows
            ]
        except (ValueError, KeyError, TypeError):
            return []

    def _from_before(self) -> list[Recent]:
        """Return what an earlier version has kept: paths alone."""
        stored: Any = self._settings.value(_OLD_KEY, [])
        listed = [stored] if isinstance(stored, str) else list(stored or [])
        return [Recent(str(path)) for path in listed]

    def _store(self, rows: list[Recent]) -> None:
        free = [r for r in rows if not r.pinned][:LIMIT]
        kept = [{k: v for k, v in asdict(r).items() if k != "missing"} for r in rows if r.pinned or r in free]
        self._settings.setValue(_KEY, json.dumps(kept, ensure_ascii=False))


def missing(paths: Iterable[Path]) -> frozenset[str]:
    """Return which files are not there (may take long on a network drive: in a read)."""
    gone = set()
    for path in paths:
        try:
            if not path.is_file():
                gone.add(str(path))
        except OSError:
            gone.add(str(path))
    return frozenset(gone)


def _typed(key: str, value: object) -> Any:
    return bool(value) if key == "pinned" else str(value)
