"""What the picture on a card is painted from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.canvas.cards import READABLE, CardContent
from app.theme import Theme
from engine.frame import Pictures

__all__ = ["F32", "Look", "here"]

F32 = NDArray[np.float32]


@dataclass(frozen=True)
class Look:
    """What a face is painted from. `at` is the place in the probes whose numbers it shows, each
    in [0, 1], y downwards; `scale` how many pixels of the screen a logical one has, and `zoom`
    how large it looks."""

    content: CardContent
    pictures: Pictures | None
    theme: Theme
    at: tuple[float, float] = (0.5, 0.5)
    scale: float = 1.0
    zoom: float = 1.0

    @property
    def readable(self) -> bool:
        """Whether words are large enough to be read."""
        return self.zoom >= READABLE


def here(values: F32, look: Look) -> F32:
    """(units,) out of (units, rows, columns) at the place looked at, or the nearest known."""
    rows, columns = values.shape[1:]
    across, down = look.at
    if look.pictures is not None and look.pictures.kind == "plane":
        down = 1.0 - down  # row 0 is the lowest
    row, column = int(down * (rows - 1) + 0.5), int(across * (columns - 1) + 0.5)
    if not np.isfinite(values[0, row, column]):
        known = np.argwhere(np.isfinite(values[0]))
        if len(known):
            row, column = known[np.abs(known - (row, column)).sum(1).argmin()]
    found: F32 = np.nan_to_num(values[:, row, column])
    return found
