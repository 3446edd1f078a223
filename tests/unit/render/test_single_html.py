"""The single HTML file: the same figures as the model, accessible tables, and nothing that gets out or runs."""

from __future__ import annotations

import html.parser
import json
import re
import runpy
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quartiermap.domain import texts
from quartiermap.domain.network import WalkNetwork
from quartiermap.domain.programme import Programme
from quartiermap.domain.project import Project, Source
from quartiermap.render import report_model, report_suppression, single_html, single_html_data
from quartiermap.render.report_blocks import state_word
from quartiermap.render.single_html import html_of, json_for_html

SMALL_TOWN = runpy.run_path(str(Path(__file__).parents[2] / "web" / "town.py"))
HOSTILE = (
    *SMALL_TOWN["HOSTILE"], "javascript:alert(1)", "${alert(1)}", "a\u2028b\u2029c", "\u202egnol", "NUL\x00", "<!--", "]]>",
)  # fmt: skip
VOID = {"meta", "link", "img", "input", "br", "hr", "line", "rect", "circle", "path"}


class Element:
    def __init__(self, tag: str, attributes: dict[str, str], parent: Element | None) -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children: list[Element] = []
        self.own_text: list[str] = []

    @property
    def text(self) -> str:
        return "".join([*self.own_text, *(c.text for c in self.children)])

    def all(self, tag: str) -> list[Element]:
        found = [c for c in self.children if c.tag == tag]
        return [*found, *(e for c in self.children if c not in found for e in c.all(tag))]

    def everything(self) -> list[Element]:
        return [self, *(e for c in self.children for e in c.everything())]


