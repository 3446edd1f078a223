r"""Shares of other computers (``\\server\share``): asked only where the user has been, never because a file names them.

Windows signs in to a server as soon as a program looks whether a file is there. A project from a stranger could name any
server; so a share counts only if the project itself lies on it, or the user has picked a file there.
"""

from __future__ import annotations

import json
from pathlib import Path, PureWindowsPath

import platformdirs

from quartiermap.app.setting_files import write_setting


def share_of(path: str) -> str:
    r"""Return the share that a path leads to, in small letters; empty for a path of this computer.

    Examples
    --------
    >>> share_of(r"\\Server\Karten\stadt.mbtiles"), share_of("//server/karten/stadt.mbtiles")
    ('//server/karten', '//server/karten')
    >>> share_of(r"\\?\UNC\server\karten\stadt.mbtiles"), share_of(r"\\?\C:\stadt.mbtiles")
    ('//server/karten', '')
    >>> share_of("/srv/karten/stadt.mbtiles"), share_of(r"C:\karten\stadt.mbtiles"), share_of("stadt.mbtiles")
    ('', '', '')
    """
    slashed = path.replace("\\", "/").lower()
    for start in ("//?/unc/", "//./unc/"):
        if slashed.startswith(start):
            slashed = "//" + slashed.removeprefix(start)
    if slashed.startswith(("//?/", "//./")):
        return ""
    return PureWindowsPath(slashed).drive.replace("\\", "/") if slashed.startswith("//") else ""


def may_ask(path: str, folder: Path | None) -> bool:
    """Tell whether a path that a project names may be looked at; `folder` is where the project lies."""
    share = share_of(path)
    return not share or (folder is not None and share_of(str(folder)) == share) or share in _allowed()


def allow(path: Path) -> None:
    """Remember that the user has picked a file there.

    Raises
    ------
    InputError
        If it cannot be remembered.
    """
    share, known = share_of(str(path)), _allowed()
    if not share or share in known:
        return
    text = json.dumps(sorted({*known, share}), ensure_ascii=False, indent=1)
    write_setting(settings_file(), text)


def settings_file() -> Path:
    """Return the file that keeps the shares."""
    return platformdirs.user_config_path("quartiermap", appauthor=False) / "freigaben.json"


def _allowed() -> frozenset[str]:
    try:
        found = json.loads(settings_file().read_text("utf-8"))
    except (OSError, ValueError):
        return frozenset()
    return frozenset(str(share) for share in found) if isinstance(found, list) else frozenset()
