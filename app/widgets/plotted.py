"""Curves, points and axes of plots that look in a figure as they do on the screen.

Those of pyqtgraph have pens whose width is in pixels of the device: hairlines in a large picture,
and in an SVG a property that many readers do not know.
"""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QTransform

__all__ = ["Curve", "Level", "Spots", "paint_axis"]


class Curve(pg.PlotCurveItem):
    """A line through points."""

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        if self._exportOpts is False:
            super().paint(painter, option, widget)
        elif self.xData is not None and len(self.xData):
            _draw(painter, painter.worldTransform().map(self.getPath()), self.opts["pen"])


class Spots(pg.ScatterPlotItem):
    """A cloud of points, each in its own colour."""

    def paint(self, painter: QPainter, *args: Any) -> None:
        if self._exportOpts is False:
            super().paint(painter, *args)
            return
        world = painter.worldTransform()
        for spot in self.points():
            at, size = world.map(QPointF(spot.pos())), spot.size()
            shape = QTransform(size, 0, 0, size, at.x(), at.y()).map(Symbols[spot.symbol()])
            _draw(painter, shape, spot.pen(), spot.brush())


class Level(pg.InfiniteLine):
    """A straight line over the whole plot."""

    def paint(self, painter: QPainter, *args: Any) -> None:
        if self._exportOpts is False:
            super().paint(painter, *args)
            return
        self.boundingRect()  # where it begins and ends
        start, stop = self._endPoints
        line = QPainterPath(QPointF(start, 0.0))
        line.lineTo(stop, 0.0)
        _draw(painter, painter.worldTransform().map(line), self.currentPen)


def paint_axis(axis: pg.AxisItem, line: QColor, words: QColor) -> None:
    """Gives an axis its colours."""
    axis.setPen(QPen(line, 1.0))
    axis.setTextPen(words)


def _draw(painter: QPainter, path: QPainterPath, pen: QPen, brush: QBrush | None = None) -> None:
    """Draws a path that is in pixels of the screen, with a pen whose width is one, too."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.resetTransform()
    real = QPen(pen)
    real.setCosmetic(False)
    painter.setPen(real)
    painter.setBrush(brush if brush is not None else QBrush())
    painter.drawPath(path)
    painter.restore()
