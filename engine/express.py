"""Runs whole epochs on a device as soon as there is a kernel for them; until then nobody waits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.opencl.launcher import Launch, LoopKernel, Whereabouts
from engine.backends.opencl.loop import TooLarge
from engine.backends.opencl.matrix import MatrixKernel
from engine.backends.opencl.runtime import DeviceFault
from engine.backends.plan import Plan, Sizes, choose
from engine.backends.training import TrainingSpec
from engine.devices import Stopped, candidates, devices
from engine.memory import Memory
from engine.network import live_name

__all__ = ["Express", "Job", "Leap", "Whereabouts", "kernel_for"]

_PATIENCE = 0.1
"""Seconds of training after which "auto" looks for a device: nothing is compiled for a moment."""
_LONGEST = 0.012
"""Seconds one launch may take, so that knobs and pictures never wait."""
_FIRST = 4
"""Epochs of the first launch, which measures the speed."""
_LARGEST = 3.0e38
_CLIPS = tuple(live_name(".training", name) for name in ("clip_norm", "clip_value"))
Row = tuple[int, float, float, float, float, float]
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Leap:
    """What became of some epochs: `everything` as in `Memory`, and the `rows` of their record."""

    everything: NDArray[Any]
    rows: Sequence[Row]


@dataclass(frozen=True)
class Job:
    """A training, its samples and labels for training and for testing, and whether its numbers
    are float64."""

    spec: TrainingSpec
    samples: tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]
    double: bool

    @property
    def sizes(self) -> Sizes:
        """What the choice of a way depends on."""
        numbers = sum(a.size for a in self.samples)
        return Sizes(self.spec.size, numbers, self.double, self.spec.batch)


_KERNELS: dict[str, type[LoopKernel] | type[MatrixKernel]] = {
    "loop": LoopKernel, "matrix": MatrixKernel,
}
"""What runs a training, by the way that was planned."""


def kernel_for(plan: Plan, job: Job) -> LoopKernel | MatrixKernel:
    """The kernel that runs `job` as planned, on the device of the plan. Raises DeviceFault, and
    TooLarge where it turns out only now that the network does not fit."""
    assert plan.device is not None
    return _KERNELS[plan.way](job.spec, plan.device.number, job.samples)


class Express:
    """The faster way to run one network, or the reason why there is none.

    `note` is that reason: a code of `engine.devices` or `engine.backends.plan`, "device_failed",
    or "" while there is hope or nothing to explain. `name` is the device in use, "" before the
    first leap.
    """

    def __init__(
        self, key: str, job: Job | None = None, others: tuple[threading.Thread, ...] = ()
    ) -> None:
        """`others`: compilers of abandoned ones, to be waited for at the end."""
        self.note = self.name = ""
        self._key, self._job = key, job
        self._plan: Plan | None = None if key != "numpy" else Plan("numpy", "asked")
        self._kernel: LoopKernel | MatrixKernel | None = None
        self._thread: threading.Thread | None = None
        self._others = others
        self._unwanted = False
        self._patience = 0.0 if key.startswith("opencl") else _PATIENCE
        self._epoch_time = 0.0

    @property
    def plan(self) -> Plan | None:
        """What was chosen, once that is known."""
        return self._plan

    @property
    def is_ready(self) -> bool:
        """Whether epochs can be run now."""
        return self._kernel is not None

    def prepare(self) -> None:
        """Starts the compiler if need be, and returns when it is done."""
        self._start()
        if self._thread is not None:
            self._thread.join()

    def close(self) -> None:
        """Ends; waits for the compiler, which cannot be interrupted."""
        for thread in self.abandon():
            thread.join()

    def abandon(self) -> tuple[threading.Thread, ...]:
        """Ends without waiting: what is being compiled, if anything, will not be used."""
        self._unwanted = True
        self._kernel = None
        own = (self._thread,) if self._thread is not None else ()
        return tuple(thread for thread in (*self._others, *own) if thread.is_alive())

    def trained(self, seconds: float) -> None:
        """Takes note that training goes on; sooner or later starts the compiler."""
        self._patience -= seconds
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
        with _one_at_a_time:
            if not self._unwanted:
                work(number)

    def _start(self) -> None:
        if self._plan is None and self._thread is None and self._job is not None:
            self._thread = threading.Thread(
                target=self._compile, args=(self._job,), name="compiler"
            )
            self._thread.start()

    def epochs_within(self, seconds: float) -> int:
        """How many epochs fit; at least one."""
        if not self._epoch_time:
            # One epoch of a large network may take longer than a launch should.
            return 1 if self._plan and self._plan.way == "matrix" else _FIRST
        return max(1, int(min(seconds, _LONGEST) / self._epoch_time))

    def leap(self, memory: Memory, rates: NDArray[np.float32], where: Whereabouts) -> Leap | None:
        """Trains whole epochs from what is in `memory`, which is left as it is.

        None when that gave a number that is not finite, or when the device failed, which ends
        its use.
        """
        if self._kernel is None or self._job is None:
            return None
        given = _launch(self._job.spec, memory, rates, where)
        began = perf_counter()
        try:
            everything, report = self._kernel.launch(given)
        except DeviceFault:
            self._kernel, self.name, self.note = None, "", "device_failed"
            return None
        self._clock((perf_counter() - began) / where.epochs)
        self.name = self._plan.device.name if self._plan and self._plan.device else ""
        if not np.isfinite(everything).all() or report[:, -1].any():
            return None
        return Leap(everything, _rows(where.epoch, report))

    def _refusal(self, reason: str) -> str:
        """What to tell people: nothing if they left the choice to us and there was one."""
        if reason in ("no_device", "no_processor"):
            return next((d.reason for d in devices() if d.reason), "no_driver")
        return "" if self._key == "auto" else reason

    def _clock(self, seconds: float) -> None:
        before = self._epoch_time
        self._epoch_time = seconds if not before else 0.7 * before + 0.3 * seconds

    def _compile(self, job: Job) -> None:
        """In a second thread: finds the device, compiles, and makes the compiler finish."""
        with _one_at_a_time:
            if self._unwanted:
                return
            try:
                found = candidates(stop=lambda: self._unwanted)
            except Stopped:
                return
            self._plan = choose(job.sizes, found, self._key)
            if self._plan.device is None:
                self.note = self._refusal(self._plan.reason)
            if self._plan.device is None or self._unwanted:
                return
            try:
                kernel = kernel_for(self._plan, job)
            except TooLarge:
                self._plan = Plan("numpy", "large_network", sizes=job.sizes)
                self.note = self._refusal("large_network")
                return
            except (DeviceFault, NotImplementedError):
                self.note = "device_failed"
                return
            # Abandoned meanwhile or not: nobody asks one that is.
            self._kernel = None if self._unwanted else kernel


def _rows(epoch: int, report: NDArray[np.float32]) -> list[Row]:
    """Rows of a record from what a launch reports, whose losses lack the penalty."""
    train, score, test, test_score, penalty, _ = report.T.astype(np.float64)
    epochs = range(epoch + 1, epoch + 1 + len(report))
    columns = (train + penalty, test + penalty, penalty, score, test_score)
    return list(zip(epochs, *(c.tolist() for c in columns), strict=True))


def _launch(
    spec: TrainingSpec, memory: Memory, rates: NDArray[np.float32], where: Whereabouts
) -> Launch:
    """All arguments of a launch. A limit of 0 means none."""
    live = {name: float(memory.inputs[name]) for name in spec.live}
    clips = any(live[name] > 0 for name in _CLIPS)
    for name in _CLIPS:
        live[name] = live[name] or _LARGEST
    return Launch(
        memory.everything, memory.l1, memory.l2, memory.inputs[spec.roles["decay"]],
        np.array(list(live.values()), np.float32), rates, where,
        bool(clips or memory.l1.any() or memory.l2.any()),
    )
