"""How NumPy computes every primitive: one row a primitive.

A kernel runs once, while a program is compiled. It gets the arrays its arguments will be in and
answers with the array the result will be in: either a view, which costs nothing when the program
runs, or the node's own array together with the steps (prepared calls) that fill it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import product
from typing import Any, Protocol

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from engine.ir.expr import Expr
from engine.ir.shapes import DType, Shape
from engine.random import Uniform

__all__ = ["IN_PLACE", "KERNELS", "VIEWS", "Array", "Desk", "as_view"]

Array = NDArray[Any]
_ONE_HOT_LIMIT = 1 << 22
_SUM_LIMIT = 1024


class Desk(Protocol):
    """What a kernel may ask for while a program is compiled."""

    def out(self, node: Expr) -> Array:
        """The array the node's result belongs in."""

    def array(self, shape: Shape, dtype: DType = "f") -> Array:
        """A new array of zeros."""

    def step(self, function: Callable[..., Any], *args: Any) -> None:
        """Adds a call to the program."""


Kernel = Callable[[Desk, Expr, Sequence[Array]], Array]


def _ufunc(function: Callable[..., Any]) -> Kernel:
    def kernel(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
        out = desk.out(node)
        if out.ndim:
            desk.step(function, *map(_lean, args), out)
        else:
            # NumPy is twice as fast with one number in a row than with one without an axis.
            row = out.reshape(1)
            desk.step(function, *(row if a is out else a.reshape(1) for a in args), row)
        return out

    return kernel


def _extreme(function: Callable[..., Any]) -> Kernel:
    """np.maximum and np.minimum want to be told by name where the result goes."""

    def kernel(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
        out = desk.out(node)
        desk.step(partial(function, out=out), *map(_lean, args))
        return out

    return kernel


def _lean(x: Array) -> Array:
    """One number repeated over a whole array, as the one number: NumPy is twice as fast then."""
    repeated = x.ndim > 0 and x.size > 0 and not any(x.strides)
    return x[(slice(0, 1),) * x.ndim].reshape(()) if repeated else x


def _leaf(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
    raise LookupError(f"{node.op} is bound by the program")


def _sigmoid(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
    out, one = desk.out(node), desk.array(())
    one[...] = 1.0
    desk.step(np.negative, _lean(args[0]), out)
    desk.step(np.exp, out, out)
    desk.step(np.add, out, one, out)
    desk.step(np.reciprocal, out, out)
    return out


def _softplus(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
    out = desk.out(node)
    desk.step(np.logaddexp, _lean(args[0]), desk.array(()), out)
    return out


def _where(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
    test, yes, no = args
    out = desk.out(node)
    desk.step(np.copyto, out, _lean(no))
    desk.step(np.copyto, out, _lean(yes), "same_kind", test)
    return out


def _copy(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
    out = desk.out(node)
    desk.step(np.copyto, out, args[0], "unsafe")
    return out


def _sum(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
    (x,), axes, out = args, node.attr("axes"), desk.out(node)
    if node.dtype == "f" and x.size and x.flags.c_contiguous and out.flags.c_contiguous:
        if x.ndim == 2 and axes == (0,):
            desk.step(_ones(desk, len(x)).dot, x, out)
            return out
        inner = tuple(range(x.ndim - len(axes), x.ndim))
        if axes == inner and x.size // max(out.size, 1) <= _SUM_LIMIT:
            flat = x.reshape(*out.shape, -1)
            desk.step(flat.dot, _ones(desk, flat.shape[-1]), out)
            return out
    desk.step(np.add.reduce, x, axes, None, out)
    return out


def _ones(desk: Desk, count: int) -> Array:
    ones = desk.array((count,))
    ones[...] = 1
    return ones


def _max(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
    out = desk.out(node)
    desk.step(np.maximum.reduce, args[0], node.attr("axes"), None, out)
    return out


def _reshape(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
    """A view where the memory allows it, a copy where it does not."""
    (x,) = args
    view = as_view(x, node.shape)
    if view is None:
        view = desk.out(node)
        desk.step(np.copyto, view.reshape(x.shape), x)
    return view


def as_view(x: Array, shape: Shape) -> Array | None:
    """`x` under another shape in the same memory; None where that cannot be."""
    view = x.reshape(shape)
    return view if np.may_share_memory(view, x) else None


def _permute(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
    return args[0].transpose(node.attr("axes"))


def _broadcast(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
    return np.broadcast_to(args[0], node.shape)


def _slice(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
    ranges: tuple[Any, ...] = (*(slice(*r) for r in node.attr("ranges")), ...)
    part: Array = args[0][ranges]
    return part


def _stop(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
    return args[0]


def _pad(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
    (x,), out = args, desk.out(node)
    widths = zip(node.attr("widths"), out.shape, strict=True)
    inside = out[tuple(slice(lo, max(lo, n - hi), gap + 1) for (lo, hi, gap), n in widths)]
    desk.step(out.fill, node.attr("value"))
    desk.step(np.copyto, inside, x)
    return out


def _concat(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
    out, axis, start = desk.out(node), node.attr("axis"), 0
    for x in args:
        end = start + x.shape[axis]
        part = out[(slice(None),) * axis + (slice(start, end),)]
        if not _is_same(x, part):
            desk.step(np.copyto, part, x)
        start = end
    return out


def _is_same(x: Array, y: Array) -> bool:
    """Whether two arrays of one shape are the very same memory."""
    places = [a.__array_interface__["data"][0] for a in (x, y)]
    return places[0] == places[1] and x.strides == y.strides


def _windows(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
    (x,), rows = args, node.attr("windows")
    spans = [(size - 1) * dilation + 1 for _, size, _, dilation in rows]
    every = sliding_window_view(x, spans, axis=tuple(axis for axis, *_ in rows))
    starts = [slice(None)] * x.ndim
    for axis, _, stride, _ in rows:
        starts[axis] = slice(None, None, stride)
    chosen: Array = every[(*starts, *(slice(None, None, dilation) for *_, dilation in rows))]
    return chosen


def _unwindows(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
    (x,), out, rows = args, desk.out(node), node.attr("windows")
    desk.step(out.fill, 0)
    for place in product(*(range(size) for _, size, _, _ in rows)):
        at = [slice(None)] * out.ndim
        for (axis, _, stride, dilation), p in zip(rows, place, strict=True):
            first = p * dilation
            at[axis] = slice(first, first + (x.shape[axis] - 1) * stride + 1, stride)
        part = out[tuple(at)]
        inside: tuple[Any, ...] = (..., *place)
        desk.step(np.add, part, x[inside], part)
    return out


def _gather(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
    (x, index), out = args, desk.out(node)
    desk.step(x.take, index, node.attr("axis"), out, "clip")
    return out


def _scatter_add(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
    (x, index), out = args, desk.out(node)
    axis, size = node.attr("axis"), node.attr("size")
    flat = axis == 0 and x.flags.c_contiguous and out.flags.c_contiguous and node.dtype == "f"
    if flat and index.flags.c_contiguous and size * index.size <= _ONE_HOT_LIMIT:
        _scatter_rows(desk, x, index, out)
    else:
        desk.step(out.fill, 0)
        desk.step(np.add.at, out, (slice(None),) * axis + (index,), x)
    return out


def _scatter_rows(desk: Desk, x: Array, index: Array, out: Array) -> None:
    """Adds rows by one matrix product, which is much faster than adding one after another."""
    chosen = desk.array((len(out), index.size))
    ones, columns = _ones(desk, 1), np.arange(index.size)
    desk.step(chosen.fill, 0)
    desk.step(chosen.__setitem__, (index.reshape(-1), columns), ones)
    width = math.prod(out.shape[1:])
    desk.step(chosen.dot, x.reshape(index.size, width), out.reshape(len(out), width))


def _matmul(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
    (a, b), out = args, desk.out(node)
    if node.rank == 2 and out.flags.c_contiguous:
        desk.step(a.dot, b, out)
    else:
        desk.step(np.matmul, a, b, out)
    return out


def _uniform(desk: Desk, node: Expr, args: Sequence[Array]) -> Array:
    out = desk.out(node)
    desk.step(Uniform(node.shape, node.attr("stream")).fill, out, *args)
    return out


_UFUNCS: Mapping[str, Callable[..., Any]] = {
    "neg": np.negative,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "abs": np.absolute,
    "sign": np.sign,
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "pow": np.power,
    "less": np.less,
    "equal": np.equal,
}
_EXTREMES: Mapping[str, Callable[..., Any]] = {"maximum": np.maximum, "minimum": np.minimum}
IN_PLACE = frozenset({*_UFUNCS, *_EXTREMES})
"""Primitives that may write over their own arguments."""

VIEWS = frozenset({"reshape", "permute", "broadcast", "slice", "windows", "stop"})
"""Primitives whose result lies (for a reshape: may lie) in the memory of their argument."""

KERNELS: Mapping[str, Kernel] = {
    "variable": _leaf,
    "constant": _leaf,
    **{op: _ufunc(function) for op, function in _UFUNCS.items()},
    **{op: _extreme(function) for op, function in _EXTREMES.items()},
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "where": _where,
    "cast": _copy,
    "stop": _stop,
    "sum": _sum,
    "max": _max,
    "reshape": _reshape,
    "permute": _permute,
    "broadcast": _broadcast,
    "slice": _slice,
    "pad": _pad,
    "concat": _concat,
    "windows": _windows,
    "unwindows": _unwindows,
    "gather": _gather,
    "scatter_add": _scatter_add,
    "matmul": _matmul,
    "uniform": _uniform,
}
