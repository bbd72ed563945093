"""The surface of the canvas: what gestures may do to the view, and what is drawn for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from app.canvas.backdrop import paint_dots, paint_outline, paint_wire
from app.canvas.camera import Camera
from app.canvas.gestures import Gesture
from app.canvas.ghost import Ghost, paint_ghost
from app.canvas.hits import NOTHING, Hit
from app.canvas.layout import Point
from app.canvas.scene import NetworkScene
from app.theme import themes

__all__ = ["SurfaceView"]

_POINTING = (
    "header", "more", "less", "fold", "insert", "neuron", "card", "group", "link", "settings",
)
_CURSORS = {
    "port_in": Qt.CursorShape.CrossCursor, "port_out": Qt.CursorShape.CrossCursor,
    "note": Qt.CursorShape.OpenHandCursor, "note_corner": Qt.CursorShape.SizeFDiagCursor,
    **dict.fromkeys(_POINTING, Qt.CursorShape.PointingHandCursor),
}


class SurfaceView(QGraphicsView):
    """Shows the scene. `hovered(hit)`, `activated(hit, adding)`, `swept(points, adding)` and
    `dropped(kind, onto, at)` tell what the pointer has done; `over` paints over everything.
    `ghost` is a layer that is dragged over it; `landing` tells where it will stand."""

    hovered = Signal(object)
    activated = Signal(object, bool)
    swept = Signal(object, bool)
    dropped = Signal(str, object, QPoint)

    def __init__(self, scene: NetworkScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.network_scene = scene
        self.over: Callable[[QPainter], None] = _nothing
        self.dotted = True
        self._gesture: Gesture | None = None
        self._over = NOTHING
        self._outline: Sequence[Point] = ()
        self.ghost: Ghost | None = None
        self.landing: Callable[[Point], Point] = _there
        self._wire: tuple[QPointF, QPointF, str] | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.Antialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        for hide in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            hide(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.camera = Camera(self)

    def scroll_by(self, dx: int, dy: int) -> None:
        """Moves the visible part."""
        self.camera.fitted = False
        self.camera.scroll(dx, dy)

    def hit_at(self, at: QPoint) -> Hit:
        """What is at a pixel of the view."""
        return self.network_scene.hit(self.mapToScene(at))

    def scene_at(self, at: QPoint) -> Point:
        """Where a pixel of the view is on the canvas."""
        x, y = self.mapToScene(at).toTuple()
        return float(x), float(y)

    def activate(self, hit: Hit, *, adding: bool = False) -> None:
        """Tells that something was clicked."""
        self.activated.emit(hit, adding)

    def show_outline(self, points: Sequence[Point]) -> None:
        """Draws the line that selects; no points hide it."""
        self._outline = points
        self.viewport().update()

    def show_wire(self, start: QPointF | None, end: QPointF | None, state: str) -> None:
        """Draws a wire that is being pulled: "plain", "fits" or "refuses"; no ends hide it."""
        self._wire = (start, end, state) if start is not None and end is not None else None
        self.viewport().update()

    def sweep(self, points: Sequence[Point], *, adding: bool) -> None:
        """Tells that a line was drawn around something."""
        self.swept.emit(points, adding)

    def drop_target(self, kind: str, at: QPoint | None) -> Hit | None:
        """Shows a dragged layer and marks what it would fall on; None when it is not over the
        view."""
        self.ghost = None
        if at is None or not self.viewport().rect().contains(at):
            self.network_scene.drop_target(kind, None)
            return None
        point = self.mapToScene(at)
        found = self.network_scene.drop_target(kind, point)
        taken = found.kind in ("insert", "card", "link")
        x, y = self.scene_at(at) if taken else self.landing(self.scene_at(at))
        self.ghost = Ghost(kind, QPointF(x, y), taken)
        return found

    def drop(self, kind: str, onto: Hit, at: QPoint) -> None:
        """Tells that a layer was dropped on something."""
        self.dropped.emit(kind, onto, at)

    def show_cursor(self, shape: Qt.CursorShape | None) -> None:
        """Another cursor, or the usual one."""
        if shape is None:
            self.viewport().unsetCursor()
        else:
            self.viewport().setCursor(shape)

    def put_down(self) -> bool:
        """Cancels the gesture that goes on; False when there is none."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.cancel()
        return gesture is not None

    def point_at(self, hit: Hit) -> None:
        """The pointer is on something else, or on another place of it."""
        same = hit.same(self._over)
        self._over = hit
        if not same:
            self.network_scene.hover(hit, inside=True)
            self.show_cursor(_CURSORS.get(hit.kind))
        if not same or hit.kind in ("neuron", "card"):
            self.hovered.emit(hit)

    # --- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        self.network_scene.items_of.begin_painting()
        super().paintEvent(event)

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        if self.camera.board and self.dotted:
            paint_dots(painter, QRectF(rect), self.camera.scale)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        paint_outline(painter, self._outline, self.camera.scale)
        if self._wire is not None:
            paint_wire(painter, *self._wire)
        if self.ghost is not None:
            paint_ghost(painter, self.ghost, themes.now(), self.camera.scale)
        self.over(painter)


def _nothing(_: object) -> None:
    """What happens before the canvas has said what."""


def _there(at: Point) -> Point:
    """Where everything lands before the canvas has said where."""
    return at
