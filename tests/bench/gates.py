"""What the engine promises: how many times as fast as others it is at least."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.bench.measure import Figure

__all__ = ["GATES", "Gate", "Verdict", "judge"]


@dataclass(frozen=True)
class Gate:
    """In row `row` our way `ours` is `least` times as fast as the fastest of the ways `peers`;
    `aim` is what would be better still."""

    row: str
    ours: str
    name: str
    peers: tuple[str, ...]
    least: float
    aim: float | None = None


_TORCH = ("PyTorch", ("PyTorch, 1 thread", "PyTorch, 2 threads"))
_SCAN = ("JAX scan", ("JAX scan", "JAX scan, many epochs"))
_STEP = ("JAX step", ("JAX step",))
_SKLEARN = ("scikit-learn", ("scikit-learn",))
_NUMPY = ("our NumPy", ("NumPy",))

GATES = (
    Gate("W1", "OpenCL", *_SCAN, 12, 30),
    Gate("W1", "OpenCL", *_STEP, 40),
    Gate("W1", "OpenCL", *_NUMPY, 35),
    Gate("W1", "OpenCL", *_TORCH, 400),
    Gate("W1", "OpenCL", *_SKLEARN, 260),
    Gate("W1", "OpenCL, 1 a launch", "JAX scan, an epoch a call", ("JAX scan",), 5, 10),
    Gate("W1", "NumPy", *_TORCH, 8),
    Gate("W2", "OpenCL", *_SCAN, 1.6, 3.5),
    Gate("W2", "OpenCL", *_TORCH, 13),
    Gate("W2", "OpenCL", *_SKLEARN, 14),
    Gate("W3", "OpenCL", *_TORCH, 1.15, 1.7),
    Gate("W3", "OpenCL", *_SCAN, 0.9),
    Gate("W3", "OpenCL", *_SKLEARN, 3.3),
    Gate("W7", "OpenCL", "JAX vmap and scan", _SCAN[1], 15, 50),
    Gate("W7", "OpenCL", "PyTorch, one by one", _TORCH[1], 2000),
    Gate("W8", "OpenCL", "JAX", ("JAX",), 1.1, 10),
    Gate("W8", "OpenCL", *_TORCH, 1.8),
)


@dataclass(frozen=True)
class Verdict:
    """The medians and extremes of a ratio over rounds, and whether it is what was promised;
    `ratio` is None where one of the two engines is absent."""

    row: str
    ours: str
    peer: str
    least: float
    aim: float | None
    ratio: float | None = None
    lowest: float | None = None
    highest: float | None = None

    @property
    def met(self) -> bool | None:
        """None where nothing could be compared."""
        return None if self.ratio is None else self.ratio >= self.least


def judge(figures: Sequence[Figure], gates: Iterable[Gate] = GATES) -> list[Verdict]:
    """Every gate of the rows that were measured. Ratios are those of turns in the same round."""
    rows = {figure.row for figure in figures}
    found = {(f.row, f.way): f for f in figures if f.rounds}
    return [_verdict(gate, found) for gate in gates if gate.row in rows]


def _verdict(gate: Gate, found: dict[tuple[str, str], Figure]) -> Verdict:
    names = (gate.row, gate.ours, gate.name, gate.least, gate.aim)
    ours = found.get((gate.row, gate.ours))
    peers = [found[gate.row, way] for way in gate.peers if (gate.row, way) in found]
    if ours is None or not peers:
        return Verdict(*names)
    peer = min(peers, key=lambda figure: figure.milliseconds)
    ratios = [theirs / own for theirs, own in zip(peer.rounds, ours.rounds, strict=True)]
    return Verdict(*names, statistics.median(ratios), min(ratios), max(ratios))
