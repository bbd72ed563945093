"""Derivatives of formulas, by going backwards through them: one row a primitive.

A rule gets the node and the gradient of the loss by the node, and answers with the gradient by
each argument; None where there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.breath import slowly
from engine.errors import BadShape
from engine.ir.expr import Expr, constant, make, ordered
from engine.ir.functions import equal, less, scatter_add, where, zeros_like

__all__ = ["GRADIENTS", "gradients"]

Rule = Callable[[Expr, Expr], Sequence[Expr | None]]


def _none(node: Expr, g: Expr) -> Sequence[Expr | None]:
    return (None,) * len(node.args)


def _unary(by: Callable[[Expr, Expr, Expr], Expr]) -> Rule:
    """The rule of y = f(x), from `by(x, y, g)`."""

    def rule(node: Expr, g: Expr) -> Sequence[Expr | None]:
        return (by(node.args[0], node, g),)

    return rule


def _binary(by: Callable[[Expr, Expr, Expr, Expr], Sequence[Expr | None]]) -> Rule:
    """The rule of y = f(a, b), from `by(a, b, y, g)`."""

    def rule(node: Expr, g: Expr) -> Sequence[Expr | None]:
        a, b = node.args
        return by(a, b, node, g)

    return rule


def _chosen(take_first: Expr, g: Expr) -> Sequence[Expr]:
    zero = zeros_like(g)
    return where(take_first, g, zero), where(take_first, zero, g)


def _where(node: Expr, g: Expr) -> Sequence[Expr | None]:
    return None, *_chosen(node.args[0], g)


def _spread(node: Expr, value: Expr) -> Expr:
    """`value`, shaped like a reduction, repeated to the shape of what was reduced."""
    x, axes = node.args[0], node.attr("axes")
    kept = tuple(1 if a in axes else n for a, n in enumerate(x.shape))
    return value.reshape(kept).broadcast_to(x.shape)


def _sum(node: Expr, g: Expr) -> Sequence[Expr | None]:
    return (_spread(node, g),)


def _max(node: Expr, g: Expr) -> Sequence[Expr | None]:
    """Shared evenly among the greatest."""
    top = equal(node.args[0], _spread(node, node)).cast("f")
    share = g / top.sum(node.attr("axes"))
    return (top * _spread(node, share),)


def _permute(node: Expr, g: Expr) -> Sequence[Expr | None]:
    axes = node.attr("axes")
    return (g.permute(sorted(range(len(axes)), key=axes.__getitem__)),)


def _broadcast(node: Expr, g: Expr) -> Sequence[Expr | None]:
    (x,) = node.args
    pairs = zip(x.shape, node.shape, strict=True)
    return (g.sum([a for a, (n, m) in enumerate(pairs) if n != m], keepdims=True),)


def _slice(node: Expr, g: Expr) -> Sequence[Expr | None]:
    (x,) = node.args
    widths = []
    for (lo, _, step), n, kept in zip(node.attr("ranges"), x.shape, node.shape, strict=True):
        used = lo + (kept - 1) * step + 1 if kept else lo
        widths.append((lo, n - used, step - 1))
    return (make("pad", g, widths=tuple(widths), value=0.0),)


def _pad(node: Expr, g: Expr) -> Sequence[Expr | None]:
    widths = zip(node.attr("widths"), node.shape, strict=True)
    ranges = tuple((lo, max(lo, n - hi), gap + 1) for (lo, hi, gap), n in widths)
    return (make("slice", g, ranges=ranges),)


def _concat(node: Expr, g: Expr) -> Sequence[Expr | None]:
    axis, start = node.attr("axis"), 0
    parts = []
    for arg in node.args:
        ranges = [(0, n, 1) for n in arg.shape]
        ranges[axis] = (start, start + arg.shape[axis], 1)
        start += arg.shape[axis]
        parts.append(make("slice", g, ranges=tuple(ranges)))
    return parts


def _windows(node: Expr, g: Expr) -> Sequence[Expr | None]:
    rows = node.attr("windows")
    return (make("unwindows", g, windows=rows, shape=node.args[0].shape),)


def _unwindows(node: Expr, g: Expr) -> Sequence[Expr | None]:
    return (make("windows", g, windows=node.attr("windows")),)


def _gather(node: Expr, g: Expr) -> Sequence[Expr | None]:
    (x, index), axis = node.args, node.attr("axis")
    return scatter_add(g, index, axis, x.shape[axis]), None


def _scatter_add(node: Expr, g: Expr) -> Sequence[Expr | None]:
    return make("gather", g, node.args[1], axis=node.attr("axis")), None


def _turned(x: Expr) -> Expr:
    """The last two axes exchanged."""
    return x.permute((*range(x.rank - 2), x.rank - 1, x.rank - 2))


GRADIENTS: Mapping[str, Rule] = {
    "variable": _none,
    "constant": _none,
    "neg": _unary(lambda x, y, g: -g),
    "exp": _unary(lambda x, y, g: g * y),
    "log": _unary(lambda x, y, g: g / x),
    "sqrt": _unary(lambda x, y, g: g * 0.5 / y),
    "sin": _unary(lambda x, y, g: g * x.cos()),
    "cos": _unary(lambda x, y, g: -g * x.sin()),
    "tanh": _unary(lambda x, y, g: g * (1.0 - y * y)),
    "sigmoid": _unary(lambda x, y, g: g * (y * (1.0 - y))),
    "softplus": _unary(lambda x, y, g: g * x.sigmoid()),
    "abs": _unary(lambda x, y, g: g * x.sign()),
    "sign": _none,
    "add": _binary(lambda a, b, y, g: (g, g)),
    "sub": _binary(lambda a, b, y, g: (g, -g)),
    "mul": _binary(lambda a, b, y, g: (g * b, g * a)),
    "div": _binary(lambda a, b, y, g: (g / b, -(g / b) * y)),
    "pow": _binary(lambda a, b, y, g: (g * b * a ** (b - 1.0), g * y * a.log())),
    # Asks the result, which is kept anyway, rather than what it was made of.
    "maximum": _binary(lambda a, b, y, g: _chosen(less(b, y), g)),
    "minimum": _binary(lambda a, b, y, g: _chosen(less(y, b), g)),
    "less": _none,
    "equal": _none,
    "where": _where,
    "cast": _unary(lambda x, y, g: g),
    "stop": _none,
    "sum": _sum,
    "max": _max,
    "reshape": _unary(lambda x, y, g: g.reshape(x.shape)),
    "permute": _permute,
    "broadcast": _broadcast,
    "slice": _slice,
    "pad": _pad,
    "concat": _concat,
    "windows": _windows,
    "unwindows": _unwindows,
    "gather": _gather,
    "scatter_add": _scatter_add,
    "matmul": _binary(lambda a, b, y, g: (g @ _turned(b), _turned(a) @ g)),
    "uniform": _none,
}


def gradients(loss: Expr, wrt: Sequence[Expr]) -> list[Expr]:
    """The gradient of the scalar `loss` by each of `wrt`, in their shapes; zeros where unconnected.

    `wrt` may be any nodes of the formula, not only variables; only numbers of type "f" have
    gradients. Raises BadShape when `loss` is not a scalar.
    """
    if loss.shape != () or loss.dtype != "f":
        raise BadShape("gradients", (loss.shape,), loss.dtype)
    order = ordered([loss])
    matters = _depending(order, wrt)
    arrived: dict[Any, Expr] = {_identity(loss): constant(1.0)}
    for node in slowly(reversed(order)):
        if node not in matters or _identity(node) not in arrived:
            continue
        rule = GRADIENTS[node.op]
        for arg, g in zip(node.args, rule(node, arrived[_identity(node)]), strict=True):
            if g is not None and arg in matters:
                key = _identity(arg)
                arrived[key] = arrived[key] + g if key in arrived else g
    return [arrived.get(_identity(w)) or zeros_like(w) for w in wrt]


def _identity(node: Expr) -> Any:
    """Variables of one name are one variable; any other node is only itself."""
    return ("variable", node.attr("name")) if node.op == "variable" else node


def _depending(order: Sequence[Expr], wrt: Sequence[Expr]) -> set[Expr]:
    """The real-valued nodes of `order` that change when one of `wrt` does."""
    sought = {_identity(w) for w in wrt}
    found: set[Expr] = set()
    for node in order:
        if node.dtype == "f" and (_identity(node) in sought or any(a in found for a in node.args)):
            found.add(node)
    return found
