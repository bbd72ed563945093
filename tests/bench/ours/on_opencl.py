"""Our own engine on an OpenCL device, through the trainer that the window has."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

import numpy as np

from engine.trainer import Trainer
from tests.bench.ours import device_key
from tests.bench.players import Absent
from tests.bench.workloads import Workload

__all__ = ["grid", "many", "training"]

Ways = dict[str, Callable[[], int]]
AtEnd = Callable[[Callable[[], None]], None]

BULK, _MORE = 0.1, 0.01
"""Seconds of epochs at a time, which are several launches; and of what is left of a long epoch, so
that its end is not noticed much too late."""


def training(workload: Workload, at_end: AtEnd) -> Ways:
    """As many epochs a launch as the engine likes, and one at a time with its losses read."""
    trainer = ready(workload, at_end)

    def bulk() -> int:
        before = trainer.epoch
        trainer.advance(seconds=BULK)
        while trainer.epoch == before:
            trainer.advance(seconds=_MORE)
        return trainer.epoch - before

    def single() -> int:
        trainer.advance(epochs=1)
        return 1

    return {"OpenCL": bulk, "OpenCL, 1 a launch": single}


def grid(workload: Workload, at_end: AtEnd) -> Ways:
    """The prediction on 256 × 256 points of the plane, computed on the device."""
    _need("engine.backends.opencl.pictures")
    trainer = ready(workload, at_end)
    trainer.advance(epochs=4)
    trainer.pictures(256, units=False)
    trainer.wait_for_device()  # for the kernel of the pictures

    def picture() -> int:
        trainer.pictures(256, units=False)
        return 1

    return {"OpenCL": picture}


def many(workload: Workload, at_end: AtEnd) -> Ways:
    """256 networks of different seeds and learning rates, as many epochs a launch as it likes."""
    _need("engine.many")
    from engine.many import ManyTrainer, Variants

    variants = Variants(256, seed=np.arange(256), learning_rate=np.linspace(0.01, 0.05, 256))
    trainer = ManyTrainer(workload.experiment, variants, device=device_key())
    at_end(trainer.close)
    trainer.wait_for_device()
    if trainer.device == "NumPy":
        raise Absent(f"no way on this device ({trainer.device_note})")

    def bulk() -> int:
        before = trainer.epoch
        trainer.advance(seconds=BULK)
        if trainer.epoch == before:
            trainer.advance(epochs=1)
        return trainer.epoch - before

    return {"OpenCL": bulk}


def ready(workload: Workload, at_end: AtEnd) -> Trainer:
    """A trainer whose kernel is compiled. Raises Absent where it would run on NumPy."""
    trainer = Trainer(workload.experiment, device=device_key())
    at_end(trainer.close)
    trainer.wait_for_device()
    if trainer.plan is None or trainer.plan.device is None or trainer.device_note:
        reason = trainer.device_note or (trainer.plan.reason if trainer.plan else "")
        raise Absent(f"no way on this device ({reason})")
    return trainer


def _need(module: str) -> None:
    if find_spec(module) is None:
        raise Absent("not in this version")
