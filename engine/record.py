"""What is kept of a run: its curve while it grows, its speed, and what brings it back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from engine.evaluation import Measured
from engine.experiment import Experiment
from engine.frame import Curve

__all__ = ["Record", "Snapshot", "Speed"]

_SMOOTHING = 0.5
"""Seconds over which the speed is averaged."""

Row = tuple[int, float, float, float, float, float]


class Record:
    """Rows of a curve; remembers which have been shown. A row for an epoch that is there already
    takes its place, and so do rows after it."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._shown = 0

    def add(self, epoch: int, m: Measured) -> None:
        """Notes what was measured at the end of `epoch`."""
        row = (epoch, m.train_loss, m.test_loss, m.penalty, m.train_score, m.test_score)
        self.extend([row])

    def extend(self, rows: Sequence[Row]) -> None:
        """Notes rows of one epoch after another."""
        while self._rows and self._rows[-1][0] >= rows[0][0]:
            self._rows.pop()
        self._shown = min(self._shown, len(self._rows))
        self._rows.extend(rows)

    def cut(self, epoch: int) -> None:
        """Forgets the rows after `epoch`; what is left is shown again."""
        self._rows = [row for row in self._rows if row[0] <= epoch]
        self._shown = 0

    def curve(self) -> Curve:
        """All rows."""
        return Curve.of(self._rows)

    def fresh(self) -> Curve:
        """The rows since the last call."""
        rows, self._shown = self._rows[self._shown :], len(self._rows)
        return Curve.of(rows)


class Speed:
    """Epochs per second, averaged over about half a second."""

    def __init__(self) -> None:
        self.now = 0.0

    def note(self, epochs: float, seconds: float) -> None:
        """So many epochs took so long."""
        if epochs and seconds > 0:
            keep = math.exp(-seconds / _SMOOTHING) if self.now else 0.0
            self.now = keep * self.now + (1 - keep) * epochs / seconds


@dataclass(frozen=True)
class Snapshot:
    """What a run needs to go on exactly from where it was; `everything` as in `Runner`."""

    experiment: Experiment
    everything: NDArray[Any]
    epoch: int
    step: int
    age: int
    position: int
