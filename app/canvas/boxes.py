"""Where cards and columns stand on the board: layers from left to right, nothing on anything.

A node stands one column to the right of the last node that feeds it. Columns are as wide as their
widest node. Inside a column nodes are ordered so that wires cross little, and stand as near as
they can to the height of what feeds them: so a chain is one straight row, its middle at y = 0.
Pieces that hang together stand one below the other, single nodes last. The same graph and sizes
always give the same places. Distances are logical pixels, places the middles of nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from app.canvas.layering import depths, pieces
from app.model.apart import in_order
from app.model.spots import CARD, COLUMN_GAP, ROW_GAP, Point, Room, Size
from engine.graph import Graph

__all__ = ["CARD_WIDTH", "COLUMN_GAP", "ROW_GAP", "Point", "Size", "arrange"]

CARD_WIDTH = CARD[0]
LANE = 30.0
"""What each wire that passes between two nodes of a column adds to the gap between them."""
_LONGEST = 12
"""Wires over more columns than this have no lane of their own; they find a way around."""
_SWEEPS, _CROWD = 4, 1200
"""How often the order of all columns is improved, and from how many nodes and lanes on less."""
_BELOW = 1e4
"""The rank of nodes that nothing feeds: under the others of their column."""
_LIGHT = 1e-3
"""How much such a node has to say about heights."""

Slot = str | tuple[str, str, int]
"""A node, or the lane of a wire that passes a column: source, target and column."""


def arrange(
    graph: Graph, sizes: Mapping[str, Size], fixed: Mapping[str, Point]
) -> dict[str, Point]:
    """The middle of every node of `graph`. `sizes` are (width, height) of all of them.

    Nodes of `fixed` stay exactly where they are. The others stand beside them as they would in a
    free arrangement, moved up or down to where there is room.
    """
    ideal = _free(graph, sizes)
    held = {id: fixed[id] for id in ideal if id in fixed}
    return _beside(graph, sizes, ideal, held) if held else ideal


# --- everything free ------------------------------------------------------------------------


def _free(graph: Graph, sizes: Mapping[str, Size]) -> dict[str, Point]:
    depth, parts = depths(graph), pieces(graph)
    joined = [part for part in parts if len(part) > 1 or len(parts) == 1]
    xs = _middles({id: depth[id] for part in joined for id in part}, sizes)
    places: dict[str, Point] = {}
    low: float | None = None
    for piece in joined:
        ys = _heights(graph, piece, depth, sizes)
        top = min(ys[id] - sizes[id][1] / 2 for id in piece)
        shift = 0.0 if low is None else low + 2 * ROW_GAP - top
        places.update((id, (xs[depth[id]], ys[id] + shift)) for id in piece)
        low = max(places[id][1] + sizes[id][1] / 2 for id in piece)
    singles = [part[0] for part in parts if part[0] not in places]
    places.update(_in_rows(singles, sizes, places, 0.0 if low is None else low + 2 * ROW_GAP))
    return {node.id: places[node.id] for node in graph.nodes}


def _middles(depth: Mapping[str, int], sizes: Mapping[str, Size]) -> list[float]:
    """The x of every column."""
    widths = [0.0] * (max(depth.values(), default=-1) + 1)
    for id, number in depth.items():
        widths[number] = max(widths[number], sizes[id][0])
    xs, left = [], 0.0
    for width in widths:
        xs.append(left + width / 2)
        left += width + COLUMN_GAP if width else 0.0
    return xs


def _in_rows(
    nodes: Sequence[str], sizes: Mapping[str, Size], above: Mapping[str, Point], top: float
) -> Iterator[tuple[str, Point]]:
    """Nodes without wires, in rows below the network and about as wide."""
    wide = max((x + sizes[id][0] / 2 for id, (x, _) in above.items()), default=0.0)
    left = tall = 0.0
    for id in nodes:
        width, height = sizes[id]
        if left and left + width > max(wide, 5 * (CARD_WIDTH + COLUMN_GAP)):
            left, top, tall = 0.0, top + tall + ROW_GAP, 0.0
        yield id, (left + width / 2, top + height / 2)
        left, tall = left + width + COLUMN_GAP, max(tall, height)


# --- order and heights inside a piece -------------------------------------------------------


def _heights(
    graph: Graph, piece: Sequence[str], depth: Mapping[str, int], sizes: Mapping[str, Size]
) -> dict[str, float]:
    """The y of every node of a piece; the row of what feeds alone is 0."""
    ys: dict[str, float] = {}
    for stack in _ordered(graph, piece, depth):
        nodes = [slot for slot in stack if isinstance(slot, str)]
        before = [[ys[s] for s in graph.sources(id) if s in ys] for id in nodes]
        wishes = [sum(found) / len(found) if found else 0.0 for found in before]
        loose = [not found and depth[id] > 0 for id, found in zip(nodes, before, strict=True)]
        gaps = _separations(stack, sizes)
        placed = in_order(wishes, gaps, [_LIGHT if one else 1.0 for one in loose])
        ys.update(zip(nodes, placed, strict=True))
    return ys


def _ordered(
    graph: Graph, piece: Sequence[str], depth: Mapping[str, int]
) -> list[list[Slot]]:
    """What stands at every depth from top to bottom, by the means of their neighbours' ranks."""
    stacks: list[list[Slot]] = [[] for _ in range(max(depth[id] for id in piece) + 1)]
    before: dict[Slot, list[Slot]] = {}
    after: dict[Slot, list[Slot]] = {}
    for id in piece:
        stacks[depth[id]].append(id)
    for source in piece:
        for target in dict.fromkeys(graph.targets(source)):
            chain = _chain(source, target, depth, stacks)
            for a, b in pairwise(chain):
                after.setdefault(a, []).append(b)
                before.setdefault(b, []).append(a)
    rank: dict[Slot, float] = {}
    for stack in stacks:
        _sort(stack, before, rank)
    crowd = sum(len(stack) for stack in stacks)
    for sweep in range(_SWEEPS if crowd < _CROWD else 2):
        back = sweep % 2 == 0
        for stack in reversed(stacks) if back else stacks:
            _sort(stack, after if back else before, rank)
    return stacks


