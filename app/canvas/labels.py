"""Where the label of a wire stands: on its way, clear of its ends and of the wires beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont

from app.canvas.brushes import metrics
from app.canvas.routes import level_part

__all__ = [
    "LETTERS", "MEDIUM", "SAMPLES", "Label", "Way", "beside", "keep_apart", "label_on",
    "label_size",
]

LETTERS = 12
"""The size of letters where the canvas is near."""
MEDIUM = QFont.Weight.Medium
_STEEP, _AT_STEEP, _LITTLE = 3.0, 4.0, 2.0
"""A wire that climbs more than this many labels is seen above and below its label, which then may
come this near to its ends; as near as the last comes the shortest label."""
_SHORTEST = 8
"""Fewer letters than this say nothing of a longer label."""
_SMALLER = 2
"""How much smaller letters may be where there is little room."""
_ROOMY = 240.0
_SHARES, _ASIDE = (0.0, -0.5, 0.5, -1.0, 1.0), (-0.8, 0.8, -0.4, 0.4)
_ALONG, _MARGIN = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8), 12.0
"""Where along a wire its label is tried last, and how far it may reach beyond the way."""
_NEAR, _BETWEEN = 3.0, 4.0
"""How near another wire may come, and how far apart its points are that are looked at."""

SAMPLES = "N × "
"""What the shape of everything that flows begins with: the number of samples."""
_TIMES = " × "
_OFF = 4.0
"""How far above or below its wire a label stands that has no room on it."""

Point = tuple[float, float]
Line = NDArray[np.float64]
End = tuple[str, int]
"""A node, and 0 for its output or 1 for its inputs."""


@dataclass(frozen=True)
class Label:
    """What is read, where, and in letters of which size; nothing and nowhere without room."""

    text: str = ""
    box: QRectF = field(default_factory=QRectF)
    letters: int = LETTERS


@dataclass(frozen=True)
class Way:
    """A wire that has a label: its knots, points along it, and points along its neighbours. Its
    label stands rather in the middle, or `aside`, and not on what is `taken`."""

    knots: Sequence[Point]
    points: Line
    others: Sequence[Line] = ()
    aside: bool = False
    taken: Sequence[QRectF] = ()


Find = Callable[[Way, float, float, float], Iterator[Point]]
"""Looks for the middles of a label so wide and tall that leaves a stub to be seen."""


class Wire(Protocol):
    """What `keep_apart` needs of a wire."""

    source: str
    target: str
    knots: tuple[Point, ...]

    @property
    def line(self) -> Line: ...

    def stand_clear(self, others: Sequence[Line]) -> None: ...


def label_size(text: str, letters: int) -> tuple[float, float]:
    """Width and height of a label."""
    return metrics(letters, MEDIUM).horizontalAdvance(text) + 1.5 * letters, 1.75 * letters


def label_on(way: Way, text: str, letters: int, stub: float) -> Label:
    """The label that leaves at least `stub` of its wire to be seen on either side, in smaller
    letters or without spaces where there is little room. Where there is none it stands above or
    below the wire, or is the number alone that flows for every sample; else it is not seen."""
    for shown, size, find in _tries(way, text, letters, stub):
        wide, tall = label_size(shown, size)
        for x, y in find(way, wide, tall, stub) if shown else ():
            box = QRectF(x - wide / 2, y - tall / 2, wide, tall)
            on_others = any(box.intersects(other) for other in way.taken)
            if not on_others and not any(_runs_through(box, other) for other in way.others):
                return Label(shown, box, size)
    return Label()


def _tries(way: Way, text: str, letters: int, stub: float) -> Iterator[tuple[str, int, Find]]:
    """What may be written, how large, and where: the best first."""
    smallest = letters - _SMALLER
    sizes = range(letters, smallest - 1, -1)
    yield from ((text, size, find) for find in (_spots, _bends) for size in sizes)
    dense, number = text.replace(_TIMES, _TIMES.strip()), text.removeprefix(SAMPLES)
    yield from ((dense, size, _spots) for size in sizes)
    if letters == LETTERS:
        room = _room(way.knots) - 2 * stub - 1.5 * smallest
        yield _cut(text, room, smallest), smallest, _spots
    yield from ((text, size, _beside) for size in sizes)
    short = dense if _TIMES in number else number
    yield from ((short, size, find) for find in (_spots, _beside, _tight) for size in sizes)


def beside(wires: Iterable[Wire]) -> dict[End, list[Wire]]:
    """The wires by the outputs and inputs that they share."""
    ends: dict[End, list[Wire]] = {}
    for wire in wires:
        ends.setdefault((wire.source, 0), []).append(wire)
        ends.setdefault((wire.target, 1), []).append(wire)
    return ends


def keep_apart(
    ends: Mapping[End, Sequence[Wire]], fresh: Iterable[tuple[str, str, int]] | None = None
) -> None:
    """Tells every wire which others it shares an end with. Several into a folded group run as
    one. `fresh`, if given, are the only ones that have come, gone or changed their ways."""
    moved = {*ends}
    if fresh is not None:
        moved &= {end for a, b, _ in fresh for end in ((a, 0), (b, 1))}
    for wire in {id(wire): wire for end in moved for wire in ends[end]}.values():
        others = (*ends[wire.source, 0], *ends[wire.target, 1])
        wire.stand_clear([other.line for other in others if other.knots != wire.knots])


def _room(knots: Sequence[Point]) -> float:
    """How wide a label may be."""
    first, last = level_part(knots)
    room = abs(last[0] - first[0])
    return min(_ROOMY, room) if len(knots) > 2 else room


def _spots(way: Way, wide: float, tall: float, stub: float) -> Iterator[Point]:
    """The middles of a label of this size, the best first."""
    knots = way.knots
    first, last = level_part(knots)
    steep = abs(last[1] - first[1]) > _STEEP * tall
    free = abs(last[0] - first[0]) - wide - 2 * (_AT_STEEP if steep else stub)
    if free < 0:
        return
    order = np.argsort(way.points[:, 0])
    middle = (first[0] + last[0]) / 2
    shares: tuple[float, ...] = _ASIDE if way.aside else _SHARES
    if len(knots) > 2:
        beside = [*_middles(way.others, first[1], tall)]
        shares = tuple(sorted(shares, key=lambda share: any(
            abs(middle + share * free / 2 - x) < wide for x in beside
        )))
    for share in shares:
        x = middle + share * free / 2
        level = first[1] if len(knots) > 2 else np.interp(x, *way.points[order].T)
        yield x, float(level)


def _bends(way: Way, wide: float, tall: float, stub: float) -> Iterator[Point]:
    """The middles of such a label where a wire is no longer level, the best first: there it is
    seen at two sides of the label, which leaves as much of both ends."""
    points = way.points
    length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    if len(way.knots) <= 2 or length[-1] < wide + 2 * stub:
        return
    low, high = points.min(0) - _MARGIN, points.max(0) + _MARGIN
    half = np.array([wide, tall]) / 2
    for share in _ALONG:
        at = [np.interp(share * length[-1], length, points[:, axis]) for axis in (0, 1)]
        inside = (at - half >= low).all() and (at + half <= high).all()
        apart = np.abs(points[[0, -1]] - at) >= half + stub
        if inside and apart.any(1).all():
            yield float(at[0]), float(at[1])


def _tight(way: Way, wide: float, tall: float, stub: float) -> Iterator[Point]:
    """The middle of the shortest label, which leaves little of a short wire to be seen."""
    return _spots(way, wide, tall, min(stub, _LITTLE))


def _beside(way: Way, wide: float, tall: float, stub: float) -> Iterator[Point]:
    """The middles of a label above and below a wire that goes straight there."""
    (left, _), (right, _) = level_part(way.knots)
    if len(way.knots) > 2 or right - left < wide:
        return
    x = (left + right) / 2
    ys = way.points[np.abs(way.points[:, 0] - x) <= wide / 2 + _NEAR, 1]
    if len(ys):
        yield x, float(ys.min()) - tall / 2 - _OFF
        yield x, float(ys.max()) + tall / 2 + _OFF


def _middles(lines: Sequence[Line], level: float, tall: float) -> Iterator[float]:
    """Where labels stand on wires that run a little above or below a level."""
    for line in lines:
        low, high = line.min(0), line.max(0)
        if min(abs(low[1] - level), abs(high[1] - level)) < 2 * tall:
            yield float(low[0] + high[0]) / 2


def _cut(text: str, width: float, letters: int) -> str:
    """The beginning of a text; "" when it would be too little."""
    cut = metrics(letters, MEDIUM).elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, width))
    return cut if len(cut) >= _SHORTEST else ""


def _runs_through(box: QRectF, line: Line) -> bool:
    """Whether a line comes near a box."""
    left, right = box.left() - _NEAR, box.right() + _NEAR
    top, bottom = box.top() - _NEAR, box.bottom() + _NEAR
    low, high = line.min(0), line.max(0)
    if low[0] > right or high[0] < left or low[1] > bottom or high[1] < top:
        return False
    steps = np.hypot(*np.diff(line, axis=0).T)
    length = np.concatenate([[0.0], np.cumsum(steps)])
    at = np.arange(0.0, length[-1], _BETWEEN)
    x, y = (np.interp(at, length, line[:, axis]) for axis in (0, 1))
    return bool(((x > left) & (x < right) & (y > top) & (y < bottom)).any())
