"""Launches under way: how they are waited for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.flights import Flights, Point


class _Pieces:
    """A kernel that has to be asked again and again, as it then queues what comes next."""

    most_epochs = 1

    def __init__(self) -> None:
        self.left = 5_000

    def begin(self, given: object) -> None:
        self.left = 5_000

    def is_done(self) -> bool:
        self.left -= 1
        return self.left <= 0

    def cut_short(self) -> None:
        pass

    def end(self) -> tuple[Any, Any]:
        return np.zeros(3), np.zeros((1, 6), np.float32)


class _Prompt(_Pieces):
    """A kernel that is done at once, and counts what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.begun: list[int] = []

    def begin(self, given: Any) -> None:
        self.begun.append(given.where.epoch)

    def is_done(self) -> bool:
        return True


class _Late(_Pieces):
    """A kernel that is done when it is told, and keeps the numbers that it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.done = False
        self.given: list[Any] = []

    def begin(self, given: Any) -> None:
        self.given.append(given.everything)

    def is_done(self) -> bool:
        return self.done


START = Point(np.zeros(3), 0, 0, 0)
SPEC: Any = SimpleNamespace(train_count=1, batch=1, steps=1)


def _terms() -> Any:
    training = SimpleNamespace(seed=0, learning_rate=0.1)
    schedule = SimpleNamespace(rates=lambda *_: np.zeros(1, np.float32))
    return SimpleNamespace(
        experiment=SimpleNamespace(training=training, schedule=schedule),
        live=None, l1=None, l2=None, decay=None, regularized=False,
    )  # fmt: skip


def test_epochs_asked_for_one_by_one_are_begun_ahead() -> None:
    """Somebody who reads the losses of every epoch does not wait for a launch to begin."""
    kernel, terms, at = _Prompt(), _terms(), START
    flights = Flights(kernel, SPEC)
    for _ in range(3):
        leap = flights.leap(at, terms, 1, 1.0, lambda: False)
        assert leap is not None and leap.end is not None
        at = leap.end
    assert (at.epoch, kernel.begun) == (3, [0, 1, 2, 3])
    leap = flights.leap(at, _terms(), 1, 1.0, lambda: False)
    assert leap is not None and [row[0] for row in leap.rows] == [4]
    assert kernel.begun[4] == 3  # a knob was turned: what was begun ahead does not count


def test_numbers_put_in_by_hand_while_a_launch_is_awaited_count() -> None:
    """Who waits asks again and again with the same numbers, or else what was begun is dropped."""
    kernel, terms = _Late(), _terms()
    flights = Flights(kernel, SPEC)
    assert flights.leap(START, terms, 2, 1.0, lambda: True) is None
    other = START._replace(numbers=np.ones(3))
    kernel.done = True
    assert flights.leap(other, terms, 2, 1.0, lambda: True) is None
    leap = flights.leap(other, terms, 2, 1.0, lambda: True)
    assert leap is not None and leap.end is not None
    assert [None if given is None else given[0] for given in kernel.given] == [0, None, 1, None]


def test_a_long_launch_is_asked_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wide networks queue a dozen milliseconds ahead: longer pauses leave the device idle."""
    clock, pauses = [0.0], []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        clock[0] += seconds

    def now() -> float:
        clock[0] += 0.0001
        return clock[0]

    for module in ("flights", "waiting"):
        monkeypatch.setattr(f"engine.{module}.perf_counter", now)
    monkeypatch.setattr("engine.waiting.time", SimpleNamespace(sleep=sleep))
    leap = Flights(_Pieces(), SPEC).leap(START, _terms(), 1, 1.0, lambda: False)
    assert leap is not None and leap.end is not None
    assert clock[0] > 1.0
    assert max(pauses) <= 0.004
