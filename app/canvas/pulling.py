"""Pulling a chip into the network: the chips tell, a gesture on the view acts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, QPoint

from app.canvas.chips import LayerChip
from app.canvas.gestures import DropLayer
from app.canvas.view import NetworkView

__all__ = ["Pulling"]


class Pulling(QObject):
    """Makes a `DropLayer` gesture of every pull on one of `chips`. The chip has the pointer while
    it is pulled, so it shows the cursor of the gesture."""

    def __init__(self, chips: Iterable[LayerChip], view: NetworkView) -> None:
        super().__init__(view)
        self._view = view
        self._gesture: DropLayer | None = None
        for chip in chips:
            chip.pulled.connect(partial(self._start, chip))
            chip.moved.connect(partial(self._move, chip))
            chip.let_go.connect(self._finish)
            chip.given_up.connect(self.cancel)

    def cancel(self) -> None:
        """Drops nothing."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.cancel()

    def _start(self, chip: LayerChip) -> None:
        self._view.put_down()
        self._gesture = DropLayer(self._view, chip.pulls)
        self._gesture.start(QPoint())

    def _move(self, chip: LayerChip, at: QPoint) -> None:
        if self._gesture is not None:
            self._gesture.move(self._view.viewport().mapFromGlobal(at))
            chip.setCursor(self._view.viewport().cursor())

    def _finish(self, at: QPoint) -> None:
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.finish(self._view.viewport().mapFromGlobal(at))
