"""How far nodes must stand apart: so that the ports between two of them never lie on each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from app.model.spots import PORT_GAP, Point, Sized

__all__ = ["BELOW", "edges", "in_order", "way_along", "way_apart"]

BELOW = 12.0
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
    low = _nearest(_spans(own, others, 1, BELOW)[:, meet_across])
    return (by, 0.0) if abs(by) <= abs(low) else (0.0, low)


def way_along(moved: Iterable[Sized], staying: Iterable[Sized], axis: int) -> float:
    """The shortest way along an axis, 0 across or 1 down, that leads nodes that were moved together
    out of all that they cover."""
    own, others = edges(moved)[:, None], edges(staying)[None]
    beside = _spans(own, others, 1 - axis, 0.0)
    meet = (beside[0] < 0) & (beside[1] > 0)
    return _nearest(_spans(own, others, axis, (PORT_GAP, BELOW)[axis])[:, meet])


def in_order(
    wishes: Sequence[float], gaps: Sequence[float], weights: Sequence[float] = ()
) -> list[float]:
    """Numbers in order, at least `gaps` apart, as near to `wishes` as can be (least squares, by
    pooling neighbours that would come too close)."""
    offsets = [0.0]
    for gap in gaps:
        offsets.append(offsets[-1] + gap)
    heavy = weights or [1.0] * len(wishes)
    pools: list[tuple[float, float, int]] = []  # mean, weight, members
    for wish, weight, offset in zip(wishes, heavy, offsets, strict=False):
        mean, count = wish - offset, 1
        while pools and pools[-1][0] > mean:
            other, more, members = pools.pop()
            mean = (mean * weight + other * more) / (weight + more)
            weight, count = weight + more, count + members
        pools.append((mean, weight, count))
    flat = [mean for mean, _, count in pools for _ in range(count)]
    return [float(round(y + offset)) for y, offset in zip(flat, offsets, strict=False)]


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
