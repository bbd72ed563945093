"""The view of the scene: pointer, wheel and keys become gestures, hits and moves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from app.canvas.gestures import Click, Gesture, Pan
from app.canvas.hits import NOTHING, Hit, Move
from app.canvas.scene import NetworkScene

__all__ = ["NetworkView"]

_MOVES: dict[Qt.Key, Move] = {
    Qt.Key.Key_Left: "left", Qt.Key.Key_Right: "right", Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down", Qt.Key.Key_Home: "first", Qt.Key.Key_End: "last",
}
_COMMANDS: dict[Qt.Key, str] = {
    Qt.Key.Key_Plus: "more", Qt.Key.Key_Equal: "more", Qt.Key.Key_Minus: "less",
    Qt.Key.Key_Delete: "remove", Qt.Key.Key_Backspace: "remove", Qt.Key.Key_Return: "open",
    Qt.Key.Key_Enter: "open", Qt.Key.Key_Insert: "insert", Qt.Key.Key_Escape: "escape",
}
_ZOOM_STEP, _ZOOM_LEAST, _ZOOM_MOST = 1.25, 0.3, 6.0
_PANNING = ("nothing", "wire")
_POINTING = ("header", "more", "less", "fold", "insert", "neuron")


class NetworkView(QGraphicsView):
    """`hovered(hit)`, `activated(hit)`, `dropped(kind, after)` follow the pointer; `commanded`
    the keys in `_COMMANDS`; `travelled(move)` the arrows. The others are as named.
    While `fitted`, the network takes the size of the view; a zoom by hand ends that.
    """

    hovered = Signal(object)
    activated = Signal(object)
    dropped = Signal(str, str)
    commanded = Signal(str)
    travelled = Signal(str)
    resized = Signal()
    focus_changed = Signal(bool)
    zoomed = Signal()

    def __init__(self, scene: NetworkScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.network_scene = scene
        self.fitted = True
        self._gesture: Gesture | None = None
        self._over = NOTHING
        self.stops_tab = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptDrops(False)  # files are dropped on the window
        self.setRenderHints(QPainter.RenderHint.Antialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        for hide in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            hide(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)

    # --- what gestures use ------------------------------------------------------------------

    def scroll_by(self, dx: int, dy: int) -> None:
        """Moves the visible part."""
        for bar, by in ((self.horizontalScrollBar(), dx), (self.verticalScrollBar(), dy)):
            bar.setValue(bar.value() + by)

    def hit_at(self, at: QPoint) -> Hit:
        """What is at a pixel of the view."""
        return self.network_scene.hit(self.mapToScene(at))

    def activate(self, hit: Hit) -> None:
        """Tells that something was clicked."""
        self.activated.emit(hit)

    def drop_target(self, at: QPoint | None) -> str:
        """Marks the gap under a dragged layer; "" when it is not over the view."""
        if at is None or not self.viewport().rect().contains(at):
            return self.network_scene.drop_target(None)
        return self.network_scene.drop_target(self.mapToScene(at))

    def drop(self, kind: str, after: str) -> None:
        """Tells that a layer was dropped behind a node."""
        self.dropped.emit(kind, after)

    def show_cursor(self, shape: Qt.CursorShape | None) -> None:
        """Another cursor, or the usual one."""
        if shape is None:
            self.viewport().unsetCursor()
        else:
            self.viewport().setCursor(shape)

    # --- zoom -------------------------------------------------------------------------------

    def zoom(self, steps: float) -> None:
        """Larger by so many steps; smaller when negative."""
        now = self.transform().m11()
        wanted = min(_ZOOM_MOST, max(_ZOOM_LEAST, now * _ZOOM_STEP**steps))
        self.fitted = False
        self.scale(wanted / now, wanted / now)
        self.zoomed.emit()

    def fit(self) -> None:
        """The whole network in the view, as large as it was laid out, or smaller if it must."""
        self.fitted = True
        self.resetTransform()
        whole, room = self.sceneRect(), self.viewport().rect()
        if whole.width() > room.width() + 1 or whole.height() > room.height() + 1:
            self.fitInView(whole, Qt.AspectRatioMode.KeepAspectRatio)

    # --- events -----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        at = event.position().toPoint()
        hit = self.hit_at(at)
        self._gesture = (Pan if hit.kind in _PANNING else Click)(self, hit)
        self._gesture.start(at)

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
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.point_at(NOTHING)
        self.network_scene.hover(NOTHING, inside=False)
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(event.angleDelta().y() / 240.0)
            event.accept()
            return
        super().wheelEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            plain = not event.modifiers() & ~_IGNORED
            if plain and (key in _MOVES or key in _COMMANDS):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.modifiers() & ~_IGNORED:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Escape and self._gesture is not None:
            self._gesture.cancel()
            self._gesture = None
        elif key in _MOVES:
            self.travelled.emit(_MOVES[key])
        elif key in _COMMANDS:
            self.commanded.emit(_COMMANDS[key])
        else:
            super().keyPressEvent(event)

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
        self.focus_changed.emit(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def point_at(self, hit: Hit) -> None:
        """The pointer is on something else, or on another place of it."""
        same = hit.same(self._over)
        self._over = hit
        if not same:
            self.network_scene.hover(hit, inside=True)
            self.show_cursor(
                Qt.CursorShape.PointingHandCursor if hit.kind in _POINTING else None
            )
        if not same or hit.kind == "neuron":
            self.hovered.emit(hit)


_IGNORED = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
