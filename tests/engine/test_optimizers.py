"""Laws that hold for every optimizer, then what each rule says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.backends.numpy import NumpyProgram
from engine.ir.expr import variable
from engine.optimizers import Optimizer, optimizers
from tests.engine.sketches import live_names

pytestmark = pytest.mark.filterwarnings("error")

CURVES = np.array([0.1, 1.0, 10.0])
START = np.array([2.0, -1.0, 0.5])
RATES = {"adagrad": 0.5, "rmsprop": 0.005, "adam": 0.05, "adamw": 0.05}


class Descent:
    """Weights moved by an optimizer along the gradient that a function gives."""

    def __init__(self, made: Optimizer, start: Any, decay: Any = 1.0, dtype: Any = np.float64):
        self.w = np.array(start, dtype)
        self.slots = {name: np.zeros_like(self.w) for name in made.slots}
        self.steps = 0
        shape = self.w.shape
        live = {key: variable(key, ()) for key in live_names(made)}
        moved, slots = made.bound(live).update(
            variable("w", shape),
            variable("g", shape),
            {name: variable(name, shape) for name in made.slots},
            variable("lr", ()),
            variable("step", ()),
            variable("decay", shape),
        )
        assert set(slots) == set(made.slots)
        self.program = NumpyProgram({"w": moved, **slots}, dtype=dtype)
        self.fixed = {"decay": decay, **{key: getattr(made, key) for key in live}}

    def step(self, gradient: Any, lr: float) -> None:
        self.steps += 1
        values = {"w": self.w, "g": gradient, "lr": lr, "step": self.steps, **self.slots}
        for name, array in self.program.inputs.items():
            array[...] = {**values, **self.fixed}[name]
        self.program.run()
        self.w = self.program.outputs["w"].copy()
        self.slots = {name: self.program.outputs[name].copy() for name in self.slots}

    def run(self, gradient: Callable[[Any], Any], steps: int, lr: float) -> None:
        for _ in range(steps):
            self.step(gradient(self.w), lr)


@pytest.fixture(params=list(optimizers))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_finds_the_bottom_of_a_valley(name: str, dtype: Any) -> None:
    """From anywhere on Σ c·w²/2, whose curvatures differ by a factor of 100."""
    descent = Descent(optimizers.make(name), START, dtype=dtype)
    descent.run(lambda w: CURVES * w, 2000, RATES.get(name, 0.02))
    assert 0.5 * CURVES @ descent.w**2 < 1e-4


def test_first_step_goes_downhill(name: str) -> None:
    descent = Descent(optimizers.make(name), START)
    descent.step(CURVES * START, 0.01)
    assert 0.5 * CURVES @ descent.w**2 < 0.5 * CURVES @ START**2


def test_without_gradient_or_decay_nothing_moves(name: str) -> None:
    descent = Descent(optimizers.make(name), START, decay=0.0)
    descent.run(np.zeros_like, 5, 0.1)
    np.testing.assert_array_equal(descent.w, START)


def test_a_learning_rate_of_0_moves_nothing(name: str) -> None:
    descent = Descent(optimizers.make(name), START)
    descent.run(lambda w: CURVES * w, 5, 0.0)
    np.testing.assert_array_equal(descent.w, START)


def test_every_weight_moves_on_its_own(name: str) -> None:
    """No number of the update depends on other weights, so networks can lie side by side."""
    both = Descent(optimizers.make(name), START)
    both.run(lambda w: CURVES * w, 10, 0.02)
    for place in range(3):
        alone = Descent(optimizers.make(name), START[place : place + 1])
        alone.run(lambda w, c=CURVES[place]: c * w, 10, 0.02)
        np.testing.assert_allclose(alone.w, both.w[place : place + 1], rtol=1e-12)


def test_stays_finite_over_very_many_steps_in_float32(name: str) -> None:
    descent = Descent(optimizers.make(name), START, dtype=np.float32)
    descent.steps = 10_000_000
    descent.run(lambda w: CURVES * w, 3, 0.01)
    assert np.isfinite(descent.w).all()


def test_people_can_read_it(name: str) -> None:
    cls = optimizers[name]
    assert "_" not in cls.label
    assert cls.summary.endswith(".")
    assert optimizers.from_plain(cls().to_plain()) == cls()
    assert all(p.live for p in cls.params.values())


def test_only_gradient_descent_wants_the_whole_training_set() -> None:
    assert [name for name, cls in optimizers.items() if cls.full_batch] == ["gradient_descent"]


def test_momentum_of_0_is_sgd() -> None:
    plain = Descent(optimizers.make("sgd"), START)
    plain.run(lambda w: CURVES * w, 5, 0.05)
    for name in ("momentum", "nesterov"):
        rolling = Descent(optimizers.make(name, {"momentum": 0.0}), START)
        rolling.run(lambda w: CURVES * w, 5, 0.05)
        np.testing.assert_allclose(rolling.w, plain.w, rtol=1e-12)


def test_momentum_on_a_slope_nears_ten_times_the_step() -> None:
    rolling = Descent(optimizers.make("momentum"), [0.0])
    rolling.run(np.ones_like, 200, 0.01)
    before = rolling.w.copy()
    rolling.step(np.ones(1), 0.01)
    np.testing.assert_allclose(before - rolling.w, 0.01 / (1 - 0.9), rtol=1e-6)


@pytest.mark.parametrize("name", ["adam", "adagrad"])
def test_first_step_has_the_size_of_the_learning_rate_whatever_the_gradient(name: str) -> None:
    for size in (1e-3, 1.0, 1e3):
        descent = Descent(optimizers.make(name), [0.0, 0.0])
        descent.step(np.array([size, -size]), 0.01)
        np.testing.assert_allclose(descent.w, [-0.01, 0.01], rtol=1e-4)


def test_adamw_shrinks_only_weights_that_are_regularized() -> None:
    decayed = Descent(optimizers.make("adamw", {"weight_decay": 0.5}), [1.0, 1.0], decay=[1, 0])
    decayed.step(np.zeros(2), 0.1)
    np.testing.assert_allclose(decayed.w, [0.95, 1.0], rtol=1e-12)
