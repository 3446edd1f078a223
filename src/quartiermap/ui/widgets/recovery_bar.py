"""What a program that died has left: which project, from when, what it brings back; above everything, in nobody's way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets import parts
from quartiermap.ui.wording import worded

if TYPE_CHECKING:
    from quartiermap.app.recovery import Offer

_STEPS_SHOWN = 4


class RecoveryBar(QFrame):
    """One offer at a time; the others are counted and come after it.

    Signals
    -------
    wanted : Offer, bool
        It shall be opened; whether beside its project file.
    thrown : Offer
        Nobody wants it.
    seen : bool
        The bar is seen, or no longer.
    """

    seen = Signal(bool)
    wanted = Signal(object, bool)
    thrown = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recovery")
        self.setAccessibleName(self.tr("Nicht gespeicherte Arbeit"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._offers: tuple[Offer, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 8)
        column.setSpacing(3)
        self.title = parts.label("", "heading")
        self.where = parts.label("", "muted")
        self.steps = parts.label("")
        self.obstacle = parts.label("", "strong")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.title, 1)
        self.more: QLabel = parts.label("", "muted", wrap=False)
        row.addWidget(self.more)
        self.restore = QPushButton(self.tr("&Wiederherstellen"))
        self.restore.setProperty("primary", True)
        self.restore.setToolTip(
            self.tr("Öffnet das Projekt mit diesen Schritten; gespeichert wird erst, wenn Sie speichern")
        )
        self.beside = QPushButton(self.tr("&Daneben öffnen"))
        self.beside.setToolTip(
            self.tr(
                "Öffnet die Sicherung als eigenes Projekt ohne Datei; die Projektdatei bleibt, wie sie ist"
            )
        )
        self.discard = QPushButton(self.tr("&Verwerfen"))
        self.keep = QPushButton(self.tr("Doch behalten"))
        self.later = QPushButton(self.tr("Später"))
        self.later.setToolTip(self.tr("Die Sicherung bleibt und wird beim nächsten Start wieder angeboten"))
        for button in (self.restore, self.beside, self.discard, self.keep, self.later):
            button.setAutoDefault(False)
            row.addWidget(button)
        column.addLayout(row)
        below = QHBoxLayout()
        below.setSpacing(14)
        below.addWidget(self.steps, 3)
        below.addWidget(self.where, 1)
        self.where.setAlignment(Qt.AlignmentFlag.AlignRight)
        column.addLayout(below)
        column.addWidget(self.obstacle)
        self.restore.clicked.connect(lambda: self._emit(beside=False))
        self.beside.clicked.connect(lambda: self._emit(beside=True))
        self.discard.clicked.connect(self._on_discard)
        self.keep.clicked.connect(lambda: self._ask(False))
        self.later.clicked.connect(self._put_off)
        self._sure = False
        self.hide()

    @property
    def offer(self) -> Offer | None:
        """What is offered now."""
        return self._offers[0] if self._offers else None

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Offer these, one after the other; the same first one again keeps a question that is open."""
        before = self.offer
        self._offers = tuple(offers)
        offer = self.offer
        if offer is None:
            self.hide()
            return
        if before is None or before.kept.token != offer.kept.token:
            self._ask(False)
        self.title.setText(
            self.tr("Nicht gespeicherte Arbeit gefunden: „{name}“, Stand {when}").format(
                name=offer.name, when=offer.when
            )
        )
        self.where.setText(where(offer))
        self.steps.setText(contents(offer))
        self.steps.setToolTip(plain_tip("\n".join(parts_of(offer))))
        self.obstacle.setText(
            offer.obstacle
            and self.tr("{why} Die Sicherung lässt sich nur daneben öffnen.").format(why=offer.obstacle)
        )
        self.obstacle.setVisible(bool(offer.obstacle))
        never_saved = offer.kept.original is None
        self.beside.setVisible(not never_saved)
        self.restore.setVisible(not offer.obstacle)
        others = len(offers) - 1
        self.more.setText(
            ""
            if not others
            else self.tr("1 weitere Sicherung")
            if others == 1
            else self.tr("{n} weitere Sicherungen").format(n=others)
        )
        self.show()

    def showEvent(self, event: QShowEvent) -> None:
        """Say that it is seen."""
        super().showEvent(event)
        self.seen.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Say that it is not."""
        super().hideEvent(event)
        self.seen.emit(False)

    def set_ready(self, ready: bool) -> None:
        """Let the buttons be pressed or not (something else is being done)."""
        for button in (self.restore, self.beside, self.discard):
            button.setEnabled(ready)

    def _emit(self, *, beside: bool) -> None:
        if self.offer is not None:
            self.wanted.emit(self.offer, beside)

    def _put_off(self) -> None:
        self.later.clearFocus()  # else Qt moves the keyboard to whatever comes next
        self.hide()

    def _on_discard(self) -> None:
        """Throw it away at the second press; the button says so after the first."""
        if not self._sure:
            self._ask(True)
        elif self.offer is not None:
            self._ask(False)
            self.thrown.emit(self.offer)

    def _ask(self, sure: bool) -> None:
        self._sure = sure
        self.discard.setText(self.tr("&Endgültig verwerfen") if sure else self.tr("&Verwerfen"))
        self.keep.setVisible(sure)
        if not sure and self.keep.hasFocus():
            self.discard.setFocus(Qt.FocusReason.OtherFocusReason)


def where(offer: Offer) -> str:
    """Say which file the work belongs to."""
    original = offer.kept.original
    if original is None:
        return translate("RecoveryBar", "Das Projekt wurde noch nie gespeichert.")
    return translate("RecoveryBar", "Projektdatei: {path}").format(path=original)


def contents(offer: Offer) -> str:
    """Say what it brings back."""
    steps = parts_of(offer)
    if not steps:
        return translate(
            "RecoveryBar", "Die Sicherung enthält das ganze Projekt; einzelne Schritte sind nicht bekannt."
        )
    shown = steps[-_STEPS_SHOWN:]
    earlier = len(steps) - len(shown)
    listed = " · ".join(shown)
    if earlier:
        listed = translate("RecoveryBar", "… {n} frühere · {steps}").format(n=earlier, steps=listed)
    words = (
        translate("RecoveryBar", "1 Schritt seit dem letzten Speichern: {steps}")
        if len(steps) == 1
        else translate("RecoveryBar", "{n} Schritte seit dem letzten Speichern: {steps}")
    )
    return words.format(n=len(steps), steps=listed)


def parts_of(offer: Offer) -> tuple[str, ...]:
    """Return the steps, one line each, in the language of the window; the time of day before a step is part of no sentence."""
    told = []
    for step in offer.steps:
        head, _, rest = step.partition(" ")
        told.append(f"{head} {worded(rest)}" if head[:1].isdigit() else worded(step))
    return tuple(told)
