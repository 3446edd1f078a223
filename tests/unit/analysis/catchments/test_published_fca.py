"""Shared places against results that others have published, digit for digit as far as they were printed."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from quartiermap.analysis.floating_catchments import DistanceWeights, share_places


def test_2sfca_as_in_the_paper_that_introduced_it() -> None:
    """Luo and Wang 2003, doi 10.1068/b29120, figure 3: eleven tracts of one person, two sites of one physician.

    Values as in the tests of the R package twostepr (rdrr.io/github/chris31415926535/twostepr).
    """
    far = {"a": (5, 8, 11), "b": (1, 2, 3, 6, 7, 9, 10)}
    minutes = np.array([[40.0 if tract in far[site] else 20.0 for site in "ab"] for tract in range(1, 12)])
    shared = share_places(
        sp.csr_matrix(minutes), np.ones(11), np.ones(2), DistanceWeights.within(30), "2sfca"
    )
    published = [0.125, 0.125, 0.125, 0.375, 0.25, 0.125, 0.125, 0.25, 0.125, 0.125, 0.25]
    assert shared.ratio.tolist() == published


def test_e2sfca_with_a_bell_curve() -> None:
    """The example of the package sdc-catchment: 3 consumers, 2 providers, scale 1."""
    ways = np.array([[0.0, 2.0], [1.0, 1.0], [2.0, 0.0]])
    matrix = sp.csr_matrix((ways.ravel(), np.tile([0, 1], 3), [0, 2, 4, 6]), shape=(3, 2))
    shared = share_places(matrix, np.full(3, 100.0), np.full(2, 10.0), DistanceWeights.gaussian(1, 99))
    assert shared.ratio.round(6).tolist() == [0.065179, 0.069641, 0.065179]


def test_3sfca_with_a_bell_curve() -> None:
    """The example in the README of the R package fca by E. Grüebler: 10 places, 3 sites, weight 0,01 at 20 minutes."""
    minutes = np.array(
        [
            [8.627326, 23.64915, 12.26931, 26.49052, 28.21402, 1.366695, 15.843165, 26.772571, 16.543050, 13.698442],
            [28.705000, 13.60002, 20.32712, 17.17900, 3.08774, 26.994749, 7.382632, 1.261786, 9.837622, 28.635109],
            [26.686179, 20.78410, 19.21520, 29.82809, 19.67117, 21.255914, 16.321981, 17.824261, 8.674792, 4.413409],
        ]
    )  # fmt: skip
    people = np.array([100, 200, 50, 100, 500, 50, 100, 100, 50, 500], float)
    bell = DistanceWeights.gaussian(20 / np.sqrt(-2 * np.log(0.01)), 1e6)
    shared = share_places(sp.csr_matrix(minutes.T), people, np.array([1000.0, 200, 500]), bell, "3sfca")
    published = [
        3.97260949, 0.03678999, 1.46747735, 0.01079342, 0.28782748, 9.11410451, 0.19596873, 0.31194607, 0.37539987,
        1.10349481,
    ]  # fmt: skip
    assert shared.ratio == pytest.approx(published, rel=2e-6)  # the ways are printed with seven digits
