"""The network a person draws: nodes, wires and nothing else. Frozen values, plain to save."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from engine.errors import BadValue
from engine.layers import Layer, layers
from engine.layers.unknown import read_layer
from engine.numbering import free_ids, numbered, stem
from engine.paths import Paths, Wire

__all__ = ["Graph", "Node", "Wire"]


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
    def _paths(self) -> Paths:
        return Paths(tuple([node.id for node in self.nodes]), self.wires)

    def node(self, id: str) -> Node:
        """The node called `id`; KeyError when there is none."""
        return self._nodes[id]

    def __contains__(self, id: object) -> bool:
        return id in self._nodes

    @property
    def fed(self) -> Mapping[str, tuple[str, ...]]:
        """What feeds each node that anything does, for those who ask of all of them."""
        return self._paths.sources

    def sources(self, id: str) -> tuple[str, ...]:
        """The nodes that feed `id`, by port."""
        return self._paths.sources.get(id, ())

    def targets(self, id: str) -> tuple[str, ...]:
        """The nodes that `id` feeds, in the order the wires were made."""
        return self._paths.targets.get(id, ())

    def wires_into(self, id: str) -> tuple[Wire, ...]:
        """The wires that end in `id`, by port."""
        return self._paths.into.get(id, ())

    def order(self) -> tuple[str, ...]:
        """Every node after those that feed it; nodes on or behind a cycle are left out.

        Ties keep the order of `nodes`, so that one graph has one order.
        """
        return self._paths.order

    @property
    def reading(self) -> tuple[str, ...]:
        """All nodes from input to output, then those on or behind a cycle, and last those without
        any wire, so that a new one stands behind what is there."""
        return self._paths.reading

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Which of several layers with one label a node is, from 1; 0 for the first one as long as
        it is the only one.

        It is the number at the end of the id, so it stays whatever else comes, goes or moves. An
        id without one, or with that of another layer (its own was replaced by one of another
        kind), stands for the first free number. `fresh_ids` takes none that is in use.
        """
        alike: dict[str, dict[str, str]] = {}
        for node in self.nodes:
            alike.setdefault(node.layer.label, {})[node.id] = node.layer.name
        found: dict[str, int] = {}
        for kinds in alike.values():
            made = numbered(kinds)
            found |= dict.fromkeys(made, 0) if [*made.values()] == [1] else made
        return found

    def ancestors(self, id: str) -> frozenset[str]:
        """Every node from which wires lead to `id`; `id` itself only where it is on a cycle."""
        return self._paths.ancestors(id)

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
        if self._paths != before._paths:
            return
        self.__dict__["_paths"] = before._paths
        if "numbers" in before.__dict__ and all(
            a.layer.label == b.layer.label
            for a, b in zip(self.nodes, before.nodes, strict=True) if a is not b
        ):
            self.__dict__["numbers"] = before.numbers

    def fresh_id(self, kind: str) -> str:
        """An id for a new node of this kind: ``dense1``, ``dense2`` …"""
        return self.fresh_ids([kind])[0]

    def fresh_ids(self, kinds: Iterable[str]) -> tuple[str, ...]:
        """Ids for several new nodes, all different: each with the first number that no layer of
        its kind is called by."""
        wanted = tuple(kinds)
        free = {stem(kind): self._free_ids(kind) for kind in dict.fromkeys(wanted)}
        return tuple(next(free[stem(kind)]) for kind in wanted)

    def _free_ids(self, kind: str) -> Iterator[str]:
        label = layers[kind].label if kind in layers else ""
        alike = (n.id for n in self.nodes if n.layer.name == kind or n.layer.label == label)
        return free_ids(kind, {self.numbers[id] or 1 for id in alike}, self)

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
        ids = cls().fresh_ids(part.name for part in parts)
        nodes = tuple(Node(id, part) for id, part in zip(ids, parts, strict=True))
        return cls(nodes, tuple(Wire(a, b) for a, b in pairwise(ids)))

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
