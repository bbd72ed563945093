"""Devices compared with float64 NumPy, and a trainer that goes from one to another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.agreement import compare
from engine.backends.opencl.program import OpenclProgram
from engine.devices import Device, find
from engine.errors import BadExperiment, UnknownDevice
from engine.graph import Graph
from engine.layers import layers
from engine.trainer import Trainer
from tests.engine.opencl import on_every_device
from tests.engine.runs import dense, experiment

CASES = {
    "tanh": experiment(dense(5), dense(3)),
    "classes": experiment(dense(6, "relu"), data="iris", loss="cross_entropy", batch_size=7),
    "dropout": experiment(dense(8, "silu"), layers.make("batch_norm"), layers.make("dropout"),
                          batch_size=100),
}  # fmt: skip
NOBODY = Device("opencl:99", "Nobody", "cpu")


@on_every_device
@pytest.mark.parametrize("name", CASES)
def test_a_device_agrees_with_numpy(key: str, name: str) -> None:
    report = compare(CASES[name], find(key))
    assert report.fault == ""
    assert report.largest < 1e-5
    assert report.errors is not None
    assert set(report.errors) == set(Trainer(CASES[name]).build.weights)


@on_every_device
def test_a_wrong_gradient_is_found(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run = OpenclProgram.run

    def spoil(self: OpenclProgram) -> None:
        run(self)
        self.outputs["dense1.weight"][...] *= 1.01

    monkeypatch.setattr(OpenclProgram, "run", spoil)
    report = compare(CASES["tanh"], find(key))
    assert report.errors is not None
    wrong = [weight for weight, error in report.errors.items() if error > 1e-3]
    assert wrong == ["dense1.weight"]
    assert report.largest == pytest.approx(0.01, rel=1e-3)


def test_a_device_that_is_gone_is_a_fault_and_a_large_network_is_not_tried() -> None:
    assert compare(CASES["tanh"], NOBODY).fault == "failed"
    assert compare(experiment(dense(300), dense(300)), NOBODY).fault == "too_large"
    with pytest.raises(BadExperiment):
        compare(replace(CASES["tanh"], graph=Graph()), NOBODY)


@on_every_device
def test_a_trainer_goes_to_another_device_and_back_without_a_seam(key: str) -> None:
    given = experiment(dense(4), learning_rate=0.1)
    steady, moving = Trainer(given), Trainer(given)
    steady.advance(epochs=9)
    moving.advance(epochs=3)
    moving.use(key)
    moving.wait_for_device()
    moving.advance(epochs=3)
    assert moving.device != "NumPy"
    moving.use("numpy")
    moving.advance(epochs=3)
    assert moving.device == "NumPy"
    moving.close()
    np.testing.assert_allclose(moving.curve.train_loss, steady.curve.train_loss, 1e-3)
    assert (moving.epoch, moving.step, moving.run) == (steady.epoch, steady.step, 0)


def test_a_device_that_is_not_there_changes_nothing() -> None:
    trainer = Trainer(experiment(dense(3)))
    trainer.advance(epochs=1)
    before = trainer.weights()
    with pytest.raises(UnknownDevice):
        trainer.use("abacus")
    trainer.advance(epochs=1)
    assert trainer.epoch == 2
    assert trainer.plan is not None
    assert trainer.plan.reason == "asked"
    assert set(before) == set(trainer.weights())
