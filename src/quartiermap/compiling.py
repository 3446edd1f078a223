"""Compiled kernels: numba behind one decorator, imported only when a kernel is first called.

Below all layers, because the access engine and the OSM reader both have some. A kernel is an ordinary typed function with
one fixed signature. It is compiled once on a machine and kept in the user's cache folder (``platformdirs``), so that neither
the window nor a test pays for it again; without a writable cache folder it is compiled anew in each process. Kernels release
the interpreter lock: two kinds of facilities are searched on two threads.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FunctionType
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np
import platformdirs
from numpy.typing import DTypeLike, NDArray

P = ParamSpec("P")
R = TypeVar("R")

_FORGET_S = 30 * 86_400
"""Compiled kernels that nobody has used for so long are removed."""

_lock = threading.RLock()
_kernels: list[Kernel] = []


class Kernel:
    """A function that is compiled when it is first called, by Python or by another kernel."""

    def __init__(self, function: FunctionType, signature: str) -> None:
        self.function = function
        self.signature = signature
        self.__doc__ = function.__doc__
        self.__name__ = function.__name__
        self.__module__ = function.__module__
        self.__wrapped__ = function
        self._dispatcher: Any = None
        _kernels.append(self)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Do what the function does."""
        dispatcher = self._dispatcher or self.dispatcher
        return dispatcher(*arguments, **named)

    @property
    def dispatcher(self) -> Any:
        """The compiled function; made (or loaded from the cache) when first asked for."""
        with _lock:
            if self._dispatcher is None:
                self._dispatcher = self._compile()
            return self._dispatcher

    @property
    def _numba_type_(self) -> Any:
        """How a kernel that calls this one sees it: as numba's own compiled function."""
        return self.dispatcher._numba_type_

    def _compile(self) -> Any:
        import numba
        from numba.core.compiler_lock import global_compiler_lock

        options = {"nogil": True, "error_model": "numpy"}
        make = numba.njit(self.signature, **options) if self.signature else numba.njit(**options)
        if not self.signature:  # compiled into the kernels that call it
            return make(self.function)
        folder = cache_folder() / self.key
        # The folder is a setting of the whole process: whoever compiles beside us (numba's lock is for that) would keep his
        # kernels in it too, or ours would land in the working directory.
        with global_compiler_lock:
            before = numba.config.CACHE_DIR
            numba.config.CACHE_DIR = str(folder)
            try:
                dispatcher = numba.njit(self.signature, cache=True, **options)(self.function)
                with suppress(OSError):
                    os.utime(folder)  # used today (`forget_others`)
                return dispatcher
            except Exception:  # noqa: BLE001  (no place to keep it, or what is kept there is damaged; a true error comes again)
                shutil.rmtree(folder, ignore_errors=True)
                return make(self.function)
            finally:
                numba.config.CACHE_DIR = before

    @property
    def key(self) -> str:
        """A name for the sources this kernel is made of: numba itself only watches the kernel's own file."""
        seen = [self]
        for kernel in seen:  # grows while it is gone through
            used = (kernel.function.__globals__.get(name) for name in kernel.function.__code__.co_names)
            seen += [k for k in used if isinstance(k, Kernel) and k not in seen]
        digest = hashlib.sha256()
        for module in sorted({kernel.__module__ for kernel in seen}):
            source = sys.modules[module].__file__
            if source:
                digest.update(Path(source).read_bytes())
        return digest.hexdigest()[:16]


def compiled(signature: str = "") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a kernel of a function.

    Parameters
    ----------
    signature : str
        Types of the arguments in numba's words, for example ``"(int32[::1], float64)"``; the result type is found
        by itself. Empty for a small function that only other kernels call: it's compiled into each of them.

    Returns
    -------
    callable
        The same function, typed as before. A kernel with a signature takes exactly these types: pass arrays
        through `ready`.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        return cast(Callable[P, R], Kernel(cast(FunctionType, function), signature))

    return decorate


def ready(values: object, dtype: DTypeLike) -> NDArray[Any]:
    """Return an array as kernels take it: of this type, contiguous, writable; the same array if it is so already."""
    array = np.ascontiguousarray(values, dtype)
    return array if array.flags.writeable else array.copy()


def cache_folder() -> Path:
    """Return the folder that keeps compiled kernels between runs."""
    return platformdirs.user_cache_path("quartiermap", appauthor=False) / "kernels"


def made_in(package: str) -> list[Kernel]:
    """Return the kernels with a signature of all modules of a package that have been imported."""
    return [k for k in _kernels if k.signature and k.__module__.startswith(f"{package}.")]


def forget_others(used: set[str]) -> None:
    """Remove kernels from the cache that have not been used for a month, as those of earlier versions are."""
    folder = cache_folder()
    if not folder.is_dir():
        return
    for old in folder.iterdir():
        if old.name not in used and time.time() - old.stat().st_mtime > _FORGET_S:
            shutil.rmtree(old, ignore_errors=True)
