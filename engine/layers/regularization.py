"""Layers that keep a network from learning its samples by heart."""

from __future__ import annotations

from engine.ir.expr import Expr
from engine.ir.functions import less, where
from engine.layers.base import Layer, Net, layer
from engine.param import param

__all__ = ["Dropout"]


@layer
class Dropout(Layer):
    """While training, switches off random neurons in every step, so that none is relied on.

    What is left is made stronger by 1 / (1 − rate), so that nothing changes on average; outside
    training everything passes unchanged. Srivastava et al., 2014.
    """

    formula = r"y_i = \frac{m_i x_i}{1 - p}, \quad m_i \sim \mathrm{Bernoulli}(1 - p)"
    category = "Regularization"
    rate: float = param(
        0.5, lo=0.0, hi=0.95, unit="%", live=True, help="The share of neurons that is switched off."
    )

    def build(self, net: Net, *inputs: Expr) -> Expr:
        (x,) = inputs
        if not net.training:
            return x
        kept = x / (1 - self.rate)
        return where(less(net.random(x.shape), self.rate), 0.0, kept)
