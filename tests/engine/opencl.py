"""Once per OpenCL device that is present: what tests of the compiled engine run on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from engine.backends.opencl.program import OpenclProgram
from engine.backends.opencl.runtime import Opened, open_device
from engine.devices import devices
from engine.ir.expr import Expr

__all__ = ["KEYS", "assert_close", "assert_slope", "on_every_device", "opened", "run_on", "silence"]

KEYS = [d.key for d in devices() if d.key.startswith("opencl:") and d.usable]
_REASON = "; ".join(f"{d.name}: {d.reason} {d.detail}" for d in devices() if d.reason)

on_every_device = pytest.mark.parametrize(
    "key",
    KEYS or [pytest.param("opencl:0", marks=pytest.mark.skip(f"no OpenCL processor ({_REASON})"))],
)


def opened(key: str) -> Opened:
    """The device of that key."""
    return open_device(int(key.partition(":")[2]))


def silence(kernel: type, patch: pytest.MonkeyPatch) -> None:
    """Launches of this kind never end, and nobody waits for one."""
    patch.setattr(kernel, "is_done", lambda self: False)
    for name in ("_SILENCE", "_UNKNOWN", "_TIMES"):
        patch.setattr(f"engine.waiting.{name}", 0.0)


def run_on(
    key: str,
    outputs: Mapping[str, Expr],
    values: Mapping[str, Any],
    lanes: Sequence[str] = (),
    count: int = 0,
) -> dict[str, Any]:
    """The outputs computed on a device; `lanes` names variables whose first axis, `count` long,
    runs along lanes."""
    program = OpenclProgram(
        outputs, opened(key), lanes=dict.fromkeys(lanes, 0), count=count
    )
    for name, array in program.inputs.items():
        array[...] = values[name]
    program.run()
    return {name: array.copy() for name, array in program.outputs.items()}


def assert_close(found: Any, expected: Any, what: str = "") -> None:
    """Within 1e-4 of each number or 1e-5 of the greatest; what is not real is equal."""
    if expected.dtype.kind != "f":
        np.testing.assert_array_equal(found, expected, err_msg=what)
        return
    finite = expected[np.isfinite(expected)]
    greatest = float(np.abs(finite).max()) if finite.size else 0.0
    np.testing.assert_allclose(found, expected, 1e-4, 1e-5 * greatest, err_msg=what)


def assert_slope(found: Any, expected: Any, what: str = "", terms: float = 0.0) -> None:
    """Within 1e-5 of the greatest number, and 1e-6 of the `terms` that may have cancelled out."""
    greatest = float(np.abs(expected).max()) if expected.size else 0.0
    np.testing.assert_allclose(found, expected, 0.0, 1e-5 * greatest + 1e-6 * terms, err_msg=what)
