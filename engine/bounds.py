"""How far one call trains: so many steps or epochs, for so long, or until somebody says stop."""

from __future__ import annotations

import math
from collections.abc import Callable
from time import perf_counter

__all__ = ["Bounds"]

_LATE = 0.1
"""Seconds after which a call that is to end does not wait for a device any more."""


class Bounds:
    """What ends a call that `began` now, after `epoch` epochs and `step` steps: any of these."""

    def __init__(
        self,
        epoch: int,
        step: int,
        *,
        steps: int | None,
        epochs: int | None,
        seconds: float | None,
        stop: Callable[[], bool] | None,
    ) -> None:
        self.began, self.step = perf_counter(), step
        self.seconds = math.inf if seconds is None else seconds
        self._last_step = math.inf if steps is None else step + steps
        self._last_epoch = math.inf if epochs is None else epoch + epochs
        self._stop = stop

    @property
    def spent(self) -> float:
        """Seconds since the call began."""
        return perf_counter() - self.began

    def stop(self) -> bool:
        """Whether somebody says so."""
        return self._stop is not None and self._stop()

    def are_reached(self, epoch: int, step: int, *, measuring: bool) -> bool:
        """Whether no more is to be trained. After the last step the epoch is measured, too."""
        return epoch >= self._last_epoch or (step >= self._last_step and not measuring)

    def is_late(self, step: int) -> bool:
        """Whether the time is up, unless only the measurement after the last step is left."""
        return self.spent >= self.seconds and step < self._last_step

    def epochs_left(self, epoch: int, step: int, steps_per_epoch: int) -> float:
        """How many whole epochs may follow."""
        return min(self._last_epoch - epoch, (self._last_step - step) // steps_per_epoch)

    def hurry(self, step: int) -> bool:
        """Whether a device is not to be waited for; each call takes something over, unless the
        device is late."""
        if step == self.step and self.spent < _LATE:
            return False
        return self.spent >= self.seconds or self.stop()
