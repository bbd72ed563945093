"""Routes of all wires on the board, kept while nothing near them moves."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.canvas.layout import Box, Point
from app.canvas.routes import route

__all__ = ["Router"]

_BEYOND = 80.0
"""How far left and right of its ends a wire may go."""

Way = tuple[Point, ...]


class Router:
    """Finds the way of a wire around the boxes that were last taken."""

    def __init__(self) -> None:
        self._boxes: dict[str, Box] = {}
        self._names: list[str] = []
        self._sides: NDArray[np.float64] = np.empty((0, 4))
        self._known: dict[tuple[str, str, Point, Point], Way] = {}

    def take(self, boxes: Mapping[str, Box]) -> None:
        """What stands on the board now. Ways that pass near something that has moved, has come or
        has gone are forgotten."""
        before, self._boxes = self._boxes, dict(boxes)
        moved = [
            box for node in {*before, *boxes} if before.get(node) != boxes.get(node)
            for box in (before.get(node), boxes.get(node)) if box is not None
        ]
        if len(moved) > len(boxes):
            self._known.clear()
        for key in [key for key in self._known if _passes(key[2], key[3], moved)]:
            del self._known[key]
        self._names = [*boxes]
        self._sides = np.array([*boxes.values()], np.float64).reshape(-1, 4)

    def knots(self, start: Point, end: Point, source: str, target: str) -> Way:
        """The points a wire from `source` to `target` passes, with both ends."""
        key = source, target, start, end
        if key not in self._known:
            back = end[0] < start[0] + 1.0
            left, right = _reach(start, end)
            near = np.flatnonzero((self._sides[:, 2] > left) & (self._sides[:, 0] < right))
            own = () if back else (source, target)
            names = (self._names[n] for n in near.tolist())
            self._known[key] = route(start, end, [self._boxes[n] for n in names if n not in own])
        return self._known[key]


def _reach(start: Point, end: Point) -> tuple[float, float]:
    """Between which x a wire may run."""
    return min(start[0], end[0]) - _BEYOND, max(start[0], end[0]) + _BEYOND


def _passes(start: Point, end: Point, boxes: list[Box]) -> bool:
    left, right = _reach(start, end)
    return any(box[2] > left and box[0] < right for box in boxes)
