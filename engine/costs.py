"""What a drawn network costs: numbers it learns, multiply-adds, memory; for every node and all."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter

from engine.build import Build

__all__ = ["Cost", "Costs", "costs"]

_BYTES = 4
"""Of one number, float32."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a node, or a whole network, costs to answer.

    `multiply_adds`: for one example, those of matrix products, from which dense layers and
    convolutions are made: a dense layer from 4 to 16 numbers takes 64. What is done to every
    number by itself (a bias, an activation) grows only with the width and is left out, as is usual.
    `memory_bytes`: its weights, the other numbers it keeps (running averages), and its output for
    a batch, in float32. Training takes more: a gradient, and what the optimizer keeps.
    """

    weights: int = 0
    multiply_adds: int = 0
    memory_bytes: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.weights + other.weights,
            self.multiply_adds + other.multiply_adds,
            self.memory_bytes + other.memory_bytes,
        )


@dataclass(frozen=True)
class Costs:
    """The cost of every node that could be built, used or not, and their sum."""

    nodes: Mapping[str, Cost]
    total: Cost


def costs(build: Build, batch: int = 1) -> Costs:
    """What the nodes of `build` cost; memory is that of `batch` examples at once."""
    nodes = {}
    for id, draft in build.drafts.items():
        shape, _ = draft.output
        kept = sum(state.size for state in draft.states)
        numbers = draft.size + kept + batch * math.prod(shape)
        nodes[id] = Cost(draft.size, draft.multiply_adds, _BYTES * numbers)
    whole = (sum(map(attrgetter(name), nodes.values())) for name in Cost.__slots__)
    return Costs(nodes, Cost(*whole))
