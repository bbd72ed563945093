"""What the worker does when commands come faster than it can follow."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from app.births import ORIGINAL
from app.mailbox import Outbox
from app.model import edits
from app.model.project import blank
from app.worker import Worker
from engine.build import Build
from engine.patch import NOTHING, Numbers, Patch

pytestmark = pytest.mark.usefixtures("qapp")

FIRST = edits.set_units("dense1", 5)(blank())
SECOND = edits.set_units("dense1", 7)(blank())
ONE = Numbers(np.zeros((1, 1), np.int32), np.ones(1, np.float32))


def carried_over(patch: Patch) -> tuple[int, Build]:
    """How many changes are carried out when another one comes while the first, with `patch`, is
    at work; and what is there in the end."""
    outbox = Outbox()
    worker = Worker(outbox, "numpy")

    def both() -> None:
        later = partial(worker.change, SECOND.experiment, NOTHING, ORIGINAL)
        worker.mailbox.post("experiment", later)
        worker.mailbox.post("", worker.mailbox.close)
        worker.change(FIRST.experiment, patch, ORIGINAL)

    worker.mailbox.post("", partial(worker.load, blank().experiment, None, 0))
    worker.mailbox.post("", both)
    worker.live()
    news = [kind for kind, _ in outbox.take_news()]
    assert "crashed" not in news and outbox.setup is not None
    return news.count("carried"), outbox.setup.build


def test_a_change_is_given_up_when_a_newer_one_waits() -> None:
    count, build = carried_over(NOTHING)
    assert count == 1 and build.shapes["dense1"] == (7,)


def test_a_change_that_brings_numbers_is_carried_out_all_the_same() -> None:
    count, build = carried_over(Patch({"dense1.bias": ONE}))
    assert count == 2 and build.shapes["dense1"] == (7,)


def test_somebody_who_goes_on_changing_sees_every_other_change(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = Outbox()
    worker = Worker(outbox, "numpy")
    worker.mailbox.post("", partial(worker.load, blank().experiment, None, 0))
    seen = []

    def some() -> None:
        monkeypatch.setattr(worker.mailbox, "holds", lambda _: True)
        worker.mailbox.post("", worker.mailbox.close)
        for project in (FIRST, SECOND, FIRST, SECOND):
            worker.change(project.experiment, NOTHING, ORIGINAL)
            assert outbox.setup is not None
            seen.append(outbox.setup.build.shapes["dense1"])

    worker.mailbox.post("", some)
    worker.live()
    assert seen == [(4,), (7,), (7,), (7,)]


def test_training_goes_on_under_a_hand_that_never_rests() -> None:
    outbox = Outbox()
    worker = Worker(outbox, "numpy")
    first = blank().experiment
    noisy = [replace(first, data=first.data.replace(noise=n / 100)) for n in range(12)]

    def change() -> None:
        worker.change(noisy.pop(), NOTHING, ORIGINAL)
        worker.mailbox.post("", change if noisy else worker.mailbox.close)

    def play() -> None:
        worker.playing = True
        worker.play()
        change()

    worker.mailbox.post("", partial(worker.load, first, None, 0))
    worker.mailbox.post("", play)
    worker.live()
    frame, _ = outbox.take_frame()
    assert frame is not None and frame.step >= 10
