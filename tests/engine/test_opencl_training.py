"""Training on a device is training on NumPy, only faster: same curve, same knobs, same errors."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.backends.opencl.launcher import Launch, LoopKernel
from engine.backends.opencl.runtime import DeviceFault
from engine.errors import Diverged
from engine.experiment import Experiment, Split
from engine.graph import Graph, Node, Wire
from engine.trainer import Trainer
from tests.engine.opencl import on_every_device
from tests.engine.runs import assert_same_course, dense, experiment, layer, numbers
from tests.patience import Clock

CASES: dict[str, Experiment] = {
    "tanh": experiment(learning_rate=0.1),
    "adam": experiment(dense(6, "relu"), dense(5, "gelu"), optimizer="adam", l2=0.01, l1=0.001,
                       learning_rate=0.003, schedule="cosine"),
    "dropout": experiment(dense(8, "silu"), layer("batch_norm"), layer("dropout"),
                          dense(3, "elu"), optimizer="momentum", learning_rate=0.01),
    "batch of one": experiment(dense(3), batch_size=1, optimizer="rmsprop", learning_rate=1e-3),
    "large batch": experiment(dense(10), dense(6), batch_size=100, optimizer="adamw",
                              clip_norm=0.5, split=Split(train_share=0.7), learning_rate=1e-3),
    "cross-entropy": experiment(dense(4, "softplus"), batch_size=7, optimizer="adagrad",
                                loss="binary_cross_entropy", clip_value=0.01),
    "classes": experiment(dense(8, "leaky_relu"), data="iris", loss="cross_entropy",
                          optimizer="nesterov", learning_rate=0.01, schedule="step"),
    "regression": experiment(dense(8, "sine"), layer("layer_norm"), data="curve", loss="huber",
                             optimizer="gradient_descent"),
    "deep": experiment(*[dense(6, "sigmoid")] * 6, loss="hinge", learning_rate=0.3),
}  # fmt: skip


def _ready(trainers: list[Trainer], given: Experiment, key: str) -> Trainer:
    """A trainer on that device, its kernel compiled after one epoch on NumPy."""
    trainer = Trainer(given, device=key)
    trainers.append(trainer)
    trainer.advance(epochs=1)
    trainer.wait_for_device()
    assert trainer.plan is not None
    assert trainer.plan.way == "loop"
    return trainer


@on_every_device
@pytest.mark.parametrize("name", CASES)
def test_two_hundred_steps_are_those_of_numpy(
    key: str, name: str, trainers: list[Trainer]
) -> None:
    found, expected = _ready(trainers, CASES[name], key), Trainer(CASES[name])
    epochs = max(3, -(-200 // found.steps_per_epoch))
    expected.advance(epochs=1 + epochs)
    found.advance(epochs=epochs)
    assert found.device != "NumPy"
    assert_same_course(found, expected)
    for weight, value in expected.weights().items():
        np.testing.assert_allclose(found.weights()[weight], value, 0.02, 2e-3, err_msg=weight)


@on_every_device
def test_layers_that_are_added_up_share_what_comes_back(
    key: str, trainers: list[Trainer]
) -> None:
    """The gradients of their weights have the same columns, whose sum is that of their biases."""
    nodes = (
        Node("in", layer("input")), Node("a", dense(20, "identity")), Node("b", dense(20, "tanh")),
        Node("c", dense(20, "identity")), Node("sum", layer("add")), Node("out", layer("output")),
    )  # fmt: skip
    wires = (
        Wire("in", "a"), Wire("in", "b"), Wire("b", "c"), Wire("a", "sum", 0),
        Wire("c", "sum", 1), Wire("sum", "out"),
    )  # fmt: skip
    given = experiment(graph=Graph(nodes, wires), data="iris", loss="cross_entropy",
                       batch_size=24, optimizer="adam", learning_rate=0.003)
    found, expected = _ready(trainers, given, key), Trainer(given)
    expected.advance(epochs=21)
    found.advance(epochs=20)
    assert found.device != "NumPy"
    assert_same_course(found, expected)


@on_every_device
def test_steps_epochs_and_knobs_change_hands_without_a_seam(
    key: str, trainers: list[Trainer]
) -> None:
    given = CASES["dropout"]
    found, expected = _ready(trainers, given, key), Trainer(given)
    expected.advance(epochs=1)
    turned = replace(given, training=given.training.replace(learning_rate=0.001, l2=0.02))
    for trainer in (found, expected):
        trainer.advance(epochs=3)
        trainer.advance(steps=7)
        trainer.advance(epochs=4)
        trainer.advance(steps=trainer.steps_per_epoch * 2 + 3)
        assert not trainer.change(turned).rebuilt
        trainer.advance(epochs=3)
    assert_same_course(found, expected)


@on_every_device
def test_the_same_way_gives_the_same_bits(key: str, trainers: list[Trainer]) -> None:
    found = _ready(trainers, CASES["tanh"], key)
    start = found.snapshot()
    found.advance(epochs=20)
    first, curve = numbers(found), found.curve
    found.restore(start)
    found.advance(epochs=7)
    found.advance(epochs=13)
    assert numbers(found) == first
    np.testing.assert_array_equal(found.curve.train_loss, curve.train_loss)


@on_every_device
@pytest.mark.parametrize("activation", ["relu", "identity"])
def test_divergence_is_found_at_its_step(
    key: str, activation: str, trainers: list[Trainer]
) -> None:
    given = experiment(dense(8, activation), dense(8, activation), learning_rate=3.0,
                       data="curve")
    expected = Trainer(given)
    with pytest.raises(Diverged) as wanted:
        expected.advance(epochs=400)
    found = Trainer(given, device=key)
    trainers.append(found)
    found.wait_for_device()
    with pytest.raises(Diverged) as caught:
        found.advance(epochs=400)
    assert caught.value.values == wanted.value.values


@on_every_device
def test_a_device_that_fails_is_left_with_one_notice(
    key: str, trainers: list[Trainer], monkeypatch: pytest.MonkeyPatch
) -> None:
    found, expected = _ready(trainers, CASES["tanh"], key), Trainer(CASES["tanh"])
    found.advance(epochs=5)

    def broken(*args: Any) -> None:
        raise DeviceFault("out of order")

    monkeypatch.setattr("engine.backends.opencl.launcher.LoopKernel.begin", broken)
    found.advance(epochs=5)
    expected.advance(epochs=11)
    assert (found.device, found.device_note) == ("NumPy", "device_failed")
    assert_same_course(found, expected)


@on_every_device
def test_a_compiler_that_fails_is_a_notice(
    key: str, trainers: list[Trainer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.backends.opencl.launcher.loop_text", lambda *_: "nonsense")
    trainer = Trainer(CASES["tanh"], device=key)
    trainers.append(trainer)
    trainer.wait_for_device()
    trainer.advance(epochs=2)
    assert (trainer.device, trainer.device_note, trainer.epoch) == ("NumPy", "device_failed", 2)


@on_every_device
def test_what_would_not_fit_stays_with_numpy(key: str, trainers: list[Trainer]) -> None:
    """Batch norm over thousands of samples would need all of them in private memory at once."""
    given = experiment(dense(60), layer("batch_norm"), data_values={"count": 5000},
                       optimizer="gradient_descent", split=Split(train_share=0.9))
    trainer = Trainer(given, device=key)
    trainers.append(trainer)
    trainer.wait_for_device()
    trainer.advance(epochs=1)
    assert trainer.plan is not None
    assert (trainer.plan.way, trainer.plan.reason) == ("numpy", "large_network")
    assert (trainer.device, trainer.device_note) == ("NumPy", "large_network")


@on_every_device
def test_a_new_shape_gets_a_new_kernel(key: str, trainers: list[Trainer]) -> None:
    found = _ready(trainers, CASES["tanh"], key)
    found.advance(epochs=2)
    assert found.change(experiment(dense(5), dense(8), learning_rate=0.1)).rebuilt
    assert found.device == "NumPy"
    found.wait_for_device()
    found.advance(epochs=2)
    assert found.device != "NumPy"
    assert len(found.curve) == 6


@on_every_device
def test_a_kernel_nobody_wants_any_more_is_not_waited_for(
    key: str, trainers: list[Trainer]
) -> None:
    trainer = Trainer(CASES["deep"], device=key)
    trainers.append(trainer)
    trainer.advance(epochs=1)
    assert trainer.change(CASES["tanh"]).rebuilt
    trainer.advance(epochs=1)
    trainer.wait_for_device()
    trainer.advance(epochs=1)
    assert trainer.device != "NumPy"


@on_every_device
def test_the_fastest_way_is_found_while_training(key: str, trainers: list[Trainer]) -> None:
    trainer, expected = Trainer(CASES["tanh"], device="auto"), Trainer(CASES["tanh"])
    trainers.append(trainer)
    while trainer.device == "NumPy":  # however long the compiler takes
        trainer.advance(seconds=0.02)
        assert trainer.plan is None or trainer.plan.way == "loop"
        assert trainer.device_note == ""
    trainer.advance(epochs=30)
    expected.advance(epochs=30)
    np.testing.assert_allclose(
        trainer.curve.train_loss[:30], expected.curve.train_loss[:30], 1e-3, 1e-6
    )


@on_every_device
def test_a_program_that_forgets_to_close_ends_all_the_same(key: str) -> None:
    code = (
        "from tests.engine.runs import experiment\n"
        "from engine.trainer import Trainer\n"
        "if __name__ == '__main__':\n"
        f"    trainer = Trainer(experiment(), device={key!r})\n"
        "    trainer.advance(epochs=2)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


@on_every_device
def test_launches_stay_within_the_time_given(
    key: str, trainers: list[Trainer], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _ready(trainers, CASES["tanh"], key)
    clock, counts, flying = Clock(), [], []
    begin, end = LoopKernel.begin, LoopKernel.end

    def begun(kernel: LoopKernel, given: Launch) -> None:
        counts.append(given.where.epochs)
        flying.append(given.where.epochs)
        begin(kernel, given)

    def is_done(kernel: LoopKernel) -> bool:
        """Not at the first look, after which it takes its time."""
        took, flying[0] = flying[0], 0
        clock.now += took / 1024
        return took == 0

    def ended(kernel: LoopKernel) -> Any:
        flying.pop(0)
        return end(kernel)

    monkeypatch.setattr(LoopKernel, "begin", begun)
    monkeypatch.setattr(LoopKernel, "is_done", is_done)
    monkeypatch.setattr(LoopKernel, "end", ended)
    for module in ("bounds", "flights", "waiting"):
        monkeypatch.setattr(f"engine.{module}.perf_counter", clock)
    found.advance(seconds=0.25)
    assert 0.25 <= clock.now < 0.27
    assert 2 <= max(counts) / 1024 * 1000 <= 16, "milliseconds"
    assert len(flying) == 1, "the device goes on"
    frame = found.frame()
    assert frame.epoch == sum(counts) - sum(flying)
    assert frame.epochs_per_second > 0
    assert len(frame.predictions["train"]) == len(found.data.x_train)


@on_every_device
def test_a_launch_that_is_done_before_it_is_said_to_be_begun_is_not_taken_for_faster(
    key: str, trainers: list[Trainer], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _ready(trainers, CASES["tanh"], key)
    clock, counts = Clock(), []
    begin = LoopKernel.begin

    def begun(kernel: LoopKernel, given: Launch) -> None:
        counts.append(given.where.epochs)
        clock.now += given.where.epochs / 1024
        begin(kernel, given)

    def is_done(kernel: LoopKernel) -> bool:
        clock.now += 1e-5
        return True

    monkeypatch.setattr(LoopKernel, "begin", begun)
    monkeypatch.setattr(LoopKernel, "is_done", is_done)
    for module in ("bounds", "flights", "waiting"):
        monkeypatch.setattr(f"engine.{module}.perf_counter", clock)
    for _ in range(5):
        found.advance(epochs=1)
    found.advance(seconds=0.1)
    assert max(counts) / 1024 * 1000 <= 16, "milliseconds"


def test_numpy_is_asked_for_and_used() -> None:
    trainer = Trainer(CASES["tanh"], device="numpy")
    trainer.advance(epochs=1)
    assert (trainer.device, trainer.device_note) == ("NumPy", "")
    assert trainer.plan is not None
    assert trainer.plan.reason == "asked"


@on_every_device
@pytest.mark.skipif(sys.platform != "linux", reason="priorities of threads are Linux's")
def test_beside_a_window_a_driver_works_behind_it(key: str) -> None:
    """What makes the driver's threads is gone: they keep its low priority, nobody else has it."""
    code = (
        "import os, threading\n"
        "from engine.backends.opencl import runtime\n"
        "usual = os.getpriority(os.PRIO_PROCESS, 0)\n"
        "runtime.give_way()\n"
        f"runtime.open_device({int(key.partition(':')[2])})\n"
        "threads = {int(name) for name in os.listdir('/proc/self/task')}\n"
        "ours = {thread.native_id for thread in threading.enumerate()}\n"
        "nice = {thread: os.getpriority(os.PRIO_PROCESS, thread) for thread in threads}\n"
        "assert threads > ours and all(nice[thread] == usual for thread in ours), nice\n"
        "assert any(nice[thread] > usual for thread in threads - ours), nice\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
