"""Laws that every primitive keeps."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from engine.backends.numpy.kernels import KERNELS
from engine.ir.gradient import GRADIENTS, gradients
from engine.ir.shapes import SHAPES
from tests.engine.formulas import EXAMPLES, Array, Example, difference, evaluate, plainly

examples = pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.op)


def test_every_table_knows_every_primitive() -> None:
    assert set(SHAPES) == set(GRADIENTS) == set(KERNELS) == {e.op for e in EXAMPLES}


@examples
def test_the_shape_rule_tells_what_comes_out(example: Example) -> None:
    node = example.formula(*example.variables)
    for value in (plainly(node, example.bound), evaluate({"y": node}, example.bound)["y"]):
        assert value.shape == node.shape
        assert value.dtype.kind == node.dtype


@examples
def test_float32_is_close_to_float64(example: Example) -> None:
    node = {"y": example.formula(*example.variables)}
    fine = evaluate(node, example.bound)["y"]
    np.testing.assert_allclose(evaluate(node, example.bound, np.float32)["y"], fine, 2e-5, 2e-6)


def _directions(example: Example) -> Iterator[tuple[str, Array]]:
    rng = np.random.default_rng(3)
    for node in example.variables:
        if node.dtype == "f":
            yield node.attr("name"), rng.normal(size=node.shape)


@examples
def test_gradients_agree_with_differences(example: Example) -> None:
    """For random r and d: the slope of <r, f(x)> along d is <gradient, d>."""
    node = example.formula(*example.variables)
    r = np.random.default_rng(4).normal(size=node.shape)
    wrt = [v for v in example.variables if v.dtype == "f"]
    slopes = gradients((node * r).sum(), wrt)
    found = evaluate({v.attr("name"): g for v, g in zip(wrt, slopes, strict=True)}, example.bound)
    for name, direction in _directions(example):
        measured = difference(
            lambda x, name=name: float((plainly(node, {**example.bound, name: x}) * r).sum()),
            example.bound[name],
            direction,
        )
        assert (found[name] * direction).sum() == pytest.approx(measured, rel=1e-7, abs=1e-8)


@examples
def test_gradients_can_be_differentiated_again(example: Example) -> None:
    node = example.formula(*example.variables)
    wrt = [v for v in example.variables if v.dtype == "f"]
    rng = np.random.default_rng(5)
    first = gradients((node * rng.normal(size=node.shape)).sum(), wrt)
    weights = [rng.normal(size=g.shape) for g in first]
    total = sum(((g * g * w).sum() for g, w in zip(first, weights, strict=True)), first[0].sum())
    second = gradients(total, wrt)
    found = evaluate({v.attr("name"): g for v, g in zip(wrt, second, strict=True)}, example.bound)
    for name, direction in _directions(example):
        measured = difference(
            lambda x, name=name: float(plainly(total, {**example.bound, name: x})),
            example.bound[name],
            direction,
        )
        assert (found[name] * direction).sum() == pytest.approx(measured, rel=1e-6, abs=1e-6)


def _adjoint(example: Example) -> tuple[Array, Array]:
    """<f(x), y> and <x, f'(y)> of a linear f and its gradient."""
    node = example.formula(*example.variables)
    y = np.random.default_rng(6).normal(size=node.shape)
    (slope,) = gradients((node * y).sum(), example.variables[:1])
    x = example.bound["a"]
    return (
        (plainly(node, example.bound) * y).sum(),
        (evaluate({"g": slope}, example.bound)["g"] * x).sum(),
    )


MOVING = {"reshape", "permute", "broadcast", "slice", "windows", "unwindows"}
LINEAR = {*MOVING, "sum", "gather", "scatter_add", "matmul"}


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.op in LINEAR], ids=lambda e: e.op)
def test_the_gradient_of_what_is_linear_is_its_adjoint(example: Example) -> None:
    forward, backward = _adjoint(example)
    assert forward == pytest.approx(backward, rel=1e-12)
