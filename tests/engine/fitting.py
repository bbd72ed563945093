"""What layers and losses are given in the laws over them, on whatever backend."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.datasets.base import Task
from engine.ir.expr import Expr, variable
from engine.layers import layers
from engine.losses import losses

__all__ = ["BATCH", "FITTING", "OUTPUTS", "SUITED", "TASKS", "labels", "shapes_for"]

TASKS: tuple[Task, ...] = ("binary", "classes", "regression")
SUITED = [(name, task) for name, cls in losses.items() for task in TASKS if task in cls.tasks]
FITTING = [(name, task, a) for name, task in SUITED for a in losses[name].fitting[task]]
OUTPUTS = {"binary": 1, "classes": 3, "regression": 2}
BATCH = 6


def labels(task: Task) -> tuple[Expr, Any]:
    """Labels as a variable, and numbers for it."""
    if task == "regression":
        return variable("y", (BATCH, 2)), np.random.default_rng(3).normal(size=(BATCH, 2))
    return variable("y", (BATCH,), "i"), np.arange(BATCH) % max(2, OUTPUTS[task])


def shapes_for(name: str, shape: tuple[int, ...] = (6,)) -> list[tuple[int, ...]]:
    """As many inputs of this shape as the layer wants at least."""
    return [shape] * layers[name].inputs[0]
