"""A drawn graph, checked: what is wrong with it, every shape, every weight, and its network.

Every node is drafted by itself on the shapes that reach it (`engine.draft`), and drafts are kept:
an edit costs the nodes whose shapes it changes. Expressions are only made for a `network`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from engine.breath import slowly
from engine.datasets.base import DataSpec
from engine.draft import Draft, Refusal, draft
from engine.errors import BadExperiment, Problem
from engine.graph import Graph, Node
from engine.losses import Loss
from engine.network import Assembly, Network, StateSpec, WeightSpec, output_activation
from engine.surgery import ALIVE, Surgery

__all__ = ["Build", "build", "sound_build"]

T = TypeVar("T", WeightSpec, StateSpec)

_INPUT, _OUTPUT = "input", "output"


@dataclass(frozen=True)
class Build:
    """What a graph is for given data and loss. A half-drawn graph has problems and fewer shapes.

    `sound`: there is a path from input to output that trains; problems elsewhere do not matter.
    `shapes`: per sample, for every node that could be built, used or not. `weights` and `states`
    are those of the `active` nodes, which are in forward order. `parameter_counts` counts the
    weights of every node that could be built. `output` is the node that is trained, "" if none.
    `drafts` are the nodes that could be built, each by itself.
    """

    graph: Graph
    spec: DataSpec
    loss: Loss
    problems: tuple[Problem, ...]
    sound: bool
    shapes: Mapping[str, tuple[int, ...]]
    parameter_counts: Mapping[str, int]
    active: tuple[str, ...]
    output: str
    drafts: Mapping[str, Draft]
    surgery: Surgery = Surgery()

    @cached_property
    def used(self) -> frozenset[str]:
        """The active nodes, to look one up."""
        return frozenset(self.active)

    @cached_property
    def weights(self) -> Mapping[str, WeightSpec]:
        """What the trained network learns, by full name."""
        return _placed((id, made.weights) for id, made in self._trained())

    @cached_property
    def states(self) -> Mapping[str, StateSpec]:
        """What else it keeps, by full name."""
        return _placed(
            (id, _kept(self.graph.node(id), made, self.surgery)) for id, made in self._trained()
        )

    def weight_shape(self, node: str) -> tuple[int, ...] | None:
        """That of the weight matrix of an active node; None where there is none."""
        if not self.sound or node not in self.used:
            return None
        found = (w.shape for w in self.drafts[node].weights if w.name == "node.weight")
        return next(found, None)

    def _trained(self) -> Iterator[tuple[str, Draft]]:
        return ((id, self.drafts[id]) for id in self.active if self.sound)

    @cached_property
    def size(self) -> int:
        """How many weights the trained network has."""
        return sum(weight.size for weight in self.weights.values())

    @cached_property
    def state_size(self) -> int:
        """How many numbers of state it keeps."""
        return sum(state.size for state in self.states.values())

    def network(self, batch: int, training: bool) -> Network:
        """The expressions for one batch size and mode. Only for a sound build."""
        assembly = Assembly(self.spec, self.loss, batch, training, self.surgery.knocked_nodes)
        for id in slowly(self.active):
            inputs = [assembly.nodes[source] for source in self.graph.sources(id)]
            assembly.place(self.graph.node(id), inputs)
        return assembly.finish(self.graph.node(self.active[-1]))


def build(
    graph: Graph, spec: DataSpec, loss: Loss, surgery: Surgery = Surgery(),
    before: Build | None = None,
) -> Build:
    """Checks `graph` against the data and the loss. Never raises on a half-drawn graph.

    Nodes that are as they were in `before` are not looked at again.
    """
    order = graph.order()
    same = before is not None and before.spec is spec and before.loss == loss
    drafts, failures = _drafts(graph, spec, loss, order, before if same else None)
    output = _output(graph, drafts)
    behind = graph.ancestors(output) | {output} if output else frozenset[str]()
    # The output last: what is assembled ends in it.
    inside = (id for id in order if id in behind and id != output)
    active = (*inside, output) if output in drafts else ()
    fed = any(graph.node(id).layer.name == _INPUT for id in active)
    sound = fed and spec.task in loss.tasks
    problems = (
        *_roles(graph, spec, loss, output), *_cycles(graph, order), *failures,
    )
    return Build(
        graph, spec, loss, (*problems, *_unused(graph, output, behind, problems)), sound,
        {id: made.output[0] for id, made in drafts.items()},
        {id: made.size for id, made in drafts.items()},
        active, output, drafts, surgery,
    )


def sound_build(
    graph: Graph, spec: DataSpec, loss: Loss, surgery: Surgery = Surgery()
) -> Build:
    """The build of what can be trained. Raises BadExperiment."""
    made = build(graph, spec, loss, surgery)
    if not made.sound:
        raise BadExperiment(made.problems)
    return made


def _kept(node: Node, made: Draft, surgery: Surgery) -> tuple[StateSpec, ...]:
    """The states of a node, and which of its units work where some are knocked out."""
    if node.id not in surgery.knocked_nodes or node.layer.name == _OUTPUT:
        return made.states
    return (*made.states, StateSpec(f".{ALIVE}", made.output[0], 1.0, 0))


def _placed(owned: Iterable[tuple[str, tuple[T, ...]]]) -> dict[str, T]:
    """The arrays of all nodes by full name, one behind the other in a flat vector."""
    placed: dict[str, T] = {}
    offset = 0
    for id, specs in owned:
        for spec in specs:
            name = f"{id}.{spec.name.partition('.')[2]}"
            placed[name] = replace(spec, name=name, offset=offset)
            offset += spec.size
    return placed


def _drafts(
    graph: Graph, spec: DataSpec, loss: Loss, order: Iterable[str], before: Build | None
) -> tuple[dict[str, Draft], list[Problem]]:
    """Every node that can be built, and why the others cannot. What only follows from a broken
    node is not reported again."""
    # All but the arrays, which no shape depends on and which cannot be compared.
    plain = DataSpec(
        spec.task, spec.view, spec.shape, spec.outputs, spec.features, spec.classes
    )
    known: Mapping[str, Draft] = before.drafts if before is not None else {}
    touched, fed = _touched(graph, before), graph.fed
    fresh = {*touched}
    drafts: dict[str, Draft] = {}
    problems: list[Problem] = []
    for id in order:
        sources, was = fed.get(id, ()), id in known and id not in touched
        if was and id not in fresh and fresh.isdisjoint(sources):
            drafts[id] = known[id]
            continue
        fresh.add(id)
        reached = drafts.keys() >= {*sources}
        if was and not reached:
            continue  # wired as it was, which was well
        node, at = graph.node(id), [wire.port for wire in graph.wires_into(id)]
        wiring = _wiring(node, at)
        if wiring is not None:
            problems.append(wiring)
        elif reached:
            made = draft(node.layer, tuple(drafts[s].output for s in sources), plain, loss)
            if isinstance(made, Refusal):
                port = at[made.port] if made.port < len(at) else 0
                problems.append(Problem(made.code, id, port, made.values))
                continue
            drafts[id] = made
            if made is known.get(id):
                fresh.discard(id)  # what it feeds need not be looked at
    return drafts, problems


def _touched(graph: Graph, before: Build | None) -> set[str]:
    """The nodes that are not as they were, or not wired as they were."""
    if before is None:
        return set()
    old = before.graph
    then = {node.id: node for node in old.nodes}
    fresh = {node.id for node in graph.nodes if then.get(node.id) is not node}
    if graph.wires != old.wires:
        fresh.update(n.id for n in graph.nodes if graph.wires_into(n.id) != old.wires_into(n.id))
    return fresh


def _wiring(node: Node, ports: list[int]) -> Problem | None:
    """What is wrong with how many wires lead into `node`, at the port that is missing one or has
    one too many."""
    count, (least, most) = len(ports), node.layer.inputs
    if count < least:
        code = "too_few_inputs" if count else "not_connected"
        free = next(port for port in range(count + 1) if port not in ports)
        return Problem(code, node.id, free, (("count", count), ("least", least)))
    if most is not None and count > most:
        return Problem("too_many_inputs", node.id, ports[most], (("count", count), ("most", most)))
    return None


def _cycles(graph: Graph, order: Iterable[str]) -> Iterator[Problem]:
    """The nodes on a cycle: those without an order that feed one another."""
    stuck = {node.id for node in graph.nodes} - set(order)
    leads = {id: sum(target in stuck for target in graph.targets(id)) for id in stuck}
    dead_ends = [id for id, count in leads.items() if not count]
    while dead_ends:
        id = dead_ends.pop()
        stuck.discard(id)
        for source in graph.sources(id):
            if source in leads:
                leads[source] -= 1
                if not leads[source]:
                    dead_ends.append(source)
    return (Problem("cycle", node.id) for node in graph.nodes if node.id in stuck)


def _output(graph: Graph, drafts: Collection[str]) -> str:
    """The output node to train: the first that could be built, else the first."""
    outputs = [node.id for node in graph.nodes if node.layer.name == _OUTPUT]
    return next((id for id in outputs if id in drafts), outputs[0] if outputs else "")


def _roles(graph: Graph, spec: DataSpec, loss: Loss, output: str) -> Iterator[Problem]:
    """What is wrong with inputs, outputs and the loss. Any number of inputs may feed a network."""
    if not any(node.layer.name == _INPUT for node in graph.nodes):
        yield Problem("no_input")
    outputs = [node.id for node in graph.nodes if node.layer.name == _OUTPUT]
    if not outputs:
        yield Problem("no_output")
    for id in outputs:
        if id != output:
            yield Problem("many_outputs", id, 0, (("count", len(outputs)),))
    facts: dict[str, Any] = {"loss": loss.name, "task": spec.task}
    if spec.task not in loss.tasks:
        yield Problem("loss_task", output, 0, tuple(facts.items()))
    elif output:
        activation = output_activation(graph.node(output), loss, spec)
        if not loss.suits(activation, spec.task):
            facts["activation"] = activation
            yield Problem("output_activation", output, 0, tuple(facts.items()))


def _unused(
    graph: Graph, output: str, needed: Collection[str], problems: Iterable[Problem]
) -> Iterator[Problem]:
    """Nodes that lead nowhere, unless something else is wrong with them already."""
    named = {problem.node for problem in problems}
    for node in graph.nodes:
        if output and node.id not in needed and node.id not in named:
            yield Problem("unused", node.id)
