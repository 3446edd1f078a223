"""Facilities changed in the project itself: form, place, outline, closing, deleting. Every one is a step with a name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from quartiermap.errors import InputError, QuartierMapError
from quartiermap.ui.widgets.facility_bar import FacilityBar
from quartiermap.ui.widgets.facility_on_map import MOVE, PLACE, POINT, FacilityOnMap

if TYPE_CHECKING:
    from quartiermap.app.facility_edits import Edit
    from quartiermap.app.facility_values import FacilityValues
    from quartiermap.domain.project import Project
    from quartiermap.ui.main_window import MainWindow


class FacilityFlow(FacilityOnMap):
    """Between the window, its map, the form and the project.

    Signals
    -------
    said, switched
        As in `FacilityOnMap`.
    """

    def __init__(self, window: MainWindow, bar: FacilityBar) -> None:
        super().__init__(window, bar)
        self._of = ""
        self._workspace.changed.connect(self._on_changed)

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
        self._begin(mode)

    def move(self, on: bool = True) -> None:
        """Let facilities be dragged to another place on the map, or no longer."""
        if not on:
            if self.mode == MOVE:
                self.stop()
        elif self._workspace.project is not None and self._free():
            self._begin(MOVE)
        self.switched.emit()

    def set_status(self, status: str = "") -> None:
        """Close the selected facility, or open it again; or give it a status."""
        from quartiermap.app.facility_edits import with_status

        row = self._selected_row()
        if row is not None:
            wanted = status or ("Bestand" if row.status == "geschlossen" else "geschlossen")
            self._do(lambda project: with_status(project, row.facility_id, wanted))

    def remove(self) -> None:
        """Delete the selected facility (a step that can be taken back)."""
        from quartiermap.app.facility_edits import removed

        row = self._selected_row()
        if row is not None and self._do(lambda project: removed(project, row.facility_id)) is not None:
            self._window.selection.clear()

    def _selected_row(self) -> Any:
        selected, data = self._window.selection.selected, self._window.data
        row = data.facilities.get(selected.id) if data is not None and selected.what == "facility" else None
        if row is None:
            self.said.emit(self.tr("Bitte zuerst eine Einrichtung wählen (Karte oder Tabelle)."))
        return row if self._free() else None

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
        dialog.place_wanted.connect(lambda: self._begin(PLACE))
        dialog.left.connect(self._on_left)
        self.dialog, self._of = dialog, facility_id
        dialog.show()

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
        if self.mode == PLACE:
            self.stop()

    def _on_changed(self, kinds: frozenset[str]) -> None:
        """Keep form and map in step with a project that was changed elsewhere (undo, import)."""
        from quartiermap.app.facility_values import values_of

        project = self._workspace.project
        if project is None or "project" in kinds:
            self.stop()
            if self.dialog is not None:
                self.dialog.close()
            return
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

    def _tell(self, done: Edit) -> None:
        self._window.selection.select("facility", done.facility_id)
        self.said.emit(
            self.tr("{what}. Das Ergebnis ist jetzt älter als die Daten: neu rechnen mit F5.").format(
                what=done.label
            )
            if done.project.stale
            else self.tr("{what}. Zurück mit Strg+Z.").format(what=done.label)
        )
