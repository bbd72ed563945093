"""Going from node to node by keys on the board: along wires first, then to what is nearest."""

from __future__ import annotations

from app.canvas.arrangement import Sight
from app.canvas.hits import Move, Spot

__all__ = ["travelled"]

_ASIDE = 2.5
"""How much more a step aside counts than one in the direction of the key."""


def travelled(spot: Spot, move: Move, sight: Sight) -> Spot | None:
    """The spot after a key; None when there is nothing further in that direction."""
    order = [node for node in sight.folding.graph.reading if node in sight.layout]
    if not order:
        return None
    if spot.node not in order:
        return Spot(order[-1] if move in ("previous", "last") else order[0])
    if move in ("first", "last"):
        return Spot(order[0 if move == "first" else -1])
    if move in ("next", "previous"):
        at = order.index(spot.node) + (1 if move == "next" else -1)
        return Spot(order[at]) if 0 <= at < len(order) else None
    if spot.node in sight.layout.places and move in ("up", "down"):
        stepped = _neuron(spot, move, sight)
        if stepped is not None:
            return stepped
    node = _by_wire(spot.node, move, sight) or _by_place(spot.node, move, sight, order)
    return Spot(node) if node else None


def _neuron(spot: Spot, move: Move, sight: Sight) -> Spot | None:
    """Another neuron of an open node; None beyond its first and last."""
    count = len(sight.network.column(spot.node).shown)
    position = spot.position + (1 if move == "down" else -1)
    return Spot(spot.node, position) if -1 <= position < count else None


def _by_wire(node: str, move: Move, sight: Sight) -> str:
    """The end of a wire, of several that at the nearest height."""
    graph = sight.folding.graph
    ends = {"left": graph.sources(node), "right": graph.targets(node)}.get(move, ())
    y = sight.layout.middle(node)[1]
    return min(ends, key=lambda end: abs(sight.layout.middle(end)[1] - y), default="")


def _by_place(node: str, move: Move, sight: Sight, order: list[str]) -> str:
    """What is nearest in the direction of the key."""
    x, y = sight.layout.middle(node)
    way = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}[move]
    best, found = float("inf"), ""
    for other in order:
        dx, dy = sight.layout.middle(other)[0] - x, sight.layout.middle(other)[1] - y
        ahead = dx * way[0] + dy * way[1]
        aside = abs(dx * way[1]) + abs(dy * way[0])
        if ahead > 1.0 and ahead + _ASIDE * aside < best:
            best, found = ahead + _ASIDE * aside, other
    return found
