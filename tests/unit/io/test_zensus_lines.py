"""The quick way through a census grid gives what the thorough way gives, whatever the bytes, or leaves the file to it."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError
from quartiermap.io import zensus_lines, zensus_stream

BOX = (4_330_000.0, 3_010_000.0, 4_331_000.0, 3_011_000.0)


def new_name(east: int, north: int) -> str:
    return f"CRS3035RES100mN{north}E{east}"


def old_name(east: int, north: int) -> str:
    return f"100mN{north // 100}E{east // 100}"


def table(
    name: Callable[[int, int], str], seed: int, *, midpoints: bool = True, count: int = 400
) -> list[str]:
    """Return lines of cells in and around the box, some of them right at its edge."""
    rng = random.Random(seed)
    lines = ["GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner" if midpoints else "GITTER_ID_100m;Einwohner"]
    spots = {(4_328_000 + 100 * rng.randrange(50), 3_008_000 + 100 * rng.randrange(50)) for _ in range(count)}
    for east, north in sorted(spots):
        people = rng.choice(["–", "3", "17", "1234"])
        middle = f"{east + 50};{north + 50};" if midpoints else ""
        lines.append(f"{name(east, north)};{middle}{people}")
    return lines


def way(read: Callable[..., zensus_stream.Clip | None], path: Path) -> zensus_stream.Clip | None:
    with zensus_stream.opened(path, None) as (stream, name, size):
        return read(zensus_stream._Table(stream, name, size, path.name, None, BOX, Progress()))


def same(path: Path) -> bool:
    """Hold the quick way against the thorough one; tell whether the quick one took the file."""
    quick = way(zensus_stream._read_near_lines, path)
    slow = way(zensus_stream._read_by_midpoints, path) or way(zensus_stream._read_by_names, path)
    assert slow is not None
    if quick is None:
        return False
    assert quick.read == slow.read
    assert quick.frame.index.tolist() == slow.frame.index.tolist()
    assert quick.frame.to_dict("list") == slow.frame.to_dict("list")
    np.testing.assert_array_equal(quick.cells, slow.cells)
    return True


@pytest.mark.parametrize("name", [new_name, old_name])
@pytest.mark.parametrize("midpoints", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_plain_files_are_taken_and_give_the_same(
    tmp_path: Path,
    name: Callable[[int, int], str],
    midpoints: bool,
    seed: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        zensus_lines, "BLOCK_BYTES", 1 << (7 + seed)
    )  # lines are cut in the middle all the time
    monkeypatch.setattr(zensus_stream, "_HEAD", 1 << 9)
    lines = table(name, seed, midpoints=midpoints)
    for i, (start, end, last) in enumerate([("", "\n", True), ("\ufeff", "\r\n", True), ("", "\n", False)]):
        path = tmp_path / f"grid{i}.csv"
        text = start + end.join(lines) + (end if last else "")
        path.write_bytes(text.encode())
        assert same(path)
    found = way(zensus_stream._read_near_lines, path)
    assert found is not None
    inside = [line for line in lines[1:] if _inside(line)]
    assert len(found.frame) == len(inside) > 10
    assert [lines[row - 1] for row in found.frame.index] == inside


def _inside(line: str) -> bool:
    parsed = zensus_stream.parse_cell_id(line.split(";")[0])
    assert parsed is not None
    _, east, north = parsed
    return BOX[0] <= east + 50 <= BOX[2] and BOX[1] <= north + 50 <= BOX[3]


def changed(lines: list[str], at: int, text: str) -> list[str]:
    return [*lines[:at], text, *lines[at + 1 :]]


@pytest.mark.parametrize(
    "odd",
    [
        lambda lines: changed(lines, 50, ""),  # an empty line
        lambda lines: changed(lines, 50, f'"{lines[50].split(";")[0]}";' + lines[50].split(";", 1)[1]),
        lambda lines: changed(lines, 50, lines[50] + ";9"),  # a field too many
        lambda lines: changed(lines, 50, lines[50].rsplit(";", 1)[0]),  # one too few
        lambda lines: changed(lines, 50, lines[50].replace(";4", ";4,", 1)),
        lambda lines: changed(lines, 50, "Summe;;;12345"),
        lambda lines: changed(lines, 50, "x"),
    ],
)
def test_what_is_not_plain_is_left_to_the_thorough_way(
    tmp_path: Path, odd: Callable[[list[str]], list[str]]
) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("\n".join(odd(table(new_name, 3))) + "\n", "utf-8")
    assert way(zensus_stream._read_near_lines, path) is None


def test_a_midpoint_in_the_town_with_a_far_name_is_noticed_by_both(tmp_path: Path) -> None:
    lines = table(new_name, 5)
    lines.append(f"{new_name(4_400_000, 3_100_000)};4330550;3010550;7")
    path = tmp_path / "wrong.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    for read in (zensus_stream._read_near_lines, zensus_stream._read_by_midpoints):
        with pytest.raises(InputError) as refused:
            way(read, path)
        assert (refused.value.problems[0].code, refused.value.problems[0].row) == (
            "cell_midpoint",
            len(lines),
        )


def test_a_table_of_one_endless_line_is_not_collected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zensus_lines, "BLOCK_BYTES", 1 << 10)
    path = tmp_path / "endless.csv"
    path.write_text("\n".join(table(new_name, 1)[:2]) + "\n" + "9" * 200_000)
    assert way(zensus_stream._read_near_lines, path) is None
