"""Measured, not tested: our engine next to others on one graph, in one run (``make bench``)."""
