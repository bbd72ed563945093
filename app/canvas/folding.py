"""Folded groups: several nodes shown as one block, which their first node stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from app.canvas.cards import CardContent
from app.canvas.conditions import Mark
from app.canvas.layout import Point
from app.model.board import Board, Group
from app.texts import tr
from engine.graph import Graph, Node, Wire

__all__ = ["Folding", "fold", "group_title"]


@dataclass(frozen=True)
class Folding:
    """`graph` is what stands on the canvas: folded groups are one node. `stands` says which node
    of it another one of the project is shown as, `groups` which of its nodes are groups."""

    graph: Graph = field(default_factory=Graph)
    stands: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)

    @cached_property
    def graph_ids(self) -> tuple[str, ...]:
        """The nodes that stand on the canvas."""
        return tuple(node.id for node in self.graph.nodes)

    @property
    def places(self) -> dict[str, Point]:
        """The places that are given."""
        return {
            node.id: (node.x, node.y) for node in self.graph.nodes
            if node.x is not None and node.y is not None
        }

    @cached_property
    def members(self) -> Mapping[str, tuple[str, ...]]:
        """The nodes of every folded group, by the node that stands for it."""
        return {node: group.nodes for node, group in self.groups.items()}

    def shown(self, node: str) -> str:
        """The node of the canvas that a node of the project is shown as."""
        return self.stands.get(node, node)

    def folded_contents(self, contents: Mapping[str, CardContent]) -> dict[str, CardContent]:
        """Cards for what stands on the canvas: folded groups have one for all their nodes."""
        if not self.groups:
            return {**contents}
        made = {node: c for node, c in contents.items() if self.shown(node) == node}
        for node, group in self.groups.items():
            members = set(group.nodes)
            inside = [content for member, content in contents.items() if member in members]
            made[node] = _group_content(self.graph, node, group, inside)
        return made

    def gathered(self, places: Mapping[str, Point]) -> dict[str, Point]:
        """Places for what stands on the canvas, given those of all nodes of the project."""
        made = {node: place for node, place in places.items() if self.shown(node) == node}
        for node, group in self.groups.items():
            made[node] = _centre([places[member] for member in group.nodes])
        return made

    def spread(self, graph: Graph, middles: Mapping[str, Point]) -> dict[str, Point]:
        """Places for all nodes of the project, given those of what stands on the canvas: nodes of
        a folded group keep their distances."""
        made = {}
        before = self.places
        for node in graph.nodes:
            stand = self.shown(node.id)
            x, y = middles[stand]
            if stand != node.id or stand in self.groups:
                old = before.get(stand, (x, y))
                x, y = x + (node.x or old[0]) - old[0], y + (node.y or old[1]) - old[1]
            made[node.id] = x, y
        return made


def fold(graph: Graph, board: Board) -> Folding:
    """What stands on the canvas of a graph with the groups of `board`."""
    groups = {g.nodes[0]: g for g in board.groups if g.folded and set(g.nodes) <= _ids(graph)}
    if not groups:
        return Folding(graph)
    stands = {node: first for first, group in groups.items() for node in group.nodes}
    nodes = tuple(
        _middle(graph, groups[n.id]) if n.id in groups else n
        for n in graph.nodes if stands.get(n.id, n.id) == n.id
    )
    return Folding(Graph(nodes, _joined(graph, stands)), stands, groups)


def group_title(group: Group) -> str:
    """The name of a group, or what one without a name is called."""
    return group.title or tr("Group")


def _ids(graph: Graph) -> set[str]:
    return {node.id for node in graph.nodes}


def _middle(graph: Graph, group: Group) -> Node:
    """The node that stands for a group, in the middle of its nodes."""
    nodes = [graph.node(id) for id in group.nodes]
    placed = [(n.x, n.y) for n in nodes if n.x is not None and n.y is not None]
    if len(placed) < len(nodes):
        return replace(nodes[0], x=None, y=None)
    x, y = _centre(placed)
    return replace(nodes[0], x=x, y=y)


def _centre(points: Sequence[Point]) -> Point:
    """The middle of the room that points take."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _joined(graph: Graph, stands: Mapping[str, str]) -> tuple[Wire, ...]:
    """The wires between what stands on the canvas, one for each pair of ends."""
    made: dict[tuple[str, str], Wire] = {}
    ports: dict[str, int] = {}
    for wire in graph.wires:
        source, target = (stands.get(end, end) for end in (wire.source, wire.target))
        if source != target and (source, target) not in made:
            port = ports.get(target, 0)
            ports[target] = port + 1
            made[source, target] = Wire(source, target, port)
    return tuple(made.values())


def _group_content(
    graph: Graph, node: str, group: Group, inside: Sequence[CardContent]
) -> CardContent:
    """The card of a folded group: how much is in it, with the picture of its last layer."""
    weights = sum(content.weights for content in inside)
    count = len(group.nodes)
    lines = [tr("1 layer") if count == 1 else tr("{count} layers", count=count)]
    if weights:
        lines.append(tr("{count} weights", count=f"{weights:,}"))
    wires = range(len(graph.wires_into(node)))
    last = inside[-1] if inside else CardContent(node, "group", "Group", "", ())
    return replace(
        last, node=node, kind="group", category="Group", title=group_title(group),
        lines=tuple(lines), inputs=(0, len(wires)), taken=tuple(wires), sends=True,
        weights=weights, nodes=count, inside=tuple(group.nodes), pictured=last.node,
        marks=_gathered_marks(inside),
        problem=next((content.problem for content in inside if content.problem), ""),
        loose=bool(inside) and all(content.loose for content in inside),
    )


def _gathered_marks(inside: Sequence[CardContent]) -> tuple[Mark, ...]:
    """What surgery has done to any of several nodes, one mark of each kind."""
    made: dict[str, Mark] = {}
    for content in inside:
        for mark in content.marks:
            words = tr("{layer}: {sentence}", layer=content.title, sentence=mark.sentence)
            known = made.get(mark.icon)
            made[mark.icon] = Mark(mark.icon, mark.count, words) if known is None else Mark(
                mark.icon, known.count + mark.count, f"{known.sentence}\n{words}"
            )
    return tuple(made.values())
