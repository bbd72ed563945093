"""The check of whole networks against finite differences, and that it finds what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from engine.errors import BadExperiment
from engine.gradcheck import check
from engine.graph import Graph, Wire
from engine.ir import gradient as rules
from engine.ir.expr import Expr
from engine.layers import layers
from engine.layers.activation import activation_names
from engine.losses import losses
from tests.engine.runs import chain, dense, experiment

DATA = {"binary": "spiral", "classes": "iris", "regression": "hills"}
LOSSES = [(name, task) for name, cls in losses.items() for task in sorted(cls.tasks)]


@pytest.mark.parametrize("activation", activation_names())
def test_every_activation(activation: str) -> None:
    report = check(experiment(dense(6, activation), dense(5, activation)))
    assert report.largest < 1e-5
    assert report.checked > 50


@pytest.mark.parametrize(("loss", "task"), LOSSES)
def test_every_loss(loss: str, task: str) -> None:
    assert check(experiment(dense(5), data=DATA[task], loss=loss)).largest < 1e-5


@pytest.mark.parametrize("kind", sorted(set(layers) - {"input", "output"}))
def test_every_layer(kind: str) -> None:
    graph = Graph.chain(layers.make("input"), dense(5), layers.make(kind), layers.make("output"))
    if layers[kind].inputs[0] > 1:
        graph = graph.with_wires([*graph.wires, Wire("dense1", graph.order()[2], 1)])
    assert check(experiment(graph=graph)).largest < 1e-5


def test_penalties_are_part_of_it() -> None:
    assert check(experiment(dense(5, l1=0.1, l2=0.3), l1=0.02, l2=0.5)).largest < 1e-5


def test_images() -> None:
    graph = chain(layers.make("flatten"), dense(12, "relu"))
    report = check(experiment(graph=graph, data="digits", loss="cross_entropy"))
    assert report.largest < 1e-5
    assert set(report.errors) == {
        "dense1.weight", "dense1.bias", "output1.weight", "output1.bias"
    }


def test_corners_are_passed_over_and_counted() -> None:
    """With all weights zero every ReLU is exactly at its corner."""
    given = experiment(dense(4, "relu", initializer="zeros"), dense(4))
    report = check(given)
    assert report.largest < 1e-5
    assert report.kinks > 0


def test_a_wrong_gradient_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    right = rules.GRADIENTS["tanh"]

    def wrong(node: Expr, g: Expr) -> Sequence[Expr | None]:
        return [None if part is None else part * 1.001 for part in right(node, g)]

    monkeypatch.setitem(rules.GRADIENTS, "tanh", wrong)
    report = check(experiment(dense(5), dense(5)))
    assert report.largest > 1e-4
    assert report.errors["dense1.weight"] > 1e-4


def test_a_half_drawn_graph_is_refused() -> None:
    with pytest.raises(BadExperiment):
        check(experiment(graph=Graph.chain(layers.make("input"))))
