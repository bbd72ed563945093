"""What there is to see and set of the selected nodes, one or many: one value for the popover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.model.edits import FIXED
from app.names import node_name
from app.texts import tr
from app.widgets.words import describe
from engine.build import Build
from engine.costs import Cost, costs
from engine.graph import Graph, Node
from engine.layers import Layer, layers
from engine.layers.activation import Activation
from engine.network import output_activation
from engine.param import Param

__all__ = ["Properties", "read_properties"]

_FIRST = ("activation", "units", "rate")
"""Settings that stand on top, in this order; the others keep theirs."""


@dataclass(frozen=True)
class Properties:
    """One or several nodes as their popover shows them.

    `layer` is that of the first node; `names` are the settings that all of them have, and `mixed`
    those that differ. `help`, `formula` (LaTeX) and `bend`, the activation at their end, are "" and
    None where the nodes do not agree. `counts` is a line with shape, weights and multiply-adds.
    `removable`: there is one that may be taken out.
    """

    nodes: tuple[str, ...]
    title: str
    help: str
    layer: Layer
    names: tuple[str, ...]
    mixed: frozenset[str]
    formula: str
    bend: Activation | None
    counts: str
    removable: bool


def read_properties(graph: Graph, nodes: Sequence[str], build: Build | None) -> Properties:
    """The properties of `nodes`, at least one, all in the graph. Without `build` (the data is still
    being made) nothing is counted."""
    chosen = [graph.node(id) for id in nodes]
    shown = [node.layer for node in chosen]
    first, alike = shown[0], len({type(layer) for layer in shown}) == 1
    names = _common(shown)
    one = len(chosen) == 1
    return Properties(
        tuple(nodes),
        node_name(graph, nodes[0]) if one else tr("{count} layers", count=len(nodes)),
        describe(type(first)) if alike else "" if names else tr("They share no setting."),
        first, names,
        frozenset(n for n in names if len({layer.values[n] for layer in shown}) > 1),
        first.formula if alike else "",
        _bend(chosen, build),
        _counts(nodes, build),
        any(layer.name not in FIXED for layer in shown),
    )


def _common(shown: Sequence[Layer]) -> tuple[str, ...]:
    """The settings that all layers declare alike, the most used ones first."""
    first, *others = (layer.params for layer in shown)
    names = [n for n, p in first.items() if all(_same(p, other.get(n)) for other in others)]
    return tuple(sorted(names, key=lambda n: _FIRST.index(n) if n in _FIRST else len(_FIRST)))


def _same(a: Param, b: Param | None) -> bool:
    return b is not None and (a.kind, a.lo, a.hi, a.options) == (b.kind, b.lo, b.hi, b.options)


def _bend(chosen: Iterable[Node], build: Build | None) -> Activation | None:
    """The activation that all nodes end in, with its settings."""
    found = {_activation(node, build) for node in chosen}
    return found.pop() if len(found) == 1 else None


def _activation(node: Node, build: Build | None) -> Activation | None:
    if isinstance(node.layer, Activation):
        return node.layer
    name = str(node.layer.values.get("activation", ""))
    if name == "auto" and build is not None:
        name = output_activation(node, build.loss, build.spec)
    made = layers.make(name) if name in layers else None
    return made if isinstance(made, Activation) else None


def _counts(nodes: Sequence[str], build: Build | None) -> str:
    """ "N × 16 · 272 weights · 256 multiply-adds"; nothing unless all of them could be built."""
    if build is None or not all(node in build.shapes for node in nodes):
        return ""
    each: Mapping[str, Cost] = costs(build).nodes
    cost = sum((each[node] for node in nodes if node in each), Cost())
    shapes = {build.shapes[node] for node in nodes}
    words = []
    if len(shapes) == 1:
        words.append(" × ".join(["N", *map(str, shapes.pop())]))
    if cost.weights:
        words.append(tr("{count} weights", count=f"{cost.weights:,}"))
    if cost.multiply_adds:
        words.append(tr("{count} multiply-adds", count=f"{cost.multiply_adds:,}"))
    return " · ".join(words)
