"""Formulas nobody thought of: shared parts, odd shapes, all kinds of memory tricks at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.backends.numpy import NumpyProgram
from engine.ir import functions as f
from engine.ir.expr import Expr
from engine.ir.gradient import gradients
from tests.engine.formulas import Array, difference, evaluate, plainly
from tests.engine.random_graphs import A, B, formulas, loss_of

VALUES = {
    "a": np.random.default_rng(0).normal(size=(4, 3)),
    "b": np.random.default_rng(1).normal(size=(3,)),
}


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
