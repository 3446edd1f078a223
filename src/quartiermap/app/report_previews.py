"""A preview of the report for the window: with the programmes that the project knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quartiermap.domain.project import Project
    from quartiermap.domain.report_template import ReportTemplate
    from quartiermap.render.report_preview import Preview


def preview_of(project: Project, template: ReportTemplate) -> Preview:
    """Return the pages of a project's report as pictures; see `quartiermap.render.report_preview.Preview`.

    Raises
    ------
    UsageError
        If the project has no result.
    InputError
        If the template's logo or fonts cannot be used.
    """
    from quartiermap.app.programmes import available
    from quartiermap.render.report_preview import Preview

    return Preview(project, template, available(project))
