"""Two fingers on a trackpad or a touch screen that zoom."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture

__all__ = ["pinched"]


def pinched(event: QEvent) -> tuple[float, QPointF] | None:
    """The factor and the middle, on the screen, of a pinch; None for any other event."""
    if isinstance(event, QNativeGestureEvent):
        if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            return max(0.1, 1.0 + event.value()), event.globalPosition()
        return None
    if isinstance(event, QGestureEvent):
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if isinstance(pinch, QPinchGesture):
            return pinch.scaleFactor(), pinch.centerPoint()
    return None
