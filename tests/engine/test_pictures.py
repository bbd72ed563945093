"""Pictures from a device are those of NumPy, whoever draws them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.backends.opencl.pictures import PictureSpec, picture_rows, picture_text
from engine.backends.opencl.pictures_launcher import PictureKernel
from engine.backends.opencl.runtime import DeviceFault
from engine.build import sound_build
from engine.camera import Camera
from engine.datasets.split import prepare
from engine.experiment import Experiment
from engine.express import Express
from engine.frame import Pictures
from engine.graph import Graph, Wire
from engine.ir.expr import variable
from engine.layers import layers
from engine.probe import Probe
from engine.runner import Runner
from engine.settings import live_settings
from engine.trainer import Trainer
from tests.engine.opencl import on_every_device
from tests.engine.runs import chain, dense, experiment


def _branches() -> Graph:
    """Two branches that meet twice, through most kinds of layer that there are."""
    graph = chain(
        dense(4, "gelu"), layers.make("batch_norm"), layers.make("dropout"), dense(4, "sine"),
        layers.make("add"), layers.make("concatenate"), layers.make("layer_norm"),
        dense(3, "leaky_relu"),
    )
    more = [Wire("dense1", "add1", 1), Wire("input1", "concatenate1", 1)]
    return graph.with_wires([*graph.wires, *more])


CASES: dict[str, tuple[Experiment, int, tuple[int, ...] | None]] = {
    "branches": (experiment(graph=_branches()), 64, None),
    "partial lanes": (experiment(dense(3, "relu"), loss="hinge"), 67, None),
    "chosen axes": (experiment(dense(5), data="iris", loss="cross_entropy"), 64, (2, 0)),
    "line": (experiment(dense(8, "softplus"), data="curve"), 4100, None),
    "wide": (experiment(dense(40, "sigmoid"), dense(24, "elu")), 64, None),
}


class _Ready(Express):
    """Has everything compiled at once, on a device that is always there."""

    def __init__(self, key: str) -> None:
        self._number = int(key.partition(":")[2])

    @property
    def is_ready(self) -> bool:
        return True

    def errand(self, work: Callable[[int], None]) -> bool:
        work(self._number)
        return True


def _probes(
    key: str, given: Experiment, size: int, axes: tuple[int, ...] | None, units: bool = True
) -> tuple[Probe, Probe, Runner]:
    """The same probe on the device and on NumPy, of a network with all kinds of numbers."""
    data = prepare(given.data, given.split)
    runner = Runner(sound_build(given.graph, data.spec, given.loss), given.optimizer)
    runner.memory.initialize(3)
    runner.set_live(live_settings(given), 3)
    draw = np.random.default_rng(0)
    runner.memory.weights += draw.normal(0, 0.3, runner.build.size).astype(np.float32)
    runner.memory.states[:] = draw.uniform(0.5, 2, runner.build.state_size)
    camera = Camera(runner, _Ready(key))
    found = Probe(runner, data, size, axes, camera, units=units)
    return found, Probe(runner, data, size, axes, units=units), runner


def _assert_same(found: Pictures, expected: Pictures) -> None:
    assert (found.kind, found.extent, found.axes) == (expected.kind, expected.extent, expected.axes)
    assert list(found.units) == list(expected.units)
    for name, wanted in {**expected.units, "the prediction": expected.output}.items():
        given = found.units.get(name, found.output)
        assert (given.shape, given.dtype) == (wanted.shape, np.float32)
        assert not given.flags.writeable
        scale = max(1.0, float(np.abs(wanted).max()))
        np.testing.assert_allclose(given, wanted, 0, 1e-5 * scale, err_msg=name)


@pytest.fixture
def launches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows with every picture that a device takes."""
    seen: list[int] = []
    see = PictureKernel.see

    def noted(kernel: PictureKernel, *args: Any) -> Any:
        seen.append(1)
        return see(kernel, *args)

    monkeypatch.setattr(PictureKernel, "see", noted)
    return seen


@on_every_device
@pytest.mark.parametrize("name", CASES)
def test_every_unit_is_that_of_numpy(key: str, name: str, launches: list[int]) -> None:
    found, expected, runner = _probes(key, *CASES[name])
    _assert_same(found.take(), expected.take())
    runner.memory.weights *= -0.5
    again = found.take()
    _assert_same(again, expected.take())
    assert len(launches) == 2
    repeated = found.take()
    assert repeated.output.tobytes() == again.output.tobytes()
    for node, picture in again.units.items():
        assert repeated.units[node].tobytes() == picture.tobytes()


@on_every_device
def test_only_the_prediction(key: str, launches: list[int]) -> None:
    found, expected, _ = _probes(key, *CASES["chosen axes"], units=False)
    assert not found.take().units
    _assert_same(found.take(), expected.take())
    assert len(launches) == 2


@on_every_device
@pytest.mark.parametrize(("units", "size"), [(5, 32), (120, 64)])
def test_where_numpy_is_faster_it_takes_the_pictures(
    key: str, units: int, size: int, launches: list[int]
) -> None:
    found, expected, _ = _probes(key, experiment(dense(units), dense(units)), size, None)
    _assert_same(found.take(), expected.take())
    assert not launches


