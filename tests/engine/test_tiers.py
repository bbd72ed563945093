"""Every way to run, forced in turn on one and the same graph, trains it alike."""

from __future__ import annotations

import numpy as np
import pytest

from engine.backends.plan import RULES, Candidate, Plan, Sizes, Way
from engine.graph import Graph, Node, Wire
from engine.many import ManyTrainer, Variants
from engine.trainer import Trainer
from tests.engine.opencl import on_every_device
from tests.engine.runs import assert_same_course, dense, experiment, layer

_STEPS = 200
_NODES = {
    "in": layer("input"), "first": dense(8, "relu"), "norm": layer("batch_norm"),
    "second": dense(8, "tanh"), "sum": layer("add"), "drop": layer("dropout", rate=0.1),
    "beside": dense(5, "silu"), "both": layer("concatenate"), "out": layer("output"),
}  # fmt: skip
_WIRES = [
    ("in", "first", 0), ("first", "norm", 0), ("norm", "second", 0), ("first", "sum", 0),
    ("second", "sum", 1), ("sum", "drop", 0), ("in", "beside", 0), ("drop", "both", 0),
    ("beside", "both", 1), ("both", "out", 0),
]  # fmt: skip
GIVEN = experiment(
    graph=Graph(
        tuple(Node(name, layer) for name, layer in _NODES.items()),
        tuple(Wire(a, b, port) for a, b, port in _WIRES),
    ),
    data="iris", loss="cross_entropy", optimizer="adam", batch_size=16, learning_rate=0.003,
    l2=0.001, schedule="cosine",
)  # fmt: skip
"""Branches, a residual, normalization, dropout, a penalty, and a last batch that is smaller."""


@pytest.fixture(scope="module")
def expected() -> Trainer:
    """What the reference, NumPy in float64, makes of it."""
    trainer = Trainer(GIVEN, dtype="float64")
    trainer.advance(epochs=-(-_STEPS // trainer.steps_per_epoch))
    return trainer


def _force(monkeypatch: pytest.MonkeyPatch, way: Way) -> None:
    def choose(sizes: Sizes, candidates: tuple[Candidate, ...], key: str) -> Plan:
        return Plan(way, "asked", next(c for c in candidates if c.key == key), sizes)

    monkeypatch.setattr("engine.express.choose", choose)


@on_every_device
@pytest.mark.parametrize("way", [rule.way for rule in RULES if not rule.many])
def test_one_network_learns_the_same_in_every_way(
    key: str, way: Way, expected: Trainer, trainers: list[Trainer], monkeypatch: pytest.MonkeyPatch
) -> None:
    _force(monkeypatch, way)
    found = Trainer(GIVEN, device=key)
    trainers.append(found)
    found.wait_for_device()
    found.advance(epochs=expected.epoch)
    assert found.plan is not None
    assert (found.plan.way, found.device_note) == (way, "")
    assert found.device != "NumPy"
    assert_same_course(found, expected)


def test_one_network_learns_the_same_on_numpy_in_single_precision(expected: Trainer) -> None:
    found = Trainer(GIVEN, device="numpy")
    found.advance(epochs=expected.epoch)
    assert found.device == "NumPy"
    assert_same_course(found, expected)


@on_every_device
def test_it_learns_the_same_among_many(key: str, expected: Trainer) -> None:
    many = ManyTrainer(GIVEN, Variants(3, seed=[5, GIVEN.training.seed, 7]), device=key)
    many.wait_for_device()
    many.advance(epochs=expected.epoch)
    assert many.device != "NumPy"
    for name in ("train_loss", "test_loss", "penalty"):
        found = getattr(many.curves, name)[:, 1]
        np.testing.assert_allclose(found, getattr(expected.curve, name), 1e-3, 1e-6, err_msg=name)
