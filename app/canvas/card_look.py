"""What the picture on a card is painted from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.canvas.cards import READABLE, CardContent
from app.theme import Theme
from engine.frame import Pictures

__all__ = ["F32", "Look", "here", "place_near"]

F32 = NDArray[np.float32]
Point = tuple[float, float]


@dataclass(frozen=True)
class Look:
    """What a face is painted from. `at` is the place in the probes whose numbers it shows, each
    in [0, 1], y downwards; `scale` how many pixels of the screen a logical one has, and `zoom`
    how large it looks."""

    content: CardContent
    pictures: Pictures | None
    theme: Theme
    at: Point = (0.5, 0.5)
    scale: float = 1.0
    zoom: float = 1.0

    @property
    def readable(self) -> bool:
        """Whether words are large enough to be read."""
        return self.zoom >= READABLE


def here(values: F32, pictures: Pictures | None, at: Point) -> F32:
    """(units,) out of (units, rows, columns) at a place, or the nearest known."""
    row, column = place_near(values, pictures, at)
    found: F32 = np.nan_to_num(values[:, row, column])
    return found


def place_near(values: F32, pictures: Pictures | None, at: Point) -> tuple[int, int]:
    """The row and column at a place, or the nearest ones that are known."""
    rows, columns = values.shape[1:]
    across, down = at
    if pictures is not None and pictures.kind == "plane":
        down = 1.0 - down  # row 0 is the lowest
    row, column = int(down * (rows - 1) + 0.5), int(across * (columns - 1) + 0.5)
    if not np.isfinite(values[0, row, column]):
        known = np.argwhere(np.isfinite(values[0]))
        if len(known):
            row, column = known[np.abs(known - (row, column)).sum(1).argmin()].tolist()
    return row, column
