"""Logo and fonts of a town: what may go into a report, and what is refused, with the reason."""

from __future__ import annotations

import base64
import re
import struct
import tempfile
from functools import lru_cache
from pathlib import Path
from xml.parsers import expat

from quartiermap.domain import os_errors
from quartiermap.domain.report_template import Corporate
from quartiermap.errors import Problem

LARGEST_LOGO = 5_000_000
LARGEST_FONT = 20_000_000
MOST_PIXELS = 25_000_000
"""A picture of 30,000 x 30,000 pixels is 100 kB as PNG and 0.9 GB in memory (ecosystem.md 1)."""
DEEPEST = 100
MOST_ELEMENTS = 50_000

GERMAN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZäöüÄÖÜß0123456789.,;:-–()%„“§"
"""What a font must have to be of use for German text."""

_LOGO_REMEDY = "Das Logo als SVG, PNG oder JPEG angeben (bis 5\u00a0MB)."
_REFUSED = {"script", "foreignobject", "iframe", "audio", "video", "handler", "listener"}
_LINKS = {"href", "src"}
_DATA = re.compile(r"data:image/(png|jpe?g);base64,[A-Za-z0-9+/=\s]*\Z")
_OUTSIDE = re.compile(r"@import|url\((?!\s*['\"]?\s*#)", re.IGNORECASE)


class _RefusedError(Exception):
    """A foreign SVG has something that a report does not take."""


def logo_kind(content: bytes) -> str | None:
    """Return ``svg``, ``png`` or ``jpg`` by the content of a file, ``None`` for anything else.

    Examples
    --------
    >>> logo_kind(b"\\x89PNG\\r\\n\\x1a\\n..."), logo_kind(b"<?xml version='1.0'?><svg/>"), logo_kind(b"%PDF-1.7")
    ('png', 'svg', None)
    """
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    return "svg" if re.search(rb"<(\w+:)?svg[\s>/]", content[:4000]) else None


def logo_problems(path: Path) -> list[Problem]:
    """Return why a file cannot be the logo; empty if it can.

    SVG with scripts, links to the outside or entities is refused, and pictures too large to unpack.
    """
    try:
        content = _content(path, LARGEST_LOGO)
        if len(content) > LARGEST_LOGO:
            return [Problem("Das Logo ist zu groß.", _LOGO_REMEDY, file=path.name, code="logo_too_large")]
    except FileNotFoundError:
        return [Problem("Das Logo gibt es nicht.", _LOGO_REMEDY, file=path.name, code="logo_missing")]
    except OSError as error:
        return [
            Problem(f"Das Logo lässt sich nicht lesen ({os_errors.reason(error)}).", _LOGO_REMEDY, file=path.name, code="logo_unreadable")
        ]  # fmt: skip
    kind = logo_kind(content)
    if kind is None:
        return [Problem("Das Logo ist weder SVG noch PNG noch JPEG.", _LOGO_REMEDY, file=path.name, code="logo_format")]  # fmt: skip
    if kind == "svg":
        try:
            _check_svg(content)
        except _RefusedError as error:
            return [Problem(str(error), "Das Logo ohne das neu speichern („einfaches SVG“) oder als PNG angeben.", file=path.name, code="logo_svg")]  # fmt: skip
    else:
        size = _pixels(content)
        if size is not None and size[0] * size[1] > MOST_PIXELS:
            return [
                Problem(f"Das Logo hat {size[0]} × {size[1]} Bildpunkte.", "Auf höchstens 4.000 × 4.000 verkleinern.", file=path.name, code="logo_pixels")
            ]  # fmt: skip
    if drawn_logo(content, kind) is None:
        return [Problem("Das Logo ist beschädigt und lässt sich nicht darstellen.", _LOGO_REMEDY, file=path.name, code="logo_damaged")]  # fmt: skip
    return []


def _content(path: Path, most: int) -> bytes:
    """Return what is in a file, cut off behind `most` bytes; a template may name a device, which has no size and no end."""
    if path.exists() and not path.is_file():
        raise os_errors.NoPlainFileError
    with path.open("rb") as stream:
        return stream.read(most + 1)


def _check_svg(content: bytes) -> None:
    """Refuse an SVG that is more than a drawing."""
    depth = count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > DEEPEST or count > MOST_ELEMENTS:
            raise _RefusedError("Das Logo ist als SVG zu verschachtelt oder zu groß.")
        if name.rsplit(":", 1)[-1].lower() in _REFUSED:
            raise _RefusedError(f"Das Logo enthält ein Element „{name}“, das mehr ist als eine Zeichnung.")
        for key, value in attributes.items():
            bare = key.rsplit(":", 1)[-1].lower()
            if bare.startswith("on"):
                raise _RefusedError(f"Das Logo enthält ein Skript (Attribut „{key}“).")
            inner = _DATA.match(value) if bare in _LINKS else None
            if inner is not None and _too_many_pixels(_decoded(value)):
                raise _RefusedError("Das Logo enthält ein Bild mit zu vielen Bildpunkten.")
            if bare in _LINKS and not (value.startswith("#") or inner):
                if name.rsplit(":", 1)[-1].lower() == "a":
                    continue  # a link that a click would follow; a printed logo has none
                raise _RefusedError(f"Das Logo holt etwas von außen („{value[:60]}“).")
            if _OUTSIDE.search(value):
                raise _RefusedError(f"Das Logo holt etwas von außen („{value[:60]}“).")

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    styles: list[str] = []

    def entity(*_: object) -> None:
        raise _RefusedError("Das Logo erklärt eigene XML-Entitäten.")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.EntityDeclHandler = entity
    parser.CharacterDataHandler = styles.append
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise _RefusedError(f"Das Logo ist kein gültiges SVG (Zeile {error.lineno}).") from error
    if _OUTSIDE.search("".join(styles)):
        raise _RefusedError("Das Logo holt in seinen Stilangaben etwas von außen.")


