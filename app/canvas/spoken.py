"""Layers, neurons and what else can be selected, as they are said aloud."""

from __future__ import annotations

from app.canvas.ailments import health_at
from app.canvas.arrangement import Sight
from app.canvas.columns import Column
from app.canvas.folding import group_title
from app.canvas.hits import Spot
from app.canvas.inspector import condition
from app.canvas.selection import Chosen
from app.names import node_name
from app.texts import tr
from engine.frame import Frame

__all__ = ["chosen_words", "layer_words", "problem_at", "spot_words", "wires_words"]


def spot_words(sight: Sight, spot: Spot, frame: Frame | None, chosen: Chosen) -> str:
    """Where the keyboard is: "Dense 2, 8 neurons, tanh, selected, 2 dead". A neuron says its number
    and what surgery has done to it."""
    if spot.node not in sight.network:
        return ""
    if spot.position < 0:
        return layer_words(sight, spot.node, frame, chosen)
    column = sight.network.column(spot.node)
    return _joined(column.title, _neuron(column, spot.position), condition(column, spot.position))


def layer_words(sight: Sight, node: str, frame: Frame | None, chosen: Chosen) -> str:
    """A layer, or the folded group that it stands for."""
    if node in sight.folding.groups:
        content = sight.contents[node]
        return tr("{name}, a folded group: {inside}. Enter unfolds it",
                  name=content.title, inside=", ".join(content.lines))
    selected = tr("selected") if node in chosen.nodes else ""
    column = sight.network.column(node)
    found = health_at(frame, sight.network.graph, node) if frame is not None else None
    ailment = found.text if found is not None else ""
    return _joined(column.title, *_details(column), selected, ailment)


def problem_at(sight: Sight, node: str) -> str:
    """What is wrong with a layer, or the first thing that is in a folded group; "" for nothing."""
    if node in sight.folding.groups:
        return sight.contents[node].problem
    return sight.network.column(node).problem if node in sight.network else ""


def wires_words(sight: Sight, node: str) -> str:
    """What a layer is connected with."""
    before = ", ".join(_name(sight, end) for end in sight.folding.graph.sources(node))
    after = ", ".join(_name(sight, end) for end in sight.folding.graph.targets(node))
    return _joined(
        tr("from {layers}", layers=before) if before else "",
        tr("to {layers}", layers=after) if after else "",
    )


def chosen_words(sight: Sight, chosen: Chosen) -> str:
    """What is selected, where that is not a single layer."""
    count = len(chosen.nodes) + len(chosen.links) + len(chosen.notes)
    if count > 1:
        return tr("{count} things selected", count=count)
    if chosen.notes:
        text = next((n.text for n in sight.board.notes if n.id in chosen.notes), "")
        return tr("Note selected: {text}", text=text)
    if chosen.links:
        (wire,) = chosen.wires
        return tr("Wire from {source} to {target} selected",
                  source=_name(sight, wire.source), target=_name(sight, wire.target))
    return ""


def _name(sight: Sight, node: str) -> str:
    group = sight.folding.groups.get(node)
    return group_title(group) if group is not None else node_name(sight.network.graph, node)


def _details(column: Column) -> tuple[str, ...]:
    """The line under the name of a column, with what its number counts."""
    number, *more = column.detail.split(" · ")
    if number == str(column.units):
        neurons = column.resizable or column.layer.name == "output"
        number = _neurons(column.units) if neurons else _numbers(column.units)
    return number, *more


def _neurons(count: int) -> str:
    return tr("1 neuron") if count == 1 else tr("{count} neurons", count=count)


def _numbers(count: int) -> str:
    return tr("1 number") if count == 1 else tr("{count} numbers", count=count)


def _neuron(column: Column, position: int) -> str:
    """A shown unit, by its name or by its number."""
    if position < len(column.names):
        return column.names[position]
    return tr("neuron {number} of {count}", number=column.shown[position] + 1, count=column.units)


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
