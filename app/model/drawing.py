"""Drawing a network by hand: nodes and wires come and go. Every function returns an `Edit`.

Nothing a hand can do raises: an edit about a node or wire that is gone, a wire that may not be
drawn, a layer too many for a file, leaves the project as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.model import limits
from app.model.board import Point
from app.model.clipboard import copied, paste_by
from app.model.edits import Edit
from app.model.fitting import free_port, refusal
from app.model.project import Project
from app.model.spots import CARD, on_canvas
from engine.graph import Graph, Node, Wire
from engine.layers import Layer, layers
from engine.layers.activation import activation_names

__all__ = [
    "add_behind",
    "add_node",
    "add_on",
    "added",
    "attach_activation",
    "connect",
    "disconnect",
    "duplicate",
    "insert_on_wire",
    "open_end",
    "remove",
    "rename",
]


def added(before: Project, after: Project) -> tuple[str, ...]:
    """The nodes that `after` has and `before` has not: what an edit made."""
    return tuple(node.id for node in after.graph.nodes if node.id not in before.graph)


# --- nodes ----------------------------------------------------------------------------------


def add_node(layer: Layer, at: Point | None = None) -> Edit:
    """A new node that nothing is connected to; `at` is the place of its middle."""

    def edit(project: Project) -> Project:
        graph = project.graph
        return _with(project, (*graph.nodes, _node(graph, layer, at)), graph.wires)

    return edit


def add_behind(sources: Sequence[str], layer: Layer, at: Point | None = None) -> Edit:
    """A new node fed by each of `sources` that can feed it, which keep feeding what they fed."""

    def edit(project: Project) -> Project:
        graph = project.graph
        there = [source for source in dict.fromkeys(sources) if source in graph]
        if sources and not there:
            return project
        node = _node(graph, layer, at)
        grown = _after(graph, there[-1], node) if there else (*graph.nodes, node)
        made = Graph(grown, graph.wires)
        for source in there:
            if refusal(made, None, source, node.id) is None:
                port = free_port(made, node.id) or 0
                made = made.with_wires((*made.wires, Wire(source, node.id, port)))
        return _with(project, grown, made.wires)

    return edit


def add_on(layer: Layer, at: Point | None = None) -> Edit:
    """A new node that goes on with a network that is not finished: behind its one `open_end`, or
    an input in front of the one layer that misses it, if `at` is on that side of it. Where there
    is none or a choice, and for what joins branches, nothing is connected."""

    def edit(project: Project) -> Project:
        graph, end = project.graph, open_end(project.graph)
        if layer.name == "input":
            nodes = [node for node in graph.nodes if node.layer.inputs[1] != 0]
            unfed = [node for node in nodes if not graph.sources(node.id)]
            made = add_node(layer, at)(project)
            fresh = added(project, made)
            joins = fresh and len(unfed) == 1 and _beside(unfed[0], at, -1)
            return connect(fresh[0], unfed[0].id)(made) if joins else made
        goes_on = end and layer.inputs[0] < 2 and _beside(graph.node(end), at, 1)
        return add_behind([end] if goes_on else [], layer, at)(project)

    return edit


def _beside(node: Node, at: Point | None, side: int) -> bool:
    """Whether a place is right of a node, or left of it; also where either has none."""
    return at is None or node.x is None or (at[0] - node.x) * side > CARD[0] / 2


def open_end(graph: Graph) -> str:
    """The one layer that feeds nothing while nothing feeds an output yet; "" where there is none,
    or a choice."""
    outputs = {node.id for node in graph.nodes if node.layer.name == "output"}
    ends = [n.id for n in graph.nodes if n.id not in outputs and not graph.targets(n.id)]
    fed = any(graph.sources(id) for id in outputs)
    return ends[0] if len(ends) == 1 and not fed else ""


def insert_on_wire(wire: Wire, layer: Layer, at: Point | None = None) -> Edit:
    """A new node in the middle of `wire`; the port it ended in stays the same.

    A layer that cannot stand between two others (an input, an output) is only added.
    """

    def edit(project: Project) -> Project:
        graph = project.graph
        if wire not in graph.wires:
            return project
        node = _node(graph, layer, at)
        if layer.inputs[1] == 0 or layer.name == "output":
            return add_node(layer, at)(project)
        rest = [replace(w, source=node.id) if w == wire else w for w in graph.wires]
        wires = (*rest, Wire(wire.source, node.id))
        return _with(project, _after(graph, wire.source, node), wires)

    return edit


def attach_activation(node: str, name: str) -> Edit:
    """The activation `name` for a node: as its setting, or as a layer of its own behind it.

    An activation layer becomes that activation. A node whose choices do not hold `name`, such as
    an output, stays as it is.
    """

    def edit(project: Project) -> Project:
        graph = project.graph
        if node not in graph or name not in activation_names():
            return project
        layer = graph.node(node).layer
        setting = layer.params.get("activation")
        if setting is not None:
            chosen = layer.replace(activation=name) if name in setting.options else layer
            return project.with_graph(graph.with_layer(node, chosen))
        if layer.category == "Activation":
            return project.with_graph(graph.with_layer(node, layers.make(name)))
        made = _node(graph, layers.make(name), None)
        moved = (replace(w, source=made.id) if w.source == node else w for w in graph.wires)
        return _with(project, _after(graph, node, made), (*moved, Wire(node, made.id)))

    return edit


def rename(node: str, label: str) -> Edit:
    """Another name for a node; "" gives it back the automatic one."""

    def edit(project: Project) -> Project:
        graph = project.graph
        if node not in graph:
            return project
        name = " ".join(label.split())[: limits.WORD]
        return project.with_graph(graph.with_node(replace(graph.node(node), label=name)))

    return edit


def remove(
    nodes: Iterable[str], wires: Iterable[Wire] = (), notes: Iterable[str] = ()
) -> Edit:
    """Takes all of these away. What fed a node (its first input) then feeds what it fed, wherever
    such a wire may be drawn."""
    gone, cut, torn = frozenset(nodes), tuple(wires), set(notes)

    def edit(project: Project) -> Project:
        graph = _without(_disconnected(project.graph, cut), gone)
        if graph != project.graph:
            project = project.with_graph(graph)
        board = project.board
        kept = tuple(note for note in board.notes if note.id not in torn)
        return project if kept == board.notes else project.with_board(replace(board, notes=kept))

    return edit


def duplicate(nodes: Iterable[str], by: Point) -> Edit:
    """Copies of these nodes and of the wires among them, shifted by `by` where they have a
    place."""
    chosen = tuple(nodes)

    def edit(project: Project) -> Project:
        return paste_by(copied(project, chosen), by)(project)

    return edit


def _node(graph: Graph, layer: Layer, at: Point | None) -> Node:
    x, y = on_canvas(at) if at is not None else (None, None)
    return Node(graph.fresh_id(layer.name), layer, x, y)


def _after(graph: Graph, before: str, node: Node) -> tuple[Node, ...]:
    """All nodes with a new one right after another: the order decides what is read first."""
    place = [other.id for other in graph.nodes].index(before) + 1
    return (*graph.nodes[:place], node, *graph.nodes[place:])


def _with(project: Project, nodes: tuple[Node, ...], wires: Iterable[Wire]) -> Project:
    """With this graph, unless it is too large for a file."""
    wires = tuple(wires)
    if len(nodes) > limits.NODES or len(wires) > limits.WIRES:
        return project
    return project.with_graph(Graph(nodes, wires))


# --- wires ----------------------------------------------------------------------------------


def connect(source: str, target: str, port: int | None = None) -> Edit:
    """A wire into this port, or into the next free one. See `fitting.refusal`; shapes that do not
    go together are no obstacle here, they become a problem on the node."""

    def edit(project: Project) -> Project:
        graph = project.graph
        if refusal(graph, None, source, target, port) is not None:
            return project
        chosen = free_port(graph, target) if port is None else port
        assert chosen is not None
        return _with(project, graph.nodes, (*graph.wires, Wire(source, target, chosen)))

    return edit


def disconnect(wires: Iterable[Wire]) -> Edit:
    """Without these wires. Where a layer takes any number, the others move up."""
    cut = tuple(wires)

    def edit(project: Project) -> Project:
        graph = _disconnected(project.graph, cut)
        return project if graph == project.graph else project.with_graph(graph)

    return edit


def _disconnected(graph: Graph, cut: Iterable[Wire]) -> Graph:
    gone = set(cut).intersection(graph.wires)
    if not gone:
        return graph
    left = graph.with_wires(wire for wire in graph.wires if wire not in gone)
    return _moved_up(left, {wire.target for wire in gone})


def _moved_up(graph: Graph, targets: Iterable[str]) -> Graph:
    """Without gaps between the ports of those targets that take any number of inputs."""
    renumbered: dict[Wire, Wire] = {}
    for target in targets:
        if graph.node(target).layer.inputs[1] is None:
            for port, wire in enumerate(graph.wires_into(target)):
                renumbered[wire] = replace(wire, port=port)
    return graph.with_wires(renumbered.get(wire, wire) for wire in graph.wires)


def _without(graph: Graph, gone: frozenset[str]) -> Graph:
    """Without these nodes; what fed them feeds what they fed, where that may be."""
    if not any(id in graph for id in gone):
        return graph
    straight = set(graph.order())  # nothing is bridged on or behind a circle
    fed = {(wire.source, wire.target) for wire in graph.wires}
    kept: list[Wire] = []
    for wire in graph.wires:
        if wire.target in gone:
            continue
        if wire.source in gone:
            source = _origin(graph, wire.source, gone)
            if not source or (source, wire.target) in fed or wire.target not in straight:
                continue
            fed.add((source, wire.target))
            wire = replace(wire, source=source)
        kept.append(wire)
    nodes = tuple(node for node in graph.nodes if node.id not in gone)
    behind = {target for id in gone for target in graph.targets(id)} - gone
    return _moved_up(Graph(nodes, tuple(kept)), behind)


def _origin(graph: Graph, id: str, gone: frozenset[str]) -> str:
    """What feeds `id` through nothing but nodes that are gone, each by its first input; "" for
    nothing."""
    seen: set[str] = set()
    while id in gone:
        seen.add(id)
        id = next(iter(graph.sources(id)), "")
        if not id or id in seen or graph.node(id).layer.name == "output":
            return ""
    return id
