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

    __slots__ = ("_base", "_device", "_on_pixels", "_painter", "_world", "kept", "ratio", "scale",
                 "zoom")

    def __init__(self, painter: QPainter) -> None:
        self._painter, self._world = painter, painter.worldTransform()
        self._device = painter.deviceTransform()
        self._base: tuple[float, float, float] | None = None
        self._on_pixels = False
        self.scale = self._device.m11()
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

    def copy(self, pixmap: QPixmap, corner: QPointF) -> None:
        """Lays a pixmap on a point of the scene, pixel on pixel, wherever the view is moved to."""
        if not self._on_pixels:
            self._on_pixels = True
            self._painter.setWorldTransform(_PLAIN)
        if self._base is None:
            base = self._painter.deviceTransform()
            self._base = base.m11(), base.dx(), base.dy()
        ratio, left, top = self._base
        x = floor(corner.x() * self.scale + self._device.dx() + 0.5)
        y = floor(corner.y() * self.scale + self._device.dy() + 0.5)
        if pixmap.devicePixelRatio() != ratio:
            pixmap.setDevicePixelRatio(ratio)
        self._painter.drawPixmap(QPointF((x - left) / ratio, (y - top) / ratio), pixmap)
