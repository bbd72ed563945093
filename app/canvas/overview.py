"""The small map in the corner of the canvas: all nodes, and the part that is seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from app.canvas.layout import Box
from app.texts import Translated, tr
from app.theme import themes

__all__ = ["Mark", "Overview"]

Mark = tuple[Box, QColor]
"""A box of the scene and the colour it has on the map."""

_SIZE = QSize(172, 108)
_EDGE, _ROUND = 10.0, 9.0
_LEAST = 3.0
"""A node is at least so many pixels large on the map."""
_AROUND, _SEEN = 40.0, 60.0
"""Room beside all nodes, and how much of one is seen at least wherever the map leads."""
_CORNERED = 5.0
"""Smaller boxes have no corners that could be seen to be round."""


class Overview(Translated, QWidget):
    """Shows boxes of a scene and which part of it is visible. `moved(point)` asks for a place of
    the scene to be in the middle of the view: a click or a drag on the map."""

    moved = Signal(QPointF)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: list[tuple[QColor, NDArray[np.float64]]] = []
        self._room = QRectF()
        self._visible = QRectF()
        self._world = QRectF(0, 0, 1, 1)
        self._drawn = QPixmap()
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(_SIZE)
        themes.changed.connect(self._redraw)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Overview of the network"))
        self.setToolTip(tr("Click or drag to move the view"))

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Shows these boxes, those of one colour together."""
        found: dict[int, tuple[QColor, list[Box]]] = {}
        for box, color in marks:
            found.setdefault(color.rgba(), (color, []))[1].append(box)
        self._boxes = [(color, np.array(boxes)) for color, boxes in found.values()]
        self._room = QRectF()
        for _, boxes in self._boxes:
            low, high = boxes[:, :2].min(0).tolist(), boxes[:, 2:].max(0).tolist()
            self._room = self._room.united(QRectF(QPointF(*low), QPointF(*high)))
        self._measure()
        self._redraw()

    def show_visible(self, visible: QRectF) -> None:
        """Frames the part of the scene that the view shows."""
        if visible != self._visible:
            self._visible = visible
            if not self._dragging:
                self._measure()
            self.update()

    @property
    def useful(self) -> bool:
        """Whether there is something that the view does not show."""
        return bool(self._boxes) and not self._visible.contains(self._room)

    def scene_point(self, at: QPointF) -> QPointF:
        """The place of the scene at a pixel of the map."""
        scale, corner = self._fit()
        return QPointF((at.x() - corner.x()) / scale, (at.y() - corner.y()) / scale)

    def map_box(self, box: QRectF) -> QRectF:
        """A box of the scene as it lies on the map."""
        scale, corner = self._fit()
        return QRectF(box.topLeft() * scale + corner, box.size() * scale)

    # --- events -----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragging = True  # the map stays still below the pointer
            self.moved.emit(self._aimed(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self.moved.emit(self._aimed(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragging = False
        self._measure()
        self._redraw()

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._drawn.isNull() or self._drawn.devicePixelRatioF() != ratio:
            self._draw(ratio)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._drawn)
        theme = themes.now()
        room = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        seen = self.map_box(self._visible).intersected(room)
        painter.setPen(QPen(theme.color("accent"), 1.6))
        painter.setBrush(theme.color("accent", 0.06))
        painter.drawRoundedRect(seen, 3, 3)
        painter.end()

    # --- inside -----------------------------------------------------------------------------

    def _aimed(self, at: QPointF) -> QPointF:
        """The place of the scene at a pixel, or the nearest one around which something is seen."""
        point = self.scene_point(at)
        if not self._boxes:
            return point
        boxes = np.concatenate([boxes for _, boxes in self._boxes])
        half = np.array(self._visible.size().toTuple()) / 2
        reach = half - np.minimum(half / 2, _SEEN)
        wish = np.array(point.toTuple())
        places = np.clip(wish, boxes[:, :2] - reach, boxes[:, 2:] + reach)
        return QPointF(*places[np.hypot(*(places - wish).T).argmin()].tolist())

    def _measure(self) -> None:
        """All that the map shows: every box, and the part that is seen."""
        world = self._room.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND).united(self._visible)
        if world != self._world:
            self._world = world
            self._redraw()

    def _fit(self) -> tuple[float, QPointF]:
        """Pixels of the map for a pixel of the scene, and where the scene's (0, 0) lies."""
        world = self._world
        wide, tall = self.width() - 2 * _EDGE, self.height() - 2 * _EDGE
        scale = min(wide / max(1.0, world.width()), tall / max(1.0, world.height()))
        return scale, QRectF(self.rect()).center() - world.center() * scale

    def _redraw(self) -> None:
        self._drawn = QPixmap()
        self.update()

    def _draw(self, ratio: float) -> None:
        """The ground and the boxes, which change less often than what is seen."""
        self._drawn = QPixmap((self.size().toSizeF() * ratio).toSize())
        self._drawn.setDevicePixelRatio(ratio)
        self._drawn.fill(Qt.GlobalColor.transparent)
        theme = themes.now()
        painter = QPainter(self._drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("panel", 0.94))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _ROUND, _ROUND)
        painter.setPen(Qt.PenStyle.NoPen)
        scale, corner = self._fit()
        at = np.array([*corner.toTuple()] * 2)
        for color, boxes in self._boxes:
            painter.setBrush(color)
            _paint_boxes(painter, boxes * scale + at)
        painter.end()


def _paint_boxes(painter: QPainter, boxes: NDArray[np.float64]) -> None:
    """Boxes as lefts, tops, rights and bottoms on the map; one by one only where they are round."""
    corners, sizes = boxes[:, :2], boxes[:, 2:] - boxes[:, :2]
    shown = np.maximum(sizes, _LEAST)
    rects = [QRectF(*box) for box in np.hstack([corners - (shown - sizes) / 2, shown]).tolist()]
    if not rects or min(rects[0].width(), rects[0].height()) < _CORNERED:
        painter.drawRects(rects)
        return
    for rect in rects:
        painter.drawRoundedRect(rect, 1.5, 1.5)
