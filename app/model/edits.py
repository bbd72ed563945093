"""Every change a person can make, as a pure function from one project to the next.

Each function here returns an `Edit`, which a document applies and can undo. An edit that cannot
apply (a layer that is gone or has no units, a knob turned past its range) returns the project
unchanged; a value that no setting allows raises BadValue, a name that no registry holds
UnknownName.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from typing import Any, TypeAlias

from app.model.placing import settled
from app.model.project import Project
from engine.datasets import Dataset, datasets
from engine.graph import Graph, Node, Wire
from engine.layers import Layer, layers
from engine.losses import losses
from engine.optimizers import optimizers
from engine.param import Declared
from engine.registry import Registry
from engine.schedules import schedules

__all__ = [
    "Edit",
    "add_unit",
    "choose_data",
    "choose_loss",
    "choose_optimizer",
    "choose_schedule",
    "insert_layer",
    "new_seed",
    "remove_layer",
    "remove_unit",
    "set_activation_everywhere",
    "set_data",
    "set_initializer_everywhere",
    "set_layer",
    "set_layers",
    "set_loss",
    "set_optimizer",
    "set_schedule",
    "set_split",
    "set_training",
    "set_units",
    "together",
]

Edit: TypeAlias = Callable[[Project], Project]

DEFAULT_LOSS = {"binary": "mse", "classes": "cross_entropy", "regression": "mse"}
"""The loss for each task, unless another one that suits the task was chosen."""

FIXED = ("input", "output")
"""Kinds of layers that a project keeps: the ends of the network."""


def together(*edits: Edit) -> Edit:
    """Several edits as one, in this order."""

    def edit(project: Project) -> Project:
        for each in edits:
            project = each(project)
        return project

    return edit


# --- layers and units ---------------------------------------------------------------------


def set_layer(node: str, **values: Any) -> Edit:
    """Other settings for the layer `node`."""
    return set_layers([node], **values)


def set_layers(nodes: Iterable[str], **values: Any) -> Edit:
    """The same settings for several layers, all of which have them."""
    chosen = frozenset(nodes)

    def edit(project: Project) -> Project:
        graph = project.graph
        changed = tuple(
            replace(node, layer=node.layer.replace(**values)) if node.id in chosen else node
            for node in graph.nodes
        )
        return project.with_graph(replace(graph, nodes=changed))

    return edit


def set_units(node: str, units: int) -> Edit:
    """Another number of units, brought into the layer's range."""

    def edit(project: Project) -> Project:
        params = project.graph.node(node).layer.params if node in project.graph else {}
        setting = params.get("units")
        if setting is None:
            return project
        within = min(max(units, int(setting.lo or 1)), int(setting.hi or units))
        return set_layer(node, units=within)(project)

    return edit


def add_unit(node: str) -> Edit:
    """One unit more at the end of the layer."""
    return _change_units(node, +1)


def remove_unit(node: str) -> Edit:
    """One unit less; the last one of the layer goes, the only one stays."""
    return _change_units(node, -1)


def _change_units(node: str, by: int) -> Edit:
    def edit(project: Project) -> Project:
        if node not in project.graph:
            return project
        units = project.graph.node(node).layer.values.get("units")
        return project if units is None else set_units(node, units + by)(project)

    return edit


def insert_layer(after: str, layer: Layer | None = None) -> Edit:
    """A new layer behind the node `after`, feeding everything that node fed.

    Without `layer` it is a dense one, like the nearest dense layer before it.
    """

    def edit(project: Project) -> Project:
        graph = project.graph
        if after not in graph:
            return project
        made = layer or _similar_dense(graph, after)
        return project.with_graph(_inserted(graph, after, made))

    return edit


def remove_layer(node: str) -> Edit:
    """Takes the layer out; what fed it (its first input) then feeds what it fed.

    The input and output layers stay.
    """

    def edit(project: Project) -> Project:
        if node not in project.graph or project.graph.node(node).layer.name in FIXED:
            return project
        return project.with_graph(_removed(project.graph, node))

    return edit


def set_activation_everywhere(name: str) -> Edit:
    """The same activation in every hidden layer; the output layer keeps its own."""

    return _everywhere("activation", name, kept=FIXED)


def set_initializer_everywhere(name: str) -> Edit:
    """The same kind of initial weights in every layer that has weights to choose."""

    return _everywhere("initializer", name)


def _everywhere(setting: str, name: str, kept: Container[str] = ()) -> Edit:
    """The same choice in every layer that has it, but for layers of these kinds."""

    def edit(project: Project) -> Project:
        graph = project.graph
        for node in graph.nodes:
            param = node.layer.params.get(setting)
            if param and node.layer.name not in kept and name in param.options:
                graph = graph.with_layer(node.id, node.layer.replace(**{setting: name}))
        return project.with_graph(graph)

    return edit


def _similar_dense(graph: Graph, after: str) -> Layer:
    at: str | None = after
    for _ in graph.nodes:
        if at is None:
            break
        layer = graph.node(at).layer
        if layer.name == "dense":
            return layer
        at = next(iter(graph.sources(at)), None)
    following = (graph.node(target).layer for target in graph.targets(after))
    return next((other for other in following if other.name == "dense"), layers.make("dense"))


