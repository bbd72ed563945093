"""Random numbers for data sets: every draw of one data set is independent of the others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine import random

__all__ = ["Draws"]


class Draws:
    """The random numbers of one data set, the same for the same seed and order of draws.

    `purpose` keeps draws for different ends apart, such as samples and their division.
    Each draw takes the next step of the counter-based generator, so a draw does not depend on
    how many numbers those before it took: a noise of 0 leaves every point where it was.
    """

    def __init__(self, seed: int, purpose: str = "samples") -> None:
        self._seed = seed
        self._stream = random.stream(random.DATA, purpose)
        self._step = 0

    def uniform(self, *shape: int, lo: float = 0.0, hi: float = 1.0) -> NDArray[np.float64]:
        """Evenly spread numbers in [lo, hi)."""
        self._step += 1
        raw = random.uniform(shape, seed=self._seed, stream=self._stream, step=self._step)
        return lo + (hi - lo) * raw.astype(np.float64)

    def normal(self, *shape: int) -> NDArray[np.float64]:
        """Numbers of mean 0 and standard deviation 1."""
        self._step += 1
        raw = random.normal(shape, seed=self._seed, stream=self._stream, step=self._step)
        return raw.astype(np.float64)

    def permutation(self, count: int) -> NDArray[np.int64]:
        """The numbers 0 … count−1 in random order."""
        self._step += 1
        order = random.permutation(count, seed=self._seed, epoch=self._step, stream=self._stream)
        return order.astype(np.int64)
