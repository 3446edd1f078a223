"""What is said in German below the window, in an English one: nothing of the fixed words is left out, names stay."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import quartiermap
from quartiermap.domain import facts, results, rule_tests, schema
from quartiermap.domain.findings import Overall, Reason, Result
from quartiermap.domain.standards import Bindingness
from quartiermap.io import bundled
from quartiermap.render import classes
from quartiermap.ui import wording
from quartiermap.ui.viewmodels import walking
from quartiermap.ui.viewmodels.tables import Column, RecordsModel
from quartiermap.ui.widgets import parts

PATH = bundled.resources_dir() / "translations" / "below_en.toml"
WORDS = wording.words_of(PATH.read_text(encoding="utf-8"))
SOURCES = Path(quartiermap.__file__).parent
GERMAN = re.compile(r"[äöüß]|\b(?:der|die|das|und|nicht|kein|keine|ist|im|mit|von|für|unter|Jahre|Fußweg)\b")


@pytest.fixture(scope="module")
def english():
    return wording.Wording(WORDS)


@pytest.fixture
def english_window():
    wording.use("en")


def said_below() -> str:
    """Return the sources and the data files as one text; the window has some fixed words itself (names of systems)."""
    files = [*SOURCES.rglob("*.py"), *bundled.data_dir().rglob("*.toml")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def fixed_words() -> list[str]:
    """Return the closed vocabularies of the trade, as they come to the screen."""
    found = [each.label for enum in (Reason, Result, Overall, Bindingness) for each in enum]
    found += [*results.DEMAND_ORIGIN_LABELS.values(), *results.METHOD_LABELS.values()]
    found += [*facts.GROUP_LABELS.values(), *rule_tests.WORK_KINDS.values()]
    found += [word for kind in bundled.kinds() for word in (kind.name, kind.name_plural, kind.capacity_unit)]
    found += [profile.name for profile in bundled.profiles() if profile.id != "child"]
    for figure in classes.FIGURES:
        scheme = classes.scheme_for(figure)
        found += [scheme.title, scheme.dark_means, *scheme.labels]
    found += [column.label for column in schema.FACILITIES.columns]
    for programme in map(bundled.programme, bundled.programme_ids()):
        found += [rule.label for rule in programme.rule]
        found += [rule.text for rule in programme.rule]
        tests = [
            t
            for rule in programme.rule
            for t in (rule.test, *(o.get("test", {}) for o in rule.overrides.values()))
        ]
        found += [str(test.get(key, "")) for test in tests for key in ("note", "because")]
        found += [word for fact in programme.fact for word in (fact.label, fact.help)]
    for standards in map(bundled.standard_set, bundled.standard_set_ids()):
        found += [standard.label for standard in standards.standard]
    return [word for word in dict.fromkeys(found) if word and word not in ("m²", "Name", "Land", "€")]


def test_no_fixed_word_of_the_trade_is_left_german(english):
    left = [word for word in fixed_words() if english.worded(word) == word and "Berlin" not in word]
    assert [word for word in left if word not in ("Status",)] == []


def test_rules_and_criteria_have_no_german_left(english):
    told = [english.worded(word) for word in fixed_words()]
    assert [
        text
        for text in told
        if GERMAN.search(re.sub(r"[“„][^”“]*[”“]|Sprach-Kitas|Baden-Württemberg|Länder", "", text))
    ] == []


def test_kinds_are_called_as_in_the_catalogue(english):
    assert {kind.id: english.worded(kind.name) for kind in bundled.kinds()} == {
        kind.id: kind.name_en for kind in bundled.kinds()
    }


def test_what_is_put_in_comes_out_again():
    for german, other in WORDS.items():
        assert german != other, german
        assert set(re.findall(r"\{\w+\}", other)) <= set(re.findall(r"\{\w+\}", german)), german


def test_every_listed_sentence_is_found_with_its_places_filled(english):
    """Sentences are looked up by one of their words: a word that a figure or a name may touch must not be that one."""

    def filled(place: re.Match[str]) -> str:
        return "12" if place[1].startswith("n") else "K01" if place[1] == "code" else "Xyz"

    texts = [re.sub(r"\{(\w+)\}", filled, german) for german in WORDS]
    assert [text for text in texts if english.worded(text) == text] == []


def test_every_sentence_is_still_said_by_somebody_below():
    """A sentence that was changed below the window would stay German unseen: its words have to be found there."""
    texts = said_below()
    lost = []
    for german in WORDS:
        pieces = [piece.strip(" „“().,:;·→–") for piece in re.split(r"\{\w+\}", german)]
        words = max((w for piece in pieces for w in re.findall(r"[\w-]{4,}", piece)), key=len, default="")
        if words and words not in texts:
            lost.append((german, words))
    assert lost == []


def test_names_from_files_stay_as_they_are(english_window, qapp):
    """Only whole fields are translated: a place called like a kind of facility keeps its name."""
    name = Column("Name", lambda r: r, is_name=True)
    kind = Column("Art", lambda r: r)
    model = RecordsModel((name, kind), key=str)
    model.show(("Spielplatz",))
    assert model.cells(0) == ["Spielplatz", "Playground"]
    assert parts.label("Bibliothek", name=True).text() == "Bibliothek"
    assert parts.label("Bibliothek").text() == "Library"


def test_a_text_of_several_parts_is_said_part_by_part(english):
    assert english.worded("Weiterführende Schule: zu wenige Plätze") == "Secondary school: too few places"
    assert english.worded("1.250\u00a0m Fußweg · Annahme, 2026") == "1.250\u00a0m walk · assumption, 2026"
    assert english.worded("Quartier „Südpark“ · unbekannter Satz") == "District „Südpark“ · unbekannter Satz"


def test_words_that_both_languages_have_are_said_once(english, english_window):
    """English titles pass through again: none may be taken for German."""
    assert [
        w for w in ("Kind", "Status", "Name", "Field", "Norm", "Land", "Result") if english.worded(w) != w
    ] == ["Norm"]
    assert walking.who_walks(bundled.profile("older")) == "Older people"


def test_what_the_user_calls_something_is_not_translated():
    """An operator "Stadt" became a "town", a column "Einwohner" was offered as "residents"."""
    said = wording.Wording({"Stadt": "town", "{own}: Träger {own2} → {x}": "{own}: operator {own2} → {x}"})
    assert said.worded("Kita A: Träger Stadt → Stadt") == "Kita A: operator Stadt → town"


@pytest.mark.parametrize("short", ["S. 44", "Nr. 5", "Abs. 4"])
def test_an_abbreviation_does_not_end_a_sentence(short):
    said = wording.Wording({"{x} fehlt": "no {x}", "Der Plan": "The plan"})
    assert said.worded(f"ISEK, {short} 2 fehlt. Der Plan") == f"no ISEK, {short} 2. The plan"


def test_braces_of_a_pattern_to_type_are_no_places():
    said = wording.Wording({"Muster: { bund = 1 }; möglich: {x}": "Pattern: { bund = 1 }; possible: {x}"})
    assert said.worded("Muster: { bund = 1 }; möglich: land") == "Pattern: { bund = 1 }; possible: land"


def test_german_windows_are_not_touched():
    assert not wording.active()
    assert wording.worded("Bibliothek") == "Bibliothek"
