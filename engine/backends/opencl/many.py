"""Many networks of one graph on a device: compiled once, their numbers stay there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.opencl.loop import TooLarge
from engine.backends.opencl.many_text import COLUMNS, desk_size, many_text
from engine.backends.opencl.runtime import DeviceFault, is_done, open_device
from engine.backends.training import TrainingSpec

__all__ = ["DeviceFault", "ManyKernel", "ManyKnobs", "ManyPart", "TooLarge"]

Floats = NDArray[Any]
_WORD = 0xFFFFFFFF
_ITEMS = 32
"""Work-items of a group where each is one network."""


@dataclass(frozen=True)
class ManyKnobs:
    """What may differ between networks, a row for each: the `seeds`, and `live` settings, `l1`
    and `l2` by weight in the order of the training. `decay` is the same for all."""

    seeds: NDArray[np.int64]
    live: Floats
    l1: Floats
    l2: Floats
    decay: Floats
    regularized: bool


@dataclass(frozen=True, slots=True)
class ManyPart:
    """Which networks to train, from `first` on and before `last`, how many `epochs`, and from which
    `epoch` and `step` on. `first` begins a vector."""

    first: int
    last: int
    epochs: int
    epoch: int
    step: int


@dataclass(frozen=True, slots=True)
class _Flight:
    """A launch under way: where it writes to, and the events that must not be dropped before."""

    part: ManyPart
    told: Floats
    mine: Floats
    events: tuple[Any, ...]


class ManyKernel:
    """Networks of one training on one device. Every failure is a DeviceFault, but for TooLarge
    when a network does not fit the memory of a work-item."""

    def __init__(
        self,
        spec: TrainingSpec,
        rate: str,
        number: int,
        samples: tuple[Floats, Floats, Floats, Floats],
        knobs: ManyKnobs,
        *,
        width: int = 0,
    ) -> None:
        """`rate` names the live setting that is the learning rate; `samples` are training samples
        and labels, test samples and labels; `width` is how many networks share a vector, 1 or 16,
        and 0 is what suits the device."""
        opened = open_device(number)
        self.name = opened.name
        self._spec = spec
        self._width = width or (16 if opened.is_cpu else 1)
        self._nets = len(knobs.seeds)
        self._blocks = -(-self._nets // self._width)
        items = 1 if self._width > 1 or opened.is_cpu else _ITEMS
        # On a processor, a few for every core: a driver may hand several to one of them.
        groups = 2 * opened.cores if opened.is_cpu else self._blocks
        self._range = (min(-(-groups // items), self._blocks), items)
        desks = self._range[0] if self._width > 1 else self._blocks
        self._kernel = opened.build(many_text(spec, rate, self._width), "train", tiny=False)
        self._queue = opened.queue()
        kind = np.int32 if spec.labels_are_numbers else np.float32
        types = (np.float32, kind, np.float32, kind)
        rows = [_filled(s).astype(t) for s, t in zip(samples, types, strict=True)]
        desk = np.zeros(max(1, desks * desk_size(spec) * self._width), np.uint32)
        strengths = np.concatenate([knobs.l1, knobs.l2], axis=1)
        numbers = spec.size * (1 + len(spec.slots)) + spec.state_size
        self._regularized = knobs.regularized
        self._mine = self._blocked(np.zeros((self._nets, numbers), np.float32))
        fixed = (
            *rows, desk, desk, self._blocked(knobs.seeds.astype(np.int32)[:, None]),
            self._blocked(knobs.live.astype(np.float32)),
            self._blocked(strengths.astype(np.float32)), knobs.decay.astype(np.float32),
        )
        # Kernel arguments do not keep buffers alive: these do.
        self._buffers = [self._queue.buffer(a) for a in (self._mine, *fixed)]
        self._next = self._queue.buffer(np.zeros(1, np.int32))
        self._factors = np.zeros(0, np.float32)
        self._flight: _Flight | None = None
        self._make_room(1)
        # PoCL compiles at the first launch: this one trains nothing.
        self._run(ManyPart(0, 0, 0, 0, 0), 1)
        self._queue.finish()

    @property
    def least(self) -> int:
        """How many networks keep all cores busy; a multiple of those that share a vector."""
        return self._width * self._range[0] * self._range[1]

    def put(self, everything: Floats) -> None:
        """Takes over the numbers of all networks, (networks, numbers), laid out as in `Memory`."""
        self._mine = self._blocked(everything.astype(np.float32))
        self._queue.write(self._buffers[0], self._mine)
        self._queue.finish()

    def everything(self) -> Floats:
        """The numbers of all networks, as `put` takes them, after the last launch that ended
        well."""
        if self._width == 1:
            return np.ascontiguousarray(self._mine.T)
        rows = self._mine.transpose(0, 2, 1).reshape(self._blocks * self._width, -1)
        return rows[: self._nets]

    def begin(self, part: ManyPart, every: int, factors: Floats) -> None:
        """Queues a launch; `factors` say for every step what part of its learning rate each network
        takes, measured is after each epoch whose number `every` divides. One at a time."""
        self._make_room(part.epochs)
        wanted = factors.astype(np.float32)
        if not np.array_equal(wanted, self._factors[: wanted.size]):
            self._factors[: wanted.size] = wanted
            self._queue.write(self._rates, self._factors)
        self._run(part, every)
        told = np.empty(self._blocks * part.epochs * len(COLUMNS) * self._width, np.float32)
        mine = np.empty_like(self._mine)
        events = (
            self._queue.read(told, self._report, wait=False),
            self._queue.read(mine, self._buffers[0], wait=False),
        )
        self._queue.flush()
        self._flight = _Flight(part, told, mine, events)

    def is_done(self) -> bool:
        """Whether the launch is; does not wait."""
        return self._flight is None or is_done(self._flight.events[-1])

    def end(self) -> Floats:
        """Waits for the launch; what it reports, (epochs, columns, networks)."""
        flight = self._flight
        assert flight is not None
        # Events that are dropped wait by themselves; what they say is asked first.
        while not is_done(flight.events[-1]):
            flight.events[-1].wait()
        part, self._flight, self._mine = flight.part, None, flight.mine
        report = self._by_epoch(flight.told, part.epochs)[:, :, part.first : part.last]
        if not self._spec.test_count:
            report[:, 2:4] = np.nan
        return report

    def _run(self, part: ManyPart, every: int) -> None:
        first = np.full(1, part.first // self._width, np.int32)
        self._queue.write(self._next, first)
        given = (
            *self._buffers, self._rates, self._report, self._next,
            np.int32(-(-part.last // self._width)), np.int32(self._blocks * self._width),
            np.int32(part.epochs), np.uint32(part.epoch & _WORD), np.uint32(part.step & _WORD),
            np.int32(self._regularized), np.uint32(every),
        )
        self._queue.run(self._kernel, dict(enumerate(given)), *self._range)

    def _make_room(self, epochs: int) -> None:
        """Room for the factors and the report of a launch."""
        steps = self._spec.steps
        if epochs * steps > self._factors.size:
            self._factors = np.full(2 * epochs * steps, np.nan, np.float32)
            self._rates = self._queue.buffer(self._factors)
            columns = 2 * epochs * len(COLUMNS) * self._blocks * self._width
            self._report = self._queue.buffer(np.zeros(columns, np.float32))

    def _blocked(self, rows: Floats) -> Floats:
        """(networks, n) as blocks of (n, width), the last filled up; number-major for width 1."""
        if self._width == 1:
            return np.ascontiguousarray(rows.T)
        padding = self._blocks * self._width - len(rows)
        whole = np.concatenate([rows, np.repeat(rows[-1:], padding, axis=0)])
        blocks = whole.reshape(self._blocks, self._width, -1).transpose(0, 2, 1)
        return np.ascontiguousarray(blocks)

    def _by_epoch(self, told: Floats, epochs: int) -> Floats:
        """What was reported as (epochs, columns, networks)."""
        if self._width == 1:
            return told.reshape(epochs, len(COLUMNS), self._blocks)
        blocks = told.reshape(self._blocks, epochs, len(COLUMNS), self._width)
        return blocks.transpose(1, 2, 0, 3).reshape(epochs, len(COLUMNS), -1)


def _filled(samples: Floats) -> Floats:
    """The samples, or one number where there are none: a buffer cannot be empty."""
    return np.ascontiguousarray(samples) if samples.size else np.zeros(1)
