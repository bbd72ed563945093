"""What another order of a layer's units means for everything behind them.

A unit more or less in the middle of a layer moves rows, columns and marks of what follows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from app.model.edits import Edit
from app.model.operations import Operation, Weights
from app.model.project import Project
from engine.build import Build
from engine.network import StateSpec, WeightSpec
from engine.patch import Axes, Order, Patch, Places, inverse
from engine.surgery import Surgery

__all__ = ["Obstacle", "Orders", "orders_of", "reordering"]

Orders: TypeAlias = Mapping[str, Order]
"""The units that a node has afterwards, by its id."""


@dataclass(frozen=True)
class Obstacle:
    """Why a layer can have no unit more or less: it is "fixed" or "full", or the unit the "only"
    one; at `node` it meets `others` that would have to change as well ("sizes"), or numbers of
    which nobody knows to which unit they belong ("order")."""

    kind: Literal["fixed", "full", "only", "sizes", "order"]
    node: str
    others: tuple[str, ...] = ()


def reordering(build: Build, edit: Edit, orders: Orders, weights: Weights) -> Operation:
    """The `edit` of a layer, with every number and mark where its unit goes. Undoing it puts back
    what of these `weights` has no place any more."""
    moved = _moved(build, orders)

    def change(project: Project) -> Project:
        surgery = _following(project.experiment.surgery, build, moved, orders)
        return edit(project).with_experiment(surgery=surgery)

    shapes = {spec.name: spec.shape for spec in _specs(build)}
    back = {
        name: tuple(map(inverse, axes, shapes[name])) for name, axes in moved.items()
    }
    lost = {name: _lost(axes) for name, axes in back.items()}
    return Operation(
        change, Patch(orders=moved), Patch(Patch.at(weights, lost).numbers, back),
    )


def orders_of(build: Build, node: str, grown: Order) -> Orders | Obstacle:
    """The units of every node that has others than before, in forward order."""
    found = {node: grown}
    for id in build.active:
        sources = build.graph.sources(id)
        if id == node or not any(source in found for source in sources):
            continue
        if f"{id}.weight" in build.weights and len(build.weights[f"{id}.weight"].shape) == 2:
            continue
        shapes = [build.shapes[source] for source in sources]
        incoming = [
            found.get(source, np.arange(math.prod(shape)))
            for source, shape in zip(sources, shapes, strict=True)
        ]
        made = _through(build.shapes[id], shapes, incoming)
        if made is None:
            return _obstacle(build, id, found)
        found[id] = made
    return found


def _obstacle(build: Build, node: str, grown: Orders) -> Obstacle:
    """What is wrong at a node where the copy meets what does not grow with it."""
    sources = build.graph.sources(node)
    alike = all(build.shapes[source] == build.shapes[node] for source in sources)
    others = tuple(dict.fromkeys(source for source in sources if source not in grown))
    return Obstacle("sizes", node, others) if alike and others else Obstacle("order", node)


def _through(
    shape: tuple[int, ...], shapes: list[tuple[int, ...]], incoming: list[Order]
) -> Order | None:
    """The units of a node of this shape behind nodes of `shapes`; None where that is unknown."""
    if any(len(s) != 1 for s in (shape, *shapes)):
        return None
    if all(s == shape for s in shapes):
        alike = all(np.array_equal(order, incoming[0]) for order in incoming)
        return incoming[0] if alike else None
    if shape[0] != sum(s[0] for s in shapes):
        return None
    starts = np.cumsum([0, *(s[0] for s in shapes)])
    return np.concatenate([order + at for order, at in zip(incoming, starts, strict=False)])


def _specs(build: Build) -> list[WeightSpec | StateSpec]:
    return [*build.weights.values(), *build.states.values()]


def _moved(build: Build, orders: Orders) -> dict[str, Axes]:
    """Weights and statistics that get another order, and along each axis which."""
    found: dict[str, Axes] = {}
    for spec in _specs(build):
        axes = [np.arange(count) for count in spec.shape]
        sources = build.graph.sources(spec.node)
        if len(spec.shape) == 2 and sources and sources[0] in orders:
            axes[0] = orders[sources[0]]
        if spec.node in orders:
            axes[-1] = orders[spec.node]
        found[spec.name] = tuple(axes)
    shapes = {spec.name: spec.shape for spec in _specs(build)}
    return {
        name: axes for name, axes in found.items()
        if any(map(_is_other, axes, shapes[name]))
    }


def _is_other(order: Order, count: int) -> bool:
    return not np.array_equal(order, np.arange(count))


def _lost(axes: Axes) -> Places:
    """Where an array in this order has no number from before."""
    there = np.ix_(*(order >= 0 for order in axes))
    lost = np.ones([len(order) for order in axes], bool)
    lost[there] = False
    return np.argwhere(lost).astype(np.int32)


def _following(
    surgery: Surgery, build: Build, moved: Mapping[str, Axes], orders: Orders
) -> Surgery:
    """Marks go with what they mark; a copy has those of what it was copied from."""
    for part in ("frozen", "pruned"):
        for name, marks in getattr(surgery, part):
            if name in moved and marks.shape:
                marked = surgery.marked(part, name, build.weights[name].shape)
                surgery = surgery.mark(part, name, marked[np.ix_(*moved[name])])
    for name, _ in surgery.knocked:
        if name in orders:
            marked = surgery.marked("knocked", name, build.shapes[name])
            surgery = surgery.mark("knocked", name, marked[orders[name]])
    return surgery
