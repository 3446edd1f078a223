"""What a remedy says in the window: fields and menus, never an option of the command line."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import quartiermap
from quartiermap.errors import MachineError, Problem
from quartiermap.ui.messages import MachineDialog, problem_cells
from quartiermap.ui.viewmodels.remedies import in_window

NOT_SHOWN = {
    "__main__.py": "the command line",
    "cli": "the command line",
    "ui/map/fences.py": "options of the embedded browser",
    "ui/viewmodels/remedies.py": "the translation itself",
    "ui/widgets/import_findings.py": "looks for the option in order to offer a button for it",
    "app/wizard_command.py": "the same as a command, shown as such",
    "app/report_run.py": "a report is made again by the command line only",
    "app/report_run_check.py": "a report is made again by the command line only",
    "render/report_about_sheets.py": "stands in the workbook, for whoever makes it again",
    "app/doctor.py": "what is missing before there is a window",
}
"""Where options may stand, and why nobody meets them as a remedy in the window."""

OPTION = re.compile(
    r"(^|[^`\w!-])--[a-z]+|SPALTE|facilities-(in|out)\b|import-service|Befehlszeile"
    r"|quartiermap (import|analyse|new|network|service|report|demo|mappings|info|export)"
)


def texts_of(path: Path) -> list[str]:
    """Every text in a module, without docstrings, with the parts that an f-string fills in as xyz."""
    tree = ast.parse(path.read_text("utf-8"))
    told = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    inside = {
        id(v) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) for v in ast.walk(n) if v is not n
    }
    found = []
    for node in ast.walk(tree):
        if id(node) in told or id(node) in inside:
            continue
        if isinstance(node, ast.JoinedStr):
            found.append("".join(str(v.value) if isinstance(v, ast.Constant) else "xyz" for v in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(node.value)
    return found


def remedies() -> list[tuple[str, str]]:
    """Every text below the command line that names an option or a command, with its module."""
    root = Path(quartiermap.__file__).parent
    found = []
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if any(name == part or name.startswith(f"{part}/") for part in NOT_SHOWN):
            continue
        for text in texts_of(path):
            only_for_shell = name == "app/correction_steps.py" and text.startswith("--accept ")
            about_switch = name == "ui/widgets/network_switch.py" and "er gilt auch für" in text
            sentence = " " in text  # a switch between two processes of ours is said to nobody
            if OPTION.search(text) and sentence and not (only_for_shell or about_switch):
                found.append((name, text))
    return found


def test_no_remedy_of_ours_names_the_command_line_in_the_window():
    texts = remedies()
    assert len(texts) > 60
    assert {name.split("/")[0] for name, _ in texts} >= {"io", "app", "analysis", "domain", "render"}
    assert [(n, t, in_window(t)) for n, t in texts if OPTION.search(in_window(t))] == []


def test_menus_that_remedies_name_are_in_the_menu_bar(window):
    named = {m for _, t in remedies() for m in re.findall(r"Menü „(\w+)“, „([^“]+)“", in_window(t))}
    assert len(named) >= 5
    menus = {
        top.text().replace("&", ""): {
            a.text().replace("&", "").removesuffix(" …") for a in top.menu().actions()
        }
        for top in window.menuBar().actions()
    }
    assert [(top, entry) for top, entry in named if entry not in menus.get(top, ())] == []


def test_buttons_and_pages_that_remedies_name_are_in_the_window():
    own = Path(quartiermap.__file__).parent / "ui"
    said = "\n".join(
        t.replace("&", "") for path in own.rglob("*.py") if path.name != "remedies.py" for t in texts_of(path)
    )
    for words in (
        "Weiterleitung erlauben", "Anschriften verorten mit …", "Netz einschalten", "Quelle und Speichern", "Anschriften", "– nicht übernehmen –",
        "Zuordnung", "anhängen", "Ebene ersetzen",
    ):  # fmt: skip
        assert words in said, words


@pytest.mark.parametrize(
    ("remedy", "said"),
    [
        ("Mit --kind angeben, z. B. --kind kita. Möglich: kita, library.", "Im Feld „Einrichtungsart“ angeben."),
        ("Eine andere mit --kind angeben.", "Eine andere im Feld „Einrichtungsart“ angeben."),
        ("Mit --period angeben, z. B. --period 2019.", "Im Feld „Jahr“ angeben, z. B. 2019."),
        ("Eine mit --sublayer wählen: a, b.", "Eine im Feld „Teil der Datei“ wählen: a, b."),
        ("Die Zahlen sehen aus wie UTM; mit --crs angeben.", "Die Zahlen sehen aus wie UTM; im Feld „Koordinatensystem“ angeben."),
        ("Ohne --preset einlesen.", "Ohne Vorlage einlesen."),
        ("zwei Spalten ergänzen und mit --map x=SPALTE --map y=SPALTE nennen.", "zwei Spalten ergänzen und „Rechtswert“ und „Hochwert“ nennen."),
        ("Besser eine Spalte mit dem Schlüssel: --map district_id=SPALTE.", "Besser eine Spalte mit dem Schlüssel: unter „Zuordnung“ bei „Schlüssel“."),
        ("Grenzen laden: quartiermap import PROJEKT.gpkg districts DATEI.", "Grenzen laden: Menü „Daten“, „Daten laden“."),
        ("Gebiete als Kartenebene (quartiermap import … funding-areas)", "Gebiete als Kartenebene (Menü „Daten“, „Daten laden“)"),
        ("Land der Kommune (--land BW)", "Land der Kommune („Angaben zur Vorprüfung“)"),
        ("Vielleicht heißt sie jetzt „Art“: --map kind=Art, oder das Feld weglassen: --map kind=-.", "Vielleicht heißt sie jetzt „Art“: unter „Zuordnung“ bei „Einrichtungsart“, oder das Feld weglassen: unter „Zuordnung“ „– nicht übernehmen –“ wählen."),
        ("Weiterleitungen erlauben (--other-hosts).", "Weiterleitungen erlauben (Schaltfläche „Weiterleitung erlauben“)."),
        ("Das Netz ist ausgeschaltet. Abhilfe: quartiermap network on", "Das Netz ist ausgeschaltet. Abhilfe: Menü „Daten“, „Netz für Geodienste“, „Netz einschalten“"),
        ("Ganze Zahl eintragen, z. B. 45 -- nicht „ca. 40“.", "Ganze Zahl eintragen, z. B. 45 -- nicht „ca. 40“."),
    ],
)  # fmt: skip
def test_an_option_becomes_its_field(remedy, said):
    assert in_window(remedy) == said


def test_the_fields_that_remedies_name_are_in_the_import_window():
    own = Path(quartiermap.__file__).parent / "ui/widgets"
    said = {t.replace("&", "") for path in own.glob("import_*.py") for t in texts_of(path)}
    named = {f for _, t in remedies() for f in re.findall(r"Feld „([^“]+)“", in_window(t))}
    assert len(named) >= 4
    assert named - said == set()


def test_the_table_of_problems_speaks_the_language_of_the_window():
    cells = problem_cells(Problem("Koordinatensystem fehlt.", remedy="Mit --crs EPSG:… angeben."))
    assert cells[-1] == "Im Feld „Koordinatensystem“ angeben."


def test_a_missing_permission_is_told_by_the_menu_and_not_by_a_command(qapp, qtbot):
    dialog = MachineDialog(MachineError("Das Netz ist ausgeschaltet.", "quartiermap network on"))
    qtbot.addWidget(dialog)
    assert "„Netz für Geodienste“" in dialog.text.text()
    assert dialog.command.isHidden()
    other = MachineDialog(MachineError("libEGL fehlt.", "apt-get install libegl1"))
    qtbot.addWidget(other)
    assert other.command.text() == "apt-get install libegl1"
    assert not other.command.isHidden()
