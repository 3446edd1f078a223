"""What a remedy says in the window: fields and menus, never an option of the command line."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

import quartiermap
from quartiermap.errors import Problem
from quartiermap.ui.messages import problem_cells
from quartiermap.ui.viewmodels.remedies import in_window
from quartiermap.ui.widgets.import_dialog import ImportDialog


def remedies() -> list[str]:
    """Every text of the importers and the analysis that names an option or a command, with its f-string parts as X."""
    found = []
    for layer in ("io", "analysis", "domain", "app/usecases.py"):
        root = Path(quartiermap.__file__).parent / layer
        for path in [root] if root.is_file() else sorted(root.rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            docs = {
                id(n.body[0].value)
                for n in ast.walk(tree)
                if isinstance(n, ast.Module | ast.FunctionDef | ast.ClassDef)
                and n.body
                and isinstance(n.body[0], ast.Expr)
            }
            inside = {id(v) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) for v in ast.walk(n)} - {
                id(n) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr)
            }
            for node in ast.walk(tree):
                if id(node) in docs or id(node) in inside:
                    continue
                text = ""
                if isinstance(node, ast.JoinedStr):
                    text = "".join(
                        str(v.value) if isinstance(v, ast.Constant) else "xyz" for v in node.values
                    )
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    text = node.value
                if (
                    re.search(r"(^|[^`-])--[a-z]+|quartiermap (import|analyse|new)", text)
                    and "``" not in text
                ):
                    found.append(text)
    return found


def test_no_remedy_of_ours_names_the_command_line_in_the_window():
    texts = remedies()
    assert len(texts) > 20
    left = [in_window(t) for t in texts if re.search(r"--[a-z]|quartiermap |SPALTE", in_window(t))]
    assert left == []


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
        ("Ganze Zahl eintragen, z. B. 45 -- nicht „ca. 40“.", "Ganze Zahl eintragen, z. B. 45 -- nicht „ca. 40“."),
    ],
)  # fmt: skip
def test_an_option_becomes_its_field(remedy, said):
    assert in_window(remedy) == said


def test_the_fields_that_remedies_name_are_in_the_import_window():
    source = inspect.getsource(ImportDialog._build).replace("&", "")
    for field in (
        "Einrichtungsart",
        "Koordinatensystem",
        "Teil der Datei",
        "Zeichenkodierung",
        "Vorlage",
        "Jahr",
    ):
        assert f'"{field}"' in source
    for mode in ("anhängen", "Ebene ersetzen", "Zuordnung"):
        assert f'"{mode}"' in source


def test_the_table_of_problems_speaks_the_language_of_the_window():
    cells = problem_cells(Problem("Koordinatensystem fehlt.", remedy="Mit --crs EPSG:… angeben."))
    assert cells[-1] == "Im Feld „Koordinatensystem“ angeben."
