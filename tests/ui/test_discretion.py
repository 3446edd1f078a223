"""The window shows no small number: map, table, inspector, projector and "Was wäre wenn" say "geheim" as the report does."""

from __future__ import annotations

import pandas as pd
import pytest

from quartiermap.app import usecases
from quartiermap.app.whatif import WhatIf
from quartiermap.domain.progress import Progress
from quartiermap.domain.results import TOWN
from quartiermap.io import bundled
from quartiermap.render.report_suppression import shown
from quartiermap.ui.map.tools import scheme_values
from quartiermap.ui.viewmodels import asking, explain
from quartiermap.ui.viewmodels.blocks import KindTable
from quartiermap.ui.viewmodels.discretion import Discretion
from quartiermap.ui.viewmodels.group_page import group_page
from quartiermap.ui.viewmodels.inspector import page_for
from quartiermap.ui.viewmodels.selection import Group, Selected
from quartiermap.ui.viewmodels.thematic import SECRET, Theme, paint
from quartiermap.ui.viewmodels.viewdata_build import build
from quartiermap.ui.viewmodels.whatif_words import figure_line
from quartiermap.ui.widgets.table_columns import Columns

FEW = "0103"
"""Three children live here."""


def words_of(page: object) -> str:
    return repr(page)


@pytest.fixture(scope="module")
def project(town, computed):
    cells = town.cells.copy()
    cells["age_0_6"] = [90.0, 90.0, 3.0, 90.0, 90.0, 90.0]
    return usecases.analyse(town.with_(cells=cells, network=computed.network))


@pytest.fixture(scope="module")
def data(project):
    return build(project, bundled.kinds(), ())


@pytest.fixture(scope="module")
def kita(data):
    return data.primary("kita")


def test_what_the_report_hides_is_hidden_here(project, data, kita):
    report, secrets = shown(project)
    assert secrets.hides_group(FEW, kita.id)
    hidden = {d.district_id for d in data.reporting if secrets.hides_group(d.district_id, kita.id)}
    assert len(hidden) >= 2, "one alone would follow from the sum"
    assert len(hidden) < len(data.reporting)
    for district in hidden:
        figure = data.figure(district, kita)
        assert (
            explain.share(figure)
            == explain.target_population(figure)
            == explain.places_and_need(figure)
            == "geheim"
        )
        assert explain.shortfall(figure) == explain.supply_ratio(figure) == "geheim"
    told = {
        (row["district_id"], row["standard_id"]): row["covered_share_state"]
        for row in report.analysis.figures.to_dict("records")
    }
    assert {key: figure["covered_share_state"] for key, figure in data.figures.items()} == told


def test_the_explanation_names_no_part_of_a_hidden_figure(data, kita):
    for how in explain.explain(data, data.figure(FEW, kita), kita)[:1]:
        assert [value for label, value in how.inputs if label in ("in Reichweite", "Zielgruppe")] == [
            "geheim",
            f"geheim ({data.figure(FEW, kita)['target_group']})",
        ]


@pytest.mark.parametrize("metres", [None, 900.0])
def test_the_map_hatches_it_at_every_distance(project, data, kita, metres):
    theme = Theme("kita", "covered_share", kita, kita.target_m if metres is None else metres)
    painting = paint(data, data.public, theme, Progress())
    assert painting.classes[FEW] == SECRET
    assert painting.values[FEW] == "geheim"
    told = scheme_values(painting.scheme, painting.classes, painting.values)
    assert told["secret"]  # a line of the legend of its own
    others = {key: number for key, number in painting.classes.items() if number != SECRET}
    assert not scheme_values(painting.scheme, others, painting.values)["secret"]
    assert any(number >= 0 for number in painting.classes.values())


def test_its_dwelling_places_are_not_listed(data, kita):
    found = asking.cells_of(data.public, data, FEW, kita.id, Progress())
    assert isinstance(found, str)
    assert "geheim" in found


def test_the_game_says_none_of_it_either(project, data, kita):
    change = WhatIf(project, project.analysis, Progress()).watch("kita", kita.id)
    line = figure_line(change, FEW, data=data)
    assert (line.share, line.share_before, line.gained, line.lost, line.places) == ("geheim",) * 5
    assert figure_line(change, FEW).share != "geheim", "without the project's secrets it would be told"
    town = figure_line(change, None, data=data)
    assert town.share != "geheim"


def test_before_anything_is_moved_the_game_says_what_all_the_window_says(project, data, kita):
    change = WhatIf(project, project.analysis, Progress()).watch("kita", kita.id)
    areas = [
        TOWN,
        *(row.district_id for row in data.reporting if not data.hides_group(row.district_id, kita.id)),
    ]
    for area in areas:
        line = figure_line(change, None if area == TOWN else area, data=data)
        assert line.share == line.share_before == explain.share(data.figure(area, kita))


