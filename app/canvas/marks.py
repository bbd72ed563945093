"""How frozen, silent and broken things look: a lock, a hatched picture with a bar across, a
warning; and how many of them there are, on a card."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen

from app.canvas.brushes import font, metrics
from app.canvas.conditions import Mark
from app.theme import Theme, themes
from app.widgets.icons import paint_icon

__all__ = ["paint_lock", "paint_marks", "paint_silence", "paint_warning"]

_ICON, _FIGURE, _GAP, _MANY = 13.0, 11, 6.0, 1000
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


def paint_warning(painter: QPainter, box: QRectF) -> None:
    """A warning on a disc: this cannot work."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(themes.now().color("panel"))
    painter.drawEllipse(box)
    edge = box.width() * 0.12
    inner = box.adjusted(edge, edge, -edge, -edge).translated(0, -edge / 2)
    paint_icon(painter, "triangle-alert", inner, "danger")
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


def paint_marks(painter: QPainter, line: QRectF, marks: Sequence[Mark], theme: Theme) -> float:
    """Icons with counts at the right end of a line; tells where they begin."""
    x, middle = line.right(), line.center().y()
    painter.setFont(font(_FIGURE))
    painter.setPen(theme.color("text"))
    for mark in reversed(marks):
        count = _short(mark.count)
        wide = metrics(_FIGURE).horizontalAdvance(count) + 1
        figure = QRectF(x - wide, line.top(), wide, line.height())
        painter.drawText(figure, Qt.AlignmentFlag.AlignVCenter, count)
        x -= wide + 2 + _ICON
        paint_icon(painter, mark.icon, QRectF(x, middle - _ICON / 2, _ICON, _ICON))
        x -= _GAP
    return x + _GAP


def _short(count: int) -> str:
    """1 234 as "1k": how many there are exactly says the tooltip."""
    return str(count) if count < _MANY else f"{count // _MANY}k"
