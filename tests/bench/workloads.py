"""The networks that training speed is measured on, and how long an epoch takes us and others."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from engine.datasets import Data, datasets
from engine.experiment import Experiment, Split, Training
from engine.graph import Graph
from engine.layers import layers
from engine.losses import losses
from engine.optimizers import optimizers
from engine.schedules import schedules
from engine.trainer import Trainer

__all__ = ["WORKLOADS", "Row", "Workload", "measure"]

SECONDS, ROUNDS = 2.0, 5
"""How long each engine trains for one figure, and in how many turns."""
_BULK = 0.05
"""Seconds of epochs at a time where many are trained in one launch."""


@dataclass(frozen=True)
class Workload:
    """One network on one data set. An epoch includes measuring the losses at its end."""

    name: str
    what: str
    data: str
    hidden: tuple[int, ...]
    activation: str
    loss: str
    optimizer: str
    batch: int
    rate: float

    @property
    def experiment(self) -> Experiment:
        """It, as the engine wants it."""
        dense = [
            layers.make("dense", {"units": n, "activation": self.activation}) for n in self.hidden
        ]
        flatten = [layers.make("flatten")] if self.data == "digits" else []
        graph = Graph.chain(layers.make("input"), *flatten, *dense, layers.make("output"))
        return Experiment(
            graph,
            datasets.make(self.data, {"count": 500} if self.data == "spiral" else {}),
            losses.make(self.loss),
            optimizers.make(self.optimizer),
            schedules.make("constant"),
            Split(train_share=0.5 if self.data == "spiral" else 0.9),
            Training(batch_size=self.batch, learning_rate=self.rate),
        )


WORKLOADS = (
    Workload(
        "W1", "spiral, 250 points, 2-8-8-1 tanh, MSE, SGD, batch 10",
        "spiral", (8, 8), "tanh", "mse", "sgd", 10, 0.03,
    ),
    Workload(
        "W2", "digits, 1,617 images, 64-64-64-10 ReLU, cross-entropy, Adam, batch 32",
        "digits", (64, 64), "relu", "cross_entropy", "adam", 32, 0.001,
    ),
)


@dataclass(frozen=True)
class Row:
    """One figure: the median time of an epoch, or why there is none."""

    workload: str
    engine: str
    milliseconds: float | None = None
    epochs: int = 0
    note: str = ""


def measure() -> Iterator[Row]:
    """Every workload on every engine; engines take turns, so that a busy machine is fair to all."""
    for workload in WORKLOADS:
        trainer, fast = Trainer(workload.experiment), Trainer(workload.experiment, device="auto")
        fast.wait_for_device()
        engines = {"ours, NumPy": _epochs(partial(trainer.advance, epochs=1))}
        missing = []
        if fast.plan is not None and fast.plan.way == "loop":
            engines["ours, 1 a launch"] = _epochs(partial(fast.advance, epochs=1))
            engines["ours, compiled"] = partial(_epochs_of, fast, _BULK)
        else:
            missing.append(Row(workload.name, "ours, compiled", note="no device for it"))
        for name, make in PEERS.items():
            try:
                engines[name] = _epochs(make(workload, trainer.data))
            except ImportError:
                missing.append(Row(workload.name, name, note="not installed"))
        times: dict[str, list[float]] = {name: [] for name in engines}
        for _ in range(ROUNDS):
            for name, train in engines.items():
                times[name] += _repeat(train, SECONDS / ROUNDS)
        for name, seconds in times.items():
            yield Row(workload.name, name, 1000 * statistics.median(seconds), len(seconds))
        yield from missing
        fast.close()


def _epochs(epoch: Callable[[], object]) -> Callable[[], int]:
    """Trains one epoch, and says so."""

    def train() -> int:
        epoch()
        return 1

    return train


def _epochs_of(trainer: Trainer, seconds: float) -> int:
    """Trains for so long; how many epochs that were."""
    before = trainer.epoch
    trainer.advance(seconds=seconds)
    return trainer.epoch - before


def _repeat(train: Callable[[], int], seconds: float) -> list[float]:
    """How long an epoch took each time, for so many seconds, after one time to warm up."""
    train()
    times, spent = [], 0.0
    while spent < seconds:
        began = time.perf_counter()
        epochs = train()
        took = time.perf_counter() - began
        spent += took
        times.append(took / max(epochs, 1))
    return times


def _torch(workload: Workload, data: Data) -> Callable[[], object]:
    """Eager PyTorch on one thread, written as its tutorials do."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    bend = {"tanh": nn.Tanh, "relu": nn.ReLU}[workload.activation]
    widths = [int(np.prod(data.spec.shape)), *workload.hidden]
    parts: list[nn.Module] = [nn.Flatten()]
    for before, after in pairwise(widths):
        parts += [nn.Linear(before, after), bend()]
    parts.append(nn.Linear(widths[-1], data.spec.outputs))
    if workload.loss == "mse":
        parts.append(nn.Tanh())
    model = nn.Sequential(*parts)
    optimizer = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[workload.optimizer](
        model.parameters(), lr=workload.rate
    )
    loss_of = {"mse": nn.MSELoss, "cross_entropy": nn.CrossEntropyLoss}[workload.loss]()

    def tensors(x: np.ndarray, y: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
        target = torch.from_numpy(y)
        if workload.loss == "mse":
            target = (2.0 * target - 1.0).float().unsqueeze(1)
        return torch.from_numpy(x), target

    train, test = tensors(data.x_train, data.y_train), tensors(data.x_test, data.y_test)

    def epoch() -> None:
        order = torch.randperm(len(train[0]))
        for rows in order.split(workload.batch):
            optimizer.zero_grad()
            loss_of(model(train[0][rows]), train[1][rows]).backward()
            optimizer.step()
        with torch.no_grad():
            for x, target in (train, test):
                loss_of(model(x), target).item()

    return epoch


def _sklearn(workload: Workload, data: Data) -> Callable[[], object]:
    """scikit-learn's MLPClassifier. It has its own loss and measures none on test data."""
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(
        workload.hidden,
        activation=workload.activation,
        solver=workload.optimizer,
        batch_size=workload.batch,
        learning_rate_init=workload.rate,
        momentum=0.0,
        alpha=0.0,
    )
    x = data.x_train.reshape(len(data.x_train), -1)
    classes = np.unique(data.y_train)
    return lambda: model.partial_fit(x, data.y_train, classes=classes)


PEERS = {"PyTorch": _torch, "scikit-learn": _sklearn}
"""Engines to compare with, where they are installed."""
