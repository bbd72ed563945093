"""How far nodes must stand apart: so that the ports between two of them never lie on each other."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from app.model.spots import PORT_GAP, Point, Sized

__all__ = ["edges", "way_apart"]

_BELOW = 12.0
"""How far below or above another node stands what goes there."""


def edges(boxes: Iterable[Sized]) -> NDArray[np.float64]:
    """Left, top, right and bottom of every box."""
    x, y, w, h = np.array([*boxes], float).reshape(-1, 4).T
    return np.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], axis=1)


def way_apart(moved: Iterable[Sized], staying: Iterable[Sized]) -> Point:
    """The shortest way, across or down, that leads nodes that were moved together out of all that
    they cover, or beside which no wire could be seen; (0, 0) where nothing is in the way."""
    own, others = edges(moved)[:, None], edges(staying)[None]
    across = _spans(own, others, 0, PORT_GAP)
    down = _spans(own, others, 1, 0.0)
    meet_across, meet_down = (((span[0] < 0) & (span[1] > 0)) for span in (across, down))
    if not (meet_across & meet_down).any():
        return 0.0, 0.0
    by = _nearest(across[:, meet_down])
    low = _nearest(_spans(own, others, 1, _BELOW)[:, meet_across])
    return (by, 0.0) if abs(by) <= abs(low) else (0.0, low)


def _spans(
    own: NDArray[np.float64], others: NDArray[np.float64], axis: int, gap: float
) -> NDArray[np.float64]:
    """Along an axis, between which ways each box of the first meets each of the second."""
    low = others[..., axis] - own[..., axis + 2] - gap
    high = others[..., axis + 2] - own[..., axis] + gap
    return np.stack([low, high])


def _nearest(spans: NDArray[np.float64]) -> float:
    """The number nearest to 0 that lies in none of these spans."""
    right = left = 0.0
    for low, high in sorted(spans.T.tolist()):
        if low < right < high:
            right = high
    for low, high in sorted(spans.T.tolist(), key=lambda span: -span[1]):
        if low < left < high:
            left = low
    return right if right <= -left else left
