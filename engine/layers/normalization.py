"""Layers that shift and scale numbers to a common size, so that deep networks train faster."""

from __future__ import annotations

import math

from engine.ir.expr import Expr
from engine.ir.functions import stop_gradient
from engine.layers.base import Layer, Net, layer
from engine.param import param

__all__ = ["BatchNorm", "LayerNorm"]

EPSILON = param(
    1e-5,
    lo=1e-8,
    hi=0.1,
    log=True,
    live=True,
    help="A small number that keeps the division safe.",
)


@layer
class BatchNorm(Layer):
    """Gives every feature mean 0 and spread 1 over the batch, then a learned scale and shift.

    Outside training, and for a batch with a single value per feature, running averages take the
    place of the batch's own. Axis 1 is the feature (channel). Ioffe and Szegedy, 2015.
    """

    formula = r"y = \gamma \cdot \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta"
    label = "Batch norm"
    category = "Normalization"
    momentum: float = param(
        0.1,
        lo=0.0,
        hi=1.0,
        live=True,
        help="How fast the running averages follow the batches. Near 0 is slow.",
    )
    epsilon: float = EPSILON

    def build(self, net: Net, *inputs: Expr) -> Expr:
        (x,) = inputs
        features = x.shape[1]
        form = (features,) + (1,) * (len(x.shape) - 2)
        scale = net.weight("scale", (features,), "ones", regularize=False).reshape(form)
        shift = net.weight("shift", (features,), "zeros", regularize=False).reshape(form)
        mean, variance = self._statistics(net, x)
        spread = (variance.reshape(form) + self.epsilon).sqrt()
        return (x - mean.reshape(form)) / spread * scale + shift

    def _statistics(self, net: Net, x: Expr) -> tuple[Expr, Expr]:
        """Mean and variance to normalize by, (features,) each; moves the running averages.

        The running variance is the unbiased one, as in PyTorch.
        """
        features = x.shape[1]
        mean = net.state("mean", (features,), 0.0)
        variance = net.state("variance", (features,), 1.0)
        count = math.prod(x.shape) // features
        if not net.training or count == 1:
            return mean, variance
        axes = tuple(axis for axis in range(len(x.shape)) if axis != 1)
        own = x.mean(axes=axes, keepdims=True)
        # How far the numbers are off adds up to 0: the mean's part in this derivative, too.
        off = x - stop_gradient(own)
        own_variance = (off * off).mean(axes=axes)
        own = own.reshape((features,))
        unbiased = own_variance * (count / (count - 1))
        net.update("mean", mean + self.momentum * (own - mean))
        net.update("variance", variance + self.momentum * (unbiased - variance))
        return own, own_variance


@layer
class LayerNorm(Layer):
    """Gives the numbers of every sample mean 0 and spread 1, then a learned scale and shift.

    Works over the last axis, the same in and outside training. Ba, Kiros and Hinton, 2016.
    """

    formula = r"y = \gamma \cdot \frac{x - \mu(x)}{\sqrt{\sigma^2(x) + \varepsilon}} + \beta"
    label = "Layer norm"
    category = "Normalization"
    epsilon: float = EPSILON

    def build(self, net: Net, *inputs: Expr) -> Expr:
        (x,) = inputs
        features = x.shape[-1]
        scale = net.weight("scale", (features,), "ones", regularize=False)
        shift = net.weight("shift", (features,), "zeros", regularize=False)
        mean = x.mean(axes=(-1,), keepdims=True)
        off, still = x - mean, x - stop_gradient(mean)
        variance = (still * still).mean(axes=(-1,), keepdims=True)
        return off / (variance + self.epsilon).sqrt() * scale + shift