@on_every_device
def test_pictures_of_one_kernel_do_not_mix(key: str, launches: list[int]) -> None:
    """All units and the boundary, in turns, as the window wants them; old ones stay as they are."""
    given = CASES["partial lanes"][0]
    data = prepare(given.data, given.split)
    runner = Runner(sound_build(given.graph, data.spec, given.loss), given.optimizer)
    runner.memory.initialize(1)
    runner.set_live(live_settings(given), 1)
    camera = Camera(runner, _Ready(key))
    shots = {
        (size, units): [Probe(runner, data, size, None, c, units=units) for c in (camera, None)]
        for size, units in ((64, True), (96, False), (220, True))
    }
    first = {place: found.take() for place, (found, _) in shots.items()}
    kept = {place: expected.take() for place, (_, expected) in shots.items()}
    runner.memory.weights += 0.1
    for found, expected in shots.values():
        _assert_same(found.take(), expected.take())
    for place, picture in first.items():
        _assert_same(picture, kept[place])
    assert len(launches) == 6


def _on_device(trainers: list[Trainer], key: str) -> Trainer:
    """A trainer on a device, whose first picture NumPy took."""
    trainer = Trainer(experiment(dense(3)), device=key)
    trainers.append(trainer)
    trainer.wait_for_device()
    trainer.advance(epochs=3)
    assert trainer.device != "NumPy"
    trainer.pictures()
    trainer.wait_for_device()
    return trainer


@on_every_device
def test_where_a_device_trains_it_takes_the_pictures(
    key: str, trainers: list[Trainer], launches: list[int]
) -> None:
    trainer, expected = _on_device(trainers, key), Trainer(experiment(dense(3)))
    assert not launches
    frame = trainer.frame()
    assert len(launches) == 1
    expected.set_weights(trainer.weights())
    assert frame.pictures is not None
    _assert_same(frame.pictures, expected.pictures())
    _assert_same(trainer.pictures(96, units=False), expected.pictures(96, units=False))
    assert len(launches) == 2


@on_every_device
def test_a_new_network_is_pictured_anew(
    key: str, trainers: list[Trainer], launches: list[int]
) -> None:
    trainer = _on_device(trainers, key)
    changed = experiment(dense(2, "relu"))
    assert trainer.change(changed).rebuilt
    expected = Trainer(changed)
    expected.set_weights(trainer.weights())
    _assert_same(trainer.pictures(), expected.pictures())
    assert not launches


@on_every_device
def test_after_a_fault_numpy_takes_the_pictures(
    key: str, trainers: list[Trainer], monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer, tries = _on_device(trainers, key), []

    def broken(*args: Any) -> None:
        tries.append(1)
        raise DeviceFault("out of order")

    monkeypatch.setattr(PictureKernel, "see", broken)
    expected = Trainer(experiment(dense(3)))
    expected.set_weights(trainer.weights())
    for _ in range(3):
        _assert_same(trainer.pictures(), expected.pictures())
        trainer.wait_for_device()
    assert len(tries) == 1
    trainer.advance(epochs=1)
    assert (trainer.device != "NumPy", trainer.device_note) == (True, "")


@on_every_device
def test_a_device_that_does_not_answer_is_not_waited_for(
    key: str, launches: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    found, expected, _ = _probes(key, *CASES["branches"])
    monkeypatch.setattr("engine.backends.opencl.pictures_launcher.is_done", lambda event: False)
    monkeypatch.setattr("engine.backends.opencl.pictures_launcher._SILENCE", 0.01)
    for _ in range(3):
        _assert_same(found.take(), expected.take())
    assert len(launches) == 1


@on_every_device
def test_a_kernel_that_cannot_be_compiled_is_not_missed(
    key: str, monkeypatch: pytest.MonkeyPatch, launches: list[int]
) -> None:
    monkeypatch.setattr(
        "engine.backends.opencl.pictures_launcher.picture_text", lambda spec: "nonsense"
    )
    found, expected, _ = _probes(key, *CASES["branches"])
    _assert_same(found.take(), expected.take())
    assert not launches


def _formulas(features: int) -> PictureSpec:
    def outputs(count: int) -> Any:
        x, w = variable("x", (count, features)), variable("w", (features, 2))
        return {"hidden": (x @ w).tanh(), "answer": (x @ w).tanh().sum((1,))}

    return PictureSpec(outputs, "answer", "x", features, {"w": 0}, 2 * features)


def test_the_answer_comes_first_and_samples_run_along_lanes() -> None:
    assert picture_rows(_formulas(3)) == {"answer": slice(0, 1), "hidden": slice(1, 3)}
    text = picture_text(_formulas(3))
    assert "vload16(0, x + chunk * 48" in text
    assert "tanh16" in text


def test_what_would_overflow_a_stack_is_refused() -> None:
    with pytest.raises(NotImplementedError):
        picture_text(_wide())


def _wide() -> PictureSpec:
    def outputs(count: int) -> Any:
        x, w = variable("x", (count, 2)), variable("w", (2, 20_000))
        return {"answer": (x @ w).tanh()}

    return PictureSpec(outputs, "answer", "x", 2, {"w": 0}, 40_000)
