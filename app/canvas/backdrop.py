"""What is drawn behind and over everything on the canvas: a grid of dots, a line that selects."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from app.canvas.layout import Point
from app.theme import themes

__all__ = ["paint_dots", "paint_outline"]

_GRID = 24.0
_NEAREST = 14.0
"""Dots that would stand closer than so many pixels are left out."""


def paint_dots(painter: QPainter, room: QRectF, scale: float) -> None:
    """A quiet grid, which shows that this is a board and how large it is."""
    step = _GRID
    while step * scale < _NEAREST:
        step *= 2
    pen = QPen(themes.now().color("border"), 1.8 / scale)
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
