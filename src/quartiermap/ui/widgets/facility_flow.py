"""Facilities changed in the project itself: form, place, outline, closing, deleting. Every one is a step with a name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from quartiermap.errors import InputError, QuartierMapError
from quartiermap.ui.widgets.facility_bar import FacilityBar
from quartiermap.ui.widgets.facility_on_map import (
    GROUND,
    MOVE,
    PLACE,
    POINT,
    FacilityOnMap,
)

if TYPE_CHECKING:
    from quartiermap.app.facility_edits import Edit
    from quartiermap.app.facility_values import FacilityValues
    from quartiermap.domain.project import Project
    from quartiermap.ui.main_window import MainWindow
    from quartiermap.ui.widgets.facility_dialog import FacilityDialog
    from quartiermap.ui.widgets.facility_moves import Place
    from quartiermap.ui.widgets.map_area import MapPort


class FacilityFlow(QObject):
    """Between the window, its map, the form and the project.

    Signals
    -------
    said : str
        A sentence for the status bar.
    switched
        A mode of the map began or ended.
    """

    said = Signal(str)
    switched = Signal()

    def __init__(self, window: MainWindow, bar: FacilityBar) -> None:
        super().__init__(window)
        self._window, self._workspace = window, window.workspace
        self.on_map = FacilityOnMap(window, bar, self._move)
        self.on_map.said.connect(self.said)
        self.on_map.switched.connect(self._bring_form_back)
        self.on_map.switched.connect(self.switched)
        self.on_map.opened.connect(self.edit)
        self.on_map.found.connect(self._on_found)
        self.dialog: FacilityDialog | None = None
        self._of = ""
        self._told = ""
        """The step that was told last while its result was still to come."""
        self._workspace.changed.connect(self._on_changed)

    def set_map(self, shown: MapPort) -> None:
        """Take the map (once)."""
        self.on_map.set_map(shown)

    # ---- what the user wants

    def edit_selected(self) -> None:
        """Open the form of the selected facility."""
        selected = self._window.selection.selected
        if selected.what == "facility":
            self.edit(selected.id)
        else:
            self.said.emit(self.tr("Bitte zuerst eine Einrichtung wählen (Karte oder Tabelle)."))

    def edit(self, facility_id: str) -> None:
        """Open the form of a facility; what was typed into another one is asked for first by staying open."""
        from quartiermap.app.facility_values import values_of

        project = self._workspace.project
        if project is None or not self._free():
            return
        values = values_of(project, facility_id)
        if values is None:
            return
        if self._busy_with_form(facility_id):
            return
        self._open(
            self.tr("Einrichtung bearbeiten: {name}").format(name=values.name or facility_id),
            values,
            facility_id,
        )

    def add(self, mode: str = POINT) -> None:
        """Add a facility: its place (`POINT`) or its outline (`OUTLINE`) is asked for on the map, then the form opens."""
        project = self._workspace.project
        if project is None or not self._free() or self._busy_with_form(""):
            return
        if project.epsg is None or not len(project.districts):
            self.said.emit(self.tr("Dafür braucht das Projekt zuerst Quartiere (Daten laden, Strg+I)."))
            return
        self.on_map.begin(mode)

    def move(self, on: bool = True) -> None:
        """Let facilities be dragged to another place on the map, or no longer."""
        if not on:
            if self.on_map.mode == MOVE:
                self.on_map.stop()
        elif self._workspace.project is not None and self._free():
            self.on_map.begin(MOVE)
        self.switched.emit()

    def set_status(self, status: str = "") -> None:
        """Close the selected facility, or open it again; or give it a status."""
        from quartiermap.app.facility_edits import with_status

        chosen = self._chosen()
        if chosen is not None:
            facility_id, now = chosen
            wanted = status or ("Bestand" if now.status == "geschlossen" else "geschlossen")
            self._do(lambda project: with_status(project, facility_id, wanted))

    def remove(self) -> None:
        """Delete the selected facility (a step that can be taken back)."""
        from quartiermap.app.facility_edits import removed

        chosen = self._chosen()
        if chosen is not None and self._do(lambda project: removed(project, chosen[0])) is not None:
            self._window.selection.clear()

    def _chosen(self) -> tuple[str, FacilityValues] | None:
        from quartiermap.app.facility_values import values_of

        selected, project = self._window.selection.selected, self._workspace.project
        values = None
        if project is not None and selected.what == "facility":
            values = values_of(project, selected.id)  # what is on screen may be a step behind
        if values is None:
            self.said.emit(self.tr("Bitte zuerst eine Einrichtung wählen (Karte oder Tabelle)."))
            return None
        return (selected.id, values) if self._free() else None

    def _free(self) -> bool:
        if self._window.game.on:
            self.said.emit(self.tr("Solange „Was wäre wenn“ läuft, bleibt das Projekt, wie es ist."))
            return False
        if self._workspace.busy:
            self.said.emit(self.tr("Bitte warten, bis die laufende Arbeit fertig ist."))
            return False
        return True

    # ---- the form

    def _busy_with_form(self, facility_id: str) -> bool:
        """Tell whether a form with something typed into it is open; an untouched one makes room."""
        dialog = self.dialog
        if dialog is None:
            return False
        if dialog.touched or self._of == facility_id != "":
            dialog.show()
            dialog.raise_()
            dialog.activateWindow()
            if self._of != facility_id:
                self.said.emit(
                    self.tr("Ein anderes Formular ist noch offen; bitte zuerst übernehmen oder schließen.")
                )
            return True
        dialog.close()
        return False

    def _open(self, title: str, values: FacilityValues, facility_id: str) -> None:
        from quartiermap.ui.widgets.facility_dialog import FacilityDialog

        def check(now: FacilityValues) -> Any:
            from quartiermap.app.facility_values import problems_of

            project = self._workspace.project
            return () if project is None else problems_of(project, now, facility_id)

        dialog = FacilityDialog(title, values, check, new=not facility_id, parent=self._window)
        dialog.wanted.connect(self._on_wanted)
        dialog.place_wanted.connect(lambda: self._ask_map(PLACE))
        dialog.outline_wanted.connect(lambda: self._ask_map(GROUND))
        dialog.left.connect(self._on_left)
        self.dialog, self._of = dialog, facility_id
        dialog.show()

    def _ask_map(self, mode: str) -> None:
        """Ask the map for what the form wants to know; the form would lie over the map, and comes back with the answer."""
        if self.dialog is not None:
            self.dialog.hide()
        self.on_map.begin(mode)

    def _bring_form_back(self) -> None:
        dialog = self.dialog
        if dialog is not None and dialog.isHidden() and not self.on_map.on:
            dialog.show()
            dialog.raise_()
            dialog.activateWindow()

    def _on_wanted(self, values: FacilityValues) -> None:
        from quartiermap.app.facility_edits import added, edited

        dialog, facility_id = self.dialog, self._of
        if dialog is None:
            return
        try:
            done = self._workspace.edit(
                (lambda project: edited(project, facility_id, values))
                if facility_id
                else (lambda project: added(project, values))
            )
        except InputError as error:
            dialog.show_problems(error.problems)
            return
        except QuartierMapError as error:
            self._window.messages.show_error(error)
            return
        if done is not None:
            self._tell(done)
        elif self._workspace.busy:
            return  # the form stays until there is time for it
        dialog.close()

    def _on_left(self) -> None:
        dialog, self.dialog, self._of = self.dialog, None, ""
        if dialog is not None:
            dialog.deleteLater()
        if self.on_map.mode in (PLACE, GROUND):
            self.on_map.stop()

    def _on_changed(self, kinds: frozenset[str]) -> None:
        """Keep form and map in step with a project that was changed elsewhere (undo, import)."""
        from quartiermap.app.facility_values import values_of

        project = self._workspace.project
        if project is None or "project" in kinds:
            self.on_map.stop()
            if self.dialog is not None:
                self.dialog.close()
            return
        if self._told and not project.stale:
            words = self.tr("{what}. Karte und Zahlen sind neu gerechnet; zurück mit Strg+Z.")
            self.said.emit(words.format(what=self._told) if kinds == {"analysis"} else "")
            self._told = ""
        if "layers" in kinds and self.dialog is not None and self._of:
            values = values_of(project, self._of)
            if values is None:
                self.dialog.close()
            else:
                self.dialog.show_project(values)

    def _do(self, change: Callable[[Project], Edit | None]) -> Edit | None:
        try:
            done = self._workspace.edit(change)
        except QuartierMapError as error:
            self._window.messages.show_error(error)
            return None
        if done is not None:
            self._tell(done)
        return done

    def _move(self, facility_id: str, place: Place) -> Edit | None:
        """Move a facility as one step; what is wrong with the place is said."""
        from quartiermap.app.facility_edits import moved

        return self._do(lambda project: moved(project, facility_id, place))

    def _on_found(self, mode: str, place: Place, corners: tuple[Place, ...]) -> None:
        """Take what the map was asked for to the form that asked, or to a new one."""
        from quartiermap.app.facility_values import FacilityValues

        if mode in (PLACE, GROUND):
            dialog = self.dialog
            if dialog is not None:
                dialog.set_place(place, corners)
            return
        kind = self._window.thematic.theme.kind
        values = FacilityValues(kind=kind, status="geplant", place=place, outline=corners)
        self._open(self.tr("Neue Einrichtung"), values, "")

    def _tell(self, done: Edit) -> None:
        self._window.selection.select("facility", done.facility_id)
        if not done.project.stale:
            words = self.tr("{what}. Zurück mit Strg+Z.")
        elif self._window.following.pending:
            words = self.tr("{what}. Karte und Zahlen folgen gleich; zurück mit Strg+Z.")
        else:
            words = self.tr("{what}. Das Ergebnis ist jetzt älter als die Daten: neu rechnen mit F5.")
        self._told = done.label if done.project.stale else ""
        self.said.emit(words.format(what=done.label))
