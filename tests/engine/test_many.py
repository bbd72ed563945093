"""Many networks at once are many trainings: the same numbers as one trainer for each of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.backends.opencl.lowering import lower
from engine.backends.opencl.many import ManyKernel
from engine.backends.opencl.many_emit import ManyEmitter
from engine.backends.opencl.many_prelude import many_prelude, order_mask, order_text
from engine.backends.opencl.numbers import Place
from engine.backends.opencl.prelude import PRELUDE
from engine.backends.opencl.runtime import DeviceFault
from engine.backends.opencl.text import TYPES, Lines, type_text
from engine.errors import BadValue
from engine.experiment import Experiment, Split
from engine.ir.expr import Expr, variable
from engine.layers import layers
from engine.many import ManyTrainer, Variants
from engine.random import SHUFFLE, permutation
from engine.schedules import schedules
from engine.trainer import Trainer
from tests.engine.formulas import EXAMPLES, evaluate
from tests.engine.opencl import assert_close, on_every_device, opened, silence
from tests.engine.runs import dense, experiment, same
from tests.patience import HANG

MIXED = experiment(
    dense(4, "silu"), layers.make("batch_norm"), layers.make("dropout", {"rate": 0.2}),
    optimizer="adam", batch_size=10, data_values={"count": 60}, learning_rate=0.01,
    schedule="cosine",
)  # fmt: skip
KNOBS = Variants(
    3, seed=[5, 6, 5], learning_rate=[0.01, 0.02, 0.003], l1=0.001, l2=[0.0, 0.01, 0.02],
    settings={"dropout1:rate": [0.1, 0.3, 0.5], ".optimizer:beta1": 0.8,
              ".training:clip_norm": [0.0, 0.5, 0.1]},
)  # fmt: skip
SEEDS = Variants(3, seed=[1, 2, 3])

CASES: dict[str, tuple[Experiment, Variants]] = {
    "knobs of all kinds": (MIXED, KNOBS),
    "classes": (experiment(dense(4, "relu"), data="iris", loss="cross_entropy", batch_size=9,
                           optimizer="momentum", learning_rate=0.01), SEEDS),
    "regression in one batch": (
        experiment(dense(6, "elu"), layers.make("layer_norm"), data="curve", loss="huber",
                   optimizer="gradient_descent", split=Split(train_share=0.6),
                   learning_rate=0.003), SEEDS),
    "batch of one": (experiment(dense(2, "gelu"), batch_size=1, optimizer="rmsprop",
                                loss="binary_cross_entropy", learning_rate=1e-3,
                                data_values={"count": 30}), SEEDS),
}  # fmt: skip


_SORTING = """
__kernel void compute(__global uint *keys, __global uint *order, __global const uint *seeds) {
  const int nets = 1;
  sort(keys, order, 7, FROM(seeds, 0), nets);
}
"""


def ready(given: Experiment, variants: Variants, key: str) -> ManyTrainer:
    """One whose kernel is compiled."""
    many = ManyTrainer(given, variants, device=key)
    many.wait_for_device()
    return many


def _apart(found: ManyTrainer, expected: ManyTrainer) -> None:
    """Fails where two are further apart than rounding takes them."""
    a, b = found.curves, expected.curves
    np.testing.assert_array_equal(a.epoch, b.epoch)
    for name in ("train_loss", "test_loss", "penalty"):
        np.testing.assert_allclose(getattr(a, name), getattr(b, name), 1e-3, 1e-6, err_msg=name)
    for name in ("train_score", "test_score"):
        assert np.abs(getattr(a, name) - getattr(b, name)).max() <= 2.5 / len(found.data.x_test)
    for index in range(found.count):
        weights = found.weights(index)
        for name, value in expected.weights(index).items():
            np.testing.assert_allclose(weights[name], value, 0.02, 2e-3, err_msg=name)


# --- the reference ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["knobs of all kinds", "regression in one batch"])
def test_every_network_is_a_training_of_its_own_bit_by_bit(name: str) -> None:
    given, variants = CASES[name]
    many = ManyTrainer(given, variants)
    many.advance(epochs=2)
    many.advance(epochs=2)
    for index in range(many.count):
        single = Trainer(many.experiment(index))
        single.advance(epochs=4)
        assert same(many.curves.of(index), single.curve)
        for weight, value in single.weights().items():
            np.testing.assert_array_equal(many.weights(index)[weight], value)


def test_scales_multiply_what_is_drawn_at_random() -> None:
    plain, scaled = (ManyTrainer(MIXED, replace(SEEDS, scale=s)) for s in (1.0, [1.0, 2.0, 0.5]))
    for index, factor in enumerate([1.0, 2.0, 0.5]):
        before, after = plain.weights(index), scaled.weights(index)
        np.testing.assert_array_equal(after["dense1.weight"], before["dense1.weight"] * factor)
        np.testing.assert_array_equal(after["batchnorm1.scale"], before["batchnorm1.scale"])


def test_weights_can_be_set() -> None:
    many, other = (ManyTrainer(MIXED, SEEDS) for _ in range(2))
    many.set_weights(0, many.weights(2))
    many.advance(epochs=1)
    other.advance(epochs=1)
    many.set_weights(1, other.weights(2))
    for name, value in other.weights(2).items():
        np.testing.assert_array_equal(many.weights(1)[name], value)
    assert not np.array_equal(many.curves.train_loss[:, 0], other.curves.train_loss[:, 0])


def test_the_best_is_found_and_measured_is_only_when_wanted() -> None:
    many = ManyTrainer(MIXED, KNOBS, every=3)
    assert many.best() == np.argmin(many.curves.test_loss[0])
    many.advance(epochs=7)
    curves = many.curves
    assert curves.epoch.tolist() == [0, 3, 6]
    assert many.best() == np.argmin(curves.test_loss[-1])
    assert many.best("train_score") == np.argmax(curves.train_score[-1])


def test_stopping_between_networks_loses_nothing() -> None:
    halting, expected = (ManyTrainer(MIXED, KNOBS) for _ in range(2))
    while halting.epoch < 2:
        halting.advance(seconds=0.0)
    expected.advance(epochs=2)
    np.testing.assert_array_equal(halting.curves.train_loss, expected.curves.train_loss)


@pytest.mark.parametrize("variants", [
    lambda: Variants(0),
    lambda: Variants(3, seed=[1, 2]),
    lambda: Variants(2, settings={"nobody:rate": 1.0}),
    lambda: Variants(2, learning_rate=[0.1, 1e9]),
    lambda: Variants(2, seed=-1),
])  # fmt: skip
def test_what_cannot_be_is_refused(variants: Any) -> None:
    with pytest.raises(BadValue):
        ManyTrainer(MIXED, variants())


@pytest.mark.parametrize("name", schedules)
def test_schedules_scale_with_the_learning_rate(name: str) -> None:
    """What a kernel gets is the part of each network's own rate."""
    schedule = schedules.make(name)
    unit = schedule.rates(1.0, 0, 40, [0.0, 0.5])
    np.testing.assert_allclose(schedule.rates(0.03, 0, 40, [0.0, 0.5]), 0.03 * unit, 1e-6)


