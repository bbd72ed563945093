"""Where everything stands on the board: cards and open columns at places of their own.

A place is the middle of a node, in logical pixels of the scene. Nodes that a person has placed
stay there; `arrange` finds places for the others. An open column is as tall as its neighbours
allow, so that it does not cover them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from app.canvas.boxes import CARD_WIDTH, Size, arrange
from app.canvas.columns import Column, Network
from app.canvas.detours import detour
from app.canvas.layout import (
    CHIP,
    HEADER,
    LETTER,
    Box,
    Edge,
    Layout,
    Place,
    Point,
    label_text,
    letters,
)
from app.canvas.routes import route
from engine.graph import Graph

__all__ = ["Places", "between", "lay_out_board", "open_size"]

PITCH_MOST, PITCH_LEAST, SHARE = 40.0, 18.0, 0.735
OPEN_WIDTH, BESIDE = 116.0, 22.0
"""How wide an open column is at least, and what stands between a picture and a name beside it."""
_NAMES_MOST = 132.0
_HEAD = HEADER + 12.0
_APART = 16.0


def open_size(column: Column, pitch: float = PITCH_MOST) -> Size:
    """The room of an open column: its header, its neurons, the chip of a wide layer."""
    longest = max((letters(label_text(name)) for name in column.names), default=0)
    names = min(_NAMES_MOST, longest * LETTER)
    across = pitch * SHARE + 2 * (names + BESIDE)
    chip = CHIP if column.foldable else 0.0
    return max(OPEN_WIDTH, across), _HEAD + pitch * max(1, len(column.shown)) + chip


class Places:
    """Finds the middles of nodes, and not again for the same graph, sizes and given places."""

    def __init__(self) -> None:
        self._key: tuple[Any, ...] = ()
        self._found: Mapping[str, Point] = {}

    def find(
        self, graph: Graph, sizes: Mapping[str, Size], fixed: Mapping[str, Point]
    ) -> Mapping[str, Point]:
        """As `boxes.arrange`."""
        if fixed.keys() >= sizes.keys():
            return fixed
        key = graph.wires, tuple(node.id for node in graph.nodes), dict(sizes), dict(fixed)
        if key != self._key:
            self._key, self._found = key, arrange(graph, sizes, fixed)
        return self._found


def lay_out_board(
    network: Network, graph: Graph, cards: Mapping[str, Size], fixed: Mapping[str, Point],
    places: Places | None = None,
) -> Layout:
    """Places for the nodes of `graph`, which may hold folded groups as nodes of their own.

    `cards` are the sizes of all nodes that are not open; `fixed` the places that are given; the
    others come from `places`.
    """
    opened = [c for c in network.columns if c.node not in cards and c.node in graph]
    sizes: dict[str, Size] = {**cards, **{c.node: open_size(c) for c in opened}}
    middles = (places or Places()).find(graph, sizes, fixed)
    boxes = {node: _box(middles[node], size) for node, size in sizes.items()}
    columns = {c.node: _place(c, middles[c.node], _pitch(c, boxes)) for c in opened}
    boxes |= {node: _around(place, boxes[node]) for node, place in columns.items()}
    left, top, right, bottom = _whole(boxes.values())
    edges = {(link.source, link.target) for link in network.links} if columns else set()
    return Layout(
        columns, {}, (right - left, bottom - top), CARD_WIDTH,
        board=True, boxes=boxes, ways=_ways(edges, columns, boxes),
    )


def between(a: Box, b: Box) -> Point:
    """The middle of the gap between two nodes, for what is put there."""
    return (a[2] + b[0]) / 2, (a[1] + a[3] + b[1] + b[3]) / 4


def _box(middle: Point, size: Size) -> Box:
    (x, y), (wide, tall) = middle, size
    return x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2


def _pitch(column: Column, boxes: Mapping[str, Box]) -> float:
    """How far neurons stand apart, so that the column ends before what is above and below it."""
    left, top, right, bottom = boxes[column.node]
    middle = (top + bottom) / 2
    half = (bottom - top) / 2
    for node, (other_left, other_top, other_right, other_bottom) in boxes.items():
        if node == column.node or other_left >= right or other_right <= left:
            continue
        gap = max(other_top - middle, middle - other_bottom)
        if gap > 0:
            half = min(half, max(gap - _APART / 2, gap * 0.5))
    chip = CHIP if column.foldable else 0.0
    room = (2 * half - _HEAD - chip) / max(1, len(column.shown))
    return min(PITCH_MOST, max(PITCH_LEAST, room))


def _place(column: Column, middle: Point, pitch: float) -> Place:
    (x, y), (wide, tall) = middle, open_size(column, pitch)
    size = round(pitch * SHARE)
    header = round(y - tall / 2)
    first = header + _HEAD
    x = round(x - size / 2) + size / 2
    count = max(1, len(column.shown))
    # Pictures begin at whole pixels, so that drawing them is a copy.
    ys = tuple(round(first + pitch * (n + 0.5) - size / 2) + size / 2 for n in range(count))
    chip = first + pitch * count + CHIP / 2 - 4 if column.foldable else None
    return Place(column.node, x, size, pitch, ys, header, max(wide, CARD_WIDTH), chip)


def _around(place: Place, box: Box) -> Box:
    """The box of an open column with the height it really has."""
    low = place.bottom if place.chip is None else place.chip + CHIP / 2
    return box[0], place.header, box[2], low


def _whole(boxes: Iterable[Box]) -> Box:
    corners = np.array([*boxes]).reshape(-1, 4)
    if not len(corners):
        return 0.0, 0.0, 0.0, 0.0
    low, high = corners[:, :2].min(0).tolist(), corners[:, 2:].max(0).tolist()
    return low[0], low[1], high[0], high[1]


def _ways(
    edges: Iterable[Edge], places: Mapping[str, Place], boxes: Mapping[str, Box]
) -> dict[Edge, tuple[Point, ...]]:
    """Where wires between two open columns pass on their way around other nodes."""
    made = {}
    for source, target in edges:
        if source in places and target in places:
            if boxes[target][0] < boxes[source][2]:
                made[source, target] = _back(source, target, places, boxes)
                continue
            a, b = places[source], places[target]
            start = (a.right + 1, (a.top + a.bottom) / 2)
            end = (b.left - 1, (b.top + b.bottom) / 2)
            others = [box for node, box in boxes.items() if node not in (source, target)]
            made[source, target] = route(start, end, others)[1:-1]
    return made


def _back(
    source: str, target: str, places: Mapping[str, Place], boxes: Mapping[str, Box]
) -> tuple[Point, ...]:
    """Where wires pass that run backwards, or to a column below or above: out of the room of one
    column, around all names and neurons, and into the room of the other."""
    a, b = places[source], places[target]
    start = boxes[source][2], (a.top + a.bottom) / 2
    end = boxes[target][0], (b.top + b.bottom) / 2
    others = [*boxes.values()]
    return detour(start, end, others) or route(start, end, others)[1:-1]
