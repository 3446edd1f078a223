"""Geodata that is text: scripts around JSON, lists of features, files that were cut off. Set right or refused before GDAL sees them.

GDAL reads a GML file that ends in the middle without a word and refuses a damaged GeoJSON without saying where.
"""

from __future__ import annotations

import json
import re
from typing import Any

from quartiermap.errors import Problem

_COMMENT = re.compile(r"\A(?:\s*(?://[^\n]*(?:\n|\Z)|/\*.*?\*/))+", re.S)
_NAME = re.compile(
    r"(?:(?:export\s+default\s+)|(?:(?:export\s+)?(?:(?:var|let|const)\s+)?[A-Za-z_$][\w$.]*\s*[=(]))\s*(?=[\[{])"
)
_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?\*/|,(?=\s*(?:(?://[^\n]*\n|/\*.*?\*/)\s*)*[\]}])', re.S
)


def without_script(text: str) -> str | None:
    """Return the JSON inside a script (``var kitas = {…};``, ``callback({…})``), or ``None`` if there is no script around it.

    Comments before the name are passed over; what stands inside stays as it is.

    Examples
    --------
    >>> without_script("// Stand 2025\\nvar kitas = [1];"), without_script("callback({});"), without_script("[1]")
    ('[1]', '{}', None)
    """
    head = text[:20_000]
    start = match.end() if (match := _COMMENT.match(head)) else 0
    start += len(head[start:]) - len(head[start:].lstrip("\ufeff \t\r\n\x1e"))
    if name := _NAME.match(head, start):
        return re.sub(r"[;)\s]+\Z", "", text[name.end() :])
    return text[start:] if match and text[start : start + 1] in ("{", "[") else None


def loaded(text: str) -> Any:
    """Return a JSON document, also one with comments and commas too many, as scripts have them.

    Raises
    ------
    ValueError
        If it is none; `json.JSONDecodeError` tells the line.

    Examples
    --------
    >>> loaded('{"a": [1, 2,], // zwei\\n "b": "http://x"}')
    {'a': [1, 2], 'b': 'http://x'}
    """
    try:
        return json.loads(text)
    except ValueError as first:
        # a comment is replaced by nothing but its line ends, so that the line of an error stays true
        bare = _TOKEN.sub(lambda m: m.group() if m.group()[0] == '"' else "\n" * m.group().count("\n"), text)
        if bare == text:
            raise
        try:
            return json.loads(bare)
        except ValueError:
            raise first from None


def plain_geojson(data: bytes, label: str) -> tuple[bytes, list[Problem]] | None:
    """Return geodata in JSON as GDAL reads it, with what was noticed; ``None`` if nothing has to be changed.

    A script around the JSON goes, a list of features becomes a collection. `data` is UTF-8.

    Raises
    ------
    ValueError
        If what is inside the script or the list is no JSON.
    """
    text = data.decode("utf-8").lstrip("\ufeff")
    inner = without_script(text)
    if inner is None and not text.lstrip(" \t\r\n\x1e").startswith("["):
        return None
    lines = text.count("\n", 0, text.find(inner[:200])) if inner else 0
    try:
        document = loaded(text if inner is None else inner)
    except json.JSONDecodeError as error:
        error.lineno += lines
        raise
    if isinstance(document, list):
        document = {"type": "FeatureCollection", "features": document}
    notes = []
    if inner is not None:
        notes.append(
            Problem(
                "Die Daten stehen in einem Skript; gelesen wurde nur, was zwischen den äußeren Klammern steht.",
                file=label, code="json_in_script", severity="info",
            )
        )  # fmt: skip
    return json.dumps(document, ensure_ascii=False).encode("utf-8"), notes


def broken_line(data: bytes) -> tuple[int, str] | None:
    """Return the line where a JSON file stops being JSON, and what is wrong there in German; ``None`` if it is JSON."""
    try:
        json.loads(data.decode("utf-8", "replace").lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        rest = error.doc[error.pos :].strip()
        if not rest or error.msg.startswith("Unterminated") or error.doc.rstrip()[-1:] not in ("}", "]"):
            return error.doc.rstrip().count(
                "\n"
            ) + 1, "Die Datei ist abgeschnitten: Sie hört mitten in den Daten auf."
        return error.lineno, "Die Datei ist kein gültiges JSON."
    except RecursionError:
        return 1, "Die Datei ist kein lesbares JSON: Sie ist zu tief verschachtelt."
    return None


_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>\s*)*<([A-Za-z_][\w:.-]*)",
    re.S,
)


def is_cut(data: bytes, driver: str) -> bool:
    """Tell whether a text file ends in the middle: an XML without its last tag, a drawing without EOF, half a record.

    Examples
    --------
    >>> is_cut(b"<?xml version='1.0'?><a><b/></a>\\n", "GML"), is_cut(b"<a><b/>", "GML"), is_cut(b"<a/>", "GML")
    (False, True, False)
    >>> is_cut(b'{"type": "Feature"}\\n{"type": "Fea', "GeoJSONSeq")
    True
    """
    if driver == "GeoJSONSeq":
        return not data.rstrip(b"\r\n \t\x1e,\x00").endswith(b"}")
    if driver == "DXF":
        return not data.startswith(b"AutoCAD Binary DXF") and not data.rstrip(b"\r\n \t\x1a\x00").endswith(
            b"EOF"
        )
    match = _START.match(data[:65536])
    if match is None:
        return False
    tail = data[-65536:]
    if re.search(rb"</" + re.escape(match.group(1)) + rb"\s*>", tail):
        return False
    return not re.match(rb"[^<>]*/>\s*\Z", data[match.end() :][:4096])
