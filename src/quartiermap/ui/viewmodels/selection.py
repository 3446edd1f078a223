"""What is selected: one truth for map, tables and inspector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal

What = Literal["none", "district", "gap", "facility", "cell"]


@dataclass(frozen=True)
class Selected:
    """One selected thing; `id` is empty for ``"none"`` (then the whole town is looked at)."""

    what: What = "none"
    id: str = ""


NOTHING = Selected()


class Selection(QObject):
    """Holds what is selected; whoever shows it listens, whoever is clicked tells.

    A selection that is already there is not told again, so map and tables may echo freely.

    Signals
    -------
    changed : Selected
        Something else is selected.
    """

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._selected = NOTHING

    @property
    def selected(self) -> Selected:
        """What is selected now."""
        return self._selected

    def select(self, what: What, item_id: str = "") -> None:
        """Select one thing."""
        wanted = Selected(what, item_id) if what != "none" and item_id else NOTHING
        if wanted != self._selected:
            self._selected = wanted
            self.changed.emit(wanted)

    def clear(self) -> None:
        """Select nothing."""
        self.select("none")
