"""Small experiments to run in tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from engine.backends.training import TrainingSpec
from engine.datasets import datasets
from engine.experiment import Experiment, Split, Training
from engine.frame import Curve
from engine.graph import Graph
from engine.layers import Layer, layers
from engine.loops import training_spec
from engine.losses import losses
from engine.optimizers import optimizers
from engine.schedules import schedules
from engine.settings import live_settings
from engine.trainer import Trainer

__all__ = [
    "assert_same_course", "chain", "dense", "experiment", "layer", "numbers", "same",
    "two_spirals", "with_training",
]


def dense(units: int = 8, activation: str = "tanh", **values: Any) -> Layer:
    """A dense layer."""
    return layer("dense", units=units, activation=activation, **values)


def layer(kind: str, **values: Any) -> Layer:
    """Any layer."""
    return layers.make(kind, values)


def chain(*hidden: Layer) -> Graph:
    """Input, the hidden layers, output."""
    return Graph.chain(layers.make("input"), *hidden, layers.make("output"))


def experiment(
    *hidden: Layer,
    graph: Graph | None = None,
    data: str = "spiral",
    loss: str = "mse",
    optimizer: str = "sgd",
    schedule: str = "constant",
    split: Split = Split(),
    data_values: dict[str, Any] | None = None,
    optimizer_values: dict[str, Any] | None = None,
    **training: Any,
) -> Experiment:
    """Two layers of eight tanh units on the spiral, unless asked otherwise."""
    return Experiment(
        graph or chain(*(hidden or (dense(), dense()))),
        datasets.make(data, data_values),
        losses.make(loss),
        optimizers.make(optimizer, optimizer_values),
        schedules.make(schedule),
        split,
        Training(**training),
    )


def with_training(given: Experiment, **values: Any) -> Experiment:
    """The same with other training settings."""
    return replace(given, training=given.training.replace(**values))


def two_spirals() -> TrainingSpec:
    """The usual experiment with 500 points, as kernels get it."""
    trainer = Trainer(experiment(data_values={"count": 500}))
    given = trainer.experiment
    return training_spec(
        trainer.build, given.optimizer, trainer.data, trainer.batch_size,
        tuple(live_settings(given)),
    )


def numbers(trainer: Trainer) -> bytes:
    """Every weight, bit by bit."""
    return b"".join(array.tobytes() for array in trainer.weights().values())


def same(a: Curve, b: Curve) -> bool:
    """Whether two curves are equal, bit by bit."""
    columns = ("epoch", "train_loss", "test_loss", "penalty", "train_score", "test_score")
    return all(
        np.array_equal(getattr(a, name), getattr(b, name), equal_nan=name != "epoch")
        for name in columns
    )


def assert_same_course(found: Trainer, expected: Trainer) -> None:
    """Both are as far, and had the same losses and scores but for rounding."""
    a, b = found.curve, expected.curve
    np.testing.assert_array_equal(a.epoch, b.epoch)
    np.testing.assert_allclose(a.train_loss, b.train_loss, 1e-3, 1e-6)
    np.testing.assert_allclose(a.test_loss, b.test_loss, 1e-3, 1e-6)
    np.testing.assert_allclose(a.penalty, b.penalty, 1e-3, 1e-6)
    apart = np.abs(a.train_score - b.train_score)
    assert (apart <= 2.5 / len(found.data.x_train) + 1e-4).all()
    assert (found.epoch, found.step) == (expected.epoch, expected.step)
