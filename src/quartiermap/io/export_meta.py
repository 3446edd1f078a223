"""What a GeoPackage for others says of itself: German field names, and who made the data, by layer and for the whole file.

Standards: GeoPackage 1.2, extensions ``gpkg_schema`` (annex F.9) and ``gpkg_metadata`` (annex F.8). QGIS reads the metadata of a
layer in its own form (``qgis.dtd``), catalogues read that of the whole file as ISO 19139.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from quartiermap.io.export_fields import FieldText

_QGIS = "http://mrcc.com/qgis.dtd"
_ISO = "http://www.isotc211.org/2005/gmd"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class LayerMeta:
    """What is said of a layer.

    Parameters
    ----------
    name, title, abstract : str
    licences : tuple of str
        One line for each source (`domain.credits.licence_line` with what comes from there).
    fields : mapping of str to FieldText
    """

    name: str
    title: str
    abstract: str
    licences: tuple[str, ...]
    fields: Mapping[str, FieldText]


def write_meta(
    connection: sqlite3.Connection, layers: Sequence[LayerMeta], whole: LayerMeta, made: str
) -> None:
    """Write field names and metadata of every layer, and of the whole file.

    Parameters
    ----------
    connection
        To a GeoPackage that nothing else has open; its layers are there.
    made : str
        Time of computation (ISO 8601) that the metadata are dated by.
    """
    _schema_tables(connection)
    for layer in layers:
        # The extension asks for names that are unique in a table.
        named: dict[str, str] = {}
        for field, text in layer.fields.items():
            alias = text.alias if text.alias not in named.values() else f"{text.alias} ({field})"
            named[field] = alias
            unit = f" [{text.unit}]" if text.unit else ""
            connection.execute(
                "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description) VALUES (?, ?, ?, ?, ?)",
                (layer.name, field, alias, alias, f"{text.meaning}{unit}".strip()),
            )
        connection.execute(
            "UPDATE gpkg_contents SET description = ? WHERE table_name = ?",
            (f"{layer.abstract} Quellen: {'; '.join(layer.licences)}", layer.name),
        )
        _metadata(connection, _QGIS, _as_qgis(layer), layer.name)
    _metadata(connection, _ISO, _as_iso(whole, made), None)


def _schema_tables(connection: sqlite3.Connection) -> None:
    """Create the tables of both extensions and register them, as the standard defines them."""
    connection.execute(
        "CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, "
        "description TEXT, mime_type TEXT, constraint_name TEXT, "
        "CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name))"
    )
    connection.execute(
        "CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, "
        "min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT, "
        "CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value))"
    )
    connection.execute(
        "CREATE TABLE gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, "
        "md_scope TEXT NOT NULL DEFAULT 'dataset', md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', "
        "metadata TEXT NOT NULL DEFAULT '')"
    )
    connection.execute(
        "CREATE TABLE gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, "
        "row_id_value INTEGER, timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), "
        "md_file_id INTEGER NOT NULL, md_parent_id INTEGER, "
        "CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id), "
        "CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id))"
    )
    connection.executemany(
        "INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope) VALUES (?, NULL, ?, ?, 'read-write')",
        [
            ("gpkg_data_columns", "gpkg_schema", "http://www.geopackage.org/spec120/#extension_schema"),
            (
                "gpkg_data_column_constraints",
                "gpkg_schema",
                "http://www.geopackage.org/spec120/#extension_schema",
            ),
            ("gpkg_metadata", "gpkg_metadata", "http://www.geopackage.org/spec120/#extension_metadata"),
            (
                "gpkg_metadata_reference",
                "gpkg_metadata",
                "http://www.geopackage.org/spec120/#extension_metadata",
            ),
        ],
    )


def _metadata(connection: sqlite3.Connection, standard: str, text: str, layer: str | None) -> None:
    cursor = connection.execute(
        "INSERT INTO gpkg_metadata (md_scope, md_standard_uri, mime_type, metadata) VALUES ('dataset', ?, 'text/xml', ?)",
        (standard, text),
    )
    connection.execute(
        "INSERT INTO gpkg_metadata_reference (reference_scope, table_name, md_file_id) VALUES (?, ?, ?)",
        ("geopackage" if layer is None else "table", layer, cursor.lastrowid),
    )


def _xml(text: str) -> str:
    """Return a text as it may stand in XML: escaped, without signs that no XML may hold.

    Examples
    --------
    >>> _xml("A & B" + chr(7))
    'A &amp; B'
    """
    return escape(_NOT_XML.sub("", text))


def _as_qgis(layer: LayerMeta) -> str:
    rights = "".join(f"<rights>{_xml(line)}</rights>" for line in layer.licences)
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
        f'<qgis version="3.22.0"><identifier>{_xml(layer.name)}</identifier><parentidentifier></parentidentifier>'
        f"<language>DEU</language><type>dataset</type><title>{_xml(layer.title)}</title>"
        f"<abstract>{_xml(layer.abstract)}</abstract>{rights}<encoding></encoding></qgis>"
    )


def _as_iso(whole: LayerMeta, made: str) -> str:
    """Return the metadata of the file as ISO 19139: what it is, when it was computed, by what, and whose data are in it."""

    def text(name: str, value: str) -> str:
        return f"<gmd:{name}><gco:CharacterString>{_xml(value)}</gco:CharacterString></gmd:{name}>"

    day = f"<gco:Date>{_xml(made[:10])}</gco:Date>"
    limits = "".join(text("useLimitation", line) for line in whole.licences)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd" '
        'xmlns:gco="http://www.isotc211.org/2005/gco">'
        '<gmd:language><gmd:LanguageCode codeList="http://www.loc.gov/standards/iso639-2/" codeListValue="ger">ger</gmd:LanguageCode></gmd:language>'
        f"<gmd:contact><gmd:CI_ResponsibleParty>{text('organisationName', 'QuartierMap')}<gmd:role>"
        '<gmd:CI_RoleCode codeList="http://standards.iso.org/iso/19139/resources/gmxCodelists.xml#CI_RoleCode" codeListValue="processor">processor</gmd:CI_RoleCode>'
        f"</gmd:role></gmd:CI_ResponsibleParty></gmd:contact><gmd:dateStamp>{day}</gmd:dateStamp>"
        "<gmd:identificationInfo><gmd:MD_DataIdentification><gmd:citation><gmd:CI_Citation>"
        f"{text('title', whole.title)}<gmd:date><gmd:CI_Date><gmd:date>{day}</gmd:date><gmd:dateType>"
        '<gmd:CI_DateTypeCode codeList="http://standards.iso.org/iso/19139/resources/gmxCodelists.xml#CI_DateTypeCode" codeListValue="creation">creation</gmd:CI_DateTypeCode>'
        f"</gmd:dateType></gmd:CI_Date></gmd:date></gmd:CI_Citation></gmd:citation>{text('abstract', whole.abstract)}"
        f"<gmd:resourceConstraints><gmd:MD_Constraints>{limits}</gmd:MD_Constraints></gmd:resourceConstraints>"
        '<gmd:language><gmd:LanguageCode codeList="http://www.loc.gov/standards/iso639-2/" codeListValue="ger">ger</gmd:LanguageCode></gmd:language>'
        "</gmd:MD_DataIdentification></gmd:identificationInfo></gmd:MD_Metadata>"
    )
