"""What shape and type every primitive has, given its arguments: one row a primitive.

Types are "f" (real numbers), "i" (integers that fit in 32 bits) and "b" (true or false).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Protocol

from engine.errors import BadShape

__all__ = ["SHAPES", "DType", "Shape", "Typed", "broadcast_shapes"]

Shape = tuple[int, ...]
DType = Literal["f", "i", "b"]


class Typed(Protocol):
    """Anything with a shape and a type."""

    @property
    def shape(self) -> Shape: ...

    @property
    def dtype(self) -> DType: ...


Args = Sequence[Typed]
Attrs = Mapping[str, Any]
Rule = Callable[[Args, Attrs], tuple[Shape, DType]]


def _bad(operation: str, args: Args, detail: Any = ()) -> BadShape:
    return BadShape(operation, tuple(a.shape for a in args), detail)


def broadcast_shapes(operation: str, *shapes: Shape) -> Shape:
    """The common shape of `shapes` by NumPy's rule. Raises BadShape."""
    rank = max(len(shape) for shape in shapes)
    padded = [(1,) * (rank - len(shape)) + shape for shape in shapes]
    sizes = [{n for n in column if n != 1} for column in zip(*padded, strict=True)]
    if any(len(choice) > 1 for choice in sizes):
        raise BadShape(operation, shapes)
    return tuple(choice.pop() if choice else 1 for choice in sizes)


def _leaf(args: Args, attrs: Attrs) -> tuple[Shape, DType]:
    return attrs["shape"], attrs["dtype"]


def _same(operation: str, out: DType | None = None, allowed: str = "fi") -> Rule:
    """Elementwise over arguments of one shape and one type; `out` is the type of the result."""

    def rule(args: Args, attrs: Attrs) -> tuple[Shape, DType]:
        first = args[0]
        if any(a.shape != first.shape or a.dtype != first.dtype for a in args):
            raise _bad(operation, args, tuple(a.dtype for a in args))
        if first.dtype not in allowed:
            raise _bad(operation, args, first.dtype)
        return first.shape, out or first.dtype

    return rule


def _where(args: Args, attrs: Attrs) -> tuple[Shape, DType]:
    test, yes, no = args
    if test.dtype != "b" or yes.dtype != no.dtype or len({a.shape for a in args}) > 1:
        raise _bad("where", args, tuple(a.dtype for a in args))
    return yes.shape, yes.dtype


def _cast(args: Args, attrs: Attrs) -> tuple[Shape, DType]:
    return args[0].shape, attrs["dtype"]


def _reduce(operation: str) -> Rule:
    def rule(args: Args, attrs: Attrs) -> tuple[Shape, DType]:
        (x,), axes = args, attrs["axes"]
        if tuple(sorted(set(axes))) != axes or any(not 0 <= a < len(x.shape) for a in axes):
            raise _bad(operation, args, axes)
        if x.dtype == "b" or (operation == "max" and any(x.shape[a] == 0 for a in axes)):
            raise _bad(operation, args, x.dtype)
        return tuple(n for a, n in enumerate(x.shape) if a not in axes), x.dtype

    return rule


def _reshape(args: Args, attrs: Attrs) -> tuple[Shape, DType]:
    shape = attrs["shape"]
    if math.prod(shape) != math.prod(args[0].shape) or any(n < 0 for n in shape):
        raise _bad("reshape", args, shape)
    return shape, args[0].dtype


def _permute(args: Args, attrs: Attrs) -> tuple[Shape, DType]:
    (x,), axes = args, attrs["axes"]
    if sorted(axes) != list(range(len(x.shape))):
        raise _bad("permute", args, axes)
    return tuple(x.shape[a] for a in axes), x.dtype


def _broadcast(args: Args, attrs: Attrs) -> tuple[Shape, DType]:
    (x,), shape = args, attrs["shape"]
    if len(shape) != len(x.shape) or any(
        n not in (1, m) for n, m in zip(x.shape, shape, strict=True)
    ):
        raise _bad("broadcast", args, shape)
    return shape, x.dtype


def _slice(args: Args, attrs: Attrs) -> tuple[Shape, DType]:
    (x,), ranges = args, attrs["ranges"]
    if len(ranges) != len(x.shape) or any(
        not 0 <= lo <= hi <= n or step < 1
        for (lo, hi, step), n in zip(ranges, x.shape, strict=True)
    ):
        raise _bad("slice", args, ranges)
    return tuple(len(range(*r)) for r in ranges), x.dtype


