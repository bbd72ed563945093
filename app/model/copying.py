"""Copies a neuron: its layer gets one unit more, and every number that belongs to the copy."""

from __future__ import annotations

import math

import numpy as np

from app.model.edits import add_unit
from app.model.operations import Operation
from app.model.unit_orders import Obstacle, Orders, orders_of, reordering
from engine.build import Build

__all__ = ["copy_neuron", "obstacle"]


def obstacle(build: Build, node: str) -> Obstacle | None:
    """Why no unit of a node can be copied; None when each can."""
    found = _grown(build, node, 0)
    return found if isinstance(found, Obstacle) else None


def copy_neuron(build: Build, node: str, unit: int) -> Operation | Obstacle:
    """A copy of a unit at the end of its layer, with what comes in, its bias, and what goes out.

    What follows number by number, or puts numbers side by side, grows with it; the next layers with
    weights get those of the copy in the right places. A sum of branches cannot grow in one of them
    alone.
    """
    orders = _grown(build, node, unit)
    if isinstance(orders, Obstacle):
        return orders
    return reordering(build, add_unit(node), orders, {})


def _grown(build: Build, node: str, unit: int) -> Orders | Obstacle:
    """The units of every node that grows with a copy of this one."""
    layer = build.graph.node(node).layer
    setting, units = layer.params.get("units"), layer.values.get("units")
    if setting is None or units is None:
        return Obstacle("fixed", node)
    if units + 1 > (setting.hi or math.inf):
        return Obstacle("full", node)
    return orders_of(build, node, np.array([*range(units), unit]))
