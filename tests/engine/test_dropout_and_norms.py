"""Dropout and normalization: what they do in training alone, and what they keep."""

from __future__ import annotations

import numpy as np
import pytest

from engine.layers import layers
from tests.engine.sketches import (
    Sketch,
    live_names,
    value,
)

pytestmark = pytest.mark.filterwarnings("error")


def test_dropout_switches_off_the_share_it_says_and_keeps_the_mean() -> None:
    made = layers.make("dropout", {"rate": 0.3})
    sketch = Sketch(batch=200)
    out = sketch.build(made, (50,))
    values = sketch.values(made) | {"x0": np.ones((200, 50))}
    found = value(out, values)
    assert np.mean(found == 0) == pytest.approx(0.3, abs=0.02)
    assert found.mean() == pytest.approx(1.0, abs=0.03)
    np.testing.assert_allclose(found[found > 0], 1 / 0.7, rtol=1e-12)


def test_dropout_of_nothing_changes_nothing() -> None:
    made = layers.make("dropout", {"rate": 0.0})
    sketch = Sketch()
    out = sketch.build(made, (6,))
    values = sketch.values(made)
    np.testing.assert_array_equal(value(out, values), values["x0"])


def test_dropped_numbers_do_not_spoil_the_rest_when_they_are_infinite() -> None:
    made = layers.make("dropout")
    sketch = Sketch(batch=1)
    out = sketch.build(made, (2,))
    values = {"x0": [[np.inf, 1.0]], "random0": [[0.1, 0.9]], "rate": 0.5}
    np.testing.assert_array_equal(value(out, values), [[0.0, 2.0]])


def test_batch_norm_gives_every_feature_mean_0_and_spread_1() -> None:
    made = layers.make("batch_norm")
    sketch = Sketch(batch=50)
    out = sketch.build(made, (6,))
    values = sketch.values(made) | {"scale": np.ones(6), "shift": np.zeros(6)}
    found = value(out, values | {"x0": values["x0"] * 3 + 5})
    np.testing.assert_allclose(found.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(found.std(axis=0), 1, rtol=1e-4)


def test_batch_norm_of_a_single_sample_uses_and_keeps_the_running_averages() -> None:
    made = layers.make("batch_norm")
    one, evaluation = Sketch(batch=1), Sketch(batch=1, training=False)
    outs = [sketch.build(made, (6,)) for sketch in (one, evaluation)]
    values = one.values(made)
    np.testing.assert_array_equal(value(outs[0], values), value(outs[1], values))
    assert not one.updates


def test_batch_norm_follows_the_batches_only_in_training() -> None:
    made = layers.make("batch_norm")
    assert live_names(made) == ("momentum", "epsilon")
    training, evaluation = Sketch(), Sketch(training=False)
    training.build(made, (6,))
    evaluation.build(made, (6,))
    assert set(training.updates) == {"mean", "variance"}
    assert not evaluation.updates
    assert training.states == {"mean": 0.0, "variance": 1.0}


@pytest.mark.parametrize("kind", ["batch_norm", "layer_norm"])
def test_scales_and_shifts_are_not_regularized_and_start_neutral(kind: str) -> None:
    sketch = Sketch()
    sketch.build(layers.make(kind), (6,))
    assert {k: (a["init"], a["regularize"]) for k, a in sketch.asked.items()} == {
        "scale": ("ones", False),
        "shift": ("zeros", False),
    }


def test_layer_norm_gives_every_sample_mean_0_and_spread_1() -> None:
    made = layers.make("layer_norm")
    sketch = Sketch(batch=3)
    out = sketch.build(made, (40,))
    values = sketch.values(made) | {"scale": np.ones(40), "shift": np.zeros(40)}
    found = value(out, values)
    np.testing.assert_allclose(found.mean(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(found.std(axis=1), 1, rtol=1e-4)
