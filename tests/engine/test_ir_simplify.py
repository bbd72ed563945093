"""Formulas made smaller: what disappears, and that nothing else does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.errors import BadShape
from engine.ir import functions as f
from engine.ir.expr import Expr, constant, make, ordered, variable
from engine.ir.gradient import gradients
from engine.ir.simplify import simplify
from tests.engine.formulas import EXAMPLES, Example, evaluate, plainly

x, y, s = variable("x", (3, 4)), variable("y", (3, 4)), variable("s", ())


def tidy(node: Expr) -> Expr:
    return simplify({"out": node})["out"]


def computed(node: Expr) -> list[str]:
    """The primitives that are left, without leaves."""
    leaves = {"variable", "constant", "broadcast", "reshape"}
    return sorted(n.op for n in ordered([tidy(node)]) if n.op not in leaves)


SMALLER: dict[str, tuple[Callable[[], Expr], list[str]]] = {
    "x + 0": (lambda: 0 + x, []),
    "x · 1": (lambda: x * 1 / 1, []),
    "x ** 1": (lambda: make("pow", x, constant(1.0).broadcast_to((3, 4))), []),
    "- -x": (lambda: -(0 - x), []),
    "x · 0": (lambda: x * 0 + y, []),
    "0 - x": (lambda: 0 - x, ["neg"]),
    "x + -y": (lambda: x + -y, ["sub"]),
    "x - -y": (lambda: x - -y, ["add"]),
    "-x · -y": (lambda: -x * -y, ["mul"]),
    "-(x - y)": (lambda: -(x - y), ["sub"]),
    "x + x": (lambda: x + x, ["mul"]),
    "numbers": (lambda: x * (constant(2.0).exp() + 3) * 0.5 / 7 * -1, ["mul"]),
    "2x · 3y": (lambda: (2 * x) * (3 * y), ["mul", "mul"]),
    "equal parts": (lambda: (x + y).exp() * (x + y).exp(), ["add", "exp", "mul"]),
    "equal parts swapped": (lambda: (2 + x).exp() + (x + 2).exp(), ["add", "exp", "mul"]),
    "shapes of shapes": (lambda: x.reshape((12,)).reshape((2, 6)).reshape((3, 4)), []),
    "turned twice": (lambda: x.permute((1, 0)).permute((1, 0)), []),
    "whole slice": (lambda: f.slice_(x, ((0, 3), (0, 4))), []),
    "slices of slices": (lambda: x[1:, ::2][1:, 1:], ["slice"]),
    "slice of a part": (lambda: f.concat([x, y], 0)[4:6], ["slice"]),
    "part of the parts": (lambda: f.concat([x, y], 1)[:, 4:], []),
    "all the parts": (lambda: f.concat([x[:, :1], x[:, 1:3], x[:, 3:]], 1), []),
    "neighbours": (lambda: f.concat([x[:, 1:2], x[:, 2:3]], 1), ["slice"]),
    "not neighbours": (lambda: f.concat([x[:, 1:2], x[:, :1]], 1), ["concat", "slice", "slice"]),
    "sum of sums": (lambda: x.sum(0).sum(), ["sum"]),
    "sum of repeats": (lambda: s.broadcast_to((3, 4)).sum(), ["mul"]),
    "factors leave sums": (lambda: (x * 3).sum() * 2, ["mul", "sum"]),
    "few before many": (lambda: (s.broadcast_to((3, 4)) * 2).exp() * x, ["exp", "mul", "mul"]),
    "sure choices": (lambda: f.where(constant(True), x, y.exp()), []),
    "no choice": (lambda: f.where(f.less(x, y), x, x), []),
    "stopped": (lambda: f.stop_gradient(x), []),
    "cast there and back": (lambda: f.less(x, y).cast("i").cast("f"), ["cast", "less"]),
}


@pytest.mark.parametrize("case", SMALLER)
def test_gets_smaller(case: str) -> None:
    formula, left = SMALLER[case]
    assert computed(formula()) == left
    rng = np.random.default_rng(0)
    values = {"x": rng.normal(size=(3, 4)), "y": rng.normal(size=(3, 4)), "s": 0.7}
    np.testing.assert_allclose(
        evaluate({"out": formula()}, values)["out"], plainly(formula(), values), 1e-12
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.op)
def test_means_the_same(example: Example) -> None:
    node = example.formula(*example.variables)
    kept = tidy(node)
    assert (kept.shape, kept.dtype) == (node.shape, node.dtype)
    np.testing.assert_allclose(
        plainly(kept, example.bound), plainly(node, example.bound), 1e-13, 1e-13
    )


def test_twice_is_no_smaller() -> None:
    node = (((x - y) ** 2).mean() * s + x.tanh().sum()).log()
    once = tidy(gradients(node, [x])[0])
    assert len(ordered([tidy(once)])) == len(ordered([once]))


def test_equal_outputs_become_one() -> None:
    made = simplify({"a": x.exp() + 1, "b": variable("x", (3, 4)).exp() + 1})
    assert made["a"] is made["b"]


def test_a_small_network_has_no_idle_steps() -> None:
    w, b = variable("w", (4, 2)), variable("b", (2,))
    loss = (((x @ w + b).tanh() - 1) ** 2).mean()
    outputs = simplify({"loss": loss, **dict(zip("wb", gradients(loss, [w, b]), strict=True))})
    steps = [n.op for n in ordered(outputs.values())]
    assert steps.count("matmul") == 2
    assert steps.count("sum") == 2
    assert sum(steps.count(op) for op in ("add", "sub", "mul", "div", "neg")) == 8


def test_what_all_terms_of_a_sum_have_in_common_is_taken_out() -> None:
    """So the derivatives of a batch norm share their sums over samples."""
    a, b = variable("a", (5, 3)), variable("b", (5, 3))
    c, d = variable("c", (3,)), variable("d", (3,))
    sums = {"plain": (a * b), "common": (a * c) * b, "more": c / d * (b * a), "over": a / d * b}
    made = simplify({name: terms.sum(axes=(0,)) for name, terms in sums.items()})
    every = ordered(made.values())
    assert sum(node.op == "sum" for node in every) == 2  # of a · b and of b · a
    assert all(node.shape == (3,) for node in every if node.op == "div")
    other = simplify({"other": (a * c).sum(axes=(1,))})
    assert other["other"].op == "sum"  # these terms have nothing in common


def test_one_name_cannot_have_two_shapes() -> None:
    with pytest.raises(BadShape):
        simplify({"out": variable("v", (2,)).sum() + variable("v", (3,)).sum()})
