"""What a card says of one node: words, counts, ports and the kind of its picture; plain values.

Places are logical pixels inside the card, whose width is always `CARD_WIDTH`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from app.canvas.boxes import CARD_WIDTH
from app.canvas.columns import Column, Network
from app.canvas.conditions import Mark, marks_on
from app.model.project import Project
from app.texts import tr, tr_engine
from app.widgets.numbers import to_text
from engine.build import Build
from engine.graph import Graph
from engine.initializers import automatic, initializer_label
from engine.layers import Layer
from engine.network import output_activation

__all__ = [
    "LINE", "PAD", "READABLE", "TILE_GAP", "TITLE", "CardContent", "Face", "card_contents",
    "card_height", "face_height", "face_top", "grid", "port_offsets", "rim_height",
    "shape_text", "vacancy",
]

Face = Literal["none", "empty", "tiles", "bars", "values", "images", "histogram"]

PAD, TITLE, LINE = 12.0, 32.0, 18.0
"""The edge inside a card, the height of its title, and of each line below."""
TILE_GAP = 4.0
READABLE = 0.62
"""Where the canvas is smaller than this, words on a card cannot be read."""
_ROOM = CARD_WIDTH - 2 * PAD
_FACE_GAP, _LEAST = 12.0, 84.0
_LOWER = 25.0
"""How far the middle of every picture is below that of its card: so pictures of the same height
stand in one row, whatever is written above them."""
_MOST_TILES, _MOST_ROWS = 16, 10
_ROW = 18.0
_TALLER = {"bars": ((5, 26.0),), "values": ((4, 30.0), (6, 24.0))}
"""How tall a row of words is, and one of up to so many that have more room."""
_HISTOGRAM, _EMPTY = 84.0, 48.0
_PORT_STEP, _PORT_EDGE, _PORT_CLEAR, _CROWDED = 30.0, 16.0, 10.0, 24.0
"""Between ports, from the lowest to the edge, from the words to the highest, and how near they come
where there are many."""
_SHOWN_ELSEWHERE = ("units", "activation", "initializer", "bias", "rate")


@dataclass(frozen=True)
class CardContent:
    """One node as a card. `shown` are unit numbers from 0; `names` belong to them, or are ().

    `inputs`: least and most wires, None for any number; `taken`: the input ports that have one.
    `shape`: of what it passes on, per sample, () while unknown. `alone`: each picture has a scale
    of its own, as for inputs. `problem` is a sentence, "" when all is well; `loose` nodes do not
    lie between input and output. `vacant` says why there is no picture, "" where there is one.
    `nodes`: how many a folded group stands for, else 1; these are `inside`, and its picture is
    that of the one `pictured`. `marks`: what surgery has done to it.
    """

    node: str
    kind: str
    category: str
    title: str
    lines: tuple[str, ...]
    face: Face = "none"
    units: int = 1
    shown: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    shape: tuple[int, ...] = ()
    inputs: tuple[int, int | None] = (1, 1)
    taken: tuple[int, ...] = ()
    sends: bool = True
    alone: bool = False
    weights: int = 0
    problem: str = ""
    loose: bool = False
    vacant: str = ""
    nodes: int = 1
    inside: tuple[str, ...] = ()
    pictured: str = ""
    marks: tuple[Mark, ...] = ()

    @property
    def wired(self) -> int:
        """How many wires come in."""
        return len(self.taken)

    @cached_property
    def ports(self) -> int:
        """How many input ports it shows: one for each wire, and a free one where there may be."""
        least, most = self.inputs
        used = max(self.taken, default=-1) + 1
        free = 1 if most is None or self.wired < most else 0
        wanted = max(least, used, self.wired + free)
        return wanted if most is None else max(used, min(wanted, most))

    @cached_property
    def height(self) -> float:
        """How tall the card is."""
        tall, top = face_height(self), face_top(self)
        under_words = top - _FACE_GAP + _PORT_CLEAR
        ports = under_words + (self.ports - 1) * _CROWDED + _PORT_EDGE
        whole = 2 * top + tall - 2 * _LOWER if tall else 2 * under_words
        return max(whole, ports, _LEAST)

    @cached_property
    def port_heights(self) -> tuple[float, ...]:
        """How far below its upper edge each input port is. The first is in the middle, as is the
        output, so that rows are straight; the others follow below. None is beside words."""
        count, low = self.ports, self.height - _PORT_EDGE
        high = face_top(self) - _FACE_GAP + _PORT_CLEAR
        step = min(_PORT_STEP, (low - high) / max(1, count - 1))
        first = max(high, min(self.height / 2, low - step * (count - 1)))
        return tuple(first + step * number for number in range(count))


def card_contents(
    network: Network, project: Project, built: Build | None
) -> dict[str, CardContent]:
    """A card for every node of `network`, in reading order. Without `built` (the data is still
    being made) shapes and counts are left out."""
    graph = project.graph
    return {
        c.node: card_content(c, graph, project, built, live=network.is_live(c.node))
        for c in network.columns
    }


def card_height(content: CardContent) -> float:
    """How tall the card is, asked of a content that is kept only once."""
    return content.height


def face_top(content: CardContent) -> float:
    """Where its picture begins."""
    return TITLE + LINE * len(content.lines) + _FACE_GAP


def face_height(content: CardContent) -> float:
    """How tall its picture is; 0 where there is none."""
    count = max(1, len(content.shown))
    if content.face in ("tiles", "images"):
        columns, side = grid(count)
        rows = math.ceil(count / columns)
        return rows * side + (rows - 1) * TILE_GAP
    if content.face in _TALLER:
        return count * next((t for most, t in _TALLER[content.face] if count <= most), _ROW)
    return {"histogram": _HISTOGRAM, "empty": _EMPTY}.get(content.face, 0.0)


def grid(count: int) -> tuple[int, float]:
    """In how many columns so many tiles stand, and how wide each is."""
    columns = 2 if count == 4 else min(count, 3 if count in (3, 5, 6, 9) else 4)
    return columns, (_ROOM - (columns - 1) * TILE_GAP) / columns


def port_offsets(count: int, height: float) -> tuple[float, ...]:
    """The heights of `count` ports on a rim so tall, spread around its middle."""
    step = min(_PORT_STEP, (height - 2 * _PORT_EDGE) / max(1, count - 1))
    return tuple(height / 2 + step * (number - (count - 1) / 2) for number in range(count))


def rim_height(count: int, step: float) -> float:
    """How tall a rim must be for `count` ports so far apart."""
    return 2 * _PORT_EDGE + step * max(0, count - 1)


@lru_cache(1024)
def shape_text(shape: tuple[int, ...]) -> str:
    """(8, 8, 16) as "8 × 8 × 16"."""
    return " × ".join(map(str, shape))


# --- reading a node -------------------------------------------------------------------------


def card_content(
    column: Column, graph: Graph, project: Project, built: Build | None, *, live: bool
) -> CardContent:
    """The card of one node; see `card_contents` and `Network.is_live`."""
    layer, node = column.layer, column.node
    loose = built is not None and is_loose(node, built)
    face: Face = _face(column, built) if column.counted else "empty"
    count = built.parameter_counts.get(node, 0) if built is not None else 0
    shown, names = _shown(column, face, built)
    return CardContent(
        node, layer.name, layer.category, column.title,
        tuple(_lines(column, project, built, count)), face, column.units, shown, names,
        built.shapes.get(node, ()) if built is not None else (), layer.inputs,
        tuple(wire.port for wire in graph.wires_into(node)), layer.name != "output",
        layer.name == "input", count, column.problem, loose,
        vacancy(column, graph, built, live=live),
        marks=marks_on(project.experiment.surgery, built, node) if built is not None else (),
    )


def is_loose(node: str, built: Build) -> bool:
    """Whether a node plays no part: it is not trained, or while nothing is, cannot be built."""
    if built.active:
        return node not in built.used
    return node not in built.shapes


def vacancy(column: Column, graph: Graph, built: Build | None, *, live: bool) -> str:
    """What stands in place of the picture of a node that has none, "" for one that is `live`."""
    node, ends = column.node, column.layer.name == "output"
    if built is None or live:
        return ""
    fed, feeds = bool(graph.sources(node)), bool(graph.targets(node))
    if not is_loose(node, built):
        return tr("no picture yet")
    if not fed and not feeds:
        return tr("not connected")
    works = node in built.shapes
    if not works and not (fed and column.problem):
        return tr("not reached")
    waits = ends or (feeds and not works)  # for what is wrong with it alone
    return tr("no picture yet") if waits else tr("leads nowhere")


def _face(column: Column, built: Build | None) -> Face:
    """The picture that says most about a node."""
    shape = built.shapes.get(column.node, ()) if built is not None else ()
    if built is not None and column.layer.name == "input":
        kinds: Mapping[str, Face] = {"table": "values", "image": "images"}
        return kinds.get(built.spec.view, "tiles")
    if column.layer.name == "output":
        return "bars" if len(column.names) > 1 else "tiles"
    if len(shape) == 3:
        return "images"
    flat = len(shape) == 1 or not shape
    return "tiles" if flat and column.layer.category != "Shape" else "histogram"


def _shown(
    column: Column, face: Face, built: Build | None
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Which units the picture shows, and their names; of images: which ones."""
    if face in ("bars", "values"):
        return column.shown[:_MOST_ROWS], column.names[:_MOST_ROWS]
    count = column.units
    if face == "images" and built is not None and column.layer.name != "input":
        count = built.shapes[column.node][0]  # one image a channel
    elif face == "images":
        count = _MOST_TILES
    return tuple(range(min(count, _MOST_TILES))), ()


