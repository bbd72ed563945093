"""Chooses the way to run a network, and says why: a table of ways, a table of refusals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ["RULES", "Candidate", "Plan", "Rule", "Sizes", "choose"]

Way = Literal["numpy", "loop", "matrix", "many"]
_CROWD = 1024
"""From so many networks on a graphics card comes first: each is one of its work-items, and with
fewer most of it would stand idle."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A device that answers. `number` as in `engine.backends.opencl.runtime.open_device`; `launch`
    is what a launch costs, in seconds, 0 where that is not known."""

    key: str
    name: str
    kind: str
    number: int
    launch: float = 0.0


@dataclass(frozen=True, slots=True)
class Sizes:
    """What matters of a training: weights, numbers of all samples, samples in a batch (0 where
    nobody said), numbers in float64, and how many such networks are trained at once."""

    weights: int
    numbers: int
    double: bool = False
    batch: int = 0
    networks: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """`reason` is a code: that of a `Rule`, or for NumPy "asked", "double", "no_device",
    "no_processor" (there is only a GPU, on which one small network is slower), "large_network",
    "large_data". `limit` is the most that would have been taken, for the last two."""

    way: Way
    reason: str
    device: Candidate | None = None
    sizes: Sizes | None = None
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A way with kernels for `kinds` of devices, up to so many weights, and numbers of samples;
    `many` networks at once or one."""

    way: Way
    reason: str
    kinds: frozenset[str]
    most_weights: int
    most_numbers: int
    many: bool = False

    def refusal(self, sizes: Sizes) -> tuple[str, int]:
        """Why it does not suit, and the limit; "" if it does."""
        if sizes.weights > self.most_weights:
            return "large_network", self.most_weights
        if sizes.numbers > self.most_numbers:
            return "large_data", self.most_numbers
        return "", 0


RULES: tuple[Rule, ...] = (
    # Beyond, weights and what they gather no longer fit a core's own cache and stack.
    Rule("loop", "small_network", frozenset({"cpu"}), 12_000, 16_000_000),
    # Beyond, weights and what the optimizer keeps take a good part of the memory.
    Rule("matrix", "wide_network", frozenset({"cpu"}), 20_000_000, 64_000_000),
    # Beyond, the numbers of one network no longer fit a core's own cache and stack.
    Rule("many", "many_networks", frozenset({"cpu", "gpu"}), 12_000, 16_000_000, many=True),
)
"""Ways on a device, the best first."""


def choose(sizes: Sizes, candidates: tuple[Candidate, ...], key: str = "auto") -> Plan:
    """The way to run. `key`: what was asked for, "auto", "numpy", "opencl" or one of the keys.

    The first rule that suits; of several devices for it the one whose launches cost least, but a
    graphics card before all others for a crowd of networks.
    """
    asked = [c for c in candidates if key in ("auto", "opencl", c.key)]
    refusals = ((key == "numpy", "asked"), (sizes.double, "double"), (not asked, "no_device"))
    if reason := next((code for refused, code in refusals if refused), ""):
        return Plan("numpy", reason, sizes=sizes)
    plans = list(_plans(sizes, asked))
    best = next((plan for plan in plans if plan.device), plans[-1] if plans else None)
    return best or Plan("numpy", "no_processor", sizes=sizes)


def _plans(sizes: Sizes, asked: list[Candidate]) -> Iterator[Plan]:
    """What becomes of every rule for which there is a device."""
    wants_gpu = sizes.networks >= _CROWD
    for rule in RULES:
        fit = [c for c in asked if c.kind in rule.kinds]
        if not fit or rule.many != (sizes.networks > 1):
            continue
        refusal, limit = rule.refusal(sizes)
        if refusal:
            yield Plan("numpy", refusal, None, sizes, limit)
        else:
            best = min(fit, key=lambda c: ((c.kind == "gpu") != wants_gpu, c.launch))
            yield Plan(rule.way, rule.reason, best, sizes)
