"""A slider over the round values of a setting; a drag is one gesture, the wheel is the page's."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from app.theme import themes

__all__ = ["Slider"]

_RADIUS = 6.0
_GROOVE = 4.0
_HEIGHT, _TIGHT = 16, 14
_TYPED = frozenset("0123456789.,")


class Slider(QSlider):
    """Positions 0 … `count` - 1, drawn as in the rest of the application.

    `moved` follows every change a person makes; `let_go` ends the gesture. `typed` carries what
    a person starts to type on the slider, so that a field can take over.
    """

    moved = Signal(int)
    let_go = Signal()
    typed = Signal(str)

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.set_count(count)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(_HEIGHT)
        self.actionTriggered.connect(self._acted)
        themes.changed.connect(self.update)

    def set_count(self, count: int) -> None:
        """Another number of positions."""
        self.setRange(0, max(count - 1, 1))
        self.setPageStep(max(count // 10, 2))

    def set_tight(self, tight: bool) -> None:
        """A little lower, where there is little room."""
        self.setFixedHeight(_TIGHT if tight else _HEIGHT)

    def sizeHint(self) -> QSize:
        return QSize(120, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, _HEIGHT)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._drag(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._drag(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setSliderDown(False)
            self.let_go.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.typed.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.typed.emit("")
        elif event.text() and event.text() in _TYPED:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        super().keyReleaseEvent(event)
        if not event.isAutoRepeat():
            self.let_go.emit()

    def _acted(self) -> None:
        """Keys and assistive tools change the position through slider actions."""
        if self.sliderPosition() != self.value():
            self.moved.emit(self.sliderPosition())

    def _drag(self, x: float) -> None:
        span = max(self.width() - 2 * _RADIUS, 1.0)
        share = min(max((x - _RADIUS) / span, 0.0), 1.0)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            share = 1.0 - share
        position = round(share * self.maximum())
        if position != self.value():
            self.setValue(position)
            self.moved.emit(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = themes.now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.height() / 2
        knob = QPointF(self._knob_x(), middle)
        groove = QRectF(0, middle - _GROOVE / 2, self.width(), _GROOVE)
        ink = theme.color("accent") if self.isEnabled() else theme.color("track")
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(groove, _GROOVE / 2, _GROOVE / 2)
        painter.setBrush(ink)
        groove.setRight(knob.x())
        painter.drawRoundedRect(groove, _GROOVE / 2, _GROOVE / 2)
        if self.hasFocus() or (self.isEnabled() and (self.underMouse() or self.isSliderDown())):
            painter.setBrush(theme.color("accent", 0.3 if self.hasFocus() else 0.16))
            painter.drawEllipse(knob, _RADIUS + 3, _RADIUS + 3)
        painter.setBrush(theme.color("panel"))
        painter.setPen(QPen(ink, 2.0))
        painter.drawEllipse(knob, _RADIUS - 0.5, _RADIUS - 0.5)

    def _knob_x(self) -> float:
        span = self.width() - 2 * (_RADIUS + 0.5)
        return _RADIUS + 0.5 + span * self.sliderPosition() / self.maximum()
