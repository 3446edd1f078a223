"""What is imported in a worker while the window already stands: it brings pandas and everything built on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quartiermap.app.session import Session
    from quartiermap.domain.progress import Progress

_LATER = (
    "quartiermap.app.import_wizard",
    "quartiermap.io.import_doctor",
    "quartiermap.app.service_import",
    "quartiermap.app.corrections",
    "quartiermap.app.facility_edits",
    "quartiermap.ui.widgets.facility_dialog",
    "quartiermap.app.evidence",
    "quartiermap.app.funding",
    "quartiermap.app.need_tables",
    "quartiermap.app.supply",
    "quartiermap.analysis.ranking_stability",
    "quartiermap.analysis.protected",
    "quartiermap.ui.widgets.import_window",
    "quartiermap.app.report_previews",
    "quartiermap.render.report_preview",
    "quartiermap.ui.widgets.report_window",
    "quartiermap.ui.widgets.compare_reports_window",
)
"""Modules that only some windows need."""


def warm_up(progress: Progress) -> Session:
    """Import what is heavy, in a worker, while the window already stands; return an empty session."""
    progress.step(0.1, "Programm wird vorbereitet")
    import geopandas  # noqa: F401

    progress.step(0.6, "Programm wird vorbereitet")
    from quartiermap.analysis import catchment_areas, explain, explain_figures, supply  # noqa: F401
    from quartiermap.app import questions, usecases, whatif  # noqa: F401
    from quartiermap.app.session import Session as _Session
    from quartiermap.domain.project import new_project
    from quartiermap.render import cells_png, classes, live_cells, map_data  # noqa: F401

    new_project("")  # its empty tables bring in the last half second of imports
    return _Session()


def warm_up_rest(progress: Progress) -> None:
    """Import what a first click would wait for (wizard, services, money, evidence …), while nobody asks for it yet."""
    from importlib import import_module

    for share, name in enumerate(_LATER):
        progress.step(share / len(_LATER), "")  # a newer wish may take over between two of them
        import_module(name)
