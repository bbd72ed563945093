"""Pictures of what every unit does, and explanations with real numbers."""

from __future__ import annotations

import numpy as np
import pytest

from engine.experiment import Experiment, Split
from engine.graph import Graph, Wire
from engine.layers import layers
from engine.trainer import Trainer
from tests.engine.runs import chain, dense, experiment


def test_a_plane_is_a_grid_with_the_lowest_row_first() -> None:
    trainer = Trainer(experiment(graph=chain(dense(3))))
    seen = trainer.frame().pictures
    assert seen is not None
    assert (seen.kind, seen.axes) == ("plane", (0, 1))
    assert {name: units.shape for name, units in seen.units.items()} == {
        "input1": (2, 64, 64), "dense1": (3, 64, 64), "output1": (1, 64, 64),
    }
    across, up = seen.units["input1"]
    left, right, low, high = seen.extent
    assert np.allclose(across[0], across[-1])
    assert np.all(np.diff(across[0]) > 0)
    assert np.all(np.diff(up[:, 0]) > 0)
    half = (right - left) / 128
    assert across[0, 0] == pytest.approx(left + half)
    assert across[0, -1] == pytest.approx(right - half)
    assert up[0, 0] == pytest.approx(low + (high - low) / 128)


def test_pictures_are_what_the_network_computes() -> None:
    trainer = Trainer(experiment(graph=chain(dense(3))))
    seen = trainer.pictures()
    w = trainer.weights()
    x = np.stack([seen.units["input1"][0], seen.units["input1"][1]], axis=-1)
    hidden = np.tanh(x @ w["dense1.weight"] + w["dense1.bias"])
    assert np.allclose(np.moveaxis(seen.units["dense1"], 0, -1), hidden, atol=1e-5)
    answer = np.tanh(hidden @ w["output1.weight"] + w["output1.bias"])
    assert np.allclose(seen.output[0], answer[..., 0], atol=1e-5)


@pytest.mark.parametrize("loss", ["mse", "binary_cross_entropy", "hinge"])
def test_two_classes_are_shown_around_zero(loss: str) -> None:
    trainer = Trainer(experiment(data="circle", loss=loss, learning_rate=0.1))
    trainer.advance(epochs=15)
    output = trainer.pictures(32).output
    assert -1 <= output.min() < -0.2
    assert 0.2 < output.max() <= 1
    predicted = trainer.frame().predictions["train"][:, 0] > 0
    right = np.mean(predicted == trainer.data.y_train)
    assert right == pytest.approx(trainer.curve.train_score[-1])


def test_another_size_and_other_axes() -> None:
    trainer = Trainer(experiment(dense(3), data="iris", loss="cross_entropy"))
    seen = trainer.pictures(20, (2, 0), units=False)
    assert (seen.kind, seen.axes, dict(seen.units)) == ("plane", (2, 0), {})
    assert seen.output.shape == (3, 20, 20)
    assert np.allclose(seen.output.sum(axis=0), 1, atol=1e-5)
    bounds = trainer.data.spec.bounds
    assert seen.extent == pytest.approx((*bounds[2], *bounds[0]))
    line = trainer.pictures(30, (1,))
    assert (line.kind, line.output.shape) == ("line", (3, 1, 30))


def test_a_line() -> None:
    trainer = Trainer(experiment(dense(3), data="curve"))
    seen = trainer.pictures()
    assert (seen.kind, seen.axes) == ("line", (0,))
    assert seen.output.shape == (1, 1, 128)
    assert seen.units["dense1"].shape == (3, 1, 128)


def digits() -> Experiment:
    graph = chain(layers.make("flatten"), dense(16, "relu"))
    return experiment(graph=graph, data="digits", loss="cross_entropy")


def test_samples_are_sorted_by_class() -> None:
    trainer = Trainer(digits())
    seen = trainer.pictures()
    assert seen.kind == "samples"
    assert seen.samples is not None
    assert seen.samples.shape == (10, 24)
    for number, row in enumerate(seen.samples):
        assert set(trainer.data.y_train[row[row >= 0]]) == {number}
    assert seen.units["dense1"].shape == (16, 10, 24)
    assert seen.output.shape == (10, 10, 24)
    predicted = trainer.frame().predictions["train"]
    there = seen.samples >= 0
    assert np.allclose(seen.output[:, there].T, predicted[seen.samples[there]], atol=1e-5)


