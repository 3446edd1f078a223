"""Whether the data of a project are still those that a report was made from: layer by layer, from what to what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from quartiermap.app.report_layers import READ_AS
from quartiermap.app.report_run_file import RunFile
from quartiermap.app.report_run_file import RunLayer as Layer
from quartiermap.errors import InputError, Problem

if TYPE_CHECKING:
    from quartiermap.domain.project import Project, Source

_REGISTER = "district_population"


def differences(run: RunFile, project: Project) -> list[Problem]:
    """Return what of the data is not as it was when the report was made: which layer, from what to what.

    A project without a result is looked at without the register of residents: what of it is secret, and therefore not in
    the sum, only its result says.
    """
    from quartiermap.domain.checksums import layer_sums
    from quartiermap.render.report_suppression import shown

    later = () if project.analysis is not None else (_REGISTER,)
    before = {layer.layer: layer for layer in run.layers if layer.layer not in later}
    now = {la.layer: Layer(**asdict(la)) for la in layer_sums(shown(project)[0]) if la.layer not in later}
    problems = []
    for name in dict.fromkeys([*before, *now]):
        was, have = before.get(name), now.get(name)
        if was is not None and have is not None and was.sha256 == have.sha256:
            continue
        label = (was or have).label  # type: ignore[union-attr]  # one of them is there
        problems.append(
            Problem(
                f"Ebene „{label}“: {_change(was, have)} (Prüfsumme {_short(was)} → {_short(have)}).{_files(name, run.sources, project.sources)}",
                "Das Projekt mit dem Datenstand des Laufs verwenden, oder neu rechnen (quartiermap analyse) und neu berichten.",
                code="run_data_differ",
            )
        )  # fmt: skip
    problems += [
        Problem(
            f"Nachweis „{paper.name}“: Die Datei ist nicht mehr im Projekt.",
            "Die Datei wieder anhängen.", value=paper.sha256[:12], code="run_paper_missing",
        )
        for paper in run.papers
        if paper.sha256 not in project.attachments
    ]  # fmt: skip
    return problems


def refuse_others(run: RunFile, project: Project) -> None:
    """Raise `InputError` with every layer that is not as it was."""
    problems = differences(run, project)
    if problems:
        raise InputError(problems)


def _change(was: Layer | None, have: Layer | None) -> str:
    from quartiermap.domain.texts import number

    if was is None and have is not None:
        return f"im Lauf nicht vorhanden, jetzt {number(have.rows)} Zeilen"
    if have is None and was is not None:
        return f"im Lauf {number(was.rows)} Zeilen, jetzt keine"
    old, new = (was.rows if was else 0), (have.rows if have else 0)
    rows = f"{number(old)} → {number(new)} Zeilen" if old != new else f"{number(old)} Zeilen, andere Werte"
    return f"anderer Inhalt als im Lauf, {rows}"


def _short(layer: Layer | None) -> str:
    return "–" if layer is None else layer.sha256[:12]


def _files(layer: str, before: Sequence[Mapping[str, Any]], now: Sequence[Source]) -> str:
    """Return which files a layer was read from, where those differ."""
    read_as = READ_AS.get(layer, ())
    old = {(str(s["file"]), str(s["sha256"])[:8]) for s in before if s["layer"] in read_as}
    new = {(PurePath(s.file).name, s.sha256[:8]) for s in now if s.layer in read_as}
    if old == new:
        return " Die Quelldateien sind dieselben; die Ebene wurde danach geändert."

    def words(found: set[tuple[str, str]]) -> str:
        return ", ".join(f"{name} ({sha})" for name, sha in sorted(found)) or "–"

    return f" Quelldateien: {words(old - new)} → {words(new - old)}."
