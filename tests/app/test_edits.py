"""Edits are pure functions that leave a network that can be trained."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model import edits
from app.model.edits import Edit
from app.model.project import Project, blank
from engine.build import build
from engine.datasets import datasets, prepare
from engine.errors import BadValue, UnknownName
from engine.layers import layers
from engine.losses import losses
from engine.optimizers import optimizers
from engine.schedules import schedules


def problems(project: Project) -> list[str]:
    """The codes of what keeps a project from training."""
    experiment = project.experiment
    spec = prepare(experiment.data, experiment.split).spec
    return [problem.code for problem in build(experiment.graph, spec, experiment.loss).problems]


def kinds(project: Project) -> list[str]:
    """The kinds of layers from input to output."""
    graph = project.graph
    return [graph.node(id).layer.name for id in graph.order()]


def units(project: Project, node: str = "dense1") -> int:
    return int(project.graph.node(node).layer.values["units"])


def test_a_blank_project_trains() -> None:
    assert problems(blank()) == []


@pytest.mark.parametrize("name", list(datasets))
def test_every_data_set_can_be_chosen(name: str) -> None:
    assert problems(edits.choose_data(name)(blank())) == []


@given(st.lists(st.sampled_from(list(datasets)), max_size=4))
@settings(max_examples=20)
def test_data_can_be_chosen_in_any_order(names: list[str]) -> None:
    project = blank()
    for name in names:
        project = edits.choose_data(name)(project)
    assert problems(project) == []


def test_images_are_flattened_and_other_data_is_not() -> None:
    digits = edits.choose_data("digits")(blank())
    assert kinds(digits) == ["input", "flatten", "dense", "output"]
    assert kinds(edits.choose_data("circle")(digits)) == ["input", "dense", "output"]


def test_the_loss_follows_the_task() -> None:
    digits = edits.choose_data("digits")(blank())
    assert digits.experiment.loss.name == "cross_entropy"
    assert edits.choose_data("circle")(digits).experiment.loss.name == "mse"


def test_a_loss_of_ones_own_stays_while_it_suits() -> None:
    project = edits.choose_loss("huber")(blank())
    assert edits.choose_data("xor")(project).experiment.loss.name == "huber"


def test_more_classes_change_the_task() -> None:
    project = edits.set_data(rings=3)(blank())
    assert project.experiment.data.task == "classes"
    assert problems(project) == []


def test_a_line_gets_a_feature_it_has() -> None:
    project = edits.set_layer("input1", features=("x2",))(blank())
    line = next(name for name, cls in datasets.items() if cls.view == "line")
    assert problems(edits.choose_data(line)(project)) == []


@pytest.mark.parametrize("name", list(losses))
def test_a_chosen_loss_gets_an_output_that_suits_it(name: str) -> None:
    project = edits.set_layer("output1", activation="sigmoid")(blank())
    found = problems(edits.choose_loss(name)(project))
    task = blank().experiment.data.task
    assert found == ([] if task in losses[name].tasks else ["loss_task"])


@pytest.mark.parametrize("name", list(optimizers))
def test_every_optimizer_can_be_chosen(name: str) -> None:
    assert edits.choose_optimizer(name)(blank()).experiment.optimizer.name == name


@pytest.mark.parametrize("name", list(schedules))
def test_every_schedule_can_be_chosen(name: str) -> None:
    assert edits.choose_schedule(name)(blank()).experiment.schedule.name == name


def test_shared_settings_survive_a_choice() -> None:
    project = edits.set_optimizer(momentum=0.8)(edits.choose_optimizer("momentum")(blank()))
    nesterov = edits.choose_optimizer("nesterov")(project)
    assert nesterov.experiment.optimizer.values["momentum"] == 0.8


def test_units_come_and_go_within_their_range() -> None:
    project = edits.set_units("dense1", 1)(blank())
    assert units(edits.add_unit("dense1")(project)) == 2
    assert units(edits.remove_unit("dense1")(project)) == 1
    assert units(edits.set_units("dense1", 10**6)(project)) == 4096


def test_layers_without_units_stay_as_they_are() -> None:
    assert edits.add_unit("output1")(blank()) == blank()


def test_a_layer_is_inserted_behind_another_and_resembles_it() -> None:
    project = edits.set_layer("dense1", units=5, activation="relu")(blank())
    longer = edits.insert_layer("dense1")(project)
    assert longer.graph.order() == ("input1", "dense1", "dense2", "output1")
    assert longer.graph.node("dense2").layer == project.graph.node("dense1").layer
    assert problems(longer) == []


@pytest.mark.parametrize("kind", [k for k, c in layers.items() if c.inputs == (1, 1)])
def test_every_layer_in_a_row_can_be_inserted_and_removed(kind: str) -> None:
    if kind in edits.FIXED:
        return
    project = edits.insert_layer("dense1", layers.make(kind))(blank())
    assert problems(project) == []
    assert kinds(project).count(kind) == 1 + kinds(blank()).count(kind)
    added = next(n.id for n in project.graph.nodes if n.id not in blank().graph)
    assert edits.remove_layer(added)(project) == blank()


def test_the_ends_of_the_network_cannot_be_removed() -> None:
    assert edits.remove_layer("input1")(blank()) == blank()
    assert edits.remove_layer("output1")(blank()) == blank()


def test_an_activation_everywhere_spares_the_output() -> None:
    project = edits.set_activation_everywhere("relu")(edits.insert_layer("dense1")(blank()))
    found = {n.id: n.layer.values.get("activation") for n in project.graph.nodes}
    assert found == {"input1": None, "dense1": "relu", "dense2": "relu", "output1": "auto"}


def test_a_new_seed_changes_nothing_else() -> None:
    project = edits.new_seed(7)(blank())
    assert project.experiment.training.seed == 7
    assert edits.new_seed(1)(project) == blank()


@pytest.mark.parametrize("edit", [
    edits.set_layer("gone", units=1), edits.set_units("gone", 1), edits.add_unit("gone"),
    edits.remove_unit("gone"), edits.insert_layer("gone"), edits.remove_layer("gone"),
])
def test_a_layer_that_is_gone_is_passed_over(edit: Edit) -> None:
    assert edit(blank()) == blank()


BAD: list[tuple[Callable[[], Edit], type[Exception]]] = [
    (lambda: edits.set_training(learning_rate=-1.0), BadValue),
    (lambda: edits.set_training(nonsense=1), BadValue),
    (lambda: edits.set_layer("dense1", units=0), BadValue),
    (lambda: edits.choose_data("nonsense"), UnknownName),
    (lambda: edits.choose_loss("nonsense"), UnknownName),
]


@pytest.mark.parametrize("make, error", BAD)
def test_what_no_setting_allows_is_refused(make: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        make()(blank())
