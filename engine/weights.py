"""Learned numbers as named arrays: to and from bytes, and over a change of shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load as read_tensors
from safetensors.numpy import save as write_tensors

from engine.errors import BadFile

__all__ = [
    "Carried", "Slot", "carry", "common_size", "kept_for", "load", "overlap", "save", "weight_of",
]


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of the weights when a network changed, in numbers of weights.

    `kept` are in the new network as they were, in the one before or when their layer was there
    last; `fresh` start anew there; `dropped` were in the one before and have no place any more.
    `rebuilt` is False when only live values changed.
    """

    rebuilt: bool
    kept: int
    fresh: int
    dropped: int

    @property
    def is_new(self) -> bool:
        """Whether nothing was kept: then training begins anew."""
        return self.rebuilt and not self.kept and bool(self.fresh or self.dropped)


class Slot(Protocol):
    """A named array with a place in a flat vector (`engine.network.WeightSpec`, `StateSpec`)."""

    @property
    def name(self) -> str: ...
    @property
    def shape(self) -> tuple[int, ...]: ...

    def view(self, flat: NDArray[Any]) -> NDArray[Any]:
        """This array inside a flat vector."""


def kept_for(weight: str, optimizer: str, slot: str) -> str:
    """The name of what an optimizer keeps for a weight."""
    return f"{weight}@{optimizer}.{slot}"


def weight_of(name: str) -> str:
    """The weight for which an optimizer keeps this; what is a weight or a state is its own."""
    return name.partition("@")[0]


def save(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """The arrays in safetensors format, float32."""
    plain = {name: np.ascontiguousarray(a, dtype=np.float32) for name, a in arrays.items()}
    return bytes(write_tensors(plain))


def load(data: bytes) -> dict[str, NDArray[np.float32]]:
    """The inverse of `save`. Raises BadFile for anything that is not safetensors of numbers."""
    try:
        arrays = read_tensors(data)
    except (SafetensorError, KeyError, ValueError, TypeError) as error:
        raise BadFile("weights.safetensors", "damaged", str(error)) from error
    return {name: np.asarray(array, np.float32) for name, array in arrays.items()}


def overlap(old: tuple[int, ...], new: tuple[int, ...]) -> tuple[slice, ...] | None:
    """The indices that two shapes have in common, or None when their ranks differ."""
    if len(old) != len(new):
        return None
    return tuple(slice(0, min(a, b)) for a, b in zip(old, new, strict=True))


def common_size(array: NDArray[Any], shape: tuple[int, ...]) -> int:
    """How many numbers of an array have a place in another shape."""
    common = overlap(array.shape, shape)
    return array[common].size if common is not None else 0


def carry(
    arrays: Mapping[str, NDArray[Any]], specs: Mapping[str, Slot], flat: NDArray[Any]
) -> int:
    """Copies into the flat vector every number whose name and index exist there, and returns
    how many those are. Numbers without a counterpart are left as they are in `flat`."""
    kept = 0
    for name, spec in specs.items():
        if name not in arrays:
            continue
        common = overlap(arrays[name].shape, spec.shape)
        if common is not None:
            spec.view(flat)[common] = arrays[name][common]
            kept += arrays[name][common].size
    return kept
