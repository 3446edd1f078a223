"""The window of services: nothing goes out while the switch is off; a layer of a real answer ends in the import wizard."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from tests.services import conftest as servers

from quartiermap.app import network_switch
from quartiermap.app.service_import import proposed_use
from quartiermap.io.service_model import ServiceLayer
from quartiermap.ui.viewmodels.service import remember_address, used_addresses
from quartiermap.ui.widgets.import_window import ImportWindow

stub, wfs, mapserver = servers.stub, servers.wfs, servers.mapserver
X0, Y0 = 476_000.0, 5_474_000.0
INSIDE = [(X0 + 300 * i, Y0 + 400) for i in range(7)]
FAR = [(X0 + 30_000, Y0), (X0 + 31_000, Y0)]


@pytest.fixture(autouse=True)
def _own_switch(tmp_path, monkeypatch):
    """Keep the switch of the tests apart from that of the person who runs them."""
    monkeypatch.setattr(network_switch, "settings_file", lambda: tmp_path / "config" / "netz.toml")


@pytest.fixture
def dialog(window, town):
    window.workspace.adopt(town)
    window.services.ask()
    made = window.services.dialog
    yield made
    if window.services.dialog is made:
        made.reject()


def ask(dialog, qtbot, address):
    dialog.form.address.setEditText(address)
    with qtbot.waitSignal(dialog.listed, timeout=60_000):
        dialog.form.show_layers.click()


def test_while_the_net_is_off_nothing_goes_out_and_it_can_be_turned_on_there(dialog, qtbot, stub, wfs):
    stub.answers = wfs(INSIDE)
    assert not dialog.form.need.isHidden()
    dialog.form.address.setEditText(stub.url)
    dialog.form.show_layers.click()
    assert dialog._task is None  # nothing was begun
    assert stub.requests == []
    assert dialog.page is None
    dialog.form.need.button.click()
    assert dialog.form.need.isHidden()
    ask(dialog, qtbot, stub.url)
    assert [r.name for r in dialog.page.rows] == ["app:kitas"]
    assert stub.requests


def test_layers_are_shown_with_terms_proposal_and_count(dialog, qtbot, stub, wfs):
    network_switch.turn(True)
    stub.answers = wfs([*INSIDE, *FAR])
    ask(dialog, qtbot, stub.url)
    assert "Kita-Dienst" in dialog.form.about.text()
    assert "Datenlizenz Deutschland – Zero" in dialog.form.about.text()
    row = dialog.page.rows[0]
    assert (row.target, row.kind, row.proposed) == ("facilities", "kita", True)
    assert dialog.page.chosen == {"app:kitas"}  # the only one
    assert "3 km" in dialog.form.clip.text()
    qtbot.waitUntil(lambda: row.count is not None, timeout=30_000)
    assert row.count == len(INSIDE)  # of those around the project
    assert "laut Dienst 7 Objekte" in dialog.form.chosen.text()


def test_what_is_fetched_ends_in_the_wizard_and_the_source_keeps_its_terms(
    dialog, window, qtbot, stub, wfs, town
):
    network_switch.turn(True)
    stub.answers = wfs([*INSIDE, *FAR], filtering=False)
    ask(dialog, qtbot, stub.url)
    with qtbot.waitSignal(dialog.fetched, timeout=60_000) as heard:
        dialog.form.go.click()
    downloads, rows = heard.args
    assert [d.rows for d in downloads.done] == [len(INSIDE)]
    assert [d.delivered for d in downloads.done] == [9]
    assert [r.name for r in rows] == ["app:kitas"]
    (wizard,) = window.findChildren(ImportWindow)
    (entry,) = wizard.run.entries
    assert (entry.layer, entry.kind) == ("facilities", "kita")
    assert entry.origin.mapping["@service"] == stub.url
    assert entry.path.is_file()
    qtbot.waitUntil(lambda: not wizard.run.busy, timeout=60_000)
    from quartiermap.app.imports import carry_out

    result = carry_out(town, entry.order).result
    source = result.sources[0]
    assert source.licence == "Datenlizenz Deutschland – Zero – Version 2.0"
    assert source.title == "Kita-Dienst – Kitas"
    assert source.mapping["@service_layer"] == "app:kitas"
    assert len(result.project.facilities) == len(town.facilities) + len(INSIDE)
    wizard.close()


def test_what_the_user_says_of_a_layer_wins_over_the_proposal(dialog, qtbot, stub, wfs):
    network_switch.turn(True)
    stub.answers = wfs(INSIDE)
    ask(dialog, qtbot, stub.url)
    row, detail = dialog.page.rows[0], dialog.form.detail
    assert "Vorschlag" in detail.why.text()
    detail.target.setCurrentIndex(detail.target.findData("districts"))
    detail.target.activated.emit(detail.target.currentIndex())
    assert (row.target, row.kind, row.proposed) == ("districts", "", False)
    assert not detail.kind.isEnabled()
    assert detail.why.text() == ""
    assert dialog.form.model.cells(row)[-1] == "Quartiere"


def test_a_fault_of_the_service_is_a_sentence_in_place_and_can_be_tried_again(
    dialog, window, qtbot, stub, wfs
):
    network_switch.turn(True)
    stub.answers = lambda _path, _query: (503, {}, b"")
    ask(dialog, qtbot, stub.url)
    assert "gerade nicht verfügbar (503)" in dialog.form.notice.text()
    assert not dialog.form.again.isHidden()
    assert window.messages.errors == []
    stub.answers = wfs(INSIDE)
    with qtbot.waitSignal(dialog.listed, timeout=60_000):
        dialog.form.again.click()
    assert dialog.form.notice.isHidden()
    assert dialog.page is not None


def test_of_several_layers_those_that_came_go_on_and_the_others_are_named(dialog, window, qtbot, stub, wfs):
    network_switch.turn(True)
    inner = wfs(INSIDE)

    def answers(path, query):
        status, headers, body = inner(path, query)
        if query.get("request") == "GetCapabilities":
            other = b"<wfs:FeatureType><wfs:Name>app:schulen</wfs:Name><wfs:Title>Schulen</wfs:Title><wfs:DefaultCRS>urn:ogc:def:crs:EPSG::25832</wfs:DefaultCRS></wfs:FeatureType></wfs:FeatureTypeList>"
            body = body.replace(b"</wfs:FeatureTypeList>", other)
        elif query.get("typenames") == "app:schulen":
            return 500, {}, b""
        return status, headers, body

    stub.answers = answers
    ask(dialog, qtbot, stub.url)
    assert dialog.page.chosen == set()
    assert not dialog.form.go.isEnabled()
    dialog.form.view.selectRow(0)
    qtbot.keyClick(dialog.form.view, Qt.Key.Key_Space)
    dialog.form.view.selectRow(1)
    qtbot.keyClick(dialog.form.view, Qt.Key.Key_Space)
    with qtbot.waitSignal(dialog.fetched, timeout=60_000) as heard:
        dialog.form.go.click()
    assert [d.layer.name for d in heard.args[0].done] == ["app:kitas"]
    assert "Nicht geladen (1)" in dialog.form.notice.text()
    assert dialog.isVisible()
    (wizard,) = window.findChildren(ImportWindow)
    qtbot.waitUntil(lambda: not wizard.run.busy, timeout=60_000)
    wizard.close()


def test_a_slow_service_can_be_cancelled_and_nothing_has_changed(dialog, window, qtbot, stub, wfs, town):
    network_switch.turn(True)
    stub.answers = wfs(INSIDE)
    ask(dialog, qtbot, stub.url)
    stub.slow = 60.0
    dialog.form.go.click()
    qtbot.waitUntil(lambda: any("GetFeature" in r for r in stub.requests), timeout=30_000)
    assert not dialog.form.stop.isHidden()
    with qtbot.waitSignal(dialog.stopped, timeout=10_000):
        dialog.form.stop.click()
    assert "nichts verändert" in dialog.form.notice.text()
    assert dialog.form.stop.isHidden()
    assert window.workspace.project is town
    assert window.findChildren(ImportWindow) == []


def test_turning_the_net_off_while_it_is_fetched_ends_it_with_a_sentence(dialog, qtbot, stub, wfs):
    network_switch.turn(True)
    inner = wfs([(X0 + i, Y0 + 400) for i in range(40)], limit=10)

    def answers(path, query):
        if "startindex" in query:
            network_switch.turn(False)
        return inner(path, query)

    stub.answers = answers
    ask(dialog, qtbot, stub.url)
    with qtbot.waitSignal(dialog.stopped, timeout=60_000):
        dialog.form.go.click()
    assert "Das Netz ist ausgeschaltet" in dialog.form.notice.text()
    assert "quartiermap network" not in dialog.form.notice.text()
    assert not dialog.form.need.isHidden()


def test_a_redirect_to_another_server_is_asked_for(dialog, qtbot, stub, wfs):
    network_switch.turn(True)
    inner = wfs(INSIDE)
    there = stub.url.replace("127.0.0.1", "localhost")

    def answers(path, query):
        if path == "/alt":
            return 302, {"Location": f"{there}/neu?service=WFS&request=GetCapabilities"}, b""
        return inner(path, query)

    stub.answers = answers
    ask(dialog, qtbot, f"{stub.url}/alt")
    assert "anderen Server" in dialog.form.notice.text()
    assert "--" not in dialog.form.notice.text()
    assert dialog.form.again.text().replace("&", "") == "Weiterleitung erlauben"
    with qtbot.waitSignal(dialog.listed, timeout=60_000):
        dialog.form.again.click()
    assert dialog.page is not None


def test_used_addresses_are_kept_without_secrets_and_can_be_forgotten(
    dialog, qtbot, stub, wfs, window, tmp_path
):
    network_switch.turn(True)
    stub.answers = wfs(INSIDE)
    login = stub.url.replace("http://", "http://amt:geheim@")
    ask(dialog, qtbot, f"{login}/?apikey=123")
    settings = window._settings
    assert used_addresses(settings) == [f"{stub.url}/"]
    dialog.form.forget.click()
    assert used_addresses(settings) == []
    own = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    for i in range(20):
        remember_address(own, f"https://gis.stadt.de/wfs/{i}")
    remember_address(own, "https://gis.stadt.de/wfs/15")
    kept = used_addresses(own)
    assert kept[0] == "https://gis.stadt.de/wfs/15"
    assert len(kept) == len(set(kept)) == 12
    assert "geheim" not in json.dumps(kept)


def test_closing_the_window_stops_what_is_going_on(window, qtbot, town, stub, wfs):
    network_switch.turn(True)
    window.workspace.adopt(town)
    window.services.ask()
    made = window.services.dialog
    stub.answers = wfs(INSIDE)
    stub.slow = 60.0
    made.form.address.setEditText(stub.url)
    made.form.show_layers.click()
    qtbot.waitUntil(lambda: bool(stub.requests), timeout=30_000)
    made.reject()
    qtbot.waitUntil(lambda: not window.tasks.reading, timeout=10_000)
    assert window.services.dialog is None


@pytest.mark.parametrize(
    ("title", "use"),
    [
        ("Kindertagesstätten", ("facilities", "kita")),
        ("Grundschulen", ("facilities", "primary_school")),
        ("Stadtteile", ("districts", None)),
        ("Städtebauförderungsgebiete", ("funding-areas", None)),
        ("Einwohner je Block", ("population", None)),
        ("Hauskoordinaten", ("addresses", None)),
        ("Straßenbäume", (None, None)),
    ],
)
def test_a_use_is_proposed_by_the_title_only_where_it_says_something(title, use):
    assert proposed_use(ServiceLayer("a:b", title)) == use


def test_a_real_mapserver_in_the_window(dialog, window, qtbot, mapserver, town, tmp_path: Path):
    """The Kitas of the real server lie 600 km away: everything is asked, nothing is near, and the window says so."""
    network_switch.turn(True)
    ask(dialog, qtbot, mapserver("EPSG:25832 EPSG:4326", None))
    (row,) = dialog.page.rows
    assert row.layer.title == "Kitas der Stadt"
    assert "Namensnennung" in dialog.form.about.text()
    assert row.near is False
    assert row.where == "anderswo"
    with qtbot.waitSignal(dialog.stopped, timeout=60_000):
        dialog.form.go.click()
    assert "kein einziges Objekt" in dialog.form.notice.text()
