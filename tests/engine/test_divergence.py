"""A run that blows up stops, says where, and is back where smaller steps are a cure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.errors import Diverged
from engine.experiment import Experiment, Training
from engine.trainer import Trainer
from tests.engine.runs import dense, experiment, numbers, with_training


def wild(seed: int, **values: Any) -> Experiment:
    hidden = (dense(8, "relu"), dense(8, "relu"))
    return experiment(*hidden, data="curve", learning_rate=10.0, seed=seed, **values)


def blow_up(trainer: Trainer) -> Diverged:
    """Steps until it diverges."""
    with pytest.raises(Diverged) as caught:
        for _ in range(500):
            trainer.advance(steps=1)
    return caught.value


@pytest.mark.parametrize("seed", range(20))
def test_a_run_that_blows_up_says_where_and_is_back_at_the_start(seed: int) -> None:
    given = wild(seed)
    trainer = Trainer(replace(given, training=_huge(given.training)))
    before = numbers(trainer)
    error = blow_up(trainer)
    assert numbers(trainer) == before
    assert (trainer.epoch, trainer.step, error.back) == (0, 0, 0)
    assert error.step > 0
    assert error.node in trainer.build.active
    assert error.quantity in ("activation", "loss", "gradient", "weight")
    assert trainer.frame().diverged == error


@pytest.mark.parametrize("rate", [1.0, 10.0])
@pytest.mark.parametrize("device", ["numpy", "auto"])
def test_the_run_goes_back_to_before_the_loss_grew(
    trainers: list[Trainer], device: str, rate: float
) -> None:
    given = experiment(dense(12), dense(12), data="hills", optimizer="sgd", learning_rate=0.01)
    trainer = Trainer(given, device=device)
    trainers.append(trainer)
    trainer.wait_for_device()
    trainer.advance(epochs=30)
    before, known = numbers(trainer), trainer.curve
    trainer.change(with_training(given, learning_rate=rate))
    with pytest.raises(Diverged) as caught:
        trainer.advance(epochs=200)
    assert (trainer.epoch, caught.value.back) == (30, 30)
    assert numbers(trainer) == before
    assert np.array_equal(trainer.curve.epoch, known.epoch)
    assert trainer.curve.train_loss == pytest.approx(known.train_loss, rel=1e-5)
    assert trainer.frame().loss == pytest.approx(known.train_loss[-1], rel=1e-5)
    trainer.change(given)
    trainer.advance(epochs=5)
    assert trainer.epoch == 35
    assert trainer.curve.train_loss[-1] < 1.1 * known.train_loss[-1]


def test_nobody_goes_back_to_before_numbers_were_put_in() -> None:
    trainer = Trainer(wild(1))
    given = {name: 3.0 * weight for name, weight in trainer.weights().items()}
    trainer.set_weights(given)
    before = numbers(trainer)
    blow_up(trainer)
    assert numbers(trainer) == before


def _huge(training: Training) -> Training:
    """A learning rate of a million, which the form would not allow."""
    made = training.replace()
    object.__setattr__(made, "learning_rate", 1e6)
    return made


def test_divergence_names_the_first_bad_node() -> None:
    trainer = Trainer(wild(1))
    bad = trainer.weights()
    bad["dense2.weight"][...] = 1e30
    bad["dense1.weight"][...] = 1e30
    trainer.set_weights(bad)
    with pytest.raises(Diverged) as caught:
        trainer.advance(steps=1)
    assert (caught.value.node, caught.value.quantity) == ("dense2", "activation")
    assert (caught.value.step, caught.value.epoch) == (1, 0)


def test_a_cure_lets_it_go_on() -> None:
    given = wild(3)
    trainer = Trainer(replace(given, training=_huge(given.training)))
    blow_up(trainer)
    trainer.change(with_training(given, learning_rate=1e-6))
    assert trainer.frame().diverged is None
    trainer.restart()
    trainer.advance(epochs=1)
    assert trainer.epoch == 1
