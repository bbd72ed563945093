"""Knobs for the data and the batch size are arguments of the loop kernel: none recompiles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.backends.opencl.forms import Forms
from engine.backends.opencl.loop import loop_text
from engine.backends.opencl.runtime import Opened
from engine.backends.training import TrainingSpec
from engine.experiment import Experiment, Split
from engine.layers import layers
from engine.loops import training_spec
from engine.settings import formulas_of, live_settings
from engine.trainer import Trainer
from tests.engine.opencl import on_every_device
from tests.engine.runs import assert_same_course, dense, experiment, numbers

NETWORKS = {
    "small": (dense(3), dense(2, "relu")),
    "dropped": (dense(4), layers.make("dropout")),
    "normed": (dense(4), layers.make("batch_norm")),
}


def _given(network: str = "small", count: int = 90, batch: int = 7, share: float = 0.5) -> Any:
    split = Split(train_share=share)
    return experiment(
        *NETWORKS[network], data_values={"count": count}, batch_size=batch, split=split
    )


def _spec(given: Experiment) -> TrainingSpec:
    trainer = Trainer(given)
    return training_spec(
        trainer.build, given.optimizer, trainer.data, trainer.batch_size,
        tuple(live_settings(given)), formulas_of(given),
    )


def _text(given: Experiment) -> str:
    spec = _spec(given)
    return loop_text(spec, Forms.of(spec))


@contextmanager
def _no_compiler() -> Iterator[None]:
    def build(*_: Any, **__: Any) -> None:
        raise AssertionError("something is compiled")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Opened, "build", build)
        yield


@pytest.mark.parametrize("network", NETWORKS)
def test_the_text_of_a_kernel_does_not_depend_on_numbers_of_samples(network: str) -> None:
    text = _text(_given(network))
    assert _text(_given(network, 130)) == text
    assert _text(_given(network, share=0.7)) == text
    assert _text(_given(network, batch=5)) == text
    assert _text(_given(network, 90, 15)) == text  # three whole batches and none left
    assert _text(_given(network, 40, batch=16, share=0.2)) == text  # less than a batch
    assert _text(_given(network, 900, batch=60)) == _text(_given(network, 700, batch=50))


def test_one_kernel_serves_what_has_its_text() -> None:
    spec = _spec(_given("normed"))
    forms = Forms.of(spec)
    assert forms.serves(_spec(_given("normed", 130, 11, 0.7)))
    assert not forms.serves(_spec(_given("normed", batch=40)))  # more than a vector
    assert not forms.serves(_spec(_given("normed", 86, 7)))  # a last batch of one is another norm
    assert not forms.serves(_spec(_given("small")))
    assert not forms.serves(replace(spec, key=None))


@on_every_device
@pytest.mark.parametrize("network", NETWORKS)
def test_a_device_goes_on_at_once_with_other_numbers_of_samples(key: str, network: str) -> None:
    given = _given(network)
    found = Trainer(given, device=key)
    found.wait_for_device()
    found.advance(epochs=3)
    for other in (_given(network, 130), _given(network, share=0.8), _given(network, batch=12),
                  _given(network, batch=15)):
        expected = Trainer(other)
        expected.restore(replace(found.snapshot(), experiment=other))
        with _no_compiler():
            found.change(other)
            assert found.device != "NumPy"
            found.advance(epochs=4)
            assert found.plan is not None and found.plan.device is not None
        expected.advance(epochs=4)
        np.testing.assert_allclose(
            found.curve.train_loss[-4:], expected.curve.train_loss[-4:], 1e-3, 1e-6
        )
        np.testing.assert_allclose(
            found.curve.test_loss[-4:], expected.curve.test_loss[-4:], 1e-3, 1e-6
        )
    found.close()


@on_every_device
def test_a_kernel_that_moved_trains_bit_by_bit_like_one_made_for_it(key: str) -> None:
    given, other = _given("normed"), _given("normed", 130, 11)
    moved, made = Trainer(given, device=key), Trainer(other, device=key)
    for trainer in (moved, made):
        trainer.wait_for_device()
    moved.change(other)
    weights = made.weights()
    moved.set_weights(weights)
    for trainer in (moved, made):
        trainer.advance(epochs=5)
    assert numbers(moved) == numbers(made)
    for trainer in (moved, made):
        trainer.close()


@on_every_device
@pytest.mark.parametrize("batch", [1, 9, 44, 1000])
def test_batches_of_any_size_have_the_losses_of_numpy(key: str, batch: int) -> None:
    given = _given(count=90, batch=batch)
    found, expected = Trainer(given, device=key), Trainer(given)
    found.wait_for_device()
    for trainer in (found, expected):
        trainer.advance(epochs=5)
    assert found.device != "NumPy"
    assert_same_course(found, expected)
    found.close()


@on_every_device
def test_who_looks_at_a_network_finds_larger_batches_compiled(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.express._SETTLED", 0.0)
    found = Trainer(_given(), device=key)
    found.wait_for_device()
    found.advance(epochs=1)
    found.frame(pictures=False)
    found.wait_for_device()
    with _no_compiler():
        for batch in (40, 7, 40):
            found.change(_given(batch=batch))
            assert found.device != "NumPy"
            found.advance(epochs=3)
            assert found.device != "NumPy"
    expected = Trainer(_given(batch=40))
    expected.restore(replace(found.snapshot(), experiment=expected.experiment))
    for trainer in (found, expected):
        trainer.advance(epochs=3)
    np.testing.assert_allclose(
        found.curve.train_loss[-3:], expected.curve.train_loss[-3:], 1e-3, 1e-6
    )
    found.close()


@on_every_device
def test_a_knob_that_is_turned_back_finds_the_kernel_that_was_there(key: str) -> None:
    found = Trainer(_given(), device=key)
    found.wait_for_device()
    found.advance(epochs=1)
    with _no_compiler():
        for batch in (40, 44, 7):
            found.change(_given(batch=batch))
        found.advance(epochs=3)
        assert found.device != "NumPy"
    found.close()
