"""Nothing leaves the page, and text from data stays text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile

from quartiermap.domain.project import Project
from quartiermap.render.classes import scheme_for
from quartiermap.render.map_data import build_layers
from quartiermap.render.single_html import write_html
from quartiermap.ui.map import fences

HOSTILE = (
    '<img src=x onerror="window.pwned=1">',
    "`${window.pwned=1}`",
    "</script><script>window.pwned=1</script>",
    '"><svg onload=window.pwned=1>',
)

WAYS_OUT = {
    "fetch": "fetch(U).catch(() => 0)",
    "xhr": "{ const x = new XMLHttpRequest(); x.open('GET', U); x.send(); }",
    "image": "{ new Image().src = U; }",
    "script": "{ const s = document.createElement('script'); s.src = U; document.head.append(s); }",
    "style": "{ const l = document.createElement('link'); l.rel = 'stylesheet'; l.href = U; document.head.append(l); }",
    "frame": "{ const f = document.createElement('iframe'); f.src = U; document.body.append(f); }",
    "beacon": "navigator.sendBeacon(U, 'x')",
    "websocket": "{ try { new WebSocket(U.replace('http', 'ws')); } catch (e) { /* refused */ } }",
    "eventsource": "{ new EventSource(U); }",
    "font": "new FontFace('f', 'url(' + U + ')').load().catch(() => 0)",
    "video": "{ const v = document.createElement('video'); v.src = U; document.body.append(v); }",
    "object": "{ const o = document.createElement('object'); o.data = U; document.body.append(o); }",
    "form": "{ const f = document.createElement('form'); f.action = U; f.method = 'post'; document.body.append(f); f.submit(); }",
    "navigation": "{ location.href = U; }",
    "link": "{ const a = document.createElement('a'); a.href = U; a.ping = U; document.body.append(a); a.click(); }",
}
UNCOUNTED = {  # ended by the engine before any fence of ours is asked
    "worker": "{ try { new Worker(U); } catch (e) { /* refused */ } }",
    "window": "{ window.open(U); }",
    "preconnect": "{ const l = document.createElement('link'); l.rel = 'preconnect'; l.href = U; document.head.append(l); }",
}


@pytest.mark.parametrize("way", [*WAYS_OUT, *UNCOUNTED])
def test_every_way_out_is_closed_and_counted(way: str, probe: Any, listener: Any, qtbot: Any) -> None:
    address = f"http://127.0.0.1:{listener.port}/{way}"
    code = (WAYS_OUT | UNCOUNTED)[way]
    probe.js("(window.mark = 'here')")
    before = probe.view.refusals.total
    probe.view.page.runJavaScript(f"const U = '{address}'; {code}")
    if way in WAYS_OUT:
        qtbot.waitUntil(lambda: probe.view.refusals.total > before, timeout=10_000)
    # a request to the same place by a way that is allowed to fail is through the queue after this round trip
    probe.js("1")
    assert probe.js("window.mark") == "here"
    assert listener.calls == []
    probe.errors.clear()  # the engine reports refused loads as errors, as it should


def test_without_fences_the_listener_is_reached(listener: Any, qtbot: Any, qapp: Any) -> None:
    """The listener works: an open page reaches it through a plain socket of the test."""
    import socket

    with socket.create_connection(("127.0.0.1", listener.port), timeout=5) as line:
        line.sendall(b"GET / HTTP/1.0\r\n\r\n")
    qtbot.waitUntil(lambda: listener.calls == [b"GET / HTTP/1.0\r\n"], timeout=5_000)


def test_rtc_and_webtransport_are_gone(probe: Any) -> None:
    assert (
        probe.js("[typeof RTCPeerConnection, typeof webkitRTCPeerConnection, typeof WebTransport]")
        == ["undefined"] * 3
    )


def test_the_content_policy_is_really_there(probe: Any, qtbot: Any) -> None:
    with qtbot.waitSignal(probe.view.bridge.blocked, timeout=10_000) as seen:
        probe.view.page.runJavaScript(
            "{ const s = document.createElement('script'); s.textContent = 'window.pwned = 1'; document.head.append(s); }"
        )
    assert seen.args[0].startswith("script-src-elem")
    assert probe.js("window.pwned ?? null") is None
    probe.errors.clear()


def test_files_of_the_machine_cannot_be_read(probe: Any, tmp_path: Path) -> None:
    secret = tmp_path / "geheim.txt"
    secret.write_text("geheim")
    with probe.qtbot.waitSignal(probe.view.bridge.blocked, timeout=10_000):
        probe.view.page.runJavaScript(f"fetch('{QUrl.fromLocalFile(str(secret)).toString()}').catch(() => 0)")
    probe.errors.clear()


@pytest.mark.parametrize(
    "path",
    [
        "/page/../../../pyproject.toml",
        "/vendor/%2e%2e/%2e%2e/__init__.py",
        "/data/districts/../../x",
        "/tiles/x/1/2/3.mvt",
        "/page/",
    ],
)
def test_only_listed_addresses_answer(path: str, probe: Any, qtbot: Any) -> None:
    before = probe.view.refusals.total
    probe.view.page.runJavaScript(
        f"fetch('quartier://app{path}').then(a => {{ window.got = a.status; }}, () => {{ window.got = -1; }})"
    )
    qtbot.waitUntil(lambda: probe.js("window.got ?? null") in (-1, 404), timeout=10_000)
    assert probe.view.refusals.total == before + 1
    probe.errors.clear()


def test_a_layer_that_was_replaced_before_it_was_fetched_is_left_to_the_newer_one(
    probe: Any, qtbot: Any
) -> None:
    before, handler = probe.view.refusals.total, probe.view._handler
    gone, there = handler.put("/data/gaps/a.json", b"[1]"), handler.put("/data/gaps/b.json", b"[]")
    probe.view.bridge.send("layers", urls={"gaps": gone}, meta={})
    last = probe.view.bridge.send("layers", urls={"gaps": there}, meta={})
    qtbot.waitSignal(
        probe.view.bridge.painted, check_params_cb=lambda done: done == last, timeout=10_000
    ).wait()
    assert probe.view.refusals.total == before
    assert probe.errors == []


def test_another_host_of_our_scheme_is_refused(probe: Any, qtbot: Any) -> None:
    before = probe.view.refusals.total
    probe.view.page.runJavaScript("fetch('quartier://elsewhere/index.html').catch(() => 0)")
    qtbot.waitUntil(lambda: probe.view.refusals.total > before, timeout=10_000)
    probe.errors.clear()


def test_hostile_names_stay_text(
    probe: Any, town_named: Callable[[tuple[str, ...]], Project], qtbot: Any
) -> None:
    project = town_named(HOSTILE)
    scheme = scheme_for("covered_share")
    values = {f"0{i + 1}": text for i, text in enumerate(HOSTILE)}
    probe.do(
        lambda: probe.view.load_layers(build_layers(project)),
        lambda: probe.view.paint(scheme, dict.fromkeys(values, 1), values, note=HOSTILE[0]),
        lambda: probe.view.select("01"),
        lambda: probe.view.focus_gap("04:kita:out_of_reach"),
    )
    labels = probe.js(
        "[...QM.state.districts.values()].map(d => d.layer.getElement().getAttribute('aria-label'))"
    )
    assert labels == [f"{text}: {text}" for text in HOSTILE]
    for text in HOSTILE:
        shown = probe.js(
            f"(QM.furniture.showTip({text!r}, {text!r}, {{x: 5, y: 5}}), document.querySelector('#qm-tip strong').textContent)"
        )
        assert shown == text
    assert HOSTILE[0] in probe.js("document.getElementById('qm-legend').textContent")
    assert HOSTILE[0] == probe.js("document.getElementById('qm-title').textContent")
    assert probe.js("window.pwned ?? null") is None
    assert probe.js("document.querySelectorAll('img, svg[onload]').length") == 0
    assert probe.view.refusals.total == 0


def test_environment_keeps_flags_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QTWEBENGINE_CHROMIUM_FLAGS", "--force-dark-mode")
    fences.harden_environment()
    fences.harden_environment()
    import os

    flags = os.environ["QTWEBENGINE_CHROMIUM_FLAGS"].split()
    assert flags == ["--force-dark-mode", *fences.CHROMIUM_FLAGS]


class _Page(QWebEnginePage):
    """A plain browser page that remembers what its console said."""

    def __init__(self, profile: QWebEngineProfile) -> None:
        super().__init__(profile)
        self.console: list[str] = []

    def javaScriptConsoleMessage(self, level: Any, message: str, line: int, source: str) -> None:
        self.console.append(f"{line}: {message}")


def test_one_file_opens_alone_and_runs_nothing_from_data(
    town_named: Callable[[tuple[str, ...]], Project], tmp_path: Path, qtbot: Any, qapp: Any
) -> None:
    path = tmp_path / "Karte.html"
    write_html(town_named(HOSTILE), path)
    profile = QWebEngineProfile()
    page = _Page(profile)

    def js(code: str) -> Any:
        with qtbot.waitCallback(timeout=10_000) as answer:
            page.runJavaScript(f"(() => JSON.stringify({code}))()", 0, answer)
        import json

        return json.loads(answer.args[0]) if answer.args[0] else None

    with qtbot.waitSignal(page.loadFinished, timeout=30_000) as loaded:
        page.load(QUrl.fromLocalFile(str(path)))
    assert loaded.args == [True]
    qtbot.waitUntil(lambda: js("document.body.dataset.ready ?? null") == "true", timeout=20_000)
    assert js("document.querySelectorAll('.leaflet-qm-districts-pane path.leaflet-interactive').length") == 4
    assert js("document.getElementById('qm-name').textContent") == HOSTILE[0]
    assert (
        js("document.querySelector('#qm-gaps button').textContent.includes('<img')") is False
    )  # the gap's district is the last name
    assert js("(document.querySelector('#qm-gaps button').click(), QM.state.selected)") == "04"
    assert (
        js(
            "(s => { s.value = '2'; s.dispatchEvent(new Event('change')); return QM.state.paint.scheme.id; })(document.getElementById('qm-figure'))"
        )
        == "supply_ratio"
    )
    assert js("QM.state.paint.values") == {
        "01": "110,0\u00a0%",
        "02": "70,0\u00a0%",
        "03": "keine Daten",
        "04": "entfällt",
    }
    assert js("window.pwned ?? null") is None
    assert (
        js(
            "performance.getEntriesByType('resource').filter(e => !e.name.startsWith('data:')).map(e => e.name)"
        )
        == []
    )
    assert page.console == []
    import shiboken6

    shiboken6.delete(page)
    shiboken6.delete(profile)