class Tree(html.parser.HTMLParser):
    """A document as elements; unknown closing tags are an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.root = self.at = Element("#document", {}, None)
        self.feed(text)
        self.close()
        assert self.at is self.root, f"<{self.at.tag}> is never closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {k: v or "" for k, v in attrs}, self.at)
        self.at.children.append(made)
        if tag not in VOID:
            self.at = made

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.children.append(Element(tag, {k: v or "" for k, v in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.at.tag == tag, f"</{tag}> closes <{self.at.tag}>"
        assert self.at.parent is not None
        self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        self.at.own_text.append(data)


def island_of(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        text.split('<script type="application/json" id="qm-data">')[1].split("</script>")[0]
    )
    return found


@pytest.fixture(scope="module")
def model(town: Project, programmes: Mapping[str, Programme]) -> dict[str, Any]:
    return report_model.build(town, programmes)


@pytest.fixture(scope="module")
def document(town: Project, model: dict[str, Any]) -> str:
    return html_of(report_suppression.shown(town)[0], model=model)


@pytest.fixture(scope="module")
def page(document: str) -> Element:
    return Tree(document).root


def part(page: Element, key: str) -> Element:
    return next(s for s in page.all("section") if s.attributes.get("id") == key)


def body_rows(table: Element) -> list[list[Element]]:
    return [r.children for r in table.all("tbody")[0].all("tr")]


# ---- the figures


FIGURES: dict[int, tuple[str, Callable[[float], str]]] = {
    1: ("target_population", texts.number), 2: ("covered_share", texts.percent), 3: ("covered_population", texts.number),
    4: ("mean_distance_m", texts.metres), 5: ("sites", texts.number), 6: ("places", texts.number), 7: ("need_places", texts.number),
    8: ("supply_ratio", texts.percent), 9: ("shortfall_places", texts.number),
}  # fmt: skip


def test_every_figure_of_the_model_stands_in_the_tables_to_the_last_digit(
    page: Element, model: dict[str, Any]
) -> None:
    shown = part(page, "versorgung").all("table")
    kinds = [k for k in model["kinds"] if any(k["id"] in d["kinds"] for d in model["districts"])]
    assert len(shown) == len(kinds) > 0
    states = Counter()
    for table, kind in zip(shown, kinds, strict=True):
        districts = [d for d in model["districts"] if kind["id"] in d["kinds"]]
        rows = body_rows(table)
        assert [r[0].text for r in rows] == [d["name"] for d in districts]
        for cells, district in zip(rows, districts, strict=True):
            for place, (name, write) in FIGURES.items():
                value, state = (district["kinds"][kind["id"]][key] for key in (name, f"{name}_state"))
                states[state] += 1
                if value is None:
                    assert cells[place].attributes["data-state"] == state
                    assert cells[place].text == state_word(state) != ""
                else:
                    assert float(cells[place].attributes["data-value"]) == value
                    assert cells[place].text == write(value)
    assert {"value", "secret", "no_data", "not_applicable"} <= states.keys()  # the town has them all


def test_gaps_stand_in_order_with_verdicts_and_every_criterion(page: Element, model: dict[str, Any]) -> None:
    (table,) = part(page, "luecken").all("table")
    rows = body_rows(table)
    assert len(rows) == len(model["gaps"]) > 0
    for cells, gap in zip(rows, model["gaps"], strict=True):
        assert int(cells[0].text) == gap["rank"]
        assert [c.text for c in cells[1:4]] == [gap["district_name"], gap["kind_name"], gap["reason_label"]]
        if gap["affected_population"] is None:
            assert cells[4].text == state_word(gap["affected_population_state"])
        else:
            assert float(cells[4].attributes["data-value"]) == gap["affected_population"]
        assert cells[8].text == gap["because"]
        for verdict in gap["verdicts"]:
            assert verdict["overall_label"] in cells[7].text
            for criterion in verdict["criteria"]:
                assert f"{criterion['id']} {criterion['label']}" in cells[10].text
    assert any(g["verdicts"] for g in model["gaps"])


def test_map_and_tables_say_the_same(document: str, page: Element) -> None:
    themes = [t for t in island_of(document)["themes"] if t["kind"]]
    tables = part(page, "versorgung").all("table")
    assert len(themes) == len(tables)
    for theme, table in zip(themes, tables, strict=True):
        for figure, place in zip(theme["figures"], (2, 4, 8), strict=True):
            said = {r[0].all("a")[0].attributes["data-district"]: r[place].text for r in body_rows(table)}
            assert figure["values"] == said


def test_facilities_and_sources_are_all_there(page: Element, model: dict[str, Any]) -> None:
    rows = body_rows(part(page, "einrichtungen").all("table")[0])
    assert len(rows) == len(model["facilities"])
    sources = body_rows(part(page, "quellen").all("table")[0])
    assert [r[-1].text for r in sources] == [s["sha256"] or texts.NO_DATA for s in model["meta"]["sources"]]


def test_secret_and_unknown_are_two_classes_on_the_map() -> None:
    found = island_of(html_of(SMALL_TOWN["small_town"]()))["themes"][0]["figures"]
    said = [(f["values"]["04"], f["classes"]["04"]) for f in found]
    assert said == [("geheim", single_html_data.SECRET_CLASS), ("keine Daten", -1), ("entfällt", -1)]
    assert [f["scheme"]["secret"] for f in found] == [True, False, False]


def test_without_a_model_the_figures_are_those_of_the_report(town: Project) -> None:
    whole = html_of(town)
    shown = Tree(whole).root
    own = report_model.build(town, {})
    first = part(shown, "versorgung").all("table")[0]
    kind = next(k["id"] for k in own["kinds"] if k["id"] in own["districts"][0]["kinds"])
    assert body_rows(first)[0][2].text in (
        texts.percent(own["districts"][0]["kinds"][kind]["covered_share"]),
        state_word(own["districts"][0]["kinds"][kind]["covered_share_state"]),
    )


# ---- for everybody


def test_no_cell_is_empty_and_every_table_can_be_read_aloud(page: Element) -> None:
    tables = page.all("table")
    assert tables
    for table in tables:
        assert table.all("caption")[0].text.strip()
        heads = table.all("thead")[0].all("th")
        assert all(h.attributes.get("scope") == "col" and h.text.strip() for h in heads)
        for row in table.all("tr"):
            assert len(row.children) == len(heads)
            assert all(cell.text.strip() for cell in row.children)
        for row in body_rows(table):
            assert row[0].tag == "th"
            assert row[0].attributes["scope"] == "row"


def test_landmarks_headings_and_references(page: Element) -> None:
    (root,) = page.all("html")
    assert root.attributes["lang"] == "de"
    for tag in ("header", "main", "nav", "footer", "h1"):
        assert len(page.all(tag)) == 1
    everything = page.everything()
    ids = [e.attributes["id"] for e in everything if "id" in e.attributes]
    assert [i for i, n in Counter(ids).items() if n > 1] == []
    for element in everything:
        for name in ("aria-labelledby", "aria-controls", "for"):
            for target in element.attributes.get(name, "").split():
                assert target in ids, f"{name}={target}"
        target = element.attributes.get("href", "#inhalt")
        assert target.startswith("#")
        assert target[1:] in ids, target
    levels = [int(e.tag[1]) for e in everything if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    body = page.all("body")[0].children
    assert (body[0].tag, body[0].attributes["href"]) == ("a", "#inhalt")  # the first stop of the Tab key
    for field in (e for e in everything if e.tag in ("input", "select")):
        assert any(e.attributes.get("for") == field.attributes["id"] for e in everything if e.tag == "label")


def test_without_script_the_map_is_not_there_and_the_reader_is_told(document: str, page: Element) -> None:
    assert "Tabellen" in page.all("noscript")[0].text
    style = "".join(re.findall(r"<style>(.*?)</style>", document, re.DOTALL))
    assert re.search(r"\.qm-work \{ display: none; \}", style)


# ---- nothing gets out, nothing runs


def test_nothing_refers_to_the_outside(document: str, page: Element) -> None:
    for element in page.everything():
        for name in ("src", "action", "data", "style", "srcset", "formaction", "background"):
            assert name not in element.attributes
        assert not any(name.startswith("on") for name in element.attributes)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', document)
    assert policy is not None
    assert policy[1].startswith("default-src 'none';")
    assert not re.search(r"https?:|unsafe|\*|'self'", policy[1])
    styles = "".join(re.findall(r"<style>(.*?)</style>", document, re.DOTALL))
    targets = re.findall(r"url\(([^)]{1,60})", styles)
    assert targets
    assert all(target.strip("'\"").startswith(("data:", "#")) for target in targets)


@pytest.fixture(scope="module")
def calm() -> Element:
    return Tree(html_of(SMALL_TOWN["small_town"]())).root


@pytest.mark.parametrize("first", range(0, len(HOSTILE), 4))
def test_text_from_data_stays_text(first: int, calm: Element) -> None:
    names = (HOSTILE * 2)[first : first + 4]
    text = html_of(SMALL_TOWN["small_town"](names))
    hostile = Tree(text).root
    assert [e.tag for e in hostile.everything()] == [e.tag for e in calm.everything()]
    assert "<" not in text.split('id="qm-data">')[1].split("</script>")[0]
    shown = [re.sub("\x00", "\ufffd", name) for name in names]
    assert hostile.all("h1")[0].text == shown[0]
    assert [row[0].text for row in body_rows(part(hostile, "quartiere").all("table")[0])] == shown


def test_json_for_html_is_still_the_same_json() -> None:
    value: Any = {"a": "</script><!-- & \u2028 ü", "b": [1.5, None, True]}
    assert json.loads(json_for_html(value)) == value


# ---- size, streets, licences


def test_the_background_gives_way_when_the_file_grows_too_large(
    town: Project, model: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    monkeypatch.setattr(single_html, "_background", lambda _p, budget, _s: seen.append(budget))
    html_of(town, model=model)
    monkeypatch.setattr(single_html, "SIZE_BUDGET", 500_000)
    html_of(town, model=model)
    roomy, tight = seen
    assert roomy == single_html.BASEMAP_BUDGET
    assert tight < 60_000


def test_streets_lie_on_the_street_once_for_each_area(town: Project) -> None:
    """Two streets of one name in two districts, one outside of the town."""
    frame = town.reporting_districts.head(2)
    first, second = (shape.representative_point() for shape in frame.geometry)
    x = np.array(
        [first.x - 50, first.x + 50, second.x - 50, second.x + 50, first.x - 1e6, first.x - 1e6 + 50]
    )
    y = np.array([first.y, first.y, second.y, second.y, first.y, first.y])
    vertex_x = np.concatenate([[x[i], (x[i] + x[i + 1]) / 2, x[i + 1]] for i in (0, 2, 4)])
    vertex_y = np.repeat(y[[0, 2, 4]], 3)
    network = WalkNetwork(
        x, y, np.array([0, 2, 4], np.int32), np.array([1, 3, 5], np.int32), np.full(3, 100.0), vertex_x, vertex_y,
        np.array([0, 3, 6, 9], np.int64), np.zeros(3, np.int16), np.zeros(3, np.uint8), ("residential",), component=np.zeros(6, np.int32),
        edge_name=np.zeros(3, np.int32), names=("Gartenstraße",),
    )  # fmt: skip
    found = single_html_data.streets(town.with_(network=network, districts=frame))
    assert [row[0] for row in found] == ["Gartenstraße", "Gartenstraße"]
    assert sorted(row[1] for row in found) == sorted(frame["name"])
    back = single_html_data.transformer(int(town.epsg or 0))
    lon, lat = back.transform(first.x, first.y)
    at = next(r for r in found if r[1] == frame["name"].iloc[0])
    assert (at[2], at[3]) == pytest.approx((lon, lat), abs=2e-5)
    assert single_html_data.streets(town.with_(network=None)) == []


def test_licences_are_told_by_layer() -> None:
    def source(layer: str, provider: str, kind: str = "", used: int = 5) -> Source:
        return Source(
            layer + kind,
            layer,
            "d.csv",
            "",
            5,
            used,
            "",
            kind=kind,
            provider=provider,
            licence="dl-de/by-2-0",
        )

    rows = single_html_data.credits_by_layer(
        [
            source("districts", "Stadt A"),
            source("facilities", "Stadt B", "kita", used=4),
            source("indicators", "Stadt C"),
            Source("o", "network", "x.osm.pbf", "", 5, 5, "", provider="OpenStreetMap", licence="ODbL"),
        ]
    )
    of = {
        name: {r["who"].split(",")[0] for r in rows if name in r["in"]}
        for name in single_html_data.SOURCES_OF
    }
    assert of["outlines"] == {"Stadt A"}
    assert of["need"] == {"Stadt A", "Stadt C"}
    assert of["facilities"] == {"Stadt B"}
    assert of["basemap"] == {"© OpenStreetMap-Mitwirkende (ODbL)"}
    changed = {r["who"].split(",")[0] for r in rows if "Daten verändert" in r["about"]}
    assert changed == {"Stadt B"}
