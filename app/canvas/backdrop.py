"""What is drawn behind and over everything: a grid of dots, and what a gesture is about to make."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from app.canvas.layout import Point
from app.theme import themes

__all__ = ["paint_dots", "paint_outline", "paint_wire"]

_GRID = 24.0
_NEAREST = 14.0
"""Dots that would stand closer than so many pixels are left out."""


def paint_dots(painter: QPainter, room: QRectF, scale: float) -> None:
    """A quiet grid, which shows that this is a board and how large it is."""
    step = _GRID
    while step * scale < _NEAREST:
        step *= 2
    pen = QPen(themes.now().color("dots"), 1.6 / scale)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    across, down = (
        [n * step for n in range(math.floor(low / step), math.ceil(high / step) + 1)]
        for low, high in ((room.left(), room.right()), (room.top(), room.bottom()))
    )
    painter.drawPoints([QPointF(x, y) for y in down for x in across])


def paint_outline(painter: QPainter, points: Sequence[Point], scale: float) -> None:
    """The rectangle or free line of a selection that is being made."""
    if len(points) < 2:
        return
    theme = themes.now()
    painter.setPen(QPen(theme.color("accent"), 1.2 / scale, Qt.PenStyle.DashLine))
    painter.setBrush(theme.color("accent", 0.08))
    painter.drawPolygon(QPolygonF([QPointF(*point) for point in points]))


def paint_wire(painter: QPainter, start: QPointF, end: QPointF, state: str) -> None:
    """A wire on its way to a port; `state` says what the port under the pointer answers."""
    theme = themes.now()
    role = {"fits": "good", "refuses": "danger"}.get(state, "accent")
    reach = max(30.0, abs(end.x() - start.x()) / 2)
    path = QPainterPath(start)
    path.cubicTo(start + QPointF(reach, 0), end - QPointF(reach, 0), end)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(theme.color(role), 2.4)
    if state == "refuses":
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.drawPath(path)
    painter.setBrush(theme.color(role))
    painter.drawEllipse(end, 3.5, 3.5)
