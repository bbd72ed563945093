"""Where everything on the canvas stands: columns by depth, sizes that fit the view.

Distances are logical pixels. A node stands one column to the right of the last node that feeds
it. Nodes of one depth are stacked; a wire that passes a column on its way gets a lane in the
stack, so that it never runs through pictures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from unicodedata import east_asian_width

from app.canvas.columns import Column, Network
from app.canvas.layering import depths, pieces
from engine.graph import Graph

__all__ = [
    "Box", "Edge", "Layout", "Place", "Point", "label_text", "lay_out", "letters", "nearby",
    "units_that_fit",
]

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Edge = tuple[str, str]

HEADER = 42.0
HEADER_GAP = 26.0
TOP, BOTTOM = 10.0, 46.0
SIDE_LEAST, SIDE_MOST, LETTER = 74.0, 168.0, 6.8
CHIP, LANE, BETWEEN = 34.0, 30.0, 34.0
PITCH_LEAST, PITCH_MOST = 18.0, 96.0
STEP_LEAST, STEP_MOST = 58.0, 240.0
SHARE = 0.735
"""How much of the distance between two neurons a picture takes."""
INPUT_SIZE, OUTPUT_SIZE = 1.1, 1.3
"""Inputs and outputs are a little larger than hidden neurons."""


@dataclass(frozen=True)
class Place:
    """Where one column is. `ys` are the middles of its pictures, `size` their side."""

    node: str
    x: float
    size: float
    pitch: float
    ys: tuple[float, ...]
    header: float
    """The top of the two lines above the column."""
    width: float
    """How much room the header has."""
    chip: float | None = None
    """The middle of the "8 of 64" chip."""

    @property
    def top(self) -> float:
        return self.ys[0] - self.size / 2

    @property
    def bottom(self) -> float:
        return self.ys[-1] + self.size / 2

    @property
    def left(self) -> float:
        return self.x - self.size / 2

    @property
    def right(self) -> float:
        return self.x + self.size / 2


@dataclass(frozen=True)
class Layout:
    """Places of open nodes; `lanes` by edge: where it passes columns, as (left, right, y); `size`.

    On the `board` nodes stand where a person or `arrange` has put them: then `boxes` holds the
    room of every node, open or not, and `ways` the points that wires between two open nodes pass.
    Otherwise the network fills the view, every node is open and has a `depth`.
    """

    places: Mapping[str, Place]
    depth: Mapping[str, int]
    size: tuple[float, float]
    step: float
    lanes: Mapping[Edge, tuple[tuple[float, float, float], ...]] = field(default_factory=dict)
    board: bool = False
    boxes: Mapping[str, Box] = field(default_factory=dict)
    ways: Mapping[Edge, tuple[Point, ...]] = field(default_factory=dict)

    def box(self, node: str) -> Box:
        """The room of a node: its card, or its header and its neurons. KeyError if it has none."""
        if node in self.boxes:
            return self.boxes[node]
        place = self.places[node]
        half = max(place.size, 64.0) / 2
        return place.x - half, place.header, place.x + half, place.bottom

    def middle(self, node: str) -> Point:
        """The middle of the room of a node."""
        left, top, right, bottom = self.box(node)
        return (left + right) / 2, (top + bottom) / 2

    def __contains__(self, node: object) -> bool:
        return node in self.boxes or node in self.places


def nearby(boxes: Mapping[str, Box], room: Box) -> set[str]:
    """The nodes whose boxes reach into a room."""
    left, top, right, bottom = room
    return {
        node for node, box in boxes.items()
        if box[0] < right and box[2] > left and box[1] < bottom and box[3] > top
    }


def units_that_fit(height: float) -> int:
    """How many pictures an opened layer can show at most in a view of this height."""
    return max(8, int((_room(height) - CHIP) / PITCH_LEAST))


def lay_out(network: Network, width: float, height: float) -> Layout:
    """Places for a view of this size. With many columns the layout is wider than the view."""
    depth = _with_loose(network, depths(network.graph))
    stacks = _stacks(network, depth)
    count = max(1, len(stacks))
    left, right = (_side(network, kind) for kind in ("input", "output"))
    step = (width - left - right) / max(1, count - 1)
    step = min(max(step, STEP_LEAST), max(STEP_MOST, width * 0.26))
    room = _room(height)
    pitches = [_pitch(stack, network, room) for stack in stacks]
    hidden = _common_size(network, depth, pitches, step)
    used = max((_height(s, network, p) for s, p in zip(stacks, pitches, strict=True)), default=0.0)
    middle = TOP + HEADER + HEADER_GAP + room / 2
    first = max(left, (width - step * (count - 1) + left - right) / 2)
    extent = max(width, first + step * (count - 1) + right)
    places: dict[str, Place] = {}
    lanes: dict[Edge, list[tuple[float, float, float]]] = {}
    for number, (stack, pitch) in enumerate(zip(stacks, pitches, strict=True)):
        x = first + number * step
        tall = _height(stack, network, pitch)
        _stand(stack, network, x, middle - tall / 2, middle - used / 2, pitch, hidden,
               min(step, 2 * x, 2 * (extent - x)) - 8, places, lanes)
    frozen = {edge: tuple(way) for edge, way in lanes.items()}
    return Layout(places, depth, (extent, height), step, frozen)


Slot = str | Edge
_BELOW = 1e3
"""The rank of nodes that nothing feeds: under the network."""


def label_text(name: str) -> str:
    """A name as it stands beside a picture: without its unit."""
    return re.split(r" \(|（", name, maxsplit=1)[0]


def letters(text: str) -> int:
    """The length of a text in Latin letters; a Chinese one is two wide."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _side(network: Network, kind: str) -> float:
    """Room for the names beside inputs or outputs, and for half a picture."""
    columns = [c for c in network.columns if c.layer.name == kind]
    longest = max((letters(label_text(name)) for c in columns for name in c.names), default=0)
    return min(SIDE_MOST, max(SIDE_LEAST, longest * LETTER + 48))


