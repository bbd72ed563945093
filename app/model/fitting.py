"""Which wires may be drawn: a free port, and why a wire from here to there would not do."""

from __future__ import annotations

from engine.build import Build
from engine.datasets import DataSpec
from engine.draft import Refusal, draft
from engine.errors import Problem
from engine.graph import Graph
from engine.losses import Loss

__all__ = ["free_port", "ports", "refusal"]


def ports(graph: Graph, target: str) -> tuple[int, ...]:
    """The input ports of a node: those its layer has, or the taken ones and one to go on with."""
    least, most = graph.node(target).layer.inputs
    if most is not None:
        return tuple(range(most))
    last = max((wire.port for wire in graph.wires_into(target)), default=-1)
    return tuple(range(max(least, last + 2)))


def free_port(graph: Graph, target: str) -> int | None:
    """The first port of a node that no wire ends in; None when there is none, or no such node."""
    if target not in graph:
        return None
    taken = {wire.port for wire in graph.wires_into(target)}
    return next((port for port in ports(graph, target) if port not in taken), None)


def refusal(
    graph: Graph, built: Build | None, source: str, target: str, port: int | None = None
) -> Problem | None:
    """Why a wire from `source` to this port of `target` will not do; None when it fits.

    Without `port` it is the first free one. Codes: "no_port", "no_way_out" (nothing comes after
    an output layer), "wire_to_itself", "wire_exists", "port_taken", "wire_makes_cycle". With the
    shapes of `built` also what the layer itself says: "shape_mismatch", "needs_flatten" …
    """
    code = _drawn_wrongly(graph, source, target, port)
    if code:
        return Problem(code, target, port or 0, (("source", source),))
    chosen = free_port(graph, target) if port is None else port
    return _misfit(graph, built, source, target, chosen or 0) if built is not None else None


def _drawn_wrongly(graph: Graph, source: str, target: str, port: int | None) -> str:
    """What is wrong with the wire whatever the shapes are, "" when nothing is."""
    if source not in graph or target not in graph:
        return "no_port"
    if source == target:
        return "wire_to_itself"
    if graph.node(source).layer.name == "output":
        return "no_way_out"
    there = ports(graph, target)
    if not there or (port is not None and port not in there):
        return "no_port"
    if source in graph.sources(target):
        return "wire_exists"
    taken = {wire.port for wire in graph.wires_into(target)}
    if port in taken or taken.issuperset(there):
        return "port_taken"
    return "wire_makes_cycle" if target in graph.ancestors(source) else ""


def _misfit(graph: Graph, built: Build, source: str, target: str, port: int) -> Problem | None:
    """What the layer says to its inputs once the wire is there; None where they are not known."""
    fed = {wire.port: wire.source for wire in graph.wires_into(target)} | {port: source}
    at = sorted(fed)
    layer = graph.node(target).layer
    if len(at) < layer.inputs[0] or not all(fed[key] in built.drafts for key in at):
        return None
    found = draft(layer, tuple(built.drafts[fed[key]].output for key in at), *_known(built))
    if isinstance(found, Refusal):
        return Problem(found.code, target, at[found.port], found.values)
    return None


def _known(built: Build) -> tuple[DataSpec, Loss]:
    """What a layer may know of the data: all but the arrays, which cannot be compared."""
    spec = built.spec
    plain = DataSpec(spec.task, spec.view, spec.shape, spec.outputs, spec.features, spec.classes)
    return plain, built.loss
