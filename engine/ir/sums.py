"""Rules for sums: what a whole sum has in common need not be added up again and again.

A derivative is full of sums over samples whose terms share a factor that is the same for all of
them. Taken out of the sum, it leaves sums that several derivatives have in common.
"""

from __future__ import annotations

import math
from typing import Any, Protocol

from engine.ir.expr import Expr
from engine.ir.shapes import Shape

__all__ = ["Tidy", "factor_of", "number_of", "sum_of"]


class Tidy(Protocol):
    """Makes nodes, each in its simplest form and each only once."""

    def make(self, op: str, *args: Expr, **attrs: Any) -> Expr:
        """The primitive `op` of simplified arguments, simplified."""

    def number(self, value: float, like: Expr) -> Expr:
        """`value` everywhere, in the shape and type of `like`."""

    def spread(self, x: Expr, shape: Shape) -> Expr:
        """`x` broadcast to `shape`, which may have more axes."""

    def reshape(self, x: Expr, shape: Shape) -> Expr:
        """`x` under another shape."""


def number_of(x: Expr) -> float | None:
    """The one number `x` has everywhere, when that is known."""
    while x.op in ("broadcast", "reshape"):
        x = x.args[0]
    return x.attr("value").item() if x.op == "constant" and x.size == 1 else None


def factor_of(x: Expr) -> tuple[Expr, float] | None:
    """The parts of x = rest · number."""
    if x.op == "neg":
        return x.args[0], -1.0
    number = number_of(x.args[1]) if x.op == "mul" else None
    return None if number is None else (x.args[0], number)


def sum_of(tidy: Tidy, y: Expr) -> Expr | None:
    """A sum in a simpler form, if there is one."""
    (x,), axes = y.args, y.attr("axes")
    if all(x.shape[a] == 1 for a in axes):
        return tidy.reshape(x, y.shape)
    if x.op == "broadcast":
        return _sum_of_broadcast(tidy, y)
    factor = factor_of(x)
    if factor:
        total = tidy.make("sum", factor[0], axes=axes)
        return tidy.make("mul", total, tidy.number(factor[1], y))
    if x.op == "sum":
        left = [a for a in range(x.args[0].rank) if a not in x.attr("axes")]
        both = sorted({*x.attr("axes"), *(left[a] for a in axes)})
        return tidy.make("sum", x.args[0], axes=tuple(both))
    return _common(tidy, y) if x.op in _PRODUCTS else None


def _sum_of_broadcast(tidy: Tidy, y: Expr) -> Expr | None:
    """Repeated numbers need no adding up: sum(broadcast(x)) -> sum(x) · count."""
    (x,), axes = y.args, y.attr("axes")
    (source,) = x.args
    repeated = math.prod(x.shape[a] for a in axes if source.shape[a] == 1)
    if repeated == 1:
        return None
    total = tidy.make("sum", source, axes=axes)
    return tidy.spread(tidy.make("mul", total, tidy.number(repeated, total)), y.shape)


def _common(tidy: Tidy, y: Expr) -> Expr | None:
    """sum(a · c) -> sum(a) · c, and the same with a quotient, where c is the same for all that is
    added up; also where a · c is only one of two factors."""
    (x,), axes = y.args, y.attr("axes")
    a, b = x.args
    if _is_same(b, axes):
        return _times(tidy, y, a, x.op, b)
    if x.op == "mul" and _is_same(a, axes):
        return _times(tidy, y, b, "mul", a)
    if a.op in _PRODUCTS and _is_same(a.args[1], axes):
        return _times(tidy, y, tidy.make(x.op, a.args[0], b), a.op, a.args[1])
    if x.op == "mul" and b.op in _PRODUCTS and _is_same(b.args[1], axes):
        return _times(tidy, y, tidy.make("mul", a, b.args[0]), b.op, b.args[1])
    return None


def _is_same(c: Expr, axes: tuple[int, ...]) -> bool:
    """Whether `c` repeats one of some numbers along all of `axes`. A single number everywhere is
    left where it is: as a rule the terms are wanted with it, for products of matrices."""
    if c.op != "broadcast" or c.args[0].size == 1:
        return False
    return all(c.args[0].shape[axis] == 1 for axis in axes)


def _times(tidy: Tidy, y: Expr, rest: Expr, op: str, c: Expr) -> Expr:
    """The sum `y`, made of `rest` alone, with `c` joined to it by `op`."""
    axes, (source,) = y.attr("axes"), c.args
    kept = tuple(size for axis, size in enumerate(source.shape) if axis not in axes)
    once = tidy.spread(tidy.reshape(source, kept), y.shape)
    return tidy.make(op, tidy.make("sum", rest, axes=axes), once)


_PRODUCTS = ("mul", "div")
