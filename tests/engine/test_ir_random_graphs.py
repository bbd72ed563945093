"""Formulas nobody thought of: shared parts, odd shapes, all kinds of memory tricks at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.backends.numpy import NumpyProgram
from engine.ir import functions as f
from engine.ir.expr import Expr, constant, variable
from engine.ir.gradient import gradients
from tests.engine.formulas import Array, difference, evaluate, plainly

Draw = Callable[[Any], Any]
A, B = variable("a", (4, 3)), variable("b", (3,))
VALUES = {
    "a": np.random.default_rng(0).normal(size=(4, 3)),
    "b": np.random.default_rng(1).normal(size=(3,)),
}


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
    total = constant(0.0).sum()
    for number, node in enumerate(nodes):
        weights = np.cos(np.arange(node.size) + number).reshape(node.shape)
        total = total + (node * weights).sum()
    return total


@settings(max_examples=150)
@given(formulas())
def test_a_program_computes_what_the_formula_says(nodes: list[Expr]) -> None:
    found = evaluate({str(i): node for i, node in enumerate(nodes)}, VALUES)
    for i, node in enumerate(nodes):
        np.testing.assert_allclose(found[str(i)], plainly(node, VALUES), 1e-9, 1e-9)


@settings(max_examples=100)
@given(formulas())
def test_gradients_agree_with_differences(nodes: list[Expr]) -> None:
    loss = loss_of(nodes)
    slopes = dict(zip("ab", gradients(loss, [A, B]), strict=True))
    found = evaluate(slopes, VALUES)
    for name, slope in found.items():
        np.testing.assert_allclose(slope, plainly(slopes[name], VALUES), 1e-9, 1e-9)
        direction = np.random.default_rng(2).normal(size=slope.shape)

        def look(at: Array, name: str = name) -> float:
            return float(plainly(loss, {**VALUES, name: at}))

        measured = difference(look, VALUES[name], direction, 1e-5)
        assert (slope * direction).sum() == pytest.approx(measured, rel=1e-5, abs=1e-6)


@settings(max_examples=100)
@given(formulas(), st.booleans())
def test_an_update_in_place_is_the_update(nodes: list[Expr], first: bool) -> None:
    """The new `a` and `b` go to where the old ones are; other outputs are of the old ones."""
    slopes = dict(zip("ab", gradients(loss_of(nodes), [A, B]), strict=True))
    updates = {"a": A - 0.1 * slopes["a"], "b": f.maximum(B * slopes["b"], A[0])}
    others = {"loss": loss_of(nodes), "old": A, "some": nodes[-1]}
    outputs = {**updates, **others} if first else {**others, **updates}
    expected = evaluate(outputs, VALUES)
    memory = {name: value.copy() for name, value in VALUES.items()}
    program = NumpyProgram(outputs, dtype=np.float64, inputs=memory, results=memory)
    program.run()
    for name, value in expected.items():
        np.testing.assert_allclose(program.outputs[name], value, 1e-12, 1e-12, err_msg=name)
    np.testing.assert_array_equal(memory["a"], program.outputs["a"])
