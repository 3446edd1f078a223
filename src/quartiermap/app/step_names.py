"""What can be taken back and what can be done again, by the names of the steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class NamedStep(Protocol):
    """A step that people can be told of."""

    @property
    def label(self) -> str:
        """What was done, in the user's words."""


class StepNames:
    """Names the steps of `_undo` and `_redo`, the newest of each last."""

    _undo: Sequence[NamedStep]
    _redo: Sequence[NamedStep]

    @property
    def undo_text(self) -> str:
        """What `undo` would take back ("Kita „Sonnenschein“ verschoben"); empty if nothing."""
        return self._undo[-1].label if self._undo else ""

    @property
    def redo_text(self) -> str:
        """What `redo` would do again; empty if nothing."""
        return self._redo[-1].label if self._redo else ""

    @property
    def undo_labels(self) -> tuple[str, ...]:
        """Every step that can be taken back, the last one first."""
        return tuple(step.label for step in reversed(self._undo))

    @property
    def redo_labels(self) -> tuple[str, ...]:
        """Every step that can be done again, the next one first."""
        return tuple(step.label for step in reversed(self._redo))
