"""The room that many things take together, kept while only a few of them change."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QRectF

from app.canvas.layout import Box

__all__ = ["Extent", "sides"]


class Extent:
    """Rooms by the names of what takes them. All are only looked at again when one is given up
    that reaches to the edge of the whole."""

    def __init__(self) -> None:
        self._rooms: dict[Hashable, Box] = {}
        self._whole: Box | None = None

    def put(self, name: Hashable, room: QRectF | None) -> None:
        """Something takes another room, or none."""
        old = self._rooms.pop(name, None)
        new = sides(room) if room is not None and not room.isNull() else None
        if new != old and old is not None and self._whole and _reaches(old, self._whole):
            self._whole = None
        if new is not None:
            self._whole = _united(self._whole, new) if self._whole else None
            self._rooms[name] = new

    @property
    def whole(self) -> QRectF:
        """The least rectangle that holds all rooms; a null one without any."""
        if not self._rooms:
            return QRectF()
        if self._whole is None:
            lefts, tops, rights, bottoms = zip(*self._rooms.values(), strict=True)
            self._whole = min(lefts), min(tops), max(rights), max(bottoms)
        left, top, right, bottom = self._whole
        return QRectF(left, top, right - left, bottom - top)


def sides(room: QRectF) -> Box:
    """Left, top, right and bottom."""
    return room.left(), room.top(), room.right(), room.bottom()


def _reaches(room: Box, whole: Box) -> bool:
    """Whether a room touches an edge of the whole."""
    return any(a == b for a, b in zip(room, whole, strict=True))


def _united(a: Box, b: Box) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
