"""What the window shows before a project is open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from quartiermap.ui.theme import icon
from quartiermap.ui.widgets import parts


class StartPage(QWidget):
    """Three ways to begin, and the projects worked on last.

    Signals
    -------
    demo_wanted, open_wanted, new_wanted
        The three ways.
    recent_wanted : str
        One of the projects worked on last.
    """

    demo_wanted = Signal()
    open_wanted = Signal()
    new_wanted = Signal()
    recent_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAccessibleName(self.tr("Startseite"))
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        middle = QVBoxLayout()
        middle.setSpacing(10)
        outer.addLayout(middle)
        outer.addStretch(1)
        middle.addStretch(2)
        head = QHBoxLayout()
        sign = QLabel()
        sign.setPixmap(icon("quartiermap").pixmap(QSize(52, 52)))
        head.addWidget(sign)
        title = QLabel("QuartierMap")
        title.setStyleSheet("font-size: 24pt; font-weight: 600;")
        head.addWidget(title)
        head.addStretch(1)
        middle.addLayout(head)
        claim = parts.label(
            self.tr("Wo fehlen Kitas, Schulen, Bibliotheken und Treffpunkte – und wen betrifft es? Alles auf diesem Rechner, ohne Netz."),
        )  # fmt: skip
        claim.setMinimumWidth(620)
        claim.setStyleSheet("font-size: 11.5pt;")
        middle.addWidget(claim)
        middle.addSpacing(10)
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(10)
        for key, symbol, words, why, signal in (
            ("demo", "town", self.tr("&Demo-Stadt öffnen"), self.tr("Erfundene Stadt mit allem: ansehen, was das Programm kann"), self.demo_wanted),
            ("open", "open", self.tr("Projekt ö&ffnen …"), self.tr("Eine Projektdatei (*.gpkg) von diesem Rechner"), self.open_wanted),
            ("new", "new", self.tr("&Neues Projekt …"), self.tr("Mit eigenen Dateien beginnen"), self.new_wanted),
        ):  # fmt: skip
            card = QVBoxLayout()
            button = QPushButton(icon(symbol), words)
            button.setIconSize(QSize(22, 22))
            button.setMinimumSize(QSize(205, 44))
            button.setProperty("primary", key == "demo")
            button.clicked.connect(signal)
            self.buttons[key] = button
            card.addWidget(button)
            note = parts.label(why, "muted")
            note.setAlignment(Qt.AlignmentFlag.AlignTop)
            note.setMinimumHeight(36)
            card.addWidget(note)
            row.addLayout(card)
        middle.addLayout(row)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        middle.addLayout(self._recent)
        middle.addSpacing(6)
        middle.addWidget(parts.rule())
        middle.addWidget(parts.label(self.tr("In fünf Schritten zum Lückenbericht"), "heading"))
        steps = QHBoxLayout()
        steps.setSpacing(8)
        for number, (name, what) in enumerate(
            (
                (self.tr("Quartiere"), self.tr("Grenzen laden")),
                (self.tr("Einrichtungen"), self.tr("Kitas, Schulen …")),
                (self.tr("Einwohner"), self.tr("Raster oder Register")),
                (self.tr("Wegenetz"), self.tr("OpenStreetMap-Datei")),
                (self.tr("Analyse"), self.tr("rechnen und berichten")),
            ),
            start=1,
        ):
            box = QFrame()
            box.setObjectName("card")
            lines = QVBoxLayout(box)
            lines.setContentsMargins(10, 8, 10, 8)
            lines.setSpacing(1)
            lines.addWidget(parts.label(f"{number}\u2002{name}", "heading", wrap=False))
            lines.addWidget(parts.label(what, "muted", wrap=False))
            steps.addWidget(box, 1)
        middle.addLayout(steps)
        self.status = parts.label("", "muted")
        middle.addSpacing(6)
        middle.addWidget(self.status)
        middle.addStretch(3)

    def set_ready(self, ready: bool, text: str = "") -> None:
        """Let the buttons be pressed or not, and say why not."""
        for button in self.buttons.values():
            button.setEnabled(ready)
        self.status.setText(text)
        if ready and self.isVisible() and self.window().isActiveWindow():
            self.buttons["demo"].setFocus()

    def show_recent(self, paths: Sequence[Path]) -> None:
        """Offer the projects worked on last."""
        parts.clear(self._recent)
        if not paths:
            return
        self._recent.addWidget(parts.label(self.tr("Zuletzt bearbeitet"), "heading"))
        for path in paths[:4]:
            button = parts.link(path.name, str(path))
            button.clicked.connect(lambda _checked=False, p=path: self.recent_wanted.emit(str(p)))
            self._recent.addWidget(button)
