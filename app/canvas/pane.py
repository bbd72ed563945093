"""A painter as the things see it that are painted with it: asked once, not by each of them."""

from __future__ import annotations

from math import floor

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPaintEngine, QPainter, QPixmap, QTransform

__all__ = ["SHARPEST", "Pane"]

SHARPEST = 3.0
"""Closer than this things are painted afresh each time: their pixmaps would be too large."""
_PLAIN = QTransform()


class Pane:
    """`scale`: pixels of the screen for one of the scene, and `zoom`: logical ones. `kept`: whether
    pixmaps should be shown; not in figures that can be scaled, and not very close."""

    __slots__ = ("_base", "_left", "_on_pixels", "_painter", "_top", "_world", "kept", "ratio",
                 "scale", "zoom")

    def __init__(self, painter: QPainter) -> None:
        self._painter, self._world = painter, painter.worldTransform()
        device = painter.deviceTransform()
        self._left, self._top = device.dx() + 0.5, device.dy() + 0.5
        self._on_pixels, self._base = False, (0.0, 0.0)
        self.scale = device.m11()
        self.zoom = self._world.m11() or 1.0
        self.ratio = self.scale / self.zoom
        raster = painter.paintEngine().type() == QPaintEngine.Type.Raster
        self.kept = raster and self.scale <= SHARPEST

    @property
    def painter(self) -> QPainter:
        """Paints in the scene, until something is copied."""
        self.finish()
        return self._painter

    def finish(self) -> None:
        """Leaves the painter as it was."""
        if self._on_pixels:
            self._on_pixels = False
            self._painter.setWorldTransform(self._world)

    def copy(self, pixmap: QPixmap, x: float, y: float) -> None:
        """Lays a pixmap that has its `ratio` on a point of the scene, pixel on pixel, wherever the
        view is moved to."""
        if not self._on_pixels:
            self._on_pixels = True
            self._painter.setWorldTransform(_PLAIN)
            base = self._painter.deviceTransform()
            self._base = base.dx(), base.dy()
        left, top = floor(x * self.scale + self._left), floor(y * self.scale + self._top)
        (dx, dy), ratio = self._base, self.ratio
        self._painter.drawPixmap(QPointF((left - dx) / ratio, (top - dy) / ratio), pixmap)
