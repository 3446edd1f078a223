"""Which imports fill which layers of a project: for saying where other data came from."""

from __future__ import annotations

READ_AS = {
    "districts": ("districts",), "facilities": ("facilities",), "facility_shapes": ("facilities", "network"),
    "cells": ("population",), "district_population": ("population",), "forecast": ("forecast", "population"),
    "indicators": ("indicators", "population"), "funding_areas": ("funding-areas",), "residential_land": ("network", "basemap"),
    "barrier_lines": ("network", "basemap"), "network": ("network",),
}  # fmt: skip
"""The layers of ``import`` (`Source.layer`) that the layers of a project are read from."""
