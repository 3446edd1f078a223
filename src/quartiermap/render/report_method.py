"""The chapters on method, standards, sources and signs, read from the report model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quartiermap.domain import texts
from quartiermap.render.report_blocks import Align, Block, bullets, heading, paragraph, table, word
from quartiermap.render.report_credits import DL_DE_BY, LAYER_NAMES, OWN_WORK
from quartiermap.render.report_values import german_date

Row = Mapping[str, Any]


def method_sentences(model: Row) -> list[str]:
    """Return how everything was measured, and what that cannot show, as German sentences."""
    meta = model["meta"]
    parameters, method = meta["parameters"], meta["method"]
    if method["distance"] == "network":
        way = (
            "Entfernungen sind Fußwege im geladenen Wegenetz, vom Wohnpunkt zur nächsten nutzbaren Einrichtung der Art. Die Wege zwischen "
            f"Punkt und Netz zählen mit; Punkte, die mehr als {texts.metres(parameters['snap_limit_m'])} von jedem Weg entfernt "
            f"liegen, gelten als nicht angebunden. Abgetrennte Netzteile unter {texts.metres(parameters['min_component_m'])} "
            "Gesamtlänge bleiben außer Betracht (beide Grenzen: Annahme)."
        )
    else:
        way = (
            "Ein Wegenetz war nicht geladen. Entfernungen sind deshalb Luftlinien, multipliziert mit dem Umwegfaktor "
            f"{texts.number(parameters['detour_factor'], 2)} (Annahme) – eine Näherung, die Barrieren wie Bahn und Fluss nicht kennt."
        )
    profile = parameters["profile"]
    if profile["id"] != "adult":
        way += f" Gerechnet ist für das Gehprofil „{profile['name']}“ ({texts.number(profile['speed_kmh'], 1)} km/h)."
    return [
        way,
        f"Wohnorte: {method['demand_label']}."
        + (" Die Verteilung innerhalb der Quartiere ist eine Annahme." if method["estimate"] else ""),
        (
            "In Reichweite ist, wessen Fußweg den Zielwert höchstens erreicht. Der mittlere Weg ist mit der Zahl der Personen gewichtet; Personen "
            "ohne erreichbare Einrichtung gehen nicht in den Mittelwert ein und sind gesondert gezählt."
        ),
        (
            "Zielgruppen sind aus den vorhandenen Altersgruppen geschnitten. Muss eine Gruppe geteilt werden, gilt jeder Jahrgang als "
            "gleich stark; solche Werte sind als Schätzung gekennzeichnet (≈)."
        ),
        (
            "Rechnerischer Bedarf ist die Zahl der Personen mal Bedarfssatz, wo angegeben nach Altersgruppen (siehe Richtwerte); der Fehlbedarf ist Bedarf minus Plätze im Gebiet. Unbekannte "
            "Platzzahlen werden nie geschätzt."
        ),
        (
            f"Als Lücke gilt ein Befund ab {texts.number(parameters['min_gap_persons'])} betroffenen Personen und "
            f"{texts.percent(parameters['min_gap_share'], 0)} der Zielgruppe des Quartiers (Annahme)."
        ),
        (
            "Zensuswerte sind zum Schutz der Befragten verändert (Cell-Key-Methode); Summen können deshalb abweichen. Geheim gehaltene "
            "Werte werden nicht ersetzt und zählen nicht als null."
        ),
        "Daten aus OpenStreetMap können unvollständig sein; eine fehlende Einrichtung in den Daten ist nicht immer eine fehlende Einrichtung vor Ort.",
        "Gerechnet wird mit ungerundeten Werten; Abweichungen in Summen entstehen durch Rundung.",
    ]


def _air_line(model: Row) -> list[Block]:
    """Return how many persons the air line would have put into the wrong class."""
    compared = [row for row in model["air_line"] if row["within_both"] + row["within_neither"] > 0]
    if not compared:
        return []
    factor = texts.number(compared[0]["detour_factor"], 2)
    columns: list[tuple[str, float | None, Align]] = [
        ("Richtwert", 2.6, "left"), ("zu Fuß in Reichweite", 1.0, "right"), (f"nach Luftlinie × {factor}", 1.0, "right"),
        ("zu Unrecht als versorgt", 1.0, "right"), ("zu Unrecht als unversorgt", 1.0, "right"), ("Umweg im Mittel", 0.8, "right"),
    ]  # fmt: skip
    rows = [
        [
            row["label"],
            texts.number(row["within_both"] + row["within_walk_only"]),
            texts.number(row["within_both"] + row["within_air_line_only"]),
            texts.number(row["within_air_line_only"]),
            texts.number(row["within_walk_only"]),
            texts.NO_DATA if row["mean_detour"] is None else f"× {texts.number(row['mean_detour'], 2)}",
        ]
        for row in compared
    ]
    return [
        heading("Fußweg und Luftlinie im Vergleich", 2),
        paragraph(
            "Gerechnet ist mit Fußwegen. Die Tabelle zeigt, wie viele Personen der Zielgruppe eine Rechnung mit Luftlinien anders "
            "eingestuft hätte."
        ),
        table("Personen der Zielgruppe in Reichweite, nach Fußweg und nach Luftlinie", columns, rows),
    ]


def method(model: Row) -> list[Block]:
    """Return method and limits."""
    blocks: list[Block] = [bullets(method_sentences(model))]
    if model["meta"]["notes"]:
        blocks += [heading("Hinweise zu diesem Ergebnis", 2), bullets(model["meta"]["notes"])]
    blocks += _air_line(model)
    versions = model["meta"]["versions"]
    libraries = ", ".join(f"{name} {version}" for name, version in versions["libraries"].items())
    blocks += [
        heading("Nachvollziehbarkeit", 2),
        paragraph(
            f"Berechnet am {german_date(model['meta']['computed_at'])} mit {versions['program']} ({libraries}). Kennung der Eingangsdaten: "
            f"{model['meta']['fingerprint']}. Alle Zahlen dieses Berichts stehen in der Datei report.json, die dem PDF beigefügt ist."
        ),
    ]
    return blocks


def standards(model: Row) -> list[Block]:
    """Return the standards with their degree of bindingness and source."""
    rows = []
    for s in model["standards"]:
        source = f"{s['origin']['text']}, {s['origin']['date']}"
        supply = "–"
        if s["supply"] is not None:
            supply = f"{_rate(s['supply'])} ({s['supply']['degree']})"
            source += f"; Bedarf: {s['supply']['origin']['text']}, {s['supply']['origin']['date']}"
        if s["limit_origin"] is not None:
            source += f"; Grenze: {s['limit_origin']['text']}, {s['limit_origin']['date']}"
        limit = (
            "–"
            if s["limit_m"] is None
            else f"{texts.metres(s['limit_m'])} ({s.get('limit_degree', 'Annahme')})"
        )
        rows.append([s["label"], s["target_words"], s["degree"], limit, supply, source])
    columns: list[tuple[str, float | None, Align]] = [
        ("Richtwert", 1.5, "left"), ("Ziel", 0.85, "left"), ("Grad", 0.95, "left"), ("Grenze", 1.1, "left"),
        ("Bedarf", 1.4, "left"), ("Quelle", 4.0, "left"),  # the label names the kind; the source needs the room
    ]  # fmt: skip
    return [
        heading("Richtwerte", 2),
        paragraph(
            "Für die meisten Einrichtungen gibt es in Deutschland keinen verbindlichen Richtwert. Die Spalte „Grad“ sagt, worauf "
            "sich ein Wert stützt; „Annahme“ bezeichnet Vorschläge ohne belegte Quelle, die die Kommune ändern kann."
        ),
        table("Verwendete Richtwerte", columns, rows),
        *_edits(model),
    ]


def _edits(model: Row) -> list[Block]:
    """Return the values that the town set for itself, each with its reason."""
    rows = [
        [
            edit["label"],
            "; ".join(
                words
                for words in (
                    "" if edit["target_m"] is None else f"Ziel {texts.metres(edit['target_m'])}",
                    ""
                    if edit["target_min"] is None
                    else f"Ziel {texts.number(edit['target_min'], 1)} Minuten",
                    "" if edit["speed_kmh"] is None else f"Tempo {texts.number(edit['speed_kmh'], 1)} km/h",
                    "" if edit["supply_rate"] is None else f"Bedarf {texts.number(edit['supply_rate'], 3)}",
                )
                if words
            ),
            edit["reason"],
            ", ".join(words for words in (edit["by"], german_date(edit["date"])) if words),
        ]
        for edit in model["standard_edits"]
    ]
    if not rows:
        return []
    columns: list[tuple[str, float | None, Align]] = [
        ("Richtwert", 1.6, "left"), ("von der Kommune gesetzt", 1.4, "left"), ("Grund", 2.4, "left"), ("wer, wann", 1.2, "left"),
    ]  # fmt: skip
    return [table("Von der Kommune geänderte Richtwerte", columns, rows)]


def _rate(supply: Row) -> str:
    """Write the need: sites per residents, places or m² as they are computed."""
    rate, unit = supply["rate"], supply["unit"]
    if supply["counts"] == "sites" and not supply["parts"] and rate < 0.1:
        return f"1 je {texts.number(1 / rate)} Einwohner"
    return f"{supply['formula']} {unit}"


REPAIRS = frozenset((
    "geometry_repaired", "overlaps_given_to_larger", "facility_merged", "facility_merge_declined", "facility_outside_dropped", "total_rows_dropped",
    "leading_zeros", "axes_swapped", "zone_prefix", "districts_joined", "row_repeated", "import_repeated",
))  # fmt: skip
"""Codes of findings that tell of a change made to the data."""


def sources(model: Row) -> list[Block]:
    """Return every source with provider, licence, date and checksum."""
    rows = []
    for s in model["meta"]["sources"]:
        licence = word(s["licence"])
        if "dl-de/by-2-0" in licence and DL_DE_BY not in licence:
            licence += f" ({DL_DE_BY})"
        altered = s["findings"] or s["rows_used"] != s["rows_read"]
        rows.append(
            [
                LAYER_NAMES.get(s["layer"], s["layer"]),
                f"{s['title']} ({s['file']})" if s["title"] not in ("", s["file"]) else s["file"],
                word(s["provider"]),
                licence + (", Daten verändert" if altered else ""),
                german_date(s["data_date"]),
                f"{texts.number(s['rows_used'])} von {texts.number(s['rows_read'])}",
                s["sha256"][:12],
            ]
        )
    columns: list[tuple[str, float | None, Align]] = [
        ("Daten", 1.2, "left"), ("Titel, Datei", 2, "left"), ("Anbieter", 1.5, "left"), ("Lizenz", 1.8, "left"),
        ("Stand", 1, "left"), ("Zeilen", 1, "right"), ("SHA-256", 1.2, "left"),
    ]  # fmt: skip
    blocks: list[Block] = [
        paragraph(OWN_WORK),
        table("Datenquellen", columns, rows, note="Prüfsummen gekürzt; vollständig in report.json."),
    ]
    told = [(s["file"], f) for s in model["meta"]["sources"] for f in s["findings"] if f.get("message")]
    # What was changed is never cut off by what was noticed; a merge stands with both sources and is told once.
    told.sort(key=lambda case: case[1].get("code") not in REPAIRS)
    findings = list(
        dict.fromkeys(
            ("" if f.get("code") == "facility_merged" else f"{file}: ")
            + f["message"]
            + (f" ({texts.number(f['count'])} Fälle)" if f.get("count", 1) not in (None, 1) else "")
            + (f" {f['remedy']}" if f.get("remedy") else "")
            for file, f in told
        )
    )
    repaired = sum(f.get("code") in REPAIRS for _, f in told)
    if findings:
        shown = findings[: max(40, min(repaired, 200))]
        blocks += [heading("Befunde beim Einlesen", 2), bullets(shown)]
        if len(findings) > len(shown):
            blocks.append(paragraph(f"und {len(findings) - len(shown)} weitere, siehe report.json.", "note"))
    for programme in model["programmes"]:
        listed = [
            f"[{s['id']}] {s['title']}, {s['date']}" + (f", {s['address']}" if s["address"] else "")
            for s in programme["sources"]
        ]
        if listed:
            blocks += [heading(f"Quellen der Regeln: {programme['short']}", 2), bullets(listed)]
    return [*blocks, heading("Darstellung", 2), bullets(model["meta"]["colour_licences"])]


SIGNS = (
    ("keine Daten", "Der Wert liegt nicht vor. Er ist nicht null."),
    ("geheim", "Der Wert wird zum Schutz Einzelner nicht veröffentlicht oder ist zu klein."),
    ("entfällt", "Die Frage stellt sich nicht, zum Beispiel weil niemand der Zielgruppe im Gebiet wohnt."),
    (
        "≈",
        "Schätzung oder Näherung (woraus, steht bei der Methodik), oder Summe mit geheimen Teilen, auf 10 Personen gerundet.",
    ),
    (
        "unter, über",
        "Die genaue Zahl ist geheim, weil nur wenige in oder nur wenige außer Reichweite wohnen.",
    ),
    ("✓ erfüllt", "Das Kriterium ist nach den vorliegenden Angaben erfüllt."),
    ("✗ nicht erfüllt", "Das Kriterium ist nach den vorliegenden Angaben nicht erfüllt."),
    ("? offen", "Ein Nachweis oder eine Angabe fehlt; darüber ist noch nicht entschieden."),
    ("– nicht anwendbar", "Das Kriterium betrifft diesen Fall nicht."),
    ("(unbelegt)", "Die Regel konnte nicht an einer Quelle geprüft werden."),
    ("Annahme", "Vorschlag ohne belegte Quelle; die Kommune kann ihn ändern."),
    ("Sicherheit hoch, mittel, gering", "Wie belastbar eine Lücke ist; die Gründe stehen bei der Lücke."),
)
"""Signs and words of report and tables, with their meaning."""


def signs() -> list[Block]:
    """Return the explanation of all signs and words."""
    columns: list[tuple[str, float | None, Align]] = [("Zeichen, Wort", 1, "left"), ("Bedeutung", 3, "left")]
    return [
        heading("Zeichenerklärung", 2),
        table("Zeichen und Wörter in diesem Bericht", columns, [list(s) for s in SIGNS]),
    ]
