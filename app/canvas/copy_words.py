"""Why a neuron cannot be copied, in words."""

from __future__ import annotations

from app.model.copying import Obstacle
from app.names import node_name
from app.texts import tr
from engine.graph import Graph

__all__ = ["against_copying"]


def against_copying(obstacle: Obstacle, graph: Graph) -> str:
    """The sentences about what is in the way."""
    layer = node_name(graph, obstacle.node)
    if obstacle.kind == "full":
        return tr("{layer} has as many neurons as a layer can have.", layer=layer)
    if obstacle.kind == "sizes":
        others = ", ".join(node_name(graph, node) for node in obstacle.others)
        return tr(
            "{layer} joins layers of the same size: {others} would have to grow as well. "
            "Concatenate in its place takes layers of any size.", layer=layer, others=others,
        )
    return tr("Which numbers of {layer} belong to the copy is not certain.", layer=layer)
