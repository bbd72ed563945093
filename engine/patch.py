"""Numbers to be put into a network, or into another order there, and what such a change undoes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["NOTHING", "Axes", "Numbers", "Order", "Patch", "Places", "inverse"]

F32 = NDArray[np.float32]
Places = NDArray[np.int32]
Order = NDArray[np.intp]
"""For each place along an axis, which one its numbers had before; -1 where none had them."""
Axes = tuple[Order, ...]


@dataclass(frozen=True, eq=False)
class Numbers:
    """Numbers of one array: `where` (count, axes) they are, and the `values` (count,)."""

    where: Places
    values: F32

    def fitting(self, shape: tuple[int, ...]) -> Numbers:
        """Those whose index an array of this shape has."""
        if self.where.shape[1] != len(shape):
            return Numbers(np.zeros((0, len(shape)), np.int32), np.zeros(0, np.float32))
        inside = (self.where < np.array(shape, np.int32)).all(axis=1)
        return self if inside.all() else Numbers(self.where[inside], self.values[inside])

    def put(self, array: NDArray[np.floating]) -> None:
        """Writes them into an array."""
        fit = self.fitting(array.shape)
        array[tuple(fit.where.T)] = fit.values.astype(array.dtype)

    def then(self, later: Numbers) -> Numbers:
        """These and then `later` ones, as if put at once."""
        where = np.concatenate([later.where, self.where])
        values = np.concatenate([later.values, self.values])
        _, first = np.unique(where, axis=0, return_index=True)
        return Numbers(where[first], values[first])


@dataclass(frozen=True, eq=False)
class Patch:
    """Numbers by the full name of their weight or statistic. What a network does not have of
    them is ignored. Before they are put in, arrays with an entry in `orders` get another order
    along each axis, and with it another shape. False when nothing changes."""

    numbers: Mapping[str, Numbers] = field(default_factory=dict)
    orders: Mapping[str, Axes] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.orders) or any(len(numbers.values) for numbers in self.numbers.values())

    @classmethod
    def one(cls, name: str, index: tuple[int, ...], value: float) -> Patch:
        """A single number."""
        where = np.array([index], np.int32).reshape(1, len(index))
        return cls({name: Numbers(where, np.array([value], np.float32))})

    @classmethod
    def at(cls, arrays: Mapping[str, F32], where: Mapping[str, Places]) -> Patch:
        """The numbers of these arrays at these places, as far as there are such places."""
        made = {}
        for name, places in where.items():
            if name in arrays:
                blank = Numbers(places, np.zeros(len(places), np.float32))
                there = blank.fitting(arrays[name].shape).where
                made[name] = Numbers(there, arrays[name][tuple(there.T)].astype(np.float32))
        return cls(made)

    @property
    def places(self) -> dict[str, Places]:
        """Where its numbers are."""
        return {name: numbers.where for name, numbers in self.numbers.items()}

    def put(self, arrays: Mapping[str, NDArray[np.floating]]) -> None:
        """Writes its numbers into those of the arrays that have their name."""
        for name, numbers in self.numbers.items():
            if name in arrays:
                numbers.put(arrays[name])

    def ordered(self, arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """The arrays in the order that its numbers are for; 0 where there was no number."""
        return {
            name: _ordered(array, self.orders[name]) if name in self.orders else array
            for name, array in arrays.items()
        }

    def then(self, later: Patch) -> Patch:
        """This patch and then a `later` one of numbers alone, as one."""
        if not (self and later):
            return later or self
        joined = dict(self.numbers)
        for name, numbers in later.numbers.items():
            joined[name] = joined[name].then(numbers) if name in joined else numbers
        return Patch(joined, self.orders)


NOTHING = Patch()
"""Changes no number."""


def inverse(order: Order, count: int) -> Order:
    """What takes an order of `count` numbers back; of a number that is there twice the first
    counts."""
    back = np.full(count, -1)
    back[order[::-1]] = np.arange(len(order))[::-1]
    return back


def _ordered(array: NDArray[Any], axes: Axes) -> NDArray[Any]:
    """The array itself where it does not have these axes."""
    if array.ndim != len(axes) or any(
        order.max(initial=-1) >= count for order, count in zip(axes, array.shape, strict=True)
    ):
        return array
    made = array[np.ix_(*axes)]
    for axis, order in enumerate(axes):
        np.moveaxis(made, axis, 0)[order < 0] = 0
    return made
