"""The change from one level to another: what is under the pointer stays, and nodes glide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF

from app.canvas.layout import Layout
from app.canvas.levels import Level
from app.canvas.scene import NetworkScene
from app.canvas.transition import Transition
from app.canvas.view import NetworkView

__all__ = ["Departure", "LevelChange"]

_READABLE = 0.5
"""Cards that take the place of open nodes are at least so large, where they do not fit."""


@dataclass(frozen=True)
class Departure:
    """What is left: how nodes were laid out, where all of them were in the view, and which one was
    nearest to the pointer, "" for none."""

    layout: Layout
    seen: Mapping[str, QPoint]
    nearest: str


class LevelChange:
    """Asked before and after the scene shows another layout. `transition` is the motion."""

    def __init__(self, scene: NetworkScene, view: NetworkView, level: Level) -> None:
        self._scene, self._view, self._level = scene, view, level
        self.transition = Transition(view)

    def leave(self, before: Layout | None, after: Layout, level: Level) -> Departure | None:
        """Before another layout is shown. None if the nodes keep their faces: nothing glides."""
        left = None
        if before is not None and (before.board != after.board or self._level != level):
            left = Departure(before, self._seen(before), self._nearest(before))
            self.transition.photograph()
        else:
            self.transition.stop()
        return left

    def keep(self, left: Departure, after: Layout) -> None:
        """Leaves the node at the pointer where it is in the view, though it may stand elsewhere on
        the canvas."""
        if not left.nearest or left.nearest not in after:
            return
        before, camera = left.layout, self._view.camera
        scale = camera.scale
        if before.board and not after.board:
            scale = 1.0  # as large as it was laid out: all of it would be too small to be read
        elif after.board and not before.board:
            wide = after.size[0] / max(1.0, before.size[0])
            scale = min(1.0, max(_READABLE, scale / wide, camera.whole()))
        camera.look(QPointF(*after.middle(left.nearest)), left.seen[left.nearest], scale)

    def arrive(self, left: Departure | None, after: Layout, level: Level) -> None:
        """When the layout is shown, and the camera where it stays: nodes begin to glide."""
        if left is not None:
            self._scene.sharpen()  # pictures are as large as the camera shows them now
            self._glide(left.seen, after)
        self._level = level

    def _seen(self, layout: Layout) -> dict[str, QPoint]:
        """Where all nodes are in the view."""
        return {n: self._view.mapFromScene(QPointF(*layout.middle(n))) for n in _nodes(layout)}

    def _nearest(self, layout: Layout) -> str:
        """The node nearest to the pointer, or to the middle."""
        at = self._view.mapToScene(self._view.camera.at)

        def gap(node: str) -> float:
            x, y = layout.middle(node)
            return abs(x - at.x()) + abs(y - at.y())

        return min(_nodes(layout), key=gap, default="")

    def _glide(self, was: Mapping[str, QPoint], layout: Layout) -> None:
        """Lets nodes go from where they were seen to where they stand."""
        offsets = {
            node: self._view.mapToScene(at) - QPointF(*layout.middle(node))
            for node, at in was.items() if node in layout
        }
        items = self._scene.items_of
        others = [*items.wires.values(), *items.open.fans.values(), items.link_sheet]
        self.transition.start(dict(items.nodes()), offsets, others)


def _nodes(layout: Layout) -> list[str]:
    """All nodes, the open ones first."""
    return [*dict.fromkeys((*layout.places, *layout.boxes))]
