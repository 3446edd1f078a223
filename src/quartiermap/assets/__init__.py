"""Third-party map assets; `vendor` is filled by the build (``hatch_build.py``), never kept in the repository."""
