"""One seed gives one run."""

from __future__ import annotations

import pytest

from engine.layers import layers
from engine.trainer import Trainer
from tests.engine.runs import dense, experiment, numbers, same


@pytest.mark.parametrize("seed", range(20))
def test_one_seed_is_one_run(seed: int) -> None:
    given = experiment(dense(4), layers.make("dropout"), optimizer="adam", seed=seed)
    one, two = Trainer(given), Trainer(given)
    for trainer in (one, two):
        trainer.advance(epochs=3)
    assert same(one.curve, two.curve)
    assert numbers(one) == numbers(two)


def test_seeds_differ() -> None:
    runs = set()
    for seed in range(20):
        trainer = Trainer(experiment(dense(4), seed=seed))
        trainer.advance(epochs=1)
        runs.add(numbers(trainer))
    assert len(runs) == 20


def test_looking_does_not_disturb() -> None:
    given = experiment(dense(4), layers.make("dropout"), layers.make("batch_norm"), batch_size=16)
    looked, plain = Trainer(given), Trainer(given)
    for _ in range(20):
        looked.advance(steps=1)
        looked.frame()
        looked.pictures(8, (1, 0))
        looked.explain("dense1", 2, x=(0.5, -0.5))
    plain.advance(steps=20)
    assert numbers(looked) == numbers(plain)


def test_batches_differ_between_epochs() -> None:
    """With the same order in every epoch, the first step from the same weights would repeat."""
    trainer = Trainer(experiment(dense(4), batch_size=16))
    start = trainer.weights()
    first_steps = set()
    for _ in range(3):
        trainer.set_weights(start)
        trainer.advance(steps=1)
        first_steps.add(numbers(trainer))
        trainer.advance(epochs=1)
    assert len(first_steps) == 3