def _pad(args: Args, attrs: Attrs) -> tuple[Shape, DType]:
    (x,), widths = args, attrs["widths"]
    if len(widths) != len(x.shape) or any(lo < 0 or hi < 0 or gap < 0 for lo, hi, gap in widths):
        raise _bad("pad", args, widths)
    spread = (n + max(n - 1, 0) * gap for n, (_, _, gap) in zip(x.shape, widths, strict=True))
    return tuple(lo + n + hi for n, (lo, hi, _) in zip(spread, widths, strict=True)), x.dtype


def _concat(args: Args, attrs: Attrs) -> tuple[Shape, DType]:
    axis, first = attrs["axis"], args[0]
    rank = len(first.shape)
    if not 0 <= axis < rank or any(a.dtype != first.dtype for a in args):
        raise _bad("concat", args, axis)
    rests = {a.shape[:axis] + a.shape[axis + 1 :] for a in args}
    if len(rests) > 1 or any(len(a.shape) != rank for a in args):
        raise _bad("concat", args, axis)
    total = sum(a.shape[axis] for a in args)
    return (*first.shape[:axis], total, *first.shape[axis + 1 :]), first.dtype


def _window_counts(operation: str, args: Args, shape: Shape, attrs: Attrs) -> Shape:
    """`shape` with every windowed axis replaced by how many windows fit along it."""
    counts = list(shape)
    for axis, size, stride, gap in attrs["windows"]:
        span = (size - 1) * gap + 1
        if not 0 <= axis < len(shape) or min(size, stride, gap) < 1 or span > shape[axis]:
            raise _bad(operation, args, attrs["windows"])
        counts[axis] = (shape[axis] - span) // stride + 1
    return tuple(counts)


def _windows(args: Args, attrs: Attrs) -> tuple[Shape, DType]:
    (x,) = args
    counts = _window_counts("windows", args, x.shape, attrs)
    return counts + tuple(size for _, size, _, _ in attrs["windows"]), x.dtype


def _unwindows(args: Args, attrs: Attrs) -> tuple[Shape, DType]:
    (x,), shape = args, attrs["shape"]
    counts = _window_counts("unwindows", args, shape, attrs)
    if x.shape != counts + tuple(size for _, size, _, _ in attrs["windows"]):
        raise _bad("unwindows", args, attrs["windows"])
    return shape, x.dtype


def _gather(args: Args, attrs: Attrs) -> tuple[Shape, DType]:
    (x, index), axis = args, attrs["axis"]
    if not 0 <= axis < len(x.shape) or index.dtype != "i":
        raise _bad("gather", args, axis)
    return x.shape[:axis] + index.shape + x.shape[axis + 1 :], x.dtype


def _scatter_add(args: Args, attrs: Attrs) -> tuple[Shape, DType]:
    (x, index), axis, size = args, attrs["axis"], attrs["size"]
    end = axis + len(index.shape)
    if index.dtype != "i" or axis < 0 or x.shape[axis:end] != index.shape:
        raise _bad("scatter_add", args, (axis, size))
    return (*x.shape[:axis], size, *x.shape[end:]), x.dtype


def _matmul(args: Args, attrs: Attrs) -> tuple[Shape, DType]:
    a, b = args
    fits = len(a.shape) == len(b.shape) >= 2 and a.shape[:-2] == b.shape[:-2]
    if not fits or a.shape[-1] != b.shape[-2] or (a.dtype, b.dtype) != ("f", "f"):
        raise _bad("matmul", args)
    return (*a.shape[:-1], b.shape[-1]), "f"


def _uniform(args: Args, attrs: Attrs) -> tuple[Shape, DType]:
    if any(a.shape != () or a.dtype == "b" for a in args):
        raise _bad("uniform", args)
    return attrs["shape"], "f"


SHAPES: Mapping[str, Rule] = {
    "variable": _leaf,
    "constant": _leaf,
    "neg": _same("neg"),
    "exp": _same("exp", allowed="f"),
    "log": _same("log", allowed="f"),
    "sqrt": _same("sqrt", allowed="f"),
    "sin": _same("sin", allowed="f"),
    "cos": _same("cos", allowed="f"),
    "tanh": _same("tanh", allowed="f"),
    "sigmoid": _same("sigmoid", allowed="f"),
    "softplus": _same("softplus", allowed="f"),
    "abs": _same("abs"),
    "sign": _same("sign", allowed="f"),
    "add": _same("add"),
    "sub": _same("sub"),
    "mul": _same("mul"),
    "div": _same("div", allowed="f"),
    "pow": _same("pow", allowed="f"),
    "maximum": _same("maximum"),
    "minimum": _same("minimum"),
    "less": _same("less", out="b"),
    "equal": _same("equal", out="b", allowed="fib"),
    "where": _where,
    "cast": _cast,
    "stop": _same("stop", allowed="fib"),
    "sum": _reduce("sum"),
    "max": _reduce("max"),
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