def _room(height: float) -> float:
    return max(160.0, height - TOP - HEADER - HEADER_GAP - BOTTOM)


def _stacks(network: Network, depth: Mapping[str, int]) -> list[list[Slot]]:
    """What stands at every depth from top to bottom, ordered so that wires cross little."""
    count = max(depth.values(), default=-1) + 1
    stacks: list[list[Slot]] = [[] for _ in range(count)]
    rank: dict[Slot, float] = {}
    edges = [(link.source, link.target) for link in network.links]
    for number in range(count):
        slots: list[Slot] = [c.node for c in network.columns if depth[c.node] == number]
        passing = [e for e in dict.fromkeys(edges) if depth[e[0]] < number < depth[e[1]]]
        slots.extend(passing)
        keys = {slot: _rank(slot, network.graph, rank) for slot in slots}
        slots.sort(key=keys.__getitem__)
        for place, slot in enumerate(slots):
            rank[slot] = place - (len(slots) - 1) / 2
        stacks[number] = slots
    return stacks


def _with_loose(network: Network, depth: dict[str, int]) -> dict[str, int]:
    """The depths, with pieces that hang on no input or output where there is most room: in a
    network that is there, they make its neurons as little smaller as can be."""
    tall: Counter[int] = Counter()
    loose: list[list[Column]] = []
    for piece in pieces(network.graph):
        columns = [network.column(node) for node in piece if node in network]
        if any(column.fixed for column in columns):
            _stack(columns, depth, tall)
        else:
            loose.append(columns)
    for columns in loose if tall else ():
        depth |= _roomiest(columns, depth, tall)
        _stack(columns, depth, tall)
    return depth


def _stack(columns: list[Column], depth: Mapping[str, int], tall: Counter[int]) -> None:
    """Counts the neurons that stand at every depth."""
    for column in columns:
        tall[depth[column.node]] += len(column.shown)


