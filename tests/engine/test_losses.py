"""Laws that hold for every loss, then what each one says with numbers worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.datasets.base import Task
from engine.ir.expr import Expr, variable
from engine.layers.activation import activate
from engine.losses import Loss, losses
from tests.engine.fitting import BATCH, FITTING, OUTPUTS, SUITED, TASKS, labels
from tests.engine.sketches import assert_gradient, live_names, slopes, value

pytestmark = pytest.mark.filterwarnings("error")


def measured(made: Loss, task: Task, activation: str, z: Expr) -> Expr:
    """The loss of an output layer with logits `z`, as a network computes it."""
    y, _ = labels(task)
    live = {key: variable(key, ()) for key in live_names(made)}
    target = made.target(y, task, OUTPUTS[task], activation)
    assert target.shape == z.shape
    return made.bound(live).build(z if made.from_logits else activate(activation, z), target)


def numbers(made: Loss, task: Task, z: Any) -> dict[str, Any]:
    live = {key: getattr(made, key) for key in live_names(made)}
    return {"z": z, "y": labels(task)[1], **live}


@pytest.mark.parametrize(("name", "task", "activation"), FITTING)
def test_is_a_number_with_the_gradient_of_finite_differences(
    name: str, task: Task, activation: str
) -> None:
    made = losses.make(name)
    z = variable("z", (BATCH, OUTPUTS[task]))
    out = measured(made, task, activation, z)
    assert out.shape == ()
    assert_gradient(
        out, {"z": z}, numbers(made, task, np.random.default_rng(1).normal(size=z.shape))
    )


@pytest.mark.parametrize(("name", "task", "activation"), FITTING)
def test_going_downhill_makes_it_smaller_and_never_negative(
    name: str, task: Task, activation: str
) -> None:
    made = losses.make(name)
    z = variable("z", (BATCH, OUTPUTS[task]))
    out = measured(made, task, activation, z)
    at = np.random.default_rng(2).normal(size=z.shape)
    before = value(out, numbers(made, task, at))
    slope = slopes(out, {"z": z}, numbers(made, task, at))["z"]
    after = value(out, numbers(made, task, at - 0.1 * slope))
    assert 0 <= after < before


@pytest.mark.parametrize(("name", "task"), SUITED)
@pytest.mark.parametrize("size", [1e4, -1e4])
def test_extreme_logits_stay_finite_in_float32(name: str, task: Task, size: float) -> None:
    made = losses.make(name)
    z = variable("z", (BATCH, OUTPUTS[task]))
    out = measured(made, task, made.output_activation(task), z)
    at = np.random.default_rng(2).normal(size=z.shape) * size
    assert np.isfinite(value(out, numbers(made, task, at), np.float32))
    slope = slopes(out, {"z": z}, numbers(made, task, at), np.float32)["z"]
    assert np.isfinite(slope).all()


@pytest.mark.parametrize(("name", "task"), SUITED)
def test_auto_is_an_activation_that_fits(name: str, task: Task) -> None:
    made = losses.make(name)
    assert made.output_activation(task) == made.fitting[task][0]
    assert made.suits(made.output_activation(task), task)
    assert made.suits("auto", task)


@pytest.mark.parametrize("name", list(losses))
def test_a_task_it_cannot_handle_suits_nothing(name: str) -> None:
    made = losses.make(name)
    for task in set(TASKS) - made.tasks:
        assert not made.suits("auto", task)
        assert not made.suits("identity", task)


@pytest.mark.parametrize("name", list(losses))
def test_people_can_read_it(name: str) -> None:
    cls = losses[name]
    assert "_" not in cls.label
    assert cls.summary.endswith(".")
    assert losses.from_plain(cls().to_plain()) == cls()


@pytest.mark.parametrize(
    ("name", "activation", "first"),
    [
        ("mse", "tanh", -1.0),
        ("mse", "identity", -1.0),
        ("mse", "sigmoid", 0.0),
        ("mae", "tanh", -1.0),
        ("hinge", "identity", -1.0),
        ("hinge", "tanh", -1.0),
        ("binary_cross_entropy", "sigmoid", 0.0),
        ("binary_cross_entropy", "identity", 0.0),
    ],
)
def test_two_classes_become_numbers_the_output_can_reach(
    name: str, activation: str, first: float
) -> None:
    y = variable("y", (2,), "i")
    target = losses.make(name).target(y, "binary", 1, activation)
    np.testing.assert_array_equal(value(target, {"y": [0, 1]}), [[first], [1.0]])


@pytest.mark.parametrize(
    ("name", "activation", "other"),
    [
        ("cross_entropy", "softmax", 0.0),
        ("mse", "softmax", 0.0),
        ("mse", "tanh", -1.0),
        ("hinge", "identity", -1.0),
    ],
)
def test_several_classes_become_one_number_each(name: str, activation: str, other: float) -> None:
    y = variable("y", (3,), "i")
    target = losses.make(name).target(y, "classes", 3, activation)
    expected = np.where(np.eye(3)[[2, 0, 1]] > 0, 1.0, other)
    np.testing.assert_array_equal(value(target, {"y": [2, 0, 1]}), expected)


P = [[0.5], [-2.0], [3.0]]
T = [[1.0], [-1.0], [-1.0]]


@pytest.mark.parametrize(
    ("name", "settings", "expected"),
    [
        ("mse", {}, (0.25 + 1 + 16) / 3),
        ("mae", {}, (0.5 + 1 + 4) / 3),
        ("huber", {}, (0.125 + 0.5 + 3.5) / 3),
        ("huber", {"delta": 2.0}, (0.125 + 0.5 + 2 * (4 - 1)) / 3),
        ("hinge", {}, (0.5 + 0 + 4) / 3),
    ],
)
def test_says_what_its_formula_says(name: str, settings: dict[str, float], expected: float) -> None:
    p, t = variable("p", (3, 1)), variable("t", (3, 1))
    found = value(losses.make(name, settings).build(p, t), {"p": P, "t": T})
    assert found == pytest.approx(expected)


def test_cross_entropy_of_a_fair_guess_is_the_logarithm_of_the_choices() -> None:
    z, t = variable("z", (2, 4)), variable("t", (2, 4))
    at = {"z": np.zeros((2, 4)), "t": np.eye(4)[:2]}
    assert value(losses.make("cross_entropy").build(z, t), at) == pytest.approx(np.log(4))
    z, t = variable("z", (1, 1)), variable("t", (1, 1))
    even = {"z": [[0.0]], "t": [[1.0]]}
    found = value(losses.make("binary_cross_entropy").build(z, t), even)
    assert found == pytest.approx(np.log(2))
