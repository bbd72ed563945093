"""A loop kernel on a device: compiled once, launched with whatever the knobs say now."""

from __future__ import annotations

from collections import deque
from copy import copy
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.backends.opencl.forms import Forms, row_stride, sizes_of
from engine.backends.opencl.loop import COLUMNS, Layout, loop_text
from engine.backends.opencl.lowering import WIDTH
from engine.backends.opencl.runtime import ALIGNED, is_done, open_device
from engine.backends.training import TrainingSpec

__all__ = ["Launch", "LoopKernel", "Whereabouts"]

Floats = NDArray[Any]
Samples = tuple[Floats, Floats, Floats, Floats]
_WORD = 0xFFFFFFFF
_MOST_EPOCHS = 1024
_MOST_RATES = 1 << 20
"""The most epochs of a launch, and the most steps of one with several epochs."""
_NUMBERS = (np.int32, np.uint32, np.uint32, np.uint32, np.int32, np.int32)
"""Types of the arguments that are no buffers."""


class Whereabouts(NamedTuple):
    """How many `epochs` to train, from which `epoch` and `step` on; `age` counts the optimizer's
    steps so far."""

    epochs: int
    epoch: int
    step: int
    age: int
    seed: int


class Launch(NamedTuple):
    """What goes into a launch. `everything`, and `l1`, `l2` and `decay` by weight, as the engine
    keeps them; None where training goes on from what the launch before left. `live` in the order
    of the training; `rates` one for every step. Nobody changes an array after it was given."""

    everything: Floats | None
    l1: Floats
    l2: Floats
    decay: Floats
    live: Floats
    rates: Floats
    where: Whereabouts
    regularized: bool


class _Flight(NamedTuple):
    """A launch under way: what it will write to `block`, and every event that must not be dropped
    before, the last of which says that it is done."""

    epochs: int
    block: Floats
    events: tuple[Any, ...]


