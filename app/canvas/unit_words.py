"""Why a layer can have no neuron more, or none less, in words."""

from __future__ import annotations

from app.model.unit_orders import Obstacle
from app.names import node_name
from app.texts import tr
from engine.graph import Graph

__all__ = ["against_copying", "against_removing"]


def against_copying(obstacle: Obstacle, graph: Graph) -> str:
    """The sentences about what is in the way of a copy."""
    layer = node_name(graph, obstacle.node)
    if obstacle.kind == "full":
        return tr("{layer} has as many neurons as a layer can have.", layer=layer)
    if obstacle.kind == "sizes":
        return tr(
            "{layer} joins layers of the same size: {others} would have to grow as well. "
            "Concatenate in its place takes layers of any size.",
            layer=layer, others=_others(obstacle, graph),
        )
    return tr("Which numbers of {layer} belong to the copy is not certain.", layer=layer)


def against_removing(obstacle: Obstacle, graph: Graph) -> str:
    """The sentences about what a neuron is needed for."""
    layer, kind = node_name(graph, obstacle.node), graph.node(obstacle.node).layer.name
    if obstacle.kind == "only":
        return tr(
            "It is the only neuron of {layer}. To delete the layer, click its name first.",
            layer=layer,
        )
    if obstacle.kind == "sizes":
        return tr(
            "{layer} joins layers of the same size: {others} would have to shrink as well. "
            "Concatenate in its place takes layers of any size.",
            layer=layer, others=_others(obstacle, graph),
        )
    if obstacle.kind == "order":
        return tr("Which numbers of {layer} belong to the neuron is not certain.", layer=layer)
    ends = {
        "input": tr("It is a feature of the data: choose features in the settings of {layer}.",
                    layer=layer),
        "output": tr("It answers for a class or value of the data, so {layer} needs it.",
                     layer=layer),
    }
    return ends.get(kind) or tr(
        "{layer} has as many numbers as the layer before it: remove the neuron there.", layer=layer
    )


def _others(obstacle: Obstacle, graph: Graph) -> str:
    return ", ".join(node_name(graph, node) for node in obstacle.others)
