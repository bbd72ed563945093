"""What is drawn behind and over everything: a grid of dots, and what a gesture is about to make."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import ceil, floor

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
    QTransform,
)

from app.canvas.layout import Point
from app.theme import Theme, themes

__all__ = ["paint_dots", "paint_outline", "paint_wire"]

_GRID = 24.0
_NEAREST = 14.0
"""Dots that would stand closer than so many pixels are left out."""
_DOT = 0.9


def paint_dots(painter: QPainter, room: QRectF, scale: float) -> None:
    """A quiet grid, which shows that this is a board and how large it is."""
    step = _GRID
    while step * scale < _NEAREST:
        step *= 2
    if painter.paintEngine().type() == QPaintEngine.Type.Raster:
        _paint_rows(painter, room, step)
        return
    ratio = painter.deviceTransform().m11() / scale
    side = max(1, round(step * scale * ratio))
    brush = QBrush(_tile(side, ratio, themes.now()))
    # The tile has a whole number of pixels; stretched a little, the grid stays where nodes are.
    brush.setTransform(QTransform.fromScale(step / side, step / side))
    painter.fillRect(room, brush)


def _paint_rows(painter: QPainter, room: QRectF, step: float) -> None:
    """Copies one row of dots again and again, which is quicker by far than a brush that has to be
    stretched. Dots stand on whole pixels, which looks the same everywhere."""
    world, seen = painter.worldTransform(), painter.deviceTransform()
    box, side = seen.mapRect(room), step * seen.m11()
    painter.setWorldTransform(QTransform())
    base = painter.deviceTransform()
    ratio = base.m11()
    tall = 2 * ceil(_DOT * ratio)
    row = QPixmap(ceil(box.width()) + 1, tall)
    row.fill(Qt.GlobalColor.transparent)
    dots = QPainter(row)
    dots.setRenderHint(QPainter.RenderHint.Antialiasing)
    dots.setPen(Qt.PenStyle.NoPen)
    dots.setBrush(themes.now().color("dots"))
    left = floor(box.left())
    for x in _marks(seen.dx(), side, box.left(), box.right()):
        dots.drawEllipse(QPointF(round(x) - left, tall / 2), _DOT * ratio, _DOT * ratio)
    dots.end()
    row.setDevicePixelRatio(ratio)
    for y in _marks(seen.dy(), side, box.top(), box.bottom()):
        spot = left - base.dx(), round(y) - tall / 2 - base.dy()
        painter.drawPixmap(QPointF(spot[0] / ratio, spot[1] / ratio), row)
    painter.setWorldTransform(world)


def _marks(origin: float, side: float, first: float, last: float) -> list[float]:
    """The lines of the grid from `first` to `last`, and one beyond on either side."""
    low, high = floor((first - origin) / side), ceil((last - origin) / side)
    return [origin + side * number for number in range(low, high + 1)]


@lru_cache(maxsize=64)
def _tile(side: int, ratio: float, theme: Theme) -> QPixmap:
    """One dot in the corner of a square, spread over all four so that tiles meet in it."""
    tile = QPixmap(side, side)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("dots"))
    for x in (0, side):
        for y in (0, side):
            painter.drawEllipse(QPointF(x, y), _DOT * ratio, _DOT * ratio)
    painter.end()
    return tile


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
