"""One opened device: its context, its queue, and programs built for it."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["DeviceFault", "Opened", "Queue", "open_device"]

_OPTIONS = ("-cl-std=CL1.2",)
_NO_TINY = "-cl-denorms-are-zero"


class DeviceFault(Exception):
    """The device, its driver or its compiler failed; `str` is what the driver said."""


class Opened:
    """A device with a context of its own. Everything it raises is a DeviceFault."""

    def __init__(self, number: int) -> None:
        cl = _library()
        try:
            found = [d for p in cl.get_platforms() for d in p.get_devices()]
            self.device = found[number]
            self._context = cl.Context([self.device])
        except (cl.Error, IndexError) as error:
            raise DeviceFault(str(error)) from error
        self.name = str(self.device.name).strip()
        self.is_cpu = bool(self.device.type & cl.device_type.CPU)

    def build(self, source: str, kernel: str, *, tiny: bool = True) -> Any:
        """A kernel object of its own from OpenCL C text. Releases the interpreter lock.

        Without `tiny`, numbers below 1.2e-38 count as 0: processors take a hundred times longer
        for them, and the squares of small gradients are such numbers.
        """
        cl = _library()
        options = [*_OPTIONS] if tiny else [*_OPTIONS, _NO_TINY]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                built = cl.Program(self._context, source).build(options)
            return cl.Kernel(built, kernel)
        except cl.Error as error:
            raise DeviceFault(str(error)) from error

    def queue(self) -> Queue:
        """A new queue, for one thread."""
        return Queue(self._context)


class Queue:
    """Commands in order, and buffers; used by one thread at a time."""

    def __init__(self, context: Any) -> None:
        cl = _library()
        self._cl = cl
        self._context = context
        self._queue = cl.CommandQueue(context)

    def buffer(self, array: NDArray[Any]) -> Any:
        """Device memory that starts as a copy of `array`. The caller must keep it while kernels
        use it: their arguments do not."""
        flags = self._cl.mem_flags
        try:
            return self._cl.Buffer(
                self._context, flags.READ_WRITE | flags.COPY_HOST_PTR,
                hostbuf=np.ascontiguousarray(array),
            )
        except self._cl.Error as error:
            raise DeviceFault(str(error)) from error

    def write(self, buffer: Any, array: NDArray[Any]) -> None:
        """Queues a copy of `array` to the device; the array must stay as it is until then."""
        self._copy(buffer, array, False)

    def read(self, array: NDArray[Any], buffer: Any, *, wait: bool = True) -> None:
        """Fills `array` from the device, after everything queued before; at once if `wait`, else
        some time before the next that waits."""
        self._copy(array, buffer, wait)

    def run(self, kernel: Any, arguments: Mapping[int, Any]) -> None:
        """Queues one work-item of a kernel and sends it off; `arguments` are those that are not
        as they were, by place."""
        try:
            for place, value in arguments.items():
                kernel.set_arg(place, value)
            self._cl.enqueue_nd_range_kernel(self._queue, kernel, (1,), (1,))
            self._queue.flush()
        except self._cl.Error as error:
            raise DeviceFault(str(error)) from error

    def finish(self) -> None:
        """Waits until everything queued is done."""
        try:
            self._queue.finish()
        except self._cl.Error as error:
            raise DeviceFault(str(error)) from error

    def _copy(self, to: Any, source: Any, wait: bool) -> None:
        try:
            self._cl.enqueue_copy(self._queue, to, source, is_blocking=wait)
        except self._cl.Error as error:
            raise DeviceFault(str(error)) from error


@lru_cache(maxsize=1)
def _library() -> Any:
    """pyopencl, imported once."""
    os.environ.setdefault("PYOPENCL_COMPILER_OUTPUT", "0")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pyopencl
    except ImportError as error:
        raise DeviceFault(str(error)) from error
    return pyopencl


@lru_cache(maxsize=8)
def open_device(number: int) -> Opened:
    """The device of that number in the order of the drivers, opened once per process."""
    return Opened(number)
