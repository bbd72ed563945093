"""Training runs: counting, batches, penalties, and going on exactly where one stopped."""

from __future__ import annotations

import numpy as np
import pytest

from engine.evaluation import Survey
from engine.layers import layers
from engine.optimizers import optimizers
from engine.random import permutation
from engine.runner import Runner
from engine.schedules import schedules
from engine.trainer import Trainer
from tests.engine.runs import chain, dense, experiment, numbers, same, with_training
from tests.patience import Clock


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
