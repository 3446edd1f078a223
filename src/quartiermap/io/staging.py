"""Puts a foreign geodata file where the worker may read it: a copy under a plain name, content checked first."""

from __future__ import annotations

import gzip
import re
import shutil
import zlib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pyproj

from quartiermap.domain.progress import Progress
from quartiermap.domain.texts import number
from quartiermap.errors import InputError, Problem
from quartiermap.io import text_files, text_geodata
from quartiermap.io.file_formats import (
    DRIVERS,
    SHAPE_TEXTS,
    SIDECARS,
    ChoiceNeededError,
    Format,
    ending_of,
    failure,
)
from quartiermap.io.text_encoding import decode, encoding_of, one_byte_encoding

_MAIN = (
    (".shp",), (".gpkg",), (".geojson", ".fgb", ".gml", ".kml", ".kmz", ".gdb", ".geoparquet", ".parquet", ".geojsonl", ".topojson", ".dxf", ".mif", ".gpx"),
    SHAPE_TEXTS, (".json", ".xml"), (".dbf",),
)  # fmt: skip
"""Geodata in an archive: the first group that has a member is read."""


@dataclass
class Staged:
    """A copy for the worker: where it lies, for which driver, in which encoding, and what was noticed."""

    path: Path
    driver: str
    encoding: str | None = None
    problems: list[Problem] = field(default_factory=list)


def unzip(path: Path, folder: Path, sublayer: str | None, progress: Progress) -> tuple[Path, str | None]:
    """Unpack the one geodata file of an archive with its companions; return it and the layer to read inside it.

    Raises
    ------
    ChoiceNeededError
        If several are there and `sublayer` names none of them.
    """
    names = text_files.zip_names(path)
    databases = sorted(
        {str(p) for n in names for p in PurePosixPath(n).parents if p.suffix.lower() == ".gdb"}
    )
    main: list[str] = []
    for group in _MAIN:
        main = [
            n
            for n in names
            if PurePosixPath(n).suffix.lower() in group and not any(n.startswith(f"{d}/") for d in databases)
        ]
        if ".gdb" in group:
            main += databases
        if main:
            break
    if not main:
        raise failure(
            path,
            "Im ZIP-Archiv ist keine Geodatei.",
            "Ein ZIP mit einer Geodatei angeben.",
            "zip_nothing",
            ", ".join(names[:3])[:80] or None,
        )
    stems = [PurePosixPath(n).stem for n in main]
    stems = [s if stems.count(s) == 1 else n for s, n in zip(stems, main, strict=True)]
    chosen, rest = main[0], sublayer
    if sublayer in stems:
        chosen, rest = main[stems.index(sublayer)], None
    elif len(main) > 1:
        raise ChoiceNeededError(
            Problem(
                f"Das ZIP-Archiv enthält {len(main)} Geodateien." if sublayer is None else "Diese Geodatei gibt es im ZIP-Archiv nicht.",
                remedy=f"Eine mit --sublayer wählen: {', '.join(stems[:12])}.", file=path.name, value=sublayer, code="sublayer_needed",
            ),
            tuple(stems),
        )  # fmt: skip
    inner = folder / "zip"
    inner.mkdir()
    pure = PurePosixPath(chosen)
    if chosen in databases:
        target = inner / "daten.gdb"
        target.mkdir()
        text_files.unpack(path, [n for n in names if PurePosixPath(n).parent == pure], target, progress)
        return target, rest
    siblings = [
        n for n in names
        if PurePosixPath(n).parent == pure.parent and (n == chosen or n.lower().startswith(str(pure.with_suffix("")).lower() + "."))
    ]  # fmt: skip
    text_files.unpack(path, siblings, inner, progress)
    return inner / pure.name, rest


