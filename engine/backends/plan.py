"""Chooses the way to run a network, and says why: one table of limits, one function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Candidate", "Plan", "Sizes", "choose"]

Way = Literal["numpy", "loop", "matrix"]

_MOST_LOOPED, _MOST_WEIGHTS = 12_000, 20_000_000
"""Weights up to which there is a loop kernel: beyond, they and what they gather no longer fit a
core's own cache and stack. And weights up to which there are matrix kernels, in whose memory they
are together with what the optimizer keeps."""
_MOST_NUMBERS = 16_000_000
"""Numbers of all samples that are copied to the device."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A device that answers. `number` as in `engine.backends.opencl.runtime.open_device`."""

    key: str
    name: str
    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """What matters of a training: weights, numbers of all samples, and numbers in float64."""

    weights: int
    numbers: int
    double: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """`reason` is a code: "small_network" for the loop kernel, "large_network" for matrix kernels;
    for NumPy "asked", "double",
    "no_device", "no_processor" (there is only a GPU, on which one small network is slower),
    "large_network", "large_data"."""

    way: Way
    reason: str
    device: Candidate | None = None


def choose(sizes: Sizes, candidates: tuple[Candidate, ...], key: str = "auto") -> Plan:
    """The way to run. `key`: what was asked for, "auto", "numpy", "opencl" or one of the keys."""
    asked = [c for c in candidates if key in ("auto", "opencl", c.key)]
    fit = [c for c in asked if c.kind == "cpu"]
    refusals = (
        (key == "numpy", "asked"),
        (sizes.double, "double"),
        (not asked, "no_device"),
        (not fit, "no_processor"),
        (sizes.weights > _MOST_WEIGHTS, "large_network"),
        (sizes.numbers > _MOST_NUMBERS, "large_data"),
    )
    reason = next((code for refused, code in refusals if refused), "")
    if reason:
        return Plan("numpy", reason)
    if sizes.weights > _MOST_LOOPED:
        return Plan("matrix", "large_network", fit[0])
    return Plan("loop", "small_network", fit[0])
