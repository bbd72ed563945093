"""What the canvas does to the project: every gesture and key ends in one edit here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.document import Document
from app.model import edits
from app.model.edits import Edit
from app.model.project import Project
from app.names import node_name
from app.texts import tr
from engine.graph import Graph, Wire
from engine.layers import layers

__all__ = ["Editor"]


class Editor:
    """Edits of the network, each one undo step with a name. `origin` is the view that asks."""

    def __init__(self, document: Document, origin: object) -> None:
        self._document, self._origin = document, origin

    def add_neuron(self, node: str) -> None:
        """One neuron more."""
        self._apply(tr("Add a neuron to {layer}", layer=self._name(node)), edits.add_unit(node))

    def remove_neuron(self, node: str) -> None:
        """One neuron less."""
        text = tr("Remove a neuron from {layer}", layer=self._name(node))
        self._apply(text, edits.remove_unit(node))

    def remove_layer(self, node: str) -> None:
        """Takes a layer out."""
        self._apply(tr("Remove {layer}", layer=self._name(node)), edits.remove_layer(node))

    def insert(self, after: str, kind: str | None = None) -> str:
        """A new layer behind a node; returns its id. See `insert_kind`."""
        before = {node.id for node in self._graph.nodes}
        self._apply(tr("Add a layer"), insert_kind(after, kind))
        return next((n.id for n in self._graph.nodes if n.id not in before), after)

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

    @property
    def _graph(self) -> Graph:
        return self._document.project.graph

    def _name(self, node: str) -> str:
        return node_name(self._graph, node)

    def _apply(self, text: str, edit: Edit, merge: str = "") -> None:
        self._document.edit(text, edit, origin=self._origin, merge=merge)


def insert_kind(after: str, kind: str | None = None) -> Edit:
    """A layer of a kind behind `after`; without a kind a dense one like its neighbour.

    A layer that joins branches gets its second input from the nearest earlier node that fits, so
    that it makes a shortcut at once; from `after` once more where none fits, so that the network
    stays sound. Does nothing for a kind that does not exist.
    """

    def edit(project: Project) -> Project:
        layer = layers.make(kind) if kind else None
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


