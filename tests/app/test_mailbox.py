"""What goes between window and worker: newest commands, one frame, and who goes first."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from app.mailbox import Mailbox, Outbox, RightOfWay, Running, Setup
from engine.frame import Curve, Frame


@pytest.fixture
def rings(qapp: object) -> Iterator[tuple[Outbox, list[int]]]:
    """An outbox, and how often it has rung."""
    outbox, heard = Outbox(), []
    outbox.rang.connect(lambda: heard.append(1))
    yield outbox, heard
    outbox.deleteLater()


def frame(epoch: int) -> Frame:
    row = (np.array([float(epoch)]),) * 5
    return Frame(epoch=epoch, step=epoch, curve=Curve(np.array([epoch]), *row))


def setup(name: str = "NumPy", build: object = "build", data: object = "data") -> Setup:
    return Setup(build, data, Running(name))  # type: ignore[arg-type]


def test_the_newest_command_of_a_kind_counts() -> None:
    mailbox, done = Mailbox(), []
    for key, word in (("a", "one"), ("", "two"), ("a", "three"), ("", "four")):
        mailbox.post(key, lambda word=word: done.append(word))  # type: ignore[misc]
    assert mailbox.waiting()
    for command in mailbox.collect(0.0):
        command()
    assert done == ["two", "three", "four"]
    assert not mailbox.waiting()
    assert mailbox.collect(0.0) == []


def test_a_closed_mailbox_waits_for_nothing() -> None:
    mailbox = Mailbox()
    mailbox.close()
    assert mailbox.waiting()
    assert mailbox.collect(None) == []


def test_it_rings_only_when_it_was_empty(rings: tuple[Outbox, list[int]]) -> None:
    outbox, heard = rings
    for epoch in range(4):
        outbox.put_frame(frame(epoch), setup())
    assert len(heard) == 1 and not outbox.empty
    taken, _ = outbox.take_frame()
    assert taken is not None and outbox.empty
    assert (taken.epoch, list(taken.curve.epoch)) == (3, [0, 1, 2, 3])
    outbox.put_frame(frame(4), setup())
    assert len(heard) == 2
    for number in range(3):
        outbox.put_news("kind", number)
    assert len(heard) == 3
    assert outbox.take_news() == [("kind", 0), ("kind", 1), ("kind", 2)]
    assert outbox.take_news() == []
    outbox.put_news("kind", 3)
    assert len(heard) == 4


def test_what_frames_are_about_stays_the_same_value_until_it_differs() -> None:
    first = setup()
    assert first.unless_like(None) is first
    assert setup().unless_like(first) is first
    for other in (setup("Some CPU"), setup(build="another"), setup(data="others")):
        assert other.unless_like(first) is other


def test_the_window_goes_first_until_it_is_done() -> None:
    way = RightOfWay()
    assert not way.taken() and way.wait(0.0)
    way.take()
    assert way.taken() and not way.wait(0.0)
    way.give()
    assert not way.taken() and way.wait(0.0)
