"""2SFCA and relatives: hand-computed towns, the naive formulas, and what must hold for the sums."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from quartiermap.analysis.catchment import two_step_supply
from quartiermap.analysis.floating_catchments import DistanceWeights, Method, given_places, share_places
from quartiermap.errors import InputError

STEPS = DistanceWeights.by_steps([(300, 1.0), (600, 0.68), (1000, 0.22)])
METHODS: tuple[Method, ...] = ("2sfca", "e2sfca", "3sfca", "m2sfca")


def town(seed: int) -> tuple[sp.csr_matrix, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    away = rng.uniform(1, 3000, (40, 9)).round(1)
    ways = sp.csr_matrix(np.where(away <= 1000, away, 0))
    need = rng.integers(0, 30, 40).astype(float)
    need[rng.random(40) < 0.2] = 0.0
    return ways, need, rng.integers(0, 90, 9).astype(float)


def naive(
    ways: sp.csr_matrix, need: np.ndarray, capacity: np.ndarray, weights: DistanceWeights, method: Method
) -> np.ndarray:
    """Return the ratios as the formulas of DOMAIN.md 5.1 read, with loops."""
    away = ways.toarray()
    away[away == 0] = np.inf
    points, facilities = away.shape

    def w(i: int, j: int) -> float:
        if method == "2sfca":
            return float(away[i, j] <= weights.limit_m)
        value = float(weights.of(np.array([away[i, j]]))[0])
        if method == "3sfca" and value > 0:
            value *= value / sum(float(weights.of(np.array([away[i, k]]))[0]) for k in range(facilities))
        return value

    table = [[w(i, j) for j in range(facilities)] for i in range(points)]
    found = np.zeros(points)
    for j in range(facilities):
        asked = sum(need[k] * table[k][j] for k in range(points))
        if asked == 0:
            continue
        for i in range(points):
            found[i] += capacity[j] / asked * table[i][j] * (table[i][j] if method == "m2sfca" else 1.0)
    return found


@pytest.mark.parametrize("weights", [STEPS, DistanceWeights.gaussian(400, 900)], ids=["steps", "gaussian"])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(4))
def test_as_the_formulas_read(seed: int, method: Method, weights: DistanceWeights) -> None:
    ways, need, capacity = town(seed)
    found = share_places(ways, need, capacity, weights, method)
    assert found.ratio == pytest.approx(naive(ways, need, capacity, weights, method), rel=1e-12)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(8))
def test_no_place_is_lost_and_none_is_invented(seed: int, method: Method) -> None:
    ways, need, capacity = town(seed)
    shared = share_places(ways, need, capacity, STEPS, method)
    handed_out = float(need @ shared.ratio)
    assert handed_out == pytest.approx(given_places(shared, capacity, need, method), rel=1e-12)
    asked_for = capacity[shared.asked > 0].sum()
    if method == "m2sfca":
        # Whoever is not at the door loses: never more than there is, and less as soon as somebody lives farther off.
        assert handed_out < asked_for
    else:
        assert handed_out == pytest.approx(asked_for, rel=1e-12)


def test_the_example_of_the_method_by_hand() -> None:
    # Three villages (100, 200, 50 children), two schools (60, 40 places); weights 1 up to 300 m, 0.5 up to 600 m.
    ways = sp.csr_matrix(np.array([[200.0, 0], [500.0, 100.0], [0, 600.0]]))
    need, capacity = np.array([100.0, 200.0, 50.0]), np.array([60.0, 40.0])
    weights = DistanceWeights.by_steps([(300, 1.0), (600, 0.5)])
    # R1 = 60 / (100 + 200 x 0.5) = 0.3; R2 = 40 / (200 + 50 x 0.5) = 0.17777...
    e2 = share_places(ways, need, capacity, weights)
    assert e2.per_need == pytest.approx([0.3, 40 / 225])
    assert e2.ratio == pytest.approx([0.3, 0.15 + 40 / 225, 20 / 225])
    m2 = share_places(ways, need, capacity, weights, "m2sfca")
    assert m2.ratio == pytest.approx([0.3, 0.075 + 40 / 225, 10 / 225])
    # 3SFCA: the second village goes to its schools in the ratio 0.5 : 1, the others have no choice.
    g1, g2 = 0.5 / 1.5 * 0.5, 1 / 1.5 * 1.0
    r1, r2 = 60 / (100 + 200 * g1), 40 / (200 * g2 + 50 * 0.5)
    assert share_places(ways, need, capacity, weights, "3sfca").ratio == pytest.approx(
        [r1, r1 * g1 + r2 * g2, r2 * 0.5]
    )


def test_the_ways_stay_as_they_are() -> None:
    ways, need, capacity = town(2)
    before = ways.toarray()
    for method in METHODS:
        share_places(ways, need, capacity, DistanceWeights.within(400), method)
    assert (ways.toarray() == before).all()


def test_plain_weights_make_e2sfca_to_2sfca() -> None:
    ways, need, capacity = town(2)
    plain = share_places(ways, need, capacity, DistanceWeights.within(600), "e2sfca")
    assert (
        plain.ratio.tolist()
        == share_places(ways, need, capacity, DistanceWeights.within(600), "2sfca").ratio.tolist()
    )


def test_unknown_capacities_stay_unknown() -> None:
    ways, need, capacity = town(1)
    capacity[3] = np.nan
    shared = share_places(ways, need, capacity, STEPS)
    touched = ways[:, [3]].toarray().ravel() > 0
    assert shared.undecided.tolist() == touched.tolist()
    assert np.isnan(shared.per_need[3])
    without = np.delete(capacity, 3)
    rest = share_places(ways[:, [0, 1, 2, 4, 5, 6, 7, 8]].tocsr(), need, without, STEPS)
    assert shared.ratio == pytest.approx(rest.ratio)
    supply = two_step_supply(ways, need, capacity)
    assert (supply.unserved[touched] == 0).all()


def test_unknown_need_marks_everybody_who_shares_with_it() -> None:
    ways = sp.csr_matrix(np.array([[100.0, 0], [200.0, 0], [0, 100.0]]))
    unknown = np.array([True, False, False])
    shared = share_places(ways, np.array([0.0, 5, 5]), np.array([10.0, 10]), need_unknown=unknown)
    assert shared.estimate.tolist() == [True, True, False]


def test_a_facility_at_the_door_is_in_reach() -> None:
    ways = sp.csr_matrix((np.array([0.0]), np.array([0]), np.array([0, 1])), shape=(1, 1))
    shared = share_places(ways, np.array([5.0]), np.array([10.0]), STEPS)
    assert shared.ratio.tolist() == [2.0]
    assert shared.reaches.tolist() == [True]


def test_nobody_asks_and_nothing_in_reach() -> None:
    ways = sp.csr_matrix(np.array([[100.0, 0], [0, 0]]))
    shared = share_places(ways, np.array([0.0, 5.0]), np.array([10.0, 10.0]))
    assert shared.ratio.tolist() == [0.0, 0.0]
    assert shared.reaches.tolist() == [True, False]
    assert shared.per_need.tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    "steps", [[], [(500, 1.0), (300, 0.5)], [(300, 0.5), (600, 0.7)], [(300, 1.5)], [(300, 0.0)], [(-1, 1.0)]]
)
def test_weights_that_are_none_are_refused(steps: list[tuple[float, float]]) -> None:
    with pytest.raises(InputError):
        DistanceWeights.by_steps(steps)


def test_gaussian_needs_a_width() -> None:
    with pytest.raises(InputError):
        DistanceWeights.gaussian(0, 500)