def _chain(
    source: str, target: str, depth: Mapping[str, int], stacks: list[list[Slot]]
) -> list[Slot]:
    """A wire as steps from column to column; puts a lane into every column that it passes."""
    passed = range(depth[source] + 1, depth[target])
    if depth[target] <= depth[source] or len(passed) > _LONGEST:
        return []
    lanes: list[Slot] = [(source, target, number) for number in passed]
    for number, lane in zip(passed, lanes, strict=True):
        stacks[number].append(lane)
    return [source, *lanes, target]


def _sort(
    stack: list[Slot], near: Mapping[Slot, list[Slot]], rank: dict[Slot, float]
) -> None:
    def key(slot: Slot) -> float:
        found = [rank[other] for other in near.get(slot, ()) if other in rank]
        if found:
            return sum(found) / len(found) + (0.01 if isinstance(slot, tuple) else 0.0)
        return rank.get(slot, _BELOW)

    if len(stack) > 1:
        stack.sort(key=key)
    for place, slot in enumerate(stack):
        rank[slot] = place - (len(stack) - 1) / 2


def _separations(stack: Iterable[Slot], sizes: Mapping[str, Size]) -> list[float]:
    """From each node's middle to that of the next one below."""
    gaps: list[float] = []
    lanes, above = 0, 0.0
    for slot in stack:
        if not isinstance(slot, str):
            lanes += 1
            continue
        half = sizes[slot][1] / 2
        gaps.append(above + half + ROW_GAP + LANE * lanes)
        lanes, above = 0, half
    return gaps[1:]


# --- beside what a person has placed --------------------------------------------------------


def _beside(
    graph: Graph, sizes: Mapping[str, Size], ideal: Mapping[str, Point], fixed: dict[str, Point]
) -> dict[str, Point]:
    room = Room(ROW_GAP)
    for id, place in fixed.items():
        room.take(place, sizes[id])
    shift = _mean([_minus(place, ideal[id]) for id, place in fixed.items()])
    made = dict(fixed)
    for id in sorted(ideal, key=ideal.__getitem__):
        if id not in made:
            near = [n for n in (*graph.sources(id), *graph.targets(id)) if n in made]
            moved = _mean([_minus(made[n], ideal[n]) for n in near]) if near else shift
            wish = ideal[id][0] + moved[0], ideal[id][1] + moved[1]
            made[id] = room.nearest(wish, sizes[id])
            room.take(made[id], sizes[id])
    return {node.id: made[node.id] for node in graph.nodes}


def _minus(a: Point, b: Point) -> Point:
    return a[0] - b[0], a[1] - b[1]


def _mean(points: Sequence[Point]) -> Point:
    count = max(1, len(points))
    return sum(x for x, _ in points) / count, sum(y for _, y in points) / count
