"""How the number of a node at one place is written: one row a primitive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from engine.backends.opencl.index import Counter, Index, flat, number, unflat
from engine.backends.opencl.numbers import Indices, Numbers, Place, Rule
from engine.backends.opencl.text import FORMULAS, TYPES, Value, number_text, spread
from engine.ir.expr import Expr

__all__ = ["VALUES", "product"]


def _elementwise(em: Numbers, node: Expr, at: Indices) -> Value:
    return FORMULAS[node.op]([em.value(a, at) for a in node.args], node.dtype)


def _variable(em: Numbers, node: Expr, at: Indices) -> Value:
    return em.load(node, at)


def _constant(em: Numbers, node: Expr, at: Indices) -> Value:
    values = np.asarray(node.attr("value"))
    if values.size == 1:
        return Value(number_text(values.item(), node.dtype), node.dtype, False, True)
    numbers = ", ".join(number_text(v, node.dtype) for v in values.reshape(-1))
    text = f"[{values.size}] = {{{numbers}}};"
    key = (TYPES[node.dtype], text)
    name = em.constants.setdefault(key, f"{em.names}k{len(em.constants)}")
    return em.from_array(Place("array", name), node, flat(at, node.shape))


def _permute(em: Numbers, node: Expr, at: Indices) -> Value:
    axes = node.attr("axes")
    return em.value(node.args[0], tuple(at[axes.index(k)] for k in range(len(axes))))


def _reshape(em: Numbers, node: Expr, at: Indices) -> Value:
    """Around the lanes, which stay what they are."""
    (x,) = node.args
    low = em.lowered
    here, there = low.axis[node], low.axis[x]
    if here >= 0 and there >= 0:
        before = unflat(flat(at[:here], node.shape[:here]), x.shape[:there])
        after = unflat(flat(at[here + 1 :], node.shape[here + 1 :]), x.shape[there + 1 :])
        return em.value(x, (*before, at[here], *after))
    return em.value(x, unflat(flat(at, node.shape), x.shape))


def _broadcast(em: Numbers, node: Expr, at: Indices) -> Value:
    (x,) = node.args
    return em.value(
        x, tuple(i if n > 1 or m == 1 else number(0) for i, n, m in
                 zip(at, x.shape, node.shape, strict=True))
    )


def _slice(em: Numbers, node: Expr, at: Indices) -> Value:
    ranges = node.attr("ranges")
    return em.value(
        node.args[0],
        tuple(i * step + lo for i, (lo, _, step) in zip(at, ranges, strict=True)),
    )


def _stop(em: Numbers, node: Expr, at: Indices) -> Value:
    return em.value(node.args[0], at)


def _windows(em: Numbers, node: Expr, at: Indices) -> Value:
    rank = node.args[0].rank
    place = list(at[:rank])
    for (axis, _, stride, gap), inside in zip(node.attr("windows"), at[rank:], strict=True):
        place[axis] = place[axis] * stride + inside * gap
    return em.value(node.args[0], tuple(place))


def _clamped(index: Index, size: int) -> Index:
    if index.low >= 0 and index.high < size:
        return index
    return Index.of(Counter(f"clamp({index.text}, 0, {size - 1})", size, index.wide))


def _strided(index: Index, step: int, size: int) -> tuple[Index, list[str]]:
    """index / step, and what must be true for it to be whole and within 0 … size - 1."""
    conditions = []
    if index.low < 0:
        conditions.append(f"({index.text}) >= 0")
    if step > 1:
        conditions.append(f"({index.text}) % {step} == 0")
        index = Index.of(
            Counter(f"({index.text}) / {step}", index.high // step + 1, index.wide)
        )
    if index.high >= size:
        conditions.append(f"{index.text} < {size}")
    return _clamped(Index(index.parts, index.base), size), conditions


def _guarded(em: Numbers, node: Expr, conditions: Sequence[str], value: Value, other: str) -> Value:
    if not conditions:
        return value
    no = Value(other, node.dtype, False, True)
    if value.wide:
        no = spread(no)
    text = f"(({' && '.join(conditions)}) ? {value.safe} : {no.safe})"
    return Value(text, node.dtype, value.wide, True)


def _pad(em: Numbers, node: Expr, at: Indices) -> Value:
    (x,) = node.args
    if not x.size:
        return Value(number_text(node.attr("value"), node.dtype), node.dtype, False, True)
    place, conditions = [], []
    for index, (lo, _, gap), size in zip(at, node.attr("widths"), x.shape, strict=True):
        inner, needed = _strided(index + -lo, gap + 1, size)
        place.append(inner)
        conditions += needed
    value = em.value(x, tuple(place))
    return _guarded(em, node, conditions, value, number_text(node.attr("value"), node.dtype))


def _unwindows(em: Numbers, node: Expr, at: Indices) -> Value:
    (x,), rows = node.args, node.attr("windows")
    sizes = [(k, size) for k, (_, size, _, _) in enumerate(rows)]

    def term(counters: Mapping[int, Index]) -> Value:
        place, conditions = list(at), []
        for k, (axis, _, stride, gap) in enumerate(rows):
            away = place[axis] + counters[k] * -gap
            place[axis], needed = _strided(away, stride, x.shape[axis])
            conditions += needed
        value = em.value(x, (*place, *(counters[k] for k, _ in sizes)))
        return _bracketed(_guarded(em, node, conditions, value, number_text(0, node.dtype)))

    return em.loop_sum(node, sizes, term, any(i.wide for i in at))


def _bracketed(value: Value) -> Value:
    return value if value.atom else replace(value, text=f"({value.text})", atom=True)


def _reduction(em: Numbers, node: Expr, at: Indices) -> Value:
    (x,), axes = node.args, node.attr("axes")

    def term(counters: Mapping[int, Index]) -> Value:
        outer = iter(at)
        return em.value(
            x, tuple(counters[k] if k in axes else next(outer) for k in range(x.rank))
        )

    return em.loop_sum(node, [(a, x.shape[a]) for a in axes], term, any(i.wide for i in at))


def product(em: Numbers, node: Expr, at: Indices, inner: Index) -> Value:
    """One of the products that a product of matrices adds up."""
    a, b = node.args
    left = em.value(a, (*at[:-1], inner))
    right = em.value(b, (*at[:-2], inner, at[-1]))
    return Value(f"{left.safe} * {right.safe}", "f", left.wide or right.wide)


def _matmul(em: Numbers, node: Expr, at: Indices) -> Value:
    def term(counters: Mapping[int, Index]) -> Value:
        return product(em, node, at, counters[0])

    return em.loop_sum(node, [(0, node.args[0].shape[-1])], term, any(i.wide for i in at))


def _gather(em: Numbers, node: Expr, at: Indices) -> Value:
    (x, index), axis = node.args, node.attr("axis")
    end = axis + index.rank
    size = x.shape[axis]
    found = em.value(index, at[axis:end])
    kind = "int16" if found.wide else "int"
    name = em.bound(Value(f"clamp({found.text}, 0, {size - 1})", "i", found.wide), kind)
    place = Index.of(Counter(name, max(size, 2), found.wide))
    return em.value(x, (*at[:axis], place, *at[end:]))


def _uniform(em: Numbers, node: Expr, at: Indices) -> Value:
    step, seed = (em.value(a, ()).text for a in node.args)
    place = flat(at, node.shape)
    kind = "16" if place.wide else "1"
    where = f"convert_uint16({place.text})" if place.wide else f"(uint)({place.text})"
    stream = node.attr("stream") & 0xFFFFFFFF
    return Value(
        f"uniform{kind}({where}, (uint)({step}), (uint)({seed}), {stream:#x}u)",
        "f", place.wide, True,
    )


def _nested(em: Numbers, node: Expr, at: Indices) -> Value:
    raise LookupError(f"{node.op} always has a nest of its own")


VALUES: Mapping[str, Rule] = {
    **dict.fromkeys(FORMULAS, _elementwise),
    "variable": _variable,
    "constant": _constant,
    "stop": _stop,
    "sum": _reduction,
    "max": _reduction,
    "reshape": _reshape,
    "permute": _permute,
    "broadcast": _broadcast,
    "slice": _slice,
    "pad": _pad,
    "concat": _nested,
    "windows": _windows,
    "unwindows": _unwindows,
    "gather": _gather,
    "scatter_add": _nested,
    "matmul": _matmul,
    "uniform": _uniform,
}
