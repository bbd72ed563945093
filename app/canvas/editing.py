"""What the canvas does to the project: every gesture and key ends in one edit here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from app.canvas.selection import Chosen
from app.document import Document
from app.model import arranging, drawing, edits
from app.model.board import Point
from app.model.edits import Edit, together
from app.model.fixes import end_added
from app.model.placing import settled
from app.model.project import Project
from app.model.spots import Sized
from app.names import node_name
from app.texts import tr
from engine.graph import Graph, Wire
from engine.layers import Layer, layers

__all__ = ["Editor"]


class Editor:
    """Edits of the network, each one undo step with a name. `origin` is the view that asks."""

    def __init__(self, document: Document, origin: object) -> None:
        self._document, self._origin = document, origin
        self._seen: Callable[[], Mapping[str, Sized]] = dict
        self._made: Callable[[Chosen], object] = bool
        self._stood: Callable[[], Mapping[str, Point]] = dict

    def follow(
        self, seen: Callable[[], Mapping[str, Sized]], made: Callable[[Chosen], object],
        stood: Callable[[], Mapping[str, Point]],
    ) -> None:
        """`seen` tells where everything stands, so that what is new finds room; `made` is told
        what is new; `stood` tells where nodes stand that nobody has arranged, if on the board."""
        self._seen, self._made, self._stood = seen, made, stood

    # --- neurons and settings -------------------------------------------------------------------

    def add_neuron(self, node: str) -> None:
        """One neuron more."""
        self._apply(tr("Add a neuron to {layer}", layer=self._name(node)), edits.add_unit(node))

    def remove_neuron(self, node: str) -> None:
        """One neuron less."""
        text = tr("Remove a neuron from {layer}", layer=self._name(node))
        self._apply(text, edits.remove_unit(node))

    def set_value(self, nodes: Sequence[str], name: str, value: Any) -> None:
        """Another setting of one or several layers; a drag is one undo step until `release`.

        Nothing happens to a layer that has gone while its settings were being typed.
        """
        there = [node for node in nodes if node in self._graph]
        if not there:
            return
        text = tr("Change {layer}", layer=self._name(there[0]))
        if len(there) > 1:
            text = tr("Change {count} layers", count=len(there))
        merge = f"{' '.join(there)}.{name}"
        self._apply(text, edits.set_layers(there, **{name: value}), merge=merge)

    def release(self) -> None:
        """Ends a drag."""
        self._document.end_gesture()

    # --- nodes and wires ------------------------------------------------------------------------

    def insert(self, after: str, kind: str | None = None) -> None:
        """A new layer behind a node. See `insert_kind`."""
        self._apply(tr("Add a layer"), insert_kind(after, kind))

    def add(self, kind: str, at: Point, places: Mapping[str, Point], behind: str = "") -> None:
        """A new layer at a place, fed by `behind` if that is given, with all others where they
        are."""
        made = drawing.add_behind([behind] if behind else [], layers.make(kind), at)
        self._apply(tr("Add a layer"), together(arranging.place(places), made))

    def add_on(self, kind: str, at: Point | None, places: Mapping[str, Point]) -> None:
        """A new layer, at a place if one is meant, which goes on with an unfinished network."""
        made = drawing.add_on(layers.make(kind), at)
        self._apply(tr("Add a layer"), together(arranging.place(places), made))

    def add_behind(self, kind: str, sources: Sequence[str]) -> None:
        """A new layer fed by these, which keep feeding what they fed."""
        self._apply(tr("Add a layer"), drawing.add_behind(sources, layers.make(kind)))

    def add_end(self, kind: str, near: str, places: Mapping[str, Point]) -> None:
        """An input or output beside all layers, connected with one that misses it, with `near`
        first."""
        made = together(arranging.place(places), end_added(kind, near))
        self._apply(tr("Add a layer"), made)

    def insert_on(self, wire: Wire, kind: str, at: Point) -> None:
        """A new layer in the middle of a wire, let go of at a place."""
        arranged = any(node.placed for node in self._graph.nodes)
        made = drawing.insert_on_wire(wire, layers.make(kind), at if arranged else None)
        self._apply(tr("Add a layer"), made)

    def attach(self, node: str, activation: str) -> None:
        """An activation for a layer."""
        text = tr("Change {layer}", layer=self._name(node))
        self._apply(text, drawing.attach_activation(node, activation))

    def connect(self, source: str, target: str, port: int | None, cut: Wire | None = None) -> None:
        """A new wire, in the place of another one if `cut` is given."""
        made = drawing.connect(source, target, port)
        gone = (drawing.disconnect([cut]),) if cut is not None else ()
        self._apply(tr("Connect {layer}", layer=self._name(target)), together(*gone, made))

    def disconnect(self, wire: Wire) -> None:
        """Takes a wire away; what it joined stays where it is."""
        text = tr("Disconnect {layer}", layer=self._name(wire.target))
        self._apply(text, together(arranging.place(self._stood()), drawing.disconnect([wire])))

    def remove(self, chosen: Chosen) -> None:
        """Takes everything that is selected away."""
        nodes = self._in_order(chosen.nodes)
        text = tr("Remove the selection")
        if len(nodes) == 1 and not chosen.links and not chosen.notes:
            text = tr("Remove {layer}", layer=self._name(nodes[0]))
        stay = arranging.place(self._stood() if chosen.links and not nodes else {})
        gone = drawing.remove(nodes, chosen.wires, sorted(chosen.notes))
        self._apply(text, together(stay, gone))

    def remove_layers(self, nodes: Iterable[str]) -> None:
        """Takes layers out."""
        self.remove(Chosen(nodes=frozenset(nodes)))

    def rename(self, node: str, label: str) -> None:
        """Another name for a node; "" is its automatic one."""
        self._apply(tr("Rename {layer}", layer=self._name(node)), drawing.rename(node, label))

    # --- inside -------------------------------------------------------------------------------

    @property
    def _graph(self) -> Graph:
        return self._document.project.graph

    def _name(self, node: str) -> str:
        return node_name(self._graph, node)

    def _in_order(self, nodes: Iterable[str]) -> list[str]:
        wanted = set(nodes)
        return [node.id for node in self._graph.nodes if node.id in wanted]

    def _apply(self, text: str, edit: Edit, merge: str = "") -> Chosen:
        """Applies an edit; what it makes finds room, and is told and returned."""
        before = self._document.project
        self._document.edit(text, settled(edit, self._seen), origin=self._origin, merge=merge)
        after = self._document.project
        notes = {note.id for note in after.board.notes} - {n.id for n in before.board.notes}
        made = Chosen(nodes=frozenset(drawing.added(before, after)), notes=frozenset(notes))
        if made:
            self._made(made)
        return made


def insert_kind(after: str, kind: str | None = None) -> Edit:
    """A layer of a kind behind `after`; without a kind a dense one like its neighbour.

    A layer that joins branches gets its second input from the nearest earlier node that fits, so
    that it makes a shortcut at once; from `after` once more where none fits, so that the network
    stays sound. Does nothing for a kind that does not exist.
    """

    def edit(project: Project) -> Project:
        layer: Layer | None = layers.make(kind) if kind else None
        made = edits.insert_layer(after, layer)(project)
        fresh = next(n.id for n in made.graph.nodes if n.id not in project.graph)
        least = made.graph.node(fresh).layer.inputs[0]
        if least < 2:
            return made
        branch = _branch(project.graph, after, same=kind == "add") or after
        return made.with_graph(made.graph.with_wires((*made.graph.wires, Wire(branch, fresh, 1))))

    return edit


def _branch(graph: Graph, after: str, *, same: bool) -> str:
    """The nearest node before `after`, of the same width if asked; "" when there is none."""
    units = graph.node(after).layer.values.get("units")
    at = graph.sources(after)
    while at:
        found = graph.node(at[0]).layer
        if not same or (units is not None and found.values.get("units") == units):
            return at[0]
        at = graph.sources(at[0])
    return ""
