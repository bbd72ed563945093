"""What changes while a run goes on: live values are taken, weights that fit are carried."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.errors import BadExperiment
from engine.experiment import Split
from engine.graph import Graph
from engine.layers import layers
from engine.losses import losses
from engine.trainer import Trainer
from tests.engine.runs import dense, experiment, numbers, with_training

LIVE = [
    {"learning_rate": 0.5},
    {"l1": 0.01},
    {"l2": 0.1},
    {"clip_norm": 0.1},
    {"clip_value": 0.01},
]


@pytest.mark.parametrize("values", LIVE, ids=[next(iter(v)) for v in LIVE])
def test_live_training_values_are_simply_taken(values: dict[str, float]) -> None:
    given = experiment(batch_size=16)
    trainer, plain = Trainer(given), Trainer(given)
    trainer.advance(steps=3)
    plain.advance(steps=3)
    before = numbers(trainer)
    carried = trainer.change(with_training(given, **values))
    assert not carried.rebuilt
    assert (carried.kept, carried.fresh, carried.dropped) == (trainer.build.size, 0, 0)
    assert numbers(trainer) == before
    assert (trainer.step, trainer.epoch, trainer.run) == (3, 0, 0)
    trainer.advance(steps=1)
    plain.advance(steps=1)
    assert numbers(trainer) != numbers(plain)


def test_live_values_of_layers_losses_and_optimizers() -> None:
    hidden = (dense(), layers.make("dropout", {"rate": 0.1}), dense())
    given = experiment(
        *hidden, data="curve", loss="huber", optimizer="adam", optimizer_values={"beta1": 0.8}
    )
    trainer = Trainer(given)
    trainer.advance(steps=2)
    other = replace(
        given,
        graph=given.graph.with_layer("dropout1", layers.make("dropout", {"rate": 0.5})),
        loss=given.loss.replace(delta=0.1),
        optimizer=given.optimizer.replace(beta1=0.5),
    )
    assert not trainer.change(other).rebuilt
    assert trainer.experiment == other
    assert trainer.build.graph == other.graph
    trainer.advance(epochs=1)
    # The same values from the start on, taken over at the same moment, give the same run.
    again = Trainer(given)
    again.advance(steps=2)
    again.change(other)
    again.advance(epochs=1)
    assert numbers(again) == numbers(trainer)


def test_moving_a_node_on_the_canvas_changes_nothing() -> None:
    given = experiment()
    trainer = Trainer(given)
    node = replace(given.graph.node("dense1"), x=10.0, y=20.0)
    assert not trainer.change(replace(given, graph=given.graph.with_node(node))).rebuilt


def test_a_new_weight_seed_waits_for_a_restart() -> None:
    given = experiment()
    trainer = Trainer(given)
    trainer.advance(epochs=1)
    before = numbers(trainer)
    assert not trainer.change(with_training(given, seed=7)).rebuilt
    assert numbers(trainer) == before
    trainer.restart()
    assert numbers(trainer) == numbers(Trainer(with_training(given, seed=7)))


# --- changes of shape -----------------------------------------------------------------------


def test_another_neuron_keeps_every_number() -> None:
    given = experiment(dense(4), dense(4), optimizer="adam")
    trainer = Trainer(given)
    trainer.advance(epochs=2)
    before, size = trainer.weights(), trainer.build.size
    carried = trainer.change(replace(given, graph=given.graph.with_layer("dense1", dense(5))))
    assert carried.rebuilt
    assert (carried.kept, carried.fresh, carried.dropped) == (size, 2 + 1 + 4, 0)
    after = trainer.weights()
    assert np.array_equal(after["dense1.weight"][:, :4], before["dense1.weight"])
    assert np.array_equal(after["dense2.weight"][:4], before["dense2.weight"])
    assert np.array_equal(after["output1.weight"], before["output1.weight"])
    assert (trainer.epoch, trainer.run) == (2, 0)
    back = trainer.change(given)
    assert (back.kept, back.fresh, back.dropped) == (size, 0, 7)
    assert all(np.array_equal(w, before[name]) for name, w in trainer.weights().items())


def test_slots_of_the_optimizer_are_carried() -> None:
    """A rebuild that changes no shape does not disturb the run at all."""
    given = experiment(dense(4), optimizer="adam", batch_size=16)
    trainer, plain = Trainer(given), Trainer(given)
    other = replace(given, graph=given.graph.with_layer("dense1", dense(4, initializer="normal")))
    for run in (trainer, plain):
        run.advance(steps=5)
    assert trainer.change(other).rebuilt
    for run in (trainer, plain):
        run.advance(epochs=2)
    assert numbers(trainer) == numbers(plain)


def test_data_batch_and_optimizer_can_change_in_the_middle_of_an_epoch() -> None:
    given = experiment(batch_size=16)
    trainer = Trainer(given)
    changes = [
        with_training(given, batch_size=10),
        experiment(optimizer="adam"),
        experiment(data="circle"),
        experiment(data="circle", split=Split(train_share=0.8)),
        experiment(data="xor", loss="binary_cross_entropy"),
        experiment(optimizer="gradient_descent"),
        given,
    ]
    for other in changes:
        trainer.advance(steps=3)
        epoch = trainer.epoch
        assert trainer.change(other).rebuilt
        assert trainer.epoch >= epoch
        frame = trainer.frame()
        assert frame.predictions["train"].shape == (len(trainer.data.x_train), 1)
    trainer.advance(epochs=2)
    assert np.isfinite(trainer.curve.train_loss).all()


def test_an_untrainable_graph_is_refused_and_the_old_one_stays() -> None:
    given = experiment()
    with pytest.raises(BadExperiment):
        Trainer(replace(given, graph=Graph()))
    trainer = Trainer(given)
    trainer.advance(steps=2)
    before = numbers(trainer)
    with pytest.raises(BadExperiment) as caught:
        trainer.change(replace(given, graph=given.graph.without("dense2")))
    assert caught.value.problems
    with pytest.raises(BadExperiment):
        trainer.change(replace(given, loss=losses.make("cross_entropy")))
    assert trainer.experiment == given
    assert numbers(trainer) == before
    trainer.advance(steps=1)


def test_other_samples_of_a_kind_compile_nothing_and_train_as_if_they_had_always_been(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    given = experiment(batch_size=16, optimizer="adam", data_values={"noise": 0.0})
    other = experiment(batch_size=16, optimizer="adam", data_values={"noise": 0.2})
    trainer, made_for_it = Trainer(given), Trainer(other)
    trainer.advance(epochs=1)
    trainer.frame(pictures=True)
    trainer.advance(steps=2)

    def compile(*_: object, **__: object) -> None:
        raise AssertionError("something is compiled")

    with monkeypatch.context() as patch:
        patch.setattr("engine.programs.NumpyProgram", compile)
        carried = trainer.change(other)
        assert (carried.rebuilt, carried.kept) == (True, trainer.build.size)
        made = trainer.snapshot()
        trainer.advance(epochs=1)
        trainer.frame(pictures=True)
    made_for_it.restore(made)
    made_for_it.advance(epochs=1)
    assert numbers(made_for_it) == numbers(trainer)
