"""The download process: ``python -m quartiermap.io.service_worker``, the only place that opens a connection.

Requests come as JSON lines on standard input, one at a time; the body goes to a file, the answer to another one.
A process of its own, because looking up a name, a TLS handshake or a silent server cannot be interrupted in
Python: here "cancel" is a kill, and a bomb hits a memory limit that is not that of the window. It knows no
``file:``, follows no redirect (the parent decides about each) and unpacks no more than it was told to.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import os
import socket
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from pathlib import Path
from typing import IO, Any

MAX_MEMORY = 1024**3
BLOCK = 1 << 16


class _AnyStatus(urllib.request.HTTPErrorProcessor):
    """Hands back every answer as it is; the parent says what a status means."""

    def http_response(self, request: Any, response: Any) -> Any:  # noqa: ARG002
        return response

    https_response = http_response


class _Refused(Exception):  # noqa: N818
    """An answer with a word instead of a body."""

    def __init__(self, word: str, text: str = "") -> None:
        self.word = word
        super().__init__(text)


def is_local(host: str) -> bool:
    """Tell whether a host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _check_host(host: str, port: int) -> None:
    """Refuse names that lead to a machine's own management addresses (169.254.0.0/16 and its like)."""
    for *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        found = ipaddress.ip_address(str(place[0]).partition("%")[0])
        if found.is_link_local or found.is_multicast or found.is_unspecified:
            raise _Refused("forbidden", str(found))


def _opener(host: str) -> tuple[urllib.request.OpenerDirector, bool]:
    """Return what fetches, with the proxy of the system unless the host is this machine."""
    proxies = {} if is_local(host) else urllib.request.getproxies()
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(proxies),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=ssl.create_default_context()),
        _AnyStatus(),
    ):
        opener.add_handler(handler)
    return opener, bool(proxies) and not urllib.request.proxy_bypass(host)


def fetch(request: dict[str, Any]) -> dict[str, Any]:
    """Carry out one request and return the answer: a status with headers, or ``{"error": word}``."""
    parts = urllib.parse.urlsplit(request["url"])
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        return {"error": "scheme"}
    opener, through_proxy = _opener(host)
    try:
        if not through_proxy:
            _check_host(host, parts.port or (443 if parts.scheme == "https" else 80))
        call = urllib.request.Request(request["url"], headers=request["headers"])  # noqa: S310
        with opener.open(call, timeout=request["idle_s"]) as response, Path(request["out"]).open("wb") as out:
            size = _copy(response, out, int(request["max_bytes"]), time.monotonic() + request["total_s"])
            return {
                "status": int(response.status),
                "headers": {k.lower(): str(v) for k, v in response.headers.items()},
                "bytes": size,
            }
    except _Refused as refused:
        return {"error": refused.word, "text": str(refused)}
    except (urllib.error.URLError, OSError, http.client.HTTPException, ValueError, zlib.error) as error:
        return {"error": _word(error), "text": str(getattr(error, "reason", error))[:200]}


def _copy(response: Any, out: IO[bytes], most: int, deadline: float) -> int:
    """Copy the body, unpacked, and return its length; stops at the limits."""
    packing = str(response.headers.get("Content-Encoding") or "identity").strip().lower()
    if packing not in ("identity", "gzip", "x-gzip", "deflate"):
        raise _Refused("encoding", packing)
    unpack = None if packing == "identity" else zlib.decompressobj(47)
    told = response.headers.get("Content-Length")
    raw = written = 0
    while True:
        if time.monotonic() > deadline:
            raise _Refused("too_slow")
        block = response.read1(BLOCK)
        if not block:
            break
        raw += len(block)
        while True:
            plain = block if unpack is None else unpack.decompress(block, BLOCK)
            written += len(plain)
            if written > most or raw > most:
                raise _Refused("too_large")
            out.write(plain)
            block = b"" if unpack is None else unpack.unconsumed_tail
            if not block:
                break
    if unpack is not None:
        rest = unpack.flush()
        written += len(rest)
        if written > most:
            raise _Refused("too_large")
        out.write(rest)
        if raw and not unpack.eof:
            raise _Refused("truncated")
    if told is not None and told.isdigit() and raw < int(told):
        raise _Refused("truncated")
    return written


def _word(error: BaseException) -> str:
    """Return the short word for what went wrong on the way."""
    reason = getattr(error, "reason", error)
    for kinds, word in (
        (ssl.SSLCertVerificationError, "certificate"),
        (ssl.SSLError, "tls"),
        (socket.gaierror, "name"),
        (TimeoutError, "timeout"),
        (ConnectionRefusedError, "refused"),
        ((http.client.IncompleteRead, ConnectionError, zlib.error), "truncated"),
        (http.client.HTTPException, "protocol"),
    ):
        if isinstance(reason, kinds) or isinstance(error, kinds):
            return word
    return "proxy" if "Tunnel connection failed" in str(reason) else "network"


def main() -> int:
    """Serve requests until standard input ends."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = fetch(request)
        except MemoryError:
            answer = {"error": "too_large"}
        target = Path(request["answer"])
        draft = target.with_suffix(".part")
        draft.write_text(json.dumps(answer), "utf-8")
        os.replace(draft, target)  # noqa: PTH105  (the parent must never see half an answer)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
