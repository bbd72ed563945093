"""Makes what trains many networks on a device, in a second thread, and has it train them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.opencl.many import DeviceFault, ManyKernel, ManyPart, TooLarge
from engine.backends.plan import Plan, Sizes, choose
from engine.devices import Stopped, candidates
from engine.express import ONE_AT_A_TIME
from engine.progress import Progress
from engine.waiting import ASIDE, patience, wait_for

__all__ = ["ManyExpress"]

_LONGEST = 0.012
"""Seconds one launch may take, unless an epoch of all networks takes longer."""
_FORGET = 1.05
"""How much longer an epoch is thought to take after every launch that was slower than before."""
Build = Callable[[int], ManyKernel]
Factors = Callable[[int, int], NDArray[Any]]


class ManyExpress:
    """The device that trains many networks, or the reason why there is none.

    `plan` is what was chosen, None until that is known. `note` is why it is not a device, where
    one was asked for. `kernel` is what trains, None until it is compiled.
    """

    def __init__(self, key: str, sizes: Sizes) -> None:
        self.kernel: ManyKernel | None = None
        self.plan: Plan | None = choose(sizes, (), key) if key == "numpy" else None
        self.note = ""
        self._key, self._sizes = key, sizes
        self._epoch_time = 0.0
        self._held: Progress | None = None
        self._is_here = True
        self._thread: threading.Thread | None = None
        self._unwanted = False

    @property
    def is_hoped_for(self) -> bool:
        """Whether there is a device, or perhaps will be."""
        compiling = self._thread is not None and self._thread.is_alive()
        return self.kernel is not None or compiling or self.plan is None

    def start(self, build: Callable[[], Build]) -> None:
        """Has a kernel made for the number of a device, unless that has been begun before. What
        it is made from is asked for here, and made in the second thread."""
        if self.plan is None and self._thread is None:
            self._thread = threading.Thread(
                target=self._compile, args=(build(),), name="compiler"
            )
            self._thread.start()

    def wait(self) -> None:
        """Returns when there is a kernel, or none will be."""
        if self._thread is not None:
            self._thread.join()

    def close(self) -> None:
        """Ends. A compiler at work goes on for a while; what it makes is not used."""
        self._unwanted, self.kernel = True, None

    def stand_aside(self) -> None:
        """Between two networks on NumPy: a compiler needs Python's lock for some of its work."""
        if self._thread is not None and self._thread.is_alive():
            time.sleep(ASIDE)

    def forget(self) -> None:
        """The numbers that the device has are those of nobody any more."""
        self._held = None

    def launch(
        self, run: Progress, last: float, seconds: float, every: int, steps: int, factors: Factors
    ) -> bool:
        """Trains `run` in about so many `seconds`, up to epoch `last` at most: some epochs of all
        networks or, where that takes too long, one epoch of some. False where the device failed,
        which ends its use."""
        kernel = self.kernel
        assert kernel is not None
        part = self._part(kernel, run, last, min(_LONGEST, seconds), steps)
        share = part.epochs * (part.last - part.first) / len(run.everything)
        began = perf_counter()
        try:
            if self._held is not run:
                kernel.put(run.everything)
                self._held, self._is_here = run, True
            kernel.begin(part, every, factors(part.epoch, part.epochs))
            expected = self._epoch_time * share
            wait_for(kernel.is_done, patience(expected), expected=expected)
            report = kernel.end().astype(np.float64)
        except DeviceFault:
            self.fetch(run)
            self._leave("device_failed")
            # What its driver may still write to is kept, by a thread that nobody waits for.
            outlast = threading.Thread(target=_outlast, args=(kernel,), daemon=True)
            outlast.start()
            return False
        # On a busy machine short launches wait longer than they run: believe the fast ones.
        took = (perf_counter() - began) / share
        self._epoch_time = min(took, _FORGET * self._epoch_time or took)
        self._is_here = False
        for train, score, test, test_score, penalty, fault in report:
            for index in np.flatnonzero(fault != 0):
                run.diverged.setdefault(part.first + int(index), run.epoch)
            row = np.array((train + penalty, test + penalty, penalty, score, test_score))
            run.note(part.first, part.last, row)
        return True

    def fetch(self, run: Progress) -> None:
        """Brings the numbers of `run` here, if the device has newer ones."""
        if self._held is run and self.kernel is not None and not self._is_here:
            run.everything[...] = self.kernel.everything()
            self._is_here = True

    def _part(
        self, kernel: ManyKernel, run: Progress, last: float, seconds: float, steps: int
    ) -> ManyPart:
        """What to train in that time, as far as that is known."""
        count, step = len(run.everything), run.epoch * steps
        if run.at or self._epoch_time > 2 * _LONGEST:
            fit = int(seconds / self._epoch_time * count) if self._epoch_time else 0
            whole = max(kernel.least, fit // kernel.least * kernel.least)
            return ManyPart(run.at, min(run.at + whole, count), 1, run.epoch, step)
        epochs = int(seconds / self._epoch_time) if self._epoch_time else 1
        epochs = int(min(last - run.epoch, max(1, epochs)))
        return ManyPart(0, count, epochs, run.epoch, step)

    def _leave(self, note: str) -> None:
        """NumPy goes on."""
        self.note, self.kernel = note, None
        if self.plan is not None:
            self.plan = replace(self.plan, way="numpy", device=None)

    def _compile(self, build: Build) -> None:
        """In a second thread: finds the device, compiles, and makes the compiler finish."""
        with ONE_AT_A_TIME:
            try:
                found = candidates(stop=lambda: self._unwanted, many=True)
            except Stopped:
                return
            plan = self.plan = choose(self._sizes, found, self._key)
            if plan.device is None:
                self.note = plan.reason if plan.reason.startswith("large") else ""
                return
            try:
                kernel = build(plan.device.number)
            except TooLarge:
                self._leave("large_network")
            except (DeviceFault, NotImplementedError):
                self._leave("device_failed")
            else:
                self.kernel = None if self._unwanted else kernel


def _outlast(kernel: ManyKernel) -> None:
    """Waits for a launch that is given up."""
    with suppress(DeviceFault):
        if not kernel.is_done():
            kernel.end()
