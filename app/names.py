"""What the parts of a network are called on the screen."""

from __future__ import annotations

from app.texts import tr_engine
from engine.graph import Graph

__all__ = ["node_name"]


def node_name(graph: Graph, id: str) -> str:
    """A node as people know it: "Output", or "Dense 2" where there are several of a kind.

    An id that the graph does not hold (it was just removed) is given back as it is.
    """
    if id not in graph:
        return id
    layer = graph.node(id).layer
    label = tr_engine(layer.label)
    alike = [other for other in _reading_order(graph) if graph.node(other).layer.name == layer.name]
    return f"{label} {alike.index(id) + 1}" if len(alike) > 1 else label


def _reading_order(graph: Graph) -> list[str]:
    """Nodes from input to output, those on a cycle last."""
    order = graph.order()
    return [*order, *(node.id for node in graph.nodes if node.id not in order)]
