"""Our own engine on NumPy."""

from __future__ import annotations

from collections.abc import Callable

from engine.trainer import Trainer
from tests.bench.workloads import Workload

__all__ = ["grid", "training"]

Ways = dict[str, Callable[[], int]]
AtEnd = Callable[[Callable[[], None]], None]


def training(workload: Workload, at_end: AtEnd) -> Ways:
    """Epoch by epoch."""
    trainer = Trainer(workload.experiment)

    def epoch() -> int:
        trainer.advance(epochs=1)
        return 1

    return {"NumPy": epoch}


def grid(workload: Workload, at_end: AtEnd) -> Ways:
    """The prediction on 256 × 256 points of the plane."""
    trainer = Trainer(workload.experiment)

    def picture() -> int:
        trainer.pictures(256, units=False)
        return 1

    return {"NumPy": picture}
