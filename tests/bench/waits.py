"""What a person waits for: the first kernel, ten thousand epochs from Play, a busy window."""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from typing import Any

from tests.bench.ours import device_key
from tests.bench.players import ENGINES, Absent, Player, alone

__all__ = ["compiling", "from_play", "kept", "memory"]

EPOCHS = 10_000
_TURN = 0.010
"""Seconds of training at a time, as in the window."""
_BUSY, _FRAME = 0.012, 1 / 60
"""How long a thread computes in every frame, in seconds."""


def from_play(tries: int = 3) -> dict[str, Any]:
    """Seconds until W1 has `EPOCHS` epochs, and until a device took over, without any kernel in
    the driver's cache and with all of them there; medians. The devices are known and open."""
    cold, warm = [], []
    for _ in range(tries):
        with tempfile.TemporaryDirectory() as folder:
            cold.append(alone(_play, environment=_own_caches(folder)))
            warm.append(alone(_play, environment=_own_caches(folder)))
    middle = statistics.median
    return {
        f"{name} {what}": middle(run[what] for run in runs)
        for name, runs in (("cold", cold), ("warm", warm))
        for what in runs[0]
    }


def compiling() -> dict[str, float | str]:
    """Seconds until the kernel of a workload is ready, for a cold and for a warm cache."""
    found: dict[str, float | str] = {}
    for workload in ("W1", "W2", "W3"):
        with tempfile.TemporaryDirectory() as folder:
            for state in ("cold", "warm"):
                try:
                    seconds = alone(_compile, workload, environment=_own_caches(folder))
                except Absent as reason:
                    seconds = str(reason)
                found[f"{workload} {state}"] = seconds
    return found


def kept() -> dict[str, float | str]:
    """The share of its speed that training keeps while a thread computes 12 ms of every 16.7."""
    found: dict[str, float | str] = {}
    for engine, device in (("OpenCL", device_key()), ("NumPy", "numpy")):
        for workload in ("W1", "W2"):
            try:
                share = alone(_keep, workload, device)
            except Absent as reason:
                share = str(reason)
            found[f"{workload} {engine}"] = share
    return found


def memory() -> dict[str, float | str | None]:
    """Mebibytes resident in the process of each engine after some epochs of W1."""
    found: dict[str, float | str | None] = {}
    for engine in ENGINES:
        player = Player(engine)
        try:
            for way in player.load("training", "W1"):
                player.turn(way, 0.2)
            found[engine] = player.memory()
        except Absent as reason:
            found[engine] = str(reason)
        player.close()
    return found


def _own_caches(folder: str) -> dict[str, str]:
    return {"POCL_CACHE_DIR": folder, "XDG_CACHE_HOME": folder}


def _open_device() -> str:
    """What the application does at its start. Raises Absent."""
    from engine.backends.opencl.runtime import open_device
    from engine.devices import find

    found = find(device_key())
    if not found.usable:
        raise Absent(found.reason)
    open_device(int(found.key.partition(":")[2]))
    return found.key


def _play() -> dict[str, float]:
    from engine.trainer import Trainer
    from tests.bench.workloads import find

    experiment, key = find("W1").experiment, _open_device()
    began = time.perf_counter()
    trainer = Trainer(experiment, device=key)
    trainer.advance(epochs=1)
    answered = time.perf_counter() - began
    taken_over, before = None, 0
    while trainer.epoch < EPOCHS:
        trainer.advance(seconds=_TURN, epochs=EPOCHS - trainer.epoch)
        if taken_over is None and trainer.device != "NumPy":
            taken_over = time.perf_counter() - began
        elif taken_over is None:
            before = trainer.epoch
    took = time.perf_counter() - began
    trainer.close()
    if taken_over is None:
        raise Absent(f"it stayed on NumPy ({trainer.device_note})")
    return {
        "first epoch": answered, "first kernel": taken_over, "epochs before": before,
        "10,000 epochs": took,
    }  # fmt: skip


def _compile(workload: str) -> float:
    from tests.bench.ours.on_opencl import ready
    from tests.bench.workloads import find

    _open_device()
    made = find(workload)
    made.data  # noqa: B018  # made before the clock starts
    began = time.perf_counter()
    trainer = ready(made, lambda end: None)
    took = time.perf_counter() - began
    trainer.close()
    return took


def _keep(workload: str, device: str, rounds: int = 5, seconds: float = 0.6) -> float:
    from engine.trainer import Trainer
    from tests.bench.ours.on_opencl import ready
    from tests.bench.workloads import find

    made = find(workload)
    if device == "numpy":
        trainer = Trainer(made.experiment)
    else:
        trainer = ready(made, lambda end: None)
    trainer.advance(seconds=0.3)
    shares = []
    for _ in range(rounds):
        free = _speed(trainer, seconds)
        stop = threading.Event()
        thread = threading.Thread(target=_compute, args=(stop,))
        thread.start()
        shares.append(_speed(trainer, seconds) / free)
        stop.set()
        thread.join()
    trainer.close()
    return statistics.median(shares)


def _speed(trainer: Any, seconds: float) -> float:
    """Steps a second, in turns as in the window."""
    first, began = trainer.step, time.perf_counter()
    while time.perf_counter() - began < seconds:
        trainer.advance(seconds=_TURN)
    return (trainer.step - first) / (time.perf_counter() - began)


def _compute(stop: threading.Event) -> None:
    """Python at work for a part of every frame, as a window that paints."""
    due = time.perf_counter()
    while not stop.is_set():
        until = time.perf_counter() + _BUSY
        while time.perf_counter() < until:
            sum(range(50))
        due = max(due + _FRAME, time.perf_counter())
        time.sleep(max(0.0, due - time.perf_counter()))
