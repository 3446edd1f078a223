"""Every figure of the inspector opens to formula, inputs, source and date."""

from __future__ import annotations

import re

import pytest

from quartiermap.ui.viewmodels.blocks import Facts, KindTable
from quartiermap.ui.viewmodels.inspector import page_for
from quartiermap.ui.viewmodels.selection import Group, Selected

NO_FIGURE = ("Schlüssel", "Richtwert", "liegt in", "Gruppe", "veröffentlicht")
"""Rows that name something; what they name is its own source."""

PARTS_OF_SCORE = ("Betroffene Personen", "Tiefe")
"""Explained where they are multiplied."""


@pytest.mark.parametrize(
    ("selected", "group"),
    [
        (Selected(), None),
        (Selected("district", "0101"), None),
        (Selected("district", "0106"), None),
        (Selected("gap", "0105:kita:out_of_reach"), None),
        (Selected(), ("0101", "0105")),
    ],
)
def test_no_figure_stands_alone(view_data, selected, group):
    page = page_for(view_data, selected, group=Group("zwei", group, picked=True) if group else Group())
    seen = 0
    for block in page.blocks:
        if isinstance(block, Facts):
            for label, value in block.rows:
                if re.search(r"\d", value) and not label.startswith((*NO_FIGURE, *PARTS_OF_SCORE)):
                    if group and label in ("Quartiere", "Lücken"):
                        continue  # counts of what is listed below
                    assert label in block.hows, (page.title, label)
                    seen += 1
            for how in block.hows.values():
                assert how.formula
                assert how.sources
        elif isinstance(block, KindTable):
            for line in block.rows:
                seen += 1
                assert line.hows
                assert all(how.formula and how.sources and how.inputs for how in line.hows)
    assert seen


def test_a_button_opens_the_explanation(opened):
    opened.selection.select("district", "0102")
    opened.inspector.complete()
    opened.inspector.how_buttons[0].click()
    text = "\n".join(
        label.text() for label in opened.inspector.how.findChildren(type(opened.status.invented))
    )
    assert "Einwohner: 10.400" in text
    assert "Zahl des Einwohnerregisters" in text
    opened.inspector.how.close()
