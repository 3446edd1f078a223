"""The main screens, and the actions by which somebody gets to each of them and leaves it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from studio import Studio

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

Step = Callable[[Studio], None]


@dataclass(frozen=True)
class Screen:
    """One screen: the name of its picture, what it shows, how to get there, how to leave, and what alone is looked at."""

    name: str
    shows: str
    enter: Step
    leave: Step = lambda _studio: None
    of: Callable[[Studio], Any] = lambda _studio: None


def act(name: str) -> Step:
    return lambda studio: studio.act(name)


def on(name: str) -> Step:
    return lambda studio: studio.check(name, True)


def off(name: str) -> Step:
    return lambda studio: studio.check(name, False)


def close(studio: Studio) -> None:
    studio.close_dialogs()


# ---- exploring


def first_gap(studio: Studio) -> Any:
    project = studio.window.workspace.project
    assert project is not None
    assert project.analysis is not None
    return project.analysis.gaps[0]


def select_district(studio: Studio) -> None:
    studio.window.selection.select("district", first_gap(studio).district_id)


def select_gap(studio: Studio) -> None:
    studio.window.selection.select("gap", first_gap(studio).gap_id)


def clear(studio: Studio) -> None:
    studio.window.selection.clear()


def open_formula(studio: Studio) -> None:
    """Open the reach of a Quartier up to formula, inputs, standard, source and date."""
    select_district(studio)
    studio.window.inspector.how_buttons[1].click()  # type: ignore[attr-defined]


def close_formula(studio: Studio) -> None:
    close(studio)
    clear(studio)


def scroll_to(studio: Studio, part: QWidget) -> None:
    """Bring a part of the inspector's page to its top."""
    studio.pause(50)
    area = studio.window.inspector._area
    assert area is not None
    inner = area.widget()
    assert inner is not None
    area.verticalScrollBar().setValue(part.mapTo(inner, part.rect().topLeft()).y())


def open_criterion(studio: Studio) -> None:
    """Open the criteria of the first gap, and bring them into sight."""
    select_gap(studio)
    row = studio.window.inspector.criteria[0]
    row.more.click()
    scroll_to(studio, row)


def show_evidence(studio: Studio) -> None:
    """Bring the list of papers for the first gap into sight."""
    select_gap(studio)
    studio.rest("Unterlagen")
    scroll_to(studio, studio.window.inspector.evidence[0])


def show_way(studio: Studio) -> None:
    select_gap(studio)
    studio.rest("Lücke")
    studio.act("way")


def table(name: str) -> Step:
    def go(studio: Studio) -> None:
        tables = studio.window.tables
        tables.setCurrentWidget(getattr(tables, name))

    return go


def show_money(studio: Studio) -> None:
    select_gap(studio)
    table("money")(studio)


def leave_money(studio: Studio) -> None:
    table("gaps")(studio)
    clear(studio)


def search(studio: Studio) -> None:
    from PySide6.QtTest import QTest

    studio.window.activateWindow()
    studio.act("search")
    QTest.keyClicks(studio.window.explore.field, "Bahnhofstr")


def forget_search(studio: Studio) -> None:
    studio.window.explore.field.clear()
    studio.window.explore.field.popup.hide()
    clear(studio)


def filter_gaps(studio: Studio) -> None:
    from PySide6.QtTest import QTest

    studio.act("find")
    QTest.keyClicks(studio.window.tables.gaps.filter.words, "Bibliothek")


def forget_rules(studio: Studio) -> None:
    studio.window.area.left.setCurrentIndex(0)


def stop_editing(studio: Studio) -> None:
    studio.window.facilities.on_map.stop()
    close(studio)


# ---- windows of their own

KITAS = (
    "Bezeichnung;Plätze;Träger;Baulicher Stand;Rechtswert;Hochwert\n"
    "Kita Regenbogen;85;Stadt;gut;{x:.0f};{y:.0f}\n"
    "Kita Am Wall;ca. 40;AWO;teilsaniert;{x:.0f};{y:.0f}\n"
    "Kita Sonnenhang;;Stadt;gut;{far:.0f};{y:.0f}\n"
)
"""As offices send them: a number with words, two Kitas in one place, one outside the town."""


def load_kitas(studio: Studio) -> None:
    """Load a small table of Kitas, as somebody would drop it."""
    project = studio.window.workspace.project
    assert project is not None
    place = project.districts.geometry.iloc[-1].representative_point()
    file = studio.scratch / "kitas.csv"
    file.write_text(KITAS.format(x=place.x, y=place.y, far=place.x + 90_000), encoding="utf-8")
    studio.window.files.take_files((file,))


def wizard_at(step: str) -> Step:
    """Bring the wizard to one of its steps; what is open stays open."""

    def go(studio: Studio) -> None:
        from quartiermap.app.wizard_steps import Step as WizardStep
        from quartiermap.ui.widgets.import_window import ImportWindow

        load_kitas(studio)
        made = next(d for d in studio.dialogs() if isinstance(d, ImportWindow))
        studio.until(lambda: made.run.checked and not made.run.busy, "Datei lesen")
        made.path.buttons[WizardStep(step)].click()

    return go


def close_wizard(studio: Studio) -> None:
    """Close it twice: what was decided and not taken over needs a second word."""
    close(studio)
    close(studio)


def report_at(step: int) -> Step:
    def go(studio: Studio) -> None:
        studio.act("report")
        made = studio.window.reports.report
        assert made is not None
        made.steps[step].click()
        studio.pause(4000)  # the pages are set in a process of their own

    return go


