"""Ways to make the inputs of one layer go together: other widths, other layers in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, TypeAlias

from app.model.drawing import insert_on_wire
from app.model.edits import Edit, set_units, together
from app.model.project import Project
from engine.build import Build
from engine.graph import Graph, Wire
from engine.layers import layers

__all__ = ["reshaped"]

Way: TypeAlias = tuple[str, dict[str, Any], Edit]
"""What is done, in a code and values for words, and how."""


def reshaped(graph: Graph, built: Build, node: str) -> Iterator[Way]:
    """What may help a layer whose inputs do not go together, the gentlest first. Not all of it
    does: that depends on the layer."""
    wires = [wire for wire in graph.wires_into(node) if wire.source in built.shapes]
    yield from _flattened(built, wires)
    others = {
        width: [wire for wire in wires if built.shapes[wire.source] != (width,)]
        for width in _widths(built, wires)
    }
    for width, those in others.items():
        yield from _resized(graph, built, those, width)
    for width, those in islice(others.items(), 1):
        yield _projected(those, width)
    if graph.node(node).layer.category == "Merge":
        yield "concatenate", {}, _joined(node)


def _flattened(built: Build, wires: list[Wire]) -> Iterator[Way]:
    """Images turned into plain lists, where a plain list is among the inputs."""
    images = [wire for wire in wires if len(built.shapes[wire.source]) > 1]
    if images and len(images) < len(wires):
        inserted = (insert_on_wire(wire, layers.make("flatten")) for wire in images)
        yield "insert_flatten", {"other": images[0].source}, together(*inserted)


def _widths(built: Build, wires: list[Wire]) -> list[int]:
    """The widths that inputs have already, the most frequent first."""
    shapes = [built.shapes[wire.source] for wire in wires]
    widths = [shape[0] for shape in shapes if len(shape) == 1]
    return sorted(dict.fromkeys(widths), key=lambda width: -widths.count(width))


def _resized(graph: Graph, built: Build, wires: list[Wire], width: int) -> Iterator[Way]:
    """The layers behind these wires made so wide, if all of them can be."""
    found = [_resizable(graph, built, wire.source) for wire in wires]
    ids = tuple(dict.fromkeys(id for id in found if id is not None))
    if ids and None not in found:
        values = {"other": ids[0], "count": len(ids), "units": width}
        yield "resize", values, together(*(set_units(id, width) for id in ids))


def _resizable(graph: Graph, built: Build, id: str) -> str | None:
    """The nearest node at or before `id` that decides its width and can have another one."""
    shape = built.shapes.get(id)
    for _ in graph.nodes:
        if "units" in graph.node(id).layer.params:
            return id
        sources = graph.sources(id)
        if len(sources) != 1 or built.shapes.get(sources[0]) != shape:
            return None
        id = sources[0]
    return None


def _projected(wires: list[Wire], width: int) -> Way:
    """A linear layer of this width on each of these wires."""
    most = int(layers["dense"].params["units"].hi or width)
    dense = layers.make("dense", {"units": min(width, most), "activation": "identity"})
    inserted = together(*(insert_on_wire(wire, dense) for wire in wires))
    return "insert_dense", {"other": wires[0].source, "units": width}, inserted


def _joined(node: str) -> Edit:
    """Concatenate in the place of `node`, which takes inputs of any width."""

    def edit(project: Project) -> Project:
        graph = project.graph
        if node not in graph:
            return project
        changed = replace(graph.node(node), layer=layers.make("concatenate"))
        return project.with_graph(graph.with_node(changed))

    return edit
