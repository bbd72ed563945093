"""Wires that go around nodes run beside each other, where each by itself would take the same way.

A route leads over or under what stands in its way, as near as may be. Where several wires pass
the same nodes, the one that goes on longest runs farthest out, so that none crosses another twice
and each can be followed with the eye. The same wires and boxes always give the same lanes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from app.canvas.routes import CLEAR, NARROW, Box, Point, along

__all__ = ["Lanes", "moved"]

GAP = 22.0
"""Between two lanes: so much that a label has room."""
_MOST = 9
"""More lanes than this are not tried; the wire then shares one."""
_NEAR, _SHARED = 7.0, 60.0
"""A curve as near as this over such a length runs in the same lane."""
_LONG = 240.0
"""Shorter curves lead to the next column and run in no lane."""
_RIM = 20.0
"""A wire ends so near to the rim of its node."""

Key = tuple[str, str, int]
Way = tuple[Point, ...]


class Wire(Protocol):
    """A wire on its way: `way` is the one it would take alone, `keep_lane` moves its level part
    into the `lane` of a number from 0, None before; whether it was elsewhere."""

    source: str
    target: str
    port: int
    lane: int | None

    @property
    def way(self) -> Way: ...

    def keep_lane(self, level: float, number: int) -> bool: ...


class Lanes:
    """Gives every wire that goes around something a lane of its own, and looks at them again only
    when a wire or a box has moved."""

    def __init__(self) -> None:
        self._seen: Any = None

    def spread(self, wires: Iterable[Wire], boxes: Mapping[str, Box]) -> set[Key]:
        """Looks at all wires of the board and what stands on it; which wires run elsewhere now."""
        far = [wire for wire in wires if len(wire.way) > 2 or _reach(wire.way) > _LONG]
        around = [wire for wire in far if len(wire.way) > 2]
        seen = [wire.way for wire in far], dict(boxes)
        if seen == self._seen and all(wire.lane is not None for wire in around):
            return set()
        self._seen = seen
        sides = np.array([*boxes.values()], np.float64).reshape(-1, 4)
        curves = [np.array(along(wire.way)) for wire in far if len(wire.way) == 2]
        taken, shifted = np.empty((0, 3)), set()
        for wire in sorted(around, key=_order):
            number, level = _lane(wire.way, taken, curves, sides)
            taken = np.vstack([taken, (*_span(wire.way), level)])
            if wire.keep_lane(level, number):
                shifted.add((wire.source, wire.target, wire.port))
        return shifted


def _order(wire: Wire) -> tuple[float, str, str, int]:
    """Short ones first: they stay nearest to what they go around."""
    low, high = _span(wire.way)
    return high - low, wire.source, wire.target, wire.port


def _span(way: Way) -> tuple[float, float]:
    """Between which x the level part runs."""
    return min(way[1][0], way[-2][0]), max(way[1][0], way[-2][0])


def _reach(way: Way) -> float:
    return abs(way[-1][0] - way[0][0])


def _lane(
    way: Way, taken: NDArray[np.float64], curves: list[NDArray[np.float64]],
    sides: NDArray[np.float64],
) -> tuple[int, float]:
    """The number and the height of the nearest lane that is free; the first where none is."""
    low, high = _span(way)
    first = way[1][1]
    beside = taken[(taken[:, 0] < high) & (taken[:, 1] > low), 2]
    step = GAP * _outwards(way, sides)
    for number in range(_MOST):
        level = first + number * step
        shared = bool((np.abs(beside - level) < GAP * 0.75).any()) or any(
            _runs_along(curve, low, high, level) for curve in curves
        )
        if not shared and not (number and _meets(moved(way, level), sides)):
            return number, level
    return 0, first


def moved(way: Way, level: float) -> Way:
    """The same way with its level part elsewhere."""
    return way[0], *((x, level) for x, _ in way[1:-1]), way[-1]


def _outwards(way: Way, sides: NDArray[np.float64]) -> float:
    """-1 for a wire that runs over what it goes around, 1 for one that runs under it."""
    low, high = _span(way)
    near = sides[(sides[:, 2] > low) & (sides[:, 0] < high)]
    above = np.abs(near[:, 1] - CLEAR - way[1][1]) < 1.0
    return -1.0 if above.any() else 1.0


def _runs_along(curve: NDArray[np.float64], low: float, high: float, level: float) -> bool:
    """Whether a curve lies on a lane for a while."""
    on = (np.abs(curve[:, 1] - level) < _NEAR) & (curve[:, 0] > low) & (curve[:, 0] < high)
    return bool(on.any()) and float(np.ptp(curve[on, 0])) > _SHARED


def _meets(way: Way, sides: NDArray[np.float64]) -> bool:
    """Whether a wire would run through a box on its way, other than those it joins."""
    points = np.array(along(way))
    x, y = points[:, :1], points[:, 1:]
    inside = (
        (x > sides[:, 0] - NARROW) & (x < sides[:, 2] + NARROW)
        & (y > sides[:, 1] - NARROW) & (y < sides[:, 3] + NARROW)
    )
    own = _ends_at(way[0], sides, 2) | _ends_at(way[-1], sides, 0)
    return bool(inside[:, ~own].any())


def _ends_at(end: Point, sides: NDArray[np.float64], side: int) -> NDArray[np.bool_]:
    """The boxes on whose side a wire ends."""
    beside = np.abs(sides[:, side] - end[0]) < _RIM
    return beside & (sides[:, 1] <= end[1]) & (sides[:, 3] >= end[1])
