"""The view of the scene: pointer, wheel and keys become gestures, hits and moves."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.canvas.gestures import Gesture, Press
from app.canvas.hits import NOTHING
from app.canvas.keys import command_of, move_of
from app.canvas.pinching import pinched
from app.canvas.scene import NetworkScene
from app.canvas.surface import SurfaceView

__all__ = ["NetworkView"]

_DOUBLE = ("nothing", "card", "header", "note", "group")
_ADDING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class NetworkView(SurfaceView):
    """`commanded` and `travelled(move)` follow the keys of `app.canvas.keys`; `called(at)` is a
    double click on empty canvas, `opened(hit)` one on a layer, a note or a group. The others are as
    named, or as of the surface.

    `begin` makes the gesture for a press, `pose` makes it ready for a figure; the canvas sets them.
    """

    called = Signal(QPoint)
    opened = Signal(object)
    commanded = Signal(str)
    travelled = Signal(str)
    space_tapped = Signal()
    resized = Signal()
    focus_changed = Signal(bool)

    def __init__(self, scene: NetworkScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.begin: Callable[[Press], Gesture | None] = _nothing
        self.pose: Callable[[], AbstractContextManager[tuple[QWidget, ...]]] = _as_it_is
        self._space = self._space_used = False
        self.stops_tab = False
        self.setAcceptDrops(False)  # files are dropped on the window
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)

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
        self.network_scene.approach(self.mapToScene(at))
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
            command = command_of(event)
            if command == "escape" and self._gesture is None:
                return super().event(event)  # a message that is open goes first
            if plain or move_of(event) or command:
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


def _nothing(_: object) -> None:
    """What happens before the canvas has said what."""


def _as_it_is() -> AbstractContextManager[tuple[QWidget, ...]]:
    """A view without a canvas has nothing to show."""
    return nullcontext(())
