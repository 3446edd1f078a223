"""The network switch in the window: off by default, one sign, turned where it is needed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from quartiermap.app import network_switch
from quartiermap.errors import InputError
from quartiermap.ui.widgets.network_switch import NetworkNotice, NetworkSign


@pytest.fixture(autouse=True)
def _own_switch(tmp_path, monkeypatch):
    """Keep the switch of the tests apart from that of the person who runs them."""
    monkeypatch.setattr(network_switch, "settings_file", lambda: tmp_path / "config" / "netz.toml")


def sign_of(window):
    (sign,) = window.status.findChildren(NetworkSign)
    return sign


def test_it_is_off_until_somebody_turns_it_on(window):
    sign = sign_of(window)
    assert sign.text() == "Netz aus"
    assert "keine Verbindung" in sign.accessibleDescription()
    assert not network_switch.state().on


def test_the_dialog_turns_it_and_every_sign_follows(window, qtbot):
    sign_of(window).click()
    dialog = window.network.dialog
    assert dialog.head.text() == "Das Netz ist aus."
    qtbot.mouseClick(dialog.switch, Qt.MouseButton.LeftButton)
    assert network_switch.state().on
    assert sign_of(window).text() == "Netz an"
    assert dialog.head.text() == "Das Netz ist an."
    qtbot.mouseClick(dialog.switch, Qt.MouseButton.LeftButton)
    assert not network_switch.state().on
    assert sign_of(window).text() == "Netz aus"
    dialog.reject()
    assert window.network.dialog is None


def test_the_dialog_names_the_map_services_that_the_switch_lets_through(window):
    """It promised that the map stayed without the net, while a map service could be its background."""
    window.network.ask()
    said = " ".join(label.text() for label in window.network.dialog.findChildren(QLabel))
    assert "Kartendienst als Hintergrund" in said
    assert "Die Karte bleibt immer ohne Netz" not in said
    window.network.dialog.reject()


def test_enter_in_the_dialog_never_turns_it_on(window, qtbot):
    window.actions_["network"].trigger()
    qtbot.keyClick(window.network.dialog, Qt.Key.Key_Return)
    assert not network_switch.state().on


def test_what_the_command_line_turned_is_shown(window, qtbot):
    network_switch.turn(True)
    with qtbot.waitSignal(window.network.changed):
        window.network.refresh()
    assert sign_of(window).text() == "Netz an"


def test_a_switch_that_cannot_be_kept_stays_off_and_says_why(window, qtbot, monkeypatch):
    def refuse(_on):
        raise InputError("Die Einstellung lässt sich nicht speichern.")

    monkeypatch.setattr(network_switch, "turn", refuse)
    window.network.ask()
    dialog = window.network.dialog
    dialog.switch.click()
    assert not window.network.on
    assert "nicht speichern" in dialog.notice.text()
    assert not dialog.notice.isHidden()
    dialog.reject()


def test_the_notice_stands_only_while_it_is_off(window, qtbot):
    notice = NetworkNotice(window.network, "Dafür wird das Netz gebraucht.")
    qtbot.addWidget(notice)
    assert not notice.isHidden()
    notice.button.click()
    assert network_switch.state().on
    assert notice.isHidden()
    window.network.turn(False)
    assert not notice.isHidden()
