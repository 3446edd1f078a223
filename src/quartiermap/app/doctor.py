"""What this machine has and lacks (``quartiermap doctor``)."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs

from quartiermap.app import machine
from quartiermap.app.machine import has_display
from quartiermap.domain import os_errors
from quartiermap.errors import MachineError

__all__ = ["Check", "examine", "has_display", "require_window"]

_PACKAGES = (
    "PySide6", "geopandas", "shapely", "pyproj", "folium", "pyogrio", "numpy", "pandas", "scipy", "osmium",
    "pyarrow", "pydantic", "click", "typst", "pikepdf", "matplotlib", "xlsxwriter", "openpyxl", "rapidfuzz", "platformdirs",
)  # fmt: skip
_DISK_MB = 500


@dataclass(frozen=True)
class Check:
    """One thing looked at: what, whether it is there, what was found, and the command that brings it."""

    name: str
    ok: bool
    found: str
    needed: bool = True
    command: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return asdict(self)


def examine() -> list[Check]:
    """Look at this machine; changes nothing."""
    checks = [_python(), _glibc(), *_packages(), _assets(), *_libraries(), _display(), _writable(), _disk()]
    return [check for check in checks if check is not None]


def _python() -> Check:
    wanted = ".".join(str(part) for part in machine.PYTHON_MINIMUM)
    return Check(
        "Python",
        sys.version_info >= machine.PYTHON_MINIMUM,
        platform.python_version(),
        True,
        f"Python {wanted} oder neuer installieren",
    )


def _glibc() -> Check | None:
    version = machine.glibc_version()
    if version is None:
        return None
    text = ".".join(str(part) for part in version)
    return Check(
        "C-Bibliothek (glibc)",
        version >= machine.GLIBC_MINIMUM,
        text,
        True,
        "Debian 12, Ubuntu 22.04 oder neuer verwenden",
    )


def _packages() -> list[Check]:
    checks = []
    for name in _PACKAGES:
        there = importlib.util.find_spec(name) is not None
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            version = "vorhanden" if there else "fehlt"
        checks.append(Check(f"Paket {name}", there, version, True, "make setup"))
    return checks


def _assets() -> Check:
    from quartiermap.io import bundled

    try:
        folder = bundled.vendor_dir()
    except MachineError as error:
        return Check("Kartenbausteine (Leaflet)", False, "fehlen", True, error.command or "")
    return Check(
        "Kartenbausteine (Leaflet)",
        True,
        f"{sum(1 for p in folder.rglob('*') if p.is_file())} Dateien im Paket",
    )


def _libraries() -> list[Check]:
    if not machine.on_linux():
        return []
    checks = []
    for name, window in (
        ("Systembibliotheken für die Karte", False),
        ("Systembibliotheken für das Fenster", True),
    ):
        missing = machine.missing_libraries(window=window)
        needed = not window or has_display()
        found = "vollständig" if not missing else f"es fehlen {', '.join(missing)}"
        checks.append(
            Check(
                name,
                not missing,
                found,
                needed,
                machine.install_command(list(missing.values())) if missing else "",
            )
        )
    return checks


def _display() -> Check:
    shown = has_display()
    text = (
        "vorhanden" if shown else "keiner: „quartiermap demo --headless“, analyse und report gehen auch ohne"
    )
    return Check("Bildschirm", shown, text, needed=False)


def _writable() -> Check:
    folder = Path(platformdirs.user_cache_dir("quartiermap", ensure_exists=False))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Check(
            "Zwischenspeicher",
            False,
            f"{folder} ist nicht beschreibbar ({os_errors.reason(error)})",
            True,
            f"Schreibrecht für {folder} geben",
        )
    return Check("Zwischenspeicher", True, str(folder))


def _disk() -> Check:
    free = shutil.disk_usage(tempfile.gettempdir()).free // 2**20
    return Check(
        "Freier Platz",
        free >= _DISK_MB,
        f"{free} MB",
        True,
        f"Mindestens {_DISK_MB} MB im Ordner {tempfile.gettempdir()} frei machen",
    )


def require_window() -> None:
    """Make sure that a window can be opened.

    Raises
    ------
    MachineError
        Naming what is missing and the one command that brings it.
    """
    if importlib.util.find_spec("PySide6") is None:
        raise MachineError("Das Paket PySide6 fehlt.", "make setup")
    if not has_display() and machine.on_linux():
        import os

        if os.environ.get("QT_QPA_PLATFORM") != "offscreen":
            raise MachineError("Hier gibt es keinen Bildschirm.", "quartiermap demo --headless")
    missing = machine.missing_libraries(window=has_display())
    if missing:
        raise MachineError(
            f"Für das Fenster fehlen Systembibliotheken: {', '.join(missing)}.",
            machine.install_command(list(missing.values())),
        )
