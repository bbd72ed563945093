"""A formula as a value: a frozen node with its arguments, its shape and its type.

    x = variable("x", (10, 2))
    w = variable("w", (2, 8))
    y = (x @ w).tanh().sum()

Nothing is computed here. Two nodes are the same only if they are one object; finding equal
parts is the business of `engine.ir.simplify`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import EllipsisType
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from engine.errors import BadShape
from engine.ir.shapes import SHAPES, DType, Shape, broadcast_shapes

__all__ = ["Expr", "Number", "Operand", "constant", "lift", "make", "ordered", "variable"]

Number: TypeAlias = "float | int | bool | np.number[Any] | np.bool_ | NDArray[Any]"
Operand: TypeAlias = "Expr | Number"
Index: TypeAlias = "int | slice | EllipsisType"
_RANK_OF_TYPE = "bif"
_TYPE_OF_KIND: Mapping[str, DType] = {"b": "b", "i": "i", "u": "i"}
_STORED: Mapping[DType, type[np.generic]] = {"f": np.float64, "i": np.int64, "b": np.bool_}


def make(op: str, *args: Expr, **attrs: Any) -> Expr:
    """The node of primitive `op`, with shape and type from its rule. Raises BadShape."""
    shape, dtype = SHAPES[op](args, attrs)
    return Expr(op, args, tuple(attrs.items()), shape, dtype)


def _unary(op: str) -> Callable[[Expr], Expr]:
    def method(self: Expr) -> Expr:
        return make(op, self)

    return method


def _binary(op: str) -> Callable[[Expr, Operand], Expr]:
    def method(self: Expr, other: Operand) -> Expr:
        return combine(op, self, other)

    return method


def _swapped(op: str) -> Callable[[Expr, Operand], Expr]:
    def method(self: Expr, other: Operand) -> Expr:
        return combine(op, other, self)

    return method


class Expr:
    """A node of a formula over n-dimensional arrays. See `engine.ir.shapes` for the types.

    Numbers and arrays mix in (``2 / x``), and operators broadcast as NumPy does. All methods
    raise BadShape when shapes do not go together.
    """

    __slots__ = ("__weakref__", "args", "attrs", "dtype", "op", "shape")
    __array_ufunc__ = None
    __iter__ = None

    op: str
    args: tuple[Expr, ...]
    attrs: tuple[tuple[str, Any], ...]
    shape: Shape
    dtype: DType

    def __init__(
        self,
        op: str,
        args: tuple[Expr, ...],
        attrs: tuple[tuple[str, Any], ...],
        shape: Shape,
        dtype: DType,
    ) -> None:
        put = object.__setattr__
        put(self, "op", op)
        put(self, "args", args)
        put(self, "attrs", attrs)
        put(self, "shape", shape)
        put(self, "dtype", dtype)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("an expression never changes")

    def __repr__(self) -> str:
        inside = ", ".join([*(a.op for a in self.args), *(f"{k}={v!r}" for k, v in self.attrs)])
        return f"<{self.op}({inside}) {self.dtype}{list(self.shape)}>"

    def attr(self, name: str) -> Any:
        """The attribute called `name`; KeyError when this node has none."""
        return dict(self.attrs)[name]

    @property
    def rank(self) -> int:
        """How many axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """How many numbers."""
        return math.prod(self.shape)

    exp = _unary("exp")
    log = _unary("log")
    sqrt = _unary("sqrt")
    sin = _unary("sin")
    cos = _unary("cos")
    tanh = _unary("tanh")
    sigmoid = _unary("sigmoid")
    abs = _unary("abs")
    sign = _unary("sign")
    __neg__ = _unary("neg")
    __abs__ = _unary("abs")
    __add__ = _binary("add")
    __radd__ = _swapped("add")
    __sub__ = _binary("sub")
    __rsub__ = _swapped("sub")
    __mul__ = _binary("mul")
    __rmul__ = _swapped("mul")
    __truediv__ = _binary("div")
    __rtruediv__ = _swapped("div")
    __rpow__ = _swapped("pow")

    def __pow__(self, exponent: Operand) -> Expr:
        """Elementwise power. The base must be positive unless the exponent is a whole number."""
        plain = isinstance(exponent, (int, float)) and not isinstance(exponent, bool)
        short = _POWERS.get(float(cast(float, exponent))) if plain else None
        return short(self) if short else combine("pow", self, exponent)

    def __matmul__(self, other: Expr) -> Expr:
        """(…, n, k) @ (…, k, m) -> (…, n, m), leading axes broadcast; (k, m) serves any rank."""
        a, b = self, other
        if min(a.rank, b.rank) < 2 or a.shape[-1] != b.shape[-2]:
            raise BadShape("matmul", (a.shape, b.shape))
        if b.rank == 2 and a.rank > 2:
            flat = make("matmul", a.reshape((-1, a.shape[-1])), b)
            return flat.reshape((*a.shape[:-1], b.shape[-1]))
        lead = broadcast_shapes("matmul", a.shape[:-2], b.shape[:-2])
        return make(
            "matmul", a.broadcast_to(lead + a.shape[-2:]), b.broadcast_to(lead + b.shape[-2:])
        )

    def __getitem__(self, index: Index | tuple[Index, ...]) -> Expr:
        """Basic slicing: whole numbers, ranges with a positive step, and one ``...``."""
        items = list(index) if isinstance(index, tuple) else [index]
        if ... not in items:
            items.append(...)
        at = items.index(...)
        items[at : at + 1] = [slice(None)] * (self.rank - len(items) + 1)
        if len(items) != self.rank:
            raise BadShape("slice", (self.shape,), str(index))
        ranges = [_range(i, n, self) for i, n in zip(items, self.shape, strict=True)]
        part = make("slice", self, ranges=tuple(ranges))
        kept = zip(items, part.shape, strict=True)
        return part.reshape(tuple(n for i, n in kept if isinstance(i, slice)))

    def sum(self, axes: int | Sequence[int] | None = None, keepdims: bool = False) -> Expr:
        """The sum over `axes` (all of them when None)."""
        return self._reduce("sum", axes, keepdims)

    def max(self, axes: int | Sequence[int] | None = None, keepdims: bool = False) -> Expr:
        """The greatest over `axes`. Its gradient is shared evenly among equal greatest ones."""
        return self._reduce("max", axes, keepdims)

    def mean(self, axes: int | Sequence[int] | None = None, keepdims: bool = False) -> Expr:
        """The arithmetic mean over `axes`."""
        total = self.sum(axes, keepdims)
        return total * (total.size / self.size)

    def _reduce(self, op: str, axes: int | Sequence[int] | None, keepdims: bool) -> Expr:
        along = normal_axes(op, self, axes)
        out = make(op, self, axes=along) if along else self
        if not keepdims:
            return out
        return out.reshape(tuple(1 if a in along else n for a, n in enumerate(self.shape)))

    def reshape(self, shape: Sequence[int]) -> Expr:
        """The same numbers in row-major order under another shape; one size may be -1."""
        wanted = tuple(shape)
        if wanted.count(-1) == 1:
            rest = math.prod(n for n in wanted if n != -1)
            wanted = tuple(self.size // rest if n == -1 and rest else n for n in wanted)
        return self if wanted == self.shape else make("reshape", self, shape=wanted)

    def permute(self, axes: Sequence[int]) -> Expr:
        """The axes in another order: axis k of the result is axis `axes[k]` of this."""
        order = tuple(a + self.rank if a < 0 else a for a in axes)
        return self if order == tuple(range(self.rank)) else make("permute", self, axes=order)

    def broadcast_to(self, shape: Sequence[int]) -> Expr:
        """Repeats axes of size 1, and adds axes in front, until the shape is `shape`."""
        wanted = tuple(shape)
        lead = (1,) * (len(wanted) - self.rank)
        out = self.reshape(lead + self.shape)
        return out if out.shape == wanted else make("broadcast", out, shape=wanted)

    def cast(self, dtype: DType) -> Expr:
        """The same numbers in another type; to "i" cuts towards zero, to "b" is "not zero"."""
        return self if dtype == self.dtype else make("cast", self, dtype=dtype)


_POWERS: Mapping[float, Callable[[Expr], Expr]] = {
    -1.0: lambda x: 1.0 / x,
    0.5: lambda x: x.sqrt(),
    1.0: lambda x: x,
    2.0: lambda x: x * x,
    3.0: lambda x: x * x * x,
    4.0: lambda x: (x * x) * (x * x),
}


def _range(item: Index, size: int, owner: Expr) -> tuple[int, int, int]:
    if isinstance(item, slice):
        lo, hi, step = item.indices(size)
        return lo, max(lo, hi), step
    at = cast(int, item)
    if not -size <= at < size:
        raise BadShape("slice", (owner.shape,), at)
    return at % size, at % size + 1, 1


def normal_axes(op: str, x: Expr, axes: int | Iterable[int] | None) -> tuple[int, ...]:
    """`axes` as sorted numbers from 0; None means all. Raises BadShape."""
    if axes is None:
        return tuple(range(x.rank))
    given = [axes] if isinstance(axes, int) else list(axes)
    if any(not -x.rank <= a < x.rank for a in given):
        raise BadShape(op, (x.shape,), tuple(given))
    return tuple(sorted({a % x.rank for a in given}))


def variable(name: str, shape: Sequence[int], dtype: DType = "f") -> Expr:
    """An array that gets its numbers when the program runs. Equal names mean equal arrays."""
    return make("variable", name=name, shape=tuple(shape), dtype=dtype)


def constant(value: Number, dtype: DType | None = None) -> Expr:
    """Numbers known now. Without `dtype`: as the value's own (bool, integer or real)."""
    raw = np.asarray(value)
    kind = dtype or _TYPE_OF_KIND.get(raw.dtype.kind, "f")
    data: NDArray[Any] = raw.astype(_STORED[kind])
    data.flags.writeable = False
    return make("constant", value=data, shape=data.shape, dtype=kind)


def lift(value: Operand, like: Expr | None = None) -> Expr:
    """`value` as an expression; a plain Python number takes the type of `like`."""
    if isinstance(value, Expr):
        return value
    whole = isinstance(value, (bool, int))
    fits = like is not None and (like.dtype == "f" or (like.dtype == "i" and whole))
    if like is not None and fits and isinstance(value, (bool, int, float)):
        return constant(value, like.dtype)
    return constant(value)


def combine(op: str, *operands: Operand) -> Expr:
    """An elementwise primitive over operands brought to one shape and one type."""
    like = next((o for o in operands if isinstance(o, Expr)), None)
    parts = [lift(o, like) for o in operands]
    dtype = max((p.dtype for p in parts), key=_RANK_OF_TYPE.index)
    shape = broadcast_shapes(op, *(p.shape for p in parts))
    return make(op, *(p.cast(dtype).broadcast_to(shape) for p in parts))


def ordered(outputs: Iterable[Expr]) -> list[Expr]:
    """Every node the outputs need, each once and after its arguments. Not recursive."""
    done: set[Expr] = set()
    order: list[Expr] = []
    stack = [(node, False) for node in reversed(list(outputs))]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif node not in done:
            done.add(node)
            stack.append((node, True))
            stack.extend((a, False) for a in reversed(node.args) if a not in done)
    return order
