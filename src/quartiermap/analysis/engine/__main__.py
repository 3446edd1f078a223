"""``python -m quartiermap.analysis.engine``: compile the engine's kernels into the cache of this machine."""

from quartiermap.analysis.engine.warming import warm_up

if __name__ == "__main__":
    warm_up()
