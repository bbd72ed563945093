"""New layers: asked for by name, picked from a list, clicked in the row above."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QCursor

from app.canvas.layout import Point
from app.model.edits import FIXED
from engine.layers import layers

if TYPE_CHECKING:
    from app.canvas.canvas import NetworkCanvas

__all__ = ["Adding"]

_BEHIND = 230.0
"""How far right of a node one that is added behind it stands on the board."""


class Adding:
    """Asks what is to be added to a canvas, and where it goes."""

    def __init__(self, canvas: NetworkCanvas) -> None:
        self._canvas = canvas

    def ask_here(self) -> None:
        """Asks for a layer: behind the selected node, or where the pointer is."""
        canvas, node = self._canvas, self._canvas.selected_node()
        at = self._pointer()
        sight = canvas.scene.sight
        if node and sight is not None and sight.layout.board:
            left, top, right, bottom = sight.layout.box(sight.folding.shown(node))
            x = (left + right) / 2 + _BEHIND
            at = canvas.view.mapFromScene(QPointF(x, (top + bottom) / 2))
        self.ask(at, node)

    def _pointer(self) -> QPoint:
        """The pixel of the view under the pointer, or the middle when that is elsewhere; where
        the menu was opened that asks."""
        if self._canvas.context.at is not None:
            return self._canvas.context.at
        room = self._canvas.view.viewport().rect()
        at = self._canvas.view.viewport().mapFromGlobal(QCursor.pos())
        return at if room.contains(at) and self._canvas.view.underMouse() else room.center()

    def ask(self, at: QPoint, behind: str) -> None:
        """Asks which layer comes at a pixel of the view, fed by `behind` if that is given."""
        self._canvas.ask(at, partial(self._picked, at, behind))

    def ask_end(self, at: QPoint, source: str) -> None:
        """Asks which layer comes where a wire from `source` was let go."""
        self._canvas.ask(at, partial(self._picked_end, at, source))

    def ask_behind(self, node: str) -> None:
        """Asks which layer is inserted behind a node."""
        insert = self._canvas.scene.items_of.inserts.get(node)
        if insert is not None:
            at = self._canvas.view.mapFromScene(insert.middle)
            self._canvas.ask_in_menu(at, partial(self._picked_behind, node))
        elif self._canvas.selected_node() == node:
            self.ask_here()

    def add_behind(self, kind: str) -> None:
        """Behind the selected layer, or as the last one before the output; an input or an output
        at its end of the network."""
        canvas = self._canvas
        after = "" if kind in FIXED else canvas.steering.insertion_point()
        if after:
            self.select(canvas.editor.insert(after, kind))
            return
        middle = canvas.view.viewport().rect().center()
        place = canvas.view.scene_at(middle)
        if kind in FIXED:
            near, there = canvas.selected_node(), self.fixed(middle)
            self.select(canvas.editor.add_end(kind, place, there, near))
        elif kind in layers:
            self.select(canvas.editor.add(kind, place, self.fixed(middle)))

    def _picked(self, at: QPoint, behind: str, kind: str) -> None:
        canvas = self._canvas
        if behind and self._filling:
            self.select(canvas.editor.insert(behind, kind))
            return
        place = canvas.view.scene_at(at)
        self.select(canvas.editor.add(kind, place, self.fixed(at), behind))

    def _picked_end(self, at: QPoint, source: str, kind: str) -> None:
        """A layer at the end of a wire. In a network that fills the view it finds its place by
        itself, so that nothing else has to move there."""
        if self._filling:
            self.select(self._canvas.editor.branch(source, kind))
        else:
            self._picked(at, source, kind)

    def _picked_behind(self, node: str, kind: str) -> None:
        self.select(self._canvas.editor.insert(node, kind))

    @property
    def _filling(self) -> bool:
        sight = self._canvas.scene.sight
        return sight is not None and not sight.layout.board

    def fixed(self, at: QPoint) -> dict[str, Point]:
        """The places of all nodes, so that nothing moves when a node is put at a pixel."""
        self._canvas.view.camera.at = at
        self._canvas.view.camera.fitted = False
        return self._canvas.stage.places()

    def select(self, node: str, *, seen: bool = False) -> None:
        """Selects what is new, and scrolls to it unless it was put where the pointer is."""
        if node:
            self._canvas.steering.select(node)
            if not seen:
                self._canvas.reveal([node])
