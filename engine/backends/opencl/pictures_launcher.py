"""A picture kernel on a device: compiled once for a network, then run on any samples."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.opencl.lowering import WIDTH
from engine.backends.opencl.pictures import PictureSpec, picture_rows, picture_text
from engine.backends.opencl.runtime import DeviceFault, Queue, is_done, open_device

__all__ = ["PictureKernel", "Sitting"]

Floats = NDArray[Any]
_GROUPS = 16
"""PoCL hands out groups in portions that shrink: with few of them one core waits for another."""
_LENT = 250_000
"""Numbers from which copying them takes longer than lending their memory to the device."""
_LINE = 32
"""Numbers in two cache lines."""
_SILENCE = 5.0
"""Seconds after which a device that has not answered is not waited for any more."""
_SPIN, _NAP = 0.002, 0.0002
"""Seconds that its end is watched for all the time, and between two looks after that."""


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
        self._lent: tuple[Any, ...] = ()
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
        seen = self._run(sitting, sitting.chunks)
        return {name: seen[rows, : sitting.count] for name, rows in sitting.wanted.items()}

    def _run(self, sitting: Sitting, chunks: int) -> Floats:
        """What was seen, (rows, lanes): a new array."""
        queue = self._queue
        seen = _aligned(sitting.rows, sitting.chunks * WIDTH)
        buffer = queue.borrow(seen) if sitting.seen is None else sitting.seen
        fresh: dict[int, Any] = {2: buffer}
        if sitting is not self._sitting:
            now = (sitting.x, self._numbers, buffer, np.int32(chunks), np.int32(sitting.units))
            fresh = dict(enumerate(now))
        # After a fault the device may still write there.
        self._lent = (seen, buffer)
        queue.run(self._kernel, fresh, _GROUPS)
        if chunks:
            _await(queue.mark())
        self._sitting = sitting if chunks else None
        if sitting.seen is None:
            queue.give_back(seen, buffer)
        else:
            queue.read(seen, buffer)
        self._lent = ()
        return seen

    def _force_compiler(self) -> None:
        """PoCL compiles at the first launch: here is one that sees nothing."""
        nobody = self.sitting(np.zeros((1, self.spec.sample_size), np.float32), units=False)
        self._run(nobody, 0)


class Sitting:
    """Samples on a device, and which rows of what is to be seen of them are `wanted`. `seen` is
    room for those, unless there are so many that the device had better write where they go. It
    keeps its buffers alive, which kernel arguments do not."""

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
        room = np.zeros((self.rows, self.chunks * WIDTH), np.float32)
        self.seen: Any = None if room.size >= _LENT else queue.buffer(room)


def _await(event: Any) -> None:
    """Returns when what the event stands for is done. Raises DeviceFault after `_SILENCE`."""
    began = time.perf_counter()
    while not is_done(event):
        waited = time.perf_counter() - began
        if waited > _SILENCE:
            raise DeviceFault("no answer")
        if waited > _SPIN:
            time.sleep(_NAP)


def _aligned(rows: int, columns: int) -> Floats:
    """A new array that begins where a pair of cache lines does: some drivers copy what does not."""
    spare = np.empty(rows * columns + _LINE, np.float32)
    start = -spare.ctypes.data % (4 * _LINE) // 4
    return spare[start : start + rows * columns].reshape(rows, columns)
