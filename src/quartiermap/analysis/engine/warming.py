"""Compiling every kernel of the engine at once, before somebody waits for one."""

from __future__ import annotations

import importlib
import pkgutil

from quartiermap import compiling
from quartiermap.domain.progress import Progress


def warm_up(progress: Progress | None = None) -> int:
    """Compile every kernel of the engine, or load it from the cache.

    ``python -m quartiermap.analysis.engine`` does it in a process of its own, so that the window's process finds
    everything in the cache.

    Parameters
    ----------
    progress : Progress, optional

    Returns
    -------
    int
        Number of kernels.
    """
    progress = progress or Progress()
    package = importlib.import_module("quartiermap.analysis.engine")
    for module in pkgutil.iter_modules(package.__path__):
        if not module.name.startswith("_"):
            importlib.import_module(f"{package.__name__}.{module.name}")
    ours = compiling.made_in(package.__name__)
    for position, kernel in enumerate(ours):
        progress.step(position / len(ours), "Rechenkern vorbereiten")
        _ = kernel.dispatcher
    compiling.forget_others({kernel.key for kernel in ours})
    progress.step(1.0, "Rechenkern bereit")
    return len(ours)
