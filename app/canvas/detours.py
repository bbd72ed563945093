"""A way of level and upright legs between boxes, where no simpler one leads through.

Legs run beside the boxes, or in the middle of a narrow gap between two of them. Of all such ways
the shortest with few turns is taken (A*).
"""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

__all__ = ["detour"]

_OUT, _BESIDE, _TOUCH, _NARROW = 16.0, 18.0, 3.0, 44.0
"""How far a wire goes on before it turns, how far legs stay from boxes, how near is too near, and
how wide gaps are that have a leg in their middle."""
_AROUND = 300.0
"""How far around its ends a way may lead."""
_BESIDE_WHICH = (10, 30)
"""Legs run beside so many boxes, those that are nearest to the straight line between the ends, and
around all that are near; where that does not do, beside more and around everything. No leg leads
through any box."""
_LOOKS = 24
"""At how many points of that line it is asked how near a box is."""
_TURN = 40.0
"""A turn costs as much as going so far."""
Point = tuple[float, float]
Box = tuple[float, float, float, float]


def detour(
    start: Point, end: Point, boxes: Sequence[Box] | NDArray[np.float64]
) -> tuple[Point, ...]:
    """The corners of a way from an output to an input around all boxes, with both ends: at least
    five points. Nothing if there is none."""
    sides = np.asarray(boxes, np.float64).reshape(-1, 4)
    near = _inside(sides, (
        min(start[0], end[0]) - _AROUND, min(start[1], end[1]) - _AROUND,
        max(start[0], end[0]) + _AROUND, max(start[1], end[1]) + _AROUND,
    ))
    if not len(near):
        return ()
    right = near[_beside(near, start), 0] - start[0]
    left = end[0] - near[_beside(near, end), 2]
    first, last = (start[0] + _stub(right), start[1]), (end[0] - _stub(left), end[1])
    if _covers(near, first) or _covers(near, last):
        return ()  # all that can be reached would be looked at in vain
    near = near[np.argsort(_far(near, first, last), kind="stable")]
    for count, all_of in zip(_BESIDE_WHICH, (near, sides), strict=True):
        whole = np.array([*all_of[:, :2].min(0), *all_of[:, 2:].max(0)])
        grid = _Grid(first, last, np.vstack([near[:count], whole]), sides)
        corners = grid.way(first, last)
        if corners:
            return _whole(start, corners, end)
    return ()


def _inside(sides: NDArray[np.float64], room: Box) -> NDArray[np.float64]:
    """The boxes that reach into a room."""
    left, top, right, bottom = room
    return sides[
        (sides[:, 0] < right) & (sides[:, 2] > left)
        & (sides[:, 1] < bottom) & (sides[:, 3] > top)
    ]


def _beside(sides: NDArray[np.float64], end: Point) -> NDArray[np.bool_]:
    """The boxes at the height of an end."""
    return (sides[:, 1] - _TOUCH < end[1]) & (end[1] < sides[:, 3] + _TOUCH)


def _covers(sides: NDArray[np.float64], spot: Point) -> bool:
    """Whether a spot is so near to a box that no leg may touch it."""
    low, high = sides[:, :2] - _TOUCH, sides[:, 2:] + _TOUCH
    return bool(((low < spot) & (spot < high)).all(1).any())


def _far(sides: NDArray[np.float64], a: Point, b: Point) -> NDArray[np.float64]:
    """How far boxes are from the straight line between two points."""
    at = np.linspace(0.0, 1.0, _LOOKS)[:, None]
    x, y = (at * (b[n] - a[n]) + a[n] for n in (0, 1))
    across = np.maximum(np.maximum(sides[:, 0] - x, x - sides[:, 2]), 0.0)
    down = np.maximum(np.maximum(sides[:, 1] - y, y - sides[:, 3]), 0.0)
    far: NDArray[np.float64] = np.hypot(across, down).min(0)
    return far


def _stub(gaps: NDArray[np.float64]) -> float:
    """How far a wire goes on before it turns: half way to what stands before it."""
    return min(_OUT, float(np.min(gaps[gaps > 0], initial=math.inf)) / 2)


def _whole(start: Point, corners: list[Point], end: Point) -> tuple[Point, ...]:
    way = [start, *corners, end]
    if len(way) < 5:  # turns at once and once again
        (x, y), (_, below) = way[1], way[2]
        way.insert(2, (x, (y + below) / 2))
    return tuple(way)