def _roomiest(
    columns: list[Column], depth: Mapping[str, int], tall: Counter[int]
) -> dict[str, int]:
    """Depths for a piece as long as this one, where what stands there is least tall with it."""
    first = min(depth[c.node] for c in columns)
    long = max(depth[c.node] for c in columns) - first
    starts = range(max(1, max(tall) - long + 1))
    tallest = {
        start: max(tall[start + depth[c.node] - first] + len(c.shown) for c in columns)
        for start in starts
    }
    by = min(starts, key=tallest.__getitem__) - first
    return {c.node: depth[c.node] + by for c in columns}


def _rank(slot: Slot, graph: Graph, rank: Mapping[Slot, float]) -> float:
    if isinstance(slot, tuple):
        return rank.get(slot, rank.get(slot[0], 0.0)) + 0.01
    before = [rank.get((s, slot), rank.get(s, 0.0)) for s in graph.sources(slot)]
    return sum(before) / len(before) if before else _BELOW


def _fixed_height(stack: list[Slot], network: Network) -> float:
    """What a stack takes besides its pictures."""
    nodes = [network.column(s) for s in stack if isinstance(s, str)]
    lanes = len(stack) - len(nodes)
    chips = sum(CHIP for column in nodes if column.foldable)
    headers = (HEADER + 8) * len(nodes) if len(nodes) > 1 else 0.0
    return headers + chips + lanes * LANE + BETWEEN * max(0, len(nodes) - 1)


def _count(stack: list[Slot], network: Network) -> int:
    return sum(len(network.column(s).shown) for s in stack if isinstance(s, str))


def _pitch(stack: list[Slot], network: Network, room: float) -> float:
    count = max(1, _count(stack, network))
    most = min(PITCH_MOST, max(40.0, room / 9.2))
    return min(most, max(PITCH_LEAST, (room - _fixed_height(stack, network)) / count))


def _height(stack: list[Slot], network: Network, pitch: float) -> float:
    return _fixed_height(stack, network) + _count(stack, network) * pitch


def _common_size(
    network: Network, depth: Mapping[str, int], pitches: list[float], step: float
) -> float:
    """One size for all hidden neurons, except in columns that are opened wide."""
    usual = [
        pitches[depth[c.node]] for c in network.columns
        if not c.fixed and len(c.shown) <= 10
    ]
    pitch = min(usual, default=min(pitches, default=PITCH_MOST))
    return max(12.0, min(SHARE * pitch, step * 0.46))


def _size(column: Column, hidden: float, pitch: float) -> float:
    factor = {"input": INPUT_SIZE, "output": OUTPUT_SIZE}.get(column.layer.name, 1.0)
    return min(hidden * factor, pitch * (0.9 if column.units == 1 else 0.8))


def _stand(
    stack: list[Slot], network: Network, x: float, y: float, line: float, pitch: float,
    hidden: float, wide: float, places: dict[str, Place],
    lanes: dict[Edge, list[tuple[float, float, float]]],
) -> None:
    """Places one stack from `y` down, with headers as `wide` as there is room; a node alone at its
    depth has its header on `line`."""
    several = sum(isinstance(slot, str) for slot in stack) > 1
    for slot in stack:
        if not isinstance(slot, str):
            half = max(hidden * 0.7, 24.0)
            lanes.setdefault(slot, []).append((x - half, x + half, y + LANE / 2))
            y += LANE
            continue
        column = network.column(slot)
        header = y if several else line - HEADER_GAP - HEADER
        y += HEADER + 8 if several else 0.0
        size = round(_size(column, hidden, pitch))
        # Pictures begin at whole pixels, so that drawing them is a copy.
        ys = tuple(
            round(y + pitch * (n + 0.5) - size / 2) + size / 2
            for n in range(max(1, len(column.shown)))
        )
        x = round(x - size / 2) + size / 2
        y += pitch * len(ys)
        chip = y + CHIP / 2 - 4 if column.foldable else None
        y += CHIP if column.foldable else 0.0
        places[slot] = Place(slot, x, size, pitch, ys, header, wide, chip)
        y += BETWEEN