def stage(
    path: Path, found: Format, folder: Path, label: str, given: str | None, progress: Progress
) -> Staged:
    """Copy a file into `folder` under a plain name and check that its content can be read.

    Parameters
    ----------
    path : Path
        A plain file (no archive) or the folder of a file geodatabase.
    found : Format
        What it is.
    folder : Path
    label : str
        Name for the messages.
    given : str or None
        Encoding that the user named.
    progress : Progress
    """
    if path.is_dir():
        target = folder / "daten.gdb"
        if path.parent != folder / "zip":
            _check_size(path, label)
        shutil.copytree(path, target)
        return Staged(target, "OpenFileGDB", given)
    driver = DRIVERS[".gml" if found.ending in (".xml", ".gml.gz", ".xml.gz") else found.ending]
    suffix = {".geojsonl": ".geojsonl", ".esrijson": ".json", ".topojson": ".json"}.get(
        found.ending, found.ending
    )
    plain = re.sub(r"[^A-Za-z0-9_äöüÄÖÜß-]+", "_", path.name.split(".")[0]).strip("_-")[:60] or "daten"
    target = folder / f"{plain}{suffix}"
    if ending_of(path).endswith(".gz"):
        _gunzip(path, target, progress)
    elif not _linked(path, target):
        shutil.copyfile(path, target)
    present = set()
    for sibling in path.parent.iterdir():
        if (
            sibling.stem.lower() == path.stem.lower()
            and sibling.suffix.lower() in SIDECARS
            and sibling.is_file()
        ):
            shutil.copyfile(sibling, target.with_suffix(sibling.suffix.lower()))
            present.add(sibling.suffix.lower())
    staged = Staged(target, driver, given)
    if (
        driver in ("GeoJSON", "GeoJSONSeq", "TopoJSON", "ESRIJSON", "GML", "LIBKML", "GPX", "DXF")
        and suffix != ".kmz"
    ):
        _check_text(staged, label)
    if driver == "ESRI Shapefile":
        _check_shapefile(staged, label, present)
    return staged


LINKED_BYTES = 500_000_000
"""A GeoPackage from this size on is not copied for the worker but linked (a grid of all Germany has 12 GB)."""


def _linked(path: Path, target: Path) -> bool:
    """Put a link to a huge GeoPackage in place of a copy; not for one with a write-ahead log, which reading would write to."""
    if path.suffix.lower() != ".gpkg" or path.stat().st_size < LINKED_BYTES:
        return False
    with path.open("rb") as stream:
        head = stream.read(20)
    if head[18:20] != b"\x01\x01":
        return False
    try:
        target.symlink_to(path.resolve())
    except OSError:  # Windows without the right to make links
        return False
    return True


def _check_size(folder: Path, label: str) -> None:
    if sum(f.stat().st_size for f in folder.iterdir() if f.is_file()) > text_files.MAX_UNPACKED:
        raise failure(
            Path(label),
            "Die Geodatenbank ist größer als 2 GB.",
            "In QGIS zuschneiden und als GeoPackage speichern.",
            "too_large",
        )


def _gunzip(path: Path, target: Path, progress: Progress) -> None:
    size = 0
    try:
        with gzip.open(path, "rb") as source, target.open("wb") as out:
            while block := source.read(1 << 20):
                progress.step(0.0, f"{path.name} entpacken")
                size += len(block)
                if size > text_files.MAX_UNPACKED:
                    raise failure(
                        path, "Die Datei ist entpackt größer als 2 GB.", "Die Daten zuschneiden.", "too_large"
                    )
                out.write(block)
    except (OSError, EOFError, zlib.error) as error:
        raise failure(
            path,
            "Die gepackte Datei (.gz) ist beschädigt.",
            "Die Datei noch einmal herunterladen.",
            "gzip_broken",
        ) from error


# ---------------------------------------------------------------------------------------------- text formats


