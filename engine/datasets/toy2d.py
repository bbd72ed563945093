"""Classes of points in the plane, made to be drawn: coordinates run from about −6 to 6."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.datasets.base import Dataset, Samples, View, dataset
from engine.datasets.draws import Draws
from engine.param import param

__all__ = ["XOR", "Blobs", "Circle", "Moons", "PlanePoints", "Spiral"]

F64 = NDArray[np.float64]


class PlanePoints(Dataset):
    """Points in the plane, in classes of equal size; a subclass says where they lie."""

    category = "Points"
    view: ClassVar[View] = "plane"
    reach = 6.0

    count: int = param(
        400, lo=20, hi=5000, log=True, label="Samples", help="How many points are made in all."
    )
    noise: float = param(
        0.1, lo=0.0, hi=2.0, help="How far points are scattered (standard deviation)."
    )

    @property
    def groups(self) -> int:
        """The number of classes."""
        return 2

    @property
    def features(self) -> tuple[str, ...]:
        return ("x₁", "x₂")

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple("ABCDEF"[: self.groups])

    def samples(self, seed: int) -> Samples:
        draws = Draws(seed)
        label = np.arange(self.count) % self.groups
        rank = np.arange(self.count) // self.groups
        size = np.bincount(label, minlength=self.groups)[label]
        x = self.place(label, (rank + 0.5) / size, draws)
        x = x + self.noise * draws.normal(self.count, 2)
        return Samples(x.astype(np.float32), label.astype(np.int64))

    def place(self, label: NDArray[np.int64], along: F64, draws: Draws) -> F64:
        """Where the points lie before noise, (count, 2).

        `along` rises evenly from 0 to 1 within each class.
        """
        raise NotImplementedError


def polar(radius: F64, angle: F64) -> F64:
    """Points at these radii and angles (radians), (count, 2)."""
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


@dataset
class Circle(PlanePoints):
    """A disc inside a ring. No straight line can part them, but three or four hidden neurons
    can, and so can the single features x₁² and x₂² without any hidden layer.

    With more rings, each of them is a class of its own.
    """

    rings: int = param(2, lo=2, hi=4, label="Classes", help="How many rings lie around each other.")

    @property
    def groups(self) -> int:
        return self.rings

    def place(self, label: NDArray[np.int64], along: F64, draws: Draws) -> F64:
        # The last class is the disc in the middle; gaps are as wide as half a ring.
        width = 5.0 / (1.5 * self.rings - 0.5)
        inner = (self.rings - 1 - label) * 1.5 * width
        # Square roots spread points evenly over an area.
        radius = np.sqrt(inner**2 + along * ((inner + width) ** 2 - inner**2))
        return polar(radius, draws.uniform(self.count, hi=2 * np.pi))


@dataset
class XOR(PlanePoints):
    """Two classes in opposite quarters of a square: blue where x₁ and x₂ have the same sign.
    The problem that a network without a hidden layer cannot solve; the feature x₁x₂ alone can.
    """

    label = "XOR"
    gap: float = param(
        0.3, lo=0.0, hi=4.0,
        help="How far from both axes the points begin. With a wide gap only four clouds are left.",
    )

    def place(self, label: NDArray[np.int64], along: F64, draws: Draws) -> F64:
        size = draws.uniform(self.count, 2, lo=self.gap, hi=5.0)
        first = np.where(draws.uniform(self.count) < 0.5, -1.0, 1.0)
        same = np.where(label == 1, 1.0, -1.0)
        corners: F64 = np.stack([first, first * same], axis=1)
        return corners * size


@dataset
class Blobs(PlanePoints):
    """Round clouds of points, one for each class. Two of them can be parted by a straight line,
    so a network without hidden layers is enough: the place to meet the single neuron.
    """

    noise: float = param(1.0, lo=0.0, hi=3.0, help="How wide each cloud is (standard deviation).")
    clouds: int = param(2, lo=2, hi=6, label="Classes", help="How many clouds there are.")

    @property
    def groups(self) -> int:
        return self.clouds

    def place(self, label: NDArray[np.int64], along: F64, draws: Draws) -> F64:
        # Class A starts at the lower left, where it stands in every two-class picture.
        angle = 2 * np.pi * label / self.clouds - 0.75 * np.pi
        return polar(np.full(self.count, 3.2), angle)


@dataset
class Spiral(PlanePoints):
    """Arms that wind around each other, one for each class. The hardest of the drawn problems:
    it takes several hidden layers, or the features sin x₁ and sin x₂, and patience.
    """

    arms: int = param(2, lo=2, hi=5, label="Classes", help="How many arms the spiral has.")
    turns: float = param(
        1.75, lo=0.5, hi=3.0, help="How often each arm winds around the middle. More is harder."
    )

    @property
    def groups(self) -> int:
        return self.arms

    def place(self, label: NDArray[np.int64], along: F64, draws: Draws) -> F64:
        # A small hole in the middle, where all arms would meet in one point.
        angle = 2 * np.pi * (self.turns * along + label / self.arms)
        return polar(0.3 + 5.0 * along, angle + np.pi / 2)


@dataset
class Moons(PlanePoints):
    """Two half moons that reach into each other. Nearly parted by a line, but not quite:
    watch the boundary bend, and bend too much when there are few points and much noise.
    """

    noise: float = param(
        0.4, lo=0.0, hi=2.0, help="How far points are scattered (standard deviation)."
    )

    def place(self, label: NDArray[np.int64], along: F64, draws: Draws) -> F64:
        angle = np.pi * (along + label)
        side = np.where(label == 1, 1.0, -1.0)[:, None]
        centres: F64 = side * np.array([1.6, 0.8])
        return polar(np.full(self.count, 3.2), angle) + centres
