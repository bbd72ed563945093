"""A painted thing kept as a pixmap, which is stretched a little until it is drawn anew."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from app.canvas.pane import Pane

__all__ = ["Allowance", "Drawn"]

Paint = Callable[[QPainter, float], None]
"""Paints in logical pixels; told how many pixels of the screen each of them has."""

_SAME = 1e-3
_STRETCH = 1.6
_WAITING = 3
"""Nothing is missing while these are not drawn: they count as so many."""


class Allowance:
    """How many things may be drawn while a view is painted, so that it is never held up. Of those
    that can be shown as they were, fewer."""

    def __init__(self, most: int) -> None:
        self.most = self.left = most

    def refill(self) -> None:
        """A new painting begins."""
        self.left = self.most

    def take(self, *, waits: bool = False) -> bool:
        """Whether one more may be drawn now; `waits`: it is shown meanwhile, a little stretched."""
        if self.left <= 0:
            return False
        self.left -= _WAITING if waits else 1
        return True


class Drawn:
    """`show` paints the pixmap; `draw` makes it, for the scale it was last shown at.

    Shown at that scale it lies on whole pixels of the screen: that is sharp, and a mere copy.
    """

    def __init__(self) -> None:
        self._pixmap, self._ratio = QPixmap(), 1.0
        self._room, self._left, self._top = QRectF(), 0.0, 0.0
        self._scale = self._wanted = 0.0
        self._expired, self._shown = True, False

    @property
    def stale(self) -> bool:
        """Whether it was shown, and has changed since it was drawn."""
        return self._wanted > 0.0 and (self._expired or not self._fits(self._wanted))

    @property
    def expired(self) -> bool:
        """Whether it has changed since it was drawn, whatever the zoom."""
        return self._expired

    @property
    def shown(self) -> bool:
        """Whether there is a pixmap."""
        return self._shown

    def expire(self) -> None:
        """What it shows has changed; it is still shown until it is drawn anew."""
        self._expired = True

    def forget(self) -> None:
        """Lets the pixmap go."""
        self._pixmap, self._ratio = QPixmap(), 1.0
        self._expired, self._shown = True, False

    def draw(self, room: QRectF, paint: Paint) -> None:
        """Paints what belongs into `room` anew."""
        scale = self._scale = self._wanted
        self._room, self._left, self._top = QRectF(room), room.left(), room.top()
        self._expired, self._shown = False, True
        size = (room.size() * scale).toSize() + QSize(1, 1)  # nothing at the right edge is lost
        if self._pixmap.size() != size:
            self._pixmap, self._ratio = QPixmap(size), 1.0
        self._pixmap.fill(Qt.GlobalColor.transparent)
        self._paint(room, paint)

    def patch(self, room: QRectF, part: QRectF, ground: QColor, paint: Paint) -> None:
        """Paints only `part` of what was drawn into `room`, on a plain ground."""

        def repaint(painter: QPainter, scale: float) -> None:
            painter.fillRect(part, ground)
            paint(painter, scale)

        self._paint(room, repaint)

    def show(
        self, pane: Pane, x: float, y: float, room: QRectF, paint: Paint,
        allowance: Allowance | None = None,
    ) -> bool:
        """Shows it with the (0, 0) of its paint at x, y. It is drawn first where there is none
        yet, or where it would be stretched or shrunk too much, as far as `allowance` goes. What
        was drawn for another room is shown around its middle. False when there is nothing to
        show."""
        scale = self._wanted = pane.scale
        fair = self._shown and 1 / _STRETCH <= scale / self._scale <= _STRETCH
        if not fair and (allowance is None or allowance.take(waits=self._shown)):
            self.draw(room, paint)
        if room == self._room:
            return self.keep(pane, x + self._left, y + self._top)
        at = room.center() - self._room.center()
        return self.keep(pane, x + self._left + at.x(), y + self._top + at.y())

    def keep(self, pane: Pane, x: float, y: float) -> bool:
        """Shows what was drawn, however old, with its corner at x, y; False when there is nothing
        to show."""
        self._wanted = pane.scale
        if not self._shown:
            return False
        if self._fits(pane.scale):
            self._measure_in(pane.ratio)
            pane.copy(self._pixmap, x, y)
            return True
        self._measure_in(1.0)
        whole = QRectF(self._pixmap.rect())
        size = QSizeF(whole.width() / self._scale, whole.height() / self._scale)
        painter = pane.painter
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(QRectF(QPointF(x, y), size), self._pixmap, whole)
        return True

    def _measure_in(self, ratio: float) -> None:
        """How many of its pixels are a logical one."""
        if ratio != self._ratio:
            self._ratio = ratio
            self._pixmap.setDevicePixelRatio(ratio)

    def _paint(self, room: QRectF, paint: Paint) -> None:
        self._measure_in(1.0)
        painter = QPainter(self._pixmap)
        painter.scale(self._scale, self._scale)
        painter.translate(-room.topLeft())
        paint(painter, self._scale)
        painter.end()

    def _fits(self, scale: float) -> bool:
        return abs(scale - self._scale) <= _SAME
