"""Compares what the devices of this machine compute for a network with NumPy in float64."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.opencl.program import OpenclProgram
from engine.backends.opencl.runtime import DeviceFault, open_device
from engine.build import sound_build
from engine.datasets.split import prepare
from engine.devices import Device
from engine.experiment import Experiment
from engine.network import X, Y
from engine.objectives import supervised as rules
from engine.programs import fill
from engine.runner import Runner
from engine.settings import live_settings

__all__ = ["Agreement", "compare"]

_MOST_WEIGHTS = 50_000
"""One work-item computes everything: beyond, it would take minutes to compile and to run."""
_FLOOR = 1e-3


@dataclass(frozen=True)
class Agreement:
    """How far a device is from float64.

    `errors`, by weight: the largest difference of the gradient divided by the largest gradient
    in that weight (or by a thousandth of the largest in the network, where that is more);
    `largest` is the largest of them. Where nothing was compared, `fault` says why: "too_large",
    or "failed" with the words of the driver in `detail`.
    """

    largest: float = 0.0
    errors: Mapping[str, float] | None = None
    batch: int = 0
    fault: str = ""
    detail: str = ""


def compare(experiment: Experiment, device: Device) -> Agreement:
    """The gradient of one batch, at the initial weights and in training mode, on a device of
    OpenCL and on NumPy. Takes as long as compiling does. Raises BadExperiment."""
    data = prepare(experiment.data, experiment.split)
    made = sound_build(experiment.graph, data.spec, experiment.loss, experiment.surgery)
    runner = Runner(made, experiment.optimizer, np.float64)
    runner.memory.initialize(experiment.training.seed)
    runner.set_live(live_settings(experiment), experiment.training.seed)
    count = len(data.x_train)
    batch = count if experiment.optimizer.full_batch else experiment.training.batch_size
    batch = min(batch, count)
    if made.size > _MOST_WEIGHTS:
        return Agreement(batch=batch, fault="too_large")
    given = {X: data.x_train[:batch], Y: data.y_train[:batch]}
    expected = _on_numpy(runner, given, batch)
    try:
        found = _on_device(runner, given, batch, device)
    except (DeviceFault, NotImplementedError) as error:
        return Agreement(batch=batch, fault="failed", detail=str(error))
    largest = (float(np.abs(gradient).max(initial=0.0)) for gradient in expected.values())
    floor = _FLOOR * max(1e-9, *largest)
    errors = {
        name: _error(found[name], gradient, floor) for name, gradient in expected.items()
    }
    return Agreement(max(errors.values(), default=0.0), errors, batch)


def _on_numpy(
    runner: Runner, given: Mapping[str, NDArray[Any]], batch: int
) -> dict[str, NDArray[Any]]:
    program = runner.programs.gradient(batch)
    fill(program, given)
    program.run()
    memory = runner.memory
    return {name: spec.view(memory.gradient) for name, spec in memory.build.weights.items()}


def _on_device(
    runner: Runner, given: Mapping[str, NDArray[Any]], batch: int, device: Device
) -> dict[str, NDArray[Any]]:
    outputs = rules.step_gradient(runner.build.network(batch, True))
    wanted = {name: outputs[rules.of_gradient(name)] for name in runner.build.weights}
    opened = open_device(device.number)
    program = OpenclProgram(wanted, opened, lanes={X: 0, Y: 0}, count=batch)
    values = {**runner.memory.inputs, **given}
    for name, array in program.inputs.items():
        array[...] = values[name]
    program.run()
    return {name: array.astype(np.float64) for name, array in program.outputs.items()}


def _error(found: NDArray[Any], expected: NDArray[Any], floor: float) -> float:
    """The relative error of one tensor; infinite where it is not a number."""
    error = float(np.abs(found - expected).max(initial=0.0))
    scale = max(float(np.abs(expected).max(initial=0.0)), floor)
    return error / scale if np.isfinite(error) else np.inf
