"""Whenever a device takes over, the run is the one it would have trained from the start."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.backends.opencl.launcher import LoopKernel
from engine.errors import Diverged
from engine.experiment import Experiment
from engine.express import Express
from engine.frame import Curve
from engine.layers import layers
from engine.trainer import Trainer
from tests.engine.opencl import on_every_device, silence
from tests.engine.runs import dense, experiment, numbers, same

GIVEN = experiment(
    dense(6), layers.make("batch_norm"), layers.make("dropout"), dense(4, "relu"),
    optimizer="adam", schedule="cosine", learning_rate=0.01, batch_size=16,
)
EPOCHS = 24


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Trainer]]:
    """Makes trainers whose device is ready when somebody waits for it and no sooner; they are
    closed after the test."""
    made: list[Trainer] = []

    def started(key: str, given: Experiment = GIVEN) -> Trainer:
        made.append(Trainer(given, device=key))
        return made[-1]

    monkeypatch.setattr(Express, "trained", lambda self, seconds: None)
    yield started
    for trainer in made:
        trainer.close()


def _course(
    trainer: Trainer, ready: int, deeds: dict[int, Callable[[Trainer], object]]
) -> tuple[bytes, Curve]:
    """Trains `EPOCHS` epochs, with a device that is ready after `ready` of them; each of `deeds`
    is done at the end of its epoch."""
    while trainer.epoch < EPOCHS:
        if trainer.epoch == ready:
            trainer.wait_for_device()
        if trainer.epoch in deeds:
            deeds[trainer.epoch](trainer)
        trainer.advance(epochs=1)
    assert (trainer.epoch, trainer.step) == (EPOCHS, EPOCHS * trainer.steps_per_epoch)
    return numbers(trainer), trainer.curve


def _turn(**values: Any) -> Callable[[Trainer], object]:
    """Turns knobs."""
    return lambda trainer: trainer.change(
        replace(trainer.experiment, training=trainer.experiment.training.replace(**values))
    )


DEEDS: dict[str, dict[int, Callable[[Trainer], object]]] = {
    "nothing": {},
    "knobs": {
        0: _turn(l2=0.01), 5: _turn(learning_rate=0.02), 6: _turn(l2=0.0, l1=0.003),
        15: _turn(clip_norm=0.1),
    },
    "steps": {
        4: lambda trainer: trainer.advance(steps=3),
        7: lambda trainer: trainer.advance(steps=trainer.steps_per_epoch + 2),
        20: lambda trainer: trainer.advance(steps=2 * trainer.steps_per_epoch),
    },
}


@on_every_device
@pytest.mark.parametrize("name", DEEDS)
def test_it_does_not_matter_when_the_device_is_ready(
    key: str, name: str, start: Callable[..., Trainer]
) -> None:
    expected, curve = _course(start(key), 0, DEEDS[name])
    for ready in (6, 17):
        found, other = _course(start(key), ready, DEEDS[name])
        assert found == expected, ready
        assert same(other, curve), ready


@on_every_device
def test_the_device_takes_over_within_one_call(key: str, start: Callable[..., Trainer]) -> None:
    one, two = start(key), start(key)
    one.wait_for_device()
    one.advance(epochs=EPOCHS)
    asked = []

    def ready_in_the_ninth_step() -> bool:
        asked.append(two.step)
        if two.step == 9:
            two.wait_for_device()
        return False

    two.advance(epochs=EPOCHS, stop=ready_in_the_ninth_step)
    assert 9 in asked
    assert two.device != "NumPy"
    assert numbers(two) == numbers(one)
    assert same(two.curve, one.curve)


@on_every_device
def test_the_device_is_named_once_its_numbers_are_seen(
    key: str, start: Callable[..., Trainer]
) -> None:
    one, two = start(key), start(key)
    one.wait_for_device()
    for trainer in (one, two):
        trainer.advance(epochs=5)
        _turn(l2=0.01)(trainer)
        trainer.advance(epochs=5)
    two.wait_for_device()
    calls = 0
    while two.device == "NumPy":
        turns = iter([False])
        two.advance(epochs=1, stop=lambda turns=turns: next(turns, True))
        calls += 1
    assert calls > 1  # the two stretches between knobs are repeated one after the other
    assert two.epoch == one.epoch
    assert numbers(two) == numbers(one)
    assert same(two.curve, one.curve)


@on_every_device
def test_frames_correct_the_curve_that_was_shown(key: str, start: Callable[..., Trainer]) -> None:
    trainer = start(key)
    shown, together = Curve.empty(), None
    for epoch in range(EPOCHS):
        if epoch == 10:
            trainer.wait_for_device()
        trainer.advance(epochs=1)
        frame = trainer.frame(pictures=False)
        shown += frame.curve
        together = frame if together is None else together + frame
    assert same(shown, trainer.curve)
    assert together is not None
    assert same(together.curve, trainer.curve)


@on_every_device
def test_what_is_shown_stays_until_the_preview_has_been_repeated(
    key: str, start: Callable[..., Trainer], monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = start(key)
    trainer.advance(epochs=12)
    before, curve = numbers(trainer), trainer.curve
    trainer.wait_for_device()
    monkeypatch.setattr("engine.flights._FIRST", 2)
    monkeypatch.setattr("engine.flights._LONGEST", 0.0)
    for _ in range(3):
        trainer.advance(seconds=0.0)
        assert (numbers(trainer), trainer.epoch) == (before, 12)
        assert same(trainer.curve, curve)
    monkeypatch.undo()
    trainer.advance(epochs=1)
    assert trainer.epoch == 13
    assert numbers(trainer) != before


@on_every_device
def test_a_snapshot_of_a_preview_is_repeated_like_it(
    key: str, start: Callable[..., Trainer]
) -> None:
    trainer = start(key)
    trainer.advance(epochs=6)
    trainer.advance(steps=3)
    kept = trainer.snapshot()
    trainer.wait_for_device()
    trainer.advance(epochs=6)
    expected = numbers(trainer)
    trainer.restore(kept)
    trainer.advance(epochs=6)
    assert numbers(trainer) == expected


@on_every_device
def test_numbers_put_in_by_hand_are_where_a_device_begins(
    key: str, start: Callable[..., Trainer]
) -> None:
    runs = []
    for ready in (8, 11):
        trainer = start(key)
        trainer.advance(epochs=8)
        weights = {name: 0.5 * array for name, array in trainer.weights().items()}
        for epoch in range(8, 14):
            if epoch == ready:
                trainer.wait_for_device()
            if epoch == 8:
                trainer.set_weights(weights)
            trainer.advance(epochs=1)
        runs.append(numbers(trainer))
    assert runs[0] == runs[1]


@on_every_device
def test_a_restart_is_the_same_run_again(key: str, start: Callable[..., Trainer]) -> None:
    trainer = start(key)
    expected, curve = _course(trainer, 9, {})
    trainer.restart()
    trainer.advance(epochs=EPOCHS)
    assert numbers(trainer) == expected
    assert same(trainer.curve, curve)


@on_every_device
def test_turns_of_some_seconds_and_epochs_give_one_run(
    key: str, start: Callable[..., Trainer]
) -> None:
    """A launch is left under way between two turns; what is not wanted of it is thrown away."""
    one, two = start(key), start(key)
    one.wait_for_device()
    for _ in range(5):
        one.advance(seconds=0.005)
    assert one.epoch > 0
    one.change(replace(GIVEN, training=GIVEN.training.replace(learning_rate=0.003)))
    turned = one.epoch
    one.advance(seconds=0.005)
    one.advance(epochs=2)
    two.wait_for_device()
    two.advance(epochs=turned)
    two.change(one.experiment)
    two.advance(epochs=one.epoch - turned)
    assert numbers(two) == numbers(one)
    assert same(two.curve, one.curve)


@on_every_device
@pytest.mark.parametrize("together", [1, 400])
def test_divergence_does_not_depend_on_the_size_of_launches(
    key: str, together: int, start: Callable[..., Trainer]
) -> None:
    given = experiment(dense(8, "relu"), dense(8, "relu"), learning_rate=3.0, data="curve")
    expected, found = start(key, given), start(key, given)
    expected.wait_for_device()
    found.wait_for_device()
    with pytest.raises(Diverged) as wanted:
        expected.advance(epochs=400)
    with pytest.raises(Diverged) as caught:
        for _ in range(400):
            found.advance(epochs=together)
    assert caught.value.values == wanted.value.values
    assert numbers(found) == numbers(expected)


@on_every_device
def test_a_silent_device_is_left(
    key: str, start: Callable[..., Trainer], monkeypatch: pytest.MonkeyPatch
) -> None:
    found, expected = start(key), start("numpy")
    found.wait_for_device()
    found.advance(epochs=3)
    found.advance(steps=2)
    with monkeypatch.context() as patch:
        silence(LoopKernel, patch)
        found.advance(epochs=5)
    expected.advance(epochs=8)
    assert (found.device, found.device_note) == ("NumPy", "device_failed")
    assert (found.epoch, found.step) == (expected.epoch, expected.step)
    np.testing.assert_allclose(found.curve.train_loss, expected.curve.train_loss, 1e-3)
    for thread in threading.enumerate():
        if thread.name == "silent device":
            assert thread.daemon
            thread.join()


@on_every_device
def test_nobody_waits_for_a_compiler_at_the_end(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    entered, free = threading.Event(), threading.Event()

    def slow(*_: Any) -> None:
        entered.set()
        free.wait()

    monkeypatch.setattr("engine.express.kernel_for", slow)
    trainer = Trainer(GIVEN, device=key)
    trainer.advance(epochs=1)
    entered.wait()
    trainer.close()
    at_work = [thread for thread in threading.enumerate() if thread.name == "compiler"]
    assert at_work
    assert not any(thread.daemon for thread in at_work)
    free.set()


@on_every_device
def test_a_slow_device_does_not_hold_up_a_turn(
    key: str, start: Callable[..., Trainer], monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = start(key)
    trainer.wait_for_device()
    with monkeypatch.context() as patch:
        patch.setattr(LoopKernel, "is_done", lambda self: False)
        patch.setattr("engine.bounds._LATE", 0.0)
        trainer.advance(seconds=0.0)
    assert trainer.epoch == 0
    assert trainer.device_note == ""
    trainer.advance(epochs=4)
    assert trainer.epoch == 4
    assert trainer.device != "NumPy"
