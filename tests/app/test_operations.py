"""Surgery as edits with numbers, and what a document makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.document import Change, Document
from app.model import edits, files, operations
from app.model.copying import copy_neuron, obstacle
from app.model.operations import Operation, of_layer, of_unit, of_weight
from app.model.project import Project, blank
from app.model.removing import remove_neuron
from app.model.unit_orders import Obstacle
from engine.graph import Graph, Node, Wire
from engine.layers import layers
from engine.surgery import Surgery
from engine.trainer import Trainer

NAME = "dense1.weight"
Numbers = Mapping[str, NDArray[np.float32]]


@pytest.fixture
def trainer() -> Trainer:
    """The blank project, trained a little."""
    return trained(blank())


def trained(project: Project) -> Trainer:
    made = Trainer(project.experiment)
    made.advance(epochs=2)
    return made


def done(trainer: Trainer, operation: Operation) -> Project:
    """The project after the operation, which the trainer has followed."""
    project = operation.edit(Project(trainer.experiment))
    trainer.change(project.experiment, operation.patch)
    return project


def undone(trainer: Trainer, before: Project, operation: Operation) -> None:
    trainer.change(before.experiment, operation.undo)


def assert_same(found: Numbers, expected: Numbers) -> None:
    """Bit by bit."""
    assert list(found) == list(expected)
    for name, array in expected.items():
        np.testing.assert_array_equal(found[name], array, err_msg=name)


# --- freezing and knocking out --------------------------------------------------------------


def test_weights_neurons_and_layers_can_be_frozen_and_thawed(trainer: Trainer) -> None:
    build, project = trainer.build, Project(trainer.experiment)
    for where in (
        of_weight(build, NAME, (1, 2)), of_unit(build, "dense1", 3), of_layer(build, "output1")
    ):
        frozen = operations.freeze(where)(project)
        assert operations.are_held(frozen.experiment.surgery, where)
        assert operations.freeze(where)(frozen) == frozen
        assert operations.thaw(where)(frozen) == project
    assert not operations.are_held(Surgery(), of_layer(build, "dense1"))


def test_what_is_not_there_cannot_be_operated_on(trainer: Trainer) -> None:
    build = trainer.build
    assert of_weight(build, NAME, (9, 9)) == {} == of_weight(build, "gone.weight", (0, 0))
    assert of_unit(build, "dense1", 4) == {} == of_layer(build, "input1")
    assert not operations.are_held(Surgery(), {})


def test_a_frozen_layer_stays_frozen_where_it_grows(trainer: Trainer) -> None:
    frozen = operations.freeze(of_layer(trainer.build, "dense1"), growing=True)(blank())
    held = frozen.experiment.surgery.held(NAME, (2, 9))
    assert held.all()
    one = operations.thaw(of_weight(trainer.build, NAME, (0, 0)))(frozen)
    assert one.experiment.surgery.held(NAME, (2, 4)).sum() == 7


def test_units_are_knocked_out_one_by_one() -> None:
    one = operations.knock_out("dense1", (4,), 1)(blank())
    two = operations.knock_out("dense1", (4,), 3)(one)
    assert two.experiment.surgery.marked("knocked", "dense1", (4,)).tolist() == [0, 1, 0, 1]
    back = operations.knock_out("dense1", (4,), 3, out=False)(two)
    assert operations.knock_out("dense1", (4,), 1, out=False)(back) == blank()


# --- numbers --------------------------------------------------------------------------------


def test_a_weight_set_by_hand_comes_back_as_it_was(trainer: Trainer) -> None:
    before = trainer.weights()
    operation = operations.set_number(before, NAME, (0, 2), 1.5)
    assert done(trainer, operation) == blank()
    assert trainer.weights()[NAME][0, 2] == 1.5
    undone(trainer, blank(), operation)
    assert_same(trainer.weights(), before)


def test_pruning_takes_the_smallest_of_what_is_left(trainer: Trainer) -> None:
    before, build = trainer.weights(), trainer.build
    where = of_layer(build, "dense1")
    first = operations.prune(build, before, Surgery(), where, 0.5)
    project = done(trainer, first)
    pruned = trainer.weights()[NAME] == 0
    assert pruned.sum() == 4
    assert np.abs(before[NAME][pruned]).max() <= np.abs(before[NAME][~pruned]).min()
    np.testing.assert_array_equal(trainer.weights()["dense1.bias"], before["dense1.bias"])
    surgery = project.experiment.surgery
    second = operations.prune(build, trainer.weights(), surgery, where, 0.5)
    assert second.edit(project).experiment.surgery.held(NAME, (2, 4)).sum() == 6
    trainer.advance(epochs=1)
    assert not trainer.weights()[NAME][pruned].any()
    undone(trainer, blank(), first)
    np.testing.assert_array_equal(trainer.weights()[NAME][pruned], before[NAME][pruned])


def test_a_whole_network_is_pruned_by_one_measure(trainer: Trainer) -> None:
    build, before = trainer.build, trainer.weights()
    where = {**of_layer(build, "dense1"), **of_layer(build, "output1")}
    done(trainer, operations.prune(build, before, Surgery(), where, 0.25))
    kernels = [NAME, "output1.weight"]
    left = np.concatenate([trainer.weights()[name].ravel() for name in kernels])
    old = np.concatenate([before[name].ravel() for name in kernels])
    assert (left == 0).sum() == 3
    assert np.abs(old[left == 0]).max() <= np.abs(old[left != 0]).min()


def test_a_pruned_weight_set_by_hand_is_frozen_there(trainer: Trainer) -> None:
    where = of_weight(trainer.build, NAME, (0, 0))
    done(trainer, operations.prune(trainer.build, trainer.weights(), Surgery(), where, 1.0))
    project = done(trainer, operations.set_number(trainer.weights(), NAME, (0, 0), 0.25))
    trainer.advance(epochs=1)
    assert trainer.weights()[NAME][0, 0] == 0.25
    assert operations.are_held(project.experiment.surgery, where)
    assert project.experiment.surgery.pruned == ()


def test_a_layer_goes_back_to_its_first_weights_but_for_what_is_held() -> None:
    graph = Graph.chain(
        layers.make("input"), layers.make("dense", {"units": 4}), layers.make("batch_norm"),
        layers.make("output"),
    )
    project = blank().with_graph(graph)
    first, trainer = Trainer(project.experiment).weights(), trained(project)
    before = trainer.weights()
    held = operations.freeze(of_weight(trainer.build, NAME, (0, 0)))(project).experiment.surgery
    trainer.change(replace(project.experiment, surgery=held))
    seed = project.experiment.training.seed
    for node in ("dense1", "batchnorm1"):
        done(trainer, operations.reset(trainer.build, before, held, node, seed))
    after = trainer.weights()
    assert after[NAME][0, 0] == before[NAME][0, 0] != first[NAME][0, 0]
    np.testing.assert_array_equal(after[NAME].flat[1:], first[NAME].flat[1:])
    np.testing.assert_array_equal(after["batchnorm1.mean"], first["batchnorm1.mean"])
    np.testing.assert_array_equal(after["output1.weight"], before["output1.weight"])


# --- copying --------------------------------------------------------------------------------


def copied(trainer: Trainer, node: str, unit: int) -> Operation:
    operation = copy_neuron(trainer.build, node, unit)
    assert isinstance(operation, Operation)
    return operation


def test_a_copy_does_what_the_neuron_does(trainer: Trainer) -> None:
    before = trainer.weights()
    done(trainer, copied(trainer, "dense1", 1))
    after, pictures = trainer.weights(), trainer.pictures()
    np.testing.assert_array_equal(after[NAME][:, 4], before[NAME][:, 1])
    assert after["dense1.bias"][4] == before["dense1.bias"][1]
    np.testing.assert_array_equal(after["output1.weight"][4], before["output1.weight"][1])
    np.testing.assert_array_equal(pictures.units["dense1"][4], pictures.units["dense1"][1])
    np.testing.assert_array_equal(after[NAME][:, :4], before[NAME])


def test_a_copy_goes_through_what_follows_number_by_number() -> None:
    graph = Graph.chain(
        layers.make("input"), layers.make("dense", {"units": 3}), layers.make("batch_norm"),
        layers.make("dropout"), layers.make("dense", {"units": 2}), layers.make("output"),
    )
    trainer = trained(blank().with_graph(graph))
    before = trainer.weights()
    operation = copied(trainer, "dense1", 0)
    done(trainer, operation)
    after = trainer.weights()
    for name in ("scale", "shift", "mean", "variance"):
        assert after[f"batchnorm1.{name}"][3] == before[f"batchnorm1.{name}"][0]
    np.testing.assert_array_equal(after["dense2.weight"][3], before["dense2.weight"][0])
    undone(trainer, blank().with_graph(graph), operation)
    assert_same(trainer.weights(), before)


def branches(merge: str) -> Project:
    """Two branches of three units that come together."""
    graph = Graph(
        (Node("in", layers.make("input")), Node("a", layers.make("dense", {"units": 3})),
         Node("b", layers.make("dense", {"units": 3})), Node("m", layers.make(merge)),
         Node("out", layers.make("output"))),
        (Wire("in", "a"), Wire("in", "b"), Wire("a", "m"), Wire("b", "m", 1), Wire("m", "out")),
    )  # fmt: skip
    return blank().with_graph(graph)


def test_a_copy_in_the_first_branch_moves_the_rows_of_the_second() -> None:
    project = branches("concatenate")
    project = operations.knock_out("m", (6,), 5)(project)
    marked = np.zeros((6, 1), bool)
    marked[4] = True
    project = operations.freeze({"out.weight": marked})(project)
    trainer = trained(project)
    before, said = trainer.weights(), trainer.pictures().units
    operation = copied(trainer, "a", 2)
    after = done(trainer, operation)
    rows = before["out.weight"]
    np.testing.assert_array_equal(trainer.weights()["out.weight"], rows[[0, 1, 2, 2, 3, 4, 5]])
    np.testing.assert_array_equal(
        trainer.pictures().units["m"], said["m"][[0, 1, 2, 2, 3, 4, 5]]
    )
    surgery = after.experiment.surgery
    assert surgery.marked("frozen", "out.weight", (7, 1)).ravel().tolist() == [0] * 5 + [1, 0]
    assert surgery.marked("knocked", "m", (7,)).tolist() == [0] * 6 + [1]
    undone(trainer, project, operation)
    assert_same(trainer.weights(), before)


def halved(project: Project, trainer: Trainer, name: str, rows: list[int]) -> Trainer:
    """A fresh trainer of a project, with these weights of the first but halved in some rows."""
    made, weights = Trainer(project.experiment), trainer.weights()
    weights[name][rows] /= 2
    made.set_weights(weights)
    return made


@pytest.mark.parametrize("shape", ["flatten", "twice", "both", "split"])
def test_a_copy_lands_where_it_is_read(shape: str) -> None:
    """With halved weights behind the neuron and its copy the network says what it said before."""
    a, b, out = (Node("a", layers.make("dense", {"units": 3})),
                 Node("b", layers.make("dense", {"units": 2})), Node("out", layers.make("output")))
    start, flat = Node("in", layers.make("input")), Node("f", layers.make("flatten"))
    join, norm = Node("m", layers.make("concatenate")), Node("s", layers.make("relu"))
    nodes, wires, rows = {
        "flatten": ((start, a, flat, out), "in-a a-f f-out", [1, 3]),
        "twice": ((start, a, b, flat, join, out), "in-a a-f in-b b-m f-m:1 m-out", [3, 5]),
        "both": ((start, a, norm, join, out), "in-a a-m a-s s-m:1 m-out", [1, 3, 5, 7]),
        "split": ((start, a, b, join, out), "in-a in-b b-m a-m:1 m-out", [3, 5]),
    }[shape]
    parts = [w.replace(":", "-").split("-") for w in wires.split()]
    graph = Graph(nodes, tuple(Wire(p[0], p[1], int((*p, 0)[2])) for p in parts))
    trainer = trained(blank().with_graph(graph))
    before = trainer.pictures().output
    operation = copied(trainer, "a", 1)
    project = done(trainer, operation)
    after = halved(project, trainer, "out.weight", rows).pictures().output
    np.testing.assert_allclose(after, before, atol=1e-6)


def test_what_cannot_grow_cannot_be_copied(trainer: Trainer) -> None:
    assert obstacle(trainer.build, "output1") == Obstacle("fixed", "output1")
    adding = trained(branches("add"))
    found = copy_neuron(adding.build, "a", 0)
    assert found == obstacle(adding.build, "a") == Obstacle("sizes", "m", ("b",))
    full = trained(blank().with_graph(Graph.chain(
        layers.make("input"), layers.make("dense", {"units": 4096}), layers.make("output"),
    )))
    assert obstacle(full.build, "dense1") == Obstacle("full", "dense1")


# --- removing -------------------------------------------------------------------------------


def removed(trainer: Trainer, node: str, unit: int) -> Operation:
    operation = remove_neuron(trainer.build, trainer.weights(), node, unit)
    assert isinstance(operation, Operation)
    return operation


@pytest.mark.parametrize("unit", [0, 2, 3])
def test_exactly_this_neuron_goes_and_comes_back(trainer: Trainer, unit: int) -> None:
    before, others = trainer.weights(), [u for u in range(4) if u != unit]
    operation = removed(trainer, "dense1", unit)
    project = done(trainer, operation)
    assert project.graph.node("dense1").layer.values["units"] == 3
    assert_same(trainer.weights(), {
        NAME: before[NAME][:, others], "dense1.bias": before["dense1.bias"][others],
        "output1.weight": before["output1.weight"][others],
        "output1.bias": before["output1.bias"],
    })
    undone(trainer, blank(), operation)
    assert_same(trainer.weights(), before)


def test_the_optimizer_remembers_the_others_as_they_were(trainer: Trainer) -> None:
    """A neuron that does nothing is removed: the rest learns on as if it had never been there."""
    project = operations.knock_out("dense1", (4,), 1)(
        edits.choose_optimizer("adam")(blank())
    )
    silent = trained(project)
    short = Trainer(done(silent, removed(silent, "dense1", 1)).experiment)
    silent.advance(steps=20)
    whole = trained(project)
    whole.advance(steps=20)
    assert short.build.shapes["dense1"] == (3,)
    for name in (NAME, "dense1.bias", "output1.weight"):
        axis = 0 if name == "output1.weight" else -1
        expected = np.delete(whole.weights()[name], 1, axis=axis)
        np.testing.assert_allclose(silent.weights()[name], expected, rtol=1e-4, atol=1e-6)


def test_what_the_others_learned_since_survives_the_undoing(trainer: Trainer) -> None:
    before = trainer.weights()
    operation = removed(trainer, "dense1", 1)
    done(trainer, operation)
    trainer.advance(epochs=1)
    since = trainer.weights()
    undone(trainer, blank(), operation)
    after = trainer.weights()
    np.testing.assert_array_equal(after[NAME][:, 1], before[NAME][:, 1])
    np.testing.assert_array_equal(after["output1.weight"][1], before["output1.weight"][1])
    np.testing.assert_array_equal(after[NAME][:, [0, 2, 3]], since[NAME])


def test_removing_goes_through_norms_and_joined_branches() -> None:
    project = branches("concatenate")
    marked = np.zeros((6, 1), bool)
    marked[4] = True
    project = operations.knock_out("m", (6,), 1)(operations.freeze({"out.weight": marked})(project))
    trainer = trained(project)
    before = trainer.weights()
    operation = removed(trainer, "a", 0)
    surgery = done(trainer, operation).experiment.surgery
    np.testing.assert_array_equal(trainer.weights()["out.weight"], before["out.weight"][1:])
    assert surgery.marked("frozen", "out.weight", (5, 1)).ravel().tolist() == [0, 0, 0, 1, 0]
    assert surgery.marked("knocked", "m", (5,)).tolist() == [1, 0, 0, 0, 0]
    undone(trainer, project, operation)
    assert_same(trainer.weights(), before)


def test_what_cannot_shrink_keeps_its_neurons(trainer: Trainer) -> None:
    adding = trained(branches("add"))
    found = remove_neuron(adding.build, adding.weights(), "a", 0)
    assert found == Obstacle("sizes", "m", ("b",))
    fixed = remove_neuron(trainer.build, trainer.weights(), "output1", 0)
    assert fixed == Obstacle("fixed", "output1")
    single = trained(edits.set_units("dense1", 1)(blank()))
    only = remove_neuron(single.build, single.weights(), "dense1", 0)
    assert only == Obstacle("only", "dense1")


def test_a_cut_weight_is_nothing_from_then_on(trainer: Trainer) -> None:
    before = trainer.weights()
    where = of_weight(trainer.build, NAME, (1, 2))
    operation = operations.cut(before, where)
    start = operations.freeze(where)(blank())
    trainer.change(start.experiment)
    project = done(trainer, operation)
    trainer.advance(epochs=1)
    assert trainer.weights()[NAME][1, 2] == 0
    assert project.experiment.surgery.marked("pruned", NAME, (2, 4)).sum() == 1
    undone(trainer, start, operation)
    assert trainer.weights()[NAME][1, 2] == before[NAME][1, 2]


# --- the document ---------------------------------------------------------------------------


def test_an_operation_is_one_undo_step_with_its_numbers(
    document: Document, trainer: Trainer
) -> None:
    told: list[Change] = []
    document.changed.connect(lambda change, _: told.append(change))
    first, before = document.project, trainer.weights()
    operation = operations.prune(
        trainer.build, before, Surgery(), of_layer(trainer.build, "dense1"), 0.5
    )
    document.operate("Prune", operation)
    assert (document.undo.count(), document.modified) == (1, True)
    assert told[-1].surgery
    assert not told[-1].live_only
    assert told[-1].patch is operation.patch
    document.undo.undo()
    assert document.project == first
    assert told[-1].patch is operation.undo
    document.undo.redo()
    assert told[-1].patch is operation.patch


def test_turning_a_weight_is_one_step_back_to_where_it_began(
    document: Document, trainer: Trainer
) -> None:
    told: list[Change] = []
    document.changed.connect(lambda change, _: told.append(change))
    before = trainer.weights()
    for value in (0.1, 0.2, 0.3):
        operation = operations.set_number(trainer.weights(), NAME, (0, 0), value)
        document.operate("Weight", operation, merge="w")
        trainer.change(document.project.experiment, told[-1].patch)
        trainer.advance(steps=1)
    assert document.undo.count() == 1
    document.undo.undo()
    trainer.change(document.project.experiment, told[-1].patch)
    assert trainer.weights()[NAME][0, 0] == before[NAME][0, 0]
    document.undo.redo()
    assert told[-1].patch.numbers[NAME].values.tolist() == [np.float32(0.3)]
    document.edit("seed", edits.new_seed(3))
    assert not told[-1].patch


def test_surgery_is_kept_in_project_files(tmp_path: Any, trainer: Trainer) -> None:
    project = operations.knock_out("dense1", (4,), 2)(blank())
    project = operations.freeze(of_layer(trainer.build, "output1"), growing=True)(project)
    path = tmp_path / "operated.nsketch"
    files.write(path, project)
    assert files.read(path).project == project
