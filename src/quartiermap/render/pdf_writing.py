"""Writes a PDF object by object, so that a file of any length takes no more memory than its largest object.

Libraries that join PDFs hold all objects of the result: a tagged report of 500 pages has 80,000 of them, nearly one for each cell
of its tables. Here every object goes to the file as soon as it is known; what stays is where it lies (ISO 32000-1, 7.5.7 and 7.5.8).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import BinaryIO

BATCH = 200
"""So many objects are compressed together."""

_REFERENCE = re.compile(rb"\((?:\\.|[^\\)])*\)|<[0-9A-Fa-f]*>|\b(\d+) 0 R\b", re.DOTALL)
"""A reference, or a string: what looks like a reference in a text is none."""


class PdfWriter:
    """One PDF (1.7) on its way into a file.

    Parameters
    ----------
    file : binary file
        Empty; written from front to back.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0
        self._places: list[tuple[int, int, int]] = [(0, 0, 65535)]
        self._batch: list[tuple[int, bytes]] = []
        # The second line tells programs that copy files that this is not text.
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def reserve(self) -> int:
        """Return the number of an object that is put in later."""
        self._places.append((0, 0, 0))
        return len(self._places) - 1

    def put(self, number: int, body: bytes) -> None:
        """Put in an object that is not a stream."""
        self._batch.append((number, body))
        if len(self._batch) == BATCH:
            self._flush()

    def put_stream(self, number: int, head: bytes, data: bytes) -> None:
        """Put in a stream: `head` is its dictionary with the right ``/Length``, `data` as its filters have left it."""
        self._places[number] = (1, self._at, 0)
        self._write(b"%d 0 obj\n%b\nstream\n" % (number, head))
        self._write(data)
        self._write(b"\nendstream\nendobj\n")

    def finish(self, root: int, info: int, name: bytes) -> None:
        """Write what finds the objects: `root` and `info` are those of the catalogue and of the title, `name` 16 bytes for the contents."""
        self._flush()
        start, own = self._at, self.reserve()
        self._places[own] = (1, start, 0)
        table = zlib.compress(b"".join(b"%c%b%b" % (kind, a.to_bytes(5), b.to_bytes(2)) for kind, a, b in self._places), 9)  # fmt: skip
        head = b"<</Type/XRef/Size %d/W[1 5 2]/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]/Filter/FlateDecode/Length %d>>" % (
            len(self._places), root, info, name.hex().encode(), name.hex().encode(), len(table),
        )  # fmt: skip
        self.put_stream(own, head, table)
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _flush(self) -> None:
        if not self._batch:
            return
        own = self.reserve()
        heads, bodies, at = [], [], 0
        for place, (number, body) in enumerate(self._batch):
            heads.append(b"%d %d" % (number, at))
            bodies.append(body)
            at += len(body) + 1
            self._places[number] = (2, own, place)
        head = b" ".join(heads) + b"\n"
        packed = zlib.compress(head + b"\n".join(bodies), 9)
        self.put_stream(
            own,
            b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>"
            % (len(self._batch), len(head), len(packed)),
            packed,
        )
        self._batch.clear()

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._at += len(data)


def renumbered(body: bytes, number_of: Callable[[int], int]) -> bytes:
    r"""Return an object with other numbers in its references.

    Examples
    --------
    >>> renumbered(rb"<< /P 7 0 R /Alt (see 7 0 R \) 7 0 R) /K [ 0 12 0 R ] >>", lambda n: n + 100)
    b'<< /P 107 0 R /Alt (see 7 0 R \\) 7 0 R) /K [ 0 112 0 R ] >>'
    """

    def other(found: re.Match[bytes]) -> bytes:
        return found.group() if found.group(1) is None else b"%d 0 R" % number_of(int(found.group(1)))

    return _REFERENCE.sub(other, body)
