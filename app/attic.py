"""What layers had learned that are gone from a network in training, should they come back.

With their weights come what the optimizer had kept for them, as long as it is the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from app.births import ORIGINAL, Register
from engine.graph import Graph

__all__ = ["Attic", "Weights"]

_ROOM = 8_000_000
"""Numbers that are kept; those of the layers that went first are forgotten first."""

Weights = Mapping[str, NDArray[np.float32]]
Layer = tuple[str, int]


class Attic:
    """Follows one network in training; `register` says which layers it has."""

    def __init__(self, register: Register = ORIGINAL) -> None:
        self.register = register
        self._kept: dict[Layer, Weights] = {}

    def exchange(
        self, before: Graph, after: Graph, register: Register, weights: Callable[[], Weights]
    ) -> dict[str, Weights]:
        """The layers, by id, that a change will bring, with what they learned when they were there
        before; keeps the `weights` of those that it takes away."""
        old, new = _layers(before, self.register), _layers(after, register)
        gone = old - new
        if gone:
            self._keep(gone, weights())
        return {layer[0]: self._kept.get(layer, {}) for layer in new - old}

    def forget(self) -> None:
        """Keeps nothing: training begins from the start."""
        self._kept.clear()

    def _keep(self, gone: set[Layer], weights: Weights) -> None:
        for layer in sorted(gone):
            self._kept.pop(layer, None)
            self._kept[layer] = {
                name: array for name, array in weights.items()
                if name.partition(".")[0] == layer[0]
            }
        room = _ROOM
        for layer, arrays in reversed(list(self._kept.items())):
            room -= sum(array.size for array in arrays.values())
            if room < 0:
                del self._kept[layer]


def _layers(graph: Graph, register: Register) -> set[Layer]:
    return {(node.id, register.get(node.id, 0)) for node in graph.nodes}
