"""In which encoding the bytes of a German text are, told by the bytes alone; and text that was encoded twice."""

from __future__ import annotations

import re

from quartiermap.errors import InputError, Problem

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_ONE_BYTE = ("cp1252", "cp850", "mac_roman")
_SAMPLE = 400_000
_TWICE = re.compile("Ã[\u0084\u0096\u009c\u009f¤¶¼Ÿ„–œ©¨]|â€[“”œ™ž\u009d\u0093\u0094]|Â[²°§³\u00a0]")
"""Umlauts and signs as they look when UTF-8 was taken for cp1252 (``Ã¤`` is ä) or Latin-1."""


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Turn bytes into text and name the encoding.

    A byte order mark decides; else strict UTF-8; else NUL bytes at every second place (UTF-16 without a mark);
    else UTF-8 with a few damaged places; else the better of cp1252, cp850 and mac_roman by counting German
    letters against odd signs (ecosystem.md 7: right in 360 of 360 tables); cp1252 with the currency sign where
    only ISO 8859-15 has a Euro sign is the latter.

    Raises
    ------
    InputError
        If `encoding` is unknown or does not fit.

    Examples
    --------
    >>> decode("Größe".encode("cp1252")), decode("Größe".encode("utf-8-sig"))
    (('Größe', 'cp1252'), ('Größe', 'utf-8-sig'))
    >>> decode("Miete in €;Größe".encode("iso8859-15"))[1], decode("Größe;Ort".encode("utf-16-le"))[1]
    ('iso8859-15', 'utf-16-le')
    """
    if encoding is not None:
        try:
            return data.decode(encoding), encoding
        except (LookupError, UnicodeDecodeError) as error:
            raise InputError(
                Problem(
                    f"Die Datei lässt sich nicht mit der Zeichenkodierung „{encoding}“ lesen.",
                    remedy="Üblich sind utf-8 und cp1252; ohne Angabe wird die Kodierung erkannt.",
                    code="encoding_wrong",
                )
            ) from error
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace"), name
    wide = _wide(data[:4096])
    if wide is not None:
        return data.decode(wide, errors="replace"), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if _mostly_utf8(data[:_SAMPLE]):
        return data.decode("utf-8", errors="replace"), "utf-8"
    best = one_byte_encoding(data[:_SAMPLE])
    return data.decode(best, errors="replace"), best


def encoding_of(data: bytes) -> str:
    """Return the encoding of a sample that may end in the middle of a letter; plain ASCII is called ``ascii``.

    Examples
    --------
    >>> encoding_of("Größe".encode()[:4]), encoding_of(b"Nr;Name"), encoding_of("Süd".encode("cp1252"))
    ('utf-8', 'ascii', 'cp1252')
    """
    if data.isascii() and _wide(data[:4096]) is None:
        return "ascii"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(data) - 3 or error.reason != "unexpected end of data":
            return decode(data)[1]
        return decode(data[: error.start])[1]
    return decode(data)[1]


def one_byte_encoding(data: bytes) -> str:
    """Return the best of the one-byte encodings for a German text."""
    best = max(_ONE_BYTE, key=lambda name: _german(data, name))
    if best == "cp1252" and b"\xa4" in data and not re.search(rb"[\x80-\x9f]", data):
        return "iso8859-15"
    return best


def _wide(head: bytes) -> str | None:
    """Return the UTF-16 variety of a text without a byte order mark, or ``None``."""
    if len(head) < 8 or b"\x00" not in head:
        return None
    even, odd = head[0::2], head[1::2]
    if odd.count(0) > 0.7 * len(odd) and even.count(0) < 0.05 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.7 * len(even) and odd.count(0) < 0.05 * len(odd):
        return "utf-16-be"
    return None


def _mostly_utf8(data: bytes) -> bool:
    """Tell UTF-8 with single damaged places from a one-byte encoding: its multi-byte letters are no chance."""
    good = len(re.findall(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}", data))
    text = data.decode("utf-8", errors="replace")
    return good >= 2 and good > 3 * text.count("\ufffd")


def _german(data: bytes, name: str) -> float:
    text = data.decode(name, errors="replace")
    good = sum(text.count(c) for c in "äöüßÄÖÜéè§–²")
    odd = sum(1 for c in text if ord(c) > 127 and c not in "äöüßÄÖÜéèêáàâç§–—„“”‚‘’²³€°·•ø嬮æ…\u00a0µ±×")
    return good - 2.0 * odd


def undo_double(text: str) -> str | None:
    """Return a text whose UTF-8 was taken for cp1252 and encoded once more, set right; ``None`` if it was not.

    Examples
    --------
    >>> undo_double("TrÃ¤ger;GrÃ¶ÃŸe"), undo_double("Träger"), undo_double("SÃO PAULO")
    ('Träger;Größe', None, None)
    """
    if not _TWICE.search(text):
        return None
    out: list[str] = []
    for line in text.split("\n"):
        if not _TWICE.search(line):
            out.append(line)
            continue
        for name in ("cp1252", "latin-1"):
            try:
                out.append(line.encode(name).decode("utf-8"))
                break
            except UnicodeError:
                continue
        else:
            return None
    return "\n".join(out)
