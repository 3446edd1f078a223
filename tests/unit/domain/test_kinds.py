"""The catalogue of kinds."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from quartiermap.domain.kinds import kinds_from_toml
from quartiermap.domain.texts import fold
from quartiermap.io import bundled


def test_no_word_names_two_kinds() -> None:
    owners: dict[str, str] = {}
    for kind in bundled.kinds():
        for word in {fold(w) for w in (kind.id, kind.name, kind.name_plural, kind.name_en, *kind.synonyms)}:
            assert owners.setdefault(word, kind.id) == kind.id, word


def test_signs_and_colours_tell_kinds_apart() -> None:
    kinds = list(bundled.kinds())
    assert len({k.sign for k in kinds}) == len(kinds)
    assert len({k.colour for k in kinds}) == len(kinds)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("KINDERTAGESSTÄTTE", "kita"), ("grund_schule", "primary_school"), ("Gymnasium", "secondary_school"),
        ("Stadtbücherei", "library"), ("Stadtteilzentrum", "quartierstreff"), ("Spielplätze", "playground"),
    ],
)  # fmt: skip
def test_german_words_are_understood(word: str, kind: str) -> None:
    found = bundled.kinds().by_word(word)
    assert found is not None
    assert found.id == kind


def test_every_standard_names_a_kind_of_the_catalogue() -> None:
    for set_id in bundled.standard_set_ids():
        for standard in bundled.standard_set(set_id).standard:
            assert standard.kind in bundled.kinds()


def test_a_wrong_catalogue_names_every_error() -> None:
    text = '[[kind]]\nid = "Kita!"\nname = "Kita"\nname_plural = "Kitas"\nname_en = "x"\nsign = "KKK"\ncolour = "red"\n'
    with pytest.raises(ValidationError) as caught:
        kinds_from_toml(text)
    assert {e["loc"][-1] for e in caught.value.errors()} == {"id", "sign", "colour"}
