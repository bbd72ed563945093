"""What one click can do about a problem: edits that make it go away.

A row of `PROPOSALS` for the code of a problem proposes fixes, the best first; `fixes` keeps those
that were tried and found to help. Words for them are in `app.fix_words`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, TypeAlias

from app.model.board import Point
from app.model.drawing import connect, disconnect, insert_on_wire, remove
from app.model.edits import DEFAULT_LOSS, Edit, choose_loss, set_layer, together
from app.model.fitting import free_port, refusal
from app.model.project import Project
from app.model.reshaping import reshaped
from app.model.spots import CARD, COLUMN_GAP
from engine.build import Build, build
from engine.errors import Problem
from engine.graph import Graph, Node, Wire
from engine.layers import layers
from engine.losses import losses

__all__ = ["PROPOSALS", "Fix", "end_added", "fixes"]

MOST = 3
"""How many fixes are offered for one problem."""
_CANDIDATES = 2
"""How many layers are offered to connect with."""
_STEP = CARD[0] + COLUMN_GAP


@dataclass(frozen=True)
class Fix:
    """An edit that makes a problem go away; `code` and `values` say in words what it does.

    Values that name a node are its id: "node" is where the problem sits, "other" the one to
    connect it with.
    """

    code: str
    values: Mapping[str, Any]
    edit: Edit = field(compare=False)


@dataclass(frozen=True)
class Case:
    """A problem where it sits."""

    project: Project
    built: Build
    problem: Problem

    @property
    def graph(self) -> Graph:
        return self.project.graph

    @property
    def node(self) -> str:
        return self.problem.node


Proposals: TypeAlias = Iterator[Fix]


def fixes(project: Project, built: Build, problem: Problem) -> tuple[Fix, ...]:
    """What can be done about `problem`, the best first; each of them makes it go away, or the
    rest of the network one that can be trained.

    `built` is the build of the project as it is.
    """
    propose = PROPOSALS.get(problem.code)
    if propose is None or (problem.node and problem.node not in project.graph):
        return ()
    case = Case(project, built, problem)
    return tuple(islice((fix for fix in propose(case) if _helps(fix, case)), MOST))


def _helps(fix: Fix, case: Case) -> bool:
    after = fix.edit(case.project)
    made = build(after.graph, case.built.spec, after.experiment.loss)
    there = {(problem.code, problem.node) for problem in made.problems}
    if made.sound and not case.built.sound:
        return True  # whatever is wrong with it then is beside the way
    return (case.problem.code, case.problem.node) not in there and (
        made.sound or not case.built.sound
    )


# --- wires ----------------------------------------------------------------------------------


def _fed(case: Case) -> Proposals:
    """A layer that nothing, or too little, leads into."""
    graph, node = case.graph, case.node
    fitting = (id for id in _near(graph, node, left=True) if _fits(case, id, node))
    sources = list(islice(fitting, _CANDIDATES))
    between = case.problem.code == "not_connected" and not graph.targets(node)
    if between and sources and graph.targets(sources[0]):
        yield Fix("insert_after", _pair(node, sources[0]), _behind(sources[0], node))
        sources.pop()
    connected = [Fix("connect_from", _pair(node, id), connect(id, node)) for id in sources]
    yield from connected[:1]
    yield from _left_out(case)
    yield from connected[1:]
    yield _removal(case)


def _left_out(case: Case) -> Proposals:
    """The layer that joins its branch with others goes on without it; where only one other is
    left there is nothing to join, and that layer goes too."""
    branch, node = [case.node], case.node
    while (on := case.graph.targets(node)) and len(on) == 1 and on[0] not in branch:
        before, node = node, on[0]
        branch.append(node)
        if case.graph.node(node).layer.inputs[1] is None:
            wires = [w for w in case.graph.wires_into(node) if w.source == before]
            yield Fix("disconnect", _pair(case.node, node), disconnect(wires))
            without = together(disconnect(wires), remove([node]))
            yield Fix("leave_out", _pair(case.node, node), without)
            return


def _used(case: Case) -> Proposals:
    """A layer that leads nowhere."""
    graph, node = case.graph, case.node
    fitting = (id for id in _near(graph, node, left=False) if _fits(case, node, id))
    targets = sorted(islice(fitting, 8), key=lambda id: len(graph.sources(id)))
    output = case.built.output
    into = graph.wires_into(output)
    for target in targets[: _CANDIDATES - bool(into)]:
        yield Fix("connect_to", _pair(node, target), connect(node, target))
    if into:
        lead = together(disconnect(into[:1]), connect(node, output))
        yield Fix("lead_to", _pair(node, output), lead)
    yield _removal(case)


def _fits(case: Case, source: str, target: str) -> bool:
    return refusal(case.graph, case.built, source, target) is None


def _pair(node: str, other: str) -> dict[str, str]:
    return {"node": node, "other": other}


def _near(graph: Graph, id: str, *, left: bool) -> list[str]:
    """The other nodes, those on the wanted side first and then the nearest first.

    Where places are not known, the order in which nodes were made stands for them.
    """
    order = {node.id: number for number, node in enumerate(graph.nodes)}
    here = graph.node(id)

    def distance(other: Node) -> tuple[bool, float]:
        apart, steps = _apart(here, other), float(order[other.id] - order[id])
        across, far = (apart[0], abs(complex(*apart))) if apart else (steps, abs(steps))
        return (across > 0) == left, far

    others = (node for node in graph.nodes if node.id != id)
    return [node.id for node in sorted(others, key=distance)]


def _apart(here: Node, there: Node) -> Point | None:
    """From one node to the other; None where one has no place."""
    if here.x is None or here.y is None or there.x is None or there.y is None:
        return None
    return there.x - here.x, there.y - here.y


def _behind(source: str, node: str) -> Edit:
    """`node` fed by `source`, and feeding all that `source` fed; its place is to be found anew."""

    def edit(project: Project) -> Project:
        graph = project.graph
        if source not in graph or node not in graph:
            return project
        moved = (replace(w, source=node) if w.source == source else w for w in graph.wires)
        port = free_port(graph, node) or 0
        wired = graph.with_wires((*moved, Wire(source, node, port)))
        return project.with_graph(wired.with_node(replace(graph.node(node), x=None, y=None)))

    return edit


def _open(case: Case) -> Proposals:
    """A circle, to be cut at one wire: the last one that was made of those that help."""
    graph, node = case.graph, case.node
    around = graph.ancestors(node)
    on_it = [w for w in graph.wires if w.source in around and w.target in around]
    for wire in reversed(on_it):
        left = graph.with_wires(other for other in graph.wires if other != wire)
        if node not in left.ancestors(node):
            yield _cut((wire,))
            return
    yield _cut(tuple(w for w in on_it if w.target == node))


def _cut(wires: tuple[Wire, ...]) -> Fix:
    if len(wires) == 1:
        return Fix("cut", _pair(wires[0].target, wires[0].source), disconnect(wires))
    return Fix("cut_some", {"count": len(wires)}, disconnect(wires))


def _surplus(case: Case) -> Proposals:
    """More wires than a layer takes: the first ones stay."""
    most = case.graph.node(case.node).layer.inputs[1] or 0
    yield _cut(case.graph.wires_into(case.node)[most:])


# --- layers ---------------------------------------------------------------------------------


def _removal(case: Case) -> Fix:
    return Fix("remove", {"node": case.node}, remove([case.node]))


def _removed(case: Case) -> Proposals:
    yield _removal(case)


def _flat(case: Case) -> Proposals:
    """A plain list of numbers is wanted, and an image comes in."""
    wire = next((w for w in case.graph.wires_into(case.node) if w.port == case.problem.port), None)
    if wire is not None:
        made = insert_on_wire(wire, layers.make("flatten"))
        yield Fix("insert_flatten", _pair(case.node, wire.source), made)
    yield _removal(case)


def _reshaped(case: Case) -> Proposals:
    """Inputs that do not go together."""
    for code, values, edit in reshaped(case.graph, case.built, case.node):
        yield Fix(code, {"node": case.node, **values}, edit)


def _features(case: Case) -> Proposals:
    default = layers["input"].params["features"].default
    yield Fix("default_features", {"node": case.node}, set_layer(case.node, features=default))


def _with_input(case: Case) -> Proposals:
    yield Fix("add_input", {}, end_added("input"))


def _with_output(case: Case) -> Proposals:
    yield Fix("add_output", {}, end_added("output"))


def end_added(kind: str, near: str = "") -> Edit:
    """An input in front of the first loose layer, an output behind the last one; `near` goes
    before all others if it is loose."""

    def edit(project: Project) -> Project:
        graph, first = project.graph, kind == "input"
        loose = [
            id for id in (graph.reading if first else reversed(graph.reading))
            if (free_port(graph, id) is not None and not graph.sources(id) if first
                else graph.node(id).layer.name != "output" and not graph.targets(id))
        ]
        loose.sort(key=lambda id: id != near)
        nodes = [node for node in graph.nodes if node.x is not None and node.y is not None]
        x, y = (None, None) if loose else _beside(nodes, first)
        made = Node(graph.fresh_id(kind), layers.make(kind), x, y)
        grown = (made, *graph.nodes) if first else (*graph.nodes, made)
        wires = [Wire(made.id, id) if first else Wire(id, made.id) for id in loose[:1]]
        return project.with_graph(Graph(grown, (*graph.wires, *wires)))

    return edit


def _beside(nodes: list[Node], first: bool) -> tuple[float | None, float | None]:
    """A place left of all nodes, or right of them; below an input that is there already."""
    if not nodes:
        return None, None
    outermost = (min if first else max)(nodes, key=lambda node: node.x or 0.0)
    if first and outermost.layer.name == "input":
        lowest = max(node.y or 0.0 for node in nodes if node.x == outermost.x)
        return outermost.x, lowest + _STEP
    return (outermost.x or 0.0) + (-_STEP if first else _STEP), outermost.y


# --- what is asked for ----------------------------------------------------------------------


def _other_loss(case: Case) -> Proposals:
    name = DEFAULT_LOSS[case.built.spec.task]
    yield Fix("choose_loss", {"loss": name}, choose_loss(name))


def _other_activation(case: Case) -> Proposals:
    automatic = set_layer(case.node, activation="auto")
    yield Fix("automatic_activation", {"node": case.node}, automatic)
    task, chosen = case.built.spec.task, case.problem.value("activation")
    for name, cls in losses.items():
        if cls().suits(chosen, task):
            yield Fix("choose_loss", {"loss": name}, _loss_alone(name))
            return


def _loss_alone(name: str) -> Edit:
    """Another loss, and the activation of the output as it is."""

    def edit(project: Project) -> Project:
        return project.with_experiment(loss=losses.make(name))

    return edit


PROPOSALS: Mapping[str, Callable[[Case], Proposals]] = {
    "no_input": _with_input,
    "no_output": _with_output,
    "many_outputs": _removed,
    "not_connected": _fed,
    "too_few_inputs": _fed,
    "too_many_inputs": _surplus,
    "unused": _used,
    "cycle": _open,
    "no_features": _features,
    "needs_flatten": _flat,
    "shape_mismatch": _reshaped,
    "loss_task": _other_loss,
    "output_activation": _other_activation,
    "unknown_layer": _removed,
}
"""By the code of a problem."""