def _check_text(staged: Staged, label: str) -> None:
    """Check a format that is text: no address of a CRS, letters as UTF-8, an answer that a service cut short."""
    if staged.path.stat().st_size > _LARGE:
        return
    data = staged.path.read_bytes()
    if staged.driver == "DXF":
        _check_whole(staged, data, label)
        return
    head = data[:65536]
    if staged.driver == "GeoJSON" and re.search(
        rb'"crs"\s*:\s*\{[^{}]*"type"\s*:\s*"link"', data if len(data) < 5_000_000 else head
    ):
        raise failure(
            Path(label), "Die Datei verweist für ihr Koordinatensystem auf eine Internetadresse.",
            "Den Eintrag „crs“ aus der Datei entfernen und das Koordinatensystem mit --crs angeben.", "crs_link",
        )  # fmt: skip
    xml = staged.driver in ("GML", "LIBKML", "GPX")
    if xml and re.search(rb"<!ENTITY", head):
        raise failure(
            Path(label), "Die Datei erklärt eigene Ersetzungen (XML-Entities) und wird aus Sicherheitsgründen nicht gelesen.",
            "Die Datei ohne den Abschnitt <!DOCTYPE …> speichern.", "xml_entities",
        )  # fmt: skip
    declared = re.match(rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']", head)
    own = declared.group(1).decode("ascii").lower() if declared else "utf-8"
    if not (xml and own not in ("utf-8", "utf8", "us-ascii")):
        data = _to_utf8(staged, data, label)
    if staged.driver in ("GeoJSON", "TopoJSON", "ESRIJSON"):
        _take_out_of_script(staged, data, label)
    else:
        _check_whole(staged, data, label)
    _check_answer(staged, data, label)


def _take_out_of_script(staged: Staged, data: bytes, label: str) -> None:
    """Rewrite the copy if a script stands around the JSON, or if it is a bare list of features."""
    try:
        made = text_geodata.plain_geojson(data, label)
    except (ValueError, RecursionError) as error:
        raise InputError(
            Problem(
                "Die Datei ist kein gültiges JSON.", remedy="Die Datei noch einmal herunterladen.", file=label,
                row=getattr(error, "lineno", None), code="json_broken",
            )
        ) from error  # fmt: skip
    if made is not None:
        staged.path.write_bytes(made[0])
        staged.problems += made[1]


def _check_whole(staged: Staged, data: bytes, label: str) -> None:
    if text_geodata.is_cut(data, staged.driver):
        raise failure(
            Path(label), "Die Datei ist abgeschnitten: Sie hört mitten in den Daten auf.",
            "Die Datei noch einmal herunterladen; beim Abruf von einem Dienst in kleineren Teilen.", "file_cut",
        )  # fmt: skip


def _to_utf8(staged: Staged, data: bytes, label: str) -> bytes:
    """Rewrite the copy in UTF-8 if it is in another encoding; return what it holds then."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if not data.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\x00" not in data[:64]:
            return data
    text, used = decode(data, staged.encoding)
    text = re.sub(r"(<\?xml[^>]*?)\s+encoding\s*=\s*[\"'][^\"']*[\"']", r"\1", text[:200]) + text[200:]
    made = text.lstrip("\ufeff").encode("utf-8")
    staged.path.write_bytes(made)
    staged.encoding = None
    staged.problems.append(
        Problem(
            f"Die Datei ist nicht wie vorgeschrieben in UTF-8 kodiert, sondern in {used}; sie wurde umgeschrieben.", file=label, code="encoding_guessed",
            severity="warning",
        )
    )  # fmt: skip
    return made


_LARGE = 400 * 1024**2
"""Larger files go to GDAL unseen: reading them here too would cost more than it tells."""

_MATCHED = re.compile(rb"[\"'\s](?:numberMatched|totalFeatures)[\"']?\s*[=:]\s*[\"']?(\d+)")
_RETURNED = re.compile(rb"[\"'\s](?:numberReturned|numberOfFeatures)[\"']?\s*[=:]\s*[\"']?(\d+)")


def _check_answer(staged: Staged, data: bytes, label: str) -> None:
    """Report an answer of a service that holds fewer objects than the service has."""
    ends = data[:20_000] + b"\n" + data[-20_000:]
    matched, returned = _MATCHED.search(ends), _RETURNED.search(ends)
    cut = b'"exceededTransferLimit":true' in ends.replace(b" ", b"")
    if matched and returned and int(returned.group(1)) < int(matched.group(1)):
        cut = True
    if cut:
        text = (
            f"Der Dienst hat {number(int(matched.group(1)))} Objekte, die Datei enthält nur {number(int(returned.group(1)))} davon."
            if matched and returned
            else "Der Dienst hat mehr Objekte, als er in dieser Datei geliefert hat."
        )
        staged.problems.append(
            Problem(text, remedy="Die Daten in mehreren Abrufen (startIndex, offset) oder ohne Höchstzahl holen.", file=label, code="answer_cut", severity="warning")
        )  # fmt: skip


# ---------------------------------------------------------------------------------------------- Shapefile


def _check_shapefile(staged: Staged, label: str, sidecars: set[str]) -> None:
    """Check that the parts of a Shapefile are there and agree; find out the encoding of its table."""
    if staged.path.suffix == ".shp":
        if ".dbf" not in sidecars:
            raise failure(
                Path(label), "Zum Shapefile fehlt die Tabelle mit Schlüsseln und Namen (.dbf).",
                "Ein Shapefile besteht aus mehreren Dateien (.shp, .shx, .dbf, .prj); alle vom Absender anfordern.", "shapefile_incomplete",
            )  # fmt: skip
        if ".shx" not in sidecars:
            staged.problems.append(
                Problem(
                    "Zum Shapefile fehlt der Index der Geometrien (.shx); er wurde neu berechnet.", remedy="Anzahl der Objekte prüfen.", file=label,
                    code="shapefile_index", severity="warning",
                )
            )  # fmt: skip
        _check_counts(staged, label, ".shx" in sidecars)
        _check_projection(staged, label)
    if staged.encoding is None:
        table = staged.path.with_suffix(".dbf")
        staged.encoding = _table_encoding(
            table.read_bytes(), staged.path.with_suffix(".cpg"), label, staged.problems
        )


def _check_projection(staged: Staged, label: str) -> None:
    """Take away a projection that cannot be read, so that the file counts as one without."""
    projection = staged.path.with_suffix(".prj")
    if not projection.is_file():
        return
    try:
        text = decode(projection.read_bytes())[0].strip("\ufeff \t\r\n\x00")
        if text:
            pyproj.CRS.from_user_input(text)
            projection.write_text(text, "utf-8")
            return
    except pyproj.exceptions.CRSError:
        pass
    projection.unlink()
    staged.problems.append(
        Problem(
            "Die Angabe des Koordinatensystems (.prj) ist leer oder unlesbar und zählt nicht.",
            file=label,
            code="prj_unreadable",
            severity="warning",
        )
    )


def _check_counts(staged: Staged, label: str, indexed: bool) -> None:
    head = staged.path.read_bytes()[:100]
    claimed, real = int.from_bytes(head[24:28], "big") * 2, staged.path.stat().st_size
    shapes = (staged.path.with_suffix(".shx").stat().st_size - 100) // 8 if indexed else None
    rows = int.from_bytes(staged.path.with_suffix(".dbf").read_bytes()[4:8], "little")
    if claimed > real:
        raise failure(
            Path(label), f"Das Shapefile ist abgeschnitten: {number(real)} von {number(claimed)} Byte sind da.", "Die Datei noch einmal beschaffen.", "file_cut",
        )  # fmt: skip
    if shapes is not None and shapes != rows:
        raise failure(
            Path(label), f"Geometrien und Tabelle des Shapefiles passen nicht zusammen: {number(shapes)} Geometrien, {number(rows)} Zeilen.",
            "Alle Teile (.shp, .shx, .dbf) noch einmal zusammen beschaffen.", "shapefile_counts",
        )  # fmt: skip


_NAMED = {
    "ansi 1252": "cp1252",
    "1252": "cp1252",
    "utf8": "utf-8",
    "65001": "utf-8",
    "88591": "latin-1",
    "8859_1": "latin-1",
    "iso-8859-1": "cp1252",
    "850": "cp850",
}


def _table_encoding(data: bytes, cpg: Path, label: str, problems: list[Problem]) -> str | None:
    """Return the encoding of the text in a dBase table; ``None`` leaves it to GDAL (plain ASCII).

    Most municipal Shapefiles have no ``.cpg``, and some a wrong one: the bytes decide.
    """
    start = int.from_bytes(data[8:10], "little")
    body = data[start : start + 4_000_000]
    if body.isascii():
        return None
    said = ""
    if cpg.is_file():
        text = cpg.read_bytes()[:40].decode("ascii", "ignore").strip().lower()
        said = _NAMED.get(text, text)
    found = encoding_of(body)
    if found.startswith("utf-16"):  # NUL bytes of padded fields
        found = one_byte_encoding(body.replace(b"\x00", b" "))
    if said and found != said and not (found == "utf-8" or (said.startswith("utf") and found != "utf-8")):
        return said  # one one-byte encoding against another: what the file says counts
    if said and found != said:
        problems.append(
            Problem(
                f"Das Shapefile nennt die Kodierung {said}, seine Texte sind aber {found}; so wurden sie gelesen.",
                remedy="Umlaute prüfen; sonst mit --encoding angeben.", file=label, code="encoding_guessed", severity="warning",
            )
        )  # fmt: skip
    return found
