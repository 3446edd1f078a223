"""Kernels: nothing heavy before the first call, one compilation for all processes, one fixed signature each."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import numpy as np
import pytest

from quartiermap import compiling
from quartiermap.analysis.engine.search import by_chain
from quartiermap.analysis.engine.warming import warm_up
from quartiermap.compiling import compiled, ready
from quartiermap.domain.progress import Progress
from quartiermap.errors import Cancelled


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.strip()


def test_importing_the_engine_does_not_import_numba():
    code = (
        "import sys, quartiermap.analysis.access, quartiermap.analysis.paths; print('numba' in sys.modules)"
    )
    assert run(code) == "False"


SOURCE = """
import numpy as np
from quartiermap.compiling import compiled

@compiled()
def twice(value: float) -> float:
    return FACTOR * value

@compiled("(float64[::1],)")
def total(values) -> float:
    found = 0.0
    for value in values:
        found += twice(value)
    return found
"""


def test_a_second_process_finds_the_compiled_kernel_and_a_changed_source_is_compiled_anew(tmp_path):
    def process(factor: str) -> list[str]:
        (tmp_path / "kernels_of_test.py").write_text(SOURCE.replace("FACTOR", factor))
        code = f"""
import sys; sys.path.insert(0, {str(tmp_path)!r})
from pathlib import Path
from quartiermap import compiling
compiling.cache_folder = lambda: Path({str(tmp_path / "cache")!r})
import numpy as np, kernels_of_test as k
print(k.total(np.ones(3)), sum(k.total.dispatcher.stats.cache_hits.values()))
"""
        return run(code).split()

    assert process("2.0") == ["6.0", "0"]
    assert process("2.0") == ["6.0", "1"]
    assert process("3.0") == ["9.0", "0"]


def test_a_damaged_cache_is_made_anew(tmp_path):
    code = f"""
from pathlib import Path
from quartiermap import compiling
compiling.cache_folder = lambda: Path({str(tmp_path)!r})
import numpy as np
from quartiermap.analysis.engine.search import by_chain
print(by_chain(2, np.array([1], np.int32))[0], sum(by_chain.dispatcher.stats.cache_hits.values()))
"""
    assert run(code) == "[-1  0] 0"
    for file in tmp_path.rglob("*.nb*"):
        file.write_bytes(b"damaged")
    assert run(code) == "[-1  0] 0"
    assert run(code) == "[-1  0] 0"
    assert run(code) == "[-1  0] 1"


def test_what_nobody_has_used_for_a_while_is_removed(tmp_path, monkeypatch):
    for name, age in (("used", 90), ("old", 90), ("young", 2)):
        (tmp_path / name).mkdir()
        then = time.time() - age * 86_400
        os.utime(tmp_path / name, (then, then))
    monkeypatch.setattr(compiling, "cache_folder", lambda: tmp_path)
    compiling.forget_others({"used"})
    assert sorted(p.name for p in tmp_path.iterdir()) == ["used", "young"]


def test_without_a_writable_folder_kernels_work_all_the_same(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    monkeypatch.setattr(compiling, "cache_folder", lambda: blocked)

    @compiled("(int64,)")
    def one_more(value: int) -> int:
        return value + 1

    assert one_more(2) == 3


def test_a_kernel_refuses_arrays_of_another_type():
    head, behind = by_chain(3, np.array([1, 1], np.int32))
    assert (head.tolist(), behind.tolist()) == ([-1, 0, -1], [1, -1])
    with pytest.raises(TypeError):
        by_chain(3, np.array([1, 1]))


def test_ready_gives_kernels_what_they_take():
    own = np.arange(4, dtype=np.int32)
    assert ready(own, np.int32) is own
    own.setflags(write=False)
    copy = ready(own, np.int32)
    assert copy.flags.writeable
    assert ready(np.arange(8)[::2], np.int64).flags.c_contiguous
    assert ready([1, 2], np.float64).dtype == np.float64


def test_warming_up_takes_every_kernel_and_can_be_cancelled():
    seen: list[float] = []
    assert warm_up(Progress(lambda share, _text: seen.append(share))) == len(seen) - 1
    assert seen[-1] == 1.0
    with pytest.raises(Cancelled):
        warm_up(Progress(cancelled=lambda: True))


CROWD = """
import sys, threading; sys.path.insert(0, {source!r})
from pathlib import Path
from quartiermap import compiling
compiling.cache_folder = lambda: Path({cache!r})
import numpy as np, kernels_of_crowd as k
start = threading.Barrier(4)
found = [0.0] * 4
def work(i):
    start.wait()
    found[i] = [k.one, k.two, k.three, k.one][i](np.ones(5))
threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
[t.start() for t in threads]
[t.join() for t in threads]
print(found, sum(sum(f.dispatcher.stats.cache_hits.values()) for f in (k.one, k.two, k.three)))
"""


def test_threads_that_compile_or_load_at_once_leave_nothing_in_the_working_directory(tmp_path):
    """The folder is one setting of the whole process: while a kernel is compiled nobody else may see or change it."""
    source, work, cache = (tmp_path / name for name in ("source", "work", "cache"))
    source.mkdir()
    work.mkdir()
    loops = "\n".join(
        f"@compiled('(float64[::1],)')\ndef {name}(v):\n    t = 0.0\n    for x in v:\n        t += {factor} * x\n    return t\n"
        for name, factor in (("one", 1), ("two", 2), ("three", 3))
    )
    (source / "kernels_of_crowd.py").write_text(f"from quartiermap.compiling import compiled\n{loops}")
    code = CROWD.format(source=str(source), cache=str(cache))
    for hits in (0, 3):  # compiled by the first process, loaded by the second
        done = subprocess.run(
            [sys.executable, "-B", "-c", code], check=True, capture_output=True, text=True, cwd=work
        )
        assert done.stdout.strip() == f"[5.0, 10.0, 15.0, 5.0] {hits}"
        assert list(work.iterdir()) == []
        assert [p.name for p in source.rglob("*")] == ["kernels_of_crowd.py"]
        assert {p.suffix for p in cache.rglob("*") if p.is_file()} == {".nbi", ".nbc"}


def test_the_reader_of_osm_files_keeps_its_kernels_in_the_same_place(tmp_path):
    code = f"""
from pathlib import Path
from quartiermap import compiling
compiling.cache_folder = lambda: Path({str(tmp_path / "cache")!r})
import numpy as np
from quartiermap.io.osm_kernels import looked_up
print(looked_up(np.array([1.5, 2.5]), np.array([1, 0, -1], np.int32)), looked_up(np.array([True, False]), np.array([1], np.int32)))
"""
    assert run(code) == "[2.5 1.5 2.5] [False]"
    assert len(list((tmp_path / "cache").rglob("*.nbc"))) == 2
