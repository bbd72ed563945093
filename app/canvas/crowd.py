"""What labels of wires keep off: the cards, and each other."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from app.canvas.extent import sides
from app.canvas.layout import Box

__all__ = ["Crowd"]

_APART = 3.0
"""Between a label and what it keeps off."""

T = TypeVar("T", bound=Hashable)
Sizes = tuple[int, float]
"""The size of letters at a zoom, and how much of a wire is left to be seen."""


class Crowd:
    """Knows where cards and labels are. Labels that were placed at another zoom do not count:
    they are placed again before they are seen."""

    def __init__(self) -> None:
        self._boxes: dict[str, Box] = {}
        self._sides: NDArray[np.float64] = np.empty((0, 4))
        self._moved = False
        self._labels: dict[Hashable, tuple[Sizes, QRectF]] = {}
        self._said: dict[Hashable, Hashable] = {}

    def take(self, boxes: Mapping[str, Box]) -> None:
        """The cards of the board as they stand now."""
        if self._boxes != boxes:
            self._boxes = dict(boxes)
            self._sides = np.array([*boxes.values()], np.float64).reshape(-1, 4)
            self._moved = True

    def unsettled(self, wires: Iterable[T]) -> list[T]:
        """Those whose labels have no place, or one on which a card lies by now."""
        covered = self._covered() if self._moved else set()
        self._moved = False
        return [wire for wire in wires if wire not in self._labels or wire in covered]

    def near(self, wire: Hashable, sizes: Sizes, room: QRectF) -> list[QRectF]:
        """What the label of a wire keeps off in a room."""
        labels = [
            box for other, (seen, box) in self._labels.items()
            if seen == sizes and other != wire and box.intersects(room)
        ]
        found = [*self._cards(room), *labels]
        return [box.adjusted(-_APART, -_APART, _APART, _APART) for box in found]

    def put(
        self, wire: Hashable, sizes: Sizes, box: QRectF, said: Hashable = None
    ) -> None:
        """A label stands here now; `said` is what it says, and on which way."""
        self._labels[wire] = sizes, box
        self._said[wire] = said

    def says(self, wire: Hashable, sizes: Sizes, said: Hashable) -> bool:
        """Whether another label says the same of the same way."""
        return any(
            words == said and other != wire and self._labels[other][0] == sizes
            for other, words in self._said.items()
        )

    def drop(self, wire: Hashable) -> None:
        """The label of a wire is gone, or will be placed again."""
        self._labels.pop(wire, None)
        self._said.pop(wire, None)

    def covers(self, box: QRectF) -> bool:
        """Whether a card lies on a label."""
        return bool(self._cards(box))

    def _covered(self) -> set[Hashable]:
        """The wires with a card on their label."""
        labels = np.array([sides(box) for _, box in self._labels.values()]).reshape(-1, 1, 4)
        met = ((self._sides[:, :2] < labels[..., 2:]) & (self._sides[:, 2:] > labels[..., :2]))
        wires = [*self._labels]
        return {wires[row] for row in np.flatnonzero(met.all(-1).any(-1)).tolist()}

    def _cards(self, room: QRectF) -> list[QRectF]:
        left, top, right, bottom = self._sides.T
        met = ((left < room.right()) & (right > room.left())
               & (top < room.bottom()) & (bottom > room.top()))
        return [QRectF(a, b, c - a, d - b) for a, b, c, d in self._sides[met].tolist()]
