"""Removes a single neuron: its layer gets one unit less, and no other neuron loses a number."""

from __future__ import annotations

import numpy as np

from app.model.edits import remove_unit
from app.model.operations import Operation, Weights
from app.model.unit_orders import Obstacle, Orders, orders_of, reordering
from engine.build import Build

__all__ = ["needed", "remove_neuron"]


def needed(build: Build, node: str, unit: int) -> Obstacle | None:
    """Why a unit of a node cannot be removed; None when it can."""
    found = _shrunk(build, node, unit)
    return found if isinstance(found, Obstacle) else None


def remove_neuron(
    build: Build, weights: Weights, node: str, unit: int
) -> Operation | Obstacle:
    """Takes exactly this unit out of its layer: what comes in, its bias, and what goes out.

    The others keep their numbers and move up. Undoing it puts the unit back where it was, with its
    numbers in `weights`, and leaves what the others have learned since. A sum of branches cannot
    shrink in one of them alone.
    """
    orders = _shrunk(build, node, unit)
    if isinstance(orders, Obstacle):
        return orders
    return reordering(build, remove_unit(node), orders, weights)


def _shrunk(build: Build, node: str, unit: int) -> Orders | Obstacle:
    """The units of every node that loses one with this one."""
    units = build.graph.node(node).layer.values.get("units")
    if units is None:
        return Obstacle("fixed", node)
    if units < 2:
        return Obstacle("only", node)
    return orders_of(build, node, np.delete(np.arange(units), unit))
