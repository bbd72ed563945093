"""What is found to be unhealthy about a network, planted and real."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from engine.experiment import Experiment
from engine.frame import Frame, Vital
from engine.graph import Graph, Wire
from engine.layers import layers
from engine.surgery import Surgery
from engine.trainer import Trainer
from tests.engine.runs import chain, dense, experiment, layer, numbers


def vitals(trainer: Trainer) -> Mapping[str, tuple[Vital, ...]]:
    return trainer.frame().vitals


def inside(trainer: Trainer) -> Mapping[str, tuple[Vital, ...]]:
    """Of all layers but the output, which extreme numbers inside lead astray."""
    return {node: found for node, found in vitals(trainer).items() if node != "output1"}


def planted(given: Experiment, **arrays: object) -> Trainer:
    """A trainer whose weights "node__name" are set: a number for all, or a list for the units."""
    trainer = Trainer(given)
    weights = trainer.weights()
    for name, values in arrays.items():
        weights[name.replace("__", ".")][...] = values
    trainer.set_weights(weights)
    return trainer


def test_a_new_network_of_a_usual_size_is_well() -> None:
    for activation in ("tanh", "leaky_relu", "sigmoid", "gelu"):
        hidden = (dense(8, activation), dense(8, activation))
        assert vitals(Trainer(experiment(*hidden))) == {}


def test_a_relu_that_never_fires_is_dead() -> None:
    trainer = planted(experiment(dense(4, "relu")), dense1__bias=[-99, 99, 99, -99])
    assert inside(trainer) == {"dense1": (Vital("dense1", "dead", 2, 4, 0.5),)}


def test_a_unit_that_always_says_the_same_is_dead() -> None:
    trainer = planted(experiment(dense(4)), dense1__weight=[[0, 1, 1, 1]] * 2, dense1__bias=0.3)
    assert vitals(trainer) == {"dense1": (Vital("dense1", "dead", 1, 4, 0.25),)}


def test_what_says_nothing_is_told_number_by_number() -> None:
    hidden = (dense(4, "relu"), dense(3, "relu"))
    trainer = planted(experiment(*hidden), dense1__bias=[-99, 9, 9, -99], dense2__bias=9)
    assert trainer.frame().silent == {"dense1": (0, 3)}
    knocked = Surgery().mark("knocked", "dense2", np.array([False, True, False]))
    trainer.change(replace(trainer.experiment, surgery=knocked))
    assert trainer.frame().silent == {"dense1": (0, 3), "dense2": (1,)}
    plain = replace(Frame(), silent={"dense1": (1,)})
    assert (trainer.frame() + plain).silent["dense2"] == (1,), "it is as old as the pictures"


def test_only_the_first_layer_that_says_nothing_is_blamed() -> None:
    trainer = planted(experiment(dense(4, "relu"), dense(4)), dense1__bias=-99)
    assert set(vitals(trainer)) == {"dense1"}


def test_a_unit_that_was_knocked_out_is_silent_but_not_dead() -> None:
    trainer = planted(experiment(dense(4, "relu")), dense1__bias=[-99, 9, 9, 9])
    knocked = Surgery().mark("knocked", "dense1", np.array([False, True, False, False]))
    trainer.change(replace(trainer.experiment, surgery=knocked))
    assert inside(trainer) == {"dense1": (Vital("dense1", "dead", 1, 4, 0.25),)}


def test_pixels_that_are_always_blank_are_nobodys_fault() -> None:
    graph = chain(layers.make("flatten"), layers.make("relu"), dense(8))
    trainer = Trainer(experiment(graph=graph, data="digits", loss="cross_entropy"))
    assert (trainer.data.x_train.max(axis=0) == trainer.data.x_train.min(axis=0)).any()
    assert vitals(trainer) == {}


def test_a_relu_of_its_own_is_dead_like_one_in_a_layer() -> None:
    graph = chain(dense(4, "identity"), layers.make("relu"))
    trainer = planted(experiment(graph=graph), dense1__bias=[-99, 9, 9, 9])
    assert inside(trainer) == {"relu1": (Vital("relu1", "dead", 1, 4, 0.25),)}


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_units_at_the_ends_of_their_range_are_saturated(activation: str) -> None:
    trainer = planted(
        experiment(dense(4, activation)), dense1__weight=0.01, dense1__bias=[99, -99, 0, 0]
    )
    assert vitals(trainer) == {"dense1": (Vital("dense1", "saturated", 2, 4, 1.0),)}


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_an_output_is_saturated_where_it_is_wrong_and_the_loss_has_no_slope(
    activation: str,
) -> None:
    """Stuck at one end; not so with all samples right, nor where the loss keeps its slope, nor
    while as many samples are wrong elsewhere."""
    graph = Graph.chain(layers.make("input"), layer("output", activation=activation))
    given = experiment(graph=graph, data="blobs", data_values={"noise": 0.1})
    stuck = vitals(planted(given, output1__weight=0, output1__bias=-50))
    (found,) = stuck["output1"]
    assert (found.kind, found.count, found.units) == ("astray", 1, 1)
    assert found.size == pytest.approx(0.5, abs=0.1)
    right = Trainer(given)
    right.advance(steps=400)
    sharp = right.weights()["output1.weight"] * 100
    assert vitals(planted(given, output1__weight=sharp)) == {}
    assert set(vitals(planted(given, output1__weight=-sharp))) == {"output1"}
    assert vitals(planted(given, output1__weight=0, output1__bias=-2)) == {}


@pytest.mark.parametrize("loss", ["mse", "cross_entropy"])
def test_cross_entropy_keeps_its_slope_at_the_ends_of_softmax(loss: str) -> None:
    given = experiment(graph=chain(), data="iris", loss=loss)
    found = vitals(planted(given, output1__bias=[50, 0, 0]))
    assert {v.kind for v in found.get("output1", ())} == ({"astray"} if loss == "mse" else set())


def test_a_sharp_edge_is_not_saturated() -> None:
    """±1 almost everywhere, but on both sides of the data."""
    trainer = planted(experiment(dense(4)), dense1__weight=6.0, dense1__bias=0.0)
    assert vitals(trainer) == {}


def test_many_sigmoids_let_the_gradient_vanish_most_at_the_beginning() -> None:
    found = vitals(Trainer(experiment(*[dense(8, "sigmoid")] * 9)))
    sizes = [vital.size for vitals in found.values() for vital in vitals]
    assert list(found)[:3] == ["dense1", "dense2", "dense3"]
    assert {vital.kind for vitals in found.values() for vital in vitals} == {"vanishing"}
    assert sizes == sorted(sizes) and sizes[-1] < 1e-3


def test_large_weights_let_the_gradient_explode_and_a_clamped_output_does_not_hide_it() -> None:
    trainer = Trainer(experiment(*[dense(16, "leaky_relu", gain=3.0)] * 8))
    found = inside(trainer)
    sizes = [vital.size for vitals in found.values() for vital in vitals]
    assert next(iter(found)) == "dense1"
    assert {vital.kind for vitals in found.values() for vital in vitals} == {"exploding"}
    assert sizes == sorted(sizes, reverse=True) and sizes[-1] > 100


def test_a_sharp_border_is_no_explosion_once_all_is_learned() -> None:
    """The same slopes, once with every sample right and once with every sample wrong."""
    given = experiment(dense(2, "leaky_relu"), data="blobs", data_values={"noise": 0.1})
    seen = {}
    for side in (-500, 500):
        sides = {"dense1__weight": [[1, -1], [1, -1]], "output1__weight": [[side], [-side]]}
        trainer = planted(given, **sides)
        seen[trainer.frame().loss < 0.01] = [v.kind for v in vitals(trainer).get("dense1", ())]
    assert seen == {True: [], False: ["exploding"]}


def test_wires_around_layers_keep_the_gradient() -> None:
    parts = [dense(8), *(part for _ in range(8) for part in (dense(8, "sigmoid"), "add"))]
    graph = chain(*(layers.make("add") if part == "add" else part for part in parts))
    around = [Wire("dense1" if n == 1 else f"add{n - 1}", f"add{n}", 1) for n in range(1, 9)]
    assert inside(Trainer(experiment(graph=graph.with_wires([*graph.wires, *around])))) == {}


def test_the_same_numbers_give_the_same_findings_and_looking_changes_nothing() -> None:
    given = experiment(dense(16, "relu"), layers.make("dropout"), dense(16, "relu"),
                       learning_rate=0.3, optimizer="adam")
    looked, blind = Trainer(given), Trainer(given)
    found = []
    for _ in range(3):
        looked.advance(steps=7)
        blind.advance(steps=7)
        found.append(vitals(looked))
        assert vitals(looked) == found[-1]
    assert numbers(looked) == numbers(blind)
    assert vitals(blind) == found[-1] != {}


def test_vitals_come_and_stay_with_the_pictures() -> None:
    trainer = planted(experiment(dense(4, "relu")), dense1__bias=-99)
    seen, glance = trainer.frame(), trainer.frame(pictures=False)
    assert seen.vitals and not glance.vitals
    assert (seen + glance).vitals == seen.vitals
    trainer.restart()
    trainer.set_weights({"dense1.bias": np.full(4, 9.0)})
    assert (seen + Frame(pictures=trainer.pictures())).vitals == {}


def test_a_network_too_large_to_be_examined_beside_the_training_is_left_alone() -> None:
    trainer = planted(experiment(dense(1100, "relu"), dense(1100, "relu")), dense1__bias=-99)
    assert vitals(trainer) == {}


@pytest.mark.parametrize("kind", sorted(set(layers) - {"input", "output"}))
def test_every_layer_can_be_examined(kind: str) -> None:
    graph = Graph.chain(layers.make("input"), dense(3), layers.make(kind), layers.make("output"))
    node = graph.order()[2]
    if layers[kind].inputs[0] > 1:
        graph = graph.with_wires([*graph.wires, Wire("dense1", node, 1)])
    trainer = Trainer(experiment(graph=graph))
    trainer.advance(steps=1)
    assert set(vitals(trainer)) <= {"dense1", node}
