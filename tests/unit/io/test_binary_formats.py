"""Binary workbooks (XLS, XLSB): a key shown as 01011101 is one, though the cell holds a number."""

from __future__ import annotations

import random
import struct
import zipfile
from pathlib import Path

import pytest

from quartiermap.io.binary_formats import formats_of
from quartiermap.io.readers import read_table

HEADINGS = ("Schlüssel", "Name", "Anteil")
ROWS = ((1011101.0, "Stülerstraße", 0.125), (12500927.0, "Rollberge", 0.5))
WANTED = {
    "Schlüssel": ["01011101", "12500927"],
    "Name": ["Stülerstraße", "Rollberge"],
    "Anteil": ["12,5 %", "50 %"],
}


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def biff(*, rk: bool = False) -> bytes:
    """Return the stream of a workbook with one sheet (BIFF8): formats 00000000 and 0.0%, three columns, two rows."""
    begin = [record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 6))]
    for number, code in ((164, "00000000"), (165, "0.0%")):
        begin.append(record(0x041E, struct.pack("<HHB", number, len(code), 0) + code.encode()))
    begin += [record(0x00E0, struct.pack("<HH", 0, f) + bytes(16)) for f in (0, 164, 165)]
    name = "Daten".encode("utf-16-le")
    cells = [
        record(0x0809, struct.pack("<HHHHII", 0x0600, 16, 0, 0, 0, 6)),
        record(0x0200, struct.pack("<IIHHH", 0, 3, 0, 3, 0)),
    ]
    for i, row in enumerate((HEADINGS, *ROWS)):
        for j, value in enumerate(row):
            if isinstance(value, str):
                text = value.encode("utf-16-le")
                cells.append(record(0x0204, struct.pack("<HHHHB", i, j, 0, len(value), 1) + text))
            elif rk and j == 0 and isinstance(value, float):
                cells.append(record(0x027E, struct.pack("<HHHI", i, j, 1, int(value) << 2 | 2)))
            else:
                cells.append(record(0x0203, struct.pack("<HHHd", i, j, 1 if j == 0 else 2, value)))
    cells.append(record(0x000A, b""))
    bundle = 4 + 8 + len(name)
    at = sum(map(len, begin)) + bundle + 4
    begin.append(record(0x0085, struct.pack("<IBBBB", at, 0, 0, 5, 1) + name))
    begin.append(record(0x000A, b""))
    return b"".join(begin + cells)


def compound(stream: bytes) -> bytes:
    """Wrap a stream as the workbook of a compound file: one table of sectors, one folder, the stream."""
    stream += bytes(max(4096 - len(stream), 0))
    stream += bytes(-len(stream) % 512)
    count = len(stream) // 512
    links = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE]
    table = struct.pack(f"<{len(links)}I", *links) + b"\xff" * (512 - 4 * len(links))

    def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
        text = name.encode("utf-16-le") + b"\x00\x00"
        head = text.ljust(64, b"\x00") + struct.pack(
            "<HBBIII", len(text), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child
        )
        return head + bytes(36) + struct.pack("<III", first, size, 0)

    folder = (
        entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
        + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
        + bytes(256)
    )
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
    )
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    return head + struct.pack("<I", 0) + b"\xff" * (4 * 108) + table + folder + stream


def part(kind: int, body: bytes = b"") -> bytes:
    """Return a record of an XLSB."""
    ident = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, out = len(body), b""
    while True:
        out += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return ident + out + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(path: Path) -> Path:
    cells = part(129) + part(148, struct.pack("<IIII", 0, 2, 0, 2)) + part(145)
    for i, row in enumerate((HEADINGS, *ROWS)):
        cells += part(0, struct.pack("<IIHBBBI", i, 0, 300, 0, 0, 0, 0))
        for j, value in enumerate(row):
            if isinstance(value, str):
                cells += part(6, struct.pack("<II", j, 0) + wide(value))
            else:
                cells += part(5, struct.pack("<IId", j, 1 if j == 0 else 2, value))
    cells += part(146) + part(130)
    styles = part(278) + part(615, struct.pack("<I", 2))
    for number, code in ((164, "00000000"), (165, "0.0%")):
        styles += part(44, struct.pack("<H", number) + wide(code))
    styles += part(616) + part(617, struct.pack("<I", 3))
    styles += (
        b"".join(part(47, struct.pack("<HHHHHBBHH", 0, f, 0, 0, 0, 0, 0, 0, 0)) for f in (0, 164, 165))
        + part(618)
        + part(279)
    )
    book = (
        part(131)
        + part(143)
        + part(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Daten"))
        + part(144)
        + part(132)
    )
    links = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        )
        archive.writestr("xl/_rels/workbook.bin.rels", links)
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/styles.bin", styles)
        archive.writestr("xl/worksheets/sheet1.bin", cells)
    return path


@pytest.mark.parametrize("rk", [False, True])
def test_keys_of_an_old_workbook_keep_their_zeros(tmp_path: Path, rk: bool) -> None:
    path = tmp_path / "lor.xls"
    path.write_bytes(compound(biff(rk=rk)))
    assert formats_of(path) == {
        "Daten": {(1, 0): "00000000", (2, 0): "00000000", (1, 2): "0.0%", (2, 2): "0.0%"}
    }
    assert read_table(path).frame.to_dict("list") == WANTED


def test_and_of_a_binary_new_one(tmp_path: Path) -> None:
    path = xlsb(tmp_path / "lor.xlsb")
    assert read_table(path).frame.to_dict("list") == WANTED


def test_damaged_bytes_give_no_formats_and_no_error(tmp_path: Path) -> None:
    whole = compound(biff())
    path = tmp_path / "damaged.xls"
    rng = random.Random(3)
    for n in range(300):
        data = bytearray(whole)
        for _ in range(1 + n % 9):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path.write_bytes(bytes(data[: rng.randrange(20, len(data))] if n % 3 == 0 else data))
        assert isinstance(formats_of(path), dict)
    xlsb(path)
    packed = path.read_bytes()
    for _ in range(100):
        data = bytearray(packed)
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        path.write_bytes(bytes(data))
        assert isinstance(formats_of(path), dict)
