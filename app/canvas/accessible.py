"""The network for programs that read the screen: a list of layers, each with its name and state."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import isValid

from app.canvas.hits import Spot
from app.canvas.spoken import layer_words, problem_at, spot_words, wires_words

if TYPE_CHECKING:
    from app.canvas.arrangement import Sight
    from app.canvas.canvas import NetworkCanvas

__all__ = ["CanvasFace", "LayerFace", "expose"]


def expose(canvas: NetworkCanvas) -> CanvasFace:
    """Shows a canvas to such programs, until it is gone."""
    face = CanvasFace(canvas)
    QAccessible.registerAccessibleInterface(face)
    canvas.view.destroyed.connect(partial(_forget, face, face.layers))
    return face


def _forget(_face: CanvasFace, layers: list[LayerFace]) -> None:
    """Qt deletes the face with its view, but not its children. Python must not do either before."""
    for layer in layers:
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(layer))


class CanvasFace(QAccessibleWidget):
    """The view of a canvas, with a child for every layer in reading order, behind the widgets
    that it has."""

    def __init__(self, canvas: NetworkCanvas) -> None:
        super().__init__(canvas.view, QAccessible.Role.List)
        self._canvas = canvas
        self.layers: list[LayerFace] = []
        """As many as somebody has asked for."""

    def nodes(self) -> tuple[str, ...]:
        """The layers and folded groups that stand on the canvas."""
        sight = self._canvas.scene.sight
        if sight is None:
            return ()
        return tuple(n for n in sight.folding.graph.reading if n in sight.layout)

    def renew(self) -> None:
        """Tells that there are other layers now."""
        QAccessible.updateAccessibility(
            QAccessibleEvent(self._canvas.view, QAccessible.Event.ObjectReorder)
        )

    def childCount(self) -> int:
        return super().childCount() + len(self.nodes())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        at = index - super().childCount()
        if at < 0:
            return super().child(index)
        if at >= len(self.nodes()):
            return None
        while len(self.layers) <= at:
            self.layers.append(LayerFace(self._canvas, self, len(self.layers)))
        return self.layers[at]

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if isinstance(child, LayerFace):
            return super().childCount() + child.at
        return super().indexOfChild(child)

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        view = self._canvas.view
        hit = view.hit_at(view.viewport().mapFromGlobal(QPoint(x, y)))
        return self._of(hit.node) or super().childAt(x, y)

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        found = self._of(self._canvas.steering.spot.node) if self._canvas.view.hasFocus() else None
        return found or super().focusChild()

    def _of(self, node: str) -> QAccessibleInterface | None:
        nodes = self.nodes()
        if node not in nodes:
            return None
        return self.child(super().childCount() + nodes.index(node))


class LayerFace(QAccessibleInterface):
    """The layer at a place of the list, whichever that is just now."""

    def __init__(self, canvas: NetworkCanvas, parent: CanvasFace, at: int) -> None:
        super().__init__()
        self._canvas, self._parent = canvas, parent
        self.at = at

    def isValid(self) -> bool:
        return isValid(self._parent) and isValid(self._canvas) and bool(self._node)

    def object(self) -> QObject | None:  # type: ignore[override]
        return None

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        return self._parent

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def text(self, kind: QAccessible.Text) -> str:
        canvas, node, sight = self._canvas, self._node, self._sight
        if sight is None or not node:
            return ""
        if kind == QAccessible.Text.Name:
            return layer_words(sight, node, canvas.scene.frame, canvas.selection.chosen)
        if kind == QAccessible.Text.Value and canvas.steering.spot.node == node:
            spot = canvas.steering.spot
            return spot_words(sight, spot, canvas.scene.frame, canvas.selection.chosen)
        if kind == QAccessible.Text.Description:
            return ". ".join(filter(None, (wires_words(sight, node), problem_at(sight, node))))
        return ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Names are changed by hand."""

    def rect(self) -> QRect:
        sight, view = self._sight, self._canvas.view
        if sight is None or self._node not in sight.layout:
            return QRect()
        left, top, right, bottom = sight.layout.box(self._node)
        room = QRectF(QPointF(left, top), QPointF(right, bottom))
        box = view.mapFromScene(room).boundingRect()
        return QRect(view.viewport().mapToGlobal(box.topLeft()), box.size())

    def state(self) -> QAccessible.State:
        canvas, node, sight = self._canvas, self._node, self._sight
        state = QAccessible.State()
        if sight is None or not node:
            state.invalid = True
            return state
        members = sight.folding.members.get(node, (node,))
        state.selectable = state.focusable = state.multiSelectable = True
        state.selected = canvas.selection.chosen.nodes.issuperset(members)
        state.focused = canvas.view.hasFocus() and canvas.steering.spot == Spot(node)
        return state

    @property
    def _sight(self) -> Sight | None:
        return self._canvas.scene.sight

    @property
    def _node(self) -> str:
        nodes = self._parent.nodes()
        return nodes[self.at] if self.at < len(nodes) else ""
