"""QGIS styles (QML) for our layers, written by hand as small as QGIS accepts, and the table that holds them."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import quoteattr

Shape = Literal["fill", "line", "marker"]

SHARE_COLOURS = ("#253494", "#2c7fb8", "#41b6c4", "#a1dab4", "#ffffcc")
"""YlGnBu in five classes as on our map: dark = few are covered."""
DISTANCE_COLOURS = ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")
"""The same for distances: dark = far."""
RATIO_COLOURS = ("#b35806", "#f1a340", "#fee0b6", "#998ec3", "#542788")
"""PuOr around 100 % as on our map: orange = rechnerischer Fehlbedarf, violet = Bedarf gedeckt."""
STATUS_COLOURS = {"hoch": "#ffffcc", "mittel": "#a1dab4", "niedrig": "#41b6c4", "sehr niedrig": "#225ea8"}
"""Classes of the social index as on our map: dark = low status."""
NO_DATA_FACE, NO_DATA_LINE = "#f2f2f2", "#8c8c8c"
DISTRICT_LINE, FUNDING_LINE, GAP_FACE = "#6b6b6b", "#7a0177", "#111111"
PARENT_LINE = "#2b2b2b"
EDGE_LINE, STEPS_LINE, RESIDENTIAL_FACE = "#8f8f8f", "#b35806", "#f0efec"


@dataclass(frozen=True)
class StyleClass:
    """One class of a legend: its limits (graduated) or its value (categorised), its German label, its colour."""

    label: str
    colour: str
    lower: float = 0.0
    upper: float = 0.0
    value: str = ""


def share_classes() -> tuple[StyleClass, ...]:
    """Return the five classes of shares 0..1 in which districts are coloured, as on our map.

    Examples
    --------
    >>> [c.label.replace(chr(160), " ") for c in share_classes()][:2]
    ['unter 25 %', '25 bis unter 50 %']
    """
    limits = (0.0, 0.25, 0.5, 0.75, 0.9, 1.0)
    percents = [f"{100 * limit:.0f}" for limit in limits]
    labels = [f"unter {percents[1]}\u00a0%"]
    labels += [f"{percents[i]} bis unter {percents[i + 1]}\u00a0%" for i in (1, 2, 3)]
    labels.append(f"{percents[4]} bis 100\u00a0%")
    return tuple(
        StyleClass(label, colour, limits[i], limits[i + 1])
        for i, (label, colour) in enumerate(zip(labels, SHARE_COLOURS, strict=True))
    )


def ratio_classes() -> tuple[StyleClass, ...]:
    """Return the five classes of places against need, as on our map.

    Examples
    --------
    >>> [c.label.replace(chr(160), " ") for c in ratio_classes()][-1]
    '120 % und mehr'
    """
    limits = (0.0, 0.6, 0.8, 1.0, 1.2, 1e9)
    shown = [f"{100 * limit:.0f}" for limit in limits]
    labels = [f"unter {shown[1]}\u00a0%"]
    labels += [f"{shown[i]} bis unter {shown[i + 1]}\u00a0%" for i in (1, 2, 3)]
    labels.append(f"{shown[4]}\u00a0% und mehr")
    return tuple(
        StyleClass(label, colour, limits[i], limits[i + 1])
        for i, (label, colour) in enumerate(zip(labels, RATIO_COLOURS, strict=True))
    )


def distance_classes(target_m: float) -> tuple[StyleClass, ...]:
    """Return classes of walking distance around a target in metres: half, whole, one and a half, double, more."""
    limits = (0.0, target_m / 2, target_m, target_m * 1.5, target_m * 2)

    def m(value: float) -> str:
        return f"{value:.0f}\u00a0m"

    labels = [f"unter {m(limits[1])}"]
    labels += [f"{m(limits[i])} bis unter {m(limits[i + 1])}" for i in (1, 2, 3)]
    labels.append(f"{m(limits[4])} und mehr")
    uppers = (*limits[1:], 1e9)
    return tuple(
        StyleClass(label, DISTANCE_COLOURS[i], limits[i], uppers[i]) for i, label in enumerate(labels)
    )


def numbered(field: str, colour: str, ink: str) -> str:
    """Return a style of small squares with a number in them, as gaps look on our map.

    Examples
    --------
    >>> 'fieldName="rang"' in numbered("rang", "#111111", "#ffffff")
    True
    """
    square = {"name": "square", "color": _rgba(colour), "outline_color": _rgba(ink), "size": "4"}
    label = (
        f'<labeling type="simple"><settings><text-style fieldName={quoteattr(field)} fontFamily="DejaVu Sans" fontSize="6.5" '
        f'fontWeight="75" namedStyle="Bold" textColor="{_rgba(ink)}" textOpacity="1"/>'
        '<placement placement="1" quadOffset="4" priority="9"/><rendering displayAll="1" obstacle="0"/></settings></labeling>'
    )
    symbol = _layered("0", "marker", [("SimpleMarker", square)])
    return _document(
        f'<renderer-v2 type="singleSymbol" symbollevels="0"><symbols>{symbol}</symbols></renderer-v2>{label}',
        labelled=True,
    )


def single(shape: Shape, colour: str, outline: str = DISTRICT_LINE, width_mm: float = 0.3) -> str:
    """Return a style in which every object looks the same; an empty `colour` leaves areas unfilled."""
    return _document(
        f'<renderer-v2 type="singleSymbol" symbollevels="0"><symbols>{_symbol("0", shape, colour, outline, width_mm)}'
        "</symbols></renderer-v2>"
    )


def categorised(
    shape: Shape,
    field: str,
    classes: Sequence[StyleClass],
    *,
    other: str = NO_DATA_FACE,
    other_label: str = "andere",
    width_mm: float = 0.3,
) -> str:
    """Return a style with one look for each value of a field, and one for all other values.

    Examples
    --------
    >>> 'value="kita"' in categorised("marker", "art", [StyleClass("Kita", "#6a3d9a", value="kita")])
    True
    """
    rows = [*classes, StyleClass(other_label, other)]
    categories = "".join(
        f'<category symbol="{i}" value={quoteattr(c.value)} label={quoteattr(c.label)} render="true"/>'
        for i, c in enumerate(rows)
    )
    symbols = "".join(_symbol(str(i), shape, c.colour, DISTRICT_LINE, width_mm) for i, c in enumerate(rows))
    return _document(
        f'<renderer-v2 type="categorizedSymbol" attr={quoteattr(field)} symbollevels="0">'
        f"<categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2>"
    )


def graduated(
    shape: Shape, field: str, classes: Sequence[StyleClass], *, width_mm: float = 0.3, state_field: str = ""
) -> str:
    """Return a style with classes of a number; objects without a value are hatched and say why.

    QGIS leaves out what no range catches, so this is a rule-based style: one rule for each class and one for
    missing values; with a `state_field` (its words are those of `domain.schema.States`) one for each reason.
    """
    name = _field(field)
    last = len(classes) - 1
    tests = [
        f"{name} >= {c.lower:g} AND {name} {'<=' if i == last else '<'} {c.upper:g}"
        for i, c in enumerate(classes)
    ]
    looks = [_symbol(str(i), shape, c.colour, DISTRICT_LINE, width_mm) for i, c in enumerate(classes)]
    labels = [c.label for c in classes]
    if state_field:
        state = _field(state_field)
        for word, pattern in (("geheim", "cross"), ("entfällt", "dense7")):
            tests.append(f"{name} IS NULL AND {state} = '{word}'")
            looks.append(_missing(str(len(looks)), shape, pattern, width_mm))
            labels.append(word)
        tests.append(f"{name} IS NULL AND ({state} IS NULL OR {state} NOT IN ('geheim', 'entfällt'))")
    else:
        tests.append(f"{name} IS NULL")
    looks.append(_missing(str(len(looks)), shape, "b_diagonal", width_mm))
    labels.append("keine Daten")
    rules = "".join(
        f'<rule key="{{r{i}}}" symbol="{i}" filter={quoteattr(test)} label={quoteattr(label)}/>'
        for i, (test, label) in enumerate(zip(tests, labels, strict=True))
    )
    return _document(
        f'<renderer-v2 type="RuleRenderer" symbollevels="0"><rules key="{{root}}">{rules}</rules>'
        f"<symbols>{''.join(looks)}</symbols></renderer-v2>"
    )


def _field(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def with_aliases(style: str, aliases: Mapping[str, str]) -> str:
    """Return a style that also gives fields their names on screen.

    Examples
    --------
    >>> with_aliases("<qgis></qgis>", {"plaetze": "Plätze"})
    '<qgis><aliases><alias index="0" field="plaetze" name="Plätze"/></aliases></qgis>'
    """
    rows = "".join(
        f'<alias index="{i}" field={quoteattr(field)} name={quoteattr(name)}/>'
        for i, (field, name) in enumerate(aliases.items())
    )
    return style.removesuffix("</qgis>") + f"<aliases>{rows}</aliases></qgis>"


def write_styles(
    connection: sqlite3.Connection,
    styles: Mapping[str, str],
    geometry_column: str = "geom",
    more: Sequence[tuple[str, str, str]] = (),
) -> None:
    """Create ``layer_styles`` with one default style per layer and register it (tried with QGIS 3.22).

    Parameters
    ----------
    more : sequence of (layer, name, style)
        Further styles that QGIS offers for a layer; names of at most 30 characters.
    """
    connection.execute(
        "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), "
        "f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), "
        "styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), "
        "update_time DATETIME)"
    )
    now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    connection.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
        "styleQML, styleSLD, useAsDefault, description, owner, update_time) VALUES ('', '', ?, ?, ?, ?, '', ?, '', '', ?)",
        [
            *((layer, geometry_column, "QuartierMap", qml, 1, now) for layer, qml in styles.items()),
            *((layer, geometry_column, name, qml, 0, now) for layer, name, qml in more),
        ],
    )
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles', '')"
    )


def _document(content: str, *, labelled: bool = False) -> str:
    labels = ' labelsEnabled="1"' if labelled else ""
    return f"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'><qgis version=\"3.22.0\"{labels}>{content}</qgis>"


def _rgba(colour: str) -> str:
    return f"{int(colour[1:3], 16)},{int(colour[3:5], 16)},{int(colour[5:7], 16)},255"


def _symbol(name: str, shape: Shape, colour: str, outline: str, width_mm: float) -> str:
    if shape == "line":
        layer, props = "SimpleLine", {"line_color": _rgba(colour), "line_width": f"{width_mm}"}
    elif shape == "marker":
        layer = "SimpleMarker"
        props = {"name": "circle", "color": _rgba(colour), "outline_color": _rgba(outline), "size": "2.4"}
    else:
        layer = "SimpleFill"
        props = {"outline_color": _rgba(outline), "outline_width": f"{width_mm}"}
        props |= {"color": _rgba(colour), "style": "solid"} if colour else {"style": "no"}
    return _layered(name, shape, [(layer, props)])


def _missing(name: str, shape: Shape, pattern: str, width_mm: float) -> str:
    """Return how an object without a value looks: areas are hatched, by the reason."""
    if shape != "fill":
        return _symbol(name, shape, NO_DATA_FACE, NO_DATA_LINE, width_mm)
    ground = {"color": _rgba(NO_DATA_FACE), "style": "solid", "outline_color": _rgba(DISTRICT_LINE), "outline_width": "0.3"}  # fmt: skip
    hatch = {"color": _rgba(NO_DATA_LINE), "style": pattern, "outline_style": "no"}
    return _layered(name, "fill", [("SimpleFill", ground), ("SimpleFill", hatch)])


def _layered(name: str, shape: Shape, layers: Sequence[tuple[str, dict[str, str]]]) -> str:
    inner = "".join(
        f'<layer class="{kind}" enabled="1" locked="0" pass="0">'
        + "".join(f'<prop k="{key}" v="{value}"/>' for key, value in props.items())
        + "</layer>"
        for kind, props in layers
    )
    return f'<symbol name="{name}" type="{shape}" alpha="1" clip_to_extent="1">{inner}</symbol>'
