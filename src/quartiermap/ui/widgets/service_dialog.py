"""The window of geodata services: an address in, layers to choose, fetched as local files that go into the import wizard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, QTimer, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from quartiermap.domain.texts import number
from quartiermap.errors import InputError, MachineError, QuartierMapError
from quartiermap.ui.tasks import Task, Tasks
from quartiermap.ui.viewmodels import service as view
from quartiermap.ui.viewmodels.remedies import in_window
from quartiermap.ui.viewmodels.service import LayerRow, ServicePage
from quartiermap.ui.widgets.network_switch import Network
from quartiermap.ui.widgets.service_form import ServiceForm

if TYPE_CHECKING:
    from quartiermap.app.service_import import Downloads
    from quartiermap.domain.progress import Progress
    from quartiermap.domain.project import Project
    from quartiermap.io.service_model import Service

_SHOWN_PROBLEMS = 6


class ServiceDialog(QDialog):
    """Asks for a service and its layers, and fetches them.

    Signals
    -------
    listed
        The layers are on screen, or the sentence why there are none.
    fetched : Downloads, list of LayerRow
        The files are there, with what each shall be loaded as.
    stopped
        Fetching ended without a file: cancelled or refused.
    """

    listed = Signal()
    fetched = Signal(object, object)
    stopped = Signal()

    def __init__(
        self,
        tasks: Tasks,
        network: Network,
        project: Project,
        folder: Path,
        settings: QSettings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.form = ServiceForm(network, settings, view.clip_text(project))
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)  # as that of the form
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        self.setWindowTitle(self.tr("Daten von einem Dienst laden"))
        self._tasks = tasks
        self._network = network
        self._project = project
        self._folder = folder
        self._settings = settings
        self._task: Task | None = None
        self._counting: Task | None = None
        self._count_delay = QTimer(self)
        self._count_delay.setSingleShot(True)
        self._count_delay.setInterval(350)
        self._count_delay.timeout.connect(self._count_next)
        self._other_hosts = False
        self._retry: Callable[[], None] | None = None
        self.page: ServicePage | None = None
        self._connect()
        network.changed.connect(self._on_network)
        self._show_working("")
        self._show_page(None)
        self.resize(1060, 660)
        self.setMinimumSize(760, 520)
        self.form.address.setFocus()

    def _connect(self) -> None:
        edit = self.form.address.lineEdit()
        if edit is not None:
            edit.returnPressed.connect(self.list_layers)
        for button, slot in (
            (self.form.show_layers, self.list_layers), (self.form.forget, self._forget), (self.form.again, self._try_again),
            (self.form.stop, self.cancel), (self.form.go, self.fetch),
        ):  # fmt: skip
            button.clicked.connect(slot)
        self.form.words.textChanged.connect(self._filter)
        self.form.model.turned.connect(self._on_chosen)
        self.form.view.selectionModel().currentRowChanged.connect(lambda *_: self._show_layer())
        self.form.buttons.rejected.connect(self.reject)

    # ---- listing

    def list_layers(self) -> None:
        """Ask the address what it offers."""
        address = self.form.address.currentText().strip()
        if not address or self._task is not None:
            return
        self._network.refresh()
        if not self._network.on:
            self.form.need.button.setFocus()
            return
        self._show_page(None)
        self.form.say("")
        other = self._other_hosts

        def work(progress: Progress) -> tuple[Service, str | None, str]:
            from quartiermap.app.service_import import named_layer, service_layers

            service = service_layers(address, progress, other_hosts=other)
            return service, named_layer(service, address), address

        self._start(self.tr("Dienst abfragen"), work, self._on_listed, self.list_layers)

    def _on_listed(self, found: tuple[Service, str | None, str]) -> None:
        service, named, address = found
        kept = view.remember_address(self._settings, address)
        self.form.address.clear()
        self.form.address.addItems(kept)
        self.form.address.setEditText(address)
        self._show_page(ServicePage.of(service, self._project, named))
        if service.problems:
            self.form.say("\n".join(in_window(str(p.message)) for p in service.problems[:_SHOWN_PROBLEMS]))
        self.listed.emit()

    def _show_page(self, page: ServicePage | None) -> None:
        self.page = page
        self.form.body.setVisible(page is not None)
        self.form.about.setVisible(page is not None)
        for widget in (self.form.chosen, self.form.clip, self.form.limits):
            widget.setVisible(page is not None)
        if page is None:
            self.form.model.show(None, ())
        else:
            from quartiermap.io.service_transport import Limits

            self.form.about.setText(page.about)
            self.form.limits.setText(view.limits_text(Limits()))
            self.form.words.clear()
            self._filter()
            self.form.view.setFocus()
            self._count_delay.start()
        self._on_chosen()

    def _filter(self) -> None:
        if self.page is None:
            return
        rows = self.page.filtered(self.form.words.text())
        self.form.model.show(self.page, rows)
        first = next((n for n, r in enumerate(rows) if r.name in self.page.chosen), 0)
        if rows:
            self.form.view.selectRow(first)
        self._show_layer()

    def current(self) -> LayerRow | None:
        """Return the layer that the keyboard is on."""
        index = self.form.view.currentIndex()
        return self.form.model.row_at(index.row()) if index.isValid() and self.page is not None else None

    def _show_layer(self) -> None:
        self.form.detail.show_layer(self.current())

    def _on_chosen(self) -> None:
        self.form.chosen.setText(self.page.chosen_text if self.page is not None else "")
        self._show_go()
        if self.page is not None and any(not r.asked for r in self.page.picked):
            self._count_delay.start()

    # ---- counting

    def _count_next(self) -> None:
        """Ask the service how many objects a chosen layer has; one after the other, and never while it is fetched."""
        page = self.page
        if page is None or self._task is not None or self._counting is not None or not self._network.on:
            return
        row = next((r for r in page.picked if not r.asked), None)
        if row is None:
            return
        row.asked = True
        project, service, layer, other = self._project, page.service, row.layer, self._other_hosts

        def work(progress: Progress) -> int | None:
            from quartiermap.app.service_import import count_objects

            try:
                return count_objects(project, service, layer, progress, other_hosts=other)
            except QuartierMapError:
                return None  # not being told how many there are stands in nobody's way

        def done(count: int | None) -> None:
            row.count = count
            if self.page is page:
                self.form.model.tell()
                self.form.chosen.setText(page.chosen_text)
                self._show_layer()

        def ended() -> None:
            if self._counting is task:
                self._counting = None
                self._count_delay.start()

        task = self._counting = self._tasks.read("service-count", work, done)
        task.finished.connect(ended)

    # ---- fetching

    def fetch(self) -> None:
        """Fetch the chosen layers as local files."""
        page = self.page
        if page is None or not page.picked or self._task is not None:
            return
        self._network.refresh()
        if not self._network.on:
            self.form.need.button.setFocus()
            return
        self.form.say("")
        if self._counting is not None:
            self._counting.cancel()
            self._counting = None
        picked = page.picked
        project, service, folder, other = self._project, page.service, self._folder, self._other_hosts
        names = [r.name for r in picked]

        def work(progress: Progress) -> Downloads:
            from quartiermap.app.service_import import fetch_layers

            return fetch_layers(project, service, names, folder, progress, other_hosts=other)

        def done(found: Downloads) -> None:
            self._on_fetched(found, picked)

        self._start(self.tr("Daten vom Dienst laden"), work, done, self.fetch)

    def _on_fetched(self, found: Downloads, picked: list[LayerRow]) -> None:
        text = view.done_text(found.done, found.requests, found.bytes)
        by_name = {r.name: r for r in picked}
        rows = [by_name[d.layer.name] for d in found.done]
        if found.refused:
            said = [
                f"{in_window(p.message)} {in_window(p.remedy)}".strip()
                for p in found.refused[:_SHOWN_PROBLEMS]
            ]
            text = "\n".join(
                [text, self.tr("Nicht geladen ({n}):").format(n=number(len(picked) - len(rows))), *said]
            )
        self.form.say(text, kind="notice" if found.refused else "chip")
        self.fetched.emit(found, rows)
        if not found.refused:
            self.accept()

    # ---- one piece of work at a time

    def _start(
        self,
        label: str,
        work: Callable[[Progress], Any],
        done: Callable[[Any], None],
        again: Callable[[], None],
    ) -> None:
        """Do something in a worker; what goes wrong is said here, in place."""

        def guarded(progress: Progress) -> Any:
            try:
                return work(progress)
            except (InputError, MachineError) as error:
                return error

        def ended(found: Any) -> None:
            self._task = None
            self._show_working("")
            if isinstance(found, QuartierMapError):
                self._refuse(found, again)
            else:
                done(found)

        def finished() -> None:
            if self._task is task:  # cancelled, or a fault of ours that the window shows
                self._task = None
                self._show_working("")
                self.form.say(self.tr("Abgebrochen. Es wurde nichts geladen und nichts verändert."))
                self.stopped.emit()

        task = self._task = self._tasks.read("service", guarded, ended)
        task.progressed.connect(self.form.show_progress)
        task.finished.connect(finished)
        self._show_working(label)

    def cancel(self) -> None:
        """Stop what is going on; what was fetched so far is thrown away."""
        if self._task is not None:
            self.form.stop.setEnabled(False)
            self.form.doing.setText(self.tr("Wird abgebrochen …"))
            self._task.cancel()

    def _refuse(self, error: QuartierMapError, again: Callable[[], None]) -> None:
        problems = error.problems if isinstance(error, InputError) else ()
        said = [
            " ".join(t for t in (in_window(p.message), in_window(p.remedy), f"({p.value})" if p.value else "") if t)
            for p in problems[:_SHOWN_PROBLEMS]
        ]  # fmt: skip
        self.form.say("\n".join(said) if said else in_window(str(error)))
        led_away = any(p.code == "redirect_refused" for p in problems) and not self._other_hosts
        self._retry = again
        self.form.again.setText(
            self.tr("Weiter&leitung erlauben") if led_away else self.tr("&Noch einmal versuchen")
        )
        self.form.again.setToolTip(
            self.tr("Folgt der Weiterleitung, solange dieses Fenster offen ist") if led_away else ""
        )
        self.form.again.setVisible(bool(problems))
        self.form.again.setProperty("allow", led_away)
        self._network.refresh()
        self.listed.emit() if self.page is None else self.stopped.emit()

    def _try_again(self) -> None:
        if self.form.again.property("allow"):
            self._other_hosts = True
        if self._retry is not None:
            self._retry()

    def _show_working(self, label: str) -> None:
        self.form.show_working(label)
        self._show_go()

    def _show_go(self) -> None:
        ready = self.page is not None and bool(self.page.chosen) and self._task is None
        self.form.go.setEnabled(ready and self._network.on)

    def _on_network(self, _on: bool) -> None:
        self._show_go()

    def _forget(self) -> None:
        view.forget_addresses(self._settings)
        text = self.form.address.currentText()
        self.form.address.clear()
        self.form.address.setEditText(text)

    def reject(self) -> None:
        """Close; what is going on is stopped."""
        for task in (self._task, self._counting):
            if task is not None:
                task.cancel()
        self._task = self._counting = None
        super().reject()
