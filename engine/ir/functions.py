"""What formulas are written with beyond the operators of `Expr`; all of it derived from primitives.

Axes may be negative. Everything raises BadShape when shapes do not go together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.errors import BadShape
from engine.ir.expr import Expr, Operand, combine, constant, lift, make, normal_axes
from engine.ir.shapes import Shape, broadcast_shapes

__all__ = [
    "argmax",
    "concat",
    "equal",
    "gather",
    "greater",
    "less",
    "less_equal",
    "log_softmax",
    "logical_not",
    "logsumexp",
    "matmul",
    "maximum",
    "mean",
    "minimum",
    "one_hot",
    "pad",
    "relu",
    "scatter_add",
    "sigmoid",
    "slice_",
    "softmax",
    "softplus",
    "stack",
    "stop_gradient",
    "uniform",
    "variance",
    "where",
    "windows",
    "zeros_like",
]


def less(a: Operand, b: Operand) -> Expr:
    """a < b, type "b"."""
    return combine("less", a, b)


def greater(a: Operand, b: Operand) -> Expr:
    """a > b, type "b"."""
    return combine("less", b, a)


def less_equal(a: Operand, b: Operand) -> Expr:
    """a <= b, type "b"; true where either is not a number."""
    return logical_not(less(b, a))


def equal(a: Operand, b: Operand) -> Expr:
    """a == b, type "b"."""
    return combine("equal", a, b)


def logical_not(test: Expr) -> Expr:
    """True where `test` is false."""
    return equal(test, False)


def where(test: Expr, yes: Operand, no: Operand) -> Expr:
    """`yes` where `test` (type "b") is true, `no` elsewhere; neither spoils the other with NaN."""
    like = next((o for o in (yes, no) if isinstance(o, Expr)), None)
    a, b = lift(yes, like), lift(no, like)
    dtype = a.dtype if a.dtype == b.dtype else "f"
    shape = broadcast_shapes("where", test.shape, a.shape, b.shape)
    parts = (test.cast("b"), a.cast(dtype), b.cast(dtype))
    return make("where", *(p.broadcast_to(shape) for p in parts))


def maximum(a: Operand, b: Operand) -> Expr:
    """The greater of two. Where they are equal, all of the gradient goes to `b`."""
    return combine("maximum", a, b)


def minimum(a: Operand, b: Operand) -> Expr:
    """The smaller of two. Where they are equal, all of the gradient goes to `b`."""
    return combine("minimum", a, b)


def relu(x: Expr) -> Expr:
    """max(x, 0) with gradient 0 at 0."""
    return maximum(x, 0.0)


def sigmoid(x: Expr) -> Expr:
    """1 / (1 + exp(-x)), without overflow."""
    return x.sigmoid()


def softplus(x: Expr) -> Expr:
    """log(1 + exp(x)), without overflow. Its gradient is sigmoid(x)."""
    return make("softplus", x)


def stop_gradient(x: Expr) -> Expr:
    """The same numbers, constant as far as derivatives are concerned."""
    return make("stop", x)


def zeros_like(x: Expr) -> Expr:
    """Zeros of the shape and type of `x`."""
    return constant(0, x.dtype).broadcast_to(x.shape)


def mean(x: Expr, axes: int | Sequence[int] | None = None, keepdims: bool = False) -> Expr:
    """The arithmetic mean over `axes`."""
    return x.mean(axes, keepdims)


def variance(
    x: Expr, axes: int | Sequence[int] | None = None, keepdims: bool = False, ddof: int = 0
) -> Expr:
    """The mean squared distance from the mean over `axes`; ddof=1 divides by count - 1."""
    away = x - x.mean(axes, keepdims=True)
    spread = (away * away).mean(axes, keepdims)
    count = x.size / spread.size
    return spread * (count / (count - ddof)) if ddof else spread


def logsumexp(x: Expr, axes: int | Sequence[int] = -1, keepdims: bool = False) -> Expr:
    """log(sum(exp(x))) over `axes`, without overflow."""
    top = stop_gradient(x.max(axes, keepdims=True))
    total = (x - top).exp().sum(axes, keepdims).log()
    return total + top.reshape(total.shape)


def log_softmax(x: Expr, axis: int = -1) -> Expr:
    """log(softmax(x)) along `axis`, exact also where softmax is nearly 0."""
    away = x - stop_gradient(x.max(axis, keepdims=True))
    return away - away.exp().sum(axis, keepdims=True).log()


def softmax(x: Expr, axis: int = -1) -> Expr:
    """exp(x) / sum(exp(x)) along `axis`, without overflow."""
    rising = (x - stop_gradient(x.max(axis, keepdims=True))).exp()
    return rising / rising.sum(axis, keepdims=True)


def one_hot(labels: Expr, classes: int) -> Expr:
    """(…,) whole numbers -> (…, classes) real numbers, 1 at the label and 0 elsewhere."""
    numbers = constant(np.arange(classes))
    return equal(labels.reshape((*labels.shape, 1)), numbers.cast(labels.dtype)).cast("f")


def argmax(x: Expr, axis: int = -1) -> Expr:
    """Type "i": where along `axis` the greatest is; the first of several. No gradient."""
    (along,) = normal_axes("argmax", x, axis)
    size = x.shape[along]
    places = np.arange(size).reshape([-1 if a == along else 1 for a in range(x.rank)])
    top = equal(x, x.max(along, keepdims=True))
    return -where(top, constant(-places), -size).max(along)


def matmul(a: Expr, b: Expr) -> Expr:
    """(…, n, k) @ (…, k, m) -> (…, n, m), leading axes broadcast."""
    return a @ b


def concat(parts: Sequence[Expr], axis: int = 0) -> Expr:
    """The parts one after another along `axis`; they agree in all other sizes and in type."""
    if not parts:
        raise BadShape("concat", ())
    (along,) = normal_axes("concat", parts[0], axis)
    return parts[0] if len(parts) == 1 else make("concat", *parts, axis=along)


def stack(parts: Sequence[Expr], axis: int = 0) -> Expr:
    """Parts of one shape along a new axis, which is number `axis` of the result."""
    shape = parts[0].shape
    at = axis % (len(shape) + 1)
    return concat([p.reshape((*shape[:at], 1, *shape[at:])) for p in parts], at)


def pad(x: Expr, widths: Sequence[tuple[int, int]], value: float = 0.0) -> Expr:
    """`value` around `x`: (before, after) for every axis."""
    wide = tuple((lo, hi, 0) for lo, hi in widths)
    return make("pad", x, widths=wide, value=float(value)) if any(map(any, wide)) else x


def slice_(x: Expr, ranges: Sequence[tuple[int, int] | tuple[int, int, int]]) -> Expr:
    """The part of `x` given by (first, end) or (first, end, step) for every axis."""
    full = tuple((r[0], r[1], r[2] if len(r) == 3 else 1) for r in ranges)
    return make("slice", x, ranges=full)


def gather(x: Expr, index: Expr, axis: int = 0) -> Expr:
    """`axis` of `x` replaced by the axes of `index` (type "i"): a table look-up.

    Indices outside 0 … size - 1 read something, unspecified what.
    """
    (along,) = normal_axes("gather", x, axis)
    return make("gather", x, index, axis=along)


def scatter_add(x: Expr, index: Expr, axis: int, size: int) -> Expr:
    """The adjoint of `gather`: adds every part of `x` to the place `index` names, from zero.

    The axes of `index` stand in `x` at `axis`; the result has `size` places there. Every index
    must lie in 0 … size - 1.
    """
    return make("scatter_add", x, index, axis=axis, size=size)


def windows(
    x: Expr,
    axes: Sequence[int],
    sizes: Sequence[int],
    strides: Sequence[int] | None = None,
    dilations: Sequence[int] | None = None,
) -> Expr:
    """Every window of `x`: each of `axes` now counts windows, and the insides are new last axes.

    x (N, C, H, W), axes (2, 3), sizes (3, 3) -> (N, C, H - 2, W - 2, 3, 3). `strides` is how far
    apart windows start, `dilations` how far apart the places inside a window are; default 1.
    """
    along = [a % x.rank for a in axes]
    ones = (1,) * len(along)
    if len(set(along)) < len(along) or len(along) != len(sizes):
        raise BadShape("windows", (x.shape,), (tuple(axes), tuple(sizes)))
    rows = zip(along, sizes, strides or ones, dilations or ones, strict=True)
    return make("windows", x, windows=tuple(rows))


def uniform(shape: Shape, stream: int, step: Expr, seed: Expr) -> Expr:
    """Numbers in [0, 1) that depend on nothing but place, `stream`, `step` and `seed`.

    The same as `engine.random.uniform`. `step` and `seed` are scalars holding whole numbers of
    0 … 2**32 - 1 (exact in type "i"; type "f" is exact up to 2**24). No gradient.
    """
    return make("uniform", step, seed, shape=tuple(shape), stream=stream)
