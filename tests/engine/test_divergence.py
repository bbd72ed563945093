"""A run that blows up stops in that step, says where, and can be cured."""

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


def blow_up(trainer: Trainer) -> tuple[Diverged, bytes]:
    """Steps until it diverges; the error, and the weights before that step."""
    before = numbers(trainer)
    with pytest.raises(Diverged) as caught:
        for _ in range(500):
            before = numbers(trainer)
            trainer.advance(steps=1)
    return caught.value, before


@pytest.mark.parametrize("seed", range(20))
def test_a_run_that_blows_up_stops_in_that_step(seed: int) -> None:
    given = wild(seed)
    trainer = Trainer(replace(given, training=_huge(given.training)))
    error, before = blow_up(trainer)
    assert numbers(trainer) == before
    assert error.step == trainer.step + 1
    assert error.node in trainer.build.active
    assert error.quantity in ("activation", "loss", "gradient", "weight")
    assert all(np.isfinite(w).all() for w in trainer.weights().values())
    assert trainer.frame().diverged == error


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
