"""The networks that speed is measured on, and their samples."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.datasets import Data, datasets
from engine.datasets.base import Dataset, Samples
from engine.datasets.split import prepare
from engine.experiment import Experiment, Split, Training
from engine.graph import Graph
from engine.layers import layers
from engine.layers.activation import activation_names
from engine.losses import losses
from engine.optimizers import optimizers
from engine.param import param
from engine.schedules import schedules

__all__ = ["VARIETY", "WORKLOADS", "Hidden", "Workload", "find", "variety"]

VARIETY = 30
"""Networks that are drawn at random."""


class Clouds(Dataset):
    """Clouds of points around a centre for each class, in any number of dimensions."""

    count: int = param(500, lo=10, hi=100_000, help="How many points.")
    width: int = param(2, lo=1, hi=10_000, help="Numbers of a point.")
    groups: int = param(2, lo=2, hi=100, help="How many classes.")

    @property
    def features(self) -> tuple[str, ...]:
        return tuple(f"x{i}" for i in range(self.width))

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(f"class {i}" for i in range(self.groups))

    def samples(self, seed: int) -> Samples:
        rng = np.random.default_rng(seed)
        centres = rng.normal(size=(self.groups, self.width))
        labels = np.arange(self.count) % self.groups
        x = centres[labels] + rng.normal(size=(self.count, self.width))
        return Samples(x.astype(np.float32), labels.astype(np.int64))


@dataclass(frozen=True)
class Hidden:
    """A dense layer; then, if asked for, batch norm and dropout."""

    units: int
    activation: str
    batch_norm: bool = False
    dropout: float = 0.0


@dataclass(frozen=True)
class Workload:
    """One network on one data set. An epoch takes the samples in random order, the last partial
    batch included, and ends with measuring the loss on those for training and for testing."""

    name: str
    what: str
    dataset: Dataset
    train_share: float
    hidden: tuple[Hidden, ...]
    loss: str
    optimizer: str
    batch: int
    rate: float

    @cached_property
    def data(self) -> Data:
        """The samples, the same for every engine."""
        return prepare(self.dataset, Split(train_share=self.train_share))

    def plane(self, side: int) -> NDArray[np.float32]:
        """Points of a grid over the plane of the data, (side · side, 2)."""
        lines = [np.linspace(lo, hi, side, dtype=np.float32) for lo, hi in self.data.spec.bounds]
        return np.stack(np.meshgrid(*lines), axis=-1).reshape(-1, 2)

    @property
    def experiment(self) -> Experiment:
        """It, as our engine wants it."""
        made = [layers.make("flatten")] if len(self.data.spec.shape) > 1 else []
        for hidden in self.hidden:
            values = {"units": hidden.units, "activation": hidden.activation}
            made.append(layers.make("dense", values))
            if hidden.batch_norm:
                made.append(layers.make("batch_norm"))
            if hidden.dropout:
                made.append(layers.make("dropout", {"rate": hidden.dropout}))
        return Experiment(
            Graph.chain(layers.make("input"), *made, layers.make("output")),
            self.dataset,
            losses.make(self.loss),
            optimizers.make(self.optimizer),
            schedules.make("constant"),
            Split(train_share=self.train_share),
            Training(batch_size=self.batch, learning_rate=self.rate),
        )


WORKLOADS = (
    Workload(
        "W1", "two spirals, 250 points, 2-8-8-1 tanh, MSE, SGD, batch 10",
        datasets.make("spiral", {"count": 500}), 0.5, (Hidden(8, "tanh"), Hidden(8, "tanh")),
        "mse", "sgd", 10, 0.03,
    ),
    Workload(
        "W2", "digits, 1,617 images, 64-64-64-10 ReLU, cross-entropy, Adam, batch 32",
        datasets.make("digits"), 0.9, (Hidden(64, "relu"), Hidden(64, "relu")),
        "cross_entropy", "adam", 32, 0.001,
    ),
    Workload(
        "W3", "10,000 samples, 784-512-256-10 ReLU, cross-entropy, Adam, batch 128",
        Clouds.from_values({"count": 11_111, "width": 784, "groups": 10}), 0.9,
        (Hidden(512, "relu"), Hidden(256, "relu")), "cross_entropy", "adam", 128, 0.001,
    ),
)  # fmt: skip


def find(name: str) -> Workload:
    """The workload of that name: W1, W2, W3, or V1 … for those drawn at random."""
    if name.startswith("V"):
        return variety(int(name[1:]))
    return next(workload for workload in WORKLOADS if workload.name == name)


def variety(number: int) -> Workload:
    """A network such as people draw in play; the same for the same number, counted from 1.

    There is no batch norm where a batch may hold a single sample: PyTorch refuses that.
    """
    draw = random.Random(number)
    count, groups = 250, draw.choice([2, 2, 2, 3, 4, 6, 8, 10])
    batch = draw.choice([1, draw.randint(2, 20), draw.randint(10, 100), 10])
    optimizer = list(optimizers)[number % len(optimizers)]
    alone = optimizer != "gradient_descent" and (batch == 1 or count % batch == 1)
    names = activation_names()
    hidden = tuple(
        Hidden(
            draw.randint(1, 16),
            names[number % len(names)] if depth == 0 else draw.choice(names),
            not alone and draw.random() < 0.15,
            draw.choice([0.0, 0.0, 0.0, 0.0, 0.2, 0.5]),
        )
        for depth in range(draw.randint(1, 6))
    )
    widths = "-".join(str(h.units) for h in hidden)
    extra = [w for w, has in (
        ("batch norm", any(h.batch_norm for h in hidden)),
        ("dropout", any(h.dropout for h in hidden)),
    ) if has]  # fmt: skip
    size = "of all" if optimizer == "gradient_descent" else batch
    what = f"2-{widths}-{groups if groups > 2 else 1} {optimizer}, batch {size}"
    return Workload(
        f"V{number}", ", ".join([what, *extra]),
        Clouds.from_values({"count": 2 * count, "groups": groups}), 0.5, hidden,
        "mse" if groups == 2 else "cross_entropy", optimizer, batch, 0.001,
    )  # fmt: skip