def _inserted(graph: Graph, after: str, layer: Layer) -> Graph:
    id = graph.fresh_id(layer.name)
    moved = [replace(w, source=id) if w.source == after else w for w in graph.wires]
    place = [node.id for node in graph.nodes].index(after) + 1
    nodes = (*graph.nodes[:place], Node(id, layer), *graph.nodes[place:])
    return Graph(nodes, (*moved, Wire(after, id)))


def _removed(graph: Graph, id: str) -> Graph:
    source = next(iter(graph.sources(id)), None)
    wires = [w for w in graph.wires if w.target != id]
    if source is None:
        kept = [w for w in wires if w.source != id]
    else:
        kept = [replace(w, source=source) if w.source == id else w for w in wires]
    return Graph(tuple(node for node in graph.nodes if node.id != id), tuple(kept))


# --- settings -----------------------------------------------------------------------------


def set_training(**values: Any) -> Edit:
    """Other training settings."""
    return _set("training", values)


def set_split(**values: Any) -> Edit:
    """Another way to divide and prepare the samples."""
    return _set("split", values)


def set_loss(**values: Any) -> Edit:
    """Other settings of the loss in use."""
    return _set("loss", values)


def set_optimizer(**values: Any) -> Edit:
    """Other settings of the optimizer in use."""
    return _set("optimizer", values)


def set_schedule(**values: Any) -> Edit:
    """Other settings of the schedule in use."""
    return _set("schedule", values)


def new_seed(seed: int) -> Edit:
    """Other initial weights, batch order and dropout masks."""
    return set_training(seed=seed)


def _set(field: str, values: dict[str, Any]) -> Edit:
    def edit(project: Project) -> Project:
        changed = getattr(project.experiment, field).replace(**values)
        return project.with_experiment(**{field: changed})

    return edit


# --- choices ------------------------------------------------------------------------------


def choose_optimizer(name: str) -> Edit:
    """Another optimizer; settings that both have are kept."""
    return _choose("optimizer", optimizers, name)


def choose_schedule(name: str) -> Edit:
    """Another schedule; settings that both have are kept."""
    return _choose("schedule", schedules, name)


def choose_loss(name: str) -> Edit:
    """Another loss; output layers then use the activation it wants."""

    def edit(project: Project) -> Project:
        if project.experiment.loss.name == name:
            return project
        return _automatic_outputs(_choose("loss", losses, name)(project))

    return edit


def choose_data(name: str, **values: Any) -> Edit:
    """Other data; loss, standardizing, input and flattening are adapted so that it still trains."""

    def edit(project: Project) -> Project:
        data = datasets.make(name, values)
        before = project.experiment
        if before.data.name != name:
            split = before.split.replace(standardize=data.standardize)
            project = project.with_experiment(split=split)
        return _with_data(project, data)

    return settled(edit)


def set_data(**values: Any) -> Edit:
    """Other settings of the data in use."""

    def edit(project: Project) -> Project:
        return _with_data(project, project.experiment.data.replace(**values))

    return settled(edit)


def _choose(field: str, registry: Registry[Any], name: str) -> Edit:
    def edit(project: Project) -> Project:
        before: Declared = getattr(project.experiment, field)
        if before.name == name:
            return project
        params = registry[name].params
        shared = {key: value for key, value in before.values.items() if key in params}
        return project.with_experiment(**{field: registry.make(name, shared)})

    return edit


# --- what must follow when the data changes -------------------------------------------------


def _with_data(project: Project, data: Dataset) -> Project:
    task_before = project.experiment.data.task
    project = project.with_experiment(data=data)
    loss = project.experiment.loss
    usual = data.task != task_before and loss.name == DEFAULT_LOSS[task_before]
    if usual or data.task not in loss.tasks:
        project = project.with_experiment(loss=losses.make(DEFAULT_LOSS[data.task]))
    if data.task != task_before:
        project = _automatic_outputs(project)
    project = _fitting_flatten(project, image=data.view == "image")
    return _fitting_features(project) if data.view == "line" else project


def _automatic_outputs(project: Project) -> Project:
    graph = project.graph
    for node in project.nodes("output"):
        graph = graph.with_layer(node.id, node.layer.replace(activation="auto"))
    return project.with_graph(graph)


def _fitting_flatten(project: Project, *, image: bool) -> Project:
    """A flatten layer behind every input of images, and none behind the others."""
    graph = project.graph
    for node in project.nodes("input"):
        flat = [t for t in graph.targets(node.id) if graph.node(t).layer.name == "flatten"]
        if image and not flat and graph.targets(node.id):
            graph = _inserted(graph, node.id, layers.make("flatten"))
        elif not image:
            for id in flat:
                graph = _removed(graph, id)
    return project.with_graph(graph)


def _fitting_features(project: Project) -> Project:
    """On a line there is no x2: an input of nothing else goes back to its default features."""
    graph = project.graph
    for node in project.nodes("input"):
        if not any("x1" in f and "x2" not in f for f in node.layer.values.get("features", ())):
            graph = graph.with_layer(node.id, type(node.layer)())
    return project.with_graph(graph)
