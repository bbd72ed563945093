"""Where several branches of a network come together."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import add, mul

from engine.ir.expr import Expr
from engine.ir.functions import concat
from engine.ir.shapes import Shape
from engine.layers.base import Layer, LayerProblem, Net, layer

__all__ = ["Add", "Concatenate", "Multiply"]


@layer
class Add(Layer):
    """Adds its inputs, number by number. A wire around some layers and back in here is a
    shortcut that helps deep networks learn."""

    formula = r"y = x_1 + x_2 + \dots + x_n"
    category = "Merge"
    inputs = (2, None)

    def build(self, net: Net, *inputs: Expr) -> Expr:
        _check(inputs, lambda shape: shape)
        return reduce(add, inputs)


@layer
class Multiply(Layer):
    """Multiplies its inputs, number by number. A branch that ends in a sigmoid becomes a gate: it
    says how much of the other branch passes."""

    formula = r"y = x_1 \odot x_2 \odot \dots \odot x_n"
    category = "Merge"
    inputs = (2, None)

    def build(self, net: Net, *inputs: Expr) -> Expr:
        _check(inputs, lambda shape: shape)
        return reduce(mul, inputs)


@layer
class Concatenate(Layer):
    """Puts its inputs side by side, so that the next layer sees all of them.

    Joined along the first axis of a sample: units, or the channels of images.
    """

    formula = r"y = \left[\,x_1,\ x_2,\ \dots,\ x_n\,\right]"
    category = "Merge"
    inputs = (2, None)

    def build(self, net: Net, *inputs: Expr) -> Expr:
        _check(inputs, lambda shape: shape[:1] + shape[2:])
        if inputs[0].rank < 2:
            raise LayerProblem("shape_mismatch", shapes=_per_sample(inputs))
        return concat(inputs, axis=1)


def _check(inputs: tuple[Expr, ...], same: Callable[[Shape], Shape]) -> None:
    """Raises LayerProblem at the first input that differs from input 0 in what must be `same`."""
    wanted = same(inputs[0].shape)
    for port, x in enumerate(inputs):
        if same(x.shape) != wanted:
            raise LayerProblem("shape_mismatch", port=port, shapes=_per_sample(inputs))


def _per_sample(inputs: tuple[Expr, ...]) -> tuple[Shape, ...]:
    """The shapes of the inputs without the batch."""
    return tuple(x.shape[1:] for x in inputs)
