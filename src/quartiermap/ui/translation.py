"""The screen language: German in the source, other languages from ``resources/translations``.

Qt's own buttons ("Abbrechen", "Speichern unter") come from the translations that Qt ships.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from quartiermap.io import bundled

LANGUAGES = ("de", "en")


def translate(context: str, text: str) -> str:
    """Return `text` (a German literal) in the screen language; works without an application too.

    Named ``translate`` because ``pyside6-lupdate`` looks for calls of that name.
    """
    return QCoreApplication.translate(context, text)


def install(app: QCoreApplication, language: str = "de") -> tuple[QTranslator, ...]:
    """Install Qt's texts and ours for a language; return what was installed (the caller keeps it alive)."""
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    own_folder = str(bundled.resources_dir() / "translations")
    installed = []
    for name, folder in (
        (f"qtbase_{language}", qt_folder),
        (f"qtwebengine_{language}", qt_folder),
        (f"quartiermap_{language}", own_folder),
    ):
        translator = QTranslator(app)
        if translator.load(name, folder) and app.installTranslator(translator):
            installed.append(translator)
    return tuple(installed)
