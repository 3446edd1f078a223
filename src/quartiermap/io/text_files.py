"""What a file really is, in which encoding its text is, and how its columns are separated."""

from __future__ import annotations

import csv
import errno
import gzip
import hashlib
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, Problem
from quartiermap.io.text_encoding import decode

__all__ = [
    "decode",
    "delimiter_of",
    "examine",
    "read_bytes",
    "read_table_bytes",
    "sha256",
    "split_rows",
    "tidy",
    "unpack",
    "zip_names",
]

ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    KeyError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""What Python's zipfile raises on archives that are damaged in one way or another."""

MAX_UNPACKED = 2 * 1024**3
"""Archives that unpack to more bytes than this are refused (a 2 MB zip can hold 2 GB)."""

MAX_RATIO = 200
"""Archives whose content is more than this many times larger than the archive are refused above 100 MB."""

_HEAD = 4096


_REASONS = {
    errno.EACCES: ": das Leserecht fehlt", errno.EPERM: ": das Leserecht fehlt", errno.ELOOP: ": die Verknüpfung führt im Kreis",
    errno.EIO: ": das Laufwerk meldet einen Lesefehler", errno.ENAMETOOLONG: ": der Name ist zu lang", errno.EBUSY: ": ein anderes Programm hält sie offen",
}  # fmt: skip


def examine(path: Path) -> Problem | None:
    """Say in one sentence why a file cannot hold municipal data whatever its ending, or return ``None``.

    Looks at the first 4 KB only: missing or empty file, folder, Git LFS pointer, PDF, picture, foreign archive,
    VRT in disguise, error message of a service.
    """
    name = path.name

    def problem(message: str, remedy: str, code: str) -> Problem:
        return Problem(message, remedy=remedy, file=name, code=code)

    if path.is_dir():
        if path.suffix.lower() == ".gdb":
            return None
        return problem("Das ist ein Ordner, keine Datei.", "Die Datei im Ordner angeben.", "is_folder")
    if path.exists() and not path.is_file():
        return problem("Das ist keine gewöhnliche Datei.", "Eine Datei mit Daten angeben.", "not_a_file")
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except FileNotFoundError:
        return problem("Die Datei gibt es nicht.", "Pfad und Schreibweise prüfen.", "file_missing")
    except OSError as error:
        return problem(
            f"Die Datei lässt sich nicht öffnen{_REASONS.get(error.errno or 0, '')}.",
            "Leserechte und Netzlaufwerk prüfen.",
            "file_unreadable",
        )
    if not head:
        return problem("Die Datei ist leer (0 Byte).", "Die Datei noch einmal beschaffen.", "file_empty")
    for magic, message, remedy, code in _MAGIC:
        if head.startswith(magic):
            return problem(message, remedy, code)
    text = head.decode("latin-1").lstrip("\ufeffï»¿ \t\r\n").lower()
    if not text.strip("\x00 \t\r\n"):
        return problem(
            "Die Datei enthält nur Leerzeichen.", "Die Datei noch einmal beschaffen.", "file_empty"
        )
    if "<ogrvrtdatasource" in text or "<ogrwfsdatasource" in text or "<vrtdataset" in text:
        return problem(
            "Die Datei enthält keine Daten, sondern einen Verweis auf andere Dateien oder Server (VRT).",
            "Die Daten selbst angeben, auf die verwiesen wird.",
            "is_vrt",
        )
    if "<serviceexceptionreport" in text or "<ows:exceptionreport" in text or "<exceptionreport" in text:
        return problem(
            "Die Datei ist die Fehlermeldung eines Geodienstes, keine Daten.",
            "Den Abruf beim Dienst wiederholen; der Text der Meldung steht in der Datei.",
            "is_service_exception",
        )
    return None


