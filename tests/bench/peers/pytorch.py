"""Eager PyTorch, written as its tutorials do, on one thread and on two."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn

from tests.bench.workloads import Workload

__all__ = ["grid", "many", "training"]

Ways = dict[str, Callable[[], float]]
AtEnd = Callable[[Callable[[], None]], None]

NAMES = {1: "PyTorch, 1 thread", 2: "PyTorch, 2 threads"}
SOME = 16
"""Networks that are trained one after another in place of 256."""


class Sine(nn.Module):
    """A wave."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.sin(x)


ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {
    "identity": nn.Identity, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU, "elu": nn.ELU, "gelu": lambda: nn.GELU("tanh"), "silu": nn.SiLU,
    "softplus": nn.Softplus, "sine": Sine, "softmax": lambda: nn.Softmax(-1),
}  # fmt: skip
OPTIMIZERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "gradient_descent": torch.optim.SGD,
    "sgd": torch.optim.SGD,
    "momentum": lambda w, lr: torch.optim.SGD(w, lr=lr, momentum=0.9),
    "nesterov": lambda w, lr: torch.optim.SGD(w, lr=lr, momentum=0.9, nesterov=True),
    "adagrad": torch.optim.Adagrad,
    "rmsprop": torch.optim.RMSprop,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
}


def training(workload: Workload, at_end: AtEnd) -> Ways:
    """Epoch by epoch."""
    return {NAMES[n]: _threaded(n, _epoch(workload)) for n in NAMES}


def many(workload: Workload, at_end: AtEnd) -> Ways:
    """One epoch of some of 256 networks, one after another."""
    epochs = [_epoch(workload) for _ in range(SOME)]

    def all_of_them() -> float:
        for epoch in epochs:
            epoch()
        return SOME / 256

    return {NAMES[n]: _threaded(n, all_of_them) for n in NAMES}


def grid(workload: Workload, at_end: AtEnd) -> Ways:
    """The prediction on 256 × 256 points, as a NumPy array."""
    model = _model(workload)
    points = torch.from_numpy(workload.plane(256))

    def picture() -> int:
        with torch.inference_mode():
            model(points).numpy()
        return 1

    return {NAMES[n]: _threaded(n, picture) for n in NAMES}


def _threaded(threads: int, way: Callable[[], float]) -> Callable[[], float]:
    def run() -> float:
        torch.set_num_threads(threads)
        return way()

    return run


def _model(workload: Workload) -> nn.Module:
    parts: list[nn.Module] = [nn.Flatten()]
    before = math.prod(workload.data.spec.shape)
    for hidden in workload.hidden:
        parts += [nn.Linear(before, hidden.units), ACTIVATIONS[hidden.activation]()]
        if hidden.batch_norm:
            parts.append(nn.BatchNorm1d(hidden.units))
        if hidden.dropout:
            parts.append(nn.Dropout(hidden.dropout))
        before = hidden.units
    parts.append(nn.Linear(before, workload.data.spec.outputs))
    if workload.loss == "mse":
        parts.append(nn.Tanh())
    return nn.Sequential(*parts)


def _tensors(workload: Workload, x: np.ndarray, y: np.ndarray) -> tuple[Tensor, Tensor]:
    target = torch.from_numpy(y)
    if workload.loss == "mse":
        target = (2.0 * target - 1.0).float().unsqueeze(1)
    return torch.from_numpy(x), target


def _epoch(workload: Workload) -> Callable[[], int]:
    data, model = workload.data, _model(workload)
    optimizer = OPTIMIZERS[workload.optimizer](model.parameters(), lr=workload.rate)
    loss_of = {"mse": nn.MSELoss, "cross_entropy": nn.CrossEntropyLoss}[workload.loss]()
    train = _tensors(workload, data.x_train, data.y_train)
    test = _tensors(workload, data.x_test, data.y_test)
    whole = workload.optimizer == "gradient_descent"
    batch = len(train[0]) if whole else workload.batch

    def epoch() -> int:
        model.train()
        for rows in torch.randperm(len(train[0])).split(batch):
            optimizer.zero_grad()
            loss_of(model(train[0][rows]), train[1][rows]).backward()
            optimizer.step()
        model.eval()
        with torch.inference_mode():
            for x, target in (train, test):
                loss_of(model(x), target).item()
        return 1

    return epoch
