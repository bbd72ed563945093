"""The curve of a run, kept to be drawn: grows cheaply, thins to what a screen can show."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.frame import Curve

__all__ = ["Course"]

_SHOWN = 150
"""Stretches of the plot, each drawn with two points: the panel is about 300 pixels wide."""
_KEPT = 20_000
"""Rows beyond which some are forgotten: a fast run makes ten thousand a second."""
_COLUMNS = ("epoch", "train_loss", "test_loss", "penalty", "train_score", "test_score")


class Course:
    """Rows of `Curve` by column, in one buffer that doubles when it is full."""

    def __init__(self) -> None:
        self._rows = np.empty((len(_COLUMNS), 1024))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def clear(self) -> None:
        """Forgets everything: another run begins."""
        self._count = 0

    def append(self, curve: Curve) -> None:
        """Adds rows; they take the place of those for the same epochs and later."""
        if not len(curve):
            return
        self._count = int(np.searchsorted(self.column("epoch"), curve.epoch[0]))
        need = self._count + len(curve)
        while need > self._rows.shape[1]:
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)], axis=1)
        for number, name in enumerate(_COLUMNS):
            self._rows[number, self._count : need] = getattr(curve, name)
        self._count = need
        if self._count > _KEPT:
            self._thin()

    def _thin(self) -> None:
        """Keeps, of every short stretch of epochs, the rows with the least and the greatest
        training loss. Stretches are equal, so that the beginning of a long run is not lost."""
        losses = self.column("train_loss")
        starts = _stretches(self.column("epoch"), _KEPT // 4)
        low = np.where(np.isnan(losses), np.inf, losses)
        high = np.where(np.isnan(losses), np.inf, -losses)
        stretch = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, self._count)))
        least, greatest = (np.lexsort((values, stretch))[starts] for values in (low, high))
        ends = np.array([0, self._count - 1])
        places = np.unique(np.concatenate([least, greatest, ends]))
        self._rows[:, : len(places)] = self._rows[:, places]
        self._count = len(places)

    def column(self, name: str) -> NDArray[np.float64]:
        """One column of every row."""
        return self._rows[_COLUMNS.index(name), : self._count]

    def nearest(self, epoch: float) -> dict[str, float] | None:
        """The row measured nearest to `epoch`, by column; None while there is none."""
        if not self._count:
            return None
        at = int(np.clip(np.searchsorted(self.column("epoch"), epoch), 0, self._count - 1))
        if at and epoch - self.column("epoch")[at - 1] < self.column("epoch")[at] - epoch:
            at -= 1
        return {name: float(self._rows[number, at]) for number, name in enumerate(_COLUMNS)}

    def shown(
        self, name: str, smoothing: float = 0.0
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Epochs and values to draw, as many points as a narrow plot can tell apart.

        Many rows become the lowest and highest of equal stretches, so that no spike is lost.
        `smoothing` in [0, 1) is the share of the drawn width that a moving average covers,
        squared for a fine start.
        """
        x, y = self.column("epoch"), self.column(name)
        good = np.isfinite(y)
        x, y = (x, y) if good.all() else (x[good], y[good])
        if smoothing > 0 and len(y) > 2:
            y = _moving_average(y, max(1, int(len(y) * smoothing**2 * 0.25)))
        if len(y) < 3 * _SHOWN:
            return x, y
        starts = _stretches(x, _SHOWN)
        low, high = np.minimum.reduceat(y, starts), np.maximum.reduceat(y, starts)
        thin_x = np.append(np.repeat(x[starts], 2), x[-1])
        return thin_x, np.append(np.stack([low, high], axis=1).reshape(-1), y[-1])


def _stretches(epochs: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """Where each of `count` equal stretches of epochs begins; those without a row are left out."""
    edges = np.linspace(epochs[0], epochs[-1], count, endpoint=False)
    return np.unique(np.searchsorted(epochs, edges))


def _moving_average(y: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """The mean of `reach` values to either side, of fewer at the ends."""
    total = np.concatenate([[0.0], np.cumsum(y)])
    at = np.arange(len(y))
    low, high = np.maximum(at - reach, 0), np.minimum(at + reach + 1, len(y))
    averaged: NDArray[np.float64] = (total[high] - total[low]) / (high - low)
    return averaged
