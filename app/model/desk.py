"""Boxes on the canvas, among which room is made: between two of them, or at a free place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.model.spots import CARD, COLUMN_GAP, ROW_GAP, Point, Room, Sized

__all__ = ["Desk"]

LEAST = 60.0
"""So much room is enough on either side of what is put between two others."""
_CLOSE = 16.0
"""What moves pushes others that would come nearer than this."""
_FROM = 1.0
"""What stands so little left of the first target goes along."""
NOTHING: Mapping[str, str] = {}
NOWHERE: Mapping[str, Sized] = {}


class Desk:
    """Boxes by name, each by its middle and size. What is put down stays clear of the others.
    `carried` are boxes that go where another one goes."""

    def __init__(self, boxes: Mapping[str, Sized], carried: Mapping[str, str] = NOTHING) -> None:
        self.boxes = dict(boxes)
        self._carried = carried

    def put(self, names: Mapping[str, Sized], shown: Mapping[str, Sized] = NOWHERE) -> None:
        """Several boxes together: where they are wanted if they cover nothing, else at the nearest
        place that is free for all of them. `shown` is the room of those that will grow."""
        there, by = [*self.boxes.values()], (0.0, 0.0)
        first = [shown.get(name, box) for name, box in names.items()]
        if there and names and _meet(_edges(first), _edges(there)).any():
            wish = _around(names.values())
            x, y = self._room().closest(wish[:2], wish[2:])
            by = x - wish[0], y - wish[1]
        self.boxes |= {id: (x + by[0], y + by[1], w, h) for id, (x, y, w, h) in names.items()}

    def put_between(
        self, name: str, sources: Sequence[str], targets: Sequence[str], behind: Iterable[str],
        hint: Point | None = None,
    ) -> None:
        """A card on the line between others. Where there is too little room for it, the targets
        and what else of `behind` stands right of them go to the right. `hint` is where a hand
        has let go of it."""
        (start, high), (end, low) = self._ends(sources, targets)
        wide = CARD[0]
        if end < start:
            x, y = hint or ((start + end) / 2, (high + low) / 2)
            self.put({name: (x, y, *CARD)})
            return
        if end - start < wide + 2 * LEAST:
            by = wide + 2 * COLUMN_GAP - (end - start)
            self._make_way({*targets, *behind} - {*sources}, sources, end, by)
            end, hint = end + by, None
        x = (start + end) / 2
        if hint is not None:
            x = min(max(hint[0], start + LEAST + wide / 2), end - LEAST - wide / 2)
        share = (x - start) / (end - start)
        y = high + (low - high) * share
        if _meet(_edges([(x, y, *CARD)]), _edges(self.boxes.values())).any():
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

    def _make_way(
        self, wanted: Iterable[str], keep: Iterable[str], beyond: float, by: float
    ) -> None:
        """Moves boxes to the right whose left edge is `beyond` an x or right of it, with all that
        they would come to lie on."""
        names = [*self.boxes]
        edges = _edges(self.boxes.values())
        chosen, stays = ({*some} for some in (wanted, keep))
        moved: NDArray[np.bool_] = edges[:, 0] >= beyond - _FROM
        moved &= np.array([n in chosen for n in names])
        free = np.array([n not in stays for n in names])
        grown = edges + np.array([-_CLOSE, -_CLOSE, _CLOSE, _CLOSE])
        met = _meet(grown + np.array([by, 0, by, 0]), edges) & ~_meet(grown, edges)
        for name, carrier in self._carried.items():
            met[names.index(carrier), names.index(name)] = True
        fresh: NDArray[np.bool_] = moved.copy()
        while fresh.any():
            fresh = free & ~moved & met[fresh].any(0)
            moved[fresh] = True
        for name, moves in zip(names, moved.tolist(), strict=True):
            if moves:
                x, y, w, h = self.boxes[name]
                self.boxes[name] = x + by, y, w, h

    def _room(self) -> Room:
        room = Room(ROW_GAP)
        for x, y, w, h in self.boxes.values():
            room.take((x, y), (w, h))
        return room


def _edges(boxes: Iterable[Sized]) -> NDArray[np.float64]:
    """Left, top, right and bottom of every box."""
    x, y, w, h = np.array([*boxes], float).reshape(-1, 4).T
    return np.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], axis=1)


def _meet(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of some edges lie on which of others."""
    left, top, right, bottom = (edge[:, None] for edge in a.T)
    across = (left < b[:, 2]) & (b[:, 0] < right)
    found: NDArray[np.bool_] = across & (top < b[:, 3]) & (b[:, 1] < bottom)
    return found


def _around(boxes: Iterable[Sized]) -> Sized:
    """The box around all of these; one without size for none."""
    edges = _edges(boxes)
    if not len(edges):
        return 0.0, 0.0, 0.0, 0.0
    (left, top), (right, bottom) = edges[:, :2].min(0).tolist(), edges[:, 2:].max(0).tolist()
    return (left + right) / 2, (top + bottom) / 2, right - left, bottom - top
