"""The map page's own words in the language of the window; without a translation the page keeps its German."""

from __future__ import annotations

from quartiermap.ui.translation import translate


def page_words() -> dict[str, str]:
    """Return every German text of the page with its translation, where it has one."""
    words = (
        (
            "Karte. Pfeiltasten verschieben, Plus und Minus vergrößern und verkleinern, Tabulator führt zu den Quartieren.",
            translate(
                "MapPage",
                "Karte. Pfeiltasten verschieben, Plus und Minus vergrößern und verkleinern, Tabulator führt zu den Quartieren.",
            ),
        ),
        ("Vergrößern (+)", translate("MapPage", "Vergrößern (+)")),
        ("Verkleinern (−)", translate("MapPage", "Verkleinern (−)")),
        ("Ganzes Gebiet zeigen", translate("MapPage", "Ganzes Gebiet zeigen")),
        ("Norden ist oben", translate("MapPage", "Norden ist oben")),
        ("Zeichenerklärung", translate("MapPage", "Zeichenerklärung")),
        (
            "Zeichenerklärung ein- oder ausklappen (L)",
            translate("MapPage", "Zeichenerklärung ein- oder ausklappen (L)"),
        ),
        ("Erfundene Demonstrationsdaten", translate("MapPage", "Erfundene Demonstrationsdaten")),
        ("Quellen", translate("MapPage", "Quellen")),
        ("mehr", translate("MapPage", "mehr")),
        ("weniger", translate("MapPage", "weniger")),
        ("keine Daten", translate("MapPage", "keine Daten")),
        ("keine Daten oder entfällt", translate("MapPage", "keine Daten oder entfällt")),
        ("geheim", translate("MapPage", "geheim")),
        (
            "bewohnte Rasterzelle außer Reichweite",
            translate("MapPage", "bewohnte Rasterzelle außer Reichweite"),
        ),
        (
            "außer Reichweite, Einwohnerzahl geheim oder unbekannt",
            translate("MapPage", "außer Reichweite, Einwohnerzahl geheim oder unbekannt"),
        ),
        ("(größer = mehr Plätze)", translate("MapPage", "(größer = mehr Plätze)")),
        ("geplant", translate("MapPage", "geplant")),
        ("Lücke (1 = dringlichste)", translate("MapPage", "Lücke (1 = dringlichste)")),
        ("Fördergebiet", translate("MapPage", "Fördergebiet")),
        ("laufend", translate("MapPage", "laufend")),
        ("Voruntersuchung", translate("MapPage", "Voruntersuchung")),
        ("abgerechnet", translate("MapPage", "abgerechnet")),
        ("Gebiet der Städtebauförderung", translate("MapPage", "Gebiet der Städtebauförderung")),
        ("ausgewähltes Quartier", translate("MapPage", "ausgewähltes Quartier")),
        ("ausgewählte Einrichtung", translate("MapPage", "ausgewählte Einrichtung")),
        ("Größerer Kreis = mehr Plätze", translate("MapPage", "Größerer Kreis = mehr Plätze")),
        (
            "Fußweg, gestrichelt: Stück abseits des Wegenetzes",
            translate("MapPage", "Fußweg, gestrichelt: Stück abseits des Wegenetzes"),
        ),
        (
            "Bewohnte Rasterzellen außer Reichweite",
            translate("MapPage", "Bewohnte Rasterzellen außer Reichweite"),
        ),
        (
            "Trenner zwischen zwei Karten; Pfeiltasten verschieben ihn",
            translate("MapPage", "Trenner zwischen zwei Karten; Pfeiltasten verschieben ihn"),
        ),
        (
            "Zeichenerklärung der rechten Karte",
            translate("MapPage", "Zeichenerklärung der rechten Karte"),
        ),
        (
            "Wohnorte in Reichweite, außer Reichweite, neu erreicht und nicht mehr erreicht",
            translate(
                "MapPage", "Wohnorte in Reichweite, außer Reichweite, neu erreicht und nicht mehr erreicht"
            ),
        ),
        ("Farben wie links", translate("MapPage", "Farben wie links")),
        ("zweite Wahl", translate("MapPage", "zweite Wahl")),
    )
    return {german: other for german, other in words if other != german}
