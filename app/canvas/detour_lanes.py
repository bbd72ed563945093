"""Detours run beside each other, where each by itself would take the same leg.

A leg on which another wire runs already is moved aside, to the nearest place that is free of boxes
and wires. Shorter detours choose first. The same wires and boxes always give the same legs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.canvas.lanes import Wire
from app.canvas.routes import Box, Point, is_detour, level_part

__all__ = ["DetourLanes"]

_ASIDE = (12.0, 24.0, 36.0, 7.0, 5.0)
"""How far a leg may be moved, the best first."""
_APART, _LONG = 4.5, 10.0
"""Legs nearer than this to each other, over such a length, lie on top of each other."""
_MARGINS = (9.0, 3.0)
"""How far a leg stays from boxes, where there is room and where there is little."""
_STUB = 5.0
"""At least so far a wire goes on before it turns."""

Key = tuple[str, str, int]
Way = tuple[Point, ...]
Leg = tuple[Point, Point]
Legs = NDArray[np.float64]
"""Legs as boxes without any width: (legs, 4)."""


class DetourLanes:
    """Gives every detour legs of its own, and looks again only when something has moved."""

    def __init__(self) -> None:
        self._seen: object = None

    def spread(self, wires: Iterable[Wire], boxes: Mapping[str, Box]) -> set[Key]:
        """Looks at all wires of the board and what stands on it; which wires run elsewhere now."""
        every = [*wires]
        detours = {(w.source, w.target, w.port): w for w in every if is_detour(w.way)}
        if not detours:
            self._seen = None
            return set()
        others = [level_part(w.knots) for w in every if len(w.way) > 2 and not is_detour(w.way)]
        seen = {key: wire.way for key, wire in detours.items()}, others, dict(boxes)
        if seen == self._seen and all(wire.lane is not None for wire in detours.values()):
            return set()
        self._seen = seen
        taken, shifted = [*others], set()
        sides = np.array([*boxes.values()], np.float64).reshape(-1, 4)
        for key in sorted(detours, key=lambda key: (_length(detours[key].way), key)):
            wire = detours[key]
            knots, number = _beside(wire.way, _boxes_of(taken), sides)
            taken += pairwise(knots[1:-1])
            if wire.keep_lane(knots, number):
                shifted.add(key)
        return shifted


def _beside(way: Way, taken: Legs, sides: Legs) -> tuple[Way, int]:
    """The way with its legs off those that are taken, and how many of them were moved."""
    number = 0
    for first, last in _runs(way):
        if not _shared(way, first, last, taken):
            continue
        found = next(_free(way, first, last, taken, sides), None)
        if found is not None:
            way, number = found, number + 1
    return way, number


def _runs(way: Way) -> Iterator[tuple[int, int]]:
    """The first and the last knot of every leg that may be moved: none that ends at a port."""
    at = 1
    while at < len(way) - 2:
        axis = 0 if way[at][0] == way[at + 1][0] else 1
        end = at + 1
        while end < len(way) - 2 and way[end][axis] == way[end + 1][axis]:
            end += 1
        yield at, end
        at = end


def _free(way: Way, first: int, last: int, taken: Legs, sides: Legs) -> Iterator[Way]:
    """The way with this leg elsewhere, the best first."""
    for margin in _MARGINS:
        for far in _ASIDE:
            both = [_moved(way, first, last, by) for by in (far, -far)]
            both = [
                made for made in both
                if not _shared(made, first, last, taken)
                and _keeps_clear(made, first, last, sides, margin)
            ]
            yield from sorted(both, key=lambda made: _crossings(made, first, last, taken))


def _moved(way: Way, first: int, last: int, by: float) -> Way:
    """The way with the knots from `first` to `last` moved across their leg."""
    upright = way[first][0] == way[last][0]
    dx, dy = (by, 0.0) if upright else (0.0, by)
    moved = ((x + dx, y + dy) for x, y in way[first : last + 1])
    return *way[:first], *moved, *way[last + 1 :]


def _shared(way: Way, first: int, last: int, taken: Legs) -> bool:
    """Whether a leg lies on one that is taken."""
    left, top, right, bottom = _boxes_of([(way[first], way[last])])[0]
    across = np.minimum(right, taken[:, 2]) - np.maximum(left, taken[:, 0])
    down = np.minimum(bottom, taken[:, 3]) - np.maximum(top, taken[:, 1])
    along, aside = (down, across) if left == right else (across, down)
    same = (taken[:, 0] == taken[:, 2]) if left == right else (taken[:, 1] == taken[:, 3])
    return bool((same & (along > _LONG) & (aside > -_APART)).any())


def _keeps_clear(way: Way, first: int, last: int, sides: Legs, margin: float) -> bool:
    """Whether a leg and those before and after it stay off all boxes, and off both ports."""
    if way[1][0] < way[0][0] + _STUB or way[-2][0] > way[-1][0] - _STUB:
        return False
    legs = _boxes_of(pairwise(way[max(1, first - 1) : min(len(way) - 1, last + 2)]))
    left, top, right, bottom = (side[:, None] for side in sides.T)
    return not (
        (legs[:, 2] > left - margin) & (legs[:, 0] < right + margin)
        & (legs[:, 3] > top - margin) & (legs[:, 1] < bottom + margin)
    ).any()


def _crossings(way: Way, first: int, last: int, taken: Legs) -> int:
    """How often a leg and those before and after it cross what is taken."""
    legs = _boxes_of(pairwise(way[first - 1 : last + 2]))[:, None]
    return int((
        (legs[..., 0] < taken[:, 2]) & (legs[..., 2] > taken[:, 0])
        & (legs[..., 1] < taken[:, 3]) & (legs[..., 3] > taken[:, 1])
    ).sum())


def _boxes_of(legs: Iterable[Leg]) -> Legs:
    made = [(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])) for a, b in legs]
    return np.array(made, np.float64).reshape(-1, 4)


def _length(way: Sequence[Point]) -> float:
    return math.fsum(math.dist(a, b) for a, b in pairwise(way))
