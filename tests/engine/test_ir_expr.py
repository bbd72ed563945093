"""Writing formulas: operators, shapes, and functions that are derived from primitives."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.errors import BadShape
from engine.ir import functions as f
from engine.ir.expr import Expr, constant, make, ordered, variable
from engine.ir.gradient import gradients
from tests.engine.formulas import evaluate

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(3, 4)), RNG.uniform(0.5, 2, size=(3, 4))
x, y = variable("x", (3, 4)), variable("y", (3, 4))


def value(node: Expr, **values: Any) -> Any:
    return evaluate({"out": node}, {"x": X, "y": Y, **values})["out"]


@pytest.mark.parametrize("op", ["add", "sub", "mul", "truediv", "pow"])
@pytest.mark.parametrize("other", [2, 0.5, -1.5, np.float32(0.25), np.arange(1, 5), Y[:, :1]])
def test_operators_take_numbers_and_arrays_on_either_side(op: str, other: Any) -> None:
    apply = getattr(operator, op)
    np.testing.assert_allclose(value(apply(y, other)), apply(Y, other))
    base = abs(other)
    np.testing.assert_allclose(value(apply(base, y)), apply(base, Y))


@pytest.mark.parametrize("exponent", [-2, -1, 0, 0.5, 1, 2, 3, 4, 5, 1.7, True])
def test_powers(exponent: float) -> None:
    np.testing.assert_allclose(value(y**exponent), Y**exponent)
    if exponent == int(exponent):
        np.testing.assert_allclose(value(x**exponent), X ** float(exponent))


def test_operators_broadcast_as_numpy_does() -> None:
    row, column = variable("r", (4,)), variable("c", (3, 1))
    made = value((row - column) * x, r=X[0], c=Y[:, :1])
    np.testing.assert_allclose(made, (X[0] - Y[:, :1]) * X)


@pytest.mark.parametrize(
    "index",
    [0, -1, slice(1, None), slice(None, None, 2), (slice(None), 2), (0, slice(1, 3)), (1, -2),
     (..., 0), (..., slice(-2, None)), (slice(2, 1),), (0, ..., 1), ...],
    ids=str,
)  # fmt: skip
def test_slicing_is_numpys(index: Any) -> None:
    node = x[index]
    assert node.shape == X[index].shape
    np.testing.assert_array_equal(value(node), X[index])


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axes", [None, 0, -1, (0, 1), (1,), ()])
@pytest.mark.parametrize("name", ["sum", "mean", "max"])
def test_reductions_are_numpys(name: str, axes: Any, keepdims: bool) -> None:
    node = getattr(x, name)(axes, keepdims)
    expected = getattr(np, name)(X, axis=axes, keepdims=keepdims)
    assert node.shape == expected.shape
    np.testing.assert_allclose(value(node), expected)


@pytest.mark.parametrize("ddof", [0, 1])
def test_variance(ddof: int) -> None:
    np.testing.assert_allclose(value(f.variance(x, 0, ddof=ddof)), X.var(axis=0, ddof=ddof))
    np.testing.assert_allclose(value(f.variance(x, ddof=ddof)), X.var(ddof=ddof))


def test_types_mix_upwards() -> None:
    whole, truth = variable("i", (3, 4), "i"), f.less(x, y)
    assert (whole + 1).dtype == "i"
    assert (whole + 1.5).dtype == (whole + x).dtype == (truth * x).dtype == "f"
    numbers = np.arange(12).reshape(3, 4)
    np.testing.assert_allclose(value((whole + 1.5) * truth, i=numbers), (numbers + 1.5) * (X < Y))


def test_casts() -> None:
    np.testing.assert_array_equal(value((x * 3).cast("i")), (X * 3).astype(int))
    np.testing.assert_array_equal(value(x.cast("i").cast("b")), X.astype(int).astype(bool))
    np.testing.assert_array_equal(value(f.less(x, 0).cast("i")), (X < 0).astype(int))


def test_comparisons() -> None:
    tested = {
        "less": (f.less(x, y), X < Y),
        "greater": (f.greater(x, y), X > Y),
        "less_equal": (f.less_equal(x, X[0]), np.less_equal(X, X[0])),
        "equal": (f.equal(x, X[0]), np.equal(X, X[0])),
        "not": (f.logical_not(f.less(x, y)), X >= Y),
        "where": (f.where(f.less(x, 0), -1, y), np.where(X < 0, -1, Y)),
    }
    for node, expected in tested.values():
        np.testing.assert_array_equal(value(node), expected)


def test_where_keeps_what_is_not_chosen_out() -> None:
    root = f.where(f.less(x, 0.0), 0.0, x.log())
    assert np.isfinite(value(root)).all()


def test_argmax_is_the_first_greatest() -> None:
    ties = np.array([[1.0, 3, 3, 0], [2, 2, 2, 2], [-5, -6, -7, -4]])
    for axis in (0, 1):
        np.testing.assert_array_equal(value(f.argmax(x, axis), x=ties), ties.argmax(axis))


def test_one_hot() -> None:
    labels = variable("labels", (4,), "i")
    made = value(f.one_hot(labels, 3), labels=np.array([0, 2, 1, 2]))
    np.testing.assert_array_equal(made, np.eye(3)[[0, 2, 1, 2]])


def test_concat_and_stack() -> None:
    np.testing.assert_array_equal(value(f.concat([x, y], 1)), np.concatenate([X, Y], 1))
    np.testing.assert_array_equal(value(f.concat([x, y, x], -2)), np.concatenate([X, Y, X], 0))
    for axis in (0, 1, 2, -1):
        np.testing.assert_array_equal(value(f.stack([x, y], axis)), np.stack([X, Y], axis))


def test_windows_are_every_place_a_frame_fits() -> None:
    image = np.arange(2 * 5 * 6.0).reshape(2, 5, 6)
    made = value(f.windows(variable("i", (2, 5, 6)), (1, -1), (2, 3), (2, 1), (1, 2)), i=image)
    assert made.shape == (2, 2, 2, 2, 3)
    for row in range(2):
        for column in range(2):
            frame = image[:, 2 * row : 2 * row + 2, column : column + 5 : 2]
            np.testing.assert_array_equal(made[:, row, column], frame)


BAD: dict[str, Callable[[], Expr]] = {
    "add": lambda: x + variable("z", (3, 5)),
    "matmul": lambda: x @ y,
    "matmul of a vector": lambda: x @ variable("v", (4,)),
    "reshape": lambda: x.reshape((5, -1)),
    "permute": lambda: x.permute((0, 0)),
    "broadcast": lambda: x.broadcast_to((4, 4)),
    "broadcast to less": lambda: x.broadcast_to((4,)),
    "sum": lambda: x.sum(2),
    "slice too long": lambda: f.slice_(x, ((0, 4), (0, 4))),
    "slice of too many": lambda: x[0, 0, 0],
    "slice outside": lambda: x[3],
    "slice backwards": lambda: x[::-1],
    "concat": lambda: f.concat([x, variable("z", (2, 5))]),
    "concat of nothing": lambda: f.concat([]),
    "concat of types": lambda: f.concat([x, f.less(x, y)]),
    "windows": lambda: f.windows(x, (0,), (4,)),
    "windows twice": lambda: f.windows(x, (0, -2), (1, 1)),
    "gather": lambda: f.gather(x, y),
    "scatter": lambda: f.scatter_add(x, variable("i", (2,), "i"), 0, 3),
    "pad": lambda: f.pad(x, ((-1, 0), (0, 0))),
    "uniform": lambda: f.uniform((2,), 1, x, constant(1)),
    "exp of whole numbers": lambda: constant(2).exp(),
    "where without a test": lambda: make("where", x, x, y),
    "gradient of many": lambda: gradients(x, [x])[0],
}


@pytest.mark.parametrize("case", BAD)
def test_what_does_not_fit_is_refused_at_once(case: str) -> None:
    with pytest.raises(BadShape):
        BAD[case]()


def test_an_expression_never_changes() -> None:
    with pytest.raises(AttributeError):
        x.op = "exp"
    with pytest.raises(TypeError):
        iter(x)  # type: ignore[call-overload]


def test_long_chains_do_not_recurse() -> None:
    node = variable("s", ())
    for _ in range(1500):
        node = (node + 0.001).sin()
    assert len(ordered([node])) == 3 * 1500 + 1
    slope = gradients(node, [variable("s", ())])[0]
    made = evaluate({"y": node, "g": slope}, {"s": 0.3})
    expected = 0.3
    for _ in range(1500):
        expected = np.sin(expected + 0.001)
    assert made["y"] == pytest.approx(expected)
    assert np.isfinite(made["g"])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_functions_are_stable_far_out(dtype: type) -> None:
    far = np.array([[-1e4, -90.0, -1.0, 0.0], [1.0, 90.0, 1e4, -1e4], [1e4, 1e4, 3.0, 1e4]])
    weighed = {
        "sigmoid": x.sigmoid(),
        "softplus": f.softplus(x),
        "softmax": f.softmax(x),
        "log_softmax": f.log_softmax(x),
        "logsumexp": f.logsumexp(x),
        "tanh": x.tanh(),
    }
    slopes = {f"d {name}": gradients((n * n).sum(), [x])[0] for name, n in weighed.items()}
    made = evaluate({**weighed, **slopes}, {"x": far}, dtype)
    for name, found in made.items():
        assert np.isfinite(found).all(), name
    top = far.max(1, keepdims=True)
    logs = far - top - np.log(np.exp(far - top).sum(1, keepdims=True))
    np.testing.assert_allclose(made["log_softmax"], logs, 1e-5, 1e-6)
    np.testing.assert_allclose(made["softmax"], np.exp(logs), 1e-5, 1e-6)
    np.testing.assert_allclose(made["softplus"], np.logaddexp(0, far), 1e-5, 1e-6)
    np.testing.assert_allclose(made["sigmoid"], 0.5 + 0.5 * np.tanh(far / 2), 1e-5, 1e-6)


def test_gradients_of_corners() -> None:
    zero = variable("z", ())
    made = evaluate({"relu": gradients(f.relu(zero), [zero])[0],
                     "abs": gradients(zero.abs(), [zero])[0],
                     "softplus": gradients(f.softplus(zero), [zero])[0]}, {"z": 0.0})  # fmt: skip
    assert made == {"relu": 0.0, "abs": 0.0, "softplus": 0.5}


def test_gradients_where_nothing_leads_are_zero() -> None:
    other = variable("other", (2, 2))
    loss = (f.stop_gradient(x) * y).sum()
    made = evaluate(dict(zip("xyo", gradients(loss, [x, y, other]), strict=True)), {"x": X, "y": Y})
    np.testing.assert_array_equal(made["x"], np.zeros((3, 4)))
    np.testing.assert_array_equal(made["y"], X)
    np.testing.assert_array_equal(made["o"], np.zeros((2, 2)))


def test_gradients_by_what_is_in_between() -> None:
    middle = x.tanh()
    (slope,) = gradients((middle * middle * y).sum(), [middle])
    np.testing.assert_allclose(value(slope), 2 * np.tanh(X) * Y)


def test_variables_of_one_name_are_one_variable() -> None:
    twice = (variable("x", (3, 4)) * variable("x", (3, 4))).sum()
    np.testing.assert_allclose(value(gradients(twice, [variable("x", (3, 4))])[0]), 2 * X)
