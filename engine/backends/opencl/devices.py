"""Asks the OpenCL drivers for their devices, in a child process that they may crash or hang."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Literal

import numpy as np

__all__ = ["Found", "Kind", "Listing", "list_devices"]

Kind = Literal["cpu", "gpu", "other"]


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
    fault: str = ""
    """What its compiler said to a small kernel that it should have managed."""


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


_TRIAL = """__kernel void trial(__global float *x) {
  vstore16(vload16(0, x) * 2.0f, 0, x);
}"""

Ask = Callable[[Connection], None]


def list_devices(*, timeout: float = 60.0, ask: Ask | None = None) -> Listing:
    """The devices of every OpenCL platform; takes a second or two and never raises.

    `ask` replaces the question in tests; it must be importable by the child process.
    """
    context = multiprocessing.get_context("spawn")
    answer, question = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(ask or _ask_drivers, question), daemon=True)
    child.start()
    question.close()
    try:
        if not answer.poll(timeout):
            child.kill()
            return Listing(reason="timed_out")
        listing: Listing = answer.recv()
        return listing
    except EOFError:
        child.join()
        return Listing(reason="crashed", detail=f"exit code {child.exitcode}")
    finally:
        answer.close()
        child.join()
        child.close()


def _run(ask: Ask, question: Connection) -> None:
    """In the child: drivers write to the terminal as they please, so it is taken away first."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    ask(question)


def _ask_drivers(question: Connection) -> None:
    question.send(_listing())


def _listing() -> Listing:
    try:
        import pyopencl as cl
    except ImportError as error:
        return Listing(reason="not_installed", detail=str(error))
    kinds: dict[int, Kind] = {cl.device_type.CPU: "cpu", cl.device_type.GPU: "gpu"}
    try:
        devices = tuple(
            Found(
                name=device.name.strip(),
                kind=kinds.get(device.type & ~cl.device_type.DEFAULT, "other"),
                platform=platform.name.strip(),
                version=device.version.strip(),
                compute_units=device.max_compute_units,
                memory=device.global_mem_size,
                fault=_fault(cl, device),
            )
            for platform in cl.get_platforms()
            for device in platform.get_devices()
        )
    except cl.Error as error:
        missing = "PLATFORM_NOT_FOUND" in str(error)
        return Listing(reason="no_driver" if missing else "failed", detail=str(error))
    return Listing(devices) if devices else Listing(reason="no_driver")


def _fault(cl: Any, device: Any) -> str:
    """What goes wrong when a device compiles and runs a kernel; "" for nothing. It is tried here,
    in the child, because some drivers end the process, PoCL for one where there is no linker."""
    numbers = np.arange(16, dtype=np.float32)
    flags = cl.mem_flags
    try:
        context = cl.Context([device])
        queue = cl.CommandQueue(context)
        buffer = cl.Buffer(context, flags.READ_WRITE | flags.COPY_HOST_PTR, hostbuf=numbers)
        cl.Kernel(cl.Program(context, _TRIAL).build(), "trial")(queue, (1,), (1,), buffer)
        found = np.empty_like(numbers)
        cl.enqueue_copy(queue, found, buffer)
    except cl.Error as error:
        return str(error)
    return "" if np.array_equal(found, 2 * numbers) else "wrong numbers"
