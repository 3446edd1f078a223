"""A name that people can read for a level of districts, taken from what the file calls it."""

from __future__ import annotations

import re
from itertools import pairwise

_LEVELS = {
    "Planungsräume": "planungsraum planungsraeume planungsraeumen plr lorplr",
    "Prognoseräume": "prognoseraum prognoseraeume pgr",
    "Bezirksregionen": "bezirksregion bezirksregionen bzr",
    "Stadtbezirke": "stadtbezirk stadtbezirke",
    "Statistische Bezirke": "statistischerbezirk statistischebezirke statbezirk statbezirke statistischbezirke",
    "Statistische Gebiete": "statistischesgebiet statistischegebiete statgebiet statgebiete",
    "Stadtteile": "stadtteil stadtteile stadtteilen",
    "Stadtviertel": "stadtviertel",
    "Stadtgebiete": "stadtgebiet stadtgebiete",
    "Stadträume": "stadtraum stadtraeume",
    "Ortsteile": "ortsteil ortsteile ortsteilen",
    "Ortschaften": "ortschaft ortschaften",
    "Ortsbezirke": "ortsbezirk ortsbezirke",
    "Bezirke": "bezirk bezirke bezirken bezirksgrenzen",
    "Quartiere": "quartier quartiere quartieren quartiersgrenzen",
    "Sozialräume": "sozialraum sozialraeume",
    "Lebenswelträume": "lebensweltraum lebensweltraeume",
    "Wahlbezirke": "wahlbezirk wahlbezirke",
    "Schulbezirke": "schulbezirk schulbezirke",
    "Grundschulbezirke": "grundschulbezirk grundschulbezirke",
    "Unterbezirke": "unterbezirk unterbezirke",
    "Distrikte": "distrikt distrikte",
    "Baublöcke": "baublock baubloecke",
    "Blockgruppen": "blockgruppe blockgruppen",
    "Viertel": "viertel",
    "Gemeindeteile": "gemeindeteil gemeindeteile",
    "Gemarkungen": "gemarkung gemarkungen",
    "Gemeinden": "gemeinde gemeinden gemeindegrenzen gem",
    "Landkreise": "landkreis landkreise",
    "Kreise": "kreis kreise",
    "Stadtgrenze": "stadtgrenze stadtgrenzen",
}
_WORDS = {word: level for level, words in _LEVELS.items() for word in words.split()}
_OSM = {"8": "Gemeinden", "9": "Stadtbezirke", "10": "Stadtteile", "11": "Quartiere"}
"""What the administrative levels of OpenStreetMap mostly stand for in German towns (Annahme)."""
_NOT_A_NAME = re.compile(
    r"(?:shp|shape|shapefile|gpkg|geopackage|geojson|json|kml|gml|gdb|fgb|zip|wfs|utm\d*|wgs\d*|etrs\d*|gk\d?|epsg\d*|dhdn|polygone?|polygons|flaechen|"
    r"(?:bis|ab|stand|seit|vor)?(?:19|20)\d\d(?:\d\d){0,2}|\d{4,8}|stand|bis|ab|ohne|prj)"
)
_SMALL = ("oder", "und", "der", "die", "des", "in", "im", "am")


def level_name(*names: str | None) -> str:
    """Return a readable name for a level: the level word that one of the names holds, else the first name, tidied.

    Parameters
    ----------
    *names : str or None
        Name of the layer in the file, stem of the file; the first that holds a level word decides.

    Examples
    --------
    >>> level_name("quartiere_shp"), level_name("lor_planungsraeume_bis2020"), level_name("admin_level 9")
    ('Quartiere', 'Planungsräume', 'Stadtbezirke')
    >>> level_name("statistische_bezirke_2023-12-31"), level_name("layer1", "Ortsteile Halle")
    ('Statistische Bezirke', 'Ortsteile')
    >>> level_name("moabit_district_epsg25833"), level_name("STADT- ODER GEMEINDETEIL")
    ('Moabit district', 'Stadt- oder Gemeindeteil')
    """
    given = [n for n in names if n and n.strip()]
    for name in given:
        if not name.isupper() and (found := _level_word(name)) is not None:
            return found
    for name in given:
        if name.isupper() and " " in name.strip():
            return " ".join(w.lower() if w.lower() in _SMALL else w.capitalize() for w in name.split())
        if name.isupper() and (found := _level_word(name)) is not None:
            return found
    for name in given:
        words = [w for w in re.split(r"[\s_.\-]+", name) if w and not _NOT_A_NAME.fullmatch(_plain(w))]
        if any(re.search(r"[^\W\d_]", w) for w in words):
            text = " ".join(words)
            return text[0].upper() + text[1:]
    return "Gebiete"


def _plain(word: str) -> str:
    return word.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")


def _level_word(name: str) -> str | None:
    """Return the level that a word of the name stands for; two words together count, the longer hit wins."""
    if match := re.fullmatch(r"admin_?level[ =_]*(\d+)", name.strip()):
        return _OSM.get(match.group(1), f"Verwaltungsebene {match.group(1)}")
    words = [
        _plain(w) for w in re.findall(r"[A-Za-zÄÖÜäöüß]+", re.sub(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])", " ", name))
    ]
    pairs = [a + b for a, b in pairwise(words)]
    found = [w for w in (*pairs, *words) if w in _WORDS]
    return _WORDS[max(found, key=len)] if found else None
