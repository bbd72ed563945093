"""A picture kernel on a device: compiled once for a network, then run on any samples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.opencl.lowering import WIDTH
from engine.backends.opencl.pictures import PictureSpec, picture_rows, picture_text
from engine.backends.opencl.runtime import Queue, open_device

__all__ = ["PictureKernel", "Sitting"]

Floats = NDArray[Any]
_GROUPS = 16
"""PoCL hands out groups in portions that shrink: with few of them one core waits for another."""


class PictureKernel:
    """The pictures of one network on one device. Built in any thread, then used by one. Every
    failure is a DeviceFault; NotImplementedError says that a network has no such kernel."""

    def __init__(self, spec: PictureSpec, number: int) -> None:
        """`number` as in `open_device`."""
        opened = open_device(number)
        self.spec = spec
        self.rows: Mapping[str, slice] = picture_rows(spec)
        self._kernel = opened.build(picture_text(spec), "see")
        self._queue = opened.queue()
        self._sent = np.zeros(spec.size, np.float32)
        self._numbers = self._queue.buffer(self._sent)
        self._sitting: Sitting | None = None
        self._force_compiler()

    def sitting(self, x: Floats, *, units: bool) -> Sitting:
        """Samples (count, *shape) of which every output, or only the answer, is to be seen."""
        wanted = self.rows if units else {self.spec.answer: self.rows[self.spec.answer]}
        return Sitting(self._queue, x.reshape(len(x), -1), wanted, units)

    def see(self, sitting: Sitting, numbers: Floats) -> dict[str, Floats]:
        """What a sitting is for, (units, count) float32 by name, from the vector `numbers`, which
        is kept. Equal numbers give bit-equal pictures."""
        if not np.array_equal(self._sent, numbers):
            self._sent = numbers
            self._queue.write(self._numbers, self._sent)
        seen = np.empty((sitting.rows, sitting.chunks * WIDTH), np.float32)
        self._run(sitting, np.int32(sitting.chunks))
        self._queue.read(seen, sitting.seen)
        return {name: seen[rows, : sitting.count] for name, rows in sitting.wanted.items()}

    def _run(self, sitting: Sitting, chunks: np.int32) -> None:
        arguments = (sitting.x, self._numbers, sitting.seen, chunks, np.int32(sitting.units))
        again = sitting is self._sitting
        self._sitting = sitting
        self._queue.run(self._kernel, {} if again else dict(enumerate(arguments)), _GROUPS)

    def _force_compiler(self) -> None:
        """PoCL compiles at the first launch: here is one that sees nothing."""
        nobody = self.sitting(np.zeros((1, self.spec.sample_size), np.float32), units=False)
        self._run(nobody, np.int32(0))
        self._queue.finish()


class Sitting:
    """Samples on a device, and room for the rows of them that are `wanted`. It keeps its buffers
    alive, which kernel arguments do not."""

    def __init__(
        self, queue: Queue, x: Floats, wanted: Mapping[str, slice], units: bool
    ) -> None:
        """`x`: (count, features)."""
        self.wanted, self.units = wanted, units
        self.rows = max(rows.stop for rows in wanted.values())
        self.count = len(x)
        self.chunks = -(-len(x) // WIDTH)
        # Real numbers behind the last sample, too.
        filled = np.resize(x, (self.chunks * WIDTH, x.shape[1]))
        lanes = filled.reshape(self.chunks, WIDTH, -1).transpose(0, 2, 1)
        self.x = queue.buffer(np.ascontiguousarray(lanes, np.float32))
        self.seen = queue.buffer(np.zeros((self.rows, self.chunks * WIDTH), np.float32))
