"""Wide networks on a device: any graph gives the numbers of NumPy, again and again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.backends.plan import Candidate, Plan, Sizes
from engine.experiment import Experiment, Split
from engine.graph import Graph, Node, Wire
from engine.trainer import Trainer
from tests.engine.opencl import on_every_device
from tests.engine.runs import assert_same_course, dense, experiment, layer, numbers


def _branches() -> Graph:
    """Two ways from the input to the output, joined."""
    nodes = {
        "in": layer("input"), "wide": dense(20, "gelu"), "narrow": dense(3, "tanh"),
        "both": layer("concatenate"), "norm": layer("layer_norm"), "out": layer("output"),
    }
    wires = [("in", "wide", 0), ("in", "narrow", 0), ("wide", "both", 0), ("narrow", "both", 1),
             ("both", "norm", 0), ("norm", "out", 0)]
    return Graph(
        tuple(Node(name, layer) for name, layer in nodes.items()),
        tuple(Wire(a, b, port) for a, b, port in wires),
    )


CASES: dict[str, Experiment] = {
    "norm and dropout": experiment(
        dense(20, "relu"), layer("batch_norm"), layer("dropout"), dense(34, "silu"), data="iris",
        loss="cross_entropy", optimizer="nesterov", batch_size=16, learning_rate=0.003, l2=0.01,
        schedule="cosine",
    ),
    "branches": experiment(
        graph=_branches(), optimizer="adam", batch_size=7, learning_rate=0.003, clip_norm=0.5,
    ),
    "regression": experiment(
        dense(17, "sine"), data="curve", loss="huber", optimizer="adamw", batch_size=1,
        learning_rate=0.001,
    ),
}  # fmt: skip


@pytest.fixture
def forced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small networks, too, are taken for wide ones."""

    def choose(sizes: Sizes, candidates: tuple[Candidate, ...], key: str) -> Plan:
        return Plan("matrix", "wide_network", next(c for c in candidates if c.key == key))

    monkeypatch.setattr("engine.express.choose", choose)


def _ready(trainers: list[Trainer], given: Experiment, key: str) -> Trainer:
    trainer = Trainer(given, device=key)
    trainers.append(trainer)
    trainer.wait_for_device()
    assert trainer.plan is not None
    assert (trainer.plan.way, trainer.device_note) == ("matrix", "")
    return trainer


@on_every_device
@pytest.mark.parametrize("name", CASES)
def test_two_hundred_steps_are_those_of_numpy_and_can_be_repeated(
    key: str, name: str, trainers: list[Trainer], forced: None
) -> None:
    found, expected = _ready(trainers, CASES[name], key), Trainer(CASES[name])
    epochs = -(-200 // found.steps_per_epoch)
    start = found.snapshot()
    found.advance(epochs=epochs)
    assert found.device != "NumPy"
    first, curve = numbers(found), found.curve
    expected.advance(epochs=epochs)
    assert_same_course(found, expected)
    for weight, value in expected.weights().items():
        np.testing.assert_allclose(found.weights()[weight], value, 0.02, 2e-3, err_msg=weight)
    found.restore(start)
    for _ in range(epochs):
        found.advance(epochs=1)
    assert numbers(found) == first
    np.testing.assert_array_equal(found.curve.train_loss, curve.train_loss)


@on_every_device
def test_gradients_are_those_of_float64(key: str, trainers: list[Trainer], forced: None) -> None:
    given = experiment(
        dense(40, "tanh"), dense(21, "sigmoid"), data="iris", loss="cross_entropy",
        optimizer="gradient_descent", learning_rate=1.0, split=Split(train_share=0.7),
    )
    found, expected = _ready(trainers, given, key), Trainer(given, dtype=np.float64)
    before = expected.weights()
    found.advance(epochs=1)
    expected.advance(epochs=1)
    for weight, value in expected.weights().items():
        slope, wanted = found.weights()[weight] - before[weight], value - before[weight]
        assert np.abs(slope - wanted).max() < 1e-5 * np.abs(wanted).max(), weight


@on_every_device
def test_a_wide_network_changes_hands_without_a_seam(key: str, trainers: list[Trainer]) -> None:
    given = experiment(
        layer("flatten"), dense(112, "relu"), dense(72, "relu"), data="digits",
        loss="cross_entropy", optimizer="adam", batch_size=100, learning_rate=0.001,
    )
    found, expected = Trainer(given, device=key), Trainer(given)
    trainers.append(found)
    found.advance(epochs=1)
    found.wait_for_device()
    assert found.plan is not None
    assert (found.plan.way, found.plan.reason) == ("matrix", "wide_network")
    turned = replace(given, training=given.training.replace(l2=0.001, learning_rate=0.0005))
    expected.advance(epochs=1)
    for trainer in (found, expected):
        trainer.advance(epochs=2)
        trainer.advance(steps=3)
        trainer.advance(epochs=2)
        assert not trainer.change(turned).rebuilt
        trainer.advance(epochs=2)
    assert found.device != "NumPy"
    assert_same_course(found, expected)
