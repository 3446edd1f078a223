"""What this machine has: only the standard library, so that ``dev.py`` can ask before anything is installed."""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import sys
from pathlib import Path

OFFSCREEN_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libnss3.so": "libnss3",
    "libasound.so.2": "libasound2",
    "libXcomposite.so.1": "libxcomposite1",
    "libXdamage.so.1": "libxdamage1",
    "libXrandr.so.2": "libxrandr2",
    "libXtst.so.6": "libxtst6",
    "libxkbfile.so.1": "libxkbfile1",
    "libgbm.so.1": "libgbm1",
    "libxcb-dri3.so.0": "libxcb-dri3-0",
}
"""Shared libraries that the embedded browser needs even without a screen, and the Debian packages with them."""

WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
"""The same for a window under X11."""

_RENAMED = {"libasound2": "libasound2t64", "libglib2.0-0": "libglib2.0-0t64"}
"""Debian 13 and Ubuntu 24.04 renamed these packages."""

PYTHON_MINIMUM = (3, 11)
GLIBC_MINIMUM = (2, 34)


def on_linux() -> bool:
    """Tell whether this is Linux; elsewhere the wheels bring all they need."""
    return sys.platform.startswith("linux")


def has_display() -> bool:
    """Tell whether a window could be shown."""
    if not on_linux():
        return True
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def missing_libraries(*, window: bool = False) -> dict[str, str]:
    """Return the shared libraries that cannot be loaded, each with the Debian package that has it."""
    if not on_linux():
        return {}
    wanted = OFFSCREEN_LIBRARIES | (WINDOW_LIBRARIES if window else {})
    missing: dict[str, str] = {}
    for library, package in wanted.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing[library] = package
    return missing


def is_debian() -> bool:
    """Tell whether packages come by apt here."""
    return on_linux() and shutil.which("apt-get") is not None


def is_root() -> bool:
    """Tell whether system packages may be installed without asking."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _release() -> tuple[str, float]:
    """Return the distribution's id and version from os-release; ("", 0.0) if unknown."""
    fields: dict[str, str] = {}
    for path in (Path("/etc/os-release"), Path("/usr/lib/os-release")):
        if path.is_file():
            for line in path.read_text("utf-8", "replace").splitlines():
                key, _, value = line.partition("=")
                fields[key] = value.strip().strip('"')
            break
    try:
        version = float(fields.get("VERSION_ID", "0"))
    except ValueError:
        version = 0.0
    return fields.get("ID", ""), version


def debian_packages(packages: list[str]) -> list[str]:
    """Return the package names as this release calls them.

    Examples
    --------
    >>> debian_packages(["libgl1"])
    ['libgl1']
    """
    name, version = _release()
    new = (name == "debian" and version >= 13) or (name == "ubuntu" and version >= 24.04)
    return [_RENAMED.get(p, p) if new else p for p in packages]


def install_command(packages: list[str]) -> str:
    """Return the one command that brings system packages on this machine."""
    names = " ".join(sorted(set(debian_packages(packages))))
    if is_debian():
        return f"{'' if is_root() else 'sudo '}apt-get install -y {names}"
    return f"die Pakete mit diesen Bibliotheken installieren (unter Debian: {names})"


def glibc_version() -> tuple[int, ...] | None:
    """Return the version of the C library on Linux, ``None`` elsewhere."""
    name, version = platform.libc_ver()
    if name != "glibc":
        return None
    return tuple(int(part) for part in version.split(".") if part.isdigit())
