"""A number that is changed in its place: by the wheel, by dragging up and down, or by typing."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.widgets.value import ValueEdit

__all__ = ["Turner"]

_NOTCH = 120
"""What a wheel says of one notch."""
_PIXELS = 5
"""How far a drag goes for one step."""
_PAUSE = 700
"""Milliseconds without a step after which the next one is a gesture of its own."""
_FINE, _COARSE = 0.1, 10.0


class Turner(ValueEdit):
    """`turned` carries how many steps, tenths of one with Shift and tens with Ctrl; `entered` a
    typed text; `let_go` ends a gesture. No key that is pressed here is for what lies behind."""

    turned = Signal(float)
    let_go = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._from: QPoint | None = None
        self._done = self._rest = 0
        self._dragging = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.let_go)
        self.stepped.connect(self._step)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.take_wheel(event)

    def take_wheel(self, event: QWheelEvent) -> None:
        """Turns with the wheel, also where that is over a picture of what the number is about."""
        delta = event.angleDelta()
        self._rest += delta.y() or delta.x()  # with Alt, or Shift on a Mac, it comes sideways
        steps, self._rest = int(self._rest / _NOTCH), self._rest - int(self._rest / _NOTCH) * _NOTCH
        if steps:
            self._turn(steps, event.modifiers())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self.isModified():
            self._from, self._done, self._dragging = event.position().toPoint(), 0, False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            super().mouseMoveEvent(event)
            return
        steps = int((self._from.y() - event.position().toPoint().y()) / _PIXELS)
        if steps != self._done:
            self._dragging = True
            self._turn(steps - self._done, event.modifiers())
            self._done = steps

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged, self._from, self._dragging = self._dragging, None, False
        super().mouseReleaseEvent(event)
        if dragged:
            self.deselect()
            self._end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pages = {Qt.Key.Key_PageUp: 1, Qt.Key.Key_PageDown: -1}
        if event.key() in pages:
            self._turn(10 * pages[Qt.Key(event.key())], Qt.KeyboardModifier.NoModifier)
        else:
            super().keyPressEvent(event)
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._end()

    def _step(self, steps: int) -> None:
        self._turn(steps, Qt.KeyboardModifier.NoModifier)

    def _turn(self, steps: float, held: Qt.KeyboardModifier) -> None:
        if held & Qt.KeyboardModifier.ShiftModifier:
            steps *= _FINE
        elif held & Qt.KeyboardModifier.ControlModifier:
            steps *= _COARSE
        self.setModified(False)
        self.turned.emit(float(steps))
        if self._from is None:
            self._pause.start()

    def _end(self) -> None:
        self._pause.stop()
        self.let_go.emit()
