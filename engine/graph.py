"""The network a person draws: nodes, wires and nothing else. Frozen values, plain to save."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from typing import Any

from engine.errors import BadValue
from engine.layers import Layer
from engine.layers.unknown import read_layer

__all__ = ["Graph", "Node", "Wire"]

_BY_WIRES = ("_wires_into", "_sources", "_targets", "_ancestors", "_order", "reading")
"""What graphs with the same nodes and wires have in common, whatever the layers are."""


@dataclass(frozen=True, slots=True)
class Node:
    """A layer placed on the canvas. `x`, `y` is its place there; None lets the canvas choose.

    The place is that of its middle, in logical pixels. `label` is the name a person gave it, ""
    for the automatic one. The `id` never changes: it is in the names of its weights.
    """

    id: str
    layer: Layer
    x: float | None = None
    y: float | None = None
    label: str = ""

    @property
    def placed(self) -> bool:
        """Whether it has a place of its own."""
        return self.x is not None and self.y is not None


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
    def _ids(self) -> tuple[str, ...]:
        return tuple([node.id for node in self.nodes])

    @cached_property
    def _nodes(self) -> Mapping[str, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def _wires_into(self) -> Mapping[str, tuple[Wire, ...]]:
        found: dict[str, list[Wire]] = {}
        for wire in sorted(self.wires, key=attrgetter("port")):
            found.setdefault(wire.target, []).append(wire)
        return {id: tuple(wires) for id, wires in found.items()}

    @cached_property
    def _sources(self) -> Mapping[str, tuple[str, ...]]:
        return {id: tuple(w.source for w in wires) for id, wires in self._wires_into.items()}

    @cached_property
    def _targets(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for wire in self.wires:
            found.setdefault(wire.source, []).append(wire.target)
        return {id: tuple(targets) for id, targets in found.items()}

    @cached_property
    def _ancestors(self) -> dict[str, frozenset[str]]:
        return {}

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

    def wires_into(self, id: str) -> tuple[Wire, ...]:
        """The wires that end in `id`, by port."""
        return self._wires_into.get(id, ())

    def order(self) -> tuple[str, ...]:
        """Every node after those that feed it; nodes on or behind a cycle are left out.

        Ties keep the order of `nodes`, so that one graph has one order.
        """
        return self._order

    @cached_property
    def _order(self) -> tuple[str, ...]:
        """Kahn's algorithm."""
        sources, targets = self._sources, self._targets
        waiting = {id: len(sources.get(id, ())) for id in self._ids}
        done = [id for id, count in waiting.items() if count == 0]
        for id in done:  # grows while it is read
            for target in targets.get(id, ()):
                waiting[target] -= 1
                if waiting[target] == 0:
                    done.append(target)
        return tuple(done)

    @cached_property
    def reading(self) -> tuple[str, ...]:
        """All nodes from input to output, then those on or behind a cycle, and last those without
        any wire, so that a new one stands behind what is there."""
        ordered = set(self._order)
        every = (*self._order, *(id for id in self._ids if id not in ordered))
        ends = self._sources.keys() | self._targets.keys()
        return (*(id for id in every if id in ends), *(id for id in every if id not in ends))

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Which of several layers with one label a node is, in reading order from 1; 0 for a node
        that is the only one."""
        alike: dict[str, list[str]] = {}
        for id in self.reading:
            alike.setdefault(self.node(id).layer.label, []).append(id)
        return {
            id: number if len(ids) > 1 else 0
            for ids in alike.values()
            for number, id in enumerate(ids, start=1)
        }

    def ancestors(self, id: str) -> frozenset[str]:
        """Every node from which wires lead to `id`; `id` itself only where it is on a cycle."""
        if id not in self._ancestors:
            found: set[str] = set()
            sources = self._sources
            waiting = list(sources.get(id, ()))
            while waiting:
                source = waiting.pop()
                if source not in found:
                    found.add(source)
                    waiting.extend(sources.get(source, ()))
            self._ancestors[id] = frozenset(found)
        return self._ancestors[id]

    @property
    def wiring(self) -> tuple[Any, ...]:
        """What two graphs that compute the same have in common: all but places and labels."""
        return tuple((node.id, node.layer) for node in self.nodes), self.wires

    def bare(self) -> Graph:
        """The same graph without what it has worked out about itself: small enough to be kept."""
        made = object.__new__(Graph)  # what was checked once is not checked again
        made.__dict__.update(nodes=self.nodes, wires=self.wires)
        return made

    def learn_from(self, before: Graph) -> None:
        """Takes over what `before` has worked out about itself, as far as it holds here as well:
        most edits leave the nodes and their wires as they were."""
        if self.wires != before.wires or self._ids != before._ids:
            return
        names = [*_BY_WIRES]
        if all(a.layer.label == b.layer.label
               for a, b in zip(self.nodes, before.nodes, strict=True) if a is not b):
            names.append("numbers")
        self.__dict__.update((name, before.__dict__[name]) for name in names
                             if name in before.__dict__)

    def fresh_id(self, kind: str) -> str:
        """An id for a new node of this kind: ``dense1``, ``dense2`` …"""
        return self.fresh_ids([kind])[0]

    def fresh_ids(self, kinds: Iterable[str]) -> tuple[str, ...]:
        """Ids for several new nodes, all different."""
        made: dict[str, None] = {}
        last: dict[str, int] = {}
        for kind in kinds:
            stem = kind.replace("_", "")
            number = last.get(stem, 0) + 1
            while f"{stem}{number}" in self or f"{stem}{number}" in made:
                number += 1
            last[stem] = number
            made[f"{stem}{number}"] = None
        return tuple(made)

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
                {"id": n.id, "layer": n.layer.to_plain(), "x": n.x, "y": n.y}
                | ({"label": n.label} if n.label else {})
                for n in self.nodes
            ],
            "wires": [{"source": w.source, "target": w.target, "port": w.port} for w in self.wires],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Graph:
        """A graph from untrusted plain values, already checked to have this structure.

        A layer that this version does not know becomes a placeholder (`engine.layers.unknown`).
        Raises BadValue.
        """
        nodes = tuple(
            Node(n["id"], read_layer(n["layer"]), n.get("x"), n.get("y"), n.get("label", ""))
            for n in plain["nodes"]
        )
        wires = tuple(Wire(w["source"], w["target"], w.get("port", 0)) for w in plain["wires"])
        return cls(nodes, wires)
