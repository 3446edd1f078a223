"""Why the operating system refused a file, in German: its own sentence comes in the language of the machine."""

from __future__ import annotations

import errno

_REASONS = {
    errno.ENOENT: "die Datei gibt es nicht",
    errno.EACCES: "die Berechtigung fehlt",
    errno.EPERM: "die Berechtigung fehlt",
    errno.EISDIR: "das ist ein Ordner",
    errno.ENOTDIR: "ein Teil des Pfads ist kein Ordner",
    errno.ENOSPC: "auf dem Datenträger ist kein Platz mehr",
    errno.EROFS: "der Datenträger ist schreibgeschützt",
    errno.ENAMETOOLONG: "der Name ist zu lang",
    errno.ELOOP: "die Verknüpfung führt im Kreis",
    errno.EMFILE: "es sind zu viele Dateien geöffnet",
    errno.EBUSY: "ein anderes Programm verwendet die Datei",
    errno.ETXTBSY: "ein anderes Programm verwendet die Datei",
    errno.EIO: "der Datenträger meldet einen Fehler",
    errno.ENODEV: "das Laufwerk ist nicht verbunden",
    errno.ENXIO: "das Laufwerk ist nicht verbunden",
    errno.ETIMEDOUT: "das Netzlaufwerk antwortet nicht",
    getattr(errno, "ESTALE", -1): "das Netzlaufwerk antwortet nicht",
    getattr(errno, "EHOSTDOWN", -2): "das Netzlaufwerk antwortet nicht",
}


class NoPlainFileError(OSError):
    """A device, a pipe or a folder stands where a file is expected."""


def reason(error: OSError) -> str:
    """Return why a file could not be used, to stand in brackets; a number where there is no sentence for it.

    Examples
    --------
    >>> reason(PermissionError(errno.EACCES, "Permission denied")), reason(OSError(9999, "?"))
    ('die Berechtigung fehlt', 'Fehler 9999 des Betriebssystems')
    """
    if isinstance(error, NoPlainFileError):
        return "keine gewöhnliche Datei"
    known = _REASONS.get(error.errno or 0)
    if known is None:
        return (
            f"Fehler {error.errno} des Betriebssystems"
            if error.errno
            else "das Betriebssystem nennt keinen Grund"
        )
    return known
