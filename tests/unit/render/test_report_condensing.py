"""What is the same for all gaps is told once; what differs is told gap by gap; nothing gets lost."""

import copy

import pytest

from quartiermap.domain.project import Source
from quartiermap.render import report_gap_chapters, report_lists, report_model
from quartiermap.render.report_credits import INVENTED, credit_line


def criterion(criterion_id, result="met", because="gleich", missing=""):
    return {
        "id": criterion_id, "label": criterion_id, "kind": "mandatory", "result": result, "because": because,
        "missing": missing, "source": "[Q01] Programmseite, 2024",
    }  # fmt: skip


def test_criteria_are_split_by_what_they_say_not_by_their_result_alone():
    first = {"criteria": [criterion("R01"), criterion("R02"), criterion("R03", "open", "es fehlt A")]}
    second = {"criteria": [criterion("R01"), criterion("R02", "not_met"), criterion("R03", "open", "es fehlt B")]}  # fmt: skip
    same, own = report_gap_chapters.shared_criteria([first, second])
    assert [c["id"] for c in same] == ["R01"]
    assert own == ["R02", "R03"]


def test_a_criterion_that_not_every_gap_has_is_not_shared():
    same, own = report_gap_chapters.shared_criteria([{"criteria": [criterion("R01")]}, {"criteria": []}])
    assert (same, own) == ([], ["R01"])


def test_every_criterion_of_a_detailed_gap_stands_in_the_report(town, programmes):
    model = report_model.build(town, programmes)
    text = repr(report_gap_chapters.precheck(model))
    for gap in model["gaps"][: report_gap_chapters.DETAILED_GAPS]:
        for verdict in gap["verdicts"]:
            for found in verdict["criteria"]:
                assert found["id"] in text
                if found["result"] != "not_applicable":
                    assert repr(found["because"])[1:-1] in text


def model_with(sites_fine, sites_coarse):
    def districts(sites, rank):
        return [
            {"district_id": f"{rank}{n}", "level_rank": rank, "kinds": {"library": {"need_places": 1.0, "sites": s}}}
            for n, s in enumerate(sites)
        ]  # fmt: skip

    return {"districts": districts(sites_fine, 2), "parents": districts(sites_coarse, 1)}


@pytest.mark.parametrize(
    ("fine", "coarse", "level"),
    [
        ([1, 1, 0, 0], [1, 1], "fine"),
        ([1, 0, 0, 0], [1, 0], "coarse"),
        ([1, 0, 0, 0, 0], [1, 0, 0], None),
        ([1, 0, 0, 0], [], None),
        ([1, 0, 0, 0], [1], None),
    ],
)
def test_places_against_need_are_mapped_where_half_of_the_areas_have_a_facility(fine, coarse, level):
    assert report_lists.supply_level(model_with(fine, coarse), "library") == level


def test_areas_without_a_need_do_not_count():
    model = model_with([1, 0, 0], [])
    for district in model["districts"][1:]:
        district["kinds"]["library"]["need_places"] = None
    assert report_lists.supply_level(model, "library") == "fine"


def test_a_verdict_that_differs_has_a_column_one_that_is_the_same_a_sentence(town, programmes):
    model = report_model.build(town, programmes)
    shorts = report_lists.programme_shorts(model)
    same = report_lists.gap_table("x", [g for g in model["gaps"] if g["verdicts"]][:1], shorts)
    assert "Vorprüfung" not in [c["title"] for c in same["columns"]]
    assert "Vorprüfung aller Lücken" in same["note"]
    other = copy.deepcopy(model["gaps"][:2])
    other[0]["verdicts"] = [{"overall_label": "a"}]
    other[1]["verdicts"] = [{"overall_label": "b"}]
    assert [c["title"] for c in report_lists.gap_table("x", other, shorts)["columns"]][-1] == "Vorprüfung"


def test_of_several_programmes_each_verdict_says_whose_it_is(town, programmes):
    gap = copy.deepcopy(report_model.build(town, programmes)["gaps"][0])
    gap["verdicts"] = [
        {"programme": "p", "overall_label": "Kriterien nicht erfüllt"},
        {"programme": "q", "overall_label": "Nachweise fehlen"},
    ]
    told = report_lists.gap_table("x", [gap], {"p": "SIQ", "q": "Fonds"})
    assert "SIQ: Kriterien nicht erfüllt; Fonds: Nachweise fehlen" in told["note"]


def source(layer, provider="Stadt A", licence="dl-de/by-2-0", **more):
    return Source(layer, layer, f"{layer}.csv", "", 5, 5, "", provider=provider, licence=licence, **more)


def test_a_provider_is_named_once_with_all_its_layers():
    line = credit_line([source("districts"), source("facilities"), source("network", "OpenStreetMap", "ODbL 1.0")],
                       ["districts", "facilities", "network"])  # fmt: skip
    assert line.count("Stadt A") == 1
    assert "Quartiere, Einrichtungen" in line
    assert "www.govdata.de/dl-de/by-2-0" in line
    assert "OpenStreetMap, ODbL 1.0: Wegenetz" in line


def test_invented_sources_name_nobody():
    line = credit_line([source("districts", invented=True), source("network", "OSM", "ODbL", invented=True)],
                       ["districts", "network"])  # fmt: skip
    assert line.startswith(INVENTED)
    assert "Stadt A" not in line
    assert "OSM" not in line


def test_layers_that_the_map_does_not_show_are_not_credited():
    assert "Stadt B" not in credit_line([source("districts"), source("indicators", "Stadt B")], ["districts"])
