"""The machine module: what is missing is named with the package that has it."""

from __future__ import annotations

import pytest

from quartiermap.app import machine


def test_a_library_that_is_not_there_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "OFFSCREEN_LIBRARIES", {"libgibtesnicht.so.7": "libgibtesnicht7"})
    monkeypatch.setattr(machine, "on_linux", lambda: True)
    assert machine.missing_libraries() == {"libgibtesnicht.so.7": "libgibtesnicht7"}


def test_elsewhere_than_linux_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "OFFSCREEN_LIBRARIES", {"libgibtesnicht.so.7": "libgibtesnicht7"})
    monkeypatch.setattr(machine, "on_linux", lambda: False)
    assert machine.missing_libraries(window=True) == {}


@pytest.mark.parametrize(
    ("release", "expected"),
    [
        (("debian", 12.0), "libasound2"),
        (("debian", 13.0), "libasound2t64"),
        (("ubuntu", 22.04), "libasound2"),
        (("ubuntu", 24.04), "libasound2t64"),
    ],
)
def test_packages_are_called_as_the_release_calls_them(
    monkeypatch: pytest.MonkeyPatch, release: tuple[str, float], expected: str
) -> None:
    monkeypatch.setattr(machine, "_release", lambda: release)
    assert machine.debian_packages(["libasound2", "libgl1"]) == [expected, "libgl1"]


def test_the_command_is_one_line_without_doubles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "is_debian", lambda: True)
    monkeypatch.setattr(machine, "is_root", lambda: False)
    monkeypatch.setattr(machine, "_release", lambda: ("debian", 12.0))
    assert (
        machine.install_command(["libgl1", "libegl1", "libgl1"]) == "sudo apt-get install -y libegl1 libgl1"
    )


def test_offscreen_counts_as_no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "on_linux", lambda: True)
    monkeypatch.setenv("DISPLAY", ":1")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert not machine.has_display()
    monkeypatch.delenv("QT_QPA_PLATFORM")
    assert machine.has_display()
