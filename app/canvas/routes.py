"""How a wire runs from port to port: around the nodes that stand in its way.

A route is a chain of knots. Between two of them the wire is one cubic curve that leaves and
arrives level, as `wiring.bend` draws it; where it turns back it bulges outwards. A chain of more
than four knots is a detour: its legs are level or upright, and its corners round.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.canvas.detours import detour

__all__ = [
    "CLEAR", "NARROW", "Box", "Curve", "along", "curves", "fine", "is_detour", "level_part",
    "route", "sampled",
]

CLEAR = 24.0
"""How far a wire stays above or below the nodes it goes around."""
_TURN, _ROUND = 26.0, 64.0
"""How far a wire that runs backwards goes on first, and the most its turn bulges."""
NARROW = 3.0
"""A curve this close to a node runs through it."""
_EVEN = 2 * CLEAR + 40.0
"""Two ways around that differ by less than this are as good as each other."""
_ABOUT = 1e-6
"""Farther than this out of the hull of a curve no rounding leads its points."""
_CORNER, _ARC = 14.0, 0.5523
"""The radius of the corners of a detour, and how cubic curves make arcs."""
_TRIES = 12
"""How many heights are tried."""
_SAMPLES, _STEP, _CLOSE = 20, 30.0, 4.0
"""How many points of a curve are looked at, of a long one at which distance, and at which where
the corner of a box counts."""

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Curve = tuple[Point, Point, Point, Point]
"""Start, two control points, end."""


def route(
    start: Point, end: Point, obstacles: Sequence[Box], *, low: bool = False,
    room: Sequence[Box] | NDArray[np.float64] = (),
) -> tuple[Point, ...]:
    """The knots of a wire from an output port to an input port, both ends among them.

    Straight there where nothing is in the way, else over or under everything that is, whichever
    is shorter; where both are as long over it, or under it if `low`, which suits a wire into a
    lower port. Where all that leads into something there is a detour. `obstacles` are the boxes of
    other nodes, and for a wire that runs backwards those of its own; a detour leads around all in
    `room`.
    """
    reached = [box for box in obstacles if box[2] > start[0] and box[0] < end[0]]
    if end[0] < start[0] + 1.0:
        way = _back(start, end, obstacles)
    elif hit := _crossed((start, end), reached, ()):
        way = _around(start, end, hit, reached, low=low)
    else:
        return start, end
    return (detour(start, end, room) or way) if _entered(way, obstacles) else way


def _around(
    start: Point, end: Point, hit: Sequence[Box], reached: Sequence[Box], *, low: bool
) -> tuple[Point, ...]:
    """Over or under what is in the way."""
    over, under = (_passing(start, end, hit, reached, up=up) for up in (True, False))
    longer = _length(over) - _length(under)
    ways = [under, over] if longer > (-_EVEN if low else _EVEN) else [over, under]
    return _clearest(ways, reached, lambda y: _by_lane(start, end, y))


def curves(knots: Sequence[Point]) -> tuple[Curve, ...]:
    """The cubic curves between knots."""
    if is_detour(knots):
        return _legs(knots)
    ways = _ways(knots)
    return tuple(
        _curve(a, b, ways[number], ways[number + 1])
        for number, (a, b) in enumerate(pairwise(knots))
    )


def is_detour(knots: Sequence[Point]) -> bool:
    """Whether a wire runs on legs with round corners."""
    return len(knots) > 4


def level_part(knots: Sequence[Point]) -> tuple[Point, Point]:
    """The part that is level, from left to right: of a detour the longest leg that is."""
    if is_detour(knots):
        legs = [leg for leg in pairwise(knots) if leg[0][1] == leg[1][1]]
        a, b = max(legs, key=lambda leg: abs(leg[1][0] - leg[0][0]))
    else:
        a, b = (knots[1], knots[-2]) if len(knots) > 2 else (knots[0], knots[-1])
    return (a, b) if a[0] <= b[0] else (b, a)


def along(knots: Sequence[Point], samples: int = _SAMPLES) -> NDArray[np.float64]:
    """Points on the wire, `samples` a curve and both ends: (points, 2)."""
    made = [sampled(curve, samples)[1:] for curve in np.array(curves(knots))]
    return np.concatenate([[knots[0]], *made])


def sampled(curve: NDArray[np.float64], samples: int) -> NDArray[np.float64]:
    """Points on one curve, (samples + 1, 2)."""
    a, b, c, d = _shares(samples)
    made: NDArray[np.float64] = a * curve[0] + b * curve[1] + c * curve[2] + d * curve[3]
    return made


@lru_cache(maxsize=256)
def _shares(samples: int) -> NDArray[np.float64]:
    """How much each of its four points has to say along a curve: (4, samples + 1, 1)."""
    t = np.arange(samples + 1)[:, None] / samples
    s = 1.0 - t
    return np.array([s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t])


def _curve(a: Point, b: Point, leaving: int, arriving: int) -> Curve:
    across, down = b[0] - a[0], abs(b[1] - a[1])
    if leaving == arriving and across * leaving >= 0:
        reach = abs(across) / 2
    else:
        reach = min(_ROUND, max(abs(across), down * 0.6))
    return a, (a[0] + leaving * reach, a[1]), (b[0] - arriving * reach, b[1]), b


def _legs(knots: Sequence[Point]) -> tuple[Curve, ...]:
    """Straight legs and the round corners between them."""
    made, at = [], knots[0]
    for before, corner, after in zip(knots, knots[1:], knots[2:], strict=False):
        radius = min(_CORNER, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        a, b = _towards(corner, before, radius), _towards(corner, after, radius)
        arc = radius * (1 - _ARC)
        made += [_straight(at, a), (a, _towards(corner, a, arc), _towards(corner, b, arc), b)]
        at = b
    return *made, _straight(at, knots[-1])


def _towards(a: Point, b: Point, far: float) -> Point:
    """The point so far from one on the way to another."""
    share = far / max(math.dist(a, b), 1e-9)
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def _straight(a: Point, b: Point) -> Curve:
    (x, y), (dx, dy) = a, ((b[0] - a[0]) / 3, (b[1] - a[1]) / 3)
    return a, (x + dx, y + dy), (b[0] - dx, b[1] - dy), b


def _ways(knots: Sequence[Point]) -> list[int]:
    """In which direction the wire passes each knot: 1 to the right, −1 to the left."""
    middle = [1 if after[0] >= before[0] else -1 for before, after in zip(
        knots, knots[2:], strict=False)]
    return [1, *middle, 1]


def _passing(
    start: Point, end: Point, hit: Sequence[Box], reached: Sequence[Box], *, up: bool
) -> tuple[Point, ...]:
    """Over (`up`) or under the boxes in the way, and under whatever else that leads into."""
    passed = list(hit)
    knots: tuple[Point, ...] = (start, end)
    for _ in range(_TRIES):
        left, right = min(b[0] for b in passed), max(b[2] for b in passed)
        y = min(b[1] for b in passed) - CLEAR if up else max(b[3] for b in passed) + CLEAR
        left, right = max(left, start[0] + 1.0), min(right, end[0] - 1.0)
        knots = (start, (left, y), (right, y), end) if left < right else (start, end)
        new = _crossed(knots, reached, passed)
        if not new:
            break
        passed.extend(new)
    return knots


def _back(start: Point, end: Point, obstacles: Sequence[Box]) -> tuple[Point, ...]:
    """Out, around and in again from the other side."""
    right, left = start[0] + _TURN, end[0] - _TURN
    between = [box for box in obstacles if box[2] > left and box[0] < right]
    met = [b for b in obstacles if b[2] > left - _ROUND and b[0] < right + _ROUND]
    low, high = min(start[1], end[1]), max(start[1], end[1])
    gap = _lane(low, high, between)
    over = min((box[1] for box in between), default=low) - CLEAR
    under = max((box[3] for box in between), default=high) + CLEAR
    over, under = min(over, low - CLEAR), max(under, high + CLEAR)
    outside = [over, under] if (low - over) <= (under - high) else [under, over]
    levels = outside if gap is None else [gap, *outside]
    ways = [(start, (start[0], y), (end[0], y), end) for y in levels]
    return _clearest(ways, met, lambda y: (start, (start[0], y), (end[0], y), end))


def _by_lane(start: Point, end: Point, y: float) -> tuple[Point, ...]:
    """Up or down at once, along at a height, and down or up before the end."""
    turn = min(_TURN, (end[0] - start[0]) / 3)
    return start, (start[0] + turn, y), (end[0] - turn, y), end


def _clearest(
    ways: Sequence[tuple[Point, ...]], boxes: Sequence[Box],
    by_lane: Callable[[float], tuple[Point, ...]],
) -> tuple[Point, ...]:
    """The first way that runs through nothing, if need be one beside some box; else the one that
    runs through least."""
    for way in ways:
        if not _entered(way, boxes):
            return way
    edges = {y for box in boxes for y in (box[1] - CLEAR, box[3] + CLEAR)}
    start, end = ways[0][0], ways[0][-1]
    nearest = sorted(edges, key=lambda y: (abs(y - start[1]) + abs(y - end[1]), y))
    tried = [*ways, *(by_lane(y) for y in nearest[:_TRIES])]
    return min(tried, key=lambda way: _entered(way, boxes))


def _entered(knots: Sequence[Point], boxes: Sequence[Box]) -> int:
    """How many boxes a wire runs through, and not only along."""
    ys = [y for _, y in knots]
    low, high = min(ys), max(ys)
    inner = [
        (b[0] + NARROW, b[1] + NARROW, b[2] - NARROW, b[3] - NARROW) for b in boxes
        if b[3] > low and b[1] < high
    ]
    return int(_inside(knots, inner, _CLOSE).sum()) if inner else 0


def fine(knots: Sequence[Point], step: float = _CLOSE) -> int:
    """So many samples a curve that none is much longer than a step away from the next."""
    widest = max(abs(b[0] - a[0]) + abs(b[1] - a[1]) for a, b in pairwise(knots))
    return max(_SAMPLES, int(widest / step))


def _lane(low: float, high: float, boxes: Sequence[Box]) -> float | None:
    """A height between two ports at which nothing stands: the middle, or that of the gap which is
    nearest to it."""
    if high - low < 3 * CLEAR:
        return None
    middle, top = (low + high) / 2, low
    gaps: list[tuple[float, float]] = []
    taken = sorted((b[1] - CLEAR, b[3] + CLEAR) for b in boxes)
    for start, end in (*taken, (high, high)):
        if min(start, high) > top:
            gaps.append((top, min(start, high)))
        top = max(top, end)
    if any(a < middle < b for a, b in gaps):
        return middle
    inner = [(a + b) / 2 for a, b in gaps if a > low and b < high]
    return min(inner, key=lambda y: abs(y - middle), default=None)


def _crossed(
    knots: Sequence[Point], boxes: Sequence[Box], but: Sequence[Box]
) -> list[Box]:
    """The boxes that a wire runs through, `but` those that are known already."""
    ys = [y for _, y in knots]
    low, high = min(ys) - NARROW, max(ys) + NARROW
    near = [box for box in boxes if box[3] >= low and box[1] <= high and box not in but]
    edges = [(b[0] - NARROW, b[1] - NARROW, b[2] + NARROW, b[3] + NARROW) for b in near]
    inside = _inside(knots, edges) if near else ()
    return [box for box, hit in zip(near, inside, strict=True) if hit]


def _inside(
    knots: Sequence[Point], boxes: Sequence[Box], step: float = _STEP
) -> NDArray[np.bool_]:
    """Which boxes a wire runs through."""
    sides, samples = np.array(boxes), fine(knots, step)
    found = np.zeros(len(boxes), bool)
    for curve in np.array(curves(knots)):
        low, high = curve.min(0) - _ABOUT, curve.max(0) + _ABOUT
        near = np.flatnonzero((sides[:, :2] < high).all(1) & (sides[:, 2:] > low).all(1))
        if len(near):
            x, y = sampled(curve, samples).T[:, None]
            left, top, right, bottom = sides[near].T[:, :, None]
            found[near] |= ((x > left) & (x < right) & (y > top) & (y < bottom)).any(1)
    return found


def _length(knots: Sequence[Point]) -> float:
    """The up and down of a route."""
    return sum(abs(b[1] - a[1]) for a, b in pairwise(knots))
