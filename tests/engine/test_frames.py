"""Frames of a run: they join to the whole curve, and are as fresh as they say."""

from __future__ import annotations

import numpy as np

from engine.frame import Frame
from engine.trainer import Trainer
from tests.engine.runs import dense, experiment, numbers, same, with_training


def test_frames_join_to_the_whole_curve() -> None:
    trainer = Trainer(experiment(dense(3)))
    whole = trainer.frame(pictures=False)
    for _ in range(4):
        trainer.advance(epochs=3)
        whole = whole + trainer.frame(pictures=False)
    assert same(whole.curve, trainer.curve)
    assert whole.epoch == 12
    assert len(trainer.frame().curve) == 0


def test_a_frame_keeps_its_numbers_while_training_goes_on() -> None:
    trainer = Trainer(experiment(dense(3)))
    frame = trainer.frame()
    assert frame.pictures is not None
    kept = [
        frame.weights["dense1.weight"].copy(),
        frame.pictures.output.copy(),
        frame.predictions["train"].copy(),
    ]
    trainer.advance(epochs=3)
    trainer.frame()
    assert np.array_equal(frame.weights["dense1.weight"], kept[0])
    assert np.array_equal(frame.pictures.output, kept[1])
    assert np.array_equal(frame.predictions["train"], kept[2])


def test_a_frame_between_epochs_is_fresh() -> None:
    trainer = Trainer(experiment(learning_rate=0.5))
    first = trainer.frame()
    trainer.advance(steps=3)
    later = trainer.frame()
    assert later.loss != first.loss
    assert not np.array_equal(later.predictions["train"], first.predictions["train"])
    assert later.epochs_per_second > 0


def test_a_restart_is_another_run_with_the_same_weights() -> None:
    trainer = Trainer(experiment())
    start = numbers(trainer)
    trainer.advance(epochs=2)
    curve = trainer.curve
    old: Frame = trainer.frame()
    trainer.restart()
    assert numbers(trainer) == start
    assert (trainer.epoch, trainer.step, trainer.run) == (0, 0, 1)
    trainer.advance(epochs=2)
    assert same(trainer.curve, curve)
    assert len((old + trainer.frame()).curve) == 3


def test_a_live_change_before_training_measures_again() -> None:
    given = experiment(dense(4))
    trainer = Trainer(given)
    whole = trainer.frame()
    trainer.change(with_training(given, l2=0.5))
    whole = whole + trainer.frame()
    assert len(whole.curve) == 1
    assert whole.curve.penalty[0] > 0
