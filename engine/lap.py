"""One epoch on NumPy: which samples come next, and the measurement at its end."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.datasets.base import Data
from engine.evaluation import Measured, Survey
from engine.random import permutation
from engine.runner import Runner

__all__ = ["Lap"]


class Lap:
    """An epoch with batches of `batch` samples. `position` counts the samples it has seen;
    `is_measuring` once these are all."""

    def __init__(self, runner: Runner, data: Data, batch: int, position: int = 0) -> None:
        self.position = position
        self._runner, self._data, self._batch = runner, data, batch
        self._order: NDArray[np.intp] | None = None
        self._survey: Survey | None = None
        self._end_of_samples()

    @property
    def is_measuring(self) -> bool:
        """Whether all samples have been seen, and only the measurement is left."""
        return self._survey is not None

    def resized(self, runner: Runner, data: Data, batch: int) -> Lap:
        """The rest of this epoch with another network or other batches."""
        lap = Lap(runner, data, batch, self.position)
        lap._order = self._order
        return lap

    def step(
        self, samples: tuple[Any, Any], seed: int, epoch: int, number: int, age: int, rate: float
    ) -> None:
        """Trains on the next batch; see `Runner.step`, also for what it raises."""
        count = len(self._data.x_train)
        if self._order is None:
            whole = self._batch >= count
            self._order = np.arange(count) if whole else permutation(count, seed=seed, epoch=epoch)
        rows = self._order[self.position : self.position + self._batch]
        self._runner.step(*samples, rows, number, age, rate)
        self.position += len(rows)
        self._end_of_samples()

    def measure(self) -> Measured | None:
        """Measures a block of samples; the result after the last one."""
        survey = self._survey
        return survey.finish() if survey is not None and survey.advance() else None

    def _end_of_samples(self) -> None:
        if self.position >= len(self._data.x_train):
            self._survey = Survey(self._runner, self._data)
