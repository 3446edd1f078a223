"""How the numbers of a binary workbook are shown: ``00000`` and per cent, which calamine does not tell.

A key of an office stored as the number 1011101 with the format ``00000000`` is 01011101 to everybody who looks at the sheet.
Of the old ``.xls`` (BIFF5 and BIFF8 in a compound file, [MS-XLS] 2.4) and of ``.xlsb`` ([MS-XLSB] 2.4) only the records are
read that say so. Runs in the worker process (foreign bytes); whatever cannot be followed gives no formats, never an error.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from quartiermap.io.text_files import ZIP_ERRORS

Formats = dict[tuple[int, int], str]
"""Row and column, counted from 0 -> number format, where it adds zeros or a per cent sign."""

_TELLING = re.compile(r'"?0{2,30}"?(?:;.*)?|[#,]*0(?:[.,]0+)?\s*%(?:;.*)?')
_BUILT_IN = {9: "0%", 10: "0.00%"}
_MAX_SECTORS = 4_000_000
_MAX_PART = 300_000_000
_END = 0xFFFFFFFA
"""Sector numbers from here on mean the end of a chain, or none."""


def formats_of(path: Path) -> dict[str, Formats]:
    """Return sheet -> formats of a binary workbook; empty if there are none or they cannot be told."""
    try:
        with path.open("rb") as stream:
            packed = stream.read(2) == b"PK"
        found = _of_xlsb(path) if packed else _of_xls(path.read_bytes())
    except (*ZIP_ERRORS, IndexError):
        return {}
    return {name: cells for name, cells in found.items() if cells}


def _telling(codes: dict[int, str]) -> dict[int, str]:
    """Keep the formats that add something to a number."""
    plain = {n: code.replace("\\", "").replace('"', "") for n, code in (_BUILT_IN | codes).items()}
    return {n: code for n, code in plain.items() if _TELLING.fullmatch(code)}


# ---------------------------------------------------------------------------------------------- XLS


def _of_xls(data: bytes) -> dict[str, Formats]:
    book = _stream(data)
    codes: dict[int, str] = {}
    styles: list[int] = []
    sheets: list[tuple[str, int]] = []
    wide = True
    for kind, body in _records(book, 0):
        if kind == 0x0809:  # BOF
            wide = struct.unpack_from("<H", body)[0] >= 0x0600
        elif kind == 0x002F:  # FILEPASS: encrypted
            return {}
        elif kind == 0x041E:  # FORMAT
            number = struct.unpack_from("<H", body)[0]
            codes[number] = _text(body, 2, wide, long=True)
        elif kind == 0x00E0:  # XF
            styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == 0x0085:  # BOUNDSHEET
            at = struct.unpack_from("<I", body)[0]
            sheets.append((_text(body, 6, wide, long=False), at))
    telling = _telling(codes)
    shown = {n: telling[f] for n, f in enumerate(styles) if f in telling}
    return {name: _cells_of_xls(book, at, shown) for name, at in sheets} if shown else {}


def _cells_of_xls(book: bytes, at: int, shown: dict[int, str]) -> Formats:
    out: Formats = {}
    for kind, body in _records(book, at):
        if kind in (0x0203, 0x027E, 0x0006):  # NUMBER, RK, FORMULA
            row, column, style = struct.unpack_from("<HHH", body)
            if style in shown:
                out[row, column] = shown[style]
        elif kind == 0x00BD:  # MULRK: several numbers side by side
            row, column = struct.unpack_from("<HH", body)
            for i in range((len(body) - 6) // 6):
                style = struct.unpack_from("<H", body, 4 + 6 * i)[0]
                if style in shown:
                    out[row, column + i] = shown[style]
    return out


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Give the records of one part of the book, up to its end."""
    depth = 0
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        yield kind, book[at + 4 : at + 4 + size]
        at += 4 + size
        depth += (kind == 0x0809) - (kind == 0x000A)  # charts are parts within a sheet
        if depth <= 0:
            return


def _text(body: bytes, at: int, wide: bool, *, long: bool) -> str:
    """Return a text with its length before it (two bytes if `long`); since BIFF8 a flag says how letters are stored."""
    if not wide:
        size = body[at]
        return body[at + 1 : at + 1 + size].decode("cp1252", "replace")
    size = struct.unpack_from("<H", body, at)[0] if long else body[at]
    at += 2 if long else 1
    if body[at] & 1:
        return body[at + 1 : at + 1 + 2 * size].decode("utf-16-le", "replace")
    return body[at + 1 : at + 1 + size].decode("latin-1")


