"""Which face every node shows: open, as the column of its neurons, or as a card.

The canvas has a level, which follows the zoom unless a person has chosen one; a node can be pinned
to a face of its own. Between the zoom at which cards open and the one at which they close again
lies a wide band, so that the level never flickers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from engine.graph import Graph

__all__ = ["CLOSES_FILLING", "Face", "Level", "Mode", "faces", "first_level", "level_at"]

Face = Literal["card", "neurons"]
Level = Literal["cards", "neurons"]
Mode = Literal["auto", "cards", "neurons"]

OPENS = 1.3
"""The zoom at which cards open into neurons."""
CLOSES, CLOSES_FILLING = 0.72, 0.62
"""The zoom at which neurons become cards: on the board, and in a network that fills the view."""
_MOST_OPEN = 24
"""A graph of more nodes is first shown as cards."""


def first_level(graph: Graph) -> Level:
    """The level a project is first shown at: small networks that nobody has arranged are open. On
    an empty canvas one draws, which is done with cards."""
    placed = any(node.x is not None for node in graph.nodes)
    few = 0 < len(graph.nodes) <= _MOST_OPEN
    return "neurons" if few and not placed else "cards"


def level_at(zoom: float, now: Level, *, filling: bool) -> Level:
    """The level after a zoom. `filling`: the network is laid out to fill the view."""
    if now == "cards":
        return "neurons" if zoom >= OPENS else "cards"
    return "cards" if zoom <= (CLOSES_FILLING if filling else CLOSES) else "neurons"


def faces(nodes: Iterable[str], level: Level, pinned: Mapping[str, Face]) -> dict[str, Face]:
    """The face of every node; those in `pinned` have their own."""
    usual: Face = "neurons" if level == "neurons" else "card"
    return {node: pinned.get(node, usual) for node in nodes}
