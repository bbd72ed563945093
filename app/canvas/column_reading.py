"""Reads columns and the wires between them from a project.

A layer wider than `FOLD_ABOVE` shows `FOLDED` of its units: the first ones, so that pictures stay
where they are while a layer grows. Inputs, whose order is the data's, show evenly spread ones (the
first pixels of an image are all blank), and a node that hands every number on shows the same units
as the node that feeds it. An unfolded layer shows as many as fit.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from operator import attrgetter

import numpy as np

from app.canvas.columns import FOLD_ABOVE, FOLDED, Column, Link, Network, own_problems, spoken
from app.canvas.conditions import held_units, marked_wires, silent_units
from app.errors import explain
from app.model.edits import FIXED
from app.model.project import Project
from app.names import node_name
from app.texts import tr, tr_engine
from app.widgets.numbers import to_text
from engine.build import Build, build
from engine.datasets import DataSpec
from engine.graph import Graph, Node
from engine.layers.io import Input, Output
from engine.network import output_activation
from engine.surgery import Surgery

__all__ = ["read_network"]

_UNITS = attrgetter("units")


def read_network(
    project: Project,
    spec: DataSpec | None,
    unfolded: Mapping[str, int],
    opened: Collection[str] | None = None,
    before: Network | None = None,
) -> Network:
    """What to draw of `project`; `unfolded` says how many units to show of opened layers.

    Without `spec` (the data is still being made) the numbers of units are guessed from settings.
    Only nodes of `opened` show their neurons, if it is given: a link of another one has no wires.
    `before` is what was read last with the same data, loss and `opened`: what is still the same
    is taken from it.
    """
    graph = project.graph
    old = before.build if before is not None else None
    loss = project.experiment.loss
    built = build(graph, spec, loss, before=old) if spec is not None else None
    columns = _read_columns(project, built, unfolded, before)
    problems = built.problems if built is not None else ()
    texts = tuple(str(explain(p, graph)) for p in problems if not p.node)
    ends = frozenset(columns if opened is None else opened)
    links = _read_links(graph, columns, built, ends, before)
    surgery = project.experiment.surgery
    if built is not None and surgery != Surgery():
        columns = {id: _operated(surgery, built, column) for id, column in columns.items()}
        links = tuple(_marked(surgery, built, link) for link in links)
    return Network(graph, tuple(columns.values()), links, texts, built)


def _read_columns(
    project: Project, built: Build | None, unfolded: Mapping[str, int], before: Network | None
) -> dict[str, Column]:
    """The columns of all nodes, in reading order."""
    graph, wrong = project.graph, _sentences(built, project.graph)
    known = before.by_node if before is not None else {}
    fresh, redrafted = _touched(graph, before), _redrafted(graph, built, before)
    columns: dict[str, Column] = {}
    fed = graph.fed
    for id in graph.reading:
        old, problem = known.get(id), wrong.get(id, "")
        if old is None or id in fresh or old.problem != problem or not fresh.isdisjoint(
            fed.get(id, ())
        ) or (id in redrafted and _units(graph, graph.node(id), columns, built) != _size(old)):
            columns[id] = made = _column(
                project, graph.node(id), columns, built, unfolded.get(id, 0), problem, old
            )
            (fresh.discard if made is old else fresh.add)(id)
        else:
            columns[id] = old
    return columns


def _touched(graph: Graph, before: Network | None) -> set[str]:
    """The nodes that are new, or are not what they were."""
    if before is None:
        return set(graph.reading)
    then = {node.id: node for node in before.graph.nodes}
    touched = {node.id for node in graph.nodes if then.get(node.id) is not node}
    touched |= _differing(before.graph.numbers, graph.numbers, graph)
    return touched | _differing(before.graph.fed, graph.fed, graph)


def _differing(
    before: Mapping[str, object], now: Mapping[str, object], graph: Graph
) -> set[str]:
    """The nodes of which something else is known than before."""
    if now is before or now == before:
        return set()
    return {node.id for node in graph.nodes if before.get(node.id) != now.get(node.id)}


def _redrafted(graph: Graph, built: Build | None, before: Network | None) -> set[str]:
    """The nodes that may have another number of units than they had."""
    old = before.build if before is not None else None
    if built is None or old is None:
        return set(graph.reading)
    then, now = old.drafts, built.drafts
    return {id for id in graph.reading if then.get(id) is not now.get(id)}


def _read_links(
    graph: Graph, columns: Mapping[str, Column], built: Build | None, opened: Collection[str],
    before: Network | None,
) -> tuple[Link, ...]:
    """The wires between all columns, by what they end in."""
    if before is None:
        return tuple(link for id in columns for link in _links(graph, id, columns, built, opened))
    known, fed = before.by_node, graph.fed
    fresh = {id for id, column in columns.items() if known.get(id) is not column}
    fresh |= _differing(before.graph.fed, fed, graph)
    made: list[Link] = []
    for id in columns:
        if id in fresh or not fresh.isdisjoint(fed.get(id, ())):
            made.extend(_links(graph, id, columns, built, opened))
        else:
            made.extend(before.links_into(id))
    return tuple(made)


def _operated(surgery: Surgery, built: Build, column: Column) -> Column:
    given = surgery, built, column.node, column.shown
    return replace(column, silent=silent_units(*given), held=held_units(*given))


def _marked(surgery: Surgery, built: Build, link: Link) -> Link:
    held, pruned = marked_wires(surgery, built, link.matrix, link.rows, link.columns)
    return replace(link, held=held, pruned=pruned)


def _column(
    project: Project, node: Node, made: Mapping[str, Column], built: Build | None, opened: int,
    problem: str, old: Column | None,
) -> Column:
    graph = project.graph
    title, (units, counted) = node_name(graph, node.id), _units(graph, node, made, built)
    shown = _shown(graph, node, made, units, opened)
    if old is not None and old.layer is node.layer and not old.silent and not old.held and (
        (old.title, _size(old), old.shown, old.problem)
        == (title, (units, counted), shown, problem)
    ):
        return old
    names = _names(node, units, built)
    function = _function(project, node, built)
    return Column(
        node.id, node.layer, title, _detail(node, units, function), units, shown,
        tuple(tr_engine(names[u]) for u in shown) if len(names) == units else (), function, problem,
        counted=counted,
    )


def _units(
    graph: Graph, node: Node, before: Mapping[str, Column], built: Build | None
) -> tuple[int, bool]:
    """How many units a node has, or would have in a whole network, and whether that can be told:
    not where nothing feeds it, nor where what does is not of one width."""
    if built is not None and node.id in built.shapes:
        return math.prod(built.shapes[node.id]), True
    if "units" in node.layer.params:
        return int(_UNITS(node.layer)), True
    if built is not None and isinstance(node.layer, Output):
        return built.spec.outputs, True
    if node.layer.name in FIXED:
        return len(node.layer.values.get("features", ())) or 1, True
    fed = [before[source] for source in graph.sources(node.id) if source in before]
    told = {column.units for column in fed if column.counted}
    return max(told or {column.units for column in fed}, default=1), len(told) == 1


def _size(column: Column) -> tuple[int, bool]:
    """The same of a column that has been read."""
    return column.units, column.counted


def _shown(
    graph: Graph, node: Node, before: Mapping[str, Column], units: int, opened: int
) -> tuple[int, ...]:
    if units <= FOLD_ABOVE:
        return tuple(range(units))
    count = min(units, max(opened, FOLDED))
    sources = [before[s] for s in graph.sources(node.id) if s in before]
    follows = "units" not in node.layer.params and len(sources) == 1
    if follows and not opened and sources[0].units == units:
        return sources[0].shown[:count]
    if node.layer.name == "input":
        return tuple(int(n) for n in np.linspace(0, units - 1, count).round())
    return tuple(range(count))


def _names(node: Node, units: int, built: Build | None) -> tuple[str, ...]:
    """What the units of an input or output stand for, where that is known."""
    if built is None:
        return ()
    if isinstance(node.layer, Input):
        return node.layer.feature_names(built.spec)
    classes = built.spec.classes
    return classes if isinstance(node.layer, Output) and len(classes) == units else ()


def _function(project: Project, node: Node, built: Build | None) -> str:
    setting = node.layer.params.get("activation")
    if setting is None:
        return ""
    chosen = str(node.layer.values["activation"])
    if chosen == "auto" and built is not None:
        chosen = output_activation(node, project.experiment.loss, built.spec)
    return spoken(tr_engine(setting.option_label(chosen)))


def _detail(node: Node, units: int, function: str) -> str:
    """The line under a column's name: "8 · tanh", "4 features", "8 · 20 %"."""
    if node.layer.name == "input":
        return tr("1 feature") if units == 1 else tr("{count} features", count=units)
    rate = node.layer.params.get("rate")
    more = function or (to_text(rate, node.layer.values["rate"]) if rate else "")
    return f"{units} · {more}" if more else str(units)


