"""QuartierMap: reach, supply, gaps and funding pre-checks for German municipalities, offline."""

__version__ = "0.2.0"
