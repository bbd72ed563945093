"""A way of level and upright legs between boxes, where no simpler one leads through.

Legs run beside the boxes, or in the middle of a narrow gap between two of them. Of all such ways
the shortest with few turns is taken (A*).
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

__all__ = ["detour"]

_OUT, _BESIDE, _TOUCH, _NARROW = 16.0, 18.0, 3.0, 44.0
"""How far a wire goes on before it turns, how far legs stay from boxes, how near is too near, and
how wide gaps are that have a leg in their middle."""
_AROUND = 300.0
"""How far around its ends a way may lead."""
_MOST = 60
"""More boxes than this are not gone around."""
_TURN = 40.0
"""A turn costs as much as going so far."""
_STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))

Point = tuple[float, float]
Box = tuple[float, float, float, float]
State = tuple[int, int, int]
"""Column, row, and the direction of arrival."""


def detour(start: Point, end: Point, boxes: Iterable[Box]) -> tuple[Point, ...]:
    """The corners of a way from an output to an input around all boxes, with both ends: at least
    five points. Nothing if there is none."""
    room = (
        min(start[0], end[0]) - _AROUND, min(start[1], end[1]) - _AROUND,
        max(start[0], end[0]) + _AROUND, max(start[1], end[1]) + _AROUND,
    )
    near = [b for b in boxes if b[0] < room[2] and b[2] > room[0] and b[1] < room[3]
            and b[3] > room[1]]
    if not near or len(near) > _MOST:
        return ()
    right = [b[0] - start[0] for b in near if b[1] - _TOUCH < start[1] < b[3] + _TOUCH]
    left = [end[0] - b[2] for b in near if b[1] - _TOUCH < end[1] < b[3] + _TOUCH]
    first, last = (start[0] + _stub(right), start[1]), (end[0] - _stub(left), end[1])
    grid = _Grid(first, last, near)
    corners = grid.way(first, last)
    return _whole(start, corners, end) if corners else ()


def _stub(gaps: Sequence[float]) -> float:
    """How far a wire goes on before it turns: half way to what stands before it."""
    return min(_OUT, min((gap for gap in gaps if gap > 0), default=math.inf) / 2)


def _whole(start: Point, corners: list[Point], end: Point) -> tuple[Point, ...]:
    way = [start, *corners, end]
    if len(way) < 5:  # turns at once and once again
        (x, y), (_, below) = way[1], way[2]
        way.insert(2, (x, (y + below) / 2))
    return tuple(way)


class _Grid:
    """The lines on which legs may run, and which parts of them are free."""

    def __init__(self, first: Point, last: Point, boxes: Sequence[Box]) -> None:
        sides = np.array(boxes, np.float64)
        self._xs = _lines(sides[:, 0], sides[:, 2], (first[0], last[0]))
        self._ys = _lines(sides[:, 1], sides[:, 3], (first[1], last[1]))
        wide, tall = len(self._xs), len(self._ys)
        self._across = np.ones((wide, tall), bool)
        self._down = np.ones((wide, tall), bool)
        for left, top, right, bottom in sides + np.array([-_TOUCH, -_TOUCH, _TOUCH, _TOUCH]):
            columns, beside = _reached(self._xs, left, right)
            rows, above = _reached(self._ys, top, bottom)
            self._across[beside, rows] = False
            self._down[columns, above] = False

    def way(self, first: Point, last: Point) -> list[Point]:
        """The points from `first`, which is left to the right, to `last`, which is reached from
        the left; without those that lie on a leg."""
        goal = self._at(last)
        begin: State = (*self._at(first), 0)
        costs, before = {begin: 0.0}, {begin: begin}
        heap = [(0.0, begin)]
        while heap:
            _, state = heapq.heappop(heap)
            if state == (*goal, 0):
                return self._back(state, before)
            for after, cost in self._next(state):
                total = costs[state] + cost
                if total < costs.get(after, math.inf):
                    costs[after], before[after] = total, state
                    heapq.heappush(heap, (total + self._left(after, last), after))
        return []

    def _at(self, point: Point) -> tuple[int, int]:
        return int(np.searchsorted(self._xs, point[0])), int(np.searchsorted(self._ys, point[1]))

    def _left(self, state: State, last: Point) -> float:
        """At least so much is still to go."""
        return float(abs(self._xs[state[0]] - last[0]) + abs(self._ys[state[1]] - last[1]))

    def _next(self, state: State) -> list[tuple[State, float]]:
        """Where to from here, and at which cost: on, or to a side, never back."""
        i, j, towards = state
        found = [((i, j, side % 4), _TURN) for side in (towards + 1, towards + 3)]
        dx, dy = _STEPS[towards]
        a, b = min(i, i + dx), min(j, j + dy)
        inside = 0 <= i + dx < len(self._xs) and 0 <= j + dy < len(self._ys)
        if inside and (self._across if dx else self._down)[a, b]:
            far = self._xs[a + 1] - self._xs[a] if dx else self._ys[b + 1] - self._ys[b]
            found.append(((i + dx, j + dy, towards), float(far)))
        return found

    def _back(self, state: State, before: dict[State, State]) -> list[Point]:
        chain = [state]
        while before[chain[-1]] != chain[-1]:
            chain.append(before[chain[-1]])
        chain.reverse()
        turns = [a[:2] for a, b in pairwise(chain) if a[2] != b[2]]
        spots = dict.fromkeys([chain[0][:2], *turns, chain[-1][:2]])
        return [(float(self._xs[i]), float(self._ys[j])) for i, j in spots]


def _lines(
    low: NDArray[np.float64], high: NDArray[np.float64], ends: tuple[float, float]
) -> NDArray[np.float64]:
    """Where legs may run along one axis."""
    gaps = low[None, :] - high[:, None]
    narrow = (gaps > 2 * _TOUCH) & (gaps < _NARROW)
    middles = (low[None, :] + high[:, None])[narrow] / 2
    return np.unique(np.concatenate([low - _BESIDE, high + _BESIDE, middles, ends]))


def _reached(lines: NDArray[np.float64], low: float, high: float) -> tuple[slice, slice]:
    """The lines between `low` and `high`, and the parts between two lines that reach in there."""
    first = int(np.searchsorted(lines, low, "right"))
    end = int(np.searchsorted(lines, high, "left"))
    return slice(first, end), slice(max(0, first - 1), end)
