"""The mark of the application, drawn: a nabla on the two colours of everything."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import LIGHT

__all__ = ["Logo", "logo_icon", "paint_logo"]


def paint_logo(painter: QPainter, rect: QRectF) -> None:
    """Draws the mark into `rect`."""
    side = rect.width()
    blend = QLinearGradient(rect.topLeft(), rect.bottomRight())
    blend.setColorAt(0.1, LIGHT.color("negative"))
    blend.setColorAt(0.9, LIGHT.color("positive"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(blend)
    painter.drawRoundedRect(rect, side * 0.24, side * 0.24)
    nabla = QPainterPath()
    nabla.setFillRule(Qt.FillRule.OddEvenFill)
    for corners in (
        ((0.25, 0.28), (0.75, 0.28), (0.53, 0.75), (0.47, 0.75)),
        ((0.375, 0.37), (0.645, 0.37), (0.515, 0.645)),
    ):
        points = [rect.topLeft() + QPointF(x * side, y * side) for x, y in corners]
        nabla.moveTo(points[0])
        for point in points[1:]:
            nabla.lineTo(point)
        nabla.closeSubpath()
    painter.setBrush(Qt.GlobalColor.white)
    painter.drawPath(nabla)


def logo_icon() -> QIcon:
    """The mark as a window icon."""
    made = QIcon()
    for size in (16, 32, 48, 128, 256):
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint_logo(painter, QRectF(0, 0, size, size))
        painter.end()
        made.addPixmap(picture)
    return made


class Logo(QWidget):
    """The mark as a widget, `side` pixels wide."""

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_logo(QPainter(self), QRectF(self.rect()))
