"""Who made the data, and what must be said of it: provider, licence, "Daten verändert" (german_peers.md 6.3)."""

from __future__ import annotations

from quartiermap.domain.project import Source

DL_DE_BY = "www.govdata.de/dl-de/by-2-0"
"""The licence asks for this reference beside its name."""


def changed(source: Source) -> bool:
    """Tell whether rows were left out or repaired, so that "Daten verändert" must be said."""
    return bool(source.findings) or source.rows_used != source.rows_read


def credit(source: Source) -> str:
    """Return provider and licence of a source in one line; what is unknown is said to be.

    Examples
    --------
    >>> credit(Source("a", "districts", "d.gpkg", "", 5, 5, "", provider="Stadt A", licence="dl-de/by-2-0",
    ...               data_date="31.12.2025"))
    'Stadt A, dl-de/by-2-0 (www.govdata.de/dl-de/by-2-0)'
    """
    provider, licence = source.provider, source.licence
    if not provider and not licence:
        return "Anbieter und Lizenz nicht angegeben"
    if "dl-de/by-2-0" in licence.lower() and DL_DE_BY not in licence:
        licence = f"{licence} ({DL_DE_BY})"
    return f"{provider or 'Anbieter nicht angegeben'}, {licence or 'Lizenz nicht angegeben'}"


def licence_line(source: Source) -> str:
    """Return what must be said of one source: provider, licence, and that its data were changed where they were.

    Examples
    --------
    >>> licence_line(Source("a", "facilities", "k.csv", "", 5, 4, "", provider="Stadt A", licence="CC BY 4.0"))
    'Stadt A, CC BY 4.0, Daten verändert'
    """
    if source.invented:
        return "Erfundene Demonstrationsdaten"
    return f"{credit(source)}, Daten verändert" if changed(source) else credit(source)