def test_a_row_with_few_samples_has_gaps() -> None:
    trainer = Trainer(
        experiment(dense(3), data="iris", loss="cross_entropy", split=Split(train_share=0.1))
    )
    trainer.data.y_train[:] = 0
    trainer.data.y_train[0] = 1
    seen = trainer.pictures()
    assert seen.samples is not None
    assert np.array_equal(np.isnan(seen.output[0]), seen.samples < 0)
    assert np.isnan(seen.output[0]).any()


def test_an_explanation_adds_up() -> None:
    trainer = Trainer(experiment(dense(4), dense(3)))
    trainer.advance(epochs=1)
    told = trainer.explain("dense2", 1, x=(0.5, -1.0))
    assert told.x == (0.5, -1.0)
    assert [(source, unit) for source, unit, _ in told.inputs] == [("dense1", i) for i in range(4)]
    assert told.weights is not None
    assert told.bias is not None
    total = sum(w * v for w, (_, _, v) in zip(told.weights, told.inputs, strict=True)) + told.bias
    assert told.z == pytest.approx(total)
    assert told.activation == "tanh"
    assert told.value == pytest.approx(np.tanh(told.z), abs=1e-5)
    assert 0 <= told.saturated <= 1
    assert np.isfinite(told.gradient)


def test_the_input_of_an_explanation() -> None:
    trainer = Trainer(experiment(dense(4)))
    assert trainer.explain("dense1", 0, sample=3).x == pytest.approx(trainer.data.x_train[3])
    assert trainer.explain("dense1", 0).x == pytest.approx(trainer.data.x_train.mean(axis=0))
    assert [v for *_, v in trainer.explain("dense1", 0, sample=3).inputs] == pytest.approx(
        trainer.data.x_train[3]
    )


def test_the_slope_of_the_loss() -> None:
    """Moving the bias of an identity unit moves its value on every sample alike."""
    given = experiment(dense(2, "identity"), data="curve")
    trainer = Trainer(given, dtype=np.float64)
    count = min(256, len(trainer.data.x_train))
    told = trainer.explain("dense1", 0)

    def loss(by: float) -> float:
        x, y = trainer.data.x_train[:count].astype(float), trainer.data.y_train[:count]
        w = {name: array.astype(float) for name, array in trainer.weights().items()}
        hidden = x @ w["dense1.weight"] + w["dense1.bias"] + np.array([by, 0.0])
        return float(np.mean((hidden @ w["output1.weight"] + w["output1.bias"] - y) ** 2))

    assert told.gradient == pytest.approx((loss(1e-4) - loss(-1e-4)) / 2e-4, rel=1e-4)


def test_saturation() -> None:
    trainer = Trainer(experiment(dense(2)))
    big = trainer.weights()
    big["dense1.bias"][:] = [50.0, 0.0]
    big["dense1.weight"][:] = 1e-3
    trainer.set_weights(big)
    assert trainer.explain("dense1", 0).saturated == 1
    assert trainer.explain("dense1", 1).saturated == 0


@pytest.mark.parametrize("kind", sorted(layers))
def test_units_of_every_layer_can_be_explained(kind: str) -> None:
    if kind in ("input", "output"):
        graph = chain(dense(3))
        node = f"{kind}1"
    else:
        graph = Graph.chain(
            layers.make("input"), dense(3), layers.make(kind), layers.make("output")
        )
        node = graph.order()[2]
        if layers[kind].inputs[0] > 1:
            graph = graph.with_wires([*graph.wires, Wire("dense1", node, 1)])
    trainer = Trainer(experiment(graph=graph))
    told = trainer.explain(node, 0, sample=0)
    assert np.isfinite(told.value)
    assert trainer.pictures(8).units[node].shape[1:] == (8, 8)


def test_what_is_not_there_is_refused() -> None:
    trainer = Trainer(experiment(dense(3)))
    with pytest.raises(KeyError):
        trainer.explain("nothing", 0)
    for unit, sample in ((3, 0), (-1, 0), (0, 10**6), (0, -1)):
        with pytest.raises(IndexError):
            trainer.explain("dense1", unit, sample=sample)
