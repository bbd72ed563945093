"""Makes what runs whole epochs on a device, in a second thread; until then nobody waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from engine.backends.opencl.launcher import LoopKernel
from engine.backends.opencl.loop import TooLarge
from engine.backends.opencl.matrix import MatrixKernel
from engine.backends.opencl.runtime import DeviceFault
from engine.backends.plan import Plan, Sizes, choose
from engine.backends.training import TrainingSpec
from engine.breath import breathing
from engine.devices import Stopped, candidates, devices
from engine.flights import Flights, Hurry, Kernel, Leap, Point, Terms
from engine.waiting import ASIDE

__all__ = ["ONE_AT_A_TIME", "Express", "Job", "kernel_for"]

_PATIENCE = 0.03
"""Seconds of training after which "auto" looks for a device: nothing is compiled for a moment."""
_REST = 0.2
"""The same after a change: while one follows another, nothing is compiled for those between."""
_SETTLED = 3.0
"""Seconds of training after which a network is likely to stay."""
_BREATH = 0.002
"""Seconds of Python between two pauses of a compiler."""
Samples = tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]
ONE_AT_A_TIME = threading.Lock()
"""Held by the thread that has something compiled."""


@dataclass(frozen=True)
class Job:
    """A training, its samples and labels for training and for testing, and whether its numbers
    are float64."""

    spec: TrainingSpec
    samples: Samples
    double: bool

    @property
    def sizes(self) -> Sizes:
        """What the choice of a way depends on."""
        numbers = sum(a.size for a in self.samples)
        return Sizes(self.spec.size, numbers, self.double, self.spec.batch)


_KERNELS: dict[str, Callable[[TrainingSpec, int, Samples], Kernel]] = {
    "loop": LoopKernel, "matrix": MatrixKernel,
}
"""What runs a training, by the way that was planned."""


def kernel_for(plan: Plan, job: Job) -> Kernel:
    """The kernel that runs `job` as planned, on the device of the plan. Raises DeviceFault, and
    TooLarge where it turns out only now that the network does not fit."""
    assert plan.device is not None
    return _KERNELS[plan.way](job.spec, plan.device.number, job.samples)


class Express:
    """The faster way to run one network, or the reason why there is none.

    `note` is that reason: a code of `engine.devices` or `engine.backends.plan`, "device_failed",
    or "" while there is hope or nothing to explain. `name` is the device in use, "" before it has
    taken over. `plan` is what was chosen, None until that is known.
    """

    def __init__(self, key: str, job: Job) -> None:
        self.note = self.name = ""
        self.plan: Plan | None = None if key != "numpy" else Plan("numpy", "asked")
        self.job, self._key = job, key
        self._flights: Flights | None = None
        self._kernel: Kernel | None = None
        self._other: Kernel | None = None
        self._then: Plan | None = None
        """What was chosen when that was made, which waits for somebody who turns a knob back."""
        self._thread: threading.Thread | None = None
        self._unwanted = False
        self._patience = 0.0 if key.startswith("opencl") else _PATIENCE
        self._breathed = self._trained = 0.0
        self._looked = False

    @property
    def is_ready(self) -> bool:
        """Whether epochs can be run now."""
        return self._flights is not None

    @property
    def is_flying(self) -> bool:
        """Whether the device is at work."""
        return self._flights is not None and self._flights.some

    @property
    def is_hoped_for(self) -> bool:
        """Whether epochs can be run now, or perhaps later."""
        compiling = self._thread is not None and self._thread.is_alive()
        return self.is_ready or compiling or self.plan is None

    def prepare(self) -> None:
        """Starts the compiler if need be, and returns when it is done."""
        self._start()
        if self._thread is not None:
            self._thread.join()

    def moved(self, job: Job) -> Express:
        """What runs another training on the same device, and ends this. At once, where only numbers
        of samples are others; else a compiler begins when nothing has changed for a moment."""
        before, kernels = self.plan or self._then, (self._kernel, self._other)
        self.close()
        made = Express(self._key, job)
        made._patience, made._trained = _REST, self._trained
        if self.note or before is None or not any(kernels):
            return made
        plan = choose(job.sizes, candidates(), self._key)
        if (plan.way, plan.device) != (before.way, before.device):
            return made
        made._then, made._other = before, kernels[0] or kernels[1]
        for kernel, other in (kernels, kernels[::-1]):
            with suppress(DeviceFault):  # it will be tried anew
                if not made.is_ready and isinstance(kernel, LoopKernel):
                    made._go_on(plan, kernel.moved(job.spec, job.samples), other, self.name)
        return made

    def _go_on(self, plan: Plan, kernel: Kernel | None, other: Kernel | None, name: str) -> None:
        """With a kernel that is there."""
        if kernel is not None:
            self.plan, self.name, self._other = plan, name, other
            self._fly(kernel)
            self._looked = other is not None

    def look_ahead(self) -> None:
        """For somebody who may turn knobs, now and then while the device trains: has the kernel for
        batches of the other kind compiled, too, once nothing has changed for a while."""
        if self._looked or not self.is_ready or self._trained < _SETTLED:
            return
        if isinstance(self._kernel, LoopKernel):
            self._looked = self.errand(self._compile_other)

    def _compile_other(self, device: int) -> None:
        with suppress(DeviceFault, NotImplementedError, TooLarge):
            if isinstance(self._kernel, LoopKernel):
                self._other = self._kernel.other(device)

    def _fly(self, kernel: Kernel) -> None:
        """From now on there is a device to train on."""
        self._kernel = kernel
        self._flights = Flights(kernel, self.job.spec)

    def close(self) -> None:
        """Ends. A compiler at work cannot be interrupted: it goes on for a while, what it makes
        is not used, and Python ends only after it."""
        self._unwanted = True
        flights, self._flights = self._flights, None
        if flights is not None:
            try:
                flights.drop()
            except DeviceFault:
                flights.leave()
                self.note = "device_failed"

    def trained(self, seconds: float) -> None:
        """Takes note that training goes on; sooner or later starts the compiler."""
        self._patience -= seconds
        self._trained += seconds
        if self._patience <= 0:
            self._start()

    def errand(self, work: Callable[[int], None]) -> bool:
        """Has something else compiled in a second thread: `work`, which gets the number of the
        processor that trains. False, and nothing is done, while there is none or the last compiler
        is still at work."""
        device = self.plan.device if self.plan and self.is_ready else None
        busy = self._thread is not None and self._thread.is_alive()
        if device is None or device.kind != "cpu" or busy:
            return False
        self._thread = threading.Thread(
            target=self._run_errand, args=(work, device.number), name="compiler"
        )
        self._thread.start()
        return True

    def _run_errand(self, work: Callable[[int], None], number: int) -> None:
        with ONE_AT_A_TIME, suppress(Stopped), breathing(self._breathe):
            if not self._unwanted:
                work(number)

    def _breathe(self) -> None:
        """Now and then while the text of a kernel is written: lets a window have Python's lock, and
        gives up what nobody wants any more."""
        if self._unwanted:
            raise Stopped
        if time.monotonic() - self._breathed > _BREATH:
            time.sleep(ASIDE)
            self._breathed = time.monotonic()

    def stand_aside(self) -> None:
        """Between two epochs on NumPy: a compiler at work needs Python's lock for some of it, and
        takes twice as long if it has to fight for it."""
        if self._thread is not None and self._thread.is_alive():
            time.sleep(ASIDE)

    def leap(
        self, start: Point, terms: Terms, bound: float, seconds: float, hurry: Hurry
    ) -> Leap | None:
        """See `Flights.leap`. None also when the device failed, which ends its use."""
        if self._flights is None:
            return None
        try:
            leap = self._flights.leap(start, terms, bound, seconds, hurry)
        except DeviceFault:
            self._flights.leave()
            self._flights, self.name, self.note = None, "", "device_failed"
            return None
        return leap

    def take_over(self) -> None:
        """From now on what is seen is the device's."""
        self.name = self.plan.device.name if self.plan and self.plan.device else ""

    def _start(self) -> None:
        if self.plan is None and self._thread is None:
            self._thread = threading.Thread(target=self._compile, name="compiler")
            self._thread.start()

    def _refusal(self, reason: str) -> str:
        """What to tell people: nothing if they left the choice to us and there was one."""
        if reason in ("no_device", "no_processor"):
            return next((d.reason for d in devices() if d.reason), "no_driver")
        return "" if self._key == "auto" else reason

    def _compile(self) -> None:
        """In a second thread: finds the device, compiles, and makes the compiler finish."""
        job = self.job
        with ONE_AT_A_TIME, suppress(Stopped), breathing(self._breathe):
            if self._unwanted:
                return
            found = candidates(stop=lambda: self._unwanted)
            self.plan = choose(job.sizes, found, self._key)
            if self.plan.device is None:
                self.note = self._refusal(self.plan.reason)
            if self.plan.device is None or self._unwanted:
                return
            try:
                kernel = kernel_for(self.plan, job)
            except TooLarge:
                self.plan = Plan("numpy", "large_network", sizes=job.sizes)
                self.note = self._refusal("large_network")
                return
            except (DeviceFault, NotImplementedError):
                self.note = "device_failed"
                return
            if not self._unwanted:
                self._fly(kernel)
