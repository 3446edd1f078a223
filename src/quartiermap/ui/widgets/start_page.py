"""What the window shows before a project is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from quartiermap.ui.theme import icon, mark
from quartiermap.ui.viewmodels.recent import Recent
from quartiermap.ui.widgets import parts


class RecentRow(QWidget):
    """One project worked on before: a press opens it; it can be pinned and taken from the list.

    Signals
    -------
    opened, forgotten
        It shall be opened; it shall go from the list.
    pinned : bool
        It shall stay, or no longer.
    """

    opened = Signal()
    forgotten = Signal()
    pinned = Signal(bool)

    def __init__(self, entry: Recent, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.open = parts.link(entry.title, str(entry.file))
        self.open.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.open.clicked.connect(self.opened)
        self.where = parts.label(_shortened(str(entry.file.parent)), "muted", wrap=False)
        self.where.setToolTip(str(entry.file))
        self.when = parts.label(entry.when, "muted", wrap=False)
        self.pin = QPushButton(self.tr("Angeheftet") if entry.pinned else self.tr("Anheften"))
        self.pin.setCheckable(True)
        self.pin.setChecked(entry.pinned)
        self.pin.setAccessibleName(self.tr("{name} anheften").format(name=entry.title))
        self.pin.setToolTip(self.tr("Angeheftete Projekte bleiben oben in der Liste"))
        self.pin.clicked.connect(self.pinned)
        self.forget = QPushButton(self.tr("Entfernen"))
        self.forget.setAccessibleName(self.tr("{name} aus der Liste entfernen").format(name=entry.title))
        self.forget.setToolTip(
            self.tr("Nimmt das Projekt aus dieser Liste; die Datei bleibt, wo sie ist (Entf)")
        )
        self.forget.clicked.connect(self.forgotten)
        for button in (self.pin, self.forget):
            button.setProperty("small", True)
            button.setAutoDefault(False)
        self.missing = parts.label(self.tr("Datei nicht gefunden"), "strong", wrap=False)
        row.addWidget(self.open)
        row.addWidget(self.where, 1)
        row.addWidget(self.missing)
        row.addWidget(self.when)
        row.addWidget(self.pin)
        row.addWidget(self.forget)
        for button in (self.open, self.pin, self.forget):
            button.installEventFilter(self)
        self.set_missing(entry.missing)

    def set_missing(self, missing: bool) -> None:
        """Say that the file is not there; it cannot be opened then."""
        self.entry = replace(self.entry, missing=missing)
        self.open.setEnabled(not missing)
        self.missing.setVisible(missing)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go to the next row with the arrows, which buttons would take for themselves."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._take(event.key()):
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the arrows and Delete."""
        if not self._take(event.key()):
            super().keyPressEvent(event)

    def _take(self, key: int) -> bool:
        """Go to another row, or take this one from the list; ``False`` for any other key."""
        if key == Qt.Key.Key_Delete:
            self.forgotten.emit()
            return True
        if key not in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            return False
        around = self.parentWidget()
        siblings = (
            [self] if around is None else [r for r in around.findChildren(RecentRow) if not r.isHidden()]
        )
        at = siblings.index(self) + (1 if key == Qt.Key.Key_Down else -1)
        if 0 <= at < len(siblings):
            row = siblings[at]
            (row.open if row.open.isEnabled() else row.forget).setFocus(Qt.FocusReason.TabFocusReason)
        return True


