"""A look inside a network: what every unit does over a plane, a line or chosen samples."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from engine.backends.numpy import NumpyProgram
from engine.camera import PREDICTION, Camera, picture_outputs
from engine.datasets.base import Data, View
from engine.evaluation import block_size, blocks
from engine.frame import Pictures
from engine.network import X
from engine.programs import fill
from engine.runner import Runner

__all__ = ["LINE", "PLANE", "Probe", "default_axes"]

PLANE, LINE = 64, 128
"""Points along each side of a plane, and along a line, unless asked otherwise."""
_ROWS, _COLUMNS, _BINS = 12, 24, 8

Kind = Literal["plane", "line", "samples"]
Floats = NDArray[Any]

_DEFAULT_AXES: Mapping[View, tuple[int, ...]] = {"plane": (0, 1), "line": (0,)}


@dataclass(frozen=True)
class _Inputs:
    """The probes, (count, *shape), and how their answers are laid out as rows × columns.

    `places` gives the number of the probe at each place, -1 where there is none.
    """

    kind: Kind
    x: Floats
    places: NDArray[np.int64]
    extent: tuple[float, float, float, float]
    axes: tuple[int, ...]
    samples: NDArray[np.int64] | None = None


class Probe:
    """Takes pictures of one network, again and again as it learns.

    `size` is the number of points along a side; 0 takes the usual. `axes` are the one or two
    features to vary while the others stand at their mean; None takes what suits the data.
    Without `units` only the prediction is pictured. With a `camera` the device that trains may
    take them, else, and whenever it cannot, NumPy does.
    """

    def __init__(
        self, runner: Runner, data: Data, size: int = 0,
        axes: Sequence[int] | None = None, camera: Camera | None = None, *, units: bool = True,
    ) -> None:
        self._runner = runner
        self._inputs = _inputs(data, size, default_axes(data, axes))
        self._names = (*(runner.build.active if units else ()), PREDICTION)
        step = min(block_size(runner.build), len(self._inputs.x))
        self._parts = list(blocks(len(self._inputs.x), step))
        self._shot = camera.shot(self._inputs.x, units=units) if camera else None

    def take(self) -> Pictures:
        """Pictures of the network as it is now."""
        found = self._shot.take() if self._shot else None
        if found is None:
            found = self._compute()
        laid = {name: self._lay_out(found[name]) for name in self._names}
        output = laid.pop(PREDICTION)
        inputs = self._inputs
        return Pictures(inputs.kind, laid, output, inputs.extent, inputs.axes, inputs.samples)

    def _compute(self) -> dict[str, Floats]:
        """What `Shot.take` finds, by NumPy."""
        found: dict[str, list[Floats]] = {name: [] for name in self._names}
        for part in self._parts:
            program = self._program(part.stop - part.start)
            fill(program, {X: self._inputs.x[part]})
            program.run()
            for name, arrays in found.items():
                values = program.outputs[name]
                arrays.append(values.reshape(len(values), -1).T.copy())
        return {
            name: np.concatenate(parts, axis=1) if len(parts) > 1 else parts[0]
            for name, parts in found.items()
        }

    def _program(self, count: int) -> NumpyProgram:
        def make() -> NumpyProgram:
            outputs = picture_outputs(self._runner, count)
            return programs.compile({name: outputs[name] for name in self._names})

        programs = self._runner.programs
        return programs.kept("pictures", (count, self._names), make)

    def _lay_out(self, flat: Floats) -> NDArray[np.float32]:
        """Answers (units, count) as (units, rows, columns)."""
        places = self._inputs.places
        if self._inputs.kind == "samples":
            picture = np.where(places >= 0, flat[:, places], np.nan).astype(np.float32)
        else:
            picture = flat.reshape(len(flat), *places.shape).astype(np.float32, copy=False)
        picture.flags.writeable = False
        return picture


def default_axes(data: Data, axes: Sequence[int] | None = None) -> tuple[int, ...]:
    """`axes` if they are one or two features of this data, else what suits it, () for samples."""
    count = math.prod(data.spec.shape)
    if axes is not None and 0 < len(axes) <= 2 and all(0 <= axis < count for axis in axes):
        return tuple(axes)
    return _DEFAULT_AXES.get(data.spec.view, ())


def _inputs(data: Data, size: int, axes: tuple[int, ...]) -> _Inputs:
    if not axes:
        return _chosen_samples(data)
    lows, highs = data.spec.bounds[list(axes)].astype(np.float64).T
    counts = [size or (LINE if len(axes) == 1 else PLANE)] * len(axes)
    lines = [
        low + (np.arange(n) + 0.5) * (high - low) / n
        for low, high, n in zip(lows, highs, counts, strict=True)
    ]
    flat = np.tile(data.x_train.reshape(len(data.x_train), -1).mean(axis=0), (math.prod(counts), 1))
    grid = np.meshgrid(*lines)
    for axis, values in zip(axes, grid, strict=True):
        flat[:, axis] = values.ravel()
    places = np.arange(len(flat)).reshape(-1, counts[0])
    spans = [float(v) for pair in zip(lows, highs, strict=True) for v in pair]
    extent = (spans[0], spans[1], *(spans[2:] or (0.0, 1.0)))
    kind: Kind = "line" if len(axes) == 1 else "plane"
    x = flat.astype(np.float32).reshape(-1, *data.spec.shape)
    return _Inputs(kind, x, places, (extent[0], extent[1], extent[2], extent[3]), axes)


def _chosen_samples(data: Data) -> _Inputs:
    """Up to `_COLUMNS` training samples of each class, or of each range of the target."""
    rows = _groups(data)
    columns = min(_COLUMNS, max(len(row) for row in rows))
    samples = np.full((len(rows), columns), -1, np.int64)
    for line, row in zip(samples, rows, strict=True):
        line[: min(columns, len(row))] = row[:columns]
    places = np.full(samples.shape, -1, np.int64)
    there = samples >= 0
    places[there] = np.arange(there.sum())
    x = data.x_train[samples[there]]
    return _Inputs("samples", x, places, (0.0, 1.0, 0.0, 1.0), (), samples)


def _groups(data: Data) -> list[NDArray[np.int64]]:
    """Numbers of training samples, grouped by class or by size of the first target."""
    if data.spec.task == "regression":
        order = np.argsort(data.y_train[:, 0], kind="stable")
        return [group for group in np.array_split(order, _BINS) if len(group)]
    count = min(len(data.spec.classes), _ROWS)
    return [np.flatnonzero(data.y_train == number) for number in range(count)]
