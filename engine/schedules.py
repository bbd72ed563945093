"""How the learning rate changes while training goes on."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.param import Declared, param
from engine.registry import Registry

__all__ = ["Schedule", "schedule", "schedules"]


class Schedule(Declared):
    """A learning rate over time."""

    def rate(self, base: float, epoch: float) -> float:
        """The learning rate at `epoch` (0 at the start, fractional inside an epoch).

        `base` is the learning rate of the training settings.
        """
        raise NotImplementedError

    def rates(
        self, base: float, first: int, epochs: int, starts: Sequence[float]
    ) -> NDArray[np.float32]:
        """The learning rate of every step of `epochs` epochs from `first` on, (epochs · steps,);
        `starts` says where in an epoch, [0, 1), each of its steps begins."""
        return np.array(
            [
                self.rate(base, epoch + start)
                for epoch in range(first, first + epochs)
                for start in starts
            ],
            np.float32,
        )


schedules: Registry[Schedule] = Registry("schedule")
schedule = schedules


@schedule
class Constant(Schedule):
    """The learning rate stays as it is set."""

    def rate(self, base: float, epoch: float) -> float:
        return base

    def rates(
        self, base: float, first: int, epochs: int, starts: Sequence[float]
    ) -> NDArray[np.float32]:
        return np.full(epochs * len(starts), base, np.float32)


@schedule
class Step(Schedule):
    """The learning rate drops by a factor every so many epochs."""

    label = "Steps"
    every: int = param(
        100,
        lo=1,
        hi=10_000,
        log=True,
        live=True,
        unit="epochs",
        help="How many epochs lie between two drops.",
    )
    factor: float = param(
        0.5, lo=0.01, hi=1.0, live=True, help="What the learning rate is multiplied with at a drop."
    )

    def rate(self, base: float, epoch: float) -> float:
        return base * self.factor ** math.floor(epoch / self.every)


@schedule
class Exponential(Schedule):
    """The learning rate shrinks by the same share in every epoch."""

    keep: float = param(
        0.995,
        lo=0.9,
        hi=1.0,
        live=True,
        label="Kept per epoch",
        help="What the learning rate is multiplied with in every epoch.",
    )

    def rate(self, base: float, epoch: float) -> float:
        return base * math.pow(self.keep, epoch)


@schedule
class Cosine(Schedule):
    """The learning rate glides down along half a cosine wave: slowly, then fast, then slowly.

    Loshchilov and Hutter, 2017. After the last epoch it stays low, or starts again.
    """

    epochs: int = param(
        300,
        lo=1,
        hi=10_000,
        log=True,
        live=True,
        unit="epochs",
        help="How many epochs the way down takes.",
    )
    lowest: float = param(
        0.0,
        lo=0.0,
        hi=1.0,
        live=True,
        help="Where it ends, as a share of the learning rate.",
    )
    repeat: bool = param(
        False, live=True, help="Jump back up at the end and glide down again (warm restarts)."
    )

    def rate(self, base: float, epoch: float) -> float:
        way = epoch / self.epochs
        way = way % 1.0 if self.repeat else min(way, 1.0)
        return base * (self.lowest + (1 - self.lowest) * 0.5 * (1 + math.cos(math.pi * way)))


@schedule
class Warmup(Schedule):
    """The learning rate starts small and grows to its full value, which spares fresh weights
    a violent start."""

    label = "Warm-up"
    ramp: int = param(
        10,
        lo=1,
        hi=1_000,
        log=True,
        live=True,
        unit="epochs",
        help="How many epochs it takes to reach the full learning rate.",
    )
    start: float = param(
        0.1,
        lo=0.0,
        hi=1.0,
        live=True,
        help="Where it starts, as a share of the learning rate.",
    )

    def rate(self, base: float, epoch: float) -> float:
        way = min(epoch / self.ramp, 1.0)
        return base * (self.start + (1 - self.start) * way)
