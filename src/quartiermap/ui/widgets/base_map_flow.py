"""Which map lies under the theme: the menu "Kartenhintergrund" and what its entries lead to."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, QStandardPaths, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from quartiermap.domain.texts import number
from quartiermap.errors import QuartierMapError
from quartiermap.ui.tasks import Tasks
from quartiermap.ui.viewmodels.remedies import in_window
from quartiermap.ui.viewmodels.workspace import Workspace
from quartiermap.ui.widgets.base_map_dialogs import BaseMapAddressDialog, BaseMapFileDialog, BaseMapSaveDialog
from quartiermap.ui.widgets.base_map_look import LookChoice
from quartiermap.ui.widgets.network_switch import Network

if TYPE_CHECKING:
    from quartiermap.app.base_map_saving import Plan
    from quartiermap.app.base_maps import BaseMap, Prepared
    from quartiermap.domain.progress import Progress
    from quartiermap.domain.project import Project
    from quartiermap.io.tile_files import TileFileInfo
    from quartiermap.io.tile_services import TileService
    from quartiermap.render.basemap_source import Background

_FOLDER = "map/folder"


class BaseMapFlow(QObject):
    """Offers the backgrounds, attaches files and services, saves for offline, and opens what was chosen.

    Signals
    -------
    said : str
        A sentence for the status bar.
    changed
        The background has to be prepared anew (the network was switched).
    """

    said = Signal(str)
    changed = Signal()
    _failed = Signal(str)

    def __init__(
        self, window: QWidget, workspace: Workspace, tasks: Tasks, network: Network, settings: QSettings, look: LookChoice
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._window, self._workspace, self._tasks = window, workspace, tasks
        self._network, self._settings, self._look = network, settings, look
        self._shown: Background | None = None
        self.dialog: BaseMapFileDialog | BaseMapAddressDialog | BaseMapSaveDialog | None = None
        network.changed.connect(self._on_network)
        self._failed.connect(self.said)

    # ---- the menu

    def fill_menu(self, menu: QMenu) -> None:
        """Fill the menu, each time it opens: what can be chosen depends on project and network."""
        from quartiermap.app import base_maps

        menu.clear()
        menu.setToolTipsVisible(True)
        project = self._workspace.project
        if project is None:
            menu.addAction(self.tr("Erst ein Projekt öffnen")).setEnabled(False)
            self._add_styles(menu)
            return
        now = base_maps.chosen(project)
        group = QActionGroup(menu)
        self._entry(menu, group, base_maps.OWN, self.tr("&Eigene Karte aus OSM-Daten"), now)
        names = base_maps.told_apart(base_maps.choices(project))
        for shown in base_maps.known(project):
            self._offer(menu, group, shown, names[shown.key], now)
        menu.addSeparator()
        for shown in base_maps.offered():
            self._offer(menu, group, shown, names[shown.key], now)
        menu.addSeparator()
        self._entry(menu, group, base_maps.NONE, self.tr("&Ohne Hintergrund"), now)
        menu.addSeparator()
        menu.addAction(self.tr("Kartendatei an&hängen …")).triggered.connect(
            lambda _on=False: self.ask_file()
        )
        menu.addAction(self.tr("&Adresse eines Kartendienstes …")).triggered.connect(
            lambda _on=False: self.ask_address()
        )
        keep = menu.addAction(self.tr("Für offline &speichern …"))
        keep.triggered.connect(lambda _on=False: self.ask_save())
        reason = self._why_not_save(project)
        keep.setEnabled(not reason)
        keep.setToolTip(reason)
        if known := base_maps.known(project):
            away = menu.addMenu(self.tr("Aus dem Projekt ent&fernen"))
            for shown in known:
                away.addAction(names[shown.key].replace("&", "&&")).triggered.connect(
                    partial(self._remove, shown.key)
                )
        self._add_styles(menu)

    def _add_styles(self, menu: QMenu) -> None:
        menu.addSeparator()
        self._look.fill_styles(menu.addMenu(self.tr("S&til der Karte")))

    def _entry(self, menu: QMenu, group: QActionGroup, key: str, text: str, now: str) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(key == now)
        action.setData(key)
        action.triggered.connect(partial(self.choose, key, re.sub("&(.)", r"\1", text)))
        group.addAction(action)
        return action

    def _offer(self, menu: QMenu, group: QActionGroup, shown: BaseMap, name: str, now: str) -> None:
        name = name.replace("&", "&&")
        if not shown.is_online:
            self._entry(menu, group, shown.key, name, now).setToolTip(shown.line)
            return
        on = self._network.on
        text = self.tr("{name} (online)") if on else self.tr("{name} (online – das Netz ist ausgeschaltet)")
        action = self._entry(menu, group, shown.key, text.format(name=name), now)
        action.setEnabled(on)
        action.setToolTip(
            shown.line
            if on
            else self.tr(
                "Ansicht und Karte gehen erst ins Netz, wenn der Netzschalter an ist (Menü „Daten“)."
            )
        )

    # ---- choosing

    def choose(self, key: str, name: str, _checked: bool = False) -> None:
        """Choose a background, as a step that can be undone."""
        from quartiermap.app import base_maps

        label = self.tr("Kartenhintergrund: {name}").format(name=name.partition(" (online")[0])
        self._workspace.adjust(label, lambda project: base_maps.choose(project, key))

    def _add(self, added: BaseMap) -> None:
        from quartiermap.app import base_maps

        label = self.tr("Kartenhintergrund: {name}").format(name=added.name)
        if self._workspace.adjust(label, lambda project: base_maps.add(project, added)):
            self.said.emit(self.tr("Kartenhintergrund: {name}").format(name=added.line))

    def _remove(self, key: str, _checked: bool = False) -> None:
        from quartiermap.app import base_maps

        project = self._workspace.project
        names = {} if project is None else base_maps.told_apart(base_maps.choices(project))
        label = self.tr("Kartenhintergrund entfernen: {name}").format(name=names.get(key, key))
        self._workspace.adjust(label, lambda project: base_maps.remove(project, key))

    # ---- a file

    def ask_file(self) -> None:
        """Ask for a tile file."""
        start = str(
            self._settings.value(_FOLDER, "")
            or QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        )
        name, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Kartendatei anhängen"),
            start,
            self.tr("Kartenkacheln (*.mbtiles *.pmtiles);;Alle Dateien (*)"),
        )
        if name:
            self.take_file(Path(name))

    def take_file(self, path: Path) -> None:
        """Look at a tile file in a job, then ask for its terms."""
        self._settings.setValue(_FOLDER, str(path.parent))
        folder = self._folder()

        def work(progress: Progress) -> tuple[TileFileInfo, BaseMap]:
            from quartiermap.app import base_maps
            from quartiermap.io.tile_files import TileFile

            with TileFile(path) as tiles:
                info = tiles.info
            return info, base_maps.attach_file(path, folder, progress)

        self._tasks.job(self.tr("Kartendatei prüfen"), work, partial(self._ask_terms, path))

    def _ask_terms(self, path: Path, found: tuple[TileFileInfo, BaseMap]) -> None:
        info, added = found
        kind = (
            self.tr("Vektorkacheln")
            if info.is_vector
            else self.tr("Bilder ({format})").format(format=info.format.upper())
        )
        facts = self.tr("{file}: {kind}, Zoomstufen {low} bis {high}, {size} MB").format(
            file=path.name, kind=kind, low=info.min_zoom, high=info.max_zoom, size=number(info.bytes / 1e6, 1)
        )
        if not self._covers(info.bounds):
            facts += "\n" + self.tr("Achtung: Die Datei zeigt ein anderes Gebiet als dieses Projekt.")
        dialog = BaseMapFileDialog(facts, added.name, added.credit, self._window)

        def take(name: str, credit: str, licence: str) -> None:
            from dataclasses import replace

            from quartiermap.app import base_maps
            from quartiermap.io.tile_files import plain_text

            said = plain_text(licence)
            self._add(
                replace(
                    added, name=plain_text(name, 120) or added.name, credit=plain_text(credit), licence=said,
                    licence_by=base_maps.BY_USER if said or credit != added.credit else added.licence_by,
                )
            )  # fmt: skip

        dialog.wanted.connect(take)
        self._open(dialog)

    def _covers(self, bounds: tuple[float, float, float, float]) -> bool:
        from quartiermap.app import base_map_saving

        project = self._workspace.project
        area = None if project is None else base_map_saving.area_of(project)
        if area is None:
            return True
        return bounds[0] < area[2] and bounds[2] > area[0] and bounds[1] < area[3] and bounds[3] > area[1]

    # ---- a service

    def ask_address(self) -> None:
        """Ask for the address of a map service."""
        if self._workspace.project is None:
            return
        dialog = BaseMapAddressDialog(self._network.on, self._window)
        dialog.asked.connect(partial(self._look_up, dialog))
        dialog.network_wanted.connect(self._network.ask)
        dialog.chosen.connect(self._take_service)
        self._open(dialog)

    def _look_up(self, dialog: BaseMapAddressDialog, address: str) -> None:
        def work(progress: Progress) -> list[TileService] | QuartierMapError:
            from quartiermap.app import base_maps

            try:
                return base_maps.layers_at(address, progress)
            except QuartierMapError as error:
                return error

        def done(found: list[TileService] | QuartierMapError) -> None:
            if dialog is not self.dialog:
                return
            if isinstance(found, QuartierMapError):
                dialog.show_problem(str(found))
            else:
                dialog.show_layers(found)

        self._tasks.read("map-service", work, done)

    def _take_service(self, service: TileService, name: str, credit: str, licence: str) -> None:
        from quartiermap.app import base_maps

        added = base_maps.from_service(service, name=name, credit=credit, licence=licence)
        self._add(added)
        if not self._network.on:
            self.said.emit(
                self.tr("Der Dienst ist eingetragen; zu sehen ist er, sobald das Netz eingeschaltet ist.")
            )

    # ---- for offline

    def _current(self, project: Project) -> BaseMap | None:
        from quartiermap.app import base_maps

        key = base_maps.chosen(project)
        return next((m for m in base_maps.choices(project) if m.key == key and m.is_online), None)

    def _why_not_save(self, project: Project) -> str:
        from quartiermap.app import base_map_saving, base_map_terms

        shown = self._current(project)
        if shown is None:
            return self.tr("Erst einen Kartendienst als Hintergrund wählen.")
        if not self._network.on:
            return self.tr("Das Netz ist ausgeschaltet.")
        if base_map_terms.may_keep(shown) == "forbidden":
            return self.tr("Die Nutzungsbedingungen dieses Dienstes verbieten das Speichern.")
        if self._workspace.path is None:
            return self.tr("Erst das Projekt speichern: Die Karte kommt neben die Projektdatei.")
        return (
            ""
            if base_map_saving.area_of(project) is not None
            else self.tr("Erst Quartiere laden: Sie bestimmen das Gebiet.")
        )

    def ask_save(self) -> None:
        """Tell what saving the chosen service would take and ask for it."""
        from quartiermap.app import base_map_saving, base_map_terms
        from quartiermap.io.tile_fetching import OnlineTiles

        project, path = self._workspace.project, self._workspace.path
        if project is None or path is None or self._why_not_save(project):
            return
        shown, area = self._current(project), base_map_saving.area_of(project)
        if shown is None or area is None or shown.service is None:
            return
        seen = self._shown.tiles if self._shown is not None else None
        mean = seen.mean_bytes if isinstance(seen, OnlineTiles) else None
        target = base_map_saving.file_for(shown, path)
        licence = f"{shown.licence} ({shown.licence_by})" if shown.licence else ""
        dialog = BaseMapSaveDialog(
            shown.name, licence, target.name, base_map_terms.may_keep(shown) == "ask",
            lambda depth: base_map_saving.plan(shown, area, depth, mean), shown.service.max_zoom, base_map_saving.MOST_TILES, self._window,
        )  # fmt: skip
        dialog.wanted.connect(partial(self.save, shown, target))
        self._open(dialog)

    def save(self, shown: BaseMap, target: Path, plan: Plan, permission: str) -> None:
        """Fetch the tiles in a job that can be cancelled, then take the file as background."""

        def work(progress: Progress) -> BaseMap:
            from quartiermap.app import base_map_saving

            return base_map_saving.save(shown, plan, target, permission, progress)

        self._tasks.job(self.tr("Karte für offline speichern"), work, self._add)

    # ---- showing it

    def prepare(self, project: Project, own: Callable[[], Path | None], progress: Progress) -> Prepared:
        """Open the chosen background (in a worker thread)."""
        from quartiermap.app import base_maps

        return base_maps.prepare(project, self._folder(), own, self._failed.emit, progress)

    def shown(self, prepared: Prepared) -> None:
        """Note what the map shows now; what it showed before is closed."""
        self.let_go()
        self._shown = prepared.shown
        if prepared.problem:
            self.said.emit(in_window(prepared.problem))

    def let_go(self) -> None:
        """Close files and connections."""
        before, self._shown = self._shown, None
        if before is not None and before.tiles is not None:
            before.tiles.close()

    def stamp(self, project: Project) -> object:
        """Return what the background depends on beside the project's own layers."""
        return str(project.settings.get("view.background")), self._network.on, str(self._folder())

    def _folder(self) -> Path | None:
        path = self._workspace.path
        return None if path is None else path.resolve().parent

    def _on_network(self, on: bool) -> None:
        if isinstance(self.dialog, BaseMapAddressDialog):
            self.dialog.set_online(on)
        project = self._workspace.project
        if project is not None and self._current(project) is not None:
            self.changed.emit()

    def _open(self, dialog: Any) -> None:
        self.dialog = dialog
        dialog.finished.connect(partial(self._closed, dialog))
        dialog.open()

    def _closed(self, dialog: Any, _result: int = 0) -> None:
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()
