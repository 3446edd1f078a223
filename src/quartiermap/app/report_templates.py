"""Report templates of the departments, kept on this machine: list, load, save, delete."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from quartiermap.domain.report_template import DEFAULT_TEMPLATE, ReportTemplate
from quartiermap.errors import InputError, Problem
from quartiermap.io.atomic import make_folder, replace_file
from quartiermap.io.named_files import place_of
from quartiermap.io.report_template_file import as_toml, check_template, read_corporate, read_template

STANDARD = DEFAULT_TEMPLATE.name
"""Name of the template that ships with the program; it is always there and cannot be deleted."""


@dataclass(frozen=True)
class Entry:
    """A template in a list: its name, whose it is, its file (``None``: ships with the program)."""

    name: str
    department: str
    path: Path | None


def folder() -> Path:
    """Return the folder with the templates of this machine's user."""
    return platformdirs.user_config_path("quartiermap", appauthor=False) / "berichtsvorlagen"


def path_of(name: str) -> Path:
    """Return the file of a template: a path if the name is one (ends with ``.toml``), else one in the user's folder.

    Examples
    --------
    >>> path_of("vorlagen/amt61.toml").as_posix(), path_of("Amt 61").name
    ('vorlagen/amt61.toml', 'Amt 61.toml')
    """
    return place_of(name, folder(), what="eine Vorlage", code="template_name")


def names() -> list[str]:
    """Return the names of all templates, the shipped one first."""
    return [e.name for e in entries()]


def entries() -> list[Entry]:
    """Return all templates, by department and name; one that cannot be read is listed without a department."""
    found = []
    for path in sorted(folder().glob("*.toml")) if folder().is_dir() else []:
        try:
            department = read_template(path).department
        except InputError:
            department = ""
        found.append(Entry(path.stem, department, path))
    found.sort(key=lambda e: (e.department.casefold(), e.name.casefold()))
    own = {e.name for e in found}
    return [*([] if STANDARD in own else [Entry(STANDARD, "", None)]), *found]


def load(name: str, corporate: Path | None = None) -> ReportTemplate:
    """Read a template by name or path, with the colours and fonts of a corporate file laid over it.

    Raises
    ------
    InputError
        If there is none of that name, or with everything wrong in it at once.
    """
    path = path_of(name)
    if name == STANDARD and not path.is_file():
        template = DEFAULT_TEMPLATE
    elif not path.is_file():
        raise InputError(
            Problem("Diese Vorlage gibt es nicht.", f"Vorhanden: {', '.join(names())}; oder eine TOML-Datei angeben.", value=name, code="template_missing")
        )  # fmt: skip
    else:
        template = read_template(path)
    return template if corporate is None else template.with_(corporate=read_corporate(corporate))


def save(template: ReportTemplate, name: str | None = None) -> Path:
    """Write a template under its own or another name or path; an older one of that name is replaced.

    Logo and font files are copied beside it (folder ``NAME.dateien``), so that the template stays whole when the stick
    they came from is gone. Of what lies there only the copies of the older template are removed.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InputError
        If the name does not do, or the logo or a font cannot be used.
    """
    check_template(template)
    path = path_of(template.name if name is None else name)
    template = template.with_(name=path.stem)
    make_folder(path.parent)
    before = _copies_of(path)
    template = _with_copies(template, path, before)
    text = as_toml(template, path.parent)

    def write(place: Path) -> None:
        place.write_text(text, "utf-8")

    replace_file(path, write)
    _remove(before - set(files_named(template)), files_of(path))
    return path


def delete(name: str) -> Path:
    """Delete a template with the files copied for it; return the file that it was.

    Raises
    ------
    InputError
        If there is none of that name, it is the shipped one, or a file that was not saved here.
    """
    path = path_of(name)
    if path.parent != folder():
        raise InputError(
            Problem("Gelöscht werden nur Vorlagen, die auf diesem Rechner gespeichert sind.", "Den Namen der Vorlage angeben.", value=name, code="template_elsewhere")
        )  # fmt: skip
    if not path.is_file():
        if name == STANDARD:
            raise InputError(
                Problem("Die mitgelieferte Vorlage lässt sich nicht löschen.", value=name, code="template_shipped")
            )  # fmt: skip
        load(name)
    copies = _copies_of(path)
    path.unlink()
    _remove(copies, files_of(path))
    return path


def files_of(path: Path) -> Path:
    """Return the folder of the files that belong to a template's file.

    Examples
    --------
    >>> files_of(Path("a/Amt 61.toml")).name
    'Amt 61.dateien'
    """
    return path.with_name(f"{path.stem}.dateien")


def files_named(template: ReportTemplate) -> tuple[Path, ...]:
    """Return logo and fonts of a template."""
    return (*([template.logo] if template.logo else []), *template.corporate.font_files)


def _copies_of(path: Path) -> set[Path]:
    """Return the files that were copied for the template that stands there; none where it cannot be read any more."""
    try:
        return {file for file in files_named(read_template(path)) if file.parent == files_of(path)}
    except InputError:
        return set()


def _remove(copies: Iterable[Path], where: Path) -> None:
    """Remove copies, and their folder once nothing else lies in it."""
    with contextlib.suppress(OSError):  # held open by another program: it lies there and harms nobody
        for file in copies:
            file.unlink(missing_ok=True)
        where.rmdir()


def _with_copies(template: ReportTemplate, path: Path, replaceable: Collection[Path]) -> ReportTemplate:
    """Copy logo and fonts beside the template, over nothing but older copies; return it with their new places."""
    target = files_of(path)
    contents = {file: file.read_bytes() for file in files_named(template)}
    if not contents:
        return template
    make_folder(target)
    places: dict[Path, Path] = {}
    for file, content in contents.items():
        place = target / file.name
        number = 2
        while place in places.values() or not (place in replaceable or _holds(place, content)):
            place = target / f"{file.stem}-{number}{file.suffix}"
            number += 1
        places[file] = place
        if place in replaceable or not place.exists():
            replace_file(place, lambda at, content=content: _write(at, content))  # type: ignore[misc]
    fonts = tuple(places[f] for f in template.corporate.font_files)
    return template.with_(
        logo=places[template.logo] if template.logo else None,
        corporate=template.corporate.model_copy(update={"font_files": fonts}),
    )


def _holds(place: Path, content: bytes) -> bool:
    """Tell whether a place is free, or holds this very content."""
    return not place.exists() or (place.is_file() and place.read_bytes() == content)


def _write(place: Path, content: bytes) -> None:
    place.write_bytes(content)
