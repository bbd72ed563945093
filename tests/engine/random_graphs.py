"""Formulas nobody thought of, drawn by hypothesis, for the laws over every backend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from engine.ir import functions as f
from engine.ir.expr import Expr, constant, variable

__all__ = ["A", "B", "formulas", "loss_of"]

Draw = Callable[[Any], Any]
A, B = variable("a", (4, 3)), variable("b", (3,))


def _unary(draw: Draw, x: Expr) -> Expr:
    return draw(st.sampled_from([
        x.tanh, x.sin, x.cos, x.sigmoid, lambda: f.softplus(x), (x * x + 0.5).sqrt,
        lambda: -x, lambda: x * 0.7, lambda: f.where(f.less(x, 0.31), x * 1.3, -x),
        lambda: f.maximum(x, -0.23), lambda: x / (x * x + 1.1), lambda: f.softmax(x, 0),
        lambda: f.log_softmax(x, -1), lambda: f.stop_gradient(f.less(x, 0.1)) * x,
    ]))()  # fmt: skip


def _shaped(draw: Draw, x: Expr) -> Expr:
    axis = draw(st.integers(0, x.rank - 1))
    turned = tuple(draw(st.permutations(range(x.rank))))
    lo = draw(st.integers(0, x.shape[axis] - 1))
    cut = [(0, n) for n in x.shape]
    cut[axis] = (lo, x.shape[axis])
    around = [(0, 0)] * x.rank
    around[axis] = (1, 0)
    index = constant(np.array([0, lo, lo]))
    return draw(st.sampled_from([
        lambda: x.permute(turned), lambda: f.slice_(x, cut), lambda: f.pad(x, around, 0.3),
        lambda: x.sum(axis, keepdims=True), lambda: x.max(axis, keepdims=True),
        lambda: x.reshape((x.size, 1)), lambda: x.reshape((1, -1)),
        lambda: x.mean(axis, keepdims=True).broadcast_to(x.shape),
        lambda: f.windows(x, (axis,), (1 + lo,)).sum(-1), lambda: f.gather(x, index, axis),
    ]))()  # fmt: skip


def _binary(draw: Draw, x: Expr, y: Expr) -> Expr:
    same = x.reshape((-1,))[: min(x.size, y.size)], y.reshape((-1,))[: min(x.size, y.size)]
    a, b = same
    outer = a.reshape((-1, 1))[:6] @ b.reshape((1, -1))[:, :6]
    return draw(st.sampled_from([
        lambda: a + b, lambda: a - b, lambda: a * b, lambda: f.maximum(a, b * 1.1 + 0.01),
        lambda: outer, lambda: f.concat([a.tanh(), b], 0), lambda: f.concat([a, a, b.sin()], 0),
        lambda: f.stack([a, b], 1),
    ]))()  # fmt: skip


@st.composite
def formulas(
    draw: Draw, a: Expr = A, b: Expr = B, others: Sequence[Expr] = (), most: int = 12
) -> list[Expr]:
    """Some formulas of `a` (rows, columns), `b` (columns,) and others of two axes that share
    parts, made in `most` steps or fewer."""
    nodes = [a, *others, b.reshape((1, -1)), a * b]
    for _ in range(draw(st.integers(1, most))):
        x, y = (nodes[-1 - draw(st.integers(0, min(4, len(nodes) - 1)))] for _ in range(2))
        kind = draw(st.integers(0, 2))
        made = (_unary(draw, x), _shaped(draw, x))[kind] if kind < 2 else _binary(draw, x, y)
        small = made if made.rank > 1 else made.reshape((1, -1))
        nodes.append(small if small.size <= 300 else small.sum(0, keepdims=True)[:, :20])
    return nodes[-3:]


def loss_of(nodes: list[Expr]) -> Expr:
    """One number that every number of the formulas has a part in."""
    total = constant(0.0).sum()
    for number, node in enumerate(nodes):
        weights = np.cos(np.arange(node.size) + number).reshape(node.shape)
        total = total + (node * weights).sum()
    return total
