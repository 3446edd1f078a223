"""What residents read: words for classes, no terms of the trade, nothing invented where nothing is known."""

from __future__ import annotations

import pytest

from quartiermap.domain import texts
from quartiermap.render.classes import scheme_for
from quartiermap.ui.viewmodels import plain_words
from quartiermap.ui.viewmodels.selection import NOTHING, Selected
from quartiermap.ui.viewmodels.stations import story
from quartiermap.ui.viewmodels.thematic import Theme

JARGON = ("Studie", "2008", "Richtwert", "Erreichbarkeit", "SIQ", "Förder", "Vorprüfung", "Näherung", "EPSG")


@pytest.fixture
def kita(view_data):
    standard = view_data.primary("kita")
    return Theme("kita", "covered_share", standard, standard.target_m)


def test_each_class_has_a_word_and_keeps_its_limits_beside_it(view_data, kita):
    legend = plain_words.plain_legend(view_data, kita, scheme_for("covered_share", kita.standard))
    assert legend.labels[::-1] == ("fast alle", "die meisten", "gut die Hälfte", "wenige", "kaum jemand")
    assert legend.figures == scheme_for("covered_share").labels


@pytest.mark.parametrize("figure", ["covered_share", "mean_distance_m", "supply_ratio"])
def test_words_are_all_different_and_as_many_as_classes(view_data, kita, figure):
    theme = Theme("kita", figure, kita.standard, kita.target_m)
    legend = plain_words.plain_legend(view_data, theme, scheme_for(figure, kita.standard))
    assert len(set(legend.labels)) == len(legend.labels) == len(scheme_for(figure, kita.standard).labels)


def test_the_social_status_keeps_its_published_words(view_data, kita):
    theme = Theme("kita", "need_status", kita.standard, kita.target_m)
    scheme = scheme_for("need_status")
    assert plain_words.plain_legend(view_data, theme, scheme).labels == scheme.labels


@pytest.mark.parametrize("figure", ["covered_share", "mean_distance_m", "supply_ratio", "need_status"])
def test_no_term_of_the_trade_stands_in_title_or_line(view_data, kita, figure):
    theme = Theme("kita", figure, kita.standard, kita.target_m)
    title, line = plain_words.lines_for_a_room(view_data, theme, NOTHING)
    legend = plain_words.plain_legend(view_data, theme, scheme_for(figure, kita.standard))
    for words in (title, line, legend.title, legend.note, *legend.labels):
        assert not [term for term in JARGON if term in words], words


def test_the_sentence_about_the_town_is_its_class_and_its_figure(view_data, kita):
    """Share 0.655 lies between a half and three quarters; 500 m at 5 km/h are 6 minutes."""
    _, line = plain_words.lines_for_a_room(view_data, kita, NOTHING)
    assert line == (
        "Ganze Stadt: gut die Hälfte (65,5\u00a0%) · unter 6 Jahre · höchstens 500\u00a0m zu Fuß, etwa 6 Minuten"
    )


def test_a_district_without_data_says_so(view_data, kita):
    _, line = plain_words.lines_for_a_room(view_data, kita, Selected("district", "0106"))
    assert line.startswith(f"Hinterm Damm: {texts.NO_DATA}")
    _, line = plain_words.lines_for_a_room(view_data, kita, Selected("district", "0105"))
    assert line.startswith("Am Fluss: kaum jemand (18,3\u00a0%)")


def test_a_moved_distance_makes_no_statement_about_the_town(view_data, kita):
    theme = Theme("kita", "covered_share", kita.standard, 750.0)
    _, line = plain_words.lines_for_a_room(view_data, theme, NOTHING)
    assert "65,5" not in line
    assert "750\u00a0m" in line


def test_a_talk_is_proposed_for_the_kind_that_is_shown(view_data, kita):
    found = story(view_data, kita, lambda x, y: (x / 1e6, y / 1e6))
    assert [s.name.split(":")[0] for s in found] == ["Ausgangslage", "Lücke", "Variante"]
    today, gap, variant = found
    assert (today.place, today.whatif) == (None, False)
    assert gap.item == next(g.gap_id for g in view_data.gaps if g.kind == "kita")
    assert gap.place == variant.place is not None
    assert variant.whatif
    assert variant.text
    assert all(s.kind == "kita" and s.standard_id == kita.standard.id for s in found)


def test_without_a_gap_the_talk_has_none(view_data):
    standard = view_data.primary("library")
    only = [g for g in view_data.gaps if g.kind != "library"]
    import dataclasses

    data = dataclasses.replace(view_data, gaps=tuple(only))
    found = story(data, Theme("library", "covered_share", standard, standard.target_m), lambda _x, _y: None)
    assert [s.what for s in found] == ["none", "none"]