def test_residents_of_a_small_district_are_secret_and_the_town_still_knows_all(town, computed):
    cells, register = town.cells.copy(), town.district_population.copy()
    cells["population"] = [900.0, 900.0, 900.0, 900.0, 900.0, 4.0]
    register["population"] = [3200.0, 10_400.0, 9_150.0, 780.0, 2_005.0, 4.0]
    found = build(
        usecases.analyse(town.with_(cells=cells, district_population=register, network=computed.network)),
        bundled.kinds(),
        (),
    )
    hidden = {d.district_id for d in found.reporting if d.population_state == "secret"}
    assert "0106" in hidden
    assert len(hidden) >= 2
    assert all(found.districts[d].population is None for d in hidden)
    assert found.population == 3200 + 10_400 + 9_150 + 780 + 2_005 + 4
    assert "geheim" in words_of(page_for(found, Selected("district", "0106")))
    assert found.secrets.hides_persons(TOWN, None) is False


def test_the_same_result_is_looked_at_once(project, monkeypatch):
    from quartiermap.analysis import protection

    counted = []
    real = protection.secrets_of
    monkeypatch.setattr(protection, "secrets_of", lambda p: counted.append(1) or real(p))
    discretion = Discretion()
    first, _ = discretion.shown(project)
    again, _ = discretion.shown(project.with_(settings={**project.settings, "view.stations": "[]"}))
    assert counted == [1]
    assert first.analysis is again.analysis
    discretion.shown(project.with_(settings={**project.settings, "small_numbers.limit": 10}))
    assert counted == [1, 1], "another limit is another question"


def test_without_a_limit_the_project_is_shown_as_it_is(project):
    open_town = project.with_(settings={**project.settings, "small_numbers.limit": 0})
    public, secrets = Discretion().shown(open_town)
    assert public is open_town
    assert not secrets.count


ALMOST = "0101"
"""90 children live in reach here, and three do not."""


@pytest.fixture(scope="module")
def almost(town, computed):
    far = town.cells.iloc[[0]].copy()
    far["cell_id"], far["population"], far["age_0_6"] = "far", 12.0, 3.0
    far = far.set_geometry(far.geometry.translate(450.0, 450.0))
    cells = pd.concat([town.cells, far], ignore_index=True)
    return build(usecases.analyse(town.with_(cells=cells, network=computed.network)), bundled.kinds(), ())


def test_few_beyond_reach_are_told_by_a_bound_and_the_map_keeps_its_class(almost):
    kita = almost.primary("kita")
    figure = almost.figure(ALMOST, kita)
    assert explain.target_population(figure) == "93"
    assert explain.share(figure) == "über 94\u00a0%"
    assert dict(explain.explain(almost, figure, kita)[0].inputs)["in Reichweite"] == "über 88 Personen"
    painting = paint(almost, almost.public, Theme("kita", "covered_share", kita, kita.target_m), Progress())
    assert painting.values[ALMOST] == "über 94\u00a0%"
    assert painting.scheme.labels[painting.classes[ALMOST]].startswith("90 bis")
    town = almost.figure(TOWN, kita)
    assert explain.share(town).startswith("≈")
    assert town["covered_population"] % 10 == 0


@pytest.mark.parametrize("metres", [300.0, 700.0, 900.0, 1200.0])
def test_no_distance_of_the_slider_tells_the_few(almost, metres):
    kita = almost.primary("kita")
    painting = paint(almost, almost.public, Theme("kita", "covered_share", kita, metres), Progress())
    words = painting.values[ALMOST]
    assert words in ("über 94\u00a0%", "100,0\u00a0%"), words  # 100 %: from where on everybody is in reach


def test_sums_of_selected_districts_count_the_middle_of_the_bounds(almost):
    page = group_page(almost, Group("two", (ALMOST, "0102")))
    (table,) = (block for block in page.blocks if isinstance(block, KindTable))
    assert (
        next(line.share for line in table.rows if line.kind == "kita") == "≈\u00a098,6\u00a0%"
    )  # 90.5 + 90 of 183


def test_the_table_sorts_by_the_middle_and_writes_no_number_into_a_file(almost):
    columns = Columns(lambda _: None)
    columns.data, columns.theme = almost, Theme("kita", "covered_share", almost.primary("kita"))
    share = next(c for c in columns.districts() if c.exact is not None)
    row = almost.districts[ALMOST]
    assert share.sort(row) == pytest.approx((88 / 93 + 1) / 2)
    assert share.exact(row) is None