class _Grid:
    """The lines on which legs may run, `beside` some of the `boxes`, and which parts of them are
    free of all. A place is that of a crossing in the table of all of them; a state is four times a
    place, plus the direction of arrival."""

    def __init__(
        self, first: Point, last: Point, beside: NDArray[np.float64],
        boxes: NDArray[np.float64],
    ) -> None:
        xs = _lines(beside[:, 0], beside[:, 2], (first[0], last[0]))
        ys = _lines(beside[:, 1], beside[:, 3], (first[1], last[1]))
        across, down = (np.zeros((len(xs), len(ys)), bool) for _ in range(2))
        across[:-1] = down[:, :-1] = True
        grown = boxes + np.array([-_TOUCH, -_TOUCH, _TOUCH, _TOUCH])
        grown = _inside(grown, (xs[0], ys[0], xs[-1], ys[-1]))
        for columns, rows in zip(
            _reached(xs, grown[:, 0], grown[:, 2]), _reached(ys, grown[:, 1], grown[:, 3]),
            strict=True,
        ):
            across[columns[1], rows[0]] = False
            down[columns[0], rows[1]] = False
        self._xs, self._ys, self._tall = xs.tolist(), ys.tolist(), len(ys)
        self._across, self._down = across.ravel().tolist(), down.ravel().tolist()

    def way(self, first: Point, last: Point) -> list[Point]:
        """The points from `first`, which is left to the right, to `last`, which is reached from
        the left; without those that lie on a leg."""
        goal, begin = 4 * self._at(last), 4 * self._at(first)
        costs, before = {begin: 0.0}, {begin: begin}
        heap, done = [(0.0, begin)], set[int]()
        while heap:
            _, state = heapq.heappop(heap)
            if state == goal:
                return self._back(state, before)
            if state in done:
                continue
            done.add(state)
            so_far = costs[state]
            for after, cost in self._next(state):
                total = so_far + cost
                if total < costs.get(after, math.inf):
                    costs[after], before[after] = total, state
                    heapq.heappush(heap, (total + self._left(after, last), after))
        return []

    def _at(self, point: Point) -> int:
        return bisect_left(self._xs, point[0]) * self._tall + bisect_left(self._ys, point[1])

    def _left(self, state: int, last: Point) -> float:
        """At least so much is still to go, and so often still to turn."""
        place, towards = divmod(state, 4)
        i, j = divmod(place, self._tall)
        x, y = last[0] - self._xs[i], last[1] - self._ys[j]
        if towards == 0:
            turns = 4 if x < 0 else 2 if y else 0
        elif towards == 2:
            turns = 2
        else:
            turns = 3 if x < 0 or (y < 0 if towards == 1 else y > 0) else 1
        return abs(x) + abs(y) + turns * _TURN

    def _next(self, state: int) -> Iterator[tuple[int, float]]:
        """Where to from here, and at which cost: on, or to a side, never back."""
        place, towards = divmod(state, 4)
        yield 4 * place + (towards + 1) % 4, _TURN
        yield 4 * place + (towards + 3) % 4, _TURN
        i, j = divmod(place, self._tall)
        if towards == 0 and self._across[place]:
            yield state + 4 * self._tall, self._xs[i + 1] - self._xs[i]
        elif towards == 2 and i and self._across[place - self._tall]:
            yield state - 4 * self._tall, self._xs[i] - self._xs[i - 1]
        elif towards == 1 and self._down[place]:
            yield state + 4, self._ys[j + 1] - self._ys[j]
        elif towards == 3 and j and self._down[place - 1]:
            yield state - 4, self._ys[j] - self._ys[j - 1]

    def _back(self, state: int, before: dict[int, int]) -> list[Point]:
        chain = [state]
        while before[chain[-1]] != chain[-1]:
            chain.append(before[chain[-1]])
        chain.reverse()
        turns = [a // 4 for a, b in pairwise(chain) if a % 4 != b % 4]
        spots = dict.fromkeys([chain[0] // 4, *turns, chain[-1] // 4])
        return [(self._xs[n // self._tall], self._ys[n % self._tall]) for n in spots]


def _lines(
    low: NDArray[np.float64], high: NDArray[np.float64], ends: tuple[float, float]
) -> NDArray[np.float64]:
    """Where legs may run along one axis."""
    gaps = low[None, :] - high[:, None]
    narrow = (gaps > 2 * _TOUCH) & (gaps < _NARROW)
    middles = (low[None, :] + high[:, None])[narrow] / 2
    return np.unique(np.concatenate([low - _BESIDE, high + _BESIDE, middles, ends]))


def _reached(
    lines: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
) -> list[tuple[slice, slice]]:
    """For each box the lines between `low` and `high`, and the parts between two lines that reach
    in there."""
    first = np.searchsorted(lines, low, "right").tolist()
    end = np.searchsorted(lines, high, "left").tolist()
    return [(slice(a, b), slice(max(0, a - 1), b)) for a, b in zip(first, end, strict=True)]
