"""The one network switch in the window: a sign in the status bar, a small dialog, and a line where something needs it.

The switch itself is `quartiermap.app.network_switch`; it is asked again before every single request, so what is shown
here can never let anything through.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from quartiermap.app import network_switch
from quartiermap.app.network_switch import SwitchState
from quartiermap.errors import QuartierMapError
from quartiermap.ui.theme import icon
from quartiermap.ui.widgets import parts


class Network(QObject):
    """The switch as the window knows it; everything that shows it listens to `changed`.

    Signals
    -------
    changed : bool
        Whether the network is on now.
    """

    changed = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._state = network_switch.state()
        self.dialog: NetworkDialog | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.applicationStateChanged.connect(self._on_application)

    @property
    def on(self) -> bool:
        """Whether services may be asked."""
        return self._state.on

    @property
    def state(self) -> SwitchState:
        """How the switch stands, as last read."""
        return self._state

    def refresh(self) -> None:
        """Read the switch again: the command line turns the same one."""
        before, self._state = self._state.on, network_switch.state()
        if before != self._state.on:
            self.changed.emit(self._state.on)

    def turn(self, on: bool) -> str:
        """Turn the switch; return what stands in the way as a sentence, or nothing."""
        try:
            self._state = network_switch.turn(on)
        except QuartierMapError as error:
            return str(error)
        self.changed.emit(self._state.on)
        return ""

    def ask(self) -> None:
        """Show the switch and what it does."""
        if self.dialog is not None:
            self.dialog.raise_()
            return
        self.refresh()
        owner = self.parent()
        dialog = NetworkDialog(self, owner if isinstance(owner, QWidget) else None)
        dialog.finished.connect(self._forget)
        self.dialog = dialog
        dialog.open()

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _on_application(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.refresh()


class NetworkSign(QPushButton):
    """The sign in the status bar: a picture and a word, and a click shows the switch."""

    def __init__(self, network: Network, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._network = network
        self.setProperty("link", True)
        self.setStyleSheet("padding-right: 8px;")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setIconSize(QSize(15, 15))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(network.ask)
        network.changed.connect(self._show)
        self._show(network.on)

    def _show(self, on: bool) -> None:
        self.setText(self.tr("Netz an") if on else self.tr("Netz aus"))
        self.setIcon(icon("network-on" if on else "network-off"))
        tip = (
            self.tr("Geodienste dürfen abgefragt werden, sonst nichts. Klicken, um das Netz auszuschalten.")
            if on
            else self.tr("QuartierMap öffnet keine Verbindung. Klicken, um Geodienste zu erlauben.")
        )
        self.setToolTip(tip)
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(tip)


class NetworkDialog(QDialog):
    """Says how the switch stands and what it does, and turns it."""

    def __init__(self, network: Network, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._network = network
        self.setWindowTitle(self.tr("Netz für Geodienste"))
        column = QVBoxLayout(self)
        column.setSizeConstraint(
            QVBoxLayout.SizeConstraint.SetNoConstraint
        )  # wrapped text is as tall as it is wide
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(8)
        line = QHBoxLayout()
        line.setSpacing(10)
        self.picture = QLabel()
        self.head = parts.label("", "title")
        line.addWidget(self.picture)
        line.addWidget(self.head, 1)
        column.addLayout(line)
        self.text = parts.label("")
        column.addWidget(self.text)
        column.addWidget(parts.label(self.tr("Was der Schalter erlaubt"), "heading"))
        column.addWidget(
            parts.label(
                self.tr(
                    "Eingeschaltet fragt QuartierMap einen Geodienst ab, wenn Sie seine Adresse angeben und den "
                    "Abruf starten (Menü „Daten“, „Daten von einem Dienst laden“). Der Dienst erfährt die Ebene und "
                    "das Gebiet, das Sie abrufen."
                )
            )
        )
        column.addWidget(
            parts.label(
                self.tr(
                    "Wählen Sie einen Kartendienst als Hintergrund (Menü „Ansicht“, „Kartenhintergrund“), holt QuartierMap von ihm "
                    "die Kartenbilder. Der Dienst erfährt, welchen Ausschnitt Sie ansehen."
                )
            )
        )
        column.addWidget(parts.label(self.tr("Was er nie erlaubt"), "heading"))
        column.addWidget(
            parts.label(
                self.tr(
                    "Es werden keine Projektdaten verschickt, keine Schriften oder Aktualisierungen geladen und keine Nutzung "
                    "gemessen. Ohne einen Kartendienst, den Sie gewählt haben, bleibt die Karte ohne Netz."
                )
            )
        )
        column.addWidget(
            parts.label(
                self.tr(
                    "Der Schalter bleibt, wie er steht, bis Sie ihn wieder umlegen; er gilt auch für die Befehlszeile."
                ),
                "muted",
            )
        )
        self.notice = parts.label("", "notice")
        self.notice.hide()
        column.addWidget(self.notice)
        column.addStretch(1)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.switch = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.switch.clicked.connect(self._turn)
        self.buttons.rejected.connect(self.reject)
        column.addWidget(self.buttons)
        network.changed.connect(self._show)
        self._show(network.on)
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * 76, metrics.lineSpacing() * 24)
        self.setMinimumSize(metrics.averageCharWidth() * 64, metrics.lineSpacing() * 23)

    def _show(self, on: bool) -> None:
        self.picture.setPixmap(icon("network-on" if on else "network-off").pixmap(28, 28))
        self.head.setText(self.tr("Das Netz ist an.") if on else self.tr("Das Netz ist aus."))
        self.text.setText(self._network.state.text)
        self.switch.setText(self.tr("Netz &ausschalten") if on else self.tr("Netz &einschalten"))
        self.switch.setDefault(False)
        self.switch.setAutoDefault(False)
        close = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setDefault(True)

    def _turn(self) -> None:
        wrong = self._network.turn(not self._network.on)
        self.notice.setText(wrong)
        self.notice.setVisible(bool(wrong))


class NetworkNotice(QWidget):
    """Stands where something needs the network: says so while it is off, and turns it on right there.

    Parameters
    ----------
    network : Network
    what : str
        What needs it, as a German sentence.
    """

    def __init__(self, network: Network, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._network = network
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self.text = parts.label(what, "notice")
        line.addWidget(self.text, 1)
        self.button = QPushButton(self.tr("Netz ein&schalten"))
        self.button.setToolTip(
            self.tr(
                "Erlaubt die Abfrage von Geodiensten, bis das Netz wieder ausgeschaltet wird; sonst nichts."
            )
        )
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._turn)
        line.addWidget(self.button)
        self._what = what
        network.changed.connect(self._show)
        self._show(network.on)

    def _show(self, on: bool) -> None:
        self.text.setText(self._what)
        self.setVisible(not on)

    def _turn(self) -> None:
        wrong = self._network.turn(True)
        if wrong:
            self.text.setText(wrong)
