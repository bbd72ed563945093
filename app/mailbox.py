"""How the window and the worker thread talk: commands go in, the latest frame and news come out.

The window never waits for the worker. The `Mailbox` holds commands until the worker looks; the
`Outbox` holds what the worker has to show, and rings only when it was empty before. With the
`RightOfWay` the window keeps the worker off Python's interpreter lock while it draws.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from engine.backends.plan import Plan
from engine.build import Build
from engine.datasets import Data
from engine.frame import Frame

__all__ = ["Mailbox", "Outbox", "RightOfWay", "Running", "Setup"]


@dataclass(frozen=True)
class Running:
    """What training runs on, for people; why it is not the device that was asked for, a code or
    nothing; and which way to run was chosen and why, None until then."""

    device_name: str = "NumPy"
    device_note: str = ""
    plan: Plan | None = None


@dataclass(frozen=True, eq=False)
class Setup:
    """What frames are about: the experiment as it was built, its samples, and the device.

    It comes with the first frame that is about it, so that the two always fit together.
    """

    build: Build
    data: Data
    running: Running = Running()

    def unless_like(self, before: Setup | None) -> Setup:
        """This one, or the one before if nothing was rebuilt and no other device took over."""
        if before is None:
            return self
        rebuilt = self.build is not before.build or self.data is not before.data
        return self if rebuilt or self.running != before.running else before


class Mailbox:
    """Commands to the worker, oldest first. A keyed command replaces one with the same key."""

    def __init__(self) -> None:
        self._letters: dict[Hashable, Callable[[], None]] = {}
        self._news = threading.Condition()
        self.closed = False

    def post(self, key: str, command: Callable[[], None]) -> None:
        """Adds a command; one waiting under the same non-empty `key` is dropped."""
        with self._news:
            self._letters.pop(key, None)
            self._letters[key or object()] = command
            self._news.notify()

    def close(self) -> None:
        """Tells the worker to leave."""
        with self._news:
            self.closed = True
            self._news.notify()

    def waiting(self) -> bool:
        """Whether the worker should stop training and look here."""
        return self.closed or bool(self._letters)

    def holds(self, key: str) -> bool:
        """Whether a command of this key waits."""
        return key in self._letters

    def collect(self, patience: float | None) -> list[Callable[[], None]]:
        """Takes all commands, waiting up to `patience` seconds (None: for ever) for the first."""
        with self._news:
            if patience is None or patience > 0:
                self._news.wait_for(self.waiting, patience)
            letters, self._letters = list(self._letters.values()), {}
            return letters


class Outbox(QObject):
    """The latest frame and other news for the window; rings when there is something again."""

    rang = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._frame: Frame | None = None
        self._setup: Setup | None = None
        self._news: list[tuple[str, Any]] = []

    @property
    def empty(self) -> bool:
        """Whether the last frame has been taken."""
        return self._frame is None

    @property
    def setup(self) -> Setup | None:
        """What the newest frame is about; None before the first."""
        return self._setup

    def put_frame(self, frame: Frame, setup: Setup) -> None:
        """Merges `frame`, which is about `setup`, into the slot."""
        with self._lock:
            ring = self._frame is None
            self._frame = frame if self._frame is None else self._frame + frame
            self._setup = setup
        if ring:
            self.rang.emit()

    def drop_frame(self) -> None:
        """Forgets the frame in the slot, and what it is about."""
        with self._lock:
            self._frame = self._setup = None

    def put_news(self, kind: str, value: Any) -> None:
        """Something that must not be lost or merged."""
        with self._lock:
            ring = not self._news
            self._news.append((kind, value))
        if ring:
            self.rang.emit()

    def take_frame(self) -> tuple[Frame | None, Setup | None]:
        """Empties the slot; what the newest frame is about stays."""
        with self._lock:
            frame, self._frame = self._frame, None
            return frame, self._setup

    def take_news(self) -> list[tuple[str, Any]]:
        """All news since the last call, oldest first."""
        with self._lock:
            news, self._news = self._news, []
            return news


class RightOfWay:
    """The window goes first: while it works the worker stands aside, though not for ever.

    Drawing makes thousands of calls into Qt, and each may have to win back the interpreter lock
    from a worker that is busy all the time: a picture of 25 ms then takes 150 ms.
    """

    def __init__(self) -> None:
        self._free = threading.Event()
        self._free.set()

    def take(self) -> None:
        """The window has something to do."""
        self._free.clear()

    def give(self) -> None:
        """The window is done."""
        self._free.set()

    def taken(self) -> bool:
        """Whether the window is at work."""
        return not self._free.is_set()

    def wait(self, seconds: float) -> bool:
        """Stands aside for at most so long; whether the way is free now."""
        return self._free.wait(seconds)
