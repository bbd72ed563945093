"""The shape and strength of the wires between two columns, as arrays.

Strength: |weight| relative to the largest of its layer, but at least to `LOUD`, so that the small
first weights of a network do not look strong. It is rounded to `LEVELS` steps with the sign of
the weight; level 0 is a wire without a weight of its own. Width and opacity follow the level.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.canvas.columns import Link
from app.canvas.layout import Layout
from app.canvas.routes import along, is_detour

__all__ = ["LEVELS", "Shape", "bend", "levels", "link_weights", "opacity", "sampled", "shape",
           "width"]

LEVELS = 12
LOUD = 0.5
POINTS, _LEG = 24, 8
_THIN = 0.3
"""Levels up to this share are one pixel wide: they differ by opacity, and are quick to draw."""

_STICKY = 0.85

Points = NDArray[np.float64]
Bend = tuple[float, float, float, float]


def width(level: int) -> float:
    """Logical pixels, 1 to 5."""
    share = abs(level) / LEVELS
    return 1.0 if share <= _THIN else 1.0 + 4.0 * ((share - _THIN) / (1 - _THIN)) ** 1.25


def opacity(level: int) -> float:
    """From 0 to 1."""
    share = abs(level) / LEVELS
    return 0.42 if level == 0 else 0.14 + 0.78 * share**0.75


def link_weights(
    link: Link, weights: Mapping[str, NDArray[np.float32]]
) -> NDArray[np.float32] | None:
    """The weight of every wire of `link`, in its order; None where the frame has none that fit."""
    matrix = weights.get(link.matrix) if link.matrix else None
    if matrix is None or matrix.ndim != 2 or matrix.shape[0] != link.inputs:
        return None
    if max(link.columns, default=0) >= matrix.shape[1]:
        return None
    return matrix[list(link.rows), list(link.columns)]


def levels(
    weights: NDArray[np.float32], before: NDArray[np.int8] | None = None
) -> NDArray[np.int8]:
    """The signed level of every wire. A level of `before` stays while the weight is near it, so
    that wires at the edge of two levels do not flicker."""
    sizes = np.abs(np.nan_to_num(weights))
    exact = sizes / max(LOUD, float(sizes.max(initial=0.0))) * LEVELS
    rounded = np.maximum(1, np.ceil(exact - 1e-6))
    made = np.where(weights < 0, -rounded, rounded).astype(np.int8)
    if before is None:
        return made
    near = (np.sign(before) == np.sign(made)) & (np.abs(exact + 0.5 - np.abs(before)) < _STICKY)
    return np.where(near, before, made)


@dataclass(frozen=True)
class Shape:
    """Wires as chains of cubic curves, and as points along them for pointing and flow.

    `knots`: for every wire the points it passes, (x, y); curves leave and arrive level.
    `points`: (wires, n, 2).
    """

    knots: tuple[tuple[tuple[float, float], ...], ...]
    points: Points
    thickness: float = 1.0
    """Where columns stand close together wires are thinner."""
    legs: bool = False
    """Wires on a detour have straight legs and round corners."""

    def nearest(self, x: float, y: float) -> tuple[int, float]:
        """The wire closest to a point and its distance; (-1, inf) without wires."""
        if not len(self.points):
            return -1, float("inf")
        start, end = self.points[:, :-1], self.points[:, 1:]
        along = end - start
        length = np.maximum((along**2).sum(-1), 1e-9)
        at = np.clip(((np.array([x, y]) - start) * along).sum(-1) / length, 0.0, 1.0)
        gap = np.hypot(*np.moveaxis(start + at[..., None] * along - [x, y], -1, 0)).min(1)
        wire = int(gap.argmin())
        return wire, float(gap[wire])


def shape(link: Link, layout: Layout) -> Shape:
    """How the wires of `link` run in `layout`."""
    a, b = layout.places[link.source], layout.places[link.target]
    edge = link.source, link.target
    lanes = [(x, y) for left, right, y in layout.lanes.get(edge, ()) for x in (left, right)]
    points = layout.ways.get(edge, lanes)
    legs, count = is_detour(layout.ways.get(edge, ())), max(1, len(link.sources))
    knots = []
    for number, (i, j) in enumerate(zip(link.sources, link.targets, strict=True)):
        spread = (number / count - 0.5) * min(12.0, 2.0 * count)
        beside = spread if legs else 0.0
        via = [(x + beside, y + spread) for x, y in points]
        knots.append(((a.right + 1, a.ys[i]), *via, (b.left - 1, b.ys[j])))
    thickness = min(1.0, max(0.4, (layout.step - a.size) / 110))
    made = np.array([along(way, _LEG) for way in knots]) if legs and knots else sampled(
        np.array(knots).reshape(len(knots), -1, 2))
    return Shape(tuple(knots), made, thickness, legs)


def bend(start: tuple[float, float], end: tuple[float, float]) -> Bend:
    """The control points (x1, y1, x2, y2) of the curve from `start` to `end`."""
    half = (end[0] - start[0]) * 0.5
    return start[0] + half, start[1], end[0] - half, end[1]


def sampled(knots: Points) -> Points:
    """Points along the curves through knots (wires, knots, 2); (wires, `POINTS` a curve, 2)."""
    if not len(knots):
        return np.empty((0, POINTS, 2))
    start, end = knots[:, :-1, None], knots[:, 1:, None]
    half = (end[..., 0] - start[..., 0]) * 0.5
    first, second = start.copy(), end.copy()
    first[..., 0] += half
    second[..., 0] -= half
    t = np.linspace(0.0, 1.0, POINTS)[:, None]
    made: Points = (
        (1 - t) ** 3 * start + 3 * t * (1 - t) ** 2 * first + 3 * t**2 * (1 - t) * second
        + t**3 * end
    )
    return made.reshape(len(knots), -1, 2)
