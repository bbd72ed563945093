"""Every primitive on every OpenCL device: the numbers of float64 NumPy, with lanes and without."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import random
from engine.backends.opencl.lowering import LANES
from engine.backends.opencl.runtime import DeviceFault
from engine.backends.opencl.values import VALUES
from engine.ir import functions as f
from engine.ir.expr import Expr, variable
from engine.ir.gradient import gradients
from engine.ir.shapes import SHAPES
from tests.engine.formulas import EXAMPLES, evaluate
from tests.engine.opencl import assert_close, on_every_device, opened, run_on

Values = dict[str, Any]


def test_every_table_knows_every_primitive() -> None:
    assert set(VALUES) == set(LANES) == set(SHAPES)


def _examples(count: int) -> tuple[dict[str, Expr], Values]:
    """All examples whose first value has `count` rows (0: all), and their gradients, as outputs
    of one program: the compiler takes longer than everything else."""
    outputs: dict[str, Expr] = {}
    values: Values = {}
    for number, example in enumerate(EXAMPLES):
        if count and example.values[0].shape[:1] != (count,):
            continue
        named = [
            variable(f"{v.attr('name')}{number}", v.shape, v.dtype) for v in example.variables
        ]
        values |= {v.attr("name"): x for v, x in zip(named, example.values, strict=True)}
        made = example.formula(*named)
        outputs[f"{example.op} {number}"] = made
        weights = np.random.default_rng(4).normal(size=made.shape)
        for v, slope in zip(named, gradients((made * weights).sum(), named), strict=True):
            if v.dtype == "f":
                outputs[f"{example.op} {number} by {v.attr('name')}"] = slope
    return outputs, values


@on_every_device
@pytest.mark.parametrize("count", [0, 2, 3])
def test_values_and_gradients_are_those_of_numpy(key: str, count: int) -> None:
    outputs, values = _examples(count)
    lanes = [n for n, x in values.items() if count and x.shape[:1] == (count,)]
    found = run_on(key, outputs, values, lanes, count)
    for name, expected in evaluate(outputs, values).items():
        assert_close(found[name], expected, name)


@on_every_device
@pytest.mark.parametrize("count", [1, 5, 16, 37])
def test_every_length_of_lanes(key: str, count: int) -> None:
    """A network with everything that crosses samples, in phases one after another."""
    x, w = variable("x", (count, 3)), variable("w", (3, 20))
    z = (x @ w).tanh()
    away = z - z.mean(0, keepdims=True)
    y = away / ((away * away).mean(0, keepdims=True) + 0.1).sqrt() + z.max(0, keepdims=True)
    loss = (f.softmax(y) * y).sum()
    outputs = {"y": y, "loss": loss, "slope": gradients(loss, [w])[0]}
    rng = np.random.default_rng(1)
    values = {"x": rng.normal(size=x.shape), "w": rng.normal(size=w.shape)}
    found = run_on(key, outputs, values, ["x"], count)
    for name, expected in evaluate(outputs, values).items():
        assert_close(found[name], expected, name)


_CURVES = {
    "tanh": Expr.tanh, "exp": Expr.exp, "log": Expr.log, "sigmoid": Expr.sigmoid,
    "softplus": f.softplus, "sqrt": Expr.sqrt, "relu": f.relu, "sign": Expr.sign,
}  # fmt: skip


@on_every_device
@pytest.mark.parametrize("lanes", [True, False])
def test_functions_are_exact_everywhere_and_pass_on_what_is_not_a_number(
    key: str, lanes: bool
) -> None:
    places = np.concatenate(
        [np.linspace(-20, 20, 401), np.geomspace(1e-38, 1e38, 200), -np.geomspace(1e-30, 1e30, 9),
         [0.0, np.inf, -np.inf, np.nan]]
    ).astype(np.float32)
    x = variable("x", places.shape)
    outputs = {name: function(x) for name, function in _CURVES.items()}
    found = run_on(key, outputs, {"x": places}, ["x"] if lanes else [], len(places) * lanes)
    expected = evaluate(outputs, {"x": places})
    with np.errstate(over="ignore"):
        for name, value in expected.items():
            single = value.astype(np.float32)
            np.testing.assert_allclose(found[name], single, 1e-6, 1e-37, err_msg=name)


@on_every_device
@pytest.mark.parametrize("lanes", [True, False])
def test_random_numbers_are_the_same_bits(key: str, lanes: bool) -> None:
    shape = (21, 3)
    step, seed = variable("step", (), "i"), variable("seed", (), "i")
    drawn = f.uniform(shape, random.stream(random.DROPOUT, "a"), step, seed)
    found = run_on(key, {"u": drawn}, {"step": 70_001, "seed": 2**31 - 1}, [], 21 * lanes)
    wanted = random.uniform(
        shape, seed=2**31 - 1, stream=random.stream(random.DROPOUT, "a"), step=70_001
    )
    np.testing.assert_array_equal(found["u"], wanted)


@on_every_device
def test_equal_inputs_give_equal_bits(key: str) -> None:
    outputs, values = _examples(3)
    lanes = [n for n, x in values.items() if x.shape[:1] == (3,)]  # a program compiled above
    first, second = (run_on(key, outputs, values, lanes, 3) for _ in range(2))
    for name, value in first.items():
        np.testing.assert_array_equal(value, second[name])


@on_every_device
def test_what_the_compiler_refuses_is_a_fault(key: str) -> None:
    with pytest.raises(DeviceFault):
        opened(key).build("__kernel void train(", "train")
