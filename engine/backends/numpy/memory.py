"""Where results are kept: which arrays can be shared, and which results go straight home.

All shapes are known, so all of this is decided once, while a program is compiled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.lib.array_utils import byte_bounds
from numpy.typing import NDArray

from engine.backends.numpy.kernels import IN_PLACE, VIEWS, as_view
from engine.ir.expr import Expr

__all__ = ["Homes", "Pool", "last_uses", "root", "varying"]

Array = NDArray[Any]
_NOT_COMPUTED = VIEWS | {"variable", "constant"}


def root(node: Expr) -> Expr:
    """The node in whose memory the result of `node` lies."""
    while node.op in VIEWS:
        node = node.args[0]
    return node


def varying(order: Sequence[Expr]) -> set[Expr]:
    """The nodes that may differ from run to run; all others are computed only once."""
    found: set[Expr] = set()
    for node in order:
        if node.op == "variable" or any(a in found for a in node.args):
            found.add(node)
    return found


def last_uses(order: Sequence[Expr]) -> list[list[Expr]]:
    """For every place in `order`, the nodes whose memory nobody reads after it."""
    last = {root(a): place for place, node in enumerate(order) for a in node.args}
    ends: list[list[Expr]] = [[] for _ in order]
    for node, place in last.items():
        ends[place].append(node)
    return ends


class Pool:
    """Memory that is free again, by length and type."""

    def __init__(self) -> None:
        self._free: dict[tuple[int, np.dtype[Any]], list[Array]] = {}

    def take(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
        """An array with unspecified contents."""
        kept = self._free.get((int(np.prod(shape)), dtype))
        if not kept:
            return np.zeros(shape, dtype)
        found = kept.pop()
        # The very array where it suits: NumPy looks for overlaps between an array and another view
        # of it, which takes longer than to work on a small one.
        return found if found.shape == shape else found.reshape(shape)

    def give(self, array: Array) -> None:
        """Takes back a contiguous array that nobody reads any more."""
        self._free.setdefault((array.size, array.dtype), []).append(array)


class Homes:
    """Finds results that can be computed right where they belong, without a copy.

    `results` are arrays of the caller; a result may go there at once if that does not destroy
    an input that is still to be read. The parts of a concatenation may go into the whole.
    """

    def __init__(self, order: Sequence[Expr], variables: Mapping[str, Array]) -> None:
        self._order = order
        self._place = {node: place for place, node in enumerate(order)}
        self._named: dict[str, list[Expr]] = {}
        for node in order:
            if node.op == "variable":
                self._named.setdefault(node.attr("name"), []).append(node)
        self._names = list(variables)
        self._spans = np.array([_span(array) for array in variables.values()]).reshape(-1, 2)
        self._varying = varying(order)
        self.found: dict[Expr, Array] = {}

    def result(self, node: Expr, array: Array) -> bool:
        """Whether `node` is computed in `array`, which belongs to the caller."""
        source = _before_reshape(node)
        target = self._target(source, array)
        if target is None or not self._is_safe(source, array):
            return False
        self.found[source] = target
        return True

    def parts(self, whole: Expr, array: Array) -> None:
        """Sends the arguments of the concatenation `whole`, kept in `array`, into their places."""
        axis, start = whole.attr("axis"), 0
        for arg in whole.args:
            end = start + arg.shape[axis]
            source = _before_reshape(arg)
            target = self._target(source, array[(slice(None),) * axis + (slice(start, end),)])
            if target is not None:
                self.found[source] = target
            start = end

    def touched(self, array: Array) -> set[Expr]:
        """The variables whose memory `array` overlaps."""
        # All at once: a deep network has a thousand variables, and as many results.
        first, end = _span(array)
        found = np.flatnonzero((self._spans[:, 0] < end) & (self._spans[:, 1] > first))
        return {node for place in found for node in self._named.get(self._names[place], ())}

    def _target(self, source: Expr, array: Array) -> Array | None:
        if source.op in _NOT_COMPUTED or source in self.found or source not in self._varying:
            return None
        return as_view(array, source.shape)

    def _is_safe(self, source: Expr, array: Array) -> bool:
        old = self.touched(array)
        if not old:
            return True
        first = self._place[source] + (source.op in IN_PLACE)
        later = (n for n in self._order[first:] if n.op not in VIEWS)
        return not any(root(a) in old for n in later for a in n.args)


def _span(array: Array) -> tuple[int, int]:
    """Where the memory of `array` begins and ends."""
    return byte_bounds(array) if array.size else (0, 0)


def _before_reshape(node: Expr) -> Expr:
    while node.op == "reshape":
        node = node.args[0]
    return node
