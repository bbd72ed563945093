"""What weights are before training: random numbers of the right size."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine import random
from engine.param import Declared, param
from engine.registry import Registry

__all__ = [
    "Initializer",
    "automatic",
    "initializer",
    "initializer_label",
    "initializer_names",
    "initializers",
]

F32 = NDArray[np.float32]
Shape = tuple[int, ...]


class Initializer(Declared):
    """A source of initial weights."""

    def draw(self, shape: Shape, fan_in: int, fan_out: int, seed: int, stream: int) -> F32:
        """Initial weights of this shape, the same for the same arguments.

        `fan_in` and `fan_out` count the wires into and out of a unit; `stream` tells the
        weights of one network apart under one `seed`.
        """
        raise NotImplementedError


initializers: Registry[Initializer] = Registry("initializer")
initializer = initializers


@initializer
class Zeros(Initializer):
    """Every weight starts at 0. Right for biases; a whole layer of zeros cannot learn, because
    all its neurons stay alike."""

    def draw(self, shape: Shape, fan_in: int, fan_out: int, seed: int, stream: int) -> F32:
        return np.zeros(shape, np.float32)


@initializer
class Constant(Initializer):
    """Every weight starts at the same number, so all neurons of a layer stay alike."""

    value: float = param(0.1, lo=-10.0, hi=10.0, help="The number every weight starts at.")

    def draw(self, shape: Shape, fan_in: int, fan_out: int, seed: int, stream: int) -> F32:
        return np.full(shape, self.value, np.float32)


@initializer
class Ones(Initializer):
    """Every weight starts at 1. Right for the scales of a normalization."""

    def draw(self, shape: Shape, fan_in: int, fan_out: int, seed: int, stream: int) -> F32:
        return np.ones(shape, np.float32)


@initializer
class Normal(Initializer):
    """Bell-shaped random numbers around 0, the same spread for every layer."""

    deviation: float = param(
        0.5, lo=0.0, hi=10.0, label="Standard deviation", help="How far the numbers spread."
    )

    def draw(self, shape: Shape, fan_in: int, fan_out: int, seed: int, stream: int) -> F32:
        return _normal(shape, self.deviation, seed, stream)


@initializer
class Uniform(Initializer):
    """Random numbers from an even range around 0, the same range for every layer."""

    limit: float = param(0.5, lo=0.0, hi=10.0, help="The range goes from −limit to +limit.")

    def draw(self, shape: Shape, fan_in: int, fan_out: int, seed: int, stream: int) -> F32:
        return _uniform(shape, self.limit, seed, stream)


@initializer
class GlorotUniform(Initializer):
    """Even random numbers sized so that signals keep their strength through layers of tanh or
    sigmoid. Also called Xavier.

    Variance 2 / (fan_in + fan_out). Glorot and Bengio, 2010.
    """

    label = "Glorot uniform"

    def draw(self, shape: Shape, fan_in: int, fan_out: int, seed: int, stream: int) -> F32:
        return _uniform(shape, math.sqrt(6 / (fan_in + fan_out)), seed, stream)


@initializer
class GlorotNormal(Initializer):
    """Bell-shaped random numbers sized so that signals keep their strength through layers of
    tanh or sigmoid. Also called Xavier.

    Variance 2 / (fan_in + fan_out). Glorot and Bengio, 2010.
    """

    label = "Glorot normal"

    def draw(self, shape: Shape, fan_in: int, fan_out: int, seed: int, stream: int) -> F32:
        return _normal(shape, math.sqrt(2 / (fan_in + fan_out)), seed, stream)


@initializer
class HeUniform(Initializer):
    """Even random numbers sized for layers of ReLU, which lose half of their signal.

    Variance 2 / fan_in. He, Zhang, Ren and Sun, 2015.
    """

    label = "He uniform"

    def draw(self, shape: Shape, fan_in: int, fan_out: int, seed: int, stream: int) -> F32:
        return _uniform(shape, math.sqrt(6 / fan_in), seed, stream)


@initializer
class HeNormal(Initializer):
    """Bell-shaped random numbers sized for layers of ReLU, which lose half of their signal.

    Variance 2 / fan_in. He, Zhang, Ren and Sun, 2015.
    """

    label = "He normal"

    def draw(self, shape: Shape, fan_in: int, fan_out: int, seed: int, stream: int) -> F32:
        return _normal(shape, math.sqrt(2 / fan_in), seed, stream)


@initializer
class LecunNormal(Initializer):
    """Bell-shaped random numbers sized so that a layer's sums keep the spread of its inputs.

    Variance 1 / fan_in. LeCun, Bottou, Orr and Müller, 1998.
    """

    label = "LeCun normal"

    def draw(self, shape: Shape, fan_in: int, fan_out: int, seed: int, stream: int) -> F32:
        return _normal(shape, math.sqrt(1 / fan_in), seed, stream)


@initializer
class Orthogonal(Initializer):
    """Neurons that start at right angles to each other, so that none repeats another.

    The leading axes are taken together as rows; rows or columns, whichever are fewer, are
    orthonormal, so the variance is 1 / max(rows, columns). Saxe, McClelland and Ganguli, 2014.
    """

    def draw(self, shape: Shape, fan_in: int, fan_out: int, seed: int, stream: int) -> F32:
        columns = shape[-1] if shape else 1
        rows = math.prod(shape) // columns
        plain = _normal((rows, columns), 1.0, seed, stream).astype(np.float64)
        q, r = np.linalg.qr(plain if rows >= columns else plain.T)
        q = q * np.where(np.diagonal(r) < 0, -1.0, 1.0)  # makes the factorization unique
        return (q if rows >= columns else q.T).reshape(shape).astype(np.float32)


_AUTOMATIC: Mapping[str, str] = {
    "relu": "he_normal",
    "leaky_relu": "he_normal",
    "elu": "he_normal",
    "gelu": "he_normal",
    "silu": "he_normal",
    "softplus": "he_normal",
    "sine": "lecun_normal",
}


def automatic(activation: str) -> str:
    """The initializer that "auto" means for weights followed by this activation."""
    return _AUTOMATIC.get(activation, "glorot_uniform")


def initializer_names() -> tuple[str, ...]:
    """What an initializer setting may be: "auto" and every name of the registry."""
    return ("auto", *initializers)


def initializer_label(name: str) -> str:
    """What people read for an initializer's name, also for "auto"."""
    return initializers[name].label if name in initializers else "Auto"


def _uniform(shape: Shape, limit: float, seed: int, stream: int) -> F32:
    return (2 * random.uniform(shape, seed=seed, stream=stream, step=0) - 1) * np.float32(limit)


def _normal(shape: Shape, deviation: float, seed: int, stream: int) -> F32:
    return random.normal(shape, seed=seed, stream=stream, step=0) * np.float32(deviation)
