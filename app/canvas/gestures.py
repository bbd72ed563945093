"""Gestures: what a person does with the pointer held down, from press to release.

A gesture is told where the pointer is, in pixels of the view, and does its work on the view's
public methods; `cancel` leaves everything as it was before `start`.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPoint, Qt

from app.canvas.hits import Hit

__all__ = ["Click", "DropLayer", "Gesture", "Pan", "Surface"]

SLOP = 5
"""How many pixels a click may wander."""


class Surface(Protocol):
    """What gestures may do to a view."""

    def scroll_by(self, dx: int, dy: int) -> None: ...

    def hit_at(self, at: QPoint) -> Hit: ...

    def activate(self, hit: Hit) -> None: ...

    def drop_target(self, at: QPoint | None) -> str: ...

    def drop(self, kind: str, after: str) -> None: ...

    def show_cursor(self, shape: Qt.CursorShape | None) -> None: ...


class Gesture(Protocol):
    """One continuous action of the pointer."""

    def start(self, at: QPoint) -> None: ...

    def move(self, at: QPoint) -> None: ...

    def finish(self, at: QPoint) -> None: ...

    def cancel(self) -> None: ...


class Click:
    """Press and release on one thing."""

    def __init__(self, surface: Surface, hit: Hit) -> None:
        self._surface, self._hit = surface, hit

    def start(self, at: QPoint) -> None:
        """Nothing shows before the release."""

    def move(self, at: QPoint) -> None:
        """The release decides."""

    def finish(self, at: QPoint) -> None:
        if self._surface.hit_at(at).same(self._hit):
            self._surface.activate(self._hit)

    def cancel(self) -> None:
        """Nothing was done yet."""


class Pan:
    """Moves the view; a press without a move is a click on what is there."""

    def __init__(self, surface: Surface, hit: Hit) -> None:
        self._surface, self._hit = surface, hit
        self._first = self._last = QPoint()
        self._panning = False

    def start(self, at: QPoint) -> None:
        self._first = self._last = at

    def move(self, at: QPoint) -> None:
        if not self._panning and (at - self._first).manhattanLength() > SLOP:
            self._panning = True
            self._surface.show_cursor(Qt.CursorShape.ClosedHandCursor)
        if self._panning:
            by = at - self._last
            self._surface.scroll_by(-by.x(), -by.y())
            self._last = at

    def finish(self, at: QPoint) -> None:
        self._surface.show_cursor(None)
        if not self._panning:
            self._surface.activate(self._hit)

    def cancel(self) -> None:
        back = self._last - self._first
        self._surface.scroll_by(back.x(), back.y())
        self._surface.show_cursor(None)


class DropLayer:
    """Drags a kind of layer from the row of chips into a gap between two columns."""

    def __init__(self, surface: Surface, kind: str) -> None:
        self._surface, self._kind = surface, kind

    def start(self, at: QPoint) -> None:
        self._surface.show_cursor(Qt.CursorShape.DragCopyCursor)

    def move(self, at: QPoint) -> None:
        self._surface.drop_target(at)

    def finish(self, at: QPoint) -> None:
        after = self._surface.drop_target(at)
        self.cancel()
        if after:
            self._surface.drop(self._kind, after)

    def cancel(self) -> None:
        self._surface.drop_target(None)
        self._surface.show_cursor(None)


