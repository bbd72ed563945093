"""What labels of wires keep off: the cards, and each other."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from app.canvas.layout import Box

__all__ = ["Crowd"]

_APART = 3.0
"""Between a label and what it keeps off."""

Sizes = tuple[int, float]
"""The size of letters at a zoom, and how much of a wire is left to be seen."""


class Crowd:
    """Knows where cards and labels are. Labels that were placed at another zoom do not count:
    they are placed again before they are seen."""

    def __init__(self) -> None:
        self._boxes: dict[str, Box] = {}
        self._sides: NDArray[np.float64] = np.empty((0, 4))
        self._labels: dict[Hashable, tuple[Sizes, QRectF]] = {}

    def take(self, boxes: Mapping[str, Box]) -> bool:
        """The cards of the board as they stand now; whether they stood elsewhere."""
        if self._boxes == boxes:
            return False
        self._boxes = dict(boxes)
        self._sides = np.array([*boxes.values()], np.float64).reshape(-1, 4)
        return True

    def near(self, wire: Hashable, sizes: Sizes, room: QRectF) -> list[QRectF]:
        """What the label of a wire keeps off in a room."""
        labels = [
            box for other, (seen, box) in self._labels.items()
            if other is not wire and seen == sizes and box.intersects(room)
        ]
        found = [*self._cards(room), *labels]
        return [box.adjusted(-_APART, -_APART, _APART, _APART) for box in found]

    def put(self, wire: Hashable, sizes: Sizes, box: QRectF) -> None:
        """A label stands here now."""
        self._labels[wire] = sizes, box

    def drop(self, wire: Hashable) -> None:
        """The label of a wire is gone, or will be placed again."""
        self._labels.pop(wire, None)

    def covers(self, box: QRectF) -> bool:
        """Whether a card lies on a label."""
        return bool(self._cards(box))

    def _cards(self, room: QRectF) -> list[QRectF]:
        left, top, right, bottom = self._sides.T
        met = ((left < room.right()) & (right > room.left())
               & (top < room.bottom()) & (bottom > room.top()))
        return [QRectF(a, b, c - a, d - b) for a, b, c, d in self._sides[met].tolist()]
