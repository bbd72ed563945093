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
    """Makes a `DropLayer` gesture of every pull on one of `chips`."""

    def __init__(self, chips: Iterable[LayerChip], view: NetworkView) -> None:
        super().__init__(view)
        self._view = view
        self._gesture: DropLayer | None = None
        for chip in chips:
            chip.pulled.connect(partial(self._start, chip.pulls))
            chip.moved.connect(self._move)
            chip.let_go.connect(self._finish)
            chip.given_up.connect(self.cancel)

    def cancel(self) -> None:
        """Drops nothing."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.cancel()

    def _start(self, kind: str) -> None:
        self._gesture = DropLayer(self._view, kind)
        self._gesture.start(QPoint())

    def _move(self, at: QPoint) -> None:
        if self._gesture is not None:
            self._gesture.move(self._view.viewport().mapFromGlobal(at))

    def _finish(self, at: QPoint) -> None:
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.finish(self._view.viewport().mapFromGlobal(at))
