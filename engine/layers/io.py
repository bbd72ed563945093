"""Where data enters a network and where its answer leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.datasets.base import DataSpec
from engine.ir.expr import Expr
from engine.ir.functions import concat
from engine.layers.activation import activate, activation_label
from engine.layers.base import Layer, LayerProblem, Net, layer
from engine.layers.dense import BIAS, GAIN, INITIALIZER, L1, L2, Neurons
from engine.param import param

__all__ = ["Input", "Output"]

_DRAWN = ("plane", "line")
"""Views whose inputs are coordinates, from which features are made."""


@dataclass(frozen=True, slots=True)
class _Feature:
    """A number made from the coordinates: how people write it, and its formula.

    `columns` are the coordinates it is made from; a line has only the first.
    """

    label: str
    columns: tuple[int, ...]
    formula: Callable[..., Expr]


_FEATURES: Mapping[str, _Feature] = {
    "x1": _Feature("x₁", (0,), lambda a: a),
    "x2": _Feature("x₂", (1,), lambda a: a),
    "x1^2": _Feature("x₁²", (0,), lambda a: a * a),
    "x2^2": _Feature("x₂²", (1,), lambda a: a * a),
    "x1*x2": _Feature("x₁x₂", (0, 1), lambda a, b: a * b),
    "sin x1": _Feature("sin x₁", (0,), lambda a: a.sin()),
    "sin x2": _Feature("sin x₂", (1,), lambda a: a.sin()),
}


def _feature_label(name: str) -> str:
    return _FEATURES[name].label


@layer
class Input(Layer):
    """Where the data comes in. Ready-made features can make a problem much easier."""

    formula = r"y = \varphi(x)"
    category = "Basic"
    inputs = (0, 0)
    features: tuple[str, ...] = param(
        ("x1", "x2"),
        choices=tuple(_FEATURES),
        naming=_feature_label,
        help="What the network is given: the coordinates themselves, or combinations of them.",
    )

    def _chosen(self, data: DataSpec) -> tuple[_Feature, ...]:
        chosen = (_FEATURES[name] for name in self.features)
        return tuple(f for f in chosen if max(f.columns) < data.shape[0])

    def feature_names(self, data: DataSpec) -> tuple[str, ...]:
        """How people write every number this layer passes on; () for images."""
        if data.view in _DRAWN:
            return tuple(feature.label for feature in self._chosen(data))
        return data.features

    def build(self, net: Net, *inputs: Expr) -> Expr:
        x = net.input()
        if net.data.view not in _DRAWN:
            return x
        chosen = self._chosen(net.data)
        if not chosen:
            raise LayerProblem("no_features")
        return concat([f.formula(*(x[:, c : c + 1] for c in f.columns)) for f in chosen], axis=1)


@layer
class Output(Neurons):
    """Where the answer comes out: one neuron for each number that is asked for."""

    formula = r"y = f\left(W^\top x + b\right)"
    activation: str = param(
        "auto",
        choices=("auto", "identity", "tanh", "sigmoid", "softmax"),
        naming=activation_label,
        help="How the answer is bent. Auto chooses what suits the loss.",
    )
    bias: bool = BIAS
    initializer: str = INITIALIZER
    gain: float = GAIN
    l1: float = L1
    l2: float = L2

    def build(self, net: Net, *inputs: Expr) -> Expr:
        chosen = net.output_activation if self.activation == "auto" else self.activation
        z = self.weighted_sum(net, inputs[0], net.data.outputs, chosen)
        net.logits(z)
        return activate(chosen, z)
