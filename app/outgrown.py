"""What layers had learned in shapes that an edit took from them, should undo bring those back."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.births import Register, Way
from engine.build import Build
from engine.surgery import is_mask
from engine.weights import overlap, weight_of

__all__ = ["Outgrown", "gained"]

_ROOM = 8_000_000
"""Numbers that are kept; those that were outgrown first are forgotten first."""

F32 = NDArray[np.float32]
Key = tuple[bool, str, int, tuple[int, ...]]
"""Whether it was left with undo, the full name of a weight or statistic, the birth of its layer,
and its shape."""


class Outgrown:
    """Follows one network in training. A layer beside one that was deleted has another shape; with
    undo it gets back all that it had in the old one, and not a part of it among new numbers."""

    def __init__(self) -> None:
        self._kept: dict[Key, F32] = {}

    def keep(self, had: Mapping[str, F32], now: Build, register: Register, way: Way) -> None:
        """Keeps of what the layers `had` all that has another shape now, or no place."""
        shapes = _shapes(now)
        for name, array in had.items():
            if shapes.get(weight_of(name)) != array.shape and not is_mask(name):
                key = way == "undo", *_key(name, array.shape, register)
                self._kept.pop(key, None)
                self._kept[key] = array
        room = _ROOM
        for key, array in reversed(list(self._kept.items())):
            room -= array.size
            if room < 0:
                del self._kept[key]

    def back(
        self, had: Mapping[str, F32], before: Build, now: Build, register: Register, way: Way
    ) -> dict[str, F32]:
        """What comes back with the shapes that the layers have `now`: with undo what another edit
        had made them leave, with redo what undo had. Those that only lose some units, and are fed
        by the same layers, go on with what they have learned since."""
        found: dict[str, F32] = {}
        shapes = _shapes(now)
        names = {*shapes, *(n for _, n, _, _ in self._kept if weight_of(n) in shapes)}
        for name in sorted(names) if way else ():
            shape = shapes[weight_of(name)]
            array = self._kept.get((way == "redo", *_key(name, shape, register)))
            if array is None or (name in had and had[name].shape == shape):
                continue
            node = name.partition(".")[0]
            fed = _input(before) == _input(now) and (
                node in before.graph and before.graph.sources(node) == now.graph.sources(node)
            )
            if not (fed and name in had and _gained(had[name], array) == 0):
                found[name] = array
        return found

    def forget(self) -> None:
        """Keeps nothing: training begins from the start."""
        self._kept.clear()


def _input(build: Build) -> tuple[object, ...]:
    """What a network is about, whatever the samples."""
    return build.spec.task, build.spec.shape, build.spec.features


def gained(had: Mapping[str, F32], back: Mapping[str, F32]) -> int:
    """How many numbers came back that had no place before; those of the optimizer do not count."""
    weights = {name: array for name, array in back.items() if weight_of(name) == name}
    return sum(_gained(had.get(name), array) for name, array in weights.items())


def _gained(had: F32 | None, array: F32) -> int:
    common = overlap(had.shape, array.shape) if had is not None else None
    if common is None:
        return array.size
    return array.size - math.prod(int(part.stop) for part in common)


def _shapes(build: Build) -> dict[str, tuple[int, ...]]:
    weights = {name: spec.shape for name, spec in build.weights.items()}
    return weights | {name: spec.shape for name, spec in build.states.items()}


def _key(
    name: str, shape: tuple[int, ...], register: Register
) -> tuple[str, int, tuple[int, ...]]:
    return name, register.get(name.partition(".")[0], 0), shape
