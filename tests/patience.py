"""Waiting in tests: only what never comes fails, however slow and busy the machine is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from pytestqt.qtbot import QtBot

__all__ = ["HANG", "PATIENCE", "Clock", "PatientBot", "gone"]

PATIENCE = 30_000
"""Milliseconds until what should have come is not coming any more."""
HANG = 100
"""Seconds until a program is hanging that should have ended; pytest waits longer."""


class PatientBot(QtBot):
    """Qt's robot with our patience: its own five seconds, or one for a window, are too few for a
    first import or a big network on a machine with other things to do."""

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **options: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **options)

    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE, **options: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **options)

    def waitUntil(self, callback: Callable[[], object], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitExposed(self, widget: Any, *, timeout: int = PATIENCE) -> Any:
        return super().waitExposed(widget, timeout=timeout)


def gone(*names: str) -> bool:
    """Whether all threads of these names end, soon or on a busy machine a little later."""
    threads = [thread for thread in threading.enumerate() if thread.name in names]
    for thread in threads:
        thread.join(PATIENCE / 1000)
    return not any(thread.is_alive() for thread in threads)


class Clock:
    """Stands in for `time.perf_counter`; time passes only when the test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def taking(self, seconds: float, work: Callable[..., Any]) -> Callable[..., Any]:
        """`work`, which now takes so long by this clock."""
        def timed(*args: Any, **kwargs: Any) -> Any:
            self.now += seconds
            return work(*args, **kwargs)

        return timed
