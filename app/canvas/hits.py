"""What a person points at or has the keyboard on: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.canvas.columns import Network
from app.canvas.layout import Layout

__all__ = ["NOTHING", "Hit", "Kind", "Move", "Spot", "moved"]

Kind = Literal[
    "nothing", "neuron", "header", "more", "less", "fold", "insert", "wire", "card", "port_in",
    "port_out", "link", "note", "note_corner", "group", "settings",
]
Move = Literal["left", "right", "up", "down", "next", "previous", "first", "last"]


@dataclass(frozen=True)
class Hit:
    """A thing under the pointer. `position` counts the shown units of `node`; for a wire `node` is
    its target, `source` its source and `position` its number in the link. For a whole link, and
    for an input port, `position` is the port. `at` is where inside a neuron's picture the pointer
    is, each in [0, 1], y downwards. `unit`: of a whole link that opens into one wire for every
    shown neuron, the position of that neuron. Notes and groups are told by their ids as `node`."""

    kind: Kind = "nothing"
    node: str = ""
    position: int = -1
    source: str = ""
    at: tuple[float, float] = (0.5, 0.5)
    unit: int = -1

    def same(self, other: Hit) -> bool:
        """Whether both are the same thing, wherever inside it the pointer is."""
        return (self.kind, self.node, self.position, self.source, self.unit) == (
            other.kind, other.node, other.position, other.source, other.unit
        )


NOTHING = Hit()


@dataclass(frozen=True)
class Spot:
    """Where the keyboard is: a layer (`position` -1) or one of its shown neurons."""

    node: str = ""
    position: int = -1


def moved(spot: Spot, move: Move, network: Network, layout: Layout) -> Spot | None:
    """The spot after a key; None when there is no further layer in that direction."""
    order = sorted(
        (c.node for c in network.columns),
        key=lambda id: (layout.depth[id], layout.places[id].ys[0]),
    )
    if not order:
        return None
    if spot.node not in order:
        return Spot(order[-1] if move in ("previous", "last") else order[0])
    if move in ("up", "down"):
        count = len(network.column(spot.node).shown)
        step = 1 if move == "down" else -1
        return Spot(spot.node, min(count - 1, max(-1, spot.position + step)))
    ends = {"first": 0, "last": len(order) - 1}
    step = -1 if move in ("left", "previous") else 1
    at = ends[move] if move in ends else order.index(spot.node) + step
    if not 0 <= at < len(order):
        return None
    if move in ("next", "previous") or spot.position < 0:
        return Spot(order[at])
    return Spot(order[at], _level(spot, order[at], layout))


def _level(spot: Spot, node: str, layout: Layout) -> int:
    """The neuron of `node` that stands nearest to the height of `spot`."""
    y = layout.places[spot.node].ys[spot.position]
    ys = layout.places[node].ys
    return min(range(len(ys)), key=lambda n: abs(ys[n] - y))
