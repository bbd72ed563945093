"""Functions to be learned: a number for every point of the plane or of a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.datasets.base import Dataset, Samples, View, dataset
from engine.datasets.draws import Draws
from engine.param import param

__all__ = ["Curve", "Function", "Hills", "Plane"]

F64 = NDArray[np.float64]


class Function(Dataset):
    """Random points and the value of a function there; a subclass says which function."""

    category = "Regression"
    view: ClassVar[View] = "plane"
    reach = 6.0

    count: int = param(
        400, lo=20, hi=5000, log=True, label="Samples", help="How many points are made in all."
    )
    noise: float = param(
        0.05, lo=0.0, hi=0.5, help="How far the values are scattered (standard deviation)."
    )

    @property
    def features(self) -> tuple[str, ...]:
        return ("x₁", "x₂")

    @property
    def classes(self) -> tuple[str, ...]:
        return ()

    def samples(self, seed: int) -> Samples:
        draws = Draws(seed)
        x = draws.uniform(self.count, len(self.features), lo=-self.reach, hi=self.reach)
        y = self.value(x) + self.noise * draws.normal(self.count)
        return Samples(x.astype(np.float32), y.astype(np.float32)[:, None])

    def value(self, x: F64) -> F64:
        """The function without noise, between about −1 and 1: (count, features) -> (count,)."""
        raise NotImplementedError


@dataset
class Plane(Function):
    """A slope that rises evenly from one corner to the other. A single neuron without an
    activation learns it exactly: this is linear regression.
    """

    def value(self, x: F64) -> F64:
        total: F64 = x.sum(axis=1)
        return total / 12.0


@dataset
class Hills(Function):
    """Three hills and three hollows in the plane. A line is no help here: hidden neurons have
    to be added up into bumps, and too few of them leave some hills out.
    """

    peaks: ClassVar[tuple[tuple[float, float, float], ...]] = (
        (-4.0, 2.5, 1.0), (0.0, 2.5, -1.0), (4.0, 2.5, 1.0),
        (-4.0, -2.5, -1.0), (0.0, -2.5, 1.0), (4.0, -2.5, -1.0),
    )  # fmt: skip
    """Where the hills stand and how high they are: (x₁, x₂, height)."""

    def value(self, x: F64) -> F64:
        at = np.array(self.peaks)
        square = ((x[:, None, :] - at[None, :, :2]) ** 2).sum(axis=2)
        total: F64 = (at[:, 2] * np.exp(-square / 2.4)).sum(axis=1)
        return total


def _sine(x: F64) -> F64:
    return np.sin(x)


def _steps(x: F64) -> F64:
    return np.clip(np.floor(x / 2.0) / 3.0 + 1 / 6, -1.0, 1.0)


def _bump(x: F64) -> F64:
    return 2.0 * np.exp(-(x**2) / 2.0) - 1.0


def _zigzag(x: F64) -> F64:
    return 1.0 - 2.0 * np.abs((x / 3.0) % 2.0 - 1.0)


def _parabola(x: F64) -> F64:
    return x**2 / 18.0 - 1.0


def _ripples(x: F64) -> F64:
    return np.sinc(x / 1.5)


def _chirp(x: F64) -> F64:
    return np.sin((x + 6.0) ** 2 / 8.0)


CURVES: Mapping[str, Callable[[F64], F64]] = {
    "sine": _sine,
    "parabola": _parabola,
    "bump": _bump,
    "zigzag": _zigzag,
    "steps": _steps,
    "ripples": _ripples,
    "chirp": _chirp,
}
"""The shapes of `Curve`, each from −6 … 6 to about −1 … 1."""


@dataset
class Curve(Function):
    """One number in, one number out: a curve through scattered points. Everything a network does
    can be seen here, from the bends each neuron adds to the wiggles of overfitting.
    """

    view = "line"

    count: int = param(
        100, lo=10, hi=2000, log=True, label="Samples", help="How many points are made in all."
    )
    noise: float = param(
        0.1, lo=0.0, hi=0.5, help="How far the values are scattered (standard deviation)."
    )
    shape: str = param("sine", choices=tuple(CURVES), help="Which curve is to be learned.")

    @property
    def features(self) -> tuple[str, ...]:
        return ("x₁",)

    def value(self, x: F64) -> F64:
        return CURVES[self.shape](x[:, 0])
