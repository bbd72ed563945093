"""A drawn graph, checked: what is wrong with it, every shape, every weight, and its network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.datasets.base import DataSpec
from engine.errors import BadExperiment, BadShape, Problem
from engine.graph import Graph, Node
from engine.layers.base import LayerProblem
from engine.losses import Loss
from engine.network import Assembly, Network, StateSpec, WeightSpec, output_activation
from engine.surgery import Surgery

__all__ = ["Build", "build", "sound_build"]

_INPUT, _OUTPUT = "input", "output"
_DRAFT_BATCH = 2


@dataclass(frozen=True)
class Build:
    """What a graph is for given data and loss. A half-drawn graph has problems and fewer shapes.

    `sound`: there is a path from input to output that trains; problems elsewhere do not matter.
    `shapes`: per sample, for every node that could be built, used or not. `weights` and `states`
    are those of the `active` nodes, which are in forward order. `parameter_counts` counts the
    weights of every node that could be built. `output` is the node that is trained, "" if none.
    """

    graph: Graph
    spec: DataSpec
    loss: Loss
    problems: tuple[Problem, ...]
    sound: bool
    shapes: Mapping[str, tuple[int, ...]]
    weights: Mapping[str, WeightSpec]
    states: Mapping[str, StateSpec]
    parameter_counts: Mapping[str, int]
    active: tuple[str, ...]
    output: str
    surgery: Surgery = Surgery()

    @property
    def size(self) -> int:
        """How many weights the trained network has."""
        return sum(weight.size for weight in self.weights.values())

    @property
    def state_size(self) -> int:
        """How many numbers of state it keeps."""
        return sum(state.size for state in self.states.values())

    def network(self, batch: int, training: bool) -> Network:
        """The expressions for one batch size and mode. Only for a sound build."""
        assembly = Assembly(self.spec, self.loss, batch, training, self.surgery.knocked_nodes)
        return _assembled(assembly, self.graph, self.active)


def build(graph: Graph, spec: DataSpec, loss: Loss, surgery: Surgery = Surgery()) -> Build:
    """Checks `graph` against the data and the loss. Never raises on a half-drawn graph."""
    draft, failures = _draft(graph, spec, loss)
    output = _output(graph, draft)
    active = _behind(graph, output) if output in draft.nodes else ()
    fed = any(graph.node(id).layer.name == _INPUT for id in active)
    sound = fed and spec.task in loss.tasks
    assembly = Assembly(spec, loss, _DRAFT_BATCH, True, surgery.knocked_nodes)
    network = _assembled(assembly, graph, active) if sound else None
    counts = dict.fromkeys(draft.nodes, 0)
    for weight in draft.weight_specs.values():
        counts[weight.node] += weight.size
    return Build(
        graph, spec, loss,
        (*_roles(graph, spec, loss, output), *failures, *_unused(graph, output, failures)),
        sound,
        {id: node.shape[1:] for id, node in draft.nodes.items()},
        network.weight_specs if network else {},
        network.state_specs if network else {},
        counts, active, output, surgery,
    )


def sound_build(
    graph: Graph, spec: DataSpec, loss: Loss, surgery: Surgery = Surgery()
) -> Build:
    """The build of what can be trained. Raises BadExperiment."""
    made = build(graph, spec, loss, surgery)
    if not made.sound:
        raise BadExperiment(made.problems)
    return made


def _assembled(assembly: Assembly, graph: Graph, active: tuple[str, ...]) -> Network:
    for id in active:
        assembly.place(graph.node(id), [assembly.nodes[s] for s in graph.sources(id)])
    return assembly.finish(graph.node(active[-1]))


def _draft(graph: Graph, spec: DataSpec, loss: Loss) -> tuple[Assembly, tuple[Problem, ...]]:
    """Every node that can be built, and why the others cannot. What only follows from a broken
    node is not reported again."""
    assembly = Assembly(spec, loss, _DRAFT_BATCH, True)
    problems: list[Problem] = []
    order = graph.order()
    for id in order:
        node, sources = graph.node(id), graph.sources(id)
        wiring = _wiring(node, len(sources))
        if wiring is not None:
            problems.append(wiring)
        elif all(source in assembly.nodes for source in sources):
            inputs = [assembly.nodes[source] for source in sources]
            try:
                assembly.place(node, inputs)
            except LayerProblem as error:
                problems.append(Problem(error.code, id, 0, tuple(error.values.items())))
            except BadShape:
                shapes = tuple(x.shape[1:] for x in inputs)
                problems.append(Problem("shape_mismatch", id, 0, (("shapes", shapes),)))
    cycles = (Problem("cycle", node.id) for node in graph.nodes if node.id in _cyclic(graph, order))
    return assembly, (*cycles, *problems)


def _wiring(node: Node, count: int) -> Problem | None:
    least, most = node.layer.inputs
    if count < least:
        code = "too_few_inputs" if count else "not_connected"
        return Problem(code, node.id, count, (("count", count), ("least", least)))
    if most is not None and count > most:
        return Problem("too_many_inputs", node.id, most, (("count", count), ("most", most)))
    return None


def _cyclic(graph: Graph, order: tuple[str, ...]) -> set[str]:
    """The nodes on a cycle: those without an order that feed one another."""
    stuck = {node.id for node in graph.nodes} - set(order)
    while True:
        dead_ends = {id for id in stuck if not stuck & set(graph.targets(id))}
        if not dead_ends:
            return stuck
        stuck -= dead_ends


def _output(graph: Graph, draft: Assembly) -> str:
    """The output node to train: the first that could be built, else the first."""
    outputs = [node.id for node in graph.nodes if node.layer.name == _OUTPUT]
    return next((id for id in outputs if id in draft.nodes), outputs[0] if outputs else "")


def _behind(graph: Graph, output: str) -> tuple[str, ...]:
    """`output` and everything that feeds it, in forward order."""
    needed, waiting = {output}, [output]
    while waiting:
        fresh = set(graph.sources(waiting.pop())) - needed
        needed |= fresh
        waiting.extend(fresh)
    # The output last: what is assembled ends in it.
    return (*(id for id in graph.order() if id in needed and id != output), output)


def _roles(graph: Graph, spec: DataSpec, loss: Loss, output: str) -> Iterator[Problem]:
    """What is wrong with inputs, outputs and the loss."""
    for kind, name in ((_INPUT, "input"), (_OUTPUT, "output")):
        found = [node.id for node in graph.nodes if node.layer.name == kind]
        if not found:
            yield Problem(f"no_{name}")
        for id in found:
            if id != (output if kind == _OUTPUT else found[0]):
                yield Problem(f"many_{name}s", id, 0, (("count", len(found)),))
    facts: dict[str, Any] = {"loss": loss.name, "task": spec.task}
    if spec.task not in loss.tasks:
        yield Problem("loss_task", output, 0, tuple(facts.items()))
    elif output:
        activation = output_activation(graph.node(output), loss, spec)
        if not loss.suits(activation, spec.task):
            facts["activation"] = activation
            yield Problem("output_activation", output, 0, tuple(facts.items()))


def _unused(graph: Graph, output: str, failures: tuple[Problem, ...]) -> Iterator[Problem]:
    """Nodes that lead nowhere, unless something else is wrong with them already."""
    if not output:
        return
    named = {problem.node for problem in failures}
    needed = set(_behind(graph, output))
    for node in graph.nodes:
        if node.id not in needed | named and node.layer.name != _OUTPUT:
            yield Problem("unused", node.id)
