"""Bends: functions applied to every number, without which layers could only draw straight lines."""

from __future__ import annotations

import math
from typing import ClassVar

from engine.ir import functions
from engine.ir.expr import Expr
from engine.layers.base import Layer, Net, layer, layers
from engine.param import param

__all__ = ["Activation", "activate", "activation_label", "activation_names"]


class Activation(Layer):
    """A function of its input alone: `apply` is all there is to write.

    `ends` are the values that it only ever comes close to, on both sides, where it has such: a
    neuron that sits there hardly learns.
    """

    category = "Activation"
    ends: ClassVar[tuple[float, float] | None] = None

    def apply(self, x: Expr) -> Expr:
        """The function; the same shape as `x`."""
        raise NotImplementedError

    def build(self, net: Net, *inputs: Expr) -> Expr:
        return self.apply(inputs[0])


def activation_names() -> tuple[str, ...]:
    """The names of all activations, in order of the registry."""
    return tuple(name for name, cls in layers.items() if issubclass(cls, Activation))


def activation_label(name: str) -> str:
    """What people read for an activation's name, also for "auto"."""
    return layers[name].label if name in layers else "Auto"


def activate(name: str, x: Expr) -> Expr:
    """The activation called `name`, with its default settings, on `x`. Raises UnknownName."""
    made = layers.make(name)
    assert isinstance(made, Activation)
    return made.apply(x)


@layer
class Identity(Activation):
    """Passes every number on unchanged: a linear neuron."""

    formula = r"f(x) = x"

    def apply(self, x: Expr) -> Expr:
        return x


@layer
class Sigmoid(Activation):
    """Squeezes every number into the range from 0 to 1, like a probability."""

    formula = r"f(x) = \frac{1}{1 + e^{-x}}"
    ends = (0.0, 1.0)

    def apply(self, x: Expr) -> Expr:
        return x.sigmoid()


@layer
class Tanh(Activation):
    """Squeezes every number into the range from −1 to 1, symmetric around 0."""

    formula = r"f(x) = \tanh x = \frac{e^x - e^{-x}}{e^x + e^{-x}}"
    ends = (-1.0, 1.0)

    def apply(self, x: Expr) -> Expr:
        return x.tanh()


@layer
class ReLU(Activation):
    """Passes positive numbers on and turns negative ones into 0."""

    formula = r"f(x) = \max(0,\ x)"
    name = "relu"
    label = "ReLU"

    def apply(self, x: Expr) -> Expr:
        return functions.relu(x)


@layer
class LeakyReLU(Activation):
    """Like ReLU, but lets a little of the negative numbers through, so that no neuron dies."""

    formula = r"f(x) = \begin{cases} x & x > 0 \\ s \cdot x & x \le 0 \end{cases}"
    name = "leaky_relu"
    label = "Leaky ReLU"
    slope: float = param(
        0.01, lo=0.0, hi=1.0, live=True, help="What negative numbers are multiplied with."
    )

    def apply(self, x: Expr) -> Expr:
        return functions.where(functions.less(0.0, x), x, self.slope * x)


@layer
class ELU(Activation):
    """Like ReLU, but bends smoothly towards a negative floor."""

    formula = r"f(x) = \begin{cases} x & x > 0 \\ \alpha \left(e^x - 1\right) & x \le 0 \end{cases}"
    label = "ELU"
    alpha: float = param(
        1.0, lo=0.0, hi=5.0, live=True, help="How deep the floor for negative numbers lies."
    )

    def apply(self, x: Expr) -> Expr:
        floor = self.alpha * (functions.minimum(x, 0.0).exp() - 1)
        return functions.where(functions.less(0.0, x), x, floor)


@layer
class GELU(Activation):
    """A smooth ReLU that dips slightly below 0; used in transformers.

    The tanh form: x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³))). Hendrycks and Gimpel, 2016.
    """

    formula = (
        r"f(x) = \frac{x}{2} \left(1 + \tanh\left("
        r"\sqrt{\tfrac{2}{\pi}} \left(x + 0.044715\, x^3\right)\right)\right)"
    )
    label = "GELU"

    def apply(self, x: Expr) -> Expr:
        inside = math.sqrt(2 / math.pi) * (x + 0.044715 * (x * x * x))
        return 0.5 * x * (1 + inside.tanh())


@layer
class SiLU(Activation):
    """A smooth ReLU that lets a number through by its own sigmoid; also called Swish."""

    formula = r"f(x) = \frac{x}{1 + e^{-x}}"
    name = "silu"
    label = "SiLU"

    def apply(self, x: Expr) -> Expr:
        return x * x.sigmoid()


@layer
class Softplus(Activation):
    """A smooth ReLU that never quite reaches 0: log(1 + eˣ)."""

    formula = r"f(x) = \ln\left(1 + e^x\right)"

    def apply(self, x: Expr) -> Expr:
        return functions.softplus(x)


@layer
class Sine(Activation):
    """A wave: good at drawing repeating patterns and fine detail."""

    formula = r"f(x) = \sin(\omega x)"
    frequency: float = param(
        1.0, lo=0.1, hi=30.0, log=True, live=True, help="How fast the wave swings."
    )

    def apply(self, x: Expr) -> Expr:
        return (self.frequency * x).sin()


@layer
class Softmax(Activation):
    """Turns the numbers of a layer into shares that add up to 1, like probabilities of classes."""

    formula = r"f(x)_i = \frac{e^{x_i}}{\sum_j e^{x_j}}"

    def apply(self, x: Expr) -> Expr:
        return functions.softmax(x)
