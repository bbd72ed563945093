"""Axes of a picture over features: ticks in the numbers of the source, and which to show first."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg

from engine.datasets import Data

__all__ = ["FeatureAxis", "telling_axes"]


class FeatureAxis(pg.AxisItem):
    """An axis over standardized numbers whose ticks are round in the numbers before that."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self._mean, self._spread = 0.0, 1.0

    def show_raw(self, mean: float, spread: float) -> None:
        """Ticks stand for x · `spread` + `mean`."""
        self._mean, self._spread = mean, spread
        self.picture = None
        self.update()

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        raw = super().tickValues(self._raw(low), self._raw(high), size)
        return [
            (spacing, [(value - self._mean) / self._spread for value in values])
            for spacing, values in raw
        ]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return super().tickStrings([self._raw(value) for value in values], scale, spacing)

    def _raw(self, value: float) -> float:
        return value * self._spread + self._mean


def telling_axes(data: Data) -> tuple[int, ...]:
    """The two features whose means differ most between classes, for their spread within one.

    The ratio of the variance between class means to the mean variance within classes (the F of
    an analysis of variance, up to a constant). The first two features for regression.
    """
    count = len(data.spec.features)
    if data.spec.task == "regression" or count < 3:
        return tuple(range(min(2, count)))
    x = data.x_train.reshape(len(data.x_train), -1).astype(float)
    groups = [x[data.y_train == label] for label in np.unique(data.y_train)]
    between = np.var([group.mean(axis=0) for group in groups], axis=0)
    within = np.mean([group.var(axis=0) for group in groups], axis=0)
    best = np.argsort(between / (within + 1e-9), kind="stable")[::-1][:2]
    return tuple(sorted(int(number) for number in best))
