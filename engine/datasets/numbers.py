"""Puzzles made of numbers: what a network cannot learn, and what it learns without meaning."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.datasets.base import Dataset, Samples, View, dataset
from engine.datasets.draws import Draws
from engine.param import param

__all__ = ["Noise", "Parity", "ParityBinary", "ParityNumber"]

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Parity(Dataset):
    """Whether a whole number is even or odd; a subclass says how the number is shown."""

    category = "Puzzles"

    count: int = param(
        1000, lo=16, hi=4096, log=True, label="Numbers", help="The numbers from 0 up to this many."
    )

    @property
    def classes(self) -> tuple[str, ...]:
        return ("even", "odd")

    def samples(self, seed: int) -> Samples:
        numbers = np.arange(self.count, dtype=np.int64)
        return Samples(self.shown(numbers).astype(np.float32), numbers % 2)

    def shown(self, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
        """What the network is given for these numbers, (count, features)."""
        raise NotImplementedError


@dataset
class ParityNumber(Parity):
    """Even or odd, from the number itself, scaled to −1 … 1. Neighbours always differ, so a small
    network never gets beyond guessing: how data is shown matters more than how much there is.
    """

    label = "Even/odd (number)"
    view: ClassVar[View] = "line"

    @property
    def features(self) -> tuple[str, ...]:
        return ("x₁",)

    def shown(self, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
        share = numbers.astype(np.float64)[:, None] / (self.count - 1)
        return 2.0 * share - 1.0


@dataset
class ParityBinary(Parity):
    """Even or odd, from the binary digits of the number. The last digit is the answer, and a
    single neuron finds it: the same question as before, shown in the right way.
    """

    label = "Even/odd (binary)"

    @property
    def bits(self) -> int:
        """How many binary digits the greatest number has."""
        return (self.count - 1).bit_length()

    @property
    def features(self) -> tuple[str, ...]:
        return tuple(f"2{str(bit).translate(_SUPERSCRIPTS)}" for bit in self._places)

    @property
    def _places(self) -> tuple[int, ...]:
        return tuple(reversed(range(self.bits)))

    def shown(self, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
        digits: NDArray[np.int64] = (numbers[:, None] >> np.array(self._places)) & 1
        return digits.astype(np.float64)


@dataset
class Noise(Dataset):
    """Random numbers with random classes: there is nothing to learn. A large network still gets
    every training sample right, by heart, and stays at guessing on the test samples.
    """

    label = "Random noise"
    category = "Puzzles"

    count: int = param(
        100, lo=20, hi=2000, log=True, label="Samples", help="How many samples are made in all."
    )
    inputs: int = param(10, lo=1, hi=100, log=True, help="How many random numbers each sample has.")
    kinds: int = param(
        2, lo=2, hi=10, label="Classes", help="How many classes the samples are dealt out to."
    )

    @property
    def features(self) -> tuple[str, ...]:
        digits = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
        return tuple(f"x{str(place + 1).translate(digits)}" for place in range(self.inputs))

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple("ABCDEFGHIJ"[: self.kinds])

    def samples(self, seed: int) -> Samples:
        draws = Draws(seed)
        x = draws.normal(self.count, self.inputs).astype(np.float32)
        # Equal shares, so that no class is a better guess than another.
        return Samples(x, draws.permutation(self.count) % self.kinds)
