"""Places on the canvas: how large things are there, and free spots between boxes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from math import floor
from typing import TypeAlias

from app.model import limits

__all__ = [
    "CARD", "COLUMN_GAP", "GROWN", "PORT_GAP", "ROW_GAP", "Point", "Room", "Size", "Sized",
    "on_canvas",
]

Point: TypeAlias = tuple[float, float]
Size: TypeAlias = tuple[float, float]
Sized: TypeAlias = tuple[float, float, float, float]
"""A box on the canvas: the x and y of its middle, its width and its height."""
Span: TypeAlias = tuple[float, float]

CARD: Size = (168.0, 254.0)
"""A card, with the height of one that shows sixteen neurons."""
GROWN = 180.0
"""How tall a card of eight neurons is; before anything reaches it, it is less."""
COLUMN_GAP = 102.0
"""Between two columns: room for wires and for the shape that is written on them."""
ROW_GAP = 44.0
"""Between two nodes of a column."""
PORT_GAP = 40.0
"""Between two nodes side by side at least: both ports are seen there, and a short wire."""
_BUCKET, _NEAR = 256.0, 1e-6


def on_canvas(at: Point) -> Point:
    """The nearest place that a file may hold; what is no number becomes 0."""
    x, y = (0.0 if math.isnan(v) else min(max(float(v), -limits.FAR), limits.FAR) for v in at)
    return x, y


class Room:
    """Boxes that are there, given by middle and size; others come no nearer than `gap`."""

    def __init__(self, gap: float) -> None:
        self._gap = gap
        self._buckets: dict[int, list[tuple[Span, Span]]] = {}

    def take(self, middle: Point, size: Size) -> None:
        """Puts a box there, whatever else is there."""
        across, down = _span(middle[0], size[0]), _span(middle[1], size[1])
        for bucket in _touched(across):
            self._buckets.setdefault(bucket, []).append((across, down))

    def nearest(self, middle: Point, size: Size) -> Point:
        """The place above, below or at `middle` that is nearest to it and free for this size."""
        x, y = middle
        high = low = y
        blocked = sorted(self._blocked(middle, size))
        for top, bottom in blocked:
            if top < low < bottom:
                low = bottom
        for top, bottom in sorted(blocked, key=lambda span: -span[1]) if low > y else ():
            if top < high < bottom:
                high = top
        return (x, low) if low - y <= y - high else (x, high)

    def closest(self, middle: Point, size: Size) -> Point:
        """The place in any direction that is nearest to `middle` and free for this size."""
        x, y = middle
        best = self.nearest(middle, size)
        beside = size[0] / 2 + self._gap
        spans = {across for taken in self._buckets.values() for across, _ in taken}
        edges = {edge for left, right in spans for edge in (left - beside, right + beside)}
        for edge in sorted(edges, key=lambda edge: (abs(edge - x), edge < x)):
            if abs(edge - x) >= math.dist(best, middle):
                break
            best = min(best, self.nearest((edge, y), size), key=lambda at: math.dist(at, middle))
        return best

    def _blocked(self, middle: Point, size: Size) -> Iterator[Span]:
        """Where the middle of a box of this size may not be."""
        left, right = _span(middle[0], size[0] + 2 * (self._gap - _NEAR))
        reach = size[1] / 2 + self._gap
        for bucket in _touched((left, right)):
            for across, (top, bottom) in self._buckets.get(bucket, ()):
                if across[0] < right and left < across[1]:
                    yield top - reach, bottom + reach


def _span(middle: float, size: float) -> Span:
    return middle - size / 2, middle + size / 2


def _touched(across: Span) -> range:
    return range(floor(across[0] / _BUCKET), floor(across[1] / _BUCKET) + 1)
