"""How to wait for a device: not long when it is quick, and not for ever."""

from __future__ import annotations

import time
from collections.abc import Callable
from time import perf_counter

from engine.backends.opencl.runtime import DeviceFault

__all__ = ["ASIDE", "patience", "wait_for"]

ASIDE = 0.0005
"""Seconds that training on NumPy stands aside now and then while a compiler is at work."""
_SPIN = 0.0003
"""Seconds that a launch is waited for without a pause: pauses this short are three times as long
as they say."""
_NAP = 0.002
"""The longest pause between two looks at a launch, in seconds: a kernel that queues what comes next
only when it is asked runs out of work while nobody does (`MatrixKernel`)."""
_MOST = 0.8
"""The part of the expected time that is mostly slept through."""
_SILENCE, _UNKNOWN = 5.0, 60.0
"""Seconds without an answer after which a device is given up, at least; and where nobody knows
how long a launch takes."""
_TIMES = 100
"""How many times the expected time a launch may take before a device is given up."""


def patience(expected: float) -> float:
    """Seconds to wait for a launch that should take `expected`; 0 where nobody knows."""
    return max(_SILENCE, _TIMES * expected) if expected else _UNKNOWN


def wait_for(
    is_done: Callable[[], bool],
    limit: float,
    hurry: Callable[[], bool] | None = None,
    *,
    expected: float = 0.0,
) -> tuple[bool, float]:
    """Whether it is done, and how long that was waited for; not when there is a `hurry`. It is
    looked at rarely before most of the `expected` time has passed: each look takes Python's lock
    from a window. Raises DeviceFault after `limit` seconds."""
    began, now = perf_counter(), 0.0
    while not is_done():
        now = perf_counter() - began
        if now > limit:
            raise DeviceFault("no answer")
        if hurry is not None and hurry():
            return False, now
        asleep = max(_MOST * expected - now, now / 20)
        if max(now, asleep) > _SPIN:
            time.sleep(min(asleep, _NAP))
    return True, now