class LoopKernel:
    """One training on one device. Built in any thread, then used by one. Every failure is a
    DeviceFault.

    `begin` queues a launch and does not wait, `end` takes what the oldest one has made. Two may
    be under way at a time, so that the device always has something to do.
    """

    def __init__(self, spec: TrainingSpec, number: int, samples: Samples) -> None:
        """`samples`: training samples and labels, test samples and labels."""
        opened = open_device(number)
        self._forms = Forms.of(spec)
        self._kernel = opened.build(loop_text(spec, self._forms), "train", _NUMBERS, tiny=False)
        self._queue = opened.queue()
        self._layout = Layout(spec)
        self._equip(spec, samples)
        self._force_compiler()

    def moved(self, spec: TrainingSpec, samples: Samples) -> LoopKernel | None:
        """A kernel for a training with other numbers of samples that uses the program of this one,
        which must not be used any more; None where another has to be written."""
        if not self._forms.serves(spec):
            return None
        made = copy(self)
        made._equip(spec, samples)
        return made

    def other(self, number: int) -> LoopKernel | None:
        """One for batches that fill a vector where those of this one do not, or the other way
        round; None where that one would not serve several sizes."""
        batch = 2 * WIDTH if self._spec.batch <= WIDTH else WIDTH // 2
        spec = replace(self._spec, batch=batch)
        return LoopKernel(spec, number, self._samples) if Forms.of(spec).step else None

    def _equip(self, spec: TrainingSpec, samples: Samples) -> None:
        """Memory for a training, and what depends on its numbers of samples."""
        self._spec, self._samples = spec, samples
        self.most_epochs = max(1, min(_MOST_EPOCHS, _MOST_RATES // spec.steps))
        kind = np.int32 if spec.labels_are_numbers else np.float32
        types = (np.float32, kind, np.float32, kind)
        rows = [_rows(s).astype(t) for s, t in zip(samples, types, strict=True)]
        stride = row_stride(spec.train_count)
        sizes = np.array(list(sizes_of(spec).values()), np.int32)
        # What a launch leaves lies in one piece, so that one command reads it.
        self._report_at = -(-self._layout.total * 4 // ALIGNED) * ALIGNED // 4
        words = self._report_at + self.most_epochs * len(COLUMNS)
        self._blocks = deque(np.zeros(words, np.float32) for _ in range(2))
        # Kernel arguments do not keep buffers alive: these do.
        self._whole = self._queue.buffer(self._blocks[0])
        self._state = self._queue.part(self._whole, 0, 4 * self._report_at)
        report = self._queue.part(
            self._whole, 4 * self._report_at, 4 * (words - self._report_at)
        )
        self._live = self._queue.buffer(np.zeros(len(spec.live) + 1, np.float32))
        self._strong = self._queue.buffer(np.zeros((3, self._layout.size), np.float32))
        self._rates = self._queue.buffer(np.zeros(self.most_epochs * spec.steps, np.float32))
        self._buffers = [self._state, *(
            self._queue.buffer(a)
            for a in (*rows, *rows[:2], np.zeros(4 * stride + 64, np.uint32))
        ), self._live, self._strong, self._rates, self._queue.buffer(sizes),
            self._queue.buffer(self._forms.constants(spec)), report]
        self._last: Launch | None = None
        self._flights: deque[_Flight] = deque()

    def begin(self, given: Launch) -> None:
        """Queues a launch of at most `most_epochs` epochs."""
        events = self._send(given)
        self._run(given.where, given.regularized)
        block = self._blocks[0]
        self._blocks.rotate()
        epochs = given.where.epochs
        used = block[: self._report_at + epochs * len(COLUMNS)]
        events.append(self._queue.read(used, self._whole, wait=False))
        self._queue.flush()
        self._flights.append(_Flight(epochs, used, tuple(events)))

    def is_done(self) -> bool:
        """Whether the oldest launch is; does not wait."""
        return is_done(self._flights[0].events[-1])

    def cut_short(self) -> None:
        """A launch under way cannot be interrupted, but is short."""

    def end(self) -> tuple[Floats, Floats]:
        """Waits for the oldest launch: the new `everything` and a row of `COLUMNS` for every
        epoch."""
        flight = self._flights[0]
        # Events that are dropped wait by themselves; what they say is asked first.
        while not is_done(flight.events[-1]):
            flight.events[-1].wait()
        self._flights.popleft()
        report = flight.block[self._report_at :].reshape(flight.epochs, len(COLUMNS)).copy()
        if not self._spec.test_count:
            report[:, 2:4] = np.nan
        return flight.block.take(self._layout.places), report

    def _send(self, given: Launch) -> list[Any]:
        """Queues what is different from the launch before; the events of that."""
        last, queue, events = self._last, self._queue, []
        if given.everything is not None:
            state = np.zeros(self._layout.total, np.float32)
            state[self._layout.places] = given.everything
            events.append(queue.write(self._state, state))
        if last is None or given.l1 is not last.l1 or given.l2 is not last.l2:
            strengths = np.zeros((3, self._layout.size), np.float32)
            for row, values in enumerate((given.l1, given.l2, given.decay)):
                strengths[row, self._layout.flat] = values
            events.append(queue.write(self._strong, strengths))
        if given.live.size and (last is None or given.live is not last.live):
            events.append(queue.write(self._live, given.live.astype(np.float32)))
        if last is None or not (
            given.rates is last.rates or np.array_equal(given.rates, last.rates)
        ):
            events.append(queue.write(self._rates, given.rates.astype(np.float32)))
        self._last = given
        return events

    def _run(self, at: Whereabouts, regularized: bool) -> None:
        numbers = (
            at.epochs, at.epoch & _WORD, at.step & _WORD, at.age & _WORD, at.seed, regularized
        )
        self._queue.launch(self._kernel, (*self._buffers, *numbers))

    def _force_compiler(self) -> None:
        """PoCL compiles at the first launch: here is one that trains nothing."""
        self._run(Whereabouts(0, 0, 0, 0, 0), False)
        self._queue.finish()


def _rows(samples: Floats) -> Floats:
    """(count, …) as features after features, with real numbers also behind the last sample."""
    count = len(samples)
    flat = samples.reshape(count, -1).T if count else np.zeros((1, 1))
    padded = np.repeat(flat[:, :1], row_stride(count), axis=1)
    padded[:, :count] = flat[:, :count]
    return np.ascontiguousarray(padded)
