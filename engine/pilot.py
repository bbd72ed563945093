"""Lets a device take a training over whole epochs, and repeat there what NumPy has trained before.

A device and NumPy differ in the last digits. So what NumPy trains while a kernel is compiled, or
step by step, is a preview: as soon as the device can, it starts where the preview started, on the
same terms, and its numbers and rows take the place of NumPy's. A run is then the same, bit by bit,
whenever the compiler was ready.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from engine.datasets.base import Data
from engine.evaluation import Survey
from engine.experiment import Experiment
from engine.express import Express, Job
from engine.flights import Hurry, Leap, Origin, Point, Row, Terms
from engine.loops import training_spec
from engine.record import row_of
from engine.runner import Runner
from engine.settings import formulas_of, live_settings

__all__ = ["Pilot", "job_of"]


def job_of(runner: Runner, experiment: Experiment, data: Data, batch: int) -> Job:
    """What a device has to do to train as the runner does, with so many samples in a batch."""
    live, key = tuple(live_settings(experiment)), formulas_of(experiment)
    spec = training_spec(runner.build, experiment.optimizer, data, batch, live, key)
    samples = (data.x_train, data.y_train, data.x_test, data.y_test)
    return Job(spec, samples, runner.memory.dtype != np.float32)


class Pilot:
    """Flies what `express` can. `origin` is that of the preview, None where there is none."""

    def __init__(self, express: Express, runner: Runner, data: Data) -> None:
        self.express = express
        self.origin: Origin | None = None
        self._runner, self._data = runner, data
        self._careful = 0
        self._at: Point | None = None
        self._rows: list[Row] = []

    def has_word(self, step: int) -> bool:
        """Whether the device trains what follows after `step` steps."""
        return self.express.is_ready and step >= self._careful

    def is_behind(self, step: int) -> bool:
        """Whether there is a preview to be repeated before anything else."""
        origin = self.origin
        return origin is not None and origin.start.step < step and self.express.is_ready

    def forget(self) -> None:
        """A person has put in other numbers, or other terms within an epoch: a preview cannot be
        repeated from before that."""
        self.origin = self._at = None
        self._careful = 0

    def preview(self, epoch: int, step: int, terms: Terms, here: Callable[[], Point]) -> None:
        """Takes note that NumPy begins an epoch; `here` is a copy of what it begins with."""
        if step < self._careful or not self.express.is_hoped_for:
            self.origin = None
        elif self.origin is None:
            self.origin = Origin(here(), ((epoch, terms),))
        elif self.origin.terms[-1][1] is not terms:
            self.origin = replace(self.origin, terms=(*self.origin.terms, (epoch, terms)))

    def fly(
        self, here: Point, terms: Terms, bound: float, seconds: float, hurry: Hurry
    ) -> Leap | None:
        """Trains on from `here`, or repeats the preview that led there; what is to be taken over.

        None when there is nothing yet. The end of the leap may also lie before `here`: there begins
        an epoch that the device cannot train, because a number becomes infinite.
        """
        if self.is_behind(here.step):
            return self._repeat(here, terms, seconds, hurry)
        self.origin = self._at = None
        leap = self.express.leap(here, terms, bound, seconds, hurry)
        if leap is None:
            return None
        if leap.end is not None:
            self.express.take_over()
            return leap
        self._careful = here.step + self.express.job.spec.steps
        return None

    def _repeat(self, here: Point, terms: Terms, seconds: float, hurry: Hurry) -> Leap | None:
        assert self.origin is not None
        if self._at is None:
            self._at, self._rows = self.origin.start, []
        at = self._at
        stages = [*self.origin.terms, (here.epoch, terms)]
        now = next(held for first, held in reversed(stages[:-1]) if first <= at.epoch)
        until, later = next((first, held) for first, held in stages if first > at.epoch)
        leap = self.express.leap(at, now, until - at.epoch, seconds, hurry)
        if leap is None:
            return None
        if leap.end is None:
            self.forget()
            self._careful = at.step + self.express.job.spec.steps
            return Leap(at, self._rows)
        self._at = at = leap.end
        self._rows.extend(leap.rows)
        if at.epoch == until and later is not now:
            self._rows[-1] = self._measured(at, later, terms)
        if at.epoch < here.epoch:
            return None
        self.origin = self._at = None
        self.express.take_over()
        return Leap(at, self._rows)

    def _measured(self, at: Point, terms: Terms, present: Terms) -> Row:
        """Whoever turns a knob measures again, before the next epoch."""
        runner = self._runner
        kept = runner.memory.everything.copy()
        np.copyto(runner.memory.everything, at.numbers)
        self._tell(terms)
        row = row_of(at.epoch, Survey(runner, self._data).finish())
        self._tell(present)
        np.copyto(runner.memory.everything, kept)
        return row

    def _tell(self, terms: Terms) -> None:
        experiment = terms.experiment
        self._runner.set_live(live_settings(experiment), experiment.training.seed)
