"""Nothing leaves the map page: every way out is closed, and every attempt is counted (webmap.md 3.3).

Which fence stops what was measured against a listener on the loopback: the content policy alone lets top-level
navigation, WebRTC and preconnect through; the interceptor WebRTC, WebTransport and preconnect; the start script takes
the two interfaces away; the dead proxy swallows preconnect, and everything else that might be forgotten here.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtWebEngineCore import (
    QWebEngineDownloadRequest,
    QWebEngineNewWindowRequest,
    QWebEnginePage,
    QWebEnginePermission,
    QWebEngineProfile,
    QWebEngineScript,
    QWebEngineSettings,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
)

from quartiermap.ui.map.scheme import HOST

CHROMIUM_FLAGS = (
    "--proxy-server=127.0.0.1:9",  # the discard port: nobody answers
    "--proxy-bypass-list=<-loopback>",  # for the loopback too
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--no-pings",
    "--js-flags=--always-sparkplug,--no-lazy-feedback-allocation",  # else the first recolouring is interpreted, 40 ms longer
)

START_SCRIPT = """
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel", "WebTransport"]) {
  try { delete window[name]; } catch (error) { /* not there */ }
  try { Object.defineProperty(window, name, { value: undefined, writable: false, configurable: false }); } catch (error) { /* not there */ }
}
"""

_LOCAL = ("data", "blob", "qrc")


def harden_environment() -> None:
    """Set the engine's flags. Must run before the first profile exists; flags of the user's are kept."""
    found = os.environ.get("QTWEBENGINE_CHROMIUM_FLAGS", "").split()
    missing = [flag for flag in CHROMIUM_FLAGS if flag not in found]
    os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = " ".join([*found, *missing])
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")  # Chromium's sandbox does not work for root


class RefusalCount(QObject):
    """Counts what was refused; the same attempt seen by two fences in a row counts once."""

    changed = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.total = 0
        self.addresses: list[str] = []

    def add(self, address: str) -> None:
        """Count one refused address; after the map has gone the engine may still tell one, and nobody hears it."""
        if not shiboken6.isValid(self):
            return
        self.total += 1
        self.addresses = [*self.addresses[-99:], address[:300]]
        self.changed.emit(self.total)


def _ours(url: QUrl) -> bool:
    return url.scheme() == "quartier" and url.host() == HOST


class Interceptor(QWebEngineUrlRequestInterceptor):
    """Blocks every request that is neither ours nor inside the page itself."""

    def __init__(self, parent: QObject, refuse: Callable[[str], None]) -> None:
        super().__init__(parent)
        self._refuse = refuse

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        """Block or let pass (called by the engine)."""
        url = info.requestUrl()
        if _ours(url) or url.scheme() in _LOCAL:
            return
        info.block(True)
        if info.resourceType() != QWebEngineUrlRequestInfo.ResourceType.ResourceTypeMainFrame:
            self._refuse(url.toString())  # a navigation is counted by the page's guard


class FencedPage(QWebEnginePage):
    """A page that stays where it is: no navigation, no window, no download, no permission."""

    console_error = Signal(str)

    def __init__(self, profile: QWebEngineProfile, parent: QObject, refuse: Callable[[str], None]) -> None:
        super().__init__(profile, parent)
        self._refuse = refuse
        settings = self.settings()
        off = QWebEngineSettings.WebAttribute
        for attribute in (
            off.LocalContentCanAccessFileUrls, off.LocalContentCanAccessRemoteUrls, off.JavascriptCanOpenWindows,
            off.JavascriptCanAccessClipboard, off.PluginsEnabled, off.PdfViewerEnabled, off.ErrorPageEnabled,
            off.LocalStorageEnabled, off.HyperlinkAuditingEnabled, off.DnsPrefetchEnabled, off.NavigateOnDropEnabled,
            off.ScreenCaptureEnabled, off.WebGLEnabled, off.FullScreenSupportEnabled,
        ):  # fmt: skip
            settings.setAttribute(attribute, False)
        self.newWindowRequested.connect(self._on_new_window)
        self.permissionRequested.connect(self._on_permission)

    def acceptNavigationRequest(
        self,
        url: QUrl | str,
        type: QWebEnginePage.NavigationType,  # noqa: A002
        isMainFrame: bool,  # noqa: N803
    ) -> bool:
        """Let only our own document load."""
        target = QUrl(url)
        typed = type in (
            QWebEnginePage.NavigationType.NavigationTypeTyped,
            QWebEnginePage.NavigationType.NavigationTypeReload,
        )
        if isMainFrame and _ours(target) and (typed or target.path() == "/index.html"):
            return True
        self._refuse(target.toString())
        return False

    def javaScriptConsoleMessage(
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        lineNumber: int,  # noqa: N803
        sourceID: str,  # noqa: N803
    ) -> None:
        """Pass errors on; other lines are dropped."""
        if level == QWebEnginePage.JavaScriptConsoleMessageLevel.ErrorMessageLevel:
            self.console_error.emit(f"{sourceID}:{lineNumber}: {message}")

    def createWindow(self, type: QWebEnginePage.WebWindowType) -> QWebEnginePage | None:  # type: ignore[override]  # noqa: A002, ARG002
        """Open nothing."""
        return None

    def _on_new_window(self, request: QWebEngineNewWindowRequest) -> None:
        self._refuse(request.requestedUrl().toString())

    def _on_permission(self, permission: QWebEnginePermission) -> None:
        permission.deny()
        self._refuse(f"permission {permission.permissionType().name}")


def fenced_profile(parent: QObject, refuse: Callable[[str], None]) -> QWebEngineProfile:
    """Return an off-the-record profile that lets nothing out and keeps nothing."""
    profile = QWebEngineProfile(parent)
    profile.setUrlRequestInterceptor(Interceptor(profile, refuse))
    profile.setPersistentCookiesPolicy(QWebEngineProfile.PersistentCookiesPolicy.NoPersistentCookies)
    profile.setSpellCheckEnabled(False)
    profile.setHttpUserAgent("QuartierMap")
    profile.setHttpAcceptLanguage("de")

    def cancel(download: QWebEngineDownloadRequest) -> None:
        download.cancel()
        refuse(download.url().toString())

    profile.downloadRequested.connect(cancel)
    script = QWebEngineScript()
    script.setName("fences")
    script.setSourceCode(START_SCRIPT)
    script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
    script.setWorldId(0)
    script.setRunsOnSubFrames(True)
    profile.scripts().insert(script)
    return profile
