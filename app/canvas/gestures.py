"""Gestures: what a person does with the pointer held down, from press to release.

A gesture is told where the pointer is, in pixels of the view, and does its work on the public
methods of the view, or of the helper it is made with; `cancel` leaves everything as it was
before `start`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPoint, Qt

from app.canvas.hits import Hit
from app.canvas.layout import Point

__all__ = ["SLOP", "Click", "DropLayer", "Gesture", "Pan", "Press", "Surface", "Sweep"]

SLOP = 5
"""How many pixels a click may wander."""


@dataclass(frozen=True)
class Press:
    """The pointer went down on `hit`. `adding`: with Shift or Ctrl; `free`: with Alt; `panning`:
    with the middle button, or while the space bar is held."""

    hit: Hit
    adding: bool = False
    free: bool = False
    panning: bool = False


class Surface(Protocol):
    """What gestures may do to a view."""

    def scroll_by(self, dx: int, dy: int) -> None: ...

    def hit_at(self, at: QPoint) -> Hit: ...

    def scene_at(self, at: QPoint) -> Point: ...

    def activate(self, hit: Hit, *, adding: bool = False) -> None: ...

    def show_outline(self, points: Sequence[Point]) -> None: ...

    def sweep(self, points: Sequence[Point], *, adding: bool) -> None: ...

    def drop_target(self, kind: str, at: QPoint | None) -> Hit | None: ...

    def drop(self, kind: str, onto: Hit, at: QPoint) -> None: ...

    def show_cursor(self, shape: Qt.CursorShape | None) -> None: ...


class Gesture(Protocol):
    """One continuous action of the pointer."""

    def start(self, at: QPoint) -> None: ...

    def move(self, at: QPoint) -> None: ...

    def finish(self, at: QPoint) -> None: ...

    def cancel(self) -> None: ...


class Click:
    """Press and release on one thing."""

    def __init__(self, surface: Surface, press: Press) -> None:
        self._surface, self._press = surface, press

    def start(self, at: QPoint) -> None:
        """Nothing shows before the release."""

    def move(self, at: QPoint) -> None:
        """The release decides."""

    def finish(self, at: QPoint) -> None:
        if self._surface.hit_at(at).same(self._press.hit):
            self._surface.activate(self._press.hit, adding=self._press.adding)

    def cancel(self) -> None:
        """Nothing was done yet."""


class Pan:
    """Moves the view."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._first = self._last = QPoint()

    def start(self, at: QPoint) -> None:
        self._first = self._last = at
        self._surface.show_cursor(Qt.CursorShape.ClosedHandCursor)

    def move(self, at: QPoint) -> None:
        by = at - self._last
        self._surface.scroll_by(-by.x(), -by.y())
        self._last = at

    def finish(self, at: QPoint) -> None:
        self._surface.show_cursor(None)

    def cancel(self) -> None:
        back = self._last - self._first
        self._surface.scroll_by(back.x(), back.y())
        self._surface.show_cursor(None)


class Sweep:
    """Selects what a rectangle touches, or with Alt what a free line surrounds; a press without a
    move is a click on what is there."""

    def __init__(self, surface: Surface, press: Press) -> None:
        self._surface, self._press = surface, press
        self._first = QPoint()
        self._points: list[Point] = []
        self._sweeping = False

    def start(self, at: QPoint) -> None:
        self._first = at
        self._points = [self._surface.scene_at(at)]

    def move(self, at: QPoint) -> None:
        if not self._sweeping and (at - self._first).manhattanLength() > SLOP:
            self._sweeping = True
            self._surface.show_cursor(Qt.CursorShape.CrossCursor)
        if self._sweeping:
            self._reach(self._surface.scene_at(at))
            self._surface.show_outline(self._points)

    def finish(self, at: QPoint) -> None:
        sweeping = self._sweeping
        self.cancel()
        if sweeping:
            self._surface.sweep(self._points, adding=self._press.adding)
        else:
            self._surface.activate(self._press.hit, adding=self._press.adding)

    def cancel(self) -> None:
        self._sweeping = False
        self._surface.show_outline(())
        self._surface.show_cursor(None)

    def _reach(self, point: Point) -> None:
        if self._press.free:
            self._points.append(point)
            return
        (x, y), (far_x, far_y) = self._points[0], point
        self._points = [(x, y), (far_x, y), (far_x, far_y), (x, far_y)]


class DropLayer:
    """Drags a kind of layer from the row of chips: into a gap or on a wire, on a layer, or to a
    free place."""

    def __init__(self, surface: Surface, kind: str) -> None:
        self._surface, self._kind = surface, kind

    def start(self, at: QPoint) -> None:
        self._surface.show_cursor(Qt.CursorShape.ForbiddenCursor)

    def move(self, at: QPoint) -> None:
        onto = self._surface.drop_target(self._kind, at)
        free = Qt.CursorShape.DragCopyCursor if onto is not None else Qt.CursorShape.ForbiddenCursor
        self._surface.show_cursor(free)

    def finish(self, at: QPoint) -> None:
        onto = self._surface.drop_target(self._kind, at)
        self.cancel()
        if onto is not None:
            self._surface.drop(self._kind, onto, at)

    def cancel(self) -> None:
        self._surface.drop_target(self._kind, None)
        self._surface.show_cursor(None)
