"""Dense layers: every neuron listens to all numbers that come in."""

from __future__ import annotations

from engine.initializers import automatic, initializer_label, initializer_names
from engine.ir.expr import Expr
from engine.layers.activation import activate, activation_label, activation_names
from engine.layers.base import Layer, LayerProblem, Net, layer
from engine.param import param

__all__ = ["BIAS", "GAIN", "INITIALIZER", "L1", "L2", "Dense", "Neurons"]

# Settings that every layer of neurons has, after those of its own.
BIAS = param(True, help="Whether every neuron has a learned number that is added to its sum.")
INITIALIZER = param(
    "auto",
    choices=initializer_names,
    naming=initializer_label,
    label="Initial weights",
    help="What the weights are before training. Auto chooses what suits the activation.",
)
GAIN = param(
    1.0,
    lo=0.0,
    hi=10.0,
    label="Initial scale",
    help="Multiplies the initial weights. Far from 1, signals fade or explode in deep networks.",
)
L1 = param(
    0.0,
    lo=0.0,
    hi=1.0,
    log=True,
    live=True,
    label="L1 of this layer",
    help="Adds λ·Σ|w| of this layer to the loss, on top of the setting for all layers.",
)
L2 = param(
    0.0,
    lo=0.0,
    hi=1.0,
    log=True,
    live=True,
    label="L2 of this layer",
    help="Adds λ/2·Σw² of this layer to the loss, on top of the setting for all layers.",
)


class Neurons(Layer):
    """Neurons that add up all their inputs, weighted. A subclass declares these settings."""

    category = "Basic"
    bias: bool
    initializer: str
    gain: float
    l1: float
    l2: float

    def weighted_sum(self, net: Net, x: Expr, units: int, activation: str) -> Expr:
        """x @ weight + bias: (batch, inputs) -> (batch, units). `weight` is (inputs, units).

        The `activation` is what follows; "auto" initial weights are chosen by it. Raises
        LayerProblem "needs_flatten" when a sample is not a plain list of numbers.
        """
        if x.rank != 2:
            raise LayerProblem("needs_flatten", shape=x.shape[1:])
        count = x.shape[1]
        init = automatic(activation) if self.initializer == "auto" else self.initializer
        weight = net.weight(
            "weight",
            (count, units),
            init,
            fan_in=count,
            fan_out=units,
            gain=self.gain,
            l1=self.l1,
            l2=self.l2,
        )
        z = x @ weight
        return z + net.weight("bias", (units,), "zeros", regularize=False) if self.bias else z


@layer
class Dense(Neurons):
    """A column of neurons; each adds up all its inputs, weighted, and bends the sum."""

    formula = r"y = f\left(W^\top x + b\right)"
    units: int = param(8, lo=1, hi=4096, log=True, help="How many neurons the layer has.")
    activation: str = param(
        "tanh",
        choices=activation_names,
        naming=activation_label,
        help="How each neuron bends the sum of its inputs.",
    )
    bias: bool = BIAS
    initializer: str = INITIALIZER
    gain: float = GAIN
    l1: float = L1
    l2: float = L2

    def build(self, net: Net, *inputs: Expr) -> Expr:
        z = self.weighted_sum(net, inputs[0], self.units, self.activation)
        return activate(self.activation, z)
