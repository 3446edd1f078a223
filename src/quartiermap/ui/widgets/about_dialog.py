"""Versions, licences and keys."""

from __future__ import annotations

import importlib.metadata
import json
import platform
from collections.abc import Sequence

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

import quartiermap
from quartiermap.errors import MachineError
from quartiermap.io import bundled
from quartiermap.ui.widgets import parts

_PACKAGES = (
    "PySide6", "geopandas", "shapely", "pyproj", "pyogrio", "pandas", "numpy", "scipy", "folium", "osmium", "typst", "pikepdf",
    "matplotlib", "XlsxWriter", "openpyxl", "pydantic", "click", "rapidfuzz", "pyarrow", "platformdirs",
)  # fmt: skip


def components() -> list[tuple[str, str, str]]:
    """Return name, version and licence of everything the program is built from."""
    found = []
    for name in _PACKAGES:
        try:
            meta = importlib.metadata.metadata(name).json
        except importlib.metadata.PackageNotFoundError:
            continue
        licence = str(meta.get("license_expression") or meta.get("license") or "").strip().partition("\n")[0]
        if not licence or len(licence) > 60:
            classifiers = [c for c in meta.get("classifier", []) if c.startswith("License ::")]
            licence = ", ".join(c.split(" :: ")[-1] for c in classifiers)
        found.append((name, str(meta.get("version", "")), licence))
    try:
        inventory = bundled.vendor_dir() / "inventory.json"
    except MachineError:
        return found
    found += [
        (str(entry["name"]), str(entry["version"]), str(entry["licence"]))
        for entry in json.loads(inventory.read_text("utf-8"))
    ]
    return found


class AboutDialog(QDialog):
    """Version, what the program promises, and the licences of its parts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Über QuartierMap"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 12)
        column.addWidget(parts.label(f"QuartierMap {quartiermap.__version__}", "title"))
        column.addWidget(
            parts.label(
                self.tr(
                    "Erreichbarkeit, Versorgung, Lücken und Förder-Vorprüfung im Quartier. Rechnet ganz auf diesem "
                    "Rechner; die Karte kann nichts aus dem Netz laden. Die Vorprüfung ist keine Förderzusage."
                )
            )
        )
        column.addWidget(
            parts.label(
                f"Python {platform.python_version()} · Qt {qVersion()} · {platform.platform()}",
                "muted",
                selectable=True,
            )
        )
        column.addWidget(parts.label(self.tr("Bestandteile und ihre Lizenzen"), "heading"))
        column.addWidget(_grid(components(), self.tr("Bestandteile")), 1)
        column.addWidget(
            parts.label(
                self.tr(
                    "Qt und PySide6 stehen unter LGPL-3.0 und sind unverändert eingebunden. Kartendaten aus "
                    "OpenStreetMap: © OpenStreetMap-Mitwirkende, ODbL."
                ),
                "muted",
            )
        )
        _close(self, column)
        # else the layout asks for what its lines would need in a column of words
        self.setMinimumSize(360, 300)
        self.resize(620, 560)


class KeysDialog(QDialog):
    """All keys of the window."""

    def __init__(self, keys: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Tastatur"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 12)
        column.addWidget(parts.label(self.tr("Tastatur"), "title"))
        column.addWidget(_grid(keys, self.tr("Tastatur")), 1)
        _close(self, column)
        self.resize(520, 560)


def _grid(rows: Sequence[Sequence[str]], name: str) -> QWidget:
    """Return rows of words below each other; the last of each row wraps."""
    inner = QWidget()
    inner.setObjectName("page")
    grid = QGridLayout(inner)
    grid.setContentsMargins(10, 8, 10, 8)
    grid.setHorizontalSpacing(16)
    last = len(rows[0]) - 1
    grid.setColumnStretch(last, 1)
    for number, cells in enumerate(rows):
        for column, words in enumerate(cells):
            grid.addWidget(parts.label(words, wrap=column == last, selectable=True), number, column)
    grid.setRowStretch(len(rows), 1)
    return parts.scrolled(inner, name)


def _close(dialog: QDialog, column: QVBoxLayout) -> None:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column.addWidget(buttons)
