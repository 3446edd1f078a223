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


@dataclass(frozen=True)
class Group:
    """Several districts that somebody wants to look at together, and what they have in common."""

    label: str = ""
    ids: tuple[str, ...] = ()


NO_GROUP = Group()


class Selection(QObject):
    """Holds what is selected; whoever shows it listens, whoever is clicked tells.

    A selection that is already there is not told again, so map and tables may echo freely.

    Signals
    -------
    changed : Selected
        Something else is selected.
    grouped : Group
        Other districts shall be looked at together; selecting one of them leaves the group as it is.
    """

    changed = Signal(object)
    grouped = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._selected = NOTHING
        self._group = NO_GROUP

    @property
    def group(self) -> Group:
        """The districts that are looked at together."""
        return self._group

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

    def select_group(self, group: Group) -> None:
        """Look at several districts together; what was selected is no longer."""
        if group != self._group:
            self._group = group
            if group.ids:
                self.select("none")
            self.grouped.emit(group)

    def clear(self) -> None:
        """Select nothing, and no group."""
        self.select("none")
        self.select_group(NO_GROUP)
