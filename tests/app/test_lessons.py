"""What the examples and templates say of themselves is so, from most starts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.model import files
from engine.experiment import Experiment
from engine.trainer import Trainer

OPENING = "two-spirals"
"""What the program begins with."""


def experiment(name: str) -> Experiment:
    return files.read(files.find(name)).project.experiment


@contextmanager
def trained(given: Experiment, epochs: int) -> Iterator[Trainer]:
    """After so many epochs, the fastest way there is."""
    trainer = Trainer(given, device="auto")
    trainer.wait_for_device()
    trainer.advance(epochs=epochs)
    yield trainer
    trainer.close()


@pytest.mark.parametrize("name", [OPENING])
def test_what_has_been_learned_is_not_thrown_away_again(name: str) -> None:
    with trained(experiment(name), 3000) as trainer:
        curve = trainer.curve
    learned = int((curve.train_score >= 0.99).argmax())
    assert 0 < learned < 200
    assert curve.test_score[:200].max() >= 0.95
    assert curve.test_score[300:].min() >= 0.93
    assert curve.train_loss[300:].max() < 0.1
