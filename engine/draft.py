"""What one node is by itself: the shape of its output, what it learns, how much it computes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from engine.datasets.base import DataSpec
from engine.errors import BadShape
from engine.graph import Node
from engine.ir.expr import Expr, ordered, variable
from engine.ir.shapes import DType, Shape
from engine.layers.base import Layer, LayerProblem
from engine.losses import Loss
from engine.network import Assembly, StateSpec, WeightSpec

__all__ = ["Draft", "Refusal", "Stream", "draft"]

_BATCH = 2
_KEPT = 8192
"""Nodes whose drafts are kept: several graphs of 500 nodes and their last edits."""

Stream = tuple[Shape, DType]
"""What runs along a wire: the shape of one sample and its type."""


@dataclass(frozen=True)
class Draft:
    """One node on inputs of known shapes, whatever else is in the graph.

    `output` is what it hands on. The names and offsets of `weights` and `states` are its own,
    as if it were alone. `multiply_adds` are those of its matrix products, for one sample.
    """

    output: Stream
    weights: tuple[WeightSpec, ...]
    states: tuple[StateSpec, ...]
    multiply_adds: int

    @cached_property
    def size(self) -> int:
        """How many numbers it learns."""
        return sum(weight.size for weight in self.weights)


@dataclass(frozen=True)
class Refusal:
    """Why a layer cannot be built on its inputs; `port` is the number of the one that is wrong."""

    code: str
    port: int
    values: tuple[tuple[str, Any], ...]


@lru_cache(_KEPT)
def draft(
    layer: Layer, inputs: tuple[Stream, ...], spec: DataSpec, loss: Loss
) -> Draft | Refusal:
    """`layer` on `inputs`. The `spec` must be one that can be compared: without its arrays."""
    assembly = Assembly(spec, loss, _BATCH, True)
    sources = [
        variable(f".input{port}", (_BATCH, *shape), dtype)
        for port, (shape, dtype) in enumerate(inputs)
    ]
    try:
        made = assembly.place(Node("node", layer), sources)
    except LayerProblem as error:
        return Refusal(error.code, error.port, tuple(error.values.items()))
    except BadShape:
        return Refusal("shape_mismatch", 0, (("shapes", tuple(shape for shape, _ in inputs)),))
    return Draft(
        (made.shape[1:], made.dtype),
        tuple(assembly.weight_specs.values()), tuple(assembly.state_specs.values()),
        _multiply_adds(made) // _BATCH,
    )


def _multiply_adds(made: Expr) -> int:
    """Those of the matrix products in `made`."""
    products = (node for node in ordered([made]) if node.op == "matmul")
    return sum(node.size * node.args[0].shape[-1] for node in products)
