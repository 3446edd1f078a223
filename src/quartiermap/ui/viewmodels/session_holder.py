"""The session as Qt knows it: what is open, what can be taken back. What is done with it is in `workspace`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from pathlib import Path

    from quartiermap.app.session import Session
    from quartiermap.domain.project import Project


class SessionHolder(QObject):
    """Holds the session once there is one; all it says is "nothing" before.

    Signals
    -------
    ready
        The program is warmed up; projects can be opened.
    changed : frozenset of str
        Which kinds of things changed, as `app.session` tells.
    """

    ready = Signal()
    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._end: Callable[[], None] | None = None

    def attach(self, session: Session) -> None:
        """Take the session (once)."""
        self._session = session
        self._end = session.subscribe(self.changed.emit)
        self.ready.emit()

    def detach(self) -> None:
        """Stop listening and let the project file go."""
        if self._end is not None:
            self._end()
            self._end = None
        if self._session is not None and self._session.is_open:
            self._session.close()

    def release(self) -> Session | None:
        """Give the session, with the project open in it, to another window; this one has none any more."""
        if self._end is not None:
            self._end()
            self._end = None
        session, self._session = self._session, None
        return session

    @property
    def session(self) -> Session | None:
        """The session, once the program is warmed up."""
        return self._session

    @property
    def project(self) -> Project | None:
        """The open project, or ``None``."""
        return self._session.project if self._session is not None and self._session.is_open else None

    @property
    def path(self) -> Path | None:
        """Where the project lies, or ``None``."""
        return self._session.path if self._session is not None else None

    @property
    def dirty(self) -> bool:
        """Whether closing would lose something."""
        return self._session is not None and self._session.is_open and self._session.dirty

    @property
    def undo_text(self) -> str:
        """What undo takes back; empty if nothing."""
        return self._session.undo_text if self._session is not None and self._session.can_undo else ""

    @property
    def redo_text(self) -> str:
        """What redo does again; empty if nothing."""
        return self._session.redo_text if self._session is not None and self._session.can_redo else ""

    @property
    def undo_labels(self) -> tuple[str, ...]:
        """Every step that can be taken back, the last one first."""
        return self._session.undo_labels if self._session is not None else ()

    @property
    def redo_labels(self) -> tuple[str, ...]:
        """Every step that can be done again, the next one first."""
        return self._session.redo_labels if self._session is not None else ()