_MAGIC: tuple[tuple[bytes, str, str, str], ...] = (
    (
        b"version https://git-lfs",
        "Die Datei ist nur ein Platzhalter von Git LFS (rund 130 Byte Text), die Daten selbst fehlen.",
        "Im Repository „git lfs pull“ ausführen oder die Datei auf der Internetseite herunterladen.",
        "is_lfs_pointer",
    ),
    (b"%PDF", "Die Datei ist ein PDF, keine Datentabelle.", "Die Daten als CSV, XLSX oder Geodatei beschaffen.", "is_pdf"),
    (b"\x89PNG", "Die Datei ist ein Bild.", "Die Daten als CSV, XLSX oder Geodatei beschaffen.", "is_image"),
    (b"\xff\xd8\xff", "Die Datei ist ein Bild.", "Die Daten als CSV, XLSX oder Geodatei beschaffen.", "is_image"),
    (b"{\\rtf", "Die Datei ist ein Textdokument (RTF), keine Datentabelle.", "Die Tabelle als CSV oder XLSX beschaffen.", "is_document"),
    (b"Rar!", "Die Datei ist ein RAR-Archiv, das nicht gelesen wird.", "Entpacken und als ZIP oder einzeln angeben.", "is_rar"),
    (b"7z\xbc\xaf", "Die Datei ist ein 7z-Archiv, das nicht gelesen wird.", "Entpacken und als ZIP oder einzeln angeben.", "is_7z"),
)  # fmt: skip


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file (of a folder: of its files in the order of their names)."""
    digest = hashlib.sha256()
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    for file in files:
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def delimiter_of(text: str, name: str = "") -> str:
    """Return the character that separates the columns: the one with most rows of the same number of fields.

    Examples
    --------
    >>> delimiter_of("a;b;c\\n1,5;2;3\\n"), delimiter_of("a\\tb, c\\n1\\t2\\n")
    (';', '\\t')
    """
    sample = text[:100_000]
    lines = sample.splitlines()
    if lines and (match := re.fullmatch(r"(?i)sep=(.)", lines[0].strip())):
        return match.group(1)
    if len(text) > len(sample) and len(lines) > 1:
        sample = "\n".join(lines[:-1])
    best, best_score = ("\t" if name.lower().endswith((".tsv", ".tab")) else ","), 0.0
    for group in (_USUAL, _RARE):
        for candidate in group:
            score = _evenness(sample, candidate)
            if score > best_score:
                best, best_score = candidate, score
        if best_score > 0:
            break
    return best


_USUAL, _RARE = (";", "\t", ",", "|"), ("^", "~", "¦", "§", "#", ":", "\x1f")
"""The rare ones are tried only where none of the usual ones separates anything."""


def _evenness(sample: str, delimiter: str) -> float:
    """Return how well a sign separates columns: many rows with the same number (above one) of fields.

    A sign that tears quotes apart (the commas within ``1;"POLYGON ((0 0, 1 1))"``) separates nothing in that row.
    """
    counts: Counter[int] = Counter()
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if row:
                counts[1 if any(cell.count('"') % 2 for cell in row) else len(row)] += 1
    except csv.Error:
        return 0.0
    width, rows = max(((w, n) for w, n in counts.items() if w > 1), key=lambda c: c[0] * c[1], default=(1, 0))
    return float(rows / max(sum(counts.values()), 1) * rows * min(width, 40) ** 0.5)


def split_rows(text: str, delimiter: str) -> list[list[str]]:
    """Split a text into rows of trimmed cells (line breaks and runs of blanks inside a cell become one blank)."""
    csv.field_size_limit(10_000_000)
    if re.match(r"(?i)sep=.\r?\n", text):
        text = "\n" + text.split("\n", 1)[1]  # keeps the numbering of the rows
    text = text.replace("\x00", "")
    if text.count('"') % 2 and (line := _open_quote(text, delimiter)) is not None:
        raise InputError(
            Problem(
                "Ein Anführungszeichen öffnet hier einen Text, der bis zum Ende der Datei nicht geschlossen wird.",
                remedy="Das Anführungszeichen löschen oder schließen; danach neu als CSV speichern.",
                row=line,
                code="quote_open",
            )
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        return [[tidy(cell) for cell in row] for row in reader]
    except csv.Error as error:
        raise InputError(
            Problem(
                "Die Tabelle ist beschädigt: Anführungszeichen oder Zeilenenden passen nicht zusammen.",
                remedy="Die Datei in einem Tabellenprogramm öffnen und neu als CSV speichern.",
                row=reader.line_num,
                code="csv_broken",
            )
        ) from error


def _open_quote(text: str, delimiter: str) -> int | None:
    """Return the line in which the quoted text begins that reaches to the end of the file, if there is one."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    begin = 1
    try:
        for _ in reader:
            begin = reader.line_num + 1
    except csv.Error as error:
        return begin if "unexpected end of data" in str(error) else None
    return None


def tidy(cell: str) -> str:
    """Trim a cell and make its line breaks blanks (no-break blanks inside numbers stay); Excel's marks of text go.

    Examples
    --------
    >>> tidy(" Anteil\\n(%) ")
    'Anteil (%)'
    >>> tidy('="01011101"'), tidy("'0815"), tidy("'s Gravenhage")
    ('01011101', '0815', "'s Gravenhage")
    """
    text = re.sub(r"[ \t\r\n]+", " ", cell).strip(" \t\r\n\ufeff")
    if text[:1] in ("=", "'") and (marked := _MARKED_TEXT.fullmatch(text)):
        return marked.group(1) or marked.group(2) or ""
    return text


_MARKED_TEXT = re.compile(r"""="([^"]*)"|'(\d+)""")
"""How keys are kept from becoming numbers in Excel: ``="01011101"`` and ``'01011101`` are the text 01011101."""


