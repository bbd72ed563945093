"""Measures a network on all samples, in blocks so that it can stop in between."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.build import Build
from engine.datasets.base import Data
from engine.runner import Outputs, Runner

__all__ = ["Measured", "Survey", "block_size", "blocks"]

_WORK = 50_000_000
"""Multiplications in one block: a few milliseconds."""
_SMALLEST = 16


class Measured(NamedTuple):
    """Losses include the penalty. Test numbers are NaN where there is no test set.

    `predictions`: "train" and "test", (count, outputs), see `engine.frame.Frame`.
    """

    train_loss: float
    test_loss: float
    penalty: float
    train_score: float
    test_score: float
    predictions: Mapping[str, NDArray[np.float32]]


def block_size(build: Build) -> int:
    """How many samples to run through the network at once."""
    passed = sum(math.prod(build.shapes[node]) for node in build.active)
    return max(_SMALLEST, _WORK // (build.size + passed + 1))


def blocks(count: int, size: int) -> Iterator[slice]:
    """`count` samples in pieces of at most `size`."""
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))


class Survey:
    """One measurement over the training and the test samples, a block at a time."""

    def __init__(self, runner: Runner, data: Data) -> None:
        self._runner = runner
        self._sets = {"train": (data.x_train, data.y_train), "test": (data.x_test, data.y_test)}
        self._answers: dict[str, list[Outputs]] = {name: [] for name in self._sets}
        size = block_size(runner.build)
        self._todo = [
            (name, part) for name, (x, _) in self._sets.items() for part in blocks(len(x), size)
        ]

    def advance(self) -> bool:
        """Runs one block; whether that was the last."""
        name, part = self._todo.pop(0)
        self._answers[name].append(self._runner.ask(self._sets[name][0][part]))
        return not self._todo

    def finish(self) -> Measured:
        """Runs what is left and judges it all."""
        while self._todo:
            self.advance()
        penalty = self._runner.penalty()
        answers = {name: _joined(parts) for name, parts in self._answers.items() if parts}
        losses, scores = {"test": math.nan}, {"test": math.nan}
        for name, given in answers.items():
            loss, scores[name] = self._runner.judge(given, self._sets[name][1])
            losses[name] = loss + penalty
        return Measured(
            losses["train"], losses["test"], penalty, scores["train"], scores["test"],
            {name: _frozen(given.prediction) for name, given in answers.items()},
        )


def _joined(parts: list[Outputs]) -> Outputs:
    if len(parts) == 1:
        return parts[0]
    return Outputs(
        np.concatenate([p.output for p in parts]),
        np.concatenate([p.logits for p in parts]),
        np.concatenate([p.prediction for p in parts]),
    )


def _frozen(values: NDArray[Any]) -> NDArray[np.float32]:
    """As float32 that nobody can change: it crosses threads."""
    plain = values.astype(np.float32, copy=False)
    plain.flags.writeable = False
    return plain
