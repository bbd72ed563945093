"""A wide network on a device: one kernel a matrix product, queued step after step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.opencl.launcher import Launch
from engine.backends.opencl.loop import COLUMNS
from engine.backends.opencl.matrix_kernels import Call
from engine.backends.opencl.matrix_program import MatrixProgram, Survey
from engine.backends.opencl.matrix_stores import Store
from engine.backends.opencl.runtime import open_device
from engine.backends.training import TrainingSpec
from engine.random import permutation

__all__ = ["MatrixKernel"]

Floats = NDArray[Any]
_WORD = 0xFFFFFFFF
_WORK = 100_000_000
"""Multiplications in one piece of a measurement: about two milliseconds."""
_SLOW = 0.01
"""Seconds that a step or a piece of a measurement is taken for until one was timed."""

Piece = Callable[[], None]


class MatrixKernel:
    """One training on one device. Built in any thread, then used by one. Every failure is a
    DeviceFault.

    `launch` trains whole epochs. An epoch may also be trained piece by piece, a piece being a
    step or a part of the measurement at its end: `begin`, then `advance` until it says that the
    epoch is complete; `take` tells at any time what has become of the weights, `report` what was
    measured.
    """

    def __init__(
        self, spec: TrainingSpec, number: int, samples: tuple[Floats, Floats, Floats, Floats]
    ) -> None:
        """`samples`: training samples and labels, test samples and labels."""
        opened = open_device(number)
        self._spec, self._program = spec, MatrixProgram(spec)
        self._layout = self._program.layout
        text, names = self._program.text()
        built = opened.compile(text)
        self._queue = opened.queue()
        self._state = np.zeros(self._layout.total, np.float32)
        self._strengths = np.zeros((3, self._layout.size), np.float32)
        filled = self._samples(samples)
        # Kernel arguments do not keep buffers alive: this does.
        self._buffers = {
            name: self._queue.buffer(filled.get(name, np.zeros(size, np.float32)))
            for name, size in self._program.sizes.items()
        }
        self._kernels: dict[int, Any] = {}
        for call in self._program.calls:
            kernel = opened.kernel(built, names[call.text])
            numbers = map(np.int32, call.numbers)
            self._queue.give(kernel, [*(self._buffers[b] for b in call.buffers), *numbers])
            self._kernels[id(call)] = kernel
        self._pieces: Iterator[Piece] = iter(())
        self._times = {"step": _SLOW, "survey": _SLOW}
        self._taken: Floats | None = None
        self._force_compiler()

    @property
    def is_stepwise(self) -> bool:
        """Whether an epoch can be trained piece by piece."""
        return True

    # --- whole epochs -----------------------------------------------------------------------

    def launch(self, given: Launch) -> tuple[Floats, Floats]:
        """Trains; the new `everything` and a row of `COLUMNS` for every epoch."""
        reports = []
        for k in range(given.where.epochs):
            self.begin(given, k)
            while not self.advance(1.0):
                pass
            reports.append(self.report())
        return self.take(), np.array(reports, np.float32).reshape(-1, len(COLUMNS))

    # --- piece by piece ---------------------------------------------------------------------

    def begin(self, given: Launch, epoch: int = 0, done: int = 0) -> None:
        """Begins with epoch number `epoch` of those `given`, from its step number `done` on."""
        at, spec, queue, buffers = given.where, self._spec, self._queue, self._buffers
        if epoch == 0:
            self._upload(given)
        steps = epoch * spec.steps
        order = np.zeros(spec.steps * spec.batch, np.int32)
        order[: spec.train_count] = (
            permutation(spec.train_count, seed=at.seed, epoch=at.epoch + epoch)
            if spec.shuffles else np.arange(spec.train_count)
        )
        rates = np.zeros(spec.steps + 1, np.float32)
        rates[:-1] = given.rates[steps : steps + spec.steps]
        live = np.append(given.live, rates[done]).astype(np.float32)
        words = [done, at.step + steps + 1, at.age + steps + 1, at.seed]
        clock = np.array([w & _WORD for w in words], np.uint32)
        self._sent = (order, rates, live, clock, np.zeros(len(COLUMNS), np.float32))
        for name, array in zip(("order", "rates", "live", "clock", "report"), self._sent,
                               strict=True):
            queue.write(buffers[name], array)
        self._regularized = given.regularized
        self._kinds = ["step"] * (spec.steps - done)
        self._pieces = self._epoch(done)
        self.done = done

    def advance(self, seconds: float) -> bool:
        """Goes on for about so long, by one piece at least; whether the epoch is complete."""
        began = perf_counter()
        spent, counts = 0.0, {"step": 0, "survey": 0}
        for kind, piece in self._pieces:
            piece()
            self._queue.flush()
            counts[kind] += 1
            spent += self._times[kind]
            if spent + self._times[kind] > seconds:
                break
        else:
            self._queue.finish()
            self._time(counts, perf_counter() - began)
            return True
        self._queue.finish()
        self._time(counts, perf_counter() - began)
        return False

    def take(self) -> Floats:
        """All weights, slots and states as they are now."""
        self._queue.read(self._state, self._buffers["state"])
        return self._state[self._layout.places]

    def report(self) -> Floats:
        """The row of `COLUMNS` of this epoch."""
        row = np.empty(len(COLUMNS), np.float32)
        self._queue.read(row, self._buffers["report"])
        if not self._spec.test_count:
            row[2:4] = np.nan
        return row

    # --- inside -----------------------------------------------------------------------------

    def _time(self, counts: dict[str, int], seconds: float) -> None:
        """Learns how long a piece takes, from turns of one kind of piece."""
        kinds = [kind for kind, count in counts.items() if count]
        if len(kinds) == 1:
            (kind,) = kinds
            self._times[kind] = seconds / counts[kind]

    def _epoch(self, done: int) -> Iterator[tuple[str, Piece]]:
        """What is left of an epoch, piece by piece."""
        spec, batches = self._spec, self._program.batches
        full = spec.train_count // spec.batch
        for step in range(done, spec.steps):
            batch = batches[0 if step < full else -1]
            yield "step", lambda b=batch: self._step(b)
        for survey in self._program.surveys:
            for piece in self._surveyed(survey):
                yield "survey", piece
        if self._regularized:
            yield "survey", lambda: self._run(self._program.penalty)

    def _step(self, batch: Any) -> None:
        self._run(batch.regularized if self._regularized else batch.plain)
        self.done += 1

    def _surveyed(self, survey: Survey) -> Iterator[Piece]:
        """Pieces of a measurement: kernels by rows take some rows one after another."""
        rows = max(128, _WORK // max(self._spec.size, 1) // 128 * 128)
        calls = survey.calls
        while calls:
            together = 0
            while together < len(calls) and calls[together].rows:
                together += 1
            if together:
                part, calls = calls[:together], calls[together:]
                for first in range(0, survey.count, rows):
                    yield lambda p=part, f=first: self._some(p, f, min(rows, survey.count - f))
            else:
                part, calls = calls[:1], calls[1:]
                yield lambda p=part: self._run(p)

    def _run(self, calls: list[Call]) -> None:
        for call in calls:
            self._queue.enqueue(self._kernels[id(call)], call.grid)

    def _some(self, calls: list[Call], first: int, count: int) -> None:
        """Kernels by rows on some of them."""
        for call in calls:
            size = (call.grid[0], -(-count // call.rows))
            self._queue.enqueue(self._kernels[id(call)], size, (0, first // call.rows))

    def _upload(self, given: Launch) -> None:
        self._state[self._layout.places] = given.everything
        for row, values in enumerate((given.l1, given.l2, given.decay)):
            self._strengths[row, self._layout.flat] = values
        self._queue.write(self._buffers["state"], self._state)
        self._queue.write(self._buffers["strengths"], self._strengths)

    def _samples(self, samples: tuple[Floats, Floats, Floats, Floats]) -> dict[str, Floats]:
        """Samples and labels as they lie on the device."""
        spec, sizes = self._spec, self._program.sizes
        filled = {}
        for name, array in zip(("train_x", "train_y", "test_x", "test_y"), samples, strict=True):
            count = len(array)
            numbers = name.endswith("y") and spec.labels_are_numbers
            store = Store.of(name, (count,) if numbers else (count, array.size // max(count, 1)))
            room = np.zeros(sizes[name], np.int32 if numbers else np.float32)
            if count:
                room[store.places()] = array.reshape(-1)
            filled[name] = room
        return filled

    def _force_compiler(self) -> None:
        """PoCL compiles a kernel at its first launch: here is one of each."""
        self._regularized = False
        for call in self._program.calls:
            self._queue.enqueue(self._kernels[id(call)], (1, 1))
        self._queue.finish()
