"""How far and how fast training goes, and when it is looked at; without a clock of its own.

Whoever asks says what time it is, in seconds that only ever grow.
"""

from __future__ import annotations

import math

__all__ = ["Pace", "Rhythm"]

LAG = 0.1
"""Seconds of steps that may be made up for; what a slow machine missed before is left out."""
FRAME_INTERVAL = 0.050
"""Least seconds between two frames while training."""
FRAME_SHARE, LONGEST_REST = 0.5, 1.0
"""Greatest part of the time that the window may spend on showing frames; but when something else
kept it busy for long, it does not wait for more than so many seconds afterwards."""
PICTURE_SHARE = 0.25
"""Greatest part of the worker's time that goes into pictures."""


class Pace:
    """What was asked for: single steps, the end of an epoch, or to go on, perhaps at some speed."""

    def __init__(self) -> None:
        self._steps = 0
        self._goal: int | None = None
        self._speed: float | None = None
        self._due = 0.0

    @property
    def has_goal(self) -> bool:
        """Whether there is an end that was asked for and not yet reached."""
        return self._steps > 0 or self._goal is not None

    def step(self) -> None:
        """One step more."""
        self._steps, self._goal = self._steps + 1, None

    def until(self, epoch: int) -> None:
        """Up to the end of this epoch."""
        self._steps, self._goal = 0, epoch

    def stop(self) -> None:
        """Forgets what was asked for; the speed stays."""
        self._steps, self._goal = 0, None

    def play(self, now: float) -> None:
        """On and on from now; the first step is due at once, unless the last one was just made:
        playing begins before the worker is told so, perhaps with a step."""
        self.stop()
        self._due = max(self._due, now)

    def limit(self, speed: float | None, now: float) -> None:
        """Steps a second while playing; None is as fast as possible."""
        self._speed, self._due = speed, now

    def patience(self, now: float) -> float:
        """Seconds until something is due."""
        return 0.0 if self.has_goal or self._speed is None else max(0.0, self._due - now)

    def bounds(self, now: float) -> tuple[int | None, int | None]:
        """At most so many steps and ends of epochs from here; None is no bound."""
        if self._steps:
            return self._steps, None
        if self._goal is not None:
            return None, 1
        if self._speed is None:
            return None, None
        self._due = max(self._due, now - LAG)
        return 1 + int((now - self._due) * self._speed), None

    def made(self, steps: int, epoch: int) -> None:
        """So many steps were made, which led into this epoch."""
        if self._steps:
            self._steps = max(0, self._steps - steps)
        elif self._goal is not None:
            if epoch >= self._goal:
                self._goal = None
        elif self._speed is not None:
            self._due += steps / self._speed


class Rhythm:
    """Which moments of the training get a frame, and which frames get pictures.

    Both cost time: a frame in the window that shows it, pictures in the worker that makes them.
    """

    def __init__(self) -> None:
        self._frame = self._picture = -math.inf
        self._frame_cost = self._picture_cost = 0.0

    def shown(self, began: float, now: float, pictures: bool) -> None:
        """A frame was made, from `began` to now."""
        self._frame, self._frame_cost = now, 0.0
        if pictures:
            self._picture, self._picture_cost = now, now - began

    def begin(self) -> None:
        """Training begins: a frame is due at once. How long nothing was to be shown says nothing
        of how long the window takes."""
        self._frame = -math.inf

    def hurry(self) -> None:
        """The next frame is to have pictures: they show something else now, or took long only
        because they were the first."""
        self._picture = -math.inf

    def frame_due(self, now: float) -> bool:
        """Whether to make a frame. Asked only when the window is done with the last one: how long
        that took is known when this is asked for the first time."""
        if not self._frame_cost:
            self._frame_cost = now - self._frame
        rest = min(self._frame_cost / FRAME_SHARE - self._frame_cost, LONGEST_REST)
        return now - self._frame >= max(FRAME_INTERVAL, self._frame_cost + rest)

    def pictures_due(self, now: float) -> bool:
        """Whether a frame made now should have pictures."""
        return now - self._picture >= self._picture_cost / PICTURE_SHARE
