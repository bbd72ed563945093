"""Launches on a device one after another: two under way, taken over in order, or thrown away."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.backends.opencl.launcher import Launch, Whereabouts
from engine.backends.training import TrainingSpec
from engine.experiment import Experiment
from engine.memory import Memory, is_finite
from engine.network import live_name
from engine.objectives import supervised as rules
from engine.schedules import Constant
from engine.waiting import patience, wait_for

__all__ = ["Flights", "Kernel", "Leap", "Origin", "Point", "Row", "Terms"]

_SHORTER = 4
"""So many times shorter, at most, an epoch is expected to be than before."""
_LONGEST = 0.012
"""Seconds one launch may take, so that knobs and pictures never wait."""
_FIRST = 4
"""Epochs of the first launch, which measures the speed."""
_LARGEST = 3.0e38
_PART = 1 << 15
_CLIPS = tuple(live_name(".training", name) for name in ("clip_norm", "clip_value"))
Row = tuple[int, float, float, float, float, float]
Hurry = Callable[[], bool]


class Kernel(Protocol):
    """What trains on a device: `engine.backends.opencl.launcher.LoopKernel`, or another that may
    be made in any thread and is then used by one."""

    most_epochs: int

    def begin(self, given: Launch) -> None:
        """Queues a launch, at most one behind another."""

    def is_done(self) -> bool:
        """Whether the oldest launch is; does not wait. Asked every few milliseconds as long as
        somebody waits."""

    def cut_short(self) -> None:
        """What is under way will not be used: it may end before it is through."""

    def end(self) -> tuple[NDArray[Any], NDArray[np.float32]]:
        """Waits for the oldest launch: the new `everything` and what it reports."""


class Point(NamedTuple):
    """The start of an epoch in a run, and all `numbers` there, laid out as `Memory.everything`."""

    numbers: NDArray[Any]
    epoch: int
    step: int
    age: int


@dataclass(frozen=True, eq=False)
class Terms:
    """What all knobs say, in arrays that nobody changes; see `Launch`."""

    experiment: Experiment
    live: NDArray[np.float32]
    l1: NDArray[Any]
    l2: NDArray[Any]
    decay: NDArray[Any]
    regularized: bool

    @classmethod
    def of(cls, experiment: Experiment, memory: Memory, names: Sequence[str]) -> Terms:
        """What `memory` has been told by `experiment`. A limit of 0 means none."""
        live = {name: float(memory.inputs[name]) for name in names}
        clips = any(live[name] > 0 for name in _CLIPS)
        for name in _CLIPS:
            live[name] = live[name] or _LARGEST
        return cls(
            experiment, np.array(list(live.values()), np.float32), memory.l1.copy(),
            memory.l2.copy(), memory.inputs[rules.DECAY],
            bool(clips or memory.l1.any() or memory.l2.any()),
        )


@dataclass(frozen=True, eq=False)
class Origin:
    """Where a preview began, and the terms that held in it, each with its first epoch."""

    start: Point
    terms: tuple[tuple[int, Terms], ...]


class Leap(NamedTuple):
    """What became of some epochs: where they led, and the `rows` of their record. Without an
    `end` it was one epoch that gives a number that is not finite."""

    end: Point | None
    rows: Sequence[Row]


@dataclass
class _Flight:
    """A launch under way from `where` on. It began at `since`, or, unless that `is_sure`, later:
    when nobody saw it."""

    where: Whereabouts
    terms: Terms
    since: float
    is_sure: bool
    waited: float = 0.0


class Flights:
    """Takes a training over epochs with one kernel. Raises DeviceFault when the device fails, or
    is silent for too long."""

    def __init__(self, kernel: Kernel, spec: TrainingSpec) -> None:
        self._kernel, self._spec = kernel, spec
        self._starts = [at / spec.train_count for at in range(0, spec.train_count, spec.batch)]
        self._under_way: deque[_Flight] = deque()
        self._flying = 0
        self._there: NDArray[Any] | None = None
        self._awaited: _Flight | None = None
        self._known_rates: tuple[Any, NDArray[np.float32]] = (None, np.empty(0, np.float32))
        self._epoch_time = 0.0
        self._cautious = 0
        self._reached = 0.0

    @property
    def some(self) -> bool:
        """Whether a launch is under way."""
        return bool(self._under_way)

    def leap(
        self, start: Point, terms: Terms, bound: float, seconds: float, hurry: Hurry
    ) -> Leap | None:
        """Trains from `start`, no more than `bound` epochs, about `seconds` at a time.

        None when `hurry` says so before there is a result; asked again in the same way, it goes
        on waiting. What is under way from another start or on other terms is thrown away. Asked
        again and again for so many epochs as one launch trains, it begins the next ones before
        they are asked for.
        """
        if not self._goes_on_from(start, terms, bound):
            self.drop()
        most = self._epochs_within(seconds)
        while len(self._under_way) < 2:
            count = int(min(bound - self._flying, most))
            if count < 1 and self._flying == bound == self._reached:
                count = int(min(bound, _LONGEST / self._epoch_time))
            if count < 1:
                break
            self._begin(start, terms, count)
        flight = self._under_way[0]
        if not self._wait(hurry):
            self._awaited = flight
            return None
        if flight is self._awaited and not self._is_there(start):
            self.drop()
            return None
        leap = self._take()
        self._reached = bound if leap is not None and len(leap.rows) == bound else 0.0
        return leap

    def drop(self) -> None:
        """Waits for what is under way, and forgets it."""
        self._kernel.cut_short()
        while self._under_way:
            self._wait(None)
            self._under_way.popleft()
            self._kernel.end()
            self._there = None
        self._flying = 0

    def leave(self) -> None:
        """Gives up a device that does not answer. What its driver may still write to is kept, by
        a thread that waits for it and that nobody waits for."""
        flying = len(self._under_way)

        def wait() -> None:
            for _ in range(flying):
                self._kernel.end()

        threading.Thread(target=wait, name="silent device", daemon=True).start()

    def _epochs_within(self, seconds: float) -> int:
        count = int(min(seconds, _LONGEST) / self._epoch_time) if self._epoch_time else _FIRST
        return max(1, min(count, self._kernel.most_epochs, self._cautious or count))

    def _goes_on_from(self, start: Point, terms: Terms, bound: float) -> bool:
        """Whether what the device does, or last did, is what is asked for."""
        if not self._under_way:
            if not self._is_there(start):
                self._there = None
            return True
        first = self._under_way[0]
        same = (start.epoch, start.step, start.age) == (
            first.where.epoch, first.where.step, first.where.age
        )
        if not same or first.terms is not terms or first.where.epochs > bound:
            return False
        # Somebody who waits asks again and again: then numbers are looked at once, at the end.
        return first is self._awaited or self._is_there(start)

    def _is_there(self, start: Point) -> bool:
        """Whether the device has, or began with, these numbers."""
        return self._there is not None and _equal(start.numbers, self._there)

    def _begin(self, start: Point, terms: Terms, count: int) -> None:
        """Queues `count` epochs that follow those that are under way."""
        flying = self._flying
        steps = flying * self._spec.steps
        seed = terms.experiment.training.seed
        epoch = start.epoch + flying
        where = Whereabouts(count, epoch, start.step + steps, start.age + steps, seed)
        numbers = None
        if self._there is None:
            numbers = self._there = start.numbers.copy()
        rates = self._rates(terms, epoch, count)
        since = perf_counter()  # a short launch may be done before it is said to be begun
        self._kernel.begin(Launch(
            numbers, terms.l1, terms.l2, terms.decay, terms.live, rates, where, terms.regularized
        ))
        self._under_way.append(_Flight(where, terms, since, not flying))
        self._flying += count

    def _rates(self, terms: Terms, epoch: int, count: int) -> NDArray[np.float32]:
        """The learning rate of every step; the same array again where it holds the same."""
        schedule, base = terms.experiment.schedule, terms.experiment.training.learning_rate
        before, there = self._known_rates
        key = (schedule, base, count)
        if type(schedule) is not Constant or before != key:
            there = schedule.rates(base, epoch, count, self._starts)
            self._known_rates = (key, there)
        return there

    def _wait(self, hurry: Hurry | None) -> bool:
        """Whether the oldest launch is done; waits for it, unless that takes longer than expected
        and there is a `hurry`."""
        flight = self._under_way[0]
        if self._kernel.is_done():
            self._clock(flight, False)
            return True
        expected = self._epoch_time * flight.where.epochs
        left = expected - (perf_counter() - flight.since)
        limit = patience(expected) - flight.waited
        is_done, now = wait_for(self._kernel.is_done, limit, hurry, expected=left)
        flight.waited += now
        if is_done:
            self._clock(flight, True)
        return is_done

    def _clock(self, flight: _Flight, seen: bool) -> None:
        """Notes how long a launch took, or at most, where its end was not `seen`; the next one
        began then."""
        now, before = perf_counter(), self._epoch_time
        took = (now - flight.since) / flight.where.epochs
        if not before or took < before:
            # By steps: one that was too short by mistake must not make the next ones far too long.
            self._epoch_time = max(took, before / _SHORTER)
        elif seen and flight.is_sure:
            self._epoch_time = 0.7 * before + 0.3 * took
        if seen and len(self._under_way) > 1:
            self._under_way[1].since, self._under_way[1].is_sure = now, True

    def _take(self) -> Leap | None:
        """Takes over the oldest launch. Where a number is not finite, fewer epochs are tried next
        time, down to the one that is to blame: so it does not matter how many were tried first."""
        numbers, report = self._kernel.end()
        where = self._under_way.popleft().where
        self._flying -= where.epochs
        rows, faults = _rows(where.epoch, report)
        if faults or not is_finite(numbers):
            self.drop()
            self._there, self._cautious = None, where.epochs // 2
            return None if where.epochs > 1 else Leap(None, ())
        self._there = numbers
        self._cautious *= 2
        steps = where.epochs * self._spec.steps
        end = Point(numbers, where.epoch + where.epochs, where.step + steps, where.age + steps)
        return Leap(end, rows)


def _equal(a: NDArray[Any], b: NDArray[Any]) -> bool:
    """Whether all bits are, compared in parts for which the processor's cache has room."""
    if a.size <= _PART:
        return a.tobytes() == b.tobytes()
    bits = np.dtype(f"u{a.itemsize}")
    return a.size == b.size and all(
        np.array_equal(a[at : at + _PART].view(bits), b[at : at + _PART].view(bits))
        for at in range(0, a.size, _PART)
    )


def _rows(epoch: int, report: NDArray[np.float32]) -> tuple[list[Row], bool]:
    """Rows of a record from what a launch reports, whose losses lack the penalty; and whether one
    of them is at fault."""
    rows, faults = [], False
    for train, score, test, test_score, penalty, fault in report.tolist():
        epoch += 1
        rows.append((epoch, train + penalty, test + penalty, penalty, score, test_score))
        faults = faults or fault != 0.0
    return rows, faults