def _lines(
    column: Column, project: Project, built: Build | None, count: int
) -> Iterator[str]:
    """What stands under the title: shape and function, then weights and settings. Of a node that
    plays no part as many lines as it would have: it keeps its size when it loses or finds one."""
    shape = built.shapes.get(column.node, ()) if built is not None else ()
    first = shape_text(shape) if len(shape) > 1 else column.detail
    if column.layer.name == "output" and len(column.names) > 1:
        first = tr("{count} classes", count=column.units)
        first = f"{first} · {column.function}" if column.function else first
    yield first
    words = [_count_text(count)] if count else []
    words.extend(_settings(column.layer, column.node, project, built))
    if words:
        yield " · ".join(words)


def _count_text(count: int) -> str:
    return tr("1 weight") if count == 1 else tr("{count} weights", count=f"{count:,}")


def _settings(layer: Layer, node: str, project: Project, built: Build | None) -> Iterator[str]:
    """The settings that a card names: initial weights, a missing bias, what was set by hand."""
    values = layer.values
    if "initializer" in values:
        yield _initial(node, values, project, built)
    if values.get("bias") is False:
        yield tr("no bias")
    for name, p in layer.params.items():
        by_hand = values[name] != p.default and name not in _SHOWN_ELSEWHERE
        if by_hand and p.kind in ("int", "float"):
            yield f"{tr_engine(p.label)} {to_text(p, values[name])}"


def _initial(
    node: str, values: Mapping[str, object], project: Project, built: Build | None
) -> str:
    """The name of the initial weights, also where they are chosen by the activation."""
    chosen = str(values["initializer"])
    if chosen == "auto":
        follows = str(values.get("activation", "identity"))
        if follows == "auto" and built is not None:
            loss = project.experiment.loss
            follows = output_activation(project.graph.node(node), loss, built.spec)
        chosen = automatic(follows)
    return tr_engine(initializer_label(chosen)).split(" ")[0]  # "He", not "He normal"