class StartPage(QWidget):
    """Three ways to begin, and the projects worked on last. Files can be dropped on it.

    Signals
    -------
    demo_wanted, open_wanted, new_wanted
        The three ways.
    recent_wanted : str
        One of the projects worked on last.
    forget_wanted : str
        It shall go from the list.
    pin_wanted : str, bool
        It shall stay on the list, or no longer.
    """

    demo_wanted = Signal()
    open_wanted = Signal()
    new_wanted = Signal()
    recent_wanted = Signal(str)
    forget_wanted = Signal(str)
    pin_wanted = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAccessibleName(self.tr("Startseite"))
        inner = parts.Column()
        inner.setObjectName("page")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(parts.scrolled(inner, self.tr("Startseite")))
        outer = QHBoxLayout(inner)
        outer.addStretch(1)
        middle = QVBoxLayout()
        middle.setSpacing(8)
        outer.addLayout(middle, 6)
        outer.addStretch(1)
        middle.addStretch(2)
        self._add_head(middle)
        self.buttons: dict[str, QPushButton] = {}
        self._add_ways(middle)
        self.rows: list[RecentRow] = []
        self._add_recent(middle)
        self._add_steps(middle)
        self.status = parts.label("", "muted")
        middle.addSpacing(6)
        middle.addWidget(self.status)
        middle.addStretch(3)

    def _add_head(self, middle: QVBoxLayout) -> None:
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

    def _add_ways(self, middle: QVBoxLayout) -> None:
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
            button.clicked.connect(signal)
            self.buttons[key] = button
            card.addWidget(button)
            note = parts.label(why, "muted")
            note.setAlignment(Qt.AlignmentFlag.AlignTop)
            note.setMinimumHeight(36)
            card.addWidget(note)
            row.addLayout(card)
        middle.addLayout(row)
        self.set_inviting(True)

    def _add_recent(self, middle: QVBoxLayout) -> None:
        self._recent_box = QWidget()
        box = QVBoxLayout(self._recent_box)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(parts.label(self.tr("Zuletzt bearbeitet"), "heading"))
        inner = QWidget()
        inner.setObjectName("page")
        self._recent = QVBoxLayout(inner)
        self._recent.setContentsMargins(0, 0, 4, 0)
        self._recent.setSpacing(2)
        self._area: QScrollArea = parts.scrolled(inner, self.tr("Zuletzt bearbeitete Projekte"))
        self._area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        box.addWidget(self._area)
        middle.addWidget(self._recent_box)
        self.dropped = parts.label(
            self.tr("Oder Dateien hierher ziehen: eine Projektdatei wird geöffnet, aus anderen Daten wird ein neues Projekt."), "muted"
        )  # fmt: skip
        middle.addWidget(self.dropped)

    def _add_steps(self, middle: QVBoxLayout) -> None:
        self._steps = QWidget()
        outer = QVBoxLayout(self._steps)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(parts.rule())
        outer.addWidget(parts.label(self.tr("In fünf Schritten zum Lückenbericht"), "heading"))
        steps = QGridLayout()
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
            lines.addWidget(parts.label(what, "muted"))
            lines.addStretch(1)
            steps.addWidget(box, 0, number - 1)
        outer.addLayout(steps)
        middle.addWidget(self._steps)

    def set_inviting(self, on: bool) -> None:
        """Let the demo town be the choice that is proposed, or not: there is only one such button at a time."""
        demo = self.buttons["demo"]
        demo.setIcon(icon("town", on_primary=on))
        mark(demo, "primary", on)

    def set_ready(self, ready: bool, text: str = "") -> None:
        """Let the buttons be pressed or not, and say why not."""
        for button in self.buttons.values():
            button.setEnabled(ready)
        self._area.setEnabled(ready)
        self.status.setText(text)
        if ready and self.isVisible():
            first = next((row.open for row in self.rows if row.open.isEnabled()), self.buttons["demo"])
            first.setFocus()

    def show_recent(self, entries: Sequence[Recent]) -> None:
        """Offer the projects worked on last."""
        parts.clear(self._recent)
        self.rows = []
        for entry in entries:
            row = RecentRow(entry)
            row.opened.connect(lambda e=entry: self.recent_wanted.emit(e.path))
            row.forgotten.connect(lambda e=entry: self.forget_wanted.emit(e.path))
            row.pinned.connect(lambda on, e=entry: self.pin_wanted.emit(e.path, on))
            self.rows.append(row)
            self._recent.addWidget(row)
        self._recent_box.setVisible(bool(entries))
        self._steps.setVisible(
            not entries
        )  # who has worked with it knows them, and a small screen has no room for both
        height = sum(row.sizeHint().height() + 2 for row in self.rows[:6]) + 4
        self._area.setMinimumHeight(min(height, 84))
        self._area.setMaximumHeight(height)

    def mark_missing(self, gone: frozenset[str]) -> None:
        """Mark the projects whose file is not there."""
        for row in self.rows:
            row.set_missing(row.entry.path in gone)


def _shortened(folder: str, letters: int = 52) -> str:
    """Return a folder with its middle left out where it is long.

    Examples
    --------
    >>> _shortened("/home/anna/Projekte", 12), _shortened("/kurz")
    ('/hom…rojekte', '/kurz')
    """
    if len(folder) <= letters:
        return folder
    head = (letters - 1) // 3
    return f"{folder[:head]}…{folder[-(letters - 1 - head) :]}"
