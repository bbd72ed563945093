"""The network a person draws: nodes, wires and nothing else. Frozen values, plain to save."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from engine.errors import BadValue
from engine.layers import Layer, layers

__all__ = ["Graph", "Node", "Wire"]


@dataclass(frozen=True, slots=True)
class Node:
    """A layer placed on the canvas. `x`, `y` is its place there; None lets the canvas choose."""

    id: str
    layer: Layer
    x: float | None = None
    y: float | None = None


@dataclass(frozen=True, slots=True)
class Wire:
    """A connection from the output of `source` to input `port` of `target`."""

    source: str
    target: str
    port: int = 0


@dataclass(frozen=True)
class Graph:
    """Nodes and wires in the order they were made. Every method returns a new graph.

    A graph may be half drawn: unconnected nodes, free ports and cycles are allowed here and
    reported by `engine.build`. What is not allowed raises BadValue: two nodes with one id, a
    wire from or to a node that does not exist, two wires into one port.
    """

    nodes: tuple[Node, ...] = ()
    wires: tuple[Wire, ...] = ()

    def __post_init__(self) -> None:
        ids: set[str] = set()
        for node in self.nodes:
            if node.id in ids or not node.id or "." in node.id:
                raise BadValue("graph", "node", node.id, "an id of its own")
            ids.add(node.id)
        taken: set[tuple[str, int]] = set()
        for wire in self.wires:
            if wire.source not in ids or wire.target not in ids:
                raise BadValue("graph", "wire", f"{wire.source}→{wire.target}", "existing nodes")
            if (wire.target, wire.port) in taken or wire.port < 0:
                raise BadValue("graph", "wire", f"{wire.target}:{wire.port}", "a free port")
            taken.add((wire.target, wire.port))

    @cached_property
    def _nodes(self) -> Mapping[str, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def _sources(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {node.id: [] for node in self.nodes}
        for wire in sorted(self.wires, key=lambda wire: wire.port):
            found[wire.target].append(wire.source)
        return {id: tuple(sources) for id, sources in found.items()}

    @cached_property
    def _targets(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {node.id: [] for node in self.nodes}
        for wire in self.wires:
            found[wire.source].append(wire.target)
        return {id: tuple(targets) for id, targets in found.items()}

    def node(self, id: str) -> Node:
        """The node called `id`; KeyError when there is none."""
        return self._nodes[id]

    def __contains__(self, id: object) -> bool:
        return id in self._nodes

    def sources(self, id: str) -> tuple[str, ...]:
        """The nodes that feed `id`, by port."""
        return self._sources.get(id, ())

    def targets(self, id: str) -> tuple[str, ...]:
        """The nodes that `id` feeds, in the order the wires were made."""
        return self._targets.get(id, ())

    def order(self) -> tuple[str, ...]:
        """Every node after those that feed it; nodes on or behind a cycle are left out.

        Ties keep the order of `nodes`, so that one graph has one order (Kahn's algorithm).
        """
        waiting = {node.id: len(self.sources(node.id)) for node in self.nodes}
        done: list[str] = []
        ready = [id for id, count in waiting.items() if count == 0]
        while ready:
            id = ready.pop(0)
            done.append(id)
            for target in self.targets(id):
                waiting[target] -= 1
                if waiting[target] == 0:
                    ready.append(target)
        return tuple(done)

    def fresh_id(self, kind: str) -> str:
        """An id for a new node of this kind: ``dense1``, ``dense2`` …"""
        stem = kind.replace("_", "")
        number = 1
        while f"{stem}{number}" in self:
            number += 1
        return f"{stem}{number}"

    def with_node(self, node: Node) -> Graph:
        """Adds `node`, or puts it in the place of the one with its id."""
        if node.id in self:
            return replace(self, nodes=tuple(node if n.id == node.id else n for n in self.nodes))
        return replace(self, nodes=(*self.nodes, node))

    def with_layer(self, id: str, layer: Layer) -> Graph:
        """The node `id` with another layer (or other settings)."""
        return self.with_node(replace(self.node(id), layer=layer))

    def with_wires(self, wires: Iterable[Wire]) -> Graph:
        """The same nodes, wired as given."""
        return replace(self, wires=tuple(wires))

    def without(self, id: str) -> Graph:
        """Without the node `id` and its wires."""
        return Graph(
            tuple(n for n in self.nodes if n.id != id),
            tuple(w for w in self.wires if id not in (w.source, w.target)),
        )

    @classmethod
    def chain(cls, *parts: Layer) -> Graph:
        """A graph of `parts` one after another, with fresh ids."""
        graph = cls()
        before = ""
        for part in parts:
            id = graph.fresh_id(part.name)
            wires = (*graph.wires, Wire(before, id)) if before else graph.wires
            graph = replace(graph.with_node(Node(id, part)), wires=wires)
            before = id
        return graph

    def to_plain(self) -> dict[str, Any]:
        """Plain JSON types; the inverse of `from_plain`."""
        return {
            "nodes": [
                {"id": n.id, "layer": n.layer.to_plain(), "x": n.x, "y": n.y} for n in self.nodes
            ],
            "wires": [{"source": w.source, "target": w.target, "port": w.port} for w in self.wires],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Graph:
        """A graph from untrusted plain values, already checked to have this structure.

        Raises BadValue or UnknownName.
        """
        nodes = tuple(
            Node(n["id"], layers.from_plain(n["layer"]), n.get("x"), n.get("y"))
            for n in plain["nodes"]
        )
        wires = tuple(Wire(w["source"], w["target"], w.get("port", 0)) for w in plain["wires"])
        return cls(nodes, wires)
