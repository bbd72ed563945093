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


class Router:
    """Finds the way of a wire around the boxes that were last taken."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._boxes: list[Box] = []
        self._sides: NDArray[np.float64] = np.empty((0, 4))
        self._known: dict[tuple[Point, Point], tuple[tuple[Box, ...], tuple[Point, ...]]] = {}

    def take(self, boxes: Mapping[str, Box]) -> None:
        """What stands on the board."""
        self._names, self._boxes = [*boxes], [*boxes.values()]
        self._sides = np.array(self._boxes, np.float64).reshape(-1, 4)

    def knots(self, start: Point, end: Point, source: str, target: str) -> tuple[Point, ...]:
        """The points a wire from `source` to `target` passes, with both ends."""
        back = end[0] < start[0] + 1.0
        left, right = min(start[0], end[0]) - _BEYOND, max(start[0], end[0]) + _BEYOND
        near = np.flatnonzero((self._sides[:, 2] > left) & (self._sides[:, 0] < right)).tolist()
        own = () if back else (source, target)
        obstacles = tuple(self._boxes[n] for n in near if self._names[n] not in own)
        before = self._known.get((start, end))
        if before is not None and before[0] == obstacles:
            return before[1]
        made = route(start, end, obstacles)
        self._known[start, end] = obstacles, made
        return made
