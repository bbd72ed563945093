"""Wires that go around nodes run beside each other, where each by itself would take the same way.

A route leads over or under what stands in its way, as near as may be. Where several wires pass
the same nodes, the one that goes on longest runs farthest out, so that none crosses another twice
and each can be followed with the eye. The same wires and boxes always give the same lanes.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.canvas.routes import (
    CLEAR,
    NARROW,
    Box,
    Point,
    along,
    curves,
    fine,
    is_detour,
    sampled,
)

__all__ = ["Lanes", "Wire"]

GAP = 22.0
"""Between two lanes: so much that a label has room."""
_APART = GAP * 0.75
"""Wires nearer to each other than this run in one lane."""
_MOST = 9
"""More lanes than this are not tried; the wire then shares one."""
_NEAR, _SHARED = 7.0, 60.0
"""A curve as near as this over such a length runs in the same lane."""
_LONG = 240.0
"""Shorter curves lead to the next column and run in no lane."""
_RIM = 20.0
"""A wire ends so near to the rim of its node."""
_BESIDE = 80.0
"""How far around itself a box or a curve may be felt; turns bulge as far."""

Key = tuple[str, str, int]
Way = tuple[Point, ...]
Run = tuple[float, float, float]
"""Between which x a wire runs in its lane, and at which height."""
Lane = tuple[Way, int, float]
"""The way of a wire alone, the number of its lane and its height."""
T = TypeVar("T")


class Wire(Protocol):
    """A wire on its way: `way` is the one it would take alone, `knots` the one it takes,
    `keep_lane` leads it into the `lane` of a number from 0, None before; whether it was
    elsewhere."""

    source: str
    target: str
    port: int
    lane: int | None

    @property
    def way(self) -> Way: ...

    @property
    def knots(self) -> Way: ...

    def keep_lane(self, knots: Way, number: int) -> bool: ...


class Lanes:
    """Gives every wire that goes around something a lane of its own, and looks again only at those
    near which a wire or a box has moved. A lane depends on shorter wires, never on longer ones, so
    that they can be given one after the other, while the window does other things."""

    def __init__(self) -> None:
        self._boxes: dict[str, Box] = {}
        self._curves = _Curves()
        self._known: dict[Key, Lane] = {}
        self._around: dict[Key, Wire] = {}
        self._sides: NDArray[np.float64] = np.empty((0, 4))
        self._taken: dict[int, list[Run]] = {}
        self._changed: list[Box] = []
        self._left: list[Key] = []

    @property
    def waiting(self) -> bool:
        """Whether some have not been looked at since the last `begin`."""
        return bool(self._left)

    def spread(self, wires: Iterable[Wire], boxes: Mapping[str, Box]) -> set[Key]:
        """Gives all wires of the board their lanes; which run elsewhere now."""
        self.begin(wires, boxes)
        return self.go_on(math.inf)

    def begin(self, wires: Iterable[Wire], boxes: Mapping[str, Box]) -> None:
        """Looks at all wires of the board and what stands on it. What the last `go_on` did not get
        to is done by the next."""
        far = {(w.source, w.target, w.port): w for w in wires if len(w.way) > 2 or _is_long(w.way)}
        around = self._around = {key: wire for key, wire in far.items() if _goes_around(wire.way)}
        self._changed += self._news(far, boxes)
        self._known = {key: known for key, known in self._known.items() if key in around}
        self._sides = np.array([*boxes.values()], np.float64).reshape(-1, 4)
        self._taken = {}
        idle = not self._changed and all(wire.lane is not None for wire in around.values())
        self._left = [] if idle else sorted(
            around, key=lambda key: _order(key, around[key].way), reverse=True
        )

    def go_on(self, deadline: float) -> set[Key]:
        """Gives lanes until the deadline; which wires run elsewhere now."""
        shifted: set[Key] = set()
        rooms, seen = np.array(self._changed).reshape(-1, 4), len(self._changed)
        while self._left:
            key = self._left.pop()
            wire, known = self._around[key], self._known.get(key)
            room = _room(wire.way)
            fresh = known is None or known[0] != wire.way or (
                _met(room, rooms) or _met(room, np.array(self._changed[seen:]).reshape(-1, 4))
            )
            if known is None or fresh:
                known = self._given(key, wire.way)
            run = *_span(wire.way), known[2]
            self._taken.setdefault(_storey(run[2]), []).append(run)
            led = moved(wire.way, known[2])
            if (fresh or wire.lane is None) and wire.keep_lane(led, known[1]):
                shifted.add(key)
            if time.perf_counter() > deadline:
                break
        if not self._left:
            self._changed = []
        return shifted

    def _given(self, key: Key, way: Way) -> Lane:
        """A lane for a wire that has none, or may have to leave it."""
        before = self._known.get(key)
        number, level = _lane(way, self._taken, self._curves, self._sides)
        if before is not None and level != before[2]:
            self._changed += [_room(before[0]), _room(way)]
        self._known[key] = way, number, level
        return self._known[key]

    def _news(self, far: Mapping[Key, Wire], boxes: Mapping[str, Box]) -> list[Box]:
        """Where wires or boxes are, or were, that are not as they were."""
        places = self._boxes, dict(boxes)
        found = [
            _grown(place[node], _BESIDE) for node in _differing(*places)
            for place in places if node in place
        ]
        ways = {key: known[0] for key, known in self._known.items()} | self._curves.ways
        now = {key: wire.way for key, wire in far.items()}
        found += [
            _room(way[key]) for key in _differing(ways, now) for way in (ways, now) if key in way
        ]
        self._boxes = places[1]
        self._curves.follow({key: way for key, way in now.items() if not _goes_around(way)})
        return found


class _Curves:
    """Points along the wires that run in no lane: a lane must not lie on one of them."""

    def __init__(self) -> None:
        self.ways: dict[Key, Way] = {}
        self._points: dict[Key, NDArray[np.float64]] = {}
        self._rooms: NDArray[np.float64] = np.empty((0, 4))

    def follow(self, ways: dict[Key, Way]) -> None:
        """These are on the board now."""
        if ways == self.ways:
            return
        before, self.ways = self.ways, ways
        self._points = {
            key: self._points[key] if before.get(key) == way else along(way)
            for key, way in ways.items()
        }
        rooms = [(*points.min(0), *points.max(0)) for points in self._points.values()]
        self._rooms = np.array(rooms).reshape(-1, 4)

    def run_along(self, low: float, high: float, level: float) -> bool:
        """Whether one of them lies on a lane for a while."""
        room = np.array([low, level - _NEAR, high, level + _NEAR])
        near = ((self._rooms[:, :2] < room[2:]) & (self._rooms[:, 2:] > room[:2])).all(1)
        points = [*self._points.values()] if near.any() else []
        return any(
            _runs_along(points[at], low, high, level) for at in np.flatnonzero(near).tolist()
        )


def _differing(before: Mapping[T, object], after: Mapping[T, object]) -> set[T]:
    if before == after:
        return set()
    return {key for key in {*before, *after} if before.get(key) != after.get(key)}


def _room(way: Way) -> Box:
    """Where everything is that has a say in the lane of a wire, and where the wire may run."""
    xs, ys = zip(*way, strict=True)
    room = min(xs), min(ys), max(xs), max(ys)
    return _grown(room, _BESIDE) if not _goes_around(way) else _grown(room, _MOST * GAP + _BESIDE)


def _grown(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _met(room: Box, others: NDArray[np.float64]) -> bool:
    left, top, right, bottom = room
    return bool((
        (others[:, 0] <= right) & (others[:, 2] >= left)
        & (others[:, 1] <= bottom) & (others[:, 3] >= top)
    ).any())


def _order(key: Key, way: Way) -> tuple[float, Key]:
    """Short ones first: they stay nearest to what they go around."""
    low, high = _span(way)
    return high - low, key


def _goes_around(way: Way) -> bool:
    """Whether it has a level part that may lie elsewhere; a detour is where alone it can be."""
    return len(way) > 2 and not is_detour(way)


def _is_long(way: Way) -> bool:
    return abs(way[-1][0] - way[0][0]) > _LONG


def _span(way: Way) -> tuple[float, float]:
    """Between which x the level part runs."""
    return min(way[1][0], way[-2][0]), max(way[1][0], way[-2][0])


def _lane(
    way: Way, taken: Mapping[int, list[Run]], curves: _Curves, sides: NDArray[np.float64]
) -> tuple[int, float]:
    """The number and the height of the nearest lane that is free; the first where none is."""
    low, high = _span(way)
    first = way[1][1]
    step = GAP * _outwards(way, sides)
    for number in range(_MOST):
        level = first + number * step
        shared = _is_taken(taken, low, high, level) or curves.run_along(low, high, level)
        if not shared and not (number and _meets(moved(way, level), sides)):
            return number, level
    return 0, first


def _is_taken(taken: Mapping[int, list[Run]], low: float, high: float, level: float) -> bool:
    """Whether another wire runs there."""
    at = _storey(level)
    return any(
        a < high and b > low and abs(y - level) < _APART
        for storey in (at - 1, at, at + 1) for a, b, y in taken.get(storey, ())
    )


def _storey(level: float) -> int:
    """Wires that are as near as may not be are on the same storey or on the next one."""
    return int(level // _APART)


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
    """Whether a wire would run through a box on its way, or come near one that it does not join."""
    forward = way[-1][0] > way[0][0]
    for part, curve in zip(pairwise(way), np.array(curves(way)), strict=True):
        low, high = curve.min(0) - NARROW, curve.max(0) + NARROW
        near = sides[(sides[:, :2] < high).all(1) & (sides[:, 2:] > low).all(1)]
        if not len(near):
            continue  # most of a long way is level, and far from everything
        own = _ends_at(way[0], near, 2) | _ends_at(way[-1], near, 0)
        beside = np.where(own, -_RIM if forward else -NARROW, NARROW)
        x, y = sampled(curve, fine(part)).T[..., None]
        if ((x > near[:, 0] - beside) & (x < near[:, 2] + beside)
                & (y > near[:, 1] - beside) & (y < near[:, 3] + beside)).any():
            return True
    return False


def _ends_at(end: Point, sides: NDArray[np.float64], side: int) -> NDArray[np.bool_]:
    """The boxes on whose side a wire ends."""
    beside = np.abs(sides[:, side] - end[0]) < _RIM
    return beside & (sides[:, 1] <= end[1]) & (sides[:, 3] >= end[1])
