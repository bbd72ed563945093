"""A wide network on a device: one kernel a matrix product, queued step after step."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter, sleep
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.opencl.launcher import Launch
from engine.backends.opencl.loop import COLUMNS, TooLarge
from engine.backends.opencl.matrix_calls import Call
from engine.backends.opencl.matrix_program import Batch, MatrixProgram, Survey
from engine.backends.opencl.matrix_queue import commands, compiled
from engine.backends.opencl.matrix_stores import Store
from engine.backends.opencl.runtime import open_device
from engine.backends.training import TrainingSpec
from engine.random import permutation

__all__ = ["MatrixKernel"]

Floats = NDArray[Any]
_WORD = 0xFFFFFFFF
_WORK = 300_000_000
"""Multiplications in one piece of a measurement: about three milliseconds."""
_QUEUED = 0.012
"""Seconds of work that are queued ahead at most."""
_GUESS = 0.004
"""Seconds that a piece is taken for until one was timed."""
_PAUSE = 0.0005
_MOST_NUMBERS = 400_000_000
"""Numbers in all buffers together: 1.6 GB."""
_MOST_EPOCHS, _LAUNCH = 64, 400_000_000
"""Epochs of a launch, and multiplications in it if it is more than one: about ten milliseconds."""

Piece = Callable[[], Any]


@dataclass
class _Flight:
    """A launch under way: what is left of it, and the event of its end once that is queued.
    `kept`: arrays that the driver still reads or writes, with the events of that."""

    given: Launch
    pieces: Iterator[tuple[str, Piece]]
    everything: Floats
    report: Floats
    end: Any = None
    kept: list[tuple[Floats, Any]] = field(default_factory=list)


class MatrixKernel:
    """One training on one device. Built in any thread, then used by one. Every failure is a
    DeviceFault.

    A launch is queued piece by piece, a piece being a step or a part of the measurement at the end
    of an epoch: whoever asks `is_done` keeps the device busy, and nobody who stops asking leaves
    it more than `_QUEUED` seconds of work. Weights stay on the device from one launch to the next.
    `most_epochs` are to be trained in one launch.
    """

    def __init__(
        self, spec: TrainingSpec, number: int, samples: tuple[Floats, Floats, Floats, Floats]
    ) -> None:
        """`samples`: training samples and labels, test samples and labels. Raises TooLarge where
        all that flows through the network while it is measured would take too much memory."""
        opened = open_device(number)
        self._spec, self._program = spec, MatrixProgram(spec)
        if (total := sum(self._program.sizes.values())) > _MOST_NUMBERS:
            raise TooLarge(f"{total} numbers")
        work = 3 * spec.size * spec.train_count
        self.most_epochs = max(1, min(_MOST_EPOCHS, _LAUNCH // max(work, 1)))
        self._layout = self._program.layout
        self._queue = queue = commands(opened)
        self._strengths: tuple[Floats, Floats, Floats] | None = None
        filled = self._samples(samples)
        # Kernel arguments do not keep buffers alive: this does.
        self._buffers = {
            name: queue.buffer(filled.get(name, np.zeros(size, np.float32)))
            for name, size in self._program.sizes.items()
        }
        calls = self._program.calls
        text, names = self._program.text()
        made = compiled(opened, queue, text, names, (call.text for call in calls))
        self._kernels = {id(call): kernel for call, kernel in zip(calls, made, strict=True)}
        for call, kernel in zip(calls, made, strict=True):
            numbers = map(np.int32, call.numbers)
            queue.give(kernel, [*(self._buffers[b] for b in call.buffers), *numbers])
        self._flights: deque[_Flight] = deque()
        self._queued: deque[tuple[Any, str]] = deque()
        self._times = {"step": _GUESS, "survey": _GUESS}
        self._seen = 0.0
        self._is_fed = False
        self._force_compiler()

    # --- launches ---------------------------------------------------------------------------

    def begin(self, given: Launch) -> None:
        """Begins a launch, at most one behind another."""
        report = np.zeros((given.where.epochs, len(COLUMNS)), np.float32)
        flight = _Flight(given, iter(()), np.empty(self._layout.total, np.float32), report)
        flight.pieces = self._pieces(flight)
        self._flights.append(flight)
        self._is_fed = False
        self._pump()

    def is_done(self) -> bool:
        """Whether the oldest launch is; does not wait, but queues what comes next."""
        self._pump()
        end = self._flights[0].end
        return end is not None and self._queue.has_ended(end)

    def end(self) -> tuple[Floats, Floats]:
        """Waits for the oldest launch: the new `everything` and what it reports."""
        while not self.is_done():
            if self._queued:
                self._queue.wait_for(self._queued[0][0])
            else:
                sleep(_PAUSE)
        flight = self._flights.popleft()
        if not self._spec.test_count:
            flight.report[:, 2:4] = np.nan
        return self._layout.taken(flight.everything), flight.report

    # --- inside -----------------------------------------------------------------------------

    def cut_short(self) -> None:
        """What is under way will not be used: nothing more is queued for it. Its numbers are those
        of wherever it has got to, and the next launch has to bring its own."""
        for flight in self._flights:
            flight.pieces = iter(())

    def _pump(self) -> None:
        """Queues pieces as long as there are some and the device has less than enough to do."""
        if not self._notice() and self._is_fed:
            return
        self._is_fed = True
        ahead = sum(self._times[kind] for _, kind in self._queued)
        for flight in self._flights:
            while flight.end is None and self._has_room(ahead):
                kind, piece = next(flight.pieces, ("", None))
                if piece is None:
                    flight.end = self._queue.fetch(flight.everything, self._buffers["state"])
                    break
                self._queued.append((piece(), kind))
                ahead += self._times[kind]
            self._queue.send()

    def _has_room(self, ahead: float) -> bool:
        """Whether to queue one more piece behind so many seconds of work: two, if they are not very
        long, so that the device has something to do when the first is done."""
        return ahead < _QUEUED or not self._queued or (
            len(self._queued) < 2 and ahead < 2 * _QUEUED
        )

    def _notice(self) -> bool:
        """Takes note of pieces that are done, and how long they took: at most so long, where the
        device had nothing more to do. Grows slowly: whoever looks late finds that all took long.
        Whether there is less to do than before."""
        if self._queued and not self._queue.has_ended(self._queued[0][0]):
            return False
        done = []
        while self._queued and self._queue.has_ended(self._queued[0][0]):
            done.append(self._queued.popleft()[1])
        now = perf_counter()
        if done and len(set(done)) == 1 and self._seen:
            took, before = (now - self._seen) / len(done), self._times[done[0]]
            if self._queued or took < before:
                self._times[done[0]] = 0.8 * before + 0.2 * min(took, 2 * before)
        self._seen = now
        return True

    def _pieces(self, flight: _Flight) -> Iterator[tuple[str, Piece]]:
        """A launch piece by piece; each piece queues its kernels and gives the last event."""
        given, spec, batches = flight.given, self._spec, self._program.batches
        full = spec.train_count // spec.batch
        self._upload(flight)
        for epoch in range(given.where.epochs):
            self._begin_epoch(flight, epoch)
            for step in range(spec.steps):
                batch = batches[0 if step < full else -1]
                calls = self._calls(batch, given.regularized)
                yield "step", partial(self._run, calls)
            for survey in self._program.surveys:
                for piece in self._surveyed(survey):
                    yield "survey", piece
            if given.regularized:
                yield "survey", partial(self._run, self._program.penalty)
            row = flight.report[epoch]
            flight.kept.append((row, self._queue.fetch(row, self._buffers["report"])))

    def _calls(self, batch: Batch, regularized: bool) -> list[Call]:
        return batch.regularized if regularized else batch.plain

    def _begin_epoch(self, flight: _Flight, epoch: int) -> None:
        """Tells the device in which order samples come, and all numbers that knobs set."""
        spec, given, at = self._spec, flight.given, flight.given.where
        steps = epoch * spec.steps
        order = np.zeros(spec.steps * spec.batch, np.int32)
        order[: spec.train_count] = (
            permutation(spec.train_count, seed=at.seed, epoch=at.epoch + epoch)
            if spec.shuffles else np.arange(spec.train_count)
        )
        rates = np.zeros(spec.steps + 1, np.float32)
        rates[:-1] = given.rates[steps : steps + spec.steps]
        live = np.append(given.live, rates[0]).astype(np.float32)
        words = [0, at.step + steps + 1, at.age + steps + 1, at.seed]
        clock = np.array([w & _WORD for w in words], np.uint32)
        told = {"order": order, "rates": rates, "live": live, "clock": clock,
                "report": np.zeros(len(COLUMNS), np.float32)}
        for name, array in told.items():
            self._send(flight, name, array)

    def _surveyed(self, survey: Survey) -> Iterator[Piece]:
        """Pieces of a measurement: kernels by rows take some rows one after another."""
        rows = max(128, _WORK // max(self._spec.size, 1) // 128 * 128)
        calls: Sequence[Call] = survey.calls
        while calls:
            together = 0
            while together < len(calls) and calls[together].rows:
                together += 1
            if together:
                part, calls = calls[:together], calls[together:]
                for first in range(0, survey.count, rows):
                    count = min(rows, survey.count - first)
                    yield partial(self._some, part, first, count)
            else:
                part, calls = calls[:1], calls[1:]
                yield partial(self._run, part)

    def _run(self, calls: Sequence[Call]) -> Any:
        event = None
        for call in calls:
            event = self._queue.enqueue(self._kernels[id(call)], call.grid)
        return event

    def _some(self, calls: Sequence[Call], first: int, count: int) -> Any:
        """Kernels by rows on some of them."""
        event = None
        for call in calls:
            size = (*call.grid[:2], -(-count // call.rows))
            event = self._queue.enqueue(
                self._kernels[id(call)], size, (0, 0, first // call.rows)
            )
        return event

    def _upload(self, flight: _Flight) -> None:
        """Sends weights unless they are there, and how strongly each is regularized."""
        given, last = flight.given, self._strengths
        if given.everything is not None:
            state = np.zeros(self._layout.total, np.float32)
            state[self._layout.places] = given.everything
            self._send(flight, "state", state)
        self._strengths = (given.l1, given.l2, given.decay)
        if last is None or any(a is not b for a, b in zip(last, self._strengths, strict=True)):
            strengths = np.zeros((3, self._layout.size), np.float32)
            for row, values in enumerate(self._strengths):
                strengths[row, self._layout.flat] = values
            self._send(flight, "strengths", strengths.reshape(-1))

    def _send(self, flight: _Flight, buffer: str, array: Floats) -> None:
        """The driver reads `array` later."""
        flight.kept.append((array, self._queue.store(self._buffers[buffer], array)))

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
        for call in self._program.calls:
            self._queue.enqueue(self._kernels[id(call)], (1, 1, 1))
        self._queue.finish()
