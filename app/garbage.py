"""Keeps Python's cyclic garbage collector on the window's thread.

Whichever thread makes the object that is one too many runs the collector, and with it the
destructors of dropped widgets. On the worker thread these wait for Qt, while the window waits for
the interpreter: both for ever. So while there is a worker, the collector runs from a timer.

It runs often. To look at what was made in half a second, while a large network is put together,
takes as long as two pictures of the display; what was made in a twentieth of that is not felt.
"""

from __future__ import annotations

import gc
import sys
import time

from PySide6.QtCore import QObject, QTimer

__all__ = ["Collector"]

INTERVAL = 50
"""Milliseconds between two looks at whether there is enough to collect."""
_SELDOM, _MORE = 60.0, 1.25
"""All that is old is looked at, too, after so many seconds, if there is so much more of it, and
nothing else goes on: it takes a tenth of a second."""


class Collector(QObject):
    """Stands in for the automatic collector from its making to `stop`. There may be several."""

    _standing_in = 0

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        Collector._standing_in += 1
        gc.disable()
        self._looked, self._blocks = time.monotonic(), sys.getallocatedblocks()
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
        """Looks once at what is new, if it is more than Python itself would wait for."""
        if gc.get_count()[0] > gc.get_threshold()[0]:
            gc.collect(1)
        elif self._is_due:
            gc.collect()
            self._looked, self._blocks = time.monotonic(), sys.getallocatedblocks()

    @property
    def _is_due(self) -> bool:
        """Whether there is reason to look at all that is old."""
        late = time.monotonic() > self._looked + _SELDOM
        return late and sys.getallocatedblocks() > _MORE * self._blocks
