"""Lines of keys: every path that `tomllib` reads has a line, and it is the line in which the key stands."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartiermap.io import bundled
from quartiermap.io.toml_lines import lines_of

SHIPPED = [p.read_text("utf-8") for p in sorted((bundled.data_dir()).rglob("*.toml"))]


def paths(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [at] if at else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += paths(inner, (*at, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            found += paths(inner, (*at, number))
    return found


@pytest.mark.parametrize("text", SHIPPED, ids=[str(n) for n in range(len(SHIPPED))])
def test_every_path_of_every_shipped_file_has_its_line(text: str) -> None:
    lines, rows = lines_of(text), text.splitlines()
    for path in paths(tomllib.loads(text)):
        assert path in lines, path
        name = path[-1]
        if isinstance(name, str):
            assert name in rows[lines[path] - 1], path


def test_what_is_hard_to_read() -> None:
    text = '''# a = 1 [x]
"quoted key" = """
b = 2
""" # after
c.d = { e = [ "]", '}', 1 ], f.g = 2 }

[[t]]
x = 1
[t.inner]
y = 1979-05-27T07:32:00Z
[[t]]
x = [
  { z = 1 }, # one
  { z = 2 },
]
[t.inner]
y = 3
'''
    lines = lines_of(text)
    assert lines[("quoted key",)] == 2
    assert lines[("c", "d", "e", 2)] == 5
    assert lines[("c", "d", "f", "g")] == 5
    assert lines[("t", 0, "inner", "y")] == 10
    assert lines[("t", 1, "x", 1, "z")] == 14
    assert lines[("t", 1, "inner", "y")] == 17
    assert set(paths(tomllib.loads(text))) <= set(lines)


@given(st.text(alphabet="ab=[]{}\",.\n#\\' 1", max_size=60))
def test_no_text_makes_it_stand_still_or_fall(text: str) -> None:
    lines = lines_of(text)
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    if "\\" not in text:  # escapes inside quoted keys are kept as written
        assert set(paths(read)) <= set(lines)
