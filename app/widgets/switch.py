"""An on/off switch."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.theme import themes
from app.widgets.buttons import Quiet

__all__ = ["Switch"]

_WIDTH, _HEIGHT, _RING = 30, 16, 3
_TICK = ((-2.4, 0.2), (-0.7, 2.0), (2.6, -2.0))


class Switch(Quiet, QAbstractButton):
    """A checkable button drawn as a sliding knob; a tick says on, besides the colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH + 2 * _RING, _HEIGHT + 2 * _RING)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = self.width() - _WIDTH - _RING
        body = QRectF(left, (self.height() - _HEIGHT) / 2, _WIDTH, _HEIGHT)
        if self.hasFocus():
            painter.setPen(QPen(themes.now().color("accent"), 1.5))
            painter.drawRoundedRect(body.adjusted(-2, -2, 2, 2), 10, 10)
        self._paint_body(painter, body)

    def _paint_body(self, painter: QPainter, body: QRectF) -> None:
        theme, on = themes.now(), self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen)
        ink = theme.color("accent") if on else theme.color("muted", 0.5)
        painter.setBrush(ink if self.isEnabled() else theme.color("track"))
        painter.drawRoundedRect(body, _HEIGHT / 2, _HEIGHT / 2)
        inset = _HEIGHT / 2
        knob = QPointF(body.right() - inset if on else body.left() + inset, body.center().y())
        painter.setBrush(theme.color("panel"))
        painter.drawEllipse(knob, inset - 2, inset - 2)
        if on:
            painter.setPen(QPen(theme.color("accent"), 1.5))
            painter.drawPolyline([knob + QPointF(x, y) for x, y in _TICK])
