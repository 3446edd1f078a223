"""What a gap report looks like and what is in it: a department's own template. Data, not code.

A template never changes a number: it chooses, orders and introduces chapters, and says who hands the report in.
"""

from __future__ import annotations

import colorsys
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

FORMAT = 1
LEAST_CONTRAST = 4.5
"""What text needs against its ground: WCAG 2.1, 1.4.3 (level AA)."""
DEFAULT_ACCENT = "#1d4f7c"
TEXT_COLOUR = "#1a1a1a"
"""Of running text and table heads; `resources/report/report.typ` says the same."""
LONGEST_TEXT = 20_000
"""Characters of one free text: about six pages."""


class ChapterKind(NamedTuple):
    """A chapter that a report can have: its id, the heading it has by default, and what is in it."""

    id: str
    heading: str
    about: str


CHAPTERS: tuple[ChapterKind, ...] = (
    ChapterKind("summary", "Zusammenfassung", "Drei Zahlen und die Sätze dazu, höchstens eine halbe Seite."),
    ChapterKind("area", "Anlass und Gebiet", "Wozu der Bericht dient, welches Gebiet er untersucht, Übersichtskarte."),
    ChapterKind("data", "Datengrundlagen", "Welche Daten verwendet sind, mit Datenstand, und was dazu zu wissen ist."),
    ChapterKind("stock", "Bestand", "Einrichtungen nach Art, Plätzen, Barrierefreiheit und Zustand."),
    ChapterKind("need", "Bedarf", "Einwohner nach Alter, Vorausberechnung, soziale Lage."),
    ChapterKind("access", "Versorgung und Erreichbarkeit", "Je Einrichtungsart Karte und Zahlen; Plätze gegen Bedarf."),
    ChapterKind("gaps", "Lücken", "Die Lücken nach Rang, woraus der Rang entsteht, Begründungen."),
    ChapterKind("precheck", "Förderprüfung", "Jede Lücke an den Kriterien der Programme, Kriterium für Kriterium."),
    ChapterKind("evidence", "Nachweise", "Was ein Antrag braucht: belegt oder noch beizubringen."),
    ChapterKind("money", "Kosten und Finanzierung", "Wer nach den Regeln der Programme welchen Teil trägt."),
    ChapterKind("districts", "Quartiere im Einzelnen", "Eine Seite je Quartier: Karte, Zahlen, Lücken."),
    ChapterKind("method", "Methodik und Grenzen", "Wie gerechnet ist, was das nicht zeigen kann, die Richtwerte."),
    ChapterKind("passport", "Datenpass", "Jede Quelle mit Anbieter, Lizenz, Datum, Prüfsumme und Reparaturen."),
    ChapterKind("annex", "Anhang", "Zeichenerklärung und die vollständigen Tabellen."),
)  # fmt: skip
"""In the order that committees know."""

CHAPTER_IDS = tuple(c.id for c in CHAPTERS)
OWN_IDS = tuple(f"own-{n}" for n in range(1, 10))
"""Chapters of the department's own: a heading and free text, such as a Stellungnahme or a Beschlussvorschlag."""

DISTRICT_PAGES = {"all": "jedes Quartier", "with_gaps": "nur Quartiere mit Lücken", "none": "keine"}
PAPERS = {"a4": "A4", "a3": "A3 quer; die Quartiersseiten bleiben A4"}
CSV_DIALECTS = {
    "excel": "für Excel (Semikolon, Dezimalkomma)",
    "machine": "für Programme (Komma, Dezimalpunkt)",
}
FORMATS = ("pdf", "docx", "xlsx", "csv", "gpkg", "geojson", "html", "json", "png")
"""Every format of the report."""

