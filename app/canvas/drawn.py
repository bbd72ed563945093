"""A painted thing kept as a pixmap, which is stretched a little until it is drawn anew."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPixmap

__all__ = ["Drawn"]

Paint = Callable[[QPainter, float], None]
"""Paints in logical pixels; told how many pixels of the screen each of them has."""


class Drawn:
    """`show` paints the pixmap; `draw` makes it, for the scale it was last shown at."""

    def __init__(self) -> None:
        self._pixmap = QPixmap()
        self._scale = self._wanted = 0.0
        self._expired = True

    @property
    def stale(self) -> bool:
        """Whether it was shown, and has changed since it was drawn."""
        return self._wanted > 0.0 and (self._expired or abs(self._wanted - self._scale) > 1e-3)

    def expire(self) -> None:
        """What it shows has changed; it is still shown until it is drawn anew."""
        self._expired = True

    def forget(self) -> None:
        """Lets the pixmap go."""
        self._pixmap, self._expired = QPixmap(), True

    def draw(self, room: QRectF, paint: Paint) -> None:
        """Paints what belongs into `room` anew."""
        scale = self._scale = self._wanted
        self._expired = False
        size = (room.size() * scale).toSize() + _ROUND
        if self._pixmap.size() != size:
            self._pixmap = QPixmap(size)
        self._pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._pixmap)
        painter.scale(scale, scale)
        painter.translate(-room.topLeft())
        paint(painter, scale)
        painter.end()

    def show(
        self, painter: QPainter, room: QRectF, scale: float, stretch: float, paint: Paint
    ) -> None:
        """Shows it in `room`. It is drawn first where there is none yet, or where it would be
        stretched or shrunk more than `stretch` times."""
        self._wanted = scale
        far = not (1 / stretch <= scale / self._scale <= stretch) if self._scale else True
        if self._pixmap.isNull() or far:
            self.draw(room, paint)
        whole = QRectF(self._pixmap.rect())
        size = QSizeF(whole.width() / self._scale, whole.height() / self._scale)
        painter.drawPixmap(QRectF(QPointF(room.topLeft()), size), self._pixmap, whole)


_ROUND = QSizeF(1.0, 1.0).toSize()
"""A pixmap is never empty, and nothing at its right edge is lost."""
