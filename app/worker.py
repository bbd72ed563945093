"""What runs on the worker thread: a trainer, taken forward in short turns between two commands."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.mailbox import Mailbox, Outbox, RightOfWay, Setup
from engine.errors import BadExperiment, Diverged, EngineError
from engine.experiment import Experiment
from engine.frame import Pictures
from engine.trainer import Trainer

__all__ = ["Weights", "Worker"]

TURN = 0.010
"""Seconds of training between two looks into the mailbox."""
ASIDE = 0.040
"""Longest time in seconds that the worker lets a busy window go first before it takes a turn."""
FRAME_INTERVAL = 0.050
"""Least seconds between two frames while training."""
FRAME_SHARE = 0.5
"""Greatest part of the time that the window may spend on showing frames."""
PICTURE_SHARE = 0.25
"""Greatest part of the worker's time that goes into pictures."""

Weights = Mapping[str, NDArray[np.float32]]


class Worker:
    """Owns the trainer; every method but `__init__` runs on the worker thread.

    `playing` is the one thing both sides write: the window when a person plays or pauses, the
    worker when it has to stop. Whoever writes last is right.
    """

    def __init__(self, outbox: Outbox, device: str) -> None:
        self.mailbox = Mailbox()
        self.way = RightOfWay()
        self.playing = False
        self._outbox = outbox
        self._device = device
        self._trainer: Trainer | None = None
        self._setup: Setup | None = None
        self._blocked: EngineError | None = None
        self._run = 0
        self._steps = 0
        self._goal: int | None = None
        self._speed: float | None = None
        self._due = 0.0
        self._wish: tuple[int, tuple[int, ...] | None] | None = None
        self._last_frame = self._last_picture = 0.0
        self._frame_cost = self._picture_cost = 0.0
        self._clear = True

    # --- the loop ---------------------------------------------------------------------------

    def live(self) -> None:
        """Works until the mailbox is closed; an idle worker sleeps."""
        with np.errstate(all="ignore"):  # what is not finite is found and reported by the engine
            while not self.mailbox.closed:
                for command in self.mailbox.collect(self._patience()):
                    self._safely(command)
                if not self.mailbox.closed and self._trains and self._patience() == 0.0:
                    self._clear = self.way.wait(ASIDE)
                    self._safely(self._turn)
        self._end_trainer()

    def _safely(self, work: Callable[[], None]) -> None:
        try:
            work()
        except EngineError as error:
            self._pause()
            self._outbox.put_news("failed", error)
        except Exception as error:  # noqa: BLE001  # our mistake: raised on the window's thread
            self._pause()
            self._outbox.put_news("crashed", error)

    @property
    def _trains(self) -> bool:
        wanted = self.playing or self._steps > 0 or self._goal is not None
        return wanted and self._trainer is not None and self._blocked is None

    def _patience(self) -> float | None:
        """Seconds until the next turn is due; None while there is nothing to do."""
        if not self._trains:
            return None
        if self._steps or self._goal is not None or self._speed is None:
            return 0.0
        return max(0.0, self._due - time.monotonic())

    def _turn(self) -> None:
        trainer = self._trainer
        assert trainer is not None
        try:
            self._advance(trainer)
        except Diverged as error:
            self._pause()
            self._show(diverged=error)
            self._outbox.put_news("failed", error)
            return
        if self._trains:
            if self._clear and self._outbox.empty:
                self._look()
        elif not self.mailbox.waiting():  # what was done is done, and no command shows it anyway
            self._show()

    def _advance(self, trainer: Trainer) -> None:
        stop = self._called
        if self._steps:
            before = trainer.step
            trainer.advance(steps=self._steps, seconds=TURN, stop=stop)
            self._steps = max(0, self._steps - (trainer.step - before))
        elif self._goal is not None:
            trainer.advance(epochs=1, seconds=TURN, stop=stop)
            if trainer.epoch >= self._goal:
                self._goal = None
        elif self._speed is None:
            trainer.advance(seconds=TURN, stop=stop)
        else:
            self._advance_limited(trainer, self._speed)

    def _called(self) -> bool:
        """Whether to end this turn: there is mail, or the window has begun to work."""
        return self.mailbox.waiting() or (self._clear and self.way.taken())

    def _advance_limited(self, trainer: Trainer, speed: float) -> None:
        """The steps that are due by now; what a slow machine could not do is not made up for."""
        now = time.monotonic()
        self._due = max(self._due, now - 0.1)
        steps = 1 + int((now - self._due) * speed)
        before = trainer.step
        trainer.advance(steps=steps, seconds=TURN, stop=self._called)
        self._due += (trainer.step - before) / speed

    # --- what the window sees ---------------------------------------------------------------

    def _look(self) -> None:
        """A frame if one is due, with pictures if those are due."""
        now = time.monotonic()
        if not self._frame_cost:  # the window has just finished with the last one
            self._frame_cost = now - self._last_frame
        if now - self._last_frame >= max(FRAME_INTERVAL, self._frame_cost / FRAME_SHARE):
            self._show(pictures=now - self._last_picture >= self._picture_cost / PICTURE_SHARE)

    def _show(self, *, pictures: bool = True, diverged: Diverged | None = None) -> None:
        trainer = self._trainer
        if trainer is None:
            return
        began = time.monotonic()
        frame = trainer.frame(pictures=pictures, predictions=pictures)
        frame = replace(
            frame,
            run=self._run + frame.run,
            diverged=diverged or frame.diverged,
            boundary=self._boundary(trainer) if pictures else None,
        )
        self._last_frame, self._frame_cost = time.monotonic(), 0.0
        if pictures:
            self._last_picture = self._last_frame
            self._picture_cost = self._last_frame - began
        self._outbox.put_frame(frame, self._about(trainer))

    def _boundary(self, trainer: Trainer) -> Pictures | None:
        if self._wish is None:
            return None
        size, axes = self._wish
        return trainer.pictures(size, axes, units=False)

    def _about(self, trainer: Trainer) -> Setup:
        """What a frame of now is about: the same value as long as nothing was rebuilt and no other
        device took over."""
        now = Setup(
            trainer.build, trainer.data, trainer.device, trainer.device_note, trainer.plan
        )
        if self._setup is None or not self._setup.is_like(now):
            self._setup = now
        return self._setup

    def _tell(self) -> None:
        """What keeps it from training, if anything does, and whether it plays."""
        blocked = self._blocked
        problems = blocked.problems if isinstance(blocked, BadExperiment) else ()
        self._outbox.put_news("problems", problems)

    def _pause(self) -> None:
        self.playing, self._steps, self._goal = False, 0, None
        self._tell()

    def _ready(self) -> bool:
        """Whether training can go on; if not, says why and stands still."""
        if self._blocked is not None:
            self._pause()
            self._outbox.put_news("failed", self._blocked)
        return self._blocked is None and self._trainer is not None

    # --- commands ---------------------------------------------------------------------------

    def load(self, experiment: Experiment, weights: Weights | None, epoch: int) -> None:
        """Starts from nothing (or the given weights); what ran before is gone."""
        if self._trainer is not None:
            self._run += self._trainer.run + 1
        self._end_trainer()
        self._try(partial(self._start, experiment, weights, epoch))
        self._pause()
        if self._trainer is None:
            self._outbox.put_news("setup", None)
        self._show()

    def change(self, experiment: Experiment) -> None:
        """Goes on with another experiment, keeping what still fits."""
        if self._trainer is None:
            self.load(experiment, None, 0)
            return
        self._try(partial(self._carry, experiment))
        self._tell()

    def _try(self, work: Callable[[], None]) -> None:
        """Takes an experiment over; one that cannot be trained blocks until the next one."""
        self._blocked = None
        try:
            work()
        except BadExperiment as error:
            self._blocked = error
            self._pause()
        except EngineError as error:
            self._blocked = error
            raise

    def _end_trainer(self) -> None:
        """The trainer is gone; if it was compiling for a device, that is waited for."""
        if self._trainer is not None:
            self._trainer.close()
        self._trainer = self._setup = None

    def _start(self, experiment: Experiment, weights: Weights | None, epoch: int) -> None:
        self._trainer = Trainer(experiment, device=self._device)
        if weights:
            self._trainer.set_weights(weights)
            self._trainer.epoch = epoch

    def _carry(self, experiment: Experiment) -> None:
        assert self._trainer is not None
        carried = self._trainer.change(experiment)
        if carried.rebuilt:
            self._outbox.put_news("carried", carried)
        if carried.rebuilt or not self._trains:
            self._show()

    def play(self) -> None:
        """Looks at `playing` again, after the window has changed it."""
        self._steps, self._goal, self._due = 0, None, time.monotonic()
        if self._ready() and not self.playing:
            self._show()

    def step(self) -> None:
        """One batch more, then stands still."""
        if self._ready():
            self._steps, self._goal = self._steps + 1, None

    def epochs(self, count: int) -> None:
        """To the end of this epoch or of a later one, then stands still."""
        if self._ready() and self._trainer is not None:
            self._steps, self._goal = 0, self._trainer.epoch + count

    def restart(self) -> None:
        """Back to the initial weights; goes on playing if it was."""
        if self._trainer is not None:
            self._steps, self._goal = 0, None
            self._trainer.restart()
            self._show()

    def speed(self, steps_per_second: float | None) -> None:
        """Steps a second; None is as fast as possible."""
        self._speed, self._due = steps_per_second, time.monotonic()

    def use(self, device: str) -> None:
        """Goes on with another device, from the weights as they are."""
        self._device = device
        if self._trainer is not None:
            self._trainer.use(device)
            self._show()

    def explain(self, node: str, unit: int, x: Any, sample: int | None) -> None:
        """Looks at one neuron with real numbers; no answer if it is gone by now."""
        if self._trainer is not None:
            with suppress(KeyError, IndexError):
                explanation = self._trainer.explain(node, unit, x=x, sample=sample)
                self._outbox.put_news("explained", explanation)

    def picture(self, size: int, axes: tuple[int, ...] | None) -> None:
        """Also pictures the prediction, `size` points along a side; 0 ends it."""
        self._wish = (size, axes) if size else None
        if self._wish and not self._trains:
            self._show()
