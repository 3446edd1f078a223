"""What is selected: one truth for map, tables and inspector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal

from quartiermap.ui.translation import translate

What = Literal["none", "district", "gap", "facility", "cell", "place"]
"""A place is any point on the map, its id "longitude latitude"."""


@dataclass(frozen=True)
class Selected:
    """One selected thing; `id` is empty for ``"none"`` (then the whole town is looked at)."""

    what: What = "none"
    id: str = ""


NOTHING = Selected()


@dataclass(frozen=True)
class Group:
    """Several districts that somebody wants to look at together, and what they have in common.

    Parameters
    ----------
    label : str
    ids : tuple of str
    picked : bool
        Chosen one by one, or with a box: the table shows the others too.
    """

    label: str = ""
    ids: tuple[str, ...] = ()
    picked: bool = False


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
            if wanted is not NOTHING and self._group.picked:
                self._group = NO_GROUP
                self.grouped.emit(NO_GROUP)
            self.changed.emit(wanted)

    def select_group(self, group: Group) -> None:
        """Look at several districts together; what was selected is no longer."""
        if group != self._group:
            self._group = group
            if group.ids:
                self.select("none")
            self.grouped.emit(group)

    def pick(self, ids: tuple[str, ...]) -> None:
        """Select districts one by one: none, one (which is then simply selected), or several to look at together."""
        chosen = tuple(dict.fromkeys(ids))
        if len(chosen) > 1:
            label = translate("Selection", "{n} Quartiere ausgewählt").format(n=len(chosen))
            self.select_group(Group(label, chosen, picked=True))
            return
        if self._group.picked:
            self.select_group(NO_GROUP)
        self.select("district" if chosen else "none", chosen[0] if chosen else "")

    def add(self, district_id: str) -> None:
        """Take one more district into the selection, or out of it again."""
        if self._group.picked:
            chosen = self._group.ids
        else:
            chosen = (self._selected.id,) if self._selected.what == "district" else ()
        if district_id in chosen:
            self.pick(tuple(key for key in chosen if key != district_id))
        else:
            self.pick((*chosen, district_id))

    def clear(self) -> None:
        """Select nothing, and no group."""
        self.select("none")
        self.select_group(NO_GROUP)
