"""Looks at what a network does to chosen samples, on the device that trains it where that pays."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.opencl.pictures import PictureSpec
from engine.backends.opencl.pictures_launcher import PictureKernel, Sitting
from engine.backends.opencl.runtime import DeviceFault
from engine.express import Express
from engine.ir.expr import Expr, ordered
from engine.network import X
from engine.runner import Runner

__all__ = ["PREDICTION", "Camera", "Shot", "picture_outputs"]

Floats = NDArray[Any]
PREDICTION = ".prediction"
"""The name of the prediction among the outputs of a picture; the others are nodes."""
_LEAST_SAMPLES, _MOST_WEIGHTS, _MOST_NUMBERS = 4_000, 12_000, 50_000_000
"""Where the device is the faster way: with fewer samples a launch takes longer than NumPy, with
more weights NumPy's matrix products are faster, and more numbers should not lie about in memory.
Measured on a processor, see docs/engine.md."""


def picture_outputs(runner: Runner, count: int) -> dict[str, Expr]:
    """Every node in forward order and the prediction, of `count` samples in evaluation mode."""
    network = runner.build.network(count, False)
    return {**{id: network.nodes[id] for id in runner.build.active}, PREDICTION: network.prediction}


class Camera:
    """One network, and its picture kernel once that is needed and compiled.

    The kernel is wanted when a device trains and a picture is large enough; it is compiled in the
    thread that compiled the training. After a failure there are no more pictures from the device.
    """

    def __init__(self, runner: Runner, express: Express) -> None:
        self._runner = runner
        self._express = express
        self._kernel: PictureKernel | None = None
        self._asked = self._failed = False
        shapes = runner.build.shapes
        self._units = sum(math.prod(shapes[node]) for node in runner.build.active)

    def moved(self, runner: Runner, express: Express) -> Camera:
        """One for a network of the same formulas; it goes on with the same kernel."""
        made = Camera(runner, express)
        if not self._failed and self._kernel is not None:
            made._kernel, made._asked = self._kernel, True
        return made

    def shot(self, x: Floats, *, units: bool) -> Shot:
        """Pictures to be taken of samples (count, *shape): of all nodes or of the prediction."""
        return Shot(self, x, units)

    def kernel_for(self, count: int, units: bool) -> PictureKernel | None:
        """The kernel, if it is ready and the faster way to picture `count` samples."""
        build = self._runner.build
        numbers = count * (self._units if units else build.spec.outputs)
        fits = build.size <= _MOST_WEIGHTS and numbers <= _MOST_NUMBERS
        if count < _LEAST_SAMPLES or not fits or not self._express.is_ready:
            return None
        if not self._asked:
            self._asked = self._express.errand(self._compile)
        return None if self._failed else self._kernel

    def numbers(self, kernel: PictureKernel) -> Floats:
        """Everything that the network depends on now, as the kernel wants it."""
        inputs = self._runner.memory.inputs
        numbers = np.zeros(kernel.spec.size, np.float32)
        for name, at in kernel.spec.places.items():
            values = inputs[name]
            numbers[at : at + values.size] = values.reshape(-1)
        return numbers

    def put_away(self) -> None:
        """The device failed: NumPy from now on. The kernel keeps what the device may yet use."""
        self._failed = True

    def _compile(self, device: int) -> None:
        try:
            self._kernel = PictureKernel(self._spec(), device)
        except (DeviceFault, NotImplementedError):
            self._kernel = None

    def _spec(self) -> PictureSpec:
        """Raises NotImplementedError when something is drawn at random."""
        outputs = picture_outputs(self._runner, 1)
        places: dict[str, int] = {}
        at = 0
        for node in ordered(outputs.values()):
            if node.op == "variable" and (name := node.attr("name")) not in {X, *places}:
                if node.dtype != "f":
                    raise NotImplementedError(f"pictures that depend on {name}")
                places[name] = at
                at += node.size
        return PictureSpec(
            lambda count: picture_outputs(self._runner, count), PREDICTION, X,
            math.prod(self._runner.build.spec.shape), places, max(at, 1),
        )


class Shot:
    """The same samples, again and again."""

    def __init__(self, camera: Camera, x: Floats, units: bool) -> None:
        self._camera, self._x, self._units = camera, x, units
        self._sitting: Sitting | None = None

    def take(self) -> Mapping[str, Floats] | None:
        """By name (units, count) float32, newly made; None where NumPy has to see to it."""
        kernel = self._camera.kernel_for(len(self._x), self._units)
        if kernel is None:
            return None
        try:
            if self._sitting is None:
                self._sitting = kernel.sitting(self._x, units=self._units)
            return kernel.see(self._sitting, self._camera.numbers(kernel))
        except DeviceFault:
            self._camera.put_away()
            return None
