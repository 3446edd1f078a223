"""Opens an OSM file of any form as tables; says in German what is wrong with it.

PBF is decoded by ourselves (`quartiermap.io.osm_pbf`). Other forms (XML, gzip, bzip2) and unusual PBF files are first turned
into plain PBF by osmium, which does that in C++.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import osmium

from quartiermap.domain import os_errors
from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, Problem
from quartiermap.io.osm_packed import PbfDamagedError
from quartiermap.io.osm_pbf import read_pbf
from quartiermap.io.osm_tables import OsmTables
from quartiermap.io.pbf_blobs import PbfUnusualError

_DELETED = re.compile(
    rb"""<(node|way|relation)\s(?=[^>]*\baction=["']delete["'])[^>]*?\bid=["'](-?\d+)["']"""
)
_STEP_EVERY = 20_000


def open_tables(path: Path, keys: frozenset[str], progress: Progress) -> OsmTables:
    """Read an OSM file with the tags that have one of `keys`.

    Raises
    ------
    InputError
        If the file is empty, not OSM, cut off or damaged.
    """
    kind = file_format(path)
    progress.step(0.0, "OSM-Datei wird gelesen")
    try:
        if kind == "pbf":
            try:
                return read_pbf(path, keys, progress)
            except PbfUnusualError:
                pass
        with tempfile.TemporaryDirectory() as folder:
            plain = Path(folder) / "auszug.osm.pbf"
            _convert(path, kind, plain, progress)
            return read_pbf(plain, keys, progress.part(0.5, 1.0))
    except (
        PbfDamagedError,
        PbfUnusualError,
        osmium.InvalidLocationError,
        RuntimeError,
        UnicodeDecodeError,
        ValueError,
    ) as error:
        raise InputError(_damaged(path, error)) from error


def _convert(path: Path, kind: str, target: Path, progress: Progress) -> None:
    source = osmium.io.File(str(path), kind)
    deleted = _deleted(path) if kind == "osm" else frozenset()
    with osmium.SimpleWriter(osmium.io.File(str(target), "pbf,add_metadata=false"), overwrite=True) as writer:
        if not deleted:
            osmium.apply(source, writer)
            return
        for number, item in enumerate(osmium.FileProcessor(source)):
            if not number % _STEP_EVERY:
                progress.step(0.0, "OSM-Datei wird gelesen")
            word = "node" if item.is_node() else "way" if item.is_way() else "relation"
            if (word, item.id) not in deleted:
                writer.add(item)


def _deleted(path: Path) -> frozenset[tuple[str, int]]:
    """Return the objects of an XML file that somebody deleted in JOSM and did not upload yet; osmium reads them."""
    found = set()
    tail = b""
    with path.open("rb") as handle:
        while piece := handle.read(1 << 22):
            found |= {(m.group(1).decode(), int(m.group(2))) for m in _DELETED.finditer(tail + piece)}
            tail = piece[-1000:]
    return frozenset(found)


def file_format(path: Path) -> str:
    """Tell an OSM file's format by its content, as osmium spells it ("pbf", "osm", "osm.gz", "osm.bz2").

    Raises
    ------
    InputError
        If the file cannot be read, is empty or is something else, with a sentence that says what.
    """
    try:
        with path.open("rb") as handle:
            head = handle.read(4096)
    except OSError as error:
        raise InputError(
            Problem(
                f"Die Datei lässt sich nicht öffnen ({os_errors.reason(error)}).", "Pfad prüfen.", file=path.name,
                code="file_unreadable",
            )
        ) from error  # fmt: skip

    def refuse(message: str, remedy: str, code: str) -> InputError:
        return InputError(Problem(message, remedy, file=path.name, code=code))

    again = "Die Datei noch einmal herunterladen, z. B. als .osm.pbf von download.geofabrik.de."
    if not head:
        raise refuse("Die Datei ist leer.", again, "file_empty")
    if b"OSMHeader" in head[:64]:
        return "pbf"
    if head.startswith(b"\x1f\x8b"):
        return "osm.gz"
    if head.startswith(b"BZh"):
        return "osm.bz2"
    text = head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n").lower()
    if text.startswith("version https://git-lfs"):
        raise refuse(
            "Die Datei ist nur ein Git-LFS-Zeiger, die eigentlichen Daten fehlen.",
            "Die Daten mit „git lfs pull“ holen oder die Datei von der Quelle herunterladen.",
            "lfs_pointer",
        )
    if text.startswith(("<!doctype html", "<html")):
        raise refuse(
            "Die Datei ist eine Internetseite (HTML), kein OSM-Auszug; vermutlich ist der Download fehlgeschlagen.",
            again,
            "html_instead_of_data",
        )
    if "<osmchange" in text:
        raise refuse(
            "Die Datei enthält nur Änderungen (osmChange), keinen vollständigen Auszug.", again, "osm_change"
        )
    if "<osm" in text:
        return "osm"
    raise refuse(
        "Die Datei ist kein OpenStreetMap-Auszug.",
        "Erwartet wird eine Datei .osm, .osm.gz, .osm.bz2 oder .osm.pbf.",
        "not_osm",
    )


def _damaged(path: Path, error: Exception) -> Problem:
    row, value = what_is_damaged(error)
    return Problem(
        "Die OSM-Datei ist beschädigt oder unvollständig; sie wurde nicht übernommen.",
        "Die Datei noch einmal herunterladen.",
        file=path.name,
        row=row,
        value=value,
        code="osm_damaged",
    )


def what_is_damaged(error: Exception) -> tuple[int | None, str]:
    """Return the line and the reason, in German, of what the reading library says in English.

    Examples
    --------
    >>> what_is_damaged(RuntimeError("XML parsing error at line 21, column 1: unclosed token"))
    (21, 'XML abgeschnitten oder fehlerhaft')
    >>> what_is_damaged(RuntimeError("bzip2 error: read failed: -7")), what_is_damaged(ValueError("abgeschnitten"))
    ((None, 'gepackter Inhalt abgeschnitten oder beschädigt'), (None, 'abgeschnitten'))
    """
    text = str(error)
    if match := re.search(r"XML parsing error at line (\d+)", text):
        return int(match.group(1)), "XML abgeschnitten oder fehlerhaft"
    if re.search(r"(?i)gzip error|bzip2 error|zlib|decompress", text):
        return None, "gepackter Inhalt abgeschnitten oder beschädigt"
    if isinstance(error, UnicodeDecodeError):
        return None, "Texte sind nicht in UTF-8"
    if re.search(r"(?i)invalid location|coordinate|longitude|latitude", text):
        return None, "eine Koordinate ist keine"
    if re.search(r"(?i)truncated|unexpected EOF|short read|premature", text):
        return None, "abgeschnitten"
    return None, text[:120]