def _with_one_that_diverges(device: str) -> ManyTrainer:
    given = experiment(dense(8, "relu"), data="curve", data_values={"count": 60})
    return ManyTrainer(given, Variants(3, seed=4, learning_rate=[0.01, 9.0, 0.02]), device=device)


def test_one_that_diverges_does_not_stop_the_others() -> None:
    many = _with_one_that_diverges("numpy")
    many.advance(epochs=30)
    assert list(many.diverged) == [1]
    assert np.isnan(many.curves.train_loss[many.diverged[1] + 1 :, 1]).all()
    assert np.isfinite(many.curves.train_loss[:, [0, 2]]).all()
    assert np.isnan(many.weights(1)["dense1.weight"]).all()
    assert many.best() != 1


def test_before_the_first_epoch_everything_is_measured() -> None:
    many = ManyTrainer(MIXED, replace(SEEDS, scale=[1.0, 2.0, 0.5]))
    first = many.curves
    assert first.epoch.tolist() == [0]
    assert same(first.of(0), Trainer(many.experiment(0)).curve)
    many.set_weights(1, many.weights(0))
    changed = many.curves
    assert changed.test_loss[0, 1] == changed.test_loss[0, 0] != first.test_loss[0, 1]
    many.advance(epochs=1)
    assert many.curves.epoch.tolist() == [0, 1]


