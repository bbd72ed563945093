"""What an activation looks like: its values and slopes along a line, from the function itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.numpy import NumpyProgram
from engine.ir.expr import variable
from engine.ir.gradient import gradients
from engine.layers.activation import Activation

__all__ = ["Bend", "bend_of"]

Floats = NDArray[np.float64]
_X = ".x"


@dataclass(frozen=True)
class Bend:
    """A curve, (count,) each: places, values there, and slopes."""

    x: Floats
    y: Floats
    slope: Floats


@lru_cache(maxsize=64)
def bend_of(activation: Activation, low: float, high: float, count: int = 800) -> Bend | None:
    """`activation` from `low` to `high`; None for one that does not look at every number alone
    (softmax), which has no such curve."""
    x = np.linspace(low, high, count)
    together, alone = _run(activation, x[None, :]), _run(activation, x[:, None])
    if not np.allclose(together["y"], alone["y"]):
        return None
    made = Bend(x, together["y"], together["slope"])
    for array in (made.x, made.y, made.slope):
        array.flags.writeable = False
    return made


def _run(activation: Activation, x: NDArray[Any]) -> dict[str, Floats]:
    points = variable(_X, x.shape)
    y = activation.apply(points)
    (slope,) = gradients(y.sum(), [points])
    program = NumpyProgram({"y": y, "slope": slope}, dtype=np.float64)
    program.inputs[_X][...] = x
    program.run()
    return {name: array.reshape(-1).copy() for name, array in program.outputs.items()}
