"""A drawn graph as expressions: every node's output, the logits, and what the network learns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Any, TypeVar

from numpy.typing import NDArray

from engine import random
from engine.datasets.base import DataSpec
from engine.graph import Node
from engine.ir.expr import Expr, variable
from engine.ir.functions import greater, maximum, minimum, softmax, uniform, where
from engine.losses import Loss
from engine.param import Declared
from engine.surgery import ALIVE

__all__ = [
    "SEED",
    "STEP",
    "Assembly",
    "Network",
    "StateSpec",
    "WeightSpec",
    "X",
    "Y",
    "bind",
    "data_loss",
    "labels_variable",
    "live_name",
    "live_values",
    "output_activation",
    "structure",
]

X, Y, STEP, SEED = ".x", ".y", ".step", ".seed"
"""Names of the variables every network reads: inputs, labels, step number, seed. A leading dot
keeps them apart from the names of nodes."""

D = TypeVar("D", bound=Declared)

_CENTRED: Mapping[str, tuple[float, float]] = {"sigmoid": (2.0, -1.0)}


class _Placed:
    """An array of a node with a place in a flat vector."""

    __slots__ = ()
    name: str
    shape: tuple[int, ...]
    offset: int

    @property
    def node(self) -> str:
        """The node it belongs to."""
        return self.name.partition(".")[0]

    @property
    def size(self) -> int:
        """How many numbers it has."""
        return prod(self.shape)

    def view(self, flat: NDArray[Any]) -> NDArray[Any]:
        """This array inside a flat vector."""
        return flat[self.offset : self.offset + self.size].reshape(self.shape)


@dataclass(frozen=True, slots=True)
class WeightSpec(_Placed):
    """One learned array: how it starts and where it lies in the flat weight vector."""

    name: str
    shape: tuple[int, ...]
    init: str
    fan_in: int
    fan_out: int
    offset: int
    regularize: bool
    gain: float = 1.0


@dataclass(frozen=True, slots=True)
class StateSpec(_Placed):
    """One array that is kept but not learned, and where it lies in the flat state vector."""

    name: str
    shape: tuple[int, ...]
    value: float
    offset: int


@dataclass(frozen=True)
class Network:
    """The expressions of one network for one batch size and one mode.

    `nodes` maps each node to its output; `output` is the output node's, `logits` the same before
    its `activation`, `prediction` what people see of it (`engine.frame.Pictures.output`). `loss` is
    the data loss without the penalty. `l1` and `l2` are each weight's regularization strengths,
    scalars. `live` are the scalar variables that knobs set. `updates` are new values of states.
    """

    batch: int
    training: bool
    activation: str
    x: Expr
    labels: Expr
    nodes: Mapping[str, Expr]
    output: Expr
    logits: Expr
    prediction: Expr
    loss: Expr
    weights: Mapping[str, Expr]
    weight_specs: Mapping[str, WeightSpec]
    l1: Mapping[str, Expr | float]
    l2: Mapping[str, Expr | float]
    states: Mapping[str, Expr]
    state_specs: Mapping[str, StateSpec]
    updates: Mapping[str, Expr]


def live_name(owner: str, param: str) -> str:
    """The name of the variable behind a live setting, such as ``"dropout1:rate"``."""
    return f"{owner}:{param}"


def live_values(owner: str, declared: Declared) -> dict[str, float]:
    """The live float settings of `declared`, by the name of their variable."""
    return {
        live_name(owner, key): float(getattr(declared, key))
        for key, p in declared.params.items()
        if p.live and p.kind == "float"
    }


def bind(owner: str, declared: D) -> D:
    """A copy of `declared` whose live float settings are scalar variables."""
    keys = (key for key, p in declared.params.items() if p.live and p.kind == "float")
    return declared.bound({key: variable(live_name(owner, key), ()) for key in keys})


def structure(declared: Declared) -> tuple[Any, ...]:
    """Everything about `declared` that is built in, as a value to compare: all but what is live."""
    fixed = (
        (key, getattr(declared, key))
        for key, p in declared.params.items()
        if not (p.live and p.kind == "float")
    )
    return (type(declared), *fixed)


@dataclass
class Assembly:
    """Layers being put together, node by node, for one batch size and one mode.

    `knocked` are the nodes of which units can be knocked out. `learned` and `kept` count the
    numbers of weights and states so far.
    """

    spec: DataSpec
    loss: Loss
    batch: int
    training: bool
    knocked: Collection[str] = ()
    nodes: dict[str, Expr] = field(default_factory=dict)
    weights: dict[str, Expr] = field(default_factory=dict)
    weight_specs: dict[str, WeightSpec] = field(default_factory=dict)
    l1: dict[str, Expr | float] = field(default_factory=dict)
    l2: dict[str, Expr | float] = field(default_factory=dict)
    states: dict[str, Expr] = field(default_factory=dict)
    state_specs: dict[str, StateSpec] = field(default_factory=dict)
    updates: dict[str, Expr] = field(default_factory=dict)
    logits: dict[str, Expr] = field(default_factory=dict)
    learned: int = 0
    kept: int = 0

    def __post_init__(self) -> None:
        self.x = variable(X, (self.batch, *self.spec.shape))
        self.labels = labels_variable(self.spec, self.batch)
        self.step = variable(STEP, (), "i")
        self.seed = variable(SEED, (), "i")
        self.everywhere = {
            key: variable(live_name(".training", key), ()) for key in ("l1", "l2")
        }

    def place(self, node: Node, inputs: Iterable[Expr]) -> Expr:
        """Builds one node on its inputs. Raises what `Layer.build` and the shape rules raise."""
        net = _NodeNet(self, node.id)
        built = bind(node.id, node.layer).build(net, *inputs)
        if node.id in self.knocked and node.id not in self.logits:
            alive = net.state(ALIVE, built.shape[1:], 1.0)
            built = where(greater(alive, 0.5), built, 0.0)
        self.nodes[node.id] = built
        return built

    def finish(self, output: Node) -> Network:
        """The network that ends in the node `output`, which has been placed."""
        made = self.nodes[output.id]
        logits = self.logits.get(output.id, made)
        activation = output_activation(output, self.loss, self.spec)
        return Network(
            self.batch, self.training, activation, self.x, self.labels, self.nodes, made, logits,
            _shown(made, logits, activation, self.spec),
            data_loss(self.loss, self.spec, activation, made, logits, self.labels),
            self.weights, self.weight_specs, self.l1, self.l2,
            self.states, self.state_specs, self.updates,
        )


def output_activation(output: Node, loss: Loss, spec: DataSpec) -> str:
    """The activation of the output node, "auto" resolved."""
    chosen = str(output.layer.values.get("activation", "auto"))
    return loss.output_activation(spec.task) if chosen == "auto" else chosen


def data_loss(
    loss: Loss, spec: DataSpec, activation: str, output: Expr, logits: Expr, labels: Expr
) -> Expr:
    """The mean loss, without penalties, of outputs (count, outputs) that had to be `labels`."""
    bound = bind(".loss", loss)
    target = bound.target(labels, spec.task, spec.outputs, activation)
    return bound.build(logits if bound.from_logits else output, target)


def labels_variable(spec: DataSpec, count: int) -> Expr:
    """The labels of `count` samples: class numbers (count,) or targets (count, outputs)."""
    if spec.task == "regression":
        return variable(Y, (count, spec.outputs))
    return variable(Y, (count,), "i")


def _shown(output: Expr, logits: Expr, activation: str, spec: DataSpec) -> Expr:
    """The prediction as people see it: [-1, 1], probabilities, or the value itself."""
    if spec.task == "classes":
        return softmax(logits)
    if spec.task == "regression":
        return output
    scale, shift = _CENTRED.get(activation, (1.0, 0.0))
    return maximum(minimum(output * scale + shift, 1.0), -1.0)


class _NodeNet:
    """The network under construction as one node sees it (see `engine.layers.base.Net`)."""

    def __init__(self, whole: Assembly, node: str) -> None:
        self._whole = whole
        self._node = node
        self._drawn = 0

    @property
    def training(self) -> bool:
        return self._whole.training

    @property
    def data(self) -> DataSpec:
        return self._whole.spec

    @property
    def output_activation(self) -> str:
        return self._whole.loss.output_activation(self._whole.spec.task)

    def input(self) -> Expr:
        return self._whole.x

    def weight(
        self,
        name: str,
        shape: tuple[int, ...],
        init: str,
        *,
        fan_in: int = 1,
        fan_out: int = 1,
        gain: float = 1.0,
        l1: Any = 0.0,
        l2: Any = 0.0,
        regularize: bool = True,
    ) -> Expr:
        whole, full = self._whole, f"{self._node}.{name}"
        if full in whole.weights:
            return whole.weights[full]
        spec = whole.weight_specs[full] = WeightSpec(
            full, tuple(shape), init, fan_in, fan_out, whole.learned, regularize, gain
        )
        whole.learned += spec.size
        whole.l1[full] = l1 + whole.everywhere["l1"] if regularize else l1
        whole.l2[full] = l2 + whole.everywhere["l2"] if regularize else l2
        whole.weights[full] = variable(full, tuple(shape))
        return whole.weights[full]

    def state(self, name: str, shape: tuple[int, ...], value: float) -> Expr:
        whole, full = self._whole, f"{self._node}.{name}"
        if full not in whole.states:
            spec = whole.state_specs[full] = StateSpec(full, tuple(shape), value, whole.kept)
            whole.kept += spec.size
            whole.states[full] = variable(full, tuple(shape))
        return whole.states[full]

    def update(self, name: str, value: Expr) -> None:
        self._whole.updates[f"{self._node}.{name}"] = value

    def random(self, shape: tuple[int, ...]) -> Expr:
        self._drawn += 1
        stream = random.stream(random.DROPOUT, f"{self._node}/{self._drawn}")
        return uniform(tuple(shape), stream, self._whole.step, self._whole.seed)

    def logits(self, value: Expr) -> None:
        self._whole.logits[self._node] = value