# --- while a kernel is compiled -----------------------------------------------------------------


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A compiler that is not done before this is set."""
    build, free = ManyKernel.__init__, threading.Event()

    def slow(self: ManyKernel, *args: Any) -> None:
        assert free.wait(HANG)
        build(self, *args)

    monkeypatch.setattr(ManyKernel, "__init__", slow)
    yield free
    free.set()


@on_every_device
@pytest.mark.parametrize("turns", [0, 1, 7])
def test_a_device_repeats_what_numpy_trained(key: str, gate: threading.Event, turns: int) -> None:
    """After so many epochs of single networks."""
    found, numpy = (ManyTrainer(MIXED, KNOBS, device=d) for d in (key, "numpy"))
    found.prepare()
    assert found.curves.epoch.tolist() == [0]
    for _ in range(turns):
        found.advance(seconds=0.0)
    seen = found.epoch
    assert seen == turns // 3
    numpy.advance(epochs=seen)
    assert found.device == "NumPy"
    np.testing.assert_array_equal(found.curves.train_loss, numpy.curves.train_loss)
    gate.set()
    found.wait_for_device()
    found.advance(epochs=20 - seen)
    expected = ready(MIXED, KNOBS, key)
    expected.advance(epochs=20)
    assert found.device == expected.device != "NumPy"
    assert found.epoch == 20
    for name in ("train_loss", "test_score", "epoch"):
        np.testing.assert_array_equal(
            getattr(found.curves, name), getattr(expected.curves, name)
        )
    for name, weight in expected.weights(2).items():
        np.testing.assert_array_equal(found.weights(2)[name], weight)
    found.close()
    found.advance(epochs=1)
    assert (found.device, found.epoch) == ("NumPy", 21)


@on_every_device
def test_weights_that_are_put_in_begin_another_preview(key: str, gate: threading.Event) -> None:
    found, numpy = (ManyTrainer(MIXED, KNOBS, device=d) for d in (key, "numpy"))
    for many in (found, numpy):
        many.advance(epochs=2)
        many.advance(seconds=0.0)
        many.set_weights(2, many.weights(0))
        many.advance(epochs=2)
    gate.set()
    found.wait_for_device()
    for many in (found, numpy):
        many.advance(epochs=3)
    assert found.device != "NumPy"
    assert found.curves.epoch.tolist() == numpy.curves.epoch.tolist() == [*range(8)]
    _apart(found, numpy)


@on_every_device
def test_nobody_waits_for_a_device_that_fails_at_once(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> None:
        raise DeviceFault("no compiler")

    monkeypatch.setattr(ManyKernel, "__init__", broken)
    found, numpy = ready(MIXED, KNOBS, key), ManyTrainer(MIXED, KNOBS)
    for many in (found, numpy):
        many.advance(epochs=2)
    assert (found.device, found.device_note) == ("NumPy", "device_failed")
    np.testing.assert_array_equal(found.curves.train_loss, numpy.curves.train_loss)


# --- on devices ---------------------------------------------------------------------------------


@on_every_device
@pytest.mark.parametrize("name", CASES)
def test_two_hundred_steps_are_those_of_numpy(key: str, name: str) -> None:
    found, expected = ready(*CASES[name], key), ManyTrainer(*CASES[name])
    epochs = -(-200 // found.steps_per_epoch) if found.batch_size < 100 else 40
    for trainer in (found, expected):
        trainer.advance(epochs=1)
        trainer.advance(epochs=epochs)
    assert found.device != "NumPy"
    _apart(found, expected)


@on_every_device
def test_one_network_a_work_item_gives_the_same(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shape for graphics processors, on whatever there is."""
    build = ManyKernel.__init__

    def narrow(self: ManyKernel, *args: Any) -> None:
        build(self, *args, width=1)

    monkeypatch.setattr(ManyKernel, "__init__", narrow)
    found, expected = ready(MIXED, KNOBS, key), ManyTrainer(MIXED, KNOBS)
    for trainer in (found, expected):
        trainer.advance(epochs=30)
    assert found.device != "NumPy"
    _apart(found, expected)


