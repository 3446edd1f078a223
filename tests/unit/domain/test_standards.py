"""Standards: what ships, and what a file may say."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from quartiermap.domain.standards import Bindingness, Standard, standards_from_toml
from quartiermap.errors import InputError
from quartiermap.io import bundled

HEAD = 'id = "x"\ntitle = "X"\ndetour_origin = { ref = "Q", text = "t", tag = "user" }\n'
ONE = """
[[standard]]
id = "a"
kind = "kita"
label = "Kita"
age = {age}
target_m = {target}
speed_kmh = 3.0
bindingness = "annahme"
origin = {{ ref = "Q", text = "t", tag = "user" }}
"""


def test_the_default_comes_first_and_every_set_loads() -> None:
    assert bundled.standard_set_ids()[0] == "default"
    assert {"nds-1996", "din-18034-1"} < set(bundled.standard_set_ids())
    for set_id in bundled.standard_set_ids():
        assert bundled.standard_set(set_id).id == set_id


def all_standards() -> list[Standard]:
    return [s for i in bundled.standard_set_ids() for s in bundled.standard_set(i).standard]


@pytest.mark.parametrize("standard", all_standards(), ids=lambda s: s.id)
def test_an_unsourced_value_is_an_assumption(standard: Standard) -> None:
    if standard.origin.tag in ("memory", "proposal"):
        assert standard.bindingness is Bindingness.ASSUMPTION
        assert standard.is_assumption
    else:
        assert standard.origin.ref.startswith("Q")
    if standard.supply and standard.supply.origin.tag in ("memory", "proposal"):
        assert standard.supply.bindingness is Bindingness.ASSUMPTION
    if standard.limit_m is not None:
        # A limit is what law or court calls reasonable, never the aim itself.
        assert standard.limit_bindingness in (Bindingness.LAW, Bindingness.COURT)


def test_every_kind_of_the_default_has_exactly_one_primary_standard() -> None:
    default = bundled.standard_set()
    for kind in {s.kind for s in default.standard}:
        assert sum(s.primary for s in default.standard if s.kind == kind) == 1
    playground = default.primary("playground")
    assert playground is not None
    assert (playground.age, playground.target_m) == ((6, 12), 400.0)


def test_the_shown_mean_rate_is_that_of_the_parts() -> None:
    kita = bundled.standard_set().primary("kita")
    assert kita is not None
    assert kita.supply is not None
    parts = [(p.age[1] - p.age[0], p.rate) for p in kita.supply.parts if p.age and p.age[1]]
    assert sum(years * rate for years, rate in parts) / sum(years for years, _ in parts) == pytest.approx(
        kita.supply.rate
    )


def test_minutes_at_the_standard_s_own_speed() -> None:
    # DIN 18034-1: 200 m in 6 minutes, 400 m in 10, 1,000 m in 15 (DOMAIN.md E-SP-1 to 3).
    minutes = {s.target_m: s.minutes for s in bundled.standard_set("din-18034-1").standard}
    assert minutes == pytest.approx({200.0: 6.0, 400.0: 10.0, 1000.0: 15.0})


def test_an_open_age_is_written_with_one_number() -> None:
    found = standards_from_toml(HEAD + ONE.format(age="[65]", target="500.0"))
    assert found.standard[0].age == (65, None)
    again = Standard.model_validate_json(found.standard[0].model_dump_json())
    assert again == found.standard[0]


@pytest.mark.parametrize(
    ("age", "target"),
    [
        ("[6, 6]", "500.0"),
        ("[6, 3]", "500.0"),
        ("[0, 6]", "-1.0"),
        ("[0, 6]", '"500"'),
        ("[0, 6, 9]", "500.0"),
    ],
)
def test_nonsense_is_refused(age: str, target: str) -> None:
    with pytest.raises(ValidationError):
        standards_from_toml(HEAD + ONE.format(age=age, target=target))


def test_a_target_beyond_the_limit_is_refused() -> None:
    limit = 'limit_m = 400.0\nlimit_bindingness = "gesetz"\nlimit_origin = { ref = "Q", text = "t", tag = "user" }\n'
    with pytest.raises(ValidationError, match="kleiner als"):
        standards_from_toml(HEAD + ONE.format(age="[0, 6]", target="500.0") + limit)


def test_two_standards_of_one_id_are_refused() -> None:
    with pytest.raises(ValidationError, match="doppelt"):
        standards_from_toml(HEAD + ONE.format(age="[0, 6]", target="500.0") * 2)


def test_a_user_s_file_reports_every_error(tmp_path: Path) -> None:
    path = tmp_path / "eigene.toml"
    path.write_text(
        HEAD + ONE.format(age="[0, 6]", target="-5.0").replace('"annahme"', '"vielleicht"'), "utf-8"
    )
    with pytest.raises(InputError) as caught:
        bundled.read_standard_set(path)
    columns = {p.column for p in caught.value.problems}
    assert columns == {"standard.0.target_m", "standard.0.bindingness"}
    assert all(p.file == "eigene.toml" for p in caught.value.problems)


def test_a_radius_is_refused_and_never_read_as_a_way() -> None:
    text = HEAD + ONE.format(age="[0, 6]", target="750.0") + 'measure = "air"\n'
    with pytest.raises(ValidationError, match="measure"):
        standards_from_toml(text)


def test_the_need_is_written_as_it_is_computed() -> None:
    default = bundled.standard_set()
    shown = {s.id: s.supply.formula(s.age) for s in default.standard if s.supply}
    assert shown["kita"] == "unter 3 Jahre × 0,51 + 3 bis unter 6 Jahre × 0,97"
    assert shown["spielplatz-6-12"] == "alle Einwohner × 1"
    assert shown["jugend"] == "6 bis unter 25 Jahre × 0,114"
    assert shown["bibliothek"] == "alle Einwohner × 0,0001"
