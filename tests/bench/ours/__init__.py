"""Our own engine, in the two ways it runs."""

from __future__ import annotations

import os

__all__ = ["DEVICE", "device_key"]

DEVICE = "BENCH_DEVICE"
"""The environment variable that says on which OpenCL device, as in `engine.devices`."""


def device_key() -> str:
    """The device asked for, else the first one."""
    return os.environ.get(DEVICE, "opencl")
