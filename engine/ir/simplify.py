"""Makes formulas smaller without changing what they mean: one list of rules a primitive.

Equal parts become one object, numbers are computed now, and what does nothing disappears
(x + 0, x · 1, a reshape of a reshape …). Done once, just before a backend compiles; afterwards
there is nothing left to differentiate (`stop` is gone). As in any such algebra, x · 0 counts as 0
even where x is infinite or not a number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from engine.breath import slowly
from engine.errors import BadShape
from engine.ir.expr import Expr, constant, make, ordered
from engine.ir.shapes import Shape
from engine.ir.sums import factor_of, number_of, sum_of

__all__ = ["simplify"]

Rule = Callable[["_Tidy", Expr], "Expr | None"]


def simplify(outputs: Mapping[str, Expr]) -> dict[str, Expr]:
    """The same outputs, smaller. Raises BadShape for two variables of one name but two shapes."""
    tidy = _Tidy()
    done: dict[Expr, Expr] = {}
    for node in slowly(ordered(outputs.values())):
        done[node] = tidy.node(node, tuple(done[a] for a in node.args))
    return {name: done[node] for name, node in outputs.items()}


class _Tidy:
    """Makes nodes, each in its simplest form and each only once."""

    def __init__(self) -> None:
        self._made: dict[Any, Expr] = {}
        self._variables: dict[str, Expr] = {}

    def node(self, like: Expr, args: tuple[Expr, ...]) -> Expr:
        """`like` with other arguments, simplified."""
        same = all(a is b for a, b in zip(args, like.args, strict=True))
        fresh = like if same else Expr(like.op, args, like.attrs, like.shape, like.dtype)
        return self._settle(fresh)

    def make(self, op: str, *args: Expr, **attrs: Any) -> Expr:
        """The primitive `op` of simplified arguments, simplified."""
        return self._settle(make(op, *args, **attrs))

    def number(self, value: float, like: Expr) -> Expr:
        """`value` everywhere, in the shape and type of `like`."""
        return self.spread(self._settle(constant(value, like.dtype)), like.shape)

    def spread(self, x: Expr, shape: Shape) -> Expr:
        """`x` broadcast to `shape`, which may have more axes."""
        lead = self.reshape(x, (1,) * (len(shape) - x.rank) + x.shape)
        return lead if lead.shape == shape else self.make("broadcast", lead, shape=shape)

    def reshape(self, x: Expr, shape: Shape) -> Expr:
        """`x` under another shape."""
        return x if x.shape == shape else self.make("reshape", x, shape=shape)

    def _settle(self, node: Expr) -> Expr:
        key = _key(node)
        if key in self._made:
            return self._made[key]
        simpler = self._simpler(node)
        if node.op == "variable" and self._variables.setdefault(node.attr("name"), node) != node:
            raise BadShape("variable", (node.shape,), node.attr("name"))
        self._made[key] = simpler
        return simpler

    def _simpler(self, node: Expr) -> Expr:
        general = _ELEMENTWISE if node.op in _FOLD or node.op in _LOGIC else ()
        for rule in (*general, *RULES.get(node.op, ())):
            found = rule(self, node)
            if found is not None and found is not node:
                return found
        return node


def _key(node: Expr) -> Any:
    if node.op == "constant":
        return node.op, node.dtype, node.shape, node.attr("value").tobytes()
    return node.op, node.dtype, tuple(map(id, node.args)), node.attrs


def _fold(tidy: _Tidy, y: Expr) -> Expr | None:
    """Computes what depends on known numbers only."""
    numbers = [number_of(a) for a in y.args]
    if None in numbers or y.op not in _FOLD:
        return None
    with np.errstate(all="ignore"):
        typed = [
            np.float64(n) if a.dtype == "f" else n for n, a in zip(numbers, y.args, strict=True)
        ]
        return tidy.number(_FOLD[y.op](*typed), y)


def _before_broadcast(tidy: _Tidy, y: Expr) -> Expr | None:
    """f(broadcast(a), broadcast(b)) -> broadcast(f(a, b)): fewer numbers to compute."""
    known = [number_of(a) is not None for a in y.args]
    sources = [a.args[0] if a.op == "broadcast" else a for a in y.args]
    shapes = {x.shape for x, number in zip(sources, known, strict=True) if not number}
    if len(shapes) != 1 or y.shape in shapes:
        return None
    (shape,) = shapes
    small = [
        tidy.spread(_innermost(tidy, x), shape) if number else x
        for x, number in zip(sources, known, strict=True)
    ]
    return tidy.spread(tidy.make(y.op, *small, **dict(y.attrs)), y.shape)


def _innermost(tidy: _Tidy, x: Expr) -> Expr:
    """The scalar constant behind a known number."""
    while x.op in ("broadcast", "reshape"):
        x = x.args[0]
    return tidy.reshape(x, ())


def _number_last(tidy: _Tidy, y: Expr) -> Expr | None:
    a, b = y.args
    swap = number_of(a) is not None and number_of(b) is None
    return tidy.make(y.op, b, a) if swap else None


def _add(tidy: _Tidy, y: Expr) -> Expr | None:
    a, b = y.args
    if number_of(b) == 0:
        return a
    if b.op == "neg":
        return tidy.make("sub", a, b.args[0])
    if a.op == "neg":
        return tidy.make("sub", b, a.args[0])
    if a is b:
        return tidy.make("mul", a, tidy.number(2, y))
    return None


def _sub(tidy: _Tidy, y: Expr) -> Expr | None:
    a, b = y.args
    if number_of(b) == 0:
        return a
    if number_of(a) == 0:
        return tidy.make("neg", b)
    return tidy.make("add", a, b.args[0]) if b.op == "neg" else None


def _mul(tidy: _Tidy, y: Expr) -> Expr | None:
    a, b = y.args
    number = number_of(b)
    if number == 0:
        return b
    if number == 1:
        return a
    if number == -1:
        return tidy.make("neg", a)
    left, right = factor_of(a), factor_of(b)
    if left and number is not None:
        return tidy.make("mul", left[0], tidy.number(left[1] * number, y))
    if left and (right or a.op == "neg"):
        rest, times = right or (b, 1.0)
        product = tidy.make("mul", left[0], rest)
        return tidy.make("mul", product, tidy.number(left[1] * times, y))
    if right and b.op == "neg":
        return tidy.make("neg", tidy.make("mul", a, right[0]))
    return None


def _div(tidy: _Tidy, y: Expr) -> Expr | None:
    a, b = y.args
    number = number_of(b)
    if number:
        return tidy.make("mul", a, tidy.number(1.0 / number, y))
    return tidy.make("neg", tidy.make("div", a.args[0], b)) if a.op == "neg" else None


def _neg(tidy: _Tidy, y: Expr) -> Expr | None:
    (x,) = y.args
    if x.op == "sub":
        return tidy.make("sub", x.args[1], x.args[0])
    factor = factor_of(x)
    if factor is None:
        return None
    return tidy.make("mul", factor[0], tidy.number(-factor[1], y))


def _pow(tidy: _Tidy, y: Expr) -> Expr | None:
    a, b = y.args
    number = number_of(b)
    if number == 0:
        return tidy.number(1, y)
    if number == 1:
        return a
    if number == 2:
        return tidy.make("mul", a, a)
    return tidy.make("sqrt", a) if number == 0.5 else None


def _where(tidy: _Tidy, y: Expr) -> Expr | None:
    test, yes, no = y.args
    number = number_of(test)
    if yes is no:
        return yes
    return None if number is None else (yes if number else no)


def _cast(tidy: _Tidy, y: Expr) -> Expr | None:
    (x,) = y.args
    number = number_of(x)
    if y.dtype == x.dtype:
        return x
    if number is not None:
        return tidy.number(int(number) if y.dtype == "i" else number, y)
    through = x.op == "cast" and x.args[0].dtype == "b"
    return tidy.make("cast", x.args[0], dtype=y.dtype) if through and y.dtype != "b" else None


def _stop(tidy: _Tidy, y: Expr) -> Expr | None:
    return y.args[0]


def _reshape(tidy: _Tidy, y: Expr) -> Expr | None:
    (x,) = y.args
    if x.op == "reshape":
        return tidy.reshape(x.args[0], y.shape)
    if x.shape == y.shape:
        return x
    known = x.op == "broadcast" and number_of(x) is not None
    return tidy.spread(_innermost(tidy, x), y.shape) if known else None


def _permute(tidy: _Tidy, y: Expr) -> Expr | None:
    (x,), axes = y.args, y.attr("axes")
    if x.op == "permute":
        inner = x.attr("axes")
        return tidy.make("permute", x.args[0], axes=tuple(inner[a] for a in axes))
    moved = [a for a in axes if x.shape[a] != 1]
    if moved == sorted(moved):
        return tidy.reshape(x, y.shape)
    return None


def _broadcast(tidy: _Tidy, y: Expr) -> Expr | None:
    (x,) = y.args
    if x.shape == y.shape:
        return x
    return tidy.make("broadcast", x.args[0], shape=y.shape) if x.op == "broadcast" else None


def _slice(tidy: _Tidy, y: Expr) -> Expr | None:
    (x,), ranges = y.args, y.attr("ranges")
    if y.shape == x.shape:
        return x
    if x.op == "slice":
        pairs = zip(x.attr("ranges"), ranges, strict=True)
        joined = [
            (lo + a * step, lo + a * step + max((b - a - 1) * step + 1, 0), step * s)
            for (lo, _, step), (a, b, s) in pairs
        ]
        return tidy.make("slice", x.args[0], ranges=tuple(joined))
    return _slice_of_concat(tidy, y) if x.op == "concat" else None


def _slice_of_concat(tidy: _Tidy, y: Expr) -> Expr | None:
    """The slice of one part, when it lies within one."""
    (x,), ranges = y.args, list(y.attr("ranges"))
    axis, start = x.attr("axis"), 0
    lo, hi, step = ranges[axis]
    for part in x.args:
        if start <= lo < hi <= start + part.shape[axis]:
            ranges[axis] = (lo - start, hi - start, step)
            return tidy.make("slice", part, ranges=tuple(ranges))
        start += part.shape[axis]
    return None


def _concat(tidy: _Tidy, y: Expr) -> Expr | None:
    """Neighbouring slices of one array, joined again."""
    axis, sources = y.attr("axis"), {part.args[0] for part in y.args if part.op == "slice"}
    if len(sources) != 1 or any(part.op != "slice" for part in y.args):
        return None
    every = [list(part.attr("ranges")) for part in y.args]
    along = [ranges.pop(axis) for ranges in every]
    if any(rest != every[0] for rest in every) or any(a[1] != b[0] for a, b in pairwise(along)):
        return None
    if any(step != 1 for _, _, step in along):
        return None
    whole = (*every[0][:axis], (along[0][0], along[-1][1], 1), *every[0][axis:])
    return tidy.make("slice", *sources, ranges=whole)


def _pad(tidy: _Tidy, y: Expr) -> Expr | None:
    return y.args[0] if y.shape == y.args[0].shape else None


def _max(tidy: _Tidy, y: Expr) -> Expr | None:
    (x,), axes = y.args, y.attr("axes")
    return tidy.reshape(x, y.shape) if all(x.shape[a] == 1 for a in axes) else None


_FOLD: Mapping[str, Callable[..., Any]] = {
    "neg": np.negative,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "sigmoid": lambda x: 1.0 / (1.0 + np.exp(-x)),
    "softplus": lambda x: np.logaddexp(x, 0.0),
    "abs": np.absolute,
    "sign": np.sign,
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "pow": np.power,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "less": np.less,
    "equal": np.equal,
}
_LOGIC = frozenset({"where", "cast"})
_ELEMENTWISE: tuple[Rule, ...] = (_fold, _before_broadcast)

RULES: Mapping[str, tuple[Rule, ...]] = {
    "neg": (_neg,),
    "add": (_number_last, _add),
    "sub": (_sub,),
    "mul": (_number_last, _mul),
    "div": (_div,),
    "pow": (_pow,),
    "maximum": (_number_last,),
    "minimum": (_number_last,),
    "equal": (_number_last,),
    "where": (_where,),
    "cast": (_cast,),
    "stop": (_stop,),
    "reshape": (_reshape,),
    "permute": (_permute,),
    "broadcast": (_broadcast,),
    "slice": (_slice,),
    "concat": (_concat,),
    "pad": (_pad,),
    "sum": (sum_of,),
    "max": (_max,),
}
