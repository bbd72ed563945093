"""Layers that arrange numbers anew without changing them."""

from __future__ import annotations

import math

from engine.ir.expr import Expr
from engine.layers.base import Layer, Net, layer

__all__ = ["Flatten"]


@layer
class Flatten(Layer):
    """Lays the rows of an image end to end, so that a dense layer can read them."""

    formula = r"y = \operatorname{vec}(x)"
    category = "Shape"

    def build(self, net: Net, *inputs: Expr) -> Expr:
        (x,) = inputs
        return x.reshape((x.shape[0], math.prod(x.shape[1:])))
