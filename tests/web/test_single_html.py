"""The single HTML file in a real page: gaps, search and tables lead to the map; the licence line follows the layers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QUrl
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile, QWebEngineSettings

from quartiermap.domain.project import Project
from quartiermap.render.single_html import write_html


class Page(QWebEnginePage):
    """A plain browser page (no fences of ours) that remembers what its console said."""

    def __init__(self, profile: QWebEngineProfile, qtbot: Any) -> None:
        super().__init__(profile)
        self.console: list[str] = []
        self._qtbot = qtbot

    def javaScriptConsoleMessage(self, level: Any, message: str, line: int, source: str) -> None:
        self.console.append(f"{line}: {message}")

    def open_file(self, path: Path) -> None:
        with self._qtbot.waitSignal(self.loadFinished, timeout=30_000) as loaded:
            self.load(QUrl.fromLocalFile(str(path)))
        assert loaded.args == [True]

    def js(self, code: str) -> Any:
        with self._qtbot.waitCallback(timeout=10_000) as answer:
            self.runJavaScript(f"(() => JSON.stringify({code}))()", 0, answer)
        return json.loads(answer.args[0]) if answer.args[0] else None


@pytest.fixture
def page(qtbot: Any, qapp: Any) -> Iterator[Page]:
    profile = QWebEngineProfile()
    made = Page(profile, qtbot)
    yield made
    shiboken6.delete(made)
    shiboken6.delete(profile)


@pytest.fixture
def opened(page: Page, town: Project, tmp_path: Path, qtbot: Any) -> Page:
    path = tmp_path / "Karte mit Umlaut ä.html"
    write_html(town, path)
    page.open_file(path)
    qtbot.waitUntil(lambda: page.js("document.body.dataset.ready ?? null") == "true", timeout=20_000)
    return page


CLICK = "(e => (e.click(), true))"


def test_lists_tables_and_search_lead_to_the_map(opened: Page) -> None:
    js = opened.js
    assert js(f"{CLICK}(document.querySelector('#qm-gaps button'))")
    assert js("[QM.state.selected, document.querySelector('#qm-gaps [aria-current=true]').dataset.rank]") == [
        "04",
        "1",
    ]
    details = js("document.getElementById('qm-details').textContent")
    assert "120 Kinder weiter als 500" in details  # the reason, read from the table

    assert js(f"{CLICK}(document.querySelector('#quartiere a[data-district=\"02\"]'))")
    assert js("QM.state.selected") == "02"
    assert js("document.getElementById('qm-details').textContent.includes('Nordend')")

    assert js(f"{CLICK}(document.querySelector('#einrichtungen a[data-facility=\"k2\"]'))")
    assert js("document.getElementById('qm-details').textContent.includes('Kita Am Wehr')")
    assert (
        js("document.querySelectorAll('#einrichtungen a[data-facility=\"k3\"]').length") == 0
    )  # closed: not on the map

    search = (
        "(w => { const f = document.getElementById('qm-search'); f.value = w; f.dispatchEvent(new Event('input'));"
        " return [...document.querySelectorAll('#qm-found li')].map(e => e.firstChild.textContent); })"
    )
    assert js(f"{search}('sudhang')") == ["Südhang"]
    assert js(f"{search}('suedhang')") == ["Südhang"]
    assert js(f"{search}('wehr')") == ["Kita Am Wehr"]
    assert js(f"{search}('gibt es nicht')") == []
    assert js("document.getElementById('qm-found-count').textContent") == "Nichts gefunden."
    assert js(f"{search}('Südh')") == ["Südhang"]
    key = "(k => document.getElementById('qm-search').dispatchEvent(new KeyboardEvent('keydown', { key: k, cancelable: true })))"
    js(f"{key}('ArrowDown')")
    assert js("document.getElementById('qm-search').getAttribute('aria-activedescendant')") == "qm-found-0"
    js(f"{key}('Enter')")
    assert js("[QM.state.selected, document.getElementById('qm-found').hidden]") == ["03", True]
    assert opened.console == []


def test_tables_sort_by_exact_value_with_missing_last(opened: Page) -> None:
    names = "[...document.querySelectorAll('#versorgung tbody th')].map(e => e.textContent)"
    head = "document.querySelectorAll('#versorgung thead th')[2]"
    before = opened.js(names)
    assert before == ["Altstadt", "Nordend", "Südhang", "Werder"]
    opened.js(f"{CLICK}({head}.querySelector('button'))")
    assert opened.js(names) == ["Südhang", "Nordend", "Altstadt", "Werder"]
    opened.js(f"{CLICK}({head}.querySelector('button'))")
    assert opened.js(names) == ["Altstadt", "Nordend", "Südhang", "Werder"]
    assert opened.js(f"{head}.getAttribute('aria-sort')") == "descending"


def test_the_licence_line_follows_the_layers(opened: Page) -> None:
    line = "document.getElementById('qm-licence').textContent"
    assert "Erfundene Demonstrationsdaten" in opened.js(line)
    opened.js(
        "[...document.querySelectorAll('#qm-layers input')].map(b => { if (b.checked) b.click(); return 1; })"
    )
    assert opened.js(line) == "Eigene Berechnung und Darstellung mit QuartierMap."
    opened.js(f"{CLICK}(document.querySelector('#qm-layers input[data-layer=outlines]'))")
    assert "Quartiere" in opened.js(line)


def test_nothing_is_fetched(opened: Page) -> None:
    fetched = (
        "performance.getEntriesByType('resource').filter(e => !e.name.startsWith('data:')).map(e => e.name)"
    )
    assert opened.js(fetched) == []
    assert opened.console == []


def test_without_script_the_tables_are_read(
    page: Page, town_named: Callable[..., Project], tmp_path: Path, qtbot: Any
) -> None:
    path = tmp_path / "Karte.html"
    write_html(town_named(), path)
    page.settings().setAttribute(QWebEngineSettings.WebAttribute.JavascriptEnabled, False)
    page.open_file(path)
    with qtbot.waitCallback(timeout=10_000) as answer:
        page.toPlainText(answer)
    text = answer.args[0]
    assert "Die Karte braucht JavaScript" in text
    assert "120 Kinder weiter als 500" in text
    assert "Suchen" not in text  # the panel beside the map is not there
    assert page.console == []
