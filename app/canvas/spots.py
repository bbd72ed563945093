"""Free spots between boxes: the nearest height at which another one fits."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor

__all__ = ["Room"]

_BUCKET = 256.0

Point = tuple[float, float]
Size = tuple[float, float]
Span = tuple[float, float]


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

    def _blocked(self, middle: Point, size: Size) -> Iterator[Span]:
        """Where the middle of a box of this size may not be."""
        left, right = _span(middle[0], size[0] + 2 * self._gap)
        reach = size[1] / 2 + self._gap
        for bucket in _touched((left, right)):
            for across, (top, bottom) in self._buckets.get(bucket, ()):
                if across[0] < right and left < across[1]:
                    yield top - reach, bottom + reach


def _span(middle: float, size: float) -> Span:
    return middle - size / 2, middle + size / 2


def _touched(across: Span) -> range:
    return range(floor(across[0] / _BUCKET), floor(across[1] / _BUCKET) + 1)
