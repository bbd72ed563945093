"""Copies a neuron: its layer gets one unit more, and every number that belongs to the copy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.model import edits
from app.model.operations import Operation, Weights
from app.model.project import Project
from engine.build import Build
from engine.network import StateSpec, WeightSpec
from engine.patch import Numbers, Patch
from engine.surgery import Surgery

__all__ = ["Obstacle", "copy_neuron", "obstacle"]

Order = NDArray[np.intp]
"""For each unit of a node, which one it was before."""
Axes = tuple[Order, ...]


@dataclass(frozen=True)
class Obstacle:
    """Why a unit cannot be copied: the layer is "fixed" or "full"; at `node` it meets `others` that
    would have to grow as well ("sizes"), or numbers of which nobody knows to which unit they belong
    ("order")."""

    kind: Literal["fixed", "full", "sizes", "order"]
    node: str
    others: tuple[str, ...] = ()


def obstacle(build: Build, node: str) -> Obstacle | None:
    """Why no unit of a node can be copied; None when each can."""
    found = _grown(build, node, 0)
    return found if isinstance(found, Obstacle) else None


def copy_neuron(build: Build, weights: Weights, node: str, unit: int) -> Operation | Obstacle:
    """A copy of a unit at the end of its layer, with what comes in, its bias, and what goes out.

    What follows number by number, or puts numbers side by side, grows with it; the next layers with
    weights get those of the copy in the right places. A sum of branches cannot grow in one of them
    alone.
    """
    orders = _grown(build, node, unit)
    if isinstance(orders, Obstacle):
        return orders
    moved = _moved(build, node, orders)

    def edit(project: Project) -> Project:
        project = edits.add_unit(node)(project)
        return project.with_experiment(
            surgery=_following(project.experiment.surgery, build, moved, orders)
        )

    patch = _numbers(weights, moved)
    return Operation(edit, patch, Patch.at(weights, patch.places))


def _grown(build: Build, node: str, unit: int) -> dict[str, Order] | Obstacle:
    """The units of every node that grows with a copy of this one."""
    layer = build.graph.node(node).layer
    setting, units = layer.params.get("units"), layer.values.get("units")
    if setting is None or units is None:
        return Obstacle("fixed", node)
    if units + 1 > (setting.hi or math.inf):
        return Obstacle("full", node)
    return _orders(build, node, np.array([*range(units), unit]))


def _orders(build: Build, node: str, grown: Order) -> dict[str, Order] | Obstacle:
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


def _obstacle(build: Build, node: str, grown: Mapping[str, Order]) -> Obstacle:
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


def _moved(build: Build, node: str, orders: Mapping[str, Order]) -> dict[str, Axes]:
    """Weights and statistics that get another order, and along each axis which."""
    found: dict[str, Axes] = {}
    specs: list[WeightSpec | StateSpec] = [*build.weights.values(), *build.states.values()]
    for spec in specs:
        axes = [np.arange(count) for count in spec.shape]
        sources = build.graph.sources(spec.node)
        if len(spec.shape) == 2 and sources and sources[0] in orders:
            axes[0] = orders[sources[0]]
        if spec.node in orders:
            axes[-1] = orders[spec.node]
        found[spec.name] = tuple(axes)
    return {name: axes for name, axes in found.items() if any(map(_is_other, axes))}


def _is_other(order: Order) -> bool:
    return not np.array_equal(order, np.arange(len(order)))


def _numbers(weights: Weights, moved: Mapping[str, Axes]) -> Patch:
    """Every number that is not where it was."""
    made = {}
    for name, axes in moved.items():
        if name not in weights:
            continue
        other = np.zeros([len(order) for order in axes], bool)
        for axis, order in enumerate(axes):
            np.moveaxis(other, axis, 0)[order != np.arange(len(order))] = True
        places = np.argwhere(other).astype(np.int32)
        made[name] = Numbers(places, weights[name][np.ix_(*axes)][tuple(places.T)])
    return Patch(made)


def _following(
    surgery: Surgery, build: Build, moved: Mapping[str, Axes], orders: Mapping[str, Order]
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
