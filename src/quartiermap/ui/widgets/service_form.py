"""The widgets of the window of geodata services, and when which of them is seen; `ServiceDialog` gives them something to do."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QSpacerItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from quartiermap.ui.theme import role
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels import service as view
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.network_switch import Network, NetworkNotice
from quartiermap.ui.widgets.service_detail import LayerDetail
from quartiermap.ui.widgets.service_table import LayersModel, LayersView


class ServiceForm(QWidget):
    """Address, layers, what was chosen, progress, buttons: from top to bottom, with nothing to do of their own.

    Parameters
    ----------
    network : Network
    settings : QSettings
        Holds the addresses used before.
    clip : str
        What will be cut out of the layers.
    parent : QWidget or None
    """

    def __init__(
        self, network: Network, settings: QSettings, clip: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setSizeConstraint(
            QVBoxLayout.SizeConstraint.SetNoConstraint
        )  # wrapped text is as tall as it is wide
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(self._address_line(settings))
        column.addWidget(
            parts.label(
                translate(
                    "ServiceDialog",
                    "WFS und OGC API Features der Städte, Kreise und Länder. Die Daten werden in das Projekt kopiert, mit "
                    "Adresse, Lizenz und Tag; danach braucht es den Dienst nicht mehr.",
                ),
                "muted",
            )
        )
        self.need = NetworkNotice(
            network,
            translate(
                "ServiceDialog",
                "Dafür wird das Netz gebraucht; es ist ausgeschaltet. Es wurde noch keine Verbindung geöffnet.",
            ),
        )
        column.addWidget(self.need)
        column.addLayout(self._notice_line())
        self.about = parts.label("", "strong", selectable=True)
        column.addWidget(self.about)
        column.addWidget(self._layers(), 1)
        column.addSpacerItem(
            QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
        )  # takes the room while there are no layers
        self.chosen = parts.label("", "strong")
        self.clip = parts.label(clip, "muted")
        self.limits = parts.label("", "muted")
        for words in (self.chosen, self.clip, self.limits):
            column.addWidget(words)
        column.addLayout(self._work_line())
        column.addWidget(self._foot())
        for button in (self.show_layers, self.forget, self.again, self.stop, self.go):
            button.setAutoDefault(False)
        self.say("")

    def _address_line(self, settings: QSettings) -> QHBoxLayout:
        line = QHBoxLayout()
        title = QLabel(translate("ServiceDialog", "A&dresse des Dienstes"))
        self.address = QComboBox()
        self.address.setEditable(True)
        self.address.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.address.setAccessibleName(translate("ServiceDialog", "Adresse des Dienstes"))
        self.address.addItems(view.used_addresses(settings))
        self.address.setEditText("")
        edit = self.address.lineEdit()
        if edit is not None:
            edit.setPlaceholderText("https://…/wfs")
        title.setBuddy(self.address)
        self.show_layers = QPushButton(translate("ServiceDialog", "&Ebenen zeigen"))
        self.forget = QPushButton(translate("ServiceDialog", "&Verlauf löschen"))
        self.forget.setToolTip(
            translate(
                "ServiceDialog", "Vergisst die früher abgefragten Adressen; sie stehen nur auf diesem Rechner"
            )
        )
        line.addWidget(title)
        line.addWidget(self.address, 1)
        line.addWidget(self.show_layers)
        line.addWidget(self.forget)
        return line

    def _notice_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.notice = parts.label("", "notice", selectable=True)
        self.again = QPushButton("")
        line.addWidget(self.notice, 1)
        line.addWidget(self.again)
        return line

    def _layers(self) -> QSplitter:
        """Return the layers to choose from, and beside them the one the keyboard is on."""
        self.body = QSplitter(Qt.Orientation.Horizontal)
        self.body.setChildrenCollapsible(False)
        left = QWidget()
        lines = QVBoxLayout(left)
        lines.setContentsMargins(0, 0, 0, 0)
        self.words = QLineEdit()
        self.words.setPlaceholderText(translate("ServiceDialog", "Ebenen filtern …"))
        self.words.setAccessibleName(translate("ServiceDialog", "Ebenen filtern"))
        self.words.setClearButtonEnabled(True)
        lines.addWidget(self.words)
        self.model = LayersModel(self)
        self.view = LayersView(self.model)
        lines.addWidget(self.view, 1)
        self.body.addWidget(left)
        self.detail = LayerDetail()
        self.detail.changed.connect(self.model.tell)
        self.body.addWidget(parts.scrolled(self.detail, translate("ServiceDialog", "Gewählte Ebene")))
        self.body.setStretchFactor(0, 3)
        self.body.setStretchFactor(1, 2)
        self.body.setSizes([600, 420])
        return self.body

    def _work_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(200)
        self.progress.setAccessibleName(translate("ServiceDialog", "Fortschritt"))
        self.doing = parts.label("", wrap=False)
        self.stop = QPushButton(translate("ServiceDialog", "A&bbrechen"))
        line.addWidget(self.progress)
        line.addWidget(self.doing, 1)
        line.addWidget(self.stop)
        return line

    def _foot(self) -> QDialogButtonBox:
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.go = self.buttons.addButton(
            translate("ServiceDialog", "&Laden und weiter"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.go.setProperty("primary", True)
        self.go.setToolTip(
            translate("ServiceDialog", "Lädt die ausgewählten Ebenen und öffnet den Import, der sie prüft")
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        return self.buttons

    def say(self, text: str, kind: str = "notice") -> None:
        """Say something above the layers; nothing: be silent."""
        self.notice.setText(text)
        self.notice.setAccessibleName(text)
        role(self.notice, kind)
        self.notice.setVisible(bool(text))
        self.again.hide()

    def show_working(self, label: str) -> None:
        """Show what is going on, or (without a label) that nothing is."""
        working = bool(label)
        for widget in (self.progress, self.doing, self.stop):
            widget.setVisible(working)
        self.progress.setValue(0)
        self.doing.setText(label)
        self.stop.setEnabled(True)
        for held in (self.show_layers, self.address, self.body):
            held.setEnabled(not working)

    def show_progress(self, share: float, text: str) -> None:
        """Show how far it is, unless it is being stopped."""
        if self.stop.isEnabled():
            self.progress.setValue(round(share * 1000))
            self.doing.setText(text)
