"""Keeps Python's cyclic garbage collector on the window's thread.

Whichever thread makes the object that is one too many runs the collector, and with it the
destructors of dropped widgets. On the worker thread these wait for Qt, while the window waits for
the interpreter: both for ever. So while there is a worker, the collector runs from a timer.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

__all__ = ["Collector"]

INTERVAL = 500
"""Milliseconds between two looks at whether there is enough to collect."""


class Collector(QObject):
    """Stands in for the automatic collector from its making to `stop`. There may be several."""

    _standing_in = 0

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        Collector._standing_in += 1
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._collect)
        self._timer.start(INTERVAL)

    def stop(self) -> None:
        """Lets Python collect by itself again, if no other stands in. May be called twice."""
        if self._timer.isActive():
            self._timer.stop()
            Collector._standing_in -= 1
            if not Collector._standing_in:
                gc.enable()

    def _collect(self) -> None:
        """Collects the oldest generation that has grown past Python's own threshold."""
        limits, counts = gc.get_threshold(), gc.get_count()
        due = [n for n in (2, 1, 0) if limits[n] and counts[n] > limits[n]]
        if due:
            gc.collect(due[0])
