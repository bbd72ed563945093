"""One opened device: its context, its queue, and programs built for it."""

from __future__ import annotations

import os
import sys
import threading
import warnings
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.opencl.drivers import offer_drivers

__all__ = [
    "ALIGNED", "DeviceFault", "Opened", "Queue", "give_way", "is_done", "open_device", "seen",
]  # fmt: skip

_OPTIONS = ("-cl-std=CL1.2",)
ALIGNED = 4096
"""Bytes: where a part of a buffer may begin on any device."""
_NO_TINY = "-cl-denorms-are-zero"
_BEHIND = 10
"""Linux's number for a low priority: a tenth of the share of others, while they want theirs."""
_KEPT = 32
"""How many programs are kept."""


class DeviceFault(Exception):
    """The device, its driver or its compiler failed; `str` is what the driver said."""


class Opened:
    """A device with a context of its own. Everything it raises is a DeviceFault."""

    def __init__(self, number: int) -> None:
        cl = _library()
        try:
            self.device = _devices()[number]
            self._context = cl.Context([self.device])
        except (cl.Error, IndexError) as error:
            raise DeviceFault(str(error)) from error
        self.name = str(self.device.name).strip()
        self.is_cpu = bool(self.device.type & cl.device_type.CPU)
        self.cores = int(self.device.max_compute_units)
        self._built: dict[tuple[str, bool], Any] = {}

    def build(
        self, source: str, kernel: str, numbers: Sequence[Any] = (), *, tiny: bool = True
    ) -> Any:
        """A kernel object of its own from OpenCL C text; `numbers`: the types of its last
        arguments, where those before are buffers (see `Queue.launch`). Releases the interpreter
        lock.

        Without `tiny`, numbers below 1.2e-38 count as 0: processors take a hundred times longer
        for them, and the squares of small gradients are such numbers.
        """
        cl = _library()
        try:
            made = cl.Kernel(self._program(source, tiny), kernel)
            if numbers:
                # Numbers of a known type are passed on thirty times as fast.
                made.set_arg_types([None] * (made.num_args - len(numbers)) + list(numbers))
            return made
        except cl.Error as error:
            raise DeviceFault(str(error)) from error

    def _program(self, source: str, tiny: bool) -> Any:
        """A program, built once: who turns a knob back finds that of a moment ago."""
        key = source, tiny
        if (known := self._built.pop(key, None)) is None:
            options = [*_OPTIONS] if tiny else [*_OPTIONS, _NO_TINY]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                known = _library().Program(self._context, source).build(options)
        self._built[key] = known  # last now
        for oldest in list(self._built)[:-_KEPT]:
            self._built.pop(oldest, None)
        return known

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

    def borrow(self, array: NDArray[Any]) -> Any:
        """Device memory that is the memory of `array`: on a processor nothing is ever copied. The
        array must neither move nor be touched before `give_back`, and the caller keeps both."""
        flags = self._cl.mem_flags
        try:
            return self._cl.Buffer(
                self._context, flags.READ_WRITE | flags.USE_HOST_PTR, hostbuf=array
            )
        except self._cl.Error as error:
            raise DeviceFault(str(error)) from error

    def give_back(self, array: NDArray[Any], buffer: Any) -> None:
        """Waits until a borrowed array holds what everything queued before has written."""
        reads = self._cl.map_flags.READ
        try:
            mapped, _ = self._cl.enqueue_map_buffer(
                self._queue, buffer, reads, 0, array.shape, array.dtype
            )
            mapped.base.release(self._queue)
            self._queue.finish()
        except self._cl.Error as error:
            raise DeviceFault(str(error)) from error

    def write(self, buffer: Any, array: NDArray[Any]) -> Any:
        """Queues a copy of `array` to the device; the array must stay as it is until the event
        that it returns is done. Whoever drops that event waits for it."""
        return self._copy(buffer, array, False)

    def read(self, array: NDArray[Any], buffer: Any, *, wait: bool = True) -> Any:
        """Fills `array` from the device, after everything queued before; at once if `wait`, else
        by the time that the event it returns is done. Whoever drops that event waits for it."""
        return self._copy(array, buffer, wait)

    def part(self, buffer: Any, start: int, size: int) -> Any:
        """`size` bytes of a buffer from byte `start`, a multiple of `ALIGNED`, as a buffer."""
        try:
            return buffer.get_sub_region(start, size)
        except self._cl.Error as error:
            raise DeviceFault(str(error)) from error

    def launch(self, kernel: Any, arguments: Sequence[Any]) -> None:
        """Queues one work-item of a kernel built with `numbers`, with all of its arguments."""
        try:
            kernel.set_args(*arguments)
            self._cl.enqueue_nd_range_kernel(self._queue, kernel, (1,), (1,))
        except self._cl.Error as error:
            raise DeviceFault(str(error)) from error

    def flush(self) -> None:
        """Sends off what is queued."""
        try:
            self._queue.flush()
        except self._cl.Error as error:
            raise DeviceFault(str(error)) from error

    def run(
        self, kernel: Any, arguments: Mapping[int, Any], groups: int = 1, items: int = 1
    ) -> None:
        """Queues a kernel, so many work-items in each of its `groups`, and sends it off;
        `arguments` are those that are not as they were, by place."""
        try:
            for place, value in arguments.items():
                kernel.set_arg(place, value)
            self._cl.enqueue_nd_range_kernel(self._queue, kernel, (groups * items,), (items,))
            self._queue.flush()
        except self._cl.Error as error:
            raise DeviceFault(str(error)) from error

    def mark(self) -> Any:
        """An event for everything queued so far, which is sent off."""
        try:
            event = self._cl.enqueue_marker(self._queue)
            self._queue.flush()
        except self._cl.Error as error:
            raise DeviceFault(str(error)) from error
        return event

    def finish(self) -> None:
        """Waits until everything queued is done."""
        try:
            self._queue.finish()
        except self._cl.Error as error:
            raise DeviceFault(str(error)) from error

    def _copy(self, to: Any, source: Any, wait: bool) -> Any:
        try:
            return self._cl.enqueue_copy(self._queue, to, source, is_blocking=wait)
        except self._cl.Error as error:
            raise DeviceFault(str(error)) from error


