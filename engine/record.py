"""What is kept of a run: its curve while it grows, its speed, and what brings it back."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from numpy.typing import NDArray

from engine.datasets.base import Data
from engine.evaluation import Measured, Survey
from engine.experiment import Experiment
from engine.flights import Origin, Row
from engine.frame import Curve
from engine.runner import Runner

__all__ = ["Record", "Snapshot", "Speed", "row_of"]

_FRESH = 20_000_000
"""Up to this many multiplications, predictions are made anew for a frame between epochs."""
_KEPT = 16_000
"""Rows that are kept of a run, about: a fast one makes ten thousand a second."""
_loss = itemgetter(1)
_SMOOTHING = 0.5
"""Seconds over which the speed is averaged."""


def row_of(epoch: int, m: Measured) -> Row:
    """The row of what was measured at the end of `epoch`."""
    return (epoch, m.train_loss, m.test_loss, m.penalty, m.train_score, m.test_score)


class Record:
    """Rows of a curve, which of them have been shown, and the newest measurement. Of very many
    rows some are forgotten, evenly over the epochs.

    A row for an epoch that is there already takes its place, and so do rows after it. `measured`
    holds after step `measured_at`; it `is_stale` when something but training has changed since.

    `kept` is where a run that diverges goes back to: the last point that was measured and whose
    loss was no worse than at the start. Nothing that came later can be saved by smaller steps.
    """

    def __init__(self) -> None:
        self.measured: Measured | None = None
        self.measured_at = -1
        self.is_stale = True
        self.kept: Snapshot | None = None
        self._worst = -math.inf
        self._rows: list[Row] = []
        self._shown = 0

    def note(self, epoch: int, step: int, measured: Measured, here: Callable[[], Snapshot]) -> None:
        """Notes what was measured at the end of `epoch`, after `step`; `here` is a copy of it."""
        self.extend([row_of(epoch, measured)])
        self.measured, self.measured_at, self.is_stale = measured, step, False
        self.keep(step, here)

    def keep(self, step: int, here: Callable[[], Snapshot]) -> None:
        """Keeps what is `here` after `step`, just measured, if it is worth going back to."""
        loss, kept = _loss(self._rows[-1]), self.kept
        if kept is None:
            self._worst = loss
        if kept is None or kept.step > step or loss <= max(self._worst, _loss(self._rows[0])):
            self.kept = here()

    def doubt(self) -> None:
        """Other numbers were put in: what was measured does not hold, and nobody goes back to
        before that."""
        self.kept, self.is_stale = None, True

    def refresh(
        self, epoch: int, step: int, runner: Runner, data: Data, here: Callable[[], Snapshot]
    ) -> None:
        """Measures what has changed outside of a step, before anybody looks at it."""
        if self.is_stale:
            self.note(epoch, step, Survey(runner, data).finish(), here)

    def seen(self, step: int, runner: Runner, data: Data, anew: bool) -> Measured:
        """The newest measurement, made `anew` for this `step` unless that takes long."""
        cheap = runner.build.size * (len(data.x_train) + len(data.x_test)) <= _FRESH
        if self.measured is None or (anew and cheap and self.measured_at != step):
            self.measured, self.measured_at = Survey(runner, data).finish(), step
        return self.measured

    def land(self, epoch: int, rows: Sequence[Row]) -> None:
        """Notes rows up to `epoch`, and forgets those after it."""
        if rows:
            self.extend(rows)
        else:
            self._cut(epoch)
        _, train, test, penalty, score, test_score = self._rows[-1]
        self.measured = Measured(train, test, penalty, score, test_score, {})
        self.measured_at, self.is_stale = -1, False

    def extend(self, rows: Sequence[Row]) -> None:
        """Notes rows of one epoch after another."""
        while self._rows and self._rows[-1][0] >= rows[0][0]:
            self._rows.pop()
        self._shown = min(self._shown, len(self._rows))
        self._rows.extend(rows)
        if len(self._rows) > _KEPT:
            width = (self._rows[-1][0] - self._rows[0][0]) * 4 / _KEPT
            shown = _thinned(self._rows[: self._shown], width)
            self._rows = shown + _thinned(self._rows[self._shown :], width)
            self._shown = len(shown)

    def go_back(self, there: Snapshot) -> None:
        """The run goes on from `there`: forgets the rows after it; what is left is shown again."""
        self._cut(there.epoch)
        self.kept = there

    def _cut(self, epoch: int) -> None:
        self._rows = [row for row in self._rows if row[0] <= epoch]
        self._shown, self.is_stale = 0, False

    def curve(self) -> Curve:
        """All rows that are kept."""
        return Curve.of(self._rows)

    def fresh(self) -> Curve:
        """The rows since the last call, which take the place of those shown for the same epochs
        and later."""
        rows, self._shown = self._rows[self._shown :], len(self._rows)
        return Curve.of(rows)


def _thinned(rows: list[Row], width: float) -> list[Row]:
    """The first row, the last, and of every `width` epochs the least and the greatest loss."""
    kept = rows[:1]
    for _, stretch in groupby(rows[1:-1], key=lambda row: row[0] // width):
        some = list(stretch)
        low, high = min(some, key=_loss), max(some, key=_loss)
        kept += (low, high) if low[0] < high[0] else (high, low) if low is not high else (low,)
    return kept + rows[-1:] if len(rows) > 1 else kept


class Speed:
    """Epochs per second, averaged over about half a second."""

    def __init__(self) -> None:
        self.now = 0.0
        self._spent = self._left = 0.0

    def note(self, epochs: float, began: float, seconds: float, flying: bool) -> None:
        """So many epochs took so long, from when it `began`; what was `flying` then had gone on
        since the last ones."""
        self._spent += seconds + (began - self._left if flying else 0.0)
        self._left = began + seconds
        if epochs and self._spent > 0:
            keep = math.exp(-self._spent / _SMOOTHING) if self.now else 0.0
            self.now = keep * self.now + (1 - keep) * epochs / self._spent
            self._spent = 0.0


@dataclass(frozen=True)
class Snapshot:
    """What a run needs to go on exactly from where it was; `everything` as in `Runner`."""

    experiment: Experiment
    everything: NDArray[Any]
    epoch: int
    step: int
    age: int
    position: int
    origin: Origin | None = None
    """Where a device begins to repeat what led here."""
