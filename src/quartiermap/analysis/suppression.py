"""Which figures must be hidden so that no small number can be had by subtraction (cell suppression, n areas x m items).

Figures are persons of some groups (items) in districts (areas), and published sums of them over districts. Small ones are
hidden (primary); then more are hidden until no hidden small figure follows from what is left (complementary). What
"follows" means is decided by linear algebra: a figure is given away if it lies in the span of the published ones.
The method is described in ``docs/decisions/small-numbers.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quartiermap.analysis.small_numbers import is_small

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_ZERO = 1e-9
_SPAN = 1e-7


@dataclass(frozen=True)
class Total:
    """A published sum over some areas, for some items.

    Parameters
    ----------
    key : str
    members : tuple of int
        Rows of the areas.
    items : tuple of int or None
        Columns of the items it is published for; ``None``: all.
    """

    key: str
    members: tuple[int, ...]
    items: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Hidden:
    """What must not be shown.

    Parameters
    ----------
    cells : bool array, shape (areas, items)
    totals : bool array, shape (totals, items)
    """

    cells: Bools
    totals: Bools


def suppress(
    values: Floats,
    totals: Sequence[Total],
    limit: float,
    *,
    shape: Floats | None = None,
    primary: Bools | None = None,
    primary_totals: Bools | None = None,
) -> Hidden:
    """Return what must be hidden so that no number of persons above 0 and below `limit` is shown or can be computed.

    Parameters
    ----------
    values : float64 array, shape (areas, items)
        Persons; not negative, 0 where nothing is known.
    totals : sequence of Total
        What is published beside them.
    limit : float
    shape : float64 array, shape (items, classes), optional
        Which age classes an item is made of (1 or 0): what an item is the sum or the difference of, anybody knows.
        Items have nothing to do with each other if not given.
    primary, primary_totals : bool array, optional
        What is to be protected instead of everything that is small.

    Returns
    -------
    Hidden

    Examples
    --------
    >>> hidden = suppress(np.array([[3.0], [40.0], [60.0]]), [Total("town", (0, 1, 2))], 5.0)
    >>> hidden.cells[:, 0].tolist(), hidden.totals.tolist()
    ([True, True, False], [[False]])
    """
    return _Search(values, totals, limit, shape, primary, primary_totals).run()


class _Search:
    def __init__(
        self,
        values: Floats,
        totals: Sequence[Total],
        limit: float,
        shape: Floats | None,
        primary: Bools | None,
        primary_totals: Bools | None,
    ) -> None:
        self.x, self.totals, self.limit = np.nan_to_num(values), totals, limit
        areas, items = self.x.shape
        self.shape = np.eye(items) if shape is None else shape
        self.members = np.zeros((len(totals), areas))
        self.asked = np.ones((len(totals), items), dtype=bool)
        for row, total in enumerate(totals):
            self.members[row, list(total.members)] = 1.0
            if total.items is not None:
                self.asked[row] = False
                self.asked[row, list(total.items)] = True
        self.sums = self.members @ self.x
        self.secret = self._small(self.x) if primary is None else primary.copy()
        self.secret_sum = (self._small(self.sums) if primary_totals is None else primary_totals) & self.asked
        if primary is None:
            self._small_differences(self.secret, self.x)
            self._small_differences(self.secret_sum, self.sums)
        self.hidden, self.hidden_sum = self.secret.copy(), self.secret_sum.copy() | ~self.asked

    def _small(self, values: Floats) -> Bools:
        return np.asarray((values > _ZERO) & (values < self.limit), dtype=bool)

    def _small_differences(self, secret: Bools, values: Floats) -> None:
        """Protect the smaller of two nested groups where what is left between them is small."""
        for inner in range(self.x.shape[1]):
            for outer in range(self.x.shape[1]):
                nested = inner != outer and bool((self.shape[inner] <= self.shape[outer]).all())
                if not nested:
                    continue
                for row in range(len(values)):
                    left = float(values[row, outer] - values[row, inner])
                    if is_small(left, self.limit) and values[row, inner] > _ZERO:
                        secret[row, inner] = True

    def run(self) -> Hidden:
        if not self.limit:
            return Hidden(np.zeros_like(self.hidden), np.zeros_like(self.asked))
        while self._close_totals() or self._close_span():
            pass
        return Hidden(self.hidden, self.hidden_sum & self.asked)

    def _close_totals(self) -> bool:
        """Hide one more area under every shown sum whose hidden part is a single area or small itself."""
        changed = False
        for row in range(len(self.totals)):
            for item in range(self.x.shape[1]):
                if self.hidden_sum[row, item]:
                    continue
                own = np.flatnonzero(self.members[row])
                under = own[self.hidden[own, item] & (self.x[own, item] > _ZERO)]
                if not len(under) or not self.hidden[own, item].any():
                    continue
                if len(under) > 1 and self.x[under, item].sum() >= self.limit:
                    continue
                changed |= self._hide_member(row, item)
        return changed

    def _hide_member(self, row: int, item: int) -> bool:
        own = np.flatnonzero(self.members[row])
        shown = own[~self.hidden[own, item] & (self.x[own, item] > _ZERO)]
        if len(shown):
            self.hidden[shown[np.argmin(self.x[shown, item])], item] = True
        else:
            self.hidden_sum[row, item] = True
        return True

    def _system(self) -> tuple[Floats, list[tuple[int, int]], list[tuple[int, int]]]:
        """Return the equations that anybody has, over the hidden cells; the sums they come from; the cells."""
        cells = [(int(a), int(i)) for a, i in np.argwhere(self.hidden & (self.x > _ZERO))]
        at = {cell: column for column, cell in enumerate(cells)}
        rows: list[Floats] = []
        of: list[tuple[int, int]] = []
        for row, item in np.argwhere(~self.hidden_sum):
            under = [
                at[(int(a), int(item))]
                for a in np.flatnonzero(self.members[row])
                if (int(a), int(item)) in at
            ]
            if under:
                equation = np.zeros(len(cells))
                equation[under] = 1.0
                rows.append(equation)
                of.append((int(row), int(item)))
        # What an item is made of holds in every area; over the shown ones it leaves equations of the hidden ones.
        ties = _null_space(self.shape.T)
        for area in sorted({a for a, _ in cells}):
            own = [at[(area, i)] for i in range(self.x.shape[1]) if (area, i) in at]
            columns = [i for i in range(self.x.shape[1]) if (area, i) in at]
            for tie in ties.T:
                if np.abs(tie[columns]).max(initial=0.0) > _SPAN:
                    equation = np.zeros(len(cells))
                    equation[own] = tie[columns]
                    rows.append(equation)
                    of.append((-1, area))
        return (np.array(rows) if rows else np.zeros((0, len(cells)))), of, cells

    def _close_span(self) -> bool:
        """Hide one more figure if a secret one lies in the span of what is shown."""
        system, of, cells = self._system()
        free = _null_space(system)
        targets: list[tuple[Floats, bool]] = []
        for column, (area, item) in enumerate(cells):
            if self.secret[area, item]:
                unit = np.zeros(len(cells))
                unit[column] = 1.0
                targets.append((unit, False))
        at = {cell: column for column, cell in enumerate(cells)}
        for row, item in np.argwhere(self.secret_sum):
            vector = np.zeros(len(cells))
            vector[
                [
                    at[(int(a), int(item))]
                    for a in np.flatnonzero(self.members[row])
                    if (int(a), int(item)) in at
                ]
            ] = 1.0
            if vector.any():
                targets.append((vector, True))
            elif self.sums[row, item] > _ZERO:  # every part of it is shown
                return self._hide_member(int(row), int(item))
        for vector, is_sum in targets:
            if np.abs(vector @ free).max(initial=0.0) > _SPAN:
                continue
            answer, *_ = np.linalg.lstsq(system.T, vector, rcond=None)
            used = [of[k] for k in np.flatnonzero(np.abs(answer) > _SPAN) if of[k][0] >= 0]
            if not used:  # only the make-up of groups gives it away: one more item of that area
                area = next(of[k][1] for k in np.flatnonzero(np.abs(answer) > _SPAN))
                if self._hide_item(area):
                    return True
                continue
            row, item = min(used, key=lambda r: (len(self.totals[r[0]].members), self.sums[r]))
            if is_sum:
                self.hidden_sum[row, item] = True
            else:
                self._hide_member(row, item)
            return True
        return False

    def _hide_item(self, area: int) -> bool:
        shown = np.flatnonzero(~self.hidden[area] & (self.x[area] > _ZERO))
        if not len(shown):
            return False
        self.hidden[area, shown[np.argmin(self.x[area, shown])]] = True
        return True


def _null_space(matrix: Floats) -> Floats:
    """Return an orthonormal basis of what a matrix maps to 0, shape (columns, dimensions)."""
    if not matrix.size:
        return np.eye(matrix.shape[1])
    _, singular, right = np.linalg.svd(matrix, full_matrices=True)
    rank = int((singular > max(matrix.shape) * np.finfo(float).eps * singular.max(initial=0.0) + 1e-12).sum())
    return np.asarray(right[rank:].T)
