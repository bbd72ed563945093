"""What runs on the worker thread: a trainer, taken forward in short turns between two commands."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from app.attic import Attic, Weights
from app.births import ORIGINAL, Register, Way
from app.mailbox import Mailbox, Outbox, RightOfWay, Running, Setup
from app.outgrown import Outgrown, gained
from app.pace import Pace, Rhythm
from engine.breath import breathing
from engine.build import Build
from engine.datasets import Dataset, prepare
from engine.errors import BadExperiment, Diverged, EngineError
from engine.experiment import Experiment, Split
from engine.frame import Pictures
from engine.memory import Others
from engine.patch import Patch
from engine.trainer import Trainer
from engine.weights import Carried, weight_of

__all__ = ["Worker"]

TURN = 0.010
"""Seconds of training between two looks into the mailbox."""
OWED = 0.006
"""Seconds of this thread's own work that go into training between two changes, whatever waits."""
ASIDE = 0.040
"""Longest time in seconds that the worker lets a busy window go first before it takes a turn."""
FIRST = 0.5
"""The same before it rebuilds a network: an edit is to be seen first."""

BREATH = 0.004
"""For so long it goes on putting a network together while the window is at work, in between."""

Wish = tuple[int, tuple[int, ...] | None]


class _Outdated(Exception):
    """What is being done is of no use any more: a newer experiment waits."""


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
        self._attic, self._outgrown = Attic(), Outgrown()
        self._way: Way = ""
        self._setup: Setup | None = None
        self._blocked: EngineError | None = None
        self._interrupted = False
        self._data_shown: tuple[Dataset, Split] | None = None
        self._run = 0
        self._pace, self._rhythm = Pace(), Rhythm()
        self._wish: Wish | None = None
        self._clear = True
        self._unseen = self._lasts = False
        self._yields = False
        """Whether what is being done may be given up for a newer experiment."""
        self._breathed = 0.0
        self._owes = False
        """Whether the next turn is made whatever waits: an experiment was just taken over.
        While somebody drags a slider there is always mail, and the window always at work."""
        self._gave_up = False
        """Whether the last experiment was. The next is not: while somebody drags a slider there is
        always a newer one."""

    # --- the loop ---------------------------------------------------------------------------

    def live(self) -> None:
        """Works until the mailbox is closed; an idle worker sleeps."""
        # What is not finite is found and reported by the engine.
        with breathing(self._breathe), np.errstate(all="ignore"):
            while not self.mailbox.closed:
                for command in self.mailbox.collect(self._patience()):
                    self._safely(command)
                if self.mailbox.closed or self._patience() != 0.0:
                    continue
                if self._trains:
                    self._clear = self.way.wait(ASIDE)
                self._safely(self._turn if self._trains else self._show)
        self._end_trainer()

    def _breathe(self) -> None:
        """In the midst of long work: a newer experiment counts, and the window goes first."""
        if self._yields and self.mailbox.holds("experiment"):
            raise _Outdated
        if self.way.taken() and time.monotonic() - self._breathed > BREATH:
            self.way.wait(ASIDE)
            self._breathed = time.monotonic()

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
        wanted = self.playing or self._pace.has_goal
        return wanted and self._trainer is not None and self._blocked is None

    def _patience(self) -> float | None:
        """Seconds until there is something to do; None while there is nothing."""
        if self._trains:
            return self._pace.patience(time.monotonic())
        return 0.0 if self._unseen else None

    def _turn(self) -> None:
        trainer = self._trainer
        assert trainer is not None
        steps, epochs = self._pace.bounds(time.monotonic())
        before = trainer.step
        try:
            if self._owes:
                self._owes, stop = False, _after(OWED)
                trainer.advance(steps=steps, epochs=epochs, seconds=ASIDE, stop=stop)
            else:
                trainer.advance(steps=steps, epochs=epochs, seconds=TURN, stop=self._called)
        except Diverged as error:
            self._pause()
            self._show(diverged=error)
            self._outbox.put_news("failed", error)
            return
        self._pace.made(trainer.step - before, trainer.epoch)
        self._unseen = True
        now = time.monotonic()
        seen = self._clear and self._outbox.empty  # the window is done with the last frame
        if self._trains and seen and self._rhythm.frame_due(now):
            self._show(pictures=self._rhythm.pictures_due(now))

    def _called(self) -> bool:
        """Whether to end this turn: there is mail, or the window has begun to work."""
        return self.mailbox.waiting() or (self._clear and self.way.taken())

    # --- what the window sees ---------------------------------------------------------------

    def _show(self, *, pictures: bool = True, diverged: Diverged | None = None) -> None:
        trainer, self._unseen = self._trainer, False
        if trainer is None:
            return
        began = time.monotonic()
        frame = trainer.frame(pictures=pictures, predictions=pictures)
        frame = replace(
            frame,
            run=self._run + frame.run,
            diverged=diverged or frame.diverged,
            boundary=_boundary(trainer, self._wish) if pictures else None,
        )
        if frame.pictures is not None:
            self._lasts = frame.pictures.kind != "samples"
        self._rhythm.shown(began, time.monotonic(), pictures)
        running = Running(trainer.device, trainer.device_note, trainer.plan)
        self._setup = Setup(trainer.build, trainer.data, running).unless_like(self._setup)
        self._outbox.put_frame(frame, self._setup)

    def _show_data(self, experiment: Experiment) -> None:
        """The samples alone, while there has been no network to train."""
        asked = experiment.data, experiment.split
        if asked != self._data_shown:
            self._data_shown = asked
            self._outbox.drop_frame()
            self._outbox.put_news("untrained", prepare(*asked))

    def _tell(self) -> None:
        """What keeps it from training, if anything does, and whether it plays."""
        blocked = self._blocked
        problems = blocked.problems if isinstance(blocked, BadExperiment) else ()
        self._outbox.put_news("problems", problems)

    def _pause(self) -> None:
        """Stands still; whoever calls this shows what there is to show."""
        self.playing = self._unseen = False
        self._pace.stop()
        self._tell()

    def _ready(self) -> bool:
        """Whether training can go on; if not, says why and stands still."""
        if self._blocked is not None:
            self._pause()
            self._outbox.put_news("failed", self._blocked)
        return self._blocked is None and self._trainer is not None

    # --- commands ---------------------------------------------------------------------------

    def load(
        self, experiment: Experiment, weights: Weights | None, epoch: int,
        register: Register = ORIGINAL,
    ) -> None:
        """Starts from nothing (or the given weights); what ran before is gone."""
        self._attic, self._outgrown = Attic(register), Outgrown()
        self._interrupted = False
        if self._trainer is not None:
            self._run += self._trainer.run + 1
        self._end_trainer()
        self._try(partial(self._start, experiment, weights, epoch))
        self._pause()
        if self._trainer is None:
            self._show_data(experiment)
        self._show()
        self._rhythm.hurry()

    def change(self, experiment: Experiment, patch: Patch, register: Register) -> None:
        """Goes on with another experiment, keeping what still fits, and with other numbers."""
        self.way.wait(FIRST)
        if self._trainer is None:
            self.load(experiment, None, 0, register)
            return
        way, self._way = self._way, ""
        self._yields, interrupts = not patch and not self._gave_up, self.playing
        self._gave_up = False
        try:
            self._try(partial(self._carry, experiment, patch, register, way))
        except _Outdated:
            self._gave_up = True
            self._way = way  # the newer one comes after undo all the same
            return
        finally:
            self._yields = False
        if self._blocked is not None:
            self._interrupted |= interrupts
        self._owes = True
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
        """The trainer is gone; a compiler that is at work for it ends by itself."""
        if self._trainer is not None:
            self._trainer.close()
        self._trainer = self._setup = None

    def _start(self, experiment: Experiment, weights: Weights | None, epoch: int) -> None:
        self._trainer = Trainer(experiment, device=self._device)
        self._data_shown = None
        if weights:
            self._trainer.set_weights(weights)
            self._trainer.epoch = epoch

    def expect(self, way: Way) -> None:
        """The next experiment was there before: undo or redo brings it back."""
        self._way = way

    def _carry(
        self, experiment: Experiment, patch: Patch, register: Register, way: Way
    ) -> None:
        trainer = self._trainer
        assert trainer is not None
        before, built, graph = trainer.experiment, trainer.build, experiment.graph
        reshapes = (before.graph.wiring, before.data) != (graph.wiring, experiment.data)
        had = trainer.learned() if reshapes else {}
        others = self._attic.exchange(before.graph, graph, register, trainer.learned)
        try:
            carried = trainer.change(experiment, patch, others)
        except BadExperiment:
            # What is seen is still the network before: its numbers can be changed all the same.
            if not patch.orders:
                trainer.change(before, patch)
            self._show()
            raise
        self._attic.register = register
        if carried.rebuilt:
            rest = {n: a for n, a in had.items() if weight_of(n) not in patch.orders}
            carried = self._followed(carried, rest, built, way, others)
        if carried.is_new:
            self._pace.stop()
        elif self._interrupted:  # by an edit that is mended now
            self.playing = True
            self._pace.play(time.monotonic())
            self._rhythm.begin()
        self._interrupted = False
        if carried.rebuilt:
            self._outbox.put_news("carried", carried)
            same = self._trains and self._lasts and not patch and not others
            if same and trainer.has_formulas_of(before, built.spec):
                # What is shown still holds: it is renewed in its own time.
                self._show(pictures=self._rhythm.pictures_due(time.monotonic()))
            else:
                self._show()
                self._rhythm.hurry()
        elif patch or experiment.surgery != before.surgery:
            self._unseen = True
            self._rhythm.hurry()
        elif not self._trains:
            self._unseen = True  # shown once, when all that waits has been done

    def _followed(
        self, carried: Carried, had: Weights, before: Build, way: Way, others: Others
    ) -> Carried:
        """Keeps what layers `had` and have outgrown; after undo gives them what they had then, but
        for `others`, who have theirs from the attic."""
        trainer, register = self._trainer, self._attic.register
        assert trainer is not None
        back = self._outgrown.back(had, before, trainer.build, register, way)
        found = {n: a for n, a in back.items() if n.partition(".")[0] not in others}
        self._outgrown.keep(had, trainer.build, register, way)
        if not found:
            return carried
        trainer.set_weights(found)
        count = gained(had, found)
        return replace(
            carried, kept=carried.kept + count, fresh=max(0, carried.fresh - count)
        )

    def play(self) -> None:
        """Looks at `playing` again, after the window has changed it."""
        self._interrupted = False
        self._pace.play(time.monotonic())
        self._rhythm.begin()
        if self._ready() and not self.playing:
            self._show()

    def step(self) -> None:
        """One batch more, then stands still."""
        if self._ready():
            self._pace.step()

    def epochs(self, count: int) -> None:
        """To the end of this epoch or of a later one, then stands still."""
        if self._ready() and self._trainer is not None:
            self._pace.until(self._trainer.epoch + count)

    def restart(self) -> None:
        """Back to the initial weights; goes on playing if it was."""
        if self._trainer is not None:
            self._pace.stop()
            self._trainer.restart()
            self._attic.forget()
            self._outgrown.forget()
            self._show()

    def speed(self, steps_per_second: float | None) -> None:
        """Steps a second; None is as fast as possible."""
        self._pace.limit(steps_per_second, time.monotonic())

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
        self._rhythm.hurry()
        if self._wish and not self._trains:
            self._show()


def _boundary(trainer: Trainer, wish: Wish | None) -> Pictures | None:
    return trainer.pictures(*wish, units=False) if wish is not None else None


def _after(seconds: float) -> Callable[[], bool]:
    """Says whether this thread has worked for so long since: beside a busy window, which holds the
    interpreter, that is a part of the time that goes by."""
    end = time.thread_time() + seconds
    return lambda: time.thread_time() > end
