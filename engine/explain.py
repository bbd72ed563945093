"""One neuron with real numbers: what comes in, what it makes of it, how much it matters."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.numpy import NumpyProgram
from engine.datasets.base import Data
from engine.graph import Node
from engine.ir.expr import Expr, variable
from engine.ir.gradient import gradients
from engine.layers import layers
from engine.layers.activation import Activation
from engine.network import Network, X, Y, bind
from engine.programs import fill
from engine.runner import Runner

__all__ = ["Explainer", "Explanation"]

_PROBES = 256
_UNIT = ".unit"
_FLAT = 0.05
"""A slope below this is called saturated: the neuron hardly learns there."""

Floats = NDArray[Any]


@dataclass(frozen=True)
class Explanation:
    """What one unit does for one input.

    inputs: (source node, unit there, value) for every number that comes in. weights, bias: of a
    unit that sums its inputs, else None. z: before the activation; value: after it. activation:
    its name, "" where the node has none. gradient: how much the loss rises with this unit's value,
    summed over the mean loss of up to 256 training samples. saturated: the share of those on
    which the activation is almost flat, NaN without an activation. x: the input of the network.
    """

    node: str
    unit: int
    inputs: tuple[tuple[str, int, float], ...]
    weights: tuple[float, ...] | None
    bias: float | None
    z: float
    activation: str
    value: float
    gradient: float
    saturated: float
    x: tuple[float, ...]


class Explainer:
    """Explains the units of one network as it is now."""

    def __init__(self, runner: Runner, data: Data) -> None:
        self._runner = runner
        self._data = data
        self._probes = min(_PROBES, len(data.x_train))
        self._programs: dict[str, NumpyProgram] = {}

    def explain(
        self, node: str, unit: int, *, x: Sequence[float] | None = None, sample: int | None = None
    ) -> Explanation:
        """Unit `unit` of `node` for the input `x` (features,), or for training sample `sample`,
        or for the mean of all. Raises KeyError for a node that is not trained, IndexError for a
        unit or sample it does not have, or another number of features."""
        build = self._runner.build
        if node not in build.active:
            raise KeyError(node)
        if not 0 <= unit < math.prod(build.shapes[node]):
            raise IndexError(unit)
        point = self._point(x, sample)
        values = self._values(point)
        value = float(values[node].reshape(-1)[unit])
        sources = build.graph.sources(node)
        inputs = tuple(
            (source, number, float(v))
            for source in sources
            for number, v in enumerate(values[source].reshape(-1))
        )
        weights, bias = self._parts(node, unit, len(inputs))
        z = self._before(node, unit, inputs, weights, bias, value)
        activation = self._activation(node)
        gradient, saturated = self._probe(node, unit, activation)
        return Explanation(
            node, unit, inputs, weights, bias, z, activation, value, gradient, saturated,
            tuple(float(v) for v in point.reshape(-1)),
        )

    def _point(self, x: Sequence[float] | None, sample: int | None) -> Floats:
        train = self._data.x_train
        if sample is not None:
            if not 0 <= sample < len(train):
                raise IndexError(sample)
            return train[sample : sample + 1]
        chosen = train.mean(axis=0) if x is None else np.asarray(x, np.float32)
        if chosen.size != math.prod(self._data.spec.shape):
            raise IndexError(f"{chosen.size} features")
        return chosen.reshape(1, *self._data.spec.shape)

    def _values(self, point: Floats) -> Mapping[str, Floats]:
        if "" not in self._programs:
            nodes = self._runner.build.network(1, False).nodes
            self._programs[""] = self._runner.programs.compile(nodes)
        program = self._programs[""]
        fill(program, {X: point})
        program.run()
        outputs: Mapping[str, Floats] = program.outputs
        return outputs

    def _parts(
        self, node: str, unit: int, inputs: int
    ) -> tuple[tuple[float, ...] | None, float | None]:
        """Weights and bias of a unit that sums its inputs, else None."""
        specs, flat = self._runner.build.weights, self._runner.memory.weights
        weight, bias = specs.get(f"{node}.weight"), specs.get(f"{node}.bias")
        if weight is None or len(weight.shape) != 2 or weight.shape[0] != inputs:
            return None, None
        column = tuple(float(v) for v in weight.view(flat)[:, unit])
        return column, None if bias is None else float(bias.view(flat)[unit])

    def _before(
        self, node: str, unit: int, inputs: tuple[tuple[str, int, float], ...],
        weights: tuple[float, ...] | None, bias: float | None, value: float,
    ) -> float:
        """The value before the activation."""
        if weights is not None:
            pairs = zip(weights, inputs, strict=True)
            return sum(w * v for w, (_, _, v) in pairs) + (bias or 0.0)
        same = self._runner.build.graph.node(node).layer.category == "Activation"
        return inputs[unit][2] if same else value

    def _activation(self, node: str) -> str:
        build = self._runner.build
        layer = build.graph.node(node).layer
        if layer.category == "Activation":
            return layer.name
        chosen = str(layer.values.get("activation", ""))
        return build.network(1, False).activation if chosen == "auto" else chosen

    def _probe(self, node: str, unit: int, activation: str) -> tuple[float, float]:
        """The mean slope of the loss, and the share of probes where the unit is saturated."""
        program = self._program(node, activation)
        data, count = self._data, self._probes
        fill(program, {X: data.x_train[:count], Y: data.y_train[:count]})
        if _UNIT in program.inputs:
            program.inputs[_UNIT][...] = np.arange(program.inputs[_UNIT].size) == unit
        program.run()
        gradient = program.outputs["loss"].reshape(count, -1)[:, unit].sum()
        if "slope" not in program.outputs:
            return float(gradient), math.nan
        slope = np.abs(program.outputs["slope"][:, unit])
        return float(gradient), float(np.mean(slope < _FLAT))

    def _program(self, node: str, activation: str) -> NumpyProgram:
        if node not in self._programs:
            network = self._runner.build.network(self._probes, False)
            outputs = {"loss": gradients(network.loss, [network.nodes[node]])[0]}
            before = self._before_activation(network, node)
            if activation and before is not None:
                outputs["slope"] = _slope(self._runner.build.graph.node(node), activation, before)
            self._programs[node] = self._runner.programs.compile(outputs)
        return self._programs[node]

    def _before_activation(self, network: Network, node: str) -> Expr | None:
        """The expression that goes into the activation, where it is known: (count, units)."""
        sources = [network.nodes[s] for s in self._runner.build.graph.sources(node)]
        if len(sources) != 1:
            return None
        (source,) = sources
        layer = self._runner.build.graph.node(node).layer
        if isinstance(layer, Activation):
            return source.reshape((source.shape[0], -1))
        weight, bias = network.weights.get(f"{node}.weight"), network.weights.get(f"{node}.bias")
        if weight is None or weight.rank != 2:
            return None
        return source @ weight if bias is None else source @ weight + bias


def _slope(node: Node, activation: str, before: Expr) -> Expr:
    """How much each unit's value changes with its own sum, (count, units), in the column that
    the variable `_UNIT` marks: softmax also passes on what other units do."""
    own = isinstance(node.layer, Activation)
    bend = bind(node.id, node.layer) if own else layers.make(activation)
    assert isinstance(bend, Activation)
    free = before + 0.0
    marked = variable(_UNIT, (1, before.shape[1]))
    return gradients((bend.apply(free) * marked).sum(), [free])[0]