@on_every_device
def test_blocks_repeat_bit_by_bit_and_one_may_diverge(key: str) -> None:
    rates = np.linspace(0.01, 0.05, 37)
    rates[20] = 9.0
    given = experiment(dense(3, "relu"), data="curve", data_values={"count": 60})
    variants = Variants(37, seed=np.arange(37), learning_rate=rates)
    runs = [ready(given, variants, key) for _ in range(2)]
    runs[0].advance(epochs=25)
    for epochs in (3, 22):
        runs[1].advance(epochs=epochs)
    reference = ManyTrainer(given, variants)
    reference.advance(epochs=25)
    assert runs[0].device != "NumPy"
    assert 20 in runs[0].diverged
    assert dict(runs[0].diverged) == dict(reference.diverged)
    for name in ("train_loss", "test_score"):
        first, again, there = (getattr(t.curves, name) for t in (*runs, reference))
        np.testing.assert_array_equal(first, again)
        np.testing.assert_allclose(first, there, 1e-3, 1e-3)
    for index in range(37):
        for name, value in runs[0].weights(index).items():
            np.testing.assert_array_equal(runs[1].weights(index)[name], value)


@on_every_device
def test_parts_of_the_networks_give_the_same(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where an epoch of all of them takes too long for one launch."""
    given = experiment(dense(3, "relu"), data="curve", data_values={"count": 60})
    variants = Variants(300, seed=np.arange(300))
    whole, parted = (ready(given, variants, key) for _ in range(2))
    whole.advance(epochs=5)
    with monkeypatch.context() as patched:
        patched.setattr("engine.many_express._LONGEST", 0.0)
        parted.advance(epochs=2)
        while parted.epoch < 4:
            parted.advance(seconds=0.0)
    parted.advance(epochs=1)
    assert parted.device != "NumPy"
    for name in ("train_loss", "test_loss"):
        np.testing.assert_array_equal(getattr(whole.curves, name), getattr(parted.curves, name))


@on_every_device
def test_numpy_goes_on_where_a_device_fails(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found, expected = ready(*CASES["classes"], key), ManyTrainer(*CASES["classes"])
    found.advance(epochs=4)
    assert found.device != "NumPy"
    assert found.plan is not None
    assert (found.plan.way, found.plan.reason) == ("many", "many_networks")

    def broken(*args: Any) -> None:
        raise DeviceFault("out of order")

    monkeypatch.setattr(ManyKernel, "begin", broken)
    found.advance(epochs=4)
    expected.advance(epochs=8)
    assert (found.device, found.device_note) == ("NumPy", "device_failed")
    assert (found.plan.way, found.plan.device) == ("numpy", None)
    _apart(found, expected)


@on_every_device
def test_numpy_goes_on_where_a_device_is_silent(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, expected = ready(*CASES["classes"], key), ManyTrainer(*CASES["classes"])
    found.advance(epochs=4)
    silence(ManyKernel, monkeypatch)
    found.advance(epochs=4)
    expected.advance(epochs=8)
    assert (found.device, found.device_note) == ("NumPy", "device_failed")
    _apart(found, expected)


@on_every_device
def test_what_would_not_fit_stays_with_numpy(key: str) -> None:
    given = experiment(dense(100), dense(150), data_values={"count": 20})
    many = ready(given, SEEDS, key)
    many.advance(epochs=1)
    assert (many.device, many.device_note, many.epoch) == ("NumPy", "large_network", 1)


@on_every_device
@pytest.mark.parametrize(("count", "width"), [(3000, 16), (37, 16), (37, 1), (2, 1)])
def test_the_order_of_samples_is_that_of_numpy(key: str, count: int, width: int) -> None:
    """Three thousand samples have a few keys that are told apart by their lower bits only."""
    text = PRELUDE + many_prelude(width) + order_text(count, SHUFFLE << 28, width) + _SORTING
    device = opened(key)
    kernel, queue = device.build(text, "compute"), device.queue()
    order = np.zeros((-(-count // 4) * 4, width), np.uint32)
    seeds = np.arange(5, 5 + width, dtype=np.uint32)
    buffers = [queue.buffer(a) for a in (order, order, seeds)]
    queue.run(kernel, dict(enumerate(buffers)))
    queue.read(order, buffers[1])
    for lane in range(width):
        expected = permutation(count, seed=5 + lane, epoch=7)
        found = order[:count, lane] & order_mask(count)
        np.testing.assert_array_equal(found, expected)


def _of_each(values: dict[str, Any], index: int) -> dict[str, Any]:
    """The numbers of one network: like those of the example, but its own."""
    return {
        name: v * (1 + 0.01 * index) if v.dtype.kind == "f" else
        np.roll(v.reshape(-1), index).reshape(v.shape)
        for name, v in values.items()
    }


def _many_text(outputs: dict[str, Expr], given: dict[str, Expr]) -> str:
    """The kernel "compute" of every output for sixteen networks."""
    lines = Lines()
    for k, node in enumerate(given.values()):
        size, kind = max(node.size, 1), TYPES[node.dtype]
        lines.add(f"{kind}16 v{k}[{size}];")
        sign = "-" if node.dtype == "b" else ""
        lines.add(f"for (int i = 0; i < {size}; i++) v{k}[i] = {sign}FROM(in{k}, i);")
    places = {name: Place("array", f"v{k}") for k, name in enumerate(given)}
    emitter = ManyEmitter(lower(outputs), lines, places, "a", frozenset(given), 16)
    emitter.body()
    for k, node in enumerate(emitter.lowered.outputs.values()):
        lines.add(f"{type_text(node.dtype, True)} o{k}[{max(node.size, 1)}];")
        emitter.copy_out(f"o{k}[", node)
        sign = "-" if node.dtype == "b" else ""
        lines.add(f"for (int i = 0; i < {node.size}; i++) TO({sign}o{k}[i], out{k}, i);")
    arrays = [f"__global {TYPES[n.dtype]} *in{k}" for k, n in enumerate(given.values())]
    arrays += [f"__global {TYPES[n.dtype]} *out{k}" for k, n in enumerate(outputs.values())]
    constants = "".join(f"__constant {kind} {name}{text}\n"
                        for (kind, text), name in emitter.constants.items())
    head = f"{PRELUDE}{many_prelude(16)}{constants}__kernel void compute({', '.join(arrays)})"
    return f"{head} {{\n{lines.text}}}\n"


@on_every_device
def test_every_primitive_gives_every_network_its_own_numbers(key: str) -> None:
    outputs: dict[str, Expr] = {}
    given: dict[str, Expr] = {}
    values: dict[str, Any] = {}
    for number, example in enumerate(EXAMPLES):
        named = [variable(f"{v.attr('name')}{number}", v.shape, v.dtype)
                 for v in example.variables]
        given |= {v.attr("name"): v for v in named}
        values |= {v.attr("name"): x for v, x in zip(named, example.values, strict=True)}
        outputs[f"{example.op} {number}"] = example.formula(*named)
    device = opened(key)
    kernel, queue = device.build(_many_text(outputs, given), "compute"), device.queue()
    each = [_of_each(values, index) for index in range(16)]
    kinds = {"f": np.float32, "i": np.int32, "b": np.int32}
    staged = [np.stack([v[n] for v in each], axis=-1).astype(kinds[node.dtype])
              for n, node in given.items()]
    made = [np.zeros((*n.shape, 16), kinds[n.dtype]) for n in outputs.values()]
    buffers = [queue.buffer(a if a.size else np.zeros(16, np.float32)) for a in (*staged, *made)]
    queue.run(kernel, dict(enumerate(buffers)))
    for array, buffer in zip(made, buffers[len(staged) :], strict=True):
        if array.size:
            queue.read(array, buffer)
    for index in (0, 3, 15):
        expected = evaluate(outputs, each[index])
        for (name, wanted), found in zip(expected.items(), made, strict=True):
            assert_close(found[..., index].astype(wanted.dtype), wanted, f"{name} of {index}")
