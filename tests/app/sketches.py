"""Networks written down in a line, and what is built of them: what tests of drawing share."""

from __future__ import annotations

from app.model.project import Project, blank
from engine.build import Build, build
from engine.graph import Graph, Node, Wire
from engine.layers import layers
from tests.app.bench import data_of

__all__ = ["ADD", "DENSE", "RESIDUAL", "built", "drawn", "wires"]


def drawn(kinds: str, wires: str, data: Project | None = None) -> Project:
    """A project of nodes such as "input1 dense1"; `wires` like "input1>dense1:0"."""
    made = []
    for wire in wires.split():
        source, _, end = wire.partition(">")
        target, _, port = end.partition(":")
        made.append(Wire(source, target, int(port or 0)))
    nodes = tuple(Node(id, layers.make(id.rstrip("0123456789"))) for id in kinds.split())
    return (data or blank()).with_graph(Graph(nodes, tuple(made)))


def wires(project: Project) -> set[str]:
    """Its wires, written the same way."""
    return {f"{w.source}>{w.target}:{w.port}" for w in project.graph.wires}


def built(project: Project) -> Build:
    """What the engine makes of it."""
    experiment = project.experiment
    return build(experiment.graph, data_of(project).spec, experiment.loss)


RESIDUAL = drawn(
    "input1 dense1 dense2 add1 output1",
    "input1>dense1 dense1>dense2 dense2>add1:0 dense1>add1:1 add1>output1",
)
DENSE, ADD = layers.make("dense"), layers.make("add")
