"""The curve of a wire between two cards, as it is painted, touched and measured."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from app.canvas.routes import along, curves, level_part

__all__ = ["WireCurve"]

_MARGIN = 12.0
"""How far its room reaches beyond it."""


class WireCurve:
    """One curve through `knots`: its `path`, the `box` around it with a margin, and its `middle`.

    Most curves are never asked for the points along them: those are found when they are.
    """

    def __init__(self, knots: Sequence[tuple[float, float]]) -> None:
        self.knots = tuple(knots)
        self.path = QPainterPath(QPointF(*self.knots[0]))
        for _, a, b, end in curves(self.knots):
            self.path.cubicTo(QPointF(*a), QPointF(*b), QPointF(*end))
        self.box = self.path.boundingRect().adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        self.middle = QPointF(*self._halfway())

    @property
    def bends(self) -> bool:
        """Whether it goes around something; else it is a single curve from end to end."""
        return len(self.knots) > 2

    @cached_property
    def line(self) -> NDArray[np.float64]:
        """Points along it, (points, 2)."""
        return along(self.knots)

    @cached_property
    def pixels(self) -> NDArray[np.float64]:
        """One point for every pixel of its length: (pixels, 2)."""
        steps = np.hypot(*np.diff(self.line, axis=0).T)
        length = np.concatenate([[0.0], np.cumsum(steps)])
        at = np.arange(int(length[-1]) + 1)
        return np.stack([np.interp(at, length, self.line[:, axis]) for axis in (0, 1)], 1)

    def distance(self, point: QPointF) -> float:
        """From a point of the scene to the curve; infinite outside of its box."""
        if not self.box.contains(point):
            return math.inf
        start, end = self.line[:-1], self.line[1:]
        way = end - start
        length = np.maximum((way**2).sum(-1), 1e-9)
        spot = np.array(point.toTuple())
        at = np.clip(((spot - start) * way).sum(-1) / length, 0.0, 1.0)
        return float(np.hypot(*(start + at[:, None] * way - spot).T).min())

    def _halfway(self) -> tuple[float, float]:
        """Half of the way along; of a wire that goes around, the middle of its level part."""
        if self.bends:
            (a, y), (b, _) = level_part(self.knots)
            return (a + b) / 2, y
        (x0, y0), (x1, y1) = self.knots  # a single curve looks the same from both ends
        return (x0 + x1) / 2, (y0 + y1) / 2