Format = Literal["pdf", "docx", "xlsx", "csv", "gpkg", "geojson", "html", "json", "png"]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$", description='Eine Farbe als "#rrggbb", zum Beispiel "#1d4f7c".')]  # fmt: skip
Line = Annotated[str, Field(max_length=200)]
Prose = Annotated[str, Field(max_length=LONGEST_TEXT)]


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` in 0..1 (WCAG 2.1, definition of relative luminance).

    Examples
    --------
    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1..21 (WCAG 2.1, contrast ratio).

    Examples
    --------
    >>> contrast("#000000", "#ffffff"), round(contrast("#777777", "#ffffff"), 2)
    (21.0, 4.48)
    """
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def darkened(colour: str, ground: str = "#ffffff", least: float = LEAST_CONTRAST) -> str:
    """Return the nearest darker colour of the same hue that has the contrast asked for.

    Examples
    --------
    >>> found = darkened("#ff8800")
    >>> contrast(found, "#ffffff") >= 4.5, darkened("#1d4f7c")
    (True, '#1d4f7c')
    """
    hue, light, saturation = colorsys.rgb_to_hls(*(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)))
    while contrast(colour, ground) < least and light > 0:
        light = max(0.0, light - 0.005)
        colour = "#" + "".join(f"{round(c * 255):02x}" for c in colorsys.hls_to_rgb(hue, light, saturation))
    return colour


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Corporate(_Strict):
    """Colours and fonts of a town.

    Parameters
    ----------
    accent : str
        Headings, rules, marks: ``#rrggbb``; contrast to white at least 4.5.
    band : str
        Ground of table heads and remarks: light enough for `accent` and for the text on it.
    text_font, heading_font : str
        Families; empty for those of the program. Characters that a font lacks are taken from DejaVu Sans.
    font_files : tuple of Path
        OTF or TTF files that the families are found in.
    """

    accent: Colour = DEFAULT_ACCENT
    band: Colour = "#eef2f6"
    text_font: Line = ""
    heading_font: Line = ""
    font_files: tuple[Path, ...] = ()

    @model_validator(mode="after")
    def _readable(self) -> Corporate:
        if contrast(self.accent, "#ffffff") < LEAST_CONTRAST:
            raise ValueError(
                f"Die Akzentfarbe {self.accent} hebt sich zu wenig von Weiß ab (Kontrast "
                f"{_german(contrast(self.accent, '#ffffff'))}, nötig 4,5); lesbar ist {darkened(self.accent)}"
            )
        if contrast(TEXT_COLOUR, self.band) < LEAST_CONTRAST:
            raise ValueError(
                f"Auf der Fläche {self.band} ist schwarzer Text zu schwach zu lesen (Kontrast "
                f"{_german(contrast(TEXT_COLOUR, self.band))}, nötig 4,5); lesbar ist eine hellere, zum Beispiel {Corporate.model_fields['band'].default}"
            )
        if contrast(self.accent, self.band) < LEAST_CONTRAST:
            raise ValueError(
                f"Die Akzentfarbe {self.accent} hebt sich zu wenig von der Fläche {self.band} ab (Kontrast "
                f"{_german(contrast(self.accent, self.band))}, nötig 4,5); lesbar ist {darkened(self.accent, self.band)}"
            )
        return self


class Chapter(_Strict):
    """One chapter of a report: whether it is there, under which heading, and free text before and after.

    Free text is text, never markup: a blank line separates paragraphs, lines that begin with ``- `` become a list.
    """

    id: Annotated[
        str, Field(description=f"Eines von: {', '.join(CHAPTER_IDS)}, {OWN_IDS[0]} bis {OWN_IDS[-1]}.")
    ]
    on: bool = True
    heading: Line = ""
    before: Prose = ""
    after: Prose = ""

    @model_validator(mode="after")
    def _known(self) -> Chapter:
        if self.id not in CHAPTER_IDS and self.id not in OWN_IDS:
            raise ValueError(
                f"Das Kapitel „{self.id}“ gibt es nicht; möglich: {', '.join(CHAPTER_IDS)}, für eigene Kapitel "
                f"{OWN_IDS[0]} bis {OWN_IDS[-1]}"
            )
        if self.id in OWN_IDS and not self.heading.strip():
            raise ValueError(f"Das eigene Kapitel „{self.id}“ braucht eine Überschrift (heading)")
        return self

    @property
    def own(self) -> bool:
        """Whether the chapter is one of the department's own."""
        return self.id in OWN_IDS

    @property
    def title(self) -> str:
        """The heading as it is printed."""
        return self.heading.strip() or next((c.heading for c in CHAPTERS if c.id == self.id), self.id)


class ReportTemplate(_Strict):
    """How a department hands in its gap report.

    Parameters
    ----------
    name : str
        What the template is called in lists.
    title, subtitle : str
        On the cover; the title also runs along the top of the pages.
    author, department : str
        "Bearbeitung" and "Dienststelle" on cover and maps.
    status : str
        "Verfahrensstand", for example ``Entwurf`` or ``Beschlussvorlage``.
    date_line : str
        What stands as "Stand"; empty: the day of the computation.
    logo : Path or None
        SVG, PNG or JPEG on the cover.
    logo_alt : str
        What is read aloud instead of the logo; empty: "Logo" and the name of the town.
    chapters : tuple of Chapter
        In the order of the report. Chapters that are not named are added at the end, switched off.
    district_pages : {"all", "with_gaps", "none"}
        Which districts get a page of their own: every one, unless a department wants less paper.
    map_paper : {"a4", "a3"}
        Paper of the maps of the whole town; A3 lies in landscape, in the annex. Text and pages of districts stay A4.
    formats : tuple of str
        What is written, see `FORMATS`.
    csv : {"excel", "machine"}
    corporate : Corporate

    Examples
    --------
    >>> template = ReportTemplate(name="Amt 61", status="Entwurf")
    >>> [c.id for c in template.shown][:3], template.chapters[-1].title
    (['summary', 'area', 'data'], 'Anhang')
    """

    format: Literal[1] = 1
    name: Annotated[str, Field(min_length=1, max_length=80)] = "Standard"
    title: Annotated[str, Field(min_length=1, max_length=200)] = (
        "Lückenbericht Soziale Infrastruktur im Quartier"
    )
    subtitle: Line = "Erreichbarkeit, Versorgung, Lücken und Vorprüfung der Förderung"
    author: Line = ""
    department: Line = ""
    status: Line = ""
    date_line: Line = ""
    logo: Path | None = None
    logo_alt: Line = ""
    district_pages: Literal["all", "with_gaps", "none"] = "all"
    map_paper: Literal["a4", "a3"] = "a4"
    formats: Annotated[tuple[Format, ...], Field(min_length=1)] = FORMATS  # type: ignore[assignment]
    csv: Literal["excel", "machine"] = "excel"
    chapters: tuple[Chapter, ...] = tuple(Chapter(id=c.id) for c in CHAPTERS)
    corporate: Corporate = Corporate()

    @field_validator("chapters")
    @classmethod
    def _complete(cls, chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
        """Add the chapters that are not named, switched off, so that a window can list all of them."""
        named = {c.id for c in chapters}
        return (*chapters, *(Chapter(id=c, on=False) for c in CHAPTER_IDS if c not in named))

    @model_validator(mode="after")
    def _once(self) -> ReportTemplate:
        ids = [c.id for c in self.chapters]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise ValueError(f"Kapitel doppelt: {', '.join(twice)}")
        if len(set(self.formats)) < len(self.formats):
            raise ValueError("Ein Format ist doppelt genannt")
        if not self.shown and {"pdf", "docx"} & set(self.formats):
            raise ValueError("Alle Kapitel sind abgeschaltet; mindestens eines einschalten")
        return self

    @property
    def shown(self) -> tuple[Chapter, ...]:
        """The chapters that are switched on, in order."""
        return tuple(c for c in self.chapters if c.on)

    def with_(self, **changes: Any) -> ReportTemplate:
        """Return a template with other values, checked like any other.

        Raises
        ------
        pydantic.ValidationError
            If a value is not one that a template can have.

        Examples
        --------
        >>> ReportTemplate().with_(map_paper="a3").map_paper
        'a3'
        """
        return ReportTemplate(**{**{n: getattr(self, n) for n in ReportTemplate.model_fields}, **changes})


def _german(number: float) -> str:
    return f"{int(number * 10) / 10:.1f}".replace(".", ",")  # cut, not rounded: 4,48 must not read 4,5


DEFAULT_TEMPLATE = ReportTemplate()
