"""What a table holds beside its rows: letters encoded twice, a row cut off at the end, sources and footnotes below."""

from __future__ import annotations

import re

from quartiermap.errors import Problem
from quartiermap.io import text_encoding

_NOTE = re.compile(
    r"\s*(?:©|\(c\)|\*|quelle|datenquelle|stand\b|datenstand|anmerk|anm\.|hinweis|erl[äa]ut|legende|zeichenerkl|statistisches|amt für|copyright|hrsg|herausgeb|"
    r"fußnote|rundung|abweichung|nachdruck|vervielf|–\s|-\s|_{3,}|-{3,}|\d{1,2}\)\s|\(\d{1,2}\)\s|<\d)", re.I
)  # fmt: skip


def drop_cut_row(rows: list[list[str]], text: str, name: str, problems: list[Problem]) -> None:
    """Leave out a last row that ends without a line end and with fields missing: its last number may be half a number."""
    if text.endswith(("\n", "\r")) or len(rows) < 4:
        return
    widths = [len(r) for r in rows[-200:-1] if len(r) > 1]
    if (
        not widths
        or len(rows[-1]) >= (usual := max(set(widths), key=widths.count))
        or widths.count(usual) < 0.9 * len(widths)
    ):
        return
    if len(rows[-1]) == 1 and (not rows[-1][0] or _NOTE.match(rows[-1][0])):
        return
    problems.append(
        Problem(
            f"Die Datei bricht in der letzten Zeile ab ({len(rows[-1])} statt {usual} Felder); die Zeile wurde ausgelassen.",
            remedy="Die Datei noch einmal beschaffen.", file=name, row=len(rows), value="; ".join(c for c in rows[-1] if c)[:60], code="file_cut",
            severity="warning",
        )
    )  # fmt: skip
    rows.pop()


def mended(text: str, used: str, name: str, problems: list[Problem]) -> str:
    """Set right text that was encoded twice; report letters that cannot be read."""
    fixed = text_encoding.undo_double(text)
    if fixed is not None:
        line = next(
            i for i, (a, b) in enumerate(zip(text.split("\n"), fixed.split("\n"), strict=False)) if a != b
        )
        problems.append(
            Problem(
                "Umlaute waren doppelt kodiert („Ã¤“ statt „ä“) und wurden berichtigt.", file=name, row=line + 1,
                value=text.split("\n")[line].strip()[:60], code="encoded_twice", severity="warning",
            )
        )  # fmt: skip
        text = fixed
    lost = text.count("\ufffd")
    if lost:
        at = text.index("\ufffd")
        problems.append(
            Problem(
                f"Einzelne Zeichen passen nicht zur Kodierung {used} und sind nicht lesbar.", remedy="Die Kodierung mit --encoding angeben, z. B. --encoding cp1252.",
                file=name, row=text.count("\n", 0, at) + 1, value=text[max(0, at - 12) : at + 12].strip(), count=lost,
                code="letters_unreadable", severity="warning",
            )
        )  # fmt: skip
    return text


def header_notes(rows: int, last_row: int, name: str) -> list[Problem]:
    """Say where the headings were found, if not in the first row alone."""
    if rows == 1 and last_row == 0:
        return []
    return [
        Problem(
            f"Die Spaltennamen stehen in Zeile {last_row + 1}" + (" und darüber; sie wurden verbunden." if rows > 1 else "."),
            file=name, code="header_found", severity="info",
        )
    ]  # fmt: skip


def drop_notes(kept: list[list[str | None]], numbers: list[int], width: int, name: str) -> list[Problem]:
    """Take sources, footnotes and legends below a table out of its rows, and say so."""
    dropped: list[tuple[int, str]] = []
    while width >= 2 and len(kept) > 1:
        filled = [c for c in kept[-1] if c]
        gap = numbers[-1] - numbers[-2] > 1
        text = filled[0] if filled else ""
        long = len(text) > 40 and len(filled) == 1
        if len(filled) > (1 if width == 2 else 2) or not re.search(r"[A-Za-zÄÖÜäöü©*_-]", text):
            break
        if not (_NOTE.match(text) or long or (gap and len(filled) == 1 and (dropped or width > 2))):
            break
        if len(filled) == 2 and not _NOTE.match(text):
            break
        dropped.append((numbers.pop(), text))
        kept.pop()
    if not dropped:
        return []
    row, text = dropped[-1]
    return [
        Problem(
            "Unter der Tabelle stehen Anmerkungen; sie gehören nicht zu den Daten und wurden ausgelassen.", file=name, row=row, value=text[:80],
            count=len(dropped), code="notes_below", severity="info",
        )
    ]  # fmt: skip
