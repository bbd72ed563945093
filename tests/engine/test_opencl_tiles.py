"""Large products are written as tiles, small ones as they come: both are right, for any sizes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from engine.backends.numpy import NumpyProgram
from engine.backends.opencl.counts import general
from engine.experiment import Experiment, Split
from engine.ir.expr import Expr, ordered, variable
from engine.ir.functions import mean
from engine.layers import layers
from engine.network import X, Y
from engine.objectives.supervised import step_gradient
from engine.trainer import Trainer
from tests.engine.opencl import on_every_device, run_on
from tests.engine.runs import dense, experiment

SHAPES = {"tiles": 0, "as they come": 10**9}
"""How many passes through loops are few."""

WIDE: dict[str, Experiment] = {
    "digits": experiment(layers.make("flatten"), dense(20, "relu"), dense(37, "tanh"),
                         data="digits", loss="cross_entropy", optimizer="adam", batch_size=32,
                         learning_rate=1e-3),
    "last batch of one": experiment(dense(7), dense(6, "relu"), data_values={"count": 322},
                                    split=Split(train_share=0.5), batch_size=16,
                                    optimizer="momentum", learning_rate=0.01),
    "normalized": experiment(dense(18), layers.make("batch_norm", {}), dense(9, "silu"),
                             layers.make("dropout", {}), batch_size=40, learning_rate=0.05),
}  # fmt: skip


@pytest.fixture
def shape(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Makes every product one or the other."""
    name: str = request.param
    monkeypatch.setattr("engine.backends.opencl.lowering._SMALL", SHAPES[name])
    return name


def _values(outputs: Mapping[str, Expr], rng: np.random.Generator) -> dict[str, Any]:
    found = {n.attr("name"): n for n in ordered(outputs.values()) if n.op == "variable"}
    return {
        name: rng.integers(0, 2, v.shape) if v.dtype == "i" else rng.normal(0, 0.4, v.shape)
        for name, v in found.items()
    }


@on_every_device
@pytest.mark.parametrize(
    ("name", "count", "shape"),
    [("digits", 17, "tiles"), ("digits", 48, "tiles"), ("normalized", 37, "tiles"),
     ("last batch of one", 1, "tiles"), ("last batch of one", 37, "tiles"),
     ("last batch of one", 37, "as they come")],
    indirect=["shape"],
)  # fmt: skip
def test_gradients_are_those_of_float64(key: str, name: str, count: int, shape: str) -> None:
    outputs = step_gradient(Trainer(WIDE[name]).build.network(count, True))
    values = _values(outputs, np.random.default_rng(count))
    found = run_on(key, outputs, values, (X, Y), count)
    exact = NumpyProgram(outputs, dtype=np.float64)
    for variable_name, array in exact.inputs.items():
        array[...] = values[variable_name]
    exact.run()
    for output, expected in exact.outputs.items():
        greatest = float(np.abs(expected).max())
        np.testing.assert_allclose(found[output], expected, 1e-4, 1e-5 * greatest, err_msg=output)


@on_every_device
@pytest.mark.parametrize(
    ("name", "shape"),
    [("digits", "tiles"), ("last batch of one", "tiles"), ("last batch of one", "as they come")],
    indirect=["shape"],
)
def test_two_hundred_steps_are_those_of_numpy(
    key: str, name: str, shape: str, trainers: list[Trainer]
) -> None:
    found, expected = Trainer(WIDE[name], device=key), Trainer(WIDE[name])
    trainers.append(found)
    found.wait_for_device()
    epochs = -(-200 // found.steps_per_epoch)
    for trainer in (found, expected):
        trainer.advance(epochs=epochs)
    assert found.device != "NumPy"
    np.testing.assert_allclose(found.curve.train_loss, expected.curve.train_loss, 1e-3)
    np.testing.assert_allclose(found.curve.test_loss, expected.curve.test_loss, 1e-3)


def _mean_of_squares(count: int) -> dict[str, Expr]:
    x = variable("x", (count, 3))
    return {"loss": mean(x * x)}


def _with_neighbours(count: int) -> dict[str, Expr]:
    x = variable("x", (count, 3))
    return {"loss": (x @ x.permute((1, 0))).sum()}


def test_formulas_for_numbers_of_samples_share_all_but_constants() -> None:
    found = general(_mean_of_squares, {"x": 0}, 32)
    assert found is not None
    assert [found.constants(n) for n in (1, 32, 1000)] == [
        pytest.approx([1 / (3 * n)]) for n in (1, 32, 1000)
    ]
    assert found.serves((1, 17)) and not found.serves((1, 16))


def test_formulas_whose_loops_run_over_samples_do_not_share() -> None:
    assert general(_with_neighbours, {"x": 0}, 32) is None
