"""Training runs: counting, batches, live changes, carried weights, divergence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.errors import BadExperiment, Diverged
from engine.evaluation import Survey
from engine.experiment import Experiment, Split, Training
from engine.frame import Frame
from engine.graph import Graph
from engine.layers import layers
from engine.losses import losses
from engine.optimizers import optimizers
from engine.random import permutation
from engine.runner import Runner
from engine.schedules import schedules
from engine.trainer import Trainer
from tests.engine.runs import chain, dense, experiment, numbers, same
from tests.patience import Clock


def with_training(given: Experiment, **values: Any) -> Experiment:
    return replace(given, training=given.training.replace(**values))


def test_losses_fall() -> None:
    trainer = Trainer(experiment(data="circle", learning_rate=0.1))
    trainer.advance(epochs=20)
    curve = trainer.curve
    assert list(curve.epoch) == list(range(21))
    assert curve.train_loss[-1] < 0.5 * curve.train_loss[0]
    assert curve.test_score[-1] > 0.9


def test_steps_and_epochs_are_counted() -> None:
    trainer = Trainer(experiment(batch_size=16))
    samples = len(trainer.data.x_train)
    per_epoch = -(-samples // 16)
    assert trainer.steps_per_epoch == per_epoch
    trainer.advance(steps=1)
    assert (trainer.step, trainer.epoch) == (1, 0)
    trainer.advance(epochs=1)
    assert (trainer.step, trainer.epoch) == (per_epoch, 1)
    trainer.advance(steps=per_epoch)
    assert (trainer.step, trainer.epoch) == (2 * per_epoch, 2)
    assert len(trainer.curve) == 3


@pytest.mark.parametrize("batch", [1, 7, 10, 124, 125, 126, 4096])
def test_every_batch_size_sees_every_sample_once(batch: int) -> None:
    trainer = Trainer(experiment(dense(3), batch_size=batch))
    trainer.advance(epochs=2)
    size = min(batch, len(trainer.data.x_train))
    assert trainer.step == 2 * -(-len(trainer.data.x_train) // size)
    assert np.isfinite(trainer.curve.train_loss).all()


def test_the_last_batch_weighs_as_much_as_its_samples() -> None:
    """An epoch of two batches, the second smaller, against plain NumPy."""
    given = experiment(graph=chain(), data="curve", learning_rate=0.1, seed=3)
    count = len(Trainer(given).data.x_train)
    size = count // 2 + 7
    trainer = Trainer(with_training(given, batch_size=size))
    order = permutation(count, seed=3, epoch=0)
    w, b = trainer.weights()["output1.weight"], trainer.weights()["output1.bias"]
    for rows in (order[:size], order[size:]):
        x, y = trainer.data.x_train[rows], trainer.data.y_train[rows]
        error = x @ w + b - y
        w, b = w - 0.2 * (x.T @ error) / len(rows), b - 0.2 * error.mean(axis=0)
    trainer.advance(epochs=1)
    assert trainer.step == 2
    assert trainer.weights()["output1.weight"] == pytest.approx(w, abs=1e-6)
    assert trainer.weights()["output1.bias"] == pytest.approx(b, abs=1e-6)


def test_gradient_descent_takes_the_whole_training_set() -> None:
    trainer = Trainer(experiment(optimizer="gradient_descent", batch_size=10))
    trainer.advance(epochs=3)
    assert trainer.step == 3


@pytest.mark.parametrize("optimizer", sorted(optimizers))
def test_every_optimizer_learns(optimizer: str) -> None:
    rate = 0.01 if optimizer in ("adam", "adamw", "rmsprop") else 0.1
    trainer = Trainer(experiment(data="circle", optimizer=optimizer, learning_rate=rate))
    trainer.advance(epochs=60 if optimizer == "gradient_descent" else 15)
    assert trainer.curve.train_loss[-1] < 0.9 * trainer.curve.train_loss[0]


@pytest.mark.parametrize("schedule", sorted(schedules))
def test_schedules_set_the_rate(schedule: str) -> None:
    given = experiment(schedule=schedule, learning_rate=0.1)
    trainer = Trainer(given)
    trainer.advance(epochs=3)
    assert trainer.frame(pictures=False).learning_rate == pytest.approx(
        given.schedule.rate(0.1, 3.0)
    )


def test_seconds_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, tick = Clock(), 1 / 64
    monkeypatch.setattr("engine.bounds.perf_counter", clock)
    monkeypatch.setattr(Runner, "step", clock.taking(tick, Runner.step))
    monkeypatch.setattr(Survey, "advance", clock.taking(tick, Survey.advance))
    trainer = Trainer(experiment(data="digits", loss="cross_entropy", graph=chain(
        layers.make("flatten"), dense(64, "relu"), dense(64, "relu")), batch_size=32))
    trainer.advance(epochs=1)
    while trainer.epoch < 3:
        began, step = clock.now, trainer.step
        trainer.advance(seconds=4.5 * tick)
        assert clock.now - began == 5 * tick
        assert 0 <= trainer.step - step <= 5


def test_stop_is_asked_before_every_step() -> None:
    trainer = Trainer(experiment())
    asked = iter([False, False, False, True])
    trainer.advance(stop=asked.__next__)
    assert trainer.step == 3


def test_double_precision_runs_the_same_experiment() -> None:
    given = experiment(dense(4), layers.make("dropout"), layers.make("batch_norm"), batch_size=16)
    single, double = Trainer(given), Trainer(given, dtype=np.float64)
    for trainer in (single, double):
        trainer.advance(epochs=3)
    assert double.curve.train_loss == pytest.approx(single.curve.train_loss, rel=1e-4)
    assert np.float32(double.curve.train_loss[-1]) != double.curve.train_loss[-1]


# --- live changes ---------------------------------------------------------------------------


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


# --- the penalty ----------------------------------------------------------------------------


def test_the_penalty_is_in_the_loss_and_known_apart() -> None:
    given = experiment(dense(4), l1=0.01, l2=0.1)
    trainer = Trainer(given)
    plain = Trainer(with_training(given, l1=0.0, l2=0.0))
    arrays = [w for name, w in trainer.weights().items() if name.endswith("weight")]
    expected = sum(0.01 * np.abs(w).sum() + 0.05 * (w * w).sum() for w in arrays)
    row, without = trainer.curve, plain.curve
    assert row.penalty[0] == pytest.approx(expected, rel=1e-5)
    assert without.penalty[0] == 0
    assert row.train_loss[0] - row.penalty[0] == pytest.approx(without.train_loss[0], rel=1e-5)
    assert row.test_loss[0] - row.penalty[0] == pytest.approx(without.test_loss[0], rel=1e-5)


def test_a_layer_can_be_regularized_alone() -> None:
    trainer = Trainer(experiment(dense(4, l2=0.2), dense(4)))
    w = trainer.weights()["dense1.weight"]
    assert trainer.curve.penalty[0] == pytest.approx(0.1 * (w * w).sum(), rel=1e-5)


def test_regularization_moves_the_weights_by_its_slope() -> None:
    given = experiment(dense(4), optimizer="gradient_descent", learning_rate=0.1)
    plain, decayed = Trainer(given), Trainer(with_training(given, l1=0.03, l2=0.2))
    start = plain.weights()["dense1.weight"]
    plain.advance(steps=1)
    decayed.advance(steps=1)
    expected = plain.weights()["dense1.weight"] - 0.1 * (0.03 * np.sign(start) + 0.2 * start)
    assert decayed.weights()["dense1.weight"] == pytest.approx(expected, abs=1e-6)
    assert decayed.weights()["dense1.bias"] == pytest.approx(plain.weights()["dense1.bias"])


def test_clipping_shortens_the_step() -> None:
    given = experiment(optimizer="gradient_descent", learning_rate=1.0)
    for values, limit in (({"clip_norm": 0.01}, "norm"), ({"clip_value": 0.001}, "value")):
        trainer = Trainer(with_training(given, **values))
        before = trainer.weights()
        trainer.advance(steps=1)
        moved = np.concatenate([(trainer.weights()[n] - w).ravel() for n, w in before.items()])
        if limit == "norm":
            assert np.linalg.norm(moved) == pytest.approx(0.01, rel=1e-3)
        else:
            assert np.abs(moved).max() == pytest.approx(0.001, rel=1e-3)


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


# --- going on exactly -----------------------------------------------------------------------


def test_steps_epochs_and_turns_give_one_run() -> None:
    given = experiment(dense(4), layers.make("dropout"), dense(4), optimizer="adam", batch_size=16)
    straight, mixed = Trainer(given), Trainer(given)
    straight.advance(epochs=5)
    for _ in range(11):
        mixed.advance(steps=1)
    mixed.frame()
    mixed.advance(epochs=1)
    while mixed.epoch < 4:
        mixed.advance(seconds=1e-4)
    mixed.advance(epochs=5 - mixed.epoch)
    assert numbers(mixed) == numbers(straight)
    assert same(mixed.curve, straight.curve)


def test_a_snapshot_resumes_exactly() -> None:
    hidden = (dense(4), layers.make("batch_norm"), layers.make("dropout"), dense(4))
    given = experiment(*hidden, optimizer="adam", batch_size=16)
    trainer = Trainer(given)
    trainer.advance(steps=13)
    kept = trainer.snapshot()
    trainer.advance(epochs=3)
    first, curve = numbers(trainer), trainer.curve
    trainer.restore(kept)
    assert trainer.step == 13
    trainer.advance(epochs=3)
    assert numbers(trainer) == first
    assert same(trainer.curve, curve)
    other = Trainer(given)
    other.restore(kept)
    other.advance(epochs=3)
    assert numbers(other) == first


def test_saved_weights_come_back() -> None:
    given = experiment(dense(4), layers.make("batch_norm"))
    trainer, other = Trainer(given), Trainer(with_training(given, seed=9))
    trainer.advance(epochs=2)
    other.set_weights(trainer.weights())
    assert numbers(other) == numbers(trainer)
    assert other.curve.train_loss[-1] == trainer.curve.train_loss[-1]


def test_running_statistics_move_in_training_only() -> None:
    trainer = Trainer(experiment(layers.make("batch_norm"), dense(4)))
    before = trainer.weights()["batchnorm1.mean"]
    trainer.frame()
    trainer.explain("dense1", 0)
    assert np.array_equal(trainer.weights()["batchnorm1.mean"], before)
    trainer.advance(steps=1)
    assert not np.array_equal(trainer.weights()["batchnorm1.mean"], before)


def test_batch_norm_with_a_last_batch_of_one_sample() -> None:
    given = experiment(layers.make("batch_norm"), dense(4))
    count = len(Trainer(given).data.x_train)
    trainer = Trainer(with_training(given, batch_size=count - 1))
    trainer.advance(epochs=3)
    assert np.isfinite(trainer.curve.train_loss).all()


# --- frames ---------------------------------------------------------------------------------


def test_frames_join_to_the_whole_curve() -> None:
    trainer = Trainer(experiment(dense(3)))
    whole = trainer.frame(pictures=False)
    for _ in range(4):
        trainer.advance(epochs=3)
        whole = whole + trainer.frame(pictures=False)
    assert same(whole.curve, trainer.curve)
    assert whole.epoch == 12
    assert len(trainer.frame().curve) == 0


def test_a_frame_keeps_its_numbers_while_training_goes_on() -> None:
    trainer = Trainer(experiment(dense(3)))
    frame = trainer.frame()
    assert frame.pictures is not None
    kept = [
        frame.weights["dense1.weight"].copy(),
        frame.pictures.output.copy(),
        frame.predictions["train"].copy(),
    ]
    trainer.advance(epochs=3)
    trainer.frame()
    assert np.array_equal(frame.weights["dense1.weight"], kept[0])
    assert np.array_equal(frame.pictures.output, kept[1])
    assert np.array_equal(frame.predictions["train"], kept[2])


def test_a_frame_between_epochs_is_fresh() -> None:
    trainer = Trainer(experiment(learning_rate=0.5))
    first = trainer.frame()
    trainer.advance(steps=3)
    later = trainer.frame()
    assert later.loss != first.loss
    assert not np.array_equal(later.predictions["train"], first.predictions["train"])
    assert later.epochs_per_second > 0


def test_a_restart_is_another_run_with_the_same_weights() -> None:
    trainer = Trainer(experiment())
    start = numbers(trainer)
    trainer.advance(epochs=2)
    curve = trainer.curve
    old: Frame = trainer.frame()
    trainer.restart()
    assert numbers(trainer) == start
    assert (trainer.epoch, trainer.step, trainer.run) == (0, 0, 1)
    trainer.advance(epochs=2)
    assert same(trainer.curve, curve)
    assert len((old + trainer.frame()).curve) == 3


def test_a_live_change_before_training_measures_again() -> None:
    given = experiment(dense(4))
    trainer = Trainer(given)
    whole = trainer.frame()
    trainer.change(with_training(given, l2=0.5))
    whole = whole + trainer.frame()
    assert len(whole.curve) == 1
    assert whole.curve.penalty[0] > 0


# --- divergence -----------------------------------------------------------------------------


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
