"""Asks the OpenCL drivers for their devices, in a child process that they may crash or hang."""

from __future__ import annotations

import multiprocessing
import os
import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from multiprocessing.connection import Connection
from statistics import median
from time import monotonic, perf_counter
from typing import Any, Literal

import numpy as np

from engine.backends.opencl.cache import Verdict
from engine.backends.opencl.drivers import offer_drivers
from engine.backends.opencl.runtime import seen

__all__ = ["Found", "Kind", "Listing", "Stopped", "list_devices", "numbered"]

Kind = Literal["cpu", "gpu", "other"]
_UNTRIED = Verdict()


@dataclass(frozen=True, slots=True)
class Found:
    """One device as its driver describes it."""

    name: str
    kind: Kind
    platform: str
    version: str
    compute_units: int
    memory: int
    """Global memory in bytes."""
    vendor: str = ""
    driver: str = ""
    """Version of the driver."""
    verdict: Verdict = _UNTRIED

    @property
    def identity(self) -> str:
        """The device together with the version of its driver."""
        return " | ".join((self.platform, self.name, self.version, self.driver))


@dataclass(frozen=True, slots=True)
class Listing:
    """What came of asking: the devices, or why there are none.

    `reason` is "" when the question was answered (even by "no devices"), else one of
    "not_installed" (pyopencl is missing), "no_driver" (no platform answers), "crashed" (a driver
    ended the process), "timed_out", "failed" (with the driver's words in `detail`).
    """

    devices: tuple[Found, ...] = ()
    reason: str = ""
    detail: str = ""


class Stopped(Exception):
    """Nobody wants to know any more."""


_TRIAL = """__kernel void trial(__global float *x) {
  vstore16(vload16(0, x) * %d.0f, 0, x);
}"""
_ROUNDS = 20
_GLANCE = 0.05
"""Seconds between two looks whether anybody still wants to know."""
_START = 30.0
"""Seconds for Python to start in the child, which no driver delays, but a busy machine may."""
_GRACE = 5.0
"""Seconds a child may take to die once it has hung up."""

Ask = Callable[[Connection, Collection[str]], None]


def list_devices(
    known: Mapping[str, Verdict] | None = None,
    *,
    timeout: float = 60.0,
    ask: Ask | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Listing:
    """The devices of every OpenCL platform, each tried with a small kernel unless the verdict on
    its identity is `known`. Takes a second or two; `timeout` is for one answer. Raises Stopped.

    Each child begins where the one before ended: a device that ends it is not tried again. `ask`
    replaces the questions in tests; it must be importable by the child process.
    """
    try:
        return _judged(ask or _ask_drivers, dict(known or {}), timeout, stop)
    except OSError as error:  # no further process can be started
        return Listing(reason="failed", detail=str(error))


def _judged(
    ask: Ask, verdicts: dict[str, Verdict], timeout: float, stop: Callable[[], bool]
) -> Listing:
    """One child after another until there is a verdict on every device."""
    while True:
        with _child(ask, tuple(verdicts)) as (answer, exit_code):
            listing, end = _listen(answer, verdicts, timeout, stop)
            if listing is None:
                detail = "" if end == "timed_out" else f"exit code {exit_code()}"
                return Listing(reason=end, detail=detail)
            on_trial = next((d for d in listing.devices if d.identity not in verdicts), None)
            if on_trial is None:
                judged = (replace(d, verdict=verdicts[d.identity]) for d in listing.devices)
                return replace(listing, devices=tuple(judged))
            words = "" if end == "timed_out" else f"exit code {exit_code()}"
            verdicts[on_trial.identity] = Verdict(end, words)


def numbered(found: Sequence[Found]) -> list[tuple[int, bool]]:
    """The number of every device in this process, and whether it can be opened here.

    A child asks the drivers that there are now. This process keeps those that it began with, and
    their numbers; what came later gets a number behind them.
    """
    opened = seen()
    if not opened:
        return [(number, True) for number in range(len(found))]
    import pyopencl as cl

    here = {number: _describe(cl, device).identity for number, device in enumerate(opened)}
    later = count(len(opened))
    numbers: list[tuple[int, bool]] = []
    for device in found:
        free = [number for number, identity in here.items() if identity == device.identity]
        numbers.append((free[0], True) if free else (next(later), False))
        for number in free[:1]:
            del here[number]
    return numbers


def _listen(
    answer: Connection, verdicts: dict[str, Verdict], timeout: float, stop: Callable[[], bool]
) -> tuple[Listing | None, str]:
    """Hears a child out, adding to `verdicts`; its listing, and how it ended: "" when it was
    done, "crashed", "timed_out", or "failed" if it never came so far as to ask."""
    listing: Listing | None = None
    end = "failed"
    try:
        if not _waits(answer, _START, stop):
            return None, "timed_out"
        answer.recv()
        end = "crashed"
        while True:
            if not _waits(answer, timeout, stop):
                return listing, "timed_out"
            said = answer.recv()
            if isinstance(said, Listing):
                listing = said
            else:
                verdicts[said[0]] = said[1]
            if listing is not None and all(d.identity in verdicts for d in listing.devices):
                return listing, ""
    except EOFError:
        return listing, end


def _waits(answer: Connection, timeout: float, stop: Callable[[], bool]) -> bool:
    """Whether there is an answer within that time."""
    deadline = monotonic() + timeout
    while not answer.poll(_GLANCE):
        if stop():
            raise Stopped
        if monotonic() > deadline:
            return False
    return True


@contextmanager
def _child(
    ask: Ask, known: Collection[str]
) -> Iterator[tuple[Connection, Callable[[], int | None]]]:
    """A child that is being asked: where its answers come from, and how to learn its exit code
    once it has ended. It is gone afterwards, whatever it was doing."""
    context = multiprocessing.get_context("spawn")
    answer, question = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(ask, question, known), daemon=True)
    child.start()
    question.close()

    def exit_code() -> int | None:
        child.join(_GRACE)
        return child.exitcode

    try:
        yield answer, exit_code
    finally:
        answer.close()
        child.kill()
        child.join()
        child.close()