def compare_reports(studio: Studio) -> None:
    """Hold the report of today beside the one with three Kitas closed."""
    from quartiermap.app import usecases

    project = studio.window.workspace.project
    assert project is not None
    now, then = studio.scratch / "heute", studio.scratch / "spaeter"
    usecases.report(project, now, ("json",))
    kitas = project.facilities.index[project.facilities["kind"] == "kita"]
    later = usecases.analyse(project.with_(facilities=project.facilities.drop(kitas[:3]), analysis=None))
    usecases.report(later, then, ("json",))
    studio.act("compare_reports")
    made = studio.window.reports.comparison
    assert made is not None
    made.before.setText(str(now))
    made.after.setText(str(then))
    made.go.click()


# ---- in front of a room


def open_room(studio: Studio) -> None:
    """Open the room's window with a talk, so that the operator's strip has something to say."""
    studio.window.stage.views.propose()
    studio.check("room", True)
    studio.window.stage.views.call(1)
    studio.pause(3000)  # the page of the room comes up and is told everything


def room(studio: Studio) -> Any:
    return studio.window.stage.room


def leave_room(studio: Studio) -> None:
    studio.check("room", False)
    while studio.window.stage.views.all:
        studio.window.undo()
    clear(studio)
    studio.act("overview")


def present_a_gap(studio: Studio) -> None:
    select_gap(studio)
    studio.check("beamer", True)


def stop_presenting(studio: Studio) -> None:
    studio.check("beamer", False)
    clear(studio)


# ---- before a project, and after a crash


def new_project(studio: Studio) -> None:
    studio.window.workspace.new("Neustadt")


def close_project(studio: Studio) -> None:
    session = studio.window.workspace.session
    assert session is not None
    session.close()


def leave_unsaved(studio: Studio) -> None:
    """Do something that is not saved, and wait until a copy of it is kept."""
    studio.act("remember")
    keeping = studio.window.recovery.keeping
    assert keeping is not None
    keeping.keep_now()
    studio.rest("Sicherung")


def restore(studio: Studio) -> None:
    """Bring back what the crash has left; the map that stands there is the simple one."""
    studio.window.recovery.bar.restore.click()
    studio.until(
        lambda: studio.window.data is not None and studio.window.data.has_result, "Wiederherstellung"
    )


BEFORE = (
    Screen("start", "die Startseite", lambda _s: None),
    Screen("leer", "ein neues, leeres Projekt: was noch fehlt", new_project, close_project),
)
SCREENS = (
    Screen("uebersicht", "die ganze Stadt nach dem Öffnen", lambda _s: None),
    Screen("quartier", "ein Quartier gewählt: Karte, Tabelle und Inspektor", select_district, clear),
    Screen("formel", "eine Kennzahl aufgeklappt bis zu Formel und Quelle", open_formula, close_formula),
    Screen("luecke", "die erste Lücke gewählt, mit ihrer Vorprüfung", select_gap, clear),
    Screen("kriterium", "ein Kriterium der Vorprüfung, aufgeklappt bis zur Regel", open_criterion, clear),
    Screen("unterlagen", "was für den Antrag belegt ist, und was fehlt", show_evidence, clear),
    Screen("weg", "der kürzeste Weg zur nächsten Einrichtung", show_way, clear),
    Screen("massstaebe", "die Tafel „Maßstäbe“", act("rules"), forget_rules),
    Screen("was-waere-wenn", "„Was wäre wenn“", on("whatif"), off("whatif")),
    Screen("angaben", "Angaben zur Vorprüfung", act("facts"), close),
    Screen("dienste", "Daten von einem Dienst", act("service"), close),
    Screen("tastatur", "alle Tasten", act("keys"), close),
    Screen("ueber", "über das Programm", act("about"), close),
    Screen("suche", "Suchen", search, forget_search),
    Screen("filter", "die Tabelle der Lücken, gefiltert", filter_gaps, act("clear_filters")),
    Screen("quartiere", "die Tabelle der Quartiere", table("districts"), table("gaps")),
    Screen("einrichtungen", "die Tabelle der Einrichtungen", table("facilities"), table("gaps")),
    Screen("diagramme", "Diagramme", table("charts"), table("gaps")),
    Screen("soziallage", "zwölf Felder des Sozialindex", table("social"), table("gaps")),
    Screen("geld", "Förderung und Kosten der ersten Lücke", show_money, leave_money),
    Screen("trenner", "zwei Themen mit Trenner", on("swipe"), off("swipe")),
    Screen("nebeneinander", "zwei Karten nebeneinander", on("beside"), off("beside")),
    Screen("einrichtung", "eine neue Einrichtung", act("facility_add"), stop_editing),
    *(
        Screen(f"laden-{n}-{step}", f"Daten laden, Schritt {n}", wizard_at(step), close_wizard)
        for n, step in enumerate(("recognised", "mapping", "check", "take_over"), 1)
    ),
    *(
        Screen(f"bericht-{n + 1}", f"Bericht schreiben, Schritt {n + 1}", report_at(n), close)
        for n in range(4)
    ),
    Screen("vergleich", "zwei Berichte nebeneinander", compare_reports, close),
    Screen("ansichten", "Ansichten ordnen", act("stations"), close),
    Screen(
        "bediener",
        "der Bediener, während der Raum sein Fenster hat",
        open_room,
        of=lambda studio: studio.window,
    ),
    Screen("raum", "was der Raum sieht", lambda _s: None, leave_room, room),
    Screen("beamer", "vor Publikum", on("beamer"), off("beamer")),
    Screen("beamer-luecke", "eine Lücke vor Publikum", present_a_gap, stop_presenting),
)
PLAIN = (
    Screen("wiederherstellung", "nach einem Absturz: was zurückgeholt werden kann", lambda _s: None),
    Screen("einfache-karte", "wiederhergestellt, auf der einfachen Karte", restore),
)
