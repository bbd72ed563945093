"""The view of the scene: pointer, wheel and keys become gestures, hits and moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from app.canvas.backdrop import paint_dots, paint_outline, paint_wire
from app.canvas.camera import Camera
from app.canvas.gestures import Gesture, Press
from app.canvas.hits import NOTHING, Hit
from app.canvas.keys import command_of, move_of
from app.canvas.layout import Point
from app.canvas.pinching import pinched
from app.canvas.scene import NetworkScene

__all__ = ["NetworkView"]

_POINTING = ("header", "more", "less", "fold", "insert", "neuron", "card", "group", "link")
_CURSORS = {
    "port_in": Qt.CursorShape.CrossCursor, "port_out": Qt.CursorShape.CrossCursor,
    "note": Qt.CursorShape.OpenHandCursor, "note_corner": Qt.CursorShape.SizeFDiagCursor,
    **dict.fromkeys(_POINTING, Qt.CursorShape.PointingHandCursor),
}
_DOUBLE = ("nothing", "card", "note", "group")
_ADDING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class NetworkView(QGraphicsView):
    """`hovered(hit)`, `activated(hit, adding)`, `swept(points, adding)` and
    `dropped(kind, onto, at)` follow the pointer; `commanded` and `travelled(move)` the keys of
    `app.canvas.keys`; `called(at)` a double click on empty canvas, `opened(hit)` one on a card, a
    note or a group. The others are as named.

    `begin` makes the gesture for a press, `over` paints over everything; the canvas sets them.
    """

    hovered = Signal(object)
    activated = Signal(object, bool)
    swept = Signal(object, bool)
    dropped = Signal(str, object, QPoint)
    called = Signal(QPoint)
    opened = Signal(object)
    commanded = Signal(str)
    travelled = Signal(str)
    space_tapped = Signal()
    resized = Signal()
    focus_changed = Signal(bool)

    def __init__(self, scene: NetworkScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.network_scene = scene
        self.begin: Callable[[Press], Gesture | None] = _nothing
        self.over: Callable[[QPainter], None] = _nothing
        self._gesture: Gesture | None = None
        self._over = NOTHING
        self._outline: Sequence[Point] = ()
        self._wire: tuple[QPointF, QPointF, str] | None = None
        self._space = self._space_used = False
        self.stops_tab = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptDrops(False)  # files are dropped on the window
        self.setRenderHints(QPainter.RenderHint.Antialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        for hide in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            hide(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        self.camera = Camera(self)

    # --- what gestures use ------------------------------------------------------------------

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
        """Marks what a dragged layer would fall on; None when it is not over the view."""
        if at is None or not self.viewport().rect().contains(at):
            self.network_scene.drop_target(kind, None)
            return None
        return self.network_scene.drop_target(kind, self.mapToScene(at))

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

    # --- pointer ------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        press = self._press(event)
        if press is None:
            event.ignore()
            return
        self.put_down()
        self._gesture = self.begin(press)
        if self._gesture is not None:
            self._space_used = self._space
            self._gesture.start(event.position().toPoint())

    def _press(self, event: QMouseEvent) -> Press | None:
        """What this press means; None for a button that means nothing."""
        middle = event.button() == Qt.MouseButton.MiddleButton
        if event.button() != Qt.MouseButton.LeftButton and not middle:
            return None
        held = event.modifiers()
        return Press(
            self.hit_at(event.position().toPoint()), bool(held & _ADDING),
            bool(held & Qt.KeyboardModifier.AltModifier), middle or self._space,
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._gesture is not None:
            self._gesture.move(at)
            return
        self.point_at(self.hit_at(at))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.finish(event.position().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        hit = self.hit_at(at)
        if event.button() != Qt.MouseButton.LeftButton or hit.kind not in _DOUBLE:
            self.mousePressEvent(event)
        elif hit.kind == "nothing":
            self.called.emit(at)
        else:
            self.opened.emit(hit)

    def leaveEvent(self, event: QEvent) -> None:
        self.point_at(NOTHING)
        self.network_scene.hover(NOTHING, inside=False)
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.camera.zoom(event.angleDelta().y() / 240.0, event.position().toPoint())
            event.accept()
            return
        self.camera.fitted = self.camera.fitted and not self.camera.board
        super().wheelEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        pinch = pinched(event)
        if pinch is None:
            return super().viewportEvent(event)
        factor, middle = pinch
        at = self.viewport().mapFromGlobal(middle.toPoint())
        if factor != 1.0:
            self.camera.magnify(factor, at)
        event.accept()
        return True

    # --- keys ---------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() and event.key() == Qt.Key.Key_Space
            if plain or move_of(event) or command_of(event):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move, command = move_of(event), command_of(event)
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self._hold_space(event)
        elif command == "escape" and self.put_down():
            return
        elif move:
            self.travelled.emit(move)
        elif command:
            self.commanded.emit(command)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat() or not self._space:
            super().keyReleaseEvent(event)
            return
        self._space = False
        self.show_cursor(None)
        if not self._space_used:
            self.space_tapped.emit()

    def _hold_space(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self._space, self._space_used = True, False
            self.show_cursor(Qt.CursorShape.OpenHandCursor)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from layer to layer, and on to the next widget after the last."""
        self.stops_tab = True
        self.travelled.emit("next" if forward else "previous")
        return self.stops_tab or super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(True)
        if event.reason() == Qt.FocusReason.TabFocusReason:
            self.travelled.emit("first")
        elif event.reason() == Qt.FocusReason.BacktabFocusReason:
            self.travelled.emit("last")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._space = False
        self.focus_changed.emit(False)

    # --- what is seen ---------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        self.network_scene.items_of.allowance.refill()
        super().paintEvent(event)

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        if self.camera.board:
            paint_dots(painter, QRectF(rect), self.camera.scale)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        paint_outline(painter, self._outline, self.camera.scale)
        if self._wire is not None:
            paint_wire(painter, *self._wire)
        self.over(painter)

    def point_at(self, hit: Hit) -> None:
        """The pointer is on something else, or on another place of it."""
        same = hit.same(self._over)
        self._over = hit
        if not same:
            self.network_scene.hover(hit, inside=True)
            self.show_cursor(_CURSORS.get(hit.kind))
        if not same or hit.kind == "neuron":
            self.hovered.emit(hit)


def _nothing(_: object) -> None:
    """What happens before the canvas has said what."""
