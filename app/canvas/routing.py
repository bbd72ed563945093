"""Routes of all wires on the board, kept while nothing near them moves."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.canvas.layout import Box, Point
from app.canvas.routes import CLEAR, NARROW, is_detour, route
from app.canvas.selection import LinkKey

__all__ = ["Router"]

_BEYOND = 80.0
"""How far left and right of its ends a wire may go."""

_NOWHERE: Box = (math.nan, math.nan, math.nan, math.nan)

Way = tuple[Point, ...]
Key = tuple[str, str, Point, Point]
"""From and to which boxes a wire is led, and its ends."""


class Router:
    """Finds the way of a wire around the boxes that were last taken."""

    def __init__(self) -> None:
        self._boxes: dict[str, Box] = {}
        self._names: list[str] = []
        self._sides: NDArray[np.float64] = np.empty((0, 4))
        self._known: dict[LinkKey, tuple[Key, Way, Box]] = {}

    def take(self, boxes: Mapping[str, Box]) -> set[LinkKey]:
        """What stands on the board now. Ways that pass near something that has moved, has come or
        has gone are forgotten; returns the wires that had them."""
        if boxes == self._boxes:
            return set()
        before, self._boxes = self._boxes, dict(boxes)
        moved = [node for node in {*before, *boxes} if before.get(node) != boxes.get(node)]
        self._names = [*boxes]
        self._sides = np.array([*boxes.values()], np.float64).reshape(-1, 4)
        lost = self._met(moved, before) if self._known else set()
        self.drop(lost)
        return lost

    def drop(self, wires: Iterable[LinkKey]) -> None:
        """Forgets the ways of wires."""
        for wire in wires:
            self._known.pop(wire, None)

    def knots(self, wire: LinkKey, start: Point, end: Point, source: str, target: str) -> Way:
        """The points that a wire passes from `source` to `target`, with both ends."""
        key = source, target, start, end
        known = self._known.get(wire)
        if known is not None and known[0] == key:
            return known[1]
        way = self._found(key)
        self._known[wire] = key, way, _heeded(way)
        return way

    def _found(self, key: Key) -> Way:
        source, target, start, end = key
        left, right = _reach(start, end)
        near = np.flatnonzero((self._sides[:, 2] > left) & (self._sides[:, 0] < right))
        own = () if _runs_back(start, end) else (source, target)
        names = (self._names[n] for n in near.tolist())
        others = [self._boxes[n] for n in names if n not in own]
        return route(start, end, others, low=end[1] > start[1], room=self._sides)

    def _met(self, moved: Sequence[str], before: Mapping[str, Box]) -> set[LinkKey]:
        """The wires on whose ways one of the nodes in `moved` has or had a say."""
        number = {node: n for n, node in enumerate(moved)}
        heeded = np.array([part for _, _, part in self._known.values()])[:, None]
        met = np.zeros((len(self._known), len(moved)), bool)
        for boxes in (before, self._boxes):
            box = np.array([boxes.get(node, _NOWHERE) for node in moved])
            met |= (
                (box[:, 2] > heeded[..., 0]) & (box[:, 0] < heeded[..., 2])
                & (box[:, 3] >= heeded[..., 1]) & (box[:, 1] <= heeded[..., 3])
            )
        keys = [*self._known]
        for row in np.flatnonzero(met.any(1)).tolist():
            source, target, start, end = self._known[keys[row]][0]
            if not _runs_back(start, end):  # its own nodes are not in its way
                met[row, [number[n] for n in (source, target) if n in number]] = False
        return {keys[row] for row in np.flatnonzero(met.any(1)).tolist()}


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
    if is_detour(way):
        return -math.inf, -math.inf, math.inf, math.inf
    if _runs_back(start, end) and low < way[1][1] < high:  # through a lane between its ends
        return left, low - CLEAR, right, high + CLEAR
    return left, -math.inf, right, math.inf