def _decoded(address: str) -> bytes:
    """Return the picture of a ``data:`` address."""
    try:
        return base64.b64decode(address.partition(",")[2])
    except ValueError as error:
        raise _RefusedError("Das Logo enthält ein beschädigtes Bild.") from error


def _too_many_pixels(content: bytes) -> bool:
    size = _pixels(content)
    return size is not None and size[0] * size[1] > MOST_PIXELS


def _pixels(content: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG or JPEG from its head, ``None`` if it has none."""
    if content.startswith(b"\x89PNG"):
        return struct.unpack(">II", content[16:24]) if len(content) >= 24 else None
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


LOGO_PPI = 300
_LOGO = """\
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#context { let high = image("logo", height: 26mm); if measure(high).width <= 60mm { high } else { image("logo", width: 60mm) } }
"""


@lru_cache(maxsize=8)
def drawn_logo(content: bytes, kind: str) -> bytes | None:
    """Return a logo as the typesetter draws it: a PNG of `LOGO_PPI`, at most 60 x 26 mm; ``None`` if it cannot be drawn."""
    import typst

    with tempfile.TemporaryDirectory(prefix="quartiermap-") as name:
        folder = Path(name)
        (folder / f"logo.{kind}").write_bytes(content)
        (folder / "main.typ").write_text(_LOGO.replace('"logo"', f'"logo.{kind}"'), "utf-8")
        try:
            return typst.compile(
                str(folder / "main.typ"), root=name, ignore_system_fonts=True, format="png", ppi=LOGO_PPI
            )
        except BaseException as error:
            # A fault inside the typesetter arrives as a "PanicException", which is no Exception and cannot be imported.
            if (
                isinstance(error, (typst.TypstError, RuntimeError))
                or type(error).__name__ == "PanicException"
            ):
                return None
            raise


def font_problems(corporate: Corporate) -> list[Problem]:
    """Return why the fonts of a corporate file cannot be used; empty if they can. `Problem.column` is the key."""
    problems: list[Problem] = []
    families: set[str] = set()
    for path in corporate.font_files:
        found, family = _font(path)
        problems += found
        families |= {family} if family else set()
    if problems:
        return problems
    there = f"In den Schriftdateien: {', '.join(sorted(families))}." if families else "Die Schriftdatei unter font_files nennen."  # fmt: skip
    for key in ("text_font", "heading_font"):
        wanted = getattr(corporate, key)
        if wanted and wanted.casefold() not in {f.casefold() for f in families}:
            problems.append(
                Problem(
                    f"Die Schrift „{wanted}“ ist nicht bekannt; Schriften des Rechners werden nicht verwendet.", there, column=key, value=wanted,
                    code="font_unknown",
                )
            )  # fmt: skip
    return problems


def _font(path: Path) -> tuple[list[Problem], str | None]:
    """Return what is wrong with a font file, and its family."""

    def no(message: str, remedy: str, code: str) -> tuple[list[Problem], None]:
        return [Problem(message, remedy, file=path.name, column="font_files", code=code)], None

    remedy = "Eine OTF- oder TTF-Datei angeben."
    try:
        content = _content(path, LARGEST_FONT)
        if len(content) > LARGEST_FONT:
            return no("Die Schriftdatei ist zu groß.", "Höchstens 20\u00a0MB.", "font_too_large")
        head = content[:4]
    except FileNotFoundError:
        return no("Die Schriftdatei gibt es nicht.", remedy, "font_missing")
    except OSError as error:
        return no(f"Die Schriftdatei lässt sich nicht lesen ({os_errors.reason(error)}).", remedy, "font_unreadable")  # fmt: skip
    if head not in (b"\x00\x01\x00\x00", b"OTTO", b"true"):
        return no("Die Datei ist keine Schrift im Format OTF oder TTF.", remedy, "font_format")
    from matplotlib.ft2font import FT2Font

    try:
        font = FT2Font(str(path))
        known = font.get_charmap()
        table = font.get_sfnt_table("OS/2")
        rights = 0 if table is None else int(table["fsType"])
    except (RuntimeError, ValueError, OSError):
        return no("Die Schriftdatei ist beschädigt.", remedy, "font_damaged")
    missing = "".join(c for c in GERMAN if ord(c) not in known)
    if missing:
        return no(f"Der Schrift fehlen Zeichen für deutschen Text: {missing}", "Eine andere Schrift wählen.", "font_glyphs")  # fmt: skip
    if rights & 0x000F == 0x0002:
        return no("Die Schrift darf laut ihrer eigenen Angabe nicht in ein PDF eingebettet werden.",
                  "Beim Hersteller eine Lizenz zum Einbetten holen oder eine andere Schrift wählen.", "font_embedding")  # fmt: skip
    return [], family_of(content)


@lru_cache(maxsize=8)
def family_of(content: bytes) -> str | None:
    """Return the family that the typesetter finds in a font (by its content: a file may be replaced by another of its name)."""
    import typst

    with tempfile.TemporaryDirectory(prefix="quartiermap-") as name:
        (Path(name) / ("font.otf" if content.startswith(b"OTTO") else "font.ttf")).write_bytes(content)
        found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[name])
        families = found.families()
    return families[0] if families else None
