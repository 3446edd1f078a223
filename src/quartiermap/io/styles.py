"""QGIS styles (QML) for our layers, written by hand as small as QGIS accepts, and the table that holds them."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import quoteattr

Shape = Literal["fill", "line", "marker"]

SHARE_COLOURS = ("#253494", "#2c7fb8", "#41b6c4", "#a1dab4", "#ffffcc")
"""YlGnBu in five classes as on our map: dark = few are covered."""
DISTANCE_COLOURS = ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")
"""The same for distances: dark = far."""
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
    width_mm: float = 0.3,
) -> str:
    """Return a style with one look for each value of a field, and one for all other values.

    Examples
    --------
    >>> 'value="kita"' in categorised("marker", "art", [StyleClass("Kita", "#6a3d9a", value="kita")])
    True
    """
    rows = [*classes, StyleClass("andere", other)]
    categories = "".join(
        f'<category symbol="{i}" value={quoteattr(c.value)} label={quoteattr(c.label)} render="true"/>'
        for i, c in enumerate(rows)
    )
    symbols = "".join(_symbol(str(i), shape, c.colour, DISTRICT_LINE, width_mm) for i, c in enumerate(rows))
    return _document(
        f'<renderer-v2 type="categorizedSymbol" attr={quoteattr(field)} symbollevels="0">'
        f"<categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2>"
    )


def graduated(shape: Shape, field: str, classes: Sequence[StyleClass], *, width_mm: float = 0.3) -> str:
    """Return a style with classes of a number; objects without a value are hatched ("keine Daten").

    QGIS leaves out what no range catches, so this is a rule-based style: one rule for each class and one for
    missing values.
    """
    name = '"' + field.replace('"', '""') + '"'
    rules, symbols = [], []
    last = len(classes) - 1
    for i, c in enumerate(classes):
        end = "<=" if i == last else "<"
        test = f"{name} >= {c.lower:g} AND {name} {end} {c.upper:g}"
        rules.append(
            f'<rule key="{{r{i}}}" symbol="{i}" filter={quoteattr(test)} label={quoteattr(c.label)}/>'
        )
        symbols.append(_symbol(str(i), shape, c.colour, DISTRICT_LINE, width_mm))
    rules.append(f'<rule key="{{rn}}" symbol="{len(classes)}" filter={quoteattr(f"{name} IS NULL")} label="keine Daten"/>')  # fmt: skip
    symbols.append(_hatched(str(len(classes))) if shape == "fill" else _symbol(str(len(classes)), shape, NO_DATA_FACE, NO_DATA_LINE, width_mm))  # fmt: skip
    return _document(
        f'<renderer-v2 type="RuleRenderer" symbollevels="0"><rules key="{{root}}">{"".join(rules)}</rules>'
        f"<symbols>{''.join(symbols)}</symbols></renderer-v2>"
    )


def write_styles(
    connection: sqlite3.Connection, styles: dict[str, str], geometry_column: str = "geom"
) -> None:
    """Create ``layer_styles`` with one default style per layer and register it (tried with QGIS 3.22)."""
    connection.execute(
        "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), "
        "f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), "
        "styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), "
        "update_time DATETIME)"
    )
    now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    connection.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
        "styleQML, styleSLD, useAsDefault, description, owner, update_time) VALUES ('', '', ?, ?, 'QuartierMap', ?, '', 1, "
        "'', '', ?)",
        [(layer, geometry_column, qml, now) for layer, qml in styles.items()],
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


def _hatched(name: str) -> str:
    ground = {"color": _rgba(NO_DATA_FACE), "style": "solid", "outline_color": _rgba(DISTRICT_LINE), "outline_width": "0.3"}  # fmt: skip
    hatch = {"color": _rgba(NO_DATA_LINE), "style": "b_diagonal", "outline_style": "no"}
    return _layered(name, "fill", [("SimpleFill", ground), ("SimpleFill", hatch)])


def _layered(name: str, shape: Shape, layers: Sequence[tuple[str, dict[str, str]]]) -> str:
    inner = "".join(
        f'<layer class="{kind}" enabled="1" locked="0" pass="0">'
        + "".join(f'<prop k="{key}" v="{value}"/>' for key, value in props.items())
        + "</layer>"
        for kind, props in layers
    )
    return f'<symbol name="{name}" type="{shape}" alpha="1" clip_to_extent="1">{inner}</symbol>'
