"""The map page's own address space ``quartier://app/…``: fixed tables of what it may ask for, nothing else.

``index.html`` the shell, ``vendor/`` and ``page/`` files listed at start, ``data/<layer>/<version>.json``,
``cells/<version>.png``, ``tiles/<version>/<z>/<x>/<y>.tile``. A path is looked up, never joined to a folder.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QObject, Qt
from PySide6.QtWebEngineCore import QWebEngineUrlRequestJob, QWebEngineUrlScheme, QWebEngineUrlSchemeHandler

from quartiermap.io import bundled
from quartiermap.render import map_page
from quartiermap.ui.map.tile_desk import TileDesk

SCHEME: Final = b"quartier"
HOST: Final = "app"
ORIGIN: Final = "quartier://app"
INDEX: Final = "quartier://app/index.html"

_TYPES = {
    ".html": b"text/html;charset=utf-8", ".js": b"text/javascript;charset=utf-8", ".css": b"text/css;charset=utf-8",
    ".json": b"application/json;charset=utf-8", ".png": b"image/png", ".svg": b"image/svg+xml",
}  # fmt: skip


def register_scheme() -> None:
    """Make the engine know ``quartier:``. Must run before the application object exists; again is harmless."""
    if QWebEngineUrlScheme.schemeByName(SCHEME).name() == SCHEME:
        return
    scheme = QWebEngineUrlScheme(SCHEME)
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    scheme.setFlags(
        QWebEngineUrlScheme.Flag.SecureScheme
        | QWebEngineUrlScheme.Flag.CorsEnabled
        | QWebEngineUrlScheme.Flag.FetchApiAllowed
    )
    QWebEngineUrlScheme.registerScheme(scheme)
    QCoreApplication.setAttribute(
        Qt.ApplicationAttribute.AA_ShareOpenGLContexts
    )  # lets the view be imported later


def content_policy(nonce: str) -> str:
    """Return the policy of the page: our files, our nonce, no host anywhere."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; worker-src 'none'; frame-src 'none'; object-src 'none'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )


class SchemeHandler(QWebEngineUrlSchemeHandler):
    """Answers every request of the page from memory or from files that were listed at start.

    Parameters
    ----------
    parent : QObject
    refuse : callable
        Told the address of every request that is not answered.
    """

    def __init__(self, parent: QObject, refuse: Callable[[str], None]) -> None:
        super().__init__(parent)
        self._refuse = refuse
        self._shell = ""
        self._data: dict[str, bytes] = {}
        self._replaced: set[str] = set()
        self.tiles = TileDesk(ORIGIN, _reply_tile, self)
        self._files = {f"/vendor/{name}": path for name, path in _listed(bundled.vendor_dir()).items()}
        self._files |= {f"/page/{name}": path for name, path in _listed(map_page.page_dir()).items()}

    def set_shell(self, text: str) -> None:
        """Set the document, with `map_page.NONCE_MARK` where the nonce goes."""
        self._shell = text

    def put(self, path: str, body: bytes) -> str:
        """Make `body`, a layer, available at `path` (``/data/…``) and return its address.

        Older versions of the same layer are dropped; a page that still asks for one gets ``null``: the newer one is on its
        way. That is no attempt to leave and isn't counted.
        """
        folder = path.rsplit("/", 1)[0]
        for old in [p for p in self._data if p.rsplit("/", 1)[0] == folder and p != path]:
            del self._data[old]
            self._replaced.add(old)
        self._data[path] = body
        self._replaced.discard(path)
        return ORIGIN + path

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        """Answer one request (called by the engine)."""
        url = job.requestUrl()
        if url.host() != HOST or bytes(job.requestMethod().data()) != b"GET":
            self._refuse(url.toString())
            job.fail(QWebEngineUrlRequestJob.Error.RequestDenied)
            return
        path = url.path()
        if path.startswith("/tiles/") and self.tiles.take(path, job):
            return
        body = self._body(path)
        if body is None:
            self._refuse(url.toString())
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            return
        headers = {QByteArray(b"X-Content-Type-Options"): [QByteArray(b"nosniff")]}
        if path == "/index.html":
            nonce = secrets.token_hex(16)  # lower-case hex: the engine lower-cases header values
            body = self._shell.replace(map_page.NONCE_MARK, nonce).encode("utf-8")
            headers[QByteArray(b"Content-Security-Policy")] = [QByteArray(content_policy(nonce).encode())]
        job.setAdditionalResponseHeaders(headers)  # type: ignore[arg-type]  # a list a header is what works
        _reply(job, body, _TYPES.get(Path(path).suffix, b"application/octet-stream"))

    def _body(self, path: str) -> bytes | None:
        if path == "/index.html":
            return b""
        if path in self._data:
            return self._data[path]
        if path in self._replaced:
            return b"null"
        if path in self._files:
            try:
                return self._files[path].read_bytes()
            except OSError:
                return None
        return None


def _reply(job: QWebEngineUrlRequestJob, body: bytes, media: bytes) -> None:
    buffer = QBuffer(job)  # the job owns it, so it lives as long as the answer
    buffer.setData(QByteArray(body))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    job.reply(QByteArray(media), buffer)


_PICTURES = {b"\x89PNG": b"image/png", b"\xff\xd8\xff": b"image/jpeg", b"RIFF": b"image/webp"}


def _reply_tile(job: QWebEngineUrlRequestJob, body: bytes) -> None:
    """Answer with a tile; its type is told by its first bytes, never by whoever made it."""
    media = next((t for start, t in _PICTURES.items() if body.startswith(start)), b"application/octet-stream")
    job.setAdditionalResponseHeaders({QByteArray(b"X-Content-Type-Options"): [QByteArray(b"nosniff")]})  # type: ignore[dict-item]
    _reply(job, body, media)


def _listed(folder: Path) -> dict[str, Path]:
    return {
        p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file() and p.suffix in _TYPES
    }