def _run(ask: Ask, question: Connection, known: Collection[str]) -> None:
    """In the child: drivers write to the terminal as they please, so it is taken away first."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    question.send(None)  # from here on it is a driver's fault if this process ends
    ask(question, known)


def _ask_drivers(question: Connection, known: Collection[str]) -> None:
    offer_drivers()
    try:
        import pyopencl as cl
    except ImportError as error:
        question.send(Listing(reason="not_installed", detail=str(error)))
        return
    try:
        found = [(_describe(cl, d), d) for p in cl.get_platforms() for d in p.get_devices()]
    except cl.Error as error:
        missing = "PLATFORM_NOT_FOUND" in str(error)
        reason = "no_driver" if missing else "failed"
        question.send(Listing(reason=reason, detail=str(error)))
        return
    described = tuple(description for description, _ in found)
    question.send(Listing(described) if found else Listing(reason="no_driver"))
    # Of several devices of one kind the last one speaks for all.
    untried = {d.identity: device for d, device in found if d.identity not in known}
    for identity, device in untried.items():
        question.send((identity, _try(cl, device)))


def _describe(cl: Any, device: Any) -> Found:
    kinds: dict[int, Kind] = {cl.device_type.CPU: "cpu", cl.device_type.GPU: "gpu"}
    return Found(
        name=_model(cl, device),
        kind=kinds.get(device.type & ~cl.device_type.DEFAULT, "other"),
        platform=device.platform.name.strip(),
        version=device.version.strip(),
        compute_units=device.max_compute_units,
        memory=device.global_mem_size,
        vendor=device.vendor.strip(),
        driver=device.driver_version.strip(),
    )


def _model(cl: Any, device: Any) -> str:
    """What is printed on the box, where AMD's drivers name only the chip."""
    try:
        board = str(device.board_name_amd).strip()
    except (cl.Error, AttributeError):
        board = ""
    return board or str(device.name).strip()


def _try(cl: Any, device: Any) -> Verdict:
    """Compiles and runs a kernel. It is tried here, in the child, because some drivers end the
    process, PoCL for one where there is no linker. Its text is new every time: a kernel from the
    driver's own cache would hide that nothing can be compiled."""
    factor = random.SystemRandom().randrange(2, 2**31)
    numbers = np.arange(16, dtype=np.float32)
    flags = cl.mem_flags
    try:
        context = cl.Context([device])
        queue = cl.CommandQueue(context)
        buffer = cl.Buffer(context, flags.READ_WRITE | flags.COPY_HOST_PTR, hostbuf=numbers)
        kernel = cl.Kernel(cl.Program(context, _TRIAL % factor).build(), "trial")
        kernel(queue, (1,), (1,), buffer)
        found = np.empty_like(numbers)
        cl.enqueue_copy(queue, found, buffer)
        if not np.array_equal(found, np.float32(factor) * numbers):
            return Verdict("failed", "wrong numbers")
        return Verdict(launch=median(_launch(queue, kernel, buffer) for _ in range(_ROUNDS)))
    except cl.Error as error:
        return Verdict("failed", str(error))


def _launch(queue: Any, kernel: Any, buffer: Any) -> float:
    """Seconds for one launch."""
    began = perf_counter()
    kernel(queue, (1,), (1,), buffer)
    queue.finish()
    return perf_counter() - began
