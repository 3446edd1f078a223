"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder with real municipal data beside the checkout, or skip."""
    named = os.environ.get("QUARTIERMAP_REALDATA")
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "data"
    if not (folder / "README.md").is_file():
        pytest.skip(
            "real municipal data are not beside this checkout (../shared/data, or set QUARTIERMAP_REALDATA)"
        )
    return folder


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave the tests of window and map out where the machine lacks what Qt needs; ``dev.py`` says so."""
    from quartiermap.app.machine import missing_libraries

    if {"ui", "web"} & set(collection_path.relative_to(Path(__file__).parent).parts) and missing_libraries():
        return True
    return None
