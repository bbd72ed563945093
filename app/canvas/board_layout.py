"""Where everything stands on the board: cards and open columns at places of their own.

A place is the middle of a node, in logical pixels of the scene. Nodes that a person has placed
stay there; `arrange` finds places for the others. An open column is as tall as its neighbours
allow, so that it does not cover them.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
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
from app.canvas.lines import in_lines
from app.canvas.routes import route
from engine.graph import Graph

__all__ = ["PITCH_USUAL", "Places", "behind", "lay_out_board", "open_size"]

PITCH_LEAST, PITCH_USUAL, PITCH_MOST, SHARE = 18.0, 40.0, 112.0, 0.735
_ALONE = 168.0
"""The pitch of a single neuron, whose picture on the card is as large."""
_TIGHT = 190.0
"""Where the middle of another node is so near, neurons are no larger than usual."""
_TALL, _BROAD = 448.0, 240.0
"""How tall the neurons of a column are together at most, and how wide it is with their names,
where they are no smaller for that than usual."""
OPEN_WIDTH, BESIDE = 116.0, 22.0
"""How wide an open column is at least, and what stands between a picture and a name beside it."""
_NAMES_MOST = 132.0
_HEAD = HEADER + 12.0
_APART = 16.0
_BEHIND = 60.0
"""How far behind a node the sign stands at most that puts something there."""


def open_size(column: Column, pitch: float | None = None) -> Size:
    """The room of an open column: its header, its neurons, the chip of a wide layer."""
    wanted = open_pitch(column) if pitch is None else pitch
    across = wanted * SHARE + _beside(column)
    chip = CHIP if column.foldable else 0.0
    return max(OPEN_WIDTH, across), _HEAD + wanted * max(1, len(column.shown)) + chip


def open_pitch(column: Column) -> float:
    """How far neurons stand apart where there is room: their pictures are at least as large as
    they were on the card."""
    count = max(1, len(column.shown))
    most = _ALONE if count == 1 else PITCH_MOST
    named = any(column.names)
    broad = (_BROAD - _beside(column)) / SHARE if named else most
    return max(PITCH_USUAL, min(most, _TALL / count, broad))


def _beside(column: Column) -> float:
    """What stands at both sides of the neurons of a column."""
    longest = max((letters(label_text(name)) for name in column.names), default=0)
    return 2 * (min(_NAMES_MOST, longest * LETTER) + BESIDE)


class Places:
    """Finds the middles of nodes, and not again for the same graph, sizes and given places."""

    def __init__(self) -> None:
        self._key: tuple[Any, ...] = ()
        self._found: Mapping[str, Point] = {}

    def find(
        self, graph: Graph, sizes: Mapping[str, Size], fixed: Mapping[str, Point],
        view: Size | None = None,
    ) -> Mapping[str, Point]:
        """As `boxes.arrange`; where nothing is given, in lines that fit into a `view`."""
        if fixed.keys() >= sizes.keys():
            return fixed
        key = graph.wires, tuple(node.id for node in graph.nodes), dict(sizes), dict(fixed), view
        if key != self._key:
            self._key, self._found = key, arrange(graph, sizes, fixed)
            if view is not None and not fixed:
                self._found = in_lines(graph, self._found, sizes, view)
        return self._found


def lay_out_board(
    network: Network, graph: Graph, cards: Mapping[str, Size], fixed: Mapping[str, Point],
    places: Places | None = None, view: Size | None = None,
) -> Layout:
    """Places for the nodes of `graph`, which may hold folded groups as nodes of their own.

    `cards` are the sizes of all nodes that are not open; `fixed` the places that are given; the
    others come from `places`. Where no bundle of weights joins two open nodes, they stand in lines
    that fit into a `view`.
    """
    opened = [c for c in network.columns if c.node not in cards and c.node in graph]
    sizes: dict[str, Size] = {**cards, **{c.node: open_size(c) for c in opened}}
    open_ids = {column.node for column in opened}
    bundled = any(wire.source in open_ids and wire.target in open_ids for wire in graph.wires)
    middles = (places or Places()).find(graph, sizes, fixed, None if bundled else view)
    boxes = {node: _box(middles[node], size) for node, size in sizes.items()}
    columns = {c.node: _place(c, middles[c.node], _pitch(c, boxes, open_ids)) for c in opened}
    boxes |= {c.node: _around(c, columns[c.node]) for c in opened}
    left, top, right, bottom = _whole(boxes.values())
    edges = {(link.source, link.target) for link in network.links} if columns else set()
    return Layout(
        columns, {}, (right - left, bottom - top), CARD_WIDTH,
        board=True, boxes=boxes, ways=_ways(edges, columns, boxes),
    )


def behind(node: str, boxes: Mapping[str, Box], y: float) -> float:
    """The middle of the gap behind a node at a height, for what is put there: before the next node
    if that is near, else close to this one, so that nothing else has the same place."""
    right = boxes[node][2]
    lefts = [b[0] for b in boxes.values() if b[0] >= right and b[1] - _APART < y < b[3] + _APART]
    return right + min((min(lefts, default=math.inf) - right) / 2, _BEHIND)


def _box(middle: Point, size: Size) -> Box:
    (x, y), (wide, tall) = middle, size
    return x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2


def _pitch(column: Column, boxes: Mapping[str, Box], opened: Collection[str]) -> float:
    """How far neurons stand apart, so that the column ends before what is above and below it, and
    wires pass between it and what is beside it; two open columns share the room between them."""
    left, top, right, bottom = boxes[column.node]
    middle = (top + bottom) / 2
    own = bottom - top
    half, most = own / 2, open_pitch(column)
    for node, (other_left, other_top, other_right, other_bottom) in boxes.items():
        if node == column.node:
            continue
        if other_left >= right or other_right <= left:
            if other_top < bottom and other_bottom > top:
                across = abs(other_left + other_right - left - right) / 2
                most = min(most, PITCH_USUAL + max(0.0, across - _TIGHT))
            continue
        gap = max(other_top - middle, middle - other_bottom)
        if node in opened:
            tall = other_bottom - other_top
            gap = abs((other_top + other_bottom) / 2 - middle) * own / (own + tall)
        if gap > 0:
            half = min(half, max(gap - _APART / 2, gap * 0.5))
    chip = CHIP if column.foldable else 0.0
    room = (2 * half - _HEAD - chip) / max(1, len(column.shown))
    return min(most, max(PITCH_LEAST, room))


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


def _around(column: Column, place: Place) -> Box:
    """The room that an open column really has."""
    low = place.bottom if place.chip is None else place.chip + CHIP / 2
    half = open_size(column, place.pitch)[0] / 2
    return place.x - half, place.header, place.x + half, low


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
