"""Where several branches of a network come together."""

from __future__ import annotations

from engine.ir.expr import Expr
from engine.ir.functions import concat
from engine.layers.base import Layer, LayerProblem, Net, layer

__all__ = ["Add", "Concatenate"]


@layer
class Add(Layer):
    """Adds its inputs, number by number. A wire around some layers and back in here is a
    shortcut that helps deep networks learn."""

    category = "Merge"
    inputs = (2, None)

    def build(self, net: Net, *inputs: Expr) -> Expr:
        total, *others = inputs
        for other in others:
            if other.shape != total.shape:
                raise LayerProblem("shape_mismatch", shapes=_per_sample(inputs))
            total = total + other
        return total


@layer
class Concatenate(Layer):
    """Puts its inputs side by side, so that the next layer sees all of them.

    Joined along the first axis of a sample: units, or the channels of images.
    """

    category = "Merge"
    inputs = (2, None)

    def build(self, net: Net, *inputs: Expr) -> Expr:
        if len({x.shape[:1] + x.shape[2:] for x in inputs}) > 1 or len(inputs[0].shape) < 2:
            raise LayerProblem("shape_mismatch", shapes=_per_sample(inputs))
        return concat(inputs, axis=1)


def _per_sample(inputs: tuple[Expr, ...]) -> tuple[tuple[int, ...], ...]:
    """The shapes of the inputs without the batch."""
    return tuple(x.shape[1:] for x in inputs)
