"""What exported layers say of themselves: how they were computed, from whose data, and what their fields mean."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from quartiermap.domain.credits import licence_line
from quartiermap.domain.project import Project
from quartiermap.domain.results import METHOD_LABELS
from quartiermap.domain.texts import date
from quartiermap.io.export_fields import field_texts
from quartiermap.io.export_meta import LayerMeta
from quartiermap.io.project_content import Layer

_FROM: Mapping[str, tuple[str, ...]] = {
    "Quartiere": ("districts", "facilities", "population", "network", "indicators"),
    "Obere_Ebenen": ("districts", "facilities", "population", "network", "indicators"),
    "Einrichtungen": ("facilities",), "Foerdergebiete": ("funding-areas",), "Rasterzellen": ("population", "facilities", "network", "districts"),
    "Wohnorte_geschaetzt": ("population", "facilities", "network", "districts"),
    "Luecken": ("districts", "facilities", "population", "network", "indicators", "funding-areas"), "Wege": ("network",),
}  # fmt: skip
"""Which imports (`Source.layer`) an exported layer is made from."""

_BARE: Mapping[str, tuple[str, ...]] = {"Quartiere": ("districts",), "Obere_Ebenen": ("districts",), "Rasterzellen": ("population",)}  # fmt: skip
"""The same for a project without a result."""

_LABELS = {
    "districts": "Quartiere", "facilities": "Einrichtungen", "population": "Einwohner", "network": "Wegenetz",
    "indicators": "Sozialindikatoren", "funding-areas": "Fördergebiete",
}  # fmt: skip


def licences(project: Project, wanted: Iterable[str]) -> tuple[str, ...]:
    """Return the lines of all sources of some layers: whose data they are, and that they were changed where they were."""
    names = tuple(wanted)
    lines: dict[str, dict[str, None]] = {}
    for source in project.sources:
        if source.layer in names:
            label = _LABELS.get(source.layer, source.layer)
            dated = f" (Stand {source.data_date})" if source.data_date else ""
            lines.setdefault(licence_line(source), {})[f"{label}{dated}"] = None
    return tuple(f"{line}: {', '.join(of)}" for line, of in lines.items()) or ("keine Angabe",)


def layer_meta(
    project: Project, layer: str, title: str, fields: Iterable[str], names: Mapping[str, str]
) -> LayerMeta:
    """Return what is said of one exported layer; `names` are the beginnings of the fields of each kind."""
    used = _FROM.get(layer, ())
    if project.analysis is None:
        used = _BARE.get(layer, used)
    return LayerMeta(
        layer, title, _abstract(project, layer), licences(project, used), field_texts(layer, fields, names)
    )


def whole_meta(project: Project) -> LayerMeta:
    """Return what is said of the whole file."""
    used = dict.fromkeys(source.layer for source in project.sources)
    return LayerMeta(
        "", f"{project.name}: Lückenbericht", _abstract(project, ""), licences(project, used), {}
    )


def _abstract(project: Project, layer: str) -> str:
    analysis = project.analysis
    said = [f"Projekt „{project.name}“, ausgegeben von QuartierMap."]
    if project.invented:
        said.append("Erfundene Demonstrationsdaten.")
    if analysis is not None and layer not in ("Einrichtungen", "Foerdergebiete", "Wege"):
        said.append(
            f"Gerechnet am {date(analysis.computed_at)}: {METHOD_LABELS[analysis.access.method]}; {analysis.demand.label}."
        )
        said.append(
            "Fehlt ein Wert, ist er NULL, und das Feld „…_stand“ sagt warum; kleine Zahlen sind geheim."
        )
        if project.stale:
            said.append("Das Ergebnis ist älter als die Daten.")
    return " ".join(said)


def field_document(project: Project, layers: Sequence[Layer], names: Mapping[str, str]) -> str:
    """Return as JSON what the fields of exported layers are called, what they mean, and whose data they are."""
    document: dict[str, Any] = {}
    for layer in layers:
        fields = [str(name) for name in layer.frame.columns if name != layer.frame.geometry.name]
        meta = layer_meta(project, layer.name, layer.title, fields, names)
        document[f"{layer.name.lower()}.geojson"] = {
            "titel": meta.title,
            "beschreibung": meta.abstract,
            "quellen": list(meta.licences),
            "felder": {
                field: {"bezeichnung": text.alias, "bedeutung": text.meaning, "einheit": text.unit}
                for field, text in meta.fields.items()
            },
        }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def source_table(project: Project) -> pd.DataFrame:
    """Return the sources, one row each, and how the result was computed."""
    rows = [
        {
            "ebene": s.layer, "datei": s.file, "titel": s.title, "herausgeber": s.provider, "lizenz": s.licence,
            "vermerk": licence_line(s), "datenstand": s.data_date, "eingelesen": s.imported_at, "pruefsumme": s.sha256,
            "hinweis": "Erfundene Daten (Demostadt)" if s.invented else "",
        }
        for s in project.sources
    ]  # fmt: skip
    analysis = project.analysis
    if analysis is not None:
        stale = " Das Ergebnis ist älter als die Daten." if project.stale else ""
        rows.append(
            {
                "ebene": "Ergebnis",
                "eingelesen": analysis.computed_at.isoformat(timespec="seconds"),
                "hinweis": f"{METHOD_LABELS[analysis.access.method]}; {analysis.demand.label}.{stale}",
            }
        )
    columns = [
        "ebene", "datei", "titel", "herausgeber", "lizenz", "vermerk", "datenstand", "eingelesen", "pruefsumme", "hinweis",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).astype(object)
