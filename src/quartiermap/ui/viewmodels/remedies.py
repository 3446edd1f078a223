"""What would be right, said in the words of the window.

The importers name the options of the command line ("mit --crs EPSG:… angeben"), because window and shell share them.
Whoever sits at the window has fields for the same things; here one becomes the other.
"""

from __future__ import annotations

import re
from typing import Final

from quartiermap.domain import schema

_FIELDS: Final = {
    "kind": "Einrichtungsart",
    "crs": "Koordinatensystem",
    "sublayer": "Teil der Datei",
    "encoding": "Zeichenkodierung",
    "preset": "Vorlage",
    "period": "Jahr",
    "header-row": "Spaltennamen in Zeile",
    "decimal": "Dezimalzeichen",
}
"""Options and the fields of the import window that do the same."""

_MODES: Final = {"replace": "Ebene ersetzen", "append": "anhängen"}

_LABELS: Final = {
    column.name: column.label
    for table in (
        schema.DISTRICTS,
        schema.FACILITIES,
        schema.FUNDING_AREAS,
        schema.INDICATORS,
        schema.DISTRICT_POPULATION,
    )
    for column in table.columns
}

_COMMANDS: Final = (
    (r"quartiermap import PROJEKT(?:\.gpkg)? \S+ DATEI(?: --\w+ [\w-]+)*", "Menü „Daten“, „Daten laden“"),
    (r"\(quartiermap import … [\w-]+\)", "(Menü „Daten“, „Daten laden“)"),
    (r"\(--land \w+\)", "(„Angaben zur Vorprüfung“)"),
    (r"quartiermap analyse PROJEKT(?:\.gpkg)?", "Menü „Daten“, „Analyse rechnen“"),
    (r"\(quartiermap new\)", "(Menü „Projekt“, „Neu“)"),
    (r"\(quartiermap import\)", "(Menü „Daten“, „Daten laden“)"),
    (r"quartiermap network on", "Menü „Daten“, „Netz für Geodienste“, „Netz einschalten“"),
    # the round trip of the facilities
    (r"die facilities-out geschrieben hat", "die mit Menü „Daten“, „Einrichtungen zur Berichtigung ausgeben“, entstanden ist"),
    (r"die Datei mit facilities-in noch einmal einlesen", "die Datei mit Menü „Daten“, „Berichtigte Tabelle einlesen“, noch einmal einlesen"),
    # addresses
    (r"oder Anschrift mit --addresses", "oder eine Anschrift und mit „Anschriften verorten mit …“ ein Adressverzeichnis"),
    (r"--addresses weglassen", "Unter „Zuordnung“, „Anschriften“ kein Adressverzeichnis wählen"),
    (r"mit --addresses DATEI", "unter „Zuordnung“, „Anschriften“"),
    # services
    (r"\(--other-hosts\)", "(Schaltfläche „Weiterleitung erlauben“)"),
    (r"Eine mit --service-layer wählen", "Eine davon ankreuzen"),
    # reports
    (r"\(quartiermap compare ALT NEU --project NEU\.gpkg\)", "(Menü „Projekt“, „Berichte vergleichen“; dort „Ursachen trennen“)"),
    (r"ein Muster schreibt „quartiermap report-templates show“", "ein Muster entsteht in „Bericht schreiben“ mit „Speichern als“"),
    (r"([Mm])it --template eine Vorlage angeben", r"\1it „Bericht schreiben“ eine Vorlage wählen"),
    (r"mit --street-middle die Mitte der Straße nehmen", "unter „Anschriften“ die Mitte der Straße nehmen"),
    # saved mappings
    (r"\(--save-mapping NAME\)", "(„Zuordnung“, „Quelle und Speichern“)"),
    (r"das Feld weglassen: --map \w+=-", "das Feld weglassen: unter „Zuordnung“ „– nicht übernehmen –“ wählen"),
)  # fmt: skip
"""What the command line calls by its commands and options, and where the window has it."""

_NAMED: Final = r"--map (\w+)=SPALTE"


def in_window(remedy: str) -> str:
    """Return a remedy with the fields and menus of the window in place of the options of the command line.

    Examples
    --------
    >>> in_window("Mit --crs EPSG:… angeben, z. B. --crs EPSG:25832.")
    'Im Feld „Koordinatensystem“ angeben, z. B. EPSG:25832.'
    >>> in_window("Mit --map district_id=SPALTE angeben.")
    'Unter „Zuordnung“ bei „Schlüssel“ angeben.'
    >>> in_window("Mit --replace ersetzen oder mit --append anfügen.")
    'Mit dem Modus „Ebene ersetzen“ ersetzen oder mit dem Modus „anhängen“ anfügen.'
    >>> in_window("Die Datei angeben, die facilities-out geschrieben hat.")
    'Die Datei angeben, die mit Menü „Daten“, „Einrichtungen zur Berichtigung ausgeben“, entstanden ist.'
    """
    if "--" not in remedy and "quartiermap " not in remedy and "facilities-" not in remedy:
        return remedy
    for command, place in _COMMANDS:
        remedy = re.sub(command, place, remedy)
    # the ids of kinds are words of the command line; the field lists the kinds by name
    remedy = re.sub(r", z\. B\. --kind \w+\. Möglich: [^.]*\.", ".", remedy)
    remedy = re.sub(r"(z\. B\.) --\w+ ", r"\1 ", remedy)
    # the window has no fields for coordinates; these headers are recognised
    remedy = remedy.replace("mit --map x=SPALTE --map y=SPALTE nennen", "„Rechtswert“ und „Hochwert“ nennen")
    remedy = re.sub(r": --map (\w+)=(?:(?!, oder )[^.])*\w", _assigned, remedy)
    remedy = re.sub(r"((?:[Mm]it )?)((?:--map \w+=SPALTE ?)+)", _mapping, remedy)
    for option, mode in _MODES.items():
        remedy = re.sub(rf"([Mm])it --{option}\b", rf"\1it dem Modus „{mode}“", remedy)
    for option, field in _FIELDS.items():
        remedy = re.sub(rf"Ohne --{option}\b", f"Ohne {field}", remedy)
        for start, word in (("Mit", "Im"), ("mit", "im")):
            remedy = re.sub(rf"{start} --{option}\b(?: EPSG:…| NAME)?", f"{word} Feld „{field}“", remedy)
        remedy = re.sub(rf"--{option}\b(?: EPSG:…| NAME)?", f"das Feld „{field}“", remedy)
    return remedy


def _assigned(found: re.Match[str]) -> str:
    return f": unter „Zuordnung“ bei „{_LABELS.get(found[1], found[1])}“"


def _mapping(found: re.Match[str]) -> str:
    names = [f"„{_LABELS.get(n, n)}“" for n in re.findall(_NAMED, found[2])]
    start = "Unter" if found[1].startswith("M") else "unter"
    space = " " if found[2].endswith(" ") else ""
    return f"{start} „Zuordnung“ bei {' und '.join(names)}{space}"
