"""What is frozen, pruned or knocked out stays so, bit by bit, whatever trains it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.datasets import datasets
from engine.errors import BadValue
from engine.experiment import Experiment
from engine.gradcheck import check
from engine.graph import Graph, Node, Wire
from engine.layers import layers
from engine.many import ManyTrainer
from engine.network import live_name, live_values
from engine.objectives import supervised as rules
from engine.optimizers import optimizers
from engine.patch import Numbers, Patch
from engine.surgery import EVERYTHING, Marks, Surgery
from engine.trainer import Trainer
from engine.variants import Variants
from tests.engine.opencl import on_every_device, run_on
from tests.engine.runs import dense, experiment, numbers

WEIGHT, BIAS = "dense2.weight", "dense1.bias"
HARD: dict[str, Any] = {"l1": 0.01, "l2": 0.1, "clip_norm": 0.5, "clip_value": 0.3}
"""Everything that moves weights or looks at all of them."""


def marks(shape: tuple[int, ...], *indices: Any) -> Any:
    """An array of bools that is true at these indices."""
    marked = np.zeros(shape, bool)
    for index in indices:
        marked[index] = True
    return marked


def some_held(units: int = 8) -> Surgery:
    """A whole bias, two weights and two pruned ones."""
    shape = (units, units)
    surgery = Surgery().mark("frozen", BIAS, EVERYTHING)
    surgery = surgery.mark("frozen", WEIGHT, marks(shape, (0, 1), (1, 1)))
    return surgery.mark("pruned", WEIGHT, marks(shape, (2, 2), (1, 0)))


def assert_held(trainer: Trainer, before: dict[str, Any]) -> None:
    """Nothing that is held has moved, all else has."""
    after, surgery = trainer.weights(), trainer.experiment.surgery
    for name, array in after.items():
        held = surgery.held(name, array.shape)
        np.testing.assert_array_equal(array[held], before[name][held])
        assert not array[surgery.marked("pruned", name, array.shape)].any()
        if not held.all():
            assert (array != before[name])[~held].any()


# --- marks ----------------------------------------------------------------------------------


def test_marks_ignore_what_is_gone_and_leave_free_what_is_new() -> None:
    marked = marks((2, 3), (0, 0), (1, 2))
    kept = Marks.of(marked)
    np.testing.assert_array_equal(kept.on((2, 3)), marked)
    np.testing.assert_array_equal(kept.on((2, 2)), marks((2, 2), (0, 0)))
    np.testing.assert_array_equal(kept.on((4, 4)), marks((4, 4), (0, 0), (1, 2)))
    assert not kept.on((6,)).any()
    assert Marks.of(EVERYTHING).on((3, 1)).all()


def test_surgery_is_plain_to_save() -> None:
    surgery = some_held().mark("knocked", "dense1", marks((8,), 7))
    assert Surgery.from_plain(surgery.to_plain()) == surgery
    given = replace(experiment(), surgery=surgery)
    assert Experiment.from_plain(given.to_plain()) == given
    assert "surgery" not in experiment().to_plain()
    assert surgery.mark("knocked", "dense1", marks((8,))).knocked == ()


@pytest.mark.parametrize(
    ("shape", "bits"),
    [([2, 2], "!"), ([2, 2], "AAAA"), ([8, 8], "eJxjAAAAAQAB"), ([-1, -8], "eJxjAAAAAQAB"),
     ([1 << 30], "eJxjAAAAAQAB"), ([0], "eJwDAAAAAAE=")],
)
def test_marks_from_a_bad_file_are_refused(shape: list[int], bits: str) -> None:
    with pytest.raises(BadValue):
        Marks.from_plain({"shape": shape, "bits": bits})


# --- frozen and pruned ------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", list(optimizers))
def test_no_optimizer_moves_what_is_held(name: str, dtype: Any) -> None:
    trainer = Trainer(experiment(optimizer=name, **HARD), dtype=dtype)
    trainer.advance(steps=3)  # so that there is momentum
    before = trainer.weights()
    trainer.change(replace(trainer.experiment, surgery=some_held()))
    held = {**before, WEIGHT: before[WEIGHT] * ~some_held().marked("pruned", WEIGHT, (8, 8))}
    trainer.advance(steps=30)
    assert_held(trainer, held)


@on_every_device
@pytest.mark.parametrize("name", list(optimizers))
def test_no_optimizer_moves_what_is_held_on_a_device(key: str, name: str) -> None:
    """Its formulas alone, with everything that has a say."""
    made = optimizers.make(name)
    outputs = rules.update(made, rules.Shape(40, True, True, True, True))
    draw = np.random.default_rng(1)
    values: dict[str, Any] = dict.fromkeys(live_values(".optimizer", made), 0.5)
    values |= {live_name(".training", clip): 0.3 for clip in ("clip_norm", "clip_value")}
    vectors = (rules.WEIGHTS, rules.GRADIENT, rules.L1, rules.L2, rules.DECAY)
    for name in (*vectors, *rules.slot_names(made, True)):
        values[name] = draw.uniform(0.1, 1.0, 40).astype(np.float32)
    values |= {rules.RATE: 0.1, rules.AGE: 3.0}
    held = values[rules.of_slot(rules.HELD)] = (np.arange(40) % 3 == 0).astype(np.float32)
    found = run_on(key, outputs, values)
    for name, array in found.items():
        np.testing.assert_array_equal(array[held > 0], values[name][held > 0], err_msg=name)
    assert (found[rules.WEIGHTS] != values[rules.WEIGHTS])[held == 0].all()


@on_every_device
@pytest.mark.parametrize("hard", [False, True])
@pytest.mark.parametrize("name", ["momentum", "adamw"])
def test_no_device_moves_what_is_held(
    key: str, name: str, hard: bool, trainers: list[Trainer]
) -> None:
    """With penalties and limits, which take another way, and without."""
    given = experiment(dense(3), dense(3), optimizer=name, **(HARD if hard else {}))
    given = replace(given, surgery=some_held(3))
    trainer = Trainer(given, device=key)
    trainers.append(trainer)
    before = trainer.weights()
    trainer.wait_for_device()
    trainer.advance(epochs=3)
    assert trainer.device != "NumPy"
    assert_held(trainer, before)


@on_every_device
@pytest.mark.parametrize("hard", [False, True])
def test_matrix_kernels_hold_too(key: str, hard: bool, trainers: list[Trainer]) -> None:
    given = experiment(dense(120, "relu"), dense(120, "relu"), optimizer="adam", batch_size=50,
                       learning_rate=1e-3, **(HARD if hard else {}))
    given = replace(given, surgery=some_held(120).mark("knocked", "dense2", marks((120,), 5)))
    trainer = Trainer(given, device=key)
    trainers.append(trainer)
    before = trainer.weights()
    trainer.wait_for_device()
    assert trainer.plan is not None
    assert trainer.plan.way == "matrix"
    trainer.advance(epochs=2)
    assert trainer.device != "NumPy"
    assert_held(trainer, before)


def test_a_held_weight_is_no_part_of_the_norm() -> None:
    """Where all but one weight are frozen, only its slope is clipped."""
    free = marks((8, 8), (1, 1))
    surgery = Surgery().mark("frozen", WEIGHT, ~free)
    for name in ("dense1.weight", "dense1.bias", "dense2.bias", "output1.weight", "output1.bias"):
        surgery = surgery.mark("frozen", name, EVERYTHING)
    trainer = Trainer(replace(experiment(clip_norm=1e-4, learning_rate=1.0), surgery=surgery))
    before = trainer.weights()[WEIGHT]
    trainer.advance(steps=1)
    moved = trainer.weights()[WEIGHT] - before
    assert np.abs(moved).max() == pytest.approx(1e-4, rel=1e-2)


def test_thawed_weights_go_on_with_their_momentum() -> None:
    trainer = Trainer(experiment(optimizer="momentum"))
    trainer.advance(steps=5)
    trainer.change(replace(trainer.experiment, surgery=some_held()))
    before = trainer.snapshot().everything[trainer.build.size :][: trainer.build.size].copy()
    trainer.advance(steps=5)
    after = trainer.snapshot().everything[trainer.build.size :][: trainer.build.size]
    spec = trainer.build.weights[BIAS]
    np.testing.assert_array_equal(spec.view(after), spec.view(before))
    assert spec.view(after).any()


def test_marking_more_is_no_rebuild_and_equals_doing_it_at_once() -> None:
    both = some_held()
    one = Surgery().mark("frozen", BIAS, EVERYTHING)
    found, expected = (Trainer(replace(experiment(), surgery=s)) for s in (one, both))
    assert not found.change(replace(experiment(), surgery=both)).rebuilt
    for trainer in (found, expected):
        trainer.advance(epochs=2)
    assert numbers(found) == numbers(expected)


def test_restarting_brings_pruned_weights_back_as_zero_and_frozen_ones_as_drawn() -> None:
    trainer = Trainer(replace(experiment(), surgery=some_held()))
    first = numbers(trainer)
    trainer.advance(epochs=1)
    trainer.restart()
    assert numbers(trainer) == first
    assert trainer.weights()[WEIGHT][2, 2] == 0.0 != trainer.weights()[WEIGHT][0, 1]


def test_growing_and_shrinking_leaves_marks_where_they_were() -> None:
    surgery = Surgery().mark("frozen", "dense1.weight", marks((2, 8), (0, 0), (1, 7)))
    trainer = Trainer(replace(experiment(), surgery=surgery))
    before = trainer.weights()["dense1.weight"]
    for units in (4, 10):
        graph = trainer.experiment.graph.with_layer("dense1", dense(units))
        trainer.change(replace(trainer.experiment, graph=graph))
        trainer.advance(steps=20)
        after = trainer.weights()["dense1.weight"]
        assert after[0, 0] == before[0, 0]
        assert (after[0, 1:] != 0).all()


@on_every_device
def test_a_device_and_many_networks_follow_numpy(key: str, trainers: list[Trainer]) -> None:
    surgery = some_held(3).mark("knocked", "dense1", marks((3,), 0, 2))
    given = replace(experiment(dense(3), dense(3), optimizer="adam", l2=0.01), surgery=surgery)
    expected, found = Trainer(given), Trainer(given, device=key)
    trainers.append(found)
    found.wait_for_device()
    many = ManyTrainer(given, Variants(3, seed=[1, 1, 2]), device=key)
    many.wait_for_device()
    for trainer in (expected, found, many):
        trainer.advance(epochs=2)
    for name, array in expected.weights().items():
        np.testing.assert_allclose(found.weights()[name], array, 1e-3, 1e-4, err_msg=name)
        np.testing.assert_allclose(many.weights(0)[name], array, 1e-3, 1e-4, err_msg=name)
    assert not many.weights(2)[WEIGHT][2, 2]


# --- knocked out ------------------------------------------------------------------------------


def knocked(trainer: Trainer, node: str, *units: int) -> Surgery:
    """With exactly these units of a node knocked out."""
    shape = trainer.build.shapes[node]
    return trainer.experiment.surgery.mark("knocked", node, marks(shape, *units))


def test_a_knocked_out_neuron_says_nothing_and_comes_back_as_it_was() -> None:
    trainer = Trainer(experiment())
    trainer.advance(epochs=1)
    before, weights = trainer.pictures(), numbers(trainer)
    trainer.change(replace(trainer.experiment, surgery=knocked(trainer, "dense1", 2)))
    silent = trainer.pictures()
    assert not silent.units["dense1"][2].any()
    np.testing.assert_array_equal(silent.units["dense1"][3], before.units["dense1"][3])
    assert (silent.output != before.output).any()
    assert trainer.explain("dense1", 2).value == 0.0
    more = trainer.change(replace(trainer.experiment, surgery=knocked(trainer, "dense1", 2, 4)))
    assert not more.rebuilt
    assert not trainer.pictures().units["dense1"][4].any()
    trainer.change(replace(trainer.experiment, surgery=Surgery()))
    np.testing.assert_array_equal(trainer.pictures().output, before.output)
    assert numbers(trainer) == weights


def test_nothing_is_learned_through_a_knocked_out_neuron() -> None:
    trainer = Trainer(experiment())
    trainer.change(replace(trainer.experiment, surgery=knocked(trainer, "dense1", 2)))
    before = trainer.weights()
    trainer.advance(epochs=1)
    after = trainer.weights()
    np.testing.assert_array_equal(after["dense1.weight"][:, 2], before["dense1.weight"][:, 2])
    np.testing.assert_array_equal(after[WEIGHT][2], before[WEIGHT][2])
    assert (after[WEIGHT][3] != before[WEIGHT][3]).all()
    assert not any("alive" in name for name in after)


def test_any_hidden_node_and_inputs_can_lose_units_but_not_the_output() -> None:
    parts = [layers.make(name) for name in ("batch_norm", "dropout", "layer_norm", "relu")]
    given = experiment(dense(6), *parts, optimizer="adam")
    trainer = Trainer(given)
    shapes = trainer.build.shapes
    surgery = Surgery()
    for node in trainer.build.active:
        surgery = surgery.mark("knocked", node, marks(shapes[node], 0))
    trainer.change(replace(given, surgery=surgery))
    trainer.advance(epochs=1)
    pictures = trainer.pictures()
    for node in trainer.build.active[:-1]:
        assert not pictures.units[node][0].any(), node
    assert pictures.units["output1"][0].any()
    assert check(trainer.experiment).largest < 1e-4


# --- patches ------------------------------------------------------------------------------


def test_a_patch_sets_single_numbers_and_nothing_else() -> None:
    trainer = Trainer(experiment(optimizer="adam"))
    trainer.advance(steps=7)
    before, step = trainer.weights(), trainer.step
    patch = Patch.one(WEIGHT, (1, 2), 0.5).then(Patch.one(BIAS, (3,), -1.0))
    carried = trainer.change(trainer.experiment, patch)
    after = trainer.weights()
    assert not carried.rebuilt
    assert (after[WEIGHT][1, 2], after[BIAS][3], trainer.step) == (0.5, -1.0, step)
    assert sum(int((after[n] != before[n]).sum()) for n in after) == 2
    trainer.change(trainer.experiment, Patch.at(before, patch.places))
    np.testing.assert_array_equal(trainer.weights()[WEIGHT], before[WEIGHT])


def test_a_patch_ignores_what_a_network_does_not_have() -> None:
    trainer = Trainer(experiment())
    before = numbers(trainer)
    patch = Patch.one("gone.weight", (0, 0), 1.0).then(Patch.one(WEIGHT, (0, 8), 1.0))
    trainer.change(trainer.experiment, patch.then(Patch.one(BIAS, (1, 1), 1.0)))
    assert numbers(trainer) == before


def test_a_later_patch_wins() -> None:
    first, second = (Patch.one(WEIGHT, (0, 0), value) for value in (1.0, 2.0))
    other = Patch.one(WEIGHT, (0, 1), 3.0)
    joined = first.then(other).then(second)
    array = np.zeros((2, 2), np.float32)
    joined.put({WEIGHT: array})
    assert array.tolist() == [[2.0, 3.0], [0.0, 0.0]]
    assert len(joined.numbers[WEIGHT].values) == 2
    assert not Patch({WEIGHT: Numbers(np.zeros((0, 2), np.int32), np.zeros(0, np.float32))})


@on_every_device
def test_a_patch_takes_hold_while_a_device_trains(key: str, trainers: list[Trainer]) -> None:
    """What was under way without it is thrown away."""
    given = replace(experiment(), surgery=Surgery().mark("frozen", BIAS, EVERYTHING))
    trainer = Trainer(given, device=key)
    trainers.append(trainer)
    trainer.wait_for_device()
    trainer.advance(epochs=5)
    trainer.change(given, Patch.one(BIAS, (0,), 0.75))
    trainer.advance(epochs=5)
    assert trainer.device != "NumPy"
    assert trainer.weights()[BIAS][0] == 0.75


def test_two_branches_with_knocked_out_neurons_train() -> None:
    graph = Graph(
        (Node("a", layers.make("input")), Node("b", dense(3)), Node("c", dense(3)),
         Node("d", layers.make("add")), Node("e", layers.make("output"))),
        (Wire("a", "b"), Wire("a", "c"), Wire("b", "d"), Wire("c", "d", 1), Wire("d", "e")),
    )  # fmt: skip
    surgery = Surgery().mark("knocked", "d", marks((3,), 1)).mark("knocked", "c", marks((3,), 0))
    trainer = Trainer(replace(experiment(graph=graph), data=datasets.make("xor"), surgery=surgery))
    trainer.advance(epochs=2)
    assert not trainer.pictures().units["d"][1].any()
