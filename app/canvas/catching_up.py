"""Draws, little by little, what could not be drawn at once: after a zoom, a move, an edit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.canvas.scene import NetworkScene
from app.canvas.view import NetworkView

__all__ = ["CatchingUp"]

_SOON, _NEXT = 60, 16
"""Milliseconds until it begins after the last zoom, and between two pieces of work."""


class CatchingUp(QObject):
    """Works while the view rests; then everything is sharp. `more` shows more of an edit, where
    there is more; `go_first` keeps the worker from the interpreter for so long."""

    def __init__(
        self, scene: NetworkScene, view: NetworkView, more: Callable[[], bool],
        go_first: Callable[[], None],
    ) -> None:
        super().__init__(view)
        self._scene, self._view, self._more, self._go_first = scene, view, more, go_first
        self._shows = False
        """Whether the last turn showed more, and drew nothing."""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._work)
        view.camera.moved.connect(self.begin)

    def begin(self) -> None:
        """Something has changed that may be drawn better. A person who goes on moving is waited
        for, but not with wires that are not where they belong, nor with cards that are old."""
        items, sight = self._scene.items_of, self._scene.sight
        waits = items.waiting or (sight is not None and sight.waiting)
        if (items.cards or items.columns) and not (waits and self._timer.isActive()):
            self._timer.start(_SOON)

    def _work(self) -> None:
        self._go_first()
        camera, before = self._view.camera, self._scene.extent()
        self._shows = not self._shows and self._more()  # in turns: drawing may never end
        if self._shows or self._scene.catch_up() or self._more():
            self._timer.start(_NEXT)
        if self._scene.extent() != before:
            camera.show_extent(self._scene.extent(), board=camera.board)
