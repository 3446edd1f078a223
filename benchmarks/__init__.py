"""Measured, not tested: our program next to others on the same data, in one run (``make bench``).

How it is laid out, so that a new area or a new peer fits in:

``__main__``      the command line: ``python -m benchmarks [AREA …] [--large] [--json]``
``measuring``     times, memory, deviations, exponents, bandwidth: the arithmetic of it all
``streets``       the seeded street network, the points on it, and the split graph the others get
``towns``         the towns of one run, what each engine answers on them, and whether it is the same
``engines``       the other libraries, each in the form that suits it best
``contracted_scipy``, ``qgis_native``, ``qgis_worker``  peers that need more than the split graph
``ours``          the calls to QuartierMap, public functions only
``worker``        one job in a process of its own (``python -m benchmarks.worker JOB.json``)
``jobs``          starts such processes and says what became of them
``report``        German tables
``bench_<area>``  an area: ``measure(run: Run) -> list[Section]``; those of ``__main__.ALONE`` have ``main(arguments) -> int``
"""