def is_done(event: Any) -> bool:
    """Whether what an event stands for is complete; does not wait."""
    cl = _library()
    try:
        status = event.command_execution_status
    except cl.Error as error:
        raise DeviceFault(str(error)) from error
    if status < 0:
        raise DeviceFault(f"a command ended with status {status}")
    return bool(status == cl.command_execution_status.COMPLETE)


@lru_cache(maxsize=1)
def _library() -> Any:
    """pyopencl, imported once."""
    os.environ.setdefault("PYOPENCL_COMPILER_OUTPUT", "0")
    offer_drivers()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pyopencl
    except ImportError as error:
        raise DeviceFault(str(error)) from error
    return pyopencl


def seen() -> Sequence[Any]:
    """The devices that this process can open, in the order of their numbers; none while nobody has
    opened one. A driver that is installed later is seen by other processes only: the loader
    looks for drivers once."""
    return _devices() if _devices.cache_info().currsize else ()


@lru_cache(maxsize=1)
def _devices() -> Sequence[Any]:
    """All devices of all drivers. Raises what pyopencl raises."""
    return tuple(d for p in _library().get_platforms() for d in p.get_devices())


def give_way() -> None:
    """Devices that are opened from now on work behind everything else that this process does, and
    other programs: a window answers at once while a kernel takes all it can get. On Linux; for
    drivers that compute on threads of their own, which they make when they are first opened."""
    _manners.gives_way = sys.platform == "linux"


@lru_cache(maxsize=8)
def open_device(number: int) -> Opened:
    """The device of that number in the order of the drivers, opened once per process."""
    if not _manners.gives_way:
        return Opened(number)
    with ThreadPoolExecutor(1, "opening", _step_back) as behind:
        return behind.submit(Opened, number).result()


class _Manners:
    """Whether `give_way` was called."""

    gives_way = False


_manners = _Manners()


def _step_back() -> None:
    """Lowers the priority of this thread, which cannot be raised again, and that of all threads
    that it makes."""
    this = threading.get_native_id()
    os.setpriority(os.PRIO_PROCESS, this, max(_BEHIND, os.getpriority(os.PRIO_PROCESS, this)))