def zip_names(path: Path) -> list[str]:
    """Return the file names in an archive, without folders, hidden files and what a Mac adds.

    Raises
    ------
    InputError
        If the archive is damaged, encrypted, too large when unpacked, or reaches outside its folder.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [i for i in archive.infolist() if not i.is_dir()]
    except ZIP_ERRORS as error:
        raise InputError(
            Problem(
                "Das ZIP-Archiv ist beschädigt oder gar keines.",
                remedy="Die Datei noch einmal herunterladen.",
                file=path.name,
                code="zip_broken",
            )
        ) from error
    total = sum(i.file_size for i in infos)
    if total > MAX_UNPACKED or (total > 100 * 1024**2 and total > MAX_RATIO * max(path.stat().st_size, 1)):
        raise InputError(
            Problem(
                f"Das ZIP-Archiv würde entpackt {total / 1024**3:.1f} GB groß.".replace(".", ",", 1),
                remedy="Das Archiv von Hand entpacken und die gebrauchte Datei einzeln angeben.",
                file=path.name,
                code="zip_too_large",
            )
        )
    if any(i.flag_bits & 1 for i in infos):
        raise InputError(
            Problem(
                "Das ZIP-Archiv ist mit einem Kennwort geschützt.",
                remedy="Von Hand entpacken und die Datei einzeln angeben.",
                file=path.name,
                code="zip_encrypted",
            )
        )
    names = []
    for info in infos:
        parts = PurePosixPath(info.filename.replace("\\", "/")).parts
        if ".." in parts or not parts or parts[0].startswith("/") or ":" in parts[0]:
            raise InputError(
                Problem(
                    "Das ZIP-Archiv enthält Dateien, die außerhalb seines Ordners landen würden.",
                    remedy="Dieses Archiv nicht verwenden; beim Absender nachfragen.",
                    file=path.name,
                    value=info.filename[:80],
                    code="zip_unsafe",
                )
            )
        if not any(part.startswith((".", "__MACOSX")) for part in parts):
            names.append(info.filename)
    return names


def unpack(path: Path, names: Iterable[str], folder: Path, progress: Progress) -> dict[str, Path]:
    """Write some files of an archive into a folder, flat, under their own plain names; links become files."""
    written: dict[str, Path] = {}
    wanted = list(names)
    with zipfile.ZipFile(path) as archive:
        for i, name in enumerate(wanted):
            target = folder / PurePosixPath(name.replace("\\", "/")).name
            try:
                with archive.open(name) as source, target.open("wb") as out:
                    while block := source.read(1 << 20):
                        progress.step(i / len(wanted), "Archiv entpacken")
                        out.write(block)
            except ZIP_ERRORS as error:
                raise InputError(
                    Problem(
                        "Das ZIP-Archiv ist beschädigt.",
                        remedy="Die Datei noch einmal herunterladen.",
                        file=path.name,
                        value=name[:80],
                        code="zip_broken",
                    )
                ) from error
            written[name] = target
    return written


MAX_TEXT = 150 * 1024**2
"""A text table or list of records of more bytes would need gigabytes as cells; no town's table comes near."""


def too_large(path: Path) -> InputError:
    """Return the error for a table that is too large to be one of a town."""
    return InputError(
        Problem(
            f"Die Tabelle ist größer als {MAX_TEXT // 1024**2} MB.",
            remedy="Die Daten vor dem Import auf das Stadtgebiet zuschneiden.", file=path.name, code="file_too_large",
        )
    )  # fmt: skip


def read_table_bytes(path: Path, progress: Progress) -> bytes:
    """Read a text table whole, unless it is too large to be one of a town."""
    if path.stat().st_size > MAX_TEXT:
        raise too_large(path)
    data = read_bytes(path, progress)
    if len(data) > MAX_TEXT:
        raise too_large(path)
    return data


def read_bytes(path: Path, progress: Progress) -> bytes:
    """Read a file whole; a ``.gz`` is unpacked (with a limit on its size)."""
    packed = path.suffix.lower() == ".gz"
    blocks: list[bytes] = []
    size = 0
    try:
        with gzip.open(path, "rb") if packed else path.open("rb") as stream:
            while block := stream.read(1 << 22):
                progress.step(0.0, f"{path.name} lesen")
                blocks.append(block)
                size += len(block)
                if size > MAX_UNPACKED:
                    raise InputError(
                        Problem(
                            "Die Datei ist größer als 2 GB.",
                            remedy="Die Daten vor dem Import auf das Stadtgebiet zuschneiden.",
                            file=path.name,
                            code="file_too_large",
                        )
                    )
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(
            Problem(
                "Die gepackte Datei (.gz) ist beschädigt.",
                remedy="Die Datei noch einmal herunterladen.",
                file=path.name,
                code="gzip_broken",
            )
        ) from error
    return b"".join(blocks)
