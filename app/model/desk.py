"""Boxes on the canvas, among which room is made: between two of them, or at a free place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.model.apart import edges
from app.model.spots import CARD, COLUMN_GAP, GROWN, PORT_GAP, ROW_GAP, Point, Room, Sized

__all__ = ["Desk"]

_LEAST = 60.0
"""So much room is enough on either side of what is put between two others."""
_CLOSE = 16.0
"""What moves pushes others above and below that would come nearer than this."""
_LITTLE = 1e-6
Feeds: TypeAlias = Callable[[str], Iterable[str]]
"""What a box feeds, of those that are there."""
_NOTHING: Mapping[str, str] = {}
_NOWHERE: Mapping[str, Sized] = {}


class Desk:
    """Boxes by name, each by its middle and size. What is put down stays clear of the others.
    `carried` are boxes that go where another one goes."""

    def __init__(self, boxes: Mapping[str, Sized], carried: Mapping[str, str] = _NOTHING) -> None:
        self.boxes = dict(boxes)
        self._carried = carried

    def put(self, names: Mapping[str, Sized], shown: Mapping[str, Sized] = _NOWHERE) -> None:
        """Several boxes together: where they are wanted if they cover nothing, else at the nearest
        place that is free for all of them. `shown` is the room of those that are nodes: they will
        grow, and have ports at their sides."""
        there = [_grown(name, box) for name, box in self.boxes.items()]
        by = 0.0, 0.0
        first = [_beside(shown[name]) if name in shown else box for name, box in names.items()]
        if there and names and _meet(edges(first), edges(there)).any():
            wish = _around(names.values())
            x, y = self._room().closest(wish[:2], wish[2:])
            by = x - wish[0], y - wish[1]
        self.boxes |= {id: (x + by[0], y + by[1], w, h) for id, (x, y, w, h) in names.items()}

    def put_between(
        self, name: str, sources: Sequence[str], targets: Sequence[str], feeds: Feeds,
        hint: Point | None = None,
    ) -> None:
        """A card on the line between others. Where there is too little room for it, the targets
        go to the right, with what they feed there as far as it is near. `hint` is where a hand has
        let go of it."""
        (start, high), (end, low) = self._ends(sources, targets)
        wide = CARD[0]
        if end < start:
            x, y = hint or ((start + end) / 2, (high + low) / 2)
            self.put({name: (x, y, *CARD)})
            return
        if end - start < wide + 2 * _LEAST:
            by = wide + 2 * COLUMN_GAP - (end - start)
            way = _Way(self.boxes, self._carried, sources, feeds)
            for target in targets:
                way.move(target, by - (self._left(target) - end))
            self.boxes = way.made()
            end, hint = end + by, None
        x = (start + end) / 2
        if hint is not None:
            x = min(max(hint[0], start + _LEAST + wide / 2), end - _LEAST - wide / 2)
        share = (x - start) / (end - start)
        y = high + (low - high) * share
        if _meet(edges([(x, y, *CARD)]), edges(self.boxes.values())).any():
            x, y = self._room().nearest((x, y if hint is None else hint[1]), CARD)
        self.boxes[name] = (x, y, *CARD)

    def put_beside(self, name: str, sources: Sequence[str], targets: Sequence[str]) -> None:
        """A card behind those that feed it, or in front of those that it feeds."""
        there = [self.boxes[id] for id in (*sources, *targets)] or [*self.boxes.values()]
        x, y, w, _ = _around(there)
        if sources or targets:
            y = sum(box[1] for box in there) / len(there)
            x += (1 if sources else -1) * (w / 2 + COLUMN_GAP + CARD[0] / 2)
        self.put({name: (x, y, *CARD)})

    def _ends(self, sources: Iterable[str], targets: Iterable[str]) -> tuple[Point, Point]:
        """Where the line begins that leads from some boxes to others, and where it ends."""
        a, b = ([self.boxes[id] for id in ids] for ids in (sources, targets))
        start = max(x + w / 2 for x, _, w, _ in a), sum(box[1] for box in a) / len(a)
        end = min(x - w / 2 for x, _, w, _ in b), sum(box[1] for box in b) / len(b)
        return start, end

    def _left(self, name: str) -> float:
        x, _, w, _ = self.boxes[name]
        return x - w / 2

    def _room(self) -> Room:
        room = Room(ROW_GAP)
        for x, y, w, h in self.boxes.values():
            room.take((x, y), (w, h))
        return room


class _Way:
    """Boxes that go to the right, with what they feed as far as room that is left between them is
    used up, and with what they would come too near to. Those of `keep` stay."""

    def __init__(
        self, boxes: Mapping[str, Sized], carried: Mapping[str, str], keep: Iterable[str],
        feeds: Feeds,
    ) -> None:
        self._boxes, self._feeds = boxes, feeds
        self._names = [*boxes]
        self._number = {name: n for n, name in enumerate(self._names)}
        self._edges = edges(boxes.values())
        self._shift = np.zeros(len(boxes))
        self._keep = {*keep}
        self._carried: dict[str, list[str]] = {}
        for name, carrier in carried.items():
            self._carried.setdefault(carrier, []).append(name)
        self._waiting: list[str] = []

    def move(self, name: str, by: float) -> None:
        """At least so far to the right."""
        n = self._number[name]
        if by > self._shift[n] + _LITTLE and name not in self._keep:
            self._shift[n] = by
            self._waiting.append(name)

    def made(self) -> dict[str, Sized]:
        """Where everything is then."""
        while self._waiting:
            self._follow(self._waiting.pop())
        shifts = zip(self._boxes.items(), self._shift.tolist(), strict=True)
        return {name: (x + by, y, w, h) for (name, (x, y, w, h)), by in shifts}

    def _follow(self, name: str) -> None:
        n = self._number[name]
        by = float(self._shift[n])
        for target in self._feeds(name):
            gap = self._edges[self._number[target], 0] - self._edges[n, 2]
            if gap >= 0:
                self.move(target, by - max(0.0, float(gap) - COLUMN_GAP))
        for other in self._carried.get(name, ()):
            self.move(other, by)
        for other in self._newly_met(n):
            both = max(by, float(self._shift[self._number[other]]))
            self.move(other, both)
            self.move(name, both)

    def _newly_met(self, n: int) -> list[str]:
        """What a box comes too near to, and was not before."""
        margin = np.array([-PORT_GAP, -_CLOSE, PORT_GAP, _CLOSE])
        shifted = self._edges.copy()
        shifted[:, 0::2] += self._shift[:, None]
        met = _meet(shifted[n : n + 1] + margin, shifted)
        met &= ~_meet(self._edges[n : n + 1] + margin, self._edges)
        return [self._names[other] for other in np.flatnonzero(met[0])]


def _grown(name: str, box: Sized) -> Sized:
    """The room of a card once something reaches it."""
    x, y, w, h = box
    return (x, y, w, max(h, GROWN)) if not name.startswith(".") else box


def _beside(box: Sized) -> Sized:
    """A node, with what its ports need at either side."""
    x, y, w, h = box
    return x, y, w + 2 * PORT_GAP, h


def _meet(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of some edges lie on which of others."""
    left, top, right, bottom = (edge[:, None] for edge in a.T)
    across = (left < b[:, 2]) & (b[:, 0] < right)
    found: NDArray[np.bool_] = across & (top < b[:, 3]) & (b[:, 1] < bottom)
    return found


def _around(boxes: Iterable[Sized]) -> Sized:
    """The box around all of these; one without size for none."""
    sides = edges(boxes)
    if not len(sides):
        return 0.0, 0.0, 0.0, 0.0
    (left, top), (right, bottom) = sides[:, :2].min(0).tolist(), sides[:, 2:].max(0).tolist()
    return (left + right) / 2, (top + bottom) / 2, right - left, bottom - top
