"""A loop kernel on a device: compiled once, launched with whatever the knobs say now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.opencl.loop import COLUMNS, Layout, loop_text, row_stride
from engine.backends.opencl.runtime import open_device
from engine.backends.training import TrainingSpec

__all__ = ["Launch", "LoopKernel", "Whereabouts"]

Floats = NDArray[Any]
_WORD = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """How many `epochs` to train, from which `epoch` and `step` on; `age` counts the optimizer's
    steps so far."""

    epochs: int
    epoch: int
    step: int
    age: int
    seed: int


@dataclass(frozen=True)
class Launch:
    """What goes into a launch. `everything`, and `l1`, `l2` and `decay` by weight, as the engine
    keeps them; `live` in the order of the training; `rates` one for every step."""

    everything: Floats
    l1: Floats
    l2: Floats
    decay: Floats
    live: Floats
    rates: Floats
    where: Whereabouts
    regularized: bool


class LoopKernel:
    """One training on one device. Built in any thread, then used by one. Every failure is a
    DeviceFault."""

    def __init__(
        self, spec: TrainingSpec, number: int, samples: tuple[Floats, Floats, Floats, Floats]
    ) -> None:
        """`samples`: training samples and labels, test samples and labels."""
        opened = open_device(number)
        self._spec, self._layout = spec, Layout(spec)
        self._kernel = opened.build(loop_text(spec), "train", tiny=False)
        self._queue = opened.queue()
        kind = np.int32 if spec.labels_are_numbers else np.float32
        types = (np.float32, kind, np.float32, kind)
        rows = [_rows(s).astype(t) for s, t in zip(samples, types, strict=True)]
        stride = row_stride(spec.train_count)
        self._everything = np.zeros(self._layout.total, np.float32)
        self._strengths = np.zeros((3, self._layout.size), np.float32)
        # Kernel arguments do not keep buffers alive: these lists do.
        self._fixed = [
            self._queue.buffer(a)
            for a in (*rows, *rows[:2], np.zeros(4 * stride + 64, np.uint32))
        ]
        self._live = self._queue.buffer(np.zeros(len(spec.live) + 1, np.float32))
        self._state = self._queue.buffer(self._everything)
        self._strong = self._queue.buffer(self._strengths)
        self._sent: dict[str, Floats] = {}
        self._arguments: tuple[Any, ...] = ()
        self._room = 0
        self._make_room(1)
        self._force_compiler()

    def launch(self, given: Launch) -> tuple[Floats, Floats]:
        """Trains; the new `everything` and a row of `COLUMNS` for every epoch."""
        epochs = given.where.epochs
        self._make_room(epochs)
        layout, queue = self._layout, self._queue
        self._everything[layout.places] = given.everything
        for row, values in enumerate((given.l1, given.l2, given.decay)):
            self._strengths[row, layout.flat] = values
        queue.write(self._state, self._everything)
        self._refresh("strong", self._strong, self._strengths)
        self._refresh("live", self._live, given.live)
        self._refresh("rates", self._rates, given.rates)
        self._run(given)
        report = np.empty((epochs, len(COLUMNS)), np.float32)
        queue.read(report, self._report, wait=False)
        queue.read(self._everything, self._state)
        if not self._spec.test_count:
            report[:, 2:4] = np.nan
        return self._everything[layout.places], report

    def _refresh(self, name: str, buffer: Any, array: Floats) -> None:
        """Sends what is different from the time before."""
        sent = self._sent.get(name)
        if array.size and not (sent is not None and np.array_equal(sent, array)):
            self._sent[name] = array.astype(np.float32)
            self._queue.write(buffer, self._sent[name])

    def _run(self, given: Launch) -> None:
        at = given.where
        numbers = (
            np.int32(at.epochs), np.uint32(at.epoch & _WORD), np.uint32(at.step & _WORD),
            np.uint32(at.age & _WORD), np.int32(at.seed), np.int32(given.regularized),
        )
        given_now = (
            self._state, *self._fixed, self._live, self._strong, self._rates, self._report,
            *numbers,
        )
        before = self._arguments or (None,) * len(given_now)
        fresh = {
            place: new
            for place, (new, old) in enumerate(zip(given_now, before, strict=True))
            if new is not old and (old is None or new != old)
        }
        self._queue.run(self._kernel, fresh)
        self._arguments = given_now

    def _make_room(self, epochs: int) -> None:
        """Room for the rates and the report of a launch."""
        if epochs > self._room:
            self._room = max(epochs, 2 * self._room)
            self._sent.pop("rates", None)
            self._rates = self._queue.buffer(
                np.zeros(self._room * self._spec.steps, np.float32)
            )
            self._report = self._queue.buffer(
                np.zeros((self._room, len(COLUMNS)), np.float32)
            )

    def _force_compiler(self) -> None:
        """PoCL compiles at the first launch: here is one that trains nothing."""
        nothing = np.zeros(0, np.float32)
        here = Whereabouts(0, 0, 0, 0, 0)
        self._run(Launch(nothing, nothing, nothing, nothing, nothing, nothing, here, False))
        self._queue.finish()


def _rows(samples: Floats) -> Floats:
    """(count, …) as features after features, with real numbers also behind the last sample."""
    count = len(samples)
    flat = samples.reshape(count, -1).T if count else np.zeros((1, 1))
    padded = np.repeat(flat[:, :1], row_stride(count), axis=1)
    padded[:, :count] = flat[:, :count]
    return np.ascontiguousarray(padded)
