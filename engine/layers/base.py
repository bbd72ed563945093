"""What a layer is, and what it may ask of the network it is built into."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol

from engine.datasets.base import DataSpec
from engine.ir.expr import Expr
from engine.param import Declared
from engine.registry import Registry

__all__ = ["Layer", "LayerProblem", "Net", "layer", "layers"]


class LayerProblem(Exception):
    """Raised by `Layer.build` when its inputs do not suit it; becomes a `Problem` on the node.

    `port` is the number of the input that does not fit.
    """

    def __init__(self, code: str, *, port: int = 0, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.port = port
        self.values = values


class Net(Protocol):
    """The network under construction, as one layer sees it.

    Names are local to the layer's node: the weight ``"weight"`` of node ``"dense1"`` is stored
    as ``"dense1.weight"``. All shapes are concrete; axis 0 of every activation is the batch.
    """

    @property
    def training(self) -> bool:
        """True while building a training step, False for evaluation and pictures."""

    @property
    def data(self) -> DataSpec:
        """What the data looks like: shapes, task, names."""

    @property
    def output_activation(self) -> str:
        """The activation that the loss wants on an output left on "auto"."""

    def input(self) -> Expr:
        """The data of this batch, shape (batch, *data.shape)."""

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
        """Learned numbers. `init` names an initializer; `fan_in` and `fan_out` are for it, and
        what it draws is multiplied by `gain`.

        `l1` and `l2` (numbers or scalar expressions) add to the global penalties, which apply
        only where `regularize` is true.
        """

    def state(self, name: str, shape: tuple[int, ...], value: float) -> Expr:
        """A number that is kept, not learned, starting as `value` (a running mean)."""

    def update(self, name: str, value: Expr) -> None:
        """Sets the state `name` to `value` at the end of a training step."""

    def random(self, shape: tuple[int, ...]) -> Expr:
        """Uniform numbers in [0, 1), new in every step; the counter-based generator's stream
        is fixed by the node and by how many times the layer asked before."""

    def logits(self, value: Expr) -> None:
        """Tells the network what the loss should use as logits (output layers only)."""


class Layer(Declared):
    """A kind of node: a docstring, settings, and how its output is made from its inputs.

    Float settings declared `live` arrive in `build` as scalar expressions, so that a knob never
    rebuilds the network. There is no backward pass to write.
    """

    category: ClassVar[str] = "Other"
    formula: ClassVar[str] = ""
    """What it computes, in LaTeX; x is what comes in and y what goes out."""
    inputs: ClassVar[tuple[int, int | None]] = (1, 1)
    """Least and greatest number of incoming wires; None is any number."""

    def build(self, net: Net, *inputs: Expr) -> Expr:
        """The output, axis 0 being the batch. Raises LayerProblem when the inputs do not fit."""
        raise NotImplementedError


layers: Registry[Layer] = Registry("layer")
layer = layers
