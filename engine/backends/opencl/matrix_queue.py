"""Kernels of many work-items in a queue, and how far it has got."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from engine.backends.opencl.runtime import DeviceFault, Opened, Queue

__all__ = ["Commands", "commands", "compiled"]

Size = tuple[int, int, int]


class Commands(Queue):
    """A queue of kernels that know their arguments."""

    def give(self, kernel: Any, arguments: Sequence[Any]) -> None:
        """Sets all arguments of a kernel, which keeps them."""
        try:
            kernel.set_args(*arguments)
        except self._cl.Error as error:
            raise DeviceFault(str(error)) from error

    def enqueue(
        self, kernel: Any, size: Size, offset: Size | None = None
    ) -> Any:
        """Queues work-items of a kernel, each a group of its own; the event of their end."""
        try:
            return self._cl.enqueue_nd_range_kernel(self._queue, kernel, size, (1, 1, 1), offset)
        except self._cl.Error as error:
            raise DeviceFault(str(error)) from error

    def fetch(self, array: NDArray[Any], buffer: Any) -> Any:
        """Fills `array` from the device some time; the event of its end. Whoever drops that event
        waits for it."""
        return self._later(array, buffer)

    def store(self, buffer: Any, array: NDArray[Any]) -> Any:
        """Queues a copy of `array` to the device; as `fetch`."""
        return self._later(buffer, array)

    def _later(self, to: Any, source: Any) -> Any:
        try:
            return self._cl.enqueue_copy(self._queue, to, source, is_blocking=False)
        except self._cl.Error as error:
            raise DeviceFault(str(error)) from error

    def send(self) -> None:
        """Sends off what is queued."""
        try:
            self._queue.flush()
        except self._cl.Error as error:
            raise DeviceFault(str(error)) from error

    def has_ended(self, event: Any) -> bool:
        """Whether what an event stands for is complete; does not wait."""
        try:
            status = event.command_execution_status
        except self._cl.Error as error:
            raise DeviceFault(str(error)) from error
        if status < 0:
            raise DeviceFault(f"a command ended with status {status}")
        return bool(status == self._cl.command_execution_status.COMPLETE)

    def wait_for(self, event: Any) -> None:
        """Waits until what an event stands for is complete."""
        try:
            event.wait()
        except self._cl.Error as error:
            raise DeviceFault(str(error)) from error

    def kernel(self, program: Any, name: str) -> Any:
        """A kernel object of its own."""
        try:
            return self._cl.Kernel(program, name)
        except self._cl.Error as error:
            raise DeviceFault(str(error)) from error


def commands(opened: Opened) -> Commands:
    """A new queue, for one thread."""
    return Commands(opened._context)


def compiled(
    opened: Opened, queue: Commands, text: str, names: Mapping[str, str], wanted: Iterable[str]
) -> list[Any]:
    """A kernel object for each of the `wanted` texts; `names` are their names in the program."""
    program = opened.build(text, next(iter(names.values())), tiny=False).program
    return [queue.kernel(program, names[kernel]) for kernel in wanted]
