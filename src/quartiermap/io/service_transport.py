"""The way to a geodata service and back: permitted, limited, cancellable, and never further than the user said.

Nothing here opens a connection; that is done by `quartiermap.io.service_worker`, a process that is started with the
first request and killed at the end. Before every single request the permit is asked (the one network switch).
"""

from __future__ import annotations

import base64
import ipaddress
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from quartiermap import __version__
from quartiermap.domain.progress import Progress
from quartiermap.domain.texts import number
from quartiermap.errors import InputError, Problem

Permit = Callable[[], None]
"""Raises when the network is switched off; asked before every request."""

MOST_REDIRECTS = 5


@dataclass(frozen=True)
class Limits:
    """How much of a service is taken at most.

    Parameters
    ----------
    rows : int
        Objects of one layer.
    bytes : int
        Bytes, unpacked, over all requests.
    idle_s : float
        Seconds without a single byte.
    request_s : float
        Seconds for one request, however steadily it drips.
    total_s : float
        Seconds for everything.
    """

    rows: int = 500_000
    bytes: int = 800_000_000
    idle_s: float = 30.0
    request_s: float = 180.0
    total_s: float = 900.0


@dataclass(frozen=True)
class Answer:
    """One answer with status 200: the address it came from in the end, its headers, and the file with its body."""

    url: str
    headers: dict[str, str]
    path: Path
    size: int

    @property
    def media(self) -> str:
        """The media type without parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def head(self, count: int = 4096) -> bytes:
        """Return the first bytes."""
        with self.path.open("rb") as stream:
            return stream.read(count)


@dataclass
class Traffic:
    """What went over the line, for the record."""

    requests: int = 0
    bytes: int = 0
    hosts: set[str] = field(default_factory=set)


def service_problem(
    message: str, remedy: str, code: str, url: str = "", value: str | None = None
) -> InputError:
    """Return the error for a service; the address stands where a file name would."""
    return InputError(
        Problem(
            message,
            remedy=remedy,
            file=without_secrets(url).partition("?")[0] or None,
            value=value,
            code=code,
        )
    )


def without_secrets(url: str) -> str:
    """Return an address as it may be shown and kept: without user name, password and keys.

    Examples
    --------
    >>> without_secrets("https://amt:geheim@gis.stadt.de/wfs?map=kita&apikey=123")
    'https://gis.stadt.de/wfs?map=kita'
    """
    parts = urllib.parse.urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    secret = ("key", "token", "password", "passwort", "secret", "auth")
    query = [
        pair
        for pair in parts.query.split("&")
        if not any(s in pair.partition("=")[0].lower() for s in secret)
    ]
    return urllib.parse.urlunsplit((parts.scheme, host, parts.path, "&".join(query), ""))


def check_address(address: str) -> str:
    """Return an address that may be asked, with ``https://`` put in front where no scheme stands.

    Raises
    ------
    InputError
        For anything but ``http`` and ``https``, for addresses without a host, with control characters, or of a
        machine's own management net.

    Examples
    --------
    >>> check_address(" gdi.berlin.de/services/wfs/kita ")
    'https://gdi.berlin.de/services/wfs/kita'
    """
    text = address.strip()
    good = "Die Adresse eines Dienstes angeben, z. B. https://gdi.berlin.de/services/wfs/kita."
    if not text or any(ord(c) <= 32 or ord(c) == 127 for c in text) or "\\" in text:
        raise service_problem("Das ist keine Internetadresse.", good, "address_wrong", value=text[:80])
    if "://" not in text:
        if text.partition(":")[0].lower() in ("file", "data", "ftp", "javascript", "jar", "gopher"):
            raise service_problem("Geodienste werden nur über http und https abgefragt.", good, "address_scheme", value=text[:80])  # fmt: skip
        text = f"https://{text}"
    try:
        parts = urllib.parse.urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urllib.parse.urlsplit("")
    if parts.scheme.lower() not in ("http", "https") and parts.scheme:
        raise service_problem("Geodienste werden nur über http und https abgefragt.", good, "address_scheme", value=text[:80])  # fmt: skip
    if not host:
        raise service_problem("Das ist keine Internetadresse.", good, "address_wrong", value=text[:80])
    if _is_management(host):
        raise service_problem(
            "Diese Adresse gehört zur Verwaltung eines Rechners, nicht zu einem Geodienst.", good, "address_forbidden", value=host
        )  # fmt: skip
    return urllib.parse.urlunsplit((parts.scheme.lower(), parts.netloc, parts.path, parts.query, ""))


def _is_management(host: str) -> bool:
    try:
        found: Any = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        if not host.replace(".", "").isdigit() or host.count(".") > 3:
            return False
        try:  # 2852039166 is 169.254.169.254 written as one number
            found = ipaddress.ip_address(int(host))
        except ValueError:
            return False
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    return bool(found.is_link_local or found.is_multicast or found.is_unspecified or found.is_reserved)


def same_place(one: str, other: str) -> bool:
    """Tell whether two addresses belong to one server; going from http to https there counts as the same.

    Examples
    --------
    >>> same_place("http://a.de/wfs", "https://a.de/ogc"), same_place("https://a.de", "http://a.de")
    (True, False)
    >>> same_place("https://a.de", "https://b.de")
    False
    """
    a, b = urllib.parse.urlsplit(one), urllib.parse.urlsplit(other)
    ports = {"http": 80, "https": 443}
    if a.hostname != b.hostname:
        return False
    if a.scheme == b.scheme:
        return (a.port or ports.get(a.scheme)) == (b.port or ports.get(b.scheme))
    return (a.scheme, b.scheme) == ("http", "https") and a.port in (None, 80) and b.port in (None, 443)


class Connection:
    """Requests to one service; use as a context manager.

    Parameters
    ----------
    permit : callable
        Raises when nothing may go out; asked before each request.
    limits : Limits
    progress : Progress
        Cancelling kills the download process within a tenth of a second.
    other_hosts : bool
        Whether redirects and links to other servers are followed.
    """

    def __init__(
        self,
        permit: Permit,
        limits: Limits | None = None,
        progress: Progress | None = None,
        *,
        other_hosts: bool = False,
    ) -> None:
        self.limits = limits or Limits()
        self.progress = progress or Progress()
        self.other_hosts = other_hosts
        self.traffic = Traffic()
        self._permit = permit
        self._process: subprocess.Popen[str] | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="quartiermap-dienst-", ignore_cleanup_errors=True)
        self._until = time.monotonic() + self.limits.total_s

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def folder(self) -> Path:
        """Where answers lie; gone when the connection is closed."""
        return Path(self._folder.name)

    def close(self) -> None:
        """End the download process and remove the answers."""
        self._stop()
        self._folder.cleanup()

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        if process.stdin is not None:
            process.stdin.close()

    def get(self, url: str, accept: str = "*/*", text: str = "Dienst abfragen") -> Answer:
        """Fetch an address, following redirects within the same server.

        Raises
        ------
        InputError
            In German, for everything that can go wrong on the way and every status but 200.
        Cancelled
            If the user asked to stop.
        """
        target = check_address(url)
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._ask(target, accept, text)
            status, headers = int(answer["status"]), dict(answer["headers"])
            if status not in (301, 302, 303, 307, 308):
                break
            target = self._redirected(target, headers.get("location", ""))
        else:
            raise service_problem("Der Dienst leitet im Kreis weiter.", "Die Adresse beim Betreiber erfragen.", "redirect_loop", url)  # fmt: skip
        found = Answer(target, headers, Path(answer["out"]), int(answer["bytes"]))
        if status != 200:
            raise _status_problem(status, target, found)
        return found

    def _redirected(self, at: str, location: str) -> str:
        there = urllib.parse.urljoin(at, location)
        try:
            target = check_address(there) if location else ""
        except InputError as error:
            raise service_problem(
                "Der Dienst leitet an eine Adresse weiter, die nicht abgefragt wird.", "Die Adresse des Dienstes prüfen.",
                "redirect_refused", at, there[:120],
            ) from error  # fmt: skip
        if not target:
            raise service_problem("Der Dienst leitet weiter, sagt aber nicht wohin.", "Die Adresse beim Betreiber erfragen.", "redirect_refused", at)  # fmt: skip
        if same_place(at, target):
            return target
        if target.startswith("http:") and at.startswith("https:"):
            raise service_problem(
                "Der Dienst leitet von https auf das unverschlüsselte http um; das wird nicht befolgt.", "Die Adresse beim Betreiber erfragen.",
                "redirect_refused", at, without_secrets(target)[:120],
            )  # fmt: skip
        if not self.other_hosts:
            raise service_problem(
                "Der Dienst leitet an einen anderen Server weiter.",
                "Wenn das richtig ist, die neue Adresse angeben oder Weiterleitungen erlauben (--other-hosts).",
                "redirect_refused", at, without_secrets(target)[:120],
            )  # fmt: skip
        if _is_inner(target) and not _is_inner(at):
            raise service_problem(
                "Der Dienst leitet aus dem Internet in das eigene Netz weiter; das wird nie befolgt.", "Die Adresse beim Betreiber erfragen.",
                "redirect_refused", at, without_secrets(target)[:120],
            )  # fmt: skip
        return target

    def _ask(self, url: str, accept: str, text: str) -> dict[str, Any]:
        """Let the download process carry out one request."""
        self._permit()
        self.progress.step(0.0, text)
        left = self.limits.bytes - self.traffic.bytes
        number_ = self.traffic.requests = self.traffic.requests + 1
        plain, headers = _split_login(url)
        self.traffic.hosts.add(urllib.parse.urlsplit(plain).hostname or "")
        request = {
            "url": urllib.parse.quote(plain, safe=":/?&=%+,;@()!*'$~[]#-._"),
            "headers": {"User-Agent": f"QuartierMap/{__version__}", "Accept": accept, "Accept-Encoding": "gzip", "Connection": "close", **headers},
            "out": str(self.folder / f"{number_}.body"), "answer": str(self.folder / f"{number_}.json"),
            "max_bytes": max(left, 0), "idle_s": self.limits.idle_s, "total_s": self.limits.request_s,
        }  # fmt: skip
        answer = self._wait(request, url, text)
        if "error" in answer:
            raise _way_problem(str(answer["error"]), url, str(answer.get("text", "")), self.limits)
        self.traffic.bytes += int(answer["bytes"])
        return answer | {"out": request["out"]}

    def _wait(self, request: dict[str, Any], url: str, text: str) -> dict[str, Any]:
        process = self._started()
        try:
            if process.stdin is None:  # pragma: no cover - Popen was told to make it
                raise OSError
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
        except OSError as error:
            self._stop()
            raise _way_problem("crashed", url, "", self.limits) from error
        answer, pause = Path(request["answer"]), 0.002
        out, give_up = Path(request["out"]), time.monotonic() + self.limits.request_s + self.limits.idle_s
        try:
            while not answer.is_file():
                if process.poll() is not None:
                    raise _way_problem("crashed", url, "", self.limits)
                now = time.monotonic()
                if now > give_up or now > self._until:
                    raise _way_problem("too_slow", url, "", self.limits)
                got = self.traffic.bytes + (out.stat().st_size if out.is_file() else 0)
                shown = f"{text} ({number(got / 1e6, 1)}\u00a0MB)" if got > 100_000 else text
                self.progress.step(min(got / self.limits.bytes, 0.9), shown)
                time.sleep(pause)
                pause = min(pause * 1.5, 0.05)
        except BaseException:
            self._stop()
            raise
        result: dict[str, Any] = json.loads(answer.read_text("utf-8"))
        return result

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            source = str(Path(__file__).resolve().parents[2])
            env = {
                **os.environ,
                "PYTHONPATH": source,
                "PYTHONIOENCODING": "utf-8",
                "PYTHONDONTWRITEBYTECODE": "1",
            }
            self._process = subprocess.Popen(
                [sys.executable, "-m", "quartiermap.io.service_worker"],
                env=env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True,
                encoding="utf-8", cwd=self.folder,
            )  # fmt: skip
        return self._process


def _split_login(url: str) -> tuple[str, dict[str, str]]:
    """Return an address without user and password, and the header that carries them."""
    parts = urllib.parse.urlsplit(url)
    if parts.username is None:
        return url, {}
    login = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
    token = base64.b64encode(login.encode()).decode()
    bare = urllib.parse.urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    return bare, {"Authorization": f"Basic {token}"}


def _is_inner(url: str) -> bool:
    host = urllib.parse.urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost" or "." not in host or host.endswith((".local", ".intern", ".internal"))


_CHECK = "Die Adresse prüfen, am besten im Browser."
_LATER = "Später noch einmal versuchen; bleibt es dabei, den Betreiber fragen."


def _way_problem(word: str, url: str, detail: str, limits: Limits) -> InputError:
    """Return the sentence for what went wrong before there was an answer."""
    host = urllib.parse.urlsplit(url).hostname or ""
    message, remedy = {
        "scheme": ("Geodienste werden nur über http und https abgefragt.", _CHECK),
        "forbidden": ("Der Name führt zu einer Verwaltungsadresse eines Rechners, nicht zu einem Geodienst.", _CHECK),
        "name": (f"Den Server „{host}“ gibt es nicht, oder dieser Rechner hat keine Verbindung ins Netz.", _CHECK),
        "refused": (f"Der Server „{host}“ nimmt keine Verbindung an.", f"{_CHECK} {_LATER}"),
        "timeout": (f"Der Server hat {number(limits.idle_s)} Sekunden lang nicht geantwortet.", _LATER),
        "too_slow": ("Der Server liefert zu langsam; der Abruf wurde abgebrochen.", "Ein kleineres Gebiet oder eine andere Ebene wählen. " + _LATER),
        "too_large": (
            f"Der Dienst liefert mehr als {number(limits.bytes / 1e6)}\u00a0MB; der Abruf wurde abgebrochen.",
            "Eine Ebene mit weniger Daten wählen oder die Datei beim Betreiber herunterladen.",
        ),
        "truncated": ("Die Antwort des Dienstes bricht mittendrin ab; nichts wurde übernommen.", _LATER),
        "certificate": (
            f"Das Sicherheitszertifikat von „{host}“ ist ungültig.",
            "Die Adresse prüfen; im Verwaltungsnetz die IT bitten, das Zertifikat des Netzes auf diesem Rechner einzurichten (SSL_CERT_FILE).",
        ),
        "tls": ("Die verschlüsselte Verbindung kommt nicht zustande.", _CHECK + " Vielleicht spricht der Dienst nur http."),
        "proxy": ("Der Proxy dieses Netzes lässt die Verbindung nicht zu.", "Die IT bitten, den Dienst freizugeben."),
        "encoding": ("Der Dienst packt seine Antwort auf eine Art, die nicht gelesen wird.", "Den Betreiber fragen."),
        "crashed": ("Der Abruf ist abgestürzt; nichts wurde übernommen.", "Noch einmal versuchen."),
    }.get(word, ("Die Verbindung zum Dienst ist gescheitert.", f"{_CHECK} {_LATER}"))  # fmt: skip
    # what the machine says of a fault that we know is English and says no more
    told = detail[:160] or None if word in ("network", "protocol", "forbidden", "encoding") else None
    return service_problem(message, remedy, f"service_{word}", url, told)


def _status_problem(status: int, url: str, answer: Answer) -> InputError:
    """Return the sentence for an HTTP status; what the server says of itself stands beside it."""
    from quartiermap.io.service_documents import spoken

    message, remedy = {
        400: ("Der Dienst versteht die Anfrage nicht (400).", "Die Adresse und die Ebene prüfen."),
        401: ("Der Dienst verlangt eine Anmeldung (401).", "Zugangsdaten beim Betreiber erfragen und als https://NAME:PASSWORT@… angeben."),
        403: ("Der Dienst verweigert den Zugang (403).", "Beim Betreiber eine Freigabe erfragen."),
        404: ("Unter dieser Adresse gibt es keinen Dienst (404).", f"{_CHECK} Alte Adressen ziehen oft um."),
        407: ("Der Proxy dieses Netzes verlangt eine Anmeldung (407).", "Die IT fragen."),
        410: ("Diesen Dienst gibt es nicht mehr (410).", "Die neue Adresse beim Betreiber erfragen."),
        429: ("Der Dienst wurde zu oft abgefragt (429).", "Einige Minuten warten."),
        503: ("Der Dienst ist gerade nicht verfügbar (503).", _LATER),
        504: ("Der Dienst ist hinter seinem Server nicht erreichbar (504).", _LATER),
    }.get(status, (f"Im Dienst ist ein Fehler aufgetreten ({status}).", _LATER) if status >= 500
          else (f"Der Dienst antwortet mit dem Status {status} statt mit Daten.", _CHECK))  # fmt: skip
    return service_problem(message, remedy, f"service_{status}", url, spoken(answer.head(20_000)) or None)
