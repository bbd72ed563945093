"""How far many networks are: their numbers, and what was measured of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.frame import Curve

__all__ = ["COLUMNS", "Curves", "Progress"]

COLUMNS = ("train_loss", "test_loss", "penalty", "train_score", "test_score")


@dataclass(frozen=True)
class Curves:
    """What was measured of every network, oldest first; columns as in `Curve`.

    `epoch` is (rows,), all others (rows, networks); NaN once a network diverged.
    """

    epoch: NDArray[np.int64]
    train_loss: NDArray[np.float64]
    test_loss: NDArray[np.float64]
    penalty: NDArray[np.float64]
    train_score: NDArray[np.float64]
    test_score: NDArray[np.float64]

    def of(self, index: int) -> Curve:
        """The curve of one network."""
        return Curve(self.epoch, *(getattr(self, name)[:, index] for name in COLUMNS))


class Progress:
    """The networks of one run. Those before `at` have trained one epoch more than `epoch`, those
    before `begun` were measured before the first one. `diverged`: who met a number that is not
    finite, and in which epoch."""

    def __init__(self, everything: NDArray[np.float32], every: int) -> None:
        """`everything` is (networks, numbers); measured is after every so many epochs."""
        self.everything = everything
        self.epoch = self.at = self.begun = 0
        self.diverged: dict[int, int] = {}
        self._every, self._count = every, len(everything)
        self._rows: list[tuple[int, NDArray[np.float64]]] = []
        self._row = np.full((len(COLUMNS), self._count), math.nan)

    def copy(self) -> Progress:
        """The same once more, to go another way from here."""
        made = Progress(self.everything.copy(), self._every)
        made.epoch, made.at, made.begun = self.epoch, self.at, self.begun
        made.diverged, made._rows, made._row = {**self.diverged}, [*self._rows], self._row.copy()
        return made

    @property
    def curves(self) -> Curves:
        """What was measured."""
        epochs = np.array([epoch for epoch, _ in self._rows], np.int64)
        rows = np.array([row for _, row in self._rows])
        return Curves(epochs, *rows.reshape(-1, len(COLUMNS), self._count).transpose(1, 0, 2))

    @property
    def is_measured_next(self) -> bool:
        """Whether there is to be a row at the end of this epoch."""
        return (self.epoch + 1) % self._every == 0

    def begin(self, measure: Callable[[int], NDArray[np.float64]]) -> None:
        """Measures one more network before the first epoch."""
        self._row[:, self.begun] = measure(self.begun)
        self.begun += 1
        if self.begun == self._count:
            self._rows = [(0, self._row.copy())]

    def note(self, first: int, last: int, columns: NDArray[np.float64] | None) -> None:
        """Networks from `first` on and before `last` have ended an epoch; what was measured of
        them, if anything was."""
        if columns is not None:
            self._row[:, first:last] = columns
        self.at = last % self._count
        if self.at:
            return
        self._row[:, list(self.diverged)] = math.nan
        self.epoch += 1
        if self.epoch % self._every == 0:
            self._rows.append((self.epoch, self._row.copy()))
