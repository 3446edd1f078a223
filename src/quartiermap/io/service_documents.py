"""What services answer: XML without entities, JSON within bounds, error reports, and pages of GML put together.

XML goes through expat with every document type declaration refused, so that there is nothing to expand and nothing
to fetch, whatever the encoding.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import xml.parsers.expat as expat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from quartiermap.io.service_transport import Answer, service_problem

MAX_DOCUMENT = 30_000_000
"""Bytes of a description (capabilities, collections); pages of data may be larger."""

_DEPTH = 200


class _Declared(Exception):  # noqa: N818
    """The document declares a type, and with it entities."""


def read_xml(answer: Answer) -> ET.Element:
    """Read a description as a tree with names in ``{namespace}name`` form.

    Raises
    ------
    InputError
        If it is HTML, an error report of the service, not XML, too deep, too long, or declares entities.
    """
    if answer.size > MAX_DOCUMENT:
        raise service_problem("Die Beschreibung des Dienstes ist unmöglich lang.", "Die Adresse prüfen.", "service_too_large", answer.url)  # fmt: skip
    data = answer.path.read_bytes()
    _refuse_other(data, answer)
    builder = ET.TreeBuilder()
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEPTH:
            raise _Declared
        builder.start(_clark(name), {_clark(k): v for k, v in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_clark(name))

    parser = _parser(namespace_separator="}")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    _parse(parser, data, answer)
    root = builder.close()
    _refuse_report(root, answer)
    return root


def _clark(name: str) -> str:
    return "{" + name if "}" in name else name


def _parser(namespace_separator: str | None = None) -> Any:
    parser = expat.ParserCreate(namespace_separator=namespace_separator)
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise _Declared

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def _parse(parser: Any, data: bytes, answer: Answer) -> None:
    try:
        parser.Parse(data, True)
    except _Declared as error:
        raise service_problem(
            "Die Antwort des Dienstes enthält XML-Entitäten oder ist unmöglich tief verschachtelt; das wird nicht gelesen.",
            "Die Adresse prüfen.", "service_xml_refused", answer.url,
        ) from error  # fmt: skip
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise service_problem(
            "Die Antwort des Dienstes ist kein vollständiges XML.", "Die Adresse prüfen; bleibt es dabei, den Betreiber fragen.",
            "service_not_xml", answer.url, _first_words(data),
        ) from error  # fmt: skip


def _first_words(data: bytes) -> str | None:
    text = re.sub(r"\s+", " ", data[:400].decode("utf-8", "replace")).strip()
    return text[:120] or None


def _refuse_other(data: bytes, answer: Answer) -> None:
    """Raise for an empty answer and for a web page."""
    if not data.strip():
        raise service_problem("Der Dienst antwortet mit nichts (0 Byte).", "Die Adresse prüfen.", "service_empty", answer.url)  # fmt: skip
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")) or b"<html" in start[:1000]:
        raise service_problem(
            "Der Dienst antwortet mit einer Internetseite (HTML) statt mit Daten; oft ist das eine Anmelde- oder Fehlerseite.",
            "Die Adresse des Dienstes selbst angeben, nicht die seiner Beschreibung im Geoportal.", "service_html", answer.url, spoken(data) or None,
        )  # fmt: skip


def _refuse_report(root: ET.Element, answer: Answer) -> None:
    if local(root.tag) in ("ExceptionReport", "ServiceExceptionReport"):
        texts = [t.strip() for e in root.iter() for t in [e.text or ""] if t.strip()]
        codes = [
            v
            for e in root.iter()
            for k, v in e.attrib.items()
            if local(k) in ("exceptionCode", "code", "locator")
        ]
        raise service_problem(
            "Der Dienst meldet einen Fehler.", "Ebene und Adresse prüfen; bleibt es dabei, den Betreiber fragen.", "service_exception",
            answer.url, " ".join([*codes, *texts])[:300] or None,
        )  # fmt: skip


def spoken(data: bytes) -> str:
    """Return what an error page or report says to a human, without tags, at most 160 characters.

    Examples
    --------
    >>> spoken(b"<html><head><title>Zugang gesperrt</title></head><body>x</body></html>")
    'Zugang gesperrt'
    """
    text = data[:20_000].decode("utf-8", "replace")
    title = re.search(r"<title[^>]*>(.*?)</title>", text, re.S | re.I)
    exception = re.search(r"Exception(?:Text)?(?:\s[^>]*)?>([^<]{3,})<", text)
    found = (exception or title).group(1) if (exception or title) else re.sub(r"<[^>]*>", " ", text)  # type: ignore[union-attr]
    return re.sub(r"\s+", " ", found).strip()[:160]


def local(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition("}")[2].rpartition(":")[2]


def children(element: ET.Element, *names: str) -> Iterator[ET.Element]:
    """Yield the elements below along a path of local names."""
    if not names:
        yield element
        return
    for child in element:
        if local(child.tag) == names[0]:
            yield from children(child, *names[1:])


def text_of(element: ET.Element, *names: str) -> str:
    """Return the text of the first element along a path of local names; empty if there is none."""
    for found in children(element, *names):
        if found.text and found.text.strip():
            return re.sub(r"\s+", " ", found.text).strip()
    return ""


def read_json(answer: Answer, most: int = 1_000_000_000) -> Any:
    """Read a JSON answer.

    Raises
    ------
    InputError
        If it is HTML, no JSON, or nested beyond reason.
    """
    if answer.size > most:
        raise service_problem("Die Antwort des Dienstes ist unmöglich lang.", "Die Adresse prüfen.", "service_too_large", answer.url)  # fmt: skip
    data = answer.path.read_bytes()
    _refuse_other(data, answer)
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise service_problem(
            "Die Antwort des Dienstes ist kein vollständiges JSON.", "Die Adresse prüfen; bleibt es dabei, den Betreiber fragen.",
            "service_not_json", answer.url, _first_words(data),
        ) from error  # fmt: skip


# ---------------------------------------------------------------------------------------------- GML pages


@dataclass
class GmlPage:
    """One page of a WFS: where its features stand in the bytes, and what the server says about their number.

    Parameters
    ----------
    data : bytes
        UTF-8.
    root : str
        Name of the root element with its prefix.
    declarations : dict
        Namespace declarations of the root.
    members : list of (start, end, wrapper, key)
        Byte positions of each member; `wrapper` is the name to put around it or empty; `key` tells features apart.
    matched, returned : int or None
        What the server says; ``None`` where it says nothing or "unknown".
    """

    data: bytes
    root: str = ""
    declarations: dict[str, str] = field(default_factory=dict)
    members: list[tuple[int, int, str, str]] = field(default_factory=list)
    matched: int | None = None
    returned: int | None = None
    truncated: bool = False


_ID = re.compile(rb"""\s(?:gml:)?(?:id|fid)\s*=\s*["']([^"']*)["']""")


def read_page(answer: Answer) -> GmlPage:
    """Find the features of a page of GML without building a tree of it.

    Raises
    ------
    InputError
        If it is no FeatureCollection but HTML, an error report, or broken XML.
    """
    data = answer.path.read_bytes()
    _refuse_other(data, answer)
    page = GmlPage(_utf8(data))
    stack: list[str] = []
    opened: list[tuple[int, str]] = []
    parser = _parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        depth = len(stack)
        short = local(name)
        if depth == 0:
            page.root = name
            page.declarations = {
                k: v for k, v in attributes.items() if k == "xmlns" or k.startswith("xmlns:")
            }
            plain = {local(k): v for k, v in attributes.items()}
            page.matched = _count(plain.get("numberMatched"))
            page.returned = _count(plain.get("numberReturned", plain.get("numberOfFeatures")))
        elif depth == 1 and short == "truncatedResponse":
            page.truncated = True
        elif (depth == 1 and short in ("member", "featureMember")) or (
            depth == 2 and local(stack[1]) in ("featureMembers",)
        ):
            opened.append((parser.CurrentByteIndex, stack[1] if depth == 2 else ""))
        stack.append(name)
        if depth > _DEPTH:
            raise _Declared

    def end(name: str) -> None:
        stack.pop()
        depth = len(stack)
        if opened and (
            (depth == 1 and local(name) in ("member", "featureMember"))
            or (depth == 2 and local(stack[1]) == "featureMembers")
        ):
            begin, wrapper = opened.pop()
            # the parser stands at the end tag, or at the element itself if that is empty
            stop = page.data.index(b">", parser.CurrentByteIndex) + 1
            piece = page.data[begin:stop]
            if b"<" not in piece[1:-2]:
                return
            found = _ID.search(piece)
            bare = hashlib.sha1(_ID.sub(b"", piece), usedforsecurity=False).hexdigest()
            page.members.append(
                (begin, stop, wrapper, f"{found.group(1).decode('utf-8', 'replace') if found else ''}|{bare}")
            )

    parser.StartElementHandler, parser.EndElementHandler = start, end
    _parse(parser, page.data, answer)
    if local(page.root) in ("ExceptionReport", "ServiceExceptionReport"):
        read_xml(answer)
    if local(page.root) != "FeatureCollection":
        raise service_problem(
            "Der Dienst antwortet nicht mit Geodaten.", "Die Adresse und die Ebene prüfen.", "service_not_features", answer.url, page.root[:80]
        )  # fmt: skip
    return page


def _count(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdigit() else None


def _utf8(data: bytes) -> bytes:
    """Return XML as UTF-8, with its declaration changed to say so."""
    name = "utf-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        name = "utf-16"
    elif match := re.match(rb"""\s*<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""", data[:300]):
        name = match.group(1).decode()
    if name.lower().replace("_", "-") in ("utf-8", "utf8", "us-ascii", "ascii"):
        return data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode(name)
    except (LookupError, UnicodeDecodeError):
        return data
    return re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text).encode("utf-8")


class GmlCollector:
    """Puts the features of several pages into one FeatureCollection, without holding them in memory."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._body = path.with_suffix(".body")
        self._out = self._body.open("wb")
        self._root = ""
        self._declarations: dict[str, str] = {}

    def add(self, page: GmlPage, chosen: Sequence[int], url: str) -> None:
        """Append the chosen members of a page.

        Raises
        ------
        InputError
            If the page uses a prefix for another namespace than the pages before.
        """
        self._root = self._root or page.root
        for prefix, uri in page.declarations.items():
            if self._declarations.setdefault(prefix, uri) != uri:
                raise service_problem("Die Seiten des Dienstes passen nicht zueinander.", "Den Betreiber fragen.", "service_pages_differ", url, prefix)  # fmt: skip
        for i in chosen:
            begin, stop, wrapper, _ = page.members[i]
            piece = page.data[begin:stop]
            if wrapper:
                piece = b"<%s>%s</%s>" % (wrapper.encode(), piece, wrapper.encode())
            self._out.write(piece + b"\n")
            self.count += 1

    def close(self) -> None:
        """Give up what was collected; after `finish` there is nothing to give up."""
        self._out.close()

    def finish(self) -> Path:
        """Write head and foot around what was collected and return the file."""
        self._out.close()
        names = "".join(f' {k}="{_escaped(v)}"' for k, v in self._declarations.items())
        with self.path.open("wb") as out, self._body.open("rb") as body:
            out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<{self._root}{names}>\n'.encode())
            shutil.copyfileobj(body, out)
            out.write(f"</{self._root}>\n".encode())
        self._body.unlink()
        return self.path


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
