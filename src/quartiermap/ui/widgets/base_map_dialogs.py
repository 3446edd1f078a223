"""What is asked about a background map: its terms, the address of a service, how much of it is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from quartiermap.ui.translation import translate
from quartiermap.ui.widgets import parts

if TYPE_CHECKING:
    from quartiermap.app.base_map_saving import Plan
    from quartiermap.io.tile_services import TileService

_ITEM = int(Qt.ItemDataRole.UserRole)


def _fit(dialog: QDialog, width: int) -> None:
    """Make a dialog as tall as its words need at this width: a wrapped label alone would ask for much more."""
    dialog.setMinimumWidth(width)
    for words in dialog.findChildren(QLabel):
        if words.wordWrap() and words.parentWidget() is dialog:
            words.setMinimumWidth(width - 260 if words.objectName() == "beside" else width - 40)
    layout = dialog.layout()
    if layout is not None:
        dialog.resize(width, layout.totalHeightForWidth(width))


class _Terms(QFormLayout):
    """Name, credit and licence, as found and as the user says."""

    def __init__(self) -> None:
        super().__init__()
        self.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.name, self.credit, self.licence = QLineEdit(), QLineEdit(), QLineEdit()
        self.credit.setPlaceholderText(translate("BaseMapTerms", "z. B. © Stadt Musterstadt, Vermessungsamt"))
        self.licence.setPlaceholderText(
            translate("BaseMapTerms", "z. B. dl-de/by-2-0 oder „Erlaubnis vom 3.5.2026“")
        )
        self.addRow(translate("BaseMapTerms", "&Name im Menü"), self.name)
        self.addRow(translate("BaseMapTerms", "&Urheber (steht auf der Karte)"), self.credit)
        self.addRow(translate("BaseMapTerms", "&Lizenz"), self.licence)

    def show_found(self, name: str, credit: str, licence: str) -> None:
        for field, text in ((self.name, name), (self.credit, credit), (self.licence, licence)):
            field.setText(text)
            field.setCursorPosition(0)


class BaseMapFileDialog(QDialog):
    """Shows what a tile file is and asks for what it does not say.

    Signals
    -------
    wanted : str, str, str
        Name, credit and licence.
    """

    wanted = Signal(str, str, str)

    def __init__(self, facts: str, name: str, credit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Kartendatei anhängen"))
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.addWidget(parts.label(facts))
        self.terms = _Terms()
        self.terms.show_found(name, credit, "")
        column.addLayout(self.terms)
        column.addWidget(
            parts.label(
                self.tr(
                    "Die Datei bleibt, wo sie ist; das Projekt merkt sich Ort und Prüfsumme. Liegt sie neben der Projektdatei, "
                    "können beide zusammen umziehen."
                ),
                "muted",
            )
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton(self.tr("&Anhängen"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setProperty("primary", True)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        _fit(self, 620)

    def _accept(self) -> None:
        self.wanted.emit(self.terms.name.text(), self.terms.credit.text(), self.terms.licence.text())
        self.accept()


class BaseMapAddressDialog(QDialog):
    """Asks for the address of a map service, shows its layers, and asks for their terms.

    Signals
    -------
    asked : str
        The user wants to know what an address offers; answered by `show_layers` or `show_problem`.
    chosen : object, str, str, str
        A `TileService` with name, credit and licence.
    network_wanted
        The user wants to turn the switch.
    """

    asked = Signal(str)
    chosen = Signal(object, str, str, str)
    network_wanted = Signal()

    def __init__(self, online: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Adresse eines Kartendienstes"))
        self._online = online
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.addWidget(
            parts.label(
                self.tr("WMS oder WMTS (Adresse des Dienstes) oder Kacheladresse mit {x}, {y} und {z}.")
            )
        )
        line = QHBoxLayout()
        self.address = QLineEdit()
        self.address.setAccessibleName(self.tr("Adresse"))
        self.address.setPlaceholderText("https://…")
        self.ask = QPushButton(self.tr("&Abfragen"))
        self.ask.setAutoDefault(False)
        line.addWidget(self.address, 1)
        line.addWidget(self.ask)
        column.addLayout(line)
        self.off = QWidget()
        off = QHBoxLayout(self.off)
        off.setContentsMargins(0, 0, 0, 0)
        off.addWidget(
            parts.label(
                self.tr("Das Netz ist ausgeschaltet: Dienste lassen sich erst danach abfragen."), "notice"
            ),
            1,
        )
        turn = QPushButton(self.tr("&Netz …"))
        turn.setAutoDefault(False)
        turn.clicked.connect(self.network_wanted)
        off.addWidget(turn)
        column.addWidget(self.off)
        self.problem = parts.label("", "notice")
        self.problem.hide()
        column.addWidget(self.problem)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Ebenen filtern"))
        self.filter.setAccessibleName(self.filter.placeholderText())
        self.layers = QListWidget()
        self.layers.setAccessibleName(self.tr("Ebenen des Dienstes"))
        self.layers.setMinimumHeight(170)
        column.addWidget(self.filter)
        column.addWidget(self.layers, 1)
        self.terms = _Terms()
        column.addLayout(self.terms)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton(
            self.tr("Als &Hintergrund verwenden"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.go.setProperty("primary", True)
        self.go.setEnabled(False)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.ask.clicked.connect(self._ask)
        self.address.returnPressed.connect(self._ask)
        self.address.textChanged.connect(lambda _text: self._states())
        self.filter.textChanged.connect(self._sift)
        self.layers.currentItemChanged.connect(lambda _now, _before: self._show_terms())
        self._states()
        _fit(self, 680)

    def set_online(self, on: bool) -> None:
        """Tell that the switch has been turned."""
        self._online = on
        self._states()

    def _states(self) -> None:
        text = self.address.text().strip()
        self.ask.setEnabled(bool(text) and (self._online or "{" in text))
        self.off.setVisible(not self._online)

    def _ask(self) -> None:
        if self.ask.isEnabled():
            self.problem.hide()
            self.layers.clear()
            self.go.setEnabled(False)
            self.ask.setEnabled(False)
            self.asked.emit(self.address.text().strip())

    def show_problem(self, text: str) -> None:
        """Say why there is nothing to choose."""
        self.problem.setText(text)
        self.problem.show()
        self._states()

    def show_layers(self, found: Sequence[TileService]) -> None:
        """Offer layers."""
        self._states()
        self.layers.clear()
        for service in found:
            item = QListWidgetItem(service.name)
            item.setData(_ITEM, service)
            self.layers.addItem(item)
        self.layers.setCurrentRow(0)

    def _sift(self, text: str) -> None:
        for number in range(self.layers.count()):
            item = self.layers.item(number)
            item.setHidden(text.casefold() not in item.text().casefold())

    def _show_terms(self) -> None:
        item = self.layers.currentItem()
        self.go.setEnabled(item is not None)
        if item is not None:
            service: TileService = item.data(_ITEM)
            self.terms.show_found(service.name, service.credit, service.licence)

    def _accept(self) -> None:
        item = self.layers.currentItem()
        if item is not None:
            self.chosen.emit(
                item.data(_ITEM), self.terms.name.text(), self.terms.credit.text(), self.terms.licence.text()
            )
            self.accept()


class BaseMapSaveDialog(QDialog):
    """Says what saving a map would take and asks for permission where the licence does not give it.

    Parameters
    ----------
    name, licence, target : str
        Of the map, its licence and who says so, and the file.
    must_ask : bool
        Whether the user has to state a permission.
    plan : callable
        Gives the plan for a deepest zoom level.
    most : int
        Deepest level of the service.

    Signals
    -------
    wanted : object, str
        The plan and the stated permission.
    """

    wanted = Signal(object, str)

    def __init__(
        self, name: str, licence: str, target: str, must_ask: bool, plan: Callable[[int], Plan], most: int, limit: int,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle(self.tr("Karte für offline speichern"))
        self._make, self._limit, self._must_ask = plan, limit, must_ask
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.addWidget(
            parts.label(
                self.tr(
                    "„{name}“ für die Quartiere und 1 km ringsum, als Datei neben dem Projekt:\n{file}"
                ).format(name=name, file=target)
            )
        )
        form = QFormLayout()
        self.zoom = QSpinBox()
        self.zoom.setRange(10, max(10, min(most, 19)))
        self.zoom.setValue(min(16, self.zoom.maximum()))
        form.addRow(self.tr("Tiefste &Zoomstufe (16: Straßen, 18: Häuser)"), self.zoom)
        self.permission = QLineEdit()
        terms = parts.label(licence or self.tr("nennt der Dienst nicht"))
        terms.setObjectName("beside")
        form.addRow(QLabel(self.tr("Lizenz")), terms)
        if must_ask:
            self.permission.setPlaceholderText(self.tr("z. B. „Erlaubnis der Stadt vom 3.5.2026“"))
            form.addRow(self.tr("Ihre &Angabe, warum gespeichert werden darf"), self.permission)
        column.addLayout(form)
        self.text = parts.label("", "strong")
        column.addWidget(self.text)
        column.addWidget(
            parts.label(
                self.tr(
                    "Abgerufen wird langsam, um den Dienst zu schonen; die Arbeit lässt sich jederzeit abbrechen."
                ),
                "muted",
            )
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton(self.tr("&Speichern"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setProperty("primary", True)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.zoom.valueChanged.connect(lambda _value: self._show())
        self.permission.textChanged.connect(lambda _text: self._show())
        self._show()
        _fit(self, 640)

    def _show(self) -> None:
        plan = self._make(self.zoom.value())
        text = plan.text
        if plan.tiles > self._limit:
            text += " " + self.tr(
                "Das ist zu viel für einen öffentlichen Dienst; bitte eine kleinere Zoomstufe wählen."
            )
        self.text.setText(text)
        self.go.setEnabled(
            plan.tiles <= self._limit and (not self._must_ask or bool(self.permission.text().strip()))
        )

    def _accept(self) -> None:
        self.wanted.emit(self._make(self.zoom.value()), self.permission.text().strip())
        self.accept()
