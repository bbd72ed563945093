"""What the examples and templates say of themselves is so, from most starts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest

from app.model import files
from engine.experiment import Experiment
from engine.many import Curves, ManyTrainer, Variants
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


def from_many_starts(given: Experiment, epochs: int) -> Curves:
    """Sixteen runs of so many epochs."""
    many = ManyTrainer(given, Variants(16, seed=np.arange(1, 17)), device="auto", every=50)
    many.wait_for_device()
    many.advance(epochs=epochs)
    curves = many.curves
    many.close()
    return curves


@pytest.mark.parametrize("name", [OPENING, "residual"])
def test_what_has_been_learned_is_not_thrown_away_again(name: str) -> None:
    with trained(experiment(name), 3000) as trainer:
        curve = trainer.curve
    assert curve.test_score[:200].max() >= 0.95
    assert curve.test_score[300:].min() >= 0.93
    assert curve.train_loss[300:].max() < 0.1


def test_two_hidden_neurons_can_do_xor_but_not_from_every_start() -> None:
    curves = from_many_starts(experiment("xor-two-neurons"), 300)
    done = int((curves.test_score[-1] >= 0.99).sum())
    assert 8 <= done <= 14


def test_dropout_keeps_the_test_loss_low_and_without_it_the_loss_rises() -> None:
    given = experiment("dropout")
    graph = given.graph
    for node in graph.nodes:
        if node.layer.name == "dropout":
            graph = graph.with_layer(node.id, node.layer.replace(rate=0.0))
    with_it = from_many_starts(given, 500).test_loss
    without = from_many_starts(replace(given, graph=graph), 500).test_loss
    assert (with_it[-1] < 0.6).all()
    assert (without[-1] > 1.4 * with_it[-1]).all()
    assert (without[-1] > 1.2 * without.min(axis=0)).all()
