"""Frames in; HTML map, PDF, XLSX and pictures out. Knows no Qt."""
