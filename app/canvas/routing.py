"""Routes of all wires on the board, kept while nothing near them moves."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.canvas.layout import Box, Point
from app.canvas.routes import CLEAR, NARROW, route

__all__ = ["Router"]

_BEYOND = 80.0
"""How far left and right of its ends a wire may go."""

_NOWHERE: Box = (math.nan, math.nan, math.nan, math.nan)

Way = tuple[Point, ...]
Key = tuple[str, str, Point, Point]
"""Source, target, and the ends of a wire."""


class Router:
    """Finds the way of a wire around the boxes that were last taken."""

    def __init__(self) -> None:
        self._boxes: dict[str, Box] = {}
        self._names: list[str] = []
        self._sides: NDArray[np.float64] = np.empty((0, 4))
        self._known: dict[Key, tuple[Way, Box]] = {}
        self._asked: set[Key] = set()

    def take(self, boxes: Mapping[str, Box]) -> None:
        """What stands on the board now. Ways that pass near something that has moved, has come or
        has gone are forgotten, and those that nobody asked for since."""
        before, self._boxes = self._boxes, dict(boxes)
        moved = [node for node in {*before, *boxes} if before.get(node) != boxes.get(node)]
        self._known = {key: way for key, way in self._known.items() if key in self._asked}
        self._asked.clear()
        if moved and self._known:
            self._forget(moved, before)
        self._names = [*boxes]
        self._sides = np.array([*boxes.values()], np.float64).reshape(-1, 4)

    def knots(self, start: Point, end: Point, source: str, target: str) -> Way:
        """The points a wire from `source` to `target` passes, with both ends."""
        key = source, target, start, end
        self._asked.add(key)
        if key not in self._known:
            way = self._found(key)
            self._known[key] = way, _heeded(way)
        return self._known[key][0]

    def _found(self, key: Key) -> Way:
        source, target, start, end = key
        left, right = _reach(start, end)
        near = np.flatnonzero((self._sides[:, 2] > left) & (self._sides[:, 0] < right))
        own = () if _runs_back(start, end) else (source, target)
        names = (self._names[n] for n in near.tolist())
        others = [self._boxes[n] for n in names if n not in own]
        return route(start, end, others, low=end[1] > start[1])

    def _forget(self, moved: Sequence[str], before: Mapping[str, Box]) -> None:
        """Forgets the ways on which one of the nodes in `moved` has or had a say."""
        number = {node: n for n, node in enumerate(moved)}
        heeded = np.array([part for _, part in self._known.values()])[:, None]
        met = np.zeros((len(self._known), len(moved)), bool)
        for boxes in (before, self._boxes):
            box = np.array([boxes.get(node, _NOWHERE) for node in moved])
            met |= (
                (box[:, 2] > heeded[..., 0]) & (box[:, 0] < heeded[..., 2])
                & (box[:, 3] >= heeded[..., 1]) & (box[:, 1] <= heeded[..., 3])
            )
        for row, (source, target, start, end) in enumerate(self._known):
            if not _runs_back(start, end):  # its own nodes are not in its way
                met[row, [number[n] for n in (source, target) if n in number]] = False
        stays = np.flatnonzero(~met.any(1)).tolist()
        ways = [*self._known.items()]
        self._known = dict(ways[row] for row in stays)


def _runs_back(start: Point, end: Point) -> bool:
    return end[0] < start[0] + 1.0


def _reach(start: Point, end: Point) -> tuple[float, float]:
    """Between which x a wire may run."""
    return min(start[0], end[0]) - _BEYOND, max(start[0], end[0]) + _BEYOND


def _heeded(way: Way) -> Box:
    """Where a box would lead the wire elsewhere: at any height, if it goes around some."""
    start, end = way[0], way[-1]
    left, right = _reach(start, end)
    low, high = min(start[1], end[1]), max(start[1], end[1])
    if len(way) == 2:
        return left, low - NARROW, right, high + NARROW
    if _runs_back(start, end) and low < way[1][1] < high:  # through a lane between its ends
        return left, low - CLEAR, right, high + CLEAR
    return left, -math.inf, right, math.inf
