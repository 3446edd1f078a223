"""The screen language: German in the source, other languages from ``resources/translations``.

Qt's own buttons ("Abbrechen", "Speichern unter") come from the translations that Qt ships. Ours are read from the
``.ts`` files that translators edit; no compiled file has to be built first.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from quartiermap.io import bundled
from quartiermap.ui import wording

LANGUAGES = ("de", "en")


def translate(context: str, text: str) -> str:
    """Return `text` (a German literal) in the screen language; works without an application too.

    Named ``translate`` because ``pyside6-lupdate`` looks for calls of that name.
    """
    return QCoreApplication.translate(context, text)


class TsTranslator(QTranslator):
    """Translates by a ``.ts`` file of ours; what is not in it stays German."""

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        import xml.etree.ElementTree as ET  # German needs none

        self._texts: dict[tuple[str, str], str] = {}
        for context in ET.parse(path).getroot().iter("context"):  # noqa: S314  (our own file)
            name = context.findtext("name") or ""
            for message in context.iter("message"):
                target = message.find("translation")
                if target is not None and target.text and target.get("type") is None:
                    self._texts[name, message.findtext("source") or ""] = target.text

    def isEmpty(self) -> bool:
        """Tell Qt that there is something to ask."""
        return not self._texts

    def translate(
        self, context: str, source: str, _disambiguation: str | None = None, _n: int = -1
    ) -> str | None:
        """Return the translation of a text, or ``None``."""
        return self._texts.get((context, source))


def install(app: QCoreApplication, language: str = "de") -> tuple[QTranslator, ...]:
    """Install Qt's texts and ours for a language; return what was installed (the caller keeps it alive)."""
    wording.use(language)
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    installed: list[QTranslator] = []
    for name in (f"qtbase_{language}", f"qtwebengine_{language}"):
        translator = QTranslator(app)
        if translator.load(name, qt_folder) and app.installTranslator(translator):
            installed.append(translator)
    own = bundled.resources_dir() / "translations" / f"quartiermap_{language}.ts"
    if own.is_file():
        ours = TsTranslator(own, app)
        if app.installTranslator(ours):
            installed.append(ours)
    return tuple(installed)