def _sentences(built: Build | None, graph: Graph) -> dict[str, str]:
    """What is wrong with every broken node."""
    found = own_problems(built.problems) if built is not None else {}
    return {node: str(explain(p, graph)) for node, p in found.items() if node}


def _links(
    graph: Graph, target: str, columns: Mapping[str, Column], built: Build | None,
    opened: Collection[str],
) -> list[Link]:
    sources = graph.sources(target)
    inputs = sum(columns[source].units for source in sources)
    shape = built.weight_shape(target) if built is not None else None
    weighted = shape is not None and shape == (inputs, columns[target].units)
    made: dict[str, Link] = {}
    offset = 0
    for source in sources:
        a, b = columns[source], columns[target]
        every = weighted or _sums(b)
        if source not in opened or target not in opened:
            link = _whole(a, b, inputs, weighted=every)
        else:
            link = _dense(a, b, offset, inputs) if every else _matched(a, b, offset)
        made[source] = _joined(made[source], link) if source in made else link
        offset += a.units
    return list(made.values())


def _joined(a: Link, b: Link) -> Link:
    """Two wires between the same nodes as one link."""
    return replace(
        a, sources=a.sources + b.sources, targets=a.targets + b.targets, rows=a.rows + b.rows,
        columns=a.columns + b.columns,
    )


