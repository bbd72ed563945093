"""How frozen and silent things look: a lock, a hatched picture with a bar across, a dotted line."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen

from app.theme import themes
from app.widgets.icons import paint_icon

__all__ = ["paint_lock", "paint_silence"]

_LOCK = 0.62
"""How much of its disc a lock takes."""


def paint_lock(painter: QPainter, middle: QPointF, radius: float) -> None:
    """A lock on a disc: training leaves this alone."""
    theme = themes.now()
    painter.save()
    painter.setPen(QPen(theme.color("text"), 1.0))
    painter.setBrush(theme.color("panel"))
    painter.drawEllipse(middle, radius, radius)
    half = radius * _LOCK
    paint_icon(painter, "lock", QRectF(middle.x() - half, middle.y() - half, 2 * half, 2 * half))
    painter.restore()


def paint_silence(painter: QPainter, box: QRectF, radius: float) -> None:
    """Hatches a picture and strikes it out: this neuron says nothing."""
    theme = themes.now()
    path = QPainterPath()
    path.addRoundedRect(box, radius, radius)
    painter.save()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    painter.fillPath(path, theme.color("panel", 0.55))
    painter.fillPath(path, QBrush(theme.color("text", 0.45), Qt.BrushStyle.BDiagPattern))
    for ink, width in (("panel", 4.5), ("text", 2.0)):
        painter.setPen(QPen(theme.color(ink), width))
        painter.drawLine(box.bottomLeft(), box.topRight())
    painter.setPen(QPen(theme.color("text"), 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.7, 0.7, -0.7, -0.7), radius, radius)
    painter.restore()
