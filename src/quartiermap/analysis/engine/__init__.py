"""The access engine: graph, search, matrix, places. Start at `analysis.paths.Router`, the door to all of it."""