def _stream(data: bytes) -> bytes:
    """Return the stream of the workbook of a compound file ([MS-CFB]); a file without that wrapping is one itself."""
    if not data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return data
    size, mini_size = 1 << struct.unpack_from("<H", data, 30)[0], 1 << struct.unpack_from("<H", data, 32)[0]
    first_folder, cutoff, first_mini, first_more = (
        struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60, 68)
    )

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    tables = [n for n in struct.unpack_from("<109I", data, 76) if n < _END]
    while first_more < _END and len(tables) < _MAX_SECTORS:
        more = struct.unpack(f"<{size // 4}I", sector(first_more))
        tables += [n for n in more[:-1] if n < _END]
        first_more = more[-1]
    chain = [n for t in tables for n in struct.unpack(f"<{size // 4}I", sector(t))]

    def whole(first: int, links: list[int], piece: int, source: bytes | None) -> bytes:
        parts: list[bytes] = []
        while first < _END and len(parts) <= min(len(links), _MAX_SECTORS):
            parts.append(sector(first) if source is None else source[first * piece : (first + 1) * piece])
            first = links[first]
        return b"".join(parts)

    folder = whole(first_folder, chain, size, None)
    small = b""
    for at in range(0, len(folder) - 127, 128):
        entry = folder[at : at + 128]
        name = entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le", "replace")
        first, length = struct.unpack_from("<II", entry, 116)
        if entry[66] == 5:  # the root holds the small streams
            small = whole(first, chain, size, None)
        elif name in ("Workbook", "Book"):
            if length >= cutoff:
                return whole(first, chain, size, None)[:length]
            minis = whole(first_mini, chain, size, None)
            links = list(struct.unpack(f"<{len(minis) // 4}I", minis))
            return whole(first, links, mini_size, small)[:length]
    return b""


# ---------------------------------------------------------------------------------------------- XLSB


def _of_xlsb(path: Path) -> dict[str, Formats]:
    with zipfile.ZipFile(path) as archive:
        names = {i.filename.lower(): i.filename for i in archive.infolist() if i.file_size <= _MAX_PART}
        if "xl/styles.bin" not in names:
            return {}
        codes: dict[int, str] = {}
        styles: list[int] = []
        inside = False
        for kind, body in _parts(archive.read(names["xl/styles.bin"])):
            if kind == 44:  # BrtFmt
                codes[struct.unpack_from("<H", body)[0]] = _wide(body, 2)
            elif kind in (617, 618):  # BrtBeginCellXFs, BrtEndCellXFs
                inside = kind == 617
            elif kind == 47 and inside:  # BrtXF
                styles.append(struct.unpack_from("<H", body, 2)[0])
        telling = _telling(codes)
        shown = {n: telling[f] for n, f in enumerate(styles) if f in telling}
        if not shown:
            return {}
        links = archive.read(names["xl/_rels/workbook.bin.rels"]).decode("utf-8", "replace")
        targets = {}
        for tag in re.findall(r"<Relationship\b[^>]*>", links):
            parts = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            targets[parts.get("Id", "")] = parts.get("Target", "")
        out: dict[str, Formats] = {}
        for kind, body in _parts(archive.read(names["xl/workbook.bin"])):
            if kind == 156:  # BrtBundleSh
                link = _wide(body, 8)
                name = _wide(body, 12 + 2 * len(link))
                part = names.get(f"xl/{targets.get(link, '').removeprefix('/xl/')}".lower())
                out[name] = _cells_of_xlsb(archive.read(part), shown) if part else {}
        return out


def _cells_of_xlsb(data: bytes, shown: dict[int, str]) -> Formats:
    out: Formats = {}
    row = 0
    for kind, body in _parts(data):
        if kind == 0:  # BrtRowHdr
            row = struct.unpack_from("<I", body)[0]
        elif kind in (2, 5, 9):  # BrtCellRk, BrtCellReal, BrtFmlaNum
            column, style = struct.unpack_from("<II", body)
            if style & 0xFFFFFF in shown:
                out[row, column] = shown[style & 0xFFFFFF]
    return out


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the records of a part of an XLSB: kind and length are numbers of seven bits a byte."""
    at = 0
    while at < len(data):
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (data[at] << 7)
            at += 1
        size = shift = 0
        while True:
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift > 21:
                break
        yield kind, data[at : at + size]
        at += size


def _wide(body: bytes, at: int) -> str:
    size = struct.unpack_from("<I", body, at)[0]
    return body[at + 4 : at + 4 + 2 * size].decode("utf-16-le", "replace")