def _sums(column: Column) -> bool:
    """Whether every neuron listens to every input, also while the weights are not known yet."""
    return "initializer" in column.layer.params


def _whole(a: Column, b: Column, inputs: int, *, weighted: bool) -> Link:
    """A link that is shown as one wire."""
    return Link(a.node, b.node, (), (), f"{b.node}.weight" if weighted else "", inputs=inputs)


def _dense(a: Column, b: Column, offset: int, inputs: int) -> Link:
    pairs = [(i, j) for i in range(len(a.shown)) for j in range(len(b.shown))]
    return Link(
        a.node, b.node, tuple(i for i, _ in pairs), tuple(j for _, j in pairs),
        f"{b.node}.weight", tuple(a.shown[i] + offset for i, _ in pairs),
        tuple(b.shown[j] for _, j in pairs), inputs,
    )


def _matched(a: Column, b: Column, offset: int) -> Link:
    """Unit to unit where the numbers match, else units spread evenly over units."""
    at = {unit: place for place, unit in enumerate(b.shown)}
    shift = 0 if a.units == b.units else offset
    pairs = [(i, at[u + shift]) for i, u in enumerate(a.shown) if u + shift in at]
    if not pairs or (a.units > b.units):
        last = max(1, len(a.shown) - 1)
        pairs = [(i, round(i / last * (len(b.shown) - 1))) for i in range(len(a.shown))]
    return Link(a.node, b.node, tuple(i for i, _ in pairs), tuple(j for _, j in pairs))
