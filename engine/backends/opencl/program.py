"""Any formulas as one OpenCL kernel of one work-item: what laws are checked on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.opencl.emit import Emitter
from engine.backends.opencl.lowering import Lowered, lower
from engine.backends.opencl.numbers import Place
from engine.backends.opencl.prelude import PRELUDE
from engine.backends.opencl.runtime import Opened
from engine.backends.opencl.text import TYPES, Lines
from engine.ir.expr import Expr, ordered

__all__ = ["OpenclProgram", "kernel_text"]

_STORED: Mapping[str, Any] = {"f": np.float32, "i": np.int32, "b": np.int32}
_HANDED: Mapping[str, Any] = {"f": np.float32, "i": np.int64, "b": np.bool_}


def kernel_text(lowered: Lowered, variables: Mapping[str, Expr]) -> str:
    """The kernel "compute" that reads all variables and writes all outputs, in that order."""
    lines = Lines()
    arrays = {name: f"in{k}" for k, name in enumerate(variables)}
    places = {
        name: Place("array", arrays[name]) if variables[name].shape else
        Place("scalar", f"in{k}[0]")
        for k, name in enumerate(variables)
    }
    emitter = Emitter(lowered, lines, places)
    emitter.body()
    for k, node in enumerate(lowered.outputs.values()):
        with emitter.loops(node.shape, None) as at:
            value = emitter.value(node, at)
            emitter.put(f"out{k}", node, at, value)
    given = [
        *(f"__global const {TYPES[v.dtype]} *in{k}" for k, v in enumerate(variables.values())),
        *(f"__global {TYPES[v.dtype]} *out{k}" for k, v in enumerate(lowered.outputs.values())),
    ]
    constants = "".join(
        f"__constant {kind} {name}{text}\n"
        for (kind, text), name in emitter.constants.items()
    )
    head = "__kernel __attribute__((reqd_work_group_size(1, 1, 1)))\nvoid compute("
    return f"{PRELUDE}{constants}{head}{', '.join(given)}) {{\n{lines.text}}}\n"


class OpenclProgram:
    """A `Program` on an OpenCL device, in float32. `lanes` and `count` as in `lower`."""

    def __init__(
        self,
        outputs: Mapping[str, Expr],
        opened: Opened,
        *,
        lanes: Mapping[str, int] | None = None,
        count: int = 0,
    ) -> None:
        lowered = lower(outputs, lanes, count)
        given = {n.attr("name"): n for n in ordered(outputs.values()) if n.op == "variable"}
        self.text = kernel_text(lowered, given)
        self._kernel = opened.build(self.text, "compute")
        self._queue = opened.queue()
        self._inputs = {name: np.zeros(v.shape, _HANDED[v.dtype]) for name, v in given.items()}
        self._outputs = {
            name: np.zeros(node.shape, _HANDED[node.dtype]) for name, node in outputs.items()
        }
        kinds = [*(v.dtype for v in given.values()), *(v.dtype for v in outputs.values())]
        arrays = [*self._inputs.values(), *self._outputs.values()]
        self._staged = [
            np.zeros(max(a.size, 1), _STORED[k]) for a, k in zip(arrays, kinds, strict=True)
        ]
        self._buffers = [self._queue.buffer(a) for a in self._staged]

    @property
    def inputs(self) -> Mapping[str, NDArray[Any]]:
        """The array behind every variable, to be filled in place."""
        return self._inputs

    @property
    def outputs(self) -> Mapping[str, NDArray[Any]]:
        """The array of every output, valid until the next run."""
        return self._outputs

    def run(self) -> None:
        """Computes all outputs. Raises DeviceFault."""
        count = len(self._inputs)
        for array, staged, buffer in zip(
            self._inputs.values(), self._staged[:count], self._buffers[:count], strict=True
        ):
            if array.size:
                staged[: array.size] = array.reshape(-1)
                self._queue.write(buffer, staged)
        self._queue.run(self._kernel, dict(enumerate(self._buffers)))
        for array, staged, buffer in zip(
            self._outputs.values(), self._staged[count:], self._buffers[count:], strict=True
        ):
            self._queue.read(staged, buffer)
            array.reshape(-1)[:] = staged[: array.size]
