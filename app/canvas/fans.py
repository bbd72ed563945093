"""The wires between the neurons of an open layer and a card beside it: their ways and strengths.

Every neuron that is shown has one. It stands for all weights that the neuron has at the other end:
its colour is the sign of their mean, its width their root mean square. Where the mean is next to
nothing beside that, weights of both signs cancel, and the wire is grey.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.canvas.cards import is_loose
from app.canvas.columns import Link, Network
from app.canvas.layout import Box, Layout, Place, Point, nearby
from app.canvas.routes import NARROW
from app.canvas.wiring import Shape, sampled

__all__ = ["Fan", "Gist", "fan_between", "fan_course", "gist"]

_LEAST, _MOST = 24.0, 480.0
"""How far a card may be away whose port every neuron has a wire to."""
_EVEN, _SURE = 0.08, 0.16
"""Means below this share of the root mean square have no sign; between the two they keep what
they had."""


@dataclass(frozen=True)
class Fan:
    """What is known of a fan before it is drawn. `link` says which shown neuron each of its wires
    belongs to; `knots` are those of the one wire that it stands for, `beside` the boxes of other
    nodes where it might run. `outgoing`: the open layer is the source."""

    link: Link
    outgoing: bool
    place: Place
    knots: tuple[Point, ...]
    beside: tuple[Box, ...] = ()


@dataclass(frozen=True)
class Gist:
    """Mean and root mean square of the weights of every neuron, and how many it has."""

    means: NDArray[np.float32]
    sizes: NDArray[np.float32]
    count: int

    def signs(self, before: NDArray[np.int8] | None = None) -> NDArray[np.int8]:
        """1, −1, or 0 where weights of both signs cancel; `before` are the last ones."""
        share = np.abs(self.means) / np.maximum(self.sizes, 1e-12)
        made = np.where(self.means < 0, -1, 1)
        even = share < _EVEN
        if before is not None:
            even |= (share < _SURE) & (before == 0)
        return np.where(even, 0, made).astype(np.int8)


def fan_between(
    network: Network, layout: Layout, wire: tuple[str, str], shown: Collection[str],
    knots: tuple[Point, ...],
) -> Fan | None:
    """The fan of a `wire`, from node to node, that is `shown` between two nodes of which one is
    open; None where it plays no part."""
    source, target = wire
    outgoing = source in layout.places
    place = layout.places[source if outgoing else target]
    found = next((k for k in network.links_into(target) if k.source == source), None)
    built = network.build
    loose = built is not None and any(is_loose(end, built) for end in wire)
    if found is None or loose:
        return None
    neurons = tuple(range(len(place.ys)))
    nobody = (-1,) * len(neurons)
    link = Link(
        source, target, neurons if outgoing else nobody, nobody if outgoing else neurons,
        found.matrix, inputs=found.inputs,
    )
    far = knots[-1 if outgoing else 0]
    xs, ys = (place.right, far[0]), (place.top, place.bottom, far[1])
    room = min(xs) - NARROW, min(ys) - NARROW, max(xs) + NARROW, max(ys) + NARROW
    others = nearby(layout.boxes, room) - {*shown}
    return Fan(link, outgoing, place, knots, tuple(layout.boxes[n] for n in sorted(others)))


def fan_course(fan: Fan) -> tuple[Shape, bool]:
    """How its wires run, and whether all the way: to the port of the card if that is near and
    nothing stands between, else to where the one wire ends beside the neurons."""
    near, far = fan.knots[0], fan.knots[-1]
    if not fan.outgoing:
        near, far = far, near
    gap = far[0] - fan.place.right if fan.outgoing else fan.place.left - far[0]
    if len(fan.knots) == 2 and _LEAST <= gap <= _MOST:
        whole = _spread(fan, far)
        if not any(_meets(whole.points, box) for box in fan.beside):
            return whole, True
    return _spread(fan, near), False


def gist(
    network: Network, link: Link, weights: Mapping[str, NDArray[np.float32]], *, outgoing: bool
) -> Gist | None:
    """What the shown neurons at the open end of a link weigh at its other end; None where there
    are no weights between them, or a frame has none that fit."""
    matrix = weights.get(link.matrix) if link.matrix else None
    first = 0
    for other in network.links_into(link.target):
        if other.source == link.source:
            break
        first += network.column(other.source).units
    a, b = network.column(link.source), network.column(link.target)
    if matrix is None or matrix.shape != (link.inputs, b.units):
        return None
    part = matrix[first : first + a.units]
    met = np.nan_to_num(part[list(a.shown)] if outgoing else part[:, list(b.shown)].T)
    if not met.size:
        return None
    return Gist(met.mean(axis=1), np.sqrt(np.square(met).mean(axis=1)), met.shape[1])


def _spread(fan: Fan, point: Point) -> Shape:
    """Wires between a point and all neurons."""
    ends = [(fan.place.right + 1 if fan.outgoing else fan.place.left - 1, y) for y in fan.place.ys]
    knots = tuple((end, point) if fan.outgoing else (point, end) for end in ends)
    thickness = min(1.0, max(0.4, fan.place.pitch / 60))
    return Shape(knots, sampled(np.array(knots)), thickness)


def _meets(points: NDArray[np.float64], box: Sequence[float]) -> bool:
    low, high = np.array(box[:2]) - NARROW, np.array(box[2:]) + NARROW
    return bool(((points > low) & (points < high)).all(-1).any())
